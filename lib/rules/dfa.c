#include "rules/dfa.h"

#include <string.h>

#define STEPS_FIRST   1024u
#define PENDING_FIRST 256u

bool dfa_init(dfa *d, size_t numbers, const evx_allocator *allocator) {
  *d = (dfa){.allocator = allocator, .start_count = numbers};
  arena_init(&d->memory, allocator);
  pairmap_init(&d->sums, allocator);
  d->starts = memory_zalloc(allocator, numbers * sizeof *d->starts);
  d->lasts = memory_zalloc(allocator, numbers * sizeof *d->lasts);
  return intern_init_numbers(&d->states, allocator) && d->starts && d->lasts;
}

static void release_scratch(dfa *d) {
  memory_release(d->allocator, d->marks, (d->code_room / 64 + 1) * sizeof *d->marks);
  memory_release(d->allocator, d->seen, (d->code_room / 64 + 1) * sizeof *d->seen);
  memory_release(d->allocator, d->stack, 2 * d->code_room * sizeof *d->stack);
}

void dfa_free(dfa *d) {
  if (!d->allocator)
    return;
  memory_release(d->allocator, d->starts, d->start_count * sizeof *d->starts);
  memory_release(d->allocator, d->lasts, d->start_count * sizeof *d->lasts);
  memory_release(d->allocator, d->steps, d->step_room * sizeof *d->steps);
  memory_release(d->allocator, d->pending, d->pending_room * sizeof *d->pending);
  release_scratch(d);
  pairmap_free(&d->sums);
  intern_free(&d->states);
  arena_free(&d->memory);
}

void dfa_clear(dfa *d) {
  memset(d->starts, 0, d->start_count * sizeof *d->starts);
  memset(d->lasts, 0, d->start_count * sizeof *d->lasts);
  memory_release(d->allocator, d->steps, d->step_room * sizeof *d->steps);
  d->steps = NULL;
  d->step_room = d->step_count = 0;
  pairmap_free(&d->sums);
  intern_clear(&d->states);
  d->broken = false;
  arena_reset(&d->memory, 1 << 14);
  memset(&d->state, 0, sizeof d->state);
  memset(&d->groups, 0, sizeof d->groups);
  memset(&d->edges, 0, sizeof d->edges);
}

size_t dfa_bytes(const dfa *d) {
  return intern_bytes(&d->states) + arena_bytes(&d->memory) + d->step_room * sizeof *d->steps +
         d->sums.room * sizeof(pairmap_slot);
}

bool dfa_fit_pending(dfa *d, size_t count) {
  size_t need = d->pending_used + count, room = d->pending_room ? d->pending_room : PENDING_FIRST;
  if (need <= d->pending_room)
    return true;
  while (room < need)
    room *= 2;
  uint32_t *pending =
      memory_resize(d->allocator, d->pending, d->pending_room * sizeof *pending, room * sizeof *pending);
  if (!pending)
    return false;
  memset(pending + d->pending_room, 0, (room - d->pending_room) * sizeof *pending);
  d->pending = pending;
  d->pending_room = room;
  return true;
}

/* ---- sets of instructions ---------------------------------------------------------- */

