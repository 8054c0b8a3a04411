/* cmd_explain.c - evx explain: why each record is there, and why a rule nearly found one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define HANG 11 /* columns before what is said of a rule */

typedef struct explain_printer {
  output *out;
  const input *in;
  size_t line; /* of the text, last shown */
  size_t told;
} explain_printer;

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next word goes on in the line where it fits into it, else in a new one. */
static void next_word(output *out, const char *gap, size_t columns) {
  if (out->width && out->column > HANG && out->column + strlen(gap) + columns > out->width) {
    output_puts(out, "\n");
    output_spaces(out, HANG);
  } else {
    output_puts(out, gap);
  }
}

/* Words, each behind a space. */
static void print_words(output *out, const char *text, size_t len) {
  for (size_t at = 0, stop; at < len; at = stop + 1) {
    for (stop = at; stop < len && text[stop] != ' ';)
      stop++;
    next_word(out, " ", text_columns(text + at, stop - at));
    output_text(out, text + at, stop - at);
  }
}

/* A piece of the text between quotes, its white space single. */
static void print_quoted(explain_printer *p, evx_span span) {
  const char *bytes = p->in->bytes; /* which no NUL ends */
  bool first = true;
  for (size_t at = span.begin; at < span.end; first = false) {
    size_t stop = at;
    while (stop < span.end && !is_blank(bytes[stop]))
      stop++;
    next_word(p->out, first ? "" : " ", text_columns(bytes + at, stop - at) + 1 /* a quote */);
    output_puts(p->out, first ? "\"" : "");
    output_text(p->out, bytes + at, stop - at);
    for (at = stop; at < span.end && is_blank(bytes[at]);)
      at++;
  }
  output_puts(p->out, first ? "\"\"" : "\"");
}

static void print_captures(explain_printer *p, const evx_explanation *e) {
  for (size_t i = 0; i < e->capture_count; i++) {
    output_puts(p->out, i ? "," : "");
    output_spaces(p->out, i ? 0 : HANG - 1);
    print_words(p->out, e->captures[i].name, strlen(e->captures[i].name));
    output_puts(p->out, " ");
    print_quoted(p, e->captures[i].span);
  }
  if (e->capture_count)
    output_puts(p->out, "\n");
}

static void print_verdict(explain_printer *p, const char *word, ink tone) {
  output_puts(p->out, "  ");
  output_ink(p->out, tone);
  output_printf(p->out, "%-8s", word);
  output_ink(p->out, INK_PLAIN);
  output_puts(p->out, " ");
}

static void print_miss(explain_printer *p, const evx_explanation *e) {
  print_verdict(p, "nearly", INK_OPEN);
  output_printf(p->out, "%s  ", e->rule);
  print_quoted(p, e->span);
  output_puts(p->out, "\n           ");
  if (e->failed.begin < e->failed.end) {
    output_puts(p->out, "then ");
    print_quoted(p, e->failed);
  } else {
    output_puts(p->out, "then the sentence ended");
  }
  print_words(p->out, "where it wants", strlen("where it wants"));
  print_words(p->out, e->wanted, e->wanted_len > 60 ? 60 : e->wanted_len);
  output_puts(p->out, e->wanted_len > 60 ? "..." : "");
  next_word(p->out, " ", strlen(e->source) + strlen("(:1234:12)"));
  output_printf(p->out, "(%s:%zu:%zu)\n", e->source, e->line, e->column);
}

static void print_match(explain_printer *p, const evx_explanation *e) {
  static const char *const words[] = {
      [EVX_WHY_FOUND] = "found", [EVX_WHY_REJECTED] = "rejected", [EVX_WHY_OUTRANKED] = "lost"};
  print_verdict(p, words[e->why], e->why == EVX_WHY_FOUND ? INK_GOOD : INK_BAD);
  output_printf(p->out, "%s  %s (%s:%zu:%zu)  ", e->record ? e->record : "-", e->rule, e->source, e->line, e->column);
  print_quoted(p, e->span);
  output_puts(p->out, "\n");
  print_captures(p, e);
  if (!e->other)
    return;
  output_printf(p->out, "           to %s%s%s  ", e->other, e->criterion ? " by " : "",
                e->criterion ? e->criterion : "");
  print_quoted(p, e->other_span);
  output_puts(p->out, "\n");
}

