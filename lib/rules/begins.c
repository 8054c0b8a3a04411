/* begins.c - what sentences have of the needs of rules, and at which tokens matches may begin, for all phases at once.
 *
 * A phase reads for each sentence which words of the bit sets have rules that may begin in it, which are few, and at
 * which spots. Around a mention others may begin; nothing is ever taken away. */
#include "base/avx2.h"
#include "rules/ruleset_internal.h"

/* What the tokens of a sentence are marked by, and in which blocks of the bit sets' words. */
typedef struct marking {
  const opening_table *o;
  const token_facts *facts;
  const token_range *sentence;
  const uint64_t *ever; /* of the sentence */
  const uint64_t *word_phases;
  uint64_t *busy;  /* of the sentence */
  uint64_t *spots; /* of the sentence, from its first 64 tokens on */
  uint32_t words;  /* of a bit set */
  uint32_t blocks; /* a bit for each */
} marking;

/* The rows of a token and of those around it. */
typedef struct around {
  const uint64_t *first, *before, *second;
} around;

static inline around around_token(const marking *x, uint32_t at) {
  const token_facts *f = x->facts + at;
  return (around){.first = f->first + (at == x->sentence->begin ? x->o->words : 0),
                  .before = at == x->sentence->begin ? x->o->begun : f[-1].before,
                  .second = at + 1 == x->sentence->end ? x->o->ended : f[1].second};
}

/* Marks a token as a spot of words `some`, a bit for each: of the most rules that there can be, 64. */
static inline void mark_spot(const marking *x, uint32_t at, uint64_t some) {
  uint32_t offset = at - x->sentence->begin;
  uint64_t *spots = x->spots + (size_t)(offset / 64) * x->words;
  for (; some; some &= some - 1) {
    uint32_t word = (uint32_t)__builtin_ctzll(some);
    spots[word] |= (uint64_t)1 << (offset % 64);
    *x->busy |= x->word_phases[word];
  }
}

#ifdef HAS_AVX2
/* mark_plain four words at a time. */
static FOR_AVX2 void mark_avx2(const marking *x, uint32_t begin, uint32_t end) {
  const marking m = *x; /* which what is written cannot change */
  for (uint32_t at = begin; at < end; at++) {
    around a = around_token(&m, at);
    uint64_t some = 0;
    for (uint32_t rest = m.blocks; rest; rest &= rest - 1) {
      uint32_t w = OPENINGS_BLOCK * (uint32_t)__builtin_ctz(rest);
      __m256i may = _mm256_and_si256(avx2_load(a.first + w), avx2_load(m.ever + w));
      may = _mm256_and_si256(may, _mm256_and_si256(avx2_load(a.before + w), avx2_load(a.second + w)));
      __m256i none = _mm256_cmpeq_epi64(may, _mm256_setzero_si256());
      some |= (uint64_t)(15 ^ _mm256_movemask_pd(_mm256_castsi256_pd(none))) << w;
    }
    mark_spot(&m, at, some);
  }
}
#endif

/* Marks at which of tokens [begin, end) matches may begin of rules that can have what they need. */
static void mark_plain(const marking *x, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    around a = around_token(x, at);
    uint64_t some = 0;
    for (uint32_t rest = x->blocks; rest; rest &= rest - 1) {
      uint32_t w = OPENINGS_BLOCK * (uint32_t)__builtin_ctz(rest);
      for (uint32_t until = w + OPENINGS_BLOCK; w < until; w++)
        some |= (uint64_t)((a.first[w] & a.before[w] & a.second[w] & x->ever[w]) != 0) << w;
    }
    mark_spot(x, at, some);
  }
}

static void mark_spots(const rule_runner *r, const lattice *l, uint32_t sentence, uint32_t blocks, uint32_t begin,
                       uint32_t end) {
  size_t row = (size_t)sentence * l->begin_words;
  marking x = {.o = &r->set->openings, .facts = l->facts, .blocks = blocks};
  x.sentence = &l->doc->sentences.at[sentence];
  x.ever = l->ever + row;
  x.words = l->begin_words;
  x.word_phases = r->set->word_phases;
  x.busy = &l->busy[sentence];
  x.spots = lattice_spots(l, sentence, x.sentence->begin, 0);
#ifdef HAS_AVX2
  if (r->has_avx2) {
    mark_avx2(&x, begin, end);
    return;
  }
#endif
  mark_plain(&x, begin, end);
}

