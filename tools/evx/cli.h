/* cli.h - what the files of the command line tool share.
 *
 * Data goes to standard output, messages to standard error. A command is a function from its arguments to an exit
 * status; nothing exits in between. The tool sees the library through evx.h alone. */
#ifndef CLI_H
#define CLI_H

#include "evx.h"

typedef enum exit_status {
  EXIT_DONE = 0,
  EXIT_SOME_FAILED = 1, /* some document failed, or an example of a pack */
  EXIT_USAGE = 2,
  EXIT_PACKS = 3,  /* rule packs do not compile */
  EXIT_NOTHING = 4 /* nothing could be read, or the output broke */
} exit_status;

/* ---- message.c --------------------------------------------------------------- */

/* Prints "evx: …" and a line feed on standard error, with control characters made visible as '?'. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* No messages from now on: --quiet. */
void say_nothing(void);
/* The candidate that `word` may have been meant to be, or NULL. */
const char *closest(const char *word, const char *const *candidates, size_t count);
/* "file:line:column: error: message", the source line, a caret line and the hint. */
void say_diag(const evx_diag *diag);
/* All findings of at least that severity. */
void say_diags(const evx_builder *builder, evx_severity least);

/* ---- args.c ------------------------------------------------------------------ */

typedef struct option {
  const char *name;  /* without the dashes */
  char letter;       /* of the short form, or 0 */
  const char *value; /* what a value is called in messages; NULL: the option takes none */
  int id;            /* from 1 */
} option;

enum { ARG_END = 0, ARG_OPERAND = -1, ARG_WRONG = -2 };

/* Goes through the arguments of a command. */
typedef struct args {
  const char *command; /* "extract", for messages */
  int count;
  char **words;
  const option *options;
  size_t option_count;
  int at;
  bool only_operands; /* behind "--" */
  const char *value;  /* of the option just found; or the operand */
} args;

/* The id of the next option, or one of ARG_*. What is wrong has been said. */
int args_next(args *a);
/* The index of an option's value among the words it may be, or -1 with a message. */
int args_choose(const char *option, const char *value, const char *const *words, size_t count);

/* ---- input.c ----------------------------------------------------------------- */

typedef struct input {
  char *bytes;
  size_t len;
} input;

/* Reads a whole file, "-" for standard input. False with a message to the user, which names the file. */
bool input_read(const char *path, input *in);
void input_free(input *in);

/* ---- output.c ---------------------------------------------------------------- */

/* Standard output. Once it has broken, all further writing is skipped. */
typedef struct output {
  bool broken;
  bool color;    /* inks are written as escape sequences */
  size_t width;  /* columns of the terminal; 0: it is none, and columns are not counted */
  size_t column; /* where the next character goes */
} output;

/* What pieces of text are, to those who look at them. */
typedef enum ink { INK_PLAIN, INK_TITLE, INK_QUIET, INK_GOOD, INK_BAD, INK_OPEN, INK_AHEAD } ink;

typedef enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_mode;

void output_init(output *out);
/* The terminal's width, and colour: where it is wished, or on a terminal that has it unless NO_COLOR is set. */
void output_use_terminal(output *out, color_mode color);
/* Of the option --color. False with a message. */
bool color_mode_of(const char *value, color_mode *color);
/* In which ink to go on. */
void output_ink(output *out, ink tone);
/* An evx_write_fn; `user` is the output. */
bool output_write(void *user, const char *bytes, size_t len);
void output_puts(output *out, const char *text);
void output_printf(output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `count` spaces. */
void output_spaces(output *out, size_t count);
/* Bytes of a document, with control characters as '?', so that they cannot steer a terminal. */
void output_text(output *out, const char *text, size_t len);
/* Columns that output_text takes for it, one per code point. */
size_t text_columns(const char *text, size_t len);
/* Hands what was written to the reader. False, with a message unless the reader just left, when it has broken. */
bool output_flush(output *out);

/* ---- packs.c ----------------------------------------------------------------- */

/* The options --pack, --gazetteer and --no-builtin, which several commands have. */
typedef struct pack_options {
  const char **packs; /* room for all arguments of the command */
  size_t count;
  const char *gazetteer; /* NULL: the built-in one */
  bool no_builtin;
} pack_options;

/* A builder that holds these packs; what is wrong with them is in its diagnostics. NULL: memory is out, as was said. */
evx_builder *packs_load(const pack_options *options);
/* The compiled packs. NULL with a message and, in `status`, what to exit with. */
evx_engine *packs_engine(const pack_options *options, exit_status *status);
/* A worker over the compiled packs. NULL with a message and, in `status`, what to exit with. */
evx_worker *packs_worker(const pack_options *options, exit_status *status);
/* Runs a command that takes packs, with room in its options for as many as it has words. */
exit_status packs_run(int count, char **words, exit_status (*run)(pack_options *packs, int count, char **words));

/* ---- reference.c -------------------------------------------------------------- */

/* Whether the library takes this --date. False with a message. */
bool date_is_good(evx_worker *worker, const char *date);

/* ---- cmd_fmt.c ---------------------------------------------------------------- */

typedef enum fmt_mode { FMT_PRINT, FMT_WRITE, FMT_CHECK } fmt_mode;

/* evx rules fmt: prints the packs laid out, writes them back, or says which are not. */
exit_status fmt_packs(const pack_options *packs, fmt_mode mode);

/* ---- cmd_list.c --------------------------------------------------------------- */

/* evx rules list: what the packs hold. */
exit_status list_packs(const pack_options *packs);
/* evx rules profile: what each rule does in these reports, and what that costs. */
exit_status profile_files(const pack_options *packs, const char *const *files, size_t count);

/* ---- text.c ------------------------------------------------------------------ */

/* A short summary for people, as wide as the terminal. */
void text_print(output *out, const evx_record *record);

/* ---- html.c ------------------------------------------------------------------ */

/* A page for people: its beginning, the reports in it, its end. */
void html_begin(output *out);
evx_status html_document(output *out, const char *text, size_t len, const evx_result *result);
void html_end(output *out);

/* ---- folder.c ---------------------------------------------------------------- */

typedef struct report_folder {
  char **paths; /* sorted by their bytes */
  size_t count;
} report_folder;

bool is_folder(const char *path);
/* The .txt files right in a folder. False with a message. */
bool folder_read(const char *path, report_folder *f);
void folder_free(report_folder *f);

/* ---- commands ---------------------------------------------------------------- */

typedef exit_status (*command_fn)(int count, char **words);

typedef struct command {
  const char *name;
  command_fn run;
  const char *summary; /* one line for the list of commands */
  const char *help;    /* what --help prints */
} command;

exit_status cmd_extract(int count, char **words);
exit_status cmd_batch(int count, char **words);
exit_status cmd_schema(int count, char **words);
exit_status cmd_explain(int count, char **words);
exit_status cmd_tokens(int count, char **words);
exit_status cmd_rules(int count, char **words);
exit_status cmd_eval(int count, char **words);
exit_status cmd_licenses(int count, char **words);
exit_status cmd_version(int count, char **words);
exit_status cmd_help(int count, char **words);

/* ---- cmd_help.c -------------------------------------------------------------- */

extern const command commands[];
extern const size_t command_count;
const command *command_find(const char *name);
/* Says that there is no such command, and which may have been meant. */
void say_unknown_command(const char *name);
exit_status help_print(const char *command_name);

#endif
