/* record_check.c - see record_check.h. */
#include "record_check.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "batch/source.h"
#include "fuzz.h"
#include "schema.h"

typedef struct growing {
  char *data;
  size_t length;
} growing;

static bool append(void *user, const char *bytes, size_t len) {
  growing *g = user;
  char *more = realloc(g->data, g->length + len + 1);
  REQUIRE(more, "out of memory");
  g->data = more;
  memcpy(g->data + g->length, bytes, len);
  g->length += len;
  g->data[g->length] = '\0';
  return true;
}

cJSON *record_schema(const evx_engine *engine) {
  growing g = {NULL, 0};
  REQUIRE(evx_engine_schema(engine, append, &g) == EVX_OK, "no schema");
  cJSON *schema = cJSON_Parse(g.data);
  REQUIRE(schema, "the schema is no JSON");
  free(g.data);
  return schema;
}

static bool plain(char c) {
  return c >= 0x20 && c < 0x7f;
}

static bool white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Words of plain ASCII only: what else may stand in a text is folded or replaced in ways of its own. */
static void check_words(const char *words, const char *text, size_t begin, size_t end) {
  for (size_t i = begin; i < end; i++)
    if (!plain(text[i]) && !white(text[i]))
      return;
  size_t at = begin;
  for (const char *w = words; *w; w++) {
    bool gap = false;
    for (; at < end && white(text[at]); at++)
      gap = true;
    if (*w == ' ' && gap)
      continue;
    REQUIRE(!gap || w == words, "white space in the span is none in '%s'", words);
    REQUIRE(at < end && text[at] == *w, "'%s' is not what its span [%zu, %zu) holds", words, begin, end);
    at++;
  }
  while (at < end && white(text[at]))
    at++;
  REQUIRE(at == end, "the span [%zu, %zu) holds more than '%s'", begin, end, words);
}

typedef struct record_text {
  const char *text;
  size_t units;
  bool bytes;
} record_text;

static void check_span(const record_text *t, const cJSON *span, const cJSON *words) {
  double begin = cJSON_GetArrayItem(span, 0)->valuedouble, end = cJSON_GetArrayItem(span, 1)->valuedouble;
  REQUIRE(begin <= end && end <= (double)t->units, "span [%.0f, %.0f) in %zu units of text", begin, end, t->units);
  if (t->bytes && cJSON_IsString(words))
    check_words(words->valuestring, t->text, (size_t)begin, (size_t)end);
}

static void check_spans(const record_text *t, const cJSON *value, const cJSON *parent) {
  static const char *const lists[] = {"spans", "cues", "repeats"};
  const cJSON *child;
  if (value->string && !strcmp(value->string, "span") && cJSON_IsArray(value)) {
    check_span(t, value, cJSON_GetObjectItemCaseSensitive(parent, "text"));
    return;
  }
  for (size_t i = 0; value->string && i < sizeof lists / sizeof lists[0]; i++)
    if (!strcmp(value->string, lists[i])) {
      cJSON_ArrayForEach(child, value) check_span(t, child, NULL);
      return;
    }
  cJSON_ArrayForEach(child, value) check_spans(t, child, value);
}

void json_check(const char *json) {
  utf8proc_int32_t point;
  utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(json), width;
  REQUIRE(json_is_strict(json, CJSON_NESTING_LIMIT), "no JSON to the letter: %s", json);
  for (const char *at = json; left > 0; at += width, left -= width) {
    width = utf8proc_iterate((const utf8proc_uint8_t *)at, left, &point);
    REQUIRE(width > 0, "no UTF-8 at %zu: %s", (size_t)(at - json), json);
  }
}

void record_check(const cJSON *schema, const char *json, const char *text, size_t units, bool bytes) {
  json_check(json);
  cJSON *record = cJSON_Parse(json);
  REQUIRE(record, "the record is no JSON: %s", json);
  const char *mismatch = schema_mismatch(schema, schema, record);
  REQUIRE(!mismatch, "the record does not fit its schema in '%s': %s", mismatch, json);
  const record_text t = {text, units, bytes};
  check_spans(&t, record, NULL);
  cJSON_Delete(record);
}
