/* lint.c - warnings about packs that compile: what can never match, what nobody uses, what costs much, what has no
 * example. A warning never stops a pack; each has a code W0xx and a pack of its own in tests/rules/lint. */
#include "rules/ruleset_internal.h"

#include <stdio.h>

/* A pattern that can reach over more tokens than this spans most sentences; more steps than this are felt. */
#define WIDE_TOKENS  200u
#define COSTLY_STEPS 4000u

typedef struct linter {
  const rule_set *set;
  diag_list *diags;
  arena memory;
  bool builtin;      /* the built-in packs too */
  bool *lists_used;  /* by lexicon index */
  bool *lemmas_used; /* by lemma index */
  bool *types_used;  /* by record index: made by some rule, or asked for */
  bool *types_made;  /* by record index: made by a rule of an earlier phase */
} linter;

static bool concerns(const linter *t, const source *src) {
  return t->builtin || !src->builtin;
}

static void warn(linter *t, const char *code, const place *at, const char *hint, const char *format, const char *name) {
  if (concerns(t, at->src))
    diag_add(t->diags, EVX_WARNING, code, at->src, at->begin, at->end, hint, format, name);
}

/* ---- examples --------------------------------------------------------------- */

/* A reject hits where its phase finds nothing, and misses where the phase finds something all the same. */
static void lint_examples(linter *t, const ast_rule *r) {
  bool found = false, none = false;
  for (size_t i = 0; i < r->test_count; i++) {
    found |= r->tests[i].want_count > 0;
    none |= r->tests[i].want_count == 0;
  }
  bool hit = r->reject ? none : found, miss = r->reject ? found : none;
  if (!hit)
    warn(t, "W001", &r->name.at, "add test \"…\" => …", "no example shows what %s is for", r->name.text);
  if (!miss)
    warn(t, "W002", &r->name.at, r->reject ? "add an example that it leaves alone" : "add test \"…\" => none",
         "no example shows where %s stops", r->name.text);
}

/* ---- dates and numbers that cannot be ------------------------------------------ */

static void lint_date(linter *t, const place *at, const char *date) {
  time_point point;
  if (!time_parse_iso(date, strlen(date), &point))
    warn(t, "W010", at, NULL, "%s is no date of the calendar", date);
}

static void lint_number(linter *t, const ast_arg *arg) {
  static const struct {
    const char *name;
    int64_t low, high;
  } limits[] = {{"month", 1, 12},  {"day", 1, 31},    {"hour", 0, 24},
                {"minute", 0, 59}, {"quarter", 1, 4}, {"week", 1, 53}};
  for (size_t i = 0; arg->name.text && arg->value->kind == EXPR_INT && i < sizeof limits / sizeof *limits; i++) {
    if (strcmp(arg->name.text, limits[i].name) == 0 &&
        (arg->value->number < limits[i].low || arg->value->number > limits[i].high))
      warn(t, "W010", &arg->value->at, NULL, "no calendar has such a %s", arg->name.text);
  }
}

static void mark_captures(const ast_expr *e, uint64_t *used) {
  if (e->kind == EXPR_CAPTURE)
    *used |= (uint64_t)1 << e->capture_id;
  for (size_t i = 0; i < e->arg_count; i++)
    mark_captures(e->args[i].value, used);
}

static void lint_numbers(linter *t, const ast_expr *e) {
  for (size_t i = 0; i < e->arg_count; i++) {
    lint_number(t, &e->args[i]);
    lint_numbers(t, e->args[i].value);
  }
}

static void lint_dates(linter *t, const ast_rule *r) {
  for (size_t i = 0; i < r->set_count; i++)
    lint_numbers(t, r->sets[i].value);
  for (size_t i = 0; i < r->test_count; i++) {
    const ast_test *test = &r->tests[i];
    if (test->date)
      lint_date(t, &test->at, test->date);
    for (size_t k = 0; k < test->want_count; k++) {
      for (size_t f = 0; f < test->wants[k].field_count; f++) {
        const ast_literal *v = &test->wants[k].fields[f].value;
        if (v->kind == LIT_DATE && v->len == sizeof "2025-04-12" - 1)
          lint_date(t, &v->at, v->text);
      }
    }
  }
}

/* ---- patterns ---------------------------------------------------------------- */

static void use_tok(linter *t, const ast_tok *tok) {
  if (!tok)
    return;
  if (tok->kind == TOK_LEXICON)
    t->lists_used[tok->lexicon->index] = true;
  if (tok->kind == TOK_LEMMA)
    t->lemmas_used[tok->lemma->index] = true;
  use_tok(t, tok->left);
  if (tok->right != tok->left)
    use_tok(t, tok->right);
}

/* Tokens that a pattern can reach over at most. */
static uint64_t width_of(const ast_pattern *p) {
  uint64_t width = 0;
  for (size_t i = 0; i < p->item_count; i++) {
    uint64_t w = p->kind == PAT_LOOK ? 0 : width_of(p->items[i]);
    width = p->kind == PAT_CHOICE ? (w > width ? w : width) : width + w;
  }
  if (p->kind == PAT_GAP)
    return p->max;
  if (p->item_count == 0 && p->kind != PAT_BEGIN && p->kind != PAT_END)
    width = 1;
  return width * p->max;
}

