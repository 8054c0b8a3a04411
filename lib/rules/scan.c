#include "rules/scan.h"

/* Flags of entries in `next`. */
#define SCAN_ACCEPTS 0x8000u
#define SCAN_IDLE    0x4000u /* nothing has begun that could go on */
#define SCAN_STATE   0x3fffu
/* States leave room for those flags. */
#define STATES_MAX  0x3ff0u
#define SYMBOLS_MAX 0xfff0u

static uint32_t item_count(const scan *s) {
  return 2 * ((uint32_t)s->of->positions.count + s->of->rule_count);
}

static uint32_t accept_item(const scan *s) {
  return 2 * (uint32_t)s->of->positions.count;
}

void scan_symbols_free(scan_symbols *of_kinds) {
  memory_release(of_kinds->allocator, of_kinds->at, scan_symbols_bytes(of_kinds));
  of_kinds->at = NULL;
  of_kinds->kinds = 0;
}

void scan_init(scan *s, const prefilter *of, const class_cache *classes, const kind_table *kinds,
               scan_symbols *of_kinds, uint32_t column) {
  const evx_allocator *allocator = of_kinds->allocator;
  *s = (scan){.of = of, .classes = classes, .kinds = kinds, .of_kinds = of_kinds, .column = column};
  s->allocator = allocator;
  s->states_max = STATES_MAX;
  s->symbols_max = SYMBOLS_MAX;
  s->mark_words = item_count(s) / 64 + 1;
  s->alive_words = (of->rule_count + 63) / 64;
  pairmap_init(&s->rare, allocator);
  arena_init(&s->memory, allocator);
  arena_init(&s->lasting, allocator);
}

/* Makes what a scan needs that is run for the first time: many are not, in a short text. False when memory is out. */
static bool make_ready(scan *s) {
  const prefilter *of = s->of;
  if (s->ready)
    return true;
  s->marks = arena_array(&s->lasting, s->mark_words, sizeof *s->marks);
  s->alive = arena_array(&s->lasting, s->alive_words, sizeof *s->alive);
  s->windows = arena_array(&s->lasting, of->rule_count + 1, sizeof *s->windows);
  s->key = arena_array(&s->lasting, item_count(s) + 1, sizeof *s->key);
  s->asked = arena_array(&s->lasting, of->tests.count + 1, sizeof *s->asked);
  for (size_t i = 0; s->asked && i < of->tests.count; i++) { /* in order */
    uint32_t word = of->tests.at[i] / 64;
    if (s->asked_count == 0 || s->asked[s->asked_count - 1].word != word)
      s->asked[s->asked_count++].word = word;
    s->asked[s->asked_count - 1].bits |= (uint64_t)1 << (of->tests.at[i] & 63);
  }
  s->ready = intern_init_numbers(&s->symbols, s->allocator) && intern_init_numbers(&s->states, s->allocator) &&
             s->marks && s->alive && s->windows && s->key && s->asked;
  return s->ready;
}

static inline uint16_t *symbol_slot(const scan *s, uint32_t kind) {
  return s->of_kinds->at + (size_t)kind * s->of_kinds->scans + s->column;
}

void scan_free(scan *s) {
  const evx_allocator *al = s->allocator;
  if (!al)
    return;
  memory_release(al, s->next, s->next_room * sizeof *s->next);
  memory_release(al, s->symbol_key, s->key_room * sizeof *s->symbol_key);
  memory_release(al, s->symbol, s->symbol_room * sizeof *s->symbol);
  pairmap_free(&s->rare);
  intern_free(&s->symbols);
  intern_free(&s->states);
  arena_free(&s->memory);
  arena_free(&s->lasting);
}

void scan_clear(scan *s) {
  if (!s->ready)
    return;
  for (uint32_t kind = 0; kind < s->of_kinds->kinds; kind++)
    *symbol_slot(s, kind) = 0;
  memory_release(s->allocator, s->next, s->next_room * sizeof *s->next);
  s->next = NULL;
  s->next_room = 0;
  s->first = 0;
  pairmap_free(&s->rare);
  intern_clear(&s->symbols);
  intern_clear(&s->states);
  arena_reset(&s->memory, 1 << 14);
  memory_release(s->allocator, s->symbol, s->symbol_room * sizeof *s->symbol);
  s->symbol = NULL;
  s->symbol_room = 0;
}

