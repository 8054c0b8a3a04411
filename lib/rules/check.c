#include "rules/checker.h"

#include "rules/regex.h"

void *checker_new(checker *c, size_t count, size_t size) {
  void *made = arena_array(c->a, count, size);
  if (!made)
    c->nomem = true;
  return made;
}

bool checker_lost(const checker *c, const char *name) {
  for (size_t i = 0; i < c->ast->lost.count; i++) {
    if (strcmp(c->ast->lost.at[i], name) == 0)
      return true;
  }
  return c->ast->incomplete;
}

const char *checker_hint(checker *c, const char *name, const char *const *candidates, size_t count) {
  const char *close = diag_closest(name, candidates, count);
  return close ? arena_printf(c->a, "did you mean '%s'?", close) : NULL;
}

static void begin_pattern(checker *c, const ast_pack *pack) {
  c->pack = pack;
  c->capture_count = 0;
  c->certain = 0;
  c->anchor = UINT32_MAX;
  c->depth = 0;
}

static void check_alone(checker *c, ast_pattern *p, const ast_pack *pack, const char *what) {
  uint64_t bound = 0, certain = 0;
  if (!p)
    return;
  begin_pattern(c, pack);
  check_pattern(c, p, &bound, &certain);
  if (bound)
    diag_add(c->diags, EVX_ERROR, "E092", p->at.src, p->at.begin, p->at.end, NULL, "a capture has no use in %s", what);
}

static void check_wheres(checker *c, const ast_rule *r) {
  static const char *const keys[] = {"zone", "layout"};
  static const char *const layouts[] = {"text", "heading", "item", "label", "table", "title"};
  for (size_t i = 0; i < r->where_count; i++) {
    const ast_where *w = &r->wheres[i];
    const place *at = &w->value.at;
    bool zone = strcmp(w->key.text, keys[0]) == 0, known = false;
    if (!zone && strcmp(w->key.text, keys[1]) != 0) {
      diag_add(c->diags, EVX_ERROR, "E093", w->key.at.src, w->key.at.begin, w->key.at.end,
               checker_hint(c, w->key.text, keys, 2), "where asks for zone or layout, not '%s'", w->key.text);
      continue;
    }
    const char **names = checker_new(c, c->ast->zones.count + 1, sizeof *names);
    size_t count = zone ? c->ast->zones.count : sizeof layouts / sizeof *layouts;
    for (size_t k = 0; names && k < count; k++) {
      const char *name = zone ? c->ast->zones.at[k]->name.text : layouts[k];
      if (zone)
        names[k] = name;
      known |= strcmp(name, w->value.text) == 0;
    }
    if (!known && names && !checker_lost(c, w->value.text))
      diag_add(c->diags, EVX_ERROR, "E094", at->src, at->begin, at->end,
               checker_hint(c, w->value.text, zone ? names : layouts, count),
               zone ? "there is no zone %s" : "there is no layout %s", w->value.text);
  }
}

static void check_tests(checker *c, const ast_rule *r) {
  for (size_t i = 0; i < r->test_count; i++) {
    for (size_t k = 0; k < r->tests[i].want_count; k++) {
      ast_want *want = &r->tests[i].wants[k];
      const ast_record *record = check_record(c, want->record.text, &want->record.at);
      if (record && r->record && record != r->record)
        diag_add(c->diags, EVX_ERROR, "E095", want->record.at.src, want->record.at.begin, want->record.at.end, NULL,
                 "rule %s makes %s, not %s", r->name.text, r->record->name.text, record->name.text);
      for (size_t f = 0; record && f < want->field_count; f++) {
        if ((want->fields[f].ref = check_field(c, record, &want->fields[f].name, "E080")))
          check_literal(c, want->fields[f].ref, &want->fields[f].value);
      }
    }
  }
}

