/* ascii.h - the words that most texts are made of, found sixteen bytes at a time: the tokenizer's short way. */
#ifndef EVX_TEXT_ASCII_H
#define EVX_TEXT_ASCII_H

#include <string.h>

#include "text/form.h"

#if defined(__SSE2__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <emmintrin.h>
#define ASCII_WIDE 1
#endif

/* Bytes that can be read from where a short word is looked for: so many letters, and what shows whether it ends. */
#define ASCII_READ 20u

/* How many of the 16 bytes at `s` are ASCII letters, from the first on. */
static inline unsigned ascii_letters(const char *s) {
#ifdef ASCII_WIDE
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)s);
  __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  /* 'a' to 'z' become the 26 smallest signed bytes. */
  __m128i shifted = _mm_add_epi8(lower, _mm_set1_epi8((char)(0x80 - 'a')));
  unsigned others = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(shifted, _mm_set1_epi8((char)(0x80 + 25))));
  return others ? (unsigned)__builtin_ctz(others) : 16;
#else
  unsigned n = 0;
  while (n < 16 && (unsigned char)((s[n] | 0x20) - 'a') < 26)
    n++;
  return n;
#endif
}

/* The key of the first `len` <= FORM_KEY_MAX of 16 bytes (form_key). */
static inline form_key ascii_key(const char *s, unsigned len) {
  form_key key;
#ifdef ASCII_WIDE
  static const unsigned char ones[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                         255, 255, 255, 255, 255, 255, 255, 255};
  __m128i kept = _mm_loadu_si128((const __m128i *)(const void *)(ones + 16 - len));
  __m128i bytes = _mm_and_si128(_mm_loadu_si128((const __m128i *)(const void *)s), kept);
  memcpy(&key, &bytes, sizeof key);
  key.b |= (uint64_t)len << 56;
#else
  unsigned char bytes[16] = {0};
  memcpy(bytes, s, len);
  bytes[15] = (unsigned char)len;
  memcpy(&key, bytes, sizeof key);
#endif
  return key;
}

/* How many of the 16 bytes at `s`, from the first on, are printable ASCII with no blanks but single ones between what
 * is none; `spaced`: a blank stands before them. */
static inline unsigned ascii_clean(const char *s, bool spaced) {
#ifdef ASCII_WIDE
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)s);
  /* Signed, so that what is no ASCII is less, too. */
  __m128i controls =
      _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
  unsigned blanks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
  unsigned others = (unsigned)_mm_movemask_epi8(controls) | (blanks & (blanks << 1 | spaced));
  return others ? (unsigned)__builtin_ctz(others) : 16;
#else
  unsigned n = 0;
  for (; n < 16 && s[n] >= ' ' && s[n] < 0x7f && !(s[n] == ' ' && spaced); n++)
    spaced = s[n] == ' ';
  return n;
#endif
}

#endif
