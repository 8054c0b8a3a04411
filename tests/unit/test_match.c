/* test_match.c - the search is linear, captures are the leftmost and greedy ones, and selection is what its one rule
 * says: held against a naive enumerator on random texts. */
#include <stdio.h>

#include "api/engine.h"
#include "rules/ruleset_internal.h"
#include "unit.h"

typedef struct bench {
  evx_engine *engine;
  rule_runner *runner;
  arena memory;
  document doc;
  mention_list mentions;
} bench;

static void open_bench(bench *b, const char *pack) {
  evx_builder *builder = NULL;
  memset(b, 0, sizeof *b);
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "t.evx", pack, strlen(pack)), EVX_OK);
  evx_status s = evx_builder_finish(builder, &b->engine);
  ck_assert_msg(s == EVX_OK, "%s", s == EVX_OK ? "" : evx_builder_diag(builder, 0)->message);
  evx_builder_free(builder);
  ck_assert_int_eq(rule_runner_new(b->engine->set, &memory_default_allocator, &b->runner), EVX_OK);
  arena_init(&b->memory, &memory_default_allocator);
}

static void close_bench(bench *b) {
  arena_free(&b->memory);
  rule_runner_free(b->runner);
  evx_engine_free(b->engine);
}

static void run_text(bench *b, const char *text) {
  arena_reset(&b->memory, 0);
  ck_assert_int_eq(document_read(&b->doc, text, strlen(text), NULL, rule_runner_forms(b->runner), &b->memory, NULL),
                   EVX_OK);
  ck_assert_int_eq(rule_run(b->runner, &b->doc, NULL, &b->memory, &b->mentions), EVX_OK);
}

/* ---- cost ------------------------------------------------------------------------- */

static uint64_t steps_for(bench *b, const char *word, size_t count) {
  char *text = malloc(count * (strlen(word) + 1) + 8);
  size_t at = 0;
  for (size_t i = 0; i < count; i++)
    at += (size_t)sprintf(text + at, "%s ", word);
  strcpy(text + at, "x"); /* what the patterns want at last, so that the rules have what they need */
  uint64_t before = b->runner->matcher->steps;
  run_text(b, text);
  free(text);
  return b->runner->matcher->steps - before;
}

START_TEST(nasty_patterns_cost_no_more_than_the_length) {
  static const char *const patterns[] = {"(\"a\" | \"a\" \"a\"){1,60} \"x\"",
                                         "([lower]{0,20}){0,8} \"x\"",
                                         "(\"a\"?){0,100} \"a\"{20} \"x\"",
                                         "...{0,60} \"a\" ...{0,60} \"x\"",
                                         "any-order(\"a\"*, \"a\"+, \"x\", \"b\"?)",
                                         "((\"a\"?){0,8}){0,8} \"x\"",
                                         "(not followed-by([]{0,60} \"x\") []){0,60} \"x\"",
                                         "(preceded-by(\"a\"{1,20}) []){1,60} \"x\"",
                                         "(\"a\" | [lower] | []){255} \"x\"",
                                         "([lower] ...{0,10}){0,20} \"x\" | [lower]{3} $"};
  for (size_t i = 0; i < COUNT_OF(patterns); i++) {
    char pack[400];
    snprintf(pack, sizeof pack,
             "pack t version 1\nrecord R { n : text? }\nphase p\nrule r\n  match \"a\" (%s)\n  emit R { }\n",
             patterns[i]);
    bench b;
    open_bench(&b, pack);
    ck_assert_ptr_nonnull(rule_runner_observe(b.runner, OBSERVE_STATS)); /* watched, a search has no budget to end it */
    uint64_t one = steps_for(&b, "a", 1000), two = steps_for(&b, "a", 2000);
    ck_assert_uint_gt(one, 1000);
    ck_assert_msg((double)two < 2.3 * (double)one, "%s: %llu steps, then %llu", patterns[i], (unsigned long long)one,
                  (unsigned long long)two);
    close_bench(&b);
  }
}
END_TEST

/* Of the ways to read so many words by one or two at a time nearly all lead to another end than the match's. */
START_TEST(captures_are_found_without_going_a_way_twice) {
  bench b;
  open_bench(&b, "pack t version 1\nrecord R { n : text? }\nphase p\nrule r\n"
                 "  match (\"a\" | \"a\" \"a\"){1,30} c:\"b\"? (\"a\" | \"a\" \"a\"){1,30} \"x\"\n"
                 "  emit R { n = text(c) }\n");
  uint64_t words = 80, most = b.engine->set->rules.at[0].prog.code.count * words * words;
  ck_assert_uint_lt(steps_for(&b, "a", words - 1), most);
  ck_assert_uint_eq(b.mentions.count, 1);
  ck_assert_uint_eq(b.mentions.at[0].end - b.mentions.at[0].begin, words);
  close_bench(&b);
}
END_TEST

