/* runner.c - one thread's caches over a rule set, and the lattice of a document.
 *
 * What follows from a form, and from a kind of token, is found once and kept across documents. Output never depends on
 * what is kept. */
#include "base/avx2.h"
#include "rules/ruleset_internal.h"

/* Caches above this many bytes are emptied, those of forms between documents, the others between blocks. */
#define FORMS_CAP    ((size_t)16 << 20)
#define CLASSES_CAP  ((size_t)48 << 20)
#define SEARCHES_CAP ((size_t)64 << 20)
/* A text of so many bytes needs memory for itself: to the caches such parts of it are left. */
#define LARGE_TEXT     ((size_t)4 << 20)
#define LARGE_CLASSES  3u
#define LARGE_SEARCHES 8u
/* Blocks of documents between two looks at how much that is. */
#define TRIM_RUNS 16u

/* Room for the facts of a kind: a row of openings, one of needs, one packed. */
static size_t fact_bytes(const rule_set *set) {
  return (set->openings.row_words + needs_packed_max(&set->needs) + set->needs.row_words) * sizeof(uint64_t);
}

static bool runner_init(rule_runner *r) {
  const rule_set *set = r->set;
  bool ok = form_table_init(&r->forms, r->allocator) &&
            class_cache_init(&r->classes, &set->predicates, &set->gazetteer, r->allocator) &&
            kinds_init(&r->kinds, r->allocator) && form_entries_init(&r->entries, r->allocator) &&
            intern_init_numbers(&r->fact_rows, r->allocator);
  r->fact_scratch = memory_zalloc(r->allocator, fact_bytes(set));
  r->matcher = matcher_new(set->program_numbers, r->allocator);
  return ok && r->matcher && r->fact_scratch;
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
  r->has_avx2 = avx2_is_here();
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
  matcher_free(r->matcher);
  form_table_free(&r->forms);
  class_cache_free(&r->classes);
  kinds_free(&r->kinds);
  form_entries_free(&r->entries);
  arena_free(&r->facts_memory);
  arena_free(&r->block_memory);
  intern_free(&r->fact_rows);
  memory_release(al, r->fact_scratch, fact_bytes(r->set));
  if (r->observer)
    arena_free(&r->observer->memory);
  arena_free(&r->observer_memory);
  memory_release(al, r, sizeof *r);
}

form_table *rule_runner_forms(rule_runner *r) {
  return &r->forms;
}

static size_t form_bytes(const rule_runner *r) {
  return form_table_bytes(&r->forms) + form_entries_bytes(&r->entries, form_count(&r->forms));
}

runner_sizes runner_bytes(const rule_runner *r) {
  runner_sizes sizes = {.forms = form_bytes(r),
                        .classes = class_cache_bytes(&r->classes) + kinds_bytes(&r->kinds) +
                                   form_entries_row_bytes(&r->entries) + arena_bytes(&r->facts_memory) +
                                   intern_bytes(&r->fact_rows),
                        .searches = dfa_bytes(&r->matcher->dfa)};
  return sizes;
}

/* Forms come and go with the texts. */
void rule_runner_trim(rule_runner *r) {
  if (form_bytes(r) <= FORMS_CAP)
    return;
  r->emptied++;
  form_table_clear(&r->forms);
  form_entries_clear(&r->entries);
}

/* Classes and what searches know stay useful and soon stop growing: they go only when they are too many. */
void runner_trim_learnt(rule_runner *r, size_t text, bool over) {
  size_t classes_cap = CLASSES_CAP, searches_cap = SEARCHES_CAP;
  if (r->runs++ % TRIM_RUNS && text < LARGE_TEXT) /* counting costs as much as a sentence */
    return;
  if (text >= LARGE_TEXT) { /* behind it, its record needs all the memory */
    classes_cap = over ? 0 : CLASSES_CAP / LARGE_CLASSES;
    searches_cap = over ? 0 : SEARCHES_CAP / LARGE_SEARCHES;
  }
  runner_sizes sizes = runner_bytes(r);
  r->emptied += sizes.searches > searches_cap || sizes.classes > classes_cap;
  if (sizes.searches > searches_cap)
    dfa_clear(&r->matcher->dfa);
  if (sizes.classes > classes_cap) {
    class_cache_clear(&r->classes);
    kinds_clear(&r->kinds);
    form_entries_forget_kinds(&r->entries);
    arena_reset(&r->facts_memory, 0);
    intern_clear(&r->fact_rows);
    memset(&r->facts, 0, sizeof r->facts);
    memset(&r->zone_marks, 0, sizeof r->zone_marks);
    memset(r->models, 0, sizeof r->models);
  }
  if (over && text >= LARGE_TEXT)
    memory_trim(r->allocator);
}

bool runner_fit(rule_runner *r) {
  return form_entries_fit(&r->entries, form_count(&r->forms));
}

/* ---- what follows from a kind ---------------------------------------------------------- */

