/* inspect.c - what an engine holds: rules, word lists, record types. */
#include "api/engine.h"

bool evx_engine_rule(const evx_engine *e, size_t index, evx_rule_info *out) {
  if (!out || index >= evx_engine_rule_count(e))
    return false;
  const ast_rule *r = rule_set_rule(e->set, index);
  *out = (evx_rule_info){.name = r->full_name,
                         .pack = r->pack->name.text,
                         .phase = r->phase->name.text,
                         .record = r->record ? r->record->name.text : NULL,
                         .emits = r->emit,
                         .priority = r->priority,
                         .examples = r->test_count,
                         .source = r->at.src->name,
                         .line = r->line,
                         .column = r->column};
  if (r->at.src->text)
    source_locate(r->at.src, r->name.at.begin, &out->line, &out->column);
  return true;
}

const char *evx_engine_disabled_rule(const evx_engine *e, size_t index) {
  for (size_t i = 0; e && i < e->ast.phases.count; i++) {
    const ast_phase *ph = e->ast.phases.at[i];
    for (size_t k = 0; k < ph->rules.count; k++) {
      if (ph->rules.at[k]->disabled && index-- == 0)
        return ph->rules.at[k]->full_name;
    }
  }
  return NULL;
}

size_t evx_engine_lexicon_count(const evx_engine *e) {
  return e ? e->ast.lexicons.count : 0;
}

bool evx_engine_lexicon(const evx_engine *e, size_t index, evx_lexicon_info *out) {
  if (!out || index >= evx_engine_lexicon_count(e))
    return false;
  const ast_lexicon *l = e->ast.lexicons.at[index];
  *out = (evx_lexicon_info){l->name.text, l->gazetteer ? "gazetteer" : l->pack->name.text, l->entry_count};
  return true;
}

size_t evx_engine_record_type_count(const evx_engine *e) {
  return e ? e->ast.records.count : 0;
}

bool evx_engine_record_type(const evx_engine *e, size_t index, evx_record_type_info *out) {
  if (!out || index >= evx_engine_record_type_count(e))
    return false;
  const ast_record *r = e->ast.records.at[index];
  *out = (evx_record_type_info){r->name.text, r->pack->name.text, r->field_count};
  return true;
}

static const char *type_name(const ast_type *type) {
  static const char *const names[] = {[TYPE_TEXT] = "text",       [TYPE_INT] = "int",     [TYPE_TIME] = "time",
                                      [TYPE_DATE] = "date",       [TYPE_PLACE] = "place", [TYPE_PERSON] = "person",
                                      [TYPE_MENTION] = "mention", [TYPE_ENUM] = "enum",   [TYPE_LIST] = "list"};
  return names[type->kind];
}

bool evx_engine_record_field(const evx_engine *e, size_t record, size_t index, evx_field_info *out) {
  if (!out || record >= evx_engine_record_type_count(e) || index >= e->ast.records.at[record]->field_count)
    return false;
  const ast_field *f = &e->ast.records.at[record]->fields[index];
  *out = (evx_field_info){.name = f->name.text,
                          .type = type_name(&f->type),
                          .item = f->type.item ? type_name(f->type.item) : NULL,
                          .optional = f->optional,
                          .word_count = f->type.word_count};
  return true;
}

const char *evx_engine_record_word(const evx_engine *e, size_t record, size_t field, size_t word) {
  evx_field_info info;
  if (!evx_engine_record_field(e, record, field, &info) || word >= info.word_count)
    return NULL;
  return e->ast.records.at[record]->fields[field].type.words[word].text;
}
