/* test_tokenize.c - bytes to tokens: what is one, what is none, and spans that always fit. */
#include "text/tokenize.h"

#include "text/chars.h"
#include "text_view.h"

START_TEST(words_numbers_and_marks) {
  EXPECT(view_tokens, "The 8th meeting, held.", "The 8th meeting|, held|.");
  EXPECT(view_tokens, "1,000.50 euros", "1,000.50 euros");
  EXPECT(view_tokens, "7.30pm on 3/5", "7.30|pm on 3|/|5");
  EXPECT(view_tokens, "2026-2030", "2026|-|2030");
}
END_TEST

START_TEST(apostrophes) {
  EXPECT(view_tokens, "don't O'Brien Berg's states'", "don't O'Brien Berg|'s states|'");
  EXPECT(view_tokens, "Berg\u2019s don\u2019t", "Berg|'s don't");
}
END_TEST

START_TEST(initialisms_keep_their_dots) {
  EXPECT(view_tokens, "U.S. a.m. end.", "U.S. a.m. end|.");
}
END_TEST

START_TEST(hyphens_stand_alone) {
  EXPECT(view_tokens, "Kassym-Jomart", "Kassym|-|Jomart");
  EXPECT(view_tokens, "A \u2013 B \u2014 C -- D", "A - B - C - D");
}
END_TEST

START_TEST(soft_hyphens_and_zero_width_marks_are_not_part_of_the_word) {
  EXPECT(view_tokens, "ne\u00adgo\u200bti\u200dation", "negotiation");
}
END_TEST

START_TEST(a_byte_order_mark_is_no_token) {
  EXPECT(view_tokens, "\xef\xbb\xbfText", "Text");
}
END_TEST

START_TEST(no_break_spaces_part_words) {
  EXPECT(view_tokens, "9\u00a0March\u202f2004", "9 March 2004");
}
END_TEST

START_TEST(combining_marks_compose) {
  view v;
  view_open(&v, "Ze\xcc\x81 Z\xc3\xa9", 8);
  ck_assert_uint_eq(v.doc.tokens.count, 2);
  ck_assert_str_eq(view_spelling(&v, 0), "Z\xc3\xa9");
  ck_assert_uint_eq(
      v.doc.tokens.at[0].form == v.doc.tokens.at[1].form || strcmp(view_spelling(&v, 0), view_spelling(&v, 1)) == 0, 1);
  ck_assert_uint_eq(v.doc.tokens.at[0].end, 4);
  view_close(&v);
}
END_TEST

START_TEST(invalid_bytes_are_tokens_of_their_own) {
  view v;
  view_open(&v,
            "a\xff\xfe"
            "b\xc3",
            5);
  ck_assert_uint_eq(v.doc.invalid_bytes, 3);
  ck_assert_uint_eq(v.doc.tokens.at[0].end, 1);
  view_close(&v);
}
END_TEST

/* Regular expressions are asked of no form that is not UTF-8: PCRE2 would read beyond its end. */
START_TEST(addresses_with_invalid_bytes_are_marked_so) {
  static const char *const texts[] = {"https://a\xc4", "www.\xf6\xf6\xf6\xf6", "http://a/\xed\xa0\x80/b", "\xff"};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    view v;
    view_open(&v, texts[i], strlen(texts[i]));
    ck_assert_uint_ge(v.doc.tokens.count, 1);
    ck_assert(v.forms.forms[v.doc.tokens.at[0].form].shape & FORM_INVALID);
    view_close(&v);
  }
  char longer[400] = "https://";
  memset(longer + 8, 'a', sizeof longer - 8);
  longer[sizeof longer - 1] = '\xc4';
  view v;
  view_open(&v, longer, sizeof longer);
  ck_assert_uint_eq(v.doc.tokens.count, 1);
  ck_assert(v.forms.forms[v.doc.tokens.at[0].form].shape & FORM_INVALID);
  view_close(&v);
  view_open(&v, "https://\xc3\xa4.example", strlen("https://\xc3\xa4.example"));
  ck_assert(!(v.forms.forms[v.doc.tokens.at[0].form].shape & FORM_INVALID));
  view_close(&v);
}
END_TEST

START_TEST(nul_bytes_end_nothing) {
  view v;
  view_open(&v, "a\0b c", 5);
  ck_assert_uint_eq(v.doc.tokens.at[v.doc.tokens.count - 1].end, 5);
  view_close(&v);
}
END_TEST

START_TEST(carriage_returns_end_lines) {
  view v;
  view_open(&v, "one\r\ntwo\rthree\n", 15);
  ck_assert_uint_eq(v.doc.tokens.count, 3);
  ck_assert_uint_eq(document_line(&v.doc, 1), 1);
  ck_assert_uint_eq(document_line(&v.doc, 2), 2);
  view_close(&v);
}
END_TEST

