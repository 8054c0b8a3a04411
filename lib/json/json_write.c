/* json_write.c - walks a record and prints it. One function per object of the record; each prints its keys in the
 * order of the schema. Flat lines reuse the same functions for the members of an object. */
#include "json/json_write.h"

#include "json/json_out.h"

typedef struct writer {
  json_out out;
  json_offsets offsets;
} writer;

/* ---- fields ----------------------------------------------------------------- */

static void field_string(writer *w, const char *key, evx_string s) {
  json_key(&w->out, key);
  json_string(&w->out, s.data, s.length);
}

static void field_word(writer *w, const char *key, const char *word) {
  json_key(&w->out, key);
  json_word(&w->out, word);
}

/* An enum's name; "" stands for a value that is none. */
static void field_name(writer *w, const char *key, const char *name) {
  field_word(w, key, *name ? name : NULL);
}

static void put_span(writer *w, evx_span span) {
  if (span.begin >= span.end)
    json_null(&w->out);
  else
    json_pair(&w->out, json_offset(&w->offsets, span.begin), json_offset(&w->offsets, span.end));
}

static void field_span(writer *w, const char *key, evx_span span) {
  json_key(&w->out, key);
  put_span(w, span);
}

static void field_spans(writer *w, const char *key, const evx_span *spans, size_t count) {
  json_key(&w->out, key);
  json_open(&w->out, '[');
  for (size_t i = 0; i < count; i++) {
    json_item(&w->out);
    put_span(w, spans[i]);
  }
  json_close(&w->out, ']');
}

/* Integers that are null where they are not `known`. */
static void field_integer(writer *w, const char *key, int64_t value, bool known) {
  json_key(&w->out, key);
  if (known)
    json_integer(&w->out, value);
  else
    json_null(&w->out);
}

static void field_decimal(writer *w, const char *key, double value, bool known) {
  json_key(&w->out, key);
  if (known)
    json_decimal(&w->out, value);
  else
    json_null(&w->out);
}

static void field_origin(writer *w, const char *rule, double confidence) {
  field_word(w, "rule", rule);
  field_decimal(w, "confidence", confidence, confidence >= 0);
}

/* ---- dates and places ------------------------------------------------------- */

static void date_members(writer *w, const evx_date *d) {
  field_string(w, "value", d->value);
  field_string(w, "start", d->start);
  field_string(w, "end", d->end);
  field_name(w, "precision", evx_precision_name(d->precision));
  field_name(w, "basis", evx_basis_name(d->basis));
  field_string(w, "text", d->text);
  field_span(w, "span", d->span);
  field_origin(w, d->rule, d->confidence);
}

static void field_date(writer *w, const char *key, const evx_date *d) {
  json_key(&w->out, key);
  if (!d) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  date_members(w, d);
  json_close(&w->out, '}');
}

static void venue_members(writer *w, const evx_venue *v) {
  field_string(w, "name", v->name);
  field_span(w, "span", v->span);
  field_name(w, "kind", evx_venue_kind_name(v->kind));
  field_string(w, "city", v->city);
  field_string(w, "country", v->country);
  field_decimal(w, "lat", v->lat, v->located);
  field_decimal(w, "lon", v->lon, v->located);
  field_integer(w, "geonames", v->geonames, v->geonames != 0);
  field_origin(w, v->rule, v->confidence);
}

static void field_venue(writer *w, const char *key, const evx_venue *v) {
  json_key(&w->out, key);
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
  field_word(w, "id", p->id);
  field_string(w, "name", p->name);
  field_name(w, "kind", evx_entity_kind_name(p->kind));
  field_name(w, "part", evx_part_name(p->part));
  field_string(w, "role", p->role);
  field_string(w, "affiliation", p->affiliation);
  field_string(w, "country", p->country);
  field_spans(w, "spans", p->spans, p->span_count);
  field_origin(w, p->rule, p->confidence);
}

/* ---- decisions -------------------------------------------------------------- */

