#include "rules/test_order.h"

/* ---- the order --------------------------------------------------------------------- */

enum { PLACE_ASKED, PLACE_ATOM, PLACE_NONE, PLACES };

uint32_t *test_order_find(const predicate_set *p, const uint64_t *asked, const uint64_t *answered, size_t *count,
                          arena *scratch) {
  size_t tests = p->tests.count;
  uint32_t *numbers = arena_array(scratch, tests + 1, sizeof *numbers), next = 0;
  uint8_t *places = arena_alloc(scratch, tests + 1);
  if (!numbers || !places)
    return NULL;
  for (uint32_t i = 0; i < tests; i++) {
    bool is_atom = p->tests.at[i].op == TEST_ATOM;
    places[i] = class_has(is_atom ? asked : answered, i) ? PLACE_ASKED : is_atom ? PLACE_ATOM : PLACE_NONE;
  }
  for (size_t i = 0; i < p->properties.count; i++) /* they stay in order */
    places[p->atoms.at[p->properties.at[i]].test] = PLACE_ASKED;
  for (uint8_t now = 0; now < PLACES; now++) {
    *count = now == PLACE_NONE ? next : *count;
    for (size_t i = 0; i < tests; i++) {
      if (places[i] == now)
        numbers[i] = next++;
    }
  }
  return numbers;
}

/* ---- setting it --------------------------------------------------------------------- */

static void set_strings(string_tests *s, const uint32_t *numbers) {
  for (size_t i = 0; i < s->links.count; i++)
    s->links.at[i].test = numbers[s->links.at[i].test];
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
