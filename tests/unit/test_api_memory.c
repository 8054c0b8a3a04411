/* test_api_memory.c - the public interface under an allocator that counts and fails, and under threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api_life.h"
#include "unit.h"

/* ---- memory --------------------------------------------------------------------------- */

#define NOISE 0xa5

/* Counts what is lent out, and fails from the nth request on. */
typedef struct meter {
  long requests, fail_from; /* fail_from 0: never */
  size_t bytes, blocks;
  bool dirty; /* what is lent out holds noise */
} meter;

static bool refuse(meter *m) {
  return ++m->requests >= m->fail_from && m->fail_from > 0;
}

static void *meter_alloc(void *user, size_t size) {
  meter *m = user;
  ASSERT_OFTEN(size > 0);
  void *p = refuse(m) ? NULL : malloc(size);
  if (p && m->dirty)
    memset(p, NOISE, size);
  m->bytes += p ? size : 0;
  m->blocks += p != NULL;
  return p;
}

static void *meter_resize(void *user, void *ptr, size_t old_size, size_t new_size) {
  meter *m = user;
  ASSERT_OFTEN(ptr);
  ASSERT_OFTEN(new_size > 0);
  void *p = refuse(m) ? NULL : realloc(ptr, new_size);
  if (p && m->dirty && new_size > old_size)
    memset((char *)p + old_size, NOISE, new_size - old_size);
  if (p)
    m->bytes += new_size - old_size;
  return p;
}

static void meter_release(void *user, void *ptr, size_t size) {
  meter *m = user;
  ASSERT_OFTEN(ptr);
  ASSERT_OFTEN(m->bytes >= size);
  m->bytes -= size;
  m->blocks--;
  free(ptr);
}

/* Everything from packs to JSON. */
static evx_status whole_life(const evx_allocator *allocator) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  char *json = NULL;
  size_t passed = 0, failed = 0;
  evx_options o = EVX_OPTIONS_INIT;
  o.flags = EVX_COPY_TEXT;
  o.id = "report.txt";
  o.reference = "2025-04-12";
  evx_status s = evx_builder_new(allocator, &builder);
  if (s == EVX_OK)
    s = evx_builder_add_text(builder, "visits.evx", pack, strlen(pack));
  if (s == EVX_OK)
    s = evx_builder_run_tests(builder, false, &passed, &failed);
  if (s == EVX_OK)
    s = evx_builder_finish(builder, &engine);
  if (s == EVX_OK)
    s = evx_worker_new(engine, &worker);
  if (s == EVX_OK)
    s = evx_extract(worker, text, strlen(text), &o, &result);
  if (s == EVX_OK)
    s = evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_CODEPOINT, &json, NULL);
  ck_assert((s == EVX_OK) == (json != NULL));
  evx_string_free(json);
  evx_result_free(result);
  evx_worker_free(worker);
  evx_engine_free(engine);
  evx_builder_free(builder);
  return s;
}

START_TEST(sizes_given_back_are_those_asked_for_and_nothing_stays) {
  meter m = {0};
  const evx_allocator allocator = {meter_alloc, meter_resize, meter_release, &m};
  ck_assert_int_eq(whole_life(&allocator), EVX_OK);
  ck_assert_int_gt(m.requests, 10);
  ck_assert_uint_eq(m.blocks, 0);
  ck_assert_uint_eq(m.bytes, 0);
}
END_TEST

START_TEST(memory_may_run_out_at_any_request) {
  for (long n = 1;; n++) {
    meter m = {.fail_from = n};
    const evx_allocator allocator = {meter_alloc, meter_resize, meter_release, &m};
    evx_status s = whole_life(&allocator);
    ck_assert_msg(m.blocks == 0 && m.bytes == 0, "request %ld: %zu blocks, %zu bytes stay", n, m.blocks, m.bytes);
    if (s == EVX_OK) {
      ck_assert_int_lt(m.requests, n); /* it got by without the request that would have failed */
      break;
    }
    ck_assert_msg(s == EVX_ERR_NOMEM, "request %ld answers %s", n, evx_status_name(s));
  }
}
END_TEST

/* A word list among the properties of one token is looked up by the token's spelling. */
static const char list_in_brackets[] = "pack visits version 1 language en\n"
                                       "record Visit { place: text }\n"
                                       "lexicon City { \"Almaty\" \"Geneva\" }\n"
                                       "phase visits\n"
                                       "rule to\n"
                                       "  match [%City & cap] where:[%City | \"on\"]\n"
                                       "  emit Visit { place = text(where) }\n";

