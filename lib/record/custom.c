/* custom.c - records of types that a user's pack declares: their fields as they are. */
#include "record/context.h"

static void fill_field(record_context *c, const ast_type *type, const value *v, evx_field *out);

static const evx_field *new_field(record_context *c, const char *name, const ast_type *type, const value *v) {
  evx_field *f = arena_zalloc(c->result, sizeof *f);
  c->failed |= !f;
  if (!f)
    return NULL;
  f->name = name;
  fill_field(c, type, v, f);
  return f;
}

static const evx_field *const *new_fields(record_context *c, const char *name, const ast_type *type, const value *v) {
  const evx_field **items = arena_array(c->result, v->size, sizeof *items);
  c->failed |= !items;
  for (size_t i = 0; items && i < v->size; i++)
    items[i] = new_field(c, name, type, &v->as.items[i]);
  return items;
}

/* A date is its value, a place or another mention its words. */
static evx_string canonical(record_context *c, const ast_type *type, const value *v) {
  if (v->kind == VALUE_ENUM && v->as.number >= 0 && (size_t)v->as.number < type->word_count) {
    const char *word = type->words[v->as.number].text;
    char *copy = arena_string(c->result, word, strlen(word));
    c->failed |= !copy;
    return (evx_string){copy, strlen(word)};
  }
  if (v->kind == VALUE_MENTION && c->dates[v->as.mention]) {
    const char *edtf = c->dates[v->as.mention]->value.edtf;
    return (evx_string){edtf, edtf ? strlen(edtf) : 0};
  }
  return value_text(c, v);
}

static void fill_field(record_context *c, const ast_type *type, const value *v, evx_field *out) {
  if (v->kind == VALUE_LIST) {
    out->item_count = v->size;
    out->items = new_fields(c, out->name, type->item ? type->item : type, v);
    return;
  }
  out->value = canonical(c, type, v);
  out->number = v->kind == VALUE_INT;
  out->span = token_span(c, v->begin, v->end);
  if (v->kind == VALUE_MENTION)
    out->span = token_span(c, mention_at(c, v->as.mention)->begin, mention_at(c, v->as.mention)->end);
}

static const evx_custom_record *custom_object(record_context *c, const mention *m) {
  const ast_record *type = rule_set_record_at(c->maker->set, m->type);
  evx_custom_record *r = arena_zalloc(c->result, sizeof *r);
  const evx_field **fields = arena_array(c->result, type->field_count, sizeof *fields);
  c->failed |= !r || !fields;
  if (!r || !fields)
    return NULL;
  for (size_t i = 0; i < type->field_count; i++)
    fields[i] = new_field(c, type->fields[i].name.text, &type->fields[i].type, mention_field(m, (uint32_t)i));
  *r =
      (evx_custom_record){type->name.text, fields, type->field_count, token_span(c, m->begin, m->end), rule_name(c, m)};
  return r;
}

void custom_write(record_context *c, evx_record *out) {
  VEC(const evx_custom_record *) list = {0};
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    if (c->types[i] != RECORD_CUSTOM || !mention_at(c, i)->emitted || !below_limit(c, list.count, "records"))
      continue;
    const evx_custom_record *r = custom_object(c, mention_at(c, i));
    c->failed |= !r || !VEC_ADD(&list, c->result, r);
  }
  out->records = list.at;
  out->record_count = list.count;
}
