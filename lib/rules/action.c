/* action.c - the fields of an accepted match: `field = expr` becomes a value.
 *
 * Values refer to tokens and to mentions of earlier phases; a capture that took no part in the match leaves its field
 * unset, and the field's default steps in. Date constructors are in action_time.c. */
#include "rules/action.h"

const capture_hit *action_capture(const action *x, uint32_t id) {
  for (size_t i = x->hit_count; i-- > 0;) {
    if (x->hits[i].id == id)
      return &x->hits[i];
  }
  return NULL;
}

const capture_hit *action_capture_of(const action *x, const ast_expr *e) {
  if (e->kind == EXPR_CALL && e->arg_count > 0)
    return action_capture_of(x, e->args[0].value);
  return e->kind == EXPR_CAPTURE ? action_capture(x, e->capture_id) : NULL;
}

static value value_text(const capture_hit *c) {
  value v = {0};
  if (c && c->end > c->begin) {
    v.kind = VALUE_TEXT;
    v.begin = c->begin;
    v.end = c->end;
  }
  return v;
}

static uint32_t type_named(const action *x, type_kind kind) {
  const rule_set *set = x->runner->set;
  const char *name = kind == TYPE_DATE ? "Date" : kind == TYPE_PLACE ? "Place" : "Person";
  const ast_record *r = kind == TYPE_MENTION ? NULL : rule_set_record(set, name);
  return r ? r->index : UINT32_MAX;
}

/* The mention of the wanted type inside a capture, where any will do none of the type that the rule makes: "Participant
 * with Participant in it" says nothing. A place or person that no earlier phase found keeps its words. */
static value value_mention(const action *x, const capture_hit *c, type_kind kind) {
  value v = value_text(c);
  if (v.kind == VALUE_UNSET)
    return v;
  uint32_t found = lattice_find_mention(x->l, type_named(x, kind), x->rule->ast->record->index, c->begin, c->end);
  if (found == MENTION_NONE) {
    if (kind == TYPE_DATE || kind == TYPE_MENTION)
      v.kind = VALUE_UNSET;
    return v;
  }
  const mention *m = &x->l->mentions.at[found];
  v.kind = VALUE_MENTION;
  v.begin = m->begin;
  v.end = m->end;
  v.as.mention = found;
  return v;
}

static bool list_counts(const capture_info *info, uint32_t list) {
  for (size_t i = 0; i < info->lists.count; i++) {
    if (info->lists.at[i] == list)
      return true;
  }
  return info->lists.count == 0;
}

/* The canonical value of the longest word list entry inside the capture, from the lists that its pattern names. */
static value value_canonical(const action *x, uint32_t id) {
  const capture_hit *c = action_capture(x, id);
  value v = value_text(c);
  uint32_t best = 0;
  for (uint32_t at = v.begin; v.kind != VALUE_UNSET && at < c->end; at++) {
    for (uint32_t i = x->l->hit_first[at]; i < x->l->hit_first[at + 1]; i++) {
      const list_hit *h = &x->l->hits[i];
      if (h->end > c->end || h->end - at <= best || !list_counts(&x->rule->captures[id], h->list))
        continue;
      const char *canonical = list_hit_value(x->runner->set, h);
      if (!canonical)
        continue;
      best = h->end - at;
      v.kind = VALUE_STRING;
      v.as.string = canonical;
      v.size = (uint32_t)strlen(canonical);
    }
  }
  return v;
}

static value value_lemma(const action *x, uint32_t id) {
  const capture_hit *c = action_capture(x, id);
  value v = value_text(c);
  const capture_info *info = &x->rule->captures[id];
  for (uint32_t at = v.begin; v.kind != VALUE_UNSET && at < c->end; at++) {
    for (size_t i = 0; i < info->lemmas.count; i++) {
      const ast_lemma *lemma = info->lemmas.at[i];
      if (!lattice_test(x->l, at, x->runner->set->lemma_tests[lemma->index]))
        continue;
      v.kind = VALUE_STRING;
      v.as.string = lemma->name.text;
      v.size = (uint32_t)strlen(lemma->name.text);
      return v;
    }
  }
  return v;
}

