/* detach.c - a rule set on its way into an image and out of it (lib/api/image.h). */
#include "rules/ruleset_internal.h"

void rule_set_detach(rule_set *set) {
  predicate_detach(&set->predicates);
  memset(&set->gazetteer, 0, sizeof set->gazetteer);
}

void rule_set_attach(rule_set *set) {
  gazetteer_open_builtin(&set->gazetteer);
}

/* Of rules and cues; zones are looked for by their needs. */
static void forget_program(program *p) {
  p->source = NULL;
  p->needs = NULL;
  p->need_count = 0;
}

/* Expressions that differ in nothing but where they stand are kept once. */
static void forget_places(ast_expr *e) {
  e->at = (place){0};
  for (size_t i = 0; i < e->arg_count; i++) {
    e->args[i].name.at = (place){0};
    forget_places(e->args[i].value);
  }
}

static void forget_sets(ast_set *sets, size_t count) {
  for (size_t i = 0; i < count; i++) {
    sets[i].field.at = (place){0};
    forget_places(sets[i].value);
  }
}

static void forget_rule(ast_rule *r) {
  source_locate(r->at.src, r->name.at.begin, &r->line, &r->column);
  r->at = place_of(r->at.src, 0, 0);
  r->name.at = (place){0};
  r->record_name = (ast_name){0};
  r->wheres = NULL;
  r->where_count = 0;
  r->match = NULL;
  r->tests = NULL;
  r->captures = NULL;
  forget_sets(r->sets, r->set_count);
}

static void forget_modifier(modifier *m) {
  ast_modifier *ast = (ast_modifier *)(uintptr_t)m->ast;
  forget_program(&m->when);
  forget_program(&m->stop);
  ast->when = ast->stop = NULL;
  forget_sets(ast->sets, ast->set_count);
}

static void forget_tree(rule_ast *ast) {
  for (size_t i = 0; i < ast->phases.count; i++) {
    for (size_t k = 0; k < ast->phases.at[i]->rules.count; k++)
      forget_rule(ast->phases.at[i]->rules.at[k]);
  }
  for (size_t i = 0; i < ast->zones.count; i++)
    ast->zones.at[i]->when = NULL;
  for (size_t i = 0; i < ast->lexicons.count; i++)
    ast->lexicons.at[i]->entries = NULL;
  for (size_t i = 0; i < ast->lemmas.count; i++)
    ast->lemmas.at[i]->forms = NULL;
  memset(&ast->lets, 0, sizeof ast->lets);
}

void rule_set_forget(rule_set *set) {
  rule_ast *ast = (rule_ast *)(uintptr_t)set->ast; /* nobody else has it yet */
  for (size_t i = 0; i < set->rules.count; i++)
    forget_program(&set->rules.at[i].prog);
  for (size_t i = 0; i < set->zones.count; i++)
    set->zones.at[i].when.source = NULL;
  for (size_t i = 0; i < set->phases.count; i++) {
    for (size_t k = 0; k < set->phases.at[i].modifiers.count; k++)
      forget_modifier(&set->phases.at[i].modifiers.at[k]);
  }
  set->predicates.tests.at = NULL;
  forget_tree(ast);
}
