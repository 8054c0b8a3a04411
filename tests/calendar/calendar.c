/* calendar.c - prints what evx makes of every day of 1900 to 2100, for tests/calendar/run to hold against another
 * implementation. A line per day: the day, its weekday, ISO year and week; the day one week, month, year and 13 months
 * on and back; the ISO week, month and quarter that hold it, with their first and last days, as a text would get them;
 * and a line per year: Easter. */
#include <stdio.h>

#include "time/calendar.h"
#include "time/timex.h"

static void print_day(cal_date d) {
  printf(" %04d-%02d-%02d", d.year, d.month, d.day);
}

static void print_unit(cal_date d, time_unit unit, time_which which) {
  static arena memory;
  time_point at = {d.year, d.month, d.day, TIME_UNSET, TIME_UNSET};
  time_expr e;
  time_value v;
  arena_init(&memory, &memory_default_allocator);
  time_expr_init(&e, TIME_UNIT_REF);
  e.unit = unit;
  e.which = which;
  e.amount = 1;
  if (time_resolve(&e, &at, NULL, POLICY_PAST, &memory, &v))
    printf(" %s %s %s", v.value, v.start, v.end);
  arena_free(&memory);
}

int main(void) {
  static const int64_t months[] = {1, -1, 12, -12, 13, -13};
  int64_t last = cal_to_days((cal_date){2100, 12, 31});
  for (int64_t day = cal_to_days((cal_date){1900, 1, 1}); day <= last; day++) {
    cal_date d = cal_from_days(day);
    int32_t year, week;
    cal_iso_week(d, &year, &week);
    printf("%04d-%02d-%02d %d %d %d", d.year, d.month, d.day, cal_weekday(d), year, week);
    print_day(cal_from_iso_week(year, week, cal_weekday(d)));
    print_day(cal_add_days(d, 7));
    print_day(cal_add_days(d, -7));
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
      print_day(cal_add_months(d, months[i]));
    print_unit(d, UNIT_WEEK, WHICH_THIS);
    print_unit(d, UNIT_MONTH, WHICH_NEXT);
    print_unit(d, UNIT_QUARTER, WHICH_LAST);
    printf("\n");
  }
  for (int32_t year = 1900; year <= 2100; year++) {
    printf("easter");
    print_day(cal_easter(year));
    printf("\n");
  }
  return 0;
}
