/* parse_action.c - what stands behind a pattern: actions, values, examples. */
#include "rules/parser.h"

const char *const fn_names[FN_COUNT] = {
    "text",     "date",  "place",   "person", "mention", "number", "lemma",    "value", "map",     "list", "first",
    "calendar", "clock", "weekday", "offset", "unit",    "range",  "duration", "set",   "holiday", "nth",  "ref"};

static bool parse_args(parser *p, ast_expr *call);

static ast_expr *parse_expr(parser *p) {
  ast_expr *e = parser_new(p, sizeof *e);
  if (!e)
    return NULL;
  e->at = parser_place(p, p->now.begin);
  e->text = p->now.text;
  e->len = p->now.len;
  e->number = p->now.number;
  e->enum_value = -1;
  switch (p->now.kind) {
  case LEX_STRING: e->kind = EXPR_STRING; break;
  case LEX_INT: e->kind = EXPR_INT; break;
  case LEX_WORD:
    e->kind = EXPR_WORD; /* the checker tells captures from words */
    if (p->ahead.kind == LEX_MARK && p->ahead.text[0] == '(')
      return parse_args(p, e) ? e : NULL;
    break;
  default: parser_fail(p, "E021", NULL, "a value is needed here, not %s", parser_seen(p)); return NULL;
  }
  parser_advance(p);
  return e;
}

static bool find_fn(parser *p, ast_expr *call) {
  for (int i = 0; i < FN_COUNT; i++) {
    if (strcmp(p->now.text, fn_names[i]) == 0) {
      call->fn = (fn_kind)i;
      return true;
    }
  }
  const char *close = diag_closest(p->now.text, fn_names, FN_COUNT);
  parser_fail(p, "E022", close ? arena_printf(p->a, "did you mean '%s'?", close) : NULL, "there is no function '%s'",
              p->now.text);
  return false;
}

static bool parse_args(parser *p, ast_expr *call) {
  VEC(ast_arg) args = {0};
  call->kind = EXPR_CALL;
  if (!find_fn(p, call))
    return false;
  parser_advance(p);
  parser_advance(p); /* the bracket */
  if (++p->depth > NESTING_MAX) {
    parser_fail(p, "E010", NULL, "brackets are nested more than %u deep", NESTING_MAX);
    return false;
  }
  while (!parser_is(p, ")")) {
    ast_arg *arg = VEC_PUSH(&args, p->a);
    if (!arg)
      return p->nomem = p->panic = true, false;
    bool named =
        (p->now.kind == LEX_WORD || p->now.kind == LEX_STRING) && p->ahead.kind == LEX_MARK && p->ahead.text[0] == ':';
    if (named) {
      arg->quoted = p->now.kind == LEX_STRING;
      arg->name = (ast_name){p->now.text, parser_place(p, p->now.begin)};
      parser_advance(p);
      parser_advance(p);
    }
    size_t index = args.count - 1;
    ast_expr *e = parse_expr(p);
    if (!e)
      return false;
    args.at[index].value = e;
    if (!parser_accept(p, ","))
      break;
  }
  p->depth--;
  call->args = args.at;
  call->arg_count = args.count;
  call->at.end = (uint32_t)p->now.end;
  return parser_expect(p, ")", "behind the arguments");
}

bool parse_sets(parser *p, ast_set **sets, size_t *count, const char *close) {
  VEC(ast_set) list = {0};
  while (!close || !parser_is(p, close)) {
    ast_set *set = VEC_PUSH(&list, p->a);
    if (!set)
      return p->nomem = p->panic = true, false;
    set->field = parser_name(p, "a field");
    if (!set->field.text || !parser_expect(p, "=", "behind the field"))
      return false;
    size_t index = list.count - 1;
    ast_expr *e = parse_expr(p);
    if (!e)
      return false;
    list.at[index].value = e;
    if (!parser_accept(p, ","))
      break;
  }
  *sets = list.at;
  *count = list.count;
  return true;
}

bool parse_action(parser *p, ast_rule *r) {
  r->emit = parser_is_word(p, "emit");
  if (!r->emit && !parser_is_word(p, "mark")) {
    parser_fail(p, "E023", "write mark Type { … } or emit Type { … }",
                "a rule needs an action behind its pattern, not %s", parser_seen(p));
    return false;
  }
  parser_advance(p);
  r->record_name = parser_name(p, "a record type");
  return r->record_name.text && parser_expect(p, "{", "before the fields") &&
         parse_sets(p, &r->sets, &r->set_count, "}") && parser_expect(p, "}", "behind the fields");
}

bool parse_literal(parser *p, ast_literal *out) {
  out->at = parser_place(p, p->now.begin);
  out->text = p->now.text;
  out->len = p->now.len;
  out->number = p->now.number;
  switch (p->now.kind) {
  case LEX_STRING: out->kind = LIT_STRING; break;
  case LEX_INT: out->kind = LIT_INT; break;
  case LEX_DATE: out->kind = LIT_DATE; break;
  case LEX_WORD: out->kind = LIT_WORD; break;
  default:
    parser_fail(p, "E024", NULL, "a text, number, date or word is needed here, not %s", parser_seen(p));
    return false;
  }
  parser_advance(p);
  return true;
}

static bool parse_want(parser *p, ast_want *want) {
  VEC(ast_want_field) fields = {0};
  want->record = parser_name(p, "a record type");
  if (!want->record.text || !parser_expect(p, "{", "before the wanted fields"))
    return false;
  while (!parser_is(p, "}")) {
    ast_want_field *f = VEC_PUSH(&fields, p->a);
    if (!f)
      return p->nomem = p->panic = true, false;
    f->name = parser_name(p, "a field");
    if (!f->name.text || !parser_expect(p, ":", "behind the field") || !parse_literal(p, &f->value))
      return false;
    if (!parser_accept(p, ","))
      break;
  }
  want->fields = fields.at;
  want->field_count = fields.count;
  return parser_expect(p, "}", "behind the wanted fields");
}

bool parse_test(parser *p, ast_test *test) {
  VEC(ast_want) wants = {0};
  test->at = parser_place(p, p->now.begin);
  parser_advance(p);
  if (p->now.kind != LEX_STRING) {
    parser_fail(p, "E025", "write test \"text\" => …", "an example needs its text in double quotes, not %s",
                parser_seen(p));
    return false;
  }
  test->text = p->now.text;
  test->len = p->now.len;
  test->at.end = (uint32_t)p->now.end;
  parser_advance(p);
  if (parser_accept_word(p, "at")) {
    if (p->now.kind != LEX_DATE) {
      parser_fail(p, "E026", "write it as 2025-04-12", "behind 'at' comes a date, not %s", parser_seen(p));
      return false;
    }
    test->date = p->now.text;
    parser_advance(p);
  }
  if (!parser_expect(p, "=>", "before what the example should find"))
    return false;
  if (parser_accept_word(p, "none"))
    return true;
  do {
    ast_want want = {0};
    if (!parse_want(p, &want))
      return false;
    if (!VEC_ADD(&wants, p->a, want))
      return p->nomem = p->panic = true, false;
  } while (parser_accept_word(p, "and"));
  test->wants = wants.at;
  test->want_count = wants.count;
  return true;
}
