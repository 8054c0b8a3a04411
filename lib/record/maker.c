#include "record/maker.h"

static const char *const type_names[RECORD_TYPES] = {
    [RECORD_DATE] = "Date",         [RECORD_DOCUMENT_DATE] = "DocumentDate", [RECORD_PLACE] = "Place",
    [RECORD_PERSON] = "Person",     [RECORD_ORGANIZATION] = "Organization",  [RECORD_COUNTRY] = "Country",
    [RECORD_GROUP] = "Group",       [RECORD_REFERENCE] = "Reference",        [RECORD_MEETING] = "Meeting",
    [RECORD_SETTING] = "Setting",   [RECORD_PARTICIPANT] = "Participant",    [RECORD_DECISION] = "Decision",
    [RECORD_QUANTITY] = "Quantity", [RECORD_NEXT_MEETING] = "NextMeeting",   [RECORD_TELLING] = "Telling",
    [RECORD_DETAIL] = "Detail",
};

/* Enums of evx.h whose words are looked up through their names, and those that only this room reads. */
typedef enum word_family {
  WORDS_NONE,
  WORDS_VENUE_KIND,
  WORDS_MEETING_KIND,
  WORDS_MEETING_STATUS,
  WORDS_PART,
  WORDS_DECISION_STATUS,
  WORDS_DECISION_TYPE,
  WORDS_POLARITY,
  WORDS_MODALITY,
  WORDS_NEXT_STATUS,
  WORDS_TIME_MOD,
  WORDS_TIME_POLICY,
  WORDS_BASIS,
  WORDS_FORM,
  WORDS_ROLE,
  WORDS_SOURCE,
  WORDS_ANSWER,
  WORDS_PARTICIPANT_MEETING,
  WORDS_PARTICIPANT_AS,
  WORDS_PERSON_FORM,
  WORDS_SEX,
  WORDS_REFERENCE_KIND,
  WORDS_SETTING_BASIS
} word_family;

