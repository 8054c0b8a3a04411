/* test_regex_table.c - tables say what PCRE2 says. */
#include "rules/regex.h"
#include "rules/regex_table.h"
#include "unit.h"

typedef struct pattern {
  const char *text;
  bool caseless;
} pattern;

static const pattern patterns[] = {{"", false},
                                   {"a|", false},
                                   {"a*b?|(ab)+", false},
                                   {"(a|b){2,3}1", false},
                                   {"(?:a?b){2,}", false},
                                   {"(a*){2}b", false},
                                   {"a{0,2}b", false},
                                   {"a+?b??", false},
                                   {"[^a1]+", false},
                                   {"[^a]+", true},
                                   {"[ab-]+", false},
                                   {"[+\\-.]{2}", false},
                                   {"a-b", false},
                                   {".{2,3}", false},
                                   {"\\d{1,2}(\\.\\d)?", false},
                                   {"\\D+\\d", false},
                                   {"\\S*a\\S*", false},
                                   {"[\\d.]+", false},
                                   {"\\p{Lu}\\p{Ll}+", false},
                                   {"[\\p{L}1]{2}", true},
                                   {"(\\p{Lu}\\.)+\\p{Lu}?", false},
                                   {"s", true},
                                   {"[K1]+", true},
                                   {"\xc3\xa9"
                                    "a?",
                                    false},
                                   {"[\xc3\xa9-\xc3\xbf"
                                    "a]+",
                                    false},
                                   {"[a-\xc3\xbf]+", false},
                                   {"(a|s)['\xc3\xa9]", true},
                                   {"[^\xc3\xa9]*", true},
                                   {"(?i)b|.*ks", false},
                                   {"(?i)[b-k]+", true},
                                   {"\\p{So}.*|a", true}};

/* What PCRE2 can say and a table cannot. */
static const pattern others[] = {
    {"(?=a)b", false},      {"a++b", false},        {"(a)\\1", false},  {"\\ba", false},    {"a$", false},
    {"[[:alpha:]]", false}, {"\\p{Lu}", true},      {"\xc5\xbf", true}, {"\\P{L}", false},  {"[]a]", false},
    {"a{300}", false},      {"a(?i)b", false},      {"\\x41", false},   {"\\Qa\\E", false}, {"(a|b)*a(a|b){9}", false},
    {"\xe2\x84\xaa", true}, {"[a-\xc3\xbf]+", true}};

static const char *const letters[] = {"a", "b", "B", "1", ".", "-", "s", "k", "\xc3\xa9", "\xc5\xbf", "\xe2\x84\xaa"};

typedef struct text {
  char bytes[32];
  size_t len;
  bool ascii;
} text;

/* The text with this number: its digits are letters. */
static text text_of(size_t number) {
  text t = {.ascii = true};
  for (; number; number = (number - 1) / COUNT_OF(letters)) {
    const char *letter = letters[(number - 1) % COUNT_OF(letters)];
    memcpy(t.bytes + t.len, letter, strlen(letter));
    t.len += strlen(letter);
    t.ascii &= strlen(letter) == 1;
  }
  return t;
}

static unsigned character(char c) {
  return (unsigned char)c < REGEX_ASCII ? (unsigned char)c : REGEX_ASCII;
}

START_TEST(tables_say_what_pcre2_says) {
  pcre2_general_context *general = regex_memory(&memory_default_allocator);
  pcre2_compile_context *compile = pcre2_compile_context_create(general);
  pcre2_match_data *match = pcre2_match_data_create(1, general);
  for (size_t i = 0; i < COUNT_OF(patterns); i++) {
    const pattern *p = &patterns[i];
    arena a;
    arena_init(&a, &memory_default_allocator);
    const regex_table *table = NULL;
    ASSERT_OFTEN(regex_table_make(p->text, strlen(p->text), p->caseless, &a, &table));
    ck_assert_msg(table != NULL, "no table for %s", p->text);
    pcre2_code *code = regex_compile_pattern(p->text, strlen(p->text), p->caseless, compile, NULL);
    ASSERT_OFTEN(code);
    for (size_t n = 0; n < 17000; n++) { /* all of up to four letters */
      text t = text_of(n);
      bool matches = pcre2_match(code, (PCRE2_SPTR)t.bytes, t.len, 0, 0, match, NULL) >= 0;
      regex_answer answer = regex_table_ask(table, t.bytes, t.len);
      if (answer == REGEX_UNSURE ? t.ascii : matches != (answer == REGEX_YES))
        ck_abort_msg("%s of %.*s: %d, but PCRE2 says %d", p->text, (int)t.len, t.bytes, (int)answer, matches);
      if (matches && t.len)
        ASSERT_OFTEN(regex_table_begins(table, character(t.bytes[0])) &&
                     regex_table_ends(table, character(t.bytes[t.len - 1])));
    }
    pcre2_code_free(code);
    arena_free(&a);
  }
  pcre2_match_data_free(match);
  pcre2_compile_context_free(compile);
  pcre2_general_context_free(general);
}
END_TEST

START_TEST(what_tables_cannot_say_is_left_to_pcre2) {
  for (size_t i = 0; i < COUNT_OF(others); i++) {
    arena a;
    arena_init(&a, &memory_default_allocator);
    const regex_table *table = NULL;
    ck_assert(regex_table_make(others[i].text, strlen(others[i].text), others[i].caseless, &a, &table));
    ck_assert_msg(table == NULL, "a table for %s", others[i].text);
    arena_free(&a);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {tables_say_what_pcre2_says, what_tables_cannot_say_is_left_to_pcre2};
  return unit_run("regex table", tests, COUNT_OF(tests));
}
