/* test_gazetteer.c - the built-in gazetteer: what it knows, that all of it is found, that any bytes are safe. */
#include <stdio.h>
#include <utf8proc.h>

#include "lexicon/gazetteer.h"
#include "lexicon/gazetteer_format.h"
#include "unit.h"

/* The same file embedded as words (tools/embed/words). */
const uint8_t *gazetteer_words(size_t *size);

typedef struct looked_up {
  form_table forms;
  arena memory;
  gazetteer_hit hit;
  bool found;
  size_t tokens;
} looked_up;

static void look_up(looked_up *l, const gazetteer *g, const char *text) {
  token *tokens = NULL;
  size_t count = 0;
  arena_init(&l->memory, &memory_default_allocator);
  ck_assert(form_table_init(&l->forms, &memory_default_allocator));
  ck_assert_int_eq(document_tokenize_literal(text, strlen(text), &l->forms, &l->memory, &tokens, &count), EVX_OK);
  gazetteer_text t = {&l->forms, tokens, (uint32_t)count};
  l->tokens = count;
  l->found = count > 0 && gazetteer_longest(g, &t, 0, &l->hit);
}

static void forget(looked_up *l) {
  form_table_free(&l->forms);
  arena_free(&l->memory);
}

static gazetteer builtin(void) {
  gazetteer g;
  gazetteer_open_builtin(&g);
  ck_assert_ptr_nonnull(g.bytes);
  return g;
}

#define IN(list) (1u << GAZETTEER_LIST_##list)

START_TEST(names_are_found_in_their_lists) {
  static const struct {
    const char *text;
    uint32_t lists;
    size_t tokens; /* 0: all */
    const char *value;
  } cases[] = {
      {"Almaty", IN(PLACE), 0, "KZ"},
      {"Alma-Ata", IN(PLACE), 0, "KZ"},
      {"The Hague", IN(PLACE), 0, "NL"},
      {"Geneva", IN(PLACE), 0, "CH"},
      {"St. Petersburg", IN(PLACE), 0, "RU"},
      {"N'Djamena", IN(PLACE), 0, "TD"},
      {"Sao Paulo", IN(PLACE), 0, "BR"},
      {"S\xc3\xa3o Paulo", IN(PLACE), 0, "BR"},
      {"Camp David", IN(PLACE), 0, "US"},
      {"Cholpon-Ata", IN(PLACE), 0, "KG"},
      {"Washington", IN(PLACE) | IN(REGION), 0, "US"},
      {"Nice", IN(DOUBTFUL), 0, "FR"},
      {"Paris, Texas", IN(PLACE), 1, "FR"},
      {"Kyrgyz Republic", IN(COUNTRY), 0, "KG"},
      {"Kyrgyz parliament", IN(DEMONYM), 1, "KG"},
      {"T\xc3\xbcrkiye", IN(COUNTRY), 0, "TR"},
      {"Georgia", IN(COUNTRY) | IN(REGION) | IN(GIVEN), 0, "GE"},
      {"Jordan", IN(COUNTRY) | IN(GIVEN), 0, "JO"},
      {"Singapore", IN(PLACE) | IN(COUNTRY), 0, "SG"},
      {"Mexico", IN(COUNTRY), 0, "MX"},
      {"Bali", IN(REGION), 0, "ID-BA"},
      {"Central Asia", IN(REGION), 0, NULL},
      {"Shanghai Cooperation Organization summit", IN(ORG), 3, "Shanghai Cooperation Organization"},
      {"SCO", IN(ORG), 0, "Shanghai Cooperation Organization"},
      {"UN Security Council", IN(ORG), 0, "United Nations Security Council"},
      {"foreign minister", IN(TITLE), 0, NULL},
      {"Palace of Nations", IN(VENUE), 0, "CH"},
      {"Svetlana", IN(GIVEN), 0, NULL},
  };
  gazetteer g = builtin();
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    looked_up l;
    look_up(&l, &g, cases[i].text);
    ck_assert_msg(l.found, "%s is not found", cases[i].text);
    ck_assert_msg((l.hit.lists & cases[i].lists) == cases[i].lists, "%s is in %x", cases[i].text, l.hit.lists);
    ck_assert_msg(l.hit.end == (cases[i].tokens ? cases[i].tokens : l.tokens), "%s ends at %u", cases[i].text,
                  l.hit.end);
    gazetteer_list first = GAZETTEER_LIST_NONE;
    for (gazetteer_list k = 1; k < GAZETTEER_LISTS && !first; k++)
      first = cases[i].lists >> k & 1 ? k : GAZETTEER_LIST_NONE;
    const char *value = gazetteer_value(&g, l.hit.record, first);
    if (cases[i].value)
      ck_assert_str_eq(value, cases[i].value);
    else
      ck_assert_ptr_null(value);
    forget(&l);
  }
}
END_TEST

