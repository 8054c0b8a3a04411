#include "record/references.h"

/* Of an office or name so many words are remembered, and so many who have a word in common are looked at. */
#define WORDS_MAX      12u
#define CANDIDATES_MAX 64u

void references_init(record_context *c) {
  keymap_init(&c->described.words, c->scratch);
}

static uint64_t word_key(const record_context *c, evx_entity_kind kind, uint32_t at) {
  return ((uint64_t)kind << 40) | token_word(c, at);
}

void references_remember(record_context *c, uint32_t who, uint32_t begin, uint32_t end) {
  uint32_t from = end - begin > WORDS_MAX ? end - WORDS_MAX : begin;
  for (uint32_t i = from; i < end; i++) {
    uint32_t *slot = keymap_at(&c->described.words, word_key(c, c->entities.at[who].kind, i));
    c->failed |= !slot;
    if (!slot || !token_is_word(c, i))
      continue;
    description d = {who, begin, end, *slot};
    if (*slot != NONE && c->described.all.at[*slot].who == who && c->described.all.at[*slot].begin == begin)
      continue;
    c->failed |= !VEC_ADD(&c->described.all, c->scratch, d);
    *slot = (uint32_t)(c->described.all.count - 1);
  }
}

static bool has_word(const record_context *c, const description *d, uint32_t at) {
  for (uint32_t i = d->begin; i < d->end; i++)
    if (token_word(c, i) == token_word(c, at))
      return true;
  return false;
}

/* All words of the description are in the office or name; its country is the entity's. */
static bool fits(record_context *c, const description *d, const value *head, const evx_string *country) {
  const entity *e = &c->entities.at[d->who];
  for (uint32_t i = head->begin; i < head->end; i++)
    if (token_is_word(c, i) && !has_word(c, d, i))
      return false;
  return !country->data || (e->country.data && e->country.length == country->length &&
                            memcmp(e->country.data, country->data, country->length) == 0);
}

/* Of several bodies the one of the document's title: a report calls its own body by a word of its name. */
static uint32_t choose(const record_context *c, evx_entity_kind kind, uint32_t one, uint32_t other) {
  if (kind != EVX_ORGANIZATION)
    return NONE;
  bool first = c->entities.at[one].first < c->doc->title_end, second = c->entities.at[other].first < c->doc->title_end;
  return first == second ? NONE : first ? one : other;
}

static evx_entity_kind kind_of(const record_context *c, const mention *m) {
  return field_word(c, m, REFERENCE_KIND) == REFERENCE_BODY ? EVX_ORGANIZATION : EVX_PERSON;
}

/* The latest description that has the last word in it, or NONE. */
static uint32_t latest(record_context *c, const mention *m) {
  const value *head = field_value(c, m, REFERENCE_HEAD);
  if (head->begin >= head->end)
    return NONE;
  return keymap_find(&c->described.words, word_key(c, kind_of(c, m), head->end - 1));
}

bool references_unknown(record_context *c, const mention *m) {
  return latest(c, m) == NONE;
}

uint32_t references_resolve(record_context *c, const mention *m) {
  const value *head = field_value(c, m, REFERENCE_HEAD);
  evx_string country = field_text(c, m, REFERENCE_COUNTRY);
  evx_entity_kind kind = kind_of(c, m);
  uint32_t found = NONE, at = latest(c, m);
  for (uint32_t i = 0; at != NONE; i++, at = c->described.all.at[at].next) {
    const description *d = &c->described.all.at[at];
    if (!fits(c, d, head, &country) || d->who == found)
      continue;
    found = found == NONE ? d->who : choose(c, kind, found, d->who);
    if (found == NONE || i == CANDIDATES_MAX)
      return NONE;
  }
  return found;
}
