/* rule_test.c - runs the examples that stand in packs: `test "text" at DATE => Rec { field: value }`. */
#include "rules/ruleset_internal.h"

/* What all examples of a run share. */
typedef struct tester {
  const rule_set *set;
  rule_runner *runner;
  arena memory; /* of one example */
  diag_list *diags;
  size_t passed, failed;
} tester;

/* One example's document and what was found in it. */
typedef struct outcome {
  document doc;
  mention_list mentions;
  time_point reference;
} outcome;

/* The policy that a field of a Date mention says. */
static time_policy policy_said(const ast_record *date, const mention *m, const char *name) {
  uint32_t field = rule_record_field(date, name);
  const value *v = field == UINT32_MAX ? NULL : mention_field(m, field);
  return v && v->kind == VALUE_ENUM ? time_policy_named(date->fields[field].type.words[v->as.number].text)
                                    : POLICY_NONE;
}

/* The date of a Date mention under the example's reference date. */
static const time_value *resolve(tester *t, const outcome *o, const mention *m, time_policy prefer, time_value *out) {
  const ast_record *date = rule_set_record(t->set, "Date");
  uint32_t field = rule_record_field(date, "value");
  const value *v = field == UINT32_MAX ? NULL : mention_field(m, field);
  time_policy policy = prefer;
  if (!v || v->kind != VALUE_TIME)
    return NULL;
  if (policy == POLICY_NONE)
    policy = policy_said(date, m, "policy");
  if (policy == POLICY_NONE)
    policy = policy_said(date, m, "tense");
  if (policy == POLICY_NONE)
    policy = time_default_policy(v->as.time);
  return time_resolve(v->as.time, &o->reference, NULL, policy, &t->memory, out);
}

/* A value as text, for comparison and for messages; NULL when it is unset or memory is out. `second` gets another
 * spelling that also counts (a date's TIMEX3 value beside its ISO one). */
static const char *value_string(tester *t, const outcome *o, const ast_field *field, const value *v,
                                const char **second);

static const char *list_string(tester *t, const outcome *o, const ast_field *field, const value *v) {
  const char *all = "";
  for (size_t i = 0; all && i < v->size; i++) {
    const char *second = NULL, *one = value_string(t, o, field, &v->as.items[i], &second);
    all = arena_printf(&t->memory, "%s%s%s", all, i ? "; " : "", one ? one : "?");
  }
  return all;
}

static const char *words_string(tester *t, const outcome *o, uint32_t begin, uint32_t end) {
  evx_string s = {0};
  if (begin >= end)
    return "";
  if (document_clean(o->doc.text, o->doc.tokens.at[begin].begin, o->doc.tokens.at[end - 1].end, &t->memory, &s) !=
      EVX_OK)
    return NULL;
  return s.data;
}

static const char *value_string(tester *t, const outcome *o, const ast_field *field, const value *v,
                                const char **second) {
  time_value resolved;
  const time_value *r = NULL;
  switch (v->kind) {
  case VALUE_UNSET: return NULL;
  case VALUE_TEXT: return words_string(t, o, v->begin, v->end);
  case VALUE_STRING: return v->as.string;
  case VALUE_INT: return arena_printf(&t->memory, "%lld", (long long)v->as.number);
  case VALUE_ENUM:
    return v->as.number >= 0 && (size_t)v->as.number < field->type.word_count ? field->type.words[v->as.number].text
                                                                              : NULL;
  case VALUE_LIST: return list_string(t, o, field, v);
  case VALUE_TIME:
    r = time_resolve(v->as.time, &o->reference, NULL, time_default_policy(v->as.time), &t->memory, &resolved);
    break;
  case VALUE_MENTION: {
    const mention *m = &o->mentions.at[v->as.mention];
    r = resolve(t, o, m, v->prefer, &resolved);
    if (!r)
      return words_string(t, o, m->begin, m->end);
    break;
  }
  }
  if (!r)
    return NULL;
  *second = r->edtf ? r->value : NULL;
  return r->edtf ? r->edtf : r->value;
}

static bool field_agrees(tester *t, const outcome *o, const mention *m, const ast_want_field *want) {
  const char *second = NULL;
  /* A Date's own value is resolved by its own policy, so the whole mention is asked. */
  const char *got = NULL;
  const ast_record *record = rule_set_record_at(t->set, m->type);
  if (want->ref->type.kind == TYPE_TIME && strcmp(record->name.text, "Date") == 0) {
    time_value resolved;
    const time_value *r = resolve(t, o, m, POLICY_NONE, &resolved);
    got = r ? (r->edtf ? r->edtf : r->value) : NULL;
    second = r ? r->value : NULL;
  } else {
    got = value_string(t, o, want->ref, mention_field(m, want->ref->index), &second);
  }
  const char *expected =
      want->value.kind == LIT_INT ? arena_printf(&t->memory, "%lld", (long long)want->value.number) : want->value.text;
  if (!expected)
    return false;
  return got ? strcmp(got, expected) == 0 || (second && strcmp(second, expected) == 0) : strcmp(expected, "none") == 0;
}

static bool mention_agrees(tester *t, const outcome *o, const mention *m, const ast_want *want) {
  for (size_t i = 0; i < want->field_count; i++) {
    if (!field_agrees(t, o, m, &want->fields[i]))
      return false;
  }
  return true;
}

