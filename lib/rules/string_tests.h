/* string_tests.h - token tests that hold for every token of one spelling.
 *
 * While rules are compiled, tests are linked to strings one by one; once all are, the tests of a string stand one
 * behind the other. */
#ifndef EVX_RULES_STRING_TESTS_H
#define EVX_RULES_STRING_TESTS_H

#include "base/intern.h"
#include "base/vec.h"

typedef struct string_link {
  uint32_t test;
  uint32_t next; /* + 1 */
} string_link;

typedef struct string_tests {
  intern strings;
  uint32_t *first; /* by number of the string: index + 1 in links; closed: and one more, index in tests */
  size_t first_room;
  VEC(string_link) links;
  uint32_t *tests; /* NULL: not closed */
} string_tests;

bool string_tests_init(string_tests *t, const evx_allocator *allocator);
void string_tests_free(string_tests *t);
/* Links `test` to `text`; a pair that is there already is left as it is. False when memory is out. */
bool string_tests_add(string_tests *t, arena *a, const char *text, size_t len, uint32_t test);
/* Nothing is added any more. False when memory is out. */
bool string_tests_close(string_tests *t, arena *a);
/* Sets the bits of the tests that are linked to `text`. */
void string_tests_mark(const string_tests *t, const char *text, size_t len, uint64_t *bits);

#endif
