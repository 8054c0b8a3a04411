/* checker.h - what the files of the checker share. */
#ifndef EVX_RULES_CHECKER_H
#define EVX_RULES_CHECKER_H

#include "rules/check.h"
#include "text/form.h"
#include "time/timex.h"

#define CAPTURES_MAX 64u

typedef struct checker {
  rule_ast *ast;
  diag_list *diags;
  arena *a;
  form_table spellings; /* of literals */
  bool nomem;
  VEC(const ast_tok *) regexes; /* all that the rules use */
  /* of the rule being checked */
  const ast_pack *pack;
  const char *captures[CAPTURES_MAX];
  uint32_t capture_count;
  uint64_t certain; /* captures that every match binds */
  uint32_t anchor;
  uint32_t depth; /* macros inside macros */
} checker;

void *checker_new(checker *c, size_t count, size_t size);
/* True where nothing should be said of an unknown name: its declaration was read in part, or not at all. */
bool checker_lost(const checker *c, const char *name);
/* "did you mean 'x'?" for a name among `count` candidates, or NULL. */
const char *checker_hint(checker *c, const char *name, const char *const *candidates, size_t count);

/* Resolves a pattern's names and numbers its captures; macros are replaced by copies of their bodies. `bound` gets the
 * captures that may be bound so far, `certain` those that must be. */
void check_pattern(checker *c, ast_pattern *p, uint64_t *bound, uint64_t *certain);
/* Resolves and types the fields that an action sets. */
void check_action(checker *c, ast_rule *r);
/* The fields and values that examples and constraints name. */
const ast_field *check_field(checker *c, const ast_record *record, const ast_name *name, const char *code);
void check_literal(checker *c, const ast_field *field, const ast_literal *value);
const ast_record *check_record(checker *c, const char *name, const place *at);

#endif
