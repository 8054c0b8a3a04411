/* places.c - what places are meant, and where they are.
 *
 * Names are looked up in the gazetteer again, now that the whole text is known. Of several places of one name the one
 * counts that lies in what stands behind the name ("Paris, Texas"); else what is larger, a capital, or in a country or
 * state that the text speaks of, its own name before an alias. A name of a country and of a state ("Georgia") is the
 * state where the text names towns of it, or more states. Unknown places stay as they are written. */
#include <limits.h>

#include "lexicon/gazetteer.h"
#include "record/context.h"

/* Binary orders of size by which a capital, a place in a country that the text names, or in a state that it names,
 * goes before another; and what an alias costs. */
#define CAPITAL_BONUS 6
#define COUNTRY_BONUS 3
#define REGION_BONUS  5
#define ALIAS_COST    4
/* A place this much larger than the next of its name is meant without more being said. */
#define CLEARLY_LARGER 3
/* Places from this size on (2^17 people) are not doubted for what stands behind a comma. */
#define LARGE 17
/* So far a text is searched for the town of a building: keeps hostile lists of buildings linear. */
#define MENTIONS_LOOKED 10000u
/* So much must speak for a place before others of its name. */
#define CLEAR_WEIGHT 2

static const gazetteer *names_of(const record_context *c) {
  return rule_set_gazetteer(c->maker->set);
}

/* The name that begins at a token. */
static bool name_from(const record_context *c, uint32_t begin, gazetteer_hit *hit) {
  gazetteer_text text = {c->forms, c->doc->tokens.at, (uint32_t)c->doc->tokens.count};
  return begin < text.count && gazetteer_longest(names_of(c), &text, begin, hit);
}

/* The name that is just these tokens. */
static bool name_at(const record_context *c, uint32_t begin, uint32_t end, gazetteer_hit *hit) {
  return begin < end && name_from(c, begin, hit) && hit->end == end;
}

static const char *code_of(const record_context *c, uint32_t record, gazetteer_kind kind) {
  const char *code = gazetteer_value(names_of(c), record, (gazetteer_list)kind);
  return code ? code : "";
}

static bool has(const gazetteer_hit *hit, gazetteer_list list) {
  return (hit->lists >> list & 1) != 0;
}

/* ---- what the text speaks of ------------------------------------------------------- */

/* Keys of what is counted: a country ("GE") or region ("US-GA") that is named, or a town of it; and a name. */
static uint64_t code_key(const char *code, size_t len) {
  return (uint64_t)1 << 32 | intern_hash(code, len);
}
static uint64_t name_key(uint32_t record) {
  return (uint64_t)2 << 32 | record;
}

static uint32_t counted(const record_context *c, uint64_t key) {
  uint32_t n = keymap_find(&c->place_counts, key);
  return n == NONE ? 0 : n;
}

static uint32_t count_of(const record_context *c, const char *code, size_t len) {
  return len ? counted(c, code_key(code, len)) : 0;
}

static void count(record_context *c, uint64_t key) {
  uint32_t *n = keymap_at(&c->place_counts, key);
  c->failed |= !n;
  if (n)
    *n = *n == NONE ? 1 : *n + 1;
}

static void count_code(record_context *c, const char *code, size_t len) {
  if (len)
    count(c, code_key(code, len));
}

/* The place of this name that needs nothing said for it. */
static bool clear_place(const record_context *c, uint32_t record, gazetteer_place *out) {
  gazetteer_sense s;
  gazetteer_place other = {0};
  bool found = false;
  for (uint32_t i = 0; gazetteer_sense_at(names_of(c), record, i, &s); i++) {
    if (s.kind != GAZETTEER_PLACE || !gazetteer_place_at(names_of(c), s.ref, found ? &other : out))
      continue;
    if (found)
      return out->feature == GAZETTEER_CAPITAL || out->size >= other.size + CLEARLY_LARGER;
    found = true;
  }
  return found;
}

