/* decision_sources.c - whose decisions are the report's: what only minutes decide, and what its own body did. */
#include "record/context.h"

/* A body that the head of a report names is no other one: so many tokens. */
#define HEAD_TOKENS 60u

static bool head_says(const record_context *c, uint32_t begin, uint32_t end) {
  uint32_t length = end - begin, head = c->doc->title_end + HEAD_TOKENS;
  for (uint32_t i = 0; i < begin && i < head && count_work(c, 1); i++) {
    uint32_t same = 0;
    while (same < length && i + same < begin && token_word(c, i + same) == token_word(c, begin + same))
      same++;
    if (same == length)
      return true;
  }
  return false;
}

bool is_of_own_body(const record_context *c, const mention *m) {
  for (uint32_t i = 0; i < m->cue_count; i++) {
    uint32_t begin = m->cues[i][0], end = m->cues[i][1];
    if (end - begin >= 2 && head_says(c, end - 2, end))
      return true;
  }
  return false;
}

/* So many motions and tasks that are called so tell minutes that do not say that they are; so many that only minutes
 * tell ("Anna to write to the mill"), among other things that only they decide, do, too. */
#define MINUTED_DECISIONS 2u
#define MINUTED_TASKS     2u
#define MINUTED_MATTERS   5u

/* Minutes list who was away, or have motions and tasks. */
static bool looks_minuted(const record_context *c) {
  uint32_t decisions = 0, tasks = 0, matters = 0;
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] == RECORD_PARTICIPANT && field_word(c, m, PARTICIPANT_PART) == EVX_ABSENT)
      return true;
    if (c->types[i] != RECORD_DECISION)
      continue;
    int type = field_word(c, m, DECISION_TYPE);
    if (field_word(c, m, DECISION_SOURCE) == SOURCE_MINUTES) {
      matters++;
      tasks += type == EVX_ACTION_ITEM && decision_status(c, m) == EVX_ADOPTED;
    } else
      decisions += type == EVX_MOTION || type == EVX_ACTION_ITEM;
  }
  return decisions >= MINUTED_DECISIONS || (tasks >= MINUTED_TASKS && matters >= MINUTED_MATTERS);
}

/* Not from a central bank's: there plans are forecasts. */
bool takes_minuted_decisions(const record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++)
    if (c->types[i] == RECORD_DECISION && field_word(c, mention_at(c, i), DECISION_TYPE) == EVX_POLICY)
      return false;
  return main_is_minuted(c) || looks_minuted(c);
}
