/* parse_pattern.c - patterns and token expressions. */
#include "rules/parser.h"

const char *const tok_property_names[PROP_COUNT] = {"cap",     "upper", "lower", "mixed", "num",    "alnum", "punct",
                                                    "acronym", "first", "last",  "glued", "bullet", "apart"};

static bool deeper(parser *p) {
  if (++p->depth <= NESTING_MAX)
    return true;
  parser_fail(p, "E010", "split it with let macros", "brackets are nested more than %u deep", NESTING_MAX);
  return false;
}

/* ---- [ … ] ----------------------------------------------------------------- */

static ast_tok *parse_tok_or(parser *p);

static ast_tok *new_tok(parser *p, tok_kind kind) {
  ast_tok *t = parser_new(p, sizeof *t);
  if (!t)
    return NULL;
  t->kind = kind;
  t->at = parser_place(p, p->now.begin);
  t->text = p->now.text;
  t->len = p->now.len;
  return t;
}

static ast_tok *parse_property(parser *p) {
  ast_tok *t = new_tok(p, TOK_PROPERTY);
  if (!t)
    return NULL;
  for (int i = 0; i < PROP_COUNT; i++) {
    if (strcmp(p->now.text, tok_property_names[i]) != 0)
      continue;
    t->property = (tok_property)i;
    parser_advance(p);
    if (i == PROP_NUM && p->now.kind == LEX_INT) {
      t->kind = TOK_RANGE;
      t->low = t->high = p->now.number;
      parser_advance(p);
      if (parser_accept(p, "..")) {
        if (p->now.kind != LEX_INT) {
          parser_fail(p, "E011", "write it as num 1..31", "a range of numbers needs its upper end, not %s",
                      parser_seen(p));
          return NULL;
        }
        t->high = p->now.number;
        parser_advance(p);
      }
      if (t->high < t->low)
        parser_fail_at(p, "E011", t->at.begin, p->now.begin, NULL, "this range is empty: %lld is less than %lld",
                       (long long)t->high, (long long)t->low);
    }
    return t;
  }
  const char *close = diag_closest(p->now.text, tok_property_names, PROP_COUNT);
  const char *hint =
      close ? arena_printf(p->a, "did you mean '%s'?", close) : "words of the text are written in quotes";
  parser_fail(p, "E012", hint, "'%s' is no property of a token", p->now.text);
  return NULL;
}

static ast_tok *parse_tok_atom(parser *p) {
  ast_tok *t = NULL;
  if (parser_is(p, "!")) {
    t = new_tok(p, TOK_NOT);
    parser_advance(p);
    if (!t || !deeper(p))
      return NULL;
    t->left = parse_tok_atom(p);
    p->depth--;
    return t->left ? t : NULL;
  }
  if (parser_accept(p, "(")) {
    if (!deeper(p))
      return NULL;
    t = parse_tok_or(p);
    p->depth--;
    return t && parser_expect(p, ")", "to close the bracket") ? t : NULL;
  }
  if (parser_is(p, "%") || parser_is(p, "~")) {
    bool lexicon = parser_is(p, "%");
    size_t begin = p->now.begin;
    parser_advance(p);
    t = new_tok(p, lexicon ? TOK_LEXICON : TOK_LEMMA);
    ast_name name = parser_name(p, lexicon ? "a word list" : "a lemma");
    if (!t || !name.text)
      return NULL;
    t->at.begin = (uint32_t)begin;
    return t;
  }
  switch (p->now.kind) {
  case LEX_STRING: t = new_tok(p, TOK_LITERAL); break;
  case LEX_EXACT: t = new_tok(p, TOK_EXACT); break;
  case LEX_REGEX:
    t = new_tok(p, TOK_REGEX);
    if (t)
      t->caseless = p->now.caseless;
    break;
  case LEX_WORD: return parse_property(p);
  default: parser_fail(p, "E013", NULL, "a token is described here, not %s", parser_seen(p)); return NULL;
  }
  parser_advance(p);
  return t;
}

static ast_tok *join(parser *p, tok_kind kind, ast_tok *left, ast_tok *right) {
  ast_tok *t = right ? parser_new(p, sizeof *t) : NULL;
  if (!t)
    return NULL;
  t->kind = kind;
  t->at = (place){left->at.src, left->at.begin, right->at.end};
  t->left = left;
  t->right = right;
  return t;
}

