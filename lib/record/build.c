/* build.c - the steps from mentions to a record, in their order. */
#include "record/context.h"

/* What each type of a rule set is to the record; NULL when memory is out. */
static const uint8_t *find_types(const record_context *c) {
  size_t count = rule_set_record_count(c->maker->set);
  uint8_t *types = arena_alloc(c->scratch, count);
  if (types)
    memset(types, RECORD_CUSTOM, count);
  for (size_t i = 0; types && i < RECORD_TYPES; i++) {
    if (c->maker->types[i])
      types[c->maker->types[i]->index] = (uint8_t)i;
  }
  return types;
}

static bool start(record_context *c) {
  size_t n = c->mentions->count;
  const uint8_t *types = find_types(c);
  c->types = arena_array(c->scratch, n, sizeof *c->types);
  c->dates = arena_array(c->scratch, n, sizeof *c->dates);
  c->entity_of = arena_array(c->scratch, n, sizeof *c->entity_of);
  if (!types || !c->types || !c->dates || !c->entity_of)
    return false;
  for (size_t i = 0; i < n && goes_on(c); i++) {
    c->types[i] = types[c->mentions->at[i].type];
    c->entity_of[i] = NONE;
  }
  return true;
}

/* The first line of the title; reports that begin with their text have none. */
static void find_title(record_context *c) {
  const document *doc = c->doc;
  for (size_t i = 0; i < doc->lines.count && !c->document.title.data && count_work(c, 1); i++) {
    const line *l = &doc->lines.at[i];
    if (l->token_begin >= doc->title_end)
      return;
    if (l->kind != LINE_FURNITURE && l->token_begin < l->token_end && l->token_end <= doc->title_end)
      c->document.title = token_text(c, l->token_begin, l->token_end);
  }
}

static bool fill_document(record_context *c) {
  const char *id = c->options->id ? c->options->id : "";
  c->document.id = (evx_string){arena_string(c->result, id, strlen(id)), strlen(id)};
  c->document.language = c->maker->language;
  c->document.bytes = c->doc->len;
  find_title(c);
  return c->document.id.data != NULL;
}

/* Where the meeting's own date is written in full, it says the year of the dates around it. */
static void settle_by_meeting(record_context *c) {
  uint32_t date = c->main == NONE ? NONE : cluster_date(c, &c->clusters.at[c->main]);
  if (date == NONE || !c->dates[date])
    return;
  const time_value *v = &c->dates[date]->value;
  if (v->basis == EVX_BASIS_EXPLICIT && time_point_set(&v->point) && v->point.day != TIME_UNSET)
    dates_settle(c, &v->point);
}

static void warn_of_text(record_context *c) {
  evx_span whole = {0, c->doc->len};
  if (c->doc->tokens.count == 0)
    warn(c, "empty", "there are no words in this document", whole);
  if (c->mentions->limited)
    warn(c, "limit", "the search was ended early; something may be missing", (evx_span){0, 0});
}

evx_status record_build(const record_maker *m, const document *doc, const form_table *forms,
                        const mention_list *mentions, const record_options *options, arena *result, arena *scratch,
                        const evx_record **out) {
  record_context c = {.maker = m,
                      .doc = doc,
                      .forms = forms,
                      .mentions = mentions,
                      .options = options,
                      .result = result,
                      .scratch = scratch,
                      .main = NONE,
                      .nameless = NONE,
                      .opening = NONE};
  evx_record *record = arena_zalloc(result, sizeof *record);
  if (!record || !start(&c) || !fill_document(&c))
    return EVX_ERR_NOMEM;
  warn_of_text(&c);
  dates_resolve(&c);
  if (!c.failed)
    places_find(&c);
  if (!c.failed)
    entities_find(&c);
  if (!c.failed)
    meetings_find(&c);
  if (!c.failed)
    settle_by_meeting(&c);
  if (!c.failed)
    participants_find(&c);
  if (!c.failed && meetings_write(&c, record)) {
    dates_list(&c, record);
    custom_write(&c, record);
  }
  if (c.failed)
    return options->pulse->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
  record->document = c.document;
  record->warnings = c.warnings.at;
  record->warning_count = c.warnings.count;
  *out = record;
  return EVX_OK;
}
