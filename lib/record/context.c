/* context.c - reading mentions: fields, tokens, spans and the record's strings. */
#include "record/context.h"

int field_word(const record_context *c, const mention *m, record_field f) {
  const value *v = field_value(c, m, f);
  if (v->kind != VALUE_ENUM || v->as.number < 0 || v->as.number >= (int64_t)MAKER_WORDS)
    return 0;
  return c->maker->words[f][v->as.number];
}

evx_string field_text(record_context *c, const mention *m, record_field f) {
  return value_text(c, field_value(c, m, f));
}

uint32_t field_mention(const record_context *c, const mention *m, record_field f, record_type type) {
  const value *v = field_value(c, m, f);
  return v->kind == VALUE_MENTION && c->types[v->as.mention] == type ? v->as.mention : NONE;
}

int32_t field_int(const record_context *c, const mention *m, record_field f, int32_t unset) {
  const value *v = field_value(c, m, f);
  return v->kind == VALUE_INT && v->as.number >= INT32_MIN && v->as.number <= INT32_MAX ? (int32_t)v->as.number : unset;
}

evx_string value_text(record_context *c, const value *v) {
  evx_string s = {NULL, 0};
  switch (v->kind) {
  case VALUE_TEXT: return token_text(c, v->begin, v->end);
  case VALUE_STRING: s = (evx_string){arena_string(c->result, v->as.string, v->size), v->size}; break;
  case VALUE_MENTION: {
    const mention *m = mention_at(c, v->as.mention);
    return token_text(c, m->begin, m->end);
  }
  case VALUE_INT:
    s.data = arena_printf(c->result, "%lld", (long long)v->as.number);
    s.length = s.data ? strlen(s.data) : 0;
    break;
  default: return s;
  }
  c->failed |= !s.data;
  return s;
}

evx_span token_span(const record_context *c, uint32_t begin, uint32_t end) {
  if (begin >= end)
    return (evx_span){0, 0};
  return (evx_span){c->doc->tokens.at[begin].begin, c->doc->tokens.at[end - 1].end};
}

evx_string token_text(record_context *c, uint32_t begin, uint32_t end) {
  evx_string s = {NULL, 0};
  evx_span span = token_span(c, begin, end);
  if (begin < end && document_clean(c->doc->text, span.begin, span.end, c->result, &s) != EVX_OK)
    c->failed = true;
  return s;
}

const char *rule_name(const record_context *c, const mention *m) {
  return rule_set_rule_name(c->maker->set, m->rule);
}

uint32_t mention_first(const record_context *c, uint32_t at) {
  size_t low = 0, high = c->mentions->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (c->mentions->at[mid].begin < at)
      low = mid + 1;
    else
      high = mid;
  }
  return (uint32_t)low;
}

void warn(record_context *c, const char *code, const char *message, evx_span span) {
  evx_warning *w = arena_alloc(c->result, sizeof *w);
  if (w)
    *w = (evx_warning){code, message, span};
  c->failed |= !w || !VEC_ADD(&c->warnings, c->result, w);
}

bool below_limit(record_context *c, size_t count, const char *kind) {
  uint32_t most = c->options->max_records ? c->options->max_records : RECORD_MAX_DEFAULT;
  if (count < most)
    return true;
  for (size_t i = 0; i < c->warnings.count; i++) {
    if (strcmp(c->warnings.at[i]->code, "limit") == 0 && strstr(c->warnings.at[i]->message, kind))
      return false;
  }
  const char *message = arena_printf(c->result, "more than %u %s; the rest is left out", (unsigned)most, kind);
  c->failed |= !message;
  if (message)
    warn(c, "limit", message, (evx_span){0, 0});
  return false;
}
