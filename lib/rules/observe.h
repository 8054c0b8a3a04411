/* observe.h - what the rules of one runner did: for `evx rules profile`, `test --cover` and `explain`.
 *
 * A runner without an observer, the usual case, pays a test or two of a pointer per search. Observing never changes
 * what is found. */
#ifndef EVX_RULES_OBSERVE_H
#define EVX_RULES_OBSERVE_H

#include "rules/ruleset.h"

typedef struct rule_stats {
  uint64_t searches;    /* tokens from which a match was looked for */
  uint64_t matches;     /* of them, how many gave one */
  uint64_t accepted;    /* of them, how many won */
  uint64_t steps;       /* instructions visited by these searches */
  uint64_t nanoseconds; /* spent in them; 0 unless OBSERVE_TIME */
} rule_stats;

typedef enum match_fate {
  FATE_ACCEPTED,
  FATE_REJECTED, /* `other` is the reject that touched it */
  FATE_LOST      /* `other` overlaps it and won, `by` this criterion */
} match_fate;

typedef enum win_by { WIN_PRIORITY, WIN_LENGTH, WIN_START, WIN_ORDER } win_by;

typedef struct match_event {
  match_fate fate;
  win_by by;
  uint32_t rule, begin, end; /* tokens */
  uint32_t other, other_begin, other_end;
  const struct capture_hit *hits; /* FATE_ACCEPTED */
  size_t hit_count;
} match_event;

/* How far a rule's searches in one unit came. */
typedef struct near_miss {
  uint32_t rule;
  uint32_t unit_begin, unit_end;
  uint32_t begin;            /* token where the search began */
  uint32_t reached;          /* token that failed; the unit's end where the unit was too short */
  const ast_pattern *failed; /* the element that it failed at */
  bool needed;               /* what the rule cannot do without stands in the unit */
} near_miss;

typedef enum observe_what {
  OBSERVE_STATS = 1,
  OBSERVE_TIME = 2,
  OBSERVE_PATHS = 4,  /* which instructions accepted matches went through */
  OBSERVE_EVENTS = 8, /* candidates and their fate, near misses */
} observe_what;

typedef struct observer {
  uint32_t what;
  rule_stats *stats; /* by rule */
  bool **paths;      /* by rule: by instruction */
  arena memory;      /* of this struct's lists; emptied by observer_clear */
  VEC(match_event) events;
  VEC(near_miss) misses;
} observer;

/* Starts observing; the runner owns the observer. NULL when memory is out. */
observer *rule_runner_observe(rule_runner *runner, uint32_t what);
/* The runner's observer, or NULL. */
observer *rule_runner_observer(const rule_runner *runner);
void observer_clear(observer *o); /* forgets events and misses */

#endif
