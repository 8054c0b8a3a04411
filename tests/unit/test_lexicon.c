/* test_lexicon.c - forms and the longest-match table over them. */
#include <stdio.h>

#include "lexicon/lexicon.h"
#include "text/form.h"
#include "unit.h"

static const form *form_of(form_table *t, const char *word) {
  uint32_t id = form_add(t, word, strlen(word));
  ck_assert_uint_ne(id, INTERN_NONE);
  return &t->forms[id];
}

START_TEST(forms_have_one_id_per_spelling) {
  form_table t;
  ck_assert(form_table_init(&t, &memory_default_allocator));
  uint32_t a = form_add(&t, "Word", 4), b = form_add(&t, "word", 4);
  ck_assert_uint_ne(a, b);
  ck_assert_uint_eq(form_add(&t, "Word", 4), a);
  ck_assert_uint_eq(t.forms[a].fold, t.forms[b].fold);
  ck_assert_uint_ne(t.forms[a].text, t.forms[b].text);
  form_table_clear(&t);
  ck_assert_uint_le(form_count(&t), 1); /* the empty spelling */
  form_table_free(&t);
}
END_TEST

START_TEST(shapes_are_told_from_the_letters) {
  static const struct {
    const char *word;
    uint32_t has, has_not;
  } cases[] = {{"Word", FORM_CAP | FORM_ALNUM, FORM_UPPER | FORM_LOWER | FORM_NUM},
               {"word", FORM_LOWER, FORM_CAP},
               {"WHO", FORM_CAP | FORM_UPPER | FORM_ACRONYM, FORM_LOWER},
               {"U.S.", FORM_ACRONYM, FORM_LOWER},
               {"A", FORM_CAP, FORM_UPPER},
               {"McCormack", FORM_CAP | FORM_MIXED, FORM_UPPER},
               {"9th", FORM_NUM | FORM_ALNUM, FORM_PUNCT},
               {"1,000.5", FORM_NUM, FORM_PUNCT},
               {"-", FORM_PUNCT | FORM_HYPHEN, FORM_ALNUM},
               {"\xc3\x89t\xc3\xa9", FORM_CAP, FORM_LOWER},
               {"\xff", FORM_INVALID, FORM_ALNUM},
               {"IV", FORM_ROMAN | FORM_UPPER, FORM_LOWER}};
  form_table t;
  ck_assert(form_table_init(&t, &memory_default_allocator));
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    const form *f = form_of(&t, cases[i].word);
    ck_assert_msg((f->shape & cases[i].has) == cases[i].has, "%s lacks %x", cases[i].word, cases[i].has & ~f->shape);
    ck_assert_msg((f->shape & cases[i].has_not) == 0, "%s has %x", cases[i].word, cases[i].has_not & f->shape);
  }
  form_table_free(&t);
}
END_TEST

START_TEST(numbers_are_read) {
  form_table t;
  ck_assert(form_table_init(&t, &memory_default_allocator));
  ck_assert_int_eq(form_of(&t, "9th")->number, 9);
  ck_assert_int_eq(form_of(&t, "1,200")->number, 1200);
  ck_assert_int_eq(form_of(&t, "007")->number, 7);
  ck_assert_int_eq(form_of(&t, "2.5")->number, -1);
  ck_assert_int_eq(form_of(&t, "99999999999999999999999")->number, -1);
  ck_assert_int_eq(form_of(&t, "nine")->number, -1);
  form_table_free(&t);
}
END_TEST

START_TEST(folds_forget_case_marks_and_typography) {
  form_table t;
  ck_assert(form_table_init(&t, &memory_default_allocator));
  ck_assert_uint_eq(form_of(&t, "Z\xc3\xbcrich")->lex, form_of(&t, "zurich")->lex);
  ck_assert_uint_ne(form_of(&t, "Z\xc3\xbcrich")->fold, form_of(&t, "zurich")->fold);
  ck_assert_uint_eq(form_of(&t, "Ze\xcc\x81")->text, form_of(&t, "Z\xc3\xa9")->text);
  ck_assert_uint_eq(form_of(&t, "don\xe2\x80\x99t")->fold, form_of(&t, "don't")->fold);
  ck_assert_uint_eq(form_of(&t, "STRASSE")->fold, form_of(&t, "stra\xc3\x9f"
                                                              "e")
                                                      ->fold);
  form_table_free(&t);
}
END_TEST

