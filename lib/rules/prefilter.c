#include "rules/prefilter.h"

#include <stdlib.h>

/* scan.c numbers two items a position and two a rule with 16 bits. */
#define POSITIONS_MAX 30000u
#define RULES_MAX     2000u

/* One program on its way into the automaton. */
typedef struct walk {
  prefilter *out;
  const program *p;
  arena *memory;
  uint32_t list_count, rule;
  uint32_t *position;  /* by first copy of an instruction: position + 1 */
  uint32_t *next_copy; /* by instruction: the next copy + 1; by first copy: the head of its list is the copy itself */
  uint32_t *seen;      /* by instruction, before and behind an END: the walk that last came by */
  uint32_t *added;     /* by first copy: the follow list that it last went into */
  uint32_t walks, lists;
  uint32_t *returns; /* by ACCEPT of a pattern looked behind for: the look + 1 */
  bool *ahead;       /* by ACCEPT: of a pattern looked ahead for */
  uint32_t *stack;
  VEC(uint32_t) todo; /* first copies whose follow lists are not made yet, in the order of their positions */
  bool failed;
} walk;

typedef VEC(uint32_t) number_vec;

/* The position of an instruction that takes tokens. */
static uint32_t position_of(walk *w, uint32_t pc) {
  uint32_t first = w->p->source->copy_of.at[pc];
  const instruction *in = &w->p->code.at[first];
  if (w->position[first])
    return w->position[first] - 1;
  prefilter_position made = {EDGE_TOKEN, in->x, 0, 0};
  if (in->op != OP_TEST)
    made.edge = prefilter_edge(w->list_count, in);
  if (!VEC_ADD(&w->out->positions, w->memory, made) || !VEC_ADD(&w->todo, w->memory, first))
    w->failed = true;
  w->position[first] = (uint32_t)w->out->positions.count;
  return w->position[first] - 1;
}

/* True where nothing but the rule's end can follow an instruction. */
static bool is_last(const program *p, uint32_t pc) {
  for (uint32_t at = pc + 1;; at++) {
    switch ((opcode)p->code.at[at].op) {
    case OP_JUMP: at = p->code.at[at].x - 1; break;
    case OP_OPEN:
    case OP_CLOSE:
    case OP_LOOK:
    case OP_END: break;
    case OP_ACCEPT: return true;
    default: return false;
    }
  }
}

/* True for a look that is read as a part of the rule: one behind where nothing is taken yet, one ahead where nothing
 * will be. */
static bool is_part(const walk *w, uint32_t pc, bool taken) {
  const look *k = &w->p->looks.at[w->p->code.at[pc].x];
  return !k->negated && (k->behind ? !taken : is_last(w->p, pc));
}

/* Goes on behind all looks that a pattern looked behind for is that of. */
static void go_back(walk *w, uint32_t of, uint32_t end, uint32_t stamp, size_t *depth) {
  for (uint32_t pc = 0; pc < w->p->code.count; pc++) {
    const instruction *in = &w->p->code.at[pc];
    uint32_t next = (pc + 1) << 1 | end;
    if (in->op != OP_LOOK || in->x != of || w->seen[next] == stamp)
      continue;
    w->seen[next] = stamp;
    w->stack[(*depth)++] = next;
  }
}

/* Adds what can be taken from instruction `pc` on to `out`. `begin`: at the unit's first token; `taken`: behind a
 * token, so that a match may end here. Behind an END nothing can be taken any more. */
static void reach(walk *w, uint32_t pc, bool begin, bool taken, number_vec *out, bool accepts[2]) {
  const instruction *code = w->p->code.at;
  size_t depth = 0;
  uint32_t stamp = ++w->walks;
  w->stack[depth++] = pc << 1;
  w->seen[pc << 1] = stamp;
  while (depth && !w->failed) {
    uint32_t top = w->stack[--depth], at = top >> 1, end = top & 1;
    const instruction *in = &code[at];
    uint32_t to[2] = {at + 1, UINT32_MAX};
    switch ((opcode)in->op) {
    case OP_TEST:
    case OP_LEXICON:
    case OP_MENTION:
      to[0] = UINT32_MAX;
      if (end || w->added[w->p->source->copy_of.at[at]] == w->lists)
        break;
      w->added[w->p->source->copy_of.at[at]] = w->lists;
      w->failed |= !VEC_ADD(out, w->memory, position_of(w, at));
      break;
    case OP_SPLIT: to[1] = in->x; break;
    case OP_JUMP: to[0] = in->x; break;
    case OP_BEGIN: to[0] = begin ? to[0] : UINT32_MAX; break;
    case OP_END: end = 1; break;
    case OP_ACCEPT:
      to[0] = UINT32_MAX;
      if (w->returns[at])
        go_back(w, w->returns[at] - 1, end, stamp, &depth);
      else
        accepts[end] |= taken || w->ahead[at];
      break;
    case OP_LOOK:
      if (is_part(w, at, taken))
        to[0] = w->p->looks.at[in->x].entry;
      break;
    case OP_OPEN:
    case OP_CLOSE: break;
    }
    for (int i = 0; i < 2; i++) {
      uint32_t next = to[i] << 1 | end;
      if (to[i] == UINT32_MAX || w->seen[next] == stamp)
        continue;
      w->seen[next] = stamp;
      w->stack[depth++] = next;
    }
  }
}