/* True where a pattern can match without a token. */
static bool can_be_empty(const ast_pattern *p) {
  bool any = false;
  if (p->min == 0)
    return true;
  switch (p->kind) {
  case PAT_BEGIN:
  case PAT_END:
  case PAT_LOOK: return true;
  case PAT_SEQUENCE:
  case PAT_MACRO:
  case PAT_ANY_ORDER:
    for (size_t i = 0; i < p->item_count; i++) {
      if (!can_be_empty(p->items[i]))
        return false;
    }
    return true;
  case PAT_CHOICE:
    for (size_t i = 0; i < p->item_count; i++)
      any |= can_be_empty(p->items[i]);
    return any;
  default: return false;
  }
}

static void check_rule(checker *c, ast_rule *r) {
  uint64_t bound = 0, certain = 0;
  size_t errors = c->diags->errors;
  begin_pattern(c, r->pack);
  check_pattern(c, r->match, &bound, &certain);
  if (c->diags->errors == errors && can_be_empty(r->match))
    diag_add(c->diags, EVX_ERROR, "E096", r->match->at.src, r->match->at.begin, r->match->at.end,
             "make one of its parts a must", "the pattern of %s can match without any token", r->name.text);
  c->certain = certain;
  r->anchor = c->anchor;
  r->captures = checker_new(c, c->capture_count, sizeof *r->captures);
  r->capture_count = c->capture_count;
  for (uint32_t i = 0; r->captures && i < c->capture_count; i++)
    r->captures[i] = c->captures[i];
  check_wheres(c, r);
  if (!r->reject)
    check_action(c, r);
  check_tests(c, r);
}

static void check_phases(checker *c) {
  for (size_t i = 0; i < c->ast->phases.count && !c->nomem; i++) {
    ast_phase *ph = c->ast->phases.at[i];
    for (size_t k = 0; k < ph->rules.count && !c->nomem; k++) {
      if (!ph->rules.at[k]->disabled)
        check_rule(c, ph->rules.at[k]);
    }
    for (size_t k = 0; k < ph->modifiers.count && !c->nomem; k++) {
      check_alone(c, ph->modifiers.at[k]->when, ph->modifiers.at[k]->pack, "the cue of a modifier");
      check_alone(c, ph->modifiers.at[k]->stop, ph->modifiers.at[k]->pack, "the stop of a modifier");
    }
  }
}

static void check_defaults(checker *c) {
  for (size_t i = 0; i < c->ast->records.count; i++) {
    const ast_record *r = c->ast->records.at[i];
    for (size_t k = 0; k < r->field_count; k++) {
      if (r->fields[k].has_default)
        check_literal(c, &r->fields[k], &r->fields[k].initial);
    }
  }
}

/* Regular expressions are compiled with the rules; where there are mistakes that is not come to, so theirs are looked
 * for here. */
static void check_regexes(checker *c) {
  pcre2_compile_context *compile = regex_compiler(c->a->allocator);
  c->nomem |= !compile;
  for (size_t i = 0; compile && i < c->regexes.count; i++) {
    pcre2_code *code = NULL;
    c->nomem |= !regex_compile(c->regexes.at[i], compile, c->diags, &code);
    pcre2_code_free(code);
  }
  pcre2_compile_context_free(compile);
}

evx_status check_rules(rule_ast *ast, diag_list *diags) {
  checker c = {.ast = ast, .diags = diags, .a = ast->memory};
  size_t errors = diags->errors;
  if (!form_table_init(&c.spellings, ast->memory->allocator))
    return EVX_ERR_NOMEM;
  check_defaults(&c);
  for (size_t i = 0; i < ast->zones.count; i++)
    check_alone(&c, ast->zones.at[i]->when, ast->zones.at[i]->pack, "the pattern of a zone");
  check_phases(&c);
  if (diags->errors)
    check_regexes(&c);
  form_table_free(&c.spellings);
  if (c.nomem || diags->nomem)
    return EVX_ERR_NOMEM;
  return diags->errors > errors ? EVX_ERR_RULE : EVX_OK;
}
