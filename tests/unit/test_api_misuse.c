/* test_api_misuse.c - calls that no program should make, and what they answer: workers used by two at once, objects
 * freed too early or too often, outputs that are missing, sizes and indices that nothing has. */
#include <pthread.h>
#include <stdlib.h>

#include "api_life.h"
#include "unit.h"

static evx_worker *worker_of(const char *rules) {
  evx_worker *worker = NULL;
  evx_engine *engine = engine_of(NULL, rules);
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  evx_engine_free(engine);
  return worker;
}

static bool take_token(void *user, const evx_token *token) {
  (void)token;
  ++*(size_t *)user;
  return true;
}

static bool take_explanation(void *user, const evx_explanation *explanation) {
  (void)explanation;
  ++*(size_t *)user;
  return true;
}

/* ---- a worker that is at work -------------------------------------------------------- */

typedef struct intrusion {
  evx_worker *worker;
  evx_status extract, tokenize, explain, profile;
  size_t times, seen;
  bool frees;
} intrusion;

/* Every way to use the worker, while it works. */
static void intrude(intrusion *i) {
  evx_result *result = (evx_result *)8;
  i->extract = evx_extract(i->worker, text, strlen(text), NULL, &result);
  ck_assert_ptr_null(result);
  i->tokenize = evx_tokenize(i->worker, text, strlen(text), take_token, &i->seen);
  i->explain = evx_explain(i->worker, text, strlen(text), NULL, take_explanation, &i->seen);
  i->profile = evx_worker_profile(i->worker);
}

static bool out_of_the_callback(void *user, size_t offset) {
  intrusion *i = user;
  (void)offset;
  if (i->times++ == 0)
    intrude(i);
  if (i->frees)
    evx_worker_free(i->worker); /* and again with every call: it is freed once */
  return true;
}

static void *out_of_another_thread(void *user) {
  intrude(user);
  return NULL;
}

static bool while_another_thread_tries(void *user, size_t offset) {
  intrusion *i = user;
  pthread_t thread;
  (void)offset;
  if (i->times++ > 0)
    return true;
  ck_assert_int_eq(pthread_create(&thread, NULL, out_of_another_thread, i), 0);
  pthread_join(thread, NULL);
  return true;
}

/* What the text gives while somebody else wants the worker. */
static char *extracted_beside(intrusion *i, bool (*keep_going)(void *, size_t)) {
  evx_options options = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  options.keep_going = keep_going;
  options.user = i;
  ck_assert_int_eq(evx_extract(i->worker, text, strlen(text), &options, &result), EVX_OK);
  char *json = json_of(result);
  evx_result_free(result);
  ck_assert_uint_gt(i->times, 0);
  ck_assert_int_eq(i->extract, EVX_ERR_BUSY);
  ck_assert_int_eq(i->tokenize, EVX_ERR_BUSY);
  ck_assert_int_eq(i->explain, EVX_ERR_BUSY);
  ck_assert_int_eq(i->profile, EVX_ERR_BUSY);
  ck_assert_uint_eq(i->seen, 0);
  return json;
}

START_TEST(a_worker_serves_one_call_at_a_time) {
  evx_worker *worker = worker_of(pack);
  char *expected = extracted(worker, text);
  bool (*const ways[])(void *, size_t) = {out_of_the_callback, while_another_thread_tries};
  for (size_t w = 0; w < COUNT_OF(ways); w++) {
    intrusion i = {.worker = worker};
    char *json = extracted_beside(&i, ways[w]);
    ck_assert_str_eq(json, expected);
    evx_string_free(json);
    json = extracted(worker, text); /* free again */
    ck_assert_str_eq(json, expected);
    evx_string_free(json);
  }
  evx_string_free(expected);
  evx_worker_free(worker);
}
END_TEST

START_TEST(a_worker_that_is_freed_at_work_ends_with_its_call) {
  intrusion i = {.worker = worker_of(pack), .frees = true};
  char *json = extracted_beside(&i, out_of_the_callback);
  ck_assert_ptr_nonnull(strstr(json, "\"Geneva\""));
  evx_string_free(json);
}
END_TEST

/* ---- freed too often -------------------------------------------------------------------- */

