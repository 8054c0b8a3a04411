/* test_compounds.c - compounds are answered as their operands say, whatever is known of another form and whatever
 * numbers tests have. */
#include "rules/compounds.h"
#include "rules/test_order.h"
#include "unit.h"

enum { ATOMS = 20, TESTS = 400, WORDS = (TESTS + 63) / 64 };

/* Any sequence will do, as long as it is always the same. */
static uint32_t next_number(uint32_t below) {
  static uint32_t state = 1;
  state = state * 1664525u + 1013904223u;
  return (state >> 16) % below;
}

static void make_tests(predicate_set *p, token_test *tests) {
  for (uint32_t i = 0; i < TESTS; i++) {
    token_test t = {.op = TEST_ATOM};
    if (i >= ATOMS) {
      /* Chains, too, of which no formula is deep enough. */
      uint32_t left = next_number(2) ? i - 1 : next_number(i), op = TEST_AND + next_number(3);
      t = (token_test){
          .op = op & 3u, .left = left & (UINT32_MAX >> 2), .right = op == TEST_NOT ? left : next_number(i)};
    }
    tests[i] = t;
  }
  p->tests.at = tests;
  p->tests.count = TESTS;
  p->words_per_class = WORDS;
}

static bool test_holds(const predicate_set *p, uint32_t test, const bool *values) {
  const token_test *t = &p->tests.at[test];
  bool left = values[t->left], right = values[t->right];
  return t->op == TEST_AND ? left && right : t->op == TEST_OR ? left || right : !left;
}

static size_t make_atoms(uint32_t *atoms) {
  size_t count = 0;
  for (uint32_t i = 0; i < ATOMS; i++) {
    if (next_number(3) == 0)
      atoms[count++] = i;
  }
  return count;
}

static void check_answers(const predicate_set *p, const uint64_t *asked, const uint32_t *atoms, size_t count,
                          const uint64_t *bits) {
  bool values[TESTS] = {false};
  for (size_t i = 0; i < count; i++)
    values[atoms[i]] = true;
  for (uint32_t test = 0; test < TESTS; test++) {
    values[test] = test < ATOMS ? values[test] : test_holds(p, test, values);
    if (test < ATOMS || class_has(asked, test))
      ASSERT_OFTEN(class_has(bits, test) == values[test]);
    else
      ASSERT_OFTEN(!class_has(bits, test));
  }
}

START_TEST(compounds_are_as_their_operands) {
  static token_test tests[TESTS];
  for (int round = 0; round < 50; round++) {
    predicate_set p = {0};
    uint64_t asked[WORDS] = {0}, bits[2][WORDS], pending[WORDS] = {0};
    uint32_t atoms[2][ATOMS];
    known_answers known = {0};
    arena_init(&p.memory, &memory_default_allocator);
    make_tests(&p, tests);
    for (uint32_t test = ATOMS; test < TESTS; test++)
      asked[test / 64] |= (uint64_t)(next_number(4) == 0) << (test % 64);
    ck_assert(compounds_index(&p, asked));
    for (int i = 0; i < 20; i++) { /* each from what the one before it was */
      uint32_t *own = atoms[i % 2];
      size_t count = make_atoms(own);
      predicate_combine(&p, own, count, &known, bits[i % 2], pending);
      check_answers(&p, asked, own, count, bits[i % 2]);
      known = (known_answers){own, count, bits[i % 2]};
    }
    arena_free(&p.memory);
  }
}
END_TEST

/* The new numbers of the atoms, in order. */
static void renumber_atoms(const uint32_t *atoms, size_t count, const uint32_t *numbers, uint32_t *to) {
  for (size_t i = 0; i < count; i++) {
    size_t at = i;
    for (; at > 0 && to[at - 1] > numbers[atoms[i]]; at--)
      to[at] = to[at - 1];
    to[at] = numbers[atoms[i]];
  }
}

/* Some that are asked together. */
static void make_sets(test_sets *sets) {
  ck_assert(VEC_ADD(&sets->weights, sets->memory, 0));
  for (uint32_t i = 0; i < 30; i++) {
    uint32_t tests[5], at = next_number(TESTS / 5);
    for (uint32_t k = 0; k < COUNT_OF(tests); k++, at += 1 + next_number(TESTS / 8))
      tests[k] = at;
    uint32_t id = intern_add(&sets->sets, (const char *)tests, sizeof tests);
    ck_assert(id != INTERN_NONE && (id < sets->weights.count || VEC_ADD(&sets->weights, sets->memory, 0)));
    sets->weights.at[id] += (float)(1 + next_number(9));
  }
}

START_TEST(new_numbers_change_no_answer) {
  static token_test tests[TESTS], old[TESTS];
  for (int round = 0; round < 50; round++) {
    predicate_set p = {0}, before = {0};
    uint64_t asked[WORDS] = {0}, answered[WORDS], renumbered[WORDS] = {0}, bits[WORDS], pending[WORDS] = {0};
    size_t width = 0;
    arena_init(&p.memory, &memory_default_allocator);
    make_tests(&p, tests);
    memcpy(old, tests, sizeof old);
    before.tests.at = old;
    for (uint32_t test = 0; test < TESTS; test++)
      asked[test / 64] |= (uint64_t)(next_number(8) == 0) << (test % 64);
    memcpy(answered, asked, sizeof answered);
    ck_assert(compounds_index(&p, answered));
    test_sets sets;
    ck_assert(test_sets_init(&sets, &p.memory));
    make_sets(&sets);
    const uint32_t *numbers = test_order_find(&p, &sets, asked, answered, &width, &p.memory);
    test_sets_free(&sets);
    ck_assert(numbers && width < TESTS && test_order_set(&p, numbers, width, &p.memory));
    for (uint32_t test = 0; test < TESTS; test++) {
      if (class_has(test < ATOMS ? asked : answered, test))
        renumbered[numbers[test] / 64] |= (uint64_t)1 << (numbers[test] % 64);
      ASSERT_OFTEN(numbers[test] < width || (test >= ATOMS && !class_has(answered, test)));
    }
    ck_assert(compounds_index(&p, renumbered));
    for (int i = 0; i < 20; i++) {
      uint32_t atoms[ATOMS], own[ATOMS];
      bool values[TESTS] = {false};
      size_t count = make_atoms(atoms);
      renumber_atoms(atoms, count, numbers, own);
      predicate_combine(&p, own, count, &(known_answers){0}, bits, pending);
      for (size_t k = 0; k < count; k++)
        values[atoms[k]] = true;
      for (uint32_t test = 0; test < TESTS; test++) {
        values[test] = test < ATOMS ? values[test] : test_holds(&before, test, values);
        ASSERT_OFTEN(!class_has(asked, test) || class_has(bits, numbers[test]) == values[test]);
      }
    }
    arena_free(&p.memory);
  }
}
END_TEST

int main(void) {
  const TTest *all[] = {compounds_are_as_their_operands, new_numbers_change_no_answer};
  return unit_run("compounds", all, COUNT_OF(all));
}
