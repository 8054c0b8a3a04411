/* chars.h - code points and their classes: ASCII by table, the rest through utf8proc. */
#ifndef EVX_TEXT_CHARS_H
#define EVX_TEXT_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum char_class {
  CHAR_PUNCT,
  CHAR_LETTER,
  CHAR_DIGIT,
  CHAR_SPACE,
  CHAR_LINE_END,
  CHAR_INVISIBLE,
  CHAR_INVALID,
  CHAR_MARK
} char_class;

typedef struct code_point {
  int32_t value;  /* -1: not UTF-8 */
  uint32_t bytes; /* at least 1 */
  char_class kind;
} code_point;

/* The code point at `at` < `len`. A byte that is not UTF-8 is a code point of its own, CHAR_INVALID. Invisible are
 * control characters other than white space, soft hyphens, zero-width and direction marks. */
code_point char_at(const char *text, size_t len, size_t at);

bool char_is_upper(int32_t value); /* upper or title case */
bool char_is_lower(int32_t value);
/* U+2019 and its kin as the plain character that rules see; other code points as they are. */
int32_t char_plain(int32_t value);

#endif
