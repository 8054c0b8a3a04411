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
  memset(&d->words, 0, sizeof d->words);
  memset(&d->places, 0, sizeof d->places);
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

static inline bool has_bit(const uint64_t *bits, uint32_t bit) {
  return bits[bit >> 6] >> (bit & 63) & 1;
}

/* True of what only leads to other instructions. */
static inline bool leads_on(const instruction *in) {
  return in->op == OP_SPLIT || in->op == OP_JUMP || in->op == OP_OPEN || in->op == OP_CLOSE;
}

/* Marks what is come to from an instruction without taking a token or asking about the place. */
static void mark_reached(dfa *d, const program *p, uint32_t from) {
  size_t depth = 0;
  for (uint32_t pc = from;;) {
    const instruction *in = &p->code.at[pc];
    bool again = in->join && has_bit(d->seen, pc); /* where only one path leads no other was before */
    if (in->join)
      set_bit(d->seen, pc);
    if (!again && leads_on(in)) {
      if (in->op == OP_SPLIT)
        d->stack[depth++] = in->x;
      pc = in->op == OP_JUMP ? in->x : pc + 1;
      continue;
    }
    if (!again)
      set_bit(d->marks, pc);
    if (!depth)
      return;
    pc = d->stack[--depth];
  }
}

/* What stands before the instructions in a state's key: the number of the program. */
#define KEY_HEAD 2u

