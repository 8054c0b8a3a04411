/* lexicon.h - one longest-match table over lexicon-folded tokens for all word lists of a rule set.
 *
 * Input while building: entries, each a sequence of folded tokens with the list it belongs to and, perhaps, a
 * canonical value. Output: a trie whose edges are (node, word) pairs in one hash table. A look-up walks the tokens of
 * a text from a start; hyphen tokens are stepped over ("Kassym-Jomart" is found as "Kassym Jomart"). The cost of a
 * walk depends on the text alone, not on the number of entries. Immutable once finished; shared by threads.
 *
 *      root --"new"--> 1 --"york"--> 2   node 2 ends the entry ("New York", City)
 */
#ifndef EVX_LEXICON_LEXICON_H
#define EVX_LEXICON_LEXICON_H

#include "base/intern.h"
#include "base/vec.h"

#define LEXICON_ROOT    0u
#define LEXICON_NO_NODE UINT32_MAX

typedef struct lexicon_entry {
  uint32_t list;   /* number of the word list */
  uint32_t length; /* tokens, hyphens not counted */
  uint32_t extra;  /* + 1; 0: it has neither a value nor spellings */
  uint32_t next;   /* next entry that ends at the same node, + 1; 0 ends the list */
} lexicon_entry;

typedef struct lexicon_extra {
  const char *value;     /* canonical value, or NULL */
  const uint32_t *exact; /* numbers in `spellings` that the tokens must have, or NULL for any spelling */
} lexicon_extra;

typedef struct lexicon_edge {
  uint32_t node, word, target; /* target 0: free slot (the root is nobody's target) */
} lexicon_edge;

typedef struct lexicon_node {
  uint32_t entry; /* first entry that ends here, + 1; 0: none */
  bool inner;     /* longer entries go on from here */
} lexicon_node;

typedef struct lexicon_table {
  arena memory;
  intern words;     /* lexicon folds of all tokens of all entries; 0 is the empty word */
  intern spellings; /* NFC spellings of exact entries' tokens */
  VEC(lexicon_entry) entries;
  VEC(lexicon_extra) extras;
  VEC(lexicon_node) nodes;
  lexicon_edge *edges;            /* of a closed table, but for those of the root */
  uint32_t edge_room, edge_count; /* room is a power of two */
  uint32_t *firsts;               /* of a closed table, by word: the target of the root's edge, 0 where there is none */
} lexicon_table;

typedef struct lexicon_token {
  const char *fold; /* lexicon fold */
  size_t fold_len;
  const char *spelling; /* NFC */
  size_t spelling_len;
} lexicon_token;

bool lexicon_init(lexicon_table *t, const evx_allocator *allocator);
void lexicon_free(lexicon_table *t);
/* Adds an entry of `count` > 0 tokens, hyphens left out. `value` is copied. False when memory is out. */
bool lexicon_add(lexicon_table *t, uint32_t list, const lexicon_token *tokens, size_t count, bool exact,
                 const char *value);
/* Makes a table that is finished as small as it can be. False when memory is out. */
bool lexicon_close(lexicon_table *t);

static inline const char *lexicon_value(const lexicon_table *t, const lexicon_entry *e) {
  return e->extra ? t->extras.at[e->extra - 1].value : NULL;
}

static inline const uint32_t *lexicon_exact(const lexicon_table *t, const lexicon_entry *e) {
  return e->extra ? t->extras.at[e->extra - 1].exact : NULL;
}

/* The number of a token's lexicon fold, INTERN_NONE for a word that no entry has. */
uint32_t lexicon_word(const lexicon_table *t, const char *fold, size_t len);
uint32_t lexicon_spelling(const lexicon_table *t, const char *spelling, size_t len);
/* The node reached from `node` by `word`, or LEXICON_NO_NODE. */
uint32_t lexicon_step(const lexicon_table *t, uint32_t node, uint32_t word);

#endif