bool action_parse_int(const char *s, size_t len, int64_t *out) {
  size_t i = len > 0 && (s[0] == '-' || s[0] == '+');
  int64_t n = 0;
  if (i == len)
    return false;
  for (; i < len; i++) {
    if (s[i] < '0' || s[i] > '9' || n > INT64_MAX / 10 - 9)
      return false;
    n = n * 10 + (s[i] - '0');
  }
  *out = s[0] == '-' ? -n : n;
  return true;
}

/* A figure or ordinal in the capture, else the number that a word list gives for its words. */
static value value_number(const action *x, uint32_t id) {
  const capture_hit *c = action_capture(x, id);
  value v = value_text(c);
  for (uint32_t at = v.begin; v.kind == VALUE_TEXT && at < c->end; at++) {
    const form *f = &x->runner->forms.forms[x->l->doc->tokens.at[at].form];
    if (f->number >= 0) {
      v.kind = VALUE_INT;
      v.as.number = f->number;
      return v;
    }
  }
  value word = value_canonical(x, id);
  int64_t n = 0;
  if (word.kind == VALUE_STRING && action_parse_int(word.as.string, word.size, &n)) {
    word.kind = VALUE_INT;
    word.as.number = n;
    return word;
  }
  v.kind = VALUE_UNSET;
  return v;
}

const char *action_fold(const action *x, uint32_t token_at, size_t *len) {
  const form_table *forms = &x->runner->forms;
  return form_string(forms, forms->forms[x->l->doc->tokens.at[token_at].form].fold, len);
}

/* True where the value's words, folded and joined by single spaces, are `key`. */
static bool value_is(const action *x, const value *v, const char *key) {
  if (v->kind == VALUE_STRING)
    return strcmp(v->as.string, key) == 0;
  if (v->kind == VALUE_INT) {
    int64_t n = 0;
    return action_parse_int(key, strlen(key), &n) && n == v->as.number;
  }
  for (uint32_t at = v->begin; at < v->end; at++) {
    size_t len = 0;
    const char *fold = action_fold(x, at, &len);
    while (*key == ' ')
      key++;
    if (strncmp(key, fold, len) != 0)
      return false;
    key += len;
  }
  return v->end > v->begin && *key == '\0';
}

static value eval(action *x, const ast_expr *e, const ast_type *type);

static value eval_map(action *x, const ast_expr *e, const ast_type *type) {
  value key = eval(x, e->args[0].value, NULL);
  for (size_t i = 1; key.kind != VALUE_UNSET && i < e->arg_count; i++) {
    if (!value_is(x, &key, e->args[i].name.text))
      continue;
    value v = eval(x, e->args[i].value, type);
    v.begin = key.begin;
    v.end = key.end;
    return v;
  }
  return (value){0};
}

static value typed_capture(action *x, uint32_t id, const capture_hit *c, const ast_type *type) {
  type_kind kind = type ? type->kind : TYPE_TEXT;
  if (kind == TYPE_INT)
    return value_number(x, id);
  if (kind == TYPE_DATE || kind == TYPE_PLACE || kind == TYPE_PERSON || kind == TYPE_MENTION)
    return value_mention(x, c, kind);
  return value_text(c);
}

