/* entities.c - mentions of people, countries, organizations and groups become entities.
 *
 * Merged where the text leaves no doubt: a country by its code; an organization by its name, its name's end or its
 * acronym; a group by its name or its name's end; a person by full name, by surname (the last one so called) or, in
 * texts on first-name terms, by first name. Names are compared as sequences of words in lexicon fold. */
#include "record/context.h"

/* So many entities of one key are looked at: keeps hostile lists of namesakes linear. */
#define NAMESAKES_MAX 64u

enum { KEY_LAST = 1, KEY_FIRST = 2, KEY_ACRONYM = 3, KEY_CODE = 4 };

/* Words that a name needs to stand for a longer one that begins or ends with it. */
#define PART_WORDS_MIN 2u

typedef struct name_words {
  uint32_t at[16]; /* tokens */
  uint32_t count;
} name_words;

static uint64_t make_key(evx_entity_kind kind, uint32_t role, uint32_t word) {
  return ((uint64_t)kind << 40) | ((uint64_t)role << 36) | word;
}

/* The words of a name; of a very long one the last sixteen. */
static name_words words_of(const record_context *c, uint32_t begin, uint32_t end) {
  name_words w = {.count = 0};
  uint32_t from = end;
  for (uint32_t left = 16; from > begin && left > 0; from--)
    left -= token_is_word(c, from - 1);
  for (uint32_t i = from; i < end; i++)
    if (token_is_word(c, i))
      w.at[w.count++] = i;
  return w;
}

static bool same_word(const record_context *c, uint32_t a, uint32_t b) {
  return token_word(c, a) == token_word(c, b);
}

/* True where the shorter name is the end of the longer one. */
static bool same_end(const record_context *c, const name_words *a, const name_words *b) {
  uint32_t n = a->count < b->count ? a->count : b->count;
  for (uint32_t i = 1; i <= n; i++)
    if (!same_word(c, a->at[a->count - i], b->at[b->count - i]))
      return false;
  return n > 0;
}

/* One letter, with or without a full stop. */
static bool is_initial(const record_context *c, uint32_t at, uint32_t *letter) {
  size_t len;
  const char *s = form_string(c->forms, c->forms->forms[c->doc->tokens.at[at].form].fold, &len);
  *letter = (unsigned char)s[0];
  return len == 1 || (len == 2 && s[1] == '.');
}

static bool first_names_agree(const record_context *c, uint32_t a, uint32_t b) {
  uint32_t x, y;
  bool initial = is_initial(c, a, &x);
  initial = is_initial(c, b, &y) || initial;
  return same_word(c, a, b) || (initial && x == y);
}

static bool same_person(const record_context *c, const name_words *a, const name_words *b) {
  if (!same_word(c, a->at[a->count - 1], b->at[b->count - 1]))
    return false;
  return a->count == 1 || b->count == 1 || first_names_agree(c, a->at[0], b->at[0]);
}

static bool same_start(const record_context *c, const name_words *a, const name_words *b) {
  uint32_t n = a->count < b->count ? a->count : b->count;
  for (uint32_t i = 0; i < n; i++)
    if (!same_word(c, a->at[i], b->at[i]))
      return false;
  return n >= PART_WORDS_MIN;
}

static bool same_name(const record_context *c, evx_entity_kind kind, const name_words *a, const name_words *b) {
  if (kind == EVX_PERSON)
    return same_person(c, a, b);
  uint32_t shorter = a->count < b->count ? a->count : b->count;
  if (kind == EVX_ORGANIZATION && same_start(c, a, b))
    return true;
  return same_end(c, a, b) && (a->count == b->count || (shorter >= PART_WORDS_MIN && kind != EVX_ENTITY_COUNTRY));
}

/* The latest entity under `key` that bears this name. */
static uint32_t find_namesake(record_context *c, uint64_t key, evx_entity_kind kind, const name_words *name) {
  const uint32_t *slot = keymap_at(&c->entity_keys, key);
  uint32_t at = slot ? *slot : NONE;
  for (uint32_t i = 0; at != NONE && i < NAMESAKES_MAX; i++, at = c->entities.at[at].next) {
    name_words other = words_of(c, c->entities.at[at].begin, c->entities.at[at].end);
    if (other.count && same_name(c, kind, &other, name))
      return at;
  }
  return NONE;
}

