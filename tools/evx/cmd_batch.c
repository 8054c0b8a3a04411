/* cmd_batch.c - evx batch: folders, archives, mailboxes and lines in; one output, whole or not at all. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "batch_run.h"
#include "sha1.h"

enum {
  OPT_OUT = 1,
  OPT_TO,
  OPT_JOBS,
  OPT_INCLUDE,
  OPT_EXCLUDE,
  OPT_DATE,
  OPT_DATE_FROM,
  OPT_MAX_SIZE,
  OPT_SHARD,
  OPT_RESUME,
  OPT_CHANGED,
  OPT_LOG,
  OPT_OFFSETS,
  OPT_DMY,
  OPT_MDY,
  OPT_PACK,
  OPT_GAZETTEER,
  OPT_NO_BUILTIN,
  OPT_PROGRESS,
  OPT_QUIET,
  OPT_HELP
};

static const option batch_table[] = {
    {"output", 'o', "OUT", OPT_OUT},
    {"to", 0, "jsonl", OPT_TO},
    {"jobs", 'j', "2", OPT_JOBS},
    {"include", 0, "'*.txt'", OPT_INCLUDE},
    {"exclude", 0, "'draft*'", OPT_EXCLUDE},
    {"date", 0, "2025-04-12", OPT_DATE},
    {"date-from", 0, "header,name", OPT_DATE_FROM},
    {"max-size", 0, "16M", OPT_MAX_SIZE},
    {"shard", 0, "1/4", OPT_SHARD},
    {"resume", 0, NULL, OPT_RESUME},
    {"changed", 0, NULL, OPT_CHANGED},
    {"log", 0, "FILE", OPT_LOG},
    {"offsets", 0, "byte", OPT_OFFSETS},
    {"dmy", 0, NULL, OPT_DMY},
    {"mdy", 0, NULL, OPT_MDY},
    {"pack", 0, "FILE", OPT_PACK},
    {"gazetteer", 0, "FILE", OPT_GAZETTEER},
    {"no-builtin", 0, NULL, OPT_NO_BUILTIN},
    {"progress", 0, NULL, OPT_PROGRESS},
    {"quiet", 'q', NULL, OPT_QUIET},
    {"help", 'h', NULL, OPT_HELP},
};

typedef struct batch_options {
  pack_options packs;
  const char **paths, **include, **exclude;
  size_t path_count;
  source_limits limits;
  const char *out, *to, *date, *log;
  size_t jobs;
  evx_day_order order;
  date_sources dates;
  evx_offsets offsets;
  bool resume, changed, quiet, progress;
} batch_options;

/* ---- options ------------------------------------------------------------------------------------ */

static bool take_dates(date_sources *out, const char *value) {
  *out = (date_sources){0};
  if (strcmp(value, "none") == 0)
    return true;
  for (const char *at = value;; at++) {
    size_t len = strcspn(at, ",");
    bool *which = len == 6 && strncmp(at, "header", 6) == 0  ? &out->header
                  : len == 4 && strncmp(at, "name", 4) == 0  ? &out->name
                  : len == 5 && strncmp(at, "mtime", 5) == 0 ? &out->mtime
                                                             : NULL;
    if (!which) {
      say("--date-from is a list of header, name and mtime, or none, not '%s'", value);
      return false;
    }
    *which = true;
    at += len;
    if (!*at)
      return true;
  }
}

static bool take_shard(source_limits *l, const char *value) {
  char *end = NULL;
  errno = 0;
  unsigned long long i = strtoull(value, &end, 10), n = *end == '/' ? strtoull(end + 1, &end, 10) : 0;
  if (*end || errno || i < 1 || i > n || value[0] == '-') {
    say("--shard is a part and how many there are, like 1/4, not '%s'", value);
    return false;
  }
  l->shard = i - 1;
  l->shards = n;
  return true;
}

static bool take_offsets(batch_options *o, const char *value) {
  static const char *const names[] = {"byte", "codepoint", "utf16"};
  for (size_t i = 0; i < 3; i++) {
    if (strcmp(value, names[i]) == 0) {
      o->offsets = (evx_offsets)i;
      return true;
    }
  }
  say("--offsets is byte, codepoint or utf16, not '%s'", value);
  return false;
}

