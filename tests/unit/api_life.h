/* api_life.h - a small pack and text, and the way from them to JSON through evx.h alone, for the tests of the
 * interface. */
#ifndef EVX_TESTS_API_LIFE_H
#define EVX_TESTS_API_LIFE_H

#include <check.h>
#include <string.h>

#include "evx.h"

static const char pack[] = "pack visits version 3 language en\n"
                           "record Visit { place: text }\n"
                           "lexicon City { \"Almaty\" \"Geneva\" \"New York\" }\n"
                           "phase visits\n"
                           "rule to\n"
                           "  match \"visit\" \"to\" where:(%City)\n"
                           "  emit Visit { place = text(where) }\n"
                           "  test \"A visit to Geneva.\" => Visit { place: \"Geneva\" }\n"
                           "  test \"Geneva.\" => none\n";
static const char text[] =
    "# Report\n\nThe minister paid a visit to Geneva on 3 May 2025.\n- A visit to New York follows, café included.\n";

static inline evx_engine *engine_of(const evx_allocator *allocator, const char *rules) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  ck_assert_int_eq(evx_builder_new(allocator, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "visits.evx", rules, strlen(rules)), EVX_OK);
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_OK);
  ck_assert_uint_eq(evx_builder_diag_count(builder), 0);
  evx_builder_free(builder);
  return engine;
}

static inline char *json_of(const evx_result *result) {
  char *json = NULL;
  size_t len = 0;
  ck_assert_int_eq(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, &len), EVX_OK);
  ck_assert_uint_eq(strlen(json), len);
  ck_assert_int_eq(json[len - 1], '\n');
  return json;
}

static inline char *extracted(evx_worker *worker, const char *from) {
  evx_result *result = NULL;
  ck_assert_int_eq(evx_extract(worker, from, strlen(from), NULL, &result), EVX_OK);
  char *json = json_of(result);
  evx_result_free(result);
  return json;
}

#endif
