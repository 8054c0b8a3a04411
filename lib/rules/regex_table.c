#include "rules/regex_table.h"

#include <string.h>

enum {
  POSITIONS = 256, /* characters and classes of a pattern, repetitions written out */
  STATES = 256,
  DEPTH = 32, /* of groups */
  SET_WORDS = POSITIONS / 64,
  CHAR_WORDS = (REGEX_CHARS + 63) / 64
};

typedef struct positions {
  uint64_t words[SET_WORDS];
} positions;

typedef struct chars {
  uint64_t words[CHAR_WORDS]; /* REGEX_ASCII: those beyond ASCII, or some of them */
} chars;

typedef struct maker {
  const char *at, *end;
  bool caseless;
  bool failed; /* the pattern is none for a table */
  unsigned depth;
  size_t count;               /* of positions */
  chars of[POSITIONS];        /* what each takes */
  positions after[POSITIONS]; /* those that may follow each */
} maker;

/* A part of a pattern: whether it matches nothing at all, and the positions that it can begin and end with. */
typedef struct part {
  bool empty;
  positions first, last;
} part;

/* ---- sets --------------------------------------------------------------------- */

static void join(positions *a, const positions *b) {
  for (size_t i = 0; i < SET_WORDS; i++)
    a->words[i] |= b->words[i];
}

static bool holds(const positions *set, size_t position) {
  return set->words[position / 64] >> (position % 64) & 1;
}

static void add_char(chars *set, size_t c) {
  set->words[c / 64] |= (uint64_t)1 << (c % 64);
}

static bool has_char(const chars *set, size_t c) {
  return set->words[c / 64] >> (c % 64) & 1;
}

static void add_range(chars *set, unsigned first, unsigned last) {
  for (unsigned c = first; c <= last && c < REGEX_ASCII; c++)
    add_char(set, c);
  if (last >= REGEX_ASCII)
    add_char(set, REGEX_ASCII);
}

/* Beyond ASCII both a set and its complement have some. */
static void complement(chars *set) {
  for (size_t c = 0; c < REGEX_ASCII; c++)
    set->words[c / 64] ^= (uint64_t)1 << (c % 64);
  add_char(set, REGEX_ASCII);
}

/* U+017F and U+212A are a small s and a capital K without regard to case. */
static void add_other_case(chars *set) {
  for (unsigned c = 'a'; c <= 'z'; c++) {
    if (!has_char(set, c) && !has_char(set, c - 'a' + 'A'))
      continue;
    add_char(set, c);
    add_char(set, c - 'a' + 'A');
    if (c == 'k' || c == 's')
      add_char(set, REGEX_ASCII);
  }
}

/* ---- characters and classes ------------------------------------------------------ */

static chars fail(maker *m) {
  m->failed = true;
  return (chars){{0}};
}

static bool next_is(const maker *m, char c) {
  return m->at < m->end && *m->at == c;
}

static bool take(maker *m, char c) {
  bool is = next_is(m, c);
  m->at += is;
  return is;
}

/* \p{Lu}: the letters of one case are not asked for without regard to it. No symbol of {So} is ASCII. */
static chars property(maker *m) {
  static const struct {
    const char *name;
    bool upper, lower;
  } known[] = {{"{Lu}", true, false}, {"{Ll}", false, true}, {"{L}", true, true}, {"{So}", false, false}};
  chars set = {{0}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    size_t len = strlen(known[i].name);
    if ((size_t)(m->end - m->at) < len || memcmp(m->at, known[i].name, len) != 0)
      continue;
    m->at += len;
    if (m->caseless && known[i].upper != known[i].lower)
      break;
    if (known[i].upper)
      add_range(&set, 'A', 'Z');
    if (known[i].lower)
      add_range(&set, 'a', 'z');
    add_char(&set, REGEX_ASCII);
    return set;
  }
  return fail(m);
}

