/* test_order.h - new numbers for token tests, by which those stand side by side that searches ask at one token.
 *
 *      asked by programs, word by word of a class's answers      atoms for compounds alone      compounds nothing asks
 *
 * A class has a bit for each test but the last ones, which get no answers. A state of a search (dfa.h) goes over the
 * words that its tests lie in: they are laid so that they mostly lie in one. What numbers tests have is seen nowhere.
 */
#ifndef EVX_RULES_TEST_ORDER_H
#define EVX_RULES_TEST_ORDER_H

#include "rules/program.h"

/* Sets of tests that searches are thought to ask at one token, and how often. */
typedef struct test_sets {
  arena *memory;
  intern sets; /* numbers of tests in order -> set; 0 is none */
  VEC(float) weights;
} test_sets;

bool test_sets_init(test_sets *s, arena *memory);
void test_sets_free(test_sets *s);
/* Adds those of a program. `shares`: how common what passes a test is (shares.h). False when memory is out. */
bool test_sets_add(test_sets *s, const program *p, const uint32_t *shares);

/* By test, its new number. `asked`: what programs ask; `answered`: these, and the other compounds that have answers
 * (compounds.h). `count`: how many will have a bit. NULL when memory is out. */
uint32_t *test_order_find(const predicate_set *p, const test_sets *sets, const uint64_t *asked,
                          const uint64_t *answered, size_t *count, arena *scratch);
/* Gives the tests these numbers, of which the first `count` have a bit. Before predicate_close. False when memory is
 * out. */
bool test_order_set(predicate_set *p, const uint32_t *numbers, size_t count, arena *scratch);
void test_order_set_program(program *p, const uint32_t *numbers);

#endif
