/* fuzz_mail.c - any bytes as a mailbox: what comes out of it are texts in UTF-8 as far as the mail says so, dates that
 * are days or are not there, errors that have words; and each becomes a line of JSON to the letter.
 *
 * The first byte chooses the pieces in which the bytes are read, and how long a mail may be; the rest is the mailbox.
 */
#include <string.h>

#include "batch/sinks.h"
#include "fuzz.h"
#include "memory_stream.h"
#include "record_check.h"

/* Rules have their own target: here no pack is needed. */
static evx_worker *ready(void) {
  static evx_worker *worker;
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  if (worker)
    return worker;
  REQUIRE(evx_builder_new(NULL, &builder) == EVX_OK, "no builder");
  REQUIRE(evx_builder_finish(builder, &engine) == EVX_OK, "no engine");
  REQUIRE(evx_worker_new(engine, &worker) == EVX_OK, "no worker");
  evx_builder_free(builder);
  evx_engine_free(engine);
  return worker;
}

static void check_document(const document *d, size_t max_size) {
  buffer out = {0};
  REQUIRE(d->id && !strncmp(d->id, "box!", 4), "a mail without an id");
  REQUIRE(!d->error || d->message[0], "an error without words");
  REQUIRE(d->error || (d->bytes && d->len <= max_size && d->bytes[d->len] == '\0'), "a text without its end");
  REQUIRE(!d->date[0] || strlen(d->date) == strlen("2025-04-12") || strlen(d->date) == strlen("2025-04-12T09:30"),
          "a date '%s'", d->date);
  render_document(&sink_jsonl, ready(), d, &out);
  REQUIRE(out.bytes && strchr(out.bytes, '\n') == out.bytes + out.len - 1, "more than a line, or less");
  json_check(out.bytes);
  buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const size_t pieces[] = {SIZE_MAX, 1, 7, 4096}, sizes[] = {1 << 20, 16, 200, 5000};
  uint8_t choice = size ? data[0] : 0;
  memory_stream m = {size ? (const char *)data + 1 : "", size ? size - 1 : 0, pieces[choice & 3], choice & 16};
  stream s = memory_stream_open(&m);
  const source_limits limits = {.max_size = sizes[choice >> 2 & 3], .shards = 1};
  reading g = {.limits = &limits};
  reader *r = reader_mbox("box", &s), *inner = NULL;
  document d;
  found got;
  REQUIRE(r, "no reader");
  for (document_init(&d); (got = r->next(r, &g, &d, &inner)) == FOUND_DOCUMENT; document_free(&d))
    check_document(&d, limits.max_size);
  REQUIRE(got == FOUND_END, "it ended before its end");
  document_free(&d);
  r->close(r);
  return 0;
}