static inline void set_bit(uint64_t *bits, uint32_t bit) {
  bits[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

static bool fit_code(dfa *d, const program *p) {
  uint32_t n = (uint32_t)p->code.count, words = n / 64 + 1;
  if (n <= d->code_room)
    return true;
  uint64_t *marks = memory_zalloc(d->allocator, words * sizeof *marks);
  uint64_t *seen = memory_zalloc(d->allocator, words * sizeof *seen);
  uint32_t *stack = memory_zalloc(d->allocator, 2 * n * sizeof *stack);
  if (!marks || !seen || !stack) {
    memory_release(d->allocator, marks, words * sizeof *marks);
    memory_release(d->allocator, seen, words * sizeof *seen);
    memory_release(d->allocator, stack, 2 * n * sizeof *stack);
    return false;
  }
  release_scratch(d);
  d->marks = marks;
  d->seen = seen;
  d->stack = stack;
  d->code_room = n;
  return true;
}

/* Marks what is come to from an instruction without taking a token or asking about the place. */
static void mark_reached(dfa *d, const program *p, uint32_t from) {
  size_t depth = 0;
  d->stack[depth++] = from;
  while (depth) {
    uint32_t pc = d->stack[--depth];
    if (d->seen[pc >> 6] >> (pc & 63) & 1)
      continue;
    set_bit(d->seen, pc);
    const instruction *in = &p->code.at[pc];
    switch ((opcode)in->op) {
    case OP_SPLIT:
      d->stack[depth++] = in->x;
      d->stack[depth++] = pc + 1;
      break;
    case OP_JUMP: d->stack[depth++] = in->x; break;
    case OP_OPEN:
    case OP_CLOSE: d->stack[depth++] = pc + 1; break;
    default: set_bit(d->marks, pc);
    }
  }
}

/* What stands before the instructions in a state's key: the number of the program. */
#define KEY_HEAD 2u

/* The instructions of a state that has any, in order. */
static const uint16_t *items_of(const dfa *d, uint32_t state) {
  return (const uint16_t *)(const void *)d->states.entries[state].text + KEY_HEAD; /* an arena block: aligned */
}

static uint32_t condition_of(const program *p, uint32_t pc) {
  const instruction *in = &p->code.at[pc];
  switch ((opcode)in->op) {
  case OP_BEGIN: return DFA_AT_BEGIN;
  case OP_END: return DFA_AT_END;
  case OP_LOOK: return DFA_LOOKS + p->looks.at[in->x].same;
  default: return DFA_SURE;
  }
}

/* ---- states ------------------------------------------------------------------------ */

static bool add_test(dfa *d, dfa_state *s, uint32_t state, uint32_t test) {
  for (uint32_t i = 0; i < s->group_count; i++) {
    dfa_group *g = &d->groups.at[s->group_first + i];
    if (g->word != test / 64)
      continue;
    g->tests |= (uint64_t)1 << (test % 64);
    return true;
  }
  s->group_count++;
  return VEC_ADD(&d->groups, &d->memory,
                 ((dfa_group){.tests = (uint64_t)1 << (test % 64), .word = test / 64, .state = state}));
}

static bool add_edge(dfa *d, dfa_state *s, const instruction *in) {
  for (uint32_t i = 0; i < s->edge_count; i++) {
    const dfa_edge *e = &d->edges.at[s->edge_first + i];
    if (e->op == in->op && e->x == in->x && e->y == in->y)
      return true;
  }
  s->edge_count++;
  return VEC_ADD(&d->edges, &d->memory, ((dfa_edge){in->op, in->x, in->y, DFA_UNKNOWN}));
}

/* Writes down what a state does. */
static bool describe(dfa *d, const program *p, uint32_t state, dfa_state *s) {
  const uint16_t *items = s->item_count ? items_of(d, state) : NULL;
  bool ok = true;
  for (uint32_t i = 0; i < s->item_count && s->condition == DFA_SURE; i++)
    s->condition = condition_of(p, items[i]);
  for (uint32_t i = 0; ok && i < s->item_count && s->condition == DFA_SURE; i++) {
    const instruction *in = &p->code.at[items[i]];
    s->accepts |= in->op == OP_ACCEPT;
    ok = in->op == OP_TEST ? add_test(d, s, state, in->x) : in->op == OP_ACCEPT || add_edge(d, s, in);
  }
  return ok;
}

/* Adds the state of the latest key, of `n` instructions. */
static bool add_state(dfa *d, const program *p, uint32_t n) {
  dfa_state s = {.item_count = n, .branch = {DFA_UNKNOWN, DFA_UNKNOWN}};
  s.group_first = (uint32_t)d->groups.count;
  s.edge_first = (uint32_t)d->edges.count;
  return describe(d, p, (uint32_t)d->state.count, &s) && VEC_ADD(&d->state, &d->memory, s);
}

/* The state of the marked instructions, whose marks are taken away. */
static uint32_t take_state(dfa *d, const program *p) {
  uint32_t n = 0, words = (uint32_t)p->code.count / 64 + 1;
  uint16_t *key = (uint16_t *)(void *)d->stack;
  memcpy(key, &p->number, sizeof p->number);
  for (uint32_t w = 0; w < words; w++) {
    for (uint64_t rest = d->marks[w]; rest; rest &= rest - 1)
      key[KEY_HEAD + n++] = (uint16_t)(w * 64 + (uint32_t)__builtin_ctzll(rest));
    d->marks[w] = d->seen[w] = 0;
  }
  if (n == 0)
    return 0;
  uint32_t id = intern_add(&d->states, (const char *)key, (KEY_HEAD + n) * sizeof *key);
  d->broken |= id == INTERN_NONE || (d->state.count == 0 && !add_state(d, p, 0)) ||
               (d->state.count == id && !add_state(d, p, n));
  return d->broken ? DFA_UNKNOWN : id;
}

static uint32_t keep(uint32_t *known, uint32_t state) {
  *known = state == DFA_UNKNOWN ? 0 : state + 1;
  return state;
}

uint32_t dfa_find_start(dfa *d, const program *p, uint32_t number) {
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  mark_reached(d, p, number ? p->looks.at[number - 1].entry : 0);
  return keep(&d->starts[p->number + number], take_state(d, p));
}

/* True where a look's pattern can end behind an instruction of it. */
static bool ends_behind(dfa *d, const program *p, uint32_t pc, uint32_t accept) {
  mark_reached(d, p, pc + 1);
  bool ends = d->marks[accept >> 6] >> (accept & 63) & 1;
  for (uint32_t w = 0; w <= p->code.count / 64; w++) { /* what it asks about its place may hold */
    for (uint64_t rest = d->marks[w]; rest && !ends; rest &= rest - 1)
      ends = condition_of(p, w * 64 + (uint32_t)__builtin_ctzll(rest)) != DFA_SURE;
    d->marks[w] = d->seen[w] = 0;
  }
  return ends;
}

uint32_t dfa_find_last(dfa *d, const program *p, uint32_t number) {
  const instruction *code = p->code.at;
  uint32_t entry = p->looks.at[number - 1].entry, accept = code[entry - 1].x - 1, count = 0;
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  uint32_t *last = d->stack + p->code.count;
  for (uint32_t pc = entry; pc < accept; pc++) {
    if ((code[pc].op == OP_TEST || code[pc].op == OP_LEXICON || code[pc].op == OP_MENTION) &&
        ends_behind(d, p, pc, accept))
      last[count++] = pc;
  }
  while (count)
    set_bit(d->marks, last[--count]);
  return keep(&d->lasts[p->number + number], take_state(d, p));
}

static bool is_negated(const program *p, uint32_t pc) {
  return p->code.at[pc].op == OP_LOOK && p->looks.at[p->code.at[pc].x].negated;
}

uint32_t dfa_find_branch(dfa *d, const program *p, uint32_t state, bool holds) {
  const dfa_state *s = &d->state.at[state];
  const uint16_t *items = items_of(d, state);
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  for (uint32_t i = 0; i < s->item_count; i++) {
    if (condition_of(p, items[i]) != s->condition)
      set_bit(d->marks, items[i]);
    else if (holds != is_negated(p, items[i]))
      mark_reached(d, p, items[i] + 1u);
  }
  uint32_t to = take_state(d, p);
  return d->state.at[state].branch[holds] = to;
}

static dfa_step *step_slot(dfa_step *steps, size_t room, uint32_t group, uint64_t held) {
  size_t i = pair_hash(group, (uint32_t)(held ^ held >> 32)) & (room - 1);
  while (steps[i].held && (steps[i].group != group || steps[i].held != held))
    i = (i + 1) & (room - 1);
  return &steps[i];
}

static bool fit_steps(dfa *d) {
  size_t room = d->step_room ? 2 * d->step_room : STEPS_FIRST;
  if (2 * (d->step_count + 1) <= d->step_room)
    return true;
  dfa_step *steps = memory_zalloc(d->allocator, room * sizeof *steps);
  if (!steps)
    return false;
  for (size_t i = 0; i < d->step_room; i++) {
    if (d->steps[i].held)
      *step_slot(steps, room, d->steps[i].group, d->steps[i].held) = d->steps[i];
  }
  memory_release(d->allocator, d->steps, d->step_room * sizeof *d->steps);
  d->steps = steps;
  d->step_room = room;
  return true;
}

uint32_t dfa_find_step(dfa *d, const program *p, uint32_t group, uint64_t held) {
  if (!fit_steps(d))
    return DFA_UNKNOWN;
  dfa_step *known = step_slot(d->steps, d->step_room, group, held);
  uint32_t to = known->to;
  if (!known->held) {
    const dfa_group *g = &d->groups.at[group];
    const uint16_t *items = items_of(d, g->state);
    if (!fit_code(d, p))
      return DFA_UNKNOWN;
    for (uint32_t i = 0; i < d->state.at[g->state].item_count; i++) {
      const instruction *in = &p->code.at[items[i]];
      if (in->op == OP_TEST && in->x / 64 == g->word && held >> (in->x % 64) & 1)
        mark_reached(d, p, items[i] + 1u);
    }
    to = take_state(d, p);
    if (to == DFA_UNKNOWN)
      return to;
    *known = (dfa_step){held, group, to};
    d->step_count++;
  }
  d->groups.at[group].last = held;
  return d->groups.at[group].last_to = to;
}

uint32_t dfa_find_edge(dfa *d, const program *p, uint32_t state, uint32_t edge) {
  dfa_edge *e = &d->edges.at[edge];
  const uint16_t *items = items_of(d, state);
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  for (uint32_t i = 0; i < d->state.at[state].item_count; i++) {
    const instruction *in = &p->code.at[items[i]];
    if (in->op == e->op && in->x == e->x && in->y == e->y)
      mark_reached(d, p, items[i] + 1u);
  }
  uint32_t to = take_state(d, p);
  return d->edges.at[edge].to = to;
}

uint32_t dfa_sum(dfa *d, const program *p, uint32_t a, uint32_t b) {
  uint32_t low = a < b ? a : b, high = a < b ? b : a;
  if (low == high || low == 0)
    return high;
  uint32_t known = pairmap_find(&d->sums, low, high);
  if (known)
    return known;
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  const uint32_t both[2] = {low, high};
  for (int k = 0; k < 2; k++) {
    const uint16_t *items = items_of(d, both[k]);
    for (uint32_t i = 0; i < d->state.at[both[k]].item_count; i++)
      set_bit(d->marks, items[i]);
  }
  uint32_t to = take_state(d, p);
  return to != DFA_UNKNOWN && pairmap_add(&d->sums, low, high, to) ? to : DFA_UNKNOWN;
}
