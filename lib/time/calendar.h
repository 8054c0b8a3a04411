/* calendar.h - arithmetic of the proleptic Gregorian calendar and ISO 8601 weeks. Pure functions.
 * Day numbers count from 1970-01-01 = 0 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
#ifndef EVX_TIME_CALENDAR_H
#define EVX_TIME_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct cal_date {
  int32_t year, month, day; /* month 1..12, day 1..31 */
} cal_date;

bool cal_is_leap(int32_t year);
int32_t cal_month_days(int32_t year, int32_t month);
bool cal_is_valid(cal_date d);
int64_t cal_to_days(cal_date d);
cal_date cal_from_days(int64_t days);
int32_t cal_weekday(cal_date d); /* 1 Monday .. 7 Sunday */
void cal_iso_week(cal_date d, int32_t *year, int32_t *week);
cal_date cal_from_iso_week(int32_t year, int32_t week, int32_t weekday);
int32_t cal_iso_weeks_in_year(int32_t year);
cal_date cal_add_days(cal_date d, int64_t days);
cal_date cal_add_months(cal_date d, int64_t months); /* the day is cut to the month's length */
cal_date cal_easter(int32_t year);                   /* Gregorian (Meeus/Jones/Butcher) */
cal_date cal_easter_orthodox(int32_t year);          /* Julian Easter as a Gregorian date */
cal_date cal_nth_weekday(int32_t year, int32_t month, int32_t weekday, int32_t n); /* n < 0 counts from the end */

#endif
