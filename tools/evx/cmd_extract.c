/* cmd_extract.c - evx extract: documents in, records out, one document at a time. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch_run.h"

typedef enum format { FORMAT_UNSET, FORMAT_JSON, FORMAT_JSONL, FORMAT_FLAT, FORMAT_TEXT, FORMAT_HTML } format;

typedef struct extract_options {
  pack_options packs;
  const char **files;
  size_t file_count;
  const char *date;
  format format;
  evx_offsets offsets;
  evx_day_order order;
  color_mode color;
  bool pretty;
  bool quiet;
  bool ndjson;
  size_t jobs, max_size; /* of --ndjson; 0: not said */
} extract_options;

/* ---- options ----------------------------------------------------------------- */

enum {
  OPT_DATE = 1,
  OPT_FORMAT,
  OPT_PRETTY,
  OPT_OFFSETS,
  OPT_DMY,
  OPT_MDY,
  OPT_PACK,
  OPT_GAZETTEER,
  OPT_NO_BUILTIN,
  OPT_QUIET,
  OPT_COLOR,
  OPT_NDJSON,
  OPT_JOBS,
  OPT_MAX_SIZE,
  OPT_HELP
};

static const option extract_table[] = {
    {"date", 0, "2025-04-12", OPT_DATE},
    {"format", 0, "json", OPT_FORMAT},
    {"pretty", 0, NULL, OPT_PRETTY},
    {"offsets", 0, "byte", OPT_OFFSETS},
    {"dmy", 0, NULL, OPT_DMY},
    {"mdy", 0, NULL, OPT_MDY},
    {"pack", 0, "FILE", OPT_PACK},
    {"no-builtin", 0, NULL, OPT_NO_BUILTIN},
    {"color", 0, "auto", OPT_COLOR},
    {"quiet", 'q', NULL, OPT_QUIET},
    {"help", 'h', NULL, OPT_HELP},
    {"gazetteer", 0, "FILE", OPT_GAZETTEER},
    {"ndjson", 0, NULL, OPT_NDJSON},
    {"jobs", 'j', "2", OPT_JOBS},
    {"max-size", 0, "16M", OPT_MAX_SIZE},
};

static const char *const format_names[] = {"json", "jsonl", "flat", "text", "html"};
static const char *const offset_names[] = {"byte", "codepoint", "utf16"};

static bool take_order(extract_options *o, evx_day_order order) {
  if (o->order != EVX_ORDER_FOUND && o->order != order) {
    say("--dmy and --mdy cannot both be");
    return false;
  }
  o->order = order;
  return true;
}

static bool take_option(extract_options *o, int id, const char *value) {
  int choice = 0;
  switch (id) {
  case OPT_DATE: o->date = value; return true;
  case OPT_DMY: return take_order(o, EVX_DAY_FIRST);
  case OPT_MDY: return take_order(o, EVX_MONTH_FIRST);
  case OPT_PRETTY: o->pretty = true; return true;
  case OPT_GAZETTEER: o->packs.gazetteer = value; return true;
  case OPT_NO_BUILTIN: o->packs.no_builtin = true; return true;
  case OPT_COLOR: return color_mode_of(value, &o->color);
  case OPT_NDJSON: o->ndjson = true; return true;
  case OPT_JOBS: return take_jobs(value, &o->jobs);
  case OPT_MAX_SIZE: return take_size(value, &o->max_size);
  case OPT_QUIET: o->quiet = true; return true;
  case OPT_PACK: o->packs.packs[o->packs.count++] = value; return true;
  case ARG_OPERAND: o->files[o->file_count++] = value; return true;
  case OPT_FORMAT:
    choice = args_choose("format", value, format_names, 5);
    o->format = (format)(FORMAT_JSON + choice);
    return choice >= 0;
  case OPT_OFFSETS:
    choice = args_choose("offsets", value, offset_names, 3);
    o->offsets = (evx_offsets)choice;
    return choice >= 0;
  }
  return false; /* ARG_WRONG */
}

static bool parse(extract_options *o, args *a, bool *help) {
  for (int found; (found = args_next(a)) != ARG_END;) {
    if (found == OPT_HELP) {
      *help = true;
      return true;
    }
    if (!take_option(o, found, a->value))
      return false;
  }
  if (o->format == FORMAT_HTML && o->offsets != EVX_OFFSETS_BYTE) {
    say("--offsets is for JSON; a page counts for itself");
    return false;
  }
  if (o->pretty && o->format != FORMAT_UNSET && o->format != FORMAT_JSON) {
    say("--pretty is for --format json only");
    return false;
  }
  if (!o->ndjson && (o->jobs || o->max_size)) {
    say("--jobs and --max-size are for --ndjson; for many files there is 'evx batch'");
    return false;
  }
  if (o->ndjson && (o->pretty || (o->format != FORMAT_UNSET && o->format != FORMAT_JSONL))) {
    say("--ndjson answers each line with one line: --format jsonl");
    return false;
  }
  if (o->format == FORMAT_UNSET)
    o->format = !o->pretty && isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_JSON;
  if (o->file_count == 0)
    o->files[o->file_count++] = "-";
  if (o->quiet)
    say_nothing();
  return true;
}

/* ---- writing ----------------------------------------------------------------- */

/* Several JSON records are the items of an array. The line end behind a record is held back until it is known whether
 * a comma comes before it; pretty records are set in by one more level. */
typedef struct extraction {
  const extract_options *options;
  evx_worker *worker;
  output out;
  bool array;
  bool held;      /* a line feed waits to be written */
  size_t written; /* records */
  size_t failed;  /* documents */
  bool stdin_read;
} extraction;