/* All values of a capture under a quantifier; a plain capture of a list field gives a list of one. */
static value list_of(action *x, const ast_expr *const *captures, size_t capture_count, const ast_type *type) {
  const ast_type *item = type && type->kind == TYPE_LIST ? type->item : NULL;
  value v = {0}, *items = arena_array(x->memory, x->hit_count * capture_count + 1, sizeof *items);
  size_t count = 0;
  if (!items) {
    x->failed = true;
    return v;
  }
  for (size_t a = 0; a < capture_count; a++) {
    const ast_expr *arg = captures[a];
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): arguments that are missing do not compile */
    for (size_t i = 0; arg->kind == EXPR_CAPTURE && i < x->hit_count; i++) {
      if (x->hits[i].id != arg->capture_id)
        continue;
      items[count] = typed_capture(x, arg->capture_id, &x->hits[i], item);
      count += items[count].kind != VALUE_UNSET;
    }
  }
  if (count == 0)
    return v;
  v.kind = VALUE_LIST;
  v.begin = items[0].begin;
  v.end = items[count - 1].end;
  v.as.items = items;
  v.size = (uint32_t)count;
  return v;
}

static time_policy prefer_of(const ast_expr *e) {
  return e->arg_count > 1 ? time_policy_named(e->args[1].value->text) : POLICY_NONE;
}

static value eval_call(action *x, const ast_expr *e, const ast_type *type) {
  const ast_expr *arg = e->arg_count ? e->args[0].value : NULL;
  uint32_t id = arg && arg->kind == EXPR_CAPTURE ? arg->capture_id : UINT32_MAX;
  const capture_hit *c = id != UINT32_MAX ? action_capture(x, id) : NULL;
  value v = {0};
  switch (e->fn) {
  case FN_TEXT: return value_text(c);
  case FN_DATE:
    v = value_mention(x, c, TYPE_DATE);
    v.prefer = prefer_of(e);
    return v;
  case FN_PLACE: return value_mention(x, c, TYPE_PLACE);
  case FN_PERSON: return value_mention(x, c, TYPE_PERSON);
  case FN_MENTION: return value_mention(x, c, TYPE_MENTION);
  case FN_NUMBER: return id != UINT32_MAX ? value_number(x, id) : v;
  case FN_LEMMA: return id != UINT32_MAX ? value_lemma(x, id) : v;
  case FN_VALUE: return id != UINT32_MAX ? value_canonical(x, id) : v;
  case FN_MAP: return eval_map(x, e, type);
  case FN_LIST: {
    const ast_expr *captures[16];
    size_t n = 0;
    for (; n < e->arg_count && n < 16; n++)
      captures[n] = e->args[n].value;
    return list_of(x, captures, n, type);
  }
  case FN_FIRST:
    for (size_t i = 0; i < e->arg_count && v.kind == VALUE_UNSET; i++)
      v = eval(x, e->args[i].value, type);
    return v;
  default: return action_time(x, e);
  }
}

static value eval(action *x, const ast_expr *e, const ast_type *type) {
  value v = {0};
  switch (e->kind) { /* NOLINT(clang-analyzer-core.NullDereference): expressions that are missing do not compile */
  case EXPR_CAPTURE:
    if (type && type->kind == TYPE_LIST)
      return list_of(x, &e, 1, type);
    return typed_capture(x, e->capture_id, action_capture(x, e->capture_id), type);
  case EXPR_WORD:
    if (e->enum_value >= 0) {
      v.kind = VALUE_ENUM;
      v.as.number = e->enum_value;
      return v;
    }
    /* A word of a constructor ("before", "week"), or of an enum that is known only when the value is fitted. */
    v.kind = VALUE_STRING;
    v.as.string = e->text;
    v.size = (uint32_t)e->len;
    return v;
  case EXPR_STRING:
    v.kind = VALUE_STRING;
    v.as.string = e->text;
    v.size = (uint32_t)e->len;
    return v;
  case EXPR_INT:
    v.kind = VALUE_INT;
    v.as.number = e->number;
    return v;
  case EXPR_CALL: return eval_call(x, e, type);
  }
  return v;
}

value action_eval(action *x, const ast_expr *e) {
  return eval(x, e, NULL);
}

