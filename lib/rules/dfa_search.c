/* dfa_search.c - the search for the end of a match, and for what looks look for, by the states of dfa.c.
 *
 * From token to token there is one state: all that paths have come to there. Edges over several tokens lead to states
 * that wait at their ends and are joined with the one that comes to them. */
#include "rules/dfa.h"
#include "rules/match.h"

#define NO_END UINT32_MAX

/* What a search wants to know. */
typedef enum search_aim {
  AIM_LONGEST, /* where the longest match ends */
  AIM_ANY,     /* whether there is a match, be it empty */
  AIM_LIMIT    /* whether one ends at the limit */
} search_aim;

typedef struct search {
  matcher *m;
  dfa *d;
  const program *p;
  const lattice *l;
  unit_range unit;
  uint32_t start, limit; /* tokens [start, limit] can be reached */
  search_aim aim;
  size_t pending;    /* index of the pending state of token `start` */
  uint32_t furthest; /* token with a pending state; `start` where there is none: no room is taken for any then */
} search;

static uint32_t run(search *s, uint32_t state);

/* ---- conditions ---------------------------------------------------------------------- */

static inline bool edge_begins_at(const lattice *l, uint32_t pos) {
  return l->hit_first[pos] != l->hit_first[pos + 1] || l->mention_first[pos];
}

/* True where a token passes one of a state's tests. */
static inline bool passes_any(const dfa *d, const dfa_state *at, const uint64_t *answers) {
  for (uint32_t i = 0; i < at->group_count; i++) {
    const dfa_group *g = &d->groups.at[at->group_first + i];
    if (answers[g->word] & g->tests)
      return true;
  }
  return false;
}

/* True where a state is seen at once to have no way on and to be no end. */
static inline bool is_dead_end(const search *s, uint32_t state, uint32_t pos) {
  const dfa_state *at = &s->d->state.at[state];
  if (at->condition != DFA_SURE || at->accepts)
    return false;
  if (pos >= s->unit.end)
    return true;
  return !(at->edge_count && edge_begins_at(s->l, pos)) && !passes_any(s->d, at, s->l->answers[pos]);
}

static bool look_from(const search *s, uint32_t state, uint32_t start, uint32_t limit, search_aim aim) {
  if (is_dead_end(s, state, start))
    return false;
  search t = {.m = s->m, .d = s->d, .p = s->p, .l = s->l, .unit = s->unit, .start = start, .aim = aim};
  t.limit = limit - start > LOOK_WIDTH_MAX ? start + LOOK_WIDTH_MAX : limit;
  return (aim == AIM_ANY || t.limit == limit) && run(&t, state) != NO_END;
}

/* Looking behind tries every start within the pattern's width, nearest first. */
static bool look_behind(const search *s, const look *k, uint32_t number, uint32_t state, uint32_t pos) {
  uint32_t before = pos - s->unit.begin, floor = before > k->max ? pos - k->max : s->unit.begin;
  if (k->min > 0) {
    uint32_t last = before ? dfa_last(s->d, s->p, number + 1) : 0;
    s->m->failed |= last == DFA_UNKNOWN;
    if (before == 0 || last == DFA_UNKNOWN)
      return false;
    const dfa_state *at = &s->d->state.at[last];
    if (!at->edge_count && !passes_any(s->d, at, s->l->answers[pos - 1]))
      return false;
  }
  bool found = false;
  for (uint32_t start = pos - k->min + 1; before >= k->min && !found && start-- > floor;) {
    if (pos - start <= k->plain || edge_begins_at(s->l, start))
      found = look_from(s, state, start, pos, AIM_LIMIT);
  }
  return found;
}

static bool pattern_found(const search *s, const look *k, uint32_t number, uint32_t pos) {
  uint32_t state = dfa_start(s->d, s->p, number + 1);
  if (state == DFA_UNKNOWN) {
    s->m->failed = true;
    return false;
  }
  return k->behind ? look_behind(s, k, number, state, pos) : look_from(s, state, pos, s->unit.end, AIM_ANY);
}

