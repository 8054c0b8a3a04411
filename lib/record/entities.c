/* entities.c - mentions of people, countries, organizations and groups become entities.
 *
 * Merged where the text leaves no doubt: a country by its code; an organization by its name, its name's start or end,
 * or its acronym; a group by its name or its name's end; a person by full name, by surname where one person bears it
 * or is called by it alone, or, in texts on first-name terms, by first name. A name that would fit several people, and
 * a description that would (references.c), is nobody's. */
#include "record/names.h"
#include "record/references.h"

/* So many entities of one key are looked at: keeps hostile lists of namesakes linear. */
#define NAMESAKES_MAX 64u

/* A key of several people: it names none of them. */
#define SHARED (NONE - 1)

/* First names are shortened to so many letters at least. */
#define SHORT_NAME_BYTES 3u

/* "ZO", "MdJ" */
#define LETTERS (FORM_UPPER | FORM_MIXED)

/* Tokens that stand before the first word of a list item. */
#define BULLET_TOKENS 3u

/* A word before a colon is somebody's name if so many lines begin with it; two words, one line less. */
#define TURNS_MIN 3u
/* So many of them are a talk that was written down. */
#define TALK_TURNS 24u

enum { KEY_LAST = 1, KEY_FIRST = 2, KEY_ACRONYM = 3, KEY_CODE = 4, KEY_BARE = 5, KEY_SHORT = 6, KEY_TURN = 7 };

/* A mention on its way to its entity. */
typedef struct naming {
  record_type type;
  const mention *m;
  const value *name;
  name_words words;
  uint32_t end; /* token behind the name */
  uint8_t sex;
  bool surname;
} naming;

static uint64_t make_key(evx_entity_kind kind, uint32_t role, uint32_t word) {
  return ((uint64_t)kind << 40) | ((uint64_t)role << 36) | word;
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
  return field_value(c, m, fields[t]); /* NOLINT(clang-analyzer-core.CallAndMessage): t is one of these */
}

static uint32_t last_word(const record_context *c, const naming *n) {
  return token_word(c, n->words.at[n->words.count - 1]);
}

static bool same_sex(const entity *e, const naming *n) {
  return !e->sex || !n->sex || e->sex == n->sex;
}

static name_words words_of_entity(const record_context *c, const entity *e) {
  return names_words(c, e->begin, e->end);
}

/* The entity under `key` that bears this name: the latest one, a person only if no other does. SHARED where a bare
 * surname fits several people and none of them was called by it before. */
static uint32_t find_namesake(record_context *c, uint64_t key, const naming *n) {
  uint32_t at = keymap_find(&c->entity_keys, key), found = NONE;
  for (uint32_t i = 0; at != NONE && i < NAMESAKES_MAX; i++, at = c->entities.at[at].next) {
    const entity *e = &c->entities.at[at];
    name_words other = words_of_entity(c, e);
    bool same = n->type == RECORD_PERSON ? same_sex(e, n) && names_same_person(c, &other, &n->words)
                                         : names_same(c, kind_of(n->type), &other, &n->words);
    if (!other.count || !same)
      continue;
    if (n->type != RECORD_PERSON || n->words.count > 1 || e->surname)
      return at;
    found = found == NONE ? at : SHARED;
  }
  return found;
}

/* The one person whose family name a bare capitalised word is; NONE where nobody has it, or several. */
static uint32_t find_only_bearer(record_context *c, const mention *m) {
  const value *head = field_value(c, m, REFERENCE_HEAD);
  name_words words = names_words(c, head->begin, head->end);
  if (!words.count)
    return NONE;
  uint32_t found = NONE, at = keymap_find(&c->entity_keys, make_key(EVX_PERSON, KEY_LAST, token_word(c, words.at[0])));
  for (uint32_t i = 0; at != NONE && i < NAMESAKES_MAX; i++, at = c->entities.at[at].next) {
    const entity *e = &c->entities.at[at];
    name_words known = words_of_entity(c, e);
    if (known.count < 2 && !e->surname)
      continue;
    if (found != NONE || !names_same_word(c, known.at[known.count - 1], words.at[0]))
      return NONE;
    found = at;
  }
  return at == NONE ? found : NONE;
}

