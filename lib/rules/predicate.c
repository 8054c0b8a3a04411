#include "rules/predicate.h"

#include "rules/compounds.h"
#include "text/document.h"

bool predicate_init(predicate_set *p, const evx_allocator *allocator) {
  memset(p, 0, sizeof *p);
  arena_init(&p->memory, allocator);
  p->compile = regex_compiler(allocator);
  for (size_t i = 0; i < GAZETTEER_LISTS; i++)
    p->gazetteer_tests[i] = TEST_NONE;
  return p->compile && string_tests_init(&p->literals, allocator) && string_tests_init(&p->exacts, allocator) &&
         string_tests_init(&p->words, allocator) && intern_init(&p->keys, allocator) &&
         form_table_init(&p->spellings, allocator);
}

void predicate_detach(predicate_set *p) {
  for (size_t i = 0; i < p->atoms.count; i++) {
    pcre2_code_free(p->atoms.at[i].code);
    p->atoms.at[i].code = NULL;
  }
  pcre2_compile_context_free(p->compile);
  p->compile = NULL;
}

bool predicate_close(predicate_set *p, uint64_t *asked) {
  form_table_free(&p->spellings);
  intern_free(&p->keys);
  memset(&p->key_tests, 0, sizeof p->key_tests);
  pcre2_compile_context_free(p->compile);
  p->compile = NULL;
  return compounds_index(p, asked) && string_tests_close(&p->literals, &p->memory) &&
         string_tests_close(&p->exacts, &p->memory) && string_tests_close(&p->words, &p->memory);
}

void predicate_free(predicate_set *p) {
  predicate_detach(p);
  string_tests_free(&p->literals);
  string_tests_free(&p->exacts);
  string_tests_free(&p->words);
  intern_free(&p->keys);
  form_table_free(&p->spellings);
  arena_free(&p->memory);
}

/* The number of the test with this printed key, if it is known; else a new test. */
static uint32_t test_for_key(predicate_set *p, const char *key, size_t len, bool *known) {
  uint32_t before = p->keys.count;
  uint32_t id = intern_add(&p->keys, key, len);
  if (id == INTERN_NONE)
    return TEST_NONE;
  *known = p->keys.count == before;
  if (*known)
    return id < p->key_tests.count ? p->key_tests.at[id] : TEST_NONE;
  uint32_t test = (uint32_t)p->tests.count;
  while (p->key_tests.count <= id) {
    if (!VEC_ADD(&p->key_tests, &p->memory, test))
      return TEST_NONE;
  }
  return VEC_PUSH(&p->tests, &p->memory) ? test : TEST_NONE;
}

static uint32_t add_atom(predicate_set *p, const char *key, const atom *model) {
  bool known = false;
  uint32_t test = key ? test_for_key(p, key, strlen(key), &known) : TEST_NONE;
  if (test == TEST_NONE || known)
    return test;
  atom *a = VEC_PUSH(&p->atoms, &p->memory);
  if (!a)
    return TEST_NONE;
  *a = *model;
  a->test = test;
  return test;
}

static uint32_t add_compound(predicate_set *p, test_op op, uint32_t left, uint32_t right) {
  if (left == TEST_NONE || right == TEST_NONE)
    return TEST_NONE;
  bool known = false;
  char key[1 + 2 * sizeof left] = {"?&|!"[op]};
  memcpy(key + 1, &left, sizeof left);
  memcpy(key + 1 + sizeof left, &right, sizeof right);
  uint32_t test = test_for_key(p, key, sizeof key, &known);
  if (test == TEST_NONE || known)
    return test;
  p->tests.at[test] = (token_test){.op = op, .left = left & (UINT32_MAX >> 2), .right = right};
  return test;
}

