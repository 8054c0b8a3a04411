#include "time/calendar.h"

bool cal_is_leap(int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int32_t cal_month_days(int32_t year, int32_t month) {
  static const int32_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12)
    return 0;
  return month == 2 && cal_is_leap(year) ? 29 : days[month - 1];
}

bool cal_is_valid(cal_date d) {
  return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= cal_month_days(d.year, d.month);
}

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil. Years begin in March, so that the
 * leap day is the last day of a year; an era is 400 years. */
int64_t cal_to_days(cal_date d) {
  int64_t y = (int64_t)d.year - (d.month <= 2);
  int64_t era = (y >= 0 ? y : y - 399) / 400;
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

/* The same source: civil_from_days. */
cal_date cal_from_days(int64_t days) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted = (5 * day_of_year + 2) / 153;
  int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return (cal_date){(int32_t)(year_of_era + era * 400 + (month <= 2)), (int32_t)month,
                    (int32_t)(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

int32_t cal_weekday(cal_date d) {
  int64_t n = (cal_to_days(d) + 3) % 7; /* 1970-01-01 was a Thursday */
  return (int32_t)(n < 0 ? n + 7 : n) + 1;
}

/* The Monday of ISO week 1: the week that holds 4 January (ISO 8601-1, 3.1.1.23). */
static int64_t first_monday(int32_t year) {
  cal_date jan4 = {year, 1, 4};
  return cal_to_days(jan4) - (cal_weekday(jan4) - 1);
}

void cal_iso_week(cal_date d, int32_t *year, int32_t *week) {
  int64_t days = cal_to_days(d);
  *year = d.year;
  if (days < first_monday(d.year))
    *year = d.year - 1;
  else if (days >= first_monday(d.year + 1))
    *year = d.year + 1;
  *week = (int32_t)((days - first_monday(*year)) / 7) + 1;
}

cal_date cal_from_iso_week(int32_t year, int32_t week, int32_t weekday) {
  return cal_from_days(first_monday(year) + (int64_t)(week - 1) * 7 + weekday - 1);
}

int32_t cal_iso_weeks_in_year(int32_t year) {
  return (int32_t)((first_monday(year + 1) - first_monday(year)) / 7);
}

cal_date cal_add_days(cal_date d, int64_t days) {
  return cal_from_days(cal_to_days(d) + days);
}

cal_date cal_add_months(cal_date d, int64_t months) {
  int64_t n = (int64_t)d.year * 12 + d.month - 1 + months;
  int64_t year = n >= 0 ? n / 12 : -((11 - n) / 12);
  cal_date out = {(int32_t)year, (int32_t)(n - year * 12) + 1, d.day};
  int32_t last = cal_month_days(out.year, out.month);
  if (out.day > last)
    out.day = last;
  return out;
}

/* Anonymous Gregorian algorithm, as in J. Meeus, Astronomical Algorithms, chapter 8. */
cal_date cal_easter(int32_t year) {
  int32_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
  int32_t g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  int32_t l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return (cal_date){year, n / 31, n % 31 + 1};
}

/* Meeus's Julian algorithm, moved by the days between the calendars. */
cal_date cal_easter_orthodox(int32_t year) {
  int32_t a = year % 4, b = year % 7, c = year % 19, d = (19 * c + 15) % 30, e = (2 * a + 4 * b - d + 34) % 7;
  int32_t n = d + e + 114;
  int32_t shift = year / 100 - year / 400 - 2;
  return cal_add_days((cal_date){year, n / 31, n % 31 + 1}, shift);
}

cal_date cal_nth_weekday(int32_t year, int32_t month, int32_t weekday, int32_t n) {
  if (n > 0) {
    cal_date first = {year, month, 1};
    return cal_add_days(first, (weekday - cal_weekday(first) + 7) % 7 + (n - 1) * 7);
  }
  cal_date last = {year, month, cal_month_days(year, month)};
  return cal_add_days(last, -((cal_weekday(last) - weekday + 7) % 7) + (n + 1) * 7);
}
