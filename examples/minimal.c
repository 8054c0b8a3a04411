/* minimal.c - a report on standard input, its record as JSON on standard output.
 *
 * A function that gets the NULL of one that failed fails as well, so that one look at the end is enough. */
#include <stdio.h>

#include <evx.h>

int main(void) {
  static char text[1 << 20];
  size_t length = fread(text, 1, sizeof text, stdin);
  evx_builder *builder;
  evx_engine *engine;
  evx_worker *worker;
  evx_result *result;
  char *json;
  evx_builder_new(NULL, &builder);
  evx_builder_add_builtin(builder, "en");
  evx_builder_finish(builder, &engine); /* immutable: share it between threads */
  evx_worker_new(engine, &worker);      /* one per thread */
  evx_extract(worker, text, length, NULL, &result);
  evx_status status = evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL);
  fputs(status == EVX_OK ? json : evx_status_message(status), status == EVX_OK ? stdout : stderr);
  evx_string_free(json);
  evx_result_free(result);
  evx_worker_free(worker);
  evx_engine_free(engine);
  evx_builder_free(builder);
  return status == EVX_OK ? 0 : 1;
}
