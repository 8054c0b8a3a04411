/* check_action.c - types of actions, examples and constraints. */
#include "rules/checker.h"

const ast_field *check_field(checker *c, const ast_record *record, const ast_name *name, const char *code) {
  for (size_t i = 0; i < record->field_count; i++) {
    if (strcmp(record->fields[i].name.text, name->text) == 0)
      return &record->fields[i];
  }
  const char **names = checker_new(c, record->field_count, sizeof *names);
  for (size_t i = 0; names && i < record->field_count; i++)
    names[i] = record->fields[i].name.text;
  diag_add(c->diags, EVX_ERROR, code, name->at.src, name->at.begin, name->at.end,
           names ? checker_hint(c, name->text, names, record->field_count) : NULL, "record %s has no field '%s'",
           record->name.text, name->text);
  return NULL;
}

static int32_t enum_index(const ast_type *type, const char *word) {
  for (size_t i = 0; i < type->word_count; i++) {
    if (strcmp(type->words[i].text, word) == 0)
      return (int32_t)i;
  }
  return -1;
}

static void bad_word(checker *c, const ast_type *type, const char *field, const char *word, const place *at) {
  const char **names = checker_new(c, type->word_count, sizeof *names);
  const char *all = "";
  for (size_t i = 0; names && i < type->word_count; i++) {
    names[i] = type->words[i].text;
    all = all ? arena_printf(c->a, "%s%s%s", all, i ? ", " : "", names[i]) : NULL;
  }
  const char *hint = names ? checker_hint(c, word, names, type->word_count) : NULL;
  if (!hint && all)
    hint = arena_printf(c->a, "the words are %s", all);
  diag_add(c->diags, EVX_ERROR, "E082", at->src, at->begin, at->end, hint, "field %s has no word '%s'", field, word);
}

void check_literal(checker *c, const ast_field *field, const ast_literal *value) {
  const place *at = &value->at;
  bool none = value->kind == LIT_WORD && strcmp(value->text, "none") == 0;
  if (none)
    return;
  switch (field->type.kind) {
  case TYPE_ENUM:
    if (value->kind != LIT_WORD && value->kind != LIT_STRING)
      diag_add(c->diags, EVX_ERROR, "E083", at->src, at->begin, at->end, NULL, "field %s holds one of its words",
               field->name.text);
    else if (enum_index(&field->type, value->text) < 0)
      bad_word(c, &field->type, field->name.text, value->text, at);
    break;
  case TYPE_INT:
    if (value->kind != LIT_INT)
      diag_add(c->diags, EVX_ERROR, "E083", at->src, at->begin, at->end, NULL, "field %s holds a number",
               field->name.text);
    break;
  default:
    if (value->kind == LIT_WORD)
      diag_add(c->diags, EVX_ERROR, "E083", at->src, at->begin, at->end,
               "write it in quotes, or none for a field that stays empty", "field %s holds no word", field->name.text);
    break;
  }
}

/* ---- expressions ------------------------------------------------------------ */

#define MAX_ARGUMENTS 24

/* Arguments that the date constructors know, by function; the first `positional` of them need no name. */
static const struct {
  fn_kind fn;
  size_t positional;
  const char *names[MAX_ARGUMENTS];
} constructors[] = {
    {FN_CALENDAR, 0, {"year", "month",   "day",  "hour",    "minute", "second",  "zone",    "weekday",
                      "week", "quarter", "half", "season",  "decade", "century", "daypart", "fiscal",
                      "same", "bc",      "in",   "compare", "date",   "figures"}},
    {FN_CLOCK, 0, {"hour", "minute", "second", "half-day", "zone", "daypart", "date", "past", "to", "hours"}},
    {FN_WEEKDAY, 1, {"day", "which", "date", "n", "sign", "from"}},
    {FN_OFFSET, 3, {"n", "unit", "sign", "from", "quarters", "compare"}},
    {FN_UNIT, 2, {"which", "u", "of"}},
    {FN_RANGE, 2, {"a", "b"}},
    {FN_DURATION, 2, {"n", "unit", "quarters", "more", "more-unit"}},
    {FN_SET, 2, {"n", "unit", "weekday", "month"}},
    {FN_HOLIDAY, 1, {"name", "year", "in"}},
    {FN_NTH, 2, {"n", "unit", "weekday", "in", "from-end"}},
    {FN_REF, 1, {"which"}},
};
#define CONSTRUCTORS (sizeof constructors / sizeof *constructors)

