/* test_time.c - calendar arithmetic, holidays, and the resolution of time expressions. */
#include "time/amount.h"
#include "time/calendar.h"
#include "time/holiday.h"
#include "time/timex.h"
#include "unit.h"

#define U TIME_UNSET

START_TEST(days_go_there_and_back) {
  for (int64_t day = -800000; day < 800000; day += 37) {
    cal_date d = cal_from_days(day);
    ck_assert(cal_is_valid(d));
    ck_assert_int_eq(cal_to_days(d), day);
    ck_assert_int_eq(cal_weekday(d), ((day + 3) % 7 + 7) % 7 + 1);
  }
}
END_TEST

START_TEST(leap_years_follow_the_gregorian_rule) {
  ck_assert(cal_is_leap(2000) && cal_is_leap(2024) && cal_is_leap(0));
  ck_assert(!cal_is_leap(1900) && !cal_is_leap(2023));
  ck_assert_int_eq(cal_month_days(2024, 2), 29);
  ck_assert_int_eq(cal_month_days(2100, 2), 28);
  ck_assert(!cal_is_valid((cal_date){2015, 2, 29}));
  ck_assert(!cal_is_valid((cal_date){2015, 6, 31}));
  ck_assert(!cal_is_valid((cal_date){2015, 13, 1}));
  ck_assert(!cal_is_valid((cal_date){2015, 0, 1}));
}
END_TEST

/* ISO 8601 weeks around the turn of the year. */
START_TEST(weeks_belong_to_the_year_of_their_thursday) {
  static const struct {
    cal_date day;
    int32_t year, week;
  } cases[] = {{{2004, 12, 31}, 2004, 53}, {{2005, 1, 2}, 2004, 53},  {{2005, 1, 3}, 2005, 1},
               {{2008, 12, 29}, 2009, 1},  {{2010, 1, 3}, 2009, 53},  {{2025, 4, 12}, 2025, 15},
               {{2024, 12, 30}, 2025, 1},  {{2026, 12, 31}, 2026, 53}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    int32_t year, week;
    cal_iso_week(cases[i].day, &year, &week);
    ck_assert_int_eq(year, cases[i].year);
    ck_assert_int_eq(week, cases[i].week);
    cal_date back = cal_from_iso_week(year, week, cal_weekday(cases[i].day));
    ck_assert_int_eq(cal_to_days(back), cal_to_days(cases[i].day));
  }
  ck_assert_int_eq(cal_iso_weeks_in_year(2004), 53);
  ck_assert_int_eq(cal_iso_weeks_in_year(2025), 52);
}
END_TEST

START_TEST(months_are_added_and_days_cut) {
  cal_date d = cal_add_months((cal_date){2024, 1, 31}, 1);
  ck_assert(d.year == 2024 && d.month == 2 && d.day == 29);
  d = cal_add_months((cal_date){2024, 1, 15}, -13);
  ck_assert(d.year == 2022 && d.month == 12 && d.day == 15);
  static const struct {
    cal_date from;
    int64_t months;
    cal_date to;
  } cases[] = {{{2023, 1, 31}, 1, {2023, 2, 28}},   {{2024, 2, 29}, 12, {2025, 2, 28}},
               {{2024, 2, 29}, 48, {2028, 2, 29}},  {{2023, 12, 31}, 2, {2024, 2, 29}},
               {{2024, 1, 31}, -2, {2023, 11, 30}}, {{2024, 3, 31}, -1, {2024, 2, 29}},
               {{2000, 5, 31}, 1, {2000, 6, 30}},   {{1900, 3, 31}, -1, {1900, 2, 28}},
               {{1, 1, 1}, -1, {0, 12, 1}},         {{0, 1, 31}, -11, {-1, 2, 28}}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    d = cal_add_months(cases[i].from, cases[i].months);
    ck_assert_int_eq(cal_to_days(d), cal_to_days(cases[i].to));
  }
  d = cal_nth_weekday(2024, 11, 4, 4);
  ck_assert(d.month == 11 && d.day == 28);
  d = cal_nth_weekday(2024, 5, 1, -1);
  ck_assert(d.month == 5 && d.day == 27);
}
END_TEST

