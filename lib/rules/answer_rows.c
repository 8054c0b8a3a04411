#include "rules/answer_rows.h"

static uint32_t take_bit(uint64_t *bits) {
  uint32_t bit = (uint32_t)__builtin_ctzll(*bits);
  *bits &= *bits - 1;
  return bit;
}

static void set_bits(const answer_table *t, uint32_t test, uint64_t *row) {
  for (uint32_t i = t->first[test]; i < t->first[test + 1]; i++)
    row[t->bits[i] >> 6] |= (uint64_t)1 << (t->bits[i] & 63);
}

bool answer_model(const answer_table *t, const uint64_t *answers, uint32_t answer_words, row_model *out, arena *a) {
  uint64_t *row = arena_array(a, t->row_words, sizeof *row);
  uint16_t *counts = arena_array(a, (size_t)t->row_words * 64, sizeof *counts);
  if (!row || !counts)
    return false;
  for (uint32_t w = 0; t->always && w < t->row_words; w++) {
    row[w] = t->always[w];
    for (uint64_t rest = row[w]; rest;)
      counts[w * 64 + take_bit(&rest)] = 1;
  }
  for (uint32_t w = 0; w < answer_words; w++) {
    for (uint64_t rest = answers[w] & t->asked[w]; rest;) {
      uint32_t test = w * 64 + take_bit(&rest);
      set_bits(t, test, row);
      for (uint32_t i = t->first[test]; i < t->first[test + 1]; i++)
        counts[t->bits[i]]++;
    }
  }
  *out = (row_model){answers, row, counts};
  return true;
}

/* Counts the bits that a test of the model sets no more: those that none sets any longer are cleared. */
static void count_down(const answer_table *t, const row_model *m, uint32_t test, uint64_t *row) {
  for (uint32_t i = t->first[test]; i < t->first[test + 1]; i++) {
    uint32_t bit = t->bits[i];
    if (--m->counts[bit] == 0)
      row[bit >> 6] &= ~((uint64_t)1 << (bit & 63));
  }
}

static void count_up(const answer_table *t, const row_model *m, uint32_t test) {
  for (uint32_t i = t->first[test]; i < t->first[test + 1]; i++)
    m->counts[t->bits[i]]++;
}

void answer_row(const answer_table *t, const uint64_t *answers, uint32_t answer_words, const row_model *m,
                uint64_t *row) {
  const uint64_t *like = m->answers;
  memcpy(row, m->row, t->row_words * sizeof *row);
  for (uint32_t w = 0; w < answer_words; w++) {
    for (uint64_t lost = like[w] & ~answers[w] & t->asked[w]; lost;)
      count_down(t, m, w * 64 + take_bit(&lost), row);
  }
  for (uint32_t w = 0; w < answer_words; w++) {
    uint64_t others = (like[w] ^ answers[w]) & t->asked[w];
    if (!others)
      continue;
    for (uint64_t lost = others & like[w]; lost;)
      count_up(t, m, w * 64 + take_bit(&lost));
    for (uint64_t more = others & answers[w]; more;)
      set_bits(t, w * 64 + take_bit(&more), row);
  }
}