static bool write_item(void *user, const char *bytes, size_t len) {
  extraction *x = user;
  const char *indent = x->options->pretty ? "\n  " : "\n";
  for (const char *end = bytes + len; bytes < end;) {
    const char *line_end = memchr(bytes, '\n', (size_t)(end - bytes));
    const char *stop = line_end ? line_end : end;
    if (x->held && !output_write(&x->out, indent, strlen(indent)))
      return false;
    x->held = line_end != NULL;
    if (!output_write(&x->out, bytes, (size_t)(stop - bytes)))
      return false;
    bytes = stop + (line_end != NULL);
  }
  return true;
}

static void write_array_item(extraction *x, const evx_result *result) {
  output_puts(&x->out, x->written ? "," : "[");
  x->held = true;
  evx_result_write_json(result, x->options->pretty ? EVX_JSON_PRETTY : EVX_JSON_LINE, x->options->offsets, write_item,
                        x);
  x->held = false;
}

/* False with a status where the record could not be made into bytes; what the output says of itself is in x->out. */
static evx_status write_record(extraction *x, const input *in, const evx_result *result) {
  const extract_options *o = x->options;
  evx_json_style style = o->pretty ? EVX_JSON_PRETTY : o->format == FORMAT_FLAT ? EVX_JSON_FLAT : EVX_JSON_LINE;
  evx_status s = EVX_OK;
  if (o->format == FORMAT_TEXT) {
    if (x->written)
      output_puts(&x->out, "\n");
    text_print(&x->out, evx_result_record(result));
  } else if (o->format == FORMAT_HTML) {
    s = html_document(&x->out, in->bytes ? in->bytes : "", in->len, result);
  } else if (x->array) {
    write_array_item(x, result);
  } else {
    s = evx_result_write_json(result, style, o->offsets, output_write, &x->out);
  }
  output_flush(&x->out); /* a reader at the other end gets each record when it is ready */
  x->written++;
  return s;
}

/* ---- documents --------------------------------------------------------------- */

static const char *shown(const char *path) {
  return strcmp(path, "-") == 0 ? "standard input" : path;
}

static bool extract_file(extraction *x, const char *path) {
  input in;
  evx_result *result = NULL;
  evx_options options = EVX_OPTIONS_INIT;
  options.id = path;
  options.reference = x->options->date;
  options.order = x->options->order;
  options.file_name = strcmp(path, "-") == 0 ? NULL : path;
  if (strcmp(path, "-") == 0) {
    if (x->stdin_read) {
      say("standard input: is named twice, but can be read only once");
      return false;
    }
    x->stdin_read = true;
  }
  if (!input_read(path, &in))
    return false;
  evx_status s = evx_extract(x->worker, in.bytes, in.len, &options, &result);
  if (s == EVX_OK)
    s = write_record(x, &in, result);
  if (s != EVX_OK && !x->out.broken)
    say("%s: %s", shown(path), evx_status_message(s));
  evx_result_free(result);
  input_free(&in);
  return s == EVX_OK;
}

/* A page of reports takes folders, too. */
static void extract_path(extraction *x, const char *path) {
  report_folder f;
  if (x->options->format != FORMAT_HTML || !is_folder(path)) {
    x->failed += !extract_file(x, path);
    return;
  }
  if (!folder_read(path, &f))
    x->failed++;
  for (size_t i = 0; i < f.count && !x->out.broken; i++)
    x->failed += !extract_file(x, f.paths[i]);
  folder_free(&f);
}

static exit_status extract_all(extraction *x) {
  const extract_options *o = x->options;
  x->array = o->format == FORMAT_JSON && o->file_count > 1;
  if (o->format == FORMAT_HTML)
    html_begin(&x->out);
  for (size_t i = 0; i < o->file_count && !x->out.broken; i++)
    extract_path(x, o->files[i]);
  if (o->format == FORMAT_HTML)
    html_end(&x->out);
  if (x->array)
    output_puts(&x->out, x->written ? "\n]\n" : "[]\n");
  output_flush(&x->out);
  if (x->out.broken || (x->failed && !x->written))
    return EXIT_NOTHING;
  return x->failed ? EXIT_SOME_FAILED : EXIT_DONE;
}

static exit_status run(extract_options *o, int count, char **words) {
  bool help = false;
  exit_status status = EXIT_DONE;
  args a = {.command = "extract", .count = count, .words = words};
  a.options = extract_table;
  a.option_count = sizeof extract_table / sizeof *extract_table;
  if (!parse(o, &a, &help))
    return EXIT_USAGE;
  if (help)
    return help_print("extract");
  if (o->ndjson) {
    ndjson_options n = {.packs = &o->packs,
                        .files = o->files,
                        .file_count = o->file_count,
                        .date = o->date,
                        .order = o->order,
                        .offsets = o->offsets,
                        .jobs = o->jobs,
                        .max_size = o->max_size};
    return extract_ndjson(&n);
  }
  extraction x = {.options = o, .worker = packs_worker(&o->packs, &status)};
  if (!x.worker)
    return status;
  output_init(&x.out);
  if (o->format == FORMAT_TEXT)
    output_use_terminal(&x.out, o->color);
  status = o->date && !date_is_good(x.worker, o->date) ? EXIT_USAGE : extract_all(&x);
  evx_worker_free(x.worker);
  return status;
}

exit_status cmd_extract(int count, char **words) {
  extract_options o = {.format = FORMAT_UNSET};
  size_t room = (size_t)count + 1;
  o.packs.packs = calloc(room, sizeof *o.packs.packs);
  o.files = calloc(room, sizeof *o.files);
  exit_status status = EXIT_NOTHING;
  if (o.packs.packs && o.files)
    status = run(&o, count, words);
  else
    say("not enough memory");
  free(o.packs.packs);
  free(o.files);
  return status;
}