START_TEST(easter_is_computed) {
  static const int32_t days[][3] = {{2024, 3, 31}, {2025, 4, 20}, {2000, 4, 23}, {1954, 4, 18}, {2285, 3, 22}};
  for (size_t i = 0; i < COUNT_OF(days); i++) {
    cal_date d = cal_easter(days[i][0]);
    ck_assert(d.month == days[i][1] && d.day == days[i][2]);
  }
  /* Western and Eastern Easter, as calendars of the churches print them. */
  static const int32_t both[][5] = {
      {2008, 3, 23, 4, 27}, {2010, 4, 4, 4, 4}, {2011, 4, 24, 4, 24}, {2013, 3, 31, 5, 5}, {2016, 3, 27, 5, 1},
      {2019, 4, 21, 4, 28}, {2021, 4, 4, 5, 2}, {2023, 4, 9, 4, 16},  {2024, 3, 31, 5, 5}, {2025, 4, 20, 4, 20}};
  for (size_t i = 0; i < COUNT_OF(both); i++) {
    cal_date west = cal_easter(both[i][0]), east = cal_easter_orthodox(both[i][0]);
    ck_assert(west.month == both[i][1] && west.day == both[i][2]);
    ck_assert(east.month == both[i][3] && east.day == both[i][4]);
  }
}
END_TEST

START_TEST(holidays_follow_their_rules) {
  static const struct {
    const char *rule;
    cal_date day;
  } cases[] = {{"12-25", {2024, 12, 25}},           {"11-W4#4", {2024, 11, 28}},        {"05-W1#-1", {2024, 5, 27}},
               {"11-W1#1+1", {2024, 11, 5}},        {"easter-46", {2024, 2, 14}},       {"easter+39", {2025, 5, 29}},
               {"orthodox-2", {2024, 5, 3}},        {"12-25<W7-21", {2023, 12, 3}},     {"12-25<W7", {2022, 12, 18}},
               {"06-20>W6", {2024, 6, 22}},         {"06-20>W6", {2026, 6, 20}},        {"04-27?W7-1", {2014, 4, 26}},
               {"10-16?W6-1?W7+1", {2021, 10, 15}}, {"10-16?W6-1?W7+1", {2022, 10, 17}}};
  cal_date d;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    ck_assert(holiday_date(cases[i].rule, cases[i].day.year, &d));
    ck_assert_int_eq(cal_to_days(d), cal_to_days(cases[i].day));
  }
  static const char *const wrong[] = {"",        "thanksgiving", "13-01",  "02-30",  "11-W8#1", "11-W4",
                                      "11-W4#9", "12-25?W7",     "12-25>", "12-25 ", "easter+"};
  for (size_t i = 0; i < COUNT_OF(wrong); i++)
    ck_assert(!holiday_date(wrong[i], 2024, &d));
  ck_assert(!holiday_date(NULL, 2024, &d));
}
END_TEST

START_TEST(iso_dates_are_read) {
  time_point p;
  ck_assert(time_parse_iso("2013-02-12T04:30", 16, &p));
  ck_assert(p.year == 2013 && p.month == 2 && p.day == 12 && p.hour == 4 && p.minute == 30);
  ck_assert(time_parse_iso("2025-04", 7, &p) && p.month == 4 && p.day == U);
  ck_assert(time_parse_iso("2025", 4, &p) && p.month == U);
  static const char *const good[] = {"2025-04-12T04:30:15",   "2025-04-12T04:30:15.25Z", "2025-04-12 04:30+05:00",
                                     "2025-04-12T04:30-0330", "2025-04-12T04:30+01",     "2025-04-12T24:00"};
  for (size_t i = 0; i < COUNT_OF(good); i++)
    ck_assert_msg(time_parse_iso(good[i], strlen(good[i]), &p) && p.day == 12, "%s", good[i]);
  static const char *const bad[] = {"",
                                    "25-04-12",
                                    "2025/04/12",
                                    "2025-4-12",
                                    "2025-04-12x",
                                    "2025-13-01",
                                    "April",
                                    "2025-04-12T24:30",
                                    "2025-04-12T04",
                                    "2025-04-12T25:00",
                                    "2025-04-12T04:60",
                                    "2025-04-12T",
                                    "2025-02-29",
                                    "2025-04-12T4:30",
                                    "2025-04-12T04:30:61",
                                    "2025-04-12T04:30.",
                                    "2025-04-12T04:30+",
                                    "2025-04-12T04:30+25"};
  for (size_t i = 0; i < COUNT_OF(bad); i++)
    ck_assert_msg(!time_parse_iso(bad[i], strlen(bad[i]), &p), "%s", bad[i]);
}
END_TEST

