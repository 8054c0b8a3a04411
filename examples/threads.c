/* threads.c - reads many reports at once: threads FILE... One engine serves all threads; each has a worker of its own
 * and takes every fourth file. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <evx.h>

enum { THREADS = 4, ROOM = 1 << 20 };

typedef struct job {
  const evx_engine *engine;
  char **paths;
  size_t count, first;
  size_t *meetings; /* of each file; threads write to places of their own */
} job;

static size_t meetings_in(evx_worker *worker, const char *path, char *text) {
  evx_result *result;
  FILE *file = fopen(path, "rb");
  size_t length = file ? fread(text, 1, ROOM, file) : 0;
  if (file)
    fclose(file);
  size_t count = 0;
  if (evx_extract(worker, text, length, NULL, &result) == EVX_OK)
    count = evx_result_record(result)->meeting_count;
  evx_result_free(result);
  return count;
}

static void *work(void *argument) {
  const job *j = argument;
  evx_worker *worker;
  char *text = malloc(ROOM);
  if (evx_worker_new(j->engine, &worker) == EVX_OK && text) {
    for (size_t i = j->first; i < j->count; i += THREADS)
      j->meetings[i] = meetings_in(worker, j->paths[i], text);
  }
  evx_worker_free(worker);
  free(text);
  return NULL;
}

int main(int argc, char **argv) {
  size_t count = argc > 1 ? (size_t)argc - 1 : 0;
  size_t *meetings = calloc(count + 1, sizeof *meetings);
  pthread_t threads[THREADS];
  job jobs[THREADS];
  evx_builder *builder;
  evx_engine *engine;
  evx_builder_new(NULL, &builder);
  evx_builder_add_builtin(builder, "en");
  if (evx_builder_finish(builder, &engine) != EVX_OK || !meetings)
    return 1;
  evx_builder_free(builder); /* the engine does not need it any more */
  for (size_t i = 0; i < THREADS; i++) {
    jobs[i] = (job){engine, argv + 1, count, i, meetings};
    if (pthread_create(&threads[i], NULL, work, &jobs[i]) != 0)
      return 1;
  }
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (size_t i = 0; i < count; i++)
    printf("%s: %zu meetings\n", argv[i + 1], meetings[i]);
  evx_engine_free(engine);
  free(meetings);
  return 0;
}
