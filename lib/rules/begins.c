/* begins.c - what sentences have of the needs of rules, and at which tokens matches may begin, for all phases at once.
 *
 * A phase reads for each sentence which rules may begin anywhere in it, which are few, and then a word a token. Around
 * a mention others may begin; nothing is ever taken away. */
#include "base/avx2.h"
#include "rules/ruleset_internal.h"

/* The rows of a token and of those around it. */
typedef struct around {
  const uint64_t *first, *before, *second;
} around;

static inline around around_token(const opening_table *o, const token_facts *f, const token_range *s, uint32_t at) {
  return (around){.first = f[at].first + (at == s->begin ? o->words : 0),
                  .before = at == s->begin ? o->begun : f[at - 1].before,
                  .second = at + 1 == s->end ? o->ended : f[at + 1].second};
}

#ifdef HAS_AVX2
/* write_plain four words at a time. */
static FOR_AVX2 void write_avx2(const opening_table *o, const lattice *l, const token_range *s, uint64_t *any,
                                uint32_t begin, uint32_t end) {
  uint32_t words = l->begin_words;
  for (uint32_t at = begin; at < end; at++) {
    around a = around_token(o, l->facts, s, at);
    uint64_t *to = l->begins + (size_t)at * words;
    for (uint32_t w = 0; w < words; w += OPENINGS_BLOCK) {
      __m256i first = avx2_load(a.first + w), before = avx2_load(a.before + w), second = avx2_load(a.second + w);
      __m256i may = _mm256_and_si256(_mm256_and_si256(first, before), second);
      avx2_store(to + w, may);
      avx2_store(any + w, _mm256_or_si256(avx2_load(any + w), may));
    }
  }
}
#endif

/* Writes at which of tokens [begin, end) of a sentence matches of which rules may begin, and joins that to `any`. */
static void write_plain(const opening_table *o, const lattice *l, const token_range *s, uint64_t *any, uint32_t begin,
                        uint32_t end) {
  uint32_t words = l->begin_words;
  for (uint32_t at = begin; at < end; at++) {
    around a = around_token(o, l->facts, s, at);
    const need_words *first = (const need_words *)a.first, *before = (const need_words *)a.before,
                     *second = (const need_words *)a.second;
    need_words *to = (need_words *)(l->begins + (size_t)at * words), *joined = (need_words *)any;
    for (uint32_t w = 0; w < words / 2; w++) {
      to[w] = first[w] & before[w] & second[w];
      joined[w] |= to[w];
    }
  }
}

static void write_begins(const rule_runner *r, const lattice *l, uint32_t sentence, uint32_t begin, uint32_t end) {
  const token_range *s = &l->doc->sentences.at[sentence];
  uint64_t *any = l->any + (size_t)sentence * l->begin_words;
  if (!l->begins)
    return;
#ifdef HAS_AVX2
  if (r->has_avx2) {
    write_avx2(&r->set->openings, l, s, any, begin, end);
    return;
  }
#endif
  write_plain(&r->set->openings, l, s, any, begin, end);
}

/* Makes room for where rules may begin at so many tokens, which is kept from block to block. Without it, where there is
 * too much of it, they are looked for as in lines. False when memory is out. */
static bool fit_begins(rule_runner *r, lattice *l, size_t tokens) {
  size_t words = (tokens + 1) * l->begin_words;
  if (words == 0 || words > r->begins_max)
    return true;
  if (words > r->begins_room) {
    memory_release(r->allocator, r->begins, r->begins_room * sizeof *r->begins);
    r->begins = memory_alloc(r->allocator, words * sizeof *r->begins);
    r->begins_room = r->begins ? words : 0;
  }
  l->begins = r->begins;
  return r->begins != NULL;
}

bool begins_find(rule_runner *r, lattice *l, arena *a) {
  const need_table *table = &r->set->needs;
  const document *doc = l->doc;
  size_t count = doc->sentences.count;
  l->begin_words = table->words;
  l->needs = arena_alloc(a, count * table->row_words * sizeof *l->needs);
  l->met = arena_alloc(a, count * table->words * sizeof *l->met);
  l->any = arena_array(a, count * table->words, sizeof *l->any);
  if (!l->needs || !l->met || !l->any || !fit_begins(r, l, doc->tokens.count))
    return false;
  if (!l->begins)
    memset(l->any, 0xff, count * table->words * sizeof *l->any);
  for (uint32_t i = 0; i < count; i++) {
    const token_range *s = &doc->sentences.at[i];
    uint64_t *row = l->needs + (size_t)i * table->row_words;
    memcpy(row, table->always, table->row_words * sizeof *row);
    needs_join_all(table, row, l->facts + s->begin, s->end - s->begin, r->has_avx2);
    for (uint32_t w = 0; w < table->words; w++)
      l->met[(size_t)i * table->words + w] = needs_met(row, w) & l->possible[w];
    write_begins(r, l, i, s->begin, s->end);
  }
  return true;
}

/* Of a mention a rule sees its first token where it begins with it, the one before it where it is what comes second,
 * and the one behind it where it looks back at it. */
void begins_add_mention(const rule_runner *r, lattice *l, const mention *m) {
  const need_table *table = &r->set->needs;
  const uint32_t changed[3] = {m->begin ? m->begin - 1 : m->begin, m->begin, m->end};
  if (l->sentences[m->begin] != UINT32_MAX)
    needs_join_type(table, l->needs + (size_t)l->sentences[m->begin] * table->row_words, m->type,
                    l->met + (size_t)l->sentences[m->begin] * table->words, 1, l->possible);
  for (int i = 0; i < 3; i++) {
    uint32_t at = changed[i];
    if (at < l->doc->tokens.count && l->sentences[at] != UINT32_MAX)
      write_begins(r, l, l->sentences[at], at, at + 1);
  }
}
