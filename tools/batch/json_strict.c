/* json_strict.c - whether a text is JSON to the letter (RFC 8259). cJSON takes more: control characters between words
 * and within strings, numbers that begin with 0. What is handed on byte for byte must be JSON to everybody. What cJSON
 * cannot read is refused too, so that its refusal of the rest means that memory is out. */
#include "source.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 63 };

/* Each takes what it is named after and answers what is behind it, or NULL; `depth` is how many levels may follow. */
const char *strict_value(const char *p, int depth);

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
  if (*p == 'u')
    return code_unit(p, false);
  return *p && strchr("\"\\/bfnrt", *p) ? p + 1 : NULL;
}

/* The end of what a string holds as it is: its own end, an escape, or a control character. */
static const char *plain_end(const char *p) {
  static const bool ends[256] = {
      ['"'] = true, ['\\'] = true, [0] = true,  [1] = true,  [2] = true,  [3] = true,  [4] = true,
      [5] = true,   [6] = true,    [7] = true,  [8] = true,  [9] = true,  [10] = true, [11] = true,
      [12] = true,  [13] = true,   [14] = true, [15] = true, [16] = true, [17] = true, [18] = true,
      [19] = true,  [20] = true,   [21] = true, [22] = true, [23] = true, [24] = true, [25] = true,
      [26] = true,  [27] = true,   [28] = true, [29] = true, [30] = true, [31] = true};
  while (!ends[(unsigned char)*p])
    p++;
  return p;
}

static const char *string(const char *p) {
  if (*p != '"')
    return NULL;
  for (p++; p && *p != '"';) {
    p = plain_end(p);
    if (*p != '"')
      p = *p == '\\' ? escape(p + 1) : NULL;
  }
  return p ? p + 1 : NULL;
}

static const char *word(const char *p, const char *wanted) {
  size_t len = strlen(wanted);
  return strncmp(p, wanted, len) == 0 ? p + len : NULL;
}

const char *strict_key(const char *p, const char **end) {
  p = *end = string(p);
  p = p ? strict_space(p) : NULL;
  return p && *p == ':' ? p + 1 : NULL;
}

static const char *member(const char *p, int depth) {
  const char *end;
  p = strict_key(p, &end);
  return p ? strict_value(strict_space(p), depth) : NULL;
}

/* A list, or an object: the same but for what stands between the commas. */
static const char *group(const char *p, char close, int depth) {
  if (depth == 0)
    return NULL;
  p = strict_space(p + 1);
  if (*p == close)
    return p + 1;
  while (p) {
    p = close == '}' ? member(p, depth - 1) : strict_value(p, depth - 1);
    p = p ? strict_space(p) : NULL;
    if (!p || *p == close)
      break;
    p = *p == ',' ? strict_space(p + 1) : NULL;
  }
  return p ? p + 1 : NULL;
}

const char *strict_value(const char *p, int depth) {
  switch (*p) {
  case '{': return group(p, '}', depth);
  case '[': return group(p, ']', depth);
  case '"': return string(p);
  case 't': return word(p, "true");
  case 'f': return word(p, "false");
  case 'n': return word(p, "null");
  default: return number(p);
  }
}

bool json_is_strict(const char *text, int depth) {
  const char *end = strict_value(strict_space(text), depth);
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

/* The escape behind the backslash at `*p`, which goes behind it. */
static char *put_escape(char *to, const char **p) {
  static const char letters[] = "bfnrt", means[] = "\b\f\n\r\t";
  char letter = *(*p)++;
  const char *known = strchr(letters, letter);
  if (letter != 'u') {
    *to++ = known ? means[known - letters] : letter;
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

char *strict_text(const char *p, const char *end, size_t *len) {
  char *text = malloc((size_t)(end - p)), *to = text;
  *len = 0;
  if (!text)
    return NULL;
  for (p++, end--; p < end;) {
    const char *slash = memchr(p, '\\', (size_t)(end - p));
    size_t plain = (size_t)((slash ? slash : end) - p);
    memcpy(to, p, plain);
    to += plain;
    p += plain;
    if (!slash)
      break;
    p++;
    to = put_escape(to, &p);
  }
  *to = '\0';
  *len = (size_t)(to - text);
  return text;
}
