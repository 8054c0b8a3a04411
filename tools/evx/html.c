/* html.c - reports and their records as one page that needs nothing else.
 *
 * The page itself lies in html/ as HTML, CSS and JavaScript. Here the reports are put into it: of each the text,
 * escaped, and the record as JSON, whose spans count UTF-16 units, as strings of JavaScript do. */
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "cli.h"
#include "html/html_parts.h"

static const html_file *part(const char *name) {
  for (size_t i = 0; i < html_file_count; i++) {
    if (strcmp(html_files[i].name, name) == 0)
      return &html_files[i];
  }
  return NULL;
}

/* Part of the page's frame from behind mark `from` (NULL: its beginning) to mark `to` (NULL: its end). */
static void write_frame(output *out, const char *from, const char *to) {
  const html_file *page = part("page.html");
  if (!page)
    return;
  const char *begin = from ? strstr(page->text, from) : page->text;
  begin = begin && from ? begin + strlen(from) : begin;
  const char *end = begin && to ? strstr(begin, to) : page->text + page->size;
  if (begin && end > begin)
    output_write(out, begin, (size_t)(end - begin));
}

static void write_part(output *out, const char *name) {
  const html_file *file = part(name);
  if (file)
    output_write(out, file->text, file->size);
}

void html_begin(output *out) {
  write_frame(out, NULL, "{{style}}");
  write_part(out, "page.css");
  write_frame(out, "{{style}}", "{{documents}}");
}

void html_end(output *out) {
  write_frame(out, "{{documents}}", "{{script}}");
  write_part(out, "page.js");
  write_frame(out, "{{script}}", NULL);
}

/* ---- the text ---------------------------------------------------------------- */

/* What stands for a byte that cannot stand for itself; NULL where it can. A carriage return would become a line feed
 * and a NUL would be dropped, and the spans behind them would be off. */
static const char *escape_of(unsigned char c) {
  switch (c) {
  case '&': return "&amp;";
  case '<': return "&lt;";
  case '>': return "&gt;";
  case '"': return "&quot;";
  case '\r': return "&#13;";
  case '\0': return "\xef\xbf\xbd";
  default: return NULL;
  }
}

/* Bytes that are not UTF-8 become U+FFFD each, as the record counts them. */
static void write_escaped(output *out, const char *text, size_t len) {
  size_t plain = 0;
  for (size_t at = 0; at < len && !out->broken;) {
    utf8proc_int32_t point;
    size_t left = len - at;
    utf8proc_ssize_t width =
        utf8proc_iterate((const utf8proc_uint8_t *)text + at, left > 4 ? 4 : (utf8proc_ssize_t)left, &point);
    const char *instead = width < 1 ? "\xef\xbf\xbd" : width == 1 ? escape_of((unsigned char)text[at]) : NULL;
    if (instead) {
      output_write(out, text + plain, at - plain);
      output_puts(out, instead);
      plain = at + 1;
    }
    at += width < 1 ? 1 : (size_t)width;
  }
  if (plain < len)
    output_write(out, text + plain, len - plain);
}

/* JSON has '<' in strings alone; there it may not end the element around it. */
static bool write_json(void *user, const char *bytes, size_t len) {
  output *out = user;
  for (const char *end = bytes + len; bytes < end && !out->broken;) {
    const char *less = memchr(bytes, '<', (size_t)(end - bytes));
    const char *stop = less ? less : end;
    output_write(out, bytes, (size_t)(stop - bytes));
    if (less)
      output_puts(out, "\\u003c");
    bytes = stop + (less != NULL);
  }
  return !out->broken;
}

evx_status html_document(output *out, const char *text, size_t len, const evx_result *result) {
  const evx_record *record = evx_result_record(result);
  output_puts(out, "<section>\n<h2>");
  write_escaped(out, record->document.id.data ? record->document.id.data : "", record->document.id.length);
  /* The line feed behind <pre> is not part of the text. */
  output_puts(out, "</h2>\n<pre>\n");
  write_escaped(out, text, len);
  output_puts(out, "</pre>\n<script type=\"application/json\">");
  evx_status s = evx_result_write_json(result, EVX_JSON_LINE, EVX_OFFSETS_UTF16, write_json, out);
  output_puts(out, "</script>\n</section>\n");
  return s;
}