uint32_t predicate_add_literal(predicate_set *p, const char *text, size_t len, bool exact) {
  char *key = arena_alloc(&p->memory, len + 1);
  if (!key)
    return TEST_NONE;
  key[0] = exact ? '\'' : '"';
  memcpy(key + 1, text, len);
  bool known = false;
  uint32_t test = test_for_key(p, key, len + 1, &known);
  if (test == TEST_NONE || known)
    return test;
  return string_tests_add(exact ? &p->exacts : &p->literals, &p->memory, text, len, test) ? test : TEST_NONE;
}

static uint32_t add_form(predicate_set *p, uint32_t id, bool exact) {
  const form *f = &p->spellings.forms[id];
  size_t len = 0;
  const char *text = form_string(&p->spellings, exact ? f->text : f->fold, &len);
  return predicate_add_literal(p, text, len, exact);
}

word_test *predicate_add_words(predicate_set *p, const char *text, size_t len, bool exact, size_t *count) {
  token *tokens = NULL;
  if (document_tokenize_literal(text, len, &p->spellings, &p->memory, &tokens, count) != EVX_OK)
    return NULL;
  word_test *words = arena_array(&p->memory, *count, sizeof *words);
  for (size_t i = 0; words && i < *count; i++) {
    words[i] = (word_test){add_form(p, tokens[i].form, exact), tokens[i].end - tokens[i].begin};
    if (words[i].test == TEST_NONE)
      return NULL;
  }
  return words;
}

uint32_t predicate_add_lemma(predicate_set *p, const ast_lemma *lemma) {
  bool known = false;
  const char *key = arena_printf(&p->memory, "~%u", lemma->index);
  uint32_t test = key ? test_for_key(p, key, strlen(key), &known) : TEST_NONE;
  if (test == TEST_NONE || known)
    return test;
  for (size_t i = 0; i < lemma->form_count && test != TEST_NONE; i++) {
    uint32_t id = form_add(&p->spellings, lemma->forms[i].text, lemma->forms[i].len);
    size_t len = 0;
    const char *fold = id == INTERN_NONE ? NULL : form_string(&p->spellings, p->spellings.forms[id].fold, &len);
    if (!fold || !string_tests_add(&p->literals, &p->memory, fold, len, test))
      test = TEST_NONE;
  }
  return test;
}

static uint32_t add_list(predicate_set *p, const ast_lexicon *list) {
  uint32_t test =
      add_atom(p, arena_printf(&p->memory, "%%%u", list->index), &(atom){.kind = ATOM_LEXICON, .bits = list->index});
  if (list->gazetteer)
    p->gazetteer_tests[list->gazetteer] = test;
  return test;
}

bool predicate_add_entry(predicate_set *p, uint32_t list, const char *fold, size_t len, const char *spelling,
                         size_t spelling_len) {
  /* Only lists that stand inside [ ] have a test. */
  const char *key = arena_printf(&p->memory, "%%%u", list);
  uint32_t id = key ? intern_find(&p->keys, key, strlen(key)) : INTERN_NONE;
  if (id == INTERN_NONE)
    return key != NULL;
  uint32_t test = p->key_tests.at[id];
  return spelling ? string_tests_add(&p->exacts, &p->memory, spelling, spelling_len, test)
                  : string_tests_add(&p->words, &p->memory, fold, len, test);
}

