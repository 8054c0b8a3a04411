/* regex_table.h - a regular expression of one token as a table of states: one look-up a character instead of PCRE2.
 *
 * What packs ask of a token mostly needs no more than characters, classes, choices and repetitions. Such a pattern is
 * made deterministic when it is compiled (Glushkov's positions, then sets of them), and goes into the image as data,
 * so that PCRE2 compiles nothing when a program starts. What lies beyond ASCII is not told apart: a table takes every
 * such character for any other, so that its no is certain, and its yes is where the token is all ASCII. */
#ifndef EVX_RULES_REGEX_TABLE_H
#define EVX_RULES_REGEX_TABLE_H

#include "base/memory.h"

enum { REGEX_ASCII = 128, REGEX_CHARS = REGEX_ASCII + 1 /* the last stands for all beyond ASCII */ };

typedef struct regex_table {
  uint8_t column[REGEX_CHARS]; /* of a character */
  uint8_t columns;
  uint16_t states;
  const uint8_t *next; /* state * columns + column -> state; 0 is left by no character, 1 is the first */
  const bool *accepts; /* by state */
} regex_table;

typedef enum regex_answer { REGEX_NO, REGEX_YES, REGEX_UNSURE } regex_answer;

/* `out` is NULL where the pattern asks for more than a table can say, or is too large for one. False when memory is
 * out. The pattern must be one that PCRE2 takes. */
bool regex_table_make(const char *pattern, size_t len, bool caseless, arena *a, const regex_table **out);
/* Whether all of `text`, which is UTF-8, matches. */
regex_answer regex_table_ask(const regex_table *t, const char *text, size_t len);

/* Whether a match can begin with a character; REGEX_ASCII: one beyond ASCII. */
static inline bool regex_table_begins(const regex_table *t, unsigned first) {
  return t->next[t->columns + t->column[first]] != 0;
}

/* Whether a match can end with a character; REGEX_ASCII: one beyond ASCII. */
bool regex_table_ends(const regex_table *t, unsigned last);

#endif