/* ---- selection -------------------------------------------------------------------- */

typedef struct plain_rule {
  const char *words; /* letters, one token each */
  int priority;
  bool reject;
} plain_rule;

static const plain_rule rules[] = {{"ab", 0, false}, {"abc", 0, false}, {"bc", 1, false}, {"ca", 0, false},
                                   {"a", -1, false}, {"ab", 0, false},  {"cc", 0, true},  {"bca", 2, false},
                                   {"aa", 0, false}, {"ba", 1, true},   {"b", -1, false}};

typedef struct hit {
  uint32_t begin, end;
  size_t rule;
} hit;

static bool fits(const char *text, size_t len, size_t at, const char *words) {
  size_t n = strlen(words);
  return at + n <= len && memcmp(text + at, words, n) == 0;
}

static bool overlap(const hit *a, const hit *b) {
  return a->begin < b->end && b->begin < a->end;
}

/* Higher priority, more tokens, earlier start, earlier in the pack. */
static bool better(const hit *a, const hit *b) {
  if (rules[a->rule].priority != rules[b->rule].priority)
    return rules[a->rule].priority > rules[b->rule].priority;
  if (a->end - a->begin != b->end - b->begin)
    return a->end - a->begin > b->end - b->begin;
  return a->begin != b->begin ? a->begin < b->begin : a->rule < b->rule;
}

static size_t naive(const char *text, size_t len, hit *out) {
  hit all[2000];
  size_t n = 0, kept = 0;
  for (uint32_t at = 0; at < len; at++)
    for (size_t r = 0; r < COUNT_OF(rules); r++)
      if (!rules[r].reject && fits(text, len, at, rules[r].words))
        all[n++] = (hit){at, at + (uint32_t)strlen(rules[r].words), r};
  for (uint32_t at = 0; at < len; at++)
    for (size_t r = 0; r < COUNT_OF(rules); r++) {
      hit bar = {at, at + (uint32_t)strlen(rules[r].words), r};
      for (size_t i = 0; rules[r].reject && fits(text, len, at, rules[r].words) && i < n; i++)
        if (overlap(&bar, &all[i]) && rules[all[i].rule].priority <= rules[r].priority)
          all[i].end = all[i].begin; /* barred */
    }
  for (;;) {
    const hit *best = NULL;
    for (size_t i = 0; i < n; i++) {
      bool is_free = all[i].end > all[i].begin;
      for (size_t k = 0; is_free && k < kept; k++)
        is_free = !overlap(&all[i], &out[k]);
      if (is_free && (!best || better(&all[i], best)))
        best = &all[i];
    }
    if (!best)
      return kept;
    out[kept++] = *best;
  }
}

static void write_rules(char *pack, size_t room) {
  size_t at = (size_t)snprintf(pack, room, "pack t version 1\nrecord R { n : text }\nphase p\n");
  for (size_t r = 0; r < COUNT_OF(rules); r++) {
    at += (size_t)snprintf(pack + at, room - at, "%s r%zu priority %d\n  match", rules[r].reject ? "reject" : "rule", r,
                           rules[r].priority);
    for (const char *w = rules[r].words; *w; w++)
      at += (size_t)snprintf(pack + at, room - at, " \"%c\"", *w);
    at += (size_t)snprintf(pack + at, room - at, rules[r].reject ? "\n" : "\n  mark R { n = \"%zu\" }\n", r);
  }
}

START_TEST(selection_agrees_with_a_naive_enumerator) {
  char pack[4000], letters[41], text[200];
  bench b;
  write_rules(pack, sizeof pack);
  open_bench(&b, pack);
  uint32_t seed = 7;
  for (int round = 0; round < 4000; round++) {
    size_t len = 5 + (size_t)round % 35, at = 0;
    for (size_t i = 0; i < len; i++) {
      seed = seed * 1664525u + 1013904223u;
      letters[i] = "abc"[(seed >> 16) % 3];
      at += (size_t)sprintf(text + at, "%c ", letters[i]);
    }
    run_text(&b, text);
    hit wanted[64];
    size_t count = naive(letters, len, wanted);
    ck_assert_msg(count == b.mentions.count, "%s: %zu matches, %zu wanted", text, b.mentions.count, count);
    for (size_t i = 0; i < count; i++) {
      char name[8];
      snprintf(name, sizeof name, "%zu", wanted[i].rule);
      bool found = false;
      for (size_t k = 0; k < count; k++) {
        const mention *m = &b.mentions.at[k];
        found |=
            m->begin == wanted[i].begin && m->end == wanted[i].end && strcmp(mention_field(m, 0)->as.string, name) == 0;
      }
      ck_assert_msg(found, "%s: rule %s at %u is missing", text, name, wanted[i].begin);
    }
  }
  close_bench(&b);
}
END_TEST

