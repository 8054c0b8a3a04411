/* test_order.h - new numbers for token tests: those that programs ask stand before those that only others are made of,
 * and behind all are the compounds that nothing asks, which get no answers.
 *
 * A class has a bit for each test. So its row is shorter, and what searches read of it stands close together. What
 * numbers tests have is seen nowhere. */
#ifndef EVX_RULES_TEST_ORDER_H
#define EVX_RULES_TEST_ORDER_H

#include "rules/program.h"

/* By test, its new number. Operands that are answered go on having smaller numbers than what is made of them. `asked`:
 * what programs ask; `answered`: these, and the other compounds that have answers (compounds.h). `count`: how many will
 * have a bit. NULL when memory is out. */
uint32_t *test_order_find(const predicate_set *p, const uint64_t *asked, const uint64_t *answered, size_t *count,
                          arena *scratch);
/* Gives the tests these numbers, of which the first `count` have a bit. Before predicate_close. False when memory is
 * out. */
bool test_order_set(predicate_set *p, const uint32_t *numbers, size_t count, arena *scratch);
void test_order_set_program(program *p, const uint32_t *numbers);

#endif
