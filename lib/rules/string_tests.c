#include "rules/string_tests.h"

bool string_tests_init(string_tests *t, const evx_allocator *allocator) {
  *t = (string_tests){0};
  return intern_init(&t->strings, allocator);
}

void string_tests_free(string_tests *t) {
  intern_free(&t->strings);
}

bool string_tests_add(string_tests *t, arena *a, const char *text, size_t len, uint32_t test) {
  uint32_t id = intern_add(&t->strings, text, len);
  if (id == INTERN_NONE)
    return false;
  while (id >= t->first_room) {
    size_t before = t->first_room; /* not `id`: the first one is 1, and the empty string has an entry too */
    if (!vec_grow(a, (void **)&t->first, before, &t->first_room, sizeof *t->first))
      return false;
    memset(t->first + before, 0, (t->first_room - before) * sizeof *t->first);
  }
  for (uint32_t i = t->first[id]; i; i = t->links.at[i - 1].next) {
    if (t->links.at[i - 1].test == test)
      return true;
  }
  if (!VEC_ADD(&t->links, a, ((string_link){test, t->first[id]})))
    return false;
  t->first[id] = (uint32_t)t->links.count;
  return true;
}

bool string_tests_close(string_tests *t, arena *a) {
  uint32_t *first = arena_array(a, (size_t)t->strings.count + 1, sizeof *first), count = 0;
  uint32_t *tests = arena_array(a, t->links.count, sizeof *tests);
  if (!first || !tests || !intern_close(&t->strings))
    return false;
  for (uint32_t id = 0; id < t->strings.count; id++) {
    first[id] = count;
    for (uint32_t i = id < t->first_room ? t->first[id] : 0; i; i = t->links.at[i - 1].next)
      tests[count++] = t->links.at[i - 1].test;
  }
  first[t->strings.count] = count;
  memset(&t->links, 0, sizeof t->links);
  t->first = first;
  t->first_room = (size_t)t->strings.count + 1;
  t->tests = tests;
  return true;
}

static void set_bit(uint64_t *bits, uint32_t test) {
  bits[test >> 6] |= (uint64_t)1 << (test & 63);
}

void string_tests_mark(const string_tests *t, const char *text, size_t len, uint64_t *bits) {
  uint32_t id = intern_find(&t->strings, text, len);
  if (id == INTERN_NONE || id >= t->first_room)
    return;
  if (!t->tests) {
    for (uint32_t i = t->first[id]; i; i = t->links.at[i - 1].next)
      set_bit(bits, t->links.at[i - 1].test);
    return;
  }
  for (uint32_t i = t->first[id]; i < t->first[id + 1]; i++)
    set_bit(bits, t->tests[i]);
}