/* An accent alone has an empty spelling once accents are stripped. */
START_TEST(memory_may_hold_anything_when_it_is_lent) {
  static const char accented[] = "Geneva on \xcc\x81 3 May. A visit to Geneva on 3 May.";
  const char *const packs[] = {pack, list_in_brackets};
  for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++) {
    meter m = {.dirty = true};
    const evx_allocator allocator = {meter_alloc, meter_resize, meter_release, &m};
    char *json[2];
    for (int dirty = 0; dirty < 2; dirty++) {
      evx_engine *engine = engine_of(dirty ? &allocator : NULL, packs[i]);
      evx_worker *worker = NULL;
      ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
      char *made = extracted(worker, accented);
      json[dirty] = strdup(made);
      evx_string_free(made);
      evx_worker_free(worker);
      evx_engine_free(engine);
    }
    ck_assert_str_eq(json[0], json[1]);
    ck_assert_ptr_nonnull(strstr(json[0], "\"Visit\""));
    free(json[0]);
    free(json[1]);
  }
}
END_TEST

/* The built-in packs come from an image: few requests, each of which may fail. */
static evx_status builtin_life(const evx_allocator *allocator) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_status s = evx_builder_new(allocator, &builder);
  if (s == EVX_OK)
    s = evx_builder_add_builtin(builder, "en");
  if (s == EVX_OK)
    s = evx_builder_set_gazetteer(builder, EVX_TEST_DIR "/../lib/data/gazetteer.bin");
  if (s == EVX_OK)
    s = evx_builder_finish(builder, &engine);
  evx_builder_free(builder);
  evx_engine_free(engine);
  return s;
}

START_TEST(memory_may_run_out_while_the_builtin_packs_are_loaded) {
  evx_status s = EVX_ERR_NOMEM;
  for (long n = 1; s != EVX_OK; n++) {
    meter m = {.fail_from = n};
    const evx_allocator allocator = {meter_alloc, meter_resize, meter_release, &m};
    s = builtin_life(&allocator);
    ck_assert_msg(m.blocks == 0 && m.bytes == 0, "request %ld: %zu blocks, %zu bytes stay", n, m.blocks, m.bytes);
    ck_assert_msg(s == EVX_OK || s == EVX_ERR_NOMEM, "request %ld answers %s", n, evx_status_name(s));
    ck_assert_int_lt(n, 1000); /* as text the packs take tens of thousands */
  }
}
END_TEST

START_TEST(a_worker_goes_on_after_memory_ran_out) {
  meter m = {0};
  const evx_allocator allocator = {meter_alloc, meter_resize, meter_release, &m};
  evx_engine *engine = engine_of(&allocator, pack);
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  for (long n = 1; n < 12; n++) {
    m.fail_from = m.requests + n;
    if (evx_extract(worker, text, strlen(text), NULL, &result) == EVX_OK)
      evx_result_free(result);
    m.fail_from = 0;
    ck_assert_int_eq(evx_extract(worker, text, strlen(text), NULL, &result), EVX_OK);
    char *after = json_of(result);
    evx_result_free(result);
    evx_worker *fresh = NULL;
    ck_assert_int_eq(evx_worker_new(engine, &fresh), EVX_OK);
    char *expected = extracted(fresh, text);
    ck_assert_str_eq(after, expected);
    evx_string_free(after);
    evx_string_free(expected);
    evx_worker_free(fresh);
  }
  evx_worker_free(worker);
  evx_engine_free(engine);
  ck_assert_uint_eq(m.blocks, 0);
}
END_TEST

/* A report in which the built-in packs find something of every kind. */
static const char minutes[] =
    "# Minutes of the Lake Council, 4 May 2020\n\nPresent: Anna Berg (chair), Minister Tom Lund of Austria\n"
    "Apologies: Zeb Oakes\nVenue: City Hall, Vienna\n\n1. The Council approved the budget of 2 million euros for "
    "2021.\n"
    "2. Moved by Tom Lund, seconded by Anna Berg, that the hut be sold. Carried 5-2.\n"
    "- Action: Anna to write to the Ministry of Finance by 1 June\n\nThe third summit took place in Almaty on 31 June "
    "2019.\n\nNext meeting: 9 October 2020, 15:00 UTC, Geneva\n";

