/* test_match_random.c - random rules over random texts, held against a matcher that simply tries everything: ends,
 * captures, rejects and selection. The seed is printed; EVX_SEED sets another. */
#include <stdio.h>

#include "api/engine.h"
#include "rules/ruleset_internal.h"
#include "unit.h"

enum { PACKS = 940, RULES = 5, TEXTS = 24, LETTERS = 9, CAPTURES = 2, NODES = 64, PATHS = 400 };

static uint32_t state;

static uint32_t draw(uint32_t below) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % below;
}

/* ---- patterns ----------------------------------------------------------------------- */

typedef enum kind { LETTER, NOT_LETTER, PAIR, ANY, BEGIN, END, GAP, SEQUENCE, CHOICE, ANY_ORDER, LOOK } kind;

#define ITEMS 3 /* of one node */

typedef struct node {
  kind kind;
  char letter, other;
  int min, max; /* of the quantifier; of a gap its width */
  int capture;  /* -1: none */
  bool behind, negated;
  struct node *items[ITEMS];
  int count;
} node;

typedef struct plain_rule {
  node nodes[NODES];
  int used;
  int captures; /* named so far */
  int priority;
  bool reject;
  node *pattern;
} plain_rule;

static node *new_node(plain_rule *r, kind k) {
  node *n = &r->nodes[r->used++];
  *n = (node){.kind = k, .min = 1, .max = 1, .capture = -1};
  n->letter = "abc"[draw(3)];
  n->other = "abc"[draw(3)];
  return n;
}

static void quantify(node *n) {
  static const int bounds[][2] = {{0, 1}, {0, 1}, {0, 2}, {1, 2}, {0, 3}, {2, 2}};
  size_t i = draw(COUNT_OF(bounds));
  n->min = bounds[i][0];
  n->max = bounds[i][1];
}

static node *make(plain_rule *r, int depth, bool inside_look);

static node *make_group(plain_rule *r, kind k, int depth, bool inside_look) {
  node *n = new_node(r, k);
  n->count = 2 + (int)draw(2);
  for (int i = 0; i < n->count; i++)
    n->items[i] = make(r, depth - 1, inside_look);
  return n;
}

static node *make(plain_rule *r, int depth, bool inside_look) {
  static const kind leaves[] = {LETTER, LETTER, LETTER, NOT_LETTER, PAIR, ANY, GAP};
  uint32_t choice = depth > 0 && r->used < NODES - 20 ? draw(12) : 11;
  node *n;
  if (choice < 3)
    n = make_group(r, SEQUENCE, depth, inside_look);
  else if (choice < 5)
    n = make_group(r, CHOICE, depth, inside_look);
  else if (choice == 5)
    n = make_group(r, ANY_ORDER, depth, inside_look);
  else if (choice == 6 && !inside_look) {
    n = new_node(r, LOOK);
    n->behind = draw(2);
    n->negated = draw(2);
    n->items[0] = make(r, depth - 1, true);
    n->count = 1;
    return n;
  } else if (choice == 7)
    return new_node(r, draw(2) ? BEGIN : END);
  else
    n = new_node(r, leaves[draw(COUNT_OF(leaves))]);
  if (n->kind == GAP) {
    n->min = (int)draw(2);
    n->max = n->min + 1 + (int)draw(2);
    return n;
  }
  if (draw(3) == 0)
    quantify(n);
  if (!inside_look && r->captures < CAPTURES && draw(4) == 0)
    n->capture = r->captures++;
  return n;
}

/* A pattern must not match without a token, so one stands in front: mostly a letter, which few tokens are thought to
 * be. */
static void make_rule(plain_rule *r) {
  memset(r, 0, sizeof *r);
  r->pattern = new_node(r, SEQUENCE);
  r->pattern->items[0] = new_node(r, draw(4) == 0 ? ANY : draw(3) ? LETTER : PAIR);
  r->pattern->items[1] = make(r, 3, false);
  r->pattern->items[2] = make(r, 2, false);
  r->pattern->count = 3;
  r->priority = (int)draw(3) - 1;
  r->reject = draw(8) == 0;
}

