/* eval_confidence.c - how far rules can be trusted: the table that `evx eval --write-confidence` prints.
 *
 * A rule's precision is what it found on real reports. Below 20 observations it borrows from its family, the other
 * rules of its pack, as many as are wanting; below five nothing is said. The bound is the lower end of Wilson's
 * interval at 95 %. How honest it is, the reliability curve says: the values of each source of reports are held against
 * bounds that were made without that source. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"

#define OBSERVATIONS_LEAST  5
#define OBSERVATIONS_ENOUGH 20
#define NO_BOUND            (-1.0)

/* ---- tallies by source ------------------------------------------------------------ */

rule_table *source_table(source_list *list, const char *id) {
  size_t len = strcspn(id, "-");
  for (size_t i = 0; i < list->count; i++) {
    if (strlen(list->at[i].source) == len && strncmp(list->at[i].source, id, len) == 0)
      return &list->at[i].rules;
  }
  source_rules *grown = realloc(list->at, (list->count + 1) * sizeof *grown);
  char *source = strndup(id, len);
  if (grown)
    list->at = grown;
  if (!grown || !source) {
    free(source);
    return NULL;
  }
  list->at[list->count] = (source_rules){.source = source};
  return &list->at[list->count++].rules;
}

bool source_list_sum(const source_list *list, rule_table *all) {
  for (size_t i = 0; i < list->count; i++) {
    const rule_table *t = &list->at[i].rules;
    for (size_t k = 0; k < t->count; k++)
      rule_table_add(all, &t->rules[k]);
    all->failed = all->failed || t->failed;
  }
  return !all->failed;
}

void source_list_free(source_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    free(list->at[i].source);
    rule_table_free(&list->at[i].rules);
  }
  free(list->at);
}

/* ---- the bound -------------------------------------------------------------------- */

/* Observations; borrowed ones are parts of a whole one. */
typedef struct sample {
  double hits, count;
} sample;

static bool same_family(const char *a, const char *b) {
  size_t len = strcspn(a, ".");
  return len == strcspn(b, ".") && strncmp(a, b, len) == 0;
}

static void take(sample *s, const rule_tally *t, double sign) {
  s->hits += sign * (double)t->hits;
  s->count += sign * (double)(t->hits + t->misses);
}

/* Adds what a table has of the rule, and of the others of its family. */
static void gather(const rule_table *table, const char *rule, double sign, sample *own, sample *others) {
  for (size_t i = 0; i < table->count; i++) {
    const rule_tally *t = &table->rules[i];
    if (strcmp(t->rule, rule) == 0)
      take(own, t, sign);
    else if (same_family(t->rule, rule))
      take(others, t, sign);
  }
}

/* The lower end of Wilson's score interval at 95 %. */
static double wilson(sample s) {
  const double z = 1.959963984540054;
  double p = s.hits / s.count, square = z * z / s.count;
  double middle = p + square / 2, reach = z * sqrt(p * (1 - p) / s.count + square / (4 * s.count));
  double low = (middle - reach) / (1 + square);
  return low > 0 ? low : 0;
}

/* The bound of a rule, from all observations but those of `without` (NULL: none is left out). */
static double bound_of(const char *rule, const rule_table *all, const rule_table *without) {
  sample own = {0, 0}, others = {0, 0};
  gather(all, rule, 1, &own, &others);
  if (without)
    gather(without, rule, -1, &own, &others);
  if (own.count < OBSERVATIONS_LEAST)
    return NO_BOUND;
  if (own.count < OBSERVATIONS_ENOUGH && others.count > 0) {
    double wanting = OBSERVATIONS_ENOUGH - own.count, borrowed = others.count < wanting ? others.count : wanting;
    own.hits += others.hits * borrowed / others.count;
    own.count += borrowed;
  }
  return wilson(own);
}

/* ---- the reliability curve -------------------------------------------------------- */

enum { STEPS = 10 };

typedef struct step {
  size_t hits, count;
  double promised; /* the sum of bounds */
} step;

static void print_step(output *out, const char *name, const step *s) {
  if (s->count)
    output_printf(out, "# %-10s %7zu %7.3f %7.3f\n", name, s->count, s->promised / (double)s->count,
                  (double)s->hits / (double)s->count);
}

static void add_source(step steps[STEPS + 1], const rule_table *source, const rule_table *all) {
  for (size_t i = 0; i < source->count; i++) {
    const rule_tally *t = &source->rules[i];
    double bound = bound_of(t->rule, all, source);
    size_t at = bound < 0 ? STEPS : (size_t)(bound * STEPS);
    step *s = &steps[at > STEPS ? STEPS - 1 : at];
    size_t count = t->hits + t->misses;
    s->hits += t->hits;
    s->count += count;
    s->promised += bound < 0 ? 0 : bound * (double)count;
  }
}

static void print_curve(output *out, const rule_table *all, const source_list *sources) {
  step steps[STEPS + 1] = {{0}};
  for (size_t i = 0; i < sources->count; i++)
    add_source(steps, &sources->at[i].rules, all);
  output_puts(out, "# Reliability: the values of each source held against bounds made without it.\n"
                   "# bound       values    mean   right\n");
  for (int i = 0; i < STEPS; i++) {
    char name[16];
    snprintf(name, sizeof name, "%.1f-%.1f", i / (double)STEPS, (i + 1) / (double)STEPS);
    print_step(out, name, &steps[i]);
  }
  print_step(out, "none", &steps[STEPS]);
}

/* ---- the table -------------------------------------------------------------------- */

void confidence_print(output *out, const rule_table *all, const source_list *sources, size_t documents) {
  output_printf(out, "# version %d\n", evx_confidence_version() + 1);
  output_printf(out,
                "# What each rule found in %zu real reports of %zu sources. Made by evx eval --write-confidence.\n",
                documents, sources->count);
  print_curve(out, all, sources);
  output_puts(out, "# rule\thits\tmisses\tbound\n");
  for (size_t i = 0; i < all->count; i++) {
    const rule_tally *t = &all->rules[i];
    double bound = bound_of(t->rule, all, NULL);
    output_printf(out, "%s\t%zu\t%zu\t", t->rule, t->hits, t->misses);
    if (bound < 0)
      output_puts(out, "-\n");
    else
      output_printf(out, "%.3f\n", bound);
  }
}
