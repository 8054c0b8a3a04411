/* test_api.c - the public interface: misuse, packs, lifetimes, callbacks. Sees evx.h alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api_life.h"
#include "builtin.h"
#include "unit.h"

static const char untrue_pack[] = "pack untrue version 1 language en\n"
                                  "record Visit { place: text }\n"
                                  "phase visits\n"
                                  "rule to\n"
                                  "  match \"visit\" \"to\" where:([cap])\n"
                                  "  emit Visit { place = text(where) }\n"
                                  "  test \"A visit to Geneva.\" => none\n";
static const char broken_pack[] = "pack broken version 1 language en\n"
                                  "record Visit { place: text }\n"
                                  "phase visits\n"
                                  "rule to\n"
                                  "  match \"visit\" \"to\" where:([cap])\n"
                                  "  emit Visit { plase = text(where) }\n";
/* ---- helpers --------------------------------------------------------------------- */

static evx_worker *worker_of(const char *rules) {
  evx_worker *worker = NULL;
  evx_engine *engine = engine_of(NULL, rules);
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  evx_engine_free(engine);
  return worker;
}

/* ---- the gazetteer ------------------------------------------------------------------- */

static evx_status set_gazetteer(const char *path, const char **why, evx_engine **engine) {
  static char message[128];
  evx_builder *builder = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "en"), EVX_OK);
  evx_status s = evx_builder_set_gazetteer(builder, path);
  const evx_diag *d = evx_builder_diag(builder, 0);
  snprintf(message, sizeof message, "%s", d ? d->message : "");
  *why = message;
  ck_assert_int_eq(evx_builder_finish(builder, engine), s == EVX_OK ? EVX_OK : EVX_ERR_RULE);
  if (s == EVX_OK)
    ck_assert_int_eq(evx_builder_set_gazetteer(builder, path), EVX_ERR_ARG); /* too late */
  evx_builder_free(builder);
  return s;
}

static void write_file(const char *path, const char *bytes, size_t size) {
  FILE *f = fopen(path, "wb");
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
  ck_assert_int_eq(fclose(f), 0);
}

START_TEST(a_gazetteer_comes_from_a_file) {
  const char *why = NULL, *built_in;
  evx_engine *engine = NULL;
  size_t keys = 0;
  ck_assert_int_eq(set_gazetteer(EVX_TEST_DIR "/../lib/data/gazetteer.bin", &why, &engine), EVX_OK);
  built_in = evx_engine_gazetteer(engine, &keys);
  ck_assert_uint_gt(keys, 50000);
  ck_assert_uint_eq(strlen(built_in), 16);
  evx_worker *worker = NULL;
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  evx_engine_free(engine);
  char *json = extracted(worker, "# Report\n\nThe Lake Summit was held in Almaty on 3 May 2025.\n");
  ck_assert_ptr_nonnull(strstr(json, "\"KZ\""));
  evx_string_free(json);
  evx_worker_free(worker);
  ck_assert_ptr_null(evx_engine_gazetteer(NULL, &keys));
  ck_assert_uint_eq(keys, 0);
}
END_TEST

START_TEST(a_broken_gazetteer_is_refused) {
  const char *why = NULL;
  evx_engine *engine = NULL;
  char path[] = "gazetteer-XXXXXX"; /* in the folder of the build */
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  ck_assert_int_eq(set_gazetteer("/no/such/file", &why, &engine), EVX_ERR_IO);
  ck_assert_str_eq(why, "no such file");
  write_file(path, "", 0);
  ck_assert_int_eq(set_gazetteer(path, &why, &engine), EVX_ERR_IO);
  ck_assert_str_eq(why, "this is not a gazetteer");
  write_file(path, "evxgaz\r\n", 8);
  ck_assert_int_eq(set_gazetteer(path, &why, &engine), EVX_ERR_IO);
  ck_assert_ptr_nonnull(strstr(why, "cut short"));
  remove(path);
  ck_assert_int_eq(evx_builder_set_gazetteer(NULL, path), EVX_ERR_ARG);
}
END_TEST

START_TEST(notices_name_their_sources) {
  ck_assert_ptr_nonnull(strstr(evx_notices(), "GeoNames"));
  ck_assert_ptr_nonnull(strstr(evx_notices(), "creativecommons.org/licenses/by/4.0"));
}
END_TEST