/* Whether a look finds what it looks for. */
static inline bool look_finds(const search *s, uint32_t number, uint32_t pos) {
  const look *k = &s->p->looks.at[number];
  if (k->token == LOOK_PATTERN) /* NOLINT(clang-analyzer-core.NullDereference): a condition of a look has one */
    return pattern_found(s, k, number, pos);
  return k->behind ? pos > s->unit.begin && lattice_test(s->l, pos - 1, k->token)
                   : pos < s->unit.end && lattice_test(s->l, pos, k->token);
}

static inline bool condition_holds(const search *s, uint32_t condition, uint32_t pos) {
  switch (condition) {
  case DFA_AT_BEGIN: return pos == s->unit.begin;
  case DFA_AT_END: return pos == s->unit.end;
  default: return look_finds(s, condition - DFA_LOOKS, pos);
  }
}

bool match_look_holds(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t number, uint32_t pos) {
  search s = {.m = m, .d = &m->dfa, .p = p, .l = l, .unit = unit};
  return look_finds(&s, number, pos) != p->looks.at[number].negated;
}

/* ---- steps --------------------------------------------------------------------------- */

/* Lets a state wait at the end of an edge. */
static void wait_at(search *s, uint32_t state, uint32_t pos) {
  if (pos > s->limit) {
    s->m->limited |= s->aim == AIM_LONGEST && pos <= s->unit.end;
    return;
  }
  dfa *d = s->d;
  if (s->furthest == s->start) {
    uint32_t width = s->limit - s->start + 1;
    if (!dfa_fit_pending(d, width)) {
      s->m->failed = true;
      return;
    }
    s->pending = d->pending_used;
    d->pending_used += width;
  }
  uint32_t *slot = &d->pending[s->pending + (pos - s->start)];
  state = *slot ? dfa_sum(s->d, s->p, *slot, state) : state;
  s->m->failed |= state == DFA_UNKNOWN;
  *slot = state == DFA_UNKNOWN ? 0 : state;
  s->furthest = pos > s->furthest ? pos : s->furthest;
}

static void take_edge(search *s, uint32_t state, uint32_t edge, uint32_t end) {
  uint32_t to = s->d->edges.at[edge].to;
  if (to == DFA_UNKNOWN)
    to = dfa_find_edge(s->d, s->p, state, edge);
  s->m->failed |= to == DFA_UNKNOWN;
  if (to != DFA_UNKNOWN)
    wait_at(s, to, end);
}

static void take_entries(search *s, uint32_t state, uint32_t edge, uint32_t pos) {
  for (uint32_t i = s->l->hit_first[pos]; i < s->l->hit_first[pos + 1]; i++) {
    const list_hit *h = &s->l->hits[i];
    if (h->list == s->d->edges.at[edge].x && h->end <= s->unit.end)
      take_edge(s, state, edge, h->end);
  }
}

static void take_mentions(search *s, uint32_t state, uint32_t edge, uint32_t pos) {
  dfa_edge e = s->d->edges.at[edge];
  const constraint_list *constraints = e.y ? &s->p->constraints.at[e.y - 1] : NULL;
  uint32_t count = 0;
  for (uint32_t i = s->l->mention_first[pos]; i && count < MATCH_MENTIONS_MAX; i = s->l->links.at[i - 1].next) {
    const mention *m = &s->l->mentions.at[s->l->links.at[i - 1].mention];
    if (m->type != e.x || m->end > s->unit.end || !match_constraints_hold(m, constraints))
      continue;
    take_edge(s, state, edge, m->end);
    count++;
  }
}

static void take_edges(search *s, uint32_t state, uint32_t pos) {
  uint32_t first = s->d->state.at[state].edge_first, count = s->d->state.at[state].edge_count;
  for (uint32_t i = first; i < first + count; i++) {
    if (s->d->edges.at[i].op == OP_LEXICON)
      take_entries(s, state, i, pos);
    else
      take_mentions(s, state, i, pos);
  }
}