/* A person named by one word: whoever has it for a first name. */
static uint32_t find_first_name(record_context *c, const name_words *name) {
  if (name->count != 1)
    return NONE;
  const uint32_t *slot = keymap_at(&c->entity_keys, make_key(EVX_PERSON, KEY_FIRST, token_word(c, name->at[0])));
  return slot ? *slot : NONE;
}

/* "the Executive Board" is the latest body whose name begins so. */
static uint32_t find_body(record_context *c, const name_words *name) {
  const uint32_t *slot = keymap_at(&c->entity_keys, make_key(EVX_ORGANIZATION, KEY_FIRST, token_word(c, name->at[0])));
  if (!slot || *slot == NONE)
    return NONE;
  name_words other = words_of(c, c->entities.at[*slot].begin, c->entities.at[*slot].end);
  return same_start(c, &other, name) ? *slot : NONE;
}

static void remember(record_context *c, uint64_t key, uint32_t index, bool chain) {
  uint32_t *slot = keymap_at(&c->entity_keys, key);
  if (!slot || *slot == index)
    return;
  if (chain)
    c->entities.at[index].next = *slot;
  *slot = index;
}

static evx_entity_kind kind_of(record_type t) {
  return t == RECORD_PERSON         ? EVX_PERSON
         : t == RECORD_COUNTRY      ? EVX_ENTITY_COUNTRY
         : t == RECORD_ORGANIZATION ? EVX_ORGANIZATION
         : t == RECORD_GROUP        ? EVX_GROUP
                                    : 0;
}

static const value *name_of(const record_context *c, record_type t, const mention *m) {
  static const record_field fields[] = {[RECORD_PERSON] = PERSON_NAME,
                                        [RECORD_COUNTRY] = COUNTRY_NAME,
                                        [RECORD_ORGANIZATION] = ORGANIZATION_NAME,
                                        [RECORD_GROUP] = GROUP_NAME};
  return field_value(c, m, fields[t]);
}

static uint64_t code_key(const record_context *c, record_type t, const mention *m) {
  const value *v = field_value(c, m, COUNTRY_COUNTRY);
  if (t != RECORD_COUNTRY || v->kind != VALUE_STRING)
    return 0;
  return make_key(EVX_ENTITY_COUNTRY, KEY_CODE, intern_hash(v->as.string.data, v->as.string.len));
}

static uint32_t find_entity(record_context *c, record_type t, const mention *m, const name_words *name) {
  uint64_t code = code_key(c, t, m);
  if (code)
    return *keymap_at(&c->entity_keys, code);
  evx_entity_kind kind = kind_of(t);
  uint32_t last = token_word(c, name->at[name->count - 1]);
  uint32_t found = find_namesake(c, make_key(kind, KEY_LAST, last), kind, name);
  if (found == NONE && kind == EVX_PERSON)
    found = find_first_name(c, name);
  if (found == NONE && kind == EVX_ORGANIZATION)
    found = find_body(c, name);
  if (found == NONE && kind == EVX_ORGANIZATION && name->count == 1)
    found = *keymap_at(&c->entity_keys, make_key(kind, KEY_ACRONYM, last));
  return found;
}

static uint32_t add_entity(record_context *c, record_type t, const mention *m, const value *name, const name_words *w) {
  entity *e = VEC_PUSH(&c->entities, c->scratch);
  c->failed |= !e;
  if (!e)
    return NONE;
  uint32_t index = (uint32_t)(c->entities.count - 1);
  e->kind = kind_of(t);
  e->begin = name->begin;
  e->end = name->end;
  e->next = NONE;
  if (code_key(c, t, m))
    remember(c, code_key(c, t, m), index, false);
  else
    remember(c, make_key(e->kind, KEY_LAST, token_word(c, w->at[w->count - 1])), index, true);
  return index;
}

static bool is_demonym(const record_context *c, record_type t, const mention *m) {
  return t == RECORD_COUNTRY && field_word(c, m, COUNTRY_FORM) >= COUNTRY_BY_DEMONYM;
}