size_t scan_bytes(const scan *s) {
  return s->next_room * sizeof *s->next + intern_bytes(&s->symbols) + intern_bytes(&s->states) +
         arena_bytes(&s->memory) + s->symbol_room * sizeof *s->symbol + s->rare.room * sizeof(pairmap_slot);
}

/* ---- symbols --------------------------------------------------------------------- */

/* Writes which of a kind's elements of edges the rules go over; how many there are. */
static size_t write_elements(const scan *s, uint32_t kind, uint32_t *elements) {
  const prefilter *f = s->of;
  size_t count = 0, kept = 0, k = 0;
  const uint32_t *all = kind_edges(s->kinds, kind, &count);
  for (size_t i = 0; i < count; i++) {
    while (k < f->edges.count && f->edges.at[k] < all[i] >> 2)
      k++;
    if (k < f->edges.count && f->edges.at[k] == all[i] >> 2)
      elements[kept++] = all[i];
  }
  return kept;
}

/* Room for the key of one symbol; NULL when memory is out. */
static uint64_t *symbol_key(scan *s, size_t words) {
  if (words > s->key_room) {
    uint64_t *made = memory_resize(s->allocator, s->symbol_key, s->key_room * sizeof *made, 2 * words * sizeof *made);
    if (!made)
      return NULL;
    s->symbol_key = made;
    s->key_room = 2 * words;
  }
  s->symbol_key[0] = 0;
  return s->symbol_key;
}

/* What the rules see of a kind: the answers to their tests, then the elements of edges that they go over. */
static uint16_t add_symbol(scan *s, uint32_t kind, uint64_t *key, size_t words, size_t count) {
  const uint64_t *bits = class_bits(s->classes, kind_class(s->kinds, kind));
  for (uint32_t i = 0; i < s->asked_count; i++)
    key[i] = bits[s->asked[i].word] & s->asked[i].bits;
  uint32_t id = intern_add(&s->symbols, (const char *)key, words * sizeof *key + count * sizeof(uint32_t));
  if (id == INTERN_NONE || !memory_fit(s->allocator, &s->symbol, &s->symbol_room, id, 16, sizeof *s->symbol))
    return 0;
  if (!s->symbol[id].answers)
    s->symbol[id] =
        (scan_symbol){.answers = bits,
                      .elements = (const uint32_t *)(const void *)(s->symbols.entries[id].text + words * sizeof *key),
                      .element_count = (uint32_t)count};
  return (uint16_t)id;
}

/* The symbol of a kind; 0 when memory is out. Most edges are none of the rules': what they stand in for is the class.
 */
static uint16_t find_symbol(scan *s, uint32_t kind) {
  /* Of rules that ask only for edges a key would be empty, and an empty text has the number 0. */
  size_t words = s->asked_count ? s->asked_count : 1, count = 0;
  kind_edges(s->kinds, kind, &count);
  uint64_t *key = symbol_key(s, words + count / 2 + 1);
  uint16_t symbol = 0;
  scan_symbols *x = s->of_kinds;
  if (key && memory_fit(s->allocator, &x->at, &x->kinds, kind, 128, x->scans * sizeof *x->at)) {
    count = write_elements(s, kind, (uint32_t *)(void *)(key + words));
    uint32_t plain = count ? kind : kind_plain(s->kinds, kind);
    if (plain != kind && plain < x->kinds)
      symbol = *symbol_slot(s, plain);
    if (!symbol && (symbol = add_symbol(s, kind, key, words, count)) && plain < x->kinds)
      *symbol_slot(s, plain) = symbol;
  }
  s->failed |= symbol == 0;
  return symbol ? *symbol_slot(s, kind) = symbol : 0;
}

/* ---- states ---------------------------------------------------------------------- */

static void mark(scan *s, uint32_t item) {
  s->marks[item >> 6] |= (uint64_t)1 << (item & 63);
}

static void mark_follows(scan *s, const prefilter_position *p) {
  uint32_t accepts = accept_item(s);
  for (uint32_t i = p->first; i < p->first + p->count; i++) {
    uint32_t f = s->of->follows.at[i], number = f & FOLLOW_NUMBER;
    mark(s, f & FOLLOW_ACCEPT       ? accepts + number
            : f & FOLLOW_ACCEPT_END ? accepts + s->of->rule_count + number
                                    : 2 * number);
  }
}

