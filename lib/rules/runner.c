/* runner.c - one thread's caches over a rule set, and the lattice of a document.
 *
 * A form's class (the answers to all token tests) and its word number in the word lists are found once and kept
 * across documents. Output never depends on what is cached. */
#include "rules/ruleset_internal.h"

/* Caches above this many bytes are emptied between documents. */
#define FORMS_CAP   ((size_t)8 << 20)
#define CLASSES_CAP ((size_t)24 << 20)
#define SCANS_CAP   ((size_t)32 << 20)

static bool runner_init(rule_runner *r) {
  const rule_set *set = r->set;
  bool ok = form_table_init(&r->forms, r->allocator) &&
            class_cache_init(&r->classes, &set->predicates, &set->gazetteer, r->allocator) &&
            kinds_init(&r->kinds, r->allocator);
  r->matcher = matcher_new(r->allocator);
  r->scans = memory_zalloc(r->allocator, set->scan_count * sizeof *r->scans);
  for (size_t i = 0; ok && r->scans && i < set->phases.count; i++) {
    const phase *ph = &set->phases.at[i];
    for (size_t k = 0; ok && k < ph->filters.count; k++)
      ok = scan_init(&r->scans[ph->scan_begin + k], &ph->filters.at[k], &r->classes, &r->kinds, r->allocator);
  }
  return ok && r->matcher && r->scans;
}

evx_status rule_runner_new(const rule_set *set, const evx_allocator *allocator, rule_runner **out) {
  *out = NULL;
  rule_runner *r = memory_zalloc(allocator, sizeof *r);
  if (!r)
    return EVX_ERR_NOMEM;
  r->set = set;
  r->allocator = allocator;
  arena_init(&r->facts_memory, allocator);
  arena_init(&r->block_memory, allocator);
  for (size_t i = 0; i < set->phases.count; i++)
    r->wide |= set->phases.at[i].ast->scope != SCOPE_SENTENCE;
  arena_init(&r->observer_memory, allocator);
  if (!runner_init(r)) {
    rule_runner_free(r);
    return EVX_ERR_NOMEM;
  }
  *out = r;
  return EVX_OK;
}

void rule_runner_free(rule_runner *r) {
  if (!r)
    return;
  const evx_allocator *al = r->allocator;
  for (size_t i = 0; r->scans && i < r->set->scan_count; i++)
    scan_free(&r->scans[i]);
  memory_release(al, r->scans, r->set->scan_count * sizeof *r->scans);
  memory_release(al, r->form_word, r->form_room * sizeof *r->form_word);
  memory_release(al, r->form_begins, r->form_room);
  matcher_free(r->matcher);
  form_table_free(&r->forms);
  class_cache_free(&r->classes);
  kinds_free(&r->kinds);
  arena_free(&r->facts_memory);
  arena_free(&r->block_memory);
  if (r->observer)
    arena_free(&r->observer->memory);
  arena_free(&r->observer_memory);
  memory_release(al, r, sizeof *r);
}

form_table *rule_runner_forms(rule_runner *r) {
  return &r->forms;
}

/* Forms come and go with the texts. */
void rule_runner_trim(rule_runner *r) {
  size_t forms = form_table_bytes(&r->forms) + r->form_room * (sizeof *r->form_word + sizeof *r->classes.form_base);
  if (forms > FORMS_CAP) {
    form_table_clear(&r->forms);
    class_cache_forget_forms(&r->classes);
    for (size_t i = 0; i < r->form_room; i++)
      r->form_word[i] = WORD_UNKNOWN;
    if (r->form_begins)
      memset(r->form_begins, BEGINS_UNKNOWN, r->form_room);
  }
}

/* Classes and what the scans know stay useful and soon stop growing: they go only when they are too many. */
void runner_trim_learnt(rule_runner *r) {
  size_t classes = class_cache_bytes(&r->classes) + kinds_bytes(&r->kinds) + arena_bytes(&r->facts_memory), scans = 0;
  for (size_t i = 0; i < r->set->scan_count; i++)
    scans += scan_bytes(&r->scans[i]);
  for (size_t i = 0; i < r->set->scan_count && (scans > SCANS_CAP || classes > CLASSES_CAP); i++)
    scan_clear(&r->scans[i]);
  if (classes > CLASSES_CAP) {
    class_cache_clear(&r->classes);
    kinds_clear(&r->kinds);
    arena_reset(&r->facts_memory, 0);
    memset(&r->facts, 0, sizeof r->facts);
  }
}