static void write_node(const node *n, char *out) {
  char *at = out + strlen(out);
  if (n->capture >= 0)
    at += sprintf(at, "c%d:", n->capture);
  switch (n->kind) {
  case LETTER: at += sprintf(at, "\"%c\"", n->letter); break;
  case NOT_LETTER: at += sprintf(at, "[!\"%c\"]", n->letter); break;
  case PAIR: at += sprintf(at, "[\"%c\" | \"%c\"]", n->letter, n->other); break;
  case ANY: at += sprintf(at, "[]"); break;
  case BEGIN: at += sprintf(at, "^"); break;
  case END: at += sprintf(at, "$"); break;
  case GAP: sprintf(at, "...{%d,%d} ", n->min, n->max); return;
  case LOOK: at += sprintf(at, "%s%s(", n->negated ? "not " : "", n->behind ? "preceded-by" : "followed-by"); break;
  case ANY_ORDER: at += sprintf(at, "any-order("); break;
  case SEQUENCE:
  case CHOICE: at += sprintf(at, "("); break;
  }
  for (int i = 0; i < n->count; i++) {
    write_node(n->items[i], at);
    at += strlen(at);
    if (i + 1 < n->count)
      at += sprintf(at, "%s", n->kind == CHOICE ? "| " : n->kind == ANY_ORDER ? ", " : "");
  }
  if (n->count)
    at += sprintf(at, ")");
  if (n->min != 1 || n->max != 1)
    at += sprintf(at, "{%d,%d}", n->min, n->max);
  sprintf(at, " ");
}

/* ---- the naive matcher: all paths, in order of preference ------------------------------ */

typedef struct path {
  int end;
  int capture[CAPTURES][2]; /* -1: unset */
} path;

typedef struct paths {
  path at[PATHS];
  int count;
} paths;

static bool too_many;

/* Lists are lent and given back in the order of the recursion. */
static paths pool[200];
static size_t lent;

static paths *lend(void) {
  if (lent == COUNT_OF(pool))
    abort(); /* not ck_assert, which writes a file at every call */
  pool[lent].count = 0;
  return &pool[lent++];
}

typedef struct subject {
  const char *text;
  int len;
} subject;

static void all_paths(const node *n, const subject *s, const path *from, paths *out);

/* Where there are more paths than room the pair is passed over. */
static void add_path(paths *out, const path *p) {
  too_many |= out->count == PATHS;
  if (out->count < PATHS)
    out->at[out->count++] = *p;
}

static void once_in_sequence(const node *n, int item, const subject *s, const path *from, paths *out) {
  if (item >= n->count || item >= ITEMS) {
    add_path(out, from);
    return;
  }
  paths *part = lend();
  all_paths(n->items[item], s, from, part);
  for (int i = 0; i < part->count; i++)
    once_in_sequence(n, item + 1, s, &part->at[i], out);
  lent--;
}

static void once_in_any_order(const node *n, int done, const subject *s, const path *from, paths *out) {
  if (done == (1 << n->count) - 1) {
    add_path(out, from);
    return;
  }
  for (int k = 0; k < n->count; k++) {
    if (done >> k & 1)
      continue;
    paths *part = lend();
    all_paths(n->items[k], s, from, part);
    for (int i = 0; i < part->count; i++)
      once_in_any_order(n, done | 1 << k, s, &part->at[i], out);
    lent--;
  }
}

static bool look_holds(const node *n, const subject *s, const path *from) {
  bool found = false;
  paths *part = lend();
  for (int begin = n->behind ? 0 : from->end; begin <= from->end && !found; begin++) {
    path start = *from;
    start.end = begin;
    part->count = 0;
    all_paths(n->items[0], s, &start, part);
    for (int i = 0; i < part->count; i++)
      found |= !n->behind || part->at[i].end == from->end;
  }
  lent--;
  return found != n->negated;
}

static void once(const node *n, const subject *s, const path *from, paths *out) {
  path next = *from;
  char c = from->end < s->len ? s->text[from->end] : '\0';
  bool holds = false;
  next.end++;
  switch (n->kind) {
  case LETTER: holds = c == n->letter; break;
  case NOT_LETTER: holds = c && c != n->letter; break;
  case PAIR: holds = c && (c == n->letter || c == n->other); break;
  case ANY: holds = c != '\0'; break;
  case BEGIN:
  case END:
  case LOOK:
    next.end--;
    holds = n->kind == BEGIN ? from->end == 0 : n->kind == END ? from->end == s->len : look_holds(n, s, from);
    break;
  case GAP:
    for (int width = n->min; width <= n->max && from->end + width <= s->len; width++) {
      next.end = from->end + width;
      add_path(out, &next);
    }
    return;
  case SEQUENCE: once_in_sequence(n, 0, s, from, out); return;
  case ANY_ORDER: once_in_any_order(n, 0, s, from, out); return;
  case CHOICE:
    for (int i = 0; i < n->count; i++)
      all_paths(n->items[i], s, from, out);
    return;
  }
  if (holds)
    add_path(out, &next);
}

