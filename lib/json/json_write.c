/* json_write.c - walks a record and prints it. One function per object of the record; each prints its keys in the
 * order of the schema. Flat lines reuse the same functions for the members of an object. */
#include "json/json_write.h"

#include "json/json_out.h"

typedef struct writer {
  json_out out;
  json_offsets offsets;
} writer;

/* ---- fields ----------------------------------------------------------------- */

static void field_string(writer *w, json_name key, evx_string s) {
  json_named(&w->out, key);
  json_string(&w->out, s.data, s.length);
}

static void field_word(writer *w, json_name key, const char *word) {
  json_named(&w->out, key);
  json_word(&w->out, word);
}

/* An enum's name; "" stands for a value that is none. */
static void field_name(writer *w, json_name key, const char *name) {
  field_word(w, key, *name ? name : NULL);
}

static void put_span(writer *w, evx_span span) {
  if (span.begin >= span.end)
    json_null(&w->out);
  else
    json_pair(&w->out, json_offset(&w->offsets, span.begin), json_offset(&w->offsets, span.end));
}

static void field_span(writer *w, json_name key, evx_span span) {
  json_named(&w->out, key);
  put_span(w, span);
}

static void field_spans(writer *w, json_name key, const evx_span *spans, size_t count) {
  json_named(&w->out, key);
  json_open(&w->out, '[');
  for (size_t i = 0; i < count; i++) {
    json_item(&w->out);
    put_span(w, spans[i]);
  }
  json_close(&w->out, ']');
}

/* Integers that are null where they are not `known`. */
static void field_integer(writer *w, json_name key, int64_t value, bool known) {
  json_named(&w->out, key);
  if (known)
    json_integer(&w->out, value);
  else
    json_null(&w->out);
}

static void field_decimal(writer *w, json_name key, double value, bool known) {
  json_named(&w->out, key);
  if (known)
    json_decimal(&w->out, value);
  else
    json_null(&w->out);
}

static void field_origin(writer *w, const char *rule, double confidence) {
  field_word(w, JSON_NAME("rule"), rule);
  field_decimal(w, JSON_NAME("confidence"), confidence, confidence >= 0);
}

/* ---- dates and places ------------------------------------------------------- */

static void date_members(writer *w, const evx_date *d) {
  field_string(w, JSON_NAME("value"), d->value);
  field_string(w, JSON_NAME("start"), d->start);
  field_string(w, JSON_NAME("end"), d->end);
  field_name(w, JSON_NAME("precision"), evx_precision_name(d->precision));
  field_name(w, JSON_NAME("basis"), evx_basis_name(d->basis));
  field_string(w, JSON_NAME("text"), d->text);
  field_span(w, JSON_NAME("span"), d->span);
  field_origin(w, d->rule, d->confidence);
}

static void field_date(writer *w, json_name key, const evx_date *d) {
  json_named(&w->out, key);
  if (!d) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  date_members(w, d);
  json_close(&w->out, '}');
}

static void venue_members(writer *w, const evx_venue *v) {
  field_string(w, JSON_NAME("name"), v->name);
  field_span(w, JSON_NAME("span"), v->span);
  field_name(w, JSON_NAME("kind"), evx_venue_kind_name(v->kind));
  field_string(w, JSON_NAME("city"), v->city);
  field_string(w, JSON_NAME("country"), v->country);
  field_decimal(w, JSON_NAME("lat"), v->lat, v->located);
  field_decimal(w, JSON_NAME("lon"), v->lon, v->located);
  field_integer(w, JSON_NAME("geonames"), v->geonames, v->geonames != 0);
  field_origin(w, v->rule, v->confidence);
}

static void field_venue(writer *w, json_name key, const evx_venue *v) {
  json_named(&w->out, key);
  if (!v) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  venue_members(w, v);
  json_close(&w->out, '}');
}

/* ---- participants ----------------------------------------------------------- */

static void participant_members(writer *w, const evx_participant *p) {
  field_word(w, JSON_NAME("id"), p->id);
  field_string(w, JSON_NAME("name"), p->name);
  field_name(w, JSON_NAME("kind"), evx_entity_kind_name(p->kind));
  field_name(w, JSON_NAME("part"), evx_part_name(p->part));
  field_string(w, JSON_NAME("role"), p->role);
  field_string(w, JSON_NAME("affiliation"), p->affiliation);
  field_string(w, JSON_NAME("country"), p->country);
  field_spans(w, JSON_NAME("spans"), p->spans, p->span_count);
  field_origin(w, p->rule, p->confidence);
}