static bool is_constructor(fn_kind fn) {
  return fn >= FN_CALENDAR;
}

static void check_expr(checker *c, ast_expr *e, const ast_type *type, const char *field);

static int32_t capture_named(const checker *c, const char *name) {
  for (uint32_t i = 0; i < c->capture_count; i++) {
    if (strcmp(c->captures[i], name) == 0)
      return (int32_t)i;
  }
  return -1;
}

static void no_capture(checker *c, const ast_expr *e) {
  diag_add(c->diags, EVX_ERROR, "E084", e->at.src, e->at.begin, e->at.end,
           checker_hint(c, e->text, c->captures, c->capture_count), "the pattern has no capture '%s'", e->text);
}

/* A bare word: a capture if the pattern has it, else a word of the field or of the function. */
static void check_word(checker *c, ast_expr *e, const ast_type *type, const char *field) {
  int32_t id = capture_named(c, e->text);
  if (type && type->kind == TYPE_ENUM && (e->enum_value = enum_index(type, e->text)) >= 0)
    return;
  if (id >= 0) {
    e->kind = EXPR_CAPTURE;
    e->capture_id = (uint32_t)id;
    return;
  }
  if (type && type->kind == TYPE_ENUM)
    bad_word(c, type, field, e->text, &e->at);
  else if (type)
    no_capture(c, e);
}

static void check_constructor(checker *c, ast_expr *e) {
  size_t row = 0, count = 0;
  while (row < CONSTRUCTORS && constructors[row].fn != e->fn)
    row++;
  while (count < MAX_ARGUMENTS && constructors[row].names[count])
    count++;
  for (size_t i = 0; i < e->arg_count; i++) {
    ast_arg *arg = &e->args[i];
    bool known = !arg->name.text && i < constructors[row].positional;
    for (size_t k = 0; arg->name.text && k < count; k++)
      known |= strcmp(arg->name.text, constructors[row].names[k]) == 0;
    if (!known && arg->name.text)
      diag_add(c->diags, EVX_ERROR, "E085", arg->name.at.src, arg->name.at.begin, arg->name.at.end,
               checker_hint(c, arg->name.text, constructors[row].names, count), "%s() has no argument '%s'",
               fn_names[e->fn], arg->name.text);
    else if (!known)
      diag_add(c->diags, EVX_ERROR, "E085", arg->value->at.src, arg->value->at.begin, arg->value->at.end,
               "write it as name: value", "this argument of %s() needs its name", fn_names[e->fn]);
    check_expr(c, arg->value, NULL, NULL);
  }
}

static bool wants_capture(checker *c, ast_expr *e) {
  if (e->arg_count == 0) {
    diag_add(c->diags, EVX_ERROR, "E086", e->at.src, e->at.begin, e->at.end, NULL, "%s() needs a capture",
             fn_names[e->fn]);
    return false;
  }
  ast_expr *arg = e->args[0].value;
  if (arg->kind == EXPR_WORD) {
    int32_t id = capture_named(c, arg->text);
    if (id < 0) {
      no_capture(c, arg);
      return false;
    }
    arg->kind = EXPR_CAPTURE;
    arg->capture_id = (uint32_t)id;
    return true;
  }
  if (arg->kind == EXPR_CAPTURE)
    return true;
  diag_add(c->diags, EVX_ERROR, "E086", arg->at.src, arg->at.begin, arg->at.end, NULL, "%s() takes a capture",
           fn_names[e->fn]);
  return false;
}

