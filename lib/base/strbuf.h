/* strbuf.h - a growing byte string over an evx_allocator. A failed append sets `failed` and makes every later
 * append a no-op, so that callers check once at the end. */
#ifndef EVX_BASE_STRBUF_H
#define EVX_BASE_STRBUF_H

#include "base/memory.h"

typedef struct strbuf {
  const evx_allocator *allocator;
  char *data; /* NUL-terminated once anything was appended; NULL before */
  size_t length, room;
  bool failed;
} strbuf;

void strbuf_init(strbuf *b, const evx_allocator *allocator);
void strbuf_free(strbuf *b);
void strbuf_clear(strbuf *b); /* length 0, keeps the block */
void strbuf_append(strbuf *b, const char *text, size_t len);
void strbuf_puts(strbuf *b, const char *text);
void strbuf_putc(strbuf *b, char c);
void strbuf_printf(strbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
