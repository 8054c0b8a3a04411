/* batch.h - documents by the thousand: where they come from, who reads them, where the records go.
 *
 *   source  ->  pool of workers  ->  sink, in the order of the source
 *                                    journal, one line per document that the sink has taken
 *
 * Everything in flight is bounded by the number of workers; nothing here grows with the archive. */
#ifndef BATCH_H
#define BATCH_H

#include <signal.h>
#include <stdio.h>
#include <sys/types.h>

#include "../evx/cli.h"

/* ---- buffer.c: bytes that grow ------------------------------------------------ */

typedef struct buffer {
  char *bytes; /* NULL while nothing was added; ends in NUL otherwise */
  size_t len, room;
  bool failed; /* memory was out; further additions are passed over */
} buffer;

void buffer_add(buffer *b, const char *bytes, size_t len);
void buffer_puts(buffer *b, const char *text);
void buffer_printf(buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Bytes that are not UTF-8 become U+FFFD. */
void buffer_utf8(buffer *b, const char *bytes, size_t len);
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void buffer_json(buffer *b, const char *text);
/* An evx_write_fn; `user` is the buffer. */
bool buffer_write(void *user, const char *bytes, size_t len);
void buffer_free(buffer *b);
/* A name of any bytes as UTF-8: taken as Latin-1 where it is not UTF-8 already. To be freed. */
char *utf8_name(const char *name);

/* ---- document.c ----------------------------------------------------------------- */

typedef struct document {
  char *id;    /* UTF-8; its path, or "archive!member" */
  char *bytes; /* its text */
  size_t len;
  char date[32];     /* its own date where its container says one: a mail's header, a key of its line; else "" */
  bool date_is_mail; /* `date` is a mail's header */
  int64_t mtime;     /* seconds since 1970; -1: not known */
  int64_t size;      /* as its container says; -1: not known before it was read */
  size_t line;       /* of its NDJSON; 0: it was no line */
  char *meta;        /* keys of its line that evx does not know: a JSON object, or NULL */
  const char *error; /* stable code of what is wrong, or NULL */
  char message[200];
  bool unread;      /* its content was not wanted */
  char sha1[41];    /* of its bytes, "" before it was asked for */
  size_t old_place; /* the number of its entry in the journal of the run before; SIZE_MAX: none */
} document;

void document_init(document *d);
void document_free(document *d);
/* Makes it an error: its text is dropped. */
void document_fail(document *d, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Day of the modification time in UTC, "2025-04-12". */
void document_mtime_day(const document *d, char day[32]);
/* FNV-1a over the id: which part of a divided work it falls into. Stable for ever. */
uint64_t id_hash(const char *id);

/* ---- source.c: where documents come from ------------------------------------------ */

typedef struct source_limits {
  size_t max_size;                             /* bytes of one document */
  const char *const *include, *const *exclude; /* globs */
  size_t include_count, exclude_count;
  uint64_t shard, shards; /* 0 of 1: everything */
} source_limits;

/* What was left out, and what went by. Only the reader touches it. */
typedef struct source_tally {
  size_t hidden, binary, links, special, globbed;
  uint64_t bytes; /* of files that were opened, as they lie on disk */
} source_tally;

typedef struct source source;
/* Asked before a document's content is read; false: it is handed out `unread`. */
typedef bool (*source_want)(void *user, document *d);

/* Files, folders, archives and "-" in the order given; folders by the bytes of their names. The lists are borrowed. */
source *source_open(const char *const *paths, size_t count, const source_limits *limits);
/* As source_open, every file being NDJSON, whatever its name. */
source *source_open_ndjson(const char *const *paths, size_t count, const source_limits *limits);
void source_set_want(source *s, source_want want, void *user);
/* The next document, or false at the end, or when memory is out, which source_failed tells. */
bool source_next(source *s, document *out);
bool source_failed(const source *s);
const source_tally *source_counts(const source *s);
/* Bytes on disk of all that would be read, for the time that is left. */
uint64_t source_measure(const char *const *paths, size_t count);
void source_free(source *s);

/* ---- table.c: the record as rows ------------------------------------------------- */

typedef enum cell_kind { CELL_NULL, CELL_TEXT, CELL_INT, CELL_REAL } cell_kind;
typedef struct cell {
  cell_kind kind;
  const char *text;
  size_t len;
  int64_t number;
  double real;
} cell;

enum { COLUMNS_MAX = 32, TABLES = 9, TABLE_ERRORS = 1 };

typedef struct table {
  const char *name;
  const char *columns; /* "id TEXT,bytes INTEGER": names and SQLite types, behind that of the document */
  const char *keys;    /* constraints in SQL */
} table;

extern const table tables[TABLES];
/* Takes one row of tables[which]; false stops. */
typedef bool (*row_fn)(void *user, size_t which, const cell *cells, size_t count);
/* All rows of a document; `result` NULL: it failed, and has a row of errors. */
bool table_rows(const document *d, const evx_result *result, row_fn take, void *user);
/* First and last day and precision of a TIMEX3 date value; false where it has none. */
bool timex_bounds(const char *value, char start[20], char end[20], const char **precision);

/* ---- sink.c: where records go ------------------------------------------------------ */

enum { PARTS_MAX = TABLES + 1 };

/* What a worker makes of one document, one buffer per file of the output. */
typedef struct rendered {
  buffer parts[PARTS_MAX];
} rendered;

typedef struct sink sink;
typedef struct sink_kind {
  const char *name;
  size_t part_count;        /* files that grow by appending; 0: the sink keeps its own */
  const char *const *parts; /* their names in the folder of the output; NULL: one file, the output itself */
  const char *const *heads; /* what each file begins with, or NULL */
  /* Any thread: the bytes of a document; `result` NULL where it failed. */
  void (*render)(const sink *s, size_t number, const document *d, const evx_result *result, rendered *out);
  /* In order, where part_count is 0. False with a message. */
  bool (*open)(sink *s, const char *temporary, bool resume, size_t documents);
  bool (*put)(sink *s, size_t number, const document *d, const evx_result *result);
  bool (*keep)(sink *s, size_t number, const document *d); /* takes over what the run before had made of it */
  bool (*commit)(sink *s);
  /* Makes the output complete in `temporary`, which may differ from what was appended to. False with a message. */
  bool (*finish)(sink *s, const char *temporary);
  bool moves_itself;         /* `finish` has also moved it into place */
  const char *(*load)(void); /* NULL, or makes its library ready; answers why that cannot be, NULL where it can */
  void (*close)(sink *s);
} sink_kind;

struct sink {
  const sink_kind *kind;
  const char *path; /* of the output; "-": standard output */
  char *temporary;  /* path + ".part" */
  evx_offsets offsets;
  FILE *files[PARTS_MAX];
  uint64_t ends[PARTS_MAX]; /* how far each file goes */
  FILE *old[PARTS_MAX];     /* the output of the run before, with --changed */
  void *own;                /* of a kind that keeps its own */
  size_t left_out;          /* what the kind could not take */
};

/* By name: jsonl, flat, csv, sqlite, ical. NULL with a message, also where evx was built without it. */
const sink_kind *sink_find(const char *name);
/* `ends` NULL: begins anew. Else goes on behind these ends and this many documents. False with a message. */
bool sink_open(sink *s, const uint64_t *ends, size_t documents);
/* Opens what the run before made, to take documents over. */
bool sink_open_old(sink *s);
bool sink_put(sink *s, size_t number, const document *d, const evx_result *result, rendered *r);
bool sink_keep(sink *s, size_t number, const document *d, const uint64_t *begins, const uint64_t *ends);
/* The output of an interrupted run is there, and not in place. */
bool sink_is_waiting(const sink *s);
/* All that was put can be read by others from now on. */
bool sink_commit(sink *s);
/* Completes the output and moves it into place. */
bool sink_finish(sink *s);
void sink_close(sink *s);

/* ---- journal.c ---------------------------------------------------------------------- */

typedef struct journal_item {
  uint64_t ends[PARTS_MAX], log_end;
  int64_t size, mtime;
  char sha1[41];
  bool failed;
  uint64_t id; /* id_hash */
} journal_item;

typedef struct journal journal;
enum journal_state { JOURNAL_NONE, JOURNAL_PART, JOURNAL_WHOLE, JOURNAL_OTHER };

/* Reads the journal beside an output. `settings` is what the run depends on: where another run had others, answers
 * JOURNAL_OTHER. The journal is locked against other runs. NULL with a message. */
journal *journal_open(const char *out_path, const char *settings, size_t parts, enum journal_state *state);
size_t journal_count(const journal *j);
const journal_item *journal_entry(const journal *j, size_t number);
/* The entry of that id in a whole journal; SIZE_MAX: none. */
size_t journal_find(journal *j, const char *id);
/* Begins to write: behind `keep` entries. False with a message. */
bool journal_begin(journal *j, size_t keep);
bool journal_add(journal *j, const journal_item *e, const char *id);
bool journal_flush(journal *j);
/* Says that no document is missing. */
bool journal_end(journal *j);
void journal_free(journal *j);

/* ---- pool.c ----------------------------------------------------------------------------- */

typedef struct pool_tally {
  size_t documents, failed, kept;
  uint64_t bytes;
} pool_tally;

typedef struct date_sources {
  bool header, name, mtime;
} date_sources;

typedef struct pool {
  const evx_engine *engine;
  source *from;
  sink *to;
  journal *journal; /* or NULL */
  FILE *log;        /* or NULL */
  uint64_t log_end;
  size_t jobs;
  const char *date; /* of every document that has none of its own, or NULL */
  evx_day_order order;
  date_sources dates;
  bool flush_each; /* a reader waits for each line */
  bool hash;       /* the journal wants content hashes */
  size_t number;   /* of the first document */
  uint64_t progress_total;
  bool progress;
  pool_tally tally;
} pool;

/* The signal that asked the program to stop, or 0; set by catch_signals' handler. */
extern volatile sig_atomic_t batch_stop;

/* Runs until the source ends, or batch_stop is set. False with a message where the output or memory broke. */
bool pool_run(pool *p);

#endif
