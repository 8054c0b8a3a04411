/* explain.c - why each record is there, and why a rule nearly found one. */
#include "api/builder.h"
#include "api/image.h"
#include "api/worker.h"
#include "rules/match.h"
#include "rules/observe.h"

/* Near misses told of one sentence. */
#define MISSES_TOLD 3u

typedef struct teller {
  evx_worker *w;
  const document *doc;
  const observer *seen;
  const evx_explain_options *options;
  evx_explain_fn fn;
  void *user;
  bool *recorded; /* by token */
  bool stopped;
} teller;

static evx_span span_of(const teller *t, uint32_t begin, uint32_t end) {
  if (begin >= end)
    return (evx_span){0, 0};
  return (evx_span){t->doc->tokens.at[begin].begin, t->doc->tokens.at[end - 1].end};
}

static const ast_rule *rule_ast_of(const teller *t, size_t number) {
  return rule_set_rule(t->w->engine->set, number);
}

/* A rule by its full name, or its own. */
static bool is_asked(const teller *t, const ast_rule *r) {
  const char *wanted = t->options->rule;
  return !wanted || strcmp(wanted, r->full_name) == 0 || strcmp(wanted, r->name.text) == 0;
}

static bool on_line(const teller *t, uint32_t begin, uint32_t end) {
  size_t first = (size_t)document_line(t->doc, begin) + 1, last = (size_t)document_line(t->doc, end - 1) + 1;
  return !t->options->line || (first <= t->options->line && t->options->line <= last);
}

static evx_explanation about(const teller *t, const ast_rule *r, evx_why why, uint32_t begin, uint32_t end) {
  evx_explanation e = {.why = why,
                       .rule = r->full_name,
                       .record = r->record ? r->record->name.text : NULL,
                       .emits = r->emit,
                       .source = r->at.src->name,
                       .span = span_of(t, begin, end),
                       .text_line = (size_t)document_line(t->doc, begin) + 1};
  source_locate(r->at.src, r->name.at.begin, &e.line, &e.column);
  return e;
}

static void tell(teller *t, const evx_explanation *e) {
  t->stopped = t->stopped || !t->fn(t->user, e);
}

static evx_status tell_event(teller *t, const match_event *m) {
  static const evx_why whys[] = {
      [FATE_ACCEPTED] = EVX_WHY_FOUND, [FATE_REJECTED] = EVX_WHY_REJECTED, [FATE_LOST] = EVX_WHY_OUTRANKED};
  static const char *const criteria[] = {[WIN_PRIORITY] = "higher priority",
                                         [WIN_LENGTH] = "more tokens",
                                         [WIN_START] = "earlier start",
                                         [WIN_ORDER] = "order of the rules"};
  const ast_rule *r = rule_ast_of(t, m->rule);
  if ((r->reject && m->fate == FATE_ACCEPTED) || !is_asked(t, r) || !on_line(t, m->begin, m->end))
    return EVX_OK;
  evx_explanation e = about(t, r, whys[m->fate], m->begin, m->end);
  evx_capture *captures = arena_array(&t->w->scratch, m->hit_count, sizeof *captures);
  if (!captures)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < m->hit_count; i++)
    captures[i] = (evx_capture){r->captures[m->hits[i].id], span_of(t, m->hits[i].begin, m->hits[i].end)};
  e.captures = captures;
  e.capture_count = m->hit_count;
  if (m->fate != FATE_ACCEPTED) {
    e.other = rule_ast_of(t, m->other)->full_name;
    e.other_span = span_of(t, m->other_begin, m->other_end);
    e.criterion = m->fate == FATE_LOST ? criteria[m->by] : NULL;
  }
  tell(t, &e);
  return EVX_OK;
}

/* Notes the tokens in which a rule that emits found something. */
static bool find_recorded(teller *t) {
  t->recorded = arena_array(&t->w->scratch, t->doc->tokens.count, sizeof *t->recorded);
  for (size_t i = 0; t->recorded && i < t->seen->events.count; i++) {
    const match_event *m = &t->seen->events.at[i];
    if (m->fate == FATE_ACCEPTED && rule_ast_of(t, m->rule)->emit)
      memset(t->recorded + m->begin, true, m->end - m->begin);
  }
  return t->recorded != NULL;
}

static bool has_record(const teller *t, uint32_t begin, uint32_t end) {
  return memchr(t->recorded + begin, 1, end - begin) != NULL;
}

static void tell_miss(teller *t, const near_miss *m) {
  const ast_rule *r = rule_ast_of(t, m->rule);
  evx_explanation e = about(t, r, EVX_WHY_NEAR_MISS, m->begin, m->reached);
  const place *at = &m->failed->at;
  e.source = at->src->name;
  source_locate(at->src, at->begin, &e.line, &e.column);
  e.wanted = at->src->text + at->begin;
  e.wanted_len = at->end - at->begin;
  e.failed = m->reached < m->unit_end ? span_of(t, m->reached, m->reached + 1) : (evx_span){0, 0};
  tell(t, &e);
}

/* Nearer: what the rule cannot do without is there; then, more tokens. */
static bool nearer(const near_miss *a, const near_miss *b) {
  uint32_t x = a->reached - a->begin, y = b->reached - b->begin;
  return a->needed != b->needed ? a->needed : x != y ? x > y : a->rule < b->rule;
}