/* ---- versions, status, places ------------------------------------------------------ */

START_TEST(the_library_says_which_version_it_is) {
  char expected[32];
  snprintf(expected, sizeof expected, "%d.%d.%d", EVX_VERSION_MAJOR, EVX_VERSION_MINOR, EVX_VERSION_PATCH);
  ck_assert_int_eq(evx_version_number(), EVX_VERSION_NUMBER);
  ck_assert_str_eq(evx_version_string(), expected);
  ck_assert_int_eq(evx_record_version(), 1);
  ck_assert_int_eq(evx_language_version(), 1);
}
END_TEST

START_TEST(every_status_has_a_name_and_a_sentence) {
  ck_assert_str_eq(evx_status_name(EVX_OK), "ok");
  ck_assert_str_eq(evx_status_name(EVX_ERR_RULE), "rule");
  for (int s = EVX_ERR_BUSY; s <= EVX_OK; s++) {
    const char *message = evx_status_message((evx_status)s);
    ck_assert_uint_gt(strlen(evx_status_name((evx_status)s)), 0);
    ck_assert_int_eq(message[strlen(message) - 1], '.');
    for (int other = s + 1; other <= EVX_OK; other++)
      ck_assert_str_ne(evx_status_name((evx_status)s), evx_status_name((evx_status)other));
  }
  ck_assert_ptr_nonnull(evx_status_name((evx_status)77));
  ck_assert_ptr_nonnull(evx_status_message((evx_status)77));
}
END_TEST

START_TEST(places_are_lines_and_columns_in_code_points) {
  static const struct {
    const char *text;
    size_t offset, line, column;
  } cases[] = {{"", 0, 1, 1},       {"abc", 2, 1, 3},  {"a\nbc", 2, 2, 1}, {"a\nbc", 1, 1, 2},
               {"a\r\nb", 3, 2, 1}, {"é日x", 5, 1, 3}, {"a\nb", 99, 2, 2}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t line = 0, column = 0;
    evx_locate(cases[i].text, strlen(cases[i].text), cases[i].offset, &line, &column);
    ck_assert_uint_eq(line, cases[i].line);
    ck_assert_uint_eq(column, cases[i].column);
  }
  evx_locate("abc", 3, 1, NULL, NULL);
}
END_TEST

/* ---- misuse ------------------------------------------------------------------------ */

START_TEST(missing_arguments_are_an_error_and_outputs_are_cleared) {
  evx_builder *builder = (evx_builder *)8;
  evx_engine *engine = (evx_engine *)8;
  evx_worker *worker = (evx_worker *)8;
  evx_result *result = (evx_result *)8;
  char *string = (char *)8;
  size_t n = 0;
  const evx_allocator half = {NULL, NULL, NULL, NULL};
  ck_assert_int_eq(evx_builder_new(NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_new(&half, &builder), EVX_ERR_ARG);
  ck_assert_ptr_null(builder);
  ck_assert_int_eq(evx_builder_add_builtin(NULL, "en"), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_add_file(NULL, "x"), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_add_text(NULL, "x", "", 0), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_finish(NULL, &engine), EVX_ERR_ARG);
  ck_assert_ptr_null(engine);
  ck_assert_int_eq(evx_builder_run_tests(NULL, true, &n, &n), EVX_ERR_ARG);
  ck_assert_int_eq(evx_worker_new(NULL, &worker), EVX_ERR_ARG);
  ck_assert_ptr_null(worker);
  ck_assert_int_eq(evx_extract(NULL, "", 0, NULL, &result), EVX_ERR_ARG);
  ck_assert_ptr_null(result);
  ck_assert_int_eq(evx_tokenize(NULL, "", 0, NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_result_write_json(NULL, EVX_JSON_LINE, EVX_OFFSETS_BYTE, NULL, NULL), EVX_ERR_ARG);
  ck_assert_int_eq(evx_result_to_json(NULL, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &string, NULL), EVX_ERR_ARG);
  ck_assert_ptr_null(string);
  ck_assert_ptr_null(evx_result_record(NULL));
  ck_assert_uint_eq(evx_builder_diag_count(NULL), 0);
  ck_assert_ptr_null(evx_builder_diag(NULL, 0));
  ck_assert_uint_eq(evx_engine_rule_count(NULL), 0);
}
END_TEST

START_TEST(freeing_nothing_is_fine) {
  evx_builder_free(NULL);
  evx_engine_free(NULL);
  evx_worker_free(NULL);
  evx_result_free(NULL);
  evx_string_free(NULL);
}
END_TEST

START_TEST(options_that_make_no_sense_are_refused) {
  evx_worker *worker = worker_of(pack);
  static const char *const no_dates[] = {"", "tomorrow", "2025-02-30", "2025-13-01", "2025", "2025-04", "12.04.2025"};
  evx_result *result = (evx_result *)8;
  evx_options o = EVX_OPTIONS_INIT;
  for (size_t i = 0; i < sizeof no_dates / sizeof *no_dates; i++) {
    o.reference = no_dates[i];
    ck_assert_msg(evx_extract(worker, text, strlen(text), &o, &result) == EVX_ERR_ARG, "'%s' is no date", no_dates[i]);
    ck_assert_ptr_null(result);
  }
  o = (evx_options)EVX_OPTIONS_INIT;
  o.size++;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_ERR_ABI);
  o.size = 0;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_ERR_ABI);
  o = (evx_options)EVX_OPTIONS_INIT;
  o.flags = 1u << 31;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_ERR_ARG);
  o = (evx_options)EVX_OPTIONS_INIT;
  o.order = (evx_day_order)3;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_ERR_ARG);
  ck_assert_int_eq(evx_extract(worker, NULL, 3, NULL, &result), EVX_ERR_ARG);
  ck_assert_int_eq(evx_extract(worker, text, EVX_MAX_TEXT + 1, NULL, &result), EVX_ERR_LIMIT);
  evx_worker_free(worker);
}
END_TEST