/* Finds which rules have what they need in a sentence, and which still may, by mentions that are found in it; of words
 * with such rules, where those may begin. */
static void find_met(const rule_runner *r, lattice *l, uint32_t sentence) {
  const need_table *table = &r->set->needs;
  const uint64_t *needs = l->needs + (size_t)sentence * table->row_words;
  uint64_t *met = l->met + (size_t)sentence * table->words, *ever = l->ever + (size_t)sentence * table->words;
  uint32_t blocks = 0;
  for (uint32_t w = 0; w < table->words; w++) {
    met[w] = needs_met(needs, w) & l->possible[w];
    ever[w] = needs_met_with_types(table, needs, w) & l->possible[w];
    blocks |= (uint32_t)(ever[w] != 0) << (w / OPENINGS_BLOCK);
  }
  l->blocks[sentence] = blocks;
  mark_spots(r, l, sentence, blocks, l->doc->sentences.at[sentence].begin, l->doc->sentences.at[sentence].end);
}

bool begins_find(rule_runner *r, lattice *l, arena *a) {
  const need_table *table = &r->set->needs;
  const document *doc = l->doc;
  size_t count = doc->sentences.count;
  l->begin_words = table->words;
  l->needs = arena_alloc(a, count * table->row_words * sizeof *l->needs);
  l->met = arena_alloc(a, count * table->words * sizeof *l->met);
  l->ever = arena_alloc(a, count * table->words * sizeof *l->ever);
  l->spots = arena_array(a, (count + doc->tokens.count / 64 + 1) * table->words, sizeof *l->spots);
  l->types = arena_array(a, count, sizeof *l->types);
  l->busy = arena_array(a, count, sizeof *l->busy);
  l->blocks = arena_alloc(a, count * sizeof *l->blocks);
  if (!l->needs || !l->met || !l->ever || !l->spots || !l->types || !l->busy || !l->blocks)
    return false;
  for (uint32_t i = 0; i < count; i++) {
    const token_range *s = &doc->sentences.at[i];
    uint64_t *row = l->needs + (size_t)i * table->row_words;
    memcpy(row, table->always, table->row_words * sizeof *row);
    for (uint32_t at = s->begin; at < s->end; at++)
      needs_join_packed(row, l->facts[at].needs);
    find_met(r, l, i);
  }
  return true;
}

/* Marks a token anew that a mention begins at or stands beside. */
static void mark_anew(const rule_runner *r, const lattice *l, uint32_t at, uint32_t blocks) {
  uint32_t sentence = l->sentences[at];
  if (sentence != UINT32_MAX && l->blocks[sentence] & blocks)
    mark_spots(r, l, sentence, l->blocks[sentence] & blocks, at, at + 1);
}

/* True where it is the first of its type in the sentence, as far as that is kept in mind. */
static bool is_first_of_type(const lattice *l, uint32_t sentence, uint32_t type) {
  uint64_t bit = type < 64 ? (uint64_t)1 << type : 0, *seen = &l->types[sentence];
  bool is_first = !(*seen & bit);
  *seen |= bit;
  return is_first;
}

/* Of a mention a rule sees its first token where it begins with it, the one before it where it is what comes second,
 * and the one behind it where it looks back at it. */
void begins_add_mention(const rule_runner *r, lattice *l, const mention *m) {
  const need_table *table = &r->set->needs;
  uint32_t home = l->sentences[m->begin];
  const edge_blocks *blocks = &r->set->openings.of_edges[l->list_count + m->type];
  uint32_t later = UINT32_MAX << (m->rule / (64 * OPENINGS_BLOCK)); /* blocks before are of phases that are over */
  if (home != UINT32_MAX && is_first_of_type(l, home, m->type))
    needs_join_type(table, l->needs + (size_t)home * table->row_words, m->type, l->met + (size_t)home * table->words,
                    l->possible);
  mark_anew(r, l, m->begin, blocks->first & later);
  if (m->begin > 0)
    mark_anew(r, l, m->begin - 1, blocks->second & later);
  if (m->end < l->doc->tokens.count)
    mark_anew(r, l, m->end, blocks->before & later);
}