bool runner_fit(rule_runner *r) {
  size_t need = form_count(&r->forms), room = r->form_room ? r->form_room : 512;
  if (!class_cache_fit(&r->classes, (uint32_t)need))
    return false;
  if (need <= r->form_room)
    return true;
  while (room < need)
    room *= 2;
  uint32_t *words = memory_resize(r->allocator, r->form_word, r->form_room * sizeof *words, room * sizeof *words);
  if (!words)
    return false;
  r->form_word = words;
  uint8_t *begins = memory_resize(r->allocator, r->form_begins, r->form_room, room);
  if (!begins) { /* form_room says how much of both there is */
    memory_release(r->allocator, r->form_word, room * sizeof *words);
    r->form_word = NULL;
    memory_release(r->allocator, r->form_begins, r->form_room);
    r->form_begins = NULL;
    r->form_room = 0;
    return false;
  }
  r->form_begins = begins;
  for (size_t i = r->form_room; i < room; i++)
    words[i] = WORD_UNKNOWN;
  memset(begins + r->form_room, BEGINS_UNKNOWN, room - r->form_room);
  r->form_room = room;
  return true;
}

static void join(uint64_t *to, const uint64_t *from, uint32_t words) {
  for (uint32_t i = 0; i < words; i++)
    to[i] |= from[i];
}

static void find_first(const rule_runner *r, uint32_t kind, uint64_t *programs) {
  const rule_set *set = r->set;
  uint32_t words = set->first_words;
  const uint64_t *bits = class_bits(&r->classes, kind_class(&r->kinds, kind));
  for (uint32_t w = 0; w < set->predicates.words_per_class; w++) {
    for (uint64_t rest = bits[w] & set->first_tests[w]; rest; rest &= rest - 1)
      join(programs, set->first_by_test + ((size_t)w * 64 + (size_t)__builtin_ctzll(rest)) * words, words);
  }
  size_t count = 0;
  const uint32_t *elements = kind_edges(&r->kinds, kind, &count);
  for (size_t i = 0; i < count; i++) {
    uint32_t edge = elements[i] >> 2;
    const uint64_t *by_edge = edge < set->list_count ? set->first_by_lexicon + (size_t)edge * words
                                                     : set->first_by_type + (size_t)(edge - set->list_count) * words;
    if (edge_begins(elements[i]))
      join(programs, by_edge, words);
  }
}

/* What mentions meet is joined when they are found. */
static bool find_needs(const rule_runner *r, uint32_t kind, uint64_t *row) {
  const need_table *needs = &r->set->needs;
  needs_of_class(needs, class_bits(&r->classes, kind_class(&r->kinds, kind)), r->classes.words, row);
  size_t count = 0;
  const uint32_t *elements = kind_edges(&r->kinds, kind, &count);
  for (size_t i = 0; i < count; i++) {
    if (edge_begins(elements[i]) && elements[i] >> 2 < r->set->list_count)
      needs_join(needs, row, needs->by_list + (size_t)(elements[i] >> 2) * needs->row_words);
  }
  uint64_t any = 0;
  for (uint32_t i = 0; i < needs->row_words; i++)
    any |= row[i];
  return any != 0;
}

const kind_facts *runner_find_facts(rule_runner *r, uint32_t kind) {
  while (r->facts.count <= kind) {
    if (!VEC_ADD(&r->facts, &r->facts_memory, ((kind_facts){NULL, NULL})))
      return NULL;
  }
  uint64_t *first = arena_array(&r->facts_memory, r->set->first_words, sizeof *first);
  uint64_t *needs = arena_array(&r->facts_memory, r->set->needs.row_words, sizeof *needs);
  if (!first || !needs)
    return NULL;
  find_first(r, kind, first);
  r->facts.at[kind] = (kind_facts){first, find_needs(r, kind, needs) ? needs : NULL};
  return &r->facts.at[kind];
}
