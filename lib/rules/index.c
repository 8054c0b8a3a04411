/* index.c - by what rules are found: what they cannot do without, where they can begin, which tests stand side by side;
 * for all programs of a rule set at once. */
#include "rules/ruleset_internal.h"
#include "rules/compounds.h"
#include "rules/shares.h"
#include "rules/test_order.h"

size_t rule_set_cues_and_zones(const rule_set *set) {
  size_t count = set->zones.count;
  for (size_t i = 0; i < set->phases.count; i++)
    count += set->phases.at[i].modifiers.count;
  return count;
}

/* Numbers the programs: rules, cues, zones. NULL when memory is out. */
static const program **number_programs(rule_set *set, size_t *count, arena *a) {
  size_t n = set->rules.count + rule_set_cues_and_zones(set);
  const program **programs = arena_array(a, n + 1, sizeof *programs);
  *count = 0;
  if (!programs)
    return NULL;
  for (size_t i = 0; i < set->rules.count; i++)
    programs[(*count)++] = &set->rules.at[i].prog;
  for (size_t i = 0; i < set->phases.count; i++) {
    for (size_t k = 0; k < set->phases.at[i].modifiers.count; k++) {
      set->phases.at[i].modifiers.at[k].number = (uint32_t)*count;
      programs[(*count)++] = &set->phases.at[i].modifiers.at[k].when;
    }
  }
  for (size_t i = 0; i < set->zones.count; i++) {
    set->zones.at[i].program = (uint32_t)*count;
    programs[(*count)++] = &set->zones.at[i].when;
  }
  return programs;
}

typedef void program_visit(program *p, void *context);

static void visit_programs(rule_set *set, program_visit *visit, void *context) {
  for (size_t i = 0; i < set->rules.count; i++)
    visit(&set->rules.at[i].prog, context);
  for (size_t i = 0; i < set->phases.count; i++) {
    for (size_t k = 0; k < set->phases.at[i].modifiers.count; k++) {
      visit(&set->phases.at[i].modifiers.at[k].when, context);
      visit(&set->phases.at[i].modifiers.at[k].stop, context);
    }
  }
  for (size_t i = 0; i < set->zones.count; i++)
    visit(&set->zones.at[i].when, context);
}

/* Gives a program the next numbers: its own, and those of its looks. */
static void number_program(program *p, void *context) {
  rule_set *set = context;
  p->number = set->program_numbers;
  set->program_numbers += 1 + (uint32_t)p->looks.count;
}

/* Which lists' entries have to be seen in the tokens' kinds: those that openings or needs ask for. */
static void mark_edges(rule_set *set) {
  const opening_table *o = &set->openings;
  for (uint32_t element = 0; element < (set->list_count + set->type_count) << 2; element++)
    if (o->key_first[o->test_count + element] != o->key_first[o->test_count + element + 1])
      set->edge_used[element >> 2] = true;
  for (size_t i = 0; i < set->rules.count; i++) {
    const program *p = &set->rules.at[i].prog;
    for (uint32_t n = 0; n < p->need_count; n++)
      for (size_t k = 0; k < p->needs[n].lexicons.count; k++)
        set->edge_used[p->needs[n].lexicons.at[k]] = true;
  }
}

/* Which lists' entries a program goes over. */
static void mark_list_uses(program *p, void *context) {
  const rule_set *set = context;
  for (size_t i = 0; i < p->code.count; i++)
    if (p->code.at[i].op == OP_LEXICON)
      set->list_used[p->code.at[i].x] = true;
}

static void set_bit(uint64_t *bits, uint32_t number) {
  bits[number / 64] |= (uint64_t)1 << (number % 64);
}

