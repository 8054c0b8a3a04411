#include "rules/compounds.h"

/* A step: a test that is to hold, or to fail; or the beginning of a group, and how many steps are in it. */
enum { STEP_GROUP = 1, STEP_NEGATED = 2, STEP_OR = 2, STEP_SHIFT = 2 };

/* Compounds within one another, in one formula. */
#define DEPTH_MAX 32u

static void set_bit(uint64_t *bits, uint32_t test) {
  bits[test >> 6] |= (uint64_t)1 << (test & 63);
}

/* ---- formulas ---------------------------------------------------------------------- */

typedef struct maker {
  const predicate_set *p;
  uint64_t *asked;
  VEC(uint32_t) steps;
  arena *memory;
  bool failed;
} maker;

static void add_step(maker *m, uint32_t step) {
  m->failed |= !VEC_ADD(&m->steps, m->memory, step);
}

static void add_member(maker *m, uint32_t test, bool either, bool negated, unsigned depth);

/* The steps of a compound, in a group of all of them or of either of them; `negated`: of its opposite. */
static void add_operands(maker *m, uint32_t test, bool either, bool negated, unsigned depth) {
  const token_test *t = &m->p->tests.at[test];
  negated ^= t->op == TEST_NOT;
  add_member(m, t->left, either, negated, depth);
  if (t->op != TEST_NOT)
    add_member(m, t->right, either, negated, depth);
}

static void add_group(maker *m, uint32_t test, bool negated, unsigned depth) {
  bool either = (m->p->tests.at[test].op == TEST_OR) ^ negated;
  size_t at = m->steps.count;
  add_step(m, 0);
  add_operands(m, test, either, negated, depth);
  if (!m->failed)
    m->steps.at[at] = STEP_GROUP | (either ? STEP_OR : 0) | (uint32_t)(m->steps.count - at - 1) << STEP_SHIFT;
}

static void add_member(maker *m, uint32_t test, bool either, bool negated, unsigned depth) {
  const token_test *t = &m->p->tests.at[test];
  if (t->op != TEST_ATOM && !class_has(m->asked, test) && depth < DEPTH_MAX) {
    if (t->op == TEST_NOT || ((t->op == TEST_OR) ^ negated) == either)
      add_operands(m, test, either, negated, depth + 1);
    else
      add_group(m, test, negated, depth + 1);
    return;
  }
  set_bit(m->asked, test);
  add_step(m, (negated ? STEP_NEGATED : 0) | test << STEP_SHIFT);
}

/* Not inlined: the registers that the loop around it needs would go through memory for each step. */
static __attribute__((noinline)) bool holds(const uint32_t *group, const uint64_t *bits) {
  bool either = *group & STEP_OR;
  const uint32_t *end = group + 1 + (*group >> STEP_SHIFT);
  for (const uint32_t *step = group + 1; step < end; step++) {
    bool value;
    if (*step & STEP_GROUP) {
      value = holds(step, bits);
      step += *step >> STEP_SHIFT;
    } else {
      value = class_has(bits, *step >> STEP_SHIFT) ^ ((*step & STEP_NEGATED) != 0);
    }
    if (value == either)
      return value;
  }
  return !either;
}

/* ---- the index --------------------------------------------------------------------- */

static bool is_compound(const predicate_set *p, const uint64_t *asked, size_t test) {
  return p->tests.at[test].op != TEST_ATOM && class_has(asked, (uint32_t)test);
}

/* Operands come before what is made of them: from the last one on those are seen that are answered besides. */
static bool make_formulas(predicate_set *p, uint64_t *asked) {
  maker m = {.p = p, .asked = asked, .memory = &p->memory};
  p->formula_at = arena_array(&p->memory, p->tests.count + 1, sizeof *p->formula_at);
  add_step(&m, 0); /* so that 0 is none */
  for (size_t test = p->tests.count; p->formula_at && test-- > 0;) {
    if (!is_compound(p, asked, test))
      continue;
    p->formula_at[test] = (uint32_t)m.steps.count;
    add_group(&m, (uint32_t)test, false, 0);
  }
  p->formulas = m.steps.at;
  return p->formula_at && !m.failed;
}