/* The state that both the tests of a group that hold and those of earlier ones lead to; 0 also when memory is out. */
static uint32_t find_token_step(search *s, uint32_t to, uint32_t group, uint64_t held) {
  uint32_t one = dfa_find_step(s->d, s->p, group, held);
  if (to && one != DFA_UNKNOWN)
    one = dfa_sum(s->d, s->p, to, one);
  s->m->failed |= one == DFA_UNKNOWN;
  return one == DFA_UNKNOWN ? 0 : one;
}

/* Where the token leads whose answers are given. */
static inline uint32_t take_token(search *s, uint32_t group, uint32_t count, const uint64_t *answers) {
  const dfa_group *groups = s->d->groups.at;
  uint32_t to = 0;
  for (uint32_t i = group; i < group + count; i++) {
    uint64_t held = answers[groups[i].word] & groups[i].tests;
    if (!held)
      continue;
    if (!to && held == groups[i].last) {
      to = groups[i].last_to;
      continue;
    }
    to = find_token_step(s, to, i, held);
    if (!to)
      return 0;
    groups = s->d->groups.at;
  }
  return to;
}

/* Where an answer to its condition leads from a state; 0 also when memory is out. */
static inline uint32_t take_branch(search *s, uint32_t state, bool holds) {
  uint32_t to = s->d->state.at[state].branch[holds];
  if (to == DFA_UNKNOWN && (to = dfa_find_branch(s->d, s->p, state, holds)) == DFA_UNKNOWN) {
    s->m->failed = true;
    return 0;
  }
  return to;
}

/* The state that is left of one once all that it asks about its place is answered. */
static uint32_t settle(search *s, uint32_t state, uint32_t pos) {
  while (s->d->state.at[state].condition != DFA_SURE)
    state = take_branch(s, state, condition_holds(s, s->d->state.at[state].condition, pos));
  return state;
}

/* Looks behind from the first token of a search that have to come out one way for a match: most searches find none
 * anyway, which their next tokens tell sooner. */
#define DELAYED_MAX 4u

typedef struct delayed {
  uint32_t looks[DELAYED_MAX];
  bool wanted[DELAYED_MAX];
  uint32_t count;
} delayed;

/* The state behind a search's first one where such looks are taken for answered. */
static uint32_t delay_looks(search *s, uint32_t state, delayed *d) {
  while (s->d->state.at[state].condition != DFA_SURE) {
    uint32_t condition = s->d->state.at[state].condition;
    const look *k = condition < DFA_LOOKS ? NULL : &s->p->looks.at[condition - DFA_LOOKS];
    if (!k || k->token != LOOK_PATTERN || !k->behind) {
      state = take_branch(s, state, condition_holds(s, condition, s->start));
      continue;
    }
    uint32_t yes = take_branch(s, state, true), no = take_branch(s, state, false);
    if ((yes && no) || d->count == DELAYED_MAX)
      return state;
    d->looks[d->count] = condition - DFA_LOOKS;
    d->wanted[d->count++] = yes != 0;
    state = yes | no;
  }
  return state;
}

static bool delayed_hold(const search *s, const delayed *d) {
  for (uint32_t i = 0; i < d->count; i++) {
    if (look_finds(s, d->looks[i], s->start) != d->wanted[i])
      return false;
  }
  return true;
}

/* The state that waits at a token joined with the one that comes to it. */
static uint32_t join_pending(search *s, uint32_t state, uint32_t pos) {
  uint32_t *slot = &s->d->pending[s->pending + (pos - s->start)];
  uint32_t waiting = *slot;
  *slot = 0;
  if (!waiting || !state)
    return state | waiting;
  state = dfa_sum(s->d, s->p, waiting, state);
  s->m->failed |= state == DFA_UNKNOWN;
  return state == DFA_UNKNOWN ? 0 : state;
}

