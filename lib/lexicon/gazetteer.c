#include "lexicon/gazetteer.h"

#include <string.h>

#include "lexicon/gazetteer_format.h"

#define LONGER (1u << 31)

/* ---- bytes ------------------------------------------------------------------- */

static uint32_t read16(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}
static uint32_t read24(const uint8_t *p) {
  return read16(p) | (uint32_t)p[2] << 16;
}
static uint32_t read32(const uint8_t *p) {
  return read24(p) | (uint32_t)p[3] << 24;
}
static int32_t read_signed24(const uint8_t *p) {
  uint32_t x = read24(p);
  return x & 0x800000 ? (int32_t)x - 0x1000000 : (int32_t)x;
}

static const uint8_t *row(const gazetteer *g, const gazetteer_section *s, uint32_t size, uint32_t index) {
  return index < s->count ? g->bytes + s->at + (size_t)index * size : NULL;
}

/* A string of the strings section; "" for an offset outside. The section ends with a zero. */
static const char *string_at(const gazetteer *g, uint32_t offset) {
  const uint8_t *s = row(g, &g->strings, 1, offset);
  return s ? (const char *)s : "";
}

/* ---- opening ------------------------------------------------------------------- */

static bool section_fits(const gazetteer *g, unsigned index, uint32_t row_size, gazetteer_section *out) {
  const uint8_t *p = g->bytes + 40 + 8 * index;
  *out = (gazetteer_section){read32(p), read32(p + 4)};
  return out->at >= GAZETTEER_HEAD && out->at <= g->size && out->count <= (g->size - out->at) / row_size;
}

static bool sections_fit(gazetteer *g) {
  if (!section_fits(g, 0, GAZETTEER_SLOT, &g->slots) || !section_fits(g, 1, 1, &g->records) ||
      !section_fits(g, 2, GAZETTEER_PLACE_ROW, &g->places) || !section_fits(g, 3, GAZETTEER_CODE_ROW, &g->codes) ||
      !section_fits(g, 4, 1, &g->strings) || !section_fits(g, 5, GAZETTEER_EXACT_ROW, &g->exact))
    return false;
  return g->slots.count > 0 && g->strings.count > 0 && g->bytes[g->strings.at + g->strings.count - 1] == 0;
}

gazetteer_fault gazetteer_open(gazetteer *g, const void *bytes, size_t size) {
  memset(g, 0, sizeof *g);
  if (!bytes)
    return size ? GAZETTEER_STRANGE : GAZETTEER_OK;
  gazetteer t = {.bytes = bytes, .size = size};
  size_t magic = strlen(GAZETTEER_MAGIC);
  if (size < magic || memcmp(bytes, GAZETTEER_MAGIC, magic) != 0)
    return GAZETTEER_STRANGE;
  if (size < GAZETTEER_HEAD)
    return GAZETTEER_TRUNCATED;
  uint32_t order = read32(t.bytes + 8);
  if (order == 0x04030201u)
    return GAZETTEER_ORDER;
  if (order != GAZETTEER_ORDER_MARK)
    return GAZETTEER_DAMAGED;
  if (read32(t.bytes + 12) != GAZETTEER_FORMAT_VERSION)
    return GAZETTEER_VERSION;
  if (read32(t.bytes + 16) != size)
    return GAZETTEER_TRUNCATED;
  if (!sections_fit(&t))
    return GAZETTEER_DAMAGED;
  t.longest_probe = read32(t.bytes + 20);
  if (t.longest_probe > GAZETTEER_PROBE_MAX)
    return GAZETTEER_DAMAGED;
  t.keys = read32(t.bytes + 24);
  *g = t;
  return GAZETTEER_OK;
}

uint64_t gazetteer_hash(const gazetteer *g) {
  return g->bytes ? read32(g->bytes + 32) | (uint64_t)read32(g->bytes + 36) << 32 : 0;
}

gazetteer_fault gazetteer_verify(const gazetteer *g) {
  if (!g->bytes)
    return GAZETTEER_OK;
  uint64_t hash = gazetteer_content_hash(g->bytes + GAZETTEER_HEAD, g->size - GAZETTEER_HEAD);
  return hash == gazetteer_hash(g) ? GAZETTEER_OK : GAZETTEER_DAMAGED;
}

const char *gazetteer_fault_message(gazetteer_fault fault) {
  switch (fault) {
  case GAZETTEER_OK: return "nothing is wrong with it";
  case GAZETTEER_STRANGE: return "this is not a gazetteer";
  case GAZETTEER_VERSION: return "this gazetteer is of another version of its format";
  case GAZETTEER_ORDER: return "the numbers of this gazetteer have the wrong byte order; they must be little-endian";
  case GAZETTEER_TRUNCATED: return "this gazetteer is cut short, or something follows it";
  case GAZETTEER_DAMAGED: return "this gazetteer is damaged";
  }
  return "";
}

