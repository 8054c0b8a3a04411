/* output.c - standard output, and what happens when it breaks. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void output_init(output *out) {
  *out = (output){.broken = false};
}

/* A reader that has seen enough (`evx … | head`) needs no message. */
static void break_off(output *out, int error) {
  if (!out->broken && error != EPIPE)
    say("cannot write the output: %s", strerror(error));
  out->broken = true;
}

static void count_columns(output *out, const char *bytes, size_t len) {
  for (size_t i = 0; i < len; i++)
    out->column = bytes[i] == '\n' ? 0 : out->column + (((unsigned char)bytes[i] & 0xc0) != 0x80);
}

bool output_write(void *user, const char *bytes, size_t len) {
  output *out = user;
  errno = 0;
  if (!out->broken && fwrite(bytes, 1, len, stdout) < len)
    break_off(out, errno);
  if (out->width)
    count_columns(out, bytes, len);
  return !out->broken;
}

void output_puts(output *out, const char *text) {
  output_write(out, text, strlen(text));
}

void output_printf(output *out, const char *format, ...) {
  char line[1024];
  va_list list;
  va_start(list, format);
  int len = vsnprintf(line, sizeof line, format, list);
  va_end(list);
  if (len >= 0 && (size_t)len < sizeof line) {
    output_write(out, line, (size_t)len);
    return;
  }
  errno = 0;
  va_start(list, format);
  if (!out->broken && vprintf(format, list) < 0)
    break_off(out, errno);
  va_end(list);
}

void output_spaces(output *out, size_t count) {
  while (count-- > 0)
    output_write(out, " ", 1);
}

/* C0, DEL, and C1 in UTF-8. `width` gets the bytes of the character. */
static bool is_control(const char *text, size_t left, size_t *width) {
  unsigned char c = (unsigned char)text[0], next = left > 1 ? (unsigned char)text[1] : 0;
  *width = c == 0xc2 && next >= 0x80 && next < 0xa0 ? 2 : 1;
  return c < 0x20 || c == 0x7f || *width == 2;
}

void output_text(output *out, const char *text, size_t len) {
  size_t plain = 0, width = 1;
  for (size_t i = 0; i < len; i += width) {
    if (!is_control(text + i, len - i, &width))
      continue;
    output_write(out, text + plain, i - plain);
    output_write(out, "?", 1);
    plain = i + width;
  }
  if (plain < len)
    output_write(out, text + plain, len - plain);
}

size_t text_columns(const char *text, size_t len) {
  size_t columns = 0;
  for (size_t i = 0; i < len; i++)
    columns += ((unsigned char)text[i] & 0xc0) != 0x80;
  return columns;
}

bool output_flush(output *out) {
  errno = 0;
  if (!out->broken && fflush(stdout) != 0)
    break_off(out, errno);
  return !out->broken;
}
