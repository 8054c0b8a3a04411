/* eval_report.c - the figures of an evaluation: for people, as JSON, and beside those of an earlier one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"

/* ---- for people ------------------------------------------------------------------- */

static void print_fields(output *out, const report *r) {
  output_printf(out, "%-15s%7s%7s%7s%7s%7s%7s\n", "field", "P", "R", "F1", "right", "extra", "missed");
  for (size_t i = 0; i < FIELDS; i++) {
    counts c = r->sum.of[i];
    figures f = figures_of(c);
    output_printf(out, "%s%-13s%7.3f%7.3f%7.3f%7zu%7zu%7zu\n", field_in_macro[i] ? "* " : "  ", field_names[i],
                  f.precision, f.recall, f.f1, c.right, c.extra, c.missed);
  }
  output_printf(out, "  macro F1 of *%23.3f   [%.3f, %.3f]\n", r->macro, r->interval[0], r->interval[1]);
}

static bool is_first_of_genre(const gold_set *set, size_t index) {
  for (size_t i = 0; i < index; i++) {
    if (strcmp(set->documents[i].genre, set->documents[index].genre) == 0)
      return false;
  }
  return true;
}

/* What the documents of this one's genre come to. */
static scores genre_scores(const gold_set *set, const char *genre, size_t *count) {
  scores sum = {0};
  *count = 0;
  for (size_t i = 0; i < set->count; i++) {
    if (strcmp(set->documents[i].genre, genre) != 0)
      continue;
    scores_add(&sum, &set->documents[i].scores);
    ++*count;
  }
  return sum;
}

static void print_genres(output *out, const report *r) {
  static const char *const titles[FIELDS] = {"name",   "status",  "date",    "venue", "people",
                                             "decis.", "nx.date", "nx.ven.", "other"};
  output_printf(out, "\n%-16s%10s%7s", "F1 by genre", "documents", "macro");
  for (size_t i = 0; i < FIELDS; i++)
    output_printf(out, "%8s", titles[i]);
  output_puts(out, "\n");
  for (size_t d = 0; d < r->set->count; d++) {
    const char *genre = r->set->documents[d].genre;
    size_t count;
    if (!is_first_of_genre(r->set, d))
      continue;
    scores sum = genre_scores(r->set, genre, &count);
    output_printf(out, "%-16.16s%10zu%7.3f", genre, count, macro_f1(&sum));
    for (size_t i = 0; i < FIELDS; i++) {
      counts c = sum.of[i];
      if (c.right + c.extra + c.missed)
        output_printf(out, "%8.3f", figures_of(c).f1);
      else
        output_printf(out, "%8s", "-"); /* there was nothing, and nothing was found */
    }
    output_puts(out, "\n");
  }
}

static void print_rules(output *out, const report *r) {
  output_printf(out, "\n%-50s%7s%7s%11s\n", "rule", "hits", "misses", "precision");
  for (size_t i = 0; i < r->rules->count; i++) {
    const rule_tally *t = &r->rules->rules[i];
    output_printf(out, "%-50s%7zu%7zu%11.3f\n", t->rule, t->hits, t->misses,
                  (double)t->hits / (double)(t->hits + t->misses));
  }
}

void report_text(output *out, const report *r, bool by_rule) {
  output_printf(out, "%zu document%s, %zu with a record\n", r->set->count, r->set->count == 1 ? "" : "s",
                r->with_record);
  print_fields(out, r);
  print_genres(out, r);
  if (by_rule)
    print_rules(out, r);
}

/* ---- as JSON ---------------------------------------------------------------------- */

/* A share with so many steps to 1. */
static double in_steps(double x, int64_t steps) {
  return (double)(int64_t)(x * (double)steps + 0.5) / (double)steps;
}

/* Four places are as many as so few documents can bear. */
static double rounded(double x) {
  return in_steps(x, 10000);
}

static cJSON *numbers(const double *values, int count) {
  return cJSON_CreateDoubleArray(values, count);
}

static bool add(cJSON *object, const char *key, cJSON *value) {
  if (value && object && cJSON_AddItemToObject(object, key, value))
    return true;
  cJSON_Delete(value);
  return false;
}

/* Precision, recall and F1 per field. */
static bool add_figures(cJSON *object, const scores *s) {
  for (size_t i = 0; i < FIELDS; i++) {
    figures f = figures_of(s->of[i]);
    double values[] = {rounded(f.precision), rounded(f.recall), rounded(f.f1)};
    if (!add(object, field_names[i], numbers(values, 3)))
      return false;
  }
  return true;
}

/* Right, extra and missed per field. */
static bool add_counts(cJSON *object, const scores *s) {
  for (size_t i = 0; i < FIELDS; i++) {
    counts c = s->of[i];
    double values[] = {(double)c.right, (double)c.extra, (double)c.missed};
    if (!add(object, field_names[i], numbers(values, 3)))
      return false;
  }
  return true;
}

