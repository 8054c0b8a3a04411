/* begins.c - what sentences have of the needs of rules, and at which tokens matches may begin, for all phases at once.
 *
 * A phase reads for each sentence which rules may begin anywhere in it, which are few, and then a word a token. Around
 * a mention others may begin; nothing is ever taken away. */
#include "base/avx2.h"
#include "rules/ruleset_internal.h"

/* Which tokens of a sentence are written, and which blocks of their words. */
typedef struct writing {
  const opening_table *o;
  const token_facts *facts;
  const token_range *sentence;
  uint64_t *begins, *any; /* of all tokens; of the sentence */
  uint32_t words, blocks; /* a bit for each */
} writing;

/* The rows of a token and of those around it. */
typedef struct around {
  const uint64_t *first, *before, *second;
} around;

static inline around around_token(const writing *x, uint32_t at) {
  const token_facts *f = x->facts + at;
  return (around){.first = f->first + (at == x->sentence->begin ? x->o->words : 0),
                  .before = at == x->sentence->begin ? x->o->begun : f[-1].before,
                  .second = at + 1 == x->sentence->end ? x->o->ended : f[1].second};
}

#ifdef HAS_AVX2
/* write_plain four words at a time. */
static FOR_AVX2 void write_avx2(const writing *x, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    around a = around_token(x, at);
    uint64_t *to = x->begins + (size_t)at * x->words;
    for (uint32_t rest = x->blocks; rest; rest &= rest - 1) {
      uint32_t w = OPENINGS_BLOCK * (uint32_t)__builtin_ctz(rest);
      __m256i first = avx2_load(a.first + w), before = avx2_load(a.before + w), second = avx2_load(a.second + w);
      __m256i may = _mm256_and_si256(_mm256_and_si256(first, before), second);
      avx2_store(to + w, may);
      avx2_store(x->any + w, _mm256_or_si256(avx2_load(x->any + w), may));
    }
  }
}
#endif

/* Writes at which of tokens [begin, end) matches of which rules may begin, and joins that to `any`. */
static void write_plain(const writing *x, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    around a = around_token(x, at);
    for (uint32_t rest = x->blocks; rest; rest &= rest - 1) {
      uint32_t w = OPENINGS_BLOCK * (uint32_t)__builtin_ctz(rest);
      const need_words *first = (const need_words *)(a.first + w), *before = (const need_words *)(a.before + w),
                       *second = (const need_words *)(a.second + w);
      need_words *to = (need_words *)(x->begins + (size_t)at * x->words + w), *any = (need_words *)(x->any + w);
      for (uint32_t i = 0; i < OPENINGS_BLOCK / 2; i++) {
        to[i] = first[i] & before[i] & second[i];
        any[i] |= to[i];
      }
    }
  }
}

static void write_begins(const rule_runner *r, const lattice *l, uint32_t sentence, uint32_t blocks, uint32_t begin,
                         uint32_t end) {
  writing x = {.o = &r->set->openings, .facts = l->facts, .begins = l->begins, .words = l->begin_words};
  x.sentence = &l->doc->sentences.at[sentence];
  x.any = l->any + (size_t)sentence * l->begin_words;
  x.blocks = blocks;
  if (!l->begins || !blocks)
    return;
#ifdef HAS_AVX2
  if (r->has_avx2) {
    write_avx2(&x, begin, end);
    return;
  }
#endif
  write_plain(&x, begin, end);
}

/* Writes the blocks of a sentence where some rule has what it needs and that are not written yet: however many rules
 * there are, few of them have. */
static void write_met(const rule_runner *r, lattice *l, uint32_t sentence) {
  const uint64_t *met = l->met + (size_t)sentence * l->begin_words;
  const token_range *s = &l->doc->sentences.at[sentence];
  uint32_t blocks = 0;
  for (uint32_t w = 0; w < l->begin_words; w += OPENINGS_BLOCK)
    blocks |= (uint32_t)((met[w] | met[w + 1] | met[w + 2] | met[w + 3]) != 0) << (w / OPENINGS_BLOCK);
  write_begins(r, l, sentence, blocks & ~l->written[sentence], s->begin, s->end);
  l->written[sentence] |= blocks;
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
  l->written = arena_array(a, count, sizeof *l->written);
  if (!l->needs || !l->met || !l->any || !l->written || !fit_begins(r, l, doc->tokens.count))
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
    write_met(r, l, i);
  }
  return true;
}

/* Of a mention a rule sees its first token where it begins with it, the one before it where it is what comes second,
 * and the one behind it where it looks back at it. */
void begins_add_mention(const rule_runner *r, lattice *l, const mention *m) {
  const need_table *table = &r->set->needs;
  const uint32_t changed[2][2] = {{m->begin ? m->begin - 1 : 0, m->begin + 1}, {m->end, m->end + 1}};
  uint32_t count = (uint32_t)l->doc->tokens.count, home = l->sentences[m->begin];
  if (home != UINT32_MAX && needs_join_type(table, l->needs + (size_t)home * table->row_words, m->type,
                                            l->met + (size_t)home * table->words, l->possible))
    write_met(r, l, home);
  for (int i = 0; i < 2; i++) {
    for (uint32_t at = changed[i][0], until; at < changed[i][1] && at < count; at = until) {
      uint32_t sentence = l->sentences[at];
      until = at + 1;
      if (sentence == UINT32_MAX)
        continue;
      until = l->doc->sentences.at[sentence].end < changed[i][1] ? l->doc->sentences.at[sentence].end : changed[i][1];
      write_begins(r, l, sentence, l->written[sentence], at, until);
    }
  }
}
