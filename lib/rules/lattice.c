/* lattice.c - a document as the programs see it: classes, word list entries, names of the gazetteer, mentions. */
#include "rules/ruleset_internal.h"

static const form_entry *entry_of(rule_runner *r, uint32_t f) {
  form_entry *e = &r->form_entries[f];
  if (e->word == WORD_UNKNOWN) {
    size_t len = 0;
    const char *fold = form_string(&r->forms, r->forms.forms[f].lex, &len);
    e->word = lexicon_word(&r->set->lexicon, fold, len);
    e->node = e->word == INTERN_NONE ? LEXICON_NO_NODE : lexicon_step(&r->set->lexicon, LEXICON_ROOT, e->word);
  }
  return e;
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

/* All entries that begin at a token and end at `limit` or before. */
static bool hits_at(rule_runner *r, const document *doc, uint32_t begin, uint32_t limit, hit_vec *hits, arena *a) {
  const lexicon_table *lex = &r->set->lexicon;
  uint32_t node = entry_of(r, doc->tokens.at[begin].form)->node, end = begin + 1;
  while (node != LEXICON_NO_NODE) {
    for (uint32_t i = lex->nodes.at[node].entry; i; i = lex->entries.at[i - 1].next) {
      if (entry_spelled(r, doc, &lex->entries.at[i - 1], begin) &&
          !VEC_ADD(hits, a, ((list_hit){end, lex->entries.at[i - 1].list, i - 1})))
        return false;
    }
    if (!lex->nodes.at[node].inner)
      break;
    while (end < limit && (r->forms.forms[doc->tokens.at[end].form].shape & FORM_HYPHEN))
      end++;
    if (end >= limit)
      break;
    uint32_t word = entry_of(r, doc->tokens.at[end].form)->word;
    node = word == INTERN_NONE ? LEXICON_NO_NODE : lexicon_step(lex, node, word);
    end++;
  }
  return true;
}

/* What the gazetteer says of names that begin with a form; NULL where none does. */
static const gazetteer_first *begins_name(rule_runner *r, uint32_t f) {
  form_entry *e = &r->form_entries[f];
  if (e->begins == BEGINS_UNKNOWN)
    e->begins =
        gazetteer_begins(&r->set->gazetteer, &r->forms, &r->forms.forms[f], &e->first) ? BEGINS_NAMES : BEGINS_NOTHING;
  return e->begins == BEGINS_NAMES ? &e->first : NULL;
}

/* The longest name of the gazetteer that begins at a token, once for each list that it stands in. No other name begins
 * inside it: "Shanghai Cooperation Organization" has no town. `*free` is the first token behind the names so far. */
static bool names_at(rule_runner *r, const document *doc, uint32_t begin, uint32_t limit, uint32_t *free, hit_vec *hits,
                     arena *a) {
  gazetteer_text text = {&r->forms, doc->tokens.at, limit};
  gazetteer_hit hit;
  const gazetteer_first *first = begin < *free ? NULL : begins_name(r, doc->tokens.at[begin].form);
  if (!first || !gazetteer_longest_from(&r->set->gazetteer, &text, begin, first, &hit))
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

/* What is read as a whole, and no entry goes beyond: sentences; paragraphs, too, where rules read more at a time. */
typedef struct reach {
  size_t sentence, paragraph; /* that end behind the last token asked for */
} reach;

static uint32_t reach_of(reach *x, const rule_runner *r, const document *doc, uint32_t at) {
  uint32_t limit = (uint32_t)doc->tokens.count;
  while (x->sentence < doc->sentences.count && doc->sentences.at[x->sentence].end <= at)
    x->sentence++;
  if (x->sentence < doc->sentences.count) {
    const token_range *s = &doc->sentences.at[x->sentence];
    limit = at < s->begin ? s->begin : s->end;
  }
  while (x->paragraph < doc->paragraphs.count && doc->paragraphs.at[x->paragraph].end <= at)
    x->paragraph++;
  if (r->wide && x->paragraph < doc->paragraphs.count && doc->paragraphs.at[x->paragraph].end > limit)
    limit = doc->paragraphs.at[x->paragraph].end;
  return limit;
}

static bool find_hits(rule_runner *r, const document *doc, lattice *out, arena *a) {
  size_t n = doc->tokens.count;
  uint32_t *first = arena_array(a, n + 2, sizeof *first), free = 0;
  hit_vec hits = {0};
  reach beyond = {0, 0};
  if (!first)
    return false;
  for (uint32_t i = 0; i < n; i++) {
    first[i] = (uint32_t)hits.count;
    uint32_t limit = reach_of(&beyond, r, doc, i);
    if (!hits_at(r, doc, i, limit, &hits, a) || !names_at(r, doc, i, limit, &free, &hits, a))
      return false;
    if (hits.count > first[i])
      order_hits(hits.at + first[i], hits.count - first[i]);
  }
  first[n] = first[n + 1] = (uint32_t)hits.count;
  out->hit_first = first;
  out->hits = hits.at;
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t k = first[i]; k < first[i + 1]; k++) {
      if (r->set->edge_used[hits.at[k].list] && !kinds_mark(&r->kinds, out->kinds, hits.at[k].list, i, hits.at[k].end))
        return false;
    }
  }
  return true;
}

