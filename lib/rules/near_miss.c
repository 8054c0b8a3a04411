/* near_miss.c - for those who watch: why no rule of a phase matched in a unit where one nearly did. */
#include "rules/unit.h"

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

static void collect_bits(const unit_state *u) {
  uint32_t words = u->l->class_cache->words;
  memset(u->bits, 0, words * sizeof *u->bits);
  for (uint32_t at = u->range.begin; at < u->range.end; at++) {
    const uint64_t *c = u->l->answers[at];
    for (uint32_t w = 0; w < words; w++)
      u->bits[w] |= c[w];
  }
}

bool unit_watch_misses(unit_state *u) {
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
      matched = unit_place_holds(u, r, at) && match_longest(m, &r->prog, u->l, u->range, at) > at;
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