START_TEST(a_reference_date_may_have_a_time) {
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  evx_options o = EVX_OPTIONS_INIT;
  o.reference = "2025-04-12T09:30";
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_OK);
  ck_assert_str_eq(evx_result_record(result)->document.date.data, "2025-04-12T09:30");
  evx_result_free(result);
  evx_worker_free(worker);
}
END_TEST

START_TEST(the_name_of_the_file_may_say_the_date) {
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  evx_options o = EVX_OPTIONS_INIT;
  o.file_name = "https://club.example/2020/05/12/minutes.txt";
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_OK);
  ck_assert_str_eq(evx_result_record(result)->document.date.data, "2020-05-12");
  ck_assert_str_eq(evx_result_record(result)->document.date_basis, "file-name");
  evx_result_free(result);
  o.file_name = "minutes-03-04-2020.txt"; /* open, and nothing decides */
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_OK);
  ck_assert_ptr_null(evx_result_record(result)->document.date.data);
  evx_result_free(result);
  o.order = EVX_MONTH_FIRST;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), &o, &result), EVX_OK);
  ck_assert_str_eq(evx_result_record(result)->document.date.data, "2020-03-04");
  evx_result_free(result);
  evx_worker_free(worker);
}
END_TEST

/* ---- packs ------------------------------------------------------------------------- */

START_TEST(an_engine_knows_its_packs_and_rules) {
  evx_engine *engine = engine_of(NULL, pack);
  ck_assert_uint_eq(evx_engine_rule_count(engine), 1);
  ck_assert_uint_eq(evx_engine_pack_count(engine), 1);
  ck_assert_str_eq(evx_engine_pack_name(engine, 0), "visits");
  ck_assert_int_eq(evx_engine_pack_version(engine, 0), 3);
  ck_assert_ptr_null(evx_engine_pack_name(engine, 1));
  ck_assert_int_eq(evx_engine_pack_version(engine, 1), 0);
  evx_engine_free(engine);
}
END_TEST

START_TEST(a_mistake_in_a_pack_is_told_with_its_place) {
  evx_builder *builder = NULL;
  evx_engine *engine = (evx_engine *)8;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  evx_builder_add_text(builder, "broken.evx", broken_pack, strlen(broken_pack));
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_ERR_RULE);
  ck_assert_ptr_null(engine);
  bool found = false;
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++) {
    const evx_diag *d = evx_builder_diag(builder, i);
    ck_assert_str_eq(d->source, "broken.evx");
    if (!d->hint || !strstr(d->hint, "'place'"))
      continue;
    found = true;
    ck_assert_int_eq(d->severity, EVX_ERROR);
    ck_assert_uint_eq(d->line, 6);
    ck_assert_uint_eq(d->column, 16);
    ck_assert_int_eq(strncmp(broken_pack + d->offset, "plase", d->length), 0);
    ck_assert_str_eq(d->excerpt, "  emit Visit { plase = text(where) }");
  }
  ck_assert(found);
  ck_assert_ptr_null(evx_builder_diag(builder, evx_builder_diag_count(builder)));
  evx_builder_free(builder);
}
END_TEST