/* A person named by one word, whoever has it for a first name; or a longer name that begins like the one known. */
static uint32_t find_first_name(record_context *c, const naming *n) {
  uint32_t first = token_word(c, n->words.at[0]);
  uint32_t who = keymap_find(&c->entity_keys, make_key(EVX_PERSON, KEY_FIRST, first));
  if (n->surname || who == NONE || who == SHARED)
    return n->words.count == 1 && !n->surname ? who : NONE;
  name_words other = words_of_entity(c, &c->entities.at[who]);
  return n->words.count == 1 || names_same_start(c, &other, &n->words) ? who : NONE;
}

/* The first letters of a first name, by which it may be shortened; 0 for a short one. */
static uint64_t short_key(const record_context *c, uint32_t at) {
  size_t len;
  const char *s = names_text(c, at, &len);
  return len < SHORT_NAME_BYTES ? 0 : make_key(EVX_PERSON, KEY_SHORT, (uint32_t)intern_hash(s, SHORT_NAME_BYTES));
}

/* The one word begins the first one of a known name. */
static bool is_shorter(const record_context *c, const naming *n, uint32_t who) {
  name_words other = words_of_entity(c, &c->entities.at[who]);
  size_t len, whole;
  const char *s = names_text(c, n->words.at[0], &len), *t = other.count ? names_text(c, other.at[0], &whole) : NULL;
  return t && len < whole && memcmp(s, t, len) == 0;
}

/* "Chris" for the one Christopher. */
static uint32_t find_short_name(record_context *c, const naming *n) {
  uint64_t key = n->words.count == 1 && !n->surname ? short_key(c, n->words.at[0]) : 0;
  uint32_t who = key ? keymap_find(&c->entity_keys, key) : NONE;
  if (who == NONE)
    return NONE;
  if (who != SHARED)
    return is_shorter(c, n, who) ? who : NONE;
  uint32_t found = NONE;
  for (uint32_t i = 0; i < c->entities.count && i < NAMESAKES_MAX; i++)
    if (c->entities.at[i].kind == EVX_PERSON && is_shorter(c, n, i))
      found = found == NONE ? i : SHARED;
  return found;
}

/* "Karen", then "Karen Holt": a single word that was no surname was the first name. */
static uint32_t find_by_first_name(record_context *c, const naming *n) {
  if (n->words.count < 2)
    return NONE;
  uint32_t who = keymap_find(&c->entity_keys, make_key(EVX_PERSON, KEY_LAST, token_word(c, n->words.at[0])));
  if (who == NONE)
    return NONE;
  const entity *e = &c->entities.at[who];
  return words_of_entity(c, e).count == 1 && !e->surname && e->next == NONE && same_sex(e, n) ? who : NONE;
}

static uint32_t find_person(record_context *c, const naming *n) {
  uint32_t found = find_namesake(c, make_key(EVX_PERSON, KEY_LAST, last_word(c, n)), n);
  if (found == NONE)
    found = find_first_name(c, n);
  if (found == NONE)
    found = find_by_first_name(c, n);
  return found == NONE ? find_short_name(c, n) : found;
}

/* "the Executive Board" is the latest body whose name begins so. */
static uint32_t find_body(record_context *c, const naming *n) {
  uint32_t who = keymap_find(&c->entity_keys, make_key(EVX_ORGANIZATION, KEY_FIRST, token_word(c, n->words.at[0])));
  if (who == NONE)
    return NONE;
  name_words other = words_of_entity(c, &c->entities.at[who]);
  return names_same_start(c, &other, &n->words) ? who : NONE;
}

