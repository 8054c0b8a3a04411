/* program_looks.c - what a search has to know of a program's looks. */
#include "rules/program.h"

typedef struct width {
  uint32_t min, max;
  bool edges; /* word list entries or mentions are in it: they may be of any width */
} width;

static width wider(width a, width b) {
  return (width){a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max, a.edges || b.edges};
}

/* The same of those paths that begin with a token test. `from`: by instruction. */
static bool measure_plain(const program *p, look *k, const width *from, uint32_t accept, arena *a) {
  const instruction *code = p->code.at;
  uint32_t begin = k->entry;
  bool *reached = arena_array(a, accept - begin + 1, sizeof *reached);
  if (!reached)
    return false;
  reached[0] = true;
  for (uint32_t i = begin; i < accept; i++) {
    const instruction *in = &code[i];
    const width *at = &from[i - begin];
    uint32_t most = at->edges ? LOOK_WIDTH_MAX : at->max;
    if (!reached[i - begin])
      continue;
    if (in->op == OP_TEST)
      k->plain = most > k->plain ? most : k->plain;
    if (in->op == OP_TEST || in->op == OP_LEXICON || in->op == OP_MENTION)
      continue;
    reached[(in->op == OP_JUMP ? in->x : i + 1) - begin] = true;
    if (in->op == OP_SPLIT)
      reached[in->x - begin] = true;
  }
  return true;
}

/* How many tokens a pattern that is looked for takes. Programs only go forward, so that one pass from its end does. */
static bool measure_look(const program *p, look *k, arena *a) {
  const instruction *code = p->code.at;
  uint32_t begin = k->entry, accept = code[begin - 1].x - 1; /* a jump over the pattern stands before it */
  width *from = arena_array(a, accept - begin + 1, sizeof *from);
  if (!from)
    return false;
  for (uint32_t i = accept; i-- > begin;) {
    const instruction *in = &code[i];
    width *at = &from[i - begin];
    uint32_t next = in->op == OP_JUMP ? in->x : i + 1;
    *at = from[next - begin];
    if (in->op == OP_SPLIT)
      *at = wider(*at, from[in->x - begin]);
    bool takes = in->op == OP_TEST || in->op == OP_LEXICON || in->op == OP_MENTION;
    at->min += takes;
    at->max += in->op == OP_TEST ? 1 : takes ? LOOK_WIDTH_MAX / 2 : 0;
    at->max = at->max > LOOK_WIDTH_MAX ? LOOK_WIDTH_MAX : at->max;
    at->edges |= takes && in->op != OP_TEST;
  }
  k->min = from[0].min;
  k->max = from[0].max;
  k->token = code[begin].op == OP_TEST && begin + 1 == accept ? code[begin].x : LOOK_PATTERN;
  return measure_plain(p, k, from, accept, a);
}

/* True where two patterns that are looked for are the same instructions. */
static bool is_same(const program *p, const look *a, const look *b) {
  const instruction *code = p->code.at;
  uint32_t length = code[a->entry - 1].x - a->entry; /* a jump over the pattern stands before it */
  if (a->behind != b->behind || length != code[b->entry - 1].x - b->entry)
    return false;
  for (uint32_t i = 0; i < length; i++) {
    instruction x = code[a->entry + i], y = code[b->entry + i];
    if (x.op == OP_SPLIT || x.op == OP_JUMP) { /* counted from the begin */
      x.x = (uint16_t)(x.x - a->entry);
      y.x = (uint16_t)(y.x - b->entry);
    }
    if (x.op == OP_LOOK || (x.op == OP_MENTION && x.y) || x.op != y.op || x.x != y.x || x.y != y.y)
      return false;
  }
  return true;
}

bool program_prepare_looks(program *p, arena *a) {
  for (uint32_t i = 0; i < p->looks.count; i++) {
    look *k = &p->looks.at[i];
    if (!measure_look(p, k, a))
      return false;
    while (k->same < i && !is_same(p, &p->looks.at[k->same], k))
      k->same++;
  }
  return true;
}