/* ---- resolution -------------------------------------------------------------------- */

static arena memory;
static const time_point april = {2025, 4, 12, U, U}; /* a Saturday */
static const time_point nowhere = {U, U, U, U, U};

static time_expr calendar(int32_t year, int32_t month, int32_t day) {
  time_expr e;
  time_expr_init(&e, TIME_CALENDAR);
  e.year = year;
  e.month = month;
  e.day = day;
  return e;
}

static time_value resolved(time_expr e, const time_point *reference, time_policy policy) {
  time_value v;
  ck_assert_ptr_nonnull(time_resolve(&e, reference, NULL, policy, &memory, &v));
  return v;
}

static void open_memory(void) {
  arena_init(&memory, &memory_default_allocator);
}

static void close_memory(void) {
  arena_free(&memory);
}

START_TEST(a_written_date_is_explicit) {
  open_memory();
  time_value v = resolved(calendar(2019, 3, 4), &nowhere, POLICY_PAST);
  ck_assert_str_eq(v.value, "2019-03-04");
  ck_assert_int_eq(v.basis, EVX_BASIS_EXPLICIT);
  ck_assert_int_eq(v.precision, EVX_DAY);
  ck_assert_int_eq(v.used, POLICY_NONE);
  v = resolved(calendar(2019, 2, U), &nowhere, POLICY_PAST);
  ck_assert_str_eq(v.value, "2019-02");
  ck_assert_str_eq(v.start, "2019-02-01");
  ck_assert_str_eq(v.end, "2019-02-28");
  v = resolved(calendar(2019, U, U), &nowhere, POLICY_PAST);
  ck_assert_str_eq(v.end, "2019-12-31");
  close_memory();
}
END_TEST

