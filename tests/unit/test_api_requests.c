/* test_api_requests.c - every request for memory of the library fails once: arenas here ask for each of their blocks
 * (see CMakeLists.txt), so that no request hides in a block that is already there. Over packs with every construct of
 * the rule language: reading, checking, compiling, linting, their examples, their layout; then a text.
 *
 * EVX_EVERY=N in the environment: only every Nth request. */
#include <stdio.h>
#include <stdlib.h>

#include "api_life.h"
#include "unit.h"

static long every = 1;

/* Counts, and fails one request. */
typedef struct teller {
  long requests, fails;
  size_t blocks;
} teller;

static void *teller_alloc(void *user, size_t size) {
  teller *t = user;
  void *p = ++t->requests == t->fails ? NULL : malloc(size);
  t->blocks += p != NULL;
  return p;
}

static void *teller_resize(void *user, void *ptr, size_t old_size, size_t new_size) {
  teller *t = user;
  (void)old_size;
  return ++t->requests == t->fails ? NULL : realloc(ptr, new_size);
}

static void teller_release(void *user, void *ptr, size_t size) {
  teller *t = user;
  (void)size;
  t->blocks--;
  free(ptr);
}

static bool swallow(void *user, const char *bytes, size_t len) {
  (void)bytes;
  *(size_t *)user += len;
  return true;
}

static bool take_explanation(void *user, const evx_explanation *e) {
  *(size_t *)user += e->capture_count;
  return true;
}

static evx_status use_engine(const evx_engine *engine) {
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  size_t seen = 0;
  evx_status s = evx_engine_schema(engine, swallow, &seen);
  if (s == EVX_OK)
    s = evx_worker_new(engine, &worker);
  if (s == EVX_OK)
    s = evx_extract(worker, text, strlen(text), NULL, &result);
  if (s == EVX_OK)
    s = evx_result_write_json(result, EVX_JSON_FLAT, EVX_OFFSETS_UTF16, swallow, &seen);
  if (s == EVX_OK)
    s = evx_explain(worker, text, strlen(text), NULL, take_explanation, &seen);
  evx_result_free(result);
  evx_worker_free(worker);
  return s;
}

/* The first finding about the last pack, for messages. */
static char said[160];

/* A pack with a mistake in it is of use, too: it is told. */
static evx_status pack_life(const evx_allocator *allocator, const char *rules) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_coverage coverage;
  const char *out = NULL;
  size_t passed = 0, failed = 0, len = 0;
  evx_status s = evx_builder_new(allocator, &builder);
  if (s == EVX_OK)
    s = evx_builder_add_text(builder, "pack.evx", rules, strlen(rules));
  if (s == EVX_OK || s == EVX_ERR_RULE)
    s = evx_builder_format(builder, "pack.evx", rules, strlen(rules), &out, &len);
  if (s == EVX_OK || s == EVX_ERR_RULE)
    s = evx_builder_run_tests(builder, false, &passed, &failed);
  if (s == EVX_OK)
    s = evx_builder_lint(builder, false);
  if (s == EVX_OK)
    s = evx_builder_cover(builder, false, &coverage);
  if (s == EVX_OK)
    s = evx_builder_finish(builder, &engine);
  if (s == EVX_OK)
    s = use_engine(engine);
  evx_engine_free(engine);
  const evx_diag *first = evx_builder_diag(builder, 0);
  snprintf(said, sizeof said, "%s", first ? first->message : "nothing");
  evx_builder_free(builder);
  return s;
}

static void fail_each_request(const char *name, const char *rules) {
  teller whole = {0};
  const evx_allocator undisturbed = {teller_alloc, teller_resize, teller_release, &whole};
  evx_status expected = pack_life(&undisturbed, rules);
  ck_assert_msg(expected == EVX_OK || expected == EVX_ERR_RULE, "%s answers %s", name, evx_status_name(expected));
  ck_assert_uint_eq(whole.blocks, 0);
  for (long n = 1; n <= whole.requests; n += every) {
    teller t = {.fails = n};
    const evx_allocator allocator = {teller_alloc, teller_resize, teller_release, &t};
    evx_status s = pack_life(&allocator, rules);
    ck_assert_msg(t.blocks == 0, "%s: request %ld: %zu blocks stay", name, n, t.blocks);
    ck_assert_msg(s == EVX_ERR_NOMEM || s == expected, "%s: request %ld answers %s: %s", name, n, evx_status_name(s),
                  said);
  }
}

static char *read_pack(const char *path) {
  static char rules[1 << 16];
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s cannot be read", path);
  rules[fread(rules, 1, sizeof rules - 1, file)] = '\0';
  fclose(file);
  return rules;
}

static const char *const packs[] = {EVX_REQUEST_PACKS};

START_TEST(every_request_of_a_pack_may_fail) {
  fail_each_request(packs[_i], read_pack(packs[_i]));
}
END_TEST

int main(void) {
  const char *wanted = getenv("EVX_EVERY");
  every = wanted ? atol(wanted) : 1;
  if (every < 1)
    return 2;
  Suite *suite = suite_create("api requests");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 600);
  tcase_add_loop_test(all, every_request_of_a_pack_may_fail, 0, (int)COUNT_OF(packs));
  suite_add_tcase(suite, all);
  return unit_run_suite(suite);
}