static const value *acronym_of(const record_context *c, const naming *n) {
  const value *v = field_value(c, n->m, ORGANIZATION_ACRONYM);
  return n->type == RECORD_ORGANIZATION && v->begin < v->end ? v : NULL;
}

static uint32_t find_acronym(record_context *c, const naming *n) {
  const value *acronym = acronym_of(c, n);
  if (n->words.count == 1)
    return keymap_find(&c->entity_keys, make_key(EVX_ORGANIZATION, KEY_ACRONYM, last_word(c, n)));
  if (!acronym)
    return NONE;
  uint32_t known = keymap_find(&c->entity_keys, make_key(EVX_ORGANIZATION, KEY_LAST, token_word(c, acronym->end - 1)));
  return known != NONE && words_of_entity(c, &c->entities.at[known]).count == 1 ? known : NONE;
}

/* "the Committee" until now, and here is its name. */
static uint32_t find_bare(record_context *c, const naming *n) {
  for (uint32_t i = 0; i < n->words.count; i++) {
    uint64_t key = make_key(EVX_ORGANIZATION, KEY_BARE, token_word(c, n->words.at[i]));
    uint32_t who = keymap_find(&c->entity_keys, key);
    if (who != NONE && c->entities.at[who].bare)
      return who;
  }
  return NONE;
}

/* "ZO", where Zob Otter is known: his letters. SHARED where they are several people's. */
static uint32_t find_spelled(const record_context *c, const naming *n) {
  uint32_t found = NONE;
  bool letters = n->words.count == 1 && (c->forms->forms[c->doc->tokens.at[n->words.at[0]].form].shape & LETTERS);
  for (size_t i = 0; letters && i < c->entities.count && i < NAMESAKES_MAX; i++) {
    const entity *e = &c->entities.at[i];
    name_words known = words_of_entity(c, e);
    if (e->kind == EVX_PERSON && known.count > 1 && names_initials(c, &known, n->words.at[0]))
      found = found == NONE ? (uint32_t)i : SHARED;
  }
  return found;
}

static uint32_t find_organization(record_context *c, const naming *n) {
  uint32_t found = find_namesake(c, make_key(EVX_ORGANIZATION, KEY_LAST, last_word(c, n)), n);
  if (found == NONE)
    found = find_body(c, n);
  if (found == NONE)
    found = find_acronym(c, n);
  return found == NONE ? find_bare(c, n) : found;
}

/* What is one by its code, however it is called: a country; an organization that the gazetteer knows. */
static uint64_t code_key(const record_context *c, const naming *n) {
  if (n->type != RECORD_COUNTRY && n->type != RECORD_ORGANIZATION)
    return 0;
  const value *v = field_value(c, n->m, n->type == RECORD_COUNTRY ? COUNTRY_COUNTRY : ORGANIZATION_FULL);
  if (v->kind != VALUE_STRING)
    return 0;
  return make_key(kind_of(n->type), KEY_CODE, intern_hash(v->as.string, v->size));
}

static uint32_t find_entity(record_context *c, const naming *n) {
  uint64_t code = code_key(c, n);
  uint32_t coded = code ? keymap_find(&c->entity_keys, code) : NONE;
  if (coded != NONE || (code && n->type == RECORD_COUNTRY))
    return coded;
  switch (n->type) {
  case RECORD_PERSON: {
    uint32_t found = find_person(c, n);
    return found == NONE ? find_spelled(c, n) : found;
  }
  case RECORD_ORGANIZATION: return find_organization(c, n);
  default: return find_namesake(c, make_key(kind_of(n->type), KEY_LAST, last_word(c, n)), n);
  }
}

static void remember(record_context *c, uint64_t key, uint32_t index, bool chain) {
  uint32_t *slot = keymap_at(&c->entity_keys, key);
  c->failed |= !slot;
  if (!slot || *slot == index)
    return;
  if (chain)
    c->entities.at[index].next = *slot;
  *slot = index;
}

