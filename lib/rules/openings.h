/* openings.h - at which tokens a match can begin, for all programs at once, judged by few tokens.
 *
 *      "The"  "Council"  "met"            ["the"]? body:%Body ...          not preceded-by, ...
 *      before  first     second
 *
 * A row is what one token says, as bit sets over programs: whose match can begin at it where it is the first of the
 * unit, whose can begin at it elsewhere, whose can begin behind it, and whose can have it for a second token. A match
 * can begin at a token where the rows of the token, of the one before it and of the one behind it agree; that takes a
 * few words of bits for all programs of a phase. Part of the rule set. */
#ifndef EVX_RULES_OPENINGS_H
#define EVX_RULES_OPENINGS_H

#include "rules/answer_rows.h"
#include "rules/program.h"

typedef enum opening {
  OPENING_FIRST,  /* begins here, but not at the unit's first token */
  OPENING_UNIT,   /* begins here, where that is the unit's first token */
  OPENING_BEFORE, /* begins at the next token */
  OPENING_SECOND, /* began at the token before */
  OPENINGS
} opening;

/* Words of bit sets over programs that are read together. */
#define OPENINGS_BLOCK 4u

/* Where an edge opens anything: a bit for each OPENINGS_BLOCK words. */
typedef struct edge_blocks {
  uint32_t first;  /* at its first token */
  uint32_t second; /* at the token before */
  uint32_t before; /* at the token behind its last */
} edge_blocks;

struct opening_table {
  uint32_t words;        /* of a bit set over programs; whole blocks */
  uint32_t row_words;    /* OPENINGS such sets, one behind the other */
  uint32_t test_count;   /* 0 behind openings_part */
  uint64_t *asked;       /* bits of the tests that open anything; not there behind openings_part */
  uint32_t *key_first;   /* by key and one more: first index in key_bits; keys are the tests, then edge_elements */
  uint16_t *key_bits;    /* bits of rows */
  edge_blocks *of_edges; /* by sort of edge */
  uint64_t *always;      /* a row: what holds of any token */
  uint64_t *begun;       /* OPENING_BEFORE of what stands before a unit */
  uint64_t *ended;       /* OPENING_SECOND of what stands behind its end */
};
typedef struct opening_table opening_table;

/* Of all programs. `edges`: sorts of edge (edge_sort). `scratch` is
 * for the time of the call. False when memory is out. */
bool openings_init(opening_table *o, const program *const *programs, size_t count, const predicate_set *predicates,
                   uint32_t list_count, uint32_t edges, arena *a, arena *scratch);

/* Gives what tests say as a table of its own, which is then no longer here. False when memory is out. */
bool openings_part(opening_table *o, uint32_t edges, answer_table *out, arena *a);
/* Adds what an element of edges (kinds.h) says. */
void openings_of_element(const opening_table *o, uint32_t element, uint64_t *row);

/* What follows from a token's kind. Many kinds have the same sets. */
typedef struct token_facts {
  const uint64_t *first;  /* OPENING_FIRST, and behind it OPENING_UNIT */
  const uint64_t *before; /* OPENING_BEFORE */
  const uint64_t *second; /* OPENING_SECOND */
  const uint64_t *needs;  /* a packed row of needs.h */
} token_facts;

/* The same by kind. */
typedef struct kind_facts {
  token_facts token;
  const uint64_t *answers; /* to all tests: those of its class */
} kind_facts;

/* Whose match may begin at token `at` of the tokens [begin, end) that are read as a whole, in word `word` of the bit
 * sets. `facts` are those of all tokens. */
static inline uint64_t openings_at(const opening_table *o, const token_facts *facts, uint32_t begin, uint32_t end,
                                   uint32_t at, uint32_t word) {
  uint64_t may = at == begin ? facts[at].first[o->words + word] : facts[at].first[word] & facts[at - 1].before[word];
  return may & (at + 1 < end ? facts[at + 1].second[word] : o->ended[word]);
}

/* True where a match of the program may begin at a token, whatever stands around it. */
static inline bool openings_has(const opening_table *o, const token_facts *facts, uint32_t number) {
  uint64_t words = facts->first[number / 64] | facts->first[o->words + number / 64];
  return words >> (number % 64) & 1;
}

#endif
