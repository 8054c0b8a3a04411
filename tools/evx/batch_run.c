/* batch_run.c - evx extract --ndjson, and what it shares with evx batch. */
#define _POSIX_C_SOURCE 200809L

#include "batch_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JOBS_MAX = 1024 };

bool take_jobs(const char *value, size_t *out) {
  char *end = NULL;
  errno = 0;
  unsigned long jobs = strtoul(value, &end, 10);
  if (*end || end == value || errno || jobs < 1 || jobs > JOBS_MAX || *value == '-') {
    say("--jobs is a number from 1 to %d, not '%s'", JOBS_MAX, value);
    return false;
  }
  *out = jobs;
  return true;
}

bool take_size(const char *value, size_t *out) {
  char *end = NULL;
  errno = 0;
  unsigned long long size = strtoull(value, &end, 10);
  unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
  if (end == value || end[shift > 0] || errno || size < 1 || size > EVX_MAX_TEXT >> shift || *value == '-') {
    say("--max-size is a number of bytes, like 500000 or 16M, less than 2G, not '%s'", value);
    return false;
  }
  *out = (size_t)size << shift;
  return true;
}

size_t all_cores(void) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 1 ? 1 : cores > JOBS_MAX ? JOBS_MAX : (size_t)cores;
}

static void stop(int which) {
  batch_stop = which;
}

void catch_signals(void) {
  struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

bool engine_takes_date(const evx_engine *engine, const char *date) {
  evx_worker *worker = NULL;
  if (!date)
    return true;
  if (evx_worker_new(engine, &worker) != EVX_OK) {
    say("not enough memory");
    return false;
  }
  bool good = date_is_good(worker, date);
  evx_worker_free(worker);
  return good;
}

static exit_status run_lines(const ndjson_options *o, const evx_engine *engine) {
  source_limits limits = {.max_size = o->max_size ? o->max_size : 16u << 20};
  sink out = {.kind = sink_find("jsonl"), .path = "-", .offsets = o->offsets};
  pool p = {.engine = engine,
            .from = source_open_ndjson(o->files, o->file_count, &limits),
            .to = &out,
            .jobs = o->jobs ? o->jobs : 1,
            .date = o->date,
            .order = o->order,
            .flush_each = true};
  bool good = p.from && sink_open(&out, NULL, 0);
  if (!p.from)
    say("not enough memory");
  good = good && pool_run(&p);
  source_free(p.from);
  sink_close(&out);
  if (batch_stop)
    return (exit_status)(128 + batch_stop);
  return !good ? EXIT_NOTHING : p.tally.failed ? EXIT_SOME_FAILED : EXIT_DONE;
}

exit_status extract_ndjson(const ndjson_options *o) {
  exit_status status = EXIT_DONE;
  evx_engine *engine = packs_engine(o->packs, &status);
  if (!engine)
    return status;
  catch_signals();
  status = engine_takes_date(engine, o->date) ? run_lines(o, engine) : EXIT_USAGE;
  evx_engine_free(engine);
  return status;
}