/* Sorting the matches of a short sentence must not make the list look as long as it was for the long one before. */
START_TEST(sentences_of_many_and_few_matches_take_turns) {
  bench b;
  open_bench(&b, "pack t\nrecord A { x: text? }\nphase p\nrule a\n  match [lower]\n  mark A { }\n");
  static char text[40 * 300];
  size_t at = 0;
  for (size_t i = 0; i < 40; i++) {
    size_t words = i % 2 ? 3 : 5 * i + 1;
    for (size_t k = 0; k < words; k++)
      at += (size_t)sprintf(text + at, "%s", k ? " a" : "A");
    at += (size_t)sprintf(text + at, ". ");
  }
  run_text(&b, text);
  size_t wanted = 0;
  for (size_t i = 0; i < 40; i++)
    wanted += i % 2 ? 2 : 5 * i;
  ck_assert_uint_eq(b.mentions.count, wanted);
  close_bench(&b);
}
END_TEST

/* The scan tells tokens apart by the tests that its rules ask for; these ask for none. */
START_TEST(rules_of_word_lists_alone_pass_over_words_of_no_list) {
  bench b;
  open_bench(&b, "pack t\nrecord A { }\nlexicon L { \"oil lamp\" }\nphase p\nrule a\n  match %L\n  mark A { }\n");
  run_text(&b, "they bought an oil lamp.");
  ck_assert_uint_eq(b.mentions.count, 1);
  close_bench(&b);
}
END_TEST

START_TEST(a_match_wider_than_the_limit_is_cut_and_told) {
  bench b;
  open_bench(&b, "pack t version 1\nrecord R { n : text? }\nphase p\n"
                 "rule r\n  match (([lower]{1,200}){1,20})\n  emit R { }\n");
  steps_for(&b, "a", 3000);
  ck_assert(b.mentions.limited);
  close_bench(&b);
}
END_TEST

/* ---- long documents, block by block -------------------------------------------------- */

#define LONG_HEADING "# Decisions\n\n"
#define LONG_BODY                                                                                                      \
  "The Board of the western harbour towns has then\n\nmet Anna Berg. It met Jo Lund and left.\n\n"                     \
  "- Present: Karl Lind.\n- He met Eva Holm.\n\n"

/* One after another `count` times. Of every body the same is found, wherever blocks begin. */
static void check_long(const char *scope, size_t count) {
  size_t head = strlen(LONG_HEADING), each = strlen(LONG_BODY);
  char pack[600], *text = malloc(head + count * each + 1);
  bench one, all;
  snprintf(pack, sizeof pack,
           "pack t version 1\nrecord Name { }\nrecord R { who : mention }\n"
           "zone decisions when heading \"decisions\"\n"
           "lexicon Names {\n\"Anna Berg\"\n\"Jo Lund\"\n\"Karl Lind\"\n\"Eva Holm\"\n\"Lind. He\"\n}\n"
           "phase names %s\nrule name\n  where zone = decisions\n  match %%Names\n  mark Name { }\n"
           "phase meetings uses names %s\nrule met\n  match \"met\" who:<Name>\n  emit R { who = who }\n",
           scope, scope);
  memcpy(text, LONG_HEADING, head);
  for (size_t i = 0; i < count; i++)
    memcpy(text + head + i * each, LONG_BODY, each + 1);
  open_bench(&all, pack);
  run_text(&all, text);
  text[head + each] = '\0';
  open_bench(&one, pack);
  run_text(&one, text);
  ck_assert_uint_eq(one.mentions.count, 7);
  ck_assert_uint_eq(all.mentions.count, count * one.mentions.count);
  uint32_t heading = one.doc.lines.at[0].token_end, tokens = (uint32_t)one.doc.tokens.count - heading;
  for (size_t i = 0; i < all.mentions.count; i++) {
    const mention *m = &all.mentions.at[i], *like = &one.mentions.at[i % one.mentions.count];
    uint32_t round = (uint32_t)(i / one.mentions.count);
    ck_assert(m->type == like->type && m->begin == like->begin + round * tokens &&
              m->end == like->end + round * tokens);
    const value *who = mention_field(m, 0), *same = mention_field(like, 0);
    ck_assert(who->kind == same->kind);
    if (who->kind == VALUE_MENTION)
      ck_assert_uint_eq(who->as.mention, same->as.mention + round * one.mentions.count);
  }
  close_bench(&one);
  close_bench(&all);
  free(text);
}