static bool same_text(const char *a, const char *b) {
  return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/* Whatever parts of it are written. */
START_TEST(a_whole_date_needs_no_reference) {
  static const time_point other = {1990, 11, 3, 10, 30};
  size_t whole = 0;
  open_memory();
  for (unsigned parts = 0; parts < 1u << 9; parts++) {
    time_expr e = calendar(parts & 1 ? 2012 : U, parts & 2 ? 5 : U, parts & 4 ? 31 : U);
    e.quarter = parts & 8 ? 3 : U;
    e.hour = parts & 16 ? 9 : U;
    e.weekday = parts & 32 ? 4 : U;
    e.season = parts & 64 ? 2 : U;
    e.two_digit_year = parts & 128;
    e.bc = parts & 256;
    if (!time_is_whole(&e))
      continue;
    whole++;
    time_value a = resolved(e, &april, POLICY_PAST), b = resolved(e, &other, POLICY_FUTURE);
    ck_assert(a.valid == b.valid && a.basis == b.basis && a.precision == b.precision && a.used == b.used);
    ck_assert(same_text(a.value, b.value) && same_text(a.edtf, b.edtf) && same_text(a.start, b.start));
  }
  ck_assert_uint_eq(whole, 1u << 7);
  close_memory();
}
END_TEST

START_TEST(a_missing_year_follows_its_policy) {
  open_memory();
  static const struct {
    int32_t month, day;
    time_policy policy;
    const char *value;
  } cases[] = {{10, 9, POLICY_FUTURE, "2025-10-09"},  {10, 9, POLICY_PAST, "2024-10-09"},
               {3, 1, POLICY_FUTURE, "2026-03-01"},   {3, 1, POLICY_PAST, "2025-03-01"},
               {4, 12, POLICY_PAST, "2025-04-12"},    {4, 12, POLICY_FUTURE, "2025-04-12"},
               {12, 1, POLICY_NEAREST, "2024-12-01"}, {12, 1, POLICY_DOCUMENT_YEAR, "2025-12-01"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    time_value v = resolved(calendar(U, cases[i].month, cases[i].day), &april, cases[i].policy);
    ck_assert_str_eq(v.value, cases[i].value);
    ck_assert_int_eq(v.basis, EVX_BASIS_DOCUMENT_DATE);
    ck_assert_int_eq(v.used, cases[i].policy);
  }
  close_memory();
}
END_TEST

START_TEST(without_a_reference_nothing_is_guessed) {
  open_memory();
  time_value v = resolved(calendar(U, 10, 9), &nowhere, POLICY_PAST);
  ck_assert_int_eq(v.basis, EVX_BASIS_UNRESOLVED);
  ck_assert_ptr_null(v.edtf);
  ck_assert_str_eq(v.value, "XXXX-10-09");
  close_memory();
}
END_TEST

START_TEST(days_that_do_not_exist_are_invalid) {
  open_memory();
  ck_assert(!resolved(calendar(2015, 2, 29), &april, POLICY_PAST).valid);
  ck_assert(!resolved(calendar(2015, 6, 31), &april, POLICY_PAST).valid);
  ck_assert(resolved(calendar(2016, 2, 29), &april, POLICY_PAST).valid);
  close_memory();
}
END_TEST

START_TEST(the_leap_day_lies_in_a_leap_year) {
  open_memory();
  ck_assert_str_eq(resolved(calendar(U, 2, 29), &april, POLICY_PAST).value, "2024-02-29");
  ck_assert_str_eq(resolved(calendar(U, 2, 29), &april, POLICY_FUTURE).value, "2028-02-29");
  ck_assert_str_eq(resolved(calendar(U, 2, 29), &april, POLICY_NEAREST).value, "2024-02-29");
  ck_assert_str_eq(resolved(calendar(U, 2, 29), &nowhere, POLICY_PAST).value, "XXXX-02-29");
  ck_assert(!resolved(calendar(U, 2, 30), &nowhere, POLICY_PAST).valid);
  ck_assert(!resolved(calendar(U, 6, 31), &nowhere, POLICY_PAST).valid);
  close_memory();
}
END_TEST

START_TEST(weekdays_are_found_near_the_reference) {
  open_memory();
  time_expr e;
  time_expr_init(&e, TIME_WEEKDAY);
  e.weekday = 5;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "2025-04-11");
  ck_assert_str_eq(resolved(e, &april, POLICY_FUTURE).value, "2025-04-18");
  close_memory();
}
END_TEST

START_TEST(offsets_count_in_their_unit) {
  open_memory();
  static const struct {
    int32_t amount, sign;
    time_unit unit;
    const char *value;
  } cases[] = {{1, -1, UNIT_DAY, "2025-04-11"}, {1, 1, UNIT_DAY, "2025-04-13"}, {2, -1, UNIT_WEEK, "2025-W13"},
               {2, 1, UNIT_WEEK, "2025-04-26"}, {3, 1, UNIT_MONTH, "2025-07"},  {5, -1, UNIT_YEAR, "2020"}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    time_expr e;
    time_expr_init(&e, TIME_OFFSET);
    e.amount = cases[i].amount;
    e.sign = cases[i].sign;
    e.unit = cases[i].unit;
    ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, cases[i].value);
  }
  close_memory();
}
END_TEST

START_TEST(the_nth_of_a_time_lies_in_it) {
  open_memory();
  static const struct {
    int32_t n, weekday;
    time_unit unit;
    const char *value;
  } cases[] = {{3, 2, UNIT_DAY, "2014-09-16"}, {-1, 2, UNIT_DAY, "2014-09-30"}, {5, 1, UNIT_DAY, "2014-09-29"},
               {5, 3, UNIT_DAY, NULL},         {1, U, UNIT_DAY, "2014-09-01"},  {-5, U, UNIT_DAY, "2014-09-26"},
               {31, U, UNIT_DAY, NULL},        {-1, U, UNIT_WEEK, "2014-W39"},  {1, U, UNIT_WEEKEND, "2014-W36-WE"},
               {1, U, UNIT_MONTH, "2014-09"}};
  time_expr september;
  time_expr_init(&september, TIME_CALENDAR);
  september.year = 2014;
  september.month = 9;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    time_expr e;
    time_expr_init(&e, TIME_NTH);
    e.amount = cases[i].n;
    e.weekday = cases[i].weekday;
    e.unit = cases[i].unit;
    e.from = &september;
    time_value v = resolved(e, &april, POLICY_PAST);
    ck_assert_int_eq(v.valid, cases[i].value != NULL);
    if (cases[i].value)
      ck_assert_str_eq(v.value, cases[i].value);
  }
  close_memory();
}
END_TEST