static const struct {
  record_type type;
  const char *name;
  word_family words;
} field_names[FIELD_COUNT] = {
    [DATE_VALUE] = {RECORD_DATE, "value", WORDS_NONE},
    [DATE_MOD] = {RECORD_DATE, "mod", WORDS_TIME_MOD},
    [DATE_POLICY] = {RECORD_DATE, "policy", WORDS_TIME_POLICY},
    [DATE_TENSE] = {RECORD_DATE, "tense", WORDS_TIME_POLICY},
    [DOCUMENT_DATE_DATE] = {RECORD_DOCUMENT_DATE, "date", WORDS_NONE},
    [DOCUMENT_DATE_PLACE] = {RECORD_DOCUMENT_DATE, "place", WORDS_NONE},
    [DOCUMENT_DATE_BASIS] = {RECORD_DOCUMENT_DATE, "basis", WORDS_BASIS},
    [PLACE_NAME] = {RECORD_PLACE, "name", WORDS_NONE},
    [PLACE_KIND] = {RECORD_PLACE, "kind", WORDS_VENUE_KIND},
    [PLACE_CITY] = {RECORD_PLACE, "city", WORDS_NONE},
    [PLACE_COUNTRY] = {RECORD_PLACE, "country", WORDS_NONE},
    [PERSON_NAME] = {RECORD_PERSON, "name", WORDS_NONE},
    [PERSON_ROLE] = {RECORD_PERSON, "role", WORDS_NONE},
    [PERSON_AFFILIATION] = {RECORD_PERSON, "affiliation", WORDS_NONE},
    [PERSON_COUNTRY] = {RECORD_PERSON, "country", WORDS_NONE},
    [PERSON_FORM] = {RECORD_PERSON, "form", WORDS_PERSON_FORM},
    [PERSON_SEX] = {RECORD_PERSON, "sex", WORDS_SEX},
    [ORGANIZATION_NAME] = {RECORD_ORGANIZATION, "name", WORDS_NONE},
    [ORGANIZATION_ACRONYM] = {RECORD_ORGANIZATION, "acronym", WORDS_NONE},
    [ORGANIZATION_FULL] = {RECORD_ORGANIZATION, "full", WORDS_NONE},
    [ORGANIZATION_COUNTRY] = {RECORD_ORGANIZATION, "country", WORDS_NONE},
    [ORGANIZATION_KNOWN] = {RECORD_ORGANIZATION, "known", WORDS_ANSWER},
    [COUNTRY_NAME] = {RECORD_COUNTRY, "name", WORDS_NONE},
    [COUNTRY_COUNTRY] = {RECORD_COUNTRY, "country", WORDS_NONE},
    [COUNTRY_FORM] = {RECORD_COUNTRY, "form", WORDS_FORM},
    [GROUP_NAME] = {RECORD_GROUP, "name", WORDS_NONE},
    [REFERENCE_HEAD] = {RECORD_REFERENCE, "head", WORDS_NONE},
    [REFERENCE_COUNTRY] = {RECORD_REFERENCE, "country", WORDS_NONE},
    [REFERENCE_KIND] = {RECORD_REFERENCE, "kind", WORDS_REFERENCE_KIND},
    [REFERENCE_ALONE] = {RECORD_REFERENCE, "alone", WORDS_ANSWER},
    [MEETING_NAME] = {RECORD_MEETING, "name", WORDS_NONE},
    [MEETING_CALLED] = {RECORD_MEETING, "called", WORDS_NONE},
    [MEETING_KIND] = {RECORD_MEETING, "kind", WORDS_MEETING_KIND},
    [MEETING_ORDINAL] = {RECORD_MEETING, "ordinal", WORDS_NONE},
    [MEETING_BODY] = {RECORD_MEETING, "body", WORDS_NONE},
    [MEETING_STATUS] = {RECORD_MEETING, "status", WORDS_MEETING_STATUS},
    [MEETING_DATE] = {RECORD_MEETING, "date", WORDS_NONE},
    [MEETING_VENUE] = {RECORD_MEETING, "venue", WORDS_NONE},
    [MEETING_ROLE] = {RECORD_MEETING, "role", WORDS_ROLE},
    [SETTING_PLACE] = {RECORD_SETTING, "place", WORDS_NONE},
    [SETTING_BASIS] = {RECORD_SETTING, "basis", WORDS_SETTING_BASIS},
    [PARTICIPANT_WHO] = {RECORD_PARTICIPANT, "who", WORDS_NONE},
    [PARTICIPANT_PART] = {RECORD_PARTICIPANT, "part", WORDS_PART},
    [PARTICIPANT_ROLE] = {RECORD_PARTICIPANT, "role", WORDS_NONE},
    [PARTICIPANT_AFFILIATION] = {RECORD_PARTICIPANT, "affiliation", WORDS_NONE},
    [PARTICIPANT_MEETING] = {RECORD_PARTICIPANT, "meeting", WORDS_PARTICIPANT_MEETING},
    [PARTICIPANT_AS] = {RECORD_PARTICIPANT, "as", WORDS_PARTICIPANT_AS},
    [DECISION_CLAUSE] = {RECORD_DECISION, "clause", WORDS_NONE},
    [DECISION_ACTION] = {RECORD_DECISION, "action", WORDS_NONE},
    [DECISION_STATUS] = {RECORD_DECISION, "status", WORDS_DECISION_STATUS},
    [DECISION_TYPE] = {RECORD_DECISION, "type", WORDS_DECISION_TYPE},
    [DECISION_POLARITY] = {RECORD_DECISION, "polarity", WORDS_POLARITY},
    [DECISION_MODALITY] = {RECORD_DECISION, "modality", WORDS_MODALITY},
    [DECISION_SOURCE] = {RECORD_DECISION, "source", WORDS_SOURCE},
    [DECISION_ACTOR] = {RECORD_DECISION, "actor", WORDS_NONE},
    [DECISION_OBJECT] = {RECORD_DECISION, "object", WORDS_NONE},
    [DECISION_DUE] = {RECORD_DECISION, "due", WORDS_NONE},
    [DECISION_EFFECTIVE] = {RECORD_DECISION, "effective", WORDS_NONE},
    [DECISION_OWNERS] = {RECORD_DECISION, "owners", WORDS_NONE},
    [DECISION_MOVER] = {RECORD_DECISION, "mover", WORDS_NONE},
    [DECISION_SECONDER] = {RECORD_DECISION, "seconder", WORDS_NONE},
    [DECISION_IN_FAVOUR] = {RECORD_DECISION, "in-favour", WORDS_NONE},
    [DECISION_AGAINST] = {RECORD_DECISION, "against", WORDS_NONE},
    [DECISION_ABSTAIN] = {RECORD_DECISION, "abstain", WORDS_NONE},
    [DECISION_UNANIMOUS] = {RECORD_DECISION, "unanimous", WORDS_ANSWER},
    [DECISION_DISSENT] = {RECORD_DECISION, "dissent", WORDS_NONE},
    [DECISION_REFERENCE] = {RECORD_DECISION, "reference", WORDS_NONE},
    [QUANTITY_VALUE] = {RECORD_QUANTITY, "value", WORDS_NONE},
    [QUANTITY_UNIT] = {RECORD_QUANTITY, "unit", WORDS_NONE},
    [QUANTITY_FROM] = {RECORD_QUANTITY, "from", WORDS_NONE},
    [QUANTITY_TO] = {RECORD_QUANTITY, "to", WORDS_NONE},
    [DETAIL_DUE] = {RECORD_DETAIL, "due", WORDS_NONE},
    [DETAIL_EFFECTIVE] = {RECORD_DETAIL, "effective", WORDS_NONE},
    [DETAIL_IN_FAVOUR] = {RECORD_DETAIL, "in-favour", WORDS_NONE},
    [DETAIL_AGAINST] = {RECORD_DETAIL, "against", WORDS_NONE},
    [DETAIL_ABSTAIN] = {RECORD_DETAIL, "abstain", WORDS_NONE},
    [DETAIL_UNANIMOUS] = {RECORD_DETAIL, "unanimous", WORDS_ANSWER},
    [DETAIL_WHEN] = {RECORD_DETAIL, "when", WORDS_NONE},
    [NEXT_STATUS] = {RECORD_NEXT_MEETING, "status", WORDS_NEXT_STATUS},
    [NEXT_BODY] = {RECORD_NEXT_MEETING, "body", WORDS_NONE},
    [NEXT_SERIES] = {RECORD_NEXT_MEETING, "series", WORDS_NONE},
    [NEXT_DATE] = {RECORD_NEXT_MEETING, "date", WORDS_NONE},
    [NEXT_VENUE] = {RECORD_NEXT_MEETING, "venue", WORDS_NONE},
};

