/* sink_json.c - JSON Lines: a record a line, or a fact a line. A document that failed is a line that says why. */
#include "sinks.h"

#include <string.h>

/* Before the brace that closes the line: what came along with the document. */
static void add_meta(buffer *b, const document *d) {
  if (!d->meta || b->len < 2 || b->failed)
    return;
  b->len -= 2;
  buffer_puts(b, ", \"meta\": ");
  buffer_puts(b, d->meta);
  buffer_puts(b, "}\n");
}

static void error_line(buffer *b, const document *d) {
  buffer_puts(b, "{\"evx\": 1, \"error\": {");
  if (d->line)
    buffer_printf(b, "\"line\": %zu, ", d->line);
  buffer_puts(b, "\"id\": ");
  buffer_json(b, d->id);
  buffer_puts(b, ", \"code\": ");
  buffer_json(b, d->error);
  buffer_puts(b, ", \"message\": ");
  buffer_json(b, d->message);
  buffer_puts(b, "}}\n");
}

static void render(const sink *s, const document *d, const evx_result *result, evx_json_style style, buffer *b) {
  if (!result)
    error_line(b, d);
  else if (evx_result_write_json(result, style, s->offsets, buffer_write, b) != EVX_OK)
    b->failed = true;
  if (style == EVX_JSON_LINE)
    add_meta(b, d);
}

static void render_line(const sink *s, size_t number, const document *d, const evx_result *result, rendered *out) {
  (void)number;
  render(s, d, result, EVX_JSON_LINE, &out->parts[0]);
}

static void render_flat(const sink *s, size_t number, const document *d, const evx_result *result, rendered *out) {
  (void)number;
  render(s, d, result, EVX_JSON_FLAT, &out->parts[0]);
}

const sink_kind sink_jsonl = {.name = "jsonl", .part_count = 1, .render = render_line};
const sink_kind sink_flat = {.name = "flat", .part_count = 1, .render = render_flat};
