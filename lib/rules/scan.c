#include "rules/scan.h"

/* Flag of entries in `next`. */
#define SCAN_ACCEPTS 0x8000u
/* States leave room for that flag. */
#define STATES_MAX  0x7ff0u
#define SYMBOLS_MAX 0xfff0u

static uint32_t item_count(const scan *s) {
  return 2 * ((uint32_t)s->of->positions.count + s->of->rule_count);
}

static uint32_t accept_item(const scan *s) {
  return 2 * (uint32_t)s->of->positions.count;
}

bool scan_init(scan *s, const prefilter *of, const class_cache *classes, const edge_sets *edges,
               const evx_allocator *allocator) {
  *s = (scan){.of = of, .classes = classes, .edges = edges, .allocator = allocator};
  s->states_max = STATES_MAX;
  s->symbols_max = SYMBOLS_MAX;
  s->mark_words = item_count(s) / 64 + 1;
  s->alive_words = (of->rule_count + 63) / 64;
  pairmap_init(&s->edge_symbol, allocator);
  pairmap_init(&s->rare, allocator);
  arena_init(&s->memory, allocator);
  s->marks = memory_zalloc(allocator, s->mark_words * sizeof *s->marks);
  s->alive = memory_zalloc(allocator, s->alive_words * sizeof *s->alive);
  s->key = memory_zalloc(allocator, (item_count(s) + 1) * sizeof *s->key);
  return intern_init(&s->subsets, allocator) && intern_init(&s->symbols, allocator) &&
         intern_init(&s->states, allocator) && s->marks && s->alive && s->key;
}

void scan_free(scan *s) {
  const evx_allocator *al = s->allocator;
  if (!al)
    return;
  memory_release(al, s->class_symbol, s->class_room * sizeof *s->class_symbol);
  memory_release(al, s->subset_of, s->subset_room * sizeof *s->subset_of);
  memory_release(al, s->next, s->next_room * sizeof *s->next);
  memory_release(al, s->marks, s->mark_words * sizeof *s->marks);
  memory_release(al, s->alive, s->alive_words * sizeof *s->alive);
  memory_release(al, s->key, (item_count(s) + 1) * sizeof *s->key);
  pairmap_free(&s->edge_symbol);
  pairmap_free(&s->rare);
  intern_free(&s->subsets);
  intern_free(&s->symbols);
  intern_free(&s->states);
  arena_free(&s->memory);
}

void scan_clear(scan *s) {
  if (s->class_symbol)
    memset(s->class_symbol, 0, s->class_room * sizeof *s->class_symbol);
  if (s->subset_of)
    memset(s->subset_of, 0, s->subset_room * sizeof *s->subset_of);
  memory_release(s->allocator, s->next, s->next_room * sizeof *s->next);
  s->next = NULL;
  s->next_room = 0;
  s->first = 0;
  pairmap_free(&s->rare);
  pairmap_clear(&s->edge_symbol);
  intern_clear(&s->subsets);
  intern_clear(&s->symbols);
  intern_clear(&s->states);
  arena_reset(&s->memory, 1 << 14);
  memset(&s->symbol, 0, sizeof s->symbol);
}

size_t scan_bytes(const scan *s) {
  return s->next_room * sizeof *s->next + s->class_room * sizeof *s->class_symbol +
         s->subset_room * sizeof *s->subset_of + intern_bytes(&s->subsets) + intern_bytes(&s->symbols) +
         intern_bytes(&s->states) + arena_bytes(&s->memory) +
         ((size_t)s->edge_symbol.room + s->rare.room) * sizeof(pairmap_slot);
}

/* Resizes a zeroed array to `need` elements of `each` bytes or more. */
static bool grow(scan *s, void **at, uint32_t *room, uint32_t need, size_t each) {
  uint32_t more = *room ? *room : 256;
  while (more < need)
    more *= 2;
  void *made = memory_resize(s->allocator, *at, *room * each, more * each);
  if (!made) {
    s->failed = true;
    return false;
  }
  memset((char *)made + *room * each, 0, (more - *room) * each);
  *at = made;
  *room = more;
  return true;
}

