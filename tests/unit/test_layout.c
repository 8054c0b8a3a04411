/* test_layout.c - lines and what they are, paragraphs, sentences. */
#include "text_view.h"

START_TEST(headings_of_markdown_and_underlined) {
  EXPECT(view_lines, "# One\n\nText goes on here.\n\n## Two\n\nMore text.\n", "H1.T.H2.T");
  EXPECT(view_lines, "Minutes\n=======\n\nText here.\n", "H1F.T");
}
END_TEST

START_TEST(bold_lines_and_title_lines_are_the_lowest_headings) {
  EXPECT(view_lines, "A report was made.\n\n**Next meeting**\n\nIn May.\n", "T.H7.T");
  EXPECT(view_lines, "A report was made.\n\nPresent:\n\nAnn came.\n", "T.H8.T");
}
END_TEST

START_TEST(capitals_between_blank_lines_are_a_heading) {
  EXPECT(view_lines, "A report was made.\n\nOLD BUSINESS\n\nNone came up.\n", "T.H5.T");
}
END_TEST

START_TEST(capitals_above_other_text_are_a_heading) {
  EXPECT(view_lines, "A report was made.\n\nPRESENT\nCrs B Vale, T Ek\n", "T.H5T");
  EXPECT(view_lines, "A report was made.\n\nPRESENT\nAND VOTING\n", "T.TT");
  EXPECT(view_lines, "A report was made.\n\nPRESENT\nand voting\n", "T.TT");
}
END_TEST

START_TEST(a_first_line_without_a_stop_is_the_title) {
  EXPECT(view_lines, "Talks held in the town\n\nThe talks ended.\n", "H1.T");
  EXPECT(view_lines, "The talks ended.\n\nAll left.\n", "T.T");
}
END_TEST

START_TEST(a_numbered_line_above_its_text_is_a_heading) {
  EXPECT(view_lines, "It began.\n\n2. Bus shelter\nResolved to mend it at once.\n", "T.H6T");
}
END_TEST

START_TEST(a_numbered_line_in_capitals_is_a_heading_beside_text) {
  EXPECT(view_lines, "It began.\n334 ROOF AND WALLS\nAll was well.\n335 20 MAY\n", "TH5TT");
}
END_TEST

START_TEST(stars_begin_items_of_wikis) {
  EXPECT(view_lines, "It began.\n\n* one thing of many\n** an inner thing of it\n", "T.I1I1");
}
END_TEST

START_TEST(list_items_and_their_nesting) {
  EXPECT(view_lines,
         "It began:\n\n- one thing\n  - inner thing\n* two things\n1. three things of a kind and more words\n",
         "H8.I1I2I1I1");
  EXPECT(view_lines, "It began.\n\na. first of them all\nb) second of them all\n", "T.I1I1");
  EXPECT(view_lines, "It began.\n\n(i) first of all\n(iv) fourth of all\nxviii) the last\n", "T.I1I1I1");
  EXPECT(view_lines, "It began.\n\nB. Anna was there.\nmix. of all\niii it was\n", "T.TTT");
  EXPECT(view_lines, "It began.\n\n\0 it was not so\n", "T.T");
  EXPECT(view_lines, "It began.\n\n\xe2\x97\x8b first of all\n\xef\x82\xb7 second of all\n", "T.I1I1");
}
END_TEST

START_TEST(labels_end_at_their_colon) {
  view v;
  static const char text[] = "It began.\n\nPresent: Ann Berg, Jo\n";
  view_open(&v, text, sizeof text - 1);
  ck_assert_str_eq(view_lines(&v), "T.L");
  ck_assert_str_eq(view_spelling(&v, v.doc.lines.at[2].label_end), "Ann");
  view_close(&v);
}
END_TEST

START_TEST(a_clock_time_is_no_label) {
  EXPECT(view_lines, "It began.\n\nAt 10:30 they left it all and went home again.\n", "T.T");
}
END_TEST

START_TEST(page_numbers_and_running_heads_are_furniture) {
  EXPECT(view_lines, "It began.\n\n- 12 -\n\nIt ended.\n", "T.F.T");
  view v;
  static const char text[] = "The Board Record\nOne came here.\n\fThe Board Record\nTwo came here.\n\fThe Board "
                             "Record\nThree came here.\n";
  view_open(&v, text, sizeof text - 1);
  const char *lines = view_lines(&v);
  ck_assert_ptr_nonnull(strchr(lines, 'F'));
  view_close(&v);
}
END_TEST