/* Which tests a program asks a class for. */
static void mark_tests(program *p, void *context) {
  uint64_t *asked = context;
  for (size_t i = 0; i < p->code.count; i++) {
    if (p->code.at[i].op == OP_TEST)
      set_bit(asked, p->code.at[i].x);
  }
  for (size_t i = 0; i < p->looks.count; i++) {
    if (p->looks.at[i].token != LOOK_PATTERN)
      set_bit(asked, p->looks.at[i].token);
  }
  for (uint32_t n = 0; n < p->need_count; n++) {
    for (size_t i = 0; i < p->needs[n].tests.count; i++)
      set_bit(asked, p->needs[n].tests.at[i]);
  }
}

/* What tests are put in order by. */
typedef struct test_ordering {
  test_sets sets;
  const uint32_t *shares;
  bool failed;
} test_ordering;

static void add_test_sets(program *p, void *context) {
  test_ordering *o = context;
  o->failed = o->failed || !test_sets_add(&o->sets, p, o->shares);
}

static void set_test_numbers(program *p, void *context) {
  test_order_set_program(p, context);
}

/* Finds the new numbers of tests, and how many get answers. `asked`: bits of the tests that programs ask for;
 * `answered`: scratch, these at first. NULL when memory is out. */
static uint32_t *find_test_numbers(rule_set *set, const uint32_t *shares, const uint64_t *asked, uint64_t *answered,
                                   size_t *count, arena *scratch) {
  test_ordering o = {.shares = shares};
  uint32_t *numbers = NULL;
  o.failed = !test_sets_init(&o.sets, scratch);
  if (!o.failed)
    visit_programs(set, add_test_sets, &o);
  if (!o.failed)
    numbers = test_order_find(&set->predicates, &o.sets, asked, answered, count, scratch);
  test_sets_free(&o.sets);
  return numbers;
}

/* Puts the tests in order. The bits of `asked` are for their new numbers then. False when memory is out. */
static bool order_tests(rule_set *set, const uint32_t *shares, uint64_t *asked, arena *scratch) {
  predicate_set *p = &set->predicates;
  size_t count = 0, tests = p->tests.count, words = p->words_per_class;
  uint64_t *answered = arena_array(scratch, words, sizeof *answered);
  uint64_t *old = arena_array(scratch, words, sizeof *old);
  if (!answered || !old)
    return false;
  memcpy(answered, asked, words * sizeof *answered);
  memcpy(old, asked, words * sizeof *old);
  uint32_t *numbers =
      compounds_index(p, answered) ? find_test_numbers(set, shares, asked, answered, &count, scratch) : NULL;
  if (!numbers || !test_order_set(p, numbers, count, scratch))
    return false;
  memset(asked, 0, words * sizeof *asked);
  for (uint32_t i = 0; i < tests; i++) {
    if (class_has(p->tests.at[numbers[i]].op == TEST_ATOM ? old : answered, i))
      set_bit(asked, numbers[i]);
  }
  for (size_t i = 0; i < set->ast->lemmas.count; i++)
    set->lemma_tests[i] = numbers[set->lemma_tests[i]];
  visit_programs(set, set_test_numbers, numbers);
  return true;
}

/* Finds how common the tests are, and with that what rules and zones cannot do without. False when memory is out. */
static bool find_needs(rule_set *set, diag_list *diags, arena *scratch) {
  predicate_set *p = &set->predicates;
  const uint32_t *shares = shares_measure(set->ast, p, &set->gazetteer, &set->text, set->allocator, scratch);
  bool ok = shares != NULL;
  for (size_t i = 0; ok && i < set->rules.count; i++) {
    rule *r = &set->rules.at[i];
    ok = program_find_needs(&r->prog, r->ast->match, p, shares, diags, &set->memory) == EVX_OK;
  }
  for (size_t i = 0; ok && i < set->zones.count; i++) {
    zone_rule *z = &set->zones.at[i];
    ok = program_find_needs(&z->when, z->ast->when, p, shares, diags, &set->memory) == EVX_OK;
  }
  uint64_t *asked = arena_array(scratch, p->words_per_class, sizeof *asked);
  if (!ok || !asked)
    return false;
  visit_programs(set, mark_tests, asked);
  ok = order_tests(set, shares, asked, scratch) && predicate_close(p, asked);
  return ok;
}