/* ---- lists --------------------------------------------------------------------- */

static const char *const list_names[GAZETTEER_LISTS] = {[GAZETTEER_LIST_PLACE] = "Place",
                                                        [GAZETTEER_LIST_COUNTRY] = "Country",
                                                        [GAZETTEER_LIST_REGION] = "Region",
                                                        [GAZETTEER_LIST_DEMONYM] = "Demonym",
                                                        [GAZETTEER_LIST_ORG] = "Org",
                                                        [GAZETTEER_LIST_TITLE] = "Title",
                                                        [GAZETTEER_LIST_GIVEN] = "GivenName",
                                                        [GAZETTEER_LIST_VENUE] = "Venue",
                                                        [GAZETTEER_LIST_DOUBTFUL] = "DoubtfulPlace"};

gazetteer_list gazetteer_list_named(const char *name) {
  for (gazetteer_list i = GAZETTEER_LIST_PLACE; i < GAZETTEER_LISTS; i++) {
    if (strcmp(list_names[i], name) == 0)
      return i;
  }
  return GAZETTEER_LIST_NONE;
}

const char *gazetteer_list_name(gazetteer_list list) {
  return list > GAZETTEER_LIST_NONE && list < GAZETTEER_LISTS ? list_names[list] : "";
}

static gazetteer_list list_of(gazetteer_kind kind, unsigned flags) {
  if (kind == GAZETTEER_PLACE && (flags & GAZETTEER_IS_COUNTRY))
    return GAZETTEER_LIST_NONE;
  return kind == GAZETTEER_PLACE && flags ? GAZETTEER_LIST_DOUBTFUL : (gazetteer_list)kind;
}

/* ---- records ------------------------------------------------------------------- */

typedef struct record {
  const uint8_t *key, *senses;
  unsigned key_len, sense_count, capitals, flags;
} record;

static bool record_at(const gazetteer *g, uint32_t offset, record *out) {
  if (offset >= g->records.count || g->records.count - offset < GAZETTEER_RECORD_HEAD)
    return false;
  const uint8_t *p = g->bytes + g->records.at + offset;
  *out = (record){.key = p + GAZETTEER_RECORD_HEAD,
                  .senses = p + GAZETTEER_RECORD_HEAD + p[0],
                  .key_len = p[0],
                  .sense_count = p[1],
                  .capitals = p[2],
                  .flags = p[3]};
  return (size_t)p[0] + (size_t)p[1] * 4 <= g->records.count - offset - GAZETTEER_RECORD_HEAD;
}

/* ---- look-up ------------------------------------------------------------------- */

/* The forms of a name's tokens so far. */
typedef struct walk {
  const form_table *forms;
  const form *at[GAZETTEER_TOKENS_MAX];
  unsigned count;
  uint32_t hash;
} walk;

static void walk_step(walk *w, const form *f) {
  w->hash = gazetteer_hash_step(w->hash, w->forms->strings.entries[f->lex].hash);
  w->at[w->count++] = f;
}

/* True where the words of `w`, joined by spaces, are these bytes. `spelled`: their spellings, else their folds. */
static bool words_are(const walk *w, bool spelled, const uint8_t *text, size_t len) {
  size_t at = 0;
  for (unsigned i = 0; i < w->count; i++) {
    size_t n = 0;
    const char *s = form_string(w->forms, spelled ? w->at[i]->text : w->at[i]->lex, &n);
    if (i > 0 && (at >= len || text[at++] != ' '))
      return false;
    if (n > len - at || memcmp(text + at, s, n) != 0)
      return false;
    at += n;
  }
  return at == len;
}

/* What the table knows of the words so far: the record of just these (UINT32_MAX: none), and whether longer names begin
 * with them (perhaps: words of equal hash are not told apart). */
static bool walk_find(const gazetteer *g, const walk *w, uint32_t *found) {
  uint32_t at = gazetteer_slot_of(w->hash, g->slots.count);
  uint8_t tag = gazetteer_tag_of(w->hash);
  bool longer = false;
  *found = UINT32_MAX;
  for (uint32_t probe = 0; probe <= g->longest_probe; probe++) {
    const uint8_t *slot = g->bytes + g->slots.at + (size_t)at * GAZETTEER_SLOT;
    uint32_t node = read32(slot + 1);
    if (!node)
      break;
    if (slot[0] == tag) {
      record r;
      longer |= (node & LONGER) != 0;
      uint32_t offset = (node & ~LONGER) - 1;
      if ((node & ~LONGER) && record_at(g, offset, &r) && words_are(w, false, r.key, r.key_len))
        *found = offset;
    }
    at = at + 1 < g->slots.count ? at + 1 : 0;
  }
  return longer;
}