static void count_town(record_context *c, uint32_t record) {
  gazetteer_place town;
  if (!clear_place(c, record, &town))
    return;
  count(c, name_key(record));
  count_code(c, town.country, strlen(town.country));
  count_code(c, town.region, strlen(town.region));
}

/* Counts a state, its country, and under "US-" that some state of it is named. */
static void count_state(record_context *c, const char *code) {
  count_code(c, code, strlen(code));
  if (strlen(code) > strlen("US-")) {
    count_code(c, code, strlen("US"));
    count_code(c, code, strlen("US-"));
  }
}

static void count_name(record_context *c, const gazetteer_hit *hit) {
  const char *region = has(hit, GAZETTEER_LIST_REGION) ? code_of(c, hit->record, GAZETTEER_REGION) : "";
  const char *country = has(hit, GAZETTEER_LIST_COUNTRY)   ? code_of(c, hit->record, GAZETTEER_COUNTRY)
                        : has(hit, GAZETTEER_LIST_DEMONYM) ? code_of(c, hit->record, GAZETTEER_DEMONYM)
                                                           : "";
  if (has(hit, GAZETTEER_LIST_PLACE) || has(hit, GAZETTEER_LIST_DOUBTFUL))
    count_town(c, hit->record);
  else if (!*region)
    count_code(c, country, strlen(country));
  else if (!*country)
    count_state(c, region);
}

static bool names_a_place(const record_context *c, uint32_t index) {
  return c->types[index] == RECORD_PLACE ||
         (c->types[index] == RECORD_COUNTRY && field_word(c, mention_at(c, index), COUNTRY_FORM) == COUNTRY_BY_DEMONYM);
}

/* Mentions come in order of their begin, longer ones first. */
static void mark_people(record_context *c) {
  uint32_t person_end = 0;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] == RECORD_PERSON && m->end > person_end)
      person_end = m->end;
    c->in_person[i] = c->types[i] == RECORD_PLACE && m->end <= person_end;
  }
}

uint32_t field_place(const record_context *c, const mention *m, record_field f) {
  uint32_t where = field_mention(c, m, f, RECORD_PLACE);
  return where == NONE || c->in_person[where] ? NONE : where;
}

void places_find(record_context *c) {
  keymap_init(&c->place_counts, c->scratch);
  c->in_person = arena_array(c->scratch, c->mentions->count, sizeof *c->in_person);
  c->failed |= !c->in_person;
  if (!c->in_person)
    return;
  mark_people(c);
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    gazetteer_hit hit;
    if (!names_a_place(c, i) || c->in_person[i])
      continue;
    const value *name = field_value(c, mention_at(c, i), c->types[i] == RECORD_PLACE ? PLACE_NAME : COUNTRY_NAME);
    if (name->begin < name->end && name_from(c, name->begin, &hit) && hit.end <= name->end)
      count_name(c, &hit);
  }
}

bool place_is_state(const record_context *c, uint32_t begin, uint32_t end) {
  gazetteer_hit hit;
  if (!name_at(c, begin, end, &hit) || !has(&hit, GAZETTEER_LIST_COUNTRY) || !has(&hit, GAZETTEER_LIST_REGION))
    return false;
  const char *country = code_of(c, hit.record, GAZETTEER_COUNTRY), *region = code_of(c, hit.record, GAZETTEER_REGION);
  uint32_t as_country = count_of(c, country, strlen(country)), as_region = count_of(c, region, strlen(region));
  if (as_country == 0 && strlen(region) > strlen("US-"))
    as_region += count_of(c, region, strlen("US-"));
  return as_region > as_country;
}

/* ---- one place ------------------------------------------------------------------------ */

/* What stands behind a name, parted by a comma: a country or a state. */
typedef struct container {
  char code[8];    /* "FR", "US-TX" or "TX"; "" for none */
  char second[8];  /* the same name as a country: "GE" beside "US-GA" */
  char country[8]; /* of what it is, where that is certain; else "" */
} container;