START_TEST(tables_are_rows) {
  EXPECT(view_lines, "It began.\n\n| a | b |\n| 1 | 2 |\n", "T.BB");
}
END_TEST

START_TEST(hard_wrapped_lines_make_one_paragraph_and_one_sentence) {
  view v;
  static const char text[] = "The ministers of the five\nlake states met in the\ntown hall.\n\nThey left.\n";
  view_open(&v, text, sizeof text - 1);
  ck_assert_uint_eq(v.doc.paragraphs.count, 2);
  ck_assert_uint_eq(v.doc.sentences.count, 2);
  view_close(&v);
}
END_TEST

START_TEST(the_title_is_the_headings_before_all_else) {
  view v;
  static const char text[] = "# Board\n\n## Minutes\n\nPresent: Ann\n\n## Next\n";
  view_open(&v, text, sizeof text - 1);
  ck_assert_uint_eq(v.doc.title_end, 2);
  view_close(&v);
}
END_TEST

static uint32_t title_end_of(const char *text) {
  view v;
  view_open(&v, text, strlen(text));
  uint32_t end = v.doc.title_end;
  view_close(&v);
  return end;
}

START_TEST(a_block_of_short_lines_at_the_head_is_title) {
  ck_assert_uint_eq(title_end_of("Mill Council\nMinutes of 3 May 2012\nRoom 4\n\nThe Council met.\n"), 9);
  ck_assert_uint_eq(title_end_of("# Mill Council\n\nMinutes\n3 May 2012\n\nThe Council met.\n"), 6);
  ck_assert_uint_eq(title_end_of("Mill Council met\nin Vienna.\n\nIt was late.\n"), 0);
  ck_assert_uint_eq(title_end_of("Mill Council\nPresent: Anna Berg\n\nThe Council met.\n"), 0);
  ck_assert_uint_eq(title_end_of("A\nB\nC\nD\nE\nF\nG\n\nThe Council met.\n"), 0);
}
END_TEST

START_TEST(front_matter_stands_before_the_title_and_has_no_heading) {
  ck_assert_uint_eq(title_end_of("---\ntitle: Mill\ndate: 2012-05-03\n---\n\n# Mill Council\n\nThe Council met.\n"),
                    12);
  ck_assert_uint_eq(title_end_of("---\n\nThe Council met.\n"), 0);
  EXPECT(view_lines, "---\nPlace: Mill\n---\nThey met.\n", "FLFT");
}
END_TEST

/* ---- sentences --------------------------------------------------------------------- */

START_TEST(a_full_stop_ends_a_sentence) {
  EXPECT(view_sentences, "It began. All came! Who left? She said so.",
         "It began . / All came ! / Who left ? / She said so . /");
}
END_TEST

START_TEST(abbreviations_and_initials_end_none) {
  EXPECT(view_sentences, "The aide Mr. Berg and Dr. Lund met J. Smith of St. Ives. They left.",
         "The aide Mr . Berg and Dr . Lund met J . Smith of St . Ives . / They left . /");
}
END_TEST

START_TEST(decimals_and_initialisms_end_none) {
  EXPECT(view_sentences, "It rose by 2.5 percent in the U.S. market. It fell.",
         "It rose by 2.5 percent in the U.S. market . / It fell . /");
}
END_TEST

START_TEST(some_words_go_on_behind_an_initialism) {
  EXPECT(view_sentences, "It met at 9 a.m. Tuesday and rose at 5 p.m. The chair left.",
         "It met at 9 a.m. Tuesday and rose at 5 p.m. / The chair left . /");
}
END_TEST

START_TEST(another_lexicon_has_other_abbreviations) {
  view v;
  document again = {0};
  const char *text = "He saw No. Five of them left.";
  const text_lexicon none = {&v.going_on, NULL, NULL, NULL, NULL};
  view_open(&v, text, strlen(text));
  ck_assert_uint_eq(v.doc.sentences.count, 1);
  ck_assert_int_eq(document_read(&again, text, strlen(text), &none, &v.forms, &v.memory, NULL), EVX_OK);
  ck_assert_uint_eq(again.sentences.count, 2);
  view_close(&v);
}
END_TEST

START_TEST(a_closing_quote_belongs_to_its_sentence) {
  EXPECT(view_sentences, "She said: \"It is done.\" They left.", "She said : \" It is done . \" / They left . /");
}
END_TEST