static bool worth_telling(const teller *t, const near_miss *m) {
  const ast_rule *r = rule_ast_of(t, m->rule);
  if (!is_asked(t, r) || !on_line(t, m->unit_begin, m->unit_end))
    return false;
  return t->options->rule || (r->emit && m->needed && m->reached > m->begin + 1);
}

/* The misses [begin, end) are of one unit and phase. */
static void tell_misses(teller *t, size_t begin, size_t end) {
  const near_miss *all = t->seen->misses.at;
  if (!t->options->rule && has_record(t, all[begin].unit_begin, all[begin].unit_end))
    return;
  const near_miss *last = NULL;
  for (size_t told = 0; told < MISSES_TOLD && !t->stopped; told++) {
    const near_miss *best = NULL;
    for (size_t i = begin; i < end; i++) {
      if (worth_telling(t, &all[i]) && (!last || nearer(last, &all[i])) && (!best || nearer(&all[i], best)))
        best = &all[i];
    }
    if (!best)
      return;
    tell_miss(t, best);
    last = best;
  }
}

static evx_status tell_all(teller *t) {
  evx_status s = find_recorded(t) ? EVX_OK : EVX_ERR_NOMEM;
  for (size_t i = 0; s == EVX_OK && i < t->seen->events.count && !t->stopped; i++)
    s = tell_event(t, &t->seen->events.at[i]);
  const near_miss *misses = t->seen->misses.at;
  for (size_t i = 0, end; s == EVX_OK && i < t->seen->misses.count && !t->stopped; i = end) {
    for (end = i + 1; end < t->seen->misses.count && misses[end].unit_begin == misses[i].unit_begin &&
                      misses[end].unit_end == misses[i].unit_end;)
      end++;
    tell_misses(t, i, end);
  }
  return s == EVX_OK && t->stopped ? EVX_ERR_CALLBACK : s;
}

/* A rule that nobody has would explain nothing, silently. */
static bool has_rule(const teller *t) {
  for (size_t i = 0; i < rule_set_rule_count(t->w->engine->set); i++) {
    if (is_asked(t, rule_ast_of(t, i)))
      return true;
  }
  return false;
}

/* The engine with its rules as they are written: one that came from an image has them not. */
static evx_status whole_engine(evx_engine *e, evx_engine **out) {
  evx_builder *builder = NULL;
  if (!e->image) {
    *out = engine_share(e);
    return EVX_OK;
  }
  evx_status s = evx_builder_new(&e->allocator, &builder);
  if (s == EVX_OK)
    s = evx_builder_add_builtin(builder, engine_image_builtin.name);
  if (s == EVX_OK)
    s = builder_whole(builder);
  if (s == EVX_OK)
    s = evx_builder_finish(builder, out);
  evx_builder_free(builder);
  return s;
}

evx_status evx_explain(evx_worker *w, const char *text, size_t len, const evx_explain_options *options,
                       evx_explain_fn fn, void *user) {
  static const evx_explain_options defaults = EVX_EXPLAIN_INIT;
  document doc = {0};
  mention_list mentions = {0};
  rule_runner *runner = NULL;
  if (!w || !fn || (!text && len))
    return EVX_ERR_ARG;
  options = options ? options : &defaults;
  teller t = {.w = w, .doc = &doc, .options = options, .fn = fn, .user = user};
  if (options->size != sizeof *options)
    return EVX_ERR_ABI;
  if (!has_rule(&t))
    return EVX_ERR_ARG;
  if (len > EVX_MAX_TEXT)
    return EVX_ERR_LIMIT;
  evx_status s = worker_enter(w);
  if (s != EVX_OK)
    return s;
  evx_engine *engine = NULL, *own_engine = w->engine;
  s = whole_engine(own_engine, &engine);
  if (s == EVX_OK)
    s = rule_runner_new(engine->set, &engine->allocator, &runner);
  if (s == EVX_OK) {
    /* A runner of its own, so that the worker's stays unwatched. */
    rule_runner *own_runner = w->runner;
    t.seen = rule_runner_observe(runner, OBSERVE_EVENTS);
    w->runner = runner;
    w->engine = engine;
    s = t.seen ? worker_read(w, text ? text : "", len, NULL, &doc, &mentions) : EVX_ERR_NOMEM;
    if (s == EVX_OK)
      s = tell_all(&t);
    w->runner = own_runner;
    w->engine = own_engine;
  }
  rule_runner_free(runner);
  engine_release(engine);
  worker_leave(w);
  return s;
}

/* ---- profile ---------------------------------------------------------------- */

evx_status evx_worker_profile(evx_worker *w) {
  if (!w)
    return EVX_ERR_ARG;
  evx_status s = worker_enter(w);
  if (s != EVX_OK)
    return s;
  if (!rule_runner_observer(w->runner) && !rule_runner_observe(w->runner, OBSERVE_STATS | OBSERVE_TIME))
    s = EVX_ERR_NOMEM;
  worker_leave(w);
  return s;
}

bool evx_worker_rule_profile(const evx_worker *w, size_t index, evx_rule_profile *out) {
  const observer *o = w && out ? rule_runner_observer(w->runner) : NULL;
  if (!o || index >= rule_set_rule_count(w->engine->set))
    return false;
  const rule_stats *s = &o->stats[index];
  *out = (evx_rule_profile){s->searches, s->matches, s->accepted, s->steps, s->nanoseconds};
  return true;
}
