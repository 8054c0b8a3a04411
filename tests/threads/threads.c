/* threads.c - one engine, four threads, every report many times in four orders: each record has the bytes that a lone
 * thread gave it.
 *
 * usage: threads FILE... */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evx.h"

#define THREADS 4
#define ROUNDS  8

typedef struct report {
  const char *path;
  char *text, *json;
  size_t length;
} report;

typedef struct job {
  const evx_engine *engine;
  const report *reports;
  size_t count, number;
  size_t different;
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

static char *record_of(evx_worker *worker, const report *r) {
  evx_options options = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  char *json = NULL;
  options.id = r->path;
  check(evx_extract(worker, r->text, r->length, &options, &result), r->path);
  check(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL), r->path);
  evx_result_free(result);
  return json;
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
  evx_worker *worker = NULL;
  size_t stride = stride_of(j->number, j->count), at = j->number % j->count;
  check(evx_worker_new(j->engine, &worker), "worker");
  for (size_t i = 0; i < j->count * ROUNDS; i++, at = (at + stride) % j->count) {
    char *json = record_of(worker, &j->reports[at]);
    if (strcmp(json, j->reports[at].json) != 0) {
      fprintf(stderr, "thread %zu: another record of %s\n", j->number, j->reports[at].path);
      j->different++;
    }
    evx_string_free(json);
  }
  evx_worker_free(worker);
  return NULL;
}

int main(int argc, char **argv) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  size_t count = (size_t)argc - 1, different = 0;
  if (count == 0)
    return 2;
  report *reports = calloc(count, sizeof *reports);
  check(reports ? EVX_OK : EVX_ERR_NOMEM, "reports");
  check(evx_builder_new(NULL, &builder), "builder");
  check(evx_builder_add_builtin(builder, "en"), "packs");
  check(evx_builder_finish(builder, &engine), "engine");
  evx_builder_free(builder);
  check(evx_worker_new(engine, &worker), "worker");
  for (size_t i = 0; i < count; i++) {
    read_report(&reports[i], argv[i + 1]);
    reports[i].json = record_of(worker, &reports[i]);
  }
  evx_worker_free(worker);

  job jobs[THREADS];
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    jobs[i] = (job){engine, reports, count, i, 0};
    if (pthread_create(&threads[i], NULL, run, &jobs[i]) != 0)
      check(EVX_ERR_INTERNAL, "thread");
  }
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    different += jobs[i].different;
  }
  for (size_t i = 0; i < count; i++) {
    evx_string_free(reports[i].json);
    free(reports[i].text);
  }
  free(reports);
  evx_engine_free(engine);
  printf("%d threads, %zu reports, %d rounds: %zu records differ\n", THREADS, count, ROUNDS, different);
  return different ? 1 : 0;
}