/* What stands behind a backslash. */
static chars escape(maker *m) {
  chars set = {{0}};
  unsigned char c = m->at < m->end ? (unsigned char)*m->at++ : 0;
  switch (c) {
  case 'p': return property(m);
  case 'd':
  case 'D': add_range(&set, '0', '9'); break;
  case 's':
  case 'S': add_range(&set, '\t', '\r'), add_char(&set, ' '); break;
  default:
    if (c <= ' ' || c >= REGEX_ASCII || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
      return fail(m);
    add_char(&set, c);
    return set;
  }
  add_char(&set, REGEX_ASCII);
  if (c == 'D' || c == 'S')
    complement(&set);
  return set;
}

/* The characters beyond ASCII that have a case in ASCII: U+017F and U+212A. */
static bool has_ascii_case(const char *bytes, size_t len) {
  return (len == 2 && memcmp(bytes, "\xc5\xbf", len) == 0) || (len == 3 && memcmp(bytes, "\xe2\x84\xaa", len) == 0);
}

/* The character at m->at; REGEX_ASCII for one beyond ASCII, whose bytes are gone over. */
static unsigned take_char(maker *m) {
  const char *begin = m->at;
  unsigned char c = (unsigned char)*m->at++;
  if (c < REGEX_ASCII)
    return c;
  while (m->at < m->end && ((unsigned char)*m->at & 0xc0) == 0x80)
    m->at++;
  m->failed |= m->caseless && has_ascii_case(begin, (size_t)(m->at - begin));
  return REGEX_ASCII;
}

static void class_item(maker *m, chars *set) {
  if (take(m, '\\')) {
    chars item = escape(m);
    for (size_t i = 0; i < CHAR_WORDS; i++)
      set->words[i] |= item.words[i];
    m->failed |= next_is(m, '-');
    return;
  }
  unsigned first = take_char(m), last = first;
  if (next_is(m, '-') && m->end - m->at > 1 && m->at[1] != ']') {
    m->at++;
    if (next_is(m, '\\') || next_is(m, '['))
      m->failed = true;
    last = take_char(m);
    m->failed |= m->caseless && last == REGEX_ASCII; /* something in between may have a case in ASCII */
  }
  m->failed |= first == '[' && (next_is(m, ':') || next_is(m, '.') || next_is(m, '='));
  add_range(set, first, last);
}

/* Behind a bracket. */
static chars class_of(maker *m) {
  chars set = {{0}};
  bool other = take(m, '^');
  if (next_is(m, ']')) /* a literal one; not worth it */
    return fail(m);
  while (!m->failed && m->at < m->end && *m->at != ']')
    class_item(m, &set);
  if (!take(m, ']'))
    return fail(m);
  if (m->caseless)
    add_other_case(&set);
  if (other)
    complement(&set);
  return set;
}

static chars one_character(maker *m) {
  chars set = {{0}};
  if (take(m, '['))
    return class_of(m);
  if (take(m, '.')) {
    add_char(&set, '\n');
    complement(&set);
    return set;
  }
  if (take(m, '\\'))
    set = escape(m);
  else if (strchr("^$*+?{", *m->at))
    return fail(m);
  else
    add_char(&set, take_char(m));
  if (m->caseless)
    add_other_case(&set);
  return set;
}

/* ---- patterns ------------------------------------------------------------------ */

static part choice(maker *m);

static part atom_part(maker *m) {
  part p = {.empty = false};
  if (take(m, '(')) {
    if (m->depth++ == DEPTH || next_is(m, '*') || (take(m, '?') && !take(m, ':')))
      m->failed = true;
    if (!m->failed)
      p = choice(m);
    m->depth--;
    m->failed |= !take(m, ')');
    return p;
  }
  chars set = one_character(m);
  m->failed |= m->count == POSITIONS;
  if (!m->failed) {
    p.first.words[m->count / 64] = p.last.words[m->count / 64] = (uint64_t)1 << (m->count % 64);
    m->of[m->count++] = set;
  }
  return p;
}

static void follow(maker *m, const positions *last, const positions *first) {
  for (size_t i = 0; i < m->count; i++) {
    if (holds(last, i))
      join(&m->after[i], first);
  }
}

static part sequence_of(maker *m, const part *a, const part *b) {
  part both = {.empty = a->empty && b->empty, .first = a->first, .last = b->last};
  follow(m, &a->last, &b->first);
  if (a->empty)
    join(&both.first, &b->first);
  if (b->empty)
    join(&both.last, &a->last);
  return both;
}

static unsigned number(maker *m) {
  unsigned n = 0;
  m->failed |= m->at == m->end || *m->at < '0' || *m->at > '9';
  for (; !m->failed && m->at < m->end && *m->at >= '0' && *m->at <= '9'; m->at++) {
    n = n * 10 + (unsigned)(*m->at - '0');
    m->failed |= n > POSITIONS;
  }
  return n;
}

/* How often what comes before is repeated; `most` 0 where there is no end. */
static void repetition(maker *m, unsigned *least, unsigned *most) {
  *least = *most = 1;
  if (take(m, '?')) {
    *least = 0;
  } else if (take(m, '*')) {
    *least = *most = 0;
  } else if (take(m, '+')) {
    *most = 0;
  } else if (take(m, '{')) {
    *least = *most = number(m);
    if (take(m, ','))
      *most = next_is(m, '}') ? 0 : number(m);
    m->failed |= !take(m, '}') || (*most && *most < *least) || (!*most && !*least);
  } else {
    return;
  }
  take(m, '?'); /* what a repetition prefers makes no difference to the whole */
  m->failed |= next_is(m, '+');
}

/* A repeated atom is read once more for each time that it may stand there. */
static part repeated(maker *m) {
  const char *begin = m->at;
  part all = atom_part(m);
  unsigned least = 1, most = 1;
  repetition(m, &least, &most);
  const char *end = m->at;
  part one = all;
  all.empty |= least == 0;
  for (unsigned n = 2; !m->failed && n <= (most > least ? most : least); n++) {
    m->at = begin;
    one = atom_part(m);
    part copy = one;
    copy.empty |= n > least;
    all = sequence_of(m, &all, &copy);
  }
  if (most == 0)
    follow(m, &one.last, &one.first);
  m->at = end;
  return all;
}

static part sequence(maker *m) {
  part all = {.empty = true};
  while (!m->failed && m->at < m->end && *m->at != '|' && *m->at != ')') {
    part next = repeated(m);
    all = sequence_of(m, &all, &next);
  }
  return all;
}

static part choice(maker *m) {
  part all = sequence(m);
  while (!m->failed && take(m, '|')) {
    part other = sequence(m);
    all.empty |= other.empty;
    join(&all.first, &other.first);
    join(&all.last, &other.last);
  }
  return all;
}

/* ---- states ------------------------------------------------------------------- */

typedef struct states {
  positions sets[STATES];        /* those that a text has come to */
  positions takers[REGEX_CHARS]; /* by column: the positions that take its characters */
  uint8_t next[STATES * REGEX_CHARS];
  bool accepts[STATES];
  size_t count;
} states;

/* Characters that the same positions take have a column in common. */
static void find_columns(const maker *m, regex_table *t, states *s) {
  t->columns = 0;
  for (size_t c = 0; c < REGEX_CHARS; c++) {
    positions takers = {{0}};
    for (size_t i = 0; i < m->count; i++)
      takers.words[i / 64] |= (uint64_t)has_char(&m->of[i], c) << (i % 64);
    uint8_t column = 0;
    while (column < t->columns && memcmp(&s->takers[column], &takers, sizeof takers) != 0)
      column++;
    s->takers[column] = takers;
    if (column == t->columns)
      t->columns++;
    t->column[c] = column;
  }
}

/* The state of a set of positions; 0 where there are too many. */
static uint8_t state_of(const maker *m, states *s, const positions *set, const part *whole) {
  size_t i = 2;
  while (i < s->count && memcmp(&s->sets[i], set, sizeof *set) != 0)
    i++;
  if (i == STATES)
    return 0;
  if (i == s->count) {
    s->sets[s->count++] = *set;
    for (size_t p = 0; p < m->count; p++)
      s->accepts[i] |= holds(set, p) && holds(&whole->last, p);
  }
  return (uint8_t)i;
}

static bool find_states(const maker *m, const regex_table *t, states *s, const part *whole) {
  s->count = 2;
  s->accepts[1] = whole->empty;
  for (size_t at = 1; at < s->count; at++) {
    positions follow = at == 1 ? whole->first : (positions){{0}};
    for (size_t i = 0; at > 1 && i < m->count; i++) {
      if (holds(&s->sets[at], i))
        join(&follow, &m->after[i]);
    }
    for (size_t c = 0; c < t->columns; c++) {
      positions to;
      uint64_t any = 0;
      for (size_t w = 0; w < SET_WORDS; w++)
        any |= to.words[w] = follow.words[w] & s->takers[c].words[w];
      uint8_t state = any ? state_of(m, s, &to, whole) : 0;
      if (any && !state)
        return false;
      s->next[at * t->columns + c] = state;
    }
  }
  return true;
}

static bool keep(const states *s, regex_table *t, arena *a) {
  size_t cells = s->count * t->columns;
  uint8_t *next = arena_alloc(a, cells);
  bool *accepts = arena_alloc(a, s->count * sizeof *accepts);
  if (!next || !accepts)
    return false;
  t->states = (uint16_t)s->count;
  t->next = memcpy(next, s->next, cells);
  t->accepts = memcpy(accepts, s->accepts, s->count * sizeof *accepts);
  return true;
}

/* "(?i)" in front of all: without regard to case. */
static bool take_caseless(maker *m) {
  static const char mark[] = "(?i)";
  size_t len = sizeof mark - 1;
  bool is = (size_t)(m->end - m->at) >= len && memcmp(m->at, mark, len) == 0;
  m->at += is ? len : 0;
  return is;
}

bool regex_table_make(const char *pattern, size_t len, bool caseless, arena *a, const regex_table **out) {
  const evx_allocator *allocator = a->allocator;
  maker *m = memory_zalloc(allocator, sizeof *m);
  states *s = memory_zalloc(allocator, sizeof *s);
  regex_table *t = arena_zalloc(a, sizeof *t);
  bool ok = m && s && t;
  *out = NULL;
  if (ok) {
    m->at = pattern;
    m->end = pattern + len;
    m->caseless = take_caseless(m) || caseless;
    part whole = choice(m);
    find_columns(m, t, s);
    if (!m->failed && m->at == m->end && find_states(m, t, s, &whole)) {
      ok = keep(s, t, a);
      *out = t;
    }
  }
  memory_release(allocator, m, sizeof *m);
  memory_release(allocator, s, sizeof *s);
  return ok;
}

regex_answer regex_table_ask(const regex_table *t, const char *text, size_t len) {
  unsigned state = 1;
  bool ascii = true;
  for (size_t i = 0; i < len && state; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= REGEX_ASCII) {
      if ((c & 0xc0) == 0x80) /* of the character before */
        continue;
      ascii = false;
      c = REGEX_ASCII;
    }
    state = t->next[state * t->columns + t->column[c]];
  }
  return !t->accepts[state] ? REGEX_NO : ascii ? REGEX_YES : REGEX_UNSURE;
}

bool regex_table_ends(const regex_table *t, unsigned last) {
  for (size_t state = 1; state < t->states; state++) {
    if (t->accepts[t->next[state * t->columns + t->column[last]]])
      return true;
  }
  return false;
}