START_TEST(a_pack_that_is_not_there_is_a_finding_about_its_path) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_file(builder, "nowhere/at/all.evx"), EVX_ERR_IO);
  ck_assert_uint_eq(evx_builder_diag_count(builder), 1);
  ck_assert_str_eq(evx_builder_diag(builder, 0)->source, "nowhere/at/all.evx");
  ck_assert_uint_eq(evx_builder_diag(builder, 0)->line, 0);
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_ERR_RULE);
  evx_builder_free(builder);
}
END_TEST

START_TEST(examples_of_packs_are_counted_and_failures_told) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  size_t passed = 9, failed = 9;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "good", pack, strlen(pack)), EVX_OK);
  ck_assert_int_eq(evx_builder_run_tests(builder, false, &passed, &failed), EVX_OK);
  ck_assert_uint_eq(passed, 2);
  ck_assert_uint_eq(failed, 0);
  ck_assert_uint_eq(evx_builder_diag_count(builder), 0);
  evx_builder_free(builder);

  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "untrue", untrue_pack, strlen(untrue_pack)), EVX_OK);
  ck_assert_int_eq(evx_builder_run_tests(builder, false, &passed, &failed), EVX_OK);
  ck_assert_uint_eq(passed, 0);
  ck_assert_uint_eq(failed, 1);
  ck_assert_uint_eq(evx_builder_diag_count(builder), 1);
  ck_assert_int_eq(evx_builder_diag(builder, 0)->severity, EVX_ERROR);
  ck_assert_uint_eq(evx_builder_diag(builder, 0)->line, 7);
  /* An example that fails does not make the pack unusable. */
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_OK);
  evx_engine_free(engine);
  evx_builder_free(builder);
}
END_TEST

START_TEST(a_builder_that_has_compiled_takes_no_more_packs) {
  evx_builder *builder = NULL;
  evx_engine *first = NULL, *second = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "a", pack, strlen(pack)), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "a", pack, strlen(pack)), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_finish(builder, &first), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "b", "", 0), EVX_ERR_ARG);
  ck_assert_int_eq(evx_builder_finish(builder, &second), EVX_OK);
  evx_engine_free(first);
  ck_assert_uint_eq(evx_engine_rule_count(second), 1);
  evx_builder_free(builder);
  evx_engine_free(second);
}
END_TEST

START_TEST(text_in_memory_includes_earlier_text_but_never_the_disk) {
  static const char words[] = "lexicon City { \"Astana\" }\n";
  static const char outer[] =
      "pack outer version 1 language en\ninclude \"words.evx\"\nrecord Visit { place: text }\n"
      "phase visits\nrule to match \"visit\" \"to\" where:(%City) emit Visit { place = text(where) }\n";
  static const char thief[] = "pack thief version 1 language en\ninclude \"/etc/passwd\"\n";
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "words.evx", words, strlen(words)), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "./outer.evx", outer, strlen(outer)), EVX_OK);
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_OK);
  ck_assert_uint_eq(evx_engine_rule_count(engine), 1);
  evx_engine_free(engine);
  evx_builder_free(builder);

  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  evx_builder_add_text(builder, "thief.evx", thief, strlen(thief));
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_ERR_RULE);
  ck_assert_uint_eq(evx_builder_diag_count(builder), 1);
  ck_assert_str_eq(evx_builder_diag(builder, 0)->source, "thief.evx");
  evx_builder_free(builder);
}
END_TEST

START_TEST(the_built_in_packs_compile_without_a_finding) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "xx"), EVX_ERR_IO);
  evx_builder_free(builder);
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "en"), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "en"), EVX_OK); /* once is enough */
  evx_status s = evx_builder_finish(builder, &engine);
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++) {
    const evx_diag *d = evx_builder_diag(builder, i);
    ck_assert_msg(d->severity < EVX_ERROR, "%s:%zu: %s", d->source, d->line, d->message);
  }
  ck_assert_int_eq(s, EVX_OK);
  ck_assert_uint_gt(evx_engine_rule_count(engine), 0);
  evx_engine_free(engine);
  evx_builder_free(builder);
}
END_TEST