/* The actor, mover and seconder can be participants; an object cannot, and has no `ref`. */
static void field_phrase(writer *w, const char *key, const evx_phrase *p, bool can_refer) {
  json_key(&w->out, key);
  if (!p) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  field_string(w, "text", p->text);
  field_span(w, "span", p->span);
  if (can_refer)
    field_word(w, "ref", p->ref);
  json_close(&w->out, '}');
}

static void field_decision_dates(writer *w, const evx_decision *d) {
  json_key(&w->out, "dates");
  json_open(&w->out, '[');
  for (size_t i = 0; i < d->date_count; i++) {
    const evx_decision_date *date = d->dates[i];
    json_item(&w->out);
    json_open(&w->out, '{');
    field_string(w, "value", date->value);
    field_name(w, "role", evx_date_role_name(date->role));
    field_string(w, "text", date->text);
    field_span(w, "span", date->span);
    json_close(&w->out, '}');
  }
  json_close(&w->out, ']');
}

static void field_owners(writer *w, const evx_decision *d) {
  json_key(&w->out, "owner");
  json_open(&w->out, '[');
  for (size_t i = 0; i < d->owner_count; i++) {
    json_item(&w->out);
    json_word(&w->out, d->owners[i]);
  }
  json_close(&w->out, ']');
}

static void field_vote(writer *w, const evx_vote *v) {
  json_key(&w->out, "vote");
  if (!v) {
    json_null(&w->out);
    return;
  }
  json_open(&w->out, '{');
  field_integer(w, "for", v->in_favour, v->in_favour >= 0);
  field_integer(w, "against", v->against, v->against >= 0);
  field_integer(w, "abstain", v->abstain, v->abstain >= 0);
  json_key(&w->out, "unanimous");
  if (v->unanimous_stated)
    json_bool(&w->out, v->unanimous);
  else
    json_null(&w->out);
  json_key(&w->out, "dissent");
  json_open(&w->out, '[');
  for (size_t i = 0; i < v->dissent_count; i++) {
    json_item(&w->out);
    json_string(&w->out, v->dissent[i].data, v->dissent[i].length);
  }
  json_close(&w->out, ']');
  json_close(&w->out, '}');
}

static void field_quantities(writer *w, const evx_decision *d) {
  json_key(&w->out, "quantities");
  json_open(&w->out, '[');
  for (size_t i = 0; i < d->quantity_count; i++) {
    const evx_quantity *q = d->quantities[i];
    json_item(&w->out);
    json_open(&w->out, '{');
    field_string(w, "value", q->value);
    field_string(w, "unit", q->unit);
    field_string(w, "from", q->from);
    field_string(w, "to", q->to);
    field_span(w, "span", q->span);
    json_close(&w->out, '}');
  }
  json_close(&w->out, ']');
}

/* `type_key`: "type", or another name where the line itself has a type. */
static void decision_members(writer *w, const evx_decision *d, const char *type_key) {
  field_word(w, "id", d->id);
  field_name(w, "status", evx_decision_status_name(d->status));
  field_name(w, type_key, evx_decision_type_name(d->type));
  field_string(w, "action", d->action);
  field_name(w, "polarity", evx_polarity_name(d->polarity));
  field_name(w, "modality", evx_modality_name(d->modality));
  field_spans(w, "cues", d->cues, d->cue_count);
  field_phrase(w, "actor", d->actor, true);
  field_phrase(w, "object", d->object, false);
  field_string(w, "text", d->text);
  field_span(w, "span", d->span);
  field_spans(w, "repeats", d->repeats, d->repeat_count);
  field_decision_dates(w, d);
  field_owners(w, d);
  field_date(w, "due", d->due);
  field_phrase(w, "mover", d->mover, true);
  field_phrase(w, "seconder", d->seconder, true);
  field_vote(w, d->vote);
  field_string(w, "reference", d->reference);
  field_quantities(w, d);
  field_origin(w, d->rule, d->confidence);
}

static void decision_object(writer *w, const evx_decision *d) {
  decision_members(w, d, "type");
}

/* ---- meetings --------------------------------------------------------------- */