static bool has_capital(const form *f) {
  return (f->shape & (FORM_CAP | FORM_UPPER)) != 0;
}

static bool capitals_fit(const walk *w, unsigned capitals) {
  for (unsigned i = 0; i < w->count && i < 8; i++) {
    if ((capitals >> i & 1) && !has_capital(w->at[i]))
      return false;
  }
  return true;
}

/* The spelling that an exact sense asks for, and what it refers to. */
static bool exact_at(const gazetteer *g, uint32_t index, const char **spelling, uint32_t *ref) {
  const uint8_t *p = row(g, &g->exact, GAZETTEER_EXACT_ROW, index);
  if (!p)
    return false;
  *spelling = string_at(g, read32(p));
  *ref = read32(p + 4);
  return true;
}

static bool sense_fits(const gazetteer *g, const walk *w, const record *r, uint32_t sense) {
  const char *spelling = NULL;
  uint32_t ref = 0;
  switch ((gazetteer_spelling)(sense >> 4 & 3)) {
  case GAZETTEER_ANY: return true;
  case GAZETTEER_FIRST_CAPITAL: return has_capital(w->at[0]);
  case GAZETTEER_EXACT:
    return exact_at(g, sense >> 8, &spelling, &ref) && words_are(w, true, (const uint8_t *)spelling, strlen(spelling));
  case GAZETTEER_CAPITALS: break;
  }
  /* A word in capitals is a word, or an acronym: "DATE" is no town of Japan. */
  bool shouted = w->count == 1 && (w->at[0]->shape & FORM_UPPER) && (r->flags & GAZETTEER_IS_WORD);
  return !shouted && capitals_fit(w, r->capitals);
}

static uint32_t fitting_lists(const gazetteer *g, const walk *w, uint32_t offset) {
  record r;
  uint32_t lists = 0;
  if (!record_at(g, offset, &r))
    return 0;
  for (unsigned i = 0; i < r.sense_count; i++) {
    uint32_t sense = read32(r.senses + 4 * (size_t)i);
    gazetteer_list list = list_of((gazetteer_kind)(sense & 15), r.flags);
    if (list > GAZETTEER_LIST_NONE && list < GAZETTEER_LISTS && sense_fits(g, w, &r, sense))
      lists |= 1u << list;
  }
  return lists;
}

static bool find_first(const gazetteer *g, const form_table *forms, const form *f, gazetteer_first *out) {
  walk w = {.forms = forms};
  uint32_t found;
  *out = (gazetteer_first){0};
  if (!g->bytes)
    return false;
  walk_step(&w, f);
  out->longer = walk_find(g, &w, &found);
  out->hash = w.hash;
  out->record = found;
  out->lists = found == UINT32_MAX ? 0 : fitting_lists(g, &w, found) & INT32_MAX;
  return out->longer || out->lists;
}

bool gazetteer_begins(const gazetteer *g, const form_table *forms, const form *f, gazetteer_first *out) {
  return (f->shape & FORM_ALNUM) && find_first(g, forms, f, out);
}

/* False where no name goes on from a first token of hash `hash` with the next: the table has no slot of their tag. */
static bool may_go_on(const gazetteer *g, const gazetteer_text *text, uint32_t begin, uint32_t hash) {
  const form *forms = text->forms->forms;
  uint32_t next = begin + 1;
  while (next < text->count && (forms[text->tokens[next].form].shape & FORM_HYPHEN))
    next++;
  if (next >= text->count)
    return false;
  hash = gazetteer_hash_step(hash, text->forms->strings.entries[forms[text->tokens[next].form].lex].hash);
  const uint8_t *slots = g->bytes + g->slots.at, *end = slots + (size_t)g->slots.count * GAZETTEER_SLOT;
  const uint8_t *slot = slots + (size_t)gazetteer_slot_of(hash, g->slots.count) * GAZETTEER_SLOT;
  uint8_t tag = gazetteer_tag_of(hash);
  for (uint32_t probe = 0; probe <= g->longest_probe && slot[0] != tag; probe++) {
    uint32_t node;
    memcpy(&node, slot + 1, sizeof node);
    if (!node)
      return false;
    slot = slot + GAZETTEER_SLOT < end ? slot + GAZETTEER_SLOT : slots;
  }
  return slot[0] == tag;
}

