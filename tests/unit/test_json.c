/* test_json.c - the record writer: key order, nulls, escapes, numbers, offset units, styles. All of it is tested
 * through whole records. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "json/json_write.h"
#include "unit.h"

static bool collect(void *user, const char *bytes, size_t len) {
  strbuf *b = user;
  ck_assert_uint_gt(len, 0);
  strbuf_append(b, bytes, len);
  return !b->failed;
}

static evx_string str(const char *text) {
  return (evx_string){text, text ? strlen(text) : 0};
}

/* ---- records made by hand ------------------------------------------------------ */

static const evx_date date = {.value = {"2025-04-12", 10},
                              .start = {"2025-04-12", 10},
                              .end = {"2025-04-12", 10},
                              .precision = EVX_DAY,
                              .basis = EVX_BASIS_DOCUMENT,
                              .rule = "en/meeting.ended",
                              .confidence = -1};

static const evx_venue venue = {.name = {"Almaty", 6},
                                .span = {71, 77},
                                .kind = EVX_CITY,
                                .city = {"Almaty", 6},
                                .country = {"KZ", 2},
                                .located = true,
                                .lat = 43.25,
                                .lon = 76.95,
                                .geonames = 1526384,
                                .rule = "en/meeting.ended",
                                .confidence = 0.875};

static const evx_span speaker_spans[] = {{1045, 1058}, {1100, 1106}};
static const evx_participant speaker = {.id = "p1",
                                        .name = {"Sergei Lavrov", 13},
                                        .kind = EVX_PERSON,
                                        .part = EVX_SPEAKER,
                                        .spans = speaker_spans,
                                        .span_count = 2,
                                        .rule = "en/participants.informed",
                                        .confidence = -1};
static const evx_participant *const participants[] = {&speaker};

static const evx_phrase actor = {{"The Ministers", 13}, {5, 18}, "p1"};
static const evx_phrase object = {{"a program", 9}, {28, 37}, NULL};
static const evx_decision_date period = {{"2026/2030", 9}, EVX_ROLE_PERIOD, {"2026-2030", 9}, {42, 51}};
static const evx_decision_date *const decision_dates[] = {&period};
static const char *const owners[] = {"p1"};
static const evx_string dissent[] = {{"Smith", 5}};
static const evx_vote vote = {7, 1, -1, false, true, dissent, 1};
static const evx_quantity quantity = {{"50", 2}, {"bps", 3}, {NULL, 0}, {"9.25", 4}, {60, 80}};
static const evx_quantity *const quantities[] = {&quantity};
static const evx_span cues[] = {{19, 22}};
static const evx_decision decision = {.id = "d1",
                                      .status = EVX_ADOPTED,
                                      .type = EVX_ACTION_ITEM,
                                      .action = {"approve", 7},
                                      .polarity = EVX_POSITIVE,
                                      .modality = EVX_ASSERTED,
                                      .cues = cues,
                                      .cue_count = 1,
                                      .actor = &actor,
                                      .object = &object,
                                      .text = {"The Ministers approved a program", 32},
                                      .span = {5, 37},
                                      .dates = decision_dates,
                                      .date_count = 1,
                                      .owners = owners,
                                      .owner_count = 1,
                                      .due = &date,
                                      .mover = &actor,
                                      .vote = &vote,
                                      .reference = {"Res. 5", 6},
                                      .quantities = quantities,
                                      .quantity_count = 1,
                                      .rule = "en/decisions.active",
                                      .confidence = 1};
static const evx_decision *const decisions[] = {&decision};

static const evx_next_meeting next = {.status = EVX_NEXT_UNSCHEDULED,
                                      .text = {"to be announced", 15},
                                      .span = {90, 105},
                                      .rule = "en/next.tba",
                                      .confidence = -1};
static const evx_next_meeting *const nexts[] = {&next};

