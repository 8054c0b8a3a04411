/* unit.h - what the tests of one module share: running a list of them. */
#ifndef EVX_TESTS_UNIT_H
#define EVX_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* For what is asserted a million times: ck_assert tells its parent of each success, a system call. */
#define ASSERT_OFTEN(condition)                                                                                        \
  do {                                                                                                                 \
    if (!(condition))                                                                                                  \
      ck_abort_msg("%s", #condition);                                                                                  \
  } while (0)

/* Runs a suite; the program's exit status. */
static inline int unit_run_suite(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Runs the tests of a module; the program's exit status. */
static inline int unit_run(const char *module, const TTest *const *tests, size_t count) {
  Suite *suite = suite_create(module);
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 600); /* for what hangs; sanitizers on a busy machine are slow */
  for (size_t i = 0; i < count; i++)
    tcase_add_test(all, tests[i]);
  suite_add_tcase(suite, all);
  return unit_run_suite(suite);
}

#endif
