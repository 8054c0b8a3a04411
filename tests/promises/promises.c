/* promises.c - extracts as an embedder's program may: in a locale of its own choosing.
 *
 * usage: promises extract FILE...   records, one a line, in the locale of the environment
 *        promises decimal           how this locale writes a half */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evx.h"

static void check(evx_status status, const char *what) {
  if (status == EVX_OK)
    return;
  fprintf(stderr, "%s: %s\n", what, evx_status_message(status));
  exit(1);
}

static size_t read_file(const char *path, char **text) {
  FILE *file = fopen(path, "rb");
  size_t length = 0, room = 1 << 16;
  *text = malloc(room);
  for (size_t n; file && *text && (n = fread(*text + length, 1, room - length, file)) > 0;) {
    length += n;
    if (length == room)
      *text = realloc(*text, room *= 2);
  }
  if (!file || !*text)
    check(EVX_ERR_IO, path);
  fclose(file);
  return length;
}

static evx_worker *new_worker(void) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  check(evx_builder_new(NULL, &builder), "builder");
  check(evx_builder_add_builtin(builder, "en"), "packs");
  check(evx_builder_finish(builder, &engine), "engine");
  check(evx_worker_new(engine, &worker), "worker");
  evx_builder_free(builder);
  evx_engine_free(engine);
  return worker;
}

static void extract(int count, char **paths) {
  evx_worker *worker = new_worker();
  for (int i = 0; i < count; i++) {
    char *text, *json = NULL;
    size_t length = read_file(paths[i], &text);
    evx_result *result = NULL;
    check(evx_extract(worker, text, length, NULL, &result), paths[i]);
    check(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL), paths[i]);
    fputs(json, stdout);
    evx_string_free(json);
    evx_result_free(result);
    free(text);
  }
  evx_worker_free(worker);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  if (argc == 2 && !strcmp(argv[1], "decimal"))
    printf("%.1f\n", 0.5);
  else if (argc > 2 && !strcmp(argv[1], "extract"))
    extract(argc - 2, argv + 2);
  else
    return 2;
  return 0;
}