static bool add_genres(cJSON *root, const gold_set *set) {
  cJSON *genres = cJSON_AddObjectToObject(root, "genres");
  for (size_t d = 0; genres && d < set->count; d++) {
    const char *genre = set->documents[d].genre;
    size_t count;
    if (!is_first_of_genre(set, d))
      continue;
    scores sum = genre_scores(set, genre, &count);
    cJSON *one = cJSON_AddObjectToObject(genres, genre);
    if (!one || !cJSON_AddNumberToObject(one, "documents", (double)count) ||
        !cJSON_AddNumberToObject(one, "macro_f1", rounded(macro_f1(&sum))) || !add_figures(one, &sum))
      return false;
  }
  return genres != NULL;
}

static bool add_rules(cJSON *root, const rule_table *rules) {
  cJSON *all = cJSON_AddObjectToObject(root, "rules");
  for (size_t i = 0; all && i < rules->count; i++) {
    double values[] = {(double)rules->rules[i].hits, (double)rules->rules[i].misses};
    if (!add(all, rules->rules[i].rule, numbers(values, 2)))
      return false;
  }
  return all != NULL;
}

static bool add_documents(cJSON *root, const gold_set *set) {
  cJSON *all = cJSON_AddObjectToObject(root, "documents");
  for (size_t i = 0; all && i < set->count; i++) {
    cJSON *one = cJSON_AddObjectToObject(all, set->documents[i].id);
    if (!one || !add_counts(one, &set->documents[i].scores))
      return false;
  }
  return all != NULL;
}

bool report_json(output *out, const report *r) {
  cJSON *root = cJSON_CreateObject();
  double interval[] = {in_steps(r->interval[0], 1000), in_steps(r->interval[1], 1000)};
  bool good = root && cJSON_AddNumberToObject(root, "macro_f1", rounded(r->macro)) &&
              add(root, "interval", numbers(interval, 2)) && add_figures(root, &r->sum) && add_genres(root, r->set) &&
              add_rules(root, r->rules) && add_documents(root, r->set);
  char *text = good ? cJSON_PrintUnformatted(root) : NULL;
  if (text) {
    output_puts(out, text);
    output_puts(out, "\n");
  }
  cJSON_free(text);
  cJSON_Delete(root);
  return text != NULL;
}

/* ---- beside an earlier one -------------------------------------------------------- */

static double number_at(const cJSON *list, int index) {
  const cJSON *item = cJSON_GetArrayItem(list, index);
  return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static void print_change(output *out, const char *name, double then, double now) {
  output_printf(out, "%-15s%7.3f%7.3f%+8.3f\n", name, then, now, now - then);
}

/* The change of a field in one document, where there is one: "decisions +2 right, -1 extra". */
static void print_document_change(output *out, const gold_document *d, const cJSON *then) {
  static const char *const words[] = {"right", "extra", "missed"};
  bool told = false;
  for (size_t i = 0; i < FIELDS; i++) {
    const cJSON *old = cJSON_GetObjectItemCaseSensitive(then, field_names[i]);
    counts c = d->scores.of[i];
    double now[] = {(double)c.right, (double)c.extra, (double)c.missed};
    const char *before = told ? "; " : "";
    bool named = false;
    for (int k = 0; k < 3; k++) {
      double change = now[k] - number_at(old, k);
      if (change == 0)
        continue;
      if (!told)
        output_printf(out, "  %s: ", d->id);
      if (!named)
        output_printf(out, "%s%s ", before, field_names[i]);
      output_printf(out, "%s%+.0f %s", named ? ", " : "", change, words[k]);
      named = told = true;
    }
  }
  if (told)
    output_puts(out, "\n");
}

void report_changes(output *out, const report *r, const cJSON *earlier) {
  const cJSON *documents = cJSON_GetObjectItemCaseSensitive(earlier, "documents");
  const cJSON *macro = cJSON_GetObjectItemCaseSensitive(earlier, "macro_f1");
  output_printf(out, "\n%-15s%7s%7s%8s\n", "F1", "then", "now", "change");
  for (size_t i = 0; i < FIELDS; i++)
    print_change(out, field_names[i], number_at(cJSON_GetObjectItemCaseSensitive(earlier, field_names[i]), 2),
                 figures_of(r->sum.of[i]).f1);
  print_change(out, "macro F1", cJSON_IsNumber(macro) ? macro->valuedouble : 0, r->macro);
  for (size_t i = 0; i < r->set->count; i++) {
    const gold_document *d = &r->set->documents[i];
    const cJSON *then = cJSON_GetObjectItemCaseSensitive(documents, d->id);
    if (then)
      print_document_change(out, d, then);
    else
      output_printf(out, "  %s: is new\n", d->id);
  }
}