START_TEST(an_engine_that_is_in_use_outlives_further_frees) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL, *again = NULL;
  evx_worker *worker = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "en"), EVX_OK);
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_OK);
  for (int i = 0; i < 3; i++)
    evx_engine_free(engine); /* the builder keeps it */
  ck_assert_int_eq(evx_builder_finish(builder, &again), EVX_OK);
  ck_assert_ptr_eq(again, engine);
  evx_builder_free(builder);
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  for (int i = 0; i < 3; i++)
    evx_engine_free(engine); /* the worker keeps it */
  char *json = extracted(worker, "The Lake Council met in Vienna on 3 May 2025.\n");
  ck_assert_ptr_nonnull(strstr(json, "2025-05-03"));
  evx_string_free(json);
  evx_worker_free(worker);
}
END_TEST

/* ---- sizes and indices ------------------------------------------------------------------- */

START_TEST(options_of_other_sizes_are_refused) {
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  size_t seen = 0;
  const size_t sizes[] = {0, 1, sizeof(evx_options) - 1, sizeof(evx_options) + 1, SIZE_MAX};
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    evx_options options = EVX_OPTIONS_INIT;
    evx_explain_options explain = EVX_EXPLAIN_INIT;
    options.size = sizes[i];
    explain.size = sizes[i];
    ck_assert_int_eq(evx_extract(worker, text, strlen(text), &options, &result), EVX_ERR_ABI);
    ck_assert_ptr_null(result);
    ck_assert_int_eq(evx_explain(worker, text, strlen(text), &explain, take_explanation, &seen), EVX_ERR_ABI);
  }
  ck_assert_uint_eq(seen, 0);
  evx_worker_free(worker);
}
END_TEST

START_TEST(texts_and_packs_may_be_too_long_for_any_memory) {
  evx_worker *worker = worker_of(pack);
  evx_builder *builder = NULL;
  evx_result *result = NULL;
  const char *out = NULL;
  size_t seen = 0, len = 0;
  /* What is refused for its length is not read: that the text is shorter does not matter. */
  const size_t lengths[] = {EVX_MAX_TEXT + 1, SIZE_MAX / 2, SIZE_MAX};
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  for (size_t i = 0; i < COUNT_OF(lengths); i++) {
    ck_assert_int_eq(evx_extract(worker, text, lengths[i], NULL, &result), EVX_ERR_LIMIT);
    ck_assert_int_eq(evx_tokenize(worker, text, lengths[i], take_token, &seen), EVX_ERR_LIMIT);
    ck_assert_int_eq(evx_explain(worker, text, lengths[i], NULL, take_explanation, &seen), EVX_ERR_LIMIT);
    ck_assert_int_eq(evx_builder_add_text(builder, "long", pack, lengths[i]), EVX_ERR_LIMIT);
    ck_assert_int_eq(evx_builder_format(builder, "long", pack, lengths[i], &out, &len), EVX_ERR_LIMIT);
  }
  ck_assert_uint_eq(seen, 0);
  evx_builder_free(builder);
  evx_worker_free(worker);
}
END_TEST

START_TEST(indices_behind_the_last_have_nothing) {
  evx_engine *engine = engine_of(NULL, pack);
  evx_worker *worker = NULL;
  evx_rule_info rule;
  evx_lexicon_info lexicon;
  evx_record_type_info type;
  evx_field_info field;
  evx_rule_profile profile;
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  const size_t indices[] = {1000000, SIZE_MAX};
  for (size_t i = 0; i < COUNT_OF(indices); i++) {
    size_t n = indices[i];
    ck_assert(!evx_engine_rule(engine, n, &rule));
    ck_assert(!evx_engine_lexicon(engine, n, &lexicon));
    ck_assert(!evx_engine_record_type(engine, n, &type));
    ck_assert(!evx_engine_record_field(engine, n, 0, &field));
    ck_assert(!evx_engine_record_field(engine, 0, n, &field));
    ck_assert_ptr_null(evx_engine_record_word(engine, n, 0, 0));
    ck_assert_ptr_null(evx_engine_record_word(engine, 0, n, 0));
    ck_assert_ptr_null(evx_engine_record_word(engine, 0, 0, n));
    ck_assert_ptr_null(evx_engine_pack_name(engine, n));
    ck_assert_ptr_null(evx_engine_disabled_rule(engine, n));
    ck_assert_ptr_null(evx_warning_code(n));
    ck_assert_ptr_null(evx_warning_meaning(n));
    ck_assert(!evx_worker_rule_profile(worker, n, &profile));
  }
  evx_worker_free(worker);
  evx_engine_free(engine);
}
END_TEST

