/* buffer.c - bytes that grow, and names of any bytes as UTF-8. */
#include "batch.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static bool make_room(buffer *b, size_t more) {
  if (b->failed || b->len + more < b->room)
    return !b->failed;
  size_t room = (b->len + more + 1) * 3 / 2 + 64;
  char *bytes = realloc(b->bytes, room);
  b->failed = !bytes;
  if (bytes) {
    b->bytes = bytes;
    b->room = room;
  }
  return !b->failed;
}

void buffer_add(buffer *b, const char *bytes, size_t len) {
  if (!make_room(b, len))
    return;
  if (len)
    memcpy(b->bytes + b->len, bytes, len);
  b->len += len;
  b->bytes[b->len] = '\0';
}

void buffer_puts(buffer *b, const char *text) {
  buffer_add(b, text, strlen(text));
}

/* Most of what is printed is shorter. */
enum { PRINTED_USUAL = 120 };

void buffer_printf(buffer *b, const char *format, ...) {
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  int len = make_room(b, PRINTED_USUAL) ? vsnprintf(b->bytes + b->len, b->room - b->len, format, list) : 0;
  if (len > 0 && (size_t)len >= b->room - b->len && make_room(b, (size_t)len))
    vsnprintf(b->bytes + b->len, (size_t)len + 1, format, again);
  if (len > 0 && !b->failed)
    b->len += (size_t)len;
  va_end(again);
  va_end(list);
}

/* Length of the character at the beginning of `text`, 0 where it is not UTF-8. */
static size_t character(const char *text, size_t left) {
  utf8proc_int32_t point = 0;
  utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &point);
  return len > 0 ? (size_t)len : 0;
}

void buffer_utf8(buffer *b, const char *bytes, size_t len) {
  for (size_t at = 0, width; at < len; at += width ? width : 1) {
    width = character(bytes + at, len - at);
    if (width > 0)
      buffer_add(b, bytes + at, width);
    else
      buffer_puts(b, "\xef\xbf\xbd");
  }
}

void buffer_json(buffer *b, const char *text) {
  buffer_add(b, "\"", 1);
  for (size_t left = strlen(text), len = 0; left > 0; text += len, left -= len) {
    unsigned char c = (unsigned char)*text;
    len = character(text, left);
    if (c == '"' || c == '\\')
      buffer_printf(b, "\\%c", c);
    else if (c < 0x20)
      buffer_printf(b, "\\u%04x", c);
    else if (len > 0)
      buffer_add(b, text, len);
    else
      buffer_puts(b, "\xef\xbf\xbd");
    len += len == 0;
  }
  buffer_add(b, "\"", 1);
}

bool buffer_write(void *user, const char *bytes, size_t len) {
  buffer *b = user;
  buffer_add(b, bytes, len);
  return !b->failed;
}

void buffer_free(buffer *b) {
  free(b->bytes);
  *b = (buffer){0};
}

static bool is_utf8(const char *name) {
  size_t left = strlen(name), len = 0;
  for (; left > 0; name += len, left -= len) {
    if ((len = character(name, left)) == 0)
      return false;
  }
  return true;
}

char *utf8_name(const char *name) {
  buffer b = {0};
  if (is_utf8(name)) {
    buffer_puts(&b, name);
  } else {
    for (; *name; name++) {
      unsigned char c = (unsigned char)*name;
      char two[2] = {(char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f))};
      buffer_add(&b, c < 0x80 ? name : two, c < 0x80 ? 1 : 2);
    }
  }
  if (b.failed)
    buffer_free(&b);
  return b.bytes;
}
