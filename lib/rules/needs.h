/* needs.h - which rules have what they cannot do without in a sentence, before any of them is looked for.
 *
 * A rule has up to NEEDS_MAX demands (program.h), each met by any of some tests, word lists or record types. A row
 * holds for every demand a bit set over all rules: whose demand of that number is met. Rows of all tokens and mentions
 * of a sentence are joined; rules that are in all sets of the joined row can match. Part of the rule set. */
#ifndef EVX_RULES_NEEDS_H
#define EVX_RULES_NEEDS_H

#include "rules/openings.h"

struct need_table {
  uint32_t words;                 /* of a bit set over rules; rounded up to whole OPENINGS_BLOCKs */
  uint32_t row_words;             /* NEEDS_MAX such sets, word by word */
  uint32_t test_count, key_count; /* keys: the tests, which are gone behind needs_part, then the word lists */
  uint64_t *tests;                /* bits of the tests that meet any demand; not there behind needs_part */
  uint32_t *key_first;            /* by key, and one more: first index in key_bits */
  uint16_t *key_bits;             /* bits of rows */
  uint64_t *by_type;              /* a row each */
  uint64_t *any_type;             /* a row: all of by_type joined */
  uint32_t *type_first;           /* by type, and one more: first index in type_words */
  VEC(uint32_t) type_words;       /* words of by_type that are not empty */
  uint64_t *always;               /* a row: demands that rules do not have are met anywhere */
};
typedef struct need_table need_table;

/* Room for `rules` rules, and these kinds of what meets demands. False when memory is out. */
bool needs_init(need_table *n, size_t rules, size_t tests, size_t lists, size_t types, arena *a);
/* The demands of all rules: programs[i] is that of rule i. False when memory is out. */
bool needs_add(need_table *n, const program *const *programs, size_t rules, size_t types, arena *a);

/* A packed row: how many of its words are not empty, and which, two bytes each; then those words. Most rules are told
 * nothing by a token, so that more of them cost neither memory nor time. */
static inline uint32_t needs_head_words(uint32_t count) {
  return (count + 4) / 4;
}
size_t needs_pack(const need_table *n, const uint64_t *row, uint64_t *packed); /* how many words it takes */
size_t needs_packed_max(const need_table *n);

/* Joins a row with a packed one. */
static inline void needs_join_packed(uint64_t *row, const uint64_t *packed) {
  const uint16_t *head = (const uint16_t *)packed;
  uint32_t count = *head++;
  packed += needs_head_words(count);
  for (uint32_t i = 0; i < count; i++)
    row[head[i]] |= packed[i];
}

/* The same for the words of word `word` of the bit sets over rules. */
static inline void needs_join_packed_word(uint64_t to[NEEDS_MAX], uint32_t word, const uint64_t *packed) {
  const uint16_t *head = (const uint16_t *)packed;
  uint32_t count = *head++;
  packed += needs_head_words(count);
  for (uint32_t i = 0; i < count; i++) {
    if (head[i] / NEEDS_MAX == word)
      to[head[i] % NEEDS_MAX] |= packed[i];
  }
}

/* The same for what a mention of a type meets, which is little. `met`: what needs_met says of the row's words, of the
 * rules that are possible. */
void needs_join_type(const need_table *n, uint64_t *row, uint32_t type, uint64_t *met, const uint64_t *possible);

/* Gives what tests meet as a table of its own, which is then no longer here. False when memory is out. */
bool needs_part(need_table *n, answer_table *out, arena *a);

/* Adds what entries of a word list meet. */
void needs_of_list(const need_table *n, uint32_t list, uint64_t *row);

/* Joins a word of each of the sets. */
static inline void needs_join_word(uint64_t to[NEEDS_MAX], const uint64_t *with) {
  for (uint32_t i = 0; i < NEEDS_MAX; i++)
    to[i] |= with[i];
}

/* Word `word` of the bit set of rules whose demands are all met. */
static inline uint64_t needs_met(const uint64_t *row, uint32_t word) {
  uint64_t met = row[word * NEEDS_MAX];
  for (uint32_t i = 1; i < NEEDS_MAX; i++)
    met &= row[word * NEEDS_MAX + i];
  return met;
}

/* Word `word` of the bit set of rules whose demands are all met, but for what mentions may meet. */
static inline uint64_t needs_met_with_types(const need_table *n, const uint64_t *row, uint32_t word) {
  uint64_t met = UINT64_MAX;
  for (uint32_t i = word * NEEDS_MAX; i < (word + 1) * NEEDS_MAX; i++)
    met &= row[i] | n->any_type[i];
  return met;
}

#endif