/* ---- decisions -------------------------------------------------------------- */

/* The actor, mover and seconder can be participants; an object cannot, and has no `ref`. */
static void field_phrase(writer *w, json_name key, const evx_phrase *p, bool can_refer) {
  json_named(&w->out, key);
  if (!p) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  field_string(w, JSON_NAME("text"), p->text);
  field_span(w, JSON_NAME("span"), p->span);
  if (can_refer)
    field_word(w, JSON_NAME("ref"), p->ref);
  json_close(&w->out, '}');
}

static void field_decision_dates(writer *w, const evx_decision *d) {
  json_named(&w->out, JSON_NAME("dates"));
  json_open(&w->out, '[');
  for (size_t i = 0; i < d->date_count; i++) {
    const evx_decision_date *date = d->dates[i];
    json_item(&w->out);
    json_open(&w->out, '{');
    field_string(w, JSON_NAME("value"), date->value);
    field_name(w, JSON_NAME("role"), evx_date_role_name(date->role));
    field_string(w, JSON_NAME("text"), date->text);
    field_span(w, JSON_NAME("span"), date->span);
    json_close(&w->out, '}');
  }
  json_close(&w->out, ']');
}

static void field_owners(writer *w, const evx_decision *d) {
  json_named(&w->out, JSON_NAME("owner"));
  json_open(&w->out, '[');
  for (size_t i = 0; i < d->owner_count; i++) {
    json_item(&w->out);
    json_word(&w->out, d->owners[i]);
  }
  json_close(&w->out, ']');
}

static void field_vote(writer *w, const evx_vote *v) {
  json_named(&w->out, JSON_NAME("vote"));
  if (!v) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  field_integer(w, JSON_NAME("for"), v->in_favour, v->in_favour >= 0);
  field_integer(w, JSON_NAME("against"), v->against, v->against >= 0);
  field_integer(w, JSON_NAME("abstain"), v->abstain, v->abstain >= 0);
  json_named(&w->out, JSON_NAME("unanimous"));
  if (v->unanimous_stated)
    json_bool(&w->out, v->unanimous);
  else
    json_null(&w->out);
  json_named(&w->out, JSON_NAME("dissent"));
  json_open(&w->out, '[');
  for (size_t i = 0; i < v->dissent_count; i++) {
    json_item(&w->out);
    json_string(&w->out, v->dissent[i].data, v->dissent[i].length);
  }
  json_close(&w->out, ']');
  json_close(&w->out, '}');
}

static void field_quantities(writer *w, const evx_decision *d) {
  json_named(&w->out, JSON_NAME("quantities"));
  json_open(&w->out, '[');
  for (size_t i = 0; i < d->quantity_count; i++) {
    const evx_quantity *q = d->quantities[i];
    json_item(&w->out);
    json_open(&w->out, '{');
    field_string(w, JSON_NAME("value"), q->value);
    field_string(w, JSON_NAME("unit"), q->unit);
    field_string(w, JSON_NAME("from"), q->from);
    field_string(w, JSON_NAME("to"), q->to);
    field_span(w, JSON_NAME("span"), q->span);
    json_close(&w->out, '}');
  }
  json_close(&w->out, ']');
}

/* `type_key`: "type", or another name where the line itself has a type. */
static void decision_members(writer *w, const evx_decision *d, json_name type_key) {
  field_word(w, JSON_NAME("id"), d->id);
  field_name(w, JSON_NAME("status"), evx_decision_status_name(d->status));
  field_name(w, type_key, evx_decision_type_name(d->type));
  field_string(w, JSON_NAME("action"), d->action);
  field_name(w, JSON_NAME("polarity"), evx_polarity_name(d->polarity));
  field_name(w, JSON_NAME("modality"), evx_modality_name(d->modality));
  field_spans(w, JSON_NAME("cues"), d->cues, d->cue_count);
  field_phrase(w, JSON_NAME("actor"), d->actor, true);
  field_phrase(w, JSON_NAME("object"), d->object, false);
  field_string(w, JSON_NAME("text"), d->text);
  field_span(w, JSON_NAME("span"), d->span);
  field_spans(w, JSON_NAME("repeats"), d->repeats, d->repeat_count);
  field_decision_dates(w, d);
  field_owners(w, d);
  field_date(w, JSON_NAME("due"), d->due);
  field_phrase(w, JSON_NAME("mover"), d->mover, true);
  field_phrase(w, JSON_NAME("seconder"), d->seconder, true);
  field_vote(w, d->vote);
  field_string(w, JSON_NAME("reference"), d->reference);
  field_quantities(w, d);
  field_origin(w, d->rule, d->confidence);
}