START_TEST(markup_is_no_text) {
  EXPECT(view_tokens, "**Ngo**zi _Obi_", "Ngozi Obi");
  EXPECT(view_tokens, "one <!-- two\nthree --> four", "one four");
  EXPECT(view_tokens, "date {{page.date}} set", "date set");
  EXPECT(view_tokens, "1\\. One", "1|. One");
  EXPECT(view_tokens, "snake_case stays", "snake|_|case stays");
  EXPECT(view_tokens, "'''Ngozi:''' Obi's", "Ngozi|: Obi|'s");
  EXPECT(view_tokens, "16:02:17 <ngozi> came <b>late</b>", "16|:|02|:|17 <|ngozi|> came late");
}
END_TEST

START_TEST(a_word_broken_at_the_line_end_is_one) {
  EXPECT(view_tokens, "the demo-\ngraphic change", "the demographic change");
  EXPECT(view_tokens, "the Kassym-\nJomart", "the Kassym|- Jomart");
}
END_TEST

/* ---- any bytes ------------------------------------------------------------------- */

static bool cuts_code_point(const char *text, size_t len, size_t at) {
  if (at == 0 || at >= len || ((unsigned char)text[at] & 0xc0) != 0x80)
    return false;
  size_t lead = at;
  while (lead > 0 && at - lead < 3 && ((unsigned char)text[lead] & 0xc0) == 0x80)
    lead--;
  unsigned char c = (unsigned char)text[lead];
  size_t need = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
  if (c >= 0xf5 || lead + need > len || at >= lead + need)
    return false;
  if ((c == 0xe0 && (unsigned char)text[lead + 1] < 0xa0) || (c == 0xed && (unsigned char)text[lead + 1] > 0x9f) ||
      (c == 0xf0 && (unsigned char)text[lead + 1] < 0x90) || (c == 0xf4 && (unsigned char)text[lead + 1] > 0x8f))
    return false; /* overlong, a surrogate, or too large: no code point */
  for (size_t i = 1; i < need; i++)
    if (((unsigned char)text[lead + i] & 0xc0) != 0x80)
      return false;
  return true;
}

/* Whether a token lies behind the one before, within the text, its line and its sentence, and cuts no code point. */
static bool fits(const view *v, const char *text, size_t len, size_t i, size_t before) {
  const token *t = &v->doc.tokens.at[i];
  const line *on = &v->doc.lines.at[document_line(&v->doc, (uint32_t)i)];
  uint32_t sentence = document_sentence(&v->doc, (uint32_t)i);
  return t->begin >= before && t->end > t->begin && t->end <= len && !cuts_code_point(text, len, t->begin) &&
         !cuts_code_point(text, len, t->end) && on->token_begin <= i && i < on->token_end &&
         (sentence == UINT32_MAX ||
          (v->doc.sentences.at[sentence].begin <= i && i < v->doc.sentences.at[sentence].end));
}

/* An assertion costs a system call, so tokens are asserted by the text. */
static void check_spans(const char *text, size_t len) {
  view v;
  view_open(&v, text, len);
  size_t before = 0, i = 0;
  for (; i < v.doc.tokens.count && fits(&v, text, len, i, before); i++)
    before = v.doc.tokens.at[i].end;
  ck_assert_msg(i == v.doc.tokens.count, "token %zu does not fit", i);
  view_close(&v);
}

