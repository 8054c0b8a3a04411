/* lattice.c - a document as the programs see it: classes, word list entries, names of the gazetteer, mentions. */
#include "rules/ruleset_internal.h"

static bool entry_spelled(const rule_runner *r, const document *doc, const lexicon_entry *e, uint32_t begin) {
  const uint32_t *exact = lexicon_exact(&r->set->lexicon, e);
  for (uint32_t i = 0, at = begin; exact && i < e->length; at++) {
    const form *f = &r->forms.forms[doc->tokens.at[at].form];
    if (f->shape & FORM_HYPHEN)
      continue;
    size_t len = 0;
    const char *s = form_string(&r->forms, f->text, &len);
    if (lexicon_spelling(&r->set->lexicon, s, len) != exact[i])
      return false;
    i++;
  }
  return true;
}

typedef VEC(list_hit) hit_vec;

static bool add_longer(rule_runner *r, const document *doc, uint32_t node, uint32_t begin, uint32_t end, hit_vec *hits,
                       arena *a) {
  const lexicon_table *lex = &r->set->lexicon;
  for (uint32_t i = lex->nodes.at[node].entry; i; i = lex->entries.at[i - 1].next) {
    const lexicon_entry *e = &lex->entries.at[i - 1];
    if (list_entry_shows(r->set, e) && entry_spelled(r, doc, e, begin) &&
        !VEC_ADD(hits, a, ((list_hit){end, e->list, i - 1})))
      return false;
  }
  return true;
}

/* All entries of several tokens that begin at a token and end at `limit` or before. */
static bool longer_at(rule_runner *r, const document *doc, const form_entry *e, uint32_t begin, uint32_t limit,
                      hit_vec *hits, arena *a) {
  const lexicon_table *lex = &r->set->lexicon;
  uint32_t node = e->node, end = begin + 1;
  while (node != LEXICON_NO_NODE && lex->nodes.at[node].inner) {
    while (end < limit && (r->forms.forms[doc->tokens.at[end].form].shape & FORM_HYPHEN))
      end++;
    if (end >= limit)
      break;
    const form_entry *next = form_entry_of(r, doc->tokens.at[end].form);
    if (!next)
      return false;
    node = next->word == INTERN_NONE ? LEXICON_NO_NODE : lexicon_step(lex, node, next->word);
    end++;
    if (node != LEXICON_NO_NODE && !add_longer(r, doc, node, begin, end, hits, a))
      return false;
  }
  return true;
}

/* The longest name of the gazetteer that begins at a token, once for each list that it stands in. No other name begins
 * inside it: "Shanghai Cooperation Organization" has no town. `*free` is the first token behind the names so far. */
static bool names_at(rule_runner *r, const document *doc, const gazetteer_first *first, uint32_t begin, uint32_t limit,
                     uint32_t *free, hit_vec *hits, arena *a) {
  gazetteer_text text = {&r->forms, doc->tokens.at, limit};
  gazetteer_hit hit;
  if (begin < *free || !(first->longer || first->lists) ||
      !gazetteer_longest_from(&r->set->gazetteer, &text, begin, first, &hit))
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
  uint32_t limit, until;      /* what was answered, and up to which token it holds */
} reach;

static uint32_t reach_of(reach *x, const rule_runner *r, const document *doc, uint32_t at) {
  uint32_t limit = (uint32_t)doc->tokens.count;
  if (at < x->until)
    return x->limit;
  while (x->sentence < doc->sentences.count && doc->sentences.at[x->sentence].end <= at)
    x->sentence++;
  if (x->sentence < doc->sentences.count) {
    const token_range *s = &doc->sentences.at[x->sentence];
    limit = at < s->begin ? s->begin : s->end;
  }
  x->until = limit;
  while (r->wide && x->paragraph < doc->paragraphs.count && doc->paragraphs.at[x->paragraph].end <= at)
    x->paragraph++;
  if (r->wide && x->paragraph < doc->paragraphs.count) {
    uint32_t end = doc->paragraphs.at[x->paragraph].end;
    limit = end > limit ? end : limit;
    x->until = end < x->until ? end : x->until;
  }
  return x->limit = limit;
}

/* What is found while the tokens are read. */
typedef struct reading {
  rule_runner *runner;
  const document *doc;
  uint32_t *kinds;
  reach beyond;
  uint32_t free; /* the first token behind the names of the gazetteer so far */
  hit_vec hits;
  arena *memory;
} reading;

static bool add_alone(reading *x, const form_hit *h, uint32_t at) {
  for (; h->list != FORM_HITS_END; h++) {
    if (!VEC_ADD(&x->hits, x->memory, ((list_hit){at + 1, h->list, h->entry})))
      return false;
  }
  return true;
}

/* The edges that begin at a token whose kind has the word list entries that it is by itself. */
static bool find_edges(reading *x, const form_entry *e, uint32_t at) {
  rule_runner *r = x->runner;
  size_t first = x->hits.count;
  if (!add_alone(x, &r->entries.hits.at[e->hits], at))
    return false;
  size_t alone = x->hits.count;
  if (e->node != LEXICON_NO_NODE || e->first.longer || e->first.lists) {
    uint32_t limit = reach_of(&x->beyond, r, x->doc, at);
    if (!longer_at(r, x->doc, e, at, limit, &x->hits, x->memory) ||
        !names_at(r, x->doc, &e->first, at, limit, &x->free, &x->hits, x->memory))
      return false;
  }
  for (size_t i = alone; i < x->hits.count; i++) {
    const list_hit *h = &x->hits.at[i];
    if (r->set->edge_used[h->list] && !kinds_mark(&r->kinds, x->kinds, h->list, at, h->end))
      return false;
  }
  if (x->hits.count - first > 1)
    order_hits(x->hits.at + first, x->hits.count - first);
  return true;
}