/* ---- lifetimes ---------------------------------------------------------------------- */

START_TEST(objects_may_be_freed_in_any_order) {
  evx_engine *engine = engine_of(NULL, pack);
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  evx_engine_free(engine);
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), NULL, &result), EVX_OK);
  evx_worker_free(worker);
  ck_assert_uint_eq(evx_result_record(result)->document.bytes, strlen(text));
  char *json = json_of(result);
  evx_result_free(result);
  ck_assert_int_eq(strncmp(json, "{\"evx\":1,", 9), 0);
  evx_string_free(json);
}
END_TEST

START_TEST(a_result_can_keep_its_own_copy_of_the_text) {
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  evx_options o = EVX_OPTIONS_INIT;
  char *lent = malloc(sizeof text);
  memcpy(lent, text, sizeof text);
  o.flags = EVX_COPY_TEXT;
  ck_assert_int_eq(evx_extract(worker, lent, strlen(lent), &o, &result), EVX_OK);
  memset(lent, 0xff, sizeof text);
  free(lent);
  char *json = NULL;
  ck_assert_int_eq(evx_result_to_json(result, EVX_JSON_PRETTY, EVX_OFFSETS_UTF16, &json, NULL), EVX_OK);
  evx_string_free(json);
  evx_result_free(result);
  evx_worker_free(worker);
}
END_TEST

START_TEST(results_do_not_change_when_the_worker_goes_on) {
  evx_worker *worker = worker_of(pack);
  evx_result *result = NULL;
  ck_assert_int_eq(evx_extract(worker, text, strlen(text), NULL, &result), EVX_OK);
  char *before = json_of(result);
  for (int i = 0; i < 50; i++)
    evx_string_free(extracted(worker, "Another visit to Almaty, with quite other words than before: 1 2 3."));
  char *after = json_of(result);
  ck_assert_str_eq(before, after);
  char *again = extracted(worker, text);
  ck_assert_str_eq(before, again); /* nor does what was read before change an answer */
  evx_string_free(before);
  evx_string_free(after);
  evx_string_free(again);
  evx_result_free(result);
  evx_worker_free(worker);
}
END_TEST

START_TEST(any_bytes_are_a_text) {
  static const char *const texts[] = {
      "", " \n\t\r\n", "\xff\xfe\x00", "\xef\xbb\xbf# A\n", "\xed\xa0\x80\xf4\x90\x80\x80", "\xe6\x97"};
  evx_worker *worker = worker_of(pack);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    evx_string_free(extracted(worker, texts[i]));
  char all[512];
  evx_result *result = NULL;
  for (size_t i = 0; i < sizeof all; i++)
    all[i] = (char)(i * 7);
  ck_assert_int_eq(evx_extract(worker, all, sizeof all, NULL, &result), EVX_OK);
  evx_string_free(json_of(result));
  evx_result_free(result);
  ck_assert_int_eq(evx_extract(worker, NULL, 0, NULL, &result), EVX_OK);
  evx_result_free(result);
  evx_worker_free(worker);
}
END_TEST

/* ---- callbacks ----------------------------------------------------------------------- */

static bool stop_after(void *user, size_t offset) {
  (void)offset;
  return --*(int *)user > 0;
}

START_TEST(an_extraction_can_be_stopped_whenever_it_asks) {
  evx_worker *worker = worker_of(pack);
  bool ended = false;
  for (int n = 1; n < 20 && !ended; n++) {
    evx_result *result = (evx_result *)8;
    evx_options o = EVX_OPTIONS_INIT;
    int left = n;
    o.keep_going = stop_after;
    o.user = &left;
    evx_status s = evx_extract(worker, text, strlen(text), &o, &result);
    ended = s == EVX_OK;
    ck_assert(ended || (s == EVX_ERR_CALLBACK && !result));
    ck_assert(n > 1 || !ended); /* it is asked at least once */
    evx_result_free(result);
  }
  ck_assert(ended);
  evx_string_free(extracted(worker, text));
  evx_worker_free(worker);
}
END_TEST

/* ---- how long nobody is asked ------------------------------------------------------------ */

typedef struct silence {
  struct timespec since;
  double longest; /* seconds of the processor between two questions */
  size_t asked, offset, until;
} silence;

