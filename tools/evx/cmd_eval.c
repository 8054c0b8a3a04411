/* cmd_eval.c - evx eval: how good the records are, held against gold records. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"

typedef struct eval_options {
  pack_options packs;
  const char **gold; /* folders and files */
  size_t gold_count;
  const char *records; /* a file of records to score; NULL: evx reads the texts */
  const char *against; /* an earlier report in JSON */
  gold_part part;
  bool json, errors, rules, no_date, strict;
  bool confidence; /* print the table of measured rules instead */
} eval_options;

enum {
  OPT_PART = 1,
  OPT_RECORDS,
  OPT_AGAINST,
  OPT_FORMAT,
  OPT_ERRORS,
  OPT_RULES,
  OPT_NO_DATE,
  OPT_STRICT,
  OPT_CONFIDENCE,
  OPT_PACK,
  OPT_GAZETTEER,
  OPT_NO_BUILTIN,
  OPT_QUIET,
  OPT_HELP
};

static const option eval_table[] = {
    {"part", 0, "rules", OPT_PART},          {"records", 0, "FILE", OPT_RECORDS},
    {"against", 0, "FILE", OPT_AGAINST},     {"format", 0, "json", OPT_FORMAT},
    {"errors", 0, NULL, OPT_ERRORS},         {"rules", 0, NULL, OPT_RULES},
    {"no-date", 0, NULL, OPT_NO_DATE},       {"strict", 0, NULL, OPT_STRICT},
    {"pack", 0, "FILE", OPT_PACK},           {"no-builtin", 0, NULL, OPT_NO_BUILTIN},
    {"quiet", 'q', NULL, OPT_QUIET},         {"help", 'h', NULL, OPT_HELP},
    {"gazetteer", 0, "FILE", OPT_GAZETTEER}, {"write-confidence", 0, NULL, OPT_CONFIDENCE},
};

static bool take_part(eval_options *o, const char *value) {
  if (strcmp(value, "rules") == 0)
    o->part = PART_RULES;
  else if (strcmp(value, "check") == 0)
    o->part = PART_CHECK;
  else
    say("--part is rules or check, not '%s'", value);
  return o->part != PART_ALL;
}

static bool take_format(eval_options *o, const char *value) {
  o->json = strcmp(value, "json") == 0;
  if (o->json || strcmp(value, "text") == 0)
    return true;
  say("--format is text or json, not '%s'", value);
  return false;
}

static bool take_option(eval_options *o, int id, const char *value) {
  switch (id) {
  case OPT_PART: return take_part(o, value);
  case OPT_FORMAT: return take_format(o, value);
  case OPT_RECORDS: o->records = value; return true;
  case OPT_AGAINST: o->against = value; return true;
  case OPT_ERRORS: o->errors = true; return true;
  case OPT_RULES: o->rules = true; return true;
  case OPT_NO_DATE: o->no_date = true; return true;
  case OPT_STRICT: o->strict = true; return true;
  case OPT_CONFIDENCE: o->confidence = true; return true;
  case OPT_PACK: o->packs.packs[o->packs.count++] = value; return true;
  case OPT_GAZETTEER: o->packs.gazetteer = value; return true;
  case OPT_NO_BUILTIN: o->packs.no_builtin = true; return true;
  case OPT_QUIET: say_nothing(); return true;
  case ARG_OPERAND: o->gold[o->gold_count++] = value; return true;
  }
  return false; /* ARG_WRONG */
}

/* EXIT_DONE: go on. `help` is set where the user asked for it. */
static exit_status parse(eval_options *o, int count, char **words, bool *help) {
  args a = {.command = "eval", .count = count, .words = words, .options = eval_table};
  a.option_count = sizeof eval_table / sizeof *eval_table;
  for (int found; (found = args_next(&a)) != ARG_END;) {
    if (found == OPT_HELP) {
      *help = true;
      return EXIT_DONE;
    }
    if (!take_option(o, found, a.value))
      return EXIT_USAGE;
  }
  if (!o->gold_count)
    say("what to hold the records against? evx eval GOLD, a folder of gold records; see 'evx eval --help'");
  else if (o->json && (o->errors || o->rules || o->against))
    say("--errors, --rules and --against are for people, not for --format json, which has all figures");
  else if (o->confidence && (o->json || o->errors || o->rules || o->against || o->part == PART_CHECK))
    say("--write-confidence prints its table alone, of what rules may be written from");
  else
    return EXIT_DONE;
  return EXIT_USAGE;
}

/* ---- reading the texts ------------------------------------------------------------ */

/* The text beside a gold record; the caller frees it. */
static char *text_path(const char *gold_path) {
  size_t len = strlen(gold_path), end = strlen(".json");
  char *path = malloc(len + 1);
  if (path) {
    memcpy(path, gold_path, len + 1);
    if (len > end)
      memcpy(path + len - end, ".txt", sizeof ".txt");
  }
  return path;
}

static cJSON *record_of(evx_worker *worker, const gold_document *d, const input *in, bool no_date) {
  evx_options options = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  char *json = NULL;
  options.id = d->id;
  options.reference = no_date ? NULL : json_text(d->gold, "document_date");
  evx_status s = evx_extract(worker, in->bytes, in->len, &options, &result);
  if (s == EVX_OK)
    s = evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL);
  cJSON *record = json ? cJSON_Parse(json) : NULL;
  if (!record)
    say("%s: %s", d->path, s == EVX_OK ? "not enough memory" : evx_status_message(s));
  evx_string_free(json);
  evx_result_free(result);
  return record;
}

