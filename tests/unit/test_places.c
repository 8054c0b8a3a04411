/* test_places.c - which place is meant, and where it is. */
#include "evx.h"
#include "unit.h"

/* Says where in a plain notation: "in" a town, "at" a country, "by" a region, "the X hall" a building, "room" N. */
static const char pack[] =
    "pack plain version 1 language en\n"
    "include \"en/schema.evx\"\n"
    "phase places\n"
    "rule town\n  match \"in\" n:(%Place | %DoubtfulPlace)\n"
    "  mark Place { name = text(n), kind = city, city = text(n), country = value(n) }\n"
    "rule unknown priority -2\n  match \"in\" n:[cap]\n"
    "  mark Place { name = text(n), kind = city, city = text(n) }\n"
    "rule country\n  match n:%Country\n  mark Place { name = text(n), kind = country, country = value(n) }\n"
    "rule region priority -1\n  match n:%Region\n  mark Place { name = text(n), kind = region }\n"
    "rule some\n  match \"near\" n:([cap])\n  mark Place { name = text(n) }\n"
    "rule hall\n  match n:([cap] \"hall\") (\"of\" t:%Place)?\n"
    "  mark Place { name = text(n), kind = building, city = text(t) }\n"
    "rule venue priority 1\n  match n:%Venue\n  mark Place { name = text(n), kind = building, country = value(n) }\n"
    "rule online\n  match n:\"wire\"\n  mark Place { name = text(n), kind = online }\n"
    "phase people uses places\n"
    "rule person\n  match \"minister\" n:(\"near\" [cap])\n  mark Person { name = text(n) }\n"
    "phase meetings uses people\n"
    "rule gather\n  match \"gathered\"\n  mark Meeting { role = main, status = held }\n"
    "rule here\n  match \"here\" \"minister\"? p:<Place>\n  mark Setting { place = place(p) }\n"
    "rule meet\n  match \"met\" p:<Place>\n  mark Meeting { role = main, status = held, venue = place(p) }\n";

typedef struct reading {
  evx_engine *engine;
  evx_worker *worker;
  evx_result *result;
  const evx_venue *venue;
} reading;

static reading read_text(const char *text) {
  reading r = {0};
  evx_builder *builder = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "plain.evx", pack, strlen(pack)), EVX_OK);
  evx_status s = evx_builder_finish(builder, &r.engine);
  ck_assert_msg(s == EVX_OK, "%s", s == EVX_OK ? "" : evx_builder_diag(builder, 0)->message);
  evx_builder_free(builder);
  ck_assert_int_eq(evx_worker_new(r.engine, &r.worker), EVX_OK);
  ck_assert_int_eq(evx_extract(r.worker, text, strlen(text), NULL, &r.result), EVX_OK);
  const evx_record *record = evx_result_record(r.result);
  r.venue = record->meeting_count ? record->meetings[0]->venue : NULL;
  return r;
}

static void close_reading(reading *r) {
  evx_result_free(r->result);
  evx_worker_free(r->worker);
  evx_engine_free(r->engine);
}

typedef struct expected {
  const char *text;
  evx_venue_kind kind;
  const char *city, *country; /* NULL: null */
  uint32_t geonames;
  bool located;
} expected;

static void check_string(const char *text, const char *what, evx_string found, const char *wanted) {
  bool same = wanted ? found.data && strcmp(found.data, wanted) == 0 : !found.data;
  ck_assert_msg(same, "%s: %s is %s", text, what, found.data ? found.data : "null");
}

static void check_all(const expected *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const expected *e = &cases[i];
    reading r = read_text(e->text);
    ck_assert_msg(r.venue != NULL, "no venue: %s", e->text);
    ck_assert_msg(r.venue->kind == e->kind, "%s: kind %d", e->text, r.venue->kind);
    check_string(e->text, "city", r.venue->city, e->city);
    check_string(e->text, "country", r.venue->country, e->country);
    ck_assert_msg(r.venue->geonames == e->geonames, "%s: id %u", e->text, r.venue->geonames);
    ck_assert_msg(r.venue->located == e->located, "%s: located", e->text);
    close_reading(&r);
  }
}