/* The schema's word for value `v` of a family, "" past its last one. */
static const char *family_word(word_family family, uint8_t v) {
  static const char *const own[][10] = {
      [WORDS_TIME_MOD] = {"", "start", "mid", "end", "approx", "before", "after", "less-than", "more-than", ""},
      [WORDS_BASIS] = {"", "header", "title", "dateline", "text", "meeting", "opening", ""},
      [WORDS_FORM] = {"", "name", "demonym", "capital", ""},
      [WORDS_ROLE] = {"", "main", "other", "mention", "minutes", "implied", "title", ""},
      [WORDS_PARTICIPANT_MEETING] = {"", "main", "other", ""},
      [WORDS_PARTICIPANT_AS] = {"", "party", "body", ""},
      [WORDS_SOURCE] = {"", "meeting", "history", "body", "talk", "minutes", ""},
      [WORDS_ANSWER] = {"", "yes", "no", ""},
      [WORDS_PERSON_FORM] = {"", "full", "surname", "turn", ""},
      [WORDS_SEX] = {"", "male", "female", ""},
      [WORDS_REFERENCE_KIND] = {"", "person", "body", "surname", ""},
      [WORDS_SETTING_BASIS] = {"", "said", "inferred", "dateline", ""},
  };
  switch (family) {
  case WORDS_NONE: return "";
  case WORDS_TIME_POLICY: return v < TIME_POLICIES ? time_policy_names[v] : "";
  case WORDS_VENUE_KIND: return evx_venue_kind_name((evx_venue_kind)v);
  case WORDS_MEETING_KIND: return evx_meeting_kind_name((evx_meeting_kind)v);
  case WORDS_MEETING_STATUS: return evx_meeting_status_name((evx_meeting_status)v);
  case WORDS_PART: return evx_part_name((evx_part)v);
  case WORDS_DECISION_STATUS: return evx_decision_status_name((evx_decision_status)v);
  case WORDS_DECISION_TYPE: return evx_decision_type_name((evx_decision_type)v);
  case WORDS_POLARITY: return evx_polarity_name((evx_polarity)v);
  case WORDS_MODALITY: return evx_modality_name((evx_modality)v);
  case WORDS_NEXT_STATUS: return evx_next_status_name((evx_next_status)v);
  default: return own[family][v];
  }
}

/* Fills the map from the pack's enum indices; words unknown here stay 0, unset. */
static void map_words(record_maker *m, record_field f) {
  const ast_record *type = m->types[field_names[f].type];
  for (uint8_t v = 1; *family_word(field_names[f].words, v); v++) {
    int32_t index = rule_field_word(type, field_names[f].name, family_word(field_names[f].words, v));
    if (index >= 0 && (uint32_t)index < MAKER_WORDS)
      m->words[f][index] = v;
  }
}

evx_status record_maker_new(const rule_set *set, const evx_allocator *allocator, record_maker **out) {
  record_maker *m = memory_zalloc(allocator, sizeof *m);
  *out = m;
  if (!m)
    return EVX_ERR_NOMEM;
  m->set = set;
  m->allocator = allocator;
  m->language = rule_set_language(set);
  for (size_t i = 0; i < RECORD_TYPES; i++)
    m->types[i] = rule_set_record(set, type_names[i]);
  for (record_field f = 0; f < FIELD_COUNT; f++) {
    const ast_record *type = m->types[field_names[f].type];
    m->fields[f] = type ? rule_record_field(type, field_names[f].name) : MAKER_NONE;
    if (m->fields[f] != MAKER_NONE)
      map_words(m, f);
  }
  return EVX_OK;
}

void record_maker_free(record_maker *m) {
  if (m)
    memory_release(m->allocator, m, sizeof *m);
}

const keep_which *record_types_read(const record_maker *m, arena *a) {
  keep_which *read = arena_array(a, rule_set_record_count(m->set), sizeof *read);
  for (size_t i = 0; read && i < RECORD_TYPES; i++) {
    if (m->types[i])
      read[m->types[i]->index] = i == RECORD_TELLING ? KEEP_ANY : KEEP_ALL;
  }
  return read;
}
