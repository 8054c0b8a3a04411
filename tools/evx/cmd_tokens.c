/* cmd_tokens.c - evx tokens: one line per token, in columns. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

/* A row's properties are one column: "cap first" is shown as "cap,first". */
#define PROPERTIES_MAX 160

typedef struct token_printer {
  output *out;
  const char *text;
} token_printer;

static void print_cell(output *out, const char *text, size_t width) {
  size_t columns = text_columns(text, strlen(text));
  output_text(out, text, strlen(text));
  output_spaces(out, columns < width ? width - columns + 2 : 2);
}

static bool print_token(void *user, const evx_token *t) {
  const token_printer *p = user;
  char numbers[64], sentence[24] = "-", properties[PROPERTIES_MAX];
  if (t->sentence != SIZE_MAX)
    snprintf(sentence, sizeof sentence, "%zu", t->sentence);
  snprintf(numbers, sizeof numbers, "%7zu %7zu  %5zu  %5s  ", t->span.begin, t->span.end, t->line, sentence);
  snprintf(properties, sizeof properties, "%s", *t->properties ? t->properties : "-");
  for (char *c = properties; *c; c++) {
    if (*c == ' ')
      *c = ',';
  }
  output_puts(p->out, numbers);
  print_cell(p->out, t->layout, 7);
  print_cell(p->out, t->zone ? t->zone : "-", 12);
  print_cell(p->out, properties, 24);
  output_text(p->out, p->text + t->span.begin, t->span.end - t->span.begin);
  output_puts(p->out, "\n");
  return !p->out->broken;
}

static exit_status show(evx_worker *worker, const char *path) {
  input in;
  output out;
  if (!input_read(path, &in))
    return EXIT_NOTHING;
  output_init(&out);
  output_puts(&out, "  begin     end   line   sent  layout   zone          properties                text\n");
  token_printer printer = {&out, in.bytes};
  evx_status s = evx_tokenize(worker, in.bytes, in.len, print_token, &printer);
  input_free(&in);
  if (s != EVX_OK && s != EVX_ERR_CALLBACK) {
    say("%s: %s", path, evx_status_message(s));
    return EXIT_NOTHING;
  }
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

enum { OPT_NO_BUILTIN = 1, OPT_PACK, OPT_QUIET, OPT_HELP };

static exit_status run(pack_options *packs, int count, char **words) {
  static const option options[] = {{"no-builtin", 0, NULL, OPT_NO_BUILTIN},
                                   {"pack", 0, "FILE", OPT_PACK},
                                   {"quiet", 'q', NULL, OPT_QUIET},
                                   {"help", 'h', NULL, OPT_HELP}};
  args a = {.command = "tokens", .count = count, .words = words, .options = options, .option_count = 4};
  const char *path = NULL;
  for (int found; (found = args_next(&a)) != ARG_END;) {
    switch (found) {
    case OPT_NO_BUILTIN: packs->no_builtin = true; break;
    case OPT_PACK: packs->packs[packs->count++] = a.value; break;
    case OPT_QUIET: say_nothing(); break;
    case OPT_HELP: return help_print("tokens");
    case ARG_OPERAND:
      if (path) {
        say("'evx tokens' shows one file at a time");
        return EXIT_USAGE;
      }
      path = a.value;
      break;
    default: return EXIT_USAGE;
    }
  }
  exit_status status = EXIT_DONE;
  evx_worker *worker = packs_worker(packs, &status);
  if (worker)
    status = show(worker, path ? path : "-");
  evx_worker_free(worker);
  return status;
}

exit_status cmd_tokens(int count, char **words) {
  return packs_run(count, words, run);
}
