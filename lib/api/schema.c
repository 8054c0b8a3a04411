/* schema.c - the JSON Schema of the record (draft 2020-12): a fixed part, packs/record.schema.json, and what the packs
 * of an engine add to `records`. */
#include "api/engine.h"
#include "base/strbuf.h"
#include "packs/packs.h"

static const struct {
  const char *code, *meaning;
} warnings[] = {
    {"empty", "the document has no words"},
    {"language", "the document does not seem to be in the language of the packs"},
    {"invalid-date", "a date is written that no calendar has"},
    {"day-month-order", "day and month of a date in figures could be the other way round"},
    {"limit", "a limit was reached; something may be missing"},
};
#define WARNINGS (sizeof warnings / sizeof *warnings)

const char *evx_warning_code(size_t index) {
  return index < WARNINGS ? warnings[index].code : NULL;
}

const char *evx_warning_meaning(size_t index) {
  return index < WARNINGS ? warnings[index].meaning : NULL;
}

static void put_warnings(strbuf *b) {
  for (size_t i = 0; i < WARNINGS; i++)
    strbuf_printf(b, "%s\"%s\"", i ? ", " : "", warnings[i].code);
}

/* What fills a field in the JSON; names of fields and words are plain ASCII. */
static void put_scalar(strbuf *b, const ast_type *type, bool nullable) {
  if (type->kind != TYPE_ENUM) {
    const char *name = type->kind == TYPE_INT ? "integer" : "string";
    strbuf_printf(b, nullable ? "{\"type\": [\"%s\", \"null\"]}" : "{\"type\": \"%s\"}", name);
    return;
  }
  strbuf_puts(b, "{\"enum\": [");
  for (size_t i = 0; i < type->word_count; i++)
    strbuf_printf(b, "%s\"%s\"", i ? ", " : "", type->words[i].text);
  strbuf_puts(b, nullable ? ", null]}" : "]}");
}

/* Every field can be null: what a rule could not read is not there, and a date may stay unresolved. */
static void put_field(strbuf *b, const ast_field *f) {
  if (f->type.kind != TYPE_LIST) {
    put_scalar(b, &f->type, true);
    return;
  }
  strbuf_puts(b, "{\"type\": [\"array\", \"null\"], \"items\": ");
  put_scalar(b, f->type.item, true);
  strbuf_puts(b, "}");
}

static void put_record(strbuf *b, const ast_record *r) {
  strbuf_printf(b,
                "\n      {\n        \"type\": \"object\",\n        \"additionalProperties\": false,\n"
                "        \"required\": [\"type\", \"fields\", \"span\", \"rule\"],\n        \"properties\": {\n"
                "          \"type\": {\"const\": \"%s\"},\n          \"fields\": {\n            \"type\": \"object\",\n"
                "            \"additionalProperties\": false,\n            \"required\": [",
                r->name.text);
  for (size_t i = 0; i < r->field_count; i++)
    strbuf_printf(b, "%s\"%s\"", i ? ", " : "", r->fields[i].name.text);
  strbuf_puts(b, "],\n            \"properties\": {");
  for (size_t i = 0; i < r->field_count; i++) {
    strbuf_printf(b, "%s\n              \"%s\": ", i ? "," : "", r->fields[i].name.text);
    put_field(b, &r->fields[i]);
  }
  strbuf_puts(b, "\n            }\n          },\n          \"span\": {\"$ref\": \"#/$defs/span\"},\n"
                 "          \"rule\": {\"$ref\": \"#/$defs/rule\"}\n        }\n      }");
}

/* The record types that come out under `records`: those that packs other than the built-in ones declare. */
static void put_records(strbuf *b, const evx_engine *e) {
  size_t count = 0;
  for (size_t i = 0; i < e->ast.records.count; i++) {
    if (e->ast.records.at[i]->builtin)
      continue;
    strbuf_puts(b, count++ ? "," : "{\"oneOf\": [");
    put_record(b, e->ast.records.at[i]);
  }
  strbuf_puts(b, count ? "\n    ]}" : "false");
}

static const pack_file *find_schema(void) {
  for (size_t i = 0; i < pack_file_count; i++) {
    if (strcmp(pack_files[i].name, "record.schema.json") == 0)
      return &pack_files[i];
  }
  return NULL;
}

evx_status evx_engine_schema(const evx_engine *e, evx_write_fn write, void *user) {
  static const char records[] = "\"@records@\"", codes[] = "\"@warnings@\"";
  const pack_file *schema = find_schema();
  strbuf b;
  if (!e || !write || !schema)
    return EVX_ERR_ARG;
  strbuf_init(&b, &e->allocator);
  for (const char *at = schema->text; *at;) {
    if (strncmp(at, records, sizeof records - 1) == 0) {
      put_records(&b, e);
      at += sizeof records - 1;
    } else if (strncmp(at, codes, sizeof codes - 1) == 0) {
      put_warnings(&b);
      at += sizeof codes - 1;
    } else {
      strbuf_putc(&b, *at++);
    }
  }
  evx_status s = b.failed ? EVX_ERR_NOMEM : write(user, b.data, b.length) ? EVX_OK : EVX_ERR_CALLBACK;
  strbuf_free(&b);
  return s;
}
