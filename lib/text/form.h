/* form.h - distinct token spellings, folded and classified once.
 *
 * A form is the spelling of a token with invisible bytes taken out (soft hyphens, line-end hyphenation, emphasis
 * marks inside a word). Per distinct form the table keeps its NFC spelling with plain quotes, dashes and spaces
 * (what 'exact' literals and regular expressions see), its match fold (that, casefolded: what "literals" see), its
 * lexicon fold (that, marks stripped), and shape properties. Ids are dense from 0 and live until form_table_clear.
 * A table belongs to one worker (or one builder) and is kept across documents. */
#ifndef EVX_TEXT_FORM_H
#define EVX_TEXT_FORM_H

#include "base/intern.h"

/* Shape properties of a form: the property words of the rule language that do not depend on the place. */
enum {
  FORM_CAP = 1u << 0, /* a word that begins with an upper-case or title-case letter */
  FORM_UPPER =
      1u << 1, /* a word of two or more letters, all upper case ("WHO", "U.S."); a one-letter word is `cap` only */
  FORM_LOWER = 1u << 2,   /* a word without an upper-case letter */
  FORM_MIXED = 1u << 3,   /* an upper-case letter behind a lower-case one ("McCormack", "iOS") */
  FORM_NUM = 1u << 4,     /* begins with a digit and is a number token ("9", "9th", "1,000.5") */
  FORM_ALNUM = 1u << 5,   /* a word or a number */
  FORM_PUNCT = 1u << 6,   /* neither */
  FORM_ACRONYM = 1u << 7, /* UPPER with 2 to 10 letters, or an initialism with dots */
  FORM_HYPHEN = 1u << 8,  /* hyphen or dash token: skipped by lexicon look-up */
  FORM_INVALID = 1u << 9, /* a byte that is not UTF-8, or a control character */
  FORM_ROMAN = 1u << 10   /* an upper-case Roman numeral */
};

typedef struct form {
  uint32_t text; /* number in `strings`: NFC spelling, plain quotes and dashes */
  uint32_t fold; /* number in `strings`: match fold */
  uint32_t lex;  /* number in `strings`: lexicon fold */
  uint32_t shape;
  int64_t number; /* integer value of a FORM_NUM without fraction, or of an ordinal ("9th"); else -1 */
} form;

typedef struct form_table {
  intern spellings; /* raw visible bytes -> form id */
  intern strings;   /* all folded strings */
  form *forms;      /* by form id */
  uint32_t room;
} form_table;

bool form_table_init(form_table *t, const evx_allocator *allocator);
void form_table_free(form_table *t);
void form_table_clear(form_table *t);
size_t form_table_bytes(const form_table *t); /* memory in use, for the cap */
uint32_t form_count(const form_table *t);

/* The form of a spelling; INTERN_NONE when memory is out. Any bytes. */
uint32_t form_add(form_table *t, const char *text, size_t len);
const char *form_string(const form_table *t, uint32_t string, size_t *len);

#endif
