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
  FORM_LOWER = 1u << 2,    /* a word without an upper-case letter */
  FORM_MIXED = 1u << 3,    /* an upper-case letter behind a lower-case one ("McCormack", "iOS") */
  FORM_NUM = 1u << 4,      /* begins with a digit and is a number token ("9", "9th", "1,000.5") */
  FORM_ALNUM = 1u << 5,    /* a word or a number */
  FORM_PUNCT = 1u << 6,    /* neither */
  FORM_ACRONYM = 1u << 7,  /* UPPER with 2 to 10 letters, or an initialism with dots */
  FORM_HYPHEN = 1u << 8,   /* hyphen or dash token: skipped by lexicon look-up */
  FORM_INVALID = 1u << 9,  /* a byte that is not UTF-8, or a control character */
  FORM_ROMAN = 1u << 10,   /* an upper-case Roman numeral */
  FORM_STOPPED = 1u << 11, /* a word that ends in a full stop: "a.m." */
  FORM_ENDING = 1u << 12   /* a sentence may end with it: ". ! ?", a word in small letters that ends in a full stop */
};

typedef struct form {
  uint32_t text; /* number in `strings`: NFC spelling, plain quotes and dashes */
  uint32_t fold; /* number in `strings`: match fold */
  uint32_t lex;  /* number in `strings`: lexicon fold */
  uint16_t shape;
  char mark;            /* the only byte of `text` where that is one byte; else 0 */
  uint8_t lists;        /* of text_lexicon, in which the fold stands: LIST_*; 0: not known */
  int64_t number;       /* integer value of a FORM_NUM without fraction, or of an ordinal ("9th"); else -1 */
  const char *spelling; /* of one that a form_key cannot hold; else NULL */
} form;

/* A spelling as two words: its bytes and its length, or, for longer ones, a hash and the length. */
typedef struct form_key {
  uint64_t a, b;
} form_key;

#define FORM_KEY_MAX 15u /* bytes of a spelling that is a key */
#define FORM_MAX     (1u << 27)

typedef struct form_slot {
  form_key key;
  uint32_t form; /* + 1; 0 is free */
} form_slot;

typedef struct form_table {
  form_slot *slots;
  uint32_t slot_count; /* a power of two */
  uint32_t count;
  uint32_t of_byte[128]; /* forms of one byte + 1; 0: not known */
  intern strings;        /* all folded strings */
  form *forms;           /* by form id */
  uint32_t room;
  arena long_spellings;
  const void *lists_of; /* the text_lexicon that form.lists speaks of */
} form_table;

bool form_table_init(form_table *t, const evx_allocator *allocator);
void form_table_free(form_table *t);
void form_table_clear(form_table *t);
size_t form_table_bytes(const form_table *t); /* memory in use, for the cap */
uint32_t form_count(const form_table *t);

/* The form of a spelling; INTERN_NONE when memory is out, or FORM_MAX are known. Any bytes. */
uint32_t form_add(form_table *t, const char *text, size_t len);
const char *form_string(const form_table *t, uint32_t string, size_t *len);

/* The halves of both words come together in the lower one, which the product's upper half depends on. */
static inline uint32_t form_key_hash(form_key key) {
  uint64_t h = key.a ^ (key.b << 21 | key.b >> 43);
  return (uint32_t)(((h ^ h >> 32) * 0x9e3779b97f4a7c15u) >> 32);
}

/* The form of a spelling of at most FORM_KEY_MAX bytes, by its key and that one's hash, if it is known; else
 * INTERN_NONE. */
static inline uint32_t form_find_key(const form_table *t, form_key key, uint32_t hash) {
  for (uint32_t i = hash & (t->slot_count - 1);; i = (i + 1) & (t->slot_count - 1)) {
    const form_slot *s = &t->slots[i];
    if (s->form == 0 || (s->key.a == key.a && s->key.b == key.b))
      return s->form - 1; /* INTERN_NONE for a free slot */
  }
}

#endif
