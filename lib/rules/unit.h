/* unit.h - one unit of text (sentence, line, paragraph) in one phase: what its matches are found and chosen with. */
#ifndef EVX_RULES_UNIT_H
#define EVX_RULES_UNIT_H

#include "rules/ruleset_internal.h"

typedef VEC(match) match_vec;

/* What holds for all matches of one unit. */
typedef struct unit_state {
  rule_runner *runner;
  lattice *l;
  const phase *ph;
  unit_range range;
  size_t index;   /* among the units of the phase's scope */
  arena *scratch; /* for this document */
  uint64_t *bits; /* tests that some token of the unit passes; for those who watch */
  match_vec matches;
  pulse *pulse;
  uint64_t beaten; /* steps of searches that the pulse has counted */
} unit_state;

/* phase.c: the longest match of a rule from a token, or `at` where there is none. */
bool unit_place_holds(const unit_state *u, const rule *r, uint32_t at);
/* select.c: drops what rejects touch and what others outdo; the rest become mentions. */
evx_status unit_select(unit_state *u, arena *a);
/* near_miss.c: tells the observer for every rule of the phase the search that came furthest without a match. False:
 * memory is out. */
bool unit_watch_misses(unit_state *u);

#endif
