/* threads.c - one engine, eight threads, every report many times in eight orders: each record has the bytes that a lone
 * thread gave it. The engine is freed before the threads end, and results and strings by other threads than those that
 * made them, in an order of their own.
 *
 * usage: threads FILE... */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evx.h"

enum { THREADS = 8, ROUNDS = 4, HANDED_ON = 16 };

typedef struct report {
  const char *path;
  char *text, *json;
  size_t length;
} report;

/* Results and strings on their way to a thread that frees them. */
typedef struct exchange {
  pthread_mutex_t lock;
  evx_result *results[HANDED_ON];
  char *strings[HANDED_ON];
} exchange;

typedef struct job {
  evx_worker *worker;
  const report *reports;
  exchange *others;
  size_t count, number;
  size_t read, different;
} job;

static void check(evx_status status, const char *what) {
  if (status == EVX_OK)
    return;
  fprintf(stderr, "%s: %s\n", what, evx_status_message(status));
  exit(1);
}

static void read_report(report *r, const char *path) {
  FILE *file = fopen(path, "rb");
  size_t room = 1 << 16;
  r->path = path;
  r->text = malloc(room);
  if (!file || !r->text)
    check(EVX_ERR_IO, path);
  for (size_t n; (n = fread(r->text + r->length, 1, room - r->length, file)) > 0;) {
    r->length += n;
    if (r->length == room && !(r->text = realloc(r->text, room *= 2)))
      check(EVX_ERR_NOMEM, path);
  }
  fclose(file);
}

static char *record_of(evx_worker *worker, const report *r, evx_result **result) {
  evx_options options = EVX_OPTIONS_INIT;
  char *json = NULL;
  options.id = r->path;
  check(evx_extract(worker, r->text, r->length, &options, result), r->path);
  check(evx_result_to_json(*result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL), r->path);
  return json;
}

/* Leaves them for another thread, and frees what another one left. */
static void hand_on(exchange *e, size_t at, evx_result *result, char *string) {
  size_t place = at % HANDED_ON, other = (at * 7 + 3) % HANDED_ON;
  pthread_mutex_lock(&e->lock);
  evx_result *old_result = e->results[place];
  char *old_string = e->strings[other];
  e->results[place] = result;
  e->strings[other] = string;
  pthread_mutex_unlock(&e->lock);
  evx_result_free(old_result);
  evx_string_free(old_string);
}

/* A stride without a common factor visits all reports in an order of the thread's own. */
static size_t stride_of(size_t number, size_t count) {
  for (size_t stride = number * 2 + 1;; stride++) {
    size_t a = stride, b = count;
    while (b) {
      size_t rest = a % b;
      a = b;
      b = rest;
    }
    if (a == 1)
      return stride;
  }
}

static void *run(void *user) {
  job *j = user;
  size_t stride = stride_of(j->number, j->count), at = j->number % j->count;
  for (size_t i = 0; i < j->count * ROUNDS; i++, at = (at + stride) % j->count, j->read++) {
    evx_result *result = NULL;
    char *json = record_of(j->worker, &j->reports[at], &result);
    if (strcmp(json, j->reports[at].json) != 0) {
      fprintf(stderr, "thread %zu: another record of %s\n", j->number, j->reports[at].path);
      j->different++;
    }
    hand_on(j->others, at, result, json);
  }
  evx_worker_free(j->worker);
  return NULL;
}

static evx_engine *new_engine(void) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  check(evx_builder_new(NULL, &builder), "builder");
  check(evx_builder_add_builtin(builder, "en"), "packs");
  check(evx_builder_finish(builder, &engine), "engine");
  evx_builder_free(builder);
  return engine;
}

static void read_alone(const evx_engine *engine, report *reports, size_t count, char **paths) {
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  check(evx_worker_new(engine, &worker), "worker");
  for (size_t i = 0; i < count; i++) {
    read_report(&reports[i], paths[i]);
    reports[i].json = record_of(worker, &reports[i], &result);
    evx_result_free(result);
  }
  evx_worker_free(worker);
}

int main(int argc, char **argv) {
  size_t count = (size_t)argc - 1, read = 0, different = 0;
  if (count == 0)
    return 2;
  report *reports = calloc(count, sizeof *reports);
  check(reports ? EVX_OK : EVX_ERR_NOMEM, "reports");
  evx_engine *engine = new_engine();
  read_alone(engine, reports, count, argv + 1);

  exchange others = {.lock = PTHREAD_MUTEX_INITIALIZER};
  job jobs[THREADS];
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    jobs[i] = (job){.reports = reports, .others = &others, .count = count, .number = i};
    check(evx_worker_new(engine, &jobs[i].worker), "worker");
    if (pthread_create(&threads[i], NULL, run, &jobs[i]) != 0)
      check(EVX_ERR_INTERNAL, "thread");
  }
  evx_engine_free(engine); /* the workers keep it */
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    read += jobs[i].read;
    different += jobs[i].different;
  }
  for (size_t i = 0; i < HANDED_ON; i++) {
    evx_string_free(others.strings[i]);
    evx_result_free(others.results[i]);
  }
  for (size_t i = 0; i < count; i++) {
    evx_string_free(reports[i].json);
    free(reports[i].text);
  }
  free(reports);
  printf("%d threads, %zu reports, %zu documents: %zu records differ\n", THREADS, count, read, different);
  return different || read != THREADS * ROUNDS * count ? 1 : 0;
}
