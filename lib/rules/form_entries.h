/* form_entries.h - what a rule set knows of a form, found once and kept across documents: the kind (kinds.h) of a token
 * of it at each place, the word list entries that it is by itself, and what may begin with it.
 *
 *      form  --once per form-->  row  --once per row and place-->  kind
 *
 * A row is the answers to the tests of spelling (class_cache.h) and the word list entries that show in kinds; many
 * forms share one. Entries of several tokens and names of the gazetteer are found for every text anew (lattice.c). */
#ifndef EVX_RULES_FORM_ENTRIES_H
#define EVX_RULES_FORM_ENTRIES_H

#include "rules/class_cache.h"
#include "rules/kinds.h"

#define FORM_HITS_END UINT32_MAX

/* A word list entry that is one form; a list FORM_HITS_END ends them. */
typedef struct form_hit {
  uint32_t list, entry;
} form_hit;

typedef struct form_entry {
  uint32_t row;          /* + 1; 0: not known */
  uint32_t word;         /* number in the word lists, or INTERN_NONE */
  uint32_t node;         /* of the entries that go on behind it, or LEXICON_NO_NODE */
  uint32_t hits;         /* the first of the entries that it is, up to a FORM_HITS_END */
  bool known;            /* what word lists and gazetteer say, all but the row */
  bool edges;            /* an edge may begin at it */
  gazetteer_first first; /* names that begin with it: neither `longer` nor in any list where there are none */
} form_entry;

typedef struct form_entries {
  const evx_allocator *allocator;
  form_entry *at; /* by form id */
  size_t room;
  arena memory;
  VEC(form_hit) hits;
  intern rows;     /* a base, then elements in order -> row; 0 is none */
  uint32_t *kinds; /* row * PLACE_KINDS + place -> kind; 0: not known */
  size_t row_room;
  uint32_t *key; /* scratch */
  size_t key_count, key_room;
} form_entries;

bool form_entries_init(form_entries *e, const evx_allocator *allocator);
void form_entries_free(form_entries *e);
/* What is known of forms begins as zeros. Makes room for the forms of a table. False when memory is out. */
bool form_entries_fit(form_entries *e, size_t forms);
void form_entries_clear(form_entries *e);                       /* forgets all forms: their ids may change then */
void form_entries_forget_kinds(form_entries *e);                /* classes and kinds are numbered anew */
size_t form_entries_bytes(const form_entries *e, size_t forms); /* of what is known of so many forms */
size_t form_entries_row_bytes(const form_entries *e);

#endif