const char *list_hit_value(const rule_set *set, const list_hit *hit) {
  if (!(hit->entry & HIT_GAZETTEER))
    return set->lexicon.entries.at[hit->entry].value;
  return gazetteer_value(&set->gazetteer, hit->entry & ~HIT_GAZETTEER,
                         (gazetteer_list)set->ast->lexicons.at[hit->list]->gazetteer);
}

static bool find_classes(rule_runner *r, const document *doc, const uint64_t **answers, uint32_t *kinds) {
  for (size_t i = 0; i < doc->tokens.count; i++) {
    uint32_t class = class_of(&r->classes, &r->forms, &doc->tokens.at[i]);
    if (class == CLASS_NONE || (kinds[i] = kind_of_class(&r->kinds, class)) == 0)
      return false;
    answers[i] = class_bits(&r->classes, class);
  }
  return true;
}

static bool find_facts(rule_runner *r, const uint32_t *kinds, const uint64_t **facts, size_t begin, size_t end) {
  for (size_t i = begin; i < end; i++) {
    if (!(facts[i] = runner_facts(r, kinds[i])))
      return false;
  }
  return true;
}

/* What the tokens of each sentence, and the list entries that begin there, meet of the needs. */
static void find_needs(rule_runner *r, const document *doc, const uint64_t *const *facts, uint64_t *rows) {
  const need_table *table = &r->set->needs;
  for (size_t i = 0; i < doc->sentences.count; i++) {
    uint64_t *row = rows + i * table->row_words;
    memcpy(row, table->always, table->row_words * sizeof *row);
    for (uint32_t at = doc->sentences.at[i].begin; at < doc->sentences.at[i].end; at++)
      needs_join_packed(row, facts[at] + r->set->openings.row_words);
  }
}

evx_status lattice_build(rule_runner *r, const document *doc, arena *a, lattice *out) {
  memset(out, 0, sizeof *out);
  size_t n = doc->tokens.count;
  const uint64_t **answers = arena_array(a, n + 1, sizeof *answers);
  out->mention_first = arena_array(a, n + 1, sizeof *out->mention_first);
  out->zone = arena_array(a, n + 1, sizeof *out->zone);
  out->kinds = arena_array(a, n + 1, sizeof *out->kinds);
  out->facts = arena_array(a, n + 1, sizeof *out->facts);
  out->needs = arena_array(a, doc->sentences.count, r->set->needs.row_words * sizeof *out->needs);
  if (!answers || !out->mention_first || !out->zone || !out->kinds || !out->facts || !out->needs || !runner_fit(r) ||
      !find_classes(r, doc, answers, out->kinds))
    return EVX_ERR_NOMEM;
  out->doc = doc;
  out->answers = answers;
  out->class_cache = &r->classes;
  out->kind_table = &r->kinds;
  out->list_count = r->set->list_count;
  out->need_table = &r->set->needs;
  if (!find_hits(r, doc, out, a) || !find_facts(r, out->kinds, out->facts, 0, n))
    return EVX_ERR_NOMEM;
  find_needs(r, doc, out->facts, out->needs);
  return EVX_OK;
}

bool lattice_add_mention(rule_runner *r, lattice *l, const mention *m, arena *a) {
  uint32_t number = (uint32_t)l->mentions.count;
  if (!VEC_ADD(&l->mentions, a, *m) || !VEC_ADD(&l->links, a, ((mention_link){number, 0})))
    return false;
  uint32_t *slot = &l->mention_first[m->begin];
  while (*slot && l->mentions.at[l->links.at[*slot - 1].mention].end > m->end)
    slot = &l->links.at[*slot - 1].next;
  l->links.at[l->links.count - 1].next = *slot;
  *slot = (uint32_t)l->links.count;
  uint32_t sentence = document_sentence(l->doc, m->begin);
  if (sentence != UINT32_MAX)
    needs_join(l->need_table, l->needs + (size_t)sentence * l->need_table->row_words,
               l->need_table->by_type + (size_t)m->type * l->need_table->row_words);
  return kinds_mark(l->kind_table, l->kinds, l->list_count + m->type, m->begin, m->end) &&
         find_facts(r, l->kinds, l->facts, m->begin, m->end);
}

uint32_t lattice_find_mention(const lattice *l, uint32_t type, uint32_t except, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    for (uint32_t i = l->mention_first[at]; i; i = l->links.at[i - 1].next) {
      uint32_t number = l->links.at[i - 1].mention;
      const mention *m = &l->mentions.at[number];
      if (m->end <= end && (type == UINT32_MAX ? m->type != except : m->type == type))
        return number;
    }
  }
  return MENTION_NONE;
}