START_TEST(clock_times_count_from_the_references_clock) {
  open_memory();
  const time_point night = {2013, 2, 12, 23, 50};
  time_expr e;
  time_expr_init(&e, TIME_OFFSET);
  e.amount = 15;
  e.unit = UNIT_MINUTE;
  e.sign = 1;
  ck_assert_str_eq(resolved(e, &night, POLICY_PAST).value, "2013-02-13T00:05");
  e.amount = 24;
  e.unit = UNIT_HOUR;
  e.sign = -1;
  ck_assert_str_eq(resolved(e, &night, POLICY_PAST).value, "2013-02-11T23:50");
  time_expr_init(&e, TIME_CALENDAR);
  e.hour = 3;
  e.minute = 30;
  ck_assert_str_eq(resolved(e, &night, POLICY_PAST).value, "2013-02-12T03:30");
  ck_assert_str_eq(resolved(e, &night, POLICY_FUTURE).value, "2013-02-13T03:30");
  const time_point morning = {2013, 2, 12, 4, 30};
  e.twelve_hour = true;
  ck_assert_str_eq(resolved(e, &morning, POLICY_FUTURE).value, "2013-02-12T15:30");
  close_memory();
}
END_TEST

START_TEST(amounts_are_whole_in_a_smaller_unit) {
  static const struct {
    int64_t thousandths;
    time_unit unit, small;
    int32_t n;
  } cases[] = {{2500, UNIT_HOUR, UNIT_MINUTE, 150},
               {1500, UNIT_MONTH, UNIT_DAY, 45},
               {500, UNIT_CENTURY, UNIT_YEAR, 50},
               {3000, UNIT_WEEK, UNIT_WEEK, 3},
               {15500, UNIT_MINUTE, UNIT_SECOND, 930}};
  int32_t n;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    time_unit unit = cases[i].unit;
    ck_assert(amount_whole(cases[i].thousandths, &unit, &n));
    ck_assert_int_eq(n, cases[i].n);
    ck_assert_int_eq(unit, cases[i].small);
  }
  time_unit unit = UNIT_SECOND;
  ck_assert(!amount_whole(500, &unit, &n));
  unit = UNIT_YEAR;
  n = 2;
  ck_assert(amount_add(&n, &unit, 3, UNIT_MONTH) && n == 27 && unit == UNIT_MONTH);
  ck_assert(!amount_add(&n, &unit, 3, UNIT_DAY));
  unit = UNIT_SECOND;
  n = 30;
  ck_assert(amount_add(&n, &unit, 1, UNIT_HOUR) && n == 3630 && unit == UNIT_SECOND);
}
END_TEST

START_TEST(units_go_over_the_year) {
  open_memory();
  static const time_point december = {2025, 12, 12, U, U};
  time_expr e;
  time_expr_init(&e, TIME_UNIT_REF);
  e.unit = UNIT_MONTH;
  e.which = WHICH_NEXT;
  ck_assert_str_eq(resolved(e, &december, POLICY_PAST).value, "2026-01");
  e.which = WHICH_LAST;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "2025-03");
  e.unit = UNIT_QUARTER;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "2025-Q1");
  close_memory();
}
END_TEST

START_TEST(a_range_shares_what_one_end_says) {
  open_memory();
  time_expr from = calendar(U, 4, 28), to = calendar(2020, U, 29), range;
  time_share(&from, &to);
  time_share(&to, &from);
  ck_assert_int_eq(from.year, 2020);
  ck_assert_int_eq(to.month, 4);
  time_expr_init(&range, TIME_RANGE);
  range.from = &from;
  range.to = &to;
  time_value v = resolved(range, &april, POLICY_PAST);
  ck_assert_str_eq(v.edtf, "2020-04-28/2020-04-29");
  ck_assert_int_eq(v.precision, EVX_INTERVAL);
  close_memory();
}
END_TEST

