/* cmd_list.c - evx rules list, evx rules profile: tables about packs. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- list -------------------------------------------------------------------- */

static const char *own_name(const char *full, const char *pack) {
  size_t len = strlen(pack);
  return strncmp(full, pack, len) == 0 && full[len] == '.' ? full + len + 1 : full;
}

static void list_rules(output *out, const evx_engine *engine, const char *pack) {
  evx_rule_info r;
  for (size_t i = 0; evx_engine_rule(engine, i, &r); i++) {
    char what[64], priority[32] = "";
    if (strcmp(r.pack, pack) != 0)
      continue;
    if (r.priority != 0 && r.priority != INT64_MAX)
      snprintf(priority, sizeof priority, "priority %lld", (long long)r.priority);
    snprintf(what, sizeof what, "%s %s", !r.record ? "reject" : r.emits ? "emit" : "mark", r.record ? r.record : "");
    output_printf(out, "  %-9s %-26s %-22s %-13s phase %-17s %zu example%s  %s:%zu\n", r.record ? "rule" : "reject",
                  own_name(r.name, pack), r.record ? what : "", priority, r.phase, r.examples,
                  r.examples == 1 ? " " : "s", r.source, r.line);
  }
}

static void list_lexicons(output *out, const evx_engine *engine, const char *pack) {
  evx_lexicon_info l;
  for (size_t i = 0; evx_engine_lexicon(engine, i, &l); i++) {
    if (strcmp(l.pack, pack) == 0)
      output_printf(out, "  lexicon   %-26s %zu entries\n", l.name, l.entries);
  }
}

static void list_records(output *out, const evx_engine *engine, const char *pack) {
  evx_record_type_info r;
  evx_field_info f;
  for (size_t i = 0; evx_engine_record_type(engine, i, &r); i++) {
    if (strcmp(r.pack, pack) != 0)
      continue;
    output_printf(out, "  record    %-26s ", r.name);
    for (size_t k = 0; evx_engine_record_field(engine, i, k, &f); k++)
      output_printf(out, "%s%s: %s%s%s%s%s", k ? ", " : "", f.name, f.type, f.item ? "(" : "", f.item ? f.item : "",
                    f.item ? ")" : "", f.optional ? "?" : "");
    output_puts(out, "\n");
  }
}

exit_status list_packs(const pack_options *packs) {
  exit_status status;
  output out;
  evx_engine *engine = packs_engine(packs, &status);
  if (!engine)
    return status;
  output_init(&out);
  for (size_t i = 0; i < evx_engine_pack_count(engine); i++) {
    const char *pack = evx_engine_pack_name(engine, i);
    output_printf(&out, "%spack %s version %d\n", i ? "\n" : "", pack, evx_engine_pack_version(engine, i));
    list_records(&out, engine, pack);
    list_lexicons(&out, engine, pack);
    list_rules(&out, engine, pack);
  }
  const char *rule;
  for (size_t i = 0; (rule = evx_engine_disabled_rule(engine, i)) != NULL; i++)
    output_printf(&out, "%sdisabled    %s\n", i ? "" : "\n", rule);
  evx_engine_free(engine);
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

/* ---- profile ------------------------------------------------------------------ */

typedef struct profile_row {
  evx_rule_info rule;
  evx_rule_profile profile;
} profile_row;

static int slower_first(const void *a, const void *b) {
  const profile_row *x = a, *y = b;
  if (x->profile.nanoseconds != y->profile.nanoseconds)
    return x->profile.nanoseconds > y->profile.nanoseconds ? -1 : 1;
  if (x->profile.steps != y->profile.steps)
    return x->profile.steps > y->profile.steps ? -1 : 1;
  return strcmp(x->rule.name, y->rule.name);
}

static void print_rows(output *out, const profile_row *rows, size_t count) {
  uint64_t all = 0, idle = 0;
  for (size_t i = 0; i < count; i++) {
    all += rows[i].profile.nanoseconds;
    idle += rows[i].profile.searches == 0;
  }
  output_puts(out, "  time    searches     matches    accepted  steps/search  rule\n");
  for (size_t i = 0; i < count && rows[i].profile.searches; i++) {
    const evx_rule_profile *p = &rows[i].profile;
    output_printf(out, "%5.1f%%  %10llu  %10llu  %10llu  %12.1f  %s\n",
                  all ? 100.0 * (double)p->nanoseconds / (double)all : 0.0, (unsigned long long)p->searches,
                  (unsigned long long)p->matches, (unsigned long long)p->accepted,
                  (double)p->steps / (double)p->searches, rows[i].rule.name);
  }
  output_printf(out, "%zu rules, of which the prefilters left %llu out\n", count, (unsigned long long)idle);
}

static exit_status read_files(evx_worker *worker, const char *const *files, size_t count) {
  exit_status status = EXIT_DONE;
  for (size_t i = 0; i < count; i++) {
    input in;
    evx_result *result = NULL;
    if (!input_read(files[i], &in)) {
      status = EXIT_SOME_FAILED;
      continue;
    }
    evx_status s = evx_extract(worker, in.bytes, in.len, NULL, &result);
    if (s != EVX_OK) {
      say("%s: %s", files[i], evx_status_message(s));
      status = EXIT_SOME_FAILED;
    }
    evx_result_free(result);
    input_free(&in);
  }
  return status;
}

static exit_status profile(const evx_engine *engine, evx_worker *worker, const char *const *files, size_t count) {
  output out;
  size_t rules = evx_engine_rule_count(engine);
  profile_row *rows = calloc(rules + 1, sizeof *rows);
  if (!rows || evx_worker_profile(worker) != EVX_OK) {
    free(rows);
    say("not enough memory");
    return EXIT_NOTHING;
  }
  exit_status status = read_files(worker, files, count);
  for (size_t i = 0; i < rules; i++) {
    evx_engine_rule(engine, i, &rows[i].rule);
    evx_worker_rule_profile(worker, i, &rows[i].profile);
  }
  qsort(rows, rules, sizeof *rows, slower_first);
  output_init(&out);
  print_rows(&out, rows, rules);
  free(rows);
  return output_flush(&out) ? status : EXIT_NOTHING;
}

exit_status profile_files(const pack_options *packs, const char *const *files, size_t count) {
  exit_status status;
  evx_worker *worker = NULL;
  if (count == 0) {
    say("profile over which reports? 'evx rules profile [--pack PACK]... FILE...'");
    return EXIT_USAGE;
  }
  evx_engine *engine = packs_engine(packs, &status);
  if (!engine)
    return status;
  if (evx_worker_new(engine, &worker) == EVX_OK) {
    status = profile(engine, worker, files, count);
  } else {
    say("not enough memory");
    status = EXIT_NOTHING;
  }
  evx_worker_free(worker);
  evx_engine_free(engine);
  return status;
}
