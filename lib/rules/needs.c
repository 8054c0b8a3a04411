#include "rules/needs.h"

#include <string.h>

static void set_bit(uint64_t *bits, size_t bit) {
  bits[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

/* The bit in a row of demand `index` of a rule. */
static uint32_t row_bit(uint32_t index, size_t rule) {
  return (uint32_t)(rule / 64 * NEEDS_MAX + index) * 64 + (uint32_t)(rule % 64);
}

bool needs_init(need_table *n, size_t rules, size_t tests, size_t lists, size_t types, arena *a) {
  n->words = (uint32_t)((rules + 63) / 64 + OPENINGS_BLOCK - 1) / OPENINGS_BLOCK * OPENINGS_BLOCK;
  n->row_words = NEEDS_MAX * n->words;
  n->tests = arena_array(a, tests / 64 + 1, sizeof *n->tests);
  n->test_count = (uint32_t)tests;
  n->key_count = (uint32_t)(tests + lists);
  n->key_first = arena_array(a, (size_t)n->key_count + 1, sizeof *n->key_first);
  n->by_type = arena_array(a, types * n->row_words, sizeof *n->by_type);
  n->type_first = arena_array(a, types + 1, sizeof *n->type_first);
  n->any_type = arena_array(a, n->row_words, sizeof *n->any_type);
  n->always = arena_array(a, n->row_words, sizeof *n->always);
  return n->tests && n->key_first && n->by_type && n->any_type && n->type_first && n->always;
}

/* Counts a bit by key, or, with `bits`, puts it where `at` says for its key. */
static void add_bits(const uint32_t *numbers, size_t count, uint32_t first_key, uint32_t bit, uint32_t *at,
                     uint16_t *bits) {
  for (size_t i = 0; i < count; i++) {
    uint32_t *next = &at[first_key + numbers[i]];
    if (bits)
      bits[*next] = (uint16_t)bit;
    ++*next;
  }
}

static void each_key(const need_table *n, const program *const *programs, size_t rules, uint32_t *at, uint16_t *bits) {
  for (size_t r = 0; r < rules; r++) {
    for (uint32_t k = 0; k < programs[r]->need_count; k++) {
      const demand *d = &programs[r]->needs[k];
      add_bits(d->tests.at, d->tests.count, 0, row_bit(k, r), at, bits);
      add_bits(d->lexicons.at, d->lexicons.count, n->test_count, row_bit(k, r), at, bits);
    }
  }
}

static bool add_keys(need_table *n, const program *const *programs, size_t rules, arena *a) {
  uint32_t *at = arena_array(a, n->key_count, sizeof *at), total = 0;
  if (!at)
    return false;
  each_key(n, programs, rules, at, NULL);
  for (uint32_t key = 0; key < n->key_count; key++) {
    uint32_t count = at[key];
    n->key_first[key] = at[key] = total;
    total += count;
    if (count && key < n->test_count)
      set_bit(n->tests, key);
  }
  n->key_first[n->key_count] = total;
  n->key_bits = arena_array(a, total, sizeof *n->key_bits);
  if (!n->key_bits)
    return false;
  each_key(n, programs, rules, at, n->key_bits);
  return true;
}

static bool add_types(need_table *n, size_t types, arena *a) {
  bool ok = true;
  for (size_t type = 0; type <= types; type++) {
    n->type_first[type] = (uint32_t)n->type_words.count;
    for (uint32_t i = 0; type < types && i < n->row_words; i++) {
      n->any_type[i] |= n->by_type[type * n->row_words + i];
      if (n->by_type[type * n->row_words + i])
        ok &= VEC_ADD(&n->type_words, a, i);
    }
  }
  return ok;
}

bool needs_add(need_table *n, const program *const *programs, size_t rules, size_t types, arena *a) {
  for (size_t r = 0; r < rules; r++) {
    for (uint32_t k = 0; k < NEEDS_MAX; k++) {
      if (k >= programs[r]->need_count) {
        set_bit(n->always, row_bit(k, r));
        continue;
      }
      const demand *d = &programs[r]->needs[k];
      for (size_t i = 0; i < d->types.count; i++)
        set_bit(n->by_type + (size_t)d->types.at[i] * n->row_words, row_bit(k, r));
    }
  }
  return add_types(n, types, a) && add_keys(n, programs, rules, a);
}

bool needs_part(need_table *n, answer_table *out, arena *a) {
  *out = (answer_table){n->tests, n->key_first, n->key_bits, NULL, n->row_words};
  bool ok = answer_keys_keep(&n->key_first, &n->key_bits, n->test_count, n->key_count, a);
  n->key_count -= n->test_count;
  n->test_count = 0;
  n->tests = NULL;
  return ok;
}

void needs_of_list(const need_table *n, uint32_t list, uint64_t *row) {
  uint32_t key = n->test_count + list;
  for (uint32_t i = n->key_first[key]; i < n->key_first[key + 1]; i++)
    set_bit(row, n->key_bits[i]);
}

size_t needs_packed_max(const need_table *n) {
  return needs_head_words(n->row_words) + n->row_words;
}

size_t needs_pack(const need_table *n, const uint64_t *row, uint64_t *packed) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < n->row_words; i++)
    count += row[i] != 0;
  uint16_t *head = (uint16_t *)packed;
  uint64_t *to = packed + needs_head_words(count);
  memset(packed, 0, needs_head_words(count) * sizeof *packed);
  *head++ = (uint16_t)count;
  for (uint32_t i = 0; i < n->row_words; i++) {
    if (!row[i])
      continue;
    *head++ = (uint16_t)i;
    *to++ = row[i];
  }
  return (size_t)(to - packed);
}

void needs_join_type(const need_table *n, uint64_t *row, uint32_t type, uint64_t *met, const uint64_t *possible) {
  const uint64_t *with = n->by_type + (size_t)type * n->row_words;
  for (uint32_t i = n->type_first[type]; i < n->type_first[type + 1]; i++) {
    uint32_t at = n->type_words.at[i], word = at / NEEDS_MAX;
    row[at] |= with[at];
    met[word] = needs_met(row, word) & possible[word];
  }
}