/* ---- nothing given, nowhere to put it ----------------------------------------------------- */

START_TEST(no_output_is_an_error) {
  evx_builder *builder = NULL;
  evx_engine *engine = engine_of(NULL, pack);
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  const char *out = NULL;
  size_t n = 0;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), NULL, &result), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, NULL, pack, 1), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_add_text(builder, "a", NULL, 1), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_add_file(builder, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_add_builtin(builder, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_set_gazetteer(builder, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_finish(builder, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_format(builder, "a", NULL, 1, &out, &n), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_format(builder, "a", pack, 1, NULL, &n), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_format(builder, "a", pack, 1, &out, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_run_tests(builder, false, NULL, &n), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_run_tests(builder, false, &n, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_cover(builder, false, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_worker_new(engine, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_tokenize(worker, text, strlen(text), NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_explain(worker, text, strlen(text), NULL, NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_result_write_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, NULL, &n), EVX_ERR_ARG);
  ck_assert_int_eq(evx_engine_schema(engine, NULL, NULL), EVX_ERR_ARG);
  evx_result_free(result);
  evx_worker_free(worker);
  evx_engine_free(engine);
  evx_builder_free(builder);
}
END_TEST

START_TEST(nothing_to_ask_is_no_answer) {
  evx_rule_info rule;
  evx_lexicon_info lexicon;
  evx_record_type_info type;
  evx_field_info field;
  evx_rule_profile profile;
  evx_coverage coverage;
  size_t n = 8, line = 8;
  ck_assert_int_eq(evx_builder_lint(NULL, true), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_cover(NULL, true, &coverage), EVX_ERR_ARG);
  ck_assert_int_eq(evx_engine_schema(NULL, NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_explain(NULL, "", 0, NULL, take_explanation, &n), EVX_ERR_ARG);
  ck_assert_int_eq(evx_worker_profile(NULL), EVX_ERR_ARG);
  ck_assert_uint_eq(evx_engine_pack_count(NULL) + evx_engine_lexicon_count(NULL) + evx_engine_record_type_count(NULL),
                    0);
  ck_assert(!evx_engine_rule(NULL, 0, &rule) && !evx_engine_lexicon(NULL, 0, &lexicon));
  ck_assert(!evx_engine_record_type(NULL, 0, &type) && !evx_engine_record_field(NULL, 0, 0, &field));
  ck_assert_ptr_null(evx_engine_record_word(NULL, 0, 0, 0));
  ck_assert_ptr_null(evx_engine_disabled_rule(NULL, 0));
  ck_assert_ptr_null(evx_engine_pack_name(NULL, 0));
  ck_assert(!evx_worker_rule_profile(NULL, 0, &profile));
  evx_locate(NULL, 0, 5, &line, NULL);
  ck_assert_uint_eq(line, 1);
}
END_TEST

START_TEST(no_style_or_unit_that_is_none_is_written) {
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  char *json = NULL;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), NULL, &result), EVX_OK);
  ck_assert_int_eq(evx_result_to_json(result, (evx_json_style)3, EVX_OFFSETS_BYTE, &json, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_result_to_json(result, EVX_JSON_LINE, (evx_offsets)3, &json, NULL), EVX_ERR_ARG);
  ck_assert_ptr_null(json);
  ck_assert_str_eq(evx_precision_name((evx_precision)99), "");
  ck_assert_str_eq(evx_meeting_kind_name((evx_meeting_kind)99), "");
  evx_result_free(result);
  evx_worker_free(worker);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_worker_serves_one_call_at_a_time,
                          a_worker_that_is_freed_at_work_ends_with_its_call,
                          an_engine_that_is_in_use_outlives_further_frees,
                          options_of_other_sizes_are_refused,
                          texts_and_packs_may_be_too_long_for_any_memory,
                          indices_behind_the_last_have_nothing,
                          no_output_is_an_error,
                          nothing_to_ask_is_no_answer,
                          no_style_or_unit_that_is_none_is_written};
  return unit_run("api misuse", tests, COUNT_OF(tests));
}
