/* test_answer_rows.c - rows made from that of a model are what all the tests set. */
#include "rules/answer_rows.h"
#include "unit.h"

enum { WORDS = 3, ROW_WORDS = 2, TESTS = 64 * WORDS, BITS_MAX = 12 };

static uint64_t asked[WORDS], always[ROW_WORDS];
static uint32_t first[TESTS + 1];
static uint16_t bits[TESTS * BITS_MAX];

/* Any sequence will do, as long as it is always the same. */
static uint32_t next_number(void) {
  static uint32_t state = 1;
  state = state * 1664525u + 1013904223u;
  return state >> 16;
}

static void make_table(void) {
  uint32_t total = 0;
  for (uint32_t test = 0; test < TESTS; test++) {
    uint32_t count = next_number() % 4 ? 0 : next_number() % BITS_MAX;
    first[test] = total;
    for (uint32_t i = 0; i < count; i++) /* some of them twice */
      bits[total++] = (uint16_t)(next_number() % (64 * ROW_WORDS));
    if (count)
      asked[test / 64] |= (uint64_t)1 << (test % 64);
  }
  first[TESTS] = total;
  always[1] = 0x11;
}

static void make_answers(uint64_t *answers) {
  for (size_t i = 0; i < WORDS; i++) {
    answers[i] = 0;
    for (size_t k = 0; k < 4; k++)
      answers[i] = answers[i] << 16 | next_number();
  }
}

static void set_all(const uint64_t *answers, uint64_t *row) {
  memcpy(row, always, sizeof always);
  for (uint32_t test = 0; test < TESTS; test++) {
    for (uint32_t i = first[test]; (answers[test / 64] >> (test % 64) & 1) && i < first[test + 1]; i++)
      row[bits[i] / 64] |= (uint64_t)1 << (bits[i] % 64);
  }
}

START_TEST(a_row_does_not_depend_on_the_model) {
  const answer_table table = {asked, first, bits, always, ROW_WORDS};
  uint64_t like[WORDS], answers[WORDS], row[ROW_WORDS], expected[ROW_WORDS];
  arena a;
  arena_init(&a, &memory_default_allocator);
  make_table();
  for (int i = 0; i < 20; i++) {
    row_model model = {0};
    make_answers(like);
    for (int k = 0; k < 50; k++) { /* the model is as it was, whatever was made from it */
      make_answers(answers);
      ck_assert(answer_row(&table, answers, WORDS, like, &model, row, &a));
      set_all(answers, expected);
      ASSERT_OFTEN(memcmp(row, expected, sizeof row) == 0);
    }
  }
  arena_free(&a);
}
END_TEST

START_TEST(tables_are_joined_row_by_row) {
  const answer_table table = {asked, first, bits, NULL, ROW_WORDS}, with = {asked, first, bits, always, ROW_WORDS};
  answer_table joined;
  uint64_t answers[WORDS], row[2 * ROW_WORDS], expected[ROW_WORDS];
  arena a;
  arena_init(&a, &memory_default_allocator);
  make_table();
  ck_assert(answer_tables_join(&joined, &table, &with, TESTS, &a));
  ck_assert_uint_eq(joined.row_words, 2 * ROW_WORDS);
  for (int i = 0; i < 20; i++) {
    row_model none = {0};
    make_answers(answers);
    ck_assert(answer_row(&joined, answers, WORDS, answers, &none, row, &a));
    set_all(answers, expected);
    ck_assert(memcmp(row + ROW_WORDS, expected, sizeof expected) == 0);
    for (size_t w = 0; w < ROW_WORDS; w++)
      ck_assert_uint_eq(row[w] | always[w], expected[w]);
  }
  uint32_t *keys = first, length = first[TESTS] - first[100];
  uint16_t *of_keys = bits, last = bits[first[TESTS] - 1];
  ck_assert(answer_keys_keep(&keys, &of_keys, 100, TESTS, &a));
  ck_assert_uint_eq(keys[0], 0);
  ck_assert_uint_eq(keys[TESTS - 100], length);
  ck_assert_uint_eq(of_keys[length - 1], last);
  arena_free(&a);
}
END_TEST

/* Every test sets bit 0. */
START_TEST(a_bit_may_be_set_by_more_tests_than_are_counted) {
  enum { MANY = 512 };
  static uint64_t all[MANY / 64], some[MANY / 64];
  static uint32_t one_each[MANY + 1];
  static uint16_t zeros[MANY];
  const answer_table table = {all, one_each, zeros, NULL, 1};
  row_model model = {0};
  uint64_t row = 0;
  arena a;
  arena_init(&a, &memory_default_allocator);
  memset(all, 0xff, sizeof all);
  for (uint32_t i = 0; i <= MANY; i++)
    one_each[i] = i;
  some[3] = 1;
  for (int i = 0; i < 10; i++) {
    ck_assert(answer_row(&table, some, MANY / 64, all, &model, &row, &a));
    ck_assert_uint_eq(row, 1);
  }
  arena_free(&a);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_row_does_not_depend_on_the_model, tables_are_joined_row_by_row,
                          a_bit_may_be_set_by_more_tests_than_are_counted};
  return unit_run("answer rows", tests, COUNT_OF(tests));
}