static bool token_is(const record_context *c, uint32_t at, const char *text) {
  size_t len;
  const char *s = form_string(c->forms, c->forms->forms[c->doc->tokens.at[at].form].text, &len);
  return len == strlen(text) && memcmp(s, text, len) == 0;
}

static void copy_code(char *to, const char *code) {
  size_t len = strlen(code);
  memcpy(to, code, len < 8 ? len + 1 : 0);
}

static container container_behind(const record_context *c, uint32_t end) {
  container k = {"", "", ""};
  gazetteer_hit hit;
  if (end + 1 >= c->doc->tokens.count || !(token_is(c, end, ",") || token_is(c, end, "(")) ||
      document_sentence(c->doc, end) != document_sentence(c->doc, end - 1))
    return k;
  const form *f = &c->forms->forms[c->doc->tokens.at[end + 1].form];
  size_t len;
  const char *text = form_string(c->forms, f->text, &len);
  if ((f->shape & FORM_UPPER) && len == 2)
    memcpy(k.code, text, len);
  else if (name_from(c, end + 1, &hit)) {
    if (has(&hit, GAZETTEER_LIST_REGION))
      copy_code(k.code, code_of(c, hit.record, GAZETTEER_REGION));
    if (has(&hit, GAZETTEER_LIST_COUNTRY))
      copy_code(k.code[0] ? k.second : k.code, code_of(c, hit.record, GAZETTEER_COUNTRY));
    memcpy(k.country, k.code, k.second[0] ? 0 : strnlen(k.code, 2));
  }
  return k;
}

static bool lies_in(const gazetteer_place *p, const char *code) {
  size_t len = strlen(code);
  if (len == 2 && strlen(p->region) == 5 && memcmp(p->region + 3, code, 2) == 0)
    return true; /* "TX" for "US-TX" */
  return len > 0 && (strcmp(p->country, code) == 0 || strcmp(p->region, code) == 0);
}

/* A name speaks for a country or region only by other names than its own: `own` times it was counted for `likely`. */
static bool is_supported(const record_context *c, const char *code, const char *likely, uint32_t own) {
  return count_of(c, code, strlen(code)) > (strcmp(code, likely) == 0 ? own : 0);
}

static int weigh(const record_context *c, const gazetteer_place *p, uint32_t record, bool alias) {
  gazetteer_place likely;
  int weight = (int)p->size;
  uint32_t own = clear_place(c, record, &likely) ? counted(c, name_key(record)) : 0;
  weight += p->feature == GAZETTEER_CAPITAL ? CAPITAL_BONUS : 0;
  weight += is_supported(c, p->country, own ? likely.country : "", own) ? COUNTRY_BONUS : 0;
  weight += is_supported(c, p->region, own ? likely.region : "", own) ? REGION_BONUS : 0;
  return weight - (alias ? ALIAS_COST : 0);
}

/* A place of a name, and how much speaks for it. */
typedef struct candidate {
  gazetteer_place place;
  bool inside; /* of what stands behind the name */
  int weight;
} candidate;

static bool outweighs(const candidate *a, const candidate *b) {
  return a->inside != b->inside ? a->inside : a->weight > b->weight;
}

typedef enum choice { CHOICE_NONE, CHOICE_OPEN, CHOICE_MADE } choice;