static bool extract_document(evx_worker *worker, gold_document *d, bool no_date) {
  char *path = text_path(d->path);
  input in;
  if (!path)
    say("not enough memory");
  if (path && input_read(path, &in)) {
    d->record = record_of(worker, d, &in, no_date);
    input_free(&in);
  }
  free(path);
  return d->record != NULL;
}

/* EXIT_SOME_FAILED where a text could not be read: it counts as one in which nothing was found. */
static exit_status extract_all(const eval_options *o, gold_set *set) {
  exit_status status;
  evx_worker *worker = packs_worker(&o->packs, &status);
  if (!worker)
    return status;
  status = EXIT_DONE;
  for (size_t i = 0; i < set->count; i++) {
    if (!extract_document(worker, &set->documents[i], o->no_date))
      status = EXIT_SOME_FAILED;
  }
  evx_worker_free(worker);
  return status;
}

/* ---- scoring ---------------------------------------------------------------------- */

/* False: memory is out. */
static bool score_all(const eval_options *o, gold_set *set, report *r, source_list *sources, rule_table *rules,
                      output *errors) {
  scores *each = calloc(set->count + 1, sizeof *each);
  bool good = each != NULL;
  for (size_t i = 0; good && i < set->count; i++) {
    gold_document *d = &set->documents[i];
    scratch mem = {NULL, 0, 0, false};
    rule_table *found = source_table(sources, d->id);
    if (!found) {
      good = false;
      break;
    }
    scorer s = {&d->scores, found, &mem, d->id, errors, o->strict};
    score_document(&s, d->gold, d->record);
    scores_add(&r->sum, &d->scores);
    each[i] = d->scores;
    r->with_record += d->record != NULL;
    good = !mem.failed;
    scratch_free(&mem);
  }
  good = good && source_list_sum(sources, rules) && macro_interval(each, set->count, r->interval);
  free(each);
  r->macro = macro_f1(&r->sum);
  rule_table_sort(rules);
  return good;
}

static exit_status print_report(const eval_options *o, output *out, const report *r, const source_list *sources,
                                const cJSON *earlier) {
  bool good = true;
  if (o->confidence)
    confidence_print(out, r->rules, sources, r->set->count);
  else if (o->json)
    good = report_json(out, r);
  else
    report_text(out, r, o->rules);
  if (earlier)
    report_changes(out, r, earlier);
  if (!good)
    say("not enough memory");
  return output_flush(out) && good ? EXIT_DONE : EXIT_NOTHING;
}

static exit_status evaluate(const eval_options *o, gold_set *set, const cJSON *earlier) {
  exit_status status = EXIT_DONE, printed;
  rule_table rules = {0};
  source_list sources = {0};
  output out;
  output_init(&out);
  if (o->records && !gold_take_records(set, o->records))
    return EXIT_NOTHING;
  if (!o->records)
    status = extract_all(o, set);
  if (status != EXIT_DONE && status != EXIT_SOME_FAILED)
    return status;
  report r = {.set = set, .rules = &rules};
  if (score_all(o, set, &r, &sources, &rules, o->errors ? &out : NULL)) {
    printed = print_report(o, &out, &r, &sources, earlier);
  } else {
    say("not enough memory");
    printed = EXIT_NOTHING;
  }
  rule_table_free(&rules);
  source_list_free(&sources);
  return printed == EXIT_DONE ? status : printed;
}

/* NULL with a message where the file is no report. */
static cJSON *earlier_report(const char *path) {
  input in;
  if (!input_read(path, &in))
    return NULL;
  cJSON *json = cJSON_ParseWithLength(in.bytes, in.len);
  input_free(&in);
  if (cJSON_GetObjectItemCaseSensitive(json, "macro_f1"))
    return json;
  say("%s: is no report of 'evx eval --format json'", path);
  cJSON_Delete(json);
  return NULL;
}

static exit_status run(eval_options *o, int count, char **words) {
  bool help = false;
  exit_status status = parse(o, count, words, &help);
  if (status != EXIT_DONE || help)
    return help ? help_print("eval") : status;
  gold_set set = {NULL, 0, 0};
  bool good = true;
  for (size_t i = 0; good && i < o->gold_count; i++)
    good = gold_add(&set, o->gold[i], o->confidence ? PART_RULES : o->part);
  cJSON *earlier = good && o->against ? earlier_report(o->against) : NULL;
  status = good && (earlier || !o->against) ? evaluate(o, &set, earlier) : EXIT_NOTHING;
  cJSON_Delete(earlier);
  gold_free(&set);
  return status;
}

exit_status cmd_eval(int count, char **words) {
  eval_options o = {.part = PART_ALL};
  size_t room = (size_t)count + 1;
  o.packs.packs = calloc(room, sizeof *o.packs.packs);
  o.gold = calloc(room, sizeof *o.gold);
  exit_status status = EXIT_NOTHING;
  if (o.packs.packs && o.gold)
    status = run(&o, count, words);
  else
    say("not enough memory");
  free(o.packs.packs);
  free(o.gold);
  return status;
}