static bool note_silence(void *user, size_t offset) {
  silence *s = user;
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  double seconds = (double)(now.tv_sec - s->since.tv_sec) + (double)(now.tv_nsec - s->since.tv_nsec) / 1e9;
  s->longest = s->asked && seconds > s->longest ? seconds : s->longest;
  s->since = now;
  ck_assert_uint_ge(offset, s->offset);
  s->offset = offset;
  return ++s->asked != s->until;
}

/* The text's longest silence; `until`: the question that is answered with no, 0 for none. */
static silence ask(evx_worker *worker, const char *of, size_t len, size_t until) {
  silence s = {.until = until};
  evx_options o = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  o.keep_going = note_silence;
  o.user = &s;
  evx_status status = evx_extract(worker, of, len, &o, &result);
  ck_assert_int_eq(status, until && until <= s.asked ? EVX_ERR_CALLBACK : EVX_OK);
  ck_assert_uint_le(s.offset, len);
  evx_result_free(result);
  return s;
}

/* How many times longer than promised something may take; EVX_SLOWNESS in the environment: under valgrind. */
static double slowness(void) {
  const char *wanted = getenv("EVX_SLOWNESS");
  return wanted ? strtod(wanted, NULL) : EVX_TEST_SLOWNESS;
}

/* Texts that keep each stage busy: tokens, one token, what is no token, one line, searches, records. */
START_TEST(nobody_works_long_without_asking) {
  static const char *const pieces[] = {
      "The Council of Lakes approved the budget in Vienna on 3 May 2020.\n\n",
      "a",
      "{{",
      "<!-- - ",
      "\xe2\x80\x8b",
      "a, ",
      "-",
      " ",
      "\n",
      "- Present: Anna Berg\n",
      "The next meeting of the Harbour Board will be held in Oslo on 4 June. ",
  };
  enum { BYTES = 400000, STOPS = 4 };
  char *long_text = malloc(BYTES + 128);
  evx_worker *worker = builtin_worker();
  ck_assert_ptr_nonnull(long_text);
  for (size_t i = 0; i < COUNT_OF(pieces); i++) {
    size_t each = strlen(pieces[i]), len = 0;
    for (; len < BYTES; len += each)
      memcpy(long_text + len, pieces[i], each);
    silence s = ask(worker, long_text, len, 0);
    /* Ten milliseconds of a processor are promised for a build like the one that is installed. */
    ck_assert_msg(s.longest < 0.01 * slowness(), "%s: %.1f ms", pieces[i], 1e3 * s.longest);
    for (size_t until = 1; until < s.asked; until += 1 + s.asked / STOPS)
      ck_assert_uint_eq(ask(worker, long_text, len, until).asked, until);
  }
  free(long_text);
  evx_worker_free(worker);
}
END_TEST

/* Meetings, people, sums and days that differ from line to line, so that all of them are new. */
static size_t write_news(char *out, size_t room) {
  size_t len = 0;
  for (unsigned i = 0; len + 512 < room; i++) {
    char a[8];
    snprintf(a, sizeof a, "%c%c%c%c", 'A' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26, 'a' + i / 17576 % 26);
    len += (size_t)snprintf(
        out + len, room - len,
        "The %u. meeting of the %s Council was held in Vienna on %u May %u. Minister %s Berg chaired.\n"
        "The Council approved plan %u of %s Lund, who will report to the Board by %u June.\n\n"
        "Present: %sa Ek (%s Office), Anna %s\n- Next meeting: %u July, %stown\n\n",
        i, a, 1 + i % 28, 1950 + i % 100, a, i, a, 1 + i % 30, a, a, a, 1 + i % 31, a);
  }
  return len;
}

/* What grows with the text: the record's parts, the caches that are emptied, the tables that are made larger. */
START_TEST(nobody_works_long_on_a_large_text) {
  enum { BYTES = EVX_TEST_SLOWNESS > 3 ? 1 << 20 : 4 << 20 };
  char *large = malloc(BYTES);
  evx_worker *worker = builtin_worker();
  ck_assert_ptr_nonnull(large);
  size_t len = write_news(large, BYTES);
  silence s = ask(worker, large, len, 0);
  ck_assert_msg(s.longest < 0.01 * slowness(), "%.1f ms", 1e3 * s.longest);
  ck_assert_uint_ge(s.asked, BYTES / 4096); /* not one answer for all of it */
  free(large);
  evx_worker_free(worker);
}
END_TEST

