/* runner.c - one thread's caches over a rule set, and the lattice of a document.
 *
 * A form's class (the answers to all token tests) and its word number in the word lists are found once and kept
 * across documents. Output never depends on what is cached. */
#include "rules/ruleset_internal.h"

/* Caches above this many bytes are emptied between documents. */
#define CACHE_CAP ((size_t)8 << 20)
/* PCRE2 effort for one token; a token that exceeds it does not match. */
#define REGEX_MATCH_LIMIT 100000u

evx_status rule_runner_new(const rule_set *set, const evx_allocator *allocator, rule_runner **out) {
  *out = NULL;
  rule_runner *r = memory_zalloc(allocator, sizeof *r);
  if (!r)
    return EVX_ERR_NOMEM;
  r->set = set;
  r->allocator = allocator;
  arena_init(&r->class_memory, allocator);
  arena_init(&r->observer_memory, allocator);
  r->scratch_bits = memory_zalloc(allocator, set->predicates.words_per_class * sizeof *r->scratch_bits);
  r->match_data = pcre2_match_data_create(1, set->pcre2);
  r->match_limits = pcre2_match_context_create(set->pcre2);
  r->matcher = matcher_new(allocator);
  if (!form_table_init(&r->forms, allocator) || !intern_init(&r->classes, allocator) || !r->scratch_bits ||
      !r->match_data || !r->match_limits || !r->matcher) {
    rule_runner_free(r);
    return EVX_ERR_NOMEM;
  }
  pcre2_set_match_limit(r->match_limits, REGEX_MATCH_LIMIT);
  *out = r;
  return EVX_OK;
}

void rule_runner_free(rule_runner *r) {
  if (!r)
    return;
  const evx_allocator *al = r->allocator;
  uint32_t words = r->set->predicates.words_per_class;
  memory_release(al, r->class_bits, r->class_room * words * sizeof *r->class_bits);
  memory_release(al, r->form_class, r->form_room * PLACE_KINDS * sizeof *r->form_class);
  memory_release(al, r->form_word, r->form_room * sizeof *r->form_word);
  memory_release(al, r->form_begins, r->form_room);
  memory_release(al, r->scratch_bits, words * sizeof *r->scratch_bits);
  pcre2_match_data_free(r->match_data);
  pcre2_match_context_free(r->match_limits);
  matcher_free(r->matcher);
  form_table_free(&r->forms);
  intern_free(&r->classes);
  arena_free(&r->class_memory);
  if (r->observer)
    arena_free(&r->observer->memory);
  arena_free(&r->observer_memory);
  memory_release(al, r, sizeof *r);
}

form_table *rule_runner_forms(rule_runner *r) {
  return &r->forms;
}

evx_status rule_runner_trim(rule_runner *r) {
  size_t bytes = form_table_bytes(&r->forms) + r->form_room * (PLACE_KINDS + 1) * sizeof(uint32_t) +
                 r->class_room * r->set->predicates.words_per_class * sizeof(uint64_t) * 2;
  if (bytes < CACHE_CAP)
    return EVX_OK;
  form_table_clear(&r->forms);
  intern_clear(&r->classes);
  arena_reset(&r->class_memory, 0);
  memset(&r->class_first, 0, sizeof r->class_first);
  memset(r->form_class, 0, r->form_room * PLACE_KINDS * sizeof *r->form_class);
  for (size_t i = 0; i < r->form_room; i++)
    r->form_word[i] = WORD_UNKNOWN;
  memset(r->form_begins, BEGINS_UNKNOWN, r->form_room);
  return EVX_OK;
}

/* Makes room for the per-form caches up to the forms known now. */
static bool forms_fit(rule_runner *r) {
  size_t need = form_count(&r->forms);
  if (need <= r->form_room)
    return true;
  size_t room = r->form_room ? r->form_room : 512;
  while (room < need)
    room *= 2;
  size_t class_size = PLACE_KINDS * sizeof *r->form_class;
  uint32_t *classes = memory_zalloc(r->allocator, room * class_size);
  uint32_t *words = memory_alloc(r->allocator, room * sizeof *words);
  uint8_t *begins = memory_zalloc(r->allocator, room);
  if (!classes || !words || !begins) {
    memory_release(r->allocator, classes, room * class_size);
    memory_release(r->allocator, words, room * sizeof *words);
    memory_release(r->allocator, begins, room);
    return false;
  }
  if (r->form_room) {
    memcpy(classes, r->form_class, r->form_room * class_size);
    memcpy(words, r->form_word, r->form_room * sizeof *words);
    memcpy(begins, r->form_begins, r->form_room);
    memory_release(r->allocator, r->form_class, r->form_room * class_size);
    memory_release(r->allocator, r->form_word, r->form_room * sizeof *words);
    memory_release(r->allocator, r->form_begins, r->form_room);
  }
  for (size_t i = r->form_room; i < room; i++)
    words[i] = WORD_UNKNOWN;
  r->form_class = classes;
  r->form_word = words;
  r->form_begins = begins;
  r->form_room = room;
  return true;
}