/* `n` for the time number `time` and, preferably, more often. */
static void repeated(const node *n, int time, const subject *s, const path *from, paths *out) {
  paths *part = lend();
  if (time < n->max && !too_many)
    once(n, s, from, part);
  for (int i = 0; i < part->count; i++) {
    path next = part->at[i];
    if (n->capture >= 0) {
      next.capture[n->capture][0] = from->end;
      next.capture[n->capture][1] = next.end;
    }
    repeated(n, time + 1, s, &next, out);
  }
  lent--;
  if (time >= n->min)
    add_path(out, from);
}

static void all_paths(const node *n, const subject *s, const path *from, paths *out) {
  if (n->kind == GAP)
    once(n, s, from, out);
  else
    repeated(n, 0, s, from, out);
}

/* ---- the naive selection ----------------------------------------------------------------- */

typedef struct hit {
  int begin, rule;
  path found;
  bool out; /* barred, or overlaps what was accepted */
} hit;

static int find_hits(const plain_rule *rules, const subject *s, hit *hits, paths *scratch) {
  int count = 0;
  for (int begin = 0; begin < s->len; begin++) {
    for (int r = 0; r < RULES; r++) {
      path start = {begin, {{-1, -1}, {-1, -1}}};
      const path *best = NULL;
      scratch->count = 0;
      all_paths(rules[r].pattern, s, &start, scratch);
      for (int i = 0; i < scratch->count; i++) {
        if (!best || scratch->at[i].end > best->end)
          best = &scratch->at[i];
      }
      if (best && best->end > begin)
        hits[count++] = (hit){begin, r, *best, false};
    }
  }
  return count;
}

static bool overlap(const hit *a, const hit *b) {
  return a->begin < b->found.end && b->begin < a->found.end;
}

static bool better(const plain_rule *rules, const hit *a, const hit *b) {
  int la = a->found.end - a->begin, lb = b->found.end - b->begin;
  if (rules[a->rule].priority != rules[b->rule].priority)
    return rules[a->rule].priority > rules[b->rule].priority;
  return la != lb ? la > lb : a->begin != b->begin ? a->begin < b->begin : a->rule < b->rule;
}

/* Leaves the accepted hits in front; how many they are. */
static int select_hits(const plain_rule *rules, hit *hits, int count) {
  hit kept[LETTERS];
  int n = 0;
  for (int i = 0; i < count; i++) {
    for (int k = 0; k < count; k++)
      hits[i].out |= rules[hits[k].rule].reject && overlap(&hits[i], &hits[k]) &&
                     rules[hits[i].rule].priority <= rules[hits[k].rule].priority;
    hits[i].out |= rules[hits[i].rule].reject;
  }
  for (;;) {
    const hit *best = NULL;
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < n; k++)
        hits[i].out |= overlap(&hits[i], &kept[k]);
      if (!hits[i].out && (!best || better(rules, &hits[i], best)))
        best = &hits[i];
    }
    if (!best)
      break;
    kept[n++] = *best;
  }
  memcpy(hits, kept, (size_t)n * sizeof *hits);
  return n;
}

/* ---- holding the two against each other -------------------------------------------------- */

static void write_pack(const plain_rule *rules, char *pack) {
  pack += sprintf(pack, "pack t version 1\nrecord R { n: int, c0: text?, c1: text? }\nphase p\n");
  for (int r = 0; r < RULES; r++) {
    pack += sprintf(pack, "%s r%d priority %d\n  match ", rules[r].reject ? "reject" : "rule", r, rules[r].priority);
    write_node(rules[r].pattern, pack);
    pack += strlen(pack);
    if (!rules[r].reject)
      pack += sprintf(pack, "\n  mark R { n = %d%s%s }", r, rules[r].captures > 0 ? ", c0 = text(c0)" : "",
                      rules[r].captures > 1 ? ", c1 = text(c1)" : "");
    pack += sprintf(pack, "\n");
  }
}

static bool same_capture(const value *v, const int *wanted) {
  if (wanted[0] < 0 || wanted[0] == wanted[1])
    return v->kind == VALUE_UNSET || v->begin == v->end;
  return v->kind == VALUE_TEXT && (int)v->begin == wanted[0] && (int)v->end == wanted[1];
}

