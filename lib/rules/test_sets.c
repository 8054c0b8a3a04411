#include <stdlib.h>

#include "rules/shares.h"
#include "rules/test_order.h"

/* Sets of more are of no use: they lie in several words anyway. */
#define SET_MAX 60u

bool test_sets_init(test_sets *s, arena *memory) {
  *s = (test_sets){.memory = memory};
  return intern_init_numbers(&s->sets, memory->allocator);
}

void test_sets_free(test_sets *s) {
  intern_free(&s->sets);
}

/* How often paths are thought to come to an instruction, by the number of tokens that they took. */
typedef struct arrivals {
  float fresh, one, more;
} arrivals;

typedef struct walk {
  test_sets *sets;
  const program *p;
  arrivals *at;   /* by instruction */
  uint32_t *seen; /* by instruction: number of the search that was there */
  uint32_t *stack;
  uint32_t searches;
  uint32_t tests[SET_MAX + 1]; /* found by a search */
  uint32_t count;
} walk;

static float at_most_one(float x) {
  return x < 1 ? x : 1;
}

static void arrive(arrivals *to, arrivals from) {
  to->fresh = at_most_one(to->fresh + from.fresh);
  to->one = at_most_one(to->one + from.one);
  to->more = at_most_one(to->more + from.more);
}

/* Of how many tokens an instruction that takes one takes it. */
static float share_of(const instruction *in, const uint32_t *shares) {
  return (float)(in->op == OP_TEST ? shares[in->x] : SHARE_MENTION) / (float)SHARE_ALL;
}

/* Programs only go forward, so that one pass does. */
static void find_arrivals(walk *w, const uint32_t *shares) {
  const program *p = w->p;
  w->at[0].fresh = 1;
  for (uint32_t pc = 0; pc < p->code.count; pc++) {
    const instruction *in = &p->code.at[pc];
    arrivals from = w->at[pc];
    switch ((opcode)in->op) {
    case OP_TEST:
    case OP_LEXICON:
    case OP_MENTION: {
      float share = share_of(in, shares);
      arrive(&w->at[pc + 1], (arrivals){0, from.fresh * share, (from.one + from.more) * share});
      break;
    }
    case OP_LOOK:
      arrive(&w->at[p->looks.at[in->x].entry], (arrivals){0, 0, from.fresh + from.one + from.more});
      arrive(&w->at[pc + 1], from);
      break;
    case OP_SPLIT:
      arrive(&w->at[in->x], from);
      arrive(&w->at[pc + 1], from);
      break;
    case OP_JUMP: arrive(&w->at[in->x], from); break;
    case OP_OPEN:
    case OP_CLOSE:
    case OP_BEGIN:
    case OP_END: arrive(&w->at[pc + 1], from); break;
    case OP_ACCEPT: break;
    }
  }
}

/* Finds the tests that are come to from an instruction without a token; looks may hold. */
static void find_tests(walk *w, uint32_t from) {
  size_t depth = 0;
  uint32_t search = ++w->searches;
  w->count = 0;
  w->stack[depth++] = from;
  while (depth) {
    uint32_t pc = w->stack[--depth];
    const instruction *in = &w->p->code.at[pc];
    if (w->seen[pc] == search)
      continue;
    w->seen[pc] = search;
    switch ((opcode)in->op) {
    case OP_TEST:
      if (w->count <= SET_MAX)
        w->tests[w->count++] = in->x;
      break;
    case OP_SPLIT:
      w->stack[depth++] = in->x;
      w->stack[depth++] = pc + 1;
      break;
    case OP_JUMP: w->stack[depth++] = in->x; break;
    case OP_OPEN:
    case OP_CLOSE:
    case OP_BEGIN:
    case OP_END:
    case OP_LOOK: w->stack[depth++] = pc + 1; break;
    case OP_LEXICON:
    case OP_MENTION:
    case OP_ACCEPT: break;
    }
  }
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* Adds the set that is come to from an instruction. */
static bool add_set(walk *w, uint32_t from, float weight) {
  test_sets *s = w->sets;
  uint32_t kept = 0;
  find_tests(w, from);
  if (w->count == 0 || w->count > SET_MAX)
    return true;
  qsort(w->tests, w->count, sizeof *w->tests, by_number);
  for (uint32_t i = 0; i < w->count; i++) {
    if (kept == 0 || w->tests[kept - 1] != w->tests[i])
      w->tests[kept++] = w->tests[i];
  }
  uint32_t id = intern_add(&s->sets, (const char *)w->tests, kept * sizeof *w->tests);
  if (id == INTERN_NONE)
    return false;
  while (s->weights.count <= id) {
    if (!VEC_ADD(&s->weights, s->memory, 0))
      return false;
  }
  s->weights.at[id] += weight / (float)kept;
  return true;
}

bool test_sets_add(test_sets *s, const program *p, const uint32_t *shares) {
  arena scratch;
  arena_init(&scratch, s->memory->allocator);
  size_t n = p->code.count;
  walk w = {.sets = s, .p = p};
  w.at = arena_array(&scratch, n + 1, sizeof *w.at);
  w.seen = arena_array(&scratch, n + 1, sizeof *w.seen);
  w.stack = arena_array(&scratch, 2 * n + 2, sizeof *w.stack);
  bool ok = w.at && w.seen && w.stack;
  if (ok && n) {
    find_arrivals(&w, shares);
    ok = add_set(&w, 0, 1);
  }
  for (size_t i = 0; ok && i < p->looks.count; i++)
    ok = add_set(&w, p->looks.at[i].entry, w.at[p->looks.at[i].entry].more);
  for (uint32_t pc = 0; ok && pc < n; pc++) {
    const instruction *in = &p->code.at[pc];
    arrivals at = w.at[pc];
    if (in->op == OP_TEST || in->op == OP_LEXICON || in->op == OP_MENTION)
      ok = add_set(&w, pc + 1, (at.fresh + at.one + at.more) * share_of(in, shares));
  }
  arena_free(&scratch);
  return ok;
}