/* Rules that can begin at a token of this class. */
static const uint64_t *rules_for_class(rule_runner *r, const uint64_t *bits) {
  const rule_set *set = r->set;
  uint64_t *rules = arena_array(&r->class_memory, set->rule_words, sizeof *rules);
  if (!rules)
    return NULL;
  for (uint32_t w = 0; w < set->predicates.words_per_class; w++) {
    for (uint64_t rest = bits[w]; rest; rest &= rest - 1) {
      uint32_t test = w * 64 + (uint32_t)__builtin_ctzll(rest);
      for (uint32_t i = 0; i < set->rule_words; i++)
        rules[i] |= set->first_by_test[(size_t)test * set->rule_words + i];
    }
  }
  return rules;
}

/* The class id of a bitset, INTERN_NONE when memory is out. */
static uint32_t class_add(rule_runner *r, const uint64_t *bits) {
  size_t words = r->set->predicates.words_per_class;
  uint32_t before = r->classes.count;
  uint32_t id = intern_add(&r->classes, (const char *)bits, words * sizeof *bits);
  if (id == INTERN_NONE || r->classes.count == before)
    return id;
  if (id >= r->class_room) {
    size_t room = r->class_room ? r->class_room * 2 : 256;
    size_t size = words * sizeof *bits;
    uint64_t *all = memory_resize(r->allocator, r->class_bits, r->class_room * size, room * size);
    if (!all)
      return INTERN_NONE;
    r->class_bits = all;
    r->class_room = room;
  }
  memcpy(r->class_bits + id * words, bits, words * sizeof *bits);
  const uint64_t *rules = rules_for_class(r, bits);
  while (rules && r->class_first.count <= id) {
    if (!VEC_ADD(&r->class_first, &r->class_memory, rules))
      return INTERN_NONE;
  }
  return rules ? id : INTERN_NONE;
}

static uint32_t class_of(rule_runner *r, const token *t) {
  uint32_t at = t->place & r->set->predicates.place_mask;
  uint32_t *known = &r->form_class[(size_t)t->form * PLACE_KINDS + at];
  if (*known)
    return *known - 1;
  predicate_classify(&r->set->predicates, &r->set->gazetteer, &r->forms, &r->forms.forms[t->form], at, r->match_data,
                     r->match_limits, r->scratch_bits);
  uint32_t id = class_add(r, r->scratch_bits);
  if (id != INTERN_NONE)
    *known = id + 1;
  return id;
}

static uint32_t word_of(rule_runner *r, uint32_t f) {
  if (r->form_word[f] == WORD_UNKNOWN) {
    size_t len = 0;
    const char *fold = form_string(&r->forms, r->forms.forms[f].lex, &len);
    r->form_word[f] = lexicon_word(&r->set->lexicon, fold, len);
  }
  return r->form_word[f];
}

static bool entry_spelled(const rule_runner *r, const document *doc, const lexicon_entry *e, uint32_t begin) {
  for (uint32_t i = 0, at = begin; e->exact && i < e->length; at++) {
    const form *f = &r->forms.forms[doc->tokens.at[at].form];
    if (f->shape & FORM_HYPHEN)
      continue;
    size_t len = 0;
    const char *s = form_string(&r->forms, f->text, &len);
    if (lexicon_spelling(&r->set->lexicon, s, len) != e->exact[i])
      return false;
    i++;
  }
  return true;
}

typedef VEC(list_hit) hit_vec;

/* All entries that begin at a token. */
static bool hits_at(rule_runner *r, const document *doc, uint32_t begin, hit_vec *hits, arena *a) {
  const lexicon_table *lex = &r->set->lexicon;
  uint32_t word = word_of(r, doc->tokens.at[begin].form);
  if (word == INTERN_NONE)
    return true;
  uint32_t node = lexicon_step(lex, LEXICON_ROOT, word), end = begin + 1;
  while (node != LEXICON_NO_NODE) {
    for (uint32_t i = lex->nodes.at[node].entry; i; i = lex->entries.at[i - 1].next) {
      if (entry_spelled(r, doc, &lex->entries.at[i - 1], begin) &&
          !VEC_ADD(hits, a, ((list_hit){end, lex->entries.at[i - 1].list, i - 1})))
        return false;
    }
    if (!lex->nodes.at[node].inner)
      break;
    while (end < doc->tokens.count && (r->forms.forms[doc->tokens.at[end].form].shape & FORM_HYPHEN))
      end++;
    if (end >= doc->tokens.count)
      break;
    word = word_of(r, doc->tokens.at[end].form);
    node = word == INTERN_NONE ? LEXICON_NO_NODE : lexicon_step(lex, node, word);
    end++;
  }
  return true;
}

