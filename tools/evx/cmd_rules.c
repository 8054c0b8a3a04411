/* cmd_rules.c - evx rules check, evx rules test: for people who write packs. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

typedef struct rules_options {
  pack_options packs;
  const char *task; /* "check" or "test" */
  bool quiet;
  bool warnings_fail; /* --werror */
  bool cover;
  fmt_mode mode;      /* of fmt */
  const char **files; /* of profile */
  size_t file_count;
} rules_options;

static const char *const tasks[] = {"check", "test", "fmt", "list", "profile"};
#define TASKS (sizeof tasks / sizeof *tasks)

static bool is_task(const char *word) {
  for (size_t i = 0; i < TASKS; i++) {
    if (strcmp(word, tasks[i]) == 0)
      return true;
  }
  const char *meant = closest(word, tasks, TASKS);
  if (meant)
    say("'evx rules' cannot '%s'; did you mean '%s'?", word, meant);
  else
    say("'evx rules' can check, test, fmt, list and profile packs, not '%s'; write 'evx rules check %s'", word, word);
  return false;
}

static size_t count_diags(const evx_builder *builder, evx_severity severity) {
  size_t n = 0;
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++)
    n += evx_builder_diag(builder, i)->severity == severity;
  return n;
}

static const char *plural(size_t n) {
  return n == 1 ? "" : "s";
}

static exit_status say_errors(const evx_builder *builder, evx_status s, bool quiet) {
  size_t errors = count_diags(builder, EVX_ERROR);
  if (s != EVX_ERR_RULE)
    say("the packs cannot be compiled: %s", evx_status_message(s));
  else if (!quiet)
    say("%zu error%s", errors, plural(errors));
  return EXIT_PACKS;
}

static exit_status check(evx_builder *builder, const rules_options *o) {
  evx_engine *engine = NULL;
  output out;
  output_init(&out);
  evx_status s = evx_builder_lint(builder, o->packs.count == 0);
  if (s == EVX_OK)
    s = evx_builder_finish(builder, &engine);
  say_diags(builder, EVX_NOTE);
  if (s != EVX_OK)
    return say_errors(builder, s, o->quiet);
  size_t packs = evx_engine_pack_count(engine), rules = evx_engine_rule_count(engine);
  size_t warnings = count_diags(builder, EVX_WARNING);
  if (!o->quiet)
    output_printf(&out, "%zu pack%s, %zu rule%s: no errors, %zu warning%s\n", packs, plural(packs), rules,
                  plural(rules), warnings, plural(warnings));
  evx_engine_free(engine);
  if (!output_flush(&out))
    return EXIT_NOTHING;
  return warnings && o->warnings_fail ? EXIT_PACKS : EXIT_DONE;
}

static void print_coverage(output *out, const evx_coverage *c) {
  output_printf(out, "reached: %zu of %zu rules, %zu of %zu alternatives, %zu of %zu lexicons\n", c->rules_reached,
                c->rules, c->alternatives_reached, c->alternatives, c->lexicons_reached, c->lexicons);
}

static exit_status test(evx_builder *builder, const rules_options *o) {
  bool builtin = o->packs.count == 0;
  evx_coverage coverage = {0};
  size_t passed = 0, failed = 0;
  output out;
  output_init(&out);
  evx_status s = evx_builder_run_tests(builder, builtin, &passed, &failed);
  if (s == EVX_OK && o->cover)
    s = evx_builder_cover(builder, builtin, &coverage);
  say_diags(builder, o->cover ? EVX_NOTE : EVX_ERROR);
  if (s != EVX_OK && !failed)
    return say_errors(builder, s, o->quiet);
  if (!o->quiet)
    output_printf(&out, "%zu example%s passed, %zu failed\n", passed, plural(passed), failed);
  if (!o->quiet && o->cover)
    print_coverage(&out, &coverage);
  if (!output_flush(&out))
    return EXIT_NOTHING;
  return failed ? EXIT_SOME_FAILED : EXIT_DONE;
}

enum { OPT_NO_BUILTIN = 1, OPT_PACK, OPT_GAZETTEER, OPT_QUIET, OPT_WERROR, OPT_COVER, OPT_WRITE, OPT_CHECK, OPT_HELP };

/* EXIT_DONE: go on. `help` is set where the user asked for it. */
static exit_status parse(rules_options *o, int count, char **words, bool *help) {
  static const option options[] = {
      {"no-builtin", 0, NULL, OPT_NO_BUILTIN}, {"pack", 0, "FILE", OPT_PACK}, {"quiet", 'q', NULL, OPT_QUIET},
      {"werror", 0, NULL, OPT_WERROR},         {"cover", 0, NULL, OPT_COVER}, {"write", 'w', NULL, OPT_WRITE},
      {"check", 0, NULL, OPT_CHECK},           {"help", 'h', NULL, OPT_HELP}, {"gazetteer", 0, "FILE", OPT_GAZETTEER}};
  args a = {.command = "rules",
            .count = count,
            .words = words,
            .options = options,
            .option_count = sizeof options / sizeof *options};
  for (int found; (found = args_next(&a)) != ARG_END;) {
    switch (found) {
    case OPT_GAZETTEER: o->packs.gazetteer = a.value; break;
    case OPT_NO_BUILTIN: o->packs.no_builtin = true; break;
    case OPT_QUIET: o->quiet = true; break;
    case OPT_WERROR: o->warnings_fail = true; break;
    case OPT_COVER: o->cover = true; break;
    case OPT_WRITE: o->mode = FMT_WRITE; break;
    case OPT_CHECK: o->mode = FMT_CHECK; break;
    case OPT_HELP: *help = true; return EXIT_DONE;
    case OPT_PACK: o->packs.packs[o->packs.count++] = a.value; break;
    case ARG_OPERAND:
      if (o->task && strcmp(o->task, "profile") == 0)
        o->files[o->file_count++] = a.value;
      else if (o->task)
        o->packs.packs[o->packs.count++] = a.value;
      else if (is_task(a.value))
        o->task = a.value;
      else
        return EXIT_USAGE;
      break;
    default: return EXIT_USAGE;
    }
  }
  if (o->task)
    return EXIT_DONE;
  say("what to do with the rules? 'evx rules check', 'test', 'fmt', 'list' or 'profile'; see 'evx rules --help'");
  return EXIT_USAGE;
}

static exit_status run(rules_options *o, int count, char **words) {
  bool help = false;
  exit_status status = parse(o, count, words, &help);
  if (status != EXIT_DONE || help)
    return help ? help_print("rules") : status;
  if (strcmp(o->task, "fmt") == 0)
    return fmt_packs(&o->packs, o->mode);
  if (strcmp(o->task, "list") == 0)
    return list_packs(&o->packs);
  if (strcmp(o->task, "profile") == 0)
    return profile_files(&o->packs, o->files, o->file_count);
  evx_builder *builder = packs_load(&o->packs);
  if (!builder)
    return EXIT_PACKS;
  if (strcmp(o->task, "check") == 0)
    status = check(builder, o);
  else
    status = test(builder, o);
  evx_builder_free(builder);
  return status;
}

exit_status cmd_rules(int count, char **words) {
  rules_options o = {.task = NULL};
  o.packs.packs = calloc((size_t)count + 1, sizeof *o.packs.packs);
  o.files = calloc((size_t)count + 1, sizeof *o.files);
  exit_status status = EXIT_NOTHING;
  if (o.packs.packs && o.files)
    status = run(&o, count, words);
  else
    say("not enough memory");
  free(o.packs.packs);
  free(o.files);
  return status;
}
