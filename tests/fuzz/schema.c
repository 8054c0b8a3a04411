/* schema.c - see schema.h. */
#include "schema.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

typedef const char *(*keyword_check)(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value);

static bool has_type(const char *type, const cJSON *value) {
  if (!strcmp(type, "integer"))
    return cJSON_IsNumber(value) && value->valuedouble == floor(value->valuedouble);
  return (!strcmp(type, "object") && cJSON_IsObject(value)) || (!strcmp(type, "array") && cJSON_IsArray(value)) ||
         (!strcmp(type, "string") && cJSON_IsString(value)) || (!strcmp(type, "number") && cJSON_IsNumber(value)) ||
         (!strcmp(type, "boolean") && cJSON_IsBool(value)) || (!strcmp(type, "null") && cJSON_IsNull(value));
}

static const char *check_type(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema;
  const cJSON *one;
  if (cJSON_IsString(wanted))
    return has_type(wanted->valuestring, value) ? NULL : "type";
  cJSON_ArrayForEach(one, wanted) if (has_type(one->valuestring, value)) return NULL;
  return "type";
}

static const char *check_enum(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema;
  const cJSON *one;
  cJSON_ArrayForEach(one, wanted) if (cJSON_Compare(one, value, true)) return NULL;
  return "enum";
}

static const char *check_const(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema;
  return cJSON_Compare(wanted, value, true) ? NULL : "const";
}

static const char *check_properties(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)schema;
  const cJSON *member;
  if (!cJSON_IsObject(value))
    return NULL;
  cJSON_ArrayForEach(member, value) {
    const cJSON *inner = cJSON_GetObjectItemCaseSensitive(wanted, member->string);
    const char *mismatch = inner ? schema_mismatch(root, inner, member) : NULL;
    if (mismatch)
      return mismatch;
  }
  return NULL;
}

static const char *check_closed(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root;
  const cJSON *properties = cJSON_GetObjectItemCaseSensitive(schema, "properties"), *member;
  if (!cJSON_IsObject(value) || !cJSON_IsFalse(wanted))
    return cJSON_IsFalse(wanted) ? NULL : "additionalProperties";
  cJSON_ArrayForEach(
      member, value) if (!cJSON_GetObjectItemCaseSensitive(properties, member->string)) return "additionalProperties";
  return NULL;
}

static const char *check_required(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema;
  const cJSON *name;
  if (!cJSON_IsObject(value))
    return NULL;
  cJSON_ArrayForEach(name, wanted) if (!cJSON_GetObjectItemCaseSensitive(value, name->valuestring)) return "required";
  return NULL;
}

static const char *check_items(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)schema;
  const cJSON *item;
  if (!cJSON_IsArray(value))
    return NULL;
  cJSON_ArrayForEach(item, value) {
    const char *mismatch = schema_mismatch(root, wanted, item);
    if (mismatch)
      return mismatch;
  }
  return NULL;
}

static const char *check_bound(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema;
  const char *name = wanted->string;
  if (!strcmp(name, "minItems") || !strcmp(name, "maxItems")) {
    if (!cJSON_IsArray(value))
      return NULL;
    double size = cJSON_GetArraySize(value);
    return (name[1] == 'i' ? size >= wanted->valuedouble : size <= wanted->valuedouble) ? NULL : name;
  }
  if (!cJSON_IsNumber(value))
    return NULL;
  return (name[1] == 'i' ? value->valuedouble >= wanted->valuedouble : value->valuedouble <= wanted->valuedouble)
             ? NULL
             : name;
}

/* The patterns of the schema are a letter or two, then capitals or digits; they are read as such, which needs no
 * expressions: "^p[0-9]+$", "^[A-Z]{2}$". */
static const char *check_pattern(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema;
  if (!cJSON_IsString(value))
    return NULL;
  const char *pattern = wanted->valuestring, *text = value->valuestring;
  if (!strcmp(pattern, "^[A-Z]{2}$"))
    return strlen(text) == 2 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 ? NULL : "pattern";
  if (strlen(pattern) == 9 && pattern[0] == '^' && !strcmp(pattern + 2, "[0-9]+$"))
    return text[0] == pattern[1] && text[1] && !text[1 + strspn(text + 1, "0123456789")] ? NULL : "pattern";
  return "pattern (of a kind that this validator does not know)";
}

static const char *check_any_of(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)schema;
  const cJSON *one;
  cJSON_ArrayForEach(one, wanted) if (!schema_mismatch(root, one, value)) return NULL;
  return "anyOf";
}

static const char *check_one_of(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)schema;
  const cJSON *one;
  size_t fitting = 0;
  cJSON_ArrayForEach(one, wanted) fitting += schema_mismatch(root, one, value) == NULL;
  return fitting == 1 ? NULL : "oneOf";
}

static const char *check_ref(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)schema;
  static const char prefix[] = "#/$defs/";
  if (strncmp(wanted->valuestring, prefix, sizeof prefix - 1))
    return "$ref";
  const cJSON *definitions = cJSON_GetObjectItemCaseSensitive(root, "$defs");
  const cJSON *target = cJSON_GetObjectItemCaseSensitive(definitions, wanted->valuestring + sizeof prefix - 1);
  return target ? schema_mismatch(root, target, value) : "$ref";
}

static const char *check_nothing(const cJSON *root, const cJSON *schema, const cJSON *wanted, const cJSON *value) {
  (void)root, (void)schema, (void)wanted, (void)value;
  return NULL;
}

const char *schema_mismatch(const cJSON *root, const cJSON *schema, const cJSON *value) {
  static const struct {
    const char *name;
    keyword_check check;
  } keywords[] = {{"type", check_type},
                  {"enum", check_enum},
                  {"const", check_const},
                  {"properties", check_properties},
                  {"additionalProperties", check_closed},
                  {"required", check_required},
                  {"items", check_items},
                  {"minItems", check_bound},
                  {"maxItems", check_bound},
                  {"minimum", check_bound},
                  {"maximum", check_bound},
                  {"pattern", check_pattern},
                  {"anyOf", check_any_of},
                  {"oneOf", check_one_of},
                  {"$ref", check_ref},
                  {"$schema", check_nothing},
                  {"$defs", check_nothing},
                  {"title", check_nothing},
                  {"description", check_nothing}};
  const cJSON *keyword;
  if (cJSON_IsBool(schema))
    return cJSON_IsTrue(schema) ? NULL : "false";
  cJSON_ArrayForEach(keyword, schema) {
    size_t k = 0, count = sizeof keywords / sizeof keywords[0];
    while (k < count && strcmp(keywords[k].name, keyword->string) != 0)
      k++;
    const char *mismatch = k < count ? keywords[k].check(root, schema, keyword, value) : keyword->string;
    if (mismatch)
      return mismatch;
  }
  return NULL;
}
