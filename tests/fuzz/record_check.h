/* record_check.h - what every JSON record promises, whatever the text: the schema, and spans that lie in the text and
 * hold the words that stand beside them (RECORD: "strings are the text's own words with white space made single
 * spaces"). */
#ifndef EVX_TESTS_FUZZ_RECORD_CHECK_H
#define EVX_TESTS_FUZZ_RECORD_CHECK_H

#include <cjson/cJSON.h>

#include "evx.h"

/* The schema of this engine's records, parsed; to be freed with cJSON_Delete. */
cJSON *record_schema(const evx_engine *engine);
/* Aborts where `json` is no record of `text`. `units`: the text's length in the unit of its spans. `bytes`: that unit
 * is the byte, so that words can be held against the text. */
void record_check(const cJSON *schema, const char *json, const char *text, size_t units, bool bytes);

/* Aborts where `json` is not JSON to the letter, in UTF-8. */
void json_check(const char *json);

#endif
