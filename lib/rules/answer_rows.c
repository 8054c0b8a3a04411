#include "rules/answer_rows.h"

/* A model costs as much as some rows, and memory. */
#define MODEL_USES 4u

static uint32_t take_bit(uint64_t *bits) {
  uint32_t bit = (uint32_t)__builtin_ctzll(*bits);
  *bits &= *bits - 1;
  return bit;
}

static void copy_always(uint64_t *to, const answer_table *t) {
  if (t->always)
    memcpy(to, t->always, t->row_words * sizeof *to);
}

bool answer_tables_join(answer_table *out, const answer_table *one, const answer_table *other, uint32_t tests,
                        arena *a) {
  uint64_t *asked = arena_array(a, tests / 64 + 1, sizeof *asked);
  uint32_t *first = arena_array(a, (size_t)tests + 1, sizeof *first), total = 0;
  uint16_t *bits = arena_array(a, (size_t)one->first[tests] + other->first[tests], sizeof *bits);
  uint64_t *always = arena_array(a, one->row_words + other->row_words, sizeof *always);
  if (!asked || !first || !bits || !always)
    return false;
  for (uint32_t test = 0; test < tests; test++) {
    first[test] = total;
    for (uint32_t i = one->first[test]; i < one->first[test + 1]; i++)
      bits[total++] = one->bits[i];
    for (uint32_t i = other->first[test]; i < other->first[test + 1]; i++)
      bits[total++] = (uint16_t)(one->row_words * 64 + other->bits[i]);
    asked[test / 64] |= (uint64_t)(total > first[test]) << (test % 64);
  }
  first[tests] = total;
  copy_always(always, one);
  copy_always(always + one->row_words, other);
  *out = (answer_table){asked, first, bits, always, one->row_words + other->row_words};
  return true;
}

bool answer_keys_keep(uint32_t **first, uint16_t **bits, uint32_t from, uint32_t count, arena *a) {
  uint32_t begin = (*first)[from], end = (*first)[count];
  uint32_t *kept = arena_array(a, (size_t)(count - from) + 1, sizeof *kept);
  uint16_t *kept_bits = arena_array(a, end - begin, sizeof *kept_bits);
  if (!kept || !kept_bits)
    return false;
  for (uint32_t key = from; key <= count; key++)
    kept[key - from] = (*first)[key] - begin;
  memcpy(kept_bits, *bits + begin, (end - begin) * sizeof *kept_bits);
  *first = kept;
  *bits = kept_bits;
  return true;
}

static void set_bits(const answer_table *t, uint32_t test, uint64_t *row) {
  for (uint32_t i = t->first[test]; i < t->first[test + 1]; i++)
    row[t->bits[i] >> 6] |= (uint64_t)1 << (t->bits[i] & 63);
}

static void write_row(const answer_table *t, const uint64_t *answers, uint32_t answer_words, uint64_t *row) {
  if (t->always)
    memcpy(row, t->always, t->row_words * sizeof *row);
  else
    memset(row, 0, t->row_words * sizeof *row);
  for (uint32_t w = 0; w < answer_words; w++) {
    for (uint64_t rest = answers[w] & t->asked[w]; rest;)
      set_bits(t, w * 64 + take_bit(&rest), row);
  }
}

/* False where a bit is set by more tests than can be counted. */
static bool count_tests(const answer_table *t, const uint64_t *answers, uint32_t answer_words, uint8_t *counts) {
  bool countable = true;
  for (uint32_t w = 0; t->always && w < t->row_words; w++) {
    for (uint64_t rest = t->always[w]; rest;)
      counts[w * 64 + take_bit(&rest)] = 1;
  }
  for (uint32_t w = 0; w < answer_words; w++) {
    for (uint64_t rest = answers[w] & t->asked[w]; rest;) {
      uint32_t test = w * 64 + take_bit(&rest);
      for (uint32_t i = t->first[test]; i < t->first[test + 1]; i++)
        countable &= ++counts[t->bits[i]] != 0;
    }
  }
  return countable;
}

static bool make_model(const answer_table *t, const uint64_t *answers, uint32_t answer_words, row_model *out,
                       arena *a) {
  uint64_t *row = arena_alloc(a, t->row_words * sizeof *row);
  uint8_t *counts = arena_array(a, (size_t)t->row_words * 64, sizeof *counts);
  if (!row || !counts)
    return false;
  write_row(t, answers, answer_words, row);
  out->row = row;
  out->counts = counts;
  out->answers = count_tests(t, answers, answer_words, counts) ? answers : NULL;
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

static void change_row(const answer_table *t, const uint64_t *answers, uint32_t answer_words, const row_model *m,
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

bool answer_row(const answer_table *t, const uint64_t *answers, uint32_t answer_words, const uint64_t *like,
                row_model *m, uint64_t *row, arena *a) {
  if (m->uses < MODEL_USES && ++m->uses == MODEL_USES && !make_model(t, like, answer_words, m, a))
    return false;
  if (m->answers)
    change_row(t, answers, answer_words, m, row);
  else
    write_row(t, answers, answer_words, row);
  return true;
}
