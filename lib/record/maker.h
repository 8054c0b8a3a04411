/* maker.h - where the types, fields and enum words of the record stand in a rule set.
 *
 * Input: a rule set. Output: indices, looked up once per engine. A pack set may lack types or fields; their index is
 * then MAKER_NONE and reading them gives an unset value. */
#ifndef EVX_RECORD_MAKER_H
#define EVX_RECORD_MAKER_H

#include "record/record.h"

#define MAKER_NONE  UINT32_MAX
#define MAKER_WORDS 16u /* most words of an enum field of a known type */

typedef enum record_type {
  RECORD_DATE,
  RECORD_DOCUMENT_DATE,
  RECORD_PLACE,
  RECORD_PERSON,
  RECORD_ORGANIZATION,
  RECORD_COUNTRY,
  RECORD_GROUP,
  RECORD_MEETING,
  RECORD_PARTICIPANT,
  RECORD_DECISION,
  RECORD_QUANTITY,
  RECORD_NEXT_MEETING,
  RECORD_TELLING,
  RECORD_TYPES,
  RECORD_CUSTOM = RECORD_TYPES /* declared by a user's pack */
} record_type;

typedef enum record_field {
  DATE_VALUE,
  DATE_MOD,
  DATE_POLICY,
  DATE_TENSE,
  DOCUMENT_DATE_DATE,
  DOCUMENT_DATE_PLACE,
  DOCUMENT_DATE_BASIS,
  PLACE_NAME,
  PLACE_KIND,
  PLACE_CITY,
  PLACE_COUNTRY,
  PERSON_NAME,
  PERSON_ROLE,
  PERSON_AFFILIATION,
  PERSON_COUNTRY,
  ORGANIZATION_NAME,
  ORGANIZATION_ACRONYM,
  ORGANIZATION_COUNTRY,
  COUNTRY_NAME,
  COUNTRY_COUNTRY,
  COUNTRY_FORM,
  GROUP_NAME,
  MEETING_NAME,
  MEETING_KIND,
  MEETING_ORDINAL,
  MEETING_BODY,
  MEETING_STATUS,
  MEETING_DATE,
  MEETING_VENUE,
  MEETING_ROLE,
  PARTICIPANT_WHO,
  PARTICIPANT_PART,
  PARTICIPANT_ROLE,
  PARTICIPANT_AFFILIATION,
  PARTICIPANT_MEETING,
  DECISION_CLAUSE,
  DECISION_ACTION,
  DECISION_STATUS,
  DECISION_TYPE,
  DECISION_POLARITY,
  DECISION_MODALITY,
  DECISION_SOURCE,
  DECISION_ACTOR,
  DECISION_OBJECT,
  DECISION_DUE,
  DECISION_EFFECTIVE,
  DECISION_OWNERS,
  DECISION_MOVER,
  DECISION_SECONDER,
  DECISION_IN_FAVOUR,
  DECISION_AGAINST,
  DECISION_ABSTAIN,
  DECISION_UNANIMOUS,
  DECISION_DISSENT,
  DECISION_REFERENCE,
  QUANTITY_VALUE,
  QUANTITY_UNIT,
  QUANTITY_FROM,
  QUANTITY_TO,
  NEXT_STATUS,
  NEXT_BODY,
  NEXT_SERIES,
  NEXT_DATE,
  NEXT_VENUE,
  FIELD_COUNT
} record_field;

/* Words that only this room reads; 0 is unset. */
enum { BASIS_HEADER = 1, BASIS_TITLE, BASIS_DATELINE, BASIS_TEXT, BASIS_MEETING, BASIS_OPENING };
enum { COUNTRY_BY_NAME = 1, COUNTRY_BY_DEMONYM, COUNTRY_BY_CAPITAL };
enum { ROLE_MAIN = 1, ROLE_OTHER, ROLE_MENTION, ROLE_MINUTES };
enum { SOURCE_MEETING = 1, SOURCE_HISTORY, SOURCE_BODY, SOURCE_TALK };
enum { ANSWER_YES = 1, ANSWER_NO };

struct record_maker {
  const rule_set *set;
  const evx_allocator *allocator;
  const char *language;
  const ast_record *types[RECORD_TYPES];
  uint32_t fields[FIELD_COUNT];
  uint8_t words[FIELD_COUNT][MAKER_WORDS]; /* the pack's enum index -> the value of evx.h or of the enums above */
};

/* RECORD_CUSTOM for a type that the record does not know by name. */
record_type maker_type(const record_maker *m, uint32_t type);

#endif
