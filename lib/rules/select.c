/* select.c - one phase over a document: candidates, rejects, selection.
 *
 * Per unit: every rule's longest match from every token; those touched by a reject of their priority or higher go;
 * the rest are accepted greedily by higher priority, more tokens, earlier start, earlier rule, skipping what overlaps
 * an accepted match. */
#include <time.h>

#include "rules/ruleset_internal.h"

typedef VEC(match) match_vec;

/* What holds for all matches of one unit. */
typedef struct unit_state {
  rule_runner *runner;
  lattice *l;
  const phase *ph;
  unit_range range;
  arena *scratch;             /* for this document */
  uint64_t *bits;             /* tests that some token of the unit passes; for those who watch */
  const uint64_t *needs;      /* met in the unit, a row */
  uint64_t *joined;           /* room for one */
  uint32_t first_word, words; /* of bit sets over rules, those that the phase's rules are in */
  uint64_t *alive;            /* rules that have what they need in the unit, a bit set of those words */
  uint32_t number;            /* of the unit, from 1 */
  uint32_t *scanned;          /* by group of rules: the unit that its automaton last read */
  match_vec matches;
  pulse *pulse;
} unit_state;

static bool any_hit(const lattice *l, unit_range u, uint32_t list) {
  for (uint32_t i = l->hit_first[u.begin]; i < l->hit_first[u.end]; i++) {
    if (l->hits[i].list == list)
      return true;
  }
  return false;
}

static bool any_mention(const lattice *l, unit_range u, uint32_t type) {
  for (uint32_t at = u.begin; at < u.end; at++) {
    for (uint32_t i = l->mention_first[at]; i; i = l->links.at[i - 1].next) {
      if (l->mentions.at[l->links.at[i - 1].mention].type == type)
        return true;
    }
  }
  return false;
}

static bool need_met(const unit_state *u, const program *p) {
  const demand *d = p->needs; /* the rarest one that stands in the match itself */
  while (d < p->needs + p->need_count && d->beside)
    d++;
  if (d == p->needs + p->need_count)
    return true;
  for (size_t i = 0; i < d->tests.count; i++) {
    if (class_has(u->bits, d->tests.at[i]))
      return true;
  }
  for (size_t i = 0; i < d->lexicons.count; i++) {
    if (any_hit(u->l, u->range, d->lexicons.at[i]))
      return true;
  }
  for (size_t i = 0; i < d->types.count; i++) {
    if (any_mention(u->l, u->range, d->types.at[i]))
      return true;
  }
  return false;
}

static bool layout_is(const line *at, uint32_t kind) {
  return (uint32_t)at->kind == kind || (kind == LINE_LABEL && at->label_end != 0);
}

static bool where_holds(const unit_state *u, const rule *r, uint32_t begin) {
  const document *doc = u->l->doc;
  for (size_t i = 0; i < r->where_count; i++) {
    const where *w = &r->wheres[i];
    bool holds = w->key == WHERE_ZONE    ? u->l->zone[begin] == w->number
                 : w->key == WHERE_TITLE ? begin < doc->title_end
                                         : layout_is(&doc->lines.at[document_line(doc, begin)], w->number);
    if (holds == w->negated)
      return false;
  }
  return true;
}

