#include "rules/shares.h"

#include "rules/class_cache.h"

/* Examples that are read: more of them would not change much. */
#define EXAMPLES 256u
/* What is thought of a test before any example is read weighs as much as so many tokens of them. */
#define THOUGHT_TOKENS 200u

/* ---- what is thought ----------------------------------------------------------------- */

/* Of 1024 tokens of a report, how many have a shape. */
static uint32_t shape_share(uint32_t shape) {
  static const struct {
    uint32_t shape, share;
  } table[] = {{FORM_LOWER, 600}, {FORM_CAP, 220},  {FORM_ALNUM, 880}, {FORM_PUNCT, 130},
               {FORM_UPPER, 30},  {FORM_MIXED, 10}, {FORM_NUM, 40},    {FORM_ACRONYM, 20}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (table[i].shape == shape)
      return table[i].share * (SHARE_ALL / 1024);
  }
  return SHARE_ALL;
}

static uint32_t atom_share(const atom *a) {
  switch (a->kind) {
  case ATOM_ANY: return SHARE_ALL;
  case ATOM_SHAPE: return shape_share(a->bits);
  case ATOM_PLACE: return SHARE_ALL / 16;
  case ATOM_REGEX: return SHARE_ALL / 10;
  case ATOM_LEXICON: return SHARE_ALL / 50;
  case ATOM_RANGE:
  case ATOM_LITERAL:
  case ATOM_EXACT:
  case ATOM_LEMMA: return SHARE_ALL / 170;
  }
  return SHARE_ALL;
}

static uint32_t at_most_all(uint32_t share) {
  return share < SHARE_ALL ? share : SHARE_ALL;
}

static void think_of(const predicate_set *p, uint32_t *shares) {
  for (size_t i = 0; i < p->atoms.count; i++)
    shares[p->atoms.at[i].test] = atom_share(&p->atoms.at[i]);
  for (size_t i = 0; i < p->tests.count; i++) { /* operands have smaller numbers */
    const token_test *t = &p->tests.at[i];
    if (t->op == TEST_ATOM)
      continue;
    uint32_t left = shares[t->left], right = shares[t->right];
    shares[i] = t->op == TEST_AND  ? (uint32_t)((uint64_t)left * right / SHARE_ALL)
                : t->op == TEST_OR ? at_most_all(left + right)
                                   : SHARE_ALL - left;
  }
}

/* ---- what is measured ---------------------------------------------------------------- */

typedef struct measuring {
  form_table forms;
  class_cache classes;
  arena example;
  uint32_t *counts; /* by test */
  uint32_t tokens;
} measuring;

static bool count_token(measuring *m, const token *t) {
  uint32_t base = class_base(&m->classes, &m->forms, t->form);
  uint32_t class = base == CLASS_NONE ? CLASS_NONE : class_at(&m->classes, base, t->place);
  if (class == CLASS_NONE)
    return false;
  const uint64_t *answers = class_bits(&m->classes, class);
  for (uint32_t w = 0; w < m->classes.words; w++) {
    for (uint64_t rest = answers[w]; rest; rest &= rest - 1)
      m->counts[w * 64 + (uint32_t)__builtin_ctzll(rest)]++;
  }
  m->tokens++;
  return true;
}

static bool count_example(measuring *m, const ast_test *test, const text_lexicon *lexicon) {
  document doc;
  arena_reset(&m->example, 0);
  if (document_read(&doc, test->text, test->len, lexicon, &m->forms, &m->example, NULL) != EVX_OK)
    return false;
  bool ok = true;
  for (size_t i = 0; ok && i < doc.tokens.count; i++)
    ok = count_token(m, &doc.tokens.at[i]);
  return ok;
}

static size_t example_count(const rule_ast *ast) {
  size_t count = 0;
  for (size_t i = 0; i < ast->phases.count; i++) {
    for (size_t k = 0; k < ast->phases.at[i]->rules.count; k++)
      count += ast->phases.at[i]->rules.at[k]->test_count;
  }
  return count;
}

/* Reads EXAMPLES examples from all over the packs. */
static bool count_examples(measuring *m, const rule_ast *ast, const text_lexicon *lexicon) {
  size_t stride = example_count(ast) / EXAMPLES + 1, at = 0;
  bool ok = true;
  for (size_t i = 0; i < ast->phases.count; i++) {
    for (size_t k = 0; k < ast->phases.at[i]->rules.count; k++) {
      const ast_rule *r = ast->phases.at[i]->rules.at[k];
      for (size_t n = 0; ok && n < r->test_count; n++, at++)
        ok = at % stride || count_example(m, &r->tests[n], lexicon);
    }
  }
  return ok;
}

uint32_t *shares_measure(const rule_ast *ast, const predicate_set *predicates, const gazetteer *g,
                         const text_lexicon *lexicon, const evx_allocator *allocator, arena *a) {
  size_t tests = (size_t)predicates->words_per_class * 64;
  uint32_t *shares = arena_array(a, tests, sizeof *shares);
  measuring m = {.counts = arena_array(a, tests, sizeof *m.counts)};
  arena_init(&m.example, allocator);
  bool ok = form_table_init(&m.forms, allocator) && class_cache_init(&m.classes, predicates, g, allocator) && shares &&
            m.counts && count_examples(&m, ast, lexicon);
  if (ok)
    think_of(predicates, shares);
  for (size_t i = 0; ok && i < predicates->tests.count; i++) {
    uint64_t passed = (uint64_t)m.counts[i] * SHARE_ALL + (uint64_t)shares[i] * THOUGHT_TOKENS;
    shares[i] = (uint32_t)(passed / (m.tokens + THOUGHT_TOKENS));
  }
  class_cache_free(&m.classes);
  form_table_free(&m.forms);
  arena_free(&m.example);
  return ok ? shares : NULL;
}