/* ---- the table ---------------------------------------------------------------------- */

static void add(lexicon_table *t, uint32_t list, const char *words, const char *value) {
  lexicon_token tokens[8];
  size_t count = 0;
  for (const char *at = words; *at;) {
    size_t len = strcspn(at, " ");
    tokens[count++] = (lexicon_token){at, len, at, len};
    at += len + (at[len] == ' ');
  }
  ck_assert(lexicon_add(t, list, tokens, count, false, value));
}

/* The node behind a phrase, or LEXICON_NO_NODE. */
static uint32_t walk(const lexicon_table *t, const char *words) {
  uint32_t node = LEXICON_ROOT;
  for (const char *at = words; *at && node != LEXICON_NO_NODE;) {
    size_t len = strcspn(at, " ");
    uint32_t word = lexicon_word(t, at, len);
    node = word == INTERN_NONE ? LEXICON_NO_NODE : lexicon_step(t, node, word);
    at += len + (at[len] == ' ');
  }
  return node;
}

START_TEST(phrases_end_where_they_were_added) {
  lexicon_table t;
  ck_assert(lexicon_init(&t, &memory_default_allocator));
  add(&t, 1, "new york", "US");
  add(&t, 1, "new york city", "US");
  add(&t, 2, "new york", NULL);
  uint32_t york = walk(&t, "new york"), city = walk(&t, "new york city");
  ck_assert_uint_ne(york, LEXICON_NO_NODE);
  ck_assert(t.nodes.at[york].inner);
  ck_assert(!t.nodes.at[city].inner);
  ck_assert_uint_eq(t.nodes.at[walk(&t, "new")].entry, 0);
  ck_assert_uint_eq(walk(&t, "york"), LEXICON_NO_NODE);
  ck_assert_uint_eq(walk(&t, "new jersey"), LEXICON_NO_NODE);
  size_t ends = 0;
  bool valued = false;
  for (uint32_t e = t.nodes.at[york].entry; e; e = t.entries.at[e - 1].next) {
    ends++;
    const char *value = lexicon_value(&t, &t.entries.at[e - 1]);
    valued |= value && strcmp(value, "US") == 0;
    ck_assert_uint_eq(t.entries.at[e - 1].length, 2);
  }
  ck_assert_uint_eq(ends, 2);
  ck_assert(valued);
  ck_assert(lexicon_close(&t));
  ck_assert_uint_eq(walk(&t, "new york"), york);
  ck_assert_uint_eq(walk(&t, "new york city"), city);
  ck_assert_uint_eq(walk(&t, "york"), LEXICON_NO_NODE);
  ck_assert_uint_eq(walk(&t, "new jersey"), LEXICON_NO_NODE);
  ck_assert_uint_eq(walk(&t, "new city"), LEXICON_NO_NODE);
  lexicon_free(&t);
}
END_TEST

START_TEST(many_entries_are_all_found) {
  lexicon_table t;
  char words[64];
  ck_assert(lexicon_init(&t, &memory_default_allocator));
  for (int i = 0; i < 20000; i++) {
    snprintf(words, sizeof words, "a%d b%d", i % 500, i);
    add(&t, (uint32_t)(i % 7), words, NULL);
  }
  for (int i = 0; i < 20000; i++) {
    snprintf(words, sizeof words, "a%d b%d", i % 500, i);
    uint32_t node = walk(&t, words);
    ck_assert_uint_ne(node, LEXICON_NO_NODE);
    ck_assert_uint_eq(t.entries.at[t.nodes.at[node].entry - 1].list, (uint32_t)(i % 7));
  }
  lexicon_free(&t);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      forms_have_one_id_per_spelling,         shapes_are_told_from_the_letters,  numbers_are_read,
      folds_forget_case_marks_and_typography, phrases_end_where_they_were_added, many_entries_are_all_found};
  return unit_run("lexicon", tests, COUNT_OF(tests));
}