START_TEST(what_is_found_does_not_depend_on_blocks) {
  check_long("", 1000);
  check_long("scope line", 1000);
  check_long("scope paragraph", 1000);
}
END_TEST

START_TEST(entries_do_not_reach_over_the_end_of_a_sentence) {
  bench b;
  open_bench(&b, "pack t version 1\nrecord Name { }\n"
                 "lexicon Names {\n\"Jo Lund. Eva\"\n\"Eva Holm\"\n\"Jo Lund\"\n}\n"
                 "phase names\nrule name\n  match %Names\n  emit Name { }\n");
  run_text(&b, "It was Jo Lund. Eva Holm left.");
  ck_assert_uint_eq(b.mentions.count, 2);
  close_bench(&b);
}
END_TEST

/* What comes behind an entry that may end sooner or later is the later one's. */
START_TEST(the_longest_entry_is_preferred) {
  bench b;
  open_bench(&b, "pack t version 1\nrecord R { n : text? }\nlexicon L { \"a\"\n\"a b\"\n\"a b c\" }\nphase p\nrule r\n"
                 "  match %L c:(\"b\" | \"c\" | \"b\" \"c\")? \"x\"\n  emit R { n = text(c) }\n");
  run_text(&b, "a b x. a b c x.");
  ck_assert_uint_eq(b.mentions.count, 2);
  for (size_t i = 0; i < b.mentions.count; i++) {
    const value *n = mention_field(&b.mentions.at[i], 0);
    ck_assert(n->kind == VALUE_UNSET || n->begin == n->end);
  }
  close_bench(&b);
}
END_TEST

/* Rules without a single token test. */
START_TEST(word_lists_alone_are_found_behind_other_words) {
  bench b;
  open_bench(&b, "pack t\nrecord A { x: text? }\nlexicon A { \"ash\" }\nlexicon B { \"birch\" }\n"
                 "lexicon C { \"cedar\" }\nlexicon D { \"date palm\" }\nlexicon E { \"elm\" }\nlexicon F { \"fir\" }\n"
                 "phase p\nrule a\n  match (%A | %B | %C | %D | %E | %F){1,20}\n  mark A { }\n");
  run_text(&b, "Under the old ash and one date palm or the cedar.");
  ck_assert_uint_eq(b.mentions.count, 3);
  close_bench(&b);
}
END_TEST

/* Which of a rule's words is looked for first, and which is not at all, is measured over the packs' examples. */
START_TEST(what_examples_seldom_have_is_demanded_first) {
  bench b;
  open_bench(
      &b,
      "pack t\nrecord A { x: text? }\nphase p\nrule a\n  match \"ash\" \"birch\" \"cedar\"\n  mark A { }\n"
      "  test \"ash ash ash ash ash ash ash ash ash ash ash ash ash ash ash ash birch cedar cedar\" => A { }\n"
      "  test \"ash ash ash ash ash ash ash ash ash ash ash ash ash ash ash ash birch cedar cedar cedar\" => A { }\n");
  const program *p = &b.engine->set->rules.at[0].prog;
  ck_assert_uint_eq(p->need_count, 2);
  for (uint32_t i = 0; i < p->need_count; i++) {
    static const char *const rarest[] = {"birch", "cedar"};
    run_text(&b, rarest[i]);
    lattice l;
    pulse unasked = {0};
    b.runner->pulse = &unasked;
    ck_assert_int_eq(lattice_build(b.runner, &b.doc, &b.memory, &l), EVX_OK);
    ck_assert_uint_eq(p->needs[i].tests.count, 1);
    ck_assert(lattice_test(&l, 0, p->needs[i].tests.at[0]));
  }
  close_bench(&b);
}
END_TEST

int main(void) {
  const TTest *tests[] = {nasty_patterns_cost_no_more_than_the_length,
                          captures_are_found_without_going_a_way_twice,
                          selection_agrees_with_a_naive_enumerator,
                          sentences_of_many_and_few_matches_take_turns,
                          rules_of_word_lists_alone_pass_over_words_of_no_list,
                          a_match_wider_than_the_limit_is_cut_and_told,
                          what_is_found_does_not_depend_on_blocks,
                          entries_do_not_reach_over_the_end_of_a_sentence,
                          the_longest_entry_is_preferred,
                          word_lists_alone_are_found_behind_other_words,
                          what_examples_seldom_have_is_demanded_first};
  return unit_run("match", tests, COUNT_OF(tests));
}