/* Brings a value to its field's type: a canonical string names an enum word, a list field takes a single value. */
static value fit(action *x, value v, const ast_field *field) {
  if (field->type.kind == TYPE_ENUM && v.kind == VALUE_STRING) {
    int32_t word = rule_type_word(&field->type, v.as.string);
    v.kind = word < 0 ? VALUE_UNSET : VALUE_ENUM;
    v.as.number = word;
  }
  if (field->type.kind == TYPE_INT && v.kind == VALUE_STRING) {
    int64_t n = 0;
    v.kind = action_parse_int(v.as.string, v.size, &n) ? VALUE_INT : VALUE_UNSET;
    v.as.number = n;
  }
  if (field->type.kind == TYPE_LIST && v.kind != VALUE_LIST && v.kind != VALUE_UNSET) {
    value *item = arena_array(x->memory, 1, sizeof *item);
    if (!item) {
      x->failed = true;
      return v;
    }
    *item = v;
    v.kind = VALUE_LIST;
    v.as.items = item;
    v.size = 1;
  }
  return v;
}

static value initial_value(const ast_field *field) {
  value v = {0};
  const ast_literal *lit = &field->initial;
  if (lit->kind == LIT_INT) {
    v.kind = VALUE_INT;
    v.as.number = lit->number;
  } else if (field->type.kind == TYPE_ENUM) {
    v.kind = VALUE_ENUM;
    v.as.number = rule_type_word(&field->type, lit->text);
  } else {
    v.kind = VALUE_STRING;
    v.as.string = lit->text;
    v.size = (uint32_t)lit->len;
  }
  return v;
}

static void find_anchor(const action *x, const match *m, mention *out) {
  const capture_hit *c = x->rule->ast->anchor == UINT32_MAX ? NULL : action_capture(x, x->rule->ast->anchor);
  out->anchor_begin = c && c->end > c->begin ? c->begin : m->begin;
  out->anchor_end = c && c->end > c->begin ? c->end : m->end;
}

/* Searches for the path of the match where there is more than one capture, or who watches wants to know it. */
static bool find_captures(action *x, unit_range unit, const match *m) {
  const rule *r = x->rule;
  if (x->runner->matcher->path || (r->ast->capture_count && !r->fixed.is_fixed))
    return match_captures(x->runner->matcher, &r->prog, x->l, unit, m->begin, m->end, x->memory, &x->hits,
                          &x->hit_count);
  if (r->ast->capture_count == 0)
    return true;
  capture_hit *c = arena_alloc(x->memory, sizeof *c);
  if (!c)
    return false;
  *c = (capture_hit){r->fixed.id, m->begin + r->fixed.before, m->end - r->fixed.behind};
  x->hits = c;
  x->hit_count = 1;
  return true;
}

evx_status action_build(rule_runner *runner, lattice *l, unit_range unit, const match *m, arena *a, mention *out) {
  const rule *r = &runner->set->rules.at[m->rule];
  const ast_record *record = r->ast->record;
  action x = {.runner = runner, .l = l, .rule = r, .memory = a};
  if (!find_captures(&x, unit, m))
    return EVX_ERR_NOMEM;
  value *fields = arena_array(a, record->field_count, sizeof *fields);
  if (!fields)
    return EVX_ERR_NOMEM;
  *out = (mention){.type = record->index & UINT16_MAX,
                   .rule = m->rule & RULE_NUMBER,
                   .begin = m->begin,
                   .end = m->end,
                   .emitted = r->ast->emit,
                   .fields = fields};
  find_anchor(&x, m, out);
  for (size_t i = 0; i < r->ast->set_count; i++) {
    const ast_field *field = r->ast->sets[i].ref;
    fields[field->index] = fit(&x, eval(&x, r->ast->sets[i].value, &field->type), field);
  }
  for (size_t i = 0; i < record->field_count; i++) {
    if (fields[i].kind == VALUE_UNSET && record->fields[i].has_default)
      fields[i] = initial_value(&record->fields[i]);
  }
  return x.failed ? EVX_ERR_NOMEM : EVX_OK;
}
