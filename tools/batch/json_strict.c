/* json_strict.c - whether a text is JSON to the letter (RFC 8259). cJSON takes more: control characters between words
 * and within strings, numbers that begin with 0. What is handed on byte for byte must be JSON to everybody. What cJSON
 * cannot read is refused too, so that its refusal of the rest means that memory is out. */
#include "source.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { NUMBER_MAX = 63 };

/* Each takes what it is named after and answers what is behind it, or NULL; `depth` is how many levels may follow. */
static const char *value(const char *p, int depth);

static const char *space(const char *p) {
  return p + strspn(p, " \t\r\n");
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

static const char *string(const char *p) {
  if (*p != '"')
    return NULL;
  for (p++; p && *p != '"';)
    p = (unsigned char)*p < 0x20 ? NULL : *p == '\\' ? escape(p + 1) : p + 1;
  return p ? p + 1 : NULL;
}

static const char *word(const char *p, const char *wanted) {
  size_t len = strlen(wanted);
  return strncmp(p, wanted, len) == 0 ? p + len : NULL;
}

static const char *member(const char *p, int depth) {
  p = string(p);
  p = p ? space(p) : NULL;
  return p && *p == ':' ? value(space(p + 1), depth) : NULL;
}

/* A list, or an object: the same but for what stands between the commas. */
static const char *group(const char *p, char close, int depth) {
  if (depth == 0)
    return NULL;
  p = space(p + 1);
  if (*p == close)
    return p + 1;
  while (p) {
    p = close == '}' ? member(p, depth - 1) : value(p, depth - 1);
    p = p ? space(p) : NULL;
    if (!p || *p == close)
      break;
    p = *p == ',' ? space(p + 1) : NULL;
  }
  return p ? p + 1 : NULL;
}

static const char *value(const char *p, int depth) {
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
  const char *end = value(space(text), depth);
  return end && *space(end) == '\0';
}