static evx_status read_minutes(evx_worker *worker, evx_json_style style, char **json) {
  evx_options o = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  o.flags = EVX_COPY_TEXT;
  evx_status s = evx_extract(worker, minutes, sizeof minutes - 1, &o, &result);
  if (s == EVX_OK)
    s = evx_result_to_json(result, style, EVX_OFFSETS_UTF16, json, NULL);
  evx_result_free(result);
  return s;
}

/* A new worker for each, and one that goes on after every failure. */
START_TEST(memory_may_run_out_at_any_request_of_a_real_extraction) {
  meter m = {0};
  const evx_allocator allocator = {meter_alloc, meter_resize, meter_release, &m};
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *used = NULL;
  char *expected = NULL;
  ck_assert_int_eq(evx_builder_new(&allocator, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "en"), EVX_OK);
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_OK);
  evx_builder_free(builder);
  ck_assert_int_eq(evx_worker_new(engine, &used), EVX_OK);
  ck_assert_int_eq(read_minutes(used, EVX_JSON_PRETTY, &expected), EVX_OK);
  ck_assert_ptr_nonnull(strstr(expected, "Zeb Oakes"));
  evx_status s = EVX_ERR_NOMEM;
  for (long n = 1; s != EVX_OK; n++) {
    evx_worker *fresh = NULL;
    char *json = NULL;
    size_t blocks = m.blocks, bytes = m.bytes;
    m.fail_from = m.requests + n;
    s = evx_worker_new(engine, &fresh);
    if (s == EVX_OK)
      s = read_minutes(fresh, EVX_JSON_PRETTY, &json);
    m.fail_from = 0;
    ck_assert_msg(s == EVX_OK || s == EVX_ERR_NOMEM, "request %ld answers %s", n, evx_status_name(s));
    ck_assert_int_eq(s == EVX_OK, json != NULL);
    evx_string_free(json);
    evx_worker_free(fresh);
    ck_assert_msg(m.blocks == blocks && m.bytes == bytes, "request %ld: something stays", n);
    ck_assert_int_lt(n, 10000);
  }
  for (long n = 1; n < 200; n++) {
    char *json = NULL;
    m.fail_from = m.requests + n;
    (void)read_minutes(used, EVX_JSON_LINE, &json);
    m.fail_from = 0;
    evx_string_free(json);
    ck_assert_int_eq(read_minutes(used, EVX_JSON_PRETTY, &json), EVX_OK);
    ck_assert_str_eq(json, expected);
    evx_string_free(json);
  }
  evx_string_free(expected);
  evx_worker_free(used);
  evx_engine_free(engine);
  ck_assert_uint_eq(m.blocks, 0);
}
END_TEST

/* ---- threads --------------------------------------------------------------------------- */

enum { THREADS = 8, ROUNDS = 40 };

typedef struct thread_work {
  const evx_engine *engine;
  const char *expected;
  bool agrees;
} thread_work;

static void *extract_often(void *user) {
  thread_work *work = user;
  evx_worker *worker = NULL;
  work->agrees = evx_worker_new(work->engine, &worker) == EVX_OK;
  for (int i = 0; work->agrees && i < ROUNDS; i++) {
    evx_result *result = NULL;
    char *json = NULL;
    work->agrees = evx_extract(worker, text, strlen(text), NULL, &result) == EVX_OK &&
                   evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL) == EVX_OK &&
                   strcmp(json, work->expected) == 0;
    evx_string_free(json);
    evx_result_free(result);
  }
  evx_worker_free(worker);
  return NULL;
}

START_TEST(threads_share_an_engine_and_give_the_same_bytes) {
  evx_engine *engine = engine_of(NULL, pack);
  evx_worker *worker = NULL;
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  char *expected = extracted(worker, text);
  pthread_t threads[THREADS];
  thread_work work[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    work[i] = (thread_work){engine, expected, false};
    ck_assert_int_eq(pthread_create(&threads[i], NULL, extract_often, &work[i]), 0);
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    ck_assert(work[i].agrees);
  }
  evx_string_free(expected);
  evx_worker_free(worker);
  evx_engine_free(engine);
}
END_TEST

int main(void) {
  const TTest *tests[] = {sizes_given_back_are_those_asked_for_and_nothing_stays,
                          memory_may_run_out_at_any_request,
                          memory_may_hold_anything_when_it_is_lent,
                          memory_may_run_out_while_the_builtin_packs_are_loaded,
                          a_worker_goes_on_after_memory_ran_out,
                          memory_may_run_out_at_any_request_of_a_real_extraction,
                          threads_share_an_engine_and_give_the_same_bytes};
  return unit_run("api memory", tests, COUNT_OF(tests));
}
