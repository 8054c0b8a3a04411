/* parse.h - rule source to syntax tree. */
#ifndef EVX_RULES_PARSE_H
#define EVX_RULES_PARSE_H

#include "rules/ast.h"

/* Answers an include: the source named `name` as written in `from`, loaded once, or NULL where there is none
 * (`why` then says in a few words what went wrong; static or in the arena). Returns an earlier source, with
 * `*again` true, when it was loaded before. */
typedef struct source_loader {
  const source *(*load)(void *user, const source *from, const char *name, bool *again, const char **why);
  void *user;
} source_loader;

/* Parses `src` and what it includes into `ast`. Mistakes go to `diags`; parsing goes on at the next top-level keyword
 * at the start of a line, so that one run reports them all. `pack_name` is used where the source has no pack line. */
evx_status parse_source(rule_ast *ast, const source *src, const char *pack_name, const source_loader *loader,
                        diag_list *diags);

#endif