static bool begins_name(rule_runner *r, uint32_t f) {
  if (r->form_begins[f] == BEGINS_UNKNOWN)
    r->form_begins[f] =
        gazetteer_begins(&r->set->gazetteer, &r->forms, &r->forms.forms[f]) ? BEGINS_NAMES : BEGINS_NOTHING;
  return r->form_begins[f] == BEGINS_NAMES;
}

/* The longest name of the gazetteer that begins at a token, once for each list that it stands in. No other name begins
 * inside it: "Shanghai Cooperation Organization" has no town. `*free` is the first token behind the names so far. */
static bool names_at(rule_runner *r, const document *doc, uint32_t begin, uint32_t *free, hit_vec *hits, arena *a) {
  gazetteer_text text = {&r->forms, doc->tokens.at, (uint32_t)doc->tokens.count};
  gazetteer_hit hit;
  if (begin < *free || !begins_name(r, doc->tokens.at[begin].form) ||
      !gazetteer_longest(&r->set->gazetteer, &text, begin, &hit))
    return true;
  *free = hit.end;
  for (uint32_t i = 0; i < GAZETTEER_LISTS; i++) {
    uint32_t list = r->set->gazetteer_lists[i];
    if ((hit.lists >> i & 1) && list != UINT32_MAX &&
        !VEC_ADD(hits, a, ((list_hit){hit.end, list, hit.record | HIT_GAZETTEER})))
      return false;
  }
  return true;
}

/* Longest first; those of one length in the order in which they were found, the latest first. */
static void order_hits(list_hit *hits, size_t count) {
  for (size_t i = 1; i < count; i++) {
    list_hit hit = hits[i];
    size_t k = i;
    for (; k > 0 && hits[k - 1].end <= hit.end; k--)
      hits[k] = hits[k - 1];
    hits[k] = hit;
  }
}

static bool find_hits(rule_runner *r, const document *doc, lattice *out, arena *a) {
  size_t n = doc->tokens.count;
  uint32_t *first = arena_array(a, n + 2, sizeof *first), free = 0;
  hit_vec hits = {0};
  if (!first)
    return false;
  for (uint32_t i = 0; i < n; i++) {
    first[i] = (uint32_t)hits.count;
    if (!hits_at(r, doc, i, &hits, a) || !names_at(r, doc, i, &free, &hits, a))
      return false;
    order_hits(hits.at + first[i], hits.count - first[i]);
  }
  first[n] = first[n + 1] = (uint32_t)hits.count;
  out->hit_first = first;
  out->hits = hits.at;
  return true;
}

const char *list_hit_value(const rule_set *set, const list_hit *hit) {
  if (!(hit->entry & HIT_GAZETTEER))
    return set->lexicon.entries.at[hit->entry].value;
  return gazetteer_value(&set->gazetteer, hit->entry & ~HIT_GAZETTEER,
                         (gazetteer_list)set->ast->lexicons.at[hit->list]->gazetteer);
}

evx_status lattice_build(rule_runner *r, const document *doc, arena *a, lattice *out) {
  memset(out, 0, sizeof *out);
  size_t n = doc->tokens.count;
  uint32_t *classes = arena_array(a, n + 1, sizeof *classes);
  out->mention_first = arena_array(a, n + 1, sizeof *out->mention_first);
  out->zone = arena_array(a, n + 1, sizeof *out->zone);
  if (!classes || !out->mention_first || !out->zone || !forms_fit(r))
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < n; i++) {
    if ((classes[i] = class_of(r, &doc->tokens.at[i])) == INTERN_NONE)
      return EVX_ERR_NOMEM;
  }
  out->doc = doc;
  out->classes = classes;
  out->words_per_class = r->set->predicates.words_per_class;
  out->class_bits = r->class_bits; /* all classes of the document are known now, so it does not move any more */
  return find_hits(r, doc, out, a) ? EVX_OK : EVX_ERR_NOMEM;
}

bool lattice_add_mention(lattice *l, const mention *m, arena *a) {
  uint32_t number = (uint32_t)l->mentions.count;
  if (!VEC_ADD(&l->mentions, a, *m) || !VEC_ADD(&l->links, a, ((mention_link){number, 0})))
    return false;
  uint32_t *slot = &l->mention_first[m->begin];
  while (*slot && l->mentions.at[l->links.at[*slot - 1].mention].end > m->end)
    slot = &l->links.at[*slot - 1].next;
  l->links.at[l->links.count - 1].next = *slot;
  *slot = (uint32_t)l->links.count;
  return true;
}

uint32_t lattice_find_mention(const lattice *l, uint32_t type, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    for (uint32_t i = l->mention_first[at]; i; i = l->links.at[i - 1].next) {
      uint32_t number = l->links.at[i - 1].mention;
      const mention *m = &l->mentions.at[number];
      if (m->end <= end && (type == UINT32_MAX || m->type == type))
        return number;
    }
  }
  return MENTION_NONE;
}