/* The words where they are kept; NULL when memory is out. */
static const uint64_t *keep_words(rule_runner *r, const uint64_t *words, size_t count) {
  uint32_t id = intern_add(&r->fact_rows, (const char *)words, count * sizeof *words);
  /* An arena block: aligned. */
  return id == INTERN_NONE ? NULL : (const uint64_t *)(const void *)r->fact_rows.entries[id].text;
}

/* The same for words of a row that may be as they are in `known` (NULL: nothing is). */
static const uint64_t *keep_changed(rule_runner *r, const uint64_t *words, size_t count, const uint64_t *known) {
  return known && memcmp(words, known, count * sizeof *words) == 0 ? known : keep_words(r, words, count);
}

static const uint64_t *keep_needs(rule_runner *r, const uint64_t *row) {
  uint64_t *packed = r->fact_scratch + r->set->answers.row_words;
  return keep_words(r, packed, needs_pack(&r->set->needs, row, packed));
}

/* The parts of a row of openings. False when memory is out. */
static bool keep_openings(rule_runner *r, const uint64_t *row, const token_facts *known, token_facts *made) {
  size_t words = r->set->openings.words;
  made->first = keep_changed(r, row, 2 * words, known->first);
  made->before = keep_changed(r, row + OPENING_BEFORE * words, words, known->before);
  made->second = keep_changed(r, row + OPENING_SECOND * words, words, known->second);
  return made->first && made->before && made->second;
}

/* What follows from a class alone. */
static bool class_facts(rule_runner *r, uint32_t class, uint64_t *openings, const uint64_t *needs, token_facts *made) {
  const rule_set *set = r->set;
  const class_answers *c = &r->classes.classes.at[class];
  const token_facts none = {0};
  if (!answer_row(&set->answers, c->bits, r->classes.words, r->classes.plain[c->like].all, &r->models[c->like],
                  openings, &r->facts_memory))
    return false;
  made->needs = keep_needs(r, needs);
  return made->needs && keep_openings(r, openings, &none, made);
}

/* Joins the needs that word list entries of a kind's edges meet; false where none does. What mentions meet is joined
 * when they are found. */
static bool join_lists(const rule_runner *r, const uint32_t *elements, size_t count, const uint64_t *packed,
                       uint64_t *needs) {
  const need_table *table = &r->set->needs;
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    if (!edge_begins(elements[i]) || elements[i] >> 2 >= r->set->list_count)
      continue;
    if (!any) {
      memset(needs, 0, table->row_words * sizeof *needs);
      needs_join_packed(needs, packed);
    }
    needs_of_list(table, elements[i] >> 2, needs);
    any = true;
  }
  return any;
}

/* What edges add to what follows from a kind without them: mostly little, and nothing to the needs. */
static bool add_edges(rule_runner *r, const uint32_t *elements, size_t count, const token_facts *known,
                      uint64_t *openings, uint64_t *needs, token_facts *made) {
  size_t words = r->set->openings.words;
  memcpy(openings, known->first, 2 * words * sizeof *openings);
  memcpy(openings + OPENING_BEFORE * words, known->before, words * sizeof *openings);
  memcpy(openings + OPENING_SECOND * words, known->second, words * sizeof *openings);
  for (size_t i = 0; i < count; i++)
    openings_of_element(&r->set->openings, elements[i], openings);
  made->needs = join_lists(r, elements, count, known->needs, needs) ? keep_needs(r, needs) : known->needs;
  return made->needs && keep_openings(r, openings, known, made);
}

static bool find_facts(rule_runner *r, uint32_t kind, token_facts *made) {
  uint64_t *openings = r->fact_scratch, *needs = openings + r->set->openings.row_words;
  uint32_t class = kind_class(&r->kinds, kind), plain = kind_of_class(&r->kinds, class);
  if (plain == kind)
    return class_facts(r, class, openings, needs, made);
  /* Mentions come one by one, so that mostly all is known but what the last of them adds. */
  kind_origin origin = kind_origin_of(&r->kinds, kind);
  if (origin.kind && origin.kind < r->facts.count && r->facts.at[origin.kind].token.first) {
    token_facts all_but_one = r->facts.at[origin.kind].token;
    return add_edges(r, &origin.element, 1, &all_but_one, openings, needs, made);
  }
  const kind_facts *known = plain ? runner_facts(r, plain) : NULL;
  if (!known)
    return false;
  token_facts without = known->token;
  size_t count = 0;
  const uint32_t *elements = kind_edges(&r->kinds, kind, &count);
  return add_edges(r, elements, count, &without, openings, needs, made);
}

const kind_facts *runner_find_facts(rule_runner *r, uint32_t kind) {
  token_facts made;
  while (r->facts.count <= kind) {
    if (!VEC_PUSH(&r->facts, &r->facts_memory))
      return NULL;
  }
  if (!find_facts(r, kind, &made))
    return NULL;
  r->facts.at[kind] = (kind_facts){made, class_bits(&r->classes, kind_class(&r->kinds, kind))};
  return &r->facts.at[kind];
}
