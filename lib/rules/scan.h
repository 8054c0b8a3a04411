/* scan.h - which rules of a phase can match somewhere in a unit: the phase's prefilter, made deterministic as texts
 * need it.
 *
 * Input: a unit's tokens as kinds. Output: the rules that are worth a search. It costs one table
 * look-up a token. Tokens that the phase's rules cannot tell apart share a symbol; states are sets of positions. Both
 * are kept across documents and given up when they become too many; what comes out never depends on them. */
#ifndef EVX_RULES_SCAN_H
#define EVX_RULES_SCAN_H

#include "base/vec.h"
#include "rules/class_cache.h"
#include "rules/kinds.h"
#include "rules/prefilter.h"

/* Symbols in a row of `next`. They are numbered as texts need them, so that these are the frequent ones. */
#define SCAN_ROW 128u

typedef struct scan_symbol {
  const uint64_t *answers;  /* to all tests, of a class that it stands for */
  const uint32_t *elements; /* of its edges, those that concern the rules */
  uint32_t element_count;
  const uint16_t *starts; /* items that a match beginning at such a token leads to; NULL: not known */
  uint32_t start_count;
} scan_symbol;

/* The symbols of kinds for all scans of a thread: what they know of a kind lies side by side, since they read the same
 * tokens one after the other. */
typedef struct scan_symbols {
  const evx_allocator *allocator;
  uint16_t *at;   /* by kind and scan; 0 not known */
  uint32_t kinds; /* rows there are */
  uint32_t scans; /* columns */
} scan_symbols;

void scan_symbols_free(scan_symbols *of_kinds); /* to a table without rows */
static inline size_t scan_symbols_bytes(const scan_symbols *of_kinds) {
  return (size_t)of_kinds->kinds * of_kinds->scans * sizeof *of_kinds->at;
}

/* Tests that the rules ask for: some of one word of a class. */
typedef struct scan_tests {
  uint32_t word;
  uint64_t bits;
} scan_tests;

/* Where a match may begin: tokens [begin, end). */
typedef struct scan_window {
  uint32_t begin, end;
} scan_window;

typedef struct scan {
  const prefilter *of;
  const class_cache *classes;
  const kind_table *kinds;
  const evx_allocator *allocator;

  scan_tests *asked;
  uint32_t asked_count;
  scan_symbols *of_kinds;
  uint32_t column;      /* in of_kinds */
  intern symbols;       /* answers of a class, then elements -> symbol; 0 is none */
  arena memory;         /* of what symbols have */
  arena lasting;        /* of what is made once */
  uint64_t *symbol_key; /* scratch */
  size_t key_room;
  scan_symbol *symbol;
  uint32_t symbol_room;

  /* Items: 2 * position, and 1 inside an edge; behind those the rules that accept, then those that do at the unit's
   * end. A state's key is 0 (1: at the unit's first token), then its items in order. */
  intern states;    /* key -> state; 0 is none */
  uint16_t *next;   /* by state and symbol: state and flags (scan.c); 0 not known */
  size_t next_room; /* entries */
  pairmap rare;     /* the same for symbols that have no place in the rows of `next` */
  uint16_t first;   /* the state at a unit's first token; 0 not known */
  uint16_t *key;    /* scratch */
  uint64_t *marks;  /* scratch: by item */
  uint32_t mark_words;

  uint64_t *alive; /* by rule of the phase: those that may match in the last unit */
  uint32_t alive_words;
  scan_window *windows;             /* by rule, of those in `alive` */
  uint32_t states_max, symbols_max; /* more are given up, and found anew */
  uint64_t unit;                    /* number of the unit read last, as the reader counts */
  bool ready;                       /* it was run before */
  bool failed;                      /* memory ran out */
} scan;

/* `of_kinds` has a column of that number. */
void scan_init(scan *s, const prefilter *of, const class_cache *classes, const kind_table *kinds,
               scan_symbols *of_kinds, uint32_t column);
void scan_free(scan *s);
void scan_clear(scan *s); /* forgets all; kinds may change then */
size_t scan_bytes(const scan *s);
/* True where a rule may match in tokens [begin, end): those in `alive`. `kinds` is by token. False also when memory
 * runs out, with `failed`. */
bool scan_unit(scan *s, const uint32_t *kinds, uint32_t begin, uint32_t end);

#endif