/* From state to state, token by token, from token `pos` on. `best`: an end found before it, or NO_END. */
static uint32_t walk(search *s, uint32_t state, uint32_t pos, uint32_t best) {
  matcher *m = s->m;
  const dfa *d = s->d;
  uint32_t stop = s->limit < s->unit.end ? s->limit : s->unit.end;
  for (;; pos++) {
    if (s->furthest > s->start && pos > s->start && pos <= s->furthest)
      state = join_pending(s, state, pos);
    if (!state && pos >= s->furthest)
      return best;
    if (d->state.at[state].condition != DFA_SURE)
      state = settle(s, state, pos);
    const dfa_state *at = &d->state.at[state];
    uint32_t group_first = at->group_first, group_count = at->group_count;
    m->steps += at->item_count;
    if (m->steps >= m->budget) {
      m->limited = true;
      return best;
    }
    if (at->accepts && (s->aim != AIM_LIMIT || pos == s->limit)) {
      best = pos;
      if (s->aim != AIM_LONGEST)
        return best;
    }
    if (pos >= s->unit.end)
      return best;
    if (at->edge_count && edge_begins_at(s->l, pos))
      take_edges(s, state, pos);
    if (pos >= stop) {
      m->limited |= s->aim == AIM_LONGEST && group_count;
      return best;
    }
    state = take_token(s, group_first, group_count, s->l->answers[pos]);
  }
}

/* The same for the longest match as far as there are no edges to take, which is most of the way. */
static inline uint32_t walk_tokens(search *s, uint32_t state) {
  matcher *m = s->m;
  const dfa *d = s->d;
  const uint64_t *const *answers = s->l->answers;
  uint32_t best = NO_END;
  for (uint32_t pos = s->start; state; pos++) {
    if (d->state.at[state].condition != DFA_SURE)
      state = settle(s, state, pos);
    const dfa_state *at = &d->state.at[state];
    if (pos >= s->limit || (at->edge_count && edge_begins_at(s->l, pos)))
      return walk(s, state, pos, best);
    if (at->accepts)
      best = pos;
    m->steps += at->item_count;
    if (m->steps >= m->budget) {
      m->limited = true;
      return best;
    }
    state = take_token(s, at->group_first, at->group_count, answers[pos]);
  }
  return best;
}

/* The end that the search aims at, or NO_END. */
static inline uint32_t run(search *s, uint32_t state) {
  dfa *d = s->d;
  s->furthest = s->start;
  uint32_t end = s->aim == AIM_LONGEST ? walk_tokens(s, state) : walk(s, state, s->start, NO_END);
  if (s->furthest > s->start) {
    memset(d->pending + s->pending, 0, (s->furthest - s->start + 1) * sizeof *d->pending);
    d->pending_used = s->pending;
  }
  return s->m->failed ? NO_END : end;
}

uint32_t match_longest(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start) {
  if (m->far || m->path)
    return match_longest_watched(m, p, l, unit, start);
  uint32_t limit = unit.end - start > MATCH_WIDTH_MAX ? start + MATCH_WIDTH_MAX : unit.end;
  search s = {.m = m, .d = &m->dfa, .p = p, .l = l, .unit = unit, .start = start, .limit = limit};
  if (m->dfa.broken)
    dfa_clear(&m->dfa);
  delayed later = {.count = 0};
  bool limited = m->limited;
  uint32_t state = dfa_start(&m->dfa, p, 0);
  m->failed |= state == DFA_UNKNOWN;
  if (state == DFA_UNKNOWN)
    return start;
  uint32_t end = run(&s, delay_looks(&s, state, &later));
  if (!later.count || end == NO_END || delayed_hold(&s, &later))
    return end == NO_END ? start : end;
  m->limited = limited || m->steps >= m->budget; /* it was no match that was cut */
  return start;
}