static bool has_mention(const mention_list *found, const hit *h) {
  for (size_t i = 0; i < found->count; i++) {
    const mention *m = &found->at[i];
    if ((int)m->begin == h->begin && (int)m->end == h->found.end && mention_field(m, 0)->as.number == h->rule)
      return same_capture(mention_field(m, 1), h->found.capture[0]) &&
             same_capture(mention_field(m, 2), h->found.capture[1]);
  }
  return false;
}

static void compare(rule_runner *runner, const plain_rule *rules, const char *pack, paths *scratch, long *pairs) {
  char letters[LETTERS + 1] = "", text[2 * LETTERS + 1] = "";
  subject s = {letters, 1 + (int)draw(LETTERS)};
  hit hits[LETTERS * RULES];
  too_many = false;
  static arena memory;
  document doc = {0};
  mention_list found = {0};
  for (int i = 0; i < s.len; i++) {
    letters[i] = "abc"[draw(3)];
    sprintf(text + 2 * i, "%c ", letters[i]);
  }
  int count = find_hits(rules, &s, hits, scratch);
  if (too_many)
    return;
  count = select_hits(rules, hits, count);
  if (!memory.allocator)
    arena_init(&memory, &memory_default_allocator);
  arena_reset(&memory, 1 << 20);
  ck_assert_int_eq(document_read(&doc, text, strlen(text), NULL, rule_runner_forms(runner), &memory, NULL), EVX_OK);
  ck_assert_int_eq(rule_run(runner, &doc, NULL, &memory, &found), EVX_OK);
  ck_assert_msg((int)found.count == count, "\"%s\": %zu matches, %d wanted\n%s", text, found.count, count, pack);
  for (int i = 0; i < count; i++)
    ck_assert_msg(has_mention(&found, &hits[i]), "\"%s\": r%d at %d to %d with c0 %d to %d, c1 %d to %d is missing\n%s",
                  text, hits[i].rule, hits[i].begin, hits[i].found.end, hits[i].found.capture[0][0],
                  hits[i].found.capture[0][1], hits[i].found.capture[1][0], hits[i].found.capture[1][1], pack);
  *pairs += RULES;
}

START_TEST(random_rules_find_what_trying_everything_finds) {
  static plain_rule rules[RULES];
  static char pack[20000];
  const char *seed = getenv("EVX_SEED");
  paths *scratch = lend();
  long pairs = 0;
  state = seed ? (uint32_t)strtoul(seed, NULL, 10) | 1 : 20011;
  printf("seed %u, ", state);
  for (int p = 0; p < PACKS; p++) {
    evx_builder *builder = NULL;
    evx_engine *engine = NULL;
    rule_runner *runner = NULL;
    for (int r = 0; r < RULES; r++)
      make_rule(&rules[r]);
    write_pack(rules, pack);
    ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
    evx_status s = evx_builder_add_text(builder, "t.evx", pack, strlen(pack));
    if (s == EVX_OK)
      s = evx_builder_finish(builder, &engine);
    ck_assert_msg(s == EVX_OK, "%s\n%s", evx_builder_diag_count(builder) ? evx_builder_diag(builder, 0)->message : "",
                  pack);
    evx_builder_free(builder);
    ck_assert_int_eq(rule_runner_new(engine->set, &memory_default_allocator, &runner), EVX_OK);
    for (int t = 0; t < TEXTS; t++)
      compare(runner, rules, pack, scratch, &pairs);
    rule_runner_free(runner);
    evx_engine_free(engine);
  }
  printf("%ld pairs of a pattern and a text\n", pairs);
  ck_assert_int_ge(pairs, 100000);
  lent--;
}
END_TEST

/* ---- entries and mentions of several tokens ------------------------------------------- */

/* Writes an element, or a few in a group; `types`: mentions of the first phase are there. */
static size_t write_elements(char *to, int depth, bool types) {
  static const char *const leaves[] = {"\"a\"", "\"b\"", "\"c\"", "[!\"a\"]", "[]", "%Few", "%Many", "<A>", "<B>"};
  size_t at = 0;
  uint32_t choice = depth > 0 ? draw(8) : 7;
  if (choice > 3)
    return (size_t)sprintf(to, "%s%s", leaves[draw(types ? 9 : 7)], draw(4) ? "" : "?");
  if (choice == 3) {
    at = (size_t)sprintf(to, "%s%s(", draw(2) ? "" : "not ", draw(2) ? "preceded-by" : "followed-by");
    at += write_elements(to + at, depth - 1, types);
    return at + (size_t)sprintf(to + at, ") %s", leaves[draw(7)]);
  }
  at = (size_t)sprintf(to, "(");
  at += write_elements(to + at, depth - 1, types);
  at += (size_t)sprintf(to + at, choice == 0 ? " | " : " ");
  at += write_elements(to + at, depth - 1, types);
  return at + (size_t)sprintf(to + at, "){1,%u}", 1 + draw(3));
}

