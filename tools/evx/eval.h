/* eval.h - what the files of evx eval share: records held against gold records, field by field.
 *
 * A gold record says what a perfect reader takes from a text. Both sides are JSON here, so that records of an earlier
 * evx, or of another program, can be scored too. */
#ifndef EVAL_H
#define EVAL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli.h"

/* ---- eval_tally.c: counts and the figures made of them -------------------------- */

typedef enum field {
  FIELD_NAME,
  FIELD_STATUS,
  FIELD_DATE,
  FIELD_VENUE,
  FIELD_PARTICIPANTS,
  FIELD_DECISIONS,
  FIELD_NEXT_DATE,
  FIELD_NEXT_VENUE,
  FIELD_OTHER,
  FIELDS
} field;

extern const char *const field_names[FIELDS];
/* Whether the field counts in the macro average. */
extern const bool field_in_macro[FIELDS];

typedef struct counts {
  size_t right, extra, missed;
} counts;

typedef struct scores {
  counts of[FIELDS];
} scores;

typedef struct figures {
  double precision, recall, f1;
} figures;

figures figures_of(counts c);
void scores_add(scores *sum, const scores *more);
/* The mean F1 of the fields that count. */
double macro_f1(const scores *s);
/* The 95 % interval of the macro F1 by 300 resamplings of the documents, always the same ones. False: memory is out. */
bool macro_interval(const scores *documents, size_t count, double interval[2]);

/* What became of the values that a rule found; values that gold calls optional do not count. */
typedef struct rule_tally {
  char *rule;
  size_t hits, misses;
} rule_tally;

typedef struct rule_table {
  rule_tally *rules; /* in order of their names once rule_table_sort was called */
  size_t count, room;
  bool failed; /* memory was out */
} rule_table;

void rule_table_count(rule_table *table, const char *rule, bool right);
/* Adds a rule's counts to those that the table has of it. */
void rule_table_add(rule_table *table, const rule_tally *more);
void rule_table_sort(rule_table *table);
void rule_table_free(rule_table *table);

/* ---- eval_text.c: when two wordings are the same -------------------------------- */

/* Memory for the comparison of one document, given back as a whole. */
typedef struct scratch {
  void **blocks;
  size_t count, room;
  bool failed; /* memory was out: what was answered since is worth nothing */
} scratch;

void scratch_free(scratch *mem);
/* Folds case, drops possessives, punctuation and a leading article. "" for NULL. */
const char *wording(scratch *mem, const char *text);
/* The words that two wordings share, as F1 from 0 to 1. */
double shared_words(scratch *mem, const char *a, const char *b);
/* Whether `venue` of a record, an object with name and city, names a place. */
bool venue_is_named(scratch *mem, const cJSON *venue);
/* Whether its name or city is one of the gold names, or holds one with at most four more words. */
bool venue_is_one_of(scratch *mem, const cJSON *venue, const cJSON *gold_names);
/* Whether `name` is that participant: by name or alias, for persons also by surname where nobody else of `everyone`
 * has it. */
bool is_participant(scratch *mem, const char *name, const cJSON *gold, const cJSON *everyone);

/* ---- eval_score.c --------------------------------------------------------------- */

typedef struct scorer {
  scores *scores; /* of this document */
  rule_table *rules;
  scratch *mem;
  const char *document; /* its id */
  output *errors;       /* gets a line for each error; NULL: none */
  bool strict;          /* ask for optional values too */
} scorer;

/* Adds what `record` found of `gold` to the scores. `record` may be NULL: it found nothing. */
void score_document(scorer *s, const cJSON *gold, const cJSON *record);

/* ---- eval_gold.c: gold and records from files ----------------------------------- */

typedef struct gold_document {
  char *id;    /* its file's name without .json */
  char *path;  /* of the gold record; the text is beside it */
  char *genre; /* what it says of itself, else its id up to the first '-' */
  cJSON *gold;
  cJSON *record; /* NULL: nothing was found, or nothing could be read */
  scores scores;
} gold_document;

typedef enum gold_part { PART_ALL, PART_RULES, PART_CHECK } gold_part;

typedef struct gold_set {
  gold_document *documents; /* in the order of folders, and of names in them */
  size_t count, room;
} gold_set;

/* Adds the gold records of a folder, or one file. False with a message. */
bool gold_add(gold_set *set, const char *path, gold_part part);
/* Takes the records from a file, one JSON record a line. False with a message. */
bool gold_take_records(gold_set *set, const char *path);
void gold_free(gold_set *set);
/* The member of an object as a text, or NULL. */
const char *json_text(const cJSON *object, const char *key);

/* ---- eval_confidence.c: how far rules can be trusted ----------------------------- */

/* What rules found in the reports of each source, which is a document's id up to the first '-'. */
typedef struct source_rules {
  char *source;
  rule_table rules;
} source_rules;

typedef struct source_list {
  source_rules *at;
  size_t count;
} source_list;

/* The table of a document's source. NULL: memory is out. Tables move when one is added. */
rule_table *source_table(source_list *list, const char *id);
/* Adds up all sources. False: memory is out, now or when one of them was filled. */
bool source_list_sum(const source_list *list, rule_table *all);
void source_list_free(source_list *list);
/* The table that lib/packs/en/confidence.tsv holds, with its reliability curve in remarks. */
void confidence_print(output *out, const rule_table *all, const source_list *sources, size_t documents);

/* ---- eval_report.c -------------------------------------------------------------- */

typedef struct report {
  const gold_set *set;
  const rule_table *rules;
  scores sum;
  double macro, interval[2];
  size_t with_record;
} report;

void report_text(output *out, const report *r, bool by_rule);
/* False: memory is out. */
bool report_json(output *out, const report *r);
/* What changed since an earlier report, read from its JSON. */
void report_changes(output *out, const report *r, const cJSON *earlier);

#endif
