/* lattice.h - a document as the programs see it: a class per token, and edges over several tokens.
 *
 *      tokens      The   8th   meeting   of   CIS   Foreign   Ministers
 *      classes     c17   c4    c9        c2   c31   c12       c13
 *      list hits               |--Kind-|      |-Org-|
 *      mentions                               |------ Group ----------|
 *
 * Of the word list entries are kept those that anything can depend on (list_entry_shows). The lattice lives for one
 * document, in its arena; kinds are kept by the runner per form. */
#ifndef EVX_RULES_LATTICE_H
#define EVX_RULES_LATTICE_H

#include "rules/class_cache.h"
#include "rules/kinds.h"
#include "rules/mention.h"
#include "rules/openings.h"
#include "text/document.h"

/* Sorts of edges (edge_sort) as bits, several to each: enough to tell that none of a sort begins at a token. */
#define EDGE_SORT_BITS 24u
#define EDGE_LIST_BITS 8u
static inline uint32_t edge_list_bit(uint32_t list) {
  return 1u << (list % EDGE_LIST_BITS);
}
static inline uint32_t edge_type_bit(uint32_t type) {
  return 1u << (EDGE_LIST_BITS + type % (EDGE_SORT_BITS - EDGE_LIST_BITS));
}

/* A word list entry found at a token. */
typedef struct list_hit {
  uint32_t end; /* token behind it */
  uint32_t list;
  uint32_t entry; /* in the lexicon table, or HIT_GAZETTEER and a record of the gazetteer */
} list_hit;

typedef struct mention_link {
  uint32_t mention;
  uint32_t next; /* + 1; 0 ends */
} mention_link;

typedef struct lattice {
  const document *doc;
  const uint64_t *const *answers; /* per token: to all tests, its class */
  const class_cache *class_cache;
  const uint32_t *hit_first; /* per token, one more at the end: first index in hits */
  const list_hit *hits;      /* by begin, longest first */
  uint32_t *mention_first;   /* per token: + 1 in links of the mentions that begin there, longest first */
  uint32_t *edge_sorts;      /* per token, one more at the end: the sorts of edges that begin there */
  VEC(mention_link) links;
  VEC(mention) mentions; /* of earlier phases */
  token_facts *facts;    /* per token: what follows from its kind */
  uint32_t *kinds;       /* per token: its class, and the hits and mentions that go over it (kinds.h) */
  kind_table *kind_table;
  uint32_t list_count; /* kinds of edges below this are word lists, the others record types */
  /* Of begins.c; not there before it. */
  uint64_t *needs;      /* per sentence: a row of what is met there (needs.h) */
  uint64_t *met;        /* per sentence: bit set of the possible rules that have all that they need */
  uint64_t *ever;       /* per sentence: those and the ones that lack only mentions, which may still be found */
  uint64_t *spots;      /* by lattice_spots, by word of such a set: a bit for each of 64 tokens, where some rule of the
                           word may begin that is in `ever` */
  uint64_t *types;      /* per sentence: of the first 64 record types, those that a mention there has */
  uint64_t *busy;       /* per sentence: the phases (rule_set.word_phases) that have words with spots */
  uint32_t begin_words; /* of such sets */
  uint32_t *blocks;     /* per sentence: a bit for each OPENINGS_BLOCK words of `ever` that are not empty */
  uint64_t *possible;   /* bit set over rules: those whose zone or layout is somewhere in the document */
  uint32_t *zone;       /* per token: 0, or 1 + number of the innermost zone */
  uint32_t *sentences;  /* per token: the number of its sentence, or UINT32_MAX */
} lattice;

/* The spots of tokens [begin + 64 * nth, begin + 64 * (nth + 1)) of the sentence that begins at token `begin`. Each has
 * room for as many as it may need: one more than there are for whole 64 tokens before it. */
static inline uint64_t *lattice_spots(const lattice *l, size_t sentence, uint32_t begin, uint32_t nth) {
  return l->spots + (begin / 64 + sentence + nth) * l->begin_words;
}

static inline bool lattice_test(const lattice *l, uint32_t at, uint32_t test) {
  return class_has(l->answers[at], test);
}

#endif
