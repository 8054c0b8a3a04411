/* action.h - what the files that evaluate actions share. */
#ifndef EVX_RULES_ACTION_H
#define EVX_RULES_ACTION_H

#include "rules/ruleset_internal.h"

typedef struct action {
  rule_runner *runner;
  lattice *l;
  const rule *rule;
  const capture_hit *hits; /* of the match, in text order */
  size_t hit_count;
  arena *memory;
  bool failed; /* memory ran out */
} action;

/* The last hit of a capture, or NULL where it took no part. */
const capture_hit *action_capture(const action *x, uint32_t id);
/* The same for the capture that an expression is about: c, or the c in value(c). */
const capture_hit *action_capture_of(const action *x, const ast_expr *e);
value action_eval(action *x, const ast_expr *e);
/* A value made by a date constructor; unset where an argument it needs is unset. */
value action_time(action *x, const ast_expr *e);
bool action_parse_int(const char *s, size_t len, int64_t *out);
/* Match fold of a token. */
const char *action_fold(const action *x, uint32_t token_at, size_t *len);

#endif
