/* context.h - what the files of this room share while one record is made.
 *
 * The steps, in order (build.c): dates -> places -> entities -> meetings -> participants -> decisions -> next meetings
 * -> user records. Each step reads mentions through the accessors below and what earlier steps left here. A failed
 * allocation sets `failed`; the steps go on with NULLs and record_build reports it once. */
#ifndef EVX_RECORD_CONTEXT_H
#define EVX_RECORD_CONTEXT_H

#include "record/confidence.h"
#include "record/keymap.h"
#include "record/maker.h"

#define NONE UINT32_MAX

/* A Date mention after resolution. */
typedef struct date_state {
  time_value value;
  const time_expr *expr; /* of the mention, or the shared part of a range around it */
  const time_expr *read; /* the one that `value` is of, where it depends on nothing else; NULL */
  time_policy policy;
  bool from_meeting; /* what is not written was taken from the meeting's own date */
  bool part;         /* inside a longer Date mention that says more: not listed */
  bool told;         /* words around it, or a record, say its policy */
  bool by_tense;     /* ... and it is the tense around it that says it */
  bool preferred;    /* a record says how it wants it filled */
} date_state;

/* One person, country, organization or group, however often it is named. */
typedef struct entity {
  evx_entity_kind kind;
  uint32_t begin, end;    /* tokens of the name: the fullest form */
  uint32_t first;         /* token at which it is first named */
  uint8_t sex;            /* SEX_*, of a person whose honorific says it */
  bool surname;           /* called by the family name alone */
  bool bare;              /* a body called "the Committee" and nothing else */
  VEC(uint32_t) mentions; /* in order of the text */
  uint32_t next;          /* the entity found before it under the same key, or NONE */
  evx_string role, affiliation, country;
} entity;

/* Words that may stand for an entity behind "the": the office of a person, the name of a body. */
typedef struct description {
  uint32_t who;
  uint32_t begin, end; /* tokens */
  uint32_t next;       /* the one remembered before it with a word in common, or NONE */
} description;

/* Everything that the text says of one meeting. */
typedef struct cluster {
  VEC(uint32_t) mentions; /* Meeting mentions in order of the text */
  bool main, other;
} cluster;

typedef struct record_context {
  const record_maker *maker;
  const document *doc;
  const form_table *forms;
  const mention_list *mentions;
  const record_options *options;
  arena *result, *scratch;
  bool failed; /* memory ran out, or the pulse stopped */

  uint8_t *types;     /* record_type by mention */
  date_state **dates; /* by mention; NULL unless it is a Date */
  time_point reference;
  bool reference_given;
  time_order order; /* of dates in figures that are open: ORDER_OPEN where nothing decides */
  evx_document document;

  keymap place_counts; /* places.c */
  uint8_t *in_person;  /* by mention: a Place that is part of a Person */

  VEC(entity) entities;
  uint32_t *entity_of; /* by mention; NONE */
  keymap entity_keys;
  struct {
    keymap words;
    VEC(description) all;
  } described;

  VEC(cluster) clusters;
  uint32_t main;     /* cluster; NONE */
  uint32_t nameless; /* the first cluster of the main meeting that begins without a name; NONE */
  uint32_t opening;  /* the cluster that the first words announce or call off; NONE */
  VEC(evx_participant *) participants;
  evx_participant **participant_at; /* by entity; NULL for those that took no part */
  VEC(uint32_t) announcements;      /* NextMeeting mentions */
  VEC(const evx_warning *) warnings;
} record_context;

/* ---- context.c: reading mentions ---------------------------------------- */

static inline const mention *mention_at(const record_context *c, uint32_t index) {
  return &c->mentions->at[index];
}
/* Never NULL. */
static inline const value *field_value(const record_context *c, const mention *m, record_field f) {
  uint32_t index = c->maker->fields[f];
  return index == MAKER_NONE ? &value_unset : mention_field(m, index);
}
/* The enum value in the numbering of evx.h or maker.h; 0 where unset. */
int field_word(const record_context *c, const mention *m, record_field f);
evx_string field_text(record_context *c, const mention *m, record_field f);
/* The mention that a field holds, if it is one of `type`; else NONE. */
uint32_t field_mention(const record_context *c, const mention *m, record_field f, record_type type);
int32_t field_int(const record_context *c, const mention *m, record_field f, int32_t unset);

