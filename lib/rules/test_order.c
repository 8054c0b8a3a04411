#include "rules/test_order.h"

/* ---- neighbours -------------------------------------------------------------------- */

/* Tests of one word. */
#define WORD_TESTS 64u

/* The order of what programs ask is found word by word, test by test: next comes what is asked most often together with
 * those that the word has already, or, where that is nothing, what is asked most often. */
typedef struct choice {
  const test_sets *sets;
  uint32_t *first_set; /* by test and one more: where its sets begin in set_of */
  uint32_t *set_of;
  float *weight;  /* by test: how often it is asked */
  float *gain;    /* by test: how often together with those of the word */
  uint32_t *left; /* tests that are to be numbered */
  uint32_t left_count;
} choice;

static const uint32_t *set_tests(const test_sets *s, uint32_t set, uint32_t *count) {
  *count = s->sets.entries[set].len / sizeof(uint32_t);
  return (const uint32_t *)(const void *)s->sets.entries[set].text; /* an arena block: aligned */
}

/* Counts the sets of each test in `at`, or, with `set_of`, puts them where `at` says. */
static void each_set(const test_sets *s, uint32_t *at, uint32_t *set_of) {
  for (uint32_t set = 1; set < s->weights.count; set++) {
    uint32_t count;
    const uint32_t *tests = set_tests(s, set, &count);
    for (uint32_t i = 0; i < count; i++) {
      if (set_of)
        set_of[at[tests[i]]] = set;
      at[tests[i]]++;
    }
  }
}

static bool index_sets(choice *c, size_t tests, arena *scratch) {
  uint32_t *at = arena_array(scratch, tests + 1, sizeof *at), total = 0;
  c->first_set = arena_array(scratch, tests + 1, sizeof *c->first_set);
  c->weight = arena_array(scratch, tests + 1, sizeof *c->weight);
  c->gain = arena_array(scratch, tests + 1, sizeof *c->gain);
  if (!at || !c->first_set || !c->weight || !c->gain)
    return false;
  each_set(c->sets, at, NULL);
  for (size_t test = 0; test <= tests; test++) {
    uint32_t count = at[test];
    c->first_set[test] = at[test] = total;
    total += count;
  }
  if (!(c->set_of = arena_array(scratch, total + 1, sizeof *c->set_of)))
    return false;
  each_set(c->sets, at, c->set_of);
  for (size_t test = 0; test < tests; test++) {
    for (uint32_t i = c->first_set[test]; i < c->first_set[test + 1]; i++)
      c->weight[test] += c->sets->weights.at[c->set_of[i]];
  }
  return true;
}

/* Takes the next test. */
static uint32_t choose(choice *c) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < c->left_count; i++) {
    uint32_t test = c->left[i], other = c->left[best];
    if (c->gain[test] > c->gain[other] || (c->gain[test] == c->gain[other] && c->weight[test] > c->weight[other]))
      best = i;
  }
  uint32_t chosen = c->left[best];
  memmove(c->left + best, c->left + best + 1, (--c->left_count - best) * sizeof *c->left);
  for (uint32_t i = c->first_set[chosen]; i < c->first_set[chosen + 1]; i++) {
    uint32_t count;
    const uint32_t *tests = set_tests(c->sets, c->set_of[i], &count);
    for (uint32_t k = 0; k < count; k++)
      c->gain[tests[k]] += c->sets->weights.at[c->set_of[i]];
  }
  return chosen;
}

/* ---- the order --------------------------------------------------------------------- */

uint32_t *test_order_find(const predicate_set *p, const test_sets *sets, const uint64_t *asked,
                          const uint64_t *answered, size_t *count, arena *scratch) {
  size_t tests = p->tests.count;
  choice c = {.sets = sets, .left = arena_array(scratch, tests + 1, sizeof *c.left)};
  uint32_t *numbers = arena_array(scratch, tests + 1, sizeof *numbers), next = 0;
  if (!numbers || !c.left || !index_sets(&c, tests, scratch))
    return NULL;
  for (uint32_t test = 0; test < tests; test++) {
    numbers[test] = TEST_NONE;
    if (class_has(asked, test))
      c.left[c.left_count++] = test;
  }
  while (c.left_count) {
    if (next % WORD_TESTS == 0)
      memset(c.gain, 0, tests * sizeof *c.gain);
    numbers[choose(&c)] = next++;
  }
  for (uint32_t test = 0; test < tests; test++) {
    if (numbers[test] == TEST_NONE && (p->tests.at[test].op == TEST_ATOM || class_has(answered, test)))
      numbers[test] = next++;
  }
  *count = next;
  for (uint32_t test = 0; test < tests; test++) {
    if (numbers[test] == TEST_NONE)
      numbers[test] = next++;
  }
  return numbers;
}

/* ---- setting it --------------------------------------------------------------------- */

static void set_strings(string_tests *s, const uint32_t *numbers) {
  for (size_t i = 0; i < s->links.count; i++)
    s->links.at[i].test = numbers[s->links.at[i].test];
}

/* They go on being in the order of their tests. */
static void sort_properties(predicate_set *p) {
  uint32_t *at = p->properties.at;
  for (size_t i = 1; i < p->properties.count; i++) {
    for (size_t k = i; k > 0 && p->atoms.at[at[k - 1]].test > p->atoms.at[at[k]].test; k--) {
      uint32_t other = at[k];
      at[k] = at[k - 1];
      at[k - 1] = other;
    }
  }
}

bool test_order_set(predicate_set *p, const uint32_t *numbers, size_t count, arena *scratch) {
  token_test *old = arena_array(scratch, p->tests.count + 1, sizeof *old);
  if (!old)
    return false;
  if (p->tests.count)
    memcpy(old, p->tests.at, p->tests.count * sizeof *old);
  for (size_t i = 0; i < p->tests.count; i++) {
    token_test *t = &p->tests.at[numbers[i]];
    *t = old[i];
    if (t->op != TEST_ATOM) {
      t->left = numbers[old[i].left] & TEST_LEFT_MOST;
      t->right = numbers[old[i].right];
    }
  }
  for (size_t i = 0; i < p->atoms.count; i++)
    p->atoms.at[i].test = numbers[p->atoms.at[i].test];
  for (size_t i = 0; i < GAZETTEER_LISTS; i++) {
    if (p->gazetteer_tests[i] != TEST_NONE)
      p->gazetteer_tests[i] = numbers[p->gazetteer_tests[i]];
  }
  set_strings(&p->literals, numbers);
  set_strings(&p->exacts, numbers);
  set_strings(&p->words, numbers);
  sort_properties(p);
  p->words_per_class = count ? (uint32_t)(count + 63) / 64 : 1;
  return true;
}

void test_order_set_program(program *p, const uint32_t *numbers) {
  for (size_t i = 0; i < p->code.count; i++) {
    if (p->code.at[i].op == OP_TEST)
      p->code.at[i].x = (uint16_t)numbers[p->code.at[i].x];
  }
  for (size_t i = 0; i < p->looks.count; i++) {
    if (p->looks.at[i].token != LOOK_PATTERN)
      p->looks.at[i].token = numbers[p->looks.at[i].token];
  }
  for (uint32_t i = 0; i < p->need_count; i++) {
    for (size_t k = 0; k < p->needs[i].tests.count; k++)
      p->needs[i].tests.at[k] = numbers[p->needs[i].tests.at[k]];
  }
}