/* ---- symbols --------------------------------------------------------------------- */

/* The symbol of a key, with what it is if it is new; 0 when memory is out. */
static uint16_t add_symbol(scan *s, const void *key, size_t size, scan_symbol is) {
  uint32_t id = intern_add(&s->symbols, key, size);
  while (id != INTERN_NONE && s->symbol.count <= id) {
    if (!VEC_ADD(&s->symbol, &s->memory, is))
      id = INTERN_NONE;
  }
  if (id == INTERN_NONE) {
    s->failed = true;
    return 0;
  }
  return (uint16_t)id;
}

static uint16_t find_class_symbol(scan *s, uint32_t class) {
  uint64_t *answers = s->marks;
  const prefilter *f = s->of;
  if (class >= s->class_room && !grow(s, (void **)&s->class_symbol, &s->class_room, class + 1, sizeof *s->class_symbol))
    return 0;
  /* A phase has at most one test a position, and marks have room for two bits a position. */
  size_t words = f->tests.count / 64 + 1;
  memset(answers, 0, words * sizeof *answers);
  for (size_t i = 0; i < f->tests.count; i++)
    answers[i >> 6] |= (uint64_t)class_has(class_bits(s->classes, class), f->tests.at[i]) << (i & 63);
  return s->class_symbol[class] = add_symbol(s, answers, words * sizeof *answers, (scan_symbol){class, 0, NULL, 0});
}

/* What of an edge set concerns this phase; INTERN_NONE when memory is out. */
static uint32_t find_subset(scan *s, uint32_t set) {
  size_t count = 0, kept = 0, k = 0;
  const uint32_t *elements = edge_set(s->edges, set, &count);
  uint32_t subset = INTERN_NONE;
  uint32_t *mine = arena_array(&s->memory, count, sizeof *mine);
  for (size_t i = 0; mine && i < count; i++) {
    while (k < s->of->edges.count && s->of->edges.at[k] < elements[i] >> 2)
      k++;
    if (k < s->of->edges.count && s->of->edges.at[k] == elements[i] >> 2)
      mine[kept++] = elements[i];
  }
  if (mine && (set < s->subset_room || grow(s, (void **)&s->subset_of, &s->subset_room, set + 1, sizeof *s->subset_of)))
    subset = intern_add(&s->subsets, (const char *)mine, kept * sizeof *mine);
  if (subset == INTERN_NONE)
    s->failed = true;
  else
    s->subset_of[set] = subset + 1;
  return subset;
}