static ast_tok *parse_tok_and(parser *p) {
  ast_tok *left = parse_tok_atom(p);
  while (left && parser_accept(p, "&"))
    left = join(p, TOK_AND, left, parse_tok_atom(p));
  return left;
}

static ast_tok *parse_tok_or(parser *p) {
  ast_tok *left = parse_tok_and(p);
  while (left && parser_accept(p, "|"))
    left = join(p, TOK_OR, left, parse_tok_and(p));
  return left;
}

/* ---- patterns -------------------------------------------------------------- */

static ast_pattern *new_pattern(parser *p, pat_kind kind) {
  ast_pattern *made = parser_new(p, sizeof *made);
  if (!made)
    return NULL;
  made->kind = kind;
  made->min = made->max = 1;
  made->at = parser_place(p, p->now.begin);
  made->text = p->now.text;
  made->len = p->now.len;
  return made;
}

typedef VEC(ast_pattern *) pattern_vec;

/* False where there is none, which has been told, or where memory is out. */
static bool keep_item(parser *p, pattern_vec *items, ast_pattern *item) {
  if (item && VEC_ADD(items, p->a, item))
    return true;
  if (item)
    p->nomem = p->panic = true;
  return false;
}

static bool close_items(parser *p, ast_pattern *made, const pattern_vec *items) {
  made->items = items->at;
  made->item_count = items->count;
  made->at.end = items->count ? items->at[items->count - 1]->at.end : (uint32_t)p->now.begin;
  return true;
}

static ast_pattern *parse_brackets(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_TOKEN);
  parser_advance(p);
  if (!made)
    return NULL;
  if (parser_is(p, "]")) {
    made->token = new_tok(p, TOK_ANY);
  } else if (!deeper(p)) {
    return NULL;
  } else {
    made->token = parse_tok_or(p);
    p->depth--;
  }
  made->at.end = (uint32_t)p->now.end;
  return made->token && parser_expect(p, "]", "to end the token") ? made : NULL;
}

static ast_pattern *parse_named(parser *p, pat_kind kind, const char *what) {
  size_t begin = p->now.begin;
  parser_advance(p);
  ast_pattern *made = new_pattern(p, kind);
  ast_name name = parser_name(p, what);
  if (!made || !name.text)
    return NULL;
  made->at.begin = (uint32_t)begin;
  if (kind == PAT_MACRO && parser_accept_word(p, "as"))
    made->prefix = parser_name(p, "a prefix");
  return made;
}

static ast_pattern *parse_mention(parser *p) {
  VEC(ast_constraint) constraints = {0};
  size_t begin = p->now.begin;
  parser_advance(p);
  ast_pattern *made = new_pattern(p, PAT_MENTION);
  ast_name name = parser_name(p, "a record type");
  if (!made || !name.text)
    return NULL;
  made->at.begin = (uint32_t)begin;
  while (parser_accept(p, ",")) {
    ast_constraint *c = VEC_PUSH(&constraints, p->a);
    if (!c)
      return parser_new(p, SIZE_MAX);
    c->field = parser_name(p, "a field");
    c->cmp = parser_is(p, "=") ? CMP_EQ : parser_is(p, "!=") ? CMP_NE : parser_is(p, "<") ? CMP_LT : CMP_GT;
    if (c->cmp == CMP_GT && !parser_is(p, ">")) {
      parser_fail(p, "E014", NULL, "a field is compared by = != < or >, not %s", parser_seen(p));
      return NULL;
    }
    parser_advance(p);
    if (!parse_literal(p, &c->value))
      return NULL;
  }
  made->constraints = constraints.at;
  made->constraint_count = constraints.count;
  made->at.end = (uint32_t)p->now.end;
  return parser_expect(p, ">", "to close the mention") ? made : NULL;
}