/* What two people bear is neither's. */
static void remember_unless_shared(record_context *c, uint64_t key, uint32_t index) {
  uint32_t *slot = keymap_at(&c->entity_keys, key);
  c->failed |= !slot;
  if (slot)
    *slot = *slot == NONE || *slot == index ? index : SHARED;
}

static void remember_first_name(record_context *c, uint32_t index, const naming *n) {
  remember_unless_shared(c, make_key(EVX_PERSON, KEY_FIRST, token_word(c, n->words.at[0])), index);
  uint64_t key = short_key(c, n->words.at[0]);
  if (key)
    remember_unless_shared(c, key, index);
}

static uint32_t add_entity(record_context *c, const naming *n) {
  entity *e = VEC_PUSH(&c->entities, c->scratch);
  c->failed |= !e;
  if (!e)
    return NONE;
  uint32_t index = (uint32_t)(c->entities.count - 1);
  *e =
      (entity){.kind = kind_of(n->type), .begin = n->name->begin, .end = n->end, .first = n->name->begin, .next = NONE};
  uint64_t code = code_key(c, n);
  if (code)
    remember(c, code, index, false);
  if (!code || n->type == RECORD_ORGANIZATION)
    remember(c, make_key(e->kind, KEY_LAST, last_word(c, n)), index, true);
  return index;
}

static bool is_demonym(const record_context *c, record_type t, const mention *m) {
  return t == RECORD_COUNTRY && field_word(c, m, COUNTRY_FORM) >= COUNTRY_BY_DEMONYM;
}

/* A fuller form of the name replaces a shorter one; a country's name replaces "Russian" or "Moscow". */
static void improve_name(record_context *c, uint32_t index, const naming *n) {
  entity *e = &c->entities.at[index];
  const mention *first = mention_at(c, e->mentions.at[0]);
  name_words known = words_of_entity(c, e);
  bool fuller = n->words.count > known.count && n->type != RECORD_COUNTRY;
  if (n->type == RECORD_COUNTRY)
    fuller =
        !is_demonym(c, n->type, n->m) && is_demonym(c, n->type, first) && e->begin == name_of(c, n->type, first)->begin;
  if (!fuller)
    return;
  bool other_end = !names_same_word(c, known.at[known.count - 1], n->words.at[n->words.count - 1]);
  e->begin = n->name->begin;
  e->end = n->end;
  e->bare = false;
  uint32_t *slot = keymap_at(&c->entity_keys, make_key(e->kind, KEY_LAST, last_word(c, n)));
  c->failed |= !slot;
  if (other_end && n->type == RECORD_PERSON && slot && *slot == NONE)
    *slot = index; /* known by a first name until now */
}

/* The first mention that says it counts; the others' words are not even copied. */
static void take(record_context *c, evx_string *into, const mention *m, record_field f) {
  if (!into->data)
    *into = field_text(c, m, f);
}

static void take_details(record_context *c, uint32_t index, const naming *n) {
  entity *e = &c->entities.at[index];
  switch (n->type) {
  case RECORD_PERSON: {
    const value *role = field_value(c, n->m, PERSON_ROLE);
    take(c, &e->role, n->m, PERSON_ROLE);
    take(c, &e->affiliation, n->m, PERSON_AFFILIATION);
    take(c, &e->country, n->m, PERSON_COUNTRY);
    e->sex = e->sex ? e->sex : n->sex;
    e->surname |= n->words.count == 1 && n->surname;
    if (role->begin < role->end)
      references_remember(c, index, role->begin, role->end);
    break;
  }
  case RECORD_ORGANIZATION:
    take(c, &e->country, n->m, ORGANIZATION_COUNTRY);
    references_remember(c, index, n->name->begin, n->name->end);
    break;
  case RECORD_COUNTRY: take(c, &e->country, n->m, COUNTRY_COUNTRY); break;
  default: break;
  }
}

/* "ZobOtter" */
static bool is_joined(const record_context *c, const naming *n) {
  return n->words.count == 1 && (c->forms->forms[c->doc->tokens.at[n->words.at[0]].form].shape & FORM_MIXED);
}