START_TEST(words_are_no_names) {
  static const char *const words[] = {"nice", "reading", "of", "who", "The", "And",
                                      "DATE", "READING", "us", "eco", "-",   "split"};
  gazetteer g = builtin();
  for (size_t i = 0; i < COUNT_OF(words); i++) {
    looked_up l;
    look_up(&l, &g, words[i]);
    ck_assert_msg(!l.found, "%s is in %x", words[i], l.found ? l.hit.lists : 0);
    forget(&l);
  }
}
END_TEST

/* The likeliest place of that name, with the index of its sense. */
static uint32_t first_place(const gazetteer *g, uint32_t record, gazetteer_place *out) {
  gazetteer_sense s;
  for (uint32_t i = 0; gazetteer_sense_at(g, record, i, &s); i++)
    if (s.kind == GAZETTEER_PLACE && gazetteer_place_at(g, s.ref, out))
      return i;
  ck_abort_msg("no place");
  return 0;
}

START_TEST(places_say_where_they_are) {
  gazetteer g = builtin();
  looked_up l;
  gazetteer_sense s;
  gazetteer_place p;
  look_up(&l, &g, "Almaty");
  first_place(&g, l.hit.record, &p);
  ck_assert_uint_eq(p.geonames, 1526384);
  ck_assert_double_eq_tol(p.lat, 43.25, 0.05);
  ck_assert_double_eq_tol(p.lon, 76.93, 0.05);
  ck_assert_str_eq(p.name, "Almaty");
  forget(&l);
  look_up(&l, &g, "Paris");
  uint32_t first = first_place(&g, l.hit.record, &p);
  ck_assert_str_eq(p.country, "FR");
  ck_assert_int_eq(p.feature, GAZETTEER_CAPITAL);
  bool texas = false;
  for (uint32_t i = first + 1; gazetteer_sense_at(&g, l.hit.record, i, &s); i++)
    texas |= s.kind == GAZETTEER_PLACE && gazetteer_place_at(&g, s.ref, &p) && strcmp(p.region, "US-TX") == 0;
  ck_assert(texas);
  ck_assert(!gazetteer_place_at(&g, UINT32_MAX, &p));
  ck_assert_str_eq(gazetteer_code_at(&g, UINT32_MAX), "");
  forget(&l);
}
END_TEST

/* A key with its capitals put back. */
static void spell(const gazetteer_key *key, char *out) {
  unsigned word = 0;
  for (size_t i = 0; i < key->len;) {
    utf8proc_int32_t c;
    bool first = i == 0 || key->text[i - 1] == ' ';
    word += first && i > 0;
    i += (size_t)utf8proc_iterate((const uint8_t *)key->text + i, (utf8proc_ssize_t)(key->len - i), &c);
    out += utf8proc_encode_char(first && word < 8 && (key->capitals >> word & 1) ? utf8proc_toupper(c) : c,
                                (uint8_t *)out);
  }
  *out = '\0';
}

START_TEST(every_name_is_found) {
  gazetteer g = builtin();
  gazetteer_key key;
  uint32_t count = 0, lost = 0;
  for (uint32_t record = 0; gazetteer_key_at(&g, record, &key); record = key.next, count++) {
    char name[4 * 256];
    gazetteer_sense s;
    looked_up l;
    spell(&key, name);
    if (gazetteer_sense_at(&g, record, 0, &s) && s.spelling)
      snprintf(name, sizeof name, "%s", s.spelling);
    look_up(&l, &g, name);
    if (!l.found || l.hit.record != record || l.hit.end != l.tokens) {
      lost++;
      fprintf(stderr, "lost: %s\n", name);
    }
    forget(&l);
  }
  ck_assert_uint_eq(count, g.keys);
  ck_assert_uint_eq(lost, 0);
}
END_TEST

START_TEST(what_is_built_in_is_whole) {
  gazetteer g = builtin();
  size_t size;
  const uint8_t *words = gazetteer_words(&size);
  ck_assert_int_eq(gazetteer_verify(&g), GAZETTEER_OK);
  ck_assert_uint_eq(size, g.size);
  ck_assert_int_eq(memcmp(words, g.bytes, size), 0);
  ck_assert_uint_ne(gazetteer_hash(&g), 0);
}
END_TEST

static gazetteer_fault open_copy(const uint8_t *bytes, size_t size, size_t at, uint8_t value) {
  gazetteer g;
  uint8_t *copy = malloc(size ? size : 1);
  memcpy(copy, bytes, size);
  if (at < size)
    copy[at] = value;
  gazetteer_fault fault = gazetteer_open(&g, copy, size);
  if (fault == GAZETTEER_OK)
    fault = gazetteer_verify(&g);
  free(copy);
  return fault;
}