static uint64_t now(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint32_t watched_search(const unit_state *u, const rule *r, uint32_t at) {
  observer *o = u->runner->observer;
  rule_stats *stats = &o->stats[r->number];
  matcher *m = u->runner->matcher;
  uint64_t steps = m->steps, begin = o->what & OBSERVE_TIME ? now() : 0;
  uint32_t end = match_longest(m, &r->prog, u->l, u->range, at);
  stats->nanoseconds += o->what & OBSERVE_TIME ? now() - begin : 0;
  stats->searches++;
  stats->matches += end > at;
  stats->steps += m->steps - steps;
  return end;
}

static bool try_rule(unit_state *u, const rule *r, uint32_t at) {
  matcher *m = u->runner->matcher;
  uint32_t end = u->runner->observer ? watched_search(u, r, at) : match_longest(m, &r->prog, u->l, u->range, at);
  if (m->failed)
    return false;
  return end == at || VEC_ADD(&u->matches, u->scratch, ((match){r->number, at, end}));
}

/* ---- which rules, from where ------------------------------------------------------ */

/* What the tokens and mentions of a line or paragraph meet of the needs: that of its sentences, and of the bullets
 * between them. */
static void join_needs(unit_state *u) {
  const rule_set *set = u->runner->set;
  const need_table *table = &set->needs;
  const document *doc = u->l->doc;
  memcpy(u->joined, table->always, table->row_words * sizeof *u->joined);
  for (uint32_t at = u->range.begin; at < u->range.end;) {
    uint32_t sentence = u->l->sentences[at];
    if (sentence != UINT32_MAX) {
      needs_join(table, u->joined, u->l->needs + (size_t)sentence * table->row_words);
      at = doc->sentences.at[sentence].end;
      continue;
    }
    needs_join_packed(u->joined, u->l->facts[at] + set->openings.row_words);
    for (uint32_t i = u->l->mention_first[at]; i; i = u->l->links.at[i - 1].next) {
      const mention *m = &u->l->mentions.at[u->l->links.at[i - 1].mention];
      needs_join(table, u->joined, table->by_type + (size_t)m->type * table->row_words);
    }
    at++;
  }
  u->needs = u->joined;
}

/* Word `word` of the bit set of the phase's rules that have all that they need in the unit. */
static uint64_t rules_with_needs(const unit_state *u, uint32_t word) {
  uint64_t met = needs_met(u->needs, word) & u->l->possible[word];
  if (word == u->ph->rule_begin / 64)
    met &= UINT64_MAX << (u->ph->rule_begin % 64);
  if (word == u->ph->rule_end / 64)
    met &= ((uint64_t)1 << (u->ph->rule_end % 64)) - 1;
  return met;
}

/* Finds the rules of the phase that may match in the unit. */
static bool find_alive(unit_state *u) {
  uint64_t some = 0;
  for (uint32_t w = 0; w < u->words; w++)
    some |= u->alive[w] = rules_with_needs(u, u->first_word + w);
  return some != 0;
}

/* What the automaton of a wide rule's group says of the unit: whether the rule may match from token `at`. It runs when
 * a rule of the group is about to be looked for. */
static bool is_scanned_for(unit_state *u, const rule *r, uint32_t at) {
  const prefilter *group = &u->ph->filters.at[r->group];
  scan *s = &u->runner->scans[u->ph->scan_begin + r->group];
  if (!group->usable)
    return true;
  if (u->scanned[r->group] != u->number) {
    u->scanned[r->group] = u->number;
    scan_unit(s, u->l->kinds, u->range.begin, u->range.end);
  }
  const scan_window *window = &s->windows[r->place];
  u->runner->matcher->failed |= s->failed;
  return s->failed || (has_bit(s->alive, r->place) && at >= window->begin && at < window->end);
}

/* Steps as the pulse counts. */
static uint32_t search_work(uint64_t steps) {
  return steps < UINT32_MAX ? (uint32_t)steps / 8 : UINT32_MAX;
}

/* Looks for matches that begin at one token, of rules `rest` in word `word` of the bit sets. */
static bool try_rules(unit_state *u, uint64_t rest, uint32_t word, uint32_t at) {
  uint64_t wide = u->runner->set->openings.wide[word];
  for (; rest; rest &= rest - 1) {
    uint32_t bit = (uint32_t)__builtin_ctzll(rest);
    const rule *r = &u->runner->set->rules.at[word * 64 + bit];
    if (r->where_count && !where_holds(u, r, at))
      continue;
    if ((wide >> bit & 1) && !is_scanned_for(u, r, at))
      continue;
    uint64_t steps = u->runner->matcher->steps;
    if (!try_rule(u, r, at) || !pulse_beat(u->pulse, search_work(u->runner->matcher->steps - steps)))
      return false;
  }
  return true;
}

/* Looks for matches of the rules of one word of the bit sets, where the rows of the tokens around let them begin. */
static bool try_word(unit_state *u, uint32_t word, uint64_t alive) {
  uint32_t width = u->range.end - u->range.begin;
  const uint64_t **rows = u->l->facts + u->range.begin, *ended = u->runner->set->openings.ended;
  uint64_t may = alive & openings_word(rows[0], word, OPENING_UNIT);
  for (uint32_t i = 0; i < width; i++) {
    const uint64_t *behind = i + 1 < width ? rows[i + 1] : ended;
    if (may && (may &= openings_word(behind, word, OPENING_SECOND)) && !try_rules(u, may, word, u->range.begin + i))
      return false;
    may = alive & openings_word(rows[i], word, OPENING_BEFORE);
    may = may ? may & openings_word(behind, word, OPENING_FIRST) : 0;
  }
  return true;
}

static bool find_matches(unit_state *u) {
  if (!find_alive(u))
    return true;
  for (uint32_t w = 0; w < u->words; w++) {
    if (u->alive[w] && !try_word(u, u->first_word + w, u->alive[w]))
      return false;
  }
  return true;
}

/* Tells the observer that a match won; of a reject also the path, which nothing else asks for. */
static bool watch_accepted(unit_state *u, const match *m) {
  observer *o = u->runner->observer;
  matcher *mt = u->runner->matcher;
  const rule *r = &u->runner->set->rules.at[m->rule];
  match_event e = {.fate = FATE_ACCEPTED, .rule = m->rule, .begin = m->begin, .end = m->end};
  bool ok = true;
  o->stats[m->rule].accepted++;
  if ((o->what & OBSERVE_EVENTS) || (r->ast->reject && (o->what & OBSERVE_PATHS))) {
    mt->path = o->paths[m->rule];
    ok = match_captures(mt, &r->prog, u->l, u->range, m->begin, m->end, &o->memory, &e.hits, &e.hit_count);
    mt->path = NULL;
  }
  return ok && (!(o->what & OBSERVE_EVENTS) || VEC_ADD(&o->events, &o->memory, e));
}

static win_by won_by(const rule *rules, const match *winner, const match *loser) {
  if (rules[winner->rule].priority != rules[loser->rule].priority)
    return WIN_PRIORITY;
  if (winner->end - winner->begin != loser->end - loser->begin)
    return WIN_LENGTH;
  return winner->begin != loser->begin ? WIN_START : WIN_ORDER;
}

static bool watch_fate(unit_state *u, const match *m, match_fate fate, const match *other) {
  observer *o = u->runner->observer;
  if (!(o->what & OBSERVE_EVENTS))
    return true;
  win_by by = won_by(u->runner->set->rules.at, other, m);
  match_event e = {.fate = fate, .by = by, .rule = m->rule, .begin = m->begin, .end = m->end, .other = other->rule};
  e.other_begin = other->begin;
  e.other_end = other->end;
  return VEC_ADD(&o->events, &o->memory, e);
}

/* The first token of [begin, end) that a reject of the rule's priority or higher covers; `end` where there is none. */
static uint32_t barred_at(const unit_state *u, const int64_t *barred, const rule *r, uint32_t begin, uint32_t end) {
  for (; begin < end; begin++) {
    int64_t by = barred[begin - u->range.begin];
    if (by != INT64_MIN && by >= r->priority)
      break;
  }
  return begin;
}

/* Whether a reject touches what speaks for the match: its anchor, or all of it where it has none. `at` is where. False:
 * memory is out. */
static bool find_barred(unit_state *u, const int64_t *barred, const match *m, uint32_t *at, bool *is_barred) {
  const rule *r = &u->runner->set->rules.at[m->rule];
  const capture_hit *hits;
  size_t count;
  *at = barred_at(u, barred, r, m->begin, m->end);
  *is_barred = *at < m->end;
  if (!*is_barred || r->ast->anchor == UINT32_MAX)
    return true;
  if (!match_captures(u->runner->matcher, &r->prog, u->l, u->range, m->begin, m->end, u->scratch, &hits, &count))
    return false;
  for (size_t i = 0; i < count; i++) {
    if (hits[i].id != r->ast->anchor || hits[i].begin == hits[i].end)
      continue;
    *at = barred_at(u, barred, r, hits[i].begin, hits[i].end);
    *is_barred = *at < hits[i].end;
    break;
  }
  return true;
}

/* Drops matches that a reject of their priority or higher touches; keeps the others' order. */
static bool apply_rejects(unit_state *u) {
  const rule *rules = u->runner->set->rules.at;
  uint32_t width = u->range.end - u->range.begin;
  int64_t *barred = arena_array(u->scratch, width, sizeof *barred);
  match *by = u->runner->observer ? arena_array(u->scratch, width, sizeof *by) : NULL;
  size_t kept = 0;
  if (!barred || (u->runner->observer && !by))
    return false;
  for (uint32_t i = 0; i < width; i++)
    barred[i] = INT64_MIN;
  for (size_t i = 0; i < u->matches.count; i++) {
    const match *m = &u->matches.at[i];
    const rule *r = &rules[m->rule];
    for (uint32_t at = m->begin; r->ast->reject && at < m->end; at++) {
      int64_t *b = &barred[at - u->range.begin];
      if (by && r->priority > *b)
        by[at - u->range.begin] = *m;
      *b = r->priority > *b ? r->priority : *b;
    }
    if (by && r->ast->reject && !watch_accepted(u, m))
      return false;
  }
  for (size_t i = 0; i < u->matches.count; i++) {
    match m = u->matches.at[i];
    bool is_barred = false;
    uint32_t at;
    if (rules[m.rule].ast->reject)
      continue;
    if (!find_barred(u, barred, &m, &at, &is_barred))
      return false;
    if (by && is_barred && !watch_fate(u, &m, FATE_REJECTED, &by[at - u->range.begin]))
      return false;
    if (!is_barred)
      u->matches.at[kept++] = m;
  }
  u->matches.count = kept;
  return true;
}

/* True where `a` is accepted before `b`. */
static bool goes_before(const rule *rules, const match *a, const match *b) {
  const rule *ra = &rules[a->rule], *rb = &rules[b->rule];
  uint32_t la = a->end - a->begin, lb = b->end - b->begin;
  if (ra->priority != rb->priority)
    return ra->priority > rb->priority;
  if (la != lb)
    return la > lb;
  return a->begin != b->begin ? a->begin < b->begin : ra->order < rb->order;
}

/* From token to token, and there rule by rule. */
static bool by_start(const rule *rules, const match *a, const match *b) {
  (void)rules;
  return a->begin != b->begin ? a->begin < b->begin : a->rule < b->rule;
}

static bool by_position(const rule *rules, const match *a, const match *b) {
  return a->begin != b->begin ? a->begin < b->begin : goes_before(rules, a, b);
}

/* Merge sort: stable, n log n at worst, no recursion. */
static bool sort_matches(match_vec *v, arena *a, const rule *rules,
                         bool (*before)(const rule *, const match *, const match *)) {
  match *from = v->at, *to = arena_array(a, v->count, sizeof *to);
  if (!to)
    return false;
  for (size_t width = 1; width < v->count; width *= 2) {
    for (size_t low = 0; low < v->count; low += 2 * width) {
      size_t mid = low + width < v->count ? low + width : v->count;
      size_t high = low + 2 * width < v->count ? low + 2 * width : v->count;
      for (size_t i = low, j = mid, k = low; k < high; k++) {
        bool left = i < mid && (j >= high || !before(rules, &from[j], &from[i]));
        to[k] = left ? from[i++] : from[j++];
      }
    }
    match *swap = from;
    from = to;
    to = swap;
  }
  if (from != v->at)
    v->room = v->count; /* of the other array */
  v->at = from;
  return true;
}

static bool select_matches(unit_state *u) {
  const rule *rules = u->runner->set->rules.at;
  if (u->matches.count > 1 && !sort_matches(&u->matches, u->scratch, rules, goes_before))
    return false;
  if (!u->ph->ast->overlap_all) {
    /* By token: the accepted match that holds it, + 1. */
    uint32_t *taken = arena_array(u->scratch, u->range.end - u->range.begin, sizeof *taken);
    size_t kept = 0;
    if (!taken)
      return false;
    for (size_t i = 0; i < u->matches.count; i++) {
      match m = u->matches.at[i];
      uint32_t at = m.begin;
      while (at < m.end && !taken[at - u->range.begin])
        at++;
      if (at < m.end) {
        const match *winner = &u->matches.at[taken[at - u->range.begin] - 1];
        if (u->runner->observer && !watch_fate(u, &m, FATE_LOST, winner))
          return false;
        continue;
      }
      u->matches.at[kept++] = m;
      for (at = m.begin; at < m.end; at++)
        taken[at - u->range.begin] = (uint32_t)kept;
    }
    u->matches.count = kept;
  }
  return u->matches.count < 2 || sort_matches(&u->matches, u->scratch, rules, by_position);
}

static evx_status keep_mentions(unit_state *u, arena *a) {
  mention *found = arena_array(a, u->matches.count, sizeof *found);
  if (!found)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < u->matches.count; i++) {
    observer *o = u->runner->observer;
    if (o && !watch_accepted(u, &u->matches.at[i]))
      return EVX_ERR_NOMEM;
    u->runner->matcher->path = o ? o->paths[u->matches.at[i].rule] : NULL;
    evx_status s = action_build(u->runner, u->l, u->range, &u->matches.at[i], a, &found[i]);
    u->runner->matcher->path = NULL;
    if (s != EVX_OK)
      return s;
  }
  evx_status s = modifiers_apply(u->runner, u->l, u->ph, u->range, found, u->matches.count, a);
  for (size_t i = 0; s == EVX_OK && i < u->matches.count; i++) {
    if (!lattice_add_mention(u->runner, u->l, &found[i], a))
      s = EVX_ERR_NOMEM;
  }
  return s;
}