static void write_edge_pack(char *to) {
  size_t at = (size_t)sprintf(to, "pack t version 1\nrecord A { }\nrecord B { }\nrecord C { }\n"
                                  "lexicon Few { \"a b\" }\nlexicon Many { \"c\"\n\"b c a\"\n\"b-b\" }\n");
  for (int stage = 0; stage < 2; stage++) {
    at += (size_t)sprintf(to + at, "phase p%d%s\n", stage, stage ? " uses p0" : "");
    for (int r = 0; r < 4; r++) {
      at += (size_t)sprintf(to + at, "rule r%d%d\n  match %s", stage, r, draw(6) ? "" : "^ ");
      at += write_elements(to + at, 3, stage > 0);
      at += (size_t)sprintf(to + at, " %s\n  mark %s { }\n", draw(3) ? "\"b\"" : "[]", stage ? "C" : r % 2 ? "A" : "B");
    }
  }
}

static void run_letters(rule_runner *runner, const char *text, arena *memory, mention_list *found) {
  document doc;
  ck_assert_int_eq(document_read(&doc, text, strlen(text), NULL, rule_runner_forms(runner), memory, NULL), EVX_OK);
  ck_assert_int_eq(rule_run(runner, &doc, NULL, memory, found), EVX_OK);
}

/* The rows are made to say nothing, so that every rule is looked for at every token. */
START_TEST(what_is_looked_for_everywhere_is_found_where_it_can_begin) {
  static char pack[60000];
  size_t total = 0;
  state = 4711;
  for (int p = 0; p < 400; p++) {
    evx_engine *engines[2] = {NULL, NULL};
    rule_runner *runners[2];
    write_edge_pack(pack);
    for (int i = 0; i < 2; i++) {
      evx_builder *builder = NULL;
      ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
      evx_status s = evx_builder_add_text(builder, "t.evx", pack, strlen(pack));
      if (s == EVX_OK)
        s = evx_builder_finish(builder, &engines[i]);
      ck_assert_msg(s == EVX_OK, "%s", pack);
      evx_builder_free(builder);
    }
    rule_set *open = engines[1]->set;
    memset(open->openings.always, 0xff, open->openings.row_words * sizeof(uint64_t));
    memset(open->openings.ended, 0xff, open->openings.words * sizeof(uint64_t));
    memset(open->needs.always, 0xff, open->needs.row_words * sizeof(uint64_t));
    for (int i = 0; i < 2; i++)
      ck_assert_int_eq(rule_runner_new(engines[i]->set, &memory_default_allocator, &runners[i]), EVX_OK);
    runners[0]->has_avx2 &= p % 2 == 0; /* and the way of other processors */
    for (int t = 0; t < 20; t++) {
      char text[64];
      mention_list found[2];
      arena memory;
      size_t at = 0;
      arena_init(&memory, &memory_default_allocator);
      for (uint32_t i = 0, n = 1 + draw(12); i < n; i++)
        at += (size_t)sprintf(text + at, "%s%c", i ? draw(8) ? " " : "-" : "", "abcd"[draw(4)]);
      for (int i = 0; i < 2; i++)
        run_letters(runners[i], text, &memory, &found[i]);
      bool same = found[0].count == found[1].count;
      for (size_t i = 0; same && i < found[0].count; i++) {
        const mention *m = &found[0].at[i], *other = &found[1].at[i];
        same = m->rule == other->rule && m->begin == other->begin && m->end == other->end;
      }
      ck_assert_msg(same, "\"%s\": %zu found, %zu looked for everywhere\n%s", text, found[0].count, found[1].count,
                    pack);
      total += found[0].count;
      arena_free(&memory);
    }
    for (int i = 0; i < 2; i++) {
      rule_runner_free(runners[i]);
      evx_engine_free(engines[i]);
    }
  }
  ck_assert_uint_gt(total, 10000);
}
END_TEST

int main(void) {
  const TTest *tests[] = {random_rules_find_what_trying_everything_finds,
                          what_is_looked_for_everywhere_is_found_where_it_can_begin};
  return unit_run("match against trying everything", tests, COUNT_OF(tests));
}