/* What follows a position: what follows any of its copies. */
static void follow(walk *w, uint32_t first) {
  prefilter *out = w->out;
  bool accepts[2] = {false, false};
  uint32_t begin = (uint32_t)out->follows.count;
  number_vec list = {0};
  w->lists++;
  for (uint32_t next = first + 1; next; next = w->next_copy[next - 1])
    reach(w, next, false, true, &list, accepts); /* `next` is the instruction behind the copy */
  for (size_t i = 0; i < list.count; i++)
    w->failed |= !VEC_ADD(&out->follows, w->memory, list.at[i]);
  if (accepts[0])
    w->failed |= !VEC_ADD(&out->follows, w->memory, FOLLOW_ACCEPT | w->rule);
  else if (accepts[1])
    w->failed |= !VEC_ADD(&out->follows, w->memory, FOLLOW_ACCEPT_END | w->rule);
  prefilter_position *at = &out->positions.at[w->position[first] - 1];
  at->first = begin;
  at->count = (uint32_t)out->follows.count - begin;
}

static bool walk_init(walk *w) {
  size_t n = w->p->code.count;
  w->position = arena_array(w->memory, n, sizeof *w->position);
  w->next_copy = arena_array(w->memory, n, sizeof *w->next_copy);
  w->seen = arena_array(w->memory, 2 * n, sizeof *w->seen);
  w->added = arena_array(w->memory, n, sizeof *w->added);
  w->stack = arena_array(w->memory, 2 * n + 2, sizeof *w->stack);
  w->returns = arena_array(w->memory, n, sizeof *w->returns);
  w->ahead = arena_array(w->memory, n, sizeof *w->ahead);
  if (!w->returns || !w->ahead || !w->position || !w->next_copy || !w->seen || !w->added || !w->stack)
    return false;
  for (uint32_t i = 0; i < w->p->looks.count; i++) {
    const look *k = &w->p->looks.at[i];
    uint32_t accept = w->p->code.at[k->entry - 1].x - 1; /* a jump over the pattern stands before it */
    w->returns[accept] = k->behind ? i + 1 : 0;
    w->ahead[accept] = !k->behind;
  }
  for (uint32_t pc = (uint32_t)n; pc-- > 0;) {
    uint32_t first = w->p->source->copy_of.at[pc];
    if (first == pc)
      continue;
    w->next_copy[pc] = w->next_copy[first];
    w->next_copy[first] = pc + 1;
  }
  return true;
}

bool prefilter_add(prefilter *f, const program *p, uint32_t list_count, arena *a) {
  walk w = {.out = f, .p = p, .memory = a, .list_count = list_count, .rule = f->rule_count++};
  bool none[2] = {false, false};
  number_vec starts = {0}, unit_starts = {0};
  if (!walk_init(&w))
    return false;
  w.lists++;
  reach(&w, 0, false, false, &starts, none);
  w.lists++;
  reach(&w, 0, true, false, &unit_starts, none);
  for (size_t i = 0; i < starts.count; i++)
    w.failed |= !VEC_ADD(&f->starts, a, starts.at[i]);
  for (size_t i = 0; i < unit_starts.count; i++)
    w.failed |= !VEC_ADD(&f->unit_starts, a, unit_starts.at[i]);
  for (size_t i = 0; i < w.todo.count && !w.failed; i++)
    follow(&w, w.todo.at[i]);
  return !w.failed;
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void sort_once(uint32_t *at, size_t *count) {
  size_t kept = 0;
  if (*count)
    qsort(at, *count, sizeof *at, by_number);
  for (size_t i = 0; i < *count; i++) {
    if (kept == 0 || at[kept - 1] != at[i])
      at[kept++] = at[i];
  }
  *count = kept;
}

bool prefilter_finish(prefilter *f, arena *a) {
  bool ok = true;
  for (size_t i = 0; ok && i < f->positions.count; i++) {
    const prefilter_position *at = &f->positions.at[i];
    ok = at->edge == EDGE_TOKEN ? VEC_ADD(&f->tests, a, at->test) : VEC_ADD(&f->edges, a, at->edge);
  }
  sort_once(f->tests.at, &f->tests.count);
  sort_once(f->edges.at, &f->edges.count);
  f->usable = f->positions.count <= POSITIONS_MAX && f->rule_count <= RULES_MAX;
  return ok;
}