START_TEST(what_is_broken_is_refused) {
  gazetteer g = builtin();
  ck_assert_int_eq(open_copy(g.bytes, 0, 1, 0), GAZETTEER_STRANGE);
  ck_assert_int_eq(open_copy((const uint8_t *)"# a text, not a table", 21, 99, 0), GAZETTEER_STRANGE);
  ck_assert_int_eq(open_copy(g.bytes, 50, 99, 0), GAZETTEER_TRUNCATED);
  ck_assert_int_eq(open_copy(g.bytes, g.size - 1, g.size, 0), GAZETTEER_TRUNCATED);
  ck_assert_int_eq(open_copy(g.bytes, g.size, 12, 99), GAZETTEER_VERSION);
  ck_assert_int_eq(open_copy(g.bytes, g.size, 43, 0xff), GAZETTEER_DAMAGED);
  ck_assert_int_eq(open_copy(g.bytes, g.size, g.size / 2, (uint8_t)~g.bytes[g.size / 2]), GAZETTEER_DAMAGED);
  uint8_t turned[GAZETTEER_HEAD];
  memcpy(turned, g.bytes, sizeof turned);
  for (size_t i = 8; i < sizeof turned; i += 4)
    for (size_t k = 0; k < 4; k++)
      turned[i + k] = g.bytes[i + 3 - k];
  ck_assert_int_eq(open_copy(turned, sizeof turned, 99, 0), GAZETTEER_ORDER);
  ck_assert_str_ne(gazetteer_fault_message(GAZETTEER_ORDER), gazetteer_fault_message(GAZETTEER_DAMAGED));
}
END_TEST

/* Goes wherever a table leads; the sanitizers see whether that is outside. */
static void wander(const gazetteer *g) {
  static const char *const texts[] = {"New York City", "Paris, Texas", "SCO", "Shanghai Cooperation Organization",
                                      "Nice"};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    looked_up l;
    gazetteer_sense s;
    gazetteer_place p;
    look_up(&l, g, texts[i]);
    for (uint32_t k = 0; l.found && gazetteer_sense_at(g, l.hit.record, k, &s); k++) {
      if (gazetteer_place_at(g, s.ref, &p))
        ck_assert_uint_lt(strlen(p.name) + strlen(p.country) + strlen(p.region), g->size);
      gazetteer_value(g, l.hit.record, (gazetteer_list)s.kind);
    }
    forget(&l);
  }
}

static uint32_t random_step(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

START_TEST(any_bytes_are_safe) {
  gazetteer whole = builtin(), g;
  uint8_t *copy = malloc(whole.size);
  uint32_t state = 7, opened = 0;
  for (int round = 0; round < 200; round++) {
    memcpy(copy, whole.bytes, whole.size);
    /* Some rounds break the head, the others the sections, ever more of them. */
    for (int i = 0; i < (round % 8 == 0 ? 2 : 1 << (round % 17)); i++) {
      size_t at = round % 8 == 0 ? 40 + random_step(&state) % 48
                                 : GAZETTEER_HEAD + random_step(&state) % (whole.size - GAZETTEER_HEAD);
      copy[at] = (uint8_t)random_step(&state);
    }
    if (gazetteer_open(&g, copy, whole.size) == GAZETTEER_OK) {
      opened++;
      wander(&g);
    }
  }
  for (size_t size = 0; size < GAZETTEER_HEAD + 64; size++) {
    memcpy(copy, whole.bytes, GAZETTEER_HEAD + 64);
    for (int i = 0; i < 4; i++)
      copy[16 + i] = (uint8_t)(size >> (8 * i));
    if (gazetteer_open(&g, copy, size) == GAZETTEER_OK)
      wander(&g);
  }
  ck_assert_uint_gt(opened, 100);
  free(copy);
}
END_TEST

START_TEST(an_empty_table_knows_nothing) {
  gazetteer g;
  looked_up l;
  gazetteer_sense s;
  ck_assert_int_eq(gazetteer_open(&g, NULL, 0), GAZETTEER_OK);
  look_up(&l, &g, "Almaty");
  ck_assert(!l.found);
  ck_assert(!gazetteer_sense_at(&g, 0, 0, &s));
  ck_assert_uint_eq(gazetteer_lists_of(&g, &l.forms, &l.forms.forms[0]), 0);
  ck_assert_int_eq(gazetteer_verify(&g), GAZETTEER_OK);
  forget(&l);
}
END_TEST

START_TEST(lists_have_names) {
  for (gazetteer_list i = GAZETTEER_LIST_PLACE; i < GAZETTEER_LISTS; i++)
    ck_assert_int_eq(gazetteer_list_named(gazetteer_list_name(i)), i);
  ck_assert_int_eq(gazetteer_list_named("Lamp"), GAZETTEER_LIST_NONE);
}
END_TEST

int main(void) {
  const TTest *const tests[] = {
      names_are_found_in_their_lists,
      words_are_no_names,
      places_say_where_they_are,
      every_name_is_found,
      what_is_built_in_is_whole,
      what_is_broken_is_refused,
      any_bytes_are_safe,
      an_empty_table_knows_nothing,
      lists_have_names,
  };
  return unit_run("gazetteer", tests, COUNT_OF(tests));
}