static void take_edge(scan *s, const prefilter_position *p, uint32_t item, const scan_symbol *by) {
  for (uint32_t i = 0; i < by->element_count; i++) {
    if (by->elements[i] >> 2 != p->edge)
      continue;
    edge_part part = (edge_part)(by->elements[i] & 3);
    if (part == (item & 1 ? PART_END : PART_ALONE))
      mark_follows(s, p);
    else if (part == (item & 1 ? PART_INSIDE : PART_BEGIN))
      mark(s, item | 1);
  }
}

/* Marks where an item leads by a token. */
static inline void take(scan *s, const prefilter_position *positions, uint32_t item, const scan_symbol *by) {
  const prefilter_position *p = &positions[item >> 1];
  if (p->edge != EDGE_TOKEN)
    take_edge(s, p, item, by);
  else if (class_has(by->answers, p->test))
    mark_follows(s, p);
}

/* Writes the marked items to `to`, and takes the marks away. */
static uint32_t list_marks(scan *s, uint16_t *to) {
  uint32_t n = 0;
  for (uint32_t w = 0; w < s->mark_words; w++) {
    for (uint64_t rest = s->marks[w]; rest; rest &= rest - 1)
      to[n++] = (uint16_t)(w * 64 + (uint32_t)__builtin_ctzll(rest));
    s->marks[w] = 0;
  }
  return n;
}

/* Finds what matches that begin at such a token lead to. */
static bool find_starts(scan *s, scan_symbol *by) {
  memset(s->marks, 0, s->mark_words * sizeof *s->marks);
  for (size_t i = 0; i < s->of->starts.count; i++)
    take(s, s->of->positions.at, 2 * s->of->starts.at[i], by);
  uint32_t n = list_marks(s, s->key);
  uint16_t *starts = arena_alloc(&s->memory, (n + 1) * sizeof *starts);
  if (!starts) {
    s->failed = true;
    return false;
  }
  memcpy(starts, s->key, n * sizeof *starts);
  by->starts = starts;
  by->start_count = n;
  return true;
}

/* The state with the key of `count` numbers in `key`; 0 when memory is out. */
static uint16_t add_state(scan *s, uint32_t count) {
  uint32_t id = intern_add(&s->states, (const char *)s->key, count * sizeof *s->key);
  if (id == INTERN_NONE) {
    s->failed = true;
    return 0;
  }
  size_t need = ((size_t)id + 1) * SCAN_ROW;
  if (need > s->next_room) {
    size_t room = s->next_room ? s->next_room * 2 : (size_t)16 * SCAN_ROW;
    uint16_t *next = memory_resize(s->allocator, s->next, s->next_room * sizeof *next, room * sizeof *next);
    if (!next) {
      s->failed = true;
      return 0;
    }
    memset(next + s->next_room, 0, (room - s->next_room) * sizeof *next);
    s->next = next;
    s->next_room = room;
  }
  return (uint16_t)id;
}

/* The state at a unit's first token. */
static uint16_t first_state(scan *s) {
  s->key[0] = 1;
  return s->first ? s->first : (s->first = add_state(s, 1));
}

/* Forgets all but the state, and gives its new number. */
static uint16_t start_over(scan *s, uint16_t state) {
  uint32_t count = s->states.entries[state].len / sizeof *s->key;
  memcpy(s->key, s->states.entries[state].text, count * sizeof *s->key);
  scan_clear(s);
  return add_state(s, count);
}

