#include "cli.h"

exit_status cmd_licenses(int count, char **words) {
  static const option options[] = {{"help", 'h', NULL, 'h'}};
  args a = {.command = "licenses", .count = count, .words = words, .options = options, .option_count = 1};
  int found = args_next(&a);
  if (found == 'h')
    return help_print("licenses");
  if (found != ARG_END) {
    if (found == ARG_OPERAND)
      say("'evx licenses' takes no arguments");
    return EXIT_USAGE;
  }
  output out;
  output_init(&out);
  output_puts(&out, evx_notices());
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}
