/* predicate.h - what rules ask of a single token, answered once per distinct spelling.
 *
 * While a rule set is compiled, every token test gets a number: atoms (a literal, an exact spelling, a regular
 * expression, a word list, a lemma, a shape, a place property) and boolean combinations of them. Equal tests share
 * their number. At run time the answers to all tests for one spelling at one kind of place are a bitset, the token's
 * class; equal bitsets share a class id. A document is then an array of class ids, and a test is one bit look-up. */
#ifndef EVX_RULES_PREDICATE_H
#define EVX_RULES_PREDICATE_H

#include "rules/regex.h"

#include "lexicon/gazetteer.h"
#include "lexicon/lexicon.h"
#include "rules/ast.h"
#include "rules/regex_table.h"
#include "rules/string_tests.h"
#include "text/form.h"

#define TEST_NONE UINT32_MAX

typedef enum atom_kind {
  ATOM_ANY,
  ATOM_LITERAL,
  ATOM_EXACT,
  ATOM_REGEX,
  ATOM_LEXICON,
  ATOM_LEMMA,
  ATOM_SHAPE,
  ATOM_PLACE,
  ATOM_RANGE
} atom_kind;

typedef struct atom {
  atom_kind kind;
  uint32_t test;   /* its number */
  uint32_t bits;   /* SHAPE: FORM_*; PLACE: TOKEN_*; LEXICON, LEMMA: number of the list */
  uint32_t string; /* LITERAL, EXACT: number in the set's strings */
  int64_t low, high;
  const char *text; /* REGEX */
  size_t len;
  bool caseless;
  const regex_table *table; /* REGEX: NULL where only PCRE2 can say */
  pcre2_code *code;         /* REGEX: NULL behind an image, see regex_asker */
} atom;

typedef enum test_op { TEST_ATOM, TEST_AND, TEST_OR, TEST_NOT } test_op;

/* By number. Operands have smaller numbers than the test itself, so one pass in order answers all. Not there behind an
 * image. */
#define TEST_LEFT_MOST ((1u << 30) - 1)
typedef struct token_test {
  uint32_t op : 2, left : 30; /* test_op */
  uint32_t right;
} token_test;

typedef struct predicate_set {
  arena memory;
  VEC(token_test) tests;
  VEC(atom) atoms;
  VEC(uint32_t) properties;     /* numbers of the atoms that are asked of each spelling: ANY, SHAPE */
  VEC(uint32_t) ranges;         /* numbers of the atoms that are asked of each number: RANGE */
  VEC(uint32_t) places;         /* numbers of the atoms that are asked of each place */
  VEC(uint32_t) regexes;        /* numbers of the atoms that are regular expressions */
  uint64_t *beginning, *ending; /* by character: those of `regexes` that can begin, end with it, as bits */
  uint32_t regex_words;         /* of the bits of one character */
  uint32_t *formulas;           /* of the compounds that are answered: compounds.c */
  uint32_t *formula_at;         /* by test; 0: it has none */
  uint32_t *users;              /* the compounds whose formulas each test stands in, in order */
  uint32_t *first_user;         /* by test: where its users begin; the next test's is where they end */
  uint64_t *idle;               /* the answers where no atom holds */
  string_tests literals;        /* match fold -> literal and lemma atoms */
  string_tests exacts;          /* NFC spelling -> exact atoms */
  string_tests words;           /* lexicon fold -> one-token word list atoms */
  form_table spellings;         /* of literals, while rules are compiled */
  intern keys;                  /* a printed form of each test -> its number, to share equal tests */
  VEC(uint32_t) key_tests;
  uint32_t gazetteer_tests[GAZETTEER_LISTS]; /* of lists that stand in [ ]; else TEST_NONE */
  uint32_t place_mask;                       /* TOKEN_* bits that any test asks for */
  uint32_t words_per_class;                  /* 64-bit words of a class's bitset; set by predicate_finish */
  pcre2_compile_context *compile;            /* while rules are compiled */
} predicate_set;

bool predicate_init(predicate_set *p, const evx_allocator *allocator);
void predicate_free(predicate_set *p);

/* The number of a token expression's test, TEST_NONE when memory is out. A bad regular expression is reported and
 * gives a test that nothing passes. */
uint32_t predicate_add(predicate_set *p, const ast_tok *expr, diag_list *diags);
/* The number of a literal's test: a match-folded word, or an NFC spelling with `exact`. */
uint32_t predicate_add_literal(predicate_set *p, const char *text, size_t len, bool exact);
uint32_t predicate_add_lemma(predicate_set *p, const ast_lemma *lemma);
/* The tests of a literal's tokens, in order, and the bytes of each; NULL when memory is out. */
typedef struct word_test {
  uint32_t test;
  size_t length;
} word_test;
word_test *predicate_add_words(predicate_set *p, const char *text, size_t len, bool exact, size_t *count);
/* Says that the word list `list` has the one-token entry of lexicon fold `fold` (spelling NULL: any spelling). */
bool predicate_add_entry(predicate_set *p, uint32_t list, const char *fold, size_t len, const char *spelling,
                         size_t spelling_len);
bool predicate_finish(predicate_set *p);
/* Gives up what only the adding of tests needs. Of compounds only those get answers then whose bit is set in `asked`.
 * False when memory is out. */
bool predicate_close(predicate_set *p, uint64_t *asked);
/* Frees PCRE2's objects. */
void predicate_detach(predicate_set *p);

static inline bool class_has(const uint64_t *bits, uint32_t test) {
  return (bits[test >> 6] >> (test & 63)) & 1;
}

/* One thread's way of asking PCRE2: zeros until it is first needed. What an image has no code of is compiled when it is
 * first asked for. */
typedef struct regex_asker {
  pcre2_match_data *match;
  pcre2_match_context *limits;
  pcre2_compile_context *compile;
  pcre2_code **codes; /* by atom, those compiled here; NULL: none yet */
} regex_asker;

void regex_asker_free(regex_asker *asker, const predicate_set *p);

/* A class is found in three steps, since few distinct answers come out of the first, dear one: the tests among the
 * atoms that the form passes whatever its place, in order. `atoms` has room for all tests; `bits`: room for a bitset,
 * cleared; so it is left. False when memory is out. */
bool predicate_classify(const predicate_set *p, const gazetteer *g, const form_table *forms, const form *f,
                        regex_asker *asker, uint64_t *bits, uint32_t *atoms, size_t *count);
/* Those among them that the form's shape alone passes; their number. */
size_t predicate_plain(const predicate_set *p, const form *f, uint32_t *atoms);
/* Then, from these, the answers to all tests where no place holds. `known`: what both steps made of a form that is much
 * alike, from which the answers differ little; zeros: none. `pending`: room for a bitset, cleared; so it is left. */
typedef struct known_answers {
  const uint32_t *atoms;
  size_t count;
  const uint64_t *all;
} known_answers;
void predicate_combine(const predicate_set *p, const uint32_t *atoms, size_t count, const known_answers *known,
                       uint64_t *bits, uint64_t *pending);
/* Then, from these, those of all tests for a form at a place (`at`: TOKEN_* bits). */
void predicate_place(const predicate_set *p, uint32_t at, uint64_t *bits, uint64_t *pending);

#endif