START_TEST(a_town_is_known_by_its_name) {
  static const expected cases[] = {
      {"They met in Almaty.", EVX_CITY, "Almaty", "KZ", 1526384, true},
      {"They met in Alma-Ata.", EVX_CITY, "Almaty", "KZ", 1526384, true},
      {"They met in ALMATY.", EVX_CITY, "Almaty", "KZ", 1526384, true},
      {"They met in Camp David.", EVX_CITY, "Camp David", "US", 0, true},
      {"They met in Westhaven.", EVX_CITY, "Westhaven", NULL, 0, false},
      {"They met near Reading.", EVX_CITY, "Reading", "GB", 2639577, true},
      {"They met near Westhaven.", EVX_VENUE_UNKNOWN, NULL, NULL, 0, false},
  };
  check_all(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(what_stands_behind_a_name_says_which) {
  static const expected cases[] = {
      {"They met in Paris.", EVX_CITY, "Paris", "FR", 2988507, true},
      {"They met in Paris, Texas.", EVX_CITY, "Paris", "US", 4717560, true},
      {"They met in Paris, TX, at noon.", EVX_CITY, "Paris", "US", 4717560, true},
      {"They met in Springfield (Illinois).", EVX_CITY, "Springfield", "US", 4250542, true},
      {"They met in Vienna, Russia said.", EVX_CITY, "Vienna", "AT", 2761369, true},
      {"They met in Davos, Peru.", EVX_CITY, "Davos", "PE", 0, false},
      {"They met in Lincoln. Peru was far.", EVX_CITY, "Lincoln", "US", 5072006, true},
  };
  check_all(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(countries_and_states_of_the_text_say_which) {
  static const expected cases[] = {
      {"They met in Birmingham.", EVX_CITY, "Birmingham", "GB", 2655603, true},
      {"Alabama is warm. They met in Birmingham.", EVX_CITY, "Birmingham", "US", 4049979, true},
      {"They met in Valencia.", EVX_CITY, "Valencia", NULL, 0, false},
      {"Spain is warm. They met in Valencia.", EVX_CITY, "Valencia", "ES", 2509954, true},
      {"They met in Valencia. Venezuela is warm.", EVX_CITY, "Valencia", "VE", 3625549, true},
  };
  check_all(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(a_country_may_be_a_state) {
  static const expected cases[] = {
      {"They met Georgia.", EVX_COUNTRY, NULL, "GE", 0, false},
      {"They met Georgia. It is warm in Tbilisi.", EVX_COUNTRY, NULL, "GE", 0, false},
      {"They met Georgia. It is warm in Atlanta.", EVX_REGION, NULL, "US", 0, false},
      {"They met Georgia. Texas is warm.", EVX_REGION, NULL, "US", 0, false},
      {"They met Georgia. Texas is warm, and in Tbilisi it is warm.", EVX_COUNTRY, NULL, "GE", 0, false},
      {"They met Bavaria.", EVX_REGION, NULL, "DE", 0, false},
      {"They met Central Asia.", EVX_REGION, NULL, NULL, 0, false},
      {"They met the Kyrgyz Republic. They met Kyrgyz Republic.", EVX_COUNTRY, NULL, "KG", 0, false},
  };
  check_all(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(buildings_have_a_town) {
  static const expected cases[] = {
      {"They met Kremlin.", EVX_BUILDING, "Moscow", "RU", 0, true},
      {"They met Lake hall of Vienna.", EVX_BUILDING, "Vienna", "AT", 2761369, true},
      {"They met Lake hall.", EVX_BUILDING, NULL, NULL, 0, false},
      {"They met wire.", EVX_ONLINE, NULL, NULL, 0, false},
  };
  check_all(cases, COUNT_OF(cases));
}
END_TEST

START_TEST(where_they_are_is_the_venue_where_nothing_else_says_it) {
  static const expected cases[] = {
      {"They gathered. They are here in Vienna.", EVX_CITY, "Vienna", "AT", 2761369, true},
      {"They met in Geneva. They are here in Vienna.", EVX_CITY, "Geneva", "CH", 2660646, true},
      {"They met Austria. They are here in Vienna.", EVX_CITY, "Vienna", "AT", 2761369, true},
  };
  check_all(cases, COUNT_OF(cases));
  reading r = read_text("They gathered, here minister near Kobe.");
  ck_assert_ptr_null(r.venue); /* a minister's name */
  close_reading(&r);
}
END_TEST

int main(void) {
  const TTest *const tests[] = {
      a_town_is_known_by_its_name,
      what_stands_behind_a_name_says_which,
      countries_and_states_of_the_text_say_which,
      a_country_may_be_a_state,
      buildings_have_a_town,
      where_they_are_is_the_venue_where_nothing_else_says_it,
  };
  return unit_run("places", tests, COUNT_OF(tests));
}
