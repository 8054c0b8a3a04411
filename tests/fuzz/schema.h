/* schema.h - holds JSON against a JSON Schema: the keywords that `evx schema` uses (draft 2020-12), no more. An unknown
 * keyword counts as a failure, so that none is passed over. */
#ifndef EVX_TESTS_FUZZ_SCHEMA_H
#define EVX_TESTS_FUZZ_SCHEMA_H

#include <cjson/cJSON.h>

/* NULL where `value` fits `schema`, else which keyword it does not fit. `root` is what "#/$defs/..." refers to. */
const char *schema_mismatch(const cJSON *root, const cJSON *schema, const cJSON *value);

#endif