static void decision_object(writer *w, const evx_decision *d) {
  decision_members(w, d, JSON_NAME("type"));
}

/* ---- meetings --------------------------------------------------------------- */

static void next_members(writer *w, const evx_next_meeting *n) {
  field_name(w, JSON_NAME("status"), evx_next_status_name(n->status));
  field_string(w, JSON_NAME("body"), n->body);
  field_date(w, JSON_NAME("date"), n->date);
  field_venue(w, JSON_NAME("venue"), n->venue);
  field_string(w, JSON_NAME("text"), n->text);
  field_span(w, JSON_NAME("span"), n->span);
  field_origin(w, n->rule, n->confidence);
}

static void meeting_members(writer *w, const evx_meeting *m) {
  field_word(w, JSON_NAME("id"), m->id);
  json_named(&w->out, JSON_NAME("main"));
  json_bool(&w->out, m->main);
  field_string(w, JSON_NAME("name"), m->name);
  field_span(w, JSON_NAME("span"), m->span);
  field_name(w, JSON_NAME("kind"), evx_meeting_kind_name(m->kind));
  field_integer(w, JSON_NAME("ordinal"), m->ordinal, m->ordinal != 0);
  field_string(w, JSON_NAME("body"), m->body);
  field_name(w, JSON_NAME("status"), evx_meeting_status_name(m->status));
  field_origin(w, m->rule, m->confidence);
}

/* The objects of a list, each by the function that prints its members. */
#define FIELD_OBJECTS(w, key, list, count, members)                                                                    \
  do {                                                                                                                 \
    json_named(&(w)->out, key);                                                                                        \
    json_open(&(w)->out, '[');                                                                                         \
    for (size_t i = 0; i < (count); i++) {                                                                             \
      json_item(&(w)->out);                                                                                            \
      json_open(&(w)->out, '{');                                                                                       \
      members(w, (list)[i]);                                                                                           \
      json_close(&(w)->out, '}');                                                                                      \
    }                                                                                                                  \
    json_close(&(w)->out, ']');                                                                                        \
  } while (0)

static void whole_meeting(writer *w, const evx_meeting *m) {
  meeting_members(w, m);
  field_date(w, JSON_NAME("date"), m->date);
  field_venue(w, JSON_NAME("venue"), m->venue);
  FIELD_OBJECTS(w, JSON_NAME("participants"), m->participants, m->participant_count, participant_members);
  FIELD_OBJECTS(w, JSON_NAME("decisions"), m->decisions, m->decision_count, decision_object);
  FIELD_OBJECTS(w, JSON_NAME("next_meetings"), m->next_meetings, m->next_meeting_count, next_members);
}

/* ---- the rest of the record ------------------------------------------------- */

static void timex_members(writer *w, const evx_timex *t) {
  field_string(w, JSON_NAME("text"), t->text);
  field_span(w, JSON_NAME("span"), t->span);
  field_name(w, JSON_NAME("type"), evx_timex_type_name(t->type));
  field_string(w, JSON_NAME("value"), t->value);
  field_word(w, JSON_NAME("mod"), t->mod);
  field_name(w, JSON_NAME("basis"), evx_basis_name(t->basis));
  field_word(w, JSON_NAME("policy"), t->policy);
  field_word(w, JSON_NAME("rule"), t->rule);
}

static void put_scalar(writer *w, const evx_field *f) {
  if (f->number)
    json_number_text(&w->out, f->value.data, f->value.length);
  else
    json_string(&w->out, f->value.data, f->value.length);
}

/* Lists hold scalars: the rule language has no lists of lists. */
static void put_field(writer *w, const evx_field *f) {
  if (!f->items) {
    put_scalar(w, f);
    return;
  }
  json_open(&w->out, '[');
  for (size_t i = 0; i < f->item_count; i++) {
    json_item(&w->out);
    put_scalar(w, f->items[i]);
  }
  json_close(&w->out, ']');
}