static uint32_t add_property(predicate_set *p, tok_property property) {
  static const struct {
    atom_kind kind;
    uint32_t bits;
  } table[PROP_COUNT] = {
      [PROP_CAP] = {ATOM_SHAPE, FORM_CAP},      [PROP_UPPER] = {ATOM_SHAPE, FORM_UPPER},
      [PROP_LOWER] = {ATOM_SHAPE, FORM_LOWER},  [PROP_MIXED] = {ATOM_SHAPE, FORM_MIXED},
      [PROP_NUM] = {ATOM_SHAPE, FORM_NUM},      [PROP_ALNUM] = {ATOM_SHAPE, FORM_ALNUM},
      [PROP_PUNCT] = {ATOM_SHAPE, FORM_PUNCT},  [PROP_ACRONYM] = {ATOM_SHAPE, FORM_ACRONYM},
      [PROP_FIRST] = {ATOM_PLACE, TOKEN_FIRST}, [PROP_LAST] = {ATOM_PLACE, TOKEN_LAST},
      [PROP_GLUED] = {ATOM_PLACE, TOKEN_GLUED}, [PROP_BULLET] = {ATOM_PLACE, TOKEN_BULLET},
      [PROP_APART] = {ATOM_PLACE, TOKEN_APART},
  };
  if (table[property].kind == ATOM_PLACE)
    p->place_mask |= table[property].bits;
  return add_atom(p, arena_printf(&p->memory, "#%d", (int)property),
                  &(atom){.kind = table[property].kind, .bits = table[property].bits});
}

static uint32_t add_range(predicate_set *p, const ast_tok *expr) {
  const char *key = arena_printf(&p->memory, "n%lld..%lld", (long long)expr->low, (long long)expr->high);
  return add_atom(p, key, &(atom){.kind = ATOM_RANGE, .low = expr->low, .high = expr->high});
}

static uint32_t add_regex(predicate_set *p, const ast_tok *expr, diag_list *diags) {
  char *key = arena_printf(&p->memory, "/%d%.*s", expr->caseless, (int)expr->len, expr->text);
  size_t before = p->atoms.count;
  uint32_t test =
      add_atom(p, key, &(atom){.kind = ATOM_REGEX, .text = expr->text, .len = expr->len, .caseless = expr->caseless});
  if (test == TEST_NONE || p->atoms.count == before)
    return test;
  atom *a = &p->atoms.at[before];
  if (!regex_compile(expr, p->compile, diags, &a->code))
    return TEST_NONE;
  bool ok = !a->code || regex_table_make(a->text, a->len, a->caseless, &p->memory, &a->table);
  return ok ? test : TEST_NONE;
}

/* ---- choices ------------------------------------------------------------------- */

typedef VEC(const ast_tok *) tok_vec;

/* Sorts the alternatives of a choice: words, which are found by their strings, and others. */
static bool split_choice(const ast_tok *expr, tok_vec *words, tok_vec *others, arena *a) {
  switch (expr->kind) {
  case TOK_OR: return split_choice(expr->left, words, others, a) && split_choice(expr->right, words, others, a);
  case TOK_LITERAL:
  case TOK_EXACT:
  case TOK_LEMMA: return VEC_ADD(words, a, expr);
  default: return VEC_ADD(others, a, expr);
  }
}

static bool link_word(predicate_set *p, const char *text, size_t len, bool exact, uint32_t test) {
  uint32_t id = form_add(&p->spellings, text, len);
  if (id == INTERN_NONE)
    return false;
  const form *f = &p->spellings.forms[id];
  const char *s = form_string(&p->spellings, exact ? f->text : f->fold, &len);
  return string_tests_add(exact ? &p->exacts : &p->literals, &p->memory, s, len, test);
}

/* One test for any of several words: it hangs on their strings, so that nothing has to be combined. */
static uint32_t add_word_set(predicate_set *p, const tok_vec *words) {
  bool known = false;
  const char *key = "|";
  for (size_t i = 0; key && i < words->count; i++) {
    const ast_tok *w = words->at[i];
    key = w->kind == TOK_LEMMA
              ? arena_printf(&p->memory, "%s~%u ", key, w->lemma->index)
              : arena_printf(&p->memory, "%s%c%.*s ", key, w->kind == TOK_EXACT ? '\'' : '"', (int)w->len, w->text);
  }
  uint32_t test = key ? test_for_key(p, key, strlen(key), &known) : TEST_NONE;
  for (size_t i = 0; test != TEST_NONE && !known && i < words->count; i++) {
    const ast_tok *w = words->at[i];
    bool ok = w->kind == TOK_LEMMA || link_word(p, w->text, w->len, w->kind == TOK_EXACT, test);
    for (size_t k = 0; ok && w->kind == TOK_LEMMA && k < w->lemma->form_count; k++)
      ok = link_word(p, w->lemma->forms[k].text, w->lemma->forms[k].len, false, test);
    if (!ok)
      return TEST_NONE;
  }
  return test;
}