/* The entry of `next` for a state and a symbol; 0 when memory is out. */
static uint16_t find_next(scan *s, uint16_t state, uint16_t symbol) {
  scan_symbol *by = &s->symbol[symbol];
  const uint16_t *key = (const uint16_t *)(const void *)s->states.entries[state].text;
  uint32_t count = s->states.entries[state].len / sizeof *key, accepts_from = accept_item(s);
  const prefilter_position *positions = s->of->positions.at;
  if (!by->starts && !find_starts(s, by))
    return 0;
  memset(s->marks, 0, s->mark_words * sizeof *s->marks);
  for (uint32_t i = 1; i < count && key[i] < accepts_from; i++)
    take(s, positions, key[i], by);
  if (key[0])
    for (size_t i = 0; i < s->of->unit_starts.count; i++)
      take(s, positions, 2 * s->of->unit_starts.at[i], by);
  else
    for (uint32_t i = 0; i < by->start_count; i++)
      mark(s, by->starts[i]);
  s->key[0] = 0;
  uint32_t n = 1 + list_marks(s, s->key + 1);
  bool accepts = n > 1 && s->key[n - 1] >= accepts_from, idle = n == 1 || s->key[1] >= accepts_from;
  uint16_t to = add_state(s, n);
  if (to == 0)
    return 0;
  to = (uint16_t)(to | (accepts ? SCAN_ACCEPTS : 0) | (idle ? SCAN_IDLE : 0));
  if (symbol < SCAN_ROW)
    s->next[(size_t)state * SCAN_ROW + symbol] = to;
  else if (!pairmap_add(&s->rare, state, symbol, to))
    s->failed = true;
  return to;
}

/* ---- a unit ---------------------------------------------------------------------- */

/* Notes the rules that accept in a state behind token `at`: what they match began no earlier than at `begin`. */
static __attribute__((noinline)) void note_accepts(scan *s, uint16_t state, uint32_t begin, uint32_t at, bool at_end) {
  const uint16_t *key = (const uint16_t *)(const void *)s->states.entries[state].text;
  uint32_t first = accept_item(s), rules = s->of->rule_count;
  for (uint32_t i = s->states.entries[state].len / sizeof *key; i-- > 1 && key[i] >= first;) {
    uint32_t rule = key[i] - first;
    if (rule >= rules && !at_end)
      continue;
    rule %= rules;
    uint64_t bit = (uint64_t)1 << (rule & 63), *alive = &s->alive[rule >> 6];
    if (!(*alive & bit))
      s->windows[rule].begin = begin;
    s->windows[rule].end = at + 1;
    *alive |= bit;
  }
}

/* What the loop of scan_unit does not find in its tables. `state` is where the token is met; 0 when memory is out. */
static __attribute__((noinline)) uint16_t step(scan *s, uint16_t state, uint32_t kind) {
  if (s->symbols.count > s->symbols_max || s->states.count > s->states_max)
    state = start_over(s, state);
  uint16_t symbol = kind < s->of_kinds->kinds ? *symbol_slot(s, kind) : 0;
  if (state == 0 || (symbol == 0 && (symbol = find_symbol(s, kind)) == 0))
    return 0;
  uint16_t to =
      symbol < SCAN_ROW ? s->next[(size_t)state * SCAN_ROW + symbol] : (uint16_t)pairmap_find(&s->rare, state, symbol);
  return to ? to : find_next(s, state, symbol);
}

bool scan_unit(scan *s, const uint32_t *kinds, uint32_t begin, uint32_t end) {
  bool any = false;
  if (!make_ready(s)) {
    s->failed = true;
    return false;
  }
  uint32_t state = first_state(s);
  uint32_t busy = begin; /* nothing that began before this token can go on */
  memset(s->alive, 0, s->alive_words * sizeof *s->alive);
  for (uint32_t at = begin; at < end && !s->failed;) {
    const uint16_t *symbols = s->of_kinds->at + s->column, *next = s->next;
    uint32_t room = s->of_kinds->kinds, to = 0;
    size_t row = s->of_kinds->scans;
    while (at < end) { /* what is most of the time: registers do for it */
      uint32_t symbol = kinds[at] < room ? symbols[kinds[at] * row] : SCAN_ROW;
      to = symbol < SCAN_ROW ? next[(size_t)state * SCAN_ROW + symbol] : 0;
      if (to == 0 || to & SCAN_ACCEPTS)
        break;
      at++;
      state = to & SCAN_STATE;
      busy = to & SCAN_IDLE ? at : busy;
    }
    if (at == end)
      break;
    if (to == 0)
      to = step(s, (uint16_t)state, kinds[at]);
    state = to & SCAN_STATE;
    if (to & SCAN_ACCEPTS) {
      note_accepts(s, (uint16_t)state, busy, at, at + 1 == end);
      any = true;
    }
    at++;
    busy = to & SCAN_IDLE ? at : busy;
  }
  return any && !s->failed;
}