static const char *type_word(type_kind kind) {
  static const char *const words[] = {"text",     "a number",  "a time",           "a date", "a place",
                                      "a person", "a mention", "one of its words", "a list"};
  return words[kind];
}

static bool fits(fn_kind fn, type_kind kind) {
  switch (fn) {
  case FN_TEXT:
  case FN_LEMMA: return kind == TYPE_TEXT;
  case FN_VALUE: return kind == TYPE_TEXT || kind == TYPE_ENUM || kind == TYPE_INT;
  case FN_NUMBER: return kind == TYPE_INT;
  case FN_DATE: return kind == TYPE_DATE || kind == TYPE_MENTION;
  case FN_PLACE: return kind == TYPE_PLACE || kind == TYPE_MENTION;
  case FN_PERSON: return kind == TYPE_PERSON || kind == TYPE_MENTION;
  case FN_MENTION: return kind >= TYPE_DATE && kind <= TYPE_MENTION;
  case FN_LIST: return kind == TYPE_LIST;
  case FN_MAP:
  case FN_FIRST: return true;
  default: return kind == TYPE_TIME;
  }
}

static void check_map(checker *c, ast_expr *e, const ast_type *type, const char *field) {
  if (e->arg_count < 2) {
    diag_add(c->diags, EVX_ERROR, "E087", e->at.src, e->at.begin, e->at.end, "write map(c, \"word\": value)",
             "map() needs what it looks at and at least one case");
    return;
  }
  check_expr(c, e->args[0].value, &(ast_type){.kind = TYPE_TEXT}, NULL);
  for (size_t i = 1; i < e->arg_count; i++) {
    if (!e->args[i].name.text)
      diag_add(c->diags, EVX_ERROR, "E087", e->args[i].value->at.src, e->args[i].value->at.begin,
               e->args[i].value->at.end, "write \"word\": value", "a case of map() needs the word that it is for");
    check_expr(c, e->args[i].value, type, field);
  }
}

/* Behind its capture, date() takes prefer: POLICY; the other functions take nothing. */
static void check_preference(checker *c, const ast_expr *e) {
  static const char *const names[] = {"prefer"};
  for (size_t i = 1; i < e->arg_count; i++) {
    const ast_arg *arg = &e->args[i];
    const place *at = &arg->value->at;
    bool prefer = e->fn == FN_DATE && i == 1 && arg->name.text && strcmp(arg->name.text, names[0]) == 0;
    if (prefer && time_policy_named(arg->value->text) == POLICY_NONE)
      diag_add(c->diags, EVX_ERROR, "E085", at->src, at->begin, at->end,
               checker_hint(c, arg->value->text ? arg->value->text : "", time_policy_names + 1, TIME_POLICIES - 1),
               "prefer is past, future, nearest, document-year or narrative");
    else if (!prefer && arg->name.text)
      diag_add(c->diags, EVX_ERROR, "E085", arg->name.at.src, arg->name.at.begin, arg->name.at.end,
               e->fn == FN_DATE ? checker_hint(c, arg->name.text, names, 1) : NULL, "%s() has no argument '%s'",
               fn_names[e->fn], arg->name.text);
    else if (!prefer)
      diag_add(c->diags, EVX_ERROR, "E085", at->src, at->begin, at->end, NULL, "%s() takes one capture",
               fn_names[e->fn]);
  }
}

static void check_call(checker *c, ast_expr *e, const ast_type *type, const char *field) {
  const ast_type *item = type && type->kind == TYPE_LIST && e->fn != FN_LIST ? type->item : type;
  if (item && !fits(e->fn, item->kind) && field)
    diag_add(c->diags, EVX_ERROR, "E088", e->at.src, e->at.begin, e->at.end, NULL,
             "field %s holds %s, and %s() gives none", field, type_word(item->kind), fn_names[e->fn]);
  if (is_constructor(e->fn)) {
    check_constructor(c, e);
  } else if (e->fn == FN_MAP) {
    check_map(c, e, item, field);
  } else if (e->fn == FN_FIRST) {
    for (size_t i = 0; i < e->arg_count; i++)
      check_expr(c, e->args[i].value, item, field);
  } else if (e->fn == FN_LIST) {
    wants_capture(c, e);
    for (size_t i = 1; i < e->arg_count; i++)
      check_expr(c, e->args[i].value, &(ast_type){.kind = TYPE_TEXT}, field);
  } else {
    wants_capture(c, e);
    check_preference(c, e);
  }
}