static void collect_bits(const unit_state *u) {
  uint32_t words = u->l->class_cache->words;
  memset(u->bits, 0, words * sizeof *u->bits);
  for (uint32_t at = u->range.begin; at < u->range.end; at++) {
    const uint64_t *c = u->l->answers[at];
    for (uint32_t w = 0; w < words; w++)
      u->bits[w] |= c[w];
  }
}

/* For every rule of the phase the search that came furthest without a match. */
static bool watch_misses(unit_state *u) {
  collect_bits(u);
  observer *o = u->runner->observer;
  matcher *m = u->runner->matcher;
  for (uint32_t i = u->ph->rule_begin; i < u->ph->rule_end; i++) {
    const rule *r = &u->runner->set->rules.at[i];
    near_miss best = {i, u->range.begin, u->range.end, u->range.begin, u->range.begin, NULL, need_met(u, &r->prog)};
    bool matched = r->ast->reject;
    for (uint32_t at = u->range.begin; !matched && at < u->range.end && !m->failed; at++) {
      far_point far = {0};
      m->far = &far;
      matched = where_holds(u, r, at) && match_longest(m, &r->prog, u->l, u->range, at) > at;
      m->far = NULL;
      if (far.set && far.pos - at > best.reached - best.begin) {
        best.begin = at;
        best.reached = far.pos;
        best.failed = program_origin(&r->prog, far.pc);
      }
    }
    if (!matched && best.failed && !VEC_ADD(&o->misses, &o->memory, best))
      return false;
  }
  return !m->failed;
}

