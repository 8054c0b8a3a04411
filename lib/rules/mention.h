/* mention.h - what rules find: typed mentions with fields. */
#ifndef EVX_RULES_MENTION_H
#define EVX_RULES_MENTION_H

#include "rules/ast.h"
#include "time/timex.h"

#define MENTION_NONE UINT32_MAX
#define RULE_NUMBER  0x7fffu /* bits of mention.rule */

typedef enum value_kind {
  VALUE_UNSET = 0,
  VALUE_TEXT,    /* tokens [begin, end) */
  VALUE_STRING,  /* a canonical string, with the tokens that it stands for where begin < end */
  VALUE_INT,     /* with its tokens */
  VALUE_ENUM,    /* index in the field's enum; tokens are those of the cue or capture, if any */
  VALUE_MENTION, /* a mention of an earlier phase */
  VALUE_TIME,    /* a time expression (Date.value) */
  VALUE_LIST
} value_kind;

typedef struct value value;
struct value {
  value_kind kind : 8;
  time_policy prefer : 8; /* of a VALUE_MENTION made by date(c, prefer: p); else POLICY_NONE */
  uint32_t field : 16;    /* ast_field.index, once the mention is kept */
  uint32_t begin, end;    /* tokens; begin == end: stands nowhere */
  uint32_t size;          /* bytes of a VALUE_STRING, items of a VALUE_LIST */
  union {
    const char *string;
    int64_t number;
    uint32_t mention;
    const time_expr *time;
    const value *items;
  } as;
};

typedef struct mention {
  uint32_t type : 16;                /* ast_record.index */
  uint32_t rule : 15;                /* number of the rule in the rule set: there are fewer (PROGRAM_WORDS) */
  bool emitted : 1;                  /* by emit; else by mark */
  uint32_t begin, end;               /* tokens, end > begin */
  uint32_t anchor_begin, anchor_end; /* tokens of the anchor; the whole match without one */
  uint16_t field_count;
  uint16_t cue_count;
  value *fields;             /* while the block is read, all by ast_field.index; of a kept mention those that are set
                                (mention_field) */
  const uint32_t (*cues)[2]; /* token ranges of the modifiers that acted on it */
} mention;

extern const value value_unset;

/* Field `index` of a kept mention; value_unset for one that is not set. */
static inline const value *mention_field(const mention *m, uint32_t index) {
  for (uint32_t i = 0; i < m->field_count; i++) {
    if (m->fields[i].field == index)
      return &m->fields[i];
  }
  return &value_unset;
}

#endif