static void check_expr(checker *c, ast_expr *e, const ast_type *type, const char *field) {
  switch (e->kind) {
  case EXPR_WORD: check_word(c, e, type && type->kind == TYPE_LIST ? type->item : type, field); break;
  case EXPR_CALL: check_call(c, e, type, field); break;
  case EXPR_STRING:
    if (type && type->kind != TYPE_TEXT && type->kind != TYPE_LIST && field)
      diag_add(c->diags, EVX_ERROR, "E088", e->at.src, e->at.begin, e->at.end,
               type->kind == TYPE_ENUM ? "write the word without quotes" : NULL, "field %s holds %s, not a text", field,
               type_word(type->kind));
    break;
  case EXPR_INT:
    if (type && type->kind != TYPE_INT && field)
      diag_add(c->diags, EVX_ERROR, "E088", e->at.src, e->at.begin, e->at.end, NULL, "field %s holds %s, not a number",
               field, type_word(type->kind));
    break;
  case EXPR_CAPTURE: break;
  }
}

/* True where the value is there in every match. */
static bool certain(const checker *c, const ast_expr *e) {
  switch (e->kind) {
  case EXPR_CAPTURE: return c->certain >> e->capture_id & 1;
  case EXPR_CALL:
    if (is_constructor(e->fn) || e->fn == FN_MAP)
      return true; /* what they need is found out by running */
    if (e->fn == FN_FIRST) {
      for (size_t i = 0; i < e->arg_count; i++) {
        if (certain(c, e->args[i].value))
          return true;
      }
      return false;
    }
    return e->arg_count == 0 || e->args[0].value->kind != EXPR_CAPTURE || certain(c, e->args[0].value);
  default: return true;
  }
}

void check_action(checker *c, ast_rule *r) {
  const ast_record *record = check_record(c, r->record_name.text, &r->record_name.at);
  uint64_t set_fields[4] = {0};
  bool misspelt = false; /* the field meant may be one that seems not to be set */
  r->record = record;
  for (size_t i = 0; record && i < r->set_count; i++) {
    ast_set *set = &r->sets[i];
    if (!(set->ref = check_field(c, record, &set->field, "E080"))) {
      misspelt = true;
      continue;
    }
    uint32_t k = set->ref->index;
    if (k < 256 && set_fields[k / 64] >> (k % 64) & 1)
      diag_add(c->diags, EVX_ERROR, "E089", set->field.at.src, set->field.at.begin, set->field.at.end, NULL,
               "field %s is set twice", set->field.text);
    if (k < 256)
      set_fields[k / 64] |= (uint64_t)1 << (k % 64);
    check_expr(c, set->value, &set->ref->type, set->field.text);
    if (!set->ref->optional && !set->ref->has_default && !certain(c, set->value))
      diag_add(c->diags, EVX_ERROR, "E090", set->value->at.src, set->value->at.begin, set->value->at.end,
               "make the capture a fixed part of the pattern, or use first(…)",
               "field %s must have a value, and this capture may be unset", set->field.text);
  }
  for (uint32_t k = 0; record && !misspelt && k < record->field_count; k++) {
    const ast_field *f = &record->fields[k];
    if (!f->optional && !f->has_default && k < 256 && !(set_fields[k / 64] >> (k % 64) & 1))
      diag_add(c->diags, EVX_ERROR, "E091", r->record_name.at.src, r->record_name.at.begin, r->record_name.at.end, NULL,
               "rule %s must set field %s of %s", r->name.text, f->name.text, record->name.text);
  }
}