static evx_status unit_run(unit_state *u, arena *a) {
  if (u->range.begin == u->range.end)
    return EVX_OK;
  if (u->runner->observer && (u->runner->observer->what & OBSERVE_EVENTS) && !watch_misses(u))
    return EVX_ERR_NOMEM;
  u->matches.count = 0;
  if (!find_matches(u))
    return u->pulse->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
  if (u->matches.count == 0)
    return EVX_OK;
  /* Which of several equal rejects did it is told to those who watch. */
  if (u->runner->observer && !sort_matches(&u->matches, u->scratch, u->runner->set->rules.at, by_start))
    return EVX_ERR_NOMEM;
  if (u->ph->has_rejects && !apply_rejects(u))
    return EVX_ERR_NOMEM;
  if (!select_matches(u))
    return EVX_ERR_NOMEM;
  return keep_mentions(u, a);
}

static size_t unit_count(const document *doc, phase_scope scope) {
  return scope == SCOPE_SENTENCE ? doc->sentences.count
         : scope == SCOPE_LINE   ? doc->lines.count
                                 : doc->paragraphs.count;
}

static unit_range unit_at(const document *doc, phase_scope scope, size_t i) {
  if (scope == SCOPE_SENTENCE)
    return (unit_range){doc->sentences.at[i].begin, doc->sentences.at[i].end};
  if (scope == SCOPE_LINE)
    return (unit_range){doc->lines.at[i].token_begin, doc->lines.at[i].token_end};
  return (unit_range){doc->paragraphs.at[i].begin, doc->paragraphs.at[i].end};
}

