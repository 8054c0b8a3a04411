#include "cli.h"

exit_status cmd_version(int count, char **words) {
  static const option options[] = {{"help", 'h', NULL, 'h'}};
  args a = {.command = "version", .count = count, .words = words, .options = options, .option_count = 1};
  int found = args_next(&a);
  if (found == 'h')
    return help_print("version");
  if (found != ARG_END) {
    if (found == ARG_OPERAND)
      say("'evx version' takes no arguments");
    return EXIT_USAGE;
  }
  output out;
  exit_status status;
  evx_engine *engine = packs_engine(&(pack_options){.count = 0}, &status);
  if (!engine)
    return status;
  output_init(&out);
  output_printf(&out, "evx %s\nrecord format %d\nrule language %d\n", evx_version_string(), evx_record_version(),
                evx_language_version());
  for (size_t i = 0; i < evx_engine_pack_count(engine); i++)
    output_printf(&out, "pack %s %d\n", evx_engine_pack_name(engine, i), evx_engine_pack_version(engine, i));
  output_printf(&out, "confidence %d\n", evx_confidence_version());
  size_t names = 0;
  const char *gazetteer = evx_engine_gazetteer(engine, &names);
  output_printf(&out, "gazetteer %s, %zu names\n", gazetteer, names);
  evx_engine_free(engine);
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}