/* What tests say of openings and of needs is looked up at once. */
static bool join_answers(rule_set *set) {
  answer_table parts[2];
  return openings_part(&set->openings, set->list_count + set->type_count, &parts[0], &set->memory) &&
         needs_part(&set->needs, &parts[1], &set->memory) &&
         answer_tables_join(&set->answers, &parts[0], &parts[1], (uint32_t)set->predicates.tests.count, &set->memory);
}

/* Says where programs can begin, and what rules cannot do without. */
static bool add_indexes(rule_set *set, diag_list *diags, arena *scratch) {
  size_t tests = (size_t)set->predicates.words_per_class * 64, count;
  set->list_count = (uint32_t)set->ast->lexicons.count;
  set->type_count = (uint32_t)set->ast->records.count;
  bool ok = find_needs(set, diags, scratch);
  const program **programs = number_programs(set, &count, scratch);
  set->edge_used = arena_array(&set->memory, (size_t)set->list_count + set->type_count + 1, sizeof *set->edge_used);
  set->list_used = arena_array(&set->memory, (size_t)set->list_count + 1, sizeof *set->list_used);
  set->placed_bits = arena_array(&set->memory, set->rules.count / 64 + 1, sizeof *set->placed_bits);
  set->word_phases = arena_array(&set->memory, set->rules.count / 64 + 1, sizeof *set->word_phases);
  if (!ok || !programs || !set->edge_used || !set->word_phases || !set->placed_bits || !set->list_used ||
      !openings_init(&set->openings, programs, count, &set->predicates, set->list_count,
                     set->list_count + set->type_count, &set->memory, scratch))
    return false;
  if (!needs_init(&set->needs, set->rules.count, tests, set->list_count, set->type_count, &set->memory) ||
      !needs_add(&set->needs, programs, set->rules.count, set->type_count, &set->memory) || !join_answers(set))
    return false;
  visit_programs(set, number_program, set);
  for (size_t i = 0; i < set->rules.count; i++) {
    if (set->rules.at[i].where_count)
      set->placed_bits[i / 64] |= (uint64_t)1 << (i % 64);
  }
  mark_edges(set);
  visit_programs(set, mark_list_uses, set);
  return true;
}

/* Which of the words of bit sets over rules, and what of them, are the phase's. */
static bool add_masks(rule_set *set, phase *ph) {
  bool ok = true;
  size_t number = (size_t)(ph - set->phases.at);
  ph->bit = (uint64_t)1 << (number < 63 ? number : 63);
  ph->first_word = ph->rule_begin / 64;
  for (uint32_t i = ph->rule_begin; ok && i < ph->rule_end; i++) {
    if (ph->first_word + ph->masks.count <= i / 64)
      ok = VEC_ADD(&ph->masks, &set->memory, 0);
    if (ok)
      ph->masks.at[i / 64 - ph->first_word] |= (uint64_t)1 << (i % 64);
    set->word_phases[i / 64] |= ph->bit;
  }
  return ok;
}

/* Word lists, to which nothing is added any more. */
static bool close_lists(rule_set *set) {
  return lexicon_close(&set->lexicon) && intern_close(&set->abbreviations) && intern_close(&set->going_on) &&
         intern_close(&set->label_keys) && intern_close(&set->line_ends) && intern_close(&set->line_begins);
}

evx_status rule_set_index(rule_set *set, diag_list *diags) {
  arena scratch;
  arena_init(&scratch, set->allocator);
  bool ok = add_indexes(set, diags, &scratch);
  for (size_t i = 0; ok && i < set->phases.count; i++)
    ok = add_masks(set, &set->phases.at[i]);
  arena_free(&scratch);
  return ok && close_lists(set) ? EVX_OK : EVX_ERR_NOMEM;
}
