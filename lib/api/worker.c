#include "api/worker.h"

#include "api/result.h"

/* What a worker keeps of its scratch memory from one document to the next. */
#define SCRATCH_KEPT ((size_t)4 << 20)

#define KNOWN_FLAGS ((uint32_t)EVX_COPY_TEXT)

evx_status evx_worker_new(const evx_engine *engine, evx_worker **out) {
  if (!out)
    return EVX_ERR_ARG;
  *out = NULL;
  if (!engine)
    return EVX_ERR_ARG;
  evx_worker *w = memory_zalloc(&engine->allocator, sizeof *w);
  if (!w)
    return EVX_ERR_NOMEM;
  w->engine = engine_share(engine);
  w->memory = pool_new(&w->engine->allocator);
  const evx_allocator *allocator = w->memory ? pool_allocator(w->memory) : &w->engine->allocator;
  arena_init(&w->scratch, allocator);
  evx_status s = rule_runner_new(w->engine->set, allocator, &w->runner);
  if (s != EVX_OK) {
    evx_worker_free(w);
    return s;
  }
  *out = w;
  return EVX_OK;
}

static void worker_destroy(evx_worker *w) {
  evx_engine *engine = w->engine;
  rule_runner_free(w->runner);
  arena_free(&w->scratch);
  pool_free(w->memory);
  memory_release(&engine->allocator, w, sizeof *w);
  engine_release(engine);
}

void evx_worker_free(evx_worker *w) {
  int state = WORKER_BUSY;
  if (w && !atomic_compare_exchange_strong(&w->state, &state, WORKER_DOOMED) && state == WORKER_IDLE)
    worker_destroy(w);
}

evx_status worker_enter(evx_worker *w) {
  int state = WORKER_IDLE;
  return atomic_compare_exchange_strong(&w->state, &state, WORKER_BUSY) ? EVX_OK : EVX_ERR_BUSY;
}

void worker_leave(evx_worker *w) {
  int state = WORKER_BUSY;
  arena_reset(&w->scratch, SCRATCH_KEPT);
  if (!atomic_compare_exchange_strong(&w->state, &state, WORKER_IDLE))
    worker_destroy(w);
}

evx_status worker_read(evx_worker *w, const char *text, size_t len, const run_options *options, document *doc,
                       mention_list *mentions) {
  rule_runner_trim(w->runner);
  evx_status s = document_read(doc, text, len, rule_set_text_lexicon(w->engine->set), rule_runner_forms(w->runner),
                               &w->scratch, options ? options->pulse : NULL);
  return s == EVX_OK ? rule_run(w->runner, doc, options, &w->scratch, mentions) : s;
}

/* A whole day at least: a month alone cannot say what "tomorrow" is. */
static bool parse_reference(const char *text, time_point *out) {
  return time_parse_iso(text, strlen(text), out) && out->month != TIME_UNSET && out->day != TIME_UNSET &&
         cal_is_valid((cal_date){out->year, out->month, out->day});
}

/* What the record needs of the caller's options. */
static evx_status take_options(const evx_options *o, record_options *out) {
  static const time_point unset = {TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET};
  if (o->size != sizeof *o)
    return EVX_ERR_ABI;
  if (o->flags & ~KNOWN_FLAGS || (unsigned)o->order > EVX_MONTH_FIRST)
    return EVX_ERR_ARG;
  *out = (record_options){.id = o->id ? o->id : "",
                          .file_name = o->file_name ? o->file_name : "",
                          .reference = unset,
                          .modified = unset,
                          .order = o->order,
                          .max_records = o->max_records};
  bool good = (!o->reference || parse_reference(o->reference, &out->reference)) &&
              (!o->modified || parse_reference(o->modified, &out->modified));
  return good ? EVX_OK : EVX_ERR_ARG;
}

static evx_status extract(evx_worker *w, evx_result *result, const evx_options *o, const record_options *options) {
  document doc = {0};
  mention_list mentions = {0};
  pulse asking = {.ask = o->keep_going, .user = o->user};
  run_options run = {.pulse = &asking, .kept = record_types_read(w->engine->maker, &w->scratch)};
  record_options own = *options;
  own.pulse = &asking;
  evx_status s = run.kept ? worker_read(w, result->text, result->len, &run, &doc, &mentions) : EVX_ERR_NOMEM;
  asking.offset = result->len;
  if (s == EVX_OK)
    s = record_build(w->engine->maker, &doc, rule_runner_forms(w->runner), &mentions, &own, &result->memory,
                     &w->scratch, &result->record);
  if (s == EVX_OK && !pulse_ask(&asking))
    s = EVX_ERR_CALLBACK;
  return s;
}

evx_status evx_extract(evx_worker *w, const char *text, size_t len, const evx_options *options, evx_result **out) {
  static const evx_options defaults = EVX_OPTIONS_INIT;
  if (!out)
    return EVX_ERR_ARG;
  *out = NULL;
  if (!w || (!text && len))
    return EVX_ERR_ARG;
  if (!options)
    options = &defaults;
  record_options record;
  evx_status s = take_options(options, &record);
  if (s != EVX_OK)
    return s;
  if (len > EVX_MAX_TEXT)
    return EVX_ERR_LIMIT;
  s = worker_enter(w);
  if (s != EVX_OK)
    return s;
  evx_result *result = result_new(w->engine, text ? text : "", len, options->flags & EVX_COPY_TEXT);
  s = result ? extract(w, result, options, &record) : EVX_ERR_NOMEM;
  worker_leave(w);
  if (s != EVX_OK) {
    evx_result_free(result);
    return s;
  }
  *out = result;
  return EVX_OK;
}