static bool same_text(const ast_pattern *a, const ast_pattern *b) {
  size_t len = a->at.end - a->at.begin;
  return len == b->at.end - b->at.begin &&
         memcmp(a->at.src->text + a->at.begin, b->at.src->text + b->at.begin, len) == 0;
}

static void use_pattern(linter *t, const ast_pattern *p) {
  if (p->kind == PAT_LEXICON)
    t->lists_used[p->lexicon->index] = true;
  if (p->kind == PAT_LEMMA)
    t->lemmas_used[p->lemma->index] = true;
  if (p->kind == PAT_TOKEN)
    use_tok(t, p->token);
  if (p->kind == PAT_MENTION) {
    t->types_used[p->record->index] = true;
    if (!t->types_made[p->record->index])
      warn(t, "W008", &p->at, "uses names the phases that come before", "no phase before this one makes a %s",
           p->record->name.text);
  }
  for (size_t i = 0; i < p->item_count; i++) {
    for (size_t k = 0; p->kind == PAT_CHOICE && k < i; k++) {
      if (same_text(p->items[i], p->items[k]))
        warn(t, "W009", &p->items[i]->at, NULL, "this alternative stands here already%s", "");
    }
    use_pattern(t, p->items[i]);
  }
}

static void lint_captures(linter *t, const ast_rule *r, const ast_pattern *p, uint64_t used) {
  /* A macro's captures are for whoever wants them; only those written in the rule itself are looked at. */
  bool own = p->capture.at.src == r->at.src && p->capture.at.begin >= r->at.begin && p->capture.at.end <= r->at.end;
  if (p->capture.text && own && !p->anchor && !(used >> p->capture_id & 1))
    warn(t, "W004", &p->capture.at, "take the name away, or set a field from it", "capture %s is never used",
         p->capture.text);
  for (size_t i = 0; i < p->item_count; i++)
    lint_captures(t, r, p->items[i], used);
}

static void lint_size(linter *t, const ast_rule *r, const program *prog) {
  uint64_t width = width_of(r->match);
  char size[80];
  if ((width <= WIDE_TOKENS && prog->code.count <= COSTLY_STEPS) || !concerns(t, r->at.src))
    return;
  snprintf(size, sizeof size, "%llu tokens, in up to %zu steps a token", (unsigned long long)width, prog->code.count);
  warn(t, "W006", &r->match->at, "bound it with {m,n}; * is {0,32} and + is {1,32}", "this pattern can reach over %s",
       size);
}

/* ---- rules that others hide ------------------------------------------------------ */

static bool same_program(const program *a, const program *b) {
  if (a->code.count != b->code.count || a->looks.count || b->looks.count)
    return false;
  for (size_t i = 0; i < a->code.count; i++) {
    const instruction *x = &a->code.at[i], *y = &b->code.at[i];
    if (x->op != y->op || x->x != y->x || x->y != y->y || (x->op == OP_MENTION && x->y))
      return false;
  }
  return true;
}

static void lint_hidden(linter *t, const phase *ph, const rule *r) {
  const rule *rules = t->set->rules.at;
  for (uint32_t i = ph->rule_begin; i < ph->rule_end; i++) {
    const rule *other = &rules[i];
    bool before = other->priority != r->priority ? other->priority > r->priority : other->order < r->order;
    if (other == r || other->where_count || r->ast->reject || (!other->ast->reject && ph->ast->overlap_all) ||
        !same_program(&other->prog, &r->prog))
      continue;
    if (other->ast->reject ? other->priority >= r->priority : before)
      warn(t, "W007", &r->ast->name.at, "give it a higher priority, or take it out",
           "this rule never wins: %s matches the same", other->ast->full_name);
  }
}

static void lint_phase(linter *t, const phase *ph) {
  for (uint32_t i = ph->rule_begin; i < ph->rule_end; i++) {
    const rule *r = &t->set->rules.at[i];
    uint64_t used = 0;
    use_pattern(t, r->ast->match);
    for (size_t k = 0; k < r->ast->set_count; k++)
      mark_captures(r->ast->sets[k].value, &used);
    lint_captures(t, r->ast, r->ast->match, used);
    lint_size(t, r->ast, &r->prog);
    lint_examples(t, r->ast);
    lint_dates(t, r->ast);
    lint_hidden(t, ph, r);
  }
  for (size_t i = 0; i < ph->modifiers.count; i++) {
    use_pattern(t, ph->modifiers.at[i].ast->when);
    if (ph->modifiers.at[i].has_stop)
      use_pattern(t, ph->modifiers.at[i].ast->stop);
  }
  for (uint32_t i = ph->rule_begin; i < ph->rule_end; i++) {
    const ast_rule *r = t->set->rules.at[i].ast;
    if (r->record)
      t->types_made[r->record->index] = t->types_used[r->record->index] = true;
  }
}

