/* participants.c - who took part in the main meeting: one entry per entity, in order of first part taken. */
#include "record/context.h"
#include "record/names.h"

/* Where so many people are named, it is they who took part, not the body whose members they are. */
#define ROLL_MIN 3u

/* Of two parts of one participant the more telling stays; absence, said in so many words, outweighs all. */
static int part_rank(evx_part part) {
  static const int ranks[] = {[EVX_ATTENDEE] = 1, [EVX_OBSERVER] = 2, [EVX_SPEAKER] = 3, [EVX_SIGNATORY] = 4,
                              [EVX_HOST] = 5,     [EVX_CHAIR] = 6,    [EVX_ABSENT] = 7};
  return part ? ranks[part] : 0;
}

evx_participant *participant_of(const record_context *c, uint32_t who) {
  return who == NONE ? NULL : c->participant_at[who];
}

static void spans_of(record_context *c, const entity *e, evx_participant *p) {
  evx_span *spans = arena_array(c->result, e->mentions.count, sizeof *spans);
  c->failed |= !spans;
  for (size_t i = 0; spans && i < e->mentions.count; i++) {
    const mention *m = mention_at(c, e->mentions.at[i]);
    spans[i] = token_span(c, m->begin, m->end);
  }
  p->spans = spans;
  p->span_count = spans ? e->mentions.count : 0;
}

evx_participant *participant_add(record_context *c, uint32_t who, const mention *by) {
  evx_participant *p = participant_of(c, who);
  if (p || !below_limit(c, c->participants.count, "participants"))
    return p;
  const entity *e = &c->entities.at[who];
  p = arena_zalloc(c->result, sizeof *p);
  char *id = arena_printf(c->result, "p%zu", c->participants.count + 1);
  if (!p || !id || !VEC_ADD(&c->participants, c->result, p)) {
    c->failed = true;
    return NULL;
  }
  c->participant_at[who] = p;
  *p = (evx_participant){.id = id,
                         .name = token_text(c, e->begin, e->end),
                         .kind = e->kind,
                         .part = EVX_ATTENDEE,
                         .role = e->role,
                         .affiliation = e->affiliation,
                         .country = e->country,
                         .rule = rule_name(c, by),
                         .confidence = rule_confidence(rule_name(c, by))};
  spans_of(c, e, p);
  return p;
}

/* "Otto Lund (OLU)": the letters are his own, by which the minutes call him. */
static bool is_of_initials(const record_context *c, uint32_t who, const value *letters) {
  const entity *e = &c->entities.at[who];
  name_words name = names_words(c, e->begin, e->end);
  return letters->end == letters->begin + 1 && names_spell(c, &name, letters->begin);
}

static void take_part(record_context *c, const mention *m, uint32_t named) {
  uint32_t who = c->entity_of[named];
  evx_participant *p = who == NONE ? NULL : participant_add(c, who, m);
  if (!p)
    return;
  evx_part part = (evx_part)field_word(c, m, PARTICIPANT_PART);
  if (part_rank(part) > part_rank(p->part))
    p->part = part;
  evx_string role = field_text(c, m, PARTICIPANT_ROLE);
  p->role = p->role.data ? p->role : role;
  if (!p->affiliation.data && !is_of_initials(c, who, field_value(c, m, PARTICIPANT_AFFILIATION)))
    p->affiliation = field_text(c, m, PARTICIPANT_AFFILIATION);
}

static void take_list(record_context *c, const mention *m, const value *v) {
  if (v->kind == VALUE_MENTION)
    take_part(c, m, v->as.mention);
  for (size_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
    take_list(c, m, &v->as.items[i]);
}

static bool is_as_body(const record_context *c, const mention *m) {
  return field_word(c, m, PARTICIPANT_AS) == AS_BODY;
}

/* Takes those that are said to take part, `as_body` those whose meeting it is. */
static void take_all(record_context *c, bool as_body) {
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] == RECORD_PARTICIPANT && field_word(c, m, PARTICIPANT_MEETING) != ROLE_OTHER &&
        is_as_body(c, m) == as_body)
      take_list(c, m, field_value(c, m, PARTICIPANT_WHO));
  }
}

static size_t people_count(const record_context *c) {
  size_t n = 0;
  for (size_t i = 0; i < c->participants.count; i++)
    n += c->participants.at[i]->kind == EVX_PERSON;
  return n;
}

void participants_find(record_context *c) {
  c->participant_at = arena_array(c->scratch, c->entities.count, sizeof *c->participant_at);
  c->failed |= !c->participant_at;
  take_all(c, false);
  if (people_count(c) < ROLL_MIN)
    take_all(c, true);
}

void participants_write(record_context *c, evx_meeting *m) {
  m->participants = (const evx_participant *const *)c->participants.at;
  m->participant_count = c->participants.count;
}