evx_string value_text(record_context *c, const value *v);
evx_span token_span(const record_context *c, uint32_t begin, uint32_t end);
evx_string token_text(record_context *c, uint32_t begin, uint32_t end);
/* The lexicon fold of a token, as a number that is equal for equal words. */
static inline uint32_t token_word(const record_context *c, uint32_t at) {
  return c->forms->forms[c->doc->tokens.at[at].form].lex;
}
/* Letters or digits, no possessive ending. */
static inline bool token_is_word(const record_context *c, uint32_t at) {
  return (c->forms->forms[c->doc->tokens.at[at].form].shape & FORM_ALNUM) != 0;
}
const char *rule_name(const record_context *c, const mention *m);
uint32_t mention_first(const record_context *c, uint32_t at); /* the first mention that begins at or behind it */
void warn(record_context *c, const char *code, const char *message, evx_span span);
/* Counts work, as of so many tokens read. False: it is to end, with whatever it found; the next goes_on says so too. */
static inline bool count_work(const record_context *c, uint32_t work) {
  return pulse_beat(c->options->pulse, work);
}
/* Counts work on a mention; false: the steps are to end. */
#define MENTION_WORK 4u
static inline bool goes_on(record_context *c) {
  c->failed |= !count_work(c, MENTION_WORK);
  return !c->failed;
}
/* True while another record of a kind may be added; at the limit it warns once and answers false. */
bool below_limit(record_context *c, size_t count, const char *kind);

/* ---- the steps ----------------------------------------------------------- */

void dates_resolve(record_context *c);      /* dates.c: document date, every Date mention */
void orders_settle(record_context *c);      /* order.c: 03/04/2020 */
void document_date_find(record_context *c); /* document_date.c: reference, document.date and its basis */
bool date_has_day(const date_state *d);
void dates_settle(record_context *c, const time_point *own); /* the meeting's own date fills what is left open */
void dates_list(record_context *c, evx_record *out);
const evx_date *date_object(record_context *c, uint32_t date_mention);
/* Whether a date lies so far before the main meeting that what was done then was not done there. */
bool date_is_bygone(const record_context *c, uint32_t date);
const evx_date *date_stand_in(record_context *c, const char *rule); /* the document's date; NULL without one */

void places_find(record_context *c); /* places.c: the countries and states that the text speaks of */
/* The Place that a field holds, if it is no part of a person: "Kawaguchi" in "Minister Yoriko Kawaguchi". Else NONE. */
uint32_t field_place(const record_context *c, const mention *m, record_field f);
const evx_venue *venue_object(record_context *c, uint32_t place_mention);
/* True where the country of that name is a state of another one here: "Georgia" beside "Atlanta". */
bool place_is_state(const record_context *c, uint32_t begin, uint32_t end);

void entities_find(record_context *c); /* entities.c */
/* The entity that tokens [begin, end) name: the longest one at their start, an article left aside, else at their end;
 * NONE. */
uint32_t entity_named(const record_context *c, uint32_t begin, uint32_t end);

void meetings_find(record_context *c); /* meetings.c: clusters, the main one */
bool meetings_write(record_context *c, evx_record *out);
/* Whether the report is the minutes of its main meeting. */
bool main_is_minuted(const record_context *c);
/* The date that the main meeting's mentions give it, or NONE. */
uint32_t cluster_date(const record_context *c, const cluster *k);

void participants_find(record_context *c); /* participants.c */
/* The participant that is this entity (NONE allowed), or NULL; or made one by that mention, NULL at the limit. */
evx_participant *participant_of(const record_context *c, uint32_t who);
evx_participant *participant_add(record_context *c, uint32_t who, const mention *by);
void participants_write(record_context *c, evx_meeting *m);

void decisions_write(record_context *c, evx_meeting *m); /* decisions.c */
evx_decision_status decision_status(const record_context *c, const mention *m);
/* decision_sources.c: whether what only minutes decide ("Anna to write to the mill") is taken for decided. */
bool takes_minuted_decisions(const record_context *c);
/* "The County Council approved it" is another body's decision, but not in the County Council's own minutes. */
bool is_of_own_body(const record_context *c, const mention *m);
void next_write(record_context *c, evx_meeting *m);    /* next.c */
void custom_write(record_context *c, evx_record *out); /* custom.c */

#endif
