/* phase.c - one phase over a document, unit by unit: every rule's longest match from every token.
 *
 * A rule is looked for where the unit has all that it needs (needs.h), from tokens where it can begin (openings.h); of
 * sentences that is known before (begins.c). */
#include <time.h>

#include "rules/unit.h"

static bool layout_is(const line *at, uint32_t kind) {
  return (uint32_t)at->kind == kind || (kind == LINE_LABEL && at->label_end != 0);
}

bool unit_place_holds(const unit_state *u, const rule *r, uint32_t begin) {
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

/* Joins word `word` of the needs of a line or paragraph: what its sentences meet, and the bullets between them. */
static void join_word(const unit_state *u, uint32_t word, uint64_t to[NEEDS_MAX]) {
  const need_table *table = &u->runner->set->needs;
  size_t at_word = (size_t)word * NEEDS_MAX;
  const document *doc = u->l->doc;
  for (uint32_t at = u->range.begin; at < u->range.end;) {
    uint32_t sentence = u->l->sentences[at];
    if (sentence != UINT32_MAX) {
      needs_join_word(to, u->l->needs + (size_t)sentence * table->row_words + at_word);
      at = doc->sentences.at[sentence].end;
      continue;
    }
    needs_join_packed_word(to, word, u->l->facts[at].needs);
    for (uint32_t i = u->l->mention_first[at]; i; i = u->l->links.at[i - 1].next) {
      const mention *m = &u->l->mentions.at[u->l->links.at[i - 1].mention];
      needs_join_word(to, table->by_type + (size_t)m->type * table->row_words + at_word);
    }
    at++;
  }
}

/* Of rules in word `word` of the bit sets, those that have all that they need in a line or paragraph: in a part of a
 * sentence, what all of it has, which is more than enough. */
static uint64_t rules_with_needs(const unit_state *u, uint32_t word, uint64_t rules) {
  const need_table *table = &u->runner->set->needs;
  uint32_t first = u->l->sentences[u->range.begin];
  rules &= u->l->possible[word];
  if (!rules)
    return 0;
  if (first != UINT32_MAX && u->range.end <= u->l->doc->sentences.at[first].end)
    return rules & u->l->met[(size_t)first * table->words + word];
  uint64_t joined[NEEDS_MAX];
  memcpy(joined, table->always + (size_t)word * NEEDS_MAX, sizeof joined);
  join_word(u, word, joined);
  return needs_met(joined, 0) & rules;
}

/* Steps of searches between two beats of the pulse, and how many of them it counts for one. */
#define STEPS_PER_BEAT 512u
#define STEPS_PER_WORK 8u

static bool beat(unit_state *u) {
  uint64_t work = (u->runner->matcher->steps - u->beaten) / STEPS_PER_WORK;
  u->beaten = u->runner->matcher->steps;
  return pulse_beat(u->pulse, work < UINT32_MAX ? (uint32_t)work : UINT32_MAX);
}

/* Looks for matches that begin at one token, of rules `rest` in word `word` of the bit sets. */
static bool try_rules(unit_state *u, uint64_t rest, uint32_t word, uint32_t at) {
  const rule_set *set = u->runner->set;
  uint64_t placed = set->placed_bits[word];
  for (; rest; rest &= rest - 1) {
    const rule *r = &set->rules.at[word * 64 + (uint32_t)__builtin_ctzll(rest)];
    if ((placed & rest & -rest) && !unit_place_holds(u, r, at))
      continue;
    if (!try_rule(u, r, at))
      return false;
  }
  return u->runner->matcher->steps - u->beaten < STEPS_PER_BEAT || beat(u);
}

/* Looks for matches of rules in one word of the bit sets that begin at a token. */
static inline bool try_token(unit_state *u, uint32_t at, uint32_t word, uint64_t alive) {
  const opening_table *o = &u->runner->set->openings;
  uint64_t may = alive & openings_at(o, u->l->facts, u->range.begin, u->range.end, at, word);
  return !may || try_rules(u, may, word, at);
}

/* The same in all of a unit. */
static bool try_unit(unit_state *u, uint32_t word, uint64_t alive) {
  const token_facts *facts = u->l->facts;
  if (!try_token(u, u->range.begin, word, alive))
    return false;
  for (uint32_t at = u->range.begin + 1; at < u->range.end; at++) {
    if ((facts[at].first[word] & alive) && !try_token(u, at, word, alive)) /* which is seldom so */
      return false;
  }
  return true;
}

/* The same in a sentence, of which it is known where they may begin. */
static bool try_sentence(unit_state *u, uint32_t word, uint64_t alive) {
  for (uint32_t begin = u->range.begin, nth = 0; begin < u->range.end; begin += 64, nth++) {
    uint64_t spots = lattice_spots(u->l, u->index, u->range.begin, nth)[word];
    for (; spots; spots &= spots - 1) {
      if (!try_token(u, begin + (uint32_t)__builtin_ctzll(spots), word, alive))
        return false;
    }
  }
  return true;
}

static bool find_in_sentence(unit_state *u) {
  const phase *ph = u->ph;
  const uint64_t *met = u->l->met + u->index * u->l->begin_words;
  for (uint32_t i = 0; i < ph->masks.count; i++) {
    uint32_t word = ph->first_word + i;
    uint64_t alive = met[word] & ph->masks.at[i];
    if (alive && !try_sentence(u, word, alive))
      return false;
  }
  return true;
}

static bool find_in_line(unit_state *u) {
  const phase *ph = u->ph;
  for (uint32_t i = 0; i < ph->masks.count; i++) {
    uint32_t word = ph->first_word + i;
    uint64_t alive = rules_with_needs(u, word, ph->masks.at[i]);
    if (alive && !try_unit(u, word, alive))
      return false;
  }
  return true;
}

static bool find_matches(unit_state *u) {
  return u->ph->ast->scope == SCOPE_SENTENCE ? find_in_sentence(u) : find_in_line(u);
}

static evx_status unit_run(unit_state *u, arena *a) {
  if (u->range.begin == u->range.end)
    return EVX_OK;
  if (u->runner->observer && (u->runner->observer->what & OBSERVE_EVENTS) && !unit_watch_misses(u))
    return EVX_ERR_NOMEM;
  u->matches.count = 0;
  if (!find_matches(u))
    return u->pulse->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
  return u->matches.count ? unit_select(u, a) : EVX_OK;
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

/* False where no token of the document stands where a rule of the phase asks for. */
static bool is_possible(const lattice *l, const phase *ph) {
  uint64_t any = 0;
  for (size_t i = 0; i < ph->masks.count; i++)
    any |= ph->masks.at[i] & l->possible[ph->first_word + i];
  return any != 0;
}

evx_status phase_run(rule_runner *runner, lattice *l, const phase *ph, pulse *p, arena *a) {
  unit_state u = {.runner = runner, .l = l, .ph = ph, .scratch = a, .pulse = p, .beaten = runner->matcher->steps};
  phase_scope scope = ph->ast->scope;
  size_t count = unit_count(l->doc, scope);
  if (!runner->observer && !is_possible(l, ph))
    return EVX_OK;
  if (runner->observer && !(u.bits = arena_array(a, l->class_cache->words, sizeof *u.bits)))
    return EVX_ERR_NOMEM;
  for (u.index = 0; u.index < count; u.index++) {
    if (scope == SCOPE_SENTENCE && !runner->observer && !(l->busy[u.index] & ph->bit))
      continue;
    u.range = unit_at(l->doc, scope, u.index);
    evx_status s = unit_run(&u, a);
    if (s != EVX_OK)
      return s;
  }
  /* Searches have counted for themselves. */
  return pulse_beat(p, (uint32_t)(count + l->doc->tokens.count / 8)) ? EVX_OK : EVX_ERR_CALLBACK;
}