static const evx_meeting full_meeting = {.id = "m1",
                                         .main = true,
                                         .name = {"8th meeting", 11},
                                         .span = {21, 32},
                                         .kind = EVX_MEETING,
                                         .ordinal = 8,
                                         .body = {"CIS", 3},
                                         .status = EVX_HELD,
                                         .rule = "en/meeting-names.named",
                                         .confidence = -1,
                                         .date = &date,
                                         .venue = &venue,
                                         .participants = participants,
                                         .participant_count = 1,
                                         .decisions = decisions,
                                         .decision_count = 1,
                                         .next_meetings = nexts,
                                         .next_meeting_count = 1};
static const evx_meeting bare_meeting = {
    .id = "m2", .kind = EVX_SUMMIT, .status = EVX_PLANNED, .rule = "x.y", .confidence = -1};

static evx_status write_record(const evx_record *r, const char *text, size_t len, evx_json_style style,
                               evx_offsets offsets, evx_write_fn write, void *user) {
  return json_write_record(r, text, len, style, offsets, &memory_default_allocator, write, user);
}

static char *written_bytes(const evx_record *r, const char *text, size_t len, evx_json_style style,
                           evx_offsets offsets) {
  strbuf b;
  strbuf_init(&b, &memory_default_allocator);
  ck_assert_int_eq(write_record(r, text, len, style, offsets, collect, &b), EVX_OK);
  strbuf_append(&b, "", 0);
  return b.data;
}

static char *written(const evx_record *r, const char *text, evx_json_style style, evx_offsets offsets) {
  return written_bytes(r, text, strlen(text), style, offsets);
}

static void check_written(const evx_record *r, evx_json_style style, const char *expected) {
  char *got = written(r, "", style, EVX_OFFSETS_BYTE);
  ck_assert_str_eq(got, expected);
  free(got);
}

/* ---- whole records ------------------------------------------------------------- */

START_TEST(an_empty_record_has_every_key) {
  const evx_record r = {.document = {.id = {"a", 1}}};
  check_written(
      &r, EVX_JSON_LINE,
      "{\"evx\":1,\"document\":{\"id\":\"a\",\"date\":null,\"date_basis\":null,\"title\":null,\"language\":null,"
      "\"bytes\":0,\"offsets\":\"byte\"},\"meetings\":[],\"dates\":[],\"records\":[],\"warnings\":[]}\n");
}
END_TEST

START_TEST(a_meeting_without_facts_is_all_nulls_and_empty_lists) {
  const evx_meeting *const list[] = {&bare_meeting};
  const evx_record r = {.document = {.id = {"", 0}}, .meetings = list, .meeting_count = 1};
  char *got = written(&r, "", EVX_JSON_LINE, EVX_OFFSETS_BYTE);
  ck_assert_ptr_nonnull(
      strstr(got, "\"meetings\":[{\"id\":\"m2\",\"main\":false,\"name\":null,\"span\":null,\"kind\":\"summit\","
                  "\"ordinal\":null,\"body\":null,\"status\":\"planned\",\"rule\":\"x.y\",\"confidence\":null,"
                  "\"date\":null,\"venue\":null,\"participants\":[],\"decisions\":[],\"next_meetings\":[]}]"));
  free(got);
}
END_TEST