evx_status phase_run(rule_runner *runner, lattice *l, const phase *ph, pulse *p, arena *a) {
  unit_state u = {.runner = runner, .l = l, .ph = ph, .scratch = a, .pulse = p};
  if (ph->rule_begin == ph->rule_end)
    return EVX_OK;
  u.first_word = ph->rule_begin / 64;
  u.words = (ph->rule_end - 1) / 64 - u.first_word + 1;
  u.alive = arena_array(a, u.words, sizeof *u.alive);
  u.scanned = arena_array(a, ph->filters.count, sizeof *u.scanned);
  if (runner->observer)
    u.bits = arena_array(a, l->class_cache->words, sizeof *u.bits);
  if (ph->ast->scope != SCOPE_SENTENCE)
    u.joined = arena_array(a, runner->set->needs.row_words, sizeof *u.joined);
  if ((runner->observer && !u.bits) || (ph->ast->scope != SCOPE_SENTENCE && !u.joined) || !u.alive || !u.scanned)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < unit_count(l->doc, ph->ast->scope); i++) {
    u.number = (uint32_t)i + 1;
    u.range = unit_at(l->doc, ph->ast->scope, i);
    if (ph->ast->scope == SCOPE_SENTENCE)
      u.needs = l->needs + i * runner->set->needs.row_words;
    else
      join_needs(&u);
    evx_status s = unit_run(&u, a);
    if (s != EVX_OK)
      return s;
    if (!pulse_beat(p, 1 + (u.range.end - u.range.begin) / 8))
      return EVX_ERR_CALLBACK;
  }
  return EVX_OK;
}