/* A fuller form of the name replaces a shorter one; a country's name replaces "Russian" or "Moscow". */
static void improve_name(record_context *c, entity *e, record_type t, const mention *m, const value *name,
                         const name_words *w) {
  const mention *first = mention_at(c, e->mentions.at[0]);
  bool fuller = w->count > words_of(c, e->begin, e->end).count && t != RECORD_COUNTRY;
  if (t == RECORD_COUNTRY)
    fuller = !is_demonym(c, t, m) && is_demonym(c, t, first) && e->begin == name_of(c, t, first)->begin;
  if (fuller) {
    e->begin = name->begin;
    e->end = name->end;
  }
}

static void take(evx_string *into, evx_string from) {
  if (!into->data)
    *into = from;
}

static void take_details(record_context *c, entity *e, record_type t, const mention *m) {
  switch (t) {
  case RECORD_PERSON:
    take(&e->role, field_text(c, m, PERSON_ROLE));
    take(&e->affiliation, field_text(c, m, PERSON_AFFILIATION));
    take(&e->country, field_text(c, m, PERSON_COUNTRY));
    break;
  case RECORD_ORGANIZATION: take(&e->country, field_text(c, m, ORGANIZATION_COUNTRY)); break;
  case RECORD_COUNTRY: take(&e->country, field_text(c, m, COUNTRY_COUNTRY)); break;
  default: break;
  }
}

static void remember_ways(record_context *c, uint32_t index, record_type t, const mention *m, const name_words *w) {
  if (t == RECORD_PERSON && w->count > 1)
    remember(c, make_key(EVX_PERSON, KEY_FIRST, token_word(c, w->at[0])), index, false);
  if (t == RECORD_ORGANIZATION)
    remember(c, make_key(EVX_ORGANIZATION, KEY_FIRST, token_word(c, w->at[0])), index, false);
  const value *acronym = field_value(c, m, ORGANIZATION_ACRONYM);
  if (t == RECORD_ORGANIZATION && acronym->begin < acronym->end)
    remember(c, make_key(EVX_ORGANIZATION, KEY_ACRONYM, token_word(c, acronym->end - 1)), index, false);
}

static void take_mention(record_context *c, uint32_t index) {
  record_type t = c->types[index];
  const mention *m = mention_at(c, index);
  const value *name = name_of(c, t, m);
  name_words w = words_of(c, name->begin, name->end);
  if (w.count == 0)
    return;
  uint32_t found = find_entity(c, t, m, &w);
  if (found == NONE)
    found = add_entity(c, t, m, name, &w);
  if (found == NONE)
    return;
  entity *e = &c->entities.at[found];
  if (e->mentions.count)
    improve_name(c, e, t, m, name, &w);
  take_details(c, e, t, m);
  remember_ways(c, found, t, m, &w);
  c->failed |= !VEC_ADD(&e->mentions, c->scratch, index);
  c->entity_of[index] = found;
}

void entities_find(record_context *c) {
  size_t count = 0;
  for (uint32_t i = 0; i < c->mentions->count; i++)
    count += kind_of(c->types[i]) != 0;
  if (!keymap_init(&c->entity_keys, 4 * count, c->scratch)) {
    c->failed = true;
    return;
  }
  const mention *outer = NULL;
  for (uint32_t i = 0; !c->failed && i < c->mentions->count; i++) {
    const mention *m = mention_at(c, i);
    if (!kind_of(c->types[i]) || (outer && m->end <= outer->end && m->end - m->begin < outer->end - outer->begin))
      continue; /* part of a longer name: "Iceland" in "Central Bank of Iceland" */
    take_mention(c, i);
    outer = m;
  }
}

uint32_t entity_named(const record_context *c, uint32_t begin, uint32_t end) {
  uint32_t tail = NONE;
  for (uint32_t i = mention_first(c, begin); i < c->mentions->count && mention_at(c, i)->begin < end; i++) {
    const mention *m = mention_at(c, i);
    if (c->entity_of[i] == NONE || m->end > end)
      continue;
    if (m->begin <= begin + 1)
      return c->entity_of[i]; /* mentions come longest first */
    if (m->end == end && tail == NONE)
      tail = c->entity_of[i];
  }
  return tail;
}
