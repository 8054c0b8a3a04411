/* gazetteer - prints how large the built-in gazetteer is and how fast names are looked up in it.
 * With --short it only runs, for the tests. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lexicon/gazetteer.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct sample {
  token **tokens;
  uint32_t *lengths;
  size_t count;
} sample;

/* All names of the table as tokens; with `spoil` each with a word before it that makes it unknown. */
static sample take_names(const gazetteer *g, form_table *forms, arena *a, bool spoil) {
  sample s = {arena_array(a, g->keys, sizeof *s.tokens), arena_array(a, g->keys, sizeof *s.lengths), 0};
  gazetteer_key key;
  for (uint32_t at = 0; s.count < g->keys && gazetteer_key_at(g, at, &key); at = key.next, s.count++) {
    size_t n = 0;
    char *name = arena_printf(a, "%s%.*s", spoil ? "qx" : "", (int)key.len, key.text);
    if (!spoil && key.text[0] >= 'a' && key.text[0] <= 'z')
      name[0] = (char)(name[0] - 32);
    if (document_tokenize_literal(name, strlen(name), forms, a, &s.tokens[s.count], &n) != EVX_OK)
      exit(1);
    s.lengths[s.count] = (uint32_t)n;
  }
  return s;
}

static void measure(const char *what, const gazetteer *g, const form_table *forms, const sample *s, int rounds) {
  size_t found = 0;
  double start = now();
  for (int r = 0; r < rounds; r++) {
    for (size_t i = 0; i < s->count; i++) {
      gazetteer_text text = {forms, s->tokens[i], s->lengths[i]};
      gazetteer_hit hit;
      found += gazetteer_longest(g, &text, 0, &hit);
    }
  }
  double seconds = now() - start, n = (double)s->count * rounds;
  printf("%-8s %6.1f million look-ups a second, %.1f %% found\n", what, n / seconds / 1e6, 100.0 * (double)found / n);
}

int main(int argc, char **argv) {
  int rounds = argc > 1 && strcmp(argv[1], "--short") == 0 ? 1 : 100;
  gazetteer g;
  form_table forms;
  arena memory;
  gazetteer_open_builtin(&g);
  arena_init(&memory, &memory_default_allocator);
  if (!form_table_init(&forms, &memory_default_allocator))
    return 1;
  printf("%zu bytes, %u names: slots %u, records %u, places %u, strings %u bytes\n", g.size, g.keys, g.slots.count,
         g.records.count, g.places.count, g.strings.count);
  sample names = take_names(&g, &forms, &memory, false), others = take_names(&g, &forms, &memory, true);
  measure("names", &g, &forms, &names, rounds);
  measure("others", &g, &forms, &others, rounds);
  form_table_free(&forms);
  arena_free(&memory);
  return 0;
}
