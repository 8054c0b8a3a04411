/* fuzz_text.c - any bytes as a text, under any options: the record fits its schema, its spans lie in the text, and a
 * worker that has read other texts before gives the same bytes as a new one.
 *
 * The first byte chooses the options; the rest is the text. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "record_check.h"

typedef struct fixture {
  evx_engine *engine;
  evx_worker *used; /* reads every text there is */
  cJSON *schema;
} fixture;

static const fixture *ready(void) {
  static fixture f;
  evx_builder *builder = NULL;
  if (f.engine)
    return &f;
  REQUIRE(evx_builder_new(NULL, &builder) == EVX_OK, "no builder");
  REQUIRE(evx_builder_add_builtin(builder, "en") == EVX_OK, "no built-in packs");
  REQUIRE(evx_builder_finish(builder, &f.engine) == EVX_OK, "no engine");
  REQUIRE(evx_worker_new(f.engine, &f.used) == EVX_OK, "no worker");
  evx_builder_free(builder);
  f.schema = record_schema(f.engine);
  return &f;
}

static char *json_of(evx_worker *worker, const char *text, size_t len, const evx_options *options, evx_json_style style,
                     evx_offsets offsets) {
  evx_result *result = NULL;
  char *json = NULL;
  size_t length = 0;
  evx_status status = evx_extract(worker, text, len, options, &result);
  REQUIRE(status == EVX_OK, "extract: %s", evx_status_message(status));
  status = evx_result_to_json(result, style, offsets, &json, &length);
  REQUIRE(status == EVX_OK && strlen(json) == length, "to JSON: %s", evx_status_message(status));
  evx_result_free(result);
  return json;
}

/* Flat records are lines of JSON each. */
static void check_lines(char *json) {
  for (char *line = json, *end; *line; line = end + 1) {
    end = strchr(line, '\n');
    REQUIRE(end, "a line without its end: %s", line);
    *end = '\0';
    json_check(line);
    cJSON *fact = cJSON_Parse(line);
    REQUIRE(cJSON_IsObject(fact), "no JSON object: %s", line);
    cJSON_Delete(fact);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const evx_offsets units[] = {EVX_OFFSETS_BYTE, EVX_OFFSETS_CODEPOINT, EVX_OFFSETS_UTF16, EVX_OFFSETS_BYTE};
  const fixture *f = ready();
  evx_worker *fresh = NULL;
  evx_options options = EVX_OPTIONS_INIT;
  uint8_t choice = size ? data[0] : 0;
  size_t len = size ? size - 1 : 0;
  const char *text = size ? (const char *)data + 1 : "";
  char name[64] = "";
  options.flags = choice & 1 ? EVX_COPY_TEXT : 0;
  options.order = (evx_day_order)((choice >> 1) % 3);
  options.reference = choice & 8 ? "2025-04-12T09:30" : NULL;
  evx_offsets offsets = units[choice >> 4 & 3];
  options.max_records = choice & 64 ? 2 : 0;
  if (choice & 128) {
    memcpy(name, text, len < sizeof name - 1 ? len : sizeof name - 1);
    options.file_name = name;
    options.id = name;
  }
  REQUIRE(evx_worker_new(f->engine, &fresh) == EVX_OK, "no worker");
  char *first = json_of(fresh, text, len, &options, EVX_JSON_PRETTY, offsets);
  char *second = json_of(f->used, text, len, &options, EVX_JSON_PRETTY, offsets);
  REQUIRE(!strcmp(first, second), "a used worker says something else:\n%s\n%s", first, second);
  record_check(f->schema, first, text, len, offsets == EVX_OFFSETS_BYTE);
  char *flat = json_of(fresh, text, len, &options, EVX_JSON_FLAT, offsets);
  check_lines(flat);
  evx_string_free(flat);
  evx_string_free(first);
  evx_string_free(second);
  evx_worker_free(fresh);
  return 0;
}
