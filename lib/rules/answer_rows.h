/* answer_rows.h - rows of bits that token tests set: which bits all the tests set that a token passes.
 *
 * Much of a row is what nearly every word passes, letters as such above all. So rows are made from that of a model,
 * by the tests in which the answers differ; of a model it is counted how many tests set each bit. */
#ifndef EVX_RULES_ANSWER_ROWS_H
#define EVX_RULES_ANSWER_ROWS_H

#include "base/memory.h"

/* Part of the rule set. */
typedef struct answer_table {
  const uint64_t *asked;  /* bits of the tests that set any */
  const uint32_t *first;  /* by test, and one more: first index in `bits` */
  const uint16_t *bits;   /* of rows */
  const uint64_t *always; /* a row: what is set whatever holds; NULL: nothing */
  uint32_t row_words;
} answer_table;

/* One table for the rows of both, one behind the other, each of so many tests. False when memory is out. */
bool answer_tables_join(answer_table *out, const answer_table *one, const answer_table *other, uint32_t tests,
                        arena *a);
/* Of keys with bits, `first` and `bits` as in a table, keeps those from `from` up to `count`. False when memory is out.
 */
bool answer_keys_keep(uint32_t **first, uint16_t **bits, uint32_t from, uint32_t count, arena *a);

/* One thread's; zeros at first. */
typedef struct row_model {
  uint32_t uses;           /* rows that might have been made from it */
  const uint64_t *answers; /* NULL: it is not made */
  const uint64_t *row;
  uint8_t *counts; /* by bit of the row: tests that set it; changed and put right again while a row is made */
} row_model;

/* Writes the row of these answers. Once there have been some of them, a model is made of `like`, which stays where it
 * is, for the answers are much alike. False when memory is out. */
bool answer_row(const answer_table *t, const uint64_t *answers, uint32_t answer_words, const uint64_t *like,
                row_model *model, uint64_t *row, arena *a);

#endif