static uint32_t add_choice(predicate_set *p, const ast_tok *expr, diag_list *diags) {
  tok_vec words = {0}, others = {0};
  if (!split_choice(expr, &words, &others, &p->memory))
    return TEST_NONE;
  uint32_t test = TEST_NONE;
  if (words.count > 0)
    test = words.count == 1 ? predicate_add(p, words.at[0], diags) : add_word_set(p, &words);
  if (words.count > 0 && test == TEST_NONE)
    return TEST_NONE;
  for (size_t i = 0; i < others.count; i++) {
    uint32_t other = predicate_add(p, others.at[i], diags);
    test = test == TEST_NONE ? other : add_compound(p, TEST_OR, test, other);
    if (test == TEST_NONE)
      return TEST_NONE;
  }
  return test;
}

uint32_t predicate_add(predicate_set *p, const ast_tok *expr, diag_list *diags) {
  switch (expr->kind) {
  case TOK_ANY: return add_atom(p, ".", &(atom){.kind = ATOM_ANY});
  case TOK_LITERAL:
  case TOK_EXACT: {
    uint32_t id = form_add(&p->spellings, expr->text, expr->len);
    return id == INTERN_NONE ? TEST_NONE : add_form(p, id, expr->kind == TOK_EXACT);
  }
  case TOK_REGEX: return add_regex(p, expr, diags);
  case TOK_LEXICON: return add_list(p, expr->lexicon);
  case TOK_LEMMA: return predicate_add_lemma(p, expr->lemma);
  case TOK_PROPERTY: return add_property(p, expr->property);
  case TOK_RANGE: return add_range(p, expr);
  case TOK_OR: return add_choice(p, expr, diags);
  case TOK_AND: {
    uint32_t left = predicate_add(p, expr->left, diags);
    uint32_t right = predicate_add(p, expr->right, diags);
    return add_compound(p, TEST_AND, left, right);
  }
  case TOK_NOT: {
    uint32_t left = predicate_add(p, expr->left, diags);
    return add_compound(p, TEST_NOT, left, left);
  }
  }
  return TEST_NONE;
}

static void set_bit(uint64_t *bits, uint32_t test) {
  bits[test >> 6] |= (uint64_t)1 << (test & 63);
}

/* ---- what answers are found by ----------------------------------------------------- */

static bool can_begin(const atom *a, unsigned c) {
  return a->code && (!a->table || regex_table_begins(a->table, c));
}

static bool can_end(const atom *a, unsigned c) {
  return a->code && (!a->table || regex_table_ends(a->table, c));
}

static bool index_atoms(predicate_set *p) {
  for (uint32_t i = 0; i < p->atoms.count; i++) {
    atom_kind kind = p->atoms.at[i].kind;
    bool property = kind == ATOM_ANY || kind == ATOM_SHAPE;
    if ((kind == ATOM_PLACE && !VEC_ADD(&p->places, &p->memory, i)) ||
        (property && !VEC_ADD(&p->properties, &p->memory, i)) ||
        (kind == ATOM_RANGE && !VEC_ADD(&p->ranges, &p->memory, i)) ||
        (kind == ATOM_REGEX && !VEC_ADD(&p->regexes, &p->memory, i)))
      return false;
  }
  p->regex_words = (uint32_t)(p->regexes.count + 63) / 64;
  p->beginning = arena_array(&p->memory, REGEX_CHARS * (size_t)p->regex_words + 1, sizeof *p->beginning);
  p->ending = arena_array(&p->memory, REGEX_CHARS * (size_t)p->regex_words + 1, sizeof *p->ending);
  for (uint32_t i = 0; p->beginning && p->ending && i < p->regexes.count; i++) {
    const atom *a = &p->atoms.at[p->regexes.at[i]];
    for (unsigned c = 0; c < REGEX_CHARS; c++) {
      if (can_begin(a, c))
        set_bit(p->beginning + c * p->regex_words, i);
      if (can_end(a, c))
        set_bit(p->ending + c * p->regex_words, i);
    }
  }
  return p->beginning && p->ending;
}