static void remember_ways(record_context *c, uint32_t index, const naming *n) {
  if (n->type == RECORD_PERSON && (n->words.count > 1 || is_joined(c, n)))
    remember_first_name(c, index, n);
  if (n->type != RECORD_ORGANIZATION)
    return;
  remember(c, make_key(EVX_ORGANIZATION, KEY_FIRST, token_word(c, n->words.at[0])), index, false);
  const value *acronym = acronym_of(c, n);
  if (acronym)
    remember(c, make_key(EVX_ORGANIZATION, KEY_ACRONYM, token_word(c, acronym->end - 1)), index, false);
}

/* A name before brackets is a body's only if the letters in them spell it: "Anna Berg (TSC)" is a person. */
static bool is_body(const record_context *c, const naming *n) {
  const value *acronym = acronym_of(c, n);
  return n->type != RECORD_ORGANIZATION || field_word(c, n->m, ORGANIZATION_KNOWN) != ANSWER_NO || !acronym ||
         names_spell(c, &n->words, acronym->end - 1);
}

static naming read_naming(const record_context *c, uint32_t index) {
  naming n = {.type = c->types[index], .m = mention_at(c, index)};
  n.name = name_of(c, n.type, n.m);
  n.end = n.type == RECORD_PERSON ? names_person_end(c, n.name->begin, n.name->end) : n.name->end;
  n.words = names_words(c, n.name->begin, n.end);
  n.sex = n.type == RECORD_PERSON ? (uint8_t)field_word(c, n.m, PERSON_SEX) : 0;
  n.surname = n.type == RECORD_PERSON && field_word(c, n.m, PERSON_FORM) == PERSON_BY_SURNAME;
  return n;
}

/* Two rules may have found one place. */
static void add_mention(record_context *c, uint32_t found, uint32_t index) {
  entity *e = &c->entities.at[found];
  const mention *m = mention_at(c, index);
  const mention *last = e->mentions.count ? mention_at(c, e->mentions.at[e->mentions.count - 1]) : NULL;
  c->entity_of[index] = found;
  if (!last || last->begin != m->begin || last->end != m->end)
    c->failed |= !VEC_ADD(&e->mentions, c->scratch, index);
}

static void take_mention(record_context *c, uint32_t index, const naming *n) {
  uint32_t found = find_entity(c, n);
  if (found == NONE)
    found = add_entity(c, n);
  if (found == NONE || found == SHARED)
    return;
  if (c->entities.at[found].mentions.count)
    improve_name(c, found, n);
  take_details(c, found, n);
  remember_ways(c, found, n);
  add_mention(c, found, index);
}

/* A body that nobody has named: its description is its name until one comes. */
static void name_by_description(record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  const value *head = field_value(c, m, REFERENCE_HEAD);
  naming n = {.type = RECORD_ORGANIZATION, .m = m, .name = head, .end = head->end};
  n.words = names_words(c, head->begin, head->end);
  uint32_t who = n.words.count ? add_entity(c, &n) : NONE;
  if (who == NONE)
    return;
  c->entities.at[who].bare = true;
  remember(c, make_key(EVX_ORGANIZATION, KEY_BARE, last_word(c, &n)), who, false);
  references_remember(c, who, head->begin, head->end);
  add_mention(c, who, index);
}

static void take_reference(record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  if (field_word(c, m, REFERENCE_KIND) == REFERENCE_SURNAME) {
    uint32_t bearer = find_only_bearer(c, m);
    if (bearer != NONE)
      add_mention(c, bearer, index);
    return;
  }
  uint32_t found = references_resolve(c, m);
  if (found != NONE)
    add_mention(c, found, index);
  else if (field_word(c, m, REFERENCE_ALONE) == ANSWER_YES && references_unknown(c, m))
    name_by_description(c, index);
}