/* A state's number in `states`: they lie in order, and mostly near to where they would if all were as large. */
static uint32_t id_of(const dfa *d, uint32_t state) {
  const uint32_t *at = d->places.at;
  uint32_t count = (uint32_t)d->places.count, low = (uint32_t)((uint64_t)state * count / d->words.count);
  uint32_t high = low + 1, reach = 1;
  for (; at[low] > state; reach *= 2) {
    high = low;
    low = low > reach ? low - reach : 0;
  }
  for (; high < count && at[high] <= state; reach *= 2) {
    low = high;
    high = count - high > reach ? high + reach : count;
  }
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (at[middle] <= state)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* The instructions of the state with that number there, which has any, in order. */
static const uint16_t *items_at(const dfa *d, size_t id) {
  return (const uint16_t *)(const void *)d->states.entries[id].text + KEY_HEAD; /* an arena block: aligned */
}

static const uint16_t *items_of(const dfa *d, uint32_t state) {
  return items_at(d, id_of(d, state));
}

/* What an instruction asks about the place, and of a look the first one that finds the same. */
static dfa_asks asks(const program *p, uint32_t pc, uint32_t *look_number) {
  const instruction *in = &p->code.at[pc];
  *look_number = 0;
  if (in->op == OP_BEGIN || in->op == OP_END)
    return in->op == OP_BEGIN ? DFA_AT_BEGIN : DFA_AT_END;
  if (in->op != OP_LOOK)
    return DFA_SURE;
  *look_number = p->looks.at[in->x].same;
  const look *k = &p->looks.at[*look_number];
  return k->token != LOOK_PATTERN ? (k->behind ? DFA_TOKEN_BEHIND : DFA_TOKEN_AHEAD)
                                  : (k->behind ? DFA_PATTERN_BEHIND : DFA_PATTERN_AHEAD);
}

/* ---- states ------------------------------------------------------------------------ */

/* Adds room for a part of the state that begins at `state`; NULL when memory is out. */
static void *add_part(dfa *d, size_t size) {
  size_t count = size / sizeof *d->words.at;
  while (d->words.room - d->words.count < count) {
    if (!vec_grow(&d->memory, (void **)&d->words.at, d->words.count, &d->words.room, sizeof *d->words.at))
      return NULL;
  }
  void *part = memset(d->words.at + d->words.count, 0, size);
  d->words.count += count;
  return part;
}

static bool add_test(dfa *d, uint32_t state, uint32_t test) {
  dfa_state *s = dfa_at(d, state);
  for (uint32_t i = 0; i < s->group_count; i++) {
    dfa_group *g = dfa_groups_of(s) + i;
    if (g->word != test / 64)
      continue;
    g->tests |= (uint64_t)1 << (test % 64);
    return true;
  }
  dfa_group *g = add_part(d, sizeof *g);
  if (!g)
    return false;
  *g = (dfa_group){.tests = (uint64_t)1 << (test % 64), .word = test / 64};
  dfa_at(d, state)->group_count++;
  return true;
}

static bool is_same_edge(const instruction *a, const instruction *b) {
  return a->op == b->op && a->x == b->x && a->y == b->y;
}

static bool add_edge(dfa *d, uint32_t state, instruction in) {
  dfa_state *s = dfa_at(d, state);
  if (!s->edges && !add_part(d, sizeof(dfa_edge_list)))
    return false;
  dfa_edge_list *edges = dfa_edges_of(s = dfa_at(d, state));
  for (uint32_t i = 0; i < edges->count; i++) {
    if (is_same_edge(&edges->at[i].in, &in))
      return true;
  }
  dfa_edge *e = add_part(d, sizeof *e);
  if (!e)
    return false;
  *e = (dfa_edge){in, DFA_UNKNOWN};
  s = dfa_at(d, state);
  s->edges |= (in.op == OP_LEXICON ? edge_list_bit(in.x) : edge_type_bit(in.x)) & ((1u << EDGE_SORT_BITS) - 1);
  dfa_edges_of(s)->count++;
  return true;
}

static bool add_question(dfa *d, const program *p, uint32_t state, dfa_asks what, uint32_t number) {
  dfa_question q = {.branch = {DFA_UNKNOWN, DFA_UNKNOWN}, .look = number, .start = DFA_UNKNOWN};
  if (what == DFA_TOKEN_AHEAD || what == DFA_TOKEN_BEHIND) {
    q.tests = (uint64_t)1 << (p->looks.at[number].token % 64);
    q.word = p->looks.at[number].token / 64;
  }
  dfa_question *to = add_part(d, sizeof q);
  if (!to)
    return false;
  *to = q;
  dfa_at(d, state)->asks = what & 0x7f;
  return true;
}

/* Adds what a state that asks nothing takes: first by tests, then by edges. */
static bool add_ways(dfa *d, const program *p, uint32_t state, const uint16_t *items, uint32_t n) {
  bool ok = true, edges = false;
  for (uint32_t i = 0; ok && i < n; i++) {
    const instruction *in = &p->code.at[items[i]];
    if (in->op == OP_TEST)
      ok = add_test(d, state, in->x);
    else if (in->op == OP_ACCEPT)
      dfa_at(d, state)->accepts = 1;
    else
      edges = true;
  }
  if (ok && dfa_at(d, state)->group_count > 1)
    ok = add_part(d, sizeof(dfa_memo)) != NULL;
  for (uint32_t i = 0; ok && edges && i < n; i++) {
    const instruction *in = &p->code.at[items[i]];
    if (in->op == OP_LEXICON || in->op == OP_MENTION)
      ok = add_edge(d, state, *in);
  }
  return ok;
}

/* Adds the state of the latest key, of `n` instructions. */
static bool add_state(dfa *d, const program *p, uint32_t n) {
  uint32_t state = (uint32_t)d->words.count, number = 0;
  dfa_asks what = DFA_SURE;
  if (!add_part(d, sizeof(dfa_state)) || !VEC_ADD(&d->places, &d->memory, state))
    return false;
  const uint16_t *items = n ? items_at(d, d->places.count - 1) : NULL;
  *dfa_at(d, state) = (dfa_state){.item_count = (uint16_t)n};
  for (uint32_t i = 0; i < n && what == DFA_SURE; i++) {
    if (p->code.at[items[i]].op >= OP_BEGIN) /* most take tokens */
      what = asks(p, items[i], &number);
  }
  return what == DFA_SURE ? add_ways(d, p, state, items, n) : add_question(d, p, state, what, number);
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
  d->broken |= id == INTERN_NONE || (d->places.count == 0 && !add_state(d, p, 0)) ||
               (d->places.count == id && !add_state(d, p, n));
  return d->broken ? DFA_UNKNOWN : d->places.at[id];
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

/* Programs only go forward, so that one pass from the pattern's end does. */
uint32_t dfa_find_last(dfa *d, const program *p, uint32_t number) {
  const instruction *code = p->code.at;
  uint32_t entry = p->looks.at[number - 1].entry, accept = code[entry - 1].x - 1;
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  uint64_t *ends = d->seen; /* the pattern can end there */
  set_bit(ends, accept);
  for (uint32_t pc = accept; pc-- > entry;) {
    const instruction *in = &code[pc];
    bool takes = in->op == OP_TEST || in->op == OP_LEXICON || in->op == OP_MENTION;
    bool is_end = has_bit(ends, in->op == OP_JUMP ? in->x : pc + 1) || (in->op == OP_SPLIT && has_bit(ends, in->x));
    if (takes && is_end)
      set_bit(d->marks, pc);
    if (leads_on(in) ? is_end : !takes && in->op != OP_ACCEPT) /* what it asks about its place may hold */
      set_bit(ends, pc);
  }
  return keep(&d->lasts[p->number + number], take_state(d, p));
}

static bool is_negated(const program *p, uint32_t pc) {
  return p->code.at[pc].op == OP_LOOK && p->looks.at[p->code.at[pc].x].negated;
}

uint32_t dfa_find_branch(dfa *d, const program *p, uint32_t state, bool holds) {
  const dfa_state *s = dfa_at(d, state);
  uint32_t number = 0, asked = dfa_question_of(dfa_at(d, state))->look;
  const uint16_t *items = items_of(d, state);
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  for (uint32_t i = 0; i < s->item_count; i++) {
    if (asks(p, items[i], &number) != s->asks || number != asked)
      set_bit(d->marks, items[i]);
    else if (holds != is_negated(p, items[i]))
      mark_reached(d, p, items[i] + 1u);
  }
  uint32_t to = take_state(d, p);
  return dfa_question_of(dfa_at(d, state))->branch[holds] = to;
}

static dfa_step *step_slot(dfa_step *steps, size_t room, uint32_t group, uint64_t held) {
  size_t i = pair_hash(group, (uint32_t)(held ^ held >> 32)) & (room - 1);
  while (steps[i].held && (steps[i].group != group || steps[i].held != held))
    i = (i + 1) & (room - 1);
  return &steps[i];
}

static bool fit_steps(dfa *d) {
  size_t room = d->step_room ? 2 * d->step_room : STEPS_FIRST;
  if (4 * (d->step_count + 1) <= 3 * d->step_room)
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

/* Where tests in a word of the answers that hold lead from a state. */
static uint32_t step_from(dfa *d, const program *p, uint32_t state, uint32_t word, uint64_t held) {
  const uint16_t *items = items_of(d, state);
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  for (uint32_t i = 0; i < dfa_at(d, state)->item_count; i++) {
    const instruction *in = &p->code.at[items[i]];
    if (in->op == OP_TEST && in->x / 64 == word && held >> (in->x % 64) & 1)
      mark_reached(d, p, items[i] + 1u);
  }
  return take_state(d, p);
}

uint32_t dfa_find_step(dfa *d, const program *p, uint32_t state, uint32_t group, uint64_t held) {
  dfa_group *g = dfa_groups_of(dfa_at(d, state)) + group;
  uint32_t word = (uint32_t)((const uint64_t *)(const void *)g - d->words.at);
  if (!fit_steps(d))
    return DFA_UNKNOWN;
  dfa_step *known = step_slot(d->steps, d->step_room, word, held);
  if (!known->held) {
    uint32_t to = step_from(d, p, state, g->word, held);
    if (to == DFA_UNKNOWN)
      return to;
    *known = (dfa_step){held, word, to};
    d->step_count++;
    g = dfa_groups_of(dfa_at(d, state)) + group;
  }
  g->last = held;
  return g->last_to = known->to;
}

uint32_t dfa_find_edge(dfa *d, const program *p, uint32_t state, uint32_t edge) {
  instruction in = dfa_edges_of(dfa_at(d, state))->at[edge].in;
  const uint16_t *items = items_of(d, state);
  if (!fit_code(d, p))
    return DFA_UNKNOWN;
  for (uint32_t i = 0; i < dfa_at(d, state)->item_count; i++) {
    if (is_same_edge(&p->code.at[items[i]], &in))
      mark_reached(d, p, items[i] + 1u);
  }
  uint32_t to = take_state(d, p);
  return dfa_edges_of(dfa_at(d, state))->at[edge].to = to;
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
    for (uint32_t i = 0; i < dfa_at(d, both[k])->item_count; i++)
      set_bit(d->marks, items[i]);
  }
  uint32_t to = take_state(d, p);
  return to != DFA_UNKNOWN && pairmap_add(&d->sums, low, high, to) ? to : DFA_UNKNOWN;
}
