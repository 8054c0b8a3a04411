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

static uint32_t run_look(search *s, uint32_t state, search_aim aim);

/* ---- conditions ---------------------------------------------------------------------- */

/* True where a token passes one of a state's tests. */
static inline bool passes_any(dfa_state *at, const uint64_t *answers) {
  const dfa_group *groups = dfa_groups_of(at);
  for (uint32_t i = 0; i < at->group_count; i++) {
    if (answers[groups[i].word] & groups[i].tests)
      return true;
  }
  return false;
}

/* True where a state is seen at once to have no way on and to be no end. */
static inline bool is_dead_end(const search *s, uint32_t state, uint32_t pos) {
  dfa_state *at = dfa_at(s->d, state);
  if (at->asks != DFA_SURE || at->accepts)
    return false;
  if (pos >= s->unit.end)
    return true;
  return !(at->edges & s->l->edge_sorts[pos]) && !passes_any(at, s->l->answers[pos]);
}

static __attribute__((noinline)) bool look_on_from(const search *s, uint32_t state, uint32_t start, uint32_t limit,
                                                   search_aim aim) {
  search t = {.m = s->m, .d = s->d, .p = s->p, .l = s->l, .unit = s->unit, .start = start};
  t.limit = limit - start > LOOK_WIDTH_MAX ? start + LOOK_WIDTH_MAX : limit;
  return (aim == AIM_ANY || t.limit == limit) && run_look(&t, state, aim) != NO_END;
}

static inline bool look_from(const search *s, uint32_t state, uint32_t start, uint32_t limit, search_aim aim) {
  return !is_dead_end(s, state, start) && look_on_from(s, state, start, limit, aim);
}

/* True where the last token of what a look looks for behind may stand before `pos`. */
static bool can_end_before(const search *s, uint32_t number, uint32_t pos) {
  uint32_t last = pos > s->unit.begin ? dfa_last(s->d, s->p, number + 1) : 0;
  s->m->failed |= last == DFA_UNKNOWN;
  if (pos == s->unit.begin || last == DFA_UNKNOWN)
    return false;
  dfa_state *at = dfa_at(s->d, last);
  return at->edges || passes_any(at, s->l->answers[pos - 1]);
}

/* Looking behind tries every start within the pattern's width, nearest first. */
static bool look_behind(const search *s, uint32_t number, uint32_t state, uint32_t pos) {
  const look *k = &s->p->looks.at[number];
  uint32_t before = pos - s->unit.begin, floor = before > k->max ? pos - k->max : s->unit.begin;
  if (k->min > 0 && !can_end_before(s, number, pos))
    return false;
  bool found = false;
  for (uint32_t start = pos - k->min + 1; before >= k->min && !found && start-- > floor;) {
    if (pos - start <= k->plain || s->l->edge_sorts[start])
      found = look_from(s, state, start, pos, AIM_LIMIT);
  }
  return found;
}

bool match_look_holds(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t number, uint32_t pos) {
  search s = {.m = m, .d = &m->dfa, .p = p, .l = l, .unit = unit};
  const look *k = &p->looks.at[number];
  if (k->token != LOOK_PATTERN)
    return k->negated != (k->behind ? pos > unit.begin && lattice_test(l, pos - 1, k->token)
                                    : pos < unit.end && lattice_test(l, pos, k->token));
  uint32_t state = dfa_start(s.d, p, number + 1);
  m->failed |= state == DFA_UNKNOWN;
  return k->negated != (state != DFA_UNKNOWN && (k->behind ? look_behind(&s, number, state, pos)
                                                           : look_from(&s, state, pos, unit.end, AIM_ANY)));
}