/* A paragraph without end is read in pieces, which end where sentences do. */
START_TEST(a_paragraph_without_end_loses_nothing) {
  enum { SENTENCES = 12000 };
  static const char sentence[] = "They met on 3 May 2020. ";
  size_t each = sizeof sentence - 1;
  char *paragraph = malloc(SENTENCES * each);
  evx_worker *worker = builtin_worker();
  ck_assert_ptr_nonnull(paragraph);
  for (size_t i = 0; i < SENTENCES; i++)
    memcpy(paragraph + i * each, sentence, each);
  evx_options o = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  o.max_records = 2 * SENTENCES;
  ck_assert_int_eq(evx_extract(worker, paragraph, SENTENCES * each, &o, &result), EVX_OK);
  const evx_record *record = evx_result_record(result);
  ck_assert_uint_eq(record->date_count, SENTENCES);
  for (size_t i = 0; i < SENTENCES; i++)
    ck_assert_uint_eq(record->dates[i]->span.begin, i * each + strlen("They met on "));
  evx_result_free(result);
  evx_worker_free(worker);
  free(paragraph);
}
END_TEST

typedef struct token_log {
  size_t count, last_end, stop_at;
  bool first_is_heading;
  char properties[64];
} token_log;

static bool log_token(void *user, const evx_token *t) {
  token_log *log = user;
  ck_assert_uint_ge(t->span.begin, log->last_end);
  ck_assert_uint_gt(t->span.end, t->span.begin);
  log->last_end = t->span.end;
  if (log->count++ == 0) {
    log->first_is_heading = strcmp(t->layout, "heading") == 0;
    snprintf(log->properties, sizeof log->properties, "%s", t->properties);
  }
  if (strncmp(text + t->span.begin, "-", 1) == 0)
    ck_assert_uint_eq(t->sentence, SIZE_MAX); /* a bullet is in no sentence */
  return log->count != log->stop_at;
}

START_TEST(tokens_come_in_order_and_can_be_stopped) {
  evx_worker *worker = worker_of(pack);
  token_log all = {0}, some = {.stop_at = 3};
  ck_assert_int_eq(evx_tokenize(worker, text, strlen(text), log_token, &all), EVX_OK);
  ck_assert_uint_gt(all.count, 15);
  ck_assert(all.first_is_heading);
  ck_assert_ptr_nonnull(strstr(all.properties, "cap"));
  ck_assert_int_eq(evx_tokenize(worker, text, strlen(text), log_token, &some), EVX_ERR_CALLBACK);
  ck_assert_uint_eq(some.count, 3);
  evx_worker_free(worker);
}
END_TEST

int main(void) {
  const TTest *tests[] = {the_library_says_which_version_it_is,
                          every_status_has_a_name_and_a_sentence,
                          places_are_lines_and_columns_in_code_points,
                          missing_arguments_are_an_error_and_outputs_are_cleared,
                          freeing_nothing_is_fine,
                          options_that_make_no_sense_are_refused,
                          a_reference_date_may_have_a_time,
                          the_name_of_the_file_may_say_the_date,
                          an_engine_knows_its_packs_and_rules,
                          a_mistake_in_a_pack_is_told_with_its_place,
                          a_pack_that_is_not_there_is_a_finding_about_its_path,
                          examples_of_packs_are_counted_and_failures_told,
                          a_builder_that_has_compiled_takes_no_more_packs,
                          text_in_memory_includes_earlier_text_but_never_the_disk,
                          the_built_in_packs_compile_without_a_finding,
                          objects_may_be_freed_in_any_order,
                          a_result_can_keep_its_own_copy_of_the_text,
                          results_do_not_change_when_the_worker_goes_on,
                          any_bytes_are_a_text,
                          an_extraction_can_be_stopped_whenever_it_asks,
                          nobody_works_long_without_asking,
                          nobody_works_long_on_a_large_text,
                          a_paragraph_without_end_loses_nothing,
                          tokens_come_in_order_and_can_be_stopped,
                          a_gazetteer_comes_from_a_file,
                          a_broken_gazetteer_is_refused,
                          notices_name_their_sources};
  return unit_run("api", tests, COUNT_OF(tests));
}