static bool print_explanation(void *user, const evx_explanation *e) {
  explain_printer *p = user;
  if (e->text_line != p->line) {
    output_puts(p->out, p->told ? "\n" : "");
    output_ink(p->out, INK_TITLE);
    output_printf(p->out, "line %zu", e->text_line);
    output_ink(p->out, INK_PLAIN);
    output_puts(p->out, "\n");
  }
  p->line = e->text_line;
  p->told++;
  if (e->why == EVX_WHY_NEAR_MISS)
    print_miss(p, e);
  else
    print_match(p, e);
  return !p->out->broken;
}

static bool is_disabled(const evx_engine *engine, const char *rule) {
  const char *name;
  for (size_t i = 0; (name = evx_engine_disabled_rule(engine, i)) != NULL; i++) {
    if (strcmp(name, rule) == 0)
      return true;
  }
  return false;
}

static exit_status unknown_rule(const evx_engine *engine, const char *rule) {
  if (is_disabled(engine, rule))
    say("rule %s is switched off by a pack, with disable", rule);
  else
    say("no rule is called '%s'; 'evx rules list' names them", rule);
  return EXIT_USAGE;
}

static exit_status explain(const evx_engine *engine, evx_worker *worker, const char *path,
                           const evx_explain_options *options, color_mode color) {
  input in;
  output out;
  if (!input_read(path, &in))
    return EXIT_NOTHING;
  output_init(&out);
  output_use_terminal(&out, color);
  explain_printer printer = {.out = &out, .in = &in};
  evx_status s = evx_explain(worker, in.bytes, in.len, options, print_explanation, &printer);
  input_free(&in);
  if (s == EVX_ERR_ARG && options->rule)
    return unknown_rule(engine, options->rule);
  if (s != EVX_OK && s != EVX_ERR_CALLBACK) {
    say("%s: %s", path, evx_status_message(s));
    return EXIT_NOTHING;
  }
  if (!printer.told)
    output_puts(&out, "nothing matched here, and nothing came near\n");
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

static bool parse_line(const char *text, size_t *line) {
  char *end = NULL;
  unsigned long n = strtoul(text, &end, 10);
  *line = (size_t)n;
  return *text >= '1' && *text <= '9' && *end == '\0';
}

enum { OPT_AT = 1, OPT_RULE, OPT_NO_BUILTIN, OPT_PACK, OPT_GAZETTEER, OPT_QUIET, OPT_COLOR, OPT_HELP };

static exit_status run(pack_options *packs, int count, char **words) {
  static const option options[] = {
      {"at", 0, "LINE", OPT_AT},       {"rule", 0, "NAME", OPT_RULE},          {"no-builtin", 0, NULL, OPT_NO_BUILTIN},
      {"pack", 0, "FILE", OPT_PACK},   {"quiet", 'q', NULL, OPT_QUIET},        {"help", 'h', NULL, OPT_HELP},
      {"color", 0, "auto", OPT_COLOR}, {"gazetteer", 0, "FILE", OPT_GAZETTEER}};
  args a = {.command = "explain",
            .count = count,
            .words = words,
            .options = options,
            .option_count = sizeof options / sizeof *options};
  evx_explain_options asked = EVX_EXPLAIN_INIT;
  const char *path = NULL;
  color_mode color = COLOR_AUTO;
  for (int found; (found = args_next(&a)) != ARG_END;) {
    switch (found) {
    case OPT_AT:
      if (!parse_line(a.value, &asked.line)) {
        say("--at takes the number of a line, from 1, not '%s'", a.value);
        return EXIT_USAGE;
      }
      break;
    case OPT_RULE: asked.rule = a.value; break;
    case OPT_GAZETTEER: packs->gazetteer = a.value; break;
    case OPT_NO_BUILTIN: packs->no_builtin = true; break;
    case OPT_PACK: packs->packs[packs->count++] = a.value; break;
    case OPT_COLOR:
      if (!color_mode_of(a.value, &color))
        return EXIT_USAGE;
      break;
    case OPT_QUIET: say_nothing(); break;
    case OPT_HELP: return help_print("explain");
    case ARG_OPERAND:
      if (path) {
        say("'evx explain' explains one file at a time");
        return EXIT_USAGE;
      }
      path = a.value;
      break;
    default: return EXIT_USAGE;
    }
  }
  exit_status status = EXIT_DONE;
  evx_worker *worker = NULL;
  evx_engine *engine = packs_engine(packs, &status);
  if (engine && evx_worker_new(engine, &worker) == EVX_OK)
    status = explain(engine, worker, path ? path : "-", &asked, color);
  else if (engine)
    say("not enough memory");
  evx_worker_free(worker);
  evx_engine_free(engine);
  return status;
}

exit_status cmd_explain(int count, char **words) {
  return packs_run(count, words, run);
}
