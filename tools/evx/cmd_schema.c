/* cmd_schema.c - evx schema: the JSON Schema of the record, and the codes of its warnings. */

#include "cli.h"

static exit_status print_schema(const pack_options *packs) {
  exit_status status;
  output out;
  evx_engine *engine = packs_engine(packs, &status);
  if (!engine)
    return status;
  output_init(&out);
  evx_status s = evx_engine_schema(engine, output_write, &out);
  evx_engine_free(engine);
  if (s != EVX_OK && s != EVX_ERR_CALLBACK) {
    say("%s", evx_status_message(s));
    return EXIT_NOTHING;
  }
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

static exit_status print_warnings(void) {
  output out;
  output_init(&out);
  for (size_t i = 0; evx_warning_code(i); i++)
    output_printf(&out, "%-14s %s\n", evx_warning_code(i), evx_warning_meaning(i));
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

enum { OPT_WARNINGS = 1, OPT_NO_BUILTIN, OPT_PACK, OPT_QUIET, OPT_HELP };

static exit_status run(pack_options *packs, int count, char **words) {
  static const option options[] = {{"warnings", 0, NULL, OPT_WARNINGS},
                                   {"no-builtin", 0, NULL, OPT_NO_BUILTIN},
                                   {"pack", 0, "FILE", OPT_PACK},
                                   {"quiet", 'q', NULL, OPT_QUIET},
                                   {"help", 'h', NULL, OPT_HELP}};
  args a = {.command = "schema", .count = count, .words = words, .options = options, .option_count = 5};
  bool warnings = false;
  for (int found; (found = args_next(&a)) != ARG_END;) {
    switch (found) {
    case OPT_WARNINGS: warnings = true; break;
    case OPT_NO_BUILTIN: packs->no_builtin = true; break;
    case OPT_PACK: packs->packs[packs->count++] = a.value; break;
    case OPT_QUIET: say_nothing(); break;
    case OPT_HELP: return help_print("schema");
    case ARG_OPERAND: say("'evx schema' takes no files; a pack comes with --pack %s", a.value); return EXIT_USAGE;
    default: return EXIT_USAGE;
    }
  }
  return warnings ? print_warnings() : print_schema(packs);
}

exit_status cmd_schema(int count, char **words) {
  return packs_run(count, words, run);
}