static bool parse_bounds(parser *p, uint32_t *min, uint32_t *max) {
  size_t begin = p->now.begin;
  if (!parser_expect(p, "{", "before the bounds"))
    return false;
  if (p->now.kind != LEX_INT) {
    parser_fail(p, "E015", "write it as {2} or {0,5}", "a count is needed here, not %s", parser_seen(p));
    return false;
  }
  int64_t low = p->now.number, high = low;
  parser_advance(p);
  if (parser_accept(p, ",")) {
    if (p->now.kind != LEX_INT) {
      parser_fail(p, "E015", "every quantifier has an upper end: {0,5}", "a count is needed here, not %s",
                  parser_seen(p));
      return false;
    }
    high = p->now.number;
    parser_advance(p);
  }
  if (low < 0 || high < low || high > QUANTIFIER_MAX || high == 0) {
    parser_fail_at(p, "E016", begin, p->now.end, NULL, "counts go from 0 to %d, the lower one first", QUANTIFIER_MAX);
    return false;
  }
  *min = (uint32_t)low;
  *max = (uint32_t)high;
  return parser_expect(p, "}", "behind the bounds");
}

static ast_pattern *parse_gap(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_GAP);
  parser_advance(p);
  if (!made)
    return NULL;
  if (!parser_is(p, "{")) {
    parser_fail(p, "E017", "write it as ...{0,5}", "a gap needs its bounds");
    return NULL;
  }
  if (!parse_bounds(p, &made->min, &made->max))
    return NULL;
  return made;
}

static ast_pattern *parse_look(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_LOOK);
  pattern_vec items = {0};
  if (!made)
    return NULL;
  made->negated = parser_accept_word(p, "not");
  made->behind = parser_is_word(p, "preceded-by");
  if (!made->behind && !parser_is_word(p, "followed-by")) {
    parser_fail(p, "E018", "write not followed-by(…) or not preceded-by(…); inside [ ] write !",
                "behind 'not' comes followed-by or preceded-by, not %s", parser_seen(p));
    return NULL;
  }
  parser_advance(p);
  if (!parser_expect(p, "(", "before the pattern to look for") || !deeper(p))
    return NULL;
  ast_pattern *inner = parse_pattern(p);
  p->depth--;
  if (!keep_item(p, &items, inner))
    return NULL;
  close_items(p, made, &items);
  return parser_expect(p, ")", "behind the pattern to look for") ? made : NULL;
}

static ast_pattern *parse_any_order(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_ANY_ORDER);
  pattern_vec items = {0};
  parser_advance(p);
  if (!made || !parser_expect(p, "(", "before the parts") || !deeper(p))
    return NULL;
  do {
    ast_pattern *part = parse_pattern(p);
    if (!keep_item(p, &items, part))
      return NULL;
  } while (parser_accept(p, ","));
  p->depth--;
  close_items(p, made, &items);
  if (items.count < 2 || items.count > 4) {
    parser_fail_at(p, "E019", made->at.begin, made->at.end, NULL, "any-order takes 2 to 4 parts, not %zu", items.count);
    return NULL;
  }
  return parser_expect(p, ")", "behind the parts") ? made : NULL;
}

static ast_pattern *parse_regex(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_TOKEN);
  if (!made)
    return NULL;
  made->token = new_tok(p, TOK_REGEX);
  if (made->token)
    made->token->caseless = p->now.caseless;
  parser_advance(p);
  return made->token ? made : NULL;
}

static ast_pattern *parse_words(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_WORDS);
  if (made)
    made->exact = p->now.kind == LEX_EXACT;
  parser_advance(p);
  return made;
}

static ast_pattern *parse_atom(parser *p) {
  if (p->now.kind == LEX_STRING || p->now.kind == LEX_EXACT)
    return parse_words(p);
  if (p->now.kind == LEX_REGEX)
    return parse_regex(p);
  if (parser_is_word(p, "any-order"))
    return parse_any_order(p);
  if (parser_is_word(p, "not") || parser_is_word(p, "followed-by") || parser_is_word(p, "preceded-by"))
    return parse_look(p);
  if (parser_is(p, "["))
    return parse_brackets(p);
  if (parser_is(p, "%"))
    return parse_named(p, PAT_LEXICON, "a word list");
  if (parser_is(p, "~"))
    return parse_named(p, PAT_LEMMA, "a lemma");
  if (parser_is(p, "@"))
    return parse_named(p, PAT_MACRO, "a macro");
  if (parser_is(p, "<"))
    return parse_mention(p);
  if (parser_is(p, "..."))
    return parse_gap(p);
  if (parser_is(p, "^") || parser_is(p, "$")) {
    ast_pattern *made = new_pattern(p, parser_is(p, "^") ? PAT_BEGIN : PAT_END);
    parser_advance(p);
    return made;
  }
  if (parser_accept(p, "(")) {
    if (!deeper(p))
      return NULL;
    ast_pattern *made = parse_pattern(p);
    p->depth--;
    return made && parser_expect(p, ")", "to close the bracket") ? made : NULL;
  }
  parser_fail(p, "E020", p->now.kind == LEX_WORD ? "text is written in quotes" : NULL,
              "a pattern is needed here, not %s", parser_seen(p));
  return NULL;
}

