/* json_strict.c - whether a text is JSON to the letter (RFC 8259). cJSON takes more: control characters between words
 * and within strings, numbers that begin with 0. What is handed on byte for byte must be JSON to everybody. What cJSON
 * cannot read is refused too, so that its refusal of the rest means that memory is out. */
#include "source.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { NUMBER_MAX = 63 };

/* Each takes what it is named after and answers what is behind it, or NULL; `depth` is how many levels may follow, and
 * at `last` is the NUL that ends the text. */
const char *strict_value(const char *p, const char *last, int depth);

const char *strict_space(const char *p) {
  while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
    p++;
  return p;
}

static const char *digits(const char *p) {
  size_t len = strspn(p, "0123456789");
  return len ? p + len : NULL;
}

static const char *number(const char *p) {
  const char *begin = p;
  p += *p == '-';
  p = *p == '0' ? p + 1 : digits(p);
  if (p && *p == '.')
    p = digits(p + 1);
  if (p && (*p == 'e' || *p == 'E'))
    p = digits(p + 1 + (p[1] == '+' || p[1] == '-'));
  return p && p - begin <= NUMBER_MAX ? p : NULL;
}

/* "u00e9", in UTF-16, whose upper halves must be followed by lower ones. */
static const char *code_unit(const char *p, bool lower) {
  if (*p != 'u' || strspn(p + 1, "0123456789abcdefABCDEF") < 4)
    return NULL;
  bool surrogate = (p[1] | 0x20) == 'd' && p[2] >= '8', is_lower = surrogate && (p[2] | 0x20) >= 'c';
  if (is_lower != lower)
    return NULL;
  return !surrogate || lower ? p + 5 : p[5] == '\\' ? code_unit(p + 6, true) : NULL;
}

static const char *escape(const char *p) {
  switch (*p) {
  case 'u': return code_unit(p, false);
  case '"':
  case '\\':
  case '/':
  case 'b':
  case 'f':
  case 'n':
  case 'r':
  case 't': return p + 1;
  default: return NULL;
  }
}

/* Whether a string holds the byte as it is: it is no end of it, no escape, and no control character. */
static bool is_plain(char byte) {
  return (unsigned char)byte >= 0x20 && byte != '"' && byte != '\\';
}

/* Bytes that are looked at together, and how many of them are plain, from the first on. */
enum { BLOCK = 16 };

static size_t plain_bytes(const char *p) {
#ifdef __SSE2__
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
  __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  unsigned others = (unsigned)_mm_movemask_epi8(_mm_or_si128(controls, marks));
  return others ? (size_t)__builtin_ctz(others) : BLOCK;
#else
  size_t n = 0;
  while (n < BLOCK && is_plain(p[n]))
    n++;
  return n;
#endif
}

static const char *plain_end(const char *p, const char *last) {
  while (last - p >= BLOCK) {
    size_t plain = plain_bytes(p);
    p += plain;
    if (plain < BLOCK)
      return p;
  }
  while (is_plain(*p))
    p++;
  return p;
}

static const char *string(const char *p, const char *last) {
  if (*p != '"')
    return NULL;
  for (p++; p && *p != '"';) {
    p = plain_end(p, last);
    if (*p != '"')
      p = *p == '\\' ? escape(p + 1) : NULL;
  }
  return p ? p + 1 : NULL;
}

static const char *word(const char *p, const char *wanted) {
  size_t len = strlen(wanted);
  return strncmp(p, wanted, len) == 0 ? p + len : NULL;
}

const char *strict_key(const char *p, const char *last, const char **end) {
  p = *end = string(p, last);
  p = p ? strict_space(p) : NULL;
  return p && *p == ':' ? p + 1 : NULL;
}

static const char *member(const char *p, const char *last, int depth) {
  const char *end;
  p = strict_key(p, last, &end);
  return p ? strict_value(strict_space(p), last, depth) : NULL;
}

/* A list, or an object: the same but for what stands between the commas. */
static const char *group(const char *p, const char *last, char close, int depth) {
  if (depth == 0)
    return NULL;
  p = strict_space(p + 1);
  if (*p == close)
    return p + 1;
  while (p) {
    p = close == '}' ? member(p, last, depth - 1) : strict_value(p, last, depth - 1);
    p = p ? strict_space(p) : NULL;
    if (!p || *p == close)
      break;
    p = *p == ',' ? strict_space(p + 1) : NULL;
  }
  return p ? p + 1 : NULL;
}

const char *strict_value(const char *p, const char *last, int depth) {
  switch (*p) {
  case '{': return group(p, last, '}', depth);
  case '[': return group(p, last, ']', depth);
  case '"': return string(p, last);
  case 't': return word(p, "true");
  case 'f': return word(p, "false");
  case 'n': return word(p, "null");
  default: return number(p);
  }
}

bool json_is_strict(const char *text, int depth) {
  const char *end = strict_value(strict_space(text), text + strlen(text), depth);
  return end && *strict_space(end) == '\0';
}

/* ---- what strings say ---------------------------------------------------------------- */

static unsigned hex(const char *p) {
  unsigned n = 0;
  for (size_t i = 0; i < 4; i++) {
    unsigned char c = (unsigned char)p[i];
    n = n * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return n;
}

static char *put_point(char *to, unsigned point) {
  if (point < 0x80) {
    *to++ = (char)point;
    return to;
  }
  unsigned tails = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  *to++ = (char)(0xff00u >> (tails + 1) | point >> 6 * tails);
  while (tails-- > 0)
    *to++ = (char)(0x80 | (point >> 6 * tails & 0x3f));
  return to;
}

/* What the letter behind a backslash means, but for u. */
static char meaning(char letter) {
  switch (letter) {
  case 'b': return '\b';
  case 'f': return '\f';
  case 'n': return '\n';
  case 'r': return '\r';
  case 't': return '\t';
  default: return letter;
  }
}

/* The escape behind the backslash at `*p`, which goes behind it. */
static char *put_escape(char *to, const char **p) {
  char letter = *(*p)++;
  if (letter != 'u') {
    *to++ = meaning(letter);
    return to;
  }
  unsigned point = hex(*p);
  *p += 4;
  if (point >= 0xd800 && point < 0xdc00) { /* strict: the other half follows */
    point = 0x10000 + ((point & 0x3ff) << 10) + (hex(*p + 2) & 0x3ff);
    *p += 6;
  }
  return put_point(to, point);
}

/* Copies what stands before the next escape, or the end; whole blocks, so that `to` has room for one more. */
static char *put_plain(char *to, const char **from, const char *end) {
  const char *p = *from;
  size_t plain = BLOCK;
  while (plain == BLOCK && end - p >= BLOCK) {
    memcpy(to, p, BLOCK);
    plain = plain_bytes(p);
    to += plain;
    p += plain;
  }
  while (plain == BLOCK && p < end && is_plain(*p))
    *to++ = *p++;
  *from = p;
  return to;
}

char *strict_text(const char *p, const char *end, size_t *len) {
  char *text = malloc((size_t)(end - p) + BLOCK), *to = text;
  *len = 0;
  if (!text)
    return NULL;
  for (p++, end--; p < end;) {
    to = put_plain(to, &p, end);
    if (p++ < end)
      to = put_escape(to, &p);
  }
  *to = '\0';
  *len = (size_t)(to - text);
  return text;
}
