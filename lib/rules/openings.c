#include "rules/openings.h"

#include <stdlib.h>

#include "rules/kinds.h"

/* A key of a row, and the bit that it sets. */
typedef struct opener {
  uint32_t key;
  uint16_t bit;
} opener;

typedef VEC(opener) opener_vec;
typedef VEC(uint32_t) number_vec;

/* One program's way into the table. */
typedef struct walk {
  opening_table *out;
  const program *p;
  uint32_t number; /* of the program */
  uint32_t list_count;
  arena *memory;
  opener_vec openers;
  uint32_t *seen; /* by instruction, before and behind an END: the search that last came by */
  uint32_t *stack;
  uint32_t searches;
  bool failed;
} walk;

/* What a search from an instruction came to. */
typedef struct reached {
  number_vec takers; /* instructions that take tokens */
  number_vec looks;  /* behind, which a match begins with */
  bool over, at_end; /* the program may end before it takes a token; it may if the unit does */
} reached;

typedef enum look_mode {
  PASS_LOOKS,     /* over looks behind at the beginning, and on */
  STOP_AT_LOOKS,  /* a look behind ends the path */
  INSIDE_PATTERN, /* of a look behind: its ACCEPT is the end */
} look_mode;

static uint32_t row_bit(const opening_table *o, opening set, uint32_t number) {
  return (uint32_t)set * o->words * 64 + number;
}