/* The symbol of a token; 0 when memory is out. */
static uint16_t symbol_of(scan *s, uint32_t class, uint32_t set) {
  uint16_t plain =
      class < s->class_room && s->class_symbol[class] ? s->class_symbol[class] : find_class_symbol(s, class);
  if (set == 0 || plain == 0)
    return plain;
  uint32_t subset = set < s->subset_room && s->subset_of[set] ? s->subset_of[set] - 1 : find_subset(s, set);
  if (subset == 0 || subset == INTERN_NONE)
    return subset == 0 ? plain : 0;
  uint16_t symbol = (uint16_t)pairmap_find(&s->edge_symbol, plain, subset);
  if (symbol)
    return symbol;
  uint32_t key[3] = {UINT32_MAX, plain, subset};
  symbol = add_symbol(s, key, sizeof key, (scan_symbol){class, subset, NULL, 0});
  s->failed |= symbol && !pairmap_add(&s->edge_symbol, plain, subset, symbol);
  return s->failed ? 0 : symbol;
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

/* Marks where an item leads by a token. */
static void take(scan *s, uint32_t item, const scan_symbol *by) {
  const prefilter_position *p = &s->of->positions.at[item >> 1];
  if (p->edge == EDGE_TOKEN) {
    if (class_has(class_bits(s->classes, by->class), p->test))
      mark_follows(s, p);
    return;
  }
  const intern_entry *e = &s->subsets.entries[by->subset];
  const uint32_t *elements = (const uint32_t *)(const void *)e->text; /* an arena block: aligned */
  for (uint32_t i = 0; i < e->len / sizeof *elements; i++) {
    if (elements[i] >> 2 != p->edge)
      continue;
    edge_part part = (edge_part)(elements[i] & 3);
    if (part == (item & 1 ? PART_END : PART_ALONE))
      mark_follows(s, p);
    else if (part == (item & 1 ? PART_INSIDE : PART_BEGIN))
      mark(s, item | 1);
  }
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
    take(s, 2 * s->of->starts.at[i], by);
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
  scan_symbol *by = &s->symbol.at[symbol];
  const uint16_t *key = (const uint16_t *)(const void *)s->states.entries[state].text;
  uint32_t count = s->states.entries[state].len / sizeof *key;
  if (!by->starts && !find_starts(s, by))
    return 0;
  memset(s->marks, 0, s->mark_words * sizeof *s->marks);
  for (uint32_t i = 1; i < count && key[i] < accept_item(s); i++)
    take(s, key[i], by);
  if (key[0])
    for (size_t i = 0; i < s->of->unit_starts.count; i++)
      take(s, 2 * s->of->unit_starts.at[i], by);
  else
    for (uint32_t i = 0; i < by->start_count; i++)
      mark(s, by->starts[i]);
  s->key[0] = 0;
  uint32_t n = 1 + list_marks(s, s->key + 1);
  bool accepts = n > 1 && s->key[n - 1] >= accept_item(s);
  uint16_t to = add_state(s, n);
  if (to == 0)
    return 0;
  to = accepts ? to | SCAN_ACCEPTS : to;
  if (symbol < SCAN_ROW)
    s->next[(size_t)state * SCAN_ROW + symbol] = to;
  else if (!pairmap_add(&s->rare, state, symbol, to))
    s->failed = true;
  return to;
}

/* ---- a unit ---------------------------------------------------------------------- */

/* Notes the rules that accept in a state. */
static void note_accepts(scan *s, uint16_t state, bool at_end) {
  const uint16_t *key = (const uint16_t *)(const void *)s->states.entries[state].text;
  uint32_t first = accept_item(s), rules = s->of->rule_count;
  for (uint32_t i = s->states.entries[state].len / sizeof *key; i-- > 1 && key[i] >= first;) {
    uint32_t rule = key[i] - first;
    if (rule < rules || at_end)
      s->alive[rule % rules >> 6] |= (uint64_t)1 << (rule % rules & 63);
  }
}

/* What the loop of scan_unit does not find in its tables. `state` is where the token is met; 0 when memory is out. */
static uint16_t step(scan *s, uint16_t state, uint32_t class, uint32_t set) {
  if (s->symbols.count > s->symbols_max || s->states.count > s->states_max)
    state = start_over(s, state);
  uint16_t symbol = state ? symbol_of(s, class, set) : 0;
  if (symbol == 0)
    return 0;
  uint16_t to =
      symbol < SCAN_ROW ? s->next[(size_t)state * SCAN_ROW + symbol] : (uint16_t)pairmap_find(&s->rare, state, symbol);
  return to ? to : find_next(s, state, symbol);
}

bool scan_unit(scan *s, const uint32_t *classes, const uint32_t *edges, uint32_t begin, uint32_t end) {
  bool any = false;
  uint16_t state = first_state(s);
  memset(s->alive, 0, s->alive_words * sizeof *s->alive);
  for (uint32_t at = begin; at < end && !s->failed; at++) {
    uint32_t class = classes[at];
    uint16_t symbol = edges[at] == 0 && class < s->class_room ? s->class_symbol[class] : SCAN_ROW;
    uint16_t to = symbol < SCAN_ROW ? s->next[(size_t)state * SCAN_ROW + symbol] : 0;
    if (to == 0)
      to = step(s, state, class, edges[at]);
    state = to & (SCAN_ACCEPTS - 1);
    if (to & SCAN_ACCEPTS) {
      note_accepts(s, state, at + 1 == end);
      any = true;
    }
  }
  return any && !s->failed;
}