static bool take_option(batch_options *o, int id, const char *value) {
  switch (id) {
  case OPT_OUT: o->out = value; return true;
  case OPT_TO: o->to = value; return true;
  case OPT_JOBS: return take_jobs(value, &o->jobs);
  case OPT_INCLUDE: o->include[o->limits.include_count++] = value; return true;
  case OPT_EXCLUDE: o->exclude[o->limits.exclude_count++] = value; return true;
  case OPT_DATE: o->date = value; return true;
  case OPT_DATE_FROM: return take_dates(&o->dates, value);
  case OPT_MAX_SIZE: return take_size(value, &o->limits.max_size);
  case OPT_SHARD: return take_shard(&o->limits, value);
  case OPT_RESUME: o->resume = true; return true;
  case OPT_CHANGED: o->changed = true; return true;
  case OPT_LOG: o->log = value; return true;
  case OPT_OFFSETS: return take_offsets(o, value);
  case OPT_DMY: o->order = EVX_DAY_FIRST; return true;
  case OPT_MDY: o->order = EVX_MONTH_FIRST; return true;
  case OPT_PACK: o->packs.packs[o->packs.count++] = value; return true;
  case OPT_GAZETTEER: o->packs.gazetteer = value; return true;
  case OPT_NO_BUILTIN: o->packs.no_builtin = true; return true;
  case OPT_PROGRESS: o->progress = true; return true;
  case OPT_QUIET: o->quiet = true; return true;
  case ARG_OPERAND: o->paths[o->path_count++] = value; return true;
  }
  return false; /* ARG_WRONG */
}

/* By the ending of the output, where --to does not say it. */
static const char *kind_by_name(const char *out) {
  static const char *const ends[][2] = {{".sqlite", "sqlite"}, {".db", "sqlite"}, {".sqlite3", "sqlite"},
                                        {".ics", "ical"},      {".csv", "csv"},   {"/", "csv"}};
  size_t len = strlen(out);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t n = strlen(ends[i][0]);
    if (len >= n && strcmp(out + len - n, ends[i][0]) == 0)
      return ends[i][1];
  }
  return "jsonl";
}

static bool complete(batch_options *o) {
  if (o->path_count == 0) {
    say("'evx batch' needs files, folders or archives, or - for standard input");
    return false;
  }
  o->out = o->out ? o->out : "-";
  bool standard = strcmp(o->out, "-") == 0;
  o->to = o->to ? o->to : kind_by_name(o->out);
  if (standard && strcmp(o->to, "jsonl") != 0 && strcmp(o->to, "flat") != 0) {
    say("%s needs a place to write to: -o OUT", o->to);
    return false;
  }
  if ((standard && (o->resume || o->changed)) || (o->resume && o->changed)) {
    say(standard ? "--resume and --changed need an output: -o OUT" : "--resume and --changed cannot both be");
    return false;
  }
  if (o->changed && strcmp(o->to, "ical") == 0) {
    say("--changed is not for ical, which is made of all documents together");
    return false;
  }
  o->limits.include = o->include;
  o->limits.exclude = o->exclude;
  if (o->quiet)
    say_nothing();
  o->progress = !o->quiet && (o->progress || isatty(STDERR_FILENO));
  return true;
}

/* ---- what the records depend on ------------------------------------------------------------------------ */

static void add_file_hash(buffer *b, const char *path) {
  uint8_t digest[SHA1_BYTES];
  input in;
  if (!input_read(path, &in))
    return;
  sha1(in.bytes ? in.bytes : "", in.len, digest);
  buffer_add(b, (const char *)digest, sizeof digest);
  input_free(&in);
}

/* The settings as a number: a journal of other settings is of no use. False: memory is out. */
static bool fingerprint(const batch_options *o, const evx_engine *engine, char out[41]) {
  buffer b = {0};
  uint8_t digest[SHA1_BYTES];
  buffer_printf(&b, "%s %s %d %d %s %d%d%d %zu %zu ", evx_version_string(), o->to, (int)o->offsets, (int)o->order,
                o->date ? o->date : "", o->dates.header, o->dates.name, o->dates.mtime, o->limits.max_size,
                evx_engine_rule_count(engine));
  buffer_puts(&b, evx_engine_gazetteer(engine, NULL));
  for (size_t i = 0; i < evx_engine_pack_count(engine); i++)
    buffer_printf(&b, " %s %d", evx_engine_pack_name(engine, i), evx_engine_pack_version(engine, i));
  for (size_t i = 0; i < o->packs.count; i++)
    add_file_hash(&b, o->packs.packs[i]);
  if (!b.failed)
    sha1(b.bytes, b.len, digest);
  for (size_t i = 0; i < SHA1_BYTES && !b.failed; i++)
    snprintf(out + 2 * i, 3, "%02x", digest[i]);
  bool good = !b.failed;
  buffer_free(&b);
  return good;
}

