/* fuzz_ndjson.c - any bytes as lines of JSON: each line is one document or one error, the text that cJSON reads in it
 * is the text that is extracted from, and what comes out is a line of JSON to the letter, with a record that fits its
 * schema and the line's further keys.
 *
 * The first byte chooses the pieces in which the bytes are read, how long a text may be, and the style; the rest are
 * the lines. */
#include <stdlib.h>
#include <string.h>

#include "batch/sinks.h"
#include "fuzz.h"
#include "memory_stream.h"
#include "record_check.h"

typedef struct fixture {
  evx_worker *worker;
  cJSON *schema;
} fixture;

static const fixture *ready(void) {
  static fixture f;
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  if (f.worker)
    return &f;
  REQUIRE(evx_builder_new(NULL, &builder) == EVX_OK, "no builder");
  REQUIRE(evx_builder_add_builtin(builder, "en") == EVX_OK, "no built-in packs");
  REQUIRE(evx_builder_finish(builder, &engine) == EVX_OK, "no engine");
  REQUIRE(evx_worker_new(engine, &f.worker) == EVX_OK, "no worker");
  f.schema = record_schema(engine);
  evx_builder_free(builder);
  evx_engine_free(engine);
  return &f;
}

/* The line as cJSON alone sees it; NULL where it is no JSON even to that. */
static cJSON *read_line(const char *line, size_t len) {
  char *copy = strndup(line, len);
  REQUIRE(copy, "out of memory");
  cJSON *object = strlen(copy) == len ? cJSON_ParseWithOpts(copy, NULL, true) : NULL;
  free(copy);
  return object;
}

/* What is said of the line's own keys must be gone from `object`, what is left must come back. */
static void check_meta(cJSON *object, const cJSON *meta) {
  static const char *const own[] = {"id", "date", "text"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    while (cJSON_GetObjectItemCaseSensitive(object, own[i]))
      cJSON_DeleteItemFromObjectCaseSensitive(object, own[i]);
  REQUIRE(cJSON_GetArraySize(meta) >= cJSON_GetArraySize(object), "further keys are lost");
}

static void check_record(const fixture *f, const document *d, cJSON *object, char *line) {
  cJSON *out = cJSON_Parse(line);
  REQUIRE(cJSON_IsObject(out), "no JSON object: %s", line);
  cJSON *error = cJSON_GetObjectItemCaseSensitive(out, "error");
  if (error) {
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(error, "line");
    REQUIRE(number && number->valuedouble == (double)d->line, "line %zu is told as another: %s", d->line, line);
  } else {
    check_meta(object, cJSON_GetObjectItemCaseSensitive(out, "meta"));
    cJSON_DeleteItemFromObjectCaseSensitive(out, "meta");
    char *record = cJSON_PrintUnformatted(out);
    REQUIRE(record, "out of memory");
    record_check(f->schema, record, d->bytes, d->len, true);
    cJSON_free(record);
  }
  cJSON_Delete(out);
}

static void check_output(const fixture *f, const document *d, cJSON *object, bool flat) {
  buffer out = {0};
  render_document(flat ? &sink_flat : &sink_jsonl, f->worker, d, &out);
  REQUIRE(!out.failed && (flat || out.len > 0), "nothing is written");
  for (char *line = out.bytes, *end; line && *line; line = end + 1) {
    end = strchr(line, '\n');
    REQUIRE(end, "a line without its end: %s", line);
    *end = '\0';
    json_check(line);
    if (!flat)
      check_record(f, d, object, line);
    REQUIRE(flat || end[1] == '\0', "more than a line for a line");
  }
  buffer_free(&out);
}

static void check_document(const fixture *f, const document *d, const char *line, size_t len, bool flat) {
  cJSON *object = read_line(line, len);
  const cJSON *text = cJSON_GetObjectItemCaseSensitive(object, "text");
  REQUIRE(d->id, "a document without an id");
  if (!d->error) {
    REQUIRE(cJSON_IsString(text), "a text where none is: %s", d->bytes);
    REQUIRE(strlen(text->valuestring) == d->len && !memcmp(text->valuestring, d->bytes, d->len), "another text");
  }
  check_output(f, d, object, flat);
  cJSON_Delete(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const size_t pieces[] = {SIZE_MAX, 1, 7, 4096}, sizes[] = {1 << 20, 16, 200, 5000};
  const fixture *f = ready();
  uint8_t choice = size ? data[0] : 0;
  const char *line = size ? (const char *)data + 1 : "", *end = size ? (const char *)data + size : line;
  memory_stream m = {line, (size_t)(end - line), pieces[choice & 3], choice & 16};
  stream s = memory_stream_open(&m);
  const source_limits limits = {.max_size = sizes[choice >> 2 & 3], .shards = 1};
  reading g = {.limits = &limits};
  reader *r = reader_ndjson("-", &s), *inner = NULL;
  document d;
  found got;
  size_t count = 0;
  REQUIRE(r, "no reader");
  for (document_init(&d); (got = r->next(r, &g, &d, &inner)) == FOUND_DOCUMENT; document_free(&d)) {
    if (m.breaks && d.error && !strcmp(d.error, "unreadable"))
      continue;
    const char *feed = memchr(line, '\n', (size_t)(end - line));
    REQUIRE(++count == d.line && line < end, "line %zu is told as %zu", count, d.line);
    check_document(f, &d, line, (size_t)((feed ? feed : end) - line), choice & 32);
    line = feed ? feed + 1 : end;
  }
  REQUIRE(got == FOUND_END, "it ended before its end");
  REQUIRE(line == end || m.breaks, "%zu bytes were not read", (size_t)(end - line));
  document_free(&d);
  r->close(r);
  return 0;
}