/* Part of a longer name or of an office before one: "Iceland" in "Central Bank of Iceland". The same name with less
 * around it is no part. Of two people's names that cross the first is one: "Lee, Il Houng", then "Il Houng Cho". */
static bool is_part(const record_context *c, uint32_t index, uint32_t outer) {
  if (outer == NONE)
    return false;
  const mention *m = mention_at(c, index), *o = mention_at(c, outer);
  if (m->end > o->end && m->begin > o->begin && m->begin < o->end && c->types[index] == RECORD_PERSON &&
      c->types[outer] == RECORD_PERSON)
    return true;
  if (m->end > o->end || m->end - m->begin >= o->end - o->begin)
    return false;
  if (c->types[index] != c->types[outer])
    return true;
  const value *inner = name_of(c, c->types[index], m), *name = name_of(c, c->types[outer], o);
  return inner->begin != name->begin || inner->end != name->end;
}

/* Of a name that begins its line and runs on into the next, what the first line alone says: of "Anna Berg", below it
 * "Zob Otter", the first; else NONE. */
static uint32_t first_line_of(const record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  if (c->types[index] != RECORD_PERSON)
    return NONE;
  uint32_t at = document_line(c->doc, m->begin);
  if (at == document_line(c->doc, m->end - 1) || m->begin > c->doc->lines.at[at].token_begin + BULLET_TOKENS)
    return NONE;
  for (uint32_t i = index + 1; i < c->mentions->count && mention_at(c, i)->begin == m->begin; i++) {
    const mention *shorter = mention_at(c, i);
    if (c->types[i] == RECORD_PERSON && shorter->end < m->end && document_line(c->doc, shorter->end) != at)
      return i;
  }
  return NONE;
}

static bool is_turn(const record_context *c, uint32_t index) {
  return c->types[index] == RECORD_PERSON && field_word(c, mention_at(c, index), PERSON_FORM) == PERSON_BY_TURN;
}

static uint32_t *turns_of(record_context *c, const naming *n) {
  return keymap_at(&c->entity_keys, make_key(EVX_PERSON, KEY_TURN, last_word(c, n)));
}

static uint32_t count_turns(record_context *c) {
  uint32_t all = 0;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    naming n = is_turn(c, i) ? read_naming(c, i) : (naming){0};
    uint32_t *turns = n.words.count ? turns_of(c, &n) : NULL;
    if (turns)
      *turns = *turns == NONE ? 1 : *turns + 1;
    all += turns != NULL;
  }
  return all;
}

/* "zob: it was late": nobody, unless he is known or speaks again and again. Where so much is said, in `all` lines, two
 * words are a name at once: "Zob Otter: it was late". */
static bool is_nobody(record_context *c, uint32_t index, const naming *n, uint32_t all) {
  uint32_t least = n->words.count > 1 ? (all < TALK_TURNS ? TURNS_MIN - 1 : 1) : TURNS_MIN;
  const uint32_t *turns = is_turn(c, index) ? turns_of(c, n) : NULL;
  return turns && *turns < least && find_entity(c, n) == NONE;
}

void entities_find(record_context *c) {
  keymap_init(&c->entity_keys, c->scratch);
  references_init(c);
  uint32_t turns = count_turns(c), outer = NONE;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    if (c->types[i] == RECORD_REFERENCE && !is_part(c, i, outer))
      take_reference(c, i);
    if (!kind_of(c->types[i]) || is_part(c, i, outer) || first_line_of(c, i) != NONE)
      continue;
    if (c->types[i] == RECORD_COUNTRY && place_is_state(c, mention_at(c, i)->begin, mention_at(c, i)->end))
      continue;
    naming n = read_naming(c, i);
    if (n.words.count == 0 || !is_body(c, &n) || is_nobody(c, i, &n, turns))
      continue;
    take_mention(c, i, &n);
    outer = i;
  }
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    uint32_t first = c->entity_of[i] == NONE ? first_line_of(c, i) : NONE;
    if (first != NONE)
      c->entity_of[i] = c->entity_of[first];
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
