/* detach.c - a rule set on its way into an image and out of it (lib/api/image.h). */
#include "rules/ruleset_internal.h"

void rule_set_detach(rule_set *set) {
  predicate_detach(&set->predicates);
  pcre2_general_context_free(set->pcre2);
  set->pcre2 = NULL;
  memset(&set->gazetteer, 0, sizeof set->gazetteer);
}

evx_status rule_set_attach(rule_set *set) {
  set->pcre2 = regex_memory(set->allocator);
  gazetteer_open_builtin(&set->gazetteer);
  return set->pcre2 && predicate_attach(&set->predicates, set->pcre2) ? EVX_OK : EVX_ERR_NOMEM;
}

static void forget_program(program *p) {
  memset(&p->origins, 0, sizeof p->origins);
  memset(&p->patterns, 0, sizeof p->patterns);
  memset(&p->copy_of, 0, sizeof p->copy_of);
}

static void forget_rule(ast_rule *r) {
  source_locate(r->at.src, r->name.at.begin, &r->line, &r->column);
  r->match = NULL;
  r->tests = NULL;
}

void rule_set_forget(rule_set *set) {
  rule_ast *ast = (rule_ast *)(uintptr_t)set->ast; /* nobody else has it yet */
  for (size_t i = 0; i < set->rules.count; i++)
    forget_program(&set->rules.at[i].prog);
  for (size_t i = 0; i < set->zones.count; i++)
    forget_program(&set->zones.at[i].when);
  for (size_t i = 0; i < set->phases.count; i++) {
    for (size_t k = 0; k < set->phases.at[i].modifiers.count; k++) {
      forget_program(&set->phases.at[i].modifiers.at[k].when);
      forget_program(&set->phases.at[i].modifiers.at[k].stop);
    }
  }
  for (size_t i = 0; i < ast->phases.count; i++) {
    ast_phase *ph = ast->phases.at[i];
    for (size_t k = 0; k < ph->rules.count; k++)
      forget_rule(ph->rules.at[k]);
    for (size_t k = 0; k < ph->modifiers.count; k++)
      ph->modifiers.at[k]->when = ph->modifiers.at[k]->stop = NULL;
  }
  for (size_t i = 0; i < ast->zones.count; i++)
    ast->zones.at[i]->when = NULL;
  for (size_t i = 0; i < ast->lexicons.count; i++)
    ast->lexicons.at[i]->entries = NULL;
  for (size_t i = 0; i < ast->lemmas.count; i++)
    ast->lemmas.at[i]->forms = NULL;
  memset(&ast->lets, 0, sizeof ast->lets);
}