bool predicate_finish(predicate_set *p) {
  p->words_per_class = (uint32_t)(p->tests.count + 63) / 64;
  if (p->words_per_class == 0)
    p->words_per_class = 1;
  uint64_t *all = arena_alloc(&p->memory, p->words_per_class * sizeof *all);
  if (!all)
    return false;
  memset(all, 0xff, p->words_per_class * sizeof *all);
  return compounds_index(p, all) && index_atoms(p);
}

/* ---- PCRE2, where no table can tell ------------------------------------------------- */

/* PCRE2 effort for one token; a token that exceeds it does not match. */
#define REGEX_MATCH_LIMIT 100000u

static void forget_pcre2(regex_asker *asker) {
  pcre2_match_data_free(asker->match);
  pcre2_match_context_free(asker->limits);
  pcre2_compile_context_free(asker->compile);
  asker->match = NULL;
  asker->limits = NULL;
  asker->compile = NULL;
}

void regex_asker_free(regex_asker *asker, const predicate_set *p) {
  for (size_t i = 0; asker->codes && i < p->atoms.count; i++)
    pcre2_code_free(asker->codes[i]);
  memory_release(p->memory.allocator, asker->codes, p->atoms.count * sizeof *asker->codes);
  forget_pcre2(asker);
}

/* Most workers never ask. False when memory is out. */
static bool make_ready(regex_asker *asker, const evx_allocator *allocator) {
  if (asker->match)
    return true;
  pcre2_general_context *memory = regex_memory(allocator);
  if (memory) {
    asker->match = pcre2_match_data_create(1, memory);
    asker->limits = pcre2_match_context_create(memory);
    asker->compile = pcre2_compile_context_create(memory);
  }
  pcre2_general_context_free(memory);
  if (!asker->match || !asker->limits || !asker->compile) {
    forget_pcre2(asker);
    return false;
  }
  pcre2_set_match_limit(asker->limits, REGEX_MATCH_LIMIT);
  return true;
}

/* NULL when memory is out. */
static const pcre2_code *code_of(const predicate_set *p, const atom *a, regex_asker *asker) {
  size_t at = (size_t)(a - p->atoms.at);
  if (a->code)
    return a->code;
  if (!asker->codes)
    asker->codes = memory_zalloc(p->memory.allocator, p->atoms.count * sizeof *asker->codes);
  if (asker->codes && !asker->codes[at])
    asker->codes[at] = regex_compile_pattern(a->text, a->len, a->caseless, asker->compile, NULL);
  return asker->codes ? asker->codes[at] : NULL;
}

/* Whether a regular expression matches. False when memory is out. */
static bool ask_regex(const predicate_set *p, const atom *a, const char *text, size_t len, regex_asker *asker,
                      bool *matches) {
  regex_answer answer = a->table ? regex_table_ask(a->table, text, len) : REGEX_UNSURE;
  *matches = answer == REGEX_YES;
  if (answer != REGEX_UNSURE)
    return true;
  const pcre2_code *code = make_ready(asker, p->memory.allocator) ? code_of(p, a, asker) : NULL;
  *matches = code && pcre2_match(code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_UTF_CHECK, asker->match, asker->limits) >= 0;
  return code != NULL;
}