static void custom_members(writer *w, const evx_custom_record *r) {
  field_word(w, JSON_NAME("type"), r->type);
  json_named(&w->out, JSON_NAME("fields"));
  json_open(&w->out, '{');
  for (size_t i = 0; i < r->field_count; i++) {
    json_key(&w->out, r->fields[i]->name);
    put_field(w, r->fields[i]);
  }
  json_close(&w->out, '}');
  field_span(w, JSON_NAME("span"), r->span);
  field_word(w, JSON_NAME("rule"), r->rule);
}

static void warning_members(writer *w, const evx_warning *warning) {
  field_word(w, JSON_NAME("code"), warning->code);
  field_word(w, JSON_NAME("message"), warning->message);
  field_span(w, JSON_NAME("span"), warning->span);
}

static void field_document(writer *w, const evx_document *d) {
  json_named(&w->out, JSON_NAME("document"));
  json_open(&w->out, '{');
  field_string(w, JSON_NAME("id"), d->id);
  field_string(w, JSON_NAME("date"), d->date);
  field_word(w, JSON_NAME("date_basis"), d->date_basis);
  field_string(w, JSON_NAME("title"), d->title);
  field_word(w, JSON_NAME("language"), d->language);
  field_integer(w, JSON_NAME("bytes"), (int64_t)d->bytes, true);
  field_word(w, JSON_NAME("offsets"), json_offsets_name(w->offsets.unit));
  json_close(&w->out, '}');
}

static void put_record(writer *w, const evx_record *r) {
  json_open(&w->out, '{');
  field_integer(w, JSON_NAME("evx"), JSON_RECORD_VERSION, true);
  field_document(w, &r->document);
  FIELD_OBJECTS(w, JSON_NAME("meetings"), r->meetings, r->meeting_count, whole_meeting);
  FIELD_OBJECTS(w, JSON_NAME("dates"), r->dates, r->date_count, timex_members);
  FIELD_OBJECTS(w, JSON_NAME("records"), r->records, r->record_count, custom_members);
  FIELD_OBJECTS(w, JSON_NAME("warnings"), r->warnings, r->warning_count, warning_members);
  json_close(&w->out, '}');
  json_line(&w->out);
}

/* ---- flat lines ------------------------------------------------------------- */

static void flat_open(writer *w, const evx_record *r, const evx_meeting *m, const char *type) {
  json_open(&w->out, '{');
  field_string(w, JSON_NAME("doc"), r->document.id);
  field_word(w, JSON_NAME("meeting"), m->id);
  field_word(w, JSON_NAME("type"), type);
}

static void flat_close(writer *w) {
  json_close(&w->out, '}');
  json_line(&w->out);
}

static void flat_meeting(writer *w, const evx_record *r, const evx_meeting *m) {
  flat_open(w, r, m, "meeting");
  meeting_members(w, m);
  flat_close(w);
  if (m->date) {
    flat_open(w, r, m, "date");
    date_members(w, m->date);
    flat_close(w);
  }
  if (m->venue) {
    flat_open(w, r, m, "venue");
    venue_members(w, m->venue);
    flat_close(w);
  }
  for (size_t i = 0; i < m->participant_count; i++) {
    flat_open(w, r, m, "participant");
    participant_members(w, m->participants[i]);
    flat_close(w);
  }
  for (size_t i = 0; i < m->decision_count; i++) {
    flat_open(w, r, m, "decision");
    decision_members(w, m->decisions[i], JSON_NAME("decision_type"));
    flat_close(w);
  }
  for (size_t i = 0; i < m->next_meeting_count; i++) {
    flat_open(w, r, m, "next_meeting");
    next_members(w, m->next_meetings[i]);
    flat_close(w);
  }
}

/* ---- the door --------------------------------------------------------------- */

evx_status json_write_record(const evx_record *record, const char *text, size_t len, evx_json_style style,
                             evx_offsets offsets, const evx_allocator *allocator, evx_write_fn write, void *user) {
  writer w;
  if (!json_offsets_name(offsets) || style < EVX_JSON_LINE || style > EVX_JSON_FLAT)
    return EVX_ERR_ARG;
  evx_status s = json_offsets_init(&w.offsets, text, len, offsets, allocator);
  if (s != EVX_OK)
    return s;
  json_init(&w.out, style == EVX_JSON_PRETTY, write, user);
  if (style == EVX_JSON_FLAT) {
    for (size_t i = 0; i < record->meeting_count; i++)
      flat_meeting(&w, record, record->meetings[i]);
  } else {
    put_record(&w, record);
  }
  json_offsets_free(&w.offsets);
  return json_finish(&w.out);
}
