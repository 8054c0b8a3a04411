/* minimal.c - a report on standard input, its record as JSON on standard output. */
#include <stdio.h>

#include <evx.h>

int main(void) {
  static char text[1 << 20];
  size_t length = fread(text, 1, sizeof text, stdin);
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  char *json = NULL;
  evx_status status = evx_builder_new(NULL, &builder);
  if (status == EVX_OK && (status = evx_builder_add_builtin(builder, "en")) == EVX_OK &&
      (status = evx_builder_finish(builder, &engine)) == EVX_OK &&
      (status = evx_worker_new(engine, &worker)) == EVX_OK &&
      (status = evx_extract(worker, text, length, NULL, &result)) == EVX_OK)
    status = evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL);
  if (status == EVX_OK)
    fputs(json, stdout);
  else
    fprintf(stderr, "%s\n", evx_status_message(status));
  evx_string_free(json);
  evx_result_free(result);
  evx_worker_free(worker);
  evx_engine_free(engine);
  evx_builder_free(builder);
  return status == EVX_OK ? 0 : 1;
}
