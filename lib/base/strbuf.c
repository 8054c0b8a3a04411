#include "base/strbuf.h"

#include <stdio.h>
#include <string.h>

void strbuf_init(strbuf *b, const evx_allocator *allocator) {
  *b = (strbuf){.allocator = allocator};
}

void strbuf_free(strbuf *b) {
  memory_release(b->allocator, b->data, b->room);
  strbuf_init(b, b->allocator);
}

void strbuf_clear(strbuf *b) {
  b->length = 0;
  b->failed = false;
  if (b->data)
    b->data[0] = '\0';
}

/* Makes room for `more` bytes and the NUL behind them. */
static bool reserve(strbuf *b, size_t more) {
  if (b->failed || more > SIZE_MAX - b->length - 1) {
    b->failed = true;
    return false;
  }
  size_t need = b->length + more + 1, room = b->room ? b->room : 64;
  if (need <= b->room)
    return true;
  while (room < need)
    room = room > SIZE_MAX / 2 ? need : room * 2;
  char *data = memory_resize(b->allocator, b->data, b->room, room);
  if (!data) {
    b->failed = true;
    return false;
  }
  b->data = data;
  b->room = room;
  return true;
}

void strbuf_append(strbuf *b, const char *text, size_t len) {
  if (!reserve(b, len))
    return;
  if (len)
    memcpy(b->data + b->length, text, len);
  b->length += len;
  b->data[b->length] = '\0';
}

void strbuf_puts(strbuf *b, const char *text) {
  strbuf_append(b, text, strlen(text));
}

void strbuf_putc(strbuf *b, char c) {
  strbuf_append(b, &c, 1);
}

void strbuf_printf(strbuf *b, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (n < 0)
    b->failed = true;
  else if (reserve(b, (size_t)n)) {
    vsnprintf(b->data + b->length, (size_t)n + 1, format, args);
    b->length += (size_t)n;
  }
  va_end(args);
}