static void set_bit(uint64_t *bits, uint32_t bit) {
  bits[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

/* True where nothing but the rule's end can follow a look. */
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

static void find_reached(walk *w, uint32_t from, bool unit_begin, bool taken, look_mode mode, reached *out) {
  const program *p = w->p;
  size_t depth = 0;
  uint32_t search = ++w->searches;
  *out = (reached){0};
  w->stack[depth++] = from << 1;
  w->seen[from << 1] = search;
  while (depth && !w->failed) {
    uint32_t top = w->stack[--depth], at = top >> 1, end = top & 1;
    const instruction *in = &p->code.at[at];
    uint32_t to[2] = {at + 1, UINT32_MAX};
    switch ((opcode)in->op) {
    case OP_TEST:
    case OP_LEXICON:
    case OP_MENTION:
      to[0] = UINT32_MAX;
      if (!end) /* behind an END nothing can be taken any more */
        w->failed |= !VEC_ADD(&out->takers, w->memory, at);
      break;
    case OP_SPLIT: to[1] = in->x; break;
    case OP_JUMP: to[0] = in->x; break;
    case OP_BEGIN: to[0] = unit_begin && !taken ? to[0] : UINT32_MAX; break;
    case OP_END: end = 1; break;
    case OP_ACCEPT:
      to[0] = UINT32_MAX;
      if (end)
        out->at_end = true;
      else
        out->over = true;
      break;
    case OP_LOOK: {
      const look *k = &p->looks.at[in->x];
      if (k->negated)
        break;
      if (!k->behind && taken && is_last(p, at)) { /* what is looked for at last stands where more tokens would */
        to[0] = k->entry;
      } else if (k->behind && !taken && k->min > 0 && mode != INSIDE_PATTERN) {
        w->failed |= !VEC_ADD(&out->looks, w->memory, in->x);
        if (mode == STOP_AT_LOOKS)
          to[0] = UINT32_MAX;
      }
      break;
    }
    case OP_OPEN:
    case OP_CLOSE: break;
    }
    for (int i = 0; i < 2; i++) {
      uint32_t next = to[i] << 1 | end;
      if (to[i] == UINT32_MAX || w->seen[next] == search)
        continue;
      w->seen[next] = search;
      w->stack[depth++] = next;
    }
  }
}

static void add_opener(walk *w, opening set, uint32_t key) {
  opener made = {key, (uint16_t)row_bit(w->out, set, w->number)};
  w->failed |= !VEC_ADD(&w->openers, w->memory, made);
}

static void add_element(walk *w, opening set, const instruction *in, edge_part part) {
  add_opener(w, set, w->out->test_count + edge_element(edge_sort(w->list_count, in), part));
}

static void add_always(walk *w, opening set) {
  set_bit(w->out->always, row_bit(w->out, set, w->number));
}

/* The token that an instruction takes first. */
static void add_taker(walk *w, opening set, uint32_t pc) {
  const instruction *in = &w->p->code.at[pc];
  if (in->op == OP_TEST) {
    add_opener(w, set, in->x);
  } else {
    add_element(w, set, in, PART_ALONE);
    add_element(w, set, in, PART_BEGIN);
  }
}

static void add_takers(walk *w, opening set, const number_vec *takers) {
  for (size_t i = 0; i < takers->count; i++)
    add_taker(w, set, takers->at[i]);
}

/* What a second token can be behind one that an instruction took. */
static void add_seconds(walk *w, uint32_t pc) {
  const instruction *in = &w->p->code.at[pc];
  reached next;
  find_reached(w, pc + 1, false, true, PASS_LOOKS, &next);
  add_takers(w, OPENING_SECOND, &next.takers);
  if (next.over)
    add_always(w, OPENING_SECOND);
  if (next.over || next.at_end)
    set_bit(w->out->ended, w->number);
  if (in->op != OP_TEST) {
    add_element(w, OPENING_SECOND, in, PART_INSIDE);
    add_element(w, OPENING_SECOND, in, PART_END);
  }
}

/* The last tokens of what is looked for behind. */
static void add_last_tokens(walk *w, const look *k) {
  const instruction *code = w->p->code.at;
  uint32_t accept = code[k->entry - 1].x - 1; /* a jump over the pattern stands before it */
  for (uint32_t pc = k->entry; pc < accept; pc++) {
    reached next;
    if (code[pc].op != OP_TEST && code[pc].op != OP_LEXICON && code[pc].op != OP_MENTION)
      continue;
    find_reached(w, pc + 1, false, true, INSIDE_PATTERN, &next);
    if (!next.over && !next.at_end)
      continue;
    if (code[pc].op == OP_TEST) {
      add_opener(w, OPENING_BEFORE, code[pc].x);
    } else {
      add_element(w, OPENING_BEFORE, &code[pc], PART_ALONE);
      add_element(w, OPENING_BEFORE, &code[pc], PART_END);
    }
  }
}

static void add_program(walk *w) {
  reached first, free;
  find_reached(w, 0, true, false, STOP_AT_LOOKS, &first); /* before the unit there is nothing to look at */
  add_takers(w, OPENING_UNIT, &first.takers);
  for (size_t i = 0; i < first.takers.count; i++)
    add_seconds(w, first.takers.at[i]);
  find_reached(w, 0, false, false, PASS_LOOKS, &first);
  add_takers(w, OPENING_FIRST, &first.takers);
  for (size_t i = 0; i < first.takers.count; i++)
    add_seconds(w, first.takers.at[i]);
  find_reached(w, 0, false, false, STOP_AT_LOOKS, &free);
  if (free.takers.count)
    add_always(w, OPENING_BEFORE);
  for (size_t i = 0; i < free.looks.count && !free.takers.count; i++) /* the first on each path */
    add_last_tokens(w, &w->p->looks.at[free.looks.at[i]]);
}

/* ---- the table -------------------------------------------------------------------- */

static int by_key(const void *a, const void *b) {
  const opener *x = a, *y = b;
  return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->bit > y->bit) - (x->bit < y->bit);
}

/* Each once, by key: what quantifiers were unrolled to says the same. */
static void sort_openers(opener_vec *v) {
  size_t kept = 0;
  if (v->count)
    qsort(v->at, v->count, sizeof *v->at, by_key);
  for (size_t i = 0; i < v->count; i++) {
    if (kept == 0 || by_key(&v->at[kept - 1], &v->at[i]) != 0)
      v->at[kept++] = v->at[i];
  }
  v->count = kept;
}

static bool index_openers(walk *w, uint32_t keys, arena *a) {
  opening_table *o = w->out;
  uint32_t total = 0;
  o->key_first = arena_array(a, keys + 1, sizeof *o->key_first);
  o->key_bits = arena_array(a, w->openers.count + 1, sizeof *o->key_bits);
  if (!o->key_first || !o->key_bits)
    return false;
  for (uint32_t key = 0; key <= keys; key++) {
    o->key_first[key] = total;
    for (; total < w->openers.count && w->openers.at[total].key == key; total++)
      o->key_bits[total] = w->openers.at[total].bit;
    if (key < o->test_count && total > o->key_first[key])
      set_bit(o->asked, key);
  }
  return true;
}

static void note_block(const opening_table *o, uint32_t bit, edge_blocks *to) {
  uint32_t set = bit / (64u * o->words), block = 1u << (bit / 64u % o->words / OPENINGS_BLOCK);
  if (set == OPENING_BEFORE)
    to->before |= block;
  else if (set == OPENING_SECOND)
    to->second |= block;
  else
    to->first |= block;
}

static bool note_edge_blocks(opening_table *o, uint32_t edges, arena *a) {
  o->of_edges = arena_array(a, edges + 1, sizeof *o->of_edges);
  for (uint32_t element = 0; o->of_edges && element < edges << 2; element++) {
    for (uint32_t i = o->key_first[o->test_count + element]; i < o->key_first[o->test_count + element + 1]; i++)
      note_block(o, o->key_bits[i], &o->of_edges[element >> 2]);
  }
  return o->of_edges != NULL;
}

static bool walk_begin(walk *w, const program *p) {
  size_t n = p->code.count;
  w->p = p;
  w->searches = 0;
  w->seen = arena_array(w->memory, 2 * n, sizeof *w->seen);
  w->stack = arena_array(w->memory, 2 * n + 2, sizeof *w->stack);
  return w->seen && w->stack;
}

bool openings_init(opening_table *o, const program *const *programs, size_t count, const predicate_set *predicates,
                   uint32_t list_count, uint32_t edges, arena *a, arena *scratch) {
  walk w = {.out = o, .list_count = list_count, .memory = scratch};
  o->words = (uint32_t)((count + 63) / 64 + OPENINGS_BLOCK - 1) / OPENINGS_BLOCK * OPENINGS_BLOCK;
  o->row_words = OPENINGS * o->words;
  o->test_count = (uint32_t)predicates->tests.count;
  o->asked = arena_array(a, o->test_count / 64 + 1, sizeof *o->asked);
  o->always = arena_array(a, o->row_words + 1, sizeof *o->always);
  o->begun = arena_array(a, o->words + 1, sizeof *o->begun);
  o->ended = arena_array(a, o->words + 1, sizeof *o->ended);
  bool ok = o->asked && o->always && o->begun && o->ended;
  if (ok)
    memset(o->begun, 0xff, o->words * sizeof *o->begun);
  for (uint32_t i = 0; ok && i < count; i++) {
    w.number = i;
    ok = walk_begin(&w, programs[i]);
    if (ok)
      add_program(&w);
    ok = ok && !w.failed;
  }
  if (ok)
    sort_openers(&w.openers);
  return ok && index_openers(&w, o->test_count + (edges << 2), a) && note_edge_blocks(o, edges, a);
}

bool openings_part(opening_table *o, uint32_t edges, answer_table *out, arena *a) {
  *out = (answer_table){o->asked, o->key_first, o->key_bits, o->always, o->row_words};
  bool ok = answer_keys_keep(&o->key_first, &o->key_bits, o->test_count, o->test_count + (edges << 2), a);
  o->test_count = 0;
  o->asked = NULL;
  return ok;
}

void openings_of_element(const opening_table *o, uint32_t element, uint64_t *row) {
  uint32_t key = o->test_count + element;
  for (uint32_t i = o->key_first[key]; i < o->key_first[key + 1]; i++)
    set_bit(row, o->key_bits[i]);
}