/* ---- declarations that nobody uses ------------------------------------------------ */

/* Entries of one list that fold to the same words: only the first one's value is ever given. */
static bool lint_entries(linter *t, const ast_lexicon *l) {
  intern seen;
  VEC(const ast_entry *) first = {0};
  bool ok = intern_init(&seen, t->memory.allocator);
  form_table forms;
  ok = form_table_init(&forms, t->memory.allocator) && ok;
  for (size_t i = 0; ok && i < l->entry_count; i++) {
    const ast_entry *e = &l->entries[i];
    token *tokens = NULL;
    size_t count = 0, len = 0;
    ok = document_tokenize_literal(e->text, e->len, &forms, &t->memory, &tokens, &count) == EVX_OK;
    const char *key = e->exact ? "'" : "";
    for (size_t k = 0; ok && key && k < count; k++) {
      const form *f = &forms.forms[tokens[k].form];
      const char *part = form_string(&forms, e->exact ? f->text : f->lex, &len);
      if (!(f->shape & FORM_HYPHEN))
        key = arena_printf(&t->memory, "%s %s", key, part);
    }
    uint32_t known = seen.count, id = key ? intern_add(&seen, key, strlen(key)) : INTERN_NONE;
    if (!ok || id == INTERN_NONE) {
      ok = false;
    } else if (seen.count == known) {
      const ast_entry *before = first.at[id - 1]; /* NOLINT(clang-analyzer-core.NullDereference): seen before */
      bool differs = strcmp(before->value ? before->value : before->text, e->value ? e->value : e->text) != 0 &&
                     (before->value || e->value);
      warn(t, "W005", &e->at, differs ? "one list gives one value for the same words" : NULL,
           "an entry before this one has the same words: \"%s\"", before->text);
    } else {
      ok = VEC_ADD(&first, &t->memory, e);
    }
  }
  form_table_free(&forms);
  intern_free(&seen);
  return ok;
}

static bool read_by_library(const char *lexicon) {
  return strcmp(lexicon, "abbreviation") == 0 || strcmp(lexicon, "after-initialism") == 0 ||
         strcmp(lexicon, "header-key") == 0 || strcmp(lexicon, "line-end") == 0 || strcmp(lexicon, "line-begin") == 0;
}

static bool lint_declarations(linter *t) {
  const rule_ast *ast = t->set->ast;
  bool ok = true;
  for (size_t i = 0; ok && i < ast->lexicons.count; i++) {
    const ast_lexicon *l = ast->lexicons.at[i];
    bool any = false;
    for (size_t k = 0; k < l->entry_count; k++)
      any |= concerns(t, l->entries[k].at.src);
    if (!t->lists_used[i] && !read_by_library(l->name.text))
      warn(t, "W003", &l->name.at, NULL, "no pattern uses lexicon %s", l->name.text);
    ok = !any || lint_entries(t, l);
  }
  for (size_t i = 0; i < ast->lemmas.count; i++) {
    if (!t->lemmas_used[i])
      warn(t, "W003", &ast->lemmas.at[i]->name.at, NULL, "no pattern uses lemma %s", ast->lemmas.at[i]->name.text);
  }
  for (size_t i = 0; i < ast->lets.count; i++) {
    if (!ast->lets.at[i]->used)
      warn(t, "W003", &ast->lets.at[i]->name.at, NULL, "no pattern uses macro %s", ast->lets.at[i]->name.text);
  }
  for (size_t i = 0; i < ast->records.count; i++) {
    if (!t->types_used[i] && !ast->records.at[i]->builtin) /* the schema is there for all packs */
      warn(t, "W003", &ast->records.at[i]->name.at, NULL, "no rule makes a %s", ast->records.at[i]->name.text);
  }
  return ok;
}

evx_status rule_set_lint(const rule_set *set, bool builtin, diag_list *diags, const evx_allocator *allocator) {
  linter t = {.set = set, .diags = diags, .builtin = builtin};
  arena_init(&t.memory, allocator);
  t.lists_used = arena_array(&t.memory, set->ast->lexicons.count, sizeof(bool));
  t.lemmas_used = arena_array(&t.memory, set->ast->lemmas.count, sizeof(bool));
  t.types_used = arena_array(&t.memory, set->ast->records.count, sizeof(bool));
  t.types_made = arena_array(&t.memory, set->ast->records.count, sizeof(bool));
  bool ok = t.lists_used && t.lemmas_used && t.types_used && t.types_made;
  for (size_t i = 0; ok && i < set->zones.count; i++)
    use_pattern(&t, set->zones.at[i].ast->when);
  for (size_t i = 0; ok && i < set->phases.count; i++)
    lint_phase(&t, &set->phases.at[i]);
  ok = ok && lint_declarations(&t);
  arena_free(&t.memory);
  return ok && !diags->nomem ? EVX_OK : EVX_ERR_NOMEM;
}