START_TEST(list_items_and_headings_are_sentences_of_their_own) {
  EXPECT(view_sentences, "# Plan\n\n- mend it\n- paint it\n\nDone.", "Plan / mend it / paint it / Done . /");
}
END_TEST

START_TEST(short_lines_with_capitals_are_a_list) {
  EXPECT(view_sentences, "Present:\nAnna Berg, Chair\nTom Lund\nZoe Ash\n\nIt began.",
         "Present : / Anna Berg , Chair / Tom Lund / Zoe Ash / It began . /");
  EXPECT(view_sentences, "Anna Berg,\nTom Lund,\nZoe Ash", "Anna Berg , Tom Lund , Zoe Ash /");
}
END_TEST

START_TEST(a_title_goes_on_where_its_line_is_left_open) {
  EXPECT(view_sentences, "MINUTES OF THE\nREGULAR MEETING\nOF THE BOARD\nMay 3\n\nIt began.",
         "MINUTES OF THE REGULAR MEETING OF THE BOARD / May 3 / It began . /");
}
END_TEST

START_TEST(a_sentence_goes_on_over_blank_lines_in_small_letters) {
  EXPECT(view_sentences,
         "# Lake\n\nThe board of the lake met at the old harbour house and\n\nagreed on a plan.\n\nthen it rose",
         "Lake / The board of the lake met at the old harbour house and agreed on a plan . / then it rose /");
  EXPECT(view_sentences, "# Fruit\n\napples\n\npears", "Fruit / apples / pears /");
  EXPECT(view_sentences, "# Lake\n\nThe board of the lake was to meet once more in the\n\nOld Harbour House.",
         "Lake / The board of the lake was to meet once more in the Old Harbour House . /");
  EXPECT(view_sentences, "# Lake\n\nThe board of the lake met at the old house at 7 pm\n\nAnna came.",
         "Lake / The board of the lake met at the old house at 7 pm / Anna came . /");
}
END_TEST

START_TEST(endless_sentences_are_cut) {
  enum { WORDS = 10000 };
  char *text = malloc(2 * WORDS);
  ck_assert_ptr_nonnull(text);
  for (size_t i = 0; i < WORDS; i++)
    memcpy(text + 2 * i, "a ", 2);
  view v;
  view_open(&v, text, 2 * WORDS);
  ck_assert_uint_eq(v.doc.tokens.count, WORDS);
  ck_assert_uint_eq(v.doc.sentences.count, 3);
  for (size_t i = 0; i < v.doc.sentences.count; i++) {
    ck_assert_uint_eq(v.doc.sentences.at[i].begin, i * 4096);
    ck_assert_uint_eq(document_sentence(&v.doc, (uint32_t)i * 4096), i);
  }
  view_close(&v);
  free(text);
}
END_TEST

int main(void) {
  const TTest *tests[] = {headings_of_markdown_and_underlined,
                          bold_lines_and_title_lines_are_the_lowest_headings,
                          capitals_between_blank_lines_are_a_heading,
                          capitals_above_other_text_are_a_heading,
                          a_first_line_without_a_stop_is_the_title,
                          a_numbered_line_above_its_text_is_a_heading,
                          a_numbered_line_in_capitals_is_a_heading_beside_text,
                          stars_begin_items_of_wikis,
                          list_items_and_their_nesting,
                          labels_end_at_their_colon,
                          a_clock_time_is_no_label,
                          page_numbers_and_running_heads_are_furniture,
                          tables_are_rows,
                          hard_wrapped_lines_make_one_paragraph_and_one_sentence,
                          the_title_is_the_headings_before_all_else,
                          a_block_of_short_lines_at_the_head_is_title,
                          front_matter_stands_before_the_title_and_has_no_heading,
                          a_full_stop_ends_a_sentence,
                          abbreviations_and_initials_end_none,
                          decimals_and_initialisms_end_none,
                          some_words_go_on_behind_an_initialism,
                          another_lexicon_has_other_abbreviations,
                          a_closing_quote_belongs_to_its_sentence,
                          list_items_and_headings_are_sentences_of_their_own,
                          short_lines_with_capitals_are_a_list,
                          a_title_goes_on_where_its_line_is_left_open,
                          endless_sentences_are_cut,
                          a_sentence_goes_on_over_blank_lines_in_small_letters};
  return unit_run("layout", tests, COUNT_OF(tests));
}
