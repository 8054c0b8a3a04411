/* fuzz_pack.c - any bytes as a rule pack: each is refused with a diagnostic that has a place in it, or compiles, reads
 * a text, whose record fits the schema, and runs its examples. What the formatter makes of a pack that compiles is its
 * own layout. */
#include <stdlib.h>
#include <string.h>

#include "evx.h"
#include "fuzz.h"
#include "record_check.h"

static const char report[] = "# Minutes of the Lake Council\n\nPresent: Anna Berg (chair), Tom Lund\n\n"
                             "The Council approved the budget on 4 May 2020 in Vienna. It meets again on June 1.\n";

static void check_diagnostics(evx_builder *builder, size_t size) {
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++) {
    const evx_diag *d = evx_builder_diag(builder, i);
    REQUIRE(d->message && d->message[0] && d->code && d->source, "a diagnostic without words");
    /* Built-in files that the pack includes have places of their own. */
    if (!strcmp(d->source, "fuzz.evx"))
      REQUIRE(d->offset + d->length <= size + 1, "%s at %zu+%zu of %zu bytes", d->code, d->offset, d->length, size);
  }
}

static void check_layout(evx_builder *builder, const char *rules, size_t size, bool sound) {
  const char *out = NULL;
  size_t len = 0;
  /* What is no pack may come out as something that cannot be laid out again. */
  if (evx_builder_format(builder, "layout.evx", rules, size, &out, &len) != EVX_OK || !sound)
    return;
  char *once = malloc(len + 1);
  REQUIRE(once, "out of memory");
  memcpy(once, out, len + 1);
  size_t once_len = len;
  REQUIRE(evx_builder_format(builder, "layout.evx", once, once_len, &out, &len) == EVX_OK,
          "its own layout cannot be read:\n%s", once);
  REQUIRE(len == once_len && !memcmp(once, out, len), "laid out twice, it differs:\n%s\n----\n%s", once, out);
  free(once);
}

/* The types of records that the pack declares are in the schema of its engine. */
static void check_record(const evx_engine *engine, const evx_result *result) {
  cJSON *schema = record_schema(engine);
  char *json = NULL;
  REQUIRE(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL) == EVX_OK, "no JSON");
  record_check(schema, json, report, sizeof report - 1, true);
  evx_string_free(json);
  cJSON_Delete(schema);
}

/* Whether it compiles. */
static bool use(evx_builder *builder) {
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  evx_result *result = NULL;
  size_t passed = 0, failed = 0;
  if (evx_builder_finish(builder, &engine) != EVX_OK) {
    REQUIRE(evx_builder_diag_count(builder) > 0, "refused without a word");
    return false;
  }
  REQUIRE(evx_builder_run_tests(builder, false, &passed, &failed) == EVX_OK, "its examples cannot be run");
  REQUIRE(evx_builder_lint(builder, false) == EVX_OK, "it cannot be linted");
  REQUIRE(evx_worker_new(engine, &worker) == EVX_OK, "no worker");
  REQUIRE(evx_extract(worker, report, sizeof report - 1, NULL, &result) == EVX_OK, "it cannot read a text");
  check_record(engine, result);
  evx_result_free(result);
  evx_worker_free(worker);
  evx_engine_free(engine);
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *rules = size ? (const char *)data : "";
  evx_builder *builder = NULL;
  REQUIRE(evx_builder_new(NULL, &builder) == EVX_OK, "no builder");
  bool sound = evx_builder_add_text(builder, "fuzz.evx", rules, size) == EVX_OK;
  sound = use(builder) && sound;
  check_diagnostics(builder, size);
  evx_builder_free(builder);
  REQUIRE(evx_builder_new(NULL, &builder) == EVX_OK, "no builder");
  check_layout(builder, rules, size, sound);
  evx_builder_free(builder);
  return 0;
}
