/* json_utf8.h - how long the UTF-8 sequence at a place is. */
#ifndef EVX_JSON_UTF8_H
#define EVX_JSON_UTF8_H

#include <stddef.h>

static inline int json_utf8_tail(unsigned char c) {
  return (c & 0xc0) == 0x80;
}

/* Bytes of the well-formed sequence (RFC 3629) at `text`, of which `left` > 0 bytes are there; 0 where there is none.
 */
static inline size_t json_utf8_length(const char *text, size_t left) {
  const unsigned char *p = (const unsigned char *)text;
  if (p[0] < 0x80)
    return 1;
  if (p[0] < 0xc2 || p[0] > 0xf4)
    return 0;
  size_t need = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
  if (left < need || !json_utf8_tail(p[1]))
    return 0;
  /* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
  if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
      (p[0] == 0xf4 && p[1] > 0x8f))
    return 0;
  for (size_t i = 2; i < need; i++) {
    if (!json_utf8_tail(p[i]))
      return 0;
  }
  return need;
}

#endif