static void next_members(writer *w, const evx_next_meeting *n) {
  field_name(w, "status", evx_next_status_name(n->status));
  field_string(w, "body", n->body);
  field_date(w, "date", n->date);
  field_venue(w, "venue", n->venue);
  field_string(w, "text", n->text);
  field_span(w, "span", n->span);
  field_origin(w, n->rule, n->confidence);
}

static void meeting_members(writer *w, const evx_meeting *m) {
  field_word(w, "id", m->id);
  json_key(&w->out, "main");
  json_bool(&w->out, m->main);
  field_string(w, "name", m->name);
  field_span(w, "span", m->span);
  field_name(w, "kind", evx_meeting_kind_name(m->kind));
  field_integer(w, "ordinal", m->ordinal, m->ordinal != 0);
  field_string(w, "body", m->body);
  field_name(w, "status", evx_meeting_status_name(m->status));
  field_origin(w, m->rule, m->confidence);
}

/* The objects of a list, each by the function that prints its members. */
#define FIELD_OBJECTS(w, key, list, count, members)                                                                    \
  do {                                                                                                                 \
    json_key(&(w)->out, key);                                                                                          \
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
  field_date(w, "date", m->date);
  field_venue(w, "venue", m->venue);
  FIELD_OBJECTS(w, "participants", m->participants, m->participant_count, participant_members);
  FIELD_OBJECTS(w, "decisions", m->decisions, m->decision_count, decision_object);
  FIELD_OBJECTS(w, "next_meetings", m->next_meetings, m->next_meeting_count, next_members);
}

/* ---- the rest of the record ------------------------------------------------- */

static void timex_members(writer *w, const evx_timex *t) {
  field_string(w, "text", t->text);
  field_span(w, "span", t->span);
  field_name(w, "type", evx_timex_type_name(t->type));
  field_string(w, "value", t->value);
  field_word(w, "mod", t->mod);
  field_name(w, "basis", evx_basis_name(t->basis));
  field_word(w, "policy", t->policy);
  field_word(w, "rule", t->rule);
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
  field_word(w, "type", r->type);
  json_key(&w->out, "fields");
  json_open(&w->out, '{');
  for (size_t i = 0; i < r->field_count; i++) {
    json_key(&w->out, r->fields[i]->name);
    put_field(w, r->fields[i]);
  }
  json_close(&w->out, '}');
  field_span(w, "span", r->span);
  field_word(w, "rule", r->rule);
}

static void warning_members(writer *w, const evx_warning *warning) {
  field_word(w, "code", warning->code);
  field_word(w, "message", warning->message);
  field_span(w, "span", warning->span);
}

static void field_document(writer *w, const evx_document *d) {
  json_key(&w->out, "document");
  json_open(&w->out, '{');
  field_string(w, "id", d->id);
  field_string(w, "date", d->date);
  field_word(w, "date_basis", d->date_basis);
  field_string(w, "title", d->title);
  field_word(w, "language", d->language);
  field_integer(w, "bytes", (int64_t)d->bytes, true);
  field_word(w, "offsets", json_offsets_name(w->offsets.unit));
  json_close(&w->out, '}');
}

static void put_record(writer *w, const evx_record *r) {
  json_open(&w->out, '{');
  field_integer(w, "evx", JSON_RECORD_VERSION, true);
  field_document(w, &r->document);
  FIELD_OBJECTS(w, "meetings", r->meetings, r->meeting_count, whole_meeting);
  FIELD_OBJECTS(w, "dates", r->dates, r->date_count, timex_members);
  FIELD_OBJECTS(w, "records", r->records, r->record_count, custom_members);
  FIELD_OBJECTS(w, "warnings", r->warnings, r->warning_count, warning_members);
  json_close(&w->out, '}');
  json_line(&w->out);
}

/* ---- flat lines ------------------------------------------------------------- */

static void flat_open(writer *w, const evx_record *r, const evx_meeting *m, const char *type) {
  json_open(&w->out, '{');
  field_string(w, "doc", r->document.id);
  field_word(w, "meeting", m->id);
  field_word(w, "type", type);
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
    decision_members(w, m->decisions[i], "decision_type");
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