/* ---- the run ---------------------------------------------------------------------------------------------- */

typedef struct run {
  const batch_options *o;
  pool pool;
  sink sink;
  journal *journal;
  size_t done; /* documents that the journal has */
  bool resumed;
} run;

static bool any_failed(const journal *j) {
  size_t i = 0;
  while (i < journal_count(j) && !journal_entry(j, i)->failed)
    i++;
  return i < journal_count(j);
}

static bool want_none(void *user, document *d) {
  (void)user;
  (void)d;
  return false;
}

static bool want_changed(void *user, document *d) {
  run *r = user;
  d->old_place = journal_find(r->journal, d->id);
  if (d->old_place == SIZE_MAX || d->size < 0 || d->mtime < 0)
    return true;
  const journal_item *old = journal_entry(r->journal, d->old_place);
  return old->failed || old->size != d->size || old->mtime != d->mtime;
}

/* Passes over what the journal has; the input must be what it was. */
static bool skip_done(run *r) {
  source_set_want(r->pool.from, want_none, NULL);
  for (size_t i = 0; i < r->done; i++) {
    const journal_item *e = journal_entry(r->journal, i);
    document d;
    bool found = false;
    /* Binary files had been left out once they were read. */
    while ((found = source_next(r->pool.from, &d)) && d.unread && e->id != id_hash(d.id))
      document_free(&d);
    bool same = found && e->id == id_hash(d.id) &&
                (!d.unread || d.line || d.size < 0 || (e->size == d.size && e->mtime == d.mtime));
    if (!same)
      say("%s: is not what the interrupted run read; begin anew without --resume", d.id ? d.id : "the input");
    document_free(&d);
    if (!same)
      return false;
    r->pool.tally.failed += e->failed;
  }
  source_set_want(r->pool.from, NULL, NULL);
  r->pool.tally.documents = r->pool.number = r->done;
  return true;
}

static bool open_log(run *r, const journal_item *last) {
  if (!r->o->log)
    return true;
  r->pool.log = fopen(r->o->log, last ? "r+b" : "wb");
  if (!r->pool.log && last)
    r->pool.log = fopen(r->o->log, "wb");
  r->pool.log_end = last ? last->log_end : 0;
  if (r->pool.log && fseeko(r->pool.log, (off_t)r->pool.log_end, SEEK_SET) == 0 &&
      ftruncate(fileno(r->pool.log), (off_t)r->pool.log_end) == 0)
    return true;
  /* A pipe or a device cannot be set back; it is written to as it is. */
  if (r->pool.log && errno == EINVAL)
    return true;
  if (r->pool.log && errno == ESPIPE)
    return true;
  say("%s: %s", r->o->log, strerror(errno));
  return false;
}

/* Sets everything to where the run begins, or goes on. */
static bool begin(run *r, enum journal_state state) {
  const batch_options *o = r->o;
  bool goes_on = o->resume && (state == JOURNAL_PART || state == JOURNAL_WHOLE) && journal_count(r->journal) > 0;
  if (o->resume && state == JOURNAL_OTHER) {
    say("%s: the interrupted run had other options or another evx; begin anew without --resume", o->out);
    return false;
  }
  r->done = goes_on ? journal_count(r->journal) : 0;
  const journal_item *last = goes_on ? journal_entry(r->journal, r->done - 1) : NULL;
  if (o->changed && state != JOURNAL_WHOLE)
    say("%s: no finished run with these options is known; every document is read", o->out);
  if (o->changed && state == JOURNAL_WHOLE) {
    source_set_want(r->pool.from, want_changed, r);
    if (!sink_open_old(&r->sink))
      return false;
  }
  return (!goes_on || skip_done(r)) && sink_open(&r->sink, last ? last->ends : NULL, r->done) && open_log(r, last) &&
         (!r->journal || journal_begin(r->journal, r->done));
}