START_TEST(a_full_meeting_has_its_keys_in_the_order_of_the_schema) {
  const evx_meeting *const list[] = {&full_meeting};
  const evx_record r = {.document = {.id = {"", 0}}, .meetings = list, .meeting_count = 1};
  char text[2000];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  char *got = written(&r, text, EVX_JSON_LINE, EVX_OFFSETS_BYTE);
  const char *date_text =
      "{\"value\":\"2025-04-12\",\"start\":\"2025-04-12\",\"end\":\"2025-04-12\",\"precision\":\"day\","
      "\"basis\":\"document\",\"text\":null,\"span\":null,\"rule\":\"en/meeting.ended\",\"confidence\":null}";
  char expected[4000];
  snprintf(expected, sizeof expected,
           "\"meetings\":[{\"id\":\"m1\",\"main\":true,\"name\":\"8th meeting\",\"span\":[21,32],\"kind\":\"meeting\","
           "\"ordinal\":8,\"body\":\"CIS\",\"status\":\"held\",\"rule\":\"en/meeting-names.named\",\"confidence\":null,"
           "\"date\":%s,"
           "\"venue\":{\"name\":\"Almaty\",\"span\":[71,77],\"kind\":\"city\",\"city\":\"Almaty\",\"country\":\"KZ\","
           "\"lat\":43.25,\"lon\":76.95,\"geonames\":1526384,\"rule\":\"en/meeting.ended\",\"confidence\":0.875},"
           "\"participants\":[{\"id\":\"p1\",\"name\":\"Sergei "
           "Lavrov\",\"kind\":\"person\",\"part\":\"speaker\",\"role\":null,"
           "\"affiliation\":null,\"country\":null,\"spans\":[[1045,1058],[1100,1106]],"
           "\"rule\":\"en/participants.informed\",\"confidence\":null}],"
           "\"decisions\":[{\"id\":\"d1\",\"status\":\"adopted\",\"type\":\"action-item\",\"action\":\"approve\","
           "\"polarity\":\"positive\",\"modality\":\"asserted\",\"cues\":[[19,22]],"
           "\"actor\":{\"text\":\"The Ministers\",\"span\":[5,18],\"ref\":\"p1\"},"
           "\"object\":{\"text\":\"a program\",\"span\":[28,37]},"
           "\"text\":\"The Ministers approved a program\",\"span\":[5,37],\"repeats\":[],"
           "\"dates\":[{\"value\":\"2026/2030\",\"role\":\"period\",\"text\":\"2026-2030\",\"span\":[42,51]}],"
           "\"owner\":[\"p1\"],\"due\":%s,"
           "\"mover\":{\"text\":\"The Ministers\",\"span\":[5,18],\"ref\":\"p1\"},\"seconder\":null,"
           "\"vote\":{\"for\":7,\"against\":1,\"abstain\":null,\"unanimous\":false,\"dissent\":[\"Smith\"]},"
           "\"reference\":\"Res. 5\","
           "\"quantities\":[{\"value\":\"50\",\"unit\":\"bps\",\"from\":null,\"to\":\"9.25\",\"span\":[60,80]}],"
           "\"rule\":\"en/decisions.active\",\"confidence\":1}],"
           "\"next_meetings\":[{\"status\":\"unscheduled\",\"body\":null,\"date\":null,\"venue\":null,"
           "\"text\":\"to be announced\",\"span\":[90,105],\"rule\":\"en/next.tba\",\"confidence\":null}]}]",
           date_text, date_text);
  const char *from = strstr(got, "\"meetings\"");
  ck_assert_ptr_nonnull(from);
  ck_assert_uint_gt(strlen(from), strlen(expected));
  ck_assert_mem_eq(from, expected, strlen(expected));
  free(got);
}
END_TEST

START_TEST(dates_records_and_warnings_follow_the_meetings) {
  const evx_timex t = {.text = {"October 9", 9},
                       .span = {1, 10},
                       .type = EVX_TIMEX_DATE,
                       .value = {"2025-10-09", 10},
                       .mod = NULL,
                       .basis = EVX_BASIS_DOCUMENT_DATE,
                       .policy = "future",
                       .rule = "en/dates.month-day"};
  const evx_timex *const dates[] = {&t};
  const evx_field item = {.name = "tags", .value = {"a", 1}};
  const evx_field *const items[] = {&item, &item};
  const evx_field fields[] = {{.name = "count", .value = {"12", 2}, .number = true},
                              {.name = "note", .value = {NULL, 0}},
                              {.name = "tags", .items = items, .item_count = 2},
                              {.name = "none", .items = items, .item_count = 0}};
  const evx_field *const field_list[] = {&fields[0], &fields[1], &fields[2], &fields[3]};
  const evx_custom_record custom = {
      .type = "Budget", .fields = field_list, .field_count = 4, .span = {2, 5}, .rule = "my.budget"};
  const evx_custom_record *const records[] = {&custom};
  const evx_warning warning = {"invalid-date", "31 June is no date", {3, 10}};
  const evx_warning *const warnings[] = {&warning};
  const evx_record r = {.document = {.id = {"", 0}},
                        .dates = dates,
                        .date_count = 1,
                        .records = records,
                        .record_count = 1,
                        .warnings = warnings,
                        .warning_count = 1};
  char *got = written(&r, "0123456789", EVX_JSON_LINE, EVX_OFFSETS_BYTE);
  ck_assert_str_eq(
      strstr(got, "\"meetings\""),
      "\"meetings\":[],"
      "\"dates\":[{\"text\":\"October 9\",\"span\":[1,10],\"type\":\"DATE\",\"value\":\"2025-10-09\",\"mod\":null,"
      "\"basis\":\"document-date\",\"policy\":\"future\",\"rule\":\"en/dates.month-day\"}],"
      "\"records\":[{\"type\":\"Budget\",\"fields\":{\"count\":12,\"note\":null,\"tags\":[\"a\",\"a\"],\"none\":[]},"
      "\"span\":[2,5],\"rule\":\"my.budget\"}],"
      "\"warnings\":[{\"code\":\"invalid-date\",\"message\":\"31 June is no date\",\"span\":[3,10]}]}\n");
  free(got);
}
END_TEST