/* Counts the compound for each test of its formula, or, with `users`, puts it where `at` says for the test. */
static void each_user(const predicate_set *p, uint32_t *at, uint32_t *users) {
  for (uint32_t test = 0; test < p->tests.count; test++) {
    if (!p->formula_at[test])
      continue;
    const uint32_t *group = p->formulas + p->formula_at[test];
    for (uint32_t i = 1; i <= *group >> STEP_SHIFT; i++) {
      uint32_t *next = &at[group[i] >> STEP_SHIFT];
      if (group[i] & STEP_GROUP)
        continue;
      if (users)
        users[*next] = test;
      ++*next;
    }
  }
}

static bool index_users(predicate_set *p) {
  size_t count = p->tests.count;
  uint32_t *at = arena_array(&p->memory, count + 1, sizeof *at), total = 0;
  p->first_user = arena_array(&p->memory, count + 1, sizeof *p->first_user);
  if (!at || !p->first_user)
    return false;
  each_user(p, at, NULL);
  for (size_t test = 0; test < count; test++) {
    uint32_t users = at[test];
    p->first_user[test] = at[test] = total;
    total += users;
  }
  p->first_user[count] = total;
  p->users = arena_array(&p->memory, total, sizeof *p->users);
  if (p->users)
    each_user(p, at, p->users);
  return p->users != NULL;
}

bool compounds_index(predicate_set *p, uint64_t *asked) {
  p->idle = arena_array(&p->memory, p->words_per_class, sizeof *p->idle);
  if (!p->idle || !make_formulas(p, asked) || !index_users(p))
    return false;
  for (bool changes = true; changes;) { /* compounds may come before those that they are made of */
    changes = false;
    for (uint32_t test = 0; test < p->tests.count; test++) {
      if (!p->formula_at[test] || holds(p->formulas + p->formula_at[test], p->idle) == class_has(p->idle, test))
        continue;
      p->idle[test / 64] ^= (uint64_t)1 << (test % 64);
      changes = true;
    }
  }
  return true;
}

/* ---- answers ----------------------------------------------------------------------- */

/* Gives the first word of those that are pending then. */
static uint32_t expect_users(const predicate_set *p, uint32_t test, uint64_t *pending) {
  uint32_t begin = p->first_user[test], end = p->first_user[test + 1];
  for (uint32_t i = begin; i < end; i++)
    set_bit(pending, p->users[i]);
  return begin < end ? p->users[begin] / 64 : UINT32_MAX; /* they stand in order */
}

/* Answers the tests that are pending anew, and those that use one whose answer changes: in order, but for those that
 * come before what they use. */
static void answer(const predicate_set *p, uint64_t *bits, uint64_t *pending) {
  for (uint32_t word = 0, words = p->words_per_class, again = 0; word < words; word = again) {
    again = word + 1;
    for (uint64_t rest; (rest = pending[word]) != 0;) {
      uint64_t bit = rest & -rest;
      uint32_t test = word * 64 + (uint32_t)__builtin_ctzll(rest);
      pending[word] = rest ^ bit;
      if (holds(p->formulas + p->formula_at[test], bits) == ((bits[word] & bit) != 0))
        continue;
      bits[word] ^= bit;
      uint32_t first = expect_users(p, test, pending);
      again = first < again ? first : again;
    }
  }
}

void predicate_combine(const predicate_set *p, const uint32_t *atoms, size_t count, const known_answers *known,
                       uint64_t *bits, uint64_t *pending) {
  size_t i = 0, k = 0;
  memcpy(bits, known->all ? known->all : p->idle, p->words_per_class * sizeof *bits);
  while (i < count || k < known->count) { /* both in order: those that are not in both */
    uint32_t mine = i < count ? atoms[i] : TEST_NONE, other = k < known->count ? known->atoms[k] : TEST_NONE;
    uint32_t test = mine < other ? mine : other;
    i += mine == test;
    k += other == test;
    if (mine == other)
      continue;
    bits[test >> 6] ^= (uint64_t)1 << (test & 63);
    expect_users(p, test, pending);
  }
  answer(p, bits, pending);
}

void predicate_place(const predicate_set *p, uint32_t at, uint64_t *bits, uint64_t *pending) {
  for (size_t i = 0; i < p->places.count; i++) {
    const atom *a = &p->atoms.at[p->places.at[i]];
    if (!(at & a->bits))
      continue;
    set_bit(bits, a->test);
    expect_users(p, a->test, pending);
  }
  answer(p, bits, pending);
}