/* Finds what is kept with a question for a pattern. False when memory is out. */
static bool prepare_question(const search *s, uint32_t state) {
  uint32_t number = dfa_question_of(dfa_at(s->d, state))->look, word = 0;
  uint64_t tests = 0;
  const look *k = &s->p->looks.at[number];
  uint32_t start = dfa_start(s->d, s->p, number + 1);
  uint32_t beside = !k->behind ? start : k->min > 0 ? dfa_last(s->d, s->p, number + 1) : 0;
  s->m->failed |= start == DFA_UNKNOWN || beside == DFA_UNKNOWN;
  if (s->m->failed)
    return false;
  dfa_state *at = dfa_at(s->d, beside);
  if (at->asks == DFA_SURE && (!at->accepts || k->behind) && !at->edges && at->group_count == 1) {
    tests = dfa_groups_of(at)->tests;
    word = dfa_groups_of(at)->word;
  }
  dfa_question *q = dfa_question_of(dfa_at(s->d, state));
  q->start = start;
  q->tests = tests;
  q->word = word;
  return true;
}

/* Whether what a state asks about its place holds. */
static inline bool question_holds(const search *s, uint32_t state, uint32_t pos) {
  dfa_state *at = dfa_at(s->d, state);
  const dfa_question *q = dfa_question_of(at);
  dfa_asks what = (dfa_asks)at->asks;
  if (what <= DFA_AT_END)
    return pos == (what == DFA_AT_BEGIN ? s->unit.begin : s->unit.end);
  bool pattern = what >= DFA_PATTERN_AHEAD, behind = what == DFA_TOKEN_BEHIND || what == DFA_PATTERN_BEHIND;
  if (pattern && q->start == DFA_UNKNOWN) {
    if (!prepare_question(s, state))
      return false;
    q = dfa_question_of(dfa_at(s->d, state));
  }
  if (q->tests) {
    bool passes = behind ? pos > s->unit.begin && s->l->answers[pos - 1][q->word] & q->tests
                         : pos < s->unit.end && s->l->answers[pos][q->word] & q->tests;
    if (!pattern || !passes)
      return passes;
  }
  return behind ? look_behind(s, q->look, q->start, pos) : look_from(s, q->start, pos, s->unit.end, AIM_ANY);
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
    if (d->pending_used + width > d->pending_room && !dfa_fit_pending(d, width)) {
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
  uint32_t to = dfa_edges_of(dfa_at(s->d, state))->at[edge].to;
  if (to == DFA_UNKNOWN)
    to = dfa_find_edge(s->d, s->p, state, edge);
  s->m->failed |= to == DFA_UNKNOWN;
  if (to != DFA_UNKNOWN)
    wait_at(s, to, end);
}

static void take_entries(search *s, uint32_t state, uint32_t edge, uint32_t list, uint32_t pos) {
  for (uint32_t i = s->l->hit_first[pos]; i < s->l->hit_first[pos + 1]; i++) {
    const list_hit *h = &s->l->hits[i];
    if (h->list == list && h->end <= s->unit.end)
      take_edge(s, state, edge, h->end);
  }
}

static void take_mentions(search *s, uint32_t state, uint32_t edge, instruction in, uint32_t pos) {
  const constraint_list *constraints = in.y ? &s->p->constraints.at[in.y - 1] : NULL;
  uint32_t count = 0;
  for (uint32_t i = s->l->mention_first[pos]; i && count < MATCH_MENTIONS_MAX; i = s->l->links.at[i - 1].next) {
    const mention *m = &s->l->mentions.at[s->l->links.at[i - 1].mention];
    if (m->type != in.x || m->end > s->unit.end || !match_constraints_hold(m, constraints))
      continue;
    take_edge(s, state, edge, m->end);
    count++;
  }
}

static void take_edges(search *s, uint32_t state, uint32_t pos) {
  uint32_t count = dfa_edges_of(dfa_at(s->d, state))->count, sorts = s->l->edge_sorts[pos];
  for (uint32_t i = 0; i < count; i++) {
    instruction in = dfa_edges_of(dfa_at(s->d, state))->at[i].in;
    if (in.op == OP_LEXICON && sorts & edge_list_bit(in.x))
      take_entries(s, state, i, in.x, pos);
    else if (in.op == OP_MENTION && sorts & edge_type_bit(in.x))
      take_mentions(s, state, i, in, pos);
  }
}

/* Where tests of two groups of a state led, as one; mostly the same two as last time. DFA_UNKNOWN when memory is out.
 */
static uint32_t join_steps(search *s, uint32_t state, uint32_t one, uint32_t other) {
  dfa_memo *memo = dfa_memo_of(dfa_at(s->d, state));
  if (memo->one == one && memo->other == other)
    return memo->both;
  uint32_t both = dfa_sum(s->d, s->p, one, other);
  if (both != DFA_UNKNOWN)
    *dfa_memo_of(dfa_at(s->d, state)) = (dfa_memo){.one = one, .other = other, .both = both};
  return both;
}

/* Where the tests of groups from `group` on lead that hold, joined with `to`; 0 also when memory is out. */
static __attribute__((noinline)) uint32_t take_more(search *s, uint32_t state, uint32_t group, uint32_t to,
                                                    const uint64_t *answers) {
  for (; group < dfa_at(s->d, state)->group_count; group++) {
    const dfa_group *g = dfa_groups_of(dfa_at(s->d, state)) + group;
    uint64_t held = answers[g->word] & g->tests;
    if (!held)
      continue;
    uint32_t one = held == g->last ? g->last_to : dfa_find_step(s->d, s->p, state, group, held);
    if (to && one != DFA_UNKNOWN)
      one = join_steps(s, state, to, one);
    if (one == DFA_UNKNOWN) {
      s->m->failed = true;
      return 0;
    }
    to = one;
  }
  return to;
}

/* Where the token leads whose answers are given. */
static inline uint32_t take_token(search *s, uint32_t state, dfa_state *at, const uint64_t *answers) {
  const dfa_group *groups = dfa_groups_of(at);
  uint32_t to = 0;
  for (uint32_t i = 0; i < at->group_count; i++) {
    uint64_t held = answers[groups[i].word] & groups[i].tests;
    if (!held)
      continue;
    if (to || held != groups[i].last)
      return take_more(s, state, i, to, answers);
    to = groups[i].last_to;
  }
  return to;
}

/* Where an answer to its question leads from a state; 0 also when memory is out. */
static inline uint32_t take_branch(search *s, uint32_t state, bool holds) {
  uint32_t to = dfa_question_of(dfa_at(s->d, state))->branch[holds];
  if (to == DFA_UNKNOWN && (to = dfa_find_branch(s->d, s->p, state, holds)) == DFA_UNKNOWN) {
    s->m->failed = true;
    return 0;
  }
  return to;
}

/* The state that is left of one once all that it asks about its place is answered. */
static uint32_t settle(search *s, uint32_t state, uint32_t pos) {
  while (dfa_at(s->d, state)->asks != DFA_SURE)
    state = take_branch(s, state, question_holds(s, state, pos));
  return state;
}

/* Looks behind from the first token of a search that have to come out one way for a match: most searches find none
 * anyway, which their next tokens tell sooner. */
#define DELAYED_MAX 4u

typedef struct delayed {
  uint32_t states[DELAYED_MAX]; /* that ask them */
  bool wanted[DELAYED_MAX];
  uint32_t count;
} delayed;

/* The state behind a search's first one where such looks are taken for answered. */
static uint32_t delay_looks(search *s, uint32_t state, delayed *d) {
  dfa_asks what;
  while ((what = (dfa_asks)dfa_at(s->d, state)->asks) != DFA_SURE) {
    if (what != DFA_PATTERN_BEHIND) {
      state = take_branch(s, state, question_holds(s, state, s->start));
      continue;
    }
    uint32_t yes = take_branch(s, state, true), no = take_branch(s, state, false);
    if ((yes && no) || d->count == DELAYED_MAX)
      return state;
    d->states[d->count] = state;
    d->wanted[d->count++] = yes != 0;
    state = yes | no;
  }
  return state;
}

static bool delayed_hold(const search *s, const delayed *d) {
  for (uint32_t i = 0; i < d->count; i++) {
    if (question_holds(s, d->states[i], s->start) != d->wanted[i])
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
    if (pos - s->start - 1 < s->furthest - s->start) /* behind the first token, and not behind the furthest */
      state = join_pending(s, state, pos);
    if (!state) {
      if (pos >= s->furthest)
        return best;
      continue; /* to where an edge ends */
    }
    if (dfa_at(d, state)->asks != DFA_SURE)
      state = settle(s, state, pos);
    dfa_state *at = dfa_at(d, state);
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
    if (at->edges & s->l->edge_sorts[pos]) {
      take_edges(s, state, pos);
      at = dfa_at(d, state);
    }
    if (pos >= stop) {
      m->limited |= s->aim == AIM_LONGEST && at->group_count;
      return best;
    }
    state = take_token(s, state, at, s->l->answers[pos]);
  }
}

/* The same as far as there are no edges to take, which is most of the way. */
static inline __attribute__((always_inline)) uint32_t walk_tokens(search *s, uint32_t state, search_aim aim) {
  matcher *m = s->m;
  const dfa *d = s->d;
  const uint64_t *const *answers = s->l->answers;
  const uint32_t *edge_sorts = s->l->edge_sorts;
  uint32_t best = NO_END;
  for (uint32_t pos = s->start; state; pos++) {
    dfa_state *at = dfa_at(d, state);
    if (at->asks != DFA_SURE)
      at = dfa_at(d, state = settle(s, state, pos));
    if (pos >= s->limit || at->edges & edge_sorts[pos])
      return walk(s, state, pos, best);
    if (at->accepts && aim == AIM_LONGEST)
      best = pos;
    m->steps += at->item_count;
    if (m->steps >= m->budget) {
      m->limited = true;
      return best;
    }
    if (at->accepts && aim == AIM_ANY)
      return pos;
    state = take_token(s, state, at, answers[pos]);
  }
  return best;
}

/* The end that the search aims at, or NO_END. */
static inline __attribute__((always_inline)) uint32_t run(search *s, uint32_t state, search_aim aim) {
  dfa *d = s->d;
  s->furthest = s->start;
  s->aim = aim;
  uint32_t end = walk_tokens(s, state, aim);
  if (s->furthest > s->start) {
    memset(d->pending + s->pending, 0, (s->furthest - s->start + 1) * sizeof *d->pending);
    d->pending_used = s->pending;
  }
  return s->m->failed ? NO_END : end;
}

static uint32_t run_look(search *s, uint32_t state, search_aim aim) {
  return run(s, state, aim);
}

uint32_t match_longest(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start) {
  if (m->far || m->path)
    return match_longest_watched(m, p, l, unit, start);
  uint32_t limit = unit.end - start > MATCH_WIDTH_MAX ? start + MATCH_WIDTH_MAX : unit.end;
  search s = {.m = m, .d = &m->dfa, .p = p, .l = l, .unit = unit, .start = start, .limit = limit};
  if (m->dfa.broken)
    dfa_clear(&m->dfa);
  delayed later;
  later.count = 0; /* that is all it needs */
  bool limited = m->limited;
  uint32_t state = dfa_start(&m->dfa, p, 0);
  m->failed |= state == DFA_UNKNOWN;
  if (state == DFA_UNKNOWN)
    return start;
  uint32_t end = run(&s, delay_looks(&s, state, &later), AIM_LONGEST);
  if (!later.count || end == NO_END || delayed_hold(&s, &later))
    return end == NO_END ? start : end;
  m->limited = limited || m->steps >= m->budget; /* it was no match that was cut */
  return start;
}