/* What a rule found, in the notation of the examples. */
static const char *describe(tester *t, const outcome *o, const mention *m) {
  const ast_record *record = rule_set_record_at(t->set, m->type);
  const char *all = arena_printf(&t->memory, "%s {", record->name.text);
  bool first = true;
  for (size_t i = 0; all && i < record->field_count; i++) {
    const char *second = NULL, *one = NULL;
    const value *v = mention_field(m, (uint32_t)i);
    if (record->fields[i].type.kind == TYPE_TIME) {
      time_value resolved;
      const time_value *r = resolve(t, o, m, POLICY_NONE, &resolved);
      one = r ? (r->edtf ? r->edtf : r->value) : NULL;
    } else {
      one = value_string(t, o, &record->fields[i], v, &second);
    }
    if (!one)
      continue;
    bool quote = v->kind == VALUE_TEXT || v->kind == VALUE_STRING || v->kind == VALUE_LIST;
    all = arena_printf(&t->memory, "%s%s %s: %s%s%s", all, first ? "" : ",", record->fields[i].name.text,
                       quote ? "\"" : "", one, quote ? "\"" : "");
    first = false;
  }
  return all ? arena_printf(&t->memory, "%s }", all) : NULL;
}

static bool belongs(const tester *t, const ast_rule *r, const mention *m) {
  const ast_rule *by = t->set->rules.at[m->rule].ast;
  return r->reject ? by->phase == r->phase : by == r;
}

/* The records of the rule, in order, against the wanted ones; NULL where they agree, else what is wrong. */
static const char *compare(tester *t, const outcome *o, const ast_rule *r, const ast_test *test) {
  const char *got = "";
  size_t count = 0;
  bool agree = true;
  for (size_t i = 0; got && i < o->mentions.count; i++) {
    const mention *m = &o->mentions.at[i];
    if (!belongs(t, r, m))
      continue;
    agree = agree && count < test->want_count && mention_agrees(t, o, m, &test->wants[count]);
    const char *one = describe(t, o, m);
    got = one ? arena_printf(&t->memory, "%s%s%s", got, count ? " and " : "", one) : NULL;
    count++;
  }
  if (!got)
    return "memory ran out";
  return agree && count == test->want_count ? NULL : count ? got : "none";
}

/* Reads an example's text and runs all rules over it. */
static evx_status read_test(tester *t, const ast_test *test, outcome *o) {
  arena_reset(&t->memory, 1 << 18);
  rule_runner_trim(t->runner);
  evx_status s = document_read(&o->doc, test->text, test->len, rule_set_text_lexicon(t->set),
                               rule_runner_forms(t->runner), &t->memory, NULL);
  return s == EVX_OK ? rule_run(t->runner, &o->doc, NULL, &t->memory, &o->mentions) : s;
}

static evx_status run_test(tester *t, const ast_rule *r, const ast_test *test) {
  outcome o = {0};
  o.reference = (time_point){TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET};
  if (test->date)
    time_parse_iso(test->date, strlen(test->date), &o.reference);
  evx_status s = read_test(t, test, &o);
  if (s != EVX_OK)
    return s;
  const char *wrong = compare(t, &o, r, test);
  if (wrong) {
    t->failed++;
    diag_add(t->diags, EVX_ERROR, "T001", test->at.src, test->at.begin, test->at.end, NULL,
             "this example of %s found %s", r->full_name, wrong);
  } else {
    t->passed++;
  }
  return EVX_OK;
}

evx_status rule_set_watch_tests(const rule_set *set, bool builtin, rule_runner *runner,
                                const evx_allocator *allocator) {
  tester t = {.set = set, .runner = runner};
  evx_status s = EVX_OK;
  arena_init(&t.memory, allocator);
  for (size_t i = 0; s == EVX_OK && i < set->rules.count; i++) {
    const ast_rule *r = set->rules.at[i].ast;
    for (size_t k = 0; s == EVX_OK && k < r->test_count && (builtin || !r->at.src->builtin); k++) {
      outcome o = {0};
      s = read_test(&t, &r->tests[k], &o);
    }
  }
  arena_free(&t.memory);
  return s;
}

evx_status rule_set_run_tests(const rule_set *set, const rule_ast *ast, const source *src, diag_list *diags,
                              const evx_allocator *allocator, size_t *passed, size_t *failed) {
  tester t = {.set = set, .diags = diags};
  arena_init(&t.memory, allocator);
  evx_status s = rule_runner_new(set, allocator, &t.runner);
  for (size_t p = 0; s == EVX_OK && p < ast->phases.count; p++) {
    const ast_phase *ph = ast->phases.at[p];
    for (size_t i = 0; s == EVX_OK && i < ph->rules.count; i++) {
      const ast_rule *r = ph->rules.at[i];
      if (r->disabled || (src && r->pack->src != src))
        continue;
      for (size_t k = 0; s == EVX_OK && k < r->test_count; k++)
        s = run_test(&t, r, &r->tests[k]);
    }
  }
  *passed = t.passed;
  *failed = t.failed;
  rule_runner_free(t.runner);
  arena_free(&t.memory);
  return s == EVX_OK && diags->nomem ? EVX_ERR_NOMEM : s;
}
