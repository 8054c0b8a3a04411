/* eval_tally.c - counts of right, extra and missed values, and the figures made of them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"

const char *const field_names[FIELDS] = {"name",      "status",    "date",       "venue", "participants",
                                         "decisions", "next.date", "next.venue", "other"};
/* The status is nearly always "held", and next venues are few: both would say little in an average. */
const bool field_in_macro[FIELDS] = {true, false, true, true, true, true, true, false, true};

/* ---- figures -------------------------------------------------------------------- */

/* Where there was nothing to find, finding nothing is perfect. */
figures figures_of(counts c) {
  size_t found = c.right + c.extra, wanted = c.right + c.missed;
  figures f = {.precision = found ? (double)c.right / (double)found : (c.missed ? 0.0 : 1.0),
               .recall = wanted ? (double)c.right / (double)wanted : 1.0};
  double both = f.precision + f.recall;
  f.f1 = both > 0 ? 2 * f.precision * f.recall / both : 0.0;
  return f;
}

void scores_add(scores *sum, const scores *more) {
  for (size_t i = 0; i < FIELDS; i++) {
    sum->of[i].right += more->of[i].right;
    sum->of[i].extra += more->of[i].extra;
    sum->of[i].missed += more->of[i].missed;
  }
}

double macro_f1(const scores *s) {
  double sum = 0;
  size_t fields = 0;
  for (size_t i = 0; i < FIELDS; i++) {
    if (!field_in_macro[i])
      continue;
    sum += figures_of(s->of[i]).f1;
    fields++;
  }
  return sum / (double)fields;
}

/* ---- the interval ---------------------------------------------------------------- */

/* The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded with the one word 1. Its sequence is the same
 * everywhere, and that of Python's random.Random(1): other scorers can draw the same samples. */
typedef struct twister {
  uint32_t state[624];
  size_t at;
} twister;

static void twister_seed(twister *t) {
  uint32_t *s = t->state;
  s[0] = 19650218u;
  for (uint32_t i = 1; i < 624; i++)
    s[i] = 1812433253u * (s[i - 1] ^ s[i - 1] >> 30) + i;
  size_t i = 1;
  for (size_t k = 0; k < 624; k++) {
    s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + 1u;
    if (++i == 624) {
      s[0] = s[623];
      i = 1;
    }
  }
  for (size_t k = 0; k < 623; k++) {
    s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
    if (++i == 624) {
      s[0] = s[623];
      i = 1;
    }
  }
  s[0] = 0x80000000u;
  t->at = 624;
}

static uint32_t twister_next(twister *t) {
  uint32_t *s = t->state;
  if (t->at == 624) {
    for (size_t i = 0; i < 624; i++) {
      uint32_t y = (s[i] & 0x80000000u) | (s[(i + 1) % 624] & 0x7fffffffu);
      s[i] = s[(i + 397) % 624] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    t->at = 0;
  }
  uint32_t y = s[t->at++];
  y ^= y >> 11;
  y ^= y << 7 & 0x9d2c5680u;
  y ^= y << 15 & 0xefc60000u;
  return y ^ y >> 18;
}

/* A number below `count`, all equally likely. */
static size_t draw(twister *t, size_t count) {
  unsigned bits = 0;
  while (count >> bits)
    bits++;
  size_t drawn;
  do {
    drawn = twister_next(t) >> (32 - bits);
  } while (drawn >= count);
  return drawn;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

enum { SAMPLES = 300 };

bool macro_interval(const scores *documents, size_t count, double interval[2]) {
  double macros[SAMPLES] = {0};
  twister *t = malloc(sizeof *t);
  if (!t)
    return false;
  twister_seed(t);
  for (size_t i = 0; i < SAMPLES && count; i++) {
    scores sum = {0};
    for (size_t k = 0; k < count; k++)
      scores_add(&sum, &documents[draw(t, count)]);
    macros[i] = macro_f1(&sum);
  }
  free(t);
  qsort(macros, SAMPLES, sizeof *macros, by_value);
  interval[0] = macros[(int)(0.025 * SAMPLES)];
  interval[1] = macros[(int)(0.975 * SAMPLES) - 1];
  return true;
}

/* ---- rules ----------------------------------------------------------------------- */

static rule_tally *rule_entry(rule_table *t, const char *rule) {
  for (size_t i = 0; i < t->count; i++) {
    if (strcmp(t->rules[i].rule, rule) == 0)
      return &t->rules[i];
  }
  if (t->count == t->room) {
    size_t room = t->room ? 2 * t->room : 64;
    rule_tally *rules = realloc(t->rules, room * sizeof *rules);
    if (!rules)
      return NULL;
    t->rules = rules;
    t->room = room;
  }
  char *name = strdup(rule);
  if (!name)
    return NULL;
  t->rules[t->count] = (rule_tally){.rule = name};
  return &t->rules[t->count++];
}

void rule_table_count(rule_table *t, const char *rule, bool right) {
  if (!rule)
    return;
  rule_tally *entry = rule_entry(t, rule);
  if (!entry)
    t->failed = true;
  else if (right)
    entry->hits++;
  else
    entry->misses++;
}

void rule_table_add(rule_table *t, const rule_tally *more) {
  rule_tally *entry = rule_entry(t, more->rule);
  if (!entry) {
    t->failed = true;
    return;
  }
  entry->hits += more->hits;
  entry->misses += more->misses;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const rule_tally *)a)->rule, ((const rule_tally *)b)->rule);
}

void rule_table_sort(rule_table *t) {
  if (t->count)
    qsort(t->rules, t->count, sizeof *t->rules, by_name);
}

void rule_table_free(rule_table *t) {
  for (size_t i = 0; i < t->count; i++)
    free(t->rules[i].rule);
  free(t->rules);
}