START_TEST(pretty_sets_in_by_two_and_keeps_spans_on_one_line) {
  const evx_warning warning = {"w", "m", {0, 2}};
  const evx_warning *const warnings[] = {&warning};
  const evx_record r = {.document = {.id = {"a", 1}, .bytes = 2}, .warnings = warnings, .warning_count = 1};
  char *got = written(&r, "xy", EVX_JSON_PRETTY, EVX_OFFSETS_BYTE);
  ck_assert_str_eq(got, "{\n"
                        "  \"evx\": 1,\n"
                        "  \"document\": {\n"
                        "    \"id\": \"a\",\n"
                        "    \"date\": null,\n"
                        "    \"date_basis\": null,\n"
                        "    \"title\": null,\n"
                        "    \"language\": null,\n"
                        "    \"bytes\": 2,\n"
                        "    \"offsets\": \"byte\"\n"
                        "  },\n"
                        "  \"meetings\": [],\n"
                        "  \"dates\": [],\n"
                        "  \"records\": [],\n"
                        "  \"warnings\": [\n"
                        "    {\n"
                        "      \"code\": \"w\",\n"
                        "      \"message\": \"m\",\n"
                        "      \"span\": [0, 2]\n"
                        "    }\n"
                        "  ]\n"
                        "}\n");
  free(got);
}
END_TEST

START_TEST(flat_is_one_line_per_fact_and_never_says_type_twice) {
  const evx_meeting *const list[] = {&full_meeting, &bare_meeting};
  const evx_record r = {.document = {.id = {"doc", 3}}, .meetings = list, .meeting_count = 2};
  char *got = written(&r, "", EVX_JSON_FLAT, EVX_OFFSETS_BYTE), *rest = got;
  static const char *const begins[] = {
      "{\"doc\":\"doc\",\"meeting\":\"m1\",\"type\":\"meeting\",\"id\":\"m1\",\"main\":true,",
      "{\"doc\":\"doc\",\"meeting\":\"m1\",\"type\":\"date\",\"value\":\"2025-04-12\",",
      "{\"doc\":\"doc\",\"meeting\":\"m1\",\"type\":\"venue\",\"name\":\"Almaty\",",
      "{\"doc\":\"doc\",\"meeting\":\"m1\",\"type\":\"participant\",\"id\":\"p1\",",
      "{\"doc\":\"doc\",\"meeting\":\"m1\",\"type\":\"decision\",\"id\":\"d1\",\"status\":\"adopted\",",
      "{\"doc\":\"doc\",\"meeting\":\"m1\",\"type\":\"next_meeting\",\"status\":\"unscheduled\",",
      "{\"doc\":\"doc\",\"meeting\":\"m2\",\"type\":\"meeting\",\"id\":\"m2\",\"main\":false,",
  };
  for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
    char *end = strchr(rest, '\n');
    ck_assert_ptr_nonnull(end);
    ck_assert_int_eq(strncmp(rest, begins[i], strlen(begins[i])), 0);
    ck_assert_int_eq(end[-1], '}');
    rest = end + 1;
  }
  ck_assert_str_eq(rest, "");
  free(got);
}
END_TEST

/* ---- strings and numbers -------------------------------------------------------- */