bool gazetteer_longest_from(const gazetteer *g, const gazetteer_text *text, uint32_t begin,
                            const gazetteer_first *first, gazetteer_hit *out) {
  bool any = first->lists != 0, longer = first->longer && may_go_on(g, text, begin, first->hash);
  if (any)
    *out = (gazetteer_hit){begin + 1, first->record, first->lists};
  if (!longer)
    return any;
  walk w = {.forms = text->forms, .hash = first->hash, .count = 1};
  w.at[0] = &text->forms->forms[text->tokens[begin].form];
  for (uint32_t at = begin + 1; longer && at < text->count && w.count < GAZETTEER_TOKENS_MAX; at++) {
    const form *f = &text->forms->forms[text->tokens[at].form];
    if (f->shape & FORM_HYPHEN)
      continue;
    uint32_t offset;
    walk_step(&w, f);
    longer = walk_find(g, &w, &offset);
    uint32_t lists = offset == UINT32_MAX ? 0 : fitting_lists(g, &w, offset);
    if (lists) {
      *out = (gazetteer_hit){at + 1, offset, lists};
      any = true;
    }
  }
  return any;
}

bool gazetteer_longest(const gazetteer *g, const gazetteer_text *text, uint32_t begin, gazetteer_hit *out) {
  gazetteer_first first;
  return find_first(g, text->forms, &text->forms->forms[text->tokens[begin].form], &first) &&
         gazetteer_longest_from(g, text, begin, &first, out);
}

uint32_t gazetteer_lists_of(const gazetteer *g, const form_table *forms, const form *f) {
  walk w = {.forms = forms};
  uint32_t offset;
  if (!g->bytes || !(f->shape & FORM_ALNUM))
    return 0;
  walk_step(&w, f);
  walk_find(g, &w, &offset);
  return offset == UINT32_MAX ? 0 : fitting_lists(g, &w, offset);
}

/* ---- what a name stands for ------------------------------------------------------ */

bool gazetteer_key_at(const gazetteer *g, uint32_t offset, gazetteer_key *out) {
  record r;
  if (!g->bytes || !record_at(g, offset, &r))
    return false;
  *out = (gazetteer_key){(const char *)r.key, r.key_len, r.capitals, r.flags,
                         offset + GAZETTEER_RECORD_HEAD + r.key_len + 4 * r.sense_count};
  return true;
}

bool gazetteer_sense_at(const gazetteer *g, uint32_t offset, uint32_t index, gazetteer_sense *out) {
  record r;
  if (!g->bytes || !record_at(g, offset, &r) || index >= r.sense_count)
    return false;
  uint32_t sense = read32(r.senses + 4 * (size_t)index);
  *out = (gazetteer_sense){(gazetteer_kind)(sense & 15), (sense >> 6 & 1) != 0, NULL, sense >> 8};
  if ((sense >> 4 & 3) == GAZETTEER_EXACT && !exact_at(g, sense >> 8, &out->spelling, &out->ref))
    out->ref = UINT32_MAX;
  return true;
}

const char *gazetteer_code_at(const gazetteer *g, uint32_t index) {
  const uint8_t *p = row(g, &g->codes, GAZETTEER_CODE_ROW, index);
  return p && p[GAZETTEER_CODE_ROW - 1] == 0 ? (const char *)p : "";
}

bool gazetteer_place_at(const gazetteer *g, uint32_t index, gazetteer_place *out) {
  const uint8_t *p = row(g, &g->places, GAZETTEER_PLACE_ROW, index);
  if (!p)
    return false;
  *out = (gazetteer_place){.geonames = read32(p),
                           .lat = read_signed24(p + 4) / GAZETTEER_DEGREE,
                           .lon = read_signed24(p + 7) / GAZETTEER_DEGREE,
                           .name = string_at(g, read24(p + 10)),
                           .country = gazetteer_code_at(g, p[13]),
                           .region = gazetteer_code_at(g, read16(p + 14)),
                           .feature = (gazetteer_feature)(p[16] & 7),
                           .size = p[16] >> 3};
  return true;
}

static const char *value_of(const gazetteer *g, const gazetteer_sense *s) {
  gazetteer_place place;
  switch (s->kind) {
  case GAZETTEER_COUNTRY:
  case GAZETTEER_REGION:
  case GAZETTEER_DEMONYM: return gazetteer_code_at(g, s->ref);
  case GAZETTEER_ORG: return string_at(g, s->ref);
  case GAZETTEER_PLACE:
  case GAZETTEER_VENUE: return gazetteer_place_at(g, s->ref, &place) ? place.country : "";
  default: return "";
  }
}

const char *gazetteer_value(const gazetteer *g, uint32_t offset, gazetteer_list list) {
  gazetteer_sense s;
  gazetteer_kind kind = list == GAZETTEER_LIST_DOUBTFUL ? GAZETTEER_PLACE : (gazetteer_kind)list;
  for (uint32_t i = 0; gazetteer_sense_at(g, offset, i, &s); i++) {
    if (s.kind == kind) {
      const char *value = value_of(g, &s);
      return *value ? value : NULL;
    }
  }
  return NULL;
}