START_TEST(a_range_over_new_year_begins_in_the_old_one) {
  open_memory();
  time_expr from = calendar(U, 12, U), to = calendar(2020, 2, U), range;
  time_expr_init(&range, TIME_RANGE);
  range.from = &from;
  range.to = &to;
  ck_assert_str_eq(resolved(range, &april, POLICY_PAST).edtf, "2019-12/2020-02");
  close_memory();
}
END_TEST

START_TEST(a_year_that_a_range_shares_turns_with_new_year) {
  time_expr from = calendar(U, 12, 28), to = calendar(2020, 1, 3);
  time_share_range(&from, &to);
  ck_assert(from.year == 2019 && from.shared && !to.shared);
  from = calendar(2019, 12, 28);
  to = calendar(U, 1, 3);
  time_share_range(&from, &to);
  ck_assert(to.year == 2020 && to.shared && !from.shared);
  from = calendar(U, 12, U);
  to = calendar(0, 2, U);
  to.two_digit_year = true; /* December to February '00 */
  time_share_range(&from, &to);
  ck_assert(from.year == 99 && from.two_digit_year);
  from = calendar(U, 4, 28);
  to = calendar(2020, 4, 29);
  time_share_range(&from, &to);
  ck_assert(from.year == 2020);
}
END_TEST

START_TEST(durations_sets_and_references_have_timex_values) {
  open_memory();
  time_expr e;
  time_expr_init(&e, TIME_DURATION);
  e.amount = 3;
  e.unit = UNIT_DAY;
  time_value v = resolved(e, &april, POLICY_PAST);
  ck_assert_str_eq(v.value, "P3D");
  ck_assert_int_eq(v.type, EVX_TIMEX_DURATION);
  ck_assert_ptr_null(v.edtf);
  e.amount = U;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "PXD");
  time_expr_init(&e, TIME_SET);
  e.weekday = 1;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "XXXX-WXX-1");
  time_expr_init(&e, TIME_REF);
  e.ref = REF_FUTURE;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "FUTURE_REF");
  close_memory();
}
END_TEST

START_TEST(clock_times_have_minutes_and_zones) {
  open_memory();
  time_expr e = calendar(2025, 10, 9);
  e.hour = 15;
  e.minute = 0;
  time_value v = resolved(e, &april, POLICY_PAST);
  ck_assert_str_eq(v.edtf, "2025-10-09T15:00");
  ck_assert_int_eq(v.precision, EVX_MINUTE);
  e.zone = 300;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).edtf, "2025-10-09T15:00+05:00");
  e.zone = 0;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).edtf, "2025-10-09T15:00Z");
  close_memory();
}
END_TEST

START_TEST(years_before_christ_have_their_own_values) {
  open_memory();
  time_expr e = calendar(490, U, U);
  e.bc = true;
  time_value v = resolved(e, &april, POLICY_NONE);
  ck_assert_str_eq(v.value, "BC0490");
  ck_assert_str_eq(v.edtf, "-0489"); /* ISO 8601 has a year 0000 */
  e.month = 8;
  ck_assert_str_eq(resolved(e, &april, POLICY_NONE).value, "BC0490-08");
  ck_assert_str_eq(resolved(e, &april, POLICY_NONE).start, "-0489-08-01");
  close_memory();
}
END_TEST

START_TEST(the_nearest_date_of_a_report_lies_back_rather_than_ahead) {
  open_memory();
  ck_assert_str_eq(resolved(calendar(U, 6, U), &april, POLICY_NEAREST).value, "2025-06");
  ck_assert_str_eq(resolved(calendar(U, 7, U), &april, POLICY_NEAREST).value, "2024-07");
  ck_assert_str_eq(resolved(calendar(U, 6, 26), &april, POLICY_NEAREST).value, "2025-06-26");
  ck_assert_str_eq(resolved(calendar(U, 6, 27), &april, POLICY_NEAREST).value, "2024-06-27");
  time_point story = {2025, 4, 12, U, U};
  time_value v;
  time_expr october = calendar(U, 10, U);
  ck_assert_str_eq(time_resolve(&october, NULL, &story, POLICY_NARRATIVE, &memory, &v)->value, "2025-10");
  close_memory();
}
END_TEST