static void check_id(const char *id, const char *expected) {
  const evx_record r = {.document = {.id = str(id)}};
  char *got = written(&r, "", EVX_JSON_LINE, EVX_OFFSETS_BYTE), *end = strstr(got, ",\"date\"");
  static const char before[] = "{\"evx\":1,\"document\":{\"id\":";
  ck_assert_ptr_nonnull(end);
  *end = '\0';
  ck_assert_str_eq(got + sizeof before - 1, expected);
  free(got);
}

static void check_latitude(double value, const char *expected) {
  const evx_venue place = {.name = {"x", 1}, .located = true, .lat = value, .rule = "x.y", .confidence = -1};
  const evx_meeting meeting = {
      .id = "m1", .kind = EVX_SUMMIT, .status = EVX_PLANNED, .venue = &place, .confidence = -1};
  const evx_meeting *const list[] = {&meeting};
  const evx_record r = {.document = {.id = str("")}, .meetings = list, .meeting_count = 1};
  char *got = written(&r, "", EVX_JSON_LINE, EVX_OFFSETS_BYTE), *from = strstr(got, "\"lat\":"),
       *end = strstr(got, ",\"lon\"");
  ck_assert(from && end);
  *end = '\0';
  ck_assert_str_eq(from + 6, expected);
  free(got);
}

static void check_number(const char *value, const char *expected) {
  const evx_field field = {.name = "n", .value = str(value), .number = true};
  const evx_field *const fields[] = {&field};
  const evx_custom_record custom = {.type = "T", .fields = fields, .field_count = 1, .rule = "x.y"};
  const evx_custom_record *const list[] = {&custom};
  const evx_record r = {.document = {.id = str("")}, .records = list, .record_count = 1};
  char *got = written(&r, "", EVX_JSON_LINE, EVX_OFFSETS_BYTE), *from = strstr(got, "{\"n\":"),
       *end = strstr(got, "},\"span\"");
  ck_assert(from && end);
  *end = '\0';
  ck_assert_str_eq(from + 5, expected);
  free(got);
}

/* The offset that a span ending at `byte` is written with; `byte` > 0. */
static size_t written_offset(const char *text, size_t len, size_t byte, evx_offsets unit) {
  const evx_warning warning = {"w", "m", {0, byte}};
  const evx_warning *const warnings[] = {&warning};
  const evx_record r = {.document = {.id = str("")}, .warnings = warnings, .warning_count = 1};
  char *got = written_bytes(&r, text, len, EVX_JSON_LINE, unit), *from = strstr(got, "\"span\":[0,");
  ck_assert_ptr_nonnull(from);
  size_t offset = strtoul(from + 10, NULL, 10);
  free(got);
  return offset;
}

