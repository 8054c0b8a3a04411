/* meeting_names.c - whether names of meetings are of one meeting, and which of them is the fuller. */
#include "record/clusters.h"

#define NAME_WORDS    24u
#define ACRONYM_WORDS 32u

typedef struct word_set {
  uint32_t at[NAME_WORDS];
  uint32_t count;
} word_set;

static bool holds(const word_set *s, uint32_t word) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->at[i] == word)
      return true;
  return false;
}

/* Each word once. */
static word_set name_set(const record_context *c, const mention *m) {
  const value *v = field_value(c, m, MEETING_NAME);
  word_set s = {.count = 0};
  for (uint32_t i = v->begin; v->kind != VALUE_UNSET && i < v->end && s.count < NAME_WORDS; i++)
    if (token_is_word(c, i) && !holds(&s, token_word(c, i)))
      s.at[s.count++] = token_word(c, i);
  return s;
}

static bool within(const word_set *a, const word_set *b) {
  for (uint32_t i = 0; i < a->count; i++)
    if (!holds(b, a->at[i]))
      return false;
  return true;
}

/* Words that are written as in a name count more than others. */
static uint32_t name_weight(const record_context *c, const mention *m) {
  const value *v = field_value(c, m, MEETING_NAME);
  uint32_t weight = 0;
  for (uint32_t i = v->begin; v->kind != VALUE_UNSET && i < v->end; i++)
    if (token_is_word(c, i))
      weight += c->forms->forms[c->doc->tokens.at[i].form].shape & FORM_LOWER ? 1 : NAME_WORDS;
  return weight;
}

/* "Extraordinary Parish Council Meeting" is fuller than "meeting of the Parish Council"; a name that holds all words of
 * the other is fuller whatever its capitals. */
bool meeting_name_is_fuller(const record_context *c, const mention *m, const mention *than) {
  word_set s = name_set(c, m), t = name_set(c, than);
  if (s.count != t.count && (within(&s, &t) || within(&t, &s)))
    return s.count > t.count;
  return name_weight(c, m) > name_weight(c, than);
}

bool meeting_is_named(const record_context *c, const mention *m) {
  return field_value(c, m, MEETING_NAME)->kind != VALUE_UNSET;
}

static char initial(const record_context *c, uint32_t at) {
  size_t len;
  const char *word = form_string(c->forms, c->forms->forms[c->doc->tokens.at[at].form].lex, &len);
  return len ? word[0] : ' ';
}

bool acronym_abbreviates(const record_context *c, uint32_t acronym, uint32_t begin, uint32_t end) {
  const form *f = &c->forms->forms[c->doc->tokens.at[acronym].form];
  char initials[ACRONYM_WORDS + 1];
  size_t count = 0, len;
  const char *letters = form_string(c->forms, f->lex, &len);
  if (!(f->shape & FORM_ACRONYM) || len < 2)
    return false;
  for (uint32_t i = begin; i < end && count < ACRONYM_WORDS; i++)
    if (token_is_word(c, i) && !(c->forms->forms[c->doc->tokens.at[i].form].shape & FORM_LOWER))
      initials[count++] = initial(c, i);
  for (size_t i = 0; i + len <= count; i++)
    if (memcmp(initials + i, letters, len) == 0)
      return true;
  return false;
}

/* "of", "the": they tell no name from another. */
#define SHORT_WORD 3u

static bool is_short_word(const record_context *c, uint32_t at) {
  size_t len;
  const form *f = &c->forms->forms[c->doc->tokens.at[at].form];
  form_string(c->forms, f->lex, &len);
  return (f->shape & FORM_LOWER) && len <= SHORT_WORD;
}

/* Whether all words of a's name but its date are among those of b's, or made of their initials. */
static bool says_no_more(const record_context *c, const mention *a, const mention *b) {
  const value *of = field_value(c, a, MEETING_NAME), *in = field_value(c, b, MEETING_NAME);
  uint32_t date = field_mention(c, a, MEETING_DATE, RECORD_DATE);
  const mention *when = date == NONE ? a : mention_at(c, date);
  word_set s = name_set(c, b);
  for (uint32_t i = of->begin; i < of->end; i++)
    if (token_is_word(c, i) && !is_short_word(c, i) && (when == a || i < when->begin || i >= when->end) &&
        !holds(&s, token_word(c, i)) && !acronym_abbreviates(c, i, in->begin, in->end))
      return false;
  return true;
}

bool clusters_share_name(const record_context *c, const cluster *one, const cluster *other) {
  for (size_t i = 0; i < one->mentions.count && i < MENTIONS_COMPARED; i++)
    for (size_t k = 0; k < other->mentions.count && k < MENTIONS_COMPARED && count_work(c, MENTION_WORK); k++) {
      const mention *a = mention_at(c, one->mentions.at[i]), *b = mention_at(c, other->mentions.at[k]);
      if (meeting_is_named(c, a) && meeting_is_named(c, b) && (says_no_more(c, a, b) || says_no_more(c, b, a)))
        return true;
    }
  return false;
}

/* `all`: the very words, not only those of the shorter name. */
bool same_meeting_by_name(const record_context *c, const mention *a, const mention *b, bool all) {
  int32_t x = field_int(c, a, MEETING_ORDINAL, 0), y = field_int(c, b, MEETING_ORDINAL, 0);
  word_set s = name_set(c, a), t = name_set(c, b);
  if ((x && y && x != y) || !s.count || !t.count)
    return false;
  if (all)
    return within(&s, &t) && within(&t, &s);
  return s.count <= t.count ? within(&s, &t) : within(&t, &s);
}

/* "Lake League 2011 Plenary meeting", "Lake League Plenary" */
bool names_much_alike(const record_context *c, const mention *a, const mention *b) {
  int32_t x = field_int(c, a, MEETING_ORDINAL, 0), y = field_int(c, b, MEETING_ORDINAL, 0);
  word_set s = name_set(c, a), t = name_set(c, b);
  uint32_t shared = 0, shorter = s.count < t.count ? s.count : t.count;
  for (uint32_t i = 0; i < s.count; i++)
    shared += holds(&t, s.at[i]);
  return (!x || !y || x == y) && shared > 1 && 3 * shared >= 2 * shorter;
}