static bool parse_quantifier(parser *p, ast_pattern *made) {
  if (parser_is(p, "?"))
    made->min = 0;
  else if (parser_is(p, "*"))
    made->min = 0, made->max = REPEAT_MAX;
  else if (parser_is(p, "+"))
    made->max = REPEAT_MAX;
  else if (parser_is(p, "{"))
    return parse_bounds(p, &made->min, &made->max);
  else
    return true;
  made->at.end = (uint32_t)p->now.end;
  parser_advance(p);
  return true;
}

/* Wraps a pattern that already has a capture or quantifier of its own. */
static ast_pattern *wrap(parser *p, ast_pattern *inner) {
  pattern_vec items = {0};
  ast_pattern *made = parser_new(p, sizeof *made);
  if (!made || !keep_item(p, &items, inner))
    return NULL;
  made->kind = PAT_SEQUENCE;
  made->min = made->max = 1;
  made->at = inner->at;
  made->items = items.at;
  made->item_count = 1;
  return made;
}

static ast_pattern *parse_item(parser *p) {
  ast_name name = {0};
  bool anchor = false;
  bool bang = p->now.kind == LEX_WORD && p->ahead.kind == LEX_MARK && p->ahead.text[0] == '!' && p->ahead.len == 1;
  bool colon = p->now.kind == LEX_WORD && p->ahead.kind == LEX_MARK && p->ahead.text[0] == ':';
  if (bang || colon) {
    name = (ast_name){p->now.text, parser_place(p, p->now.begin)};
    parser_advance(p);
    anchor = parser_accept(p, "!");
    if (!parser_expect(p, ":", "behind the name of a capture"))
      return NULL;
  }
  ast_pattern *made = parse_atom(p);
  if (made && (made->capture.text || made->min != 1 || made->max != 1) && made->kind != PAT_GAP)
    made = wrap(p, made);
  /* A repeated capture holds each repetition: the name is inside the quantifier, "p:<Person>+" binds p each time. */
  if (made && name.text) {
    if (made->kind == PAT_GAP)
      made = wrap(p, made);
    made->capture = name;
    made->anchor = anchor;
  }
  return made && (made->kind == PAT_GAP || parse_quantifier(p, made)) ? made : NULL;
}

static bool ends_sequence(const parser *p) {
  return p->now.kind == LEX_END || p->now.kind == LEX_BAD || parser_is(p, "|") || parser_is(p, ")") ||
         parser_is(p, ",") || parser_is(p, "}") ||
         (p->now.kind == LEX_WORD && !parser_is_word(p, "any-order") && !parser_is_word(p, "not") &&
          !parser_is_word(p, "followed-by") && !parser_is_word(p, "preceded-by") &&
          !(p->ahead.kind == LEX_MARK && (p->ahead.text[0] == ':' || (p->ahead.text[0] == '!' && p->ahead.len == 1))));
}

static ast_pattern *parse_sequence(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_SEQUENCE);
  pattern_vec items = {0};
  if (!made)
    return NULL;
  do {
    ast_pattern *item = parse_item(p);
    if (!keep_item(p, &items, item))
      return NULL;
  } while (!ends_sequence(p));
  close_items(p, made, &items);
  return items.count == 1 ? items.at[0] : made;
}

ast_pattern *parse_pattern(parser *p) {
  ast_pattern *made = new_pattern(p, PAT_CHOICE);
  pattern_vec items = {0};
  if (!made)
    return NULL;
  do {
    ast_pattern *item = parse_sequence(p);
    if (!keep_item(p, &items, item))
      return NULL;
  } while (parser_accept(p, "|"));
  close_items(p, made, &items);
  return items.count == 1 ? items.at[0] : made;
}
