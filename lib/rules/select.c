/* select.c - the matches of one unit: those touched by a reject of their priority or higher go; the rest are accepted
 * greedily by higher priority, more tokens, earlier start, earlier rule, skipping what overlaps an accepted match. */
#include "rules/unit.h"

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

/* While the fields of a mention are made, what its tokens' kinds are with it is fetched. */
static void prefetch_kinds(const unit_state *u, const match *m) {
  const lattice *l = u->l;
  uint32_t type = u->runner->set->rules.at[m->rule].ast->record->index;
  kinds_prefetch(l->kind_table, l->kinds, l->list_count + type, m->begin, m->end);
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
    prefetch_kinds(u, &u->matches.at[i]);
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

evx_status unit_select(unit_state *u, arena *a) {
  /* Which of several equal rejects did it is told to those who watch. */
  if (u->runner->observer && !sort_matches(&u->matches, u->scratch, u->runner->set->rules.at, by_start))
    return EVX_ERR_NOMEM;
  if (u->ph->has_rejects && !apply_rejects(u))
    return EVX_ERR_NOMEM;
  if (!select_matches(u))
    return EVX_ERR_NOMEM;
  return keep_mentions(u, a);
}