START_TEST(a_part_of_a_year_lies_in_the_year_that_holds_it) {
  open_memory();
  time_expr year, july = calendar(U, 7, U);
  time_expr_init(&year, TIME_UNIT_REF);
  year.unit = UNIT_YEAR;
  year.which = WHICH_NEXT;
  july.from = &year;
  time_value v = resolved(july, &april, POLICY_PAST);
  ck_assert_str_eq(v.value, "2026-07");
  ck_assert_int_eq(v.basis, EVX_BASIS_DOCUMENT_DATE);
  july = calendar(U, 2, U);
  july.same_year = true;
  ck_assert_str_eq(resolved(july, &april, POLICY_FUTURE).value, "2025-02");
  close_memory();
}
END_TEST

START_TEST(the_weekend_is_the_last_one_begun_unless_it_lies_ahead) {
  open_memory();
  time_expr weekend;
  static const time_point wednesday = {2025, 4, 16, U, U};
  time_expr_init(&weekend, TIME_UNIT_REF);
  weekend.unit = UNIT_WEEKEND;
  weekend.which = WHICH_THIS;
  ck_assert_str_eq(resolved(weekend, &wednesday, POLICY_PAST).value, "2025-W15-WE");
  ck_assert_str_eq(resolved(weekend, &wednesday, POLICY_FUTURE).value, "2025-W16-WE");
  ck_assert_str_eq(resolved(weekend, &april, POLICY_PAST).value, "2025-W15-WE");
  close_memory();
}
END_TEST

START_TEST(decades_back_are_years) {
  open_memory();
  time_expr e;
  time_expr_init(&e, TIME_OFFSET);
  e.unit = UNIT_DECADE;
  e.amount = 4;
  e.sign = -1;
  ck_assert_str_eq(resolved(e, &april, POLICY_PAST).value, "1985");
  close_memory();
}
END_TEST

START_TEST(the_ends_of_a_range_have_values_of_their_own) {
  open_memory();
  time_expr from = calendar(U, 12, 28), to = calendar(2026, 1, 3), range;
  time_expr_init(&range, TIME_RANGE);
  range.from = &from;
  range.to = &to;
  time_value v = resolved(range, &april, POLICY_PAST);
  ck_assert_ptr_nonnull(v.ends);
  ck_assert_str_eq(v.ends[0].value, "2025-12-28");
  ck_assert_str_eq(v.ends[1].value, "2026-01-03");
  close_memory();
}
END_TEST

START_TEST(policies_have_names) {
  for (time_policy p = POLICY_PAST; p < TIME_POLICIES; p++)
    ck_assert_int_eq(time_policy_named(time_policy_names[p]), p);
  ck_assert_int_eq(time_policy_named("sometimes"), POLICY_NONE);
  ck_assert_int_eq(time_policy_named(NULL), POLICY_NONE);
}
END_TEST

int main(void) {
  const TTest *tests[] = {days_go_there_and_back,
                          leap_years_follow_the_gregorian_rule,
                          weeks_belong_to_the_year_of_their_thursday,
                          months_are_added_and_days_cut,
                          easter_is_computed,
                          holidays_follow_their_rules,
                          iso_dates_are_read,
                          a_written_date_is_explicit,
                          a_whole_date_needs_no_reference,
                          a_missing_year_follows_its_policy,
                          without_a_reference_nothing_is_guessed,
                          days_that_do_not_exist_are_invalid,
                          the_leap_day_lies_in_a_leap_year,
                          weekdays_are_found_near_the_reference,
                          offsets_count_in_their_unit,
                          the_nth_of_a_time_lies_in_it,
                          clock_times_count_from_the_references_clock,
                          amounts_are_whole_in_a_smaller_unit,
                          units_go_over_the_year,
                          a_range_shares_what_one_end_says,
                          a_range_over_new_year_begins_in_the_old_one,
                          a_year_that_a_range_shares_turns_with_new_year,
                          durations_sets_and_references_have_timex_values,
                          clock_times_have_minutes_and_zones,
                          years_before_christ_have_their_own_values,
                          the_nearest_date_of_a_report_lies_back_rather_than_ahead,
                          a_part_of_a_year_lies_in_the_year_that_holds_it,
                          the_weekend_is_the_last_one_begun_unless_it_lies_ahead,
                          decades_back_are_years,
                          the_ends_of_a_range_have_values_of_their_own,
                          policies_have_names};
  return unit_run("time", tests, COUNT_OF(tests));
}