/* The tokens' kinds, without edges of several tokens, and those where an edge may begin. */
static bool find_kinds(rule_runner *r, const document *doc, uint32_t *kinds, uint32_t *edges, size_t *edge_count) {
  const token *tokens = doc->tokens.at;
  size_t n = doc->tokens.count, count = 0;
  for (size_t i = 0; i < n; i++) {
    if (!(kinds[i] = token_kind(r, &tokens[i])))
      return false;
    edges[count] = (uint32_t)i;
    count += r->entries.at[tokens[i].form].edges;
  }
  *edge_count = count;
  return pulse_beat(r->pulse, (uint32_t)n);
}

static bool find_hits(rule_runner *r, const document *doc, lattice *out, arena *a) {
  uint32_t n = (uint32_t)doc->tokens.count, done = 0;
  uint32_t *first = arena_alloc(a, ((size_t)n + 2) * sizeof *first);
  uint32_t *edges = arena_alloc(a, ((size_t)n + 1) * sizeof *edges);
  size_t edge_count = 0;
  reading x = {.runner = r, .doc = doc, .kinds = out->kinds, .memory = a};
  if (!first || !edges || !find_kinds(r, doc, out->kinds, edges, &edge_count))
    return false;
  for (size_t i = 0; i < edge_count; i++) {
    while (done <= edges[i])
      first[done++] = (uint32_t)x.hits.count;
    if (!pulse_beat(r->pulse, 2) || !find_edges(&x, &r->entries.at[doc->tokens.at[edges[i]].form], edges[i]))
      return false;
    for (size_t k = first[edges[i]]; k < x.hits.count; k++)
      out->edge_sorts[edges[i]] |= edge_list_bit(x.hits.at[k].list);
  }
  while (done < n + 2)
    first[done++] = (uint32_t)x.hits.count;
  out->hit_first = first;
  out->hits = x.hits.at;
  return true;
}

const char *list_hit_value(const rule_set *set, const list_hit *hit) {
  if (!(hit->entry & HIT_GAZETTEER))
    return lexicon_value(&set->lexicon, &set->lexicon.entries.at[hit->entry]);
  return gazetteer_value(&set->gazetteer, hit->entry & ~HIT_GAZETTEER,
                         (gazetteer_list)set->ast->lexicons.at[hit->list]->gazetteer);
}

/* The answers of all tokens, and what follows from their kinds. */
static bool find_rows(rule_runner *r, lattice *l, const uint64_t **answers) {
  const uint32_t *kinds = l->kinds;
  for (size_t i = 0; i < l->doc->tokens.count; i++) {
    const kind_facts *facts = runner_facts(r, kinds[i]);
    if (!facts)
      return false;
    answers[i] = facts->answers;
    l->facts[i] = facts->token;
  }
  return true;
}

static bool renew_facts(rule_runner *r, lattice *l, size_t begin, size_t end) {
  for (size_t i = begin; i < end; i++) {
    const kind_facts *facts = runner_facts(r, l->kinds[i]);
    if (!facts)
      return false;
    l->facts[i] = facts->token;
  }
  return true;
}

static void number_sentences(const document *doc, uint32_t *numbers) {
  memset(numbers, 0xff, doc->tokens.count * sizeof *numbers);
  for (uint32_t i = 0; i < doc->sentences.count; i++) {
    for (uint32_t at = doc->sentences.at[i].begin; at < doc->sentences.at[i].end; at++)
      numbers[at] = i;
  }
}

evx_status lattice_build(rule_runner *r, const document *doc, arena *a, lattice *out) {
  memset(out, 0, sizeof *out);
  size_t n = doc->tokens.count;
  const uint64_t **answers = arena_alloc(a, (n + 1) * sizeof *answers);
  out->mention_first = arena_array(a, n + 1, sizeof *out->mention_first);
  out->edge_sorts = arena_array(a, n + 1, sizeof *out->edge_sorts);
  out->zone = arena_array(a, n + 1, sizeof *out->zone);
  out->kinds = arena_alloc(a, (n + 1) * sizeof *out->kinds);
  out->facts = arena_alloc(a, (n + 1) * sizeof *out->facts);
  out->sentences = arena_alloc(a, (n + 1) * sizeof *out->sentences);
  if (!answers || !out->mention_first || !out->edge_sorts || !out->zone || !out->kinds || !out->facts ||
      !out->sentences || !runner_fit(r))
    return EVX_ERR_NOMEM;
  out->doc = doc;
  out->answers = answers;
  out->class_cache = &r->classes;
  out->kind_table = &r->kinds;
  out->list_count = r->set->list_count;
  if (!find_hits(r, doc, out, a) || !find_rows(r, out, answers))
    return r->pulse->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
  number_sentences(doc, out->sentences);
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
  l->edge_sorts[m->begin] |= edge_type_bit(m->type);
  if (!kinds_mark(l->kind_table, l->kinds, l->list_count + m->type, m->begin, m->end) ||
      !renew_facts(r, l, m->begin, m->end))
    return false;
  begins_add_mention(r, l, m);
  return true;
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