START_TEST(spans_fit_whatever_the_bytes) {
  static const char *const pieces[] = {"a",        "Word ",        "\xc3\xa9", "\xcc\x81", "\xff",
                                       "\xe2\x80", "\n",           "- ",       "# ",       "<!--",
                                       "-->",      "{{",           "}}",       "**",       "9th",
                                       "'s",       "\xe2\x80\x99", "\xc2\xad", "\r\n",     "\xf0\x9f\x98\x80",
                                       "\f",       ". ",           ": ",       "1. ",      "|",
                                       "U.S.",     "\xed\xa0\x80", "\t"};
  uint32_t seed = 12345;
  char text[600];
  for (int round = 0; round < 3000; round++) {
    size_t len = 0;
    for (int i = 0; i < 60; i++) {
      seed = seed * 1664525u + 1013904223u;
      const char *piece = pieces[(seed >> 16) % COUNT_OF(pieces)];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    check_spans(text, len);
  }
}
END_TEST

START_TEST(spans_fit_random_bytes) {
  uint32_t seed = 99;
  char text[400];
  for (int round = 0; round < 2000; round++) {
    for (size_t i = 0; i < sizeof text; i++) {
      seed = seed * 1664525u + 1013904223u;
      text[i] = (char)(seed >> 24);
    }
    check_spans(text, sizeof text);
  }
}
END_TEST

/* `count` times `piece` */
static char *repeat(const char *piece, size_t count, size_t *len) {
  size_t each = strlen(piece);
  char *text = malloc(each * count + 1);
  ck_assert_ptr_nonnull(text);
  for (size_t i = 0; i < count; i++)
    memcpy(text + i * each, piece, each);
  *len = each * count;
  return text;
}

/* Also where the same bytes were looked at before, for another mark. */
START_TEST(marks_find_their_mates) {
  EXPECT(view_tokens, "{{ {{one}} two", "two");
  EXPECT(view_tokens, "{{ {{ one\n}} two", "{|{ {|{ one }|} two");
  EXPECT(view_tokens, "[a](b) [c] (d) [e](f", "a [|c|] (|d|) [|e|]|(|f");
  EXPECT(view_tokens, "<a <b>c</b> <d", "<|a c <|d");
  EXPECT(view_tokens, "{% a %} {{ b }} {% c }}", "{|% c }|}");
}
END_TEST

START_TEST(far_mates_are_none) {
  size_t len;
  char *text = repeat("{{", 2000, &len);
  view v;
  memcpy(text + len - 2, "}}", 2);
  view_open(&v, text, len);
  /* The first pair whose mate begins among the 600 bytes behind it is left out with all that follows. */
  ck_assert_uint_eq(v.doc.tokens.count, len - 2 - 601);
  view_close(&v);
  free(text);
}
END_TEST

START_TEST(endless_words_are_cut) {
  static const char *const pieces[] = {"a", "\xc3\xa4", "7", "A.", ".", "-", "http://\xc3\xa4"};
  for (size_t i = 0; i < COUNT_OF(pieces); i++) {
    size_t len;
    char *text = repeat(pieces[i], 200000, &len);
    view v;
    check_spans(text, len);
    view_open(&v, text, len);
    ck_assert_uint_gt(v.doc.tokens.count, 1);
    size_t longest = 0;
    for (size_t k = 0; k < v.doc.tokens.count; k++) {
      size_t size = v.doc.tokens.at[k].end - v.doc.tokens.at[k].begin;
      longest = size > longest ? size : longest;
    }
    ck_assert_uint_le(longest, 65536 + 4);
    view_close(&v);
    free(text);
  }
}
END_TEST

/* The record's spelling, code point by code point. */
static size_t clean_slowly(const char *text, size_t len, char *to) {
  size_t n = 0;
  bool space = false;
  for (size_t at = 0; at < len;) {
    code_point p = char_at(text, len, at);
    bool blank = p.kind == CHAR_SPACE || p.kind == CHAR_LINE_END;
    const char *said = p.kind == CHAR_INVALID ? "\xef\xbf\xbd" : text + at;
    size_t size = blank ? 0 : p.kind == CHAR_INVALID ? 3 : p.bytes;
    if (space && !blank)
      to[n++] = ' ';
    memcpy(to + n, said, size);
    n += size;
    space = blank && n > 0;
    at += p.bytes;
  }
  return n;
}

START_TEST(spelling_is_cleaned_of_needless_blanks) {
  static const char *const pieces[] = {"a",  "word",     "two words", " ",    "  ",
                                       "\n", "\xc2\xa0", "\xc3\xa9",  "\xff", "\x7f"};
  uint32_t seed = 7;
  arena memory;
  arena_init(&memory, &memory_default_allocator);
  for (int round = 0; round < 5000; round++) {
    char text[200], wanted[600];
    size_t len = 0;
    for (size_t i = 0; i < 14; i++) {
      seed = seed * 1664525u + 1013904223u;
      const char *piece = pieces[(seed >> 16) % COUNT_OF(pieces)];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    evx_string got;
    size_t want = clean_slowly(text, len, wanted);
    ck_assert_int_eq(document_clean(text, 0, len, &memory, &got), EVX_OK);
    ck_assert_uint_eq(got.length, want);
    ck_assert_mem_eq(got.data, wanted, want);
    arena_reset(&memory, 1 << 16);
  }
  arena_free(&memory);
}
END_TEST

START_TEST(wide_gaps_set_tokens_apart) {
  static const struct {
    const char *text;
    bool apart;
  } gaps[] = {{"a   b", true},   {"a  b", false},           {"a\tb", true},   {"a \t b", true},
              {"a ** b", false}, {"a<b   c=\"d\">b", true}, {"a \t*b", true}, {"a\n\tb", false}};
  for (size_t i = 0; i < COUNT_OF(gaps); i++) {
    view v;
    view_open(&v, gaps[i].text, strlen(gaps[i].text));
    const token *last = &v.doc.tokens.at[v.doc.tokens.count - 1];
    ck_assert_msg(((last->place & TOKEN_APART) != 0) == gaps[i].apart, "%s", gaps[i].text);
    view_close(&v);
  }
}
END_TEST

/* ---- the short way ---- */

static void read_line(const char *text, size_t len, bool long_way, form_table *forms, arena *memory, token_vec *out) {
  pulse unasked = {0};
  tokenizer t = {.text = text, .len = len, .forms = forms, .memory = memory, .pulse = &unasked, .long_way = long_way};
  ck_assert(tokenize_range(&t, 0, len, out));
}

/* Every token behind a tab, or three blanks, is among those that a gap may stand before. */
static void check_gaps(const char *text, const token_vec *tokens) {
  size_t next = 0;
  for (uint32_t i = 1; i < tokens->count; i++) {
    char between[64] = "";
    size_t begin = tokens->at[i - 1].end, size = tokens->at[i].begin - begin;
    if (size >= sizeof between)
      continue;
    memcpy(between, text + begin, size);
    while (next < tokens->gaps.count && tokens->gaps.at[next] < i)
      next++;
    if (strchr(between, '\t') || strstr(between, "   "))
      ck_assert(next < tokens->gaps.count && tokens->gaps.at[next] == i);
  }
}

static void check_ways(const char *text, size_t len) {
  form_table forms;
  arena memory;
  token_vec quick = {0}, slow = {0};
  arena_init(&memory, &memory_default_allocator);
  ck_assert(form_table_init(&forms, &memory_default_allocator));
  read_line(text, len, false, &forms, &memory, &quick);
  read_line(text, len, true, &forms, &memory, &slow);
  ck_assert_uint_eq(quick.count, slow.count);
  for (size_t i = 0; i < quick.count; i++) {
    ck_assert_uint_eq(quick.at[i].begin, slow.at[i].begin);
    ck_assert_uint_eq(quick.at[i].end, slow.at[i].end);
    ck_assert_uint_eq(quick.at[i].form, slow.at[i].form);
    ck_assert_uint_eq(quick.at[i].place, slow.at[i].place);
  }
  check_gaps(text, &quick);
  check_gaps(text, &slow);
  form_table_free(&forms);
  arena_free(&memory);
}

START_TEST(the_short_way_finds_what_the_long_one_finds) {
  static const char *const pieces[] = {"a",
                                       "Word",
                                       "commemorations",
                                       "extraordinarily",
                                       "internationalization",
                                       "7",
                                       "2026",
                                       "123456789012345678",
                                       "www",
                                       "http",
                                       "https",
                                       "U",
                                       " ",
                                       "  ",
                                       "\t",
                                       "\n",
                                       "-\n",
                                       "-",
                                       "--",
                                       ".",
                                       ",",
                                       ":",
                                       "//",
                                       "'s",
                                       "'",
                                       "'S",
                                       "\xe2\x80\x99",
                                       "\xe2\x80\x99s",
                                       "\xe2\x80\x98",
                                       "\xe2\x80\x9d",
                                       "\xe2\x80\x93",
                                       "\xe2\x80\xa6",
                                       "\xe2\x80\x8b",
                                       "\xe2\x80",
                                       "\xd9\xa3",
                                       "\xc2\xa0",
                                       "s",
                                       "st",
                                       "TH",
                                       "rd",
                                       "1,000",
                                       "12.5",
                                       "\"",
                                       "*",
                                       "_",
                                       "[",
                                       "]",
                                       "{",
                                       "}",
                                       "<b>",
                                       "<",
                                       ">",
                                       "&",
                                       "&amp;",
                                       "@",
                                       "#",
                                       "/",
                                       "%",
                                       "$",
                                       "(",
                                       ")",
                                       "\xc3\xa9",
                                       "\xff",
                                       "|",
                                       "~"};
  uint32_t seed = 7;
  char text[200];
  for (int round = 0; round < 40000; round++) {
    size_t len = 0;
    while (len < 100) {
      seed = seed * 1664525u + 1013904223u;
      const char *piece = pieces[(seed >> 8) % COUNT_OF(pieces)];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    check_ways(text, len);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {words_numbers_and_marks,
                          apostrophes,
                          initialisms_keep_their_dots,
                          hyphens_stand_alone,
                          soft_hyphens_and_zero_width_marks_are_not_part_of_the_word,
                          a_byte_order_mark_is_no_token,
                          no_break_spaces_part_words,
                          combining_marks_compose,
                          invalid_bytes_are_tokens_of_their_own,
                          addresses_with_invalid_bytes_are_marked_so,
                          nul_bytes_end_nothing,
                          carriage_returns_end_lines,
                          markup_is_no_text,
                          a_word_broken_at_the_line_end_is_one,
                          spans_fit_whatever_the_bytes,
                          spans_fit_random_bytes,
                          marks_find_their_mates,
                          far_mates_are_none,
                          endless_words_are_cut,
                          spelling_is_cleaned_of_needless_blanks,
                          wide_gaps_set_tokens_apart,
                          the_short_way_finds_what_the_long_one_finds};
  return unit_run("tokenize", tests, COUNT_OF(tests));
}