/* The place of this name that is meant; CHOICE_OPEN where as much speaks for another one. */
static choice choose_place(const record_context *c, uint32_t record, const container *k, candidate *best) {
  gazetteer_sense s;
  candidate next = {.weight = INT_MIN};
  *best = next;
  for (uint32_t i = 0; gazetteer_sense_at(names_of(c), record, i, &s); i++) {
    candidate at = {.weight = 0};
    if (s.kind != GAZETTEER_PLACE || !gazetteer_place_at(names_of(c), s.ref, &at.place))
      continue;
    at.inside = lies_in(&at.place, k->code) || lies_in(&at.place, k->second);
    at.weight = weigh(c, &at.place, record, s.alias);
    if (outweighs(&at, best)) {
      next = *best;
      *best = at;
    } else if (outweighs(&at, &next)) {
      next = at;
    }
  }
  if (best->weight == INT_MIN)
    return CHOICE_NONE;
  bool close = next.weight != INT_MIN && best->inside == next.inside && best->weight - next.weight < CLEAR_WEIGHT;
  return close && best->place.feature != GAZETTEER_CAPITAL ? CHOICE_OPEN : CHOICE_MADE;
}

static evx_string copy_string(record_context *c, const char *text) {
  evx_string s = {arena_string(c->result, text, strlen(text)), strlen(text)};
  c->failed |= !s.data;
  return s;
}

static void locate(record_context *c, evx_venue *v, const gazetteer_place *p) {
  v->located = true;
  v->lat = p->lat;
  v->lon = p->lon;
  v->geonames = p->geonames;
  if (*p->country)
    v->country = copy_string(c, p->country);
}

static void set_state(record_context *c, evx_venue *v, const char *code) {
  char country[3] = "";
  v->kind = EVX_REGION;
  v->city = v->country = (evx_string){NULL, 0};
  if (strlen(code) < 2)
    return;
  memcpy(country, code, 2);
  v->country = copy_string(c, country);
}

/* "Victoria, Australia": the state of that name, where it lies in what stands behind it, and no town of the name does.
 */
static bool take_state_in(record_context *c, evx_venue *v, const gazetteer_hit *hit, const container *k) {
  const char *code = has(hit, GAZETTEER_LIST_REGION) ? code_of(c, hit->record, GAZETTEER_REGION) : "";
  if (!k->country[0] || strncmp(code, k->country, 2) != 0)
    return false;
  set_state(c, v, code);
  return true;
}

/* Fills what is known of the town named by tokens [begin, end). */
static bool take_town(record_context *c, evx_venue *v, uint32_t begin, uint32_t end) {
  gazetteer_hit hit;
  candidate best;
  if (!name_at(c, begin, end, &hit))
    return false;
  container k = container_behind(c, end);
  choice made = choose_place(c, hit.record, &k, &best);
  if (made != CHOICE_NONE && !best.inside && take_state_in(c, v, &hit, &k))
    return true;
  bool elsewhere = k.country[0] && !best.inside && best.place.feature != GAZETTEER_CAPITAL && best.place.size < LARGE;
  if (made != CHOICE_MADE || elsewhere) {
    /* A place that is not known, or not which; its country may be. */
    v->country = k.country[0] ? copy_string(c, k.country) : (evx_string){NULL, 0};
    return made != CHOICE_NONE;
  }
  locate(c, v, &best.place);
  v->city = copy_string(c, best.place.name);
  return true;
}

/* Fills what is known of a building of that name. */
static bool take_building(record_context *c, evx_venue *v, uint32_t begin, uint32_t end) {
  gazetteer_hit hit;
  gazetteer_sense s;
  gazetteer_place p;
  if (!name_at(c, begin, end, &hit))
    return false;
  for (uint32_t i = 0; gazetteer_sense_at(names_of(c), hit.record, i, &s); i++) {
    if (s.kind == GAZETTEER_VENUE && gazetteer_place_at(names_of(c), s.ref, &p)) {
      locate(c, v, &p);
      v->city = copy_string(c, p.name);
      return true;
    }
  }
  return false;
}

