/* scan.h - which rules of a phase can match somewhere in a unit: the phase's prefilter, made deterministic as texts
 * need it.
 *
 * Input: a unit's tokens as classes and edge sets. Output: the rules that are worth a search. It costs one table
 * look-up a token. Tokens that the phase's rules cannot tell apart share a symbol; states are sets of positions. Both
 * are kept across documents and given up when they become too many; what comes out never depends on them. */
#ifndef EVX_RULES_SCAN_H
#define EVX_RULES_SCAN_H

#include "base/vec.h"
#include "rules/class_cache.h"
#include "rules/edges.h"
#include "rules/prefilter.h"

/* Symbols in a row of `next`. They are numbered as texts need them, so that these are the frequent ones. */
#define SCAN_ROW 64u

typedef struct scan_symbol {
  uint32_t class;         /* one of those that it stands for */
  uint32_t subset;        /* its edges */
  const uint16_t *starts; /* items that a match beginning at such a token leads to; NULL: not known */
  uint32_t start_count;
} scan_symbol;

typedef struct scan {
  const prefilter *of;
  const class_cache *classes;
  const edge_sets *edges;
  const evx_allocator *allocator;

  uint16_t *class_symbol; /* by class; 0 not known */
  uint32_t class_room;
  uint32_t *subset_of; /* by edge set: 1 + what of it concerns this phase; 0 not known */
  uint32_t subset_room;
  intern subsets;      /* elements -> subset; 0 is the empty one */
  intern symbols;      /* answers of a class, or a symbol and a subset -> symbol; 0 is none */
  pairmap edge_symbol; /* class symbol and subset -> symbol */
  arena memory;        /* of what symbols have */
  VEC(scan_symbol) symbol;

  /* Items: 2 * position, and 1 inside an edge; behind those the rules that accept, then those that do at the unit's
   * end. A state's key is 0 (1: at the unit's first token), then its items in order. */
  intern states;    /* key -> state; 0 is none */
  uint16_t *next;   /* by state and symbol: state, with SCAN_ACCEPTS where rules accept; 0 not known */
  size_t next_room; /* entries */
  pairmap rare;     /* the same for symbols that have no place in the rows of `next` */
  uint16_t first;   /* the state at a unit's first token; 0 not known */
  uint16_t *key;    /* scratch */
  uint64_t *marks;  /* scratch: by item */
  uint32_t mark_words;

  uint64_t *alive; /* by rule of the phase: those that may match in the last unit */
  uint32_t alive_words;
  uint32_t states_max, symbols_max; /* more are given up, and found anew */
  bool failed;                      /* memory ran out */
} scan;

/* False when memory is out. */
bool scan_init(scan *s, const prefilter *of, const class_cache *classes, const edge_sets *edges,
               const evx_allocator *allocator);
void scan_free(scan *s);
void scan_clear(scan *s); /* forgets all; classes and edge sets may change then */
size_t scan_bytes(const scan *s);
/* True where a rule may match in tokens [begin, end): those in `alive`. `classes` and `edges` are by token. False also
 * when memory runs out, with `failed`. */
bool scan_unit(scan *s, const uint32_t *classes, const uint32_t *edges, uint32_t begin, uint32_t end);

#endif