static void say_summary(const run *r, double seconds) {
  const pool_tally *t = &r->pool.tally;
  const source_tally *c = source_counts(r->pool.from);
  char left[200] = "";
  const struct {
    size_t count;
    const char *what;
  } out[] = {{c->hidden, "hidden"},
             {c->binary, "binary"},
             {c->links, "links"},
             {c->special, "special"},
             {c->globbed, "by name"}};
  for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
    if (out[i].count)
      snprintf(left + strlen(left), sizeof left - strlen(left), "%s%zu %s", *left ? ", " : "; left out: ", out[i].count,
               out[i].what);
  }
  say("%zu documents, %zu failed%s", t->documents, t->failed, left);
  if (t->kept)
    say("%zu of them had not changed", t->kept);
  if (r->sink.left_out)
    say("%zu meetings have no day and are no events", r->sink.left_out);
  if (r->o->progress)
    say("%.1f MB in %.1f s, %.1f MB/s", (double)t->bytes / 1e6, seconds, (double)t->bytes / 1e6 / seconds);
}

static exit_status read_all(run *r) {
  struct timespec then, now;
  pool *p = &r->pool;
  clock_gettime(CLOCK_MONOTONIC, &then);
  bool good = pool_run(p);
  clock_gettime(CLOCK_MONOTONIC, &now);
  double seconds = (double)(now.tv_sec - then.tv_sec) + (double)(now.tv_nsec - then.tv_nsec) / 1e9;
  if (good && batch_stop) {
    say("stopped after %zu documents%s", p->tally.documents, r->journal ? "; --resume goes on from there" : "");
    return (exit_status)(128 + batch_stop);
  }
  if (!good || (r->journal && !journal_end(r->journal)) || !sink_finish(&r->sink))
    return EXIT_NOTHING;
  say_summary(r, seconds);
  return p->tally.failed ? EXIT_SOME_FAILED : EXIT_DONE;
}

static exit_status run_with(run *r, const evx_engine *engine) {
  const batch_options *o = r->o;
  enum journal_state state = JOURNAL_NONE;
  char settings[41];
  r->pool.engine = engine;
  r->pool.from = source_open(o->paths, o->path_count, &o->limits);
  if (!r->pool.from || !fingerprint(o, engine, settings)) {
    say("not enough memory");
    return EXIT_NOTHING;
  }
  if (strcmp(o->out, "-") != 0) {
    r->journal = journal_open(o->out, settings, r->sink.kind->part_count, &state);
    if (!r->journal)
      return EXIT_NOTHING;
    if (o->resume && state == JOURNAL_WHOLE && !sink_is_waiting(&r->sink)) {
      say("%s: is complete; there is nothing to resume", o->out);
      return any_failed(r->journal) ? EXIT_SOME_FAILED : EXIT_DONE;
    }
    r->pool.journal = r->journal;
    r->pool.hash = true;
  }
  if (o->progress)
    r->pool.progress_total = source_measure(o->paths, o->path_count);
  return begin(r, state) ? read_all(r) : EXIT_NOTHING;
}

static exit_status run_batch(const batch_options *o) {
  exit_status status = EXIT_DONE;
  run r = {.o = o};
  r.sink = (sink){.kind = sink_find(o->to), .path = o->out, .offsets = o->offsets};
  if (!r.sink.kind)
    return EXIT_USAGE;
  evx_engine *engine = packs_engine(&o->packs, &status);
  if (!engine)
    return status;
  if (!engine_takes_date(engine, o->date)) {
    evx_engine_free(engine);
    return EXIT_USAGE;
  }
  r.pool = (pool){
      .to = &r.sink, .jobs = o->jobs, .date = o->date, .order = o->order, .dates = o->dates, .progress = o->progress};
  catch_signals();
  status = run_with(&r, engine);
  if (r.pool.log)
    fclose(r.pool.log);
  source_free(r.pool.from);
  sink_close(&r.sink);
  journal_free(r.journal);
  evx_engine_free(engine);
  return status;
}

exit_status cmd_batch(int count, char **words) {
  size_t room = (size_t)count + 1;
  bool help = false, good = true;
  args a = {.command = "batch", .count = count, .words = words, .options = batch_table};
  a.option_count = sizeof batch_table / sizeof *batch_table;
  batch_options o = {.jobs = all_cores(), .dates = {.header = true, .name = true}, .limits.max_size = 16u << 20};
  const char **lists = calloc(room * 4, sizeof *lists);
  if (!lists) {
    say("not enough memory");
    return EXIT_NOTHING;
  }
  o.packs.packs = lists;
  o.paths = lists + room;
  o.include = lists + 2 * room;
  o.exclude = lists + 3 * room;
  for (int found; good && !help && (found = args_next(&a)) != ARG_END;) {
    help = found == OPT_HELP;
    good = help || take_option(&o, found, a.value);
  }
  exit_status status = help ? help_print("batch") : good && complete(&o) ? run_batch(&o) : EXIT_USAGE;
  free(lists);
  return status;
}
