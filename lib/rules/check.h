/* check.h - names, captures and types of a parsed rule set. */
#ifndef EVX_RULES_CHECK_H
#define EVX_RULES_CHECK_H

#include "rules/ast.h"

/* Completes the fields marked "checker" in ast.h. What is wrong goes to `diags`, all of it. Names of lexicons,
 * lemmas, macros, records and phases are global over all packs; the last `lexicon` of a name extends nothing: a
 * second declaration without `extend` or `override` is an error. */
evx_status check_rules(rule_ast *ast, diag_list *diags);

#endif