/* The one town of a country that the text names: the index of its name's mention; NONE where there are more or none. */
static uint32_t only_town_in(const record_context *c, const char *country, size_t len) {
  uint32_t found = NONE, record = NONE;
  for (uint32_t i = 0; i < c->mentions->count && i < MENTIONS_LOOKED; i++) {
    gazetteer_hit hit;
    gazetteer_place town;
    if (c->types[i] != RECORD_PLACE || c->in_person[i] || field_word(c, mention_at(c, i), PLACE_KIND) != EVX_CITY)
      continue;
    const value *name = field_value(c, mention_at(c, i), PLACE_NAME);
    if (!name_at(c, name->begin, name->end, &hit) || !clear_place(c, hit.record, &town) ||
        strncmp(town.country, country, len) != 0 || hit.record == record)
      continue;
    if (found != NONE)
      return NONE;
    found = i;
    record = hit.record;
  }
  return found;
}

/* A building of a country whose town is not said stands in the one town of it that the text speaks of. */
static void take_country(record_context *c, evx_venue *v) {
  uint32_t town = v->country.length ? only_town_in(c, v->country.data, v->country.length) : NONE;
  if (town == NONE)
    return;
  const value *name = field_value(c, mention_at(c, town), PLACE_NAME);
  take_town(c, v, name->begin, name->end);
}

static void take_state(record_context *c, evx_venue *v, uint32_t begin, uint32_t end) {
  gazetteer_hit hit;
  set_state(c, v, name_at(c, begin, end, &hit) ? code_of(c, hit.record, GAZETTEER_REGION) : "");
}

/* "Lebanon, Pennsylvania": a town, by what stands behind it. */
static bool take_town_in(record_context *c, evx_venue *v, uint32_t begin, uint32_t end) {
  gazetteer_hit hit;
  candidate best;
  container k = container_behind(c, end);
  if (!k.code[0] || !name_at(c, begin, end, &hit) || choose_place(c, hit.record, &k, &best) == CHOICE_NONE ||
      !best.inside)
    return false;
  v->kind = EVX_CITY;
  locate(c, v, &best.place);
  v->city = copy_string(c, best.place.name);
  return true;
}

static void resolve(record_context *c, evx_venue *v, const value *name, const value *city) {
  bool town = city->begin < city->end;
  switch (v->kind) {
  case EVX_ONLINE: break;
  case EVX_COUNTRY:
    if (!take_town_in(c, v, name->begin, name->end) && place_is_state(c, name->begin, name->end))
      take_state(c, v, name->begin, name->end);
    break;
  case EVX_REGION: take_state(c, v, name->begin, name->end); break;
  case EVX_BUILDING:
  case EVX_ROOM:
    if (town)
      take_town(c, v, city->begin, city->end);
    else if (!take_building(c, v, name->begin, name->end))
      take_country(c, v);
    break;
  case EVX_CITY: take_town(c, v, town ? city->begin : name->begin, town ? city->end : name->end); break;
  case EVX_VENUE_UNKNOWN:
    if (take_town(c, v, name->begin, name->end))
      v->kind = EVX_CITY;
    break;
  }
}

const evx_venue *venue_object(record_context *c, uint32_t place_mention) {
  if (place_mention == NONE)
    return NULL;
  const mention *m = mention_at(c, place_mention);
  const value *name = field_value(c, m, PLACE_NAME);
  bool placed = name->begin < name->end;
  evx_venue *out = arena_zalloc(c->result, sizeof *out);
  c->failed |= !out;
  if (!out)
    return NULL;
  *out = (evx_venue){.name = value_text(c, name),
                     .span = placed ? token_span(c, name->begin, name->end) : token_span(c, m->begin, m->end),
                     .kind = (evx_venue_kind)field_word(c, m, PLACE_KIND),
                     .city = field_text(c, m, PLACE_CITY),
                     .country = field_text(c, m, PLACE_COUNTRY),
                     .rule = rule_name(c, m),
                     .confidence = rule_confidence(rule_name(c, m))};
  if (placed)
    resolve(c, out, name, field_value(c, m, PLACE_CITY));
  return out;
}
