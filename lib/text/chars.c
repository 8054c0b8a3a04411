#include "text/chars.h"

#include <utf8proc.h>

#define P CHAR_PUNCT
#define L CHAR_LETTER
#define D CHAR_DIGIT
#define S CHAR_SPACE
#define E CHAR_LINE_END
#define I CHAR_INVISIBLE
static const unsigned char ascii[128] = {
    I, I, I, I, I, I, I, I, I, S, E, S, S, E, I, I, /* 00: tab, line feed, vertical tab, form feed, return */
    I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, /* 10 */
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* 20 */
    D, D, D, D, D, D, D, D, D, D, P, P, P, P, P, P, /* 30 */
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 40 */
    L, L, L, L, L, L, L, L, L, L, L, P, P, P, P, P, /* 50 */
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 60 */
    L, L, L, L, L, L, L, L, L, L, L, P, P, P, P, I, /* 70 */
};
#undef P
#undef L
#undef D
#undef S
#undef E
#undef I

static char_class class_of(int32_t value) {
  switch (utf8proc_category(value)) {
  case UTF8PROC_CATEGORY_LU:
  case UTF8PROC_CATEGORY_LL:
  case UTF8PROC_CATEGORY_LT:
  case UTF8PROC_CATEGORY_LM:
  case UTF8PROC_CATEGORY_LO: return CHAR_LETTER;
  case UTF8PROC_CATEGORY_MN:
  case UTF8PROC_CATEGORY_MC:
  case UTF8PROC_CATEGORY_ME: return CHAR_MARK;
  case UTF8PROC_CATEGORY_ND: return CHAR_DIGIT;
  case UTF8PROC_CATEGORY_ZS: return CHAR_SPACE;
  case UTF8PROC_CATEGORY_ZL:
  case UTF8PROC_CATEGORY_ZP: return CHAR_SPACE;
  case UTF8PROC_CATEGORY_CC: return value == 0x85 ? CHAR_SPACE : CHAR_INVISIBLE;
  case UTF8PROC_CATEGORY_CF: return CHAR_INVISIBLE; /* soft hyphen, zero width, byte order and direction marks */
  default: return CHAR_PUNCT;
  }
}

code_point char_at(const char *text, size_t len, size_t at) {
  unsigned char c = (unsigned char)text[at];
  if (c < 0x80)
    return (code_point){c, 1, (char_class)ascii[c]};
  utf8proc_int32_t value = -1;
  utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(len - at), &value);
  if (n <= 0 || value < 0)
    return (code_point){-1, 1, CHAR_INVALID};
  return (code_point){value, (uint32_t)n, class_of(value)};
}

bool char_is_upper(int32_t value) {
  if (value < 0x80)
    return value >= 'A' && value <= 'Z';
  utf8proc_category_t c = utf8proc_category(value);
  return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
}

bool char_is_lower(int32_t value) {
  if (value < 0x80)
    return value >= 'a' && value <= 'z';
  return utf8proc_category(value) == UTF8PROC_CATEGORY_LL;
}

int32_t char_plain(int32_t value) {
  if (value < 0xa0)
    return value;
  if ((value >= 0x2018 && value <= 0x201b) || value == 0x2bc || value == 0x2032)
    return '\'';
  if ((value >= 0x201c && value <= 0x201f) || value == 0xab || value == 0xbb || value == 0x2033)
    return '"';
  if ((value >= 0x2010 && value <= 0x2015) || value == 0x2212)
    return '-';
  return value == 0xa0 ? ' ' : value;
}