/* Those that could match, by the first character and the last. False when memory is out. */
static bool ask_regexes(const predicate_set *p, const char *text, size_t len, regex_asker *asker, uint64_t *bits) {
  unsigned first = len ? (unsigned char)text[0] : 0, last = len ? (unsigned char)text[len - 1] : 0;
  const uint64_t *begin = p->beginning + (first < REGEX_ASCII ? first : REGEX_ASCII) * p->regex_words;
  const uint64_t *end = p->ending + (last < REGEX_ASCII ? last : REGEX_ASCII) * p->regex_words;
  for (uint32_t word = 0; word < p->regex_words; word++) {
    for (uint64_t rest = begin[word] & end[word]; rest; rest &= rest - 1) {
      const atom *a = &p->atoms.at[p->regexes.at[word * 64 + (uint32_t)__builtin_ctzll(rest)]];
      bool matches = false;
      if (!ask_regex(p, a, text, len, asker, &matches))
        return false;
      if (matches)
        set_bit(bits, a->test);
    }
  }
  return true;
}

/* ---- answers ----------------------------------------------------------------------- */

static bool property_holds(const atom *a, const form *f) {
  return a->kind == ATOM_ANY || (f->shape & a->bits);
}

static void mark_ranges(const predicate_set *p, int64_t number, uint64_t *bits) {
  for (size_t i = 0; i < p->ranges.count; i++) {
    const atom *a = &p->atoms.at[p->ranges.at[i]];
    if (number >= a->low && number <= a->high)
      set_bit(bits, a->test);
  }
}

static void mark_gazetteer(const predicate_set *p, uint32_t lists, uint64_t *bits) {
  for (size_t i = 0; lists && i < GAZETTEER_LISTS; i++) {
    if ((lists >> i & 1) && p->gazetteer_tests[i] != TEST_NONE)
      set_bit(bits, p->gazetteer_tests[i]);
  }
}

/* Marks the atoms that hold. False when memory is out. */
static bool mark_atoms(const predicate_set *p, const gazetteer *g, const form_table *forms, const form *f,
                       regex_asker *asker, uint64_t *bits) {
  size_t len = 0;
  const char *s = form_string(forms, f->fold, &len);
  string_tests_mark(&p->literals, s, len, bits);
  s = form_string(forms, f->lex, &len);
  string_tests_mark(&p->words, s, len, bits);
  s = form_string(forms, f->text, &len);
  string_tests_mark(&p->exacts, s, len, bits);
  mark_gazetteer(p, gazetteer_lists_of(g, forms, f), bits);
  for (size_t i = 0; i < p->properties.count; i++) {
    const atom *a = &p->atoms.at[p->properties.at[i]];
    if (property_holds(a, f))
      set_bit(bits, a->test);
  }
  if (f->number >= 0)
    mark_ranges(p, f->number, bits);
  return f->shape & FORM_INVALID || ask_regexes(p, s, len, asker, bits);
}

bool predicate_classify(const predicate_set *p, const gazetteer *g, const form_table *forms, const form *f,
                        regex_asker *asker, uint64_t *bits, uint32_t *atoms, size_t *count) {
  bool ok = mark_atoms(p, g, forms, f, asker, bits);
  size_t n = 0;
  uint32_t word = 0, words = p->words_per_class;
  while (word < words) {
    if (words - word >= 4 && !(bits[word] | bits[word + 1] | bits[word + 2] | bits[word + 3])) { /* most are */
      word += 4;
      continue;
    }
    for (uint64_t rest = bits[word]; rest; rest &= rest - 1)
      atoms[n++] = word * 64 + (uint32_t)__builtin_ctzll(rest);
    bits[word++] = 0;
  }
  *count = n;
  return ok;
}

size_t predicate_plain(const predicate_set *p, const form *f, uint32_t *atoms) {
  size_t n = 0;
  for (size_t i = 0; i < p->properties.count; i++) { /* in order of their tests */
    const atom *a = &p->atoms.at[p->properties.at[i]];
    if (property_holds(a, f))
      atoms[n++] = a->test;
  }
  return n;
}