START_TEST(strings_are_escaped_as_rfc_8259_wants) {
  check_id("plain", "\"plain\"");
  check_id("", "\"\"");
  check_id("say \"a\\b\"", "\"say \\\"a\\\\b\\\"\"");
  check_id("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
  check_id("\x01\x1f", "\"\\u0001\\u001f\"");
  check_id("\x7f/", "\"\x7f/\"");
  check_id("Äß 日本 😀", "\"Äß 日本 😀\"");
}
END_TEST

/* A letter so many times, in quotes, but for what stands at `odd`. */
static void check_odd_byte(size_t len, size_t odd, const char *byte, const char *escaped) {
  char text[64], expected[128];
  memset(text, 'x', len);
  snprintf(text + odd, sizeof text - odd, "%s", byte);
  memset(text + odd + strlen(byte), 'x', len - odd);
  text[len + strlen(byte)] = '\0';
  snprintf(expected, sizeof expected, "\"%.*s%s%s\"", (int)odd, text, escaped, text + odd + strlen(byte));
  check_id(text, expected);
}

START_TEST(what_must_be_escaped_is_found_wherever_it_stands) {
  for (size_t len = 0; len < 40; len++) {
    for (size_t odd = 0; odd <= len; odd++) {
      check_odd_byte(len, odd, "\"", "\\\"");
      check_odd_byte(len, odd, "\n", "\\n");
      check_odd_byte(len, odd, "\x7f", "\x7f");
      check_odd_byte(len, odd, "é", "é");
      check_odd_byte(len, odd, "\xff", "\xef\xbf\xbd");
    }
  }
}
END_TEST

START_TEST(a_nul_inside_a_string_is_escaped) {
  const evx_record r = {.document = {.id = {"a\0b", 3}}};
  char *got = written(&r, "", EVX_JSON_LINE, EVX_OFFSETS_BYTE);
  ck_assert_ptr_nonnull(strstr(got, "\"id\":\"a\\u0000b\""));
  free(got);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_become_replacement_characters) {
  check_id("a\xff"
           "b",
           "\"a\xef\xbf\xbd"
           "b\"");
  check_id("\xc3", "\"\xef\xbf\xbd\"");
  check_id("\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"");
  check_id("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  check_id("\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
  check_id("\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\"");
}
END_TEST

START_TEST(decimals_have_at_most_five_places_and_no_trailing_zeros) {
  static const struct {
    double value;
    const char *text;
  } cases[] = {{43.25, "43.25"}, {-0.12574, "-0.12574"},     {0, "0"},         {-0.0, "0"},
               {180, "180"},     {-179.99999, "-179.99999"}, {1.000004, "1"},  {1.000005, "1.00001"},
               {0.1, "0.1"},     {0.00001, "0.00001"},       {-0.000001, "0"}, {99.999999, "100"},
               {0.5, "0.5"},     {5.00001, "5.00001"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    check_latitude(cases[i].value, cases[i].text);
}
END_TEST

START_TEST(decimals_that_json_cannot_write_are_null) {
  const double zero = 0, nan = zero / zero, inf = 1 / zero, minus = -1 / zero, huge = 1e300;
  check_latitude(nan, "null");
  check_latitude(inf, "null");
  check_latitude(minus, "null");
  check_latitude(huge, "null");
}
END_TEST

START_TEST(a_decimal_comma_locale_changes_nothing) {
  static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ru_RU.UTF-8", "C.UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (setlocale(LC_ALL, names[i]))
      break;
  }
  double value = 76.95;
  check_latitude(value, "76.95");
  setlocale(LC_ALL, "C");
}
END_TEST

START_TEST(number_text_that_is_no_json_number_is_quoted) {
  check_number("12", "12");
  check_number("-3.50", "-3.50");
  check_number("0", "0");
  check_number("007", "\"007\"");
  check_number("1,000", "\"1,000\"");
  check_number("1.", "\"1.\"");
  check_number("", "\"\"");
  check_number("-", "\"-\"");
}
END_TEST

/* ---- offsets ---------------------------------------------------------------------- */

/* Counts from the beginning each time: what the table must agree with. */
static size_t slow_offset(const char *text, size_t byte, evx_offsets unit) {
  size_t units = 0;
  for (size_t i = 0; i < byte;) {
    unsigned char c = (unsigned char)text[i];
    size_t length = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    units += unit == EVX_OFFSETS_UTF16 && length == 4 ? 2 : 1;
    i += length;
  }
  return units;
}

START_TEST(offsets_count_code_points_and_utf16_units) {
  const char *text = "aé日😀b"; /* bytes 0 1 3 6 10 11 */
  static const size_t bytes[] = {1, 3, 6, 10, 11}, points[] = {1, 2, 3, 4, 5}, units[] = {1, 2, 3, 5, 6};
  for (size_t i = 0; i < 5; i++) {
    ck_assert_uint_eq(written_offset(text, 11, bytes[i], EVX_OFFSETS_BYTE), bytes[i]);
    ck_assert_uint_eq(written_offset(text, 11, bytes[i], EVX_OFFSETS_CODEPOINT), points[i]);
    ck_assert_uint_eq(written_offset(text, 11, bytes[i], EVX_OFFSETS_UTF16), units[i]);
  }
}
END_TEST

START_TEST(an_invalid_byte_counts_as_one) {
  const char text[] = "a\xff\xe6\x97"
                      "b\xf0\x9f\x98\x80"; /* one stray byte, a cut sequence of two, then an emoji */
  static const size_t bytes[] = {2, 4, 5, 9}, points[] = {2, 4, 5, 6};
  for (size_t i = 0; i < 4; i++)
    ck_assert_uint_eq(written_offset(text, 9, bytes[i], EVX_OFFSETS_CODEPOINT), points[i]);
}
END_TEST

START_TEST(offsets_in_long_texts_agree_with_counting_from_the_start) {
  static const char *const pieces[] = {"a", "é", "日", "😀", "bc", "\n"};
  uint32_t seed = 12345;
  for (size_t round = 0; round < 20; round++) {
    char text[5000];
    size_t len = 0, want = 1000 + round * 190;
    while (len < want) {
      seed = seed * 1664525u + 1013904223u;
      const char *piece = pieces[(seed >> 16) % 6];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    for (size_t i = 1; i <= len; i += 1 + i % 31) {
      while (i < len && ((unsigned char)text[i] & 0xc0) == 0x80)
        i++;
      ck_assert_uint_eq(written_offset(text, len, i, EVX_OFFSETS_CODEPOINT),
                        slow_offset(text, i, EVX_OFFSETS_CODEPOINT));
      ck_assert_uint_eq(written_offset(text, len, i, EVX_OFFSETS_UTF16), slow_offset(text, i, EVX_OFFSETS_UTF16));
    }
  }
}
END_TEST

static bool count_bytes(void *user, const char *bytes, size_t len) {
  (void)bytes;
  *(size_t *)user += len;
  return true;
}

/* Spans at both ends of a long text in turn: answers must not be counted across it each time. */
START_TEST(spans_out_of_order_do_not_cost_the_length_of_the_text) {
  enum { SPANS = 20000, LENGTH = 4 << 20 };
  char *text = malloc(LENGTH);
  evx_span *spans = malloc(SPANS * sizeof *spans);
  for (size_t i = 0; i < LENGTH; i += 2)
    memcpy(text + i, "é", 2);
  for (size_t i = 0; i < SPANS; i++)
    spans[i] = i % 2 ? (evx_span){LENGTH - 8, LENGTH - 4} : (evx_span){2, 8};
  const evx_participant p = {.id = "p1", .spans = spans, .span_count = SPANS, .confidence = -1};
  const evx_participant *const list[] = {&p};
  const evx_meeting meeting = {.id = "m1", .participants = list, .participant_count = 1, .confidence = -1};
  const evx_meeting *const meetings[] = {&meeting};
  const evx_record r = {.document = {.id = str("")}, .meetings = meetings, .meeting_count = 1};
  size_t bytes = 0;
  ck_assert_int_eq(write_record(&r, text, LENGTH, EVX_JSON_LINE, EVX_OFFSETS_CODEPOINT, count_bytes, &bytes), EVX_OK);
  ck_assert_uint_gt(bytes, SPANS * 6);
  free(spans);
  free(text);
}
END_TEST

START_TEST(spans_are_written_in_the_unit_that_was_asked_for) {
  const evx_warning warning = {"w", "m", {3, 7}};
  const evx_warning *const warnings[] = {&warning};
  const evx_record r = {.document = {.id = str("a")}, .warnings = warnings, .warning_count = 1};
  char *points = written(&r, "日😀", EVX_JSON_LINE, EVX_OFFSETS_CODEPOINT);
  char *units = written(&r, "日😀", EVX_JSON_LINE, EVX_OFFSETS_UTF16);
  ck_assert_ptr_nonnull(strstr(points, "\"offsets\":\"codepoint\""));
  ck_assert_ptr_nonnull(strstr(points, "\"span\":[1,2]"));
  ck_assert_ptr_nonnull(strstr(units, "\"offsets\":\"utf16\""));
  ck_assert_ptr_nonnull(strstr(units, "\"span\":[1,3]"));
  free(points);
  free(units);
}
END_TEST

static bool stop_at_once(void *user, const char *bytes, size_t len) {
  (void)bytes;
  (void)len;
  ++*(int *)user;
  return false;
}

START_TEST(a_function_that_says_stop_is_not_called_again) {
  static char long_id[20000];
  memset(long_id, 'x', sizeof long_id - 1);
  const evx_record r = {.document = {.id = str(long_id)}};
  int calls = 0;
  ck_assert_int_eq(write_record(&r, "", 0, EVX_JSON_LINE, EVX_OFFSETS_BYTE, stop_at_once, &calls), EVX_ERR_CALLBACK);
  ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(unknown_styles_and_units_are_refused) {
  const evx_record r = {.document = {.id = str("a")}};
  strbuf b;
  strbuf_init(&b, &memory_default_allocator);
  ck_assert_int_eq(write_record(&r, "", 0, (evx_json_style)3, EVX_OFFSETS_BYTE, collect, &b), EVX_ERR_ARG);
  ck_assert_int_eq(write_record(&r, "", 0, EVX_JSON_LINE, (evx_offsets)3, collect, &b), EVX_ERR_ARG);
  ck_assert_ptr_null(b.data);
}
END_TEST

START_TEST(every_enum_value_has_a_name_and_no_other_has) {
  ck_assert_str_eq(evx_precision_name(EVX_INTERVAL), "interval");
  ck_assert_str_eq(evx_precision_name(EVX_PRECISION_NONE), "");
  ck_assert_str_eq(evx_basis_name(EVX_BASIS_DOCUMENT_DATE), "document-date");
  ck_assert_str_eq(evx_timex_type_name(EVX_TIMEX_SET), "SET");
  ck_assert_str_eq(evx_venue_kind_name(EVX_REGION), "region");
  ck_assert_str_eq(evx_entity_kind_name(EVX_GROUP), "group");
  ck_assert_str_eq(evx_part_name(EVX_ABSENT), "absent");
  ck_assert_str_eq(evx_decision_status_name(EVX_DEFERRED), "deferred");
  ck_assert_str_eq(evx_decision_type_name(EVX_DECISION_OTHER), "other");
  ck_assert_str_eq(evx_polarity_name(EVX_NEGATIVE), "negative");
  ck_assert_str_eq(evx_modality_name(EVX_CONDITIONAL), "conditional");
  ck_assert_str_eq(evx_date_role_name(EVX_ROLE_PERIOD), "period");
  ck_assert_str_eq(evx_next_status_name(EVX_NEXT_UNSCHEDULED), "unscheduled");
  ck_assert_str_eq(evx_meeting_kind_name(EVX_MEETING_OTHER), "other");
  ck_assert_str_eq(evx_meeting_status_name(EVX_CANCELLED), "cancelled");
  ck_assert_str_eq(evx_meeting_status_name((evx_meeting_status)5), "");
  ck_assert_str_eq(evx_meeting_status_name((evx_meeting_status)-1), "");
}
END_TEST

int main(void) {
  const TTest *tests[] = {an_empty_record_has_every_key,
                          a_meeting_without_facts_is_all_nulls_and_empty_lists,
                          a_full_meeting_has_its_keys_in_the_order_of_the_schema,
                          dates_records_and_warnings_follow_the_meetings,
                          pretty_sets_in_by_two_and_keeps_spans_on_one_line,
                          flat_is_one_line_per_fact_and_never_says_type_twice,
                          strings_are_escaped_as_rfc_8259_wants,
                          what_must_be_escaped_is_found_wherever_it_stands,
                          a_nul_inside_a_string_is_escaped,
                          bytes_that_are_not_utf8_become_replacement_characters,
                          decimals_have_at_most_five_places_and_no_trailing_zeros,
                          decimals_that_json_cannot_write_are_null,
                          a_decimal_comma_locale_changes_nothing,
                          number_text_that_is_no_json_number_is_quoted,
                          offsets_count_code_points_and_utf16_units,
                          an_invalid_byte_counts_as_one,
                          offsets_in_long_texts_agree_with_counting_from_the_start,
                          spans_out_of_order_do_not_cost_the_length_of_the_text,
                          spans_are_written_in_the_unit_that_was_asked_for,
                          a_function_that_says_stop_is_not_called_again,
                          unknown_styles_and_units_are_refused,
                          every_enum_value_has_a_name_and_no_other_has};
  return unit_run("json", tests, COUNT_OF(tests));
}
