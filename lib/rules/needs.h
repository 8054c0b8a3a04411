/* needs.h - which rules have what they cannot do without in a sentence, before any of them is looked for.
 *
 * A rule has up to NEEDS_MAX demands (program.h), each met by any of some tests, word lists or record types. A row
 * holds for every demand a bit set over all rules: whose demand of that number is met. Rows of all tokens and mentions
 * of a sentence are joined; rules that are in all sets of the joined row can match. Part of the rule set. */
#ifndef EVX_RULES_NEEDS_H
#define EVX_RULES_NEEDS_H

#include "rules/program.h"

struct need_table {
  uint32_t words;              /* of a bit set over rules */
  uint32_t row_words;          /* NEEDS_MAX such sets, word by word */
  uint64_t *tests;             /* bits of the tests that meet any demand */
  uint32_t *test_first;        /* by test, and one more: first index in test_bits */
  VEC(uint32_t) test_bits;     /* bits of rows */
  uint64_t *by_list, *by_type; /* a row each */
  uint64_t *always;            /* a row: demands that rules do not have are met anywhere */
};
typedef struct need_table need_table;

/* Room for `rules` rules, and these kinds of what meets demands. False when memory is out. */
bool needs_init(need_table *n, size_t rules, size_t tests, size_t lists, size_t types, arena *a);
/* The demands of all rules: programs[i] is that of rule i. False when memory is out. */
bool needs_add(need_table *n, const program *const *programs, size_t rules, size_t tests, arena *a);

static inline void needs_join(const need_table *n, uint64_t *row, const uint64_t *with) {
  for (uint32_t i = 0; i < n->row_words; i++)
    row[i] |= with[i];
}

/* A row without its empty words, since most are: their number, then for each its place and itself. */
static inline void needs_join_packed(uint64_t *row, const uint64_t *packed) {
  for (uint64_t i = 0; i < packed[0]; i++)
    row[packed[2 * i + 1]] |= packed[2 * i + 2];
}
/* Packs a row, into at most 1 + 2 * row_words words; how many it takes. */
size_t needs_pack(const need_table *n, const uint64_t *row, uint64_t *packed);

/* Writes what the answers to all tests, a class, meet into a zeroed row. */
void needs_of_class(const need_table *n, const uint64_t *answers, uint32_t answer_words, uint64_t *row);

/* Word `word` of the bit set of rules whose demands are all met. */
static inline uint64_t needs_met(const uint64_t *row, uint32_t word) {
  uint64_t met = row[word * NEEDS_MAX];
  for (uint32_t i = 1; i < NEEDS_MAX; i++)
    met &= row[word * NEEDS_MAX + i];
  return met;
}

#endif
