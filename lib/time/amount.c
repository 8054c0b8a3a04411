#include "time/amount.h"

/* The unit below, and how many of it make one; 0 below a second. A weekend and a season have no parts. */
static int32_t parts(time_unit unit, time_unit *below) {
  static const struct {
    time_unit below;
    int32_t count;
  } table[] = {[UNIT_MINUTE] = {UNIT_SECOND, 60}, [UNIT_HOUR] = {UNIT_MINUTE, 60}, [UNIT_DAY] = {UNIT_HOUR, 24},
               [UNIT_WEEK] = {UNIT_DAY, 7},       [UNIT_MONTH] = {UNIT_DAY, 30},   [UNIT_QUARTER] = {UNIT_MONTH, 3},
               [UNIT_HALF] = {UNIT_MONTH, 6},     [UNIT_YEAR] = {UNIT_MONTH, 12},  [UNIT_DECADE] = {UNIT_YEAR, 10},
               [UNIT_CENTURY] = {UNIT_YEAR, 100}, [UNIT_WEEKEND] = {UNIT_DAY, 0},  [UNIT_SEASON] = {UNIT_MONTH, 0},
               [UNIT_SECOND] = {UNIT_SECOND, 0}};
  *below = table[unit].below;
  return table[unit].count;
}

bool amount_whole(int64_t thousandths, time_unit *unit, int32_t *n) {
  while (thousandths % 1000 != 0) {
    int32_t count = parts(*unit, unit);
    if (count == 0 || thousandths > INT32_MAX)
      return false;
    thousandths *= count;
  }
  if (thousandths < 0 || thousandths / 1000 > INT32_MAX)
    return false;
  *n = (int32_t)(thousandths / 1000);
  return true;
}

/* Brings an amount down to `unit`; false where that is not possible exactly. */
static bool bring_down(int64_t *n, time_unit from, time_unit unit) {
  while (from != unit) {
    int32_t count = from == UNIT_MONTH ? 0 : parts(from, &from);
    if (count == 0 || *n > INT32_MAX)
      return false;
    *n *= count;
  }
  return *n <= INT32_MAX;
}

bool amount_add(int32_t *n, time_unit *unit, int32_t more, time_unit more_unit) {
  int64_t a = *n, b = more, whole = a;
  time_unit into = more_unit;
  if (!bring_down(&whole, *unit, more_unit)) {
    whole = a;
    into = *unit;
    if (!bring_down(&b, more_unit, *unit))
      return false;
  }
  if (whole + b > INT32_MAX)
    return false;
  *n = (int32_t)(whole + b);
  *unit = into;
  return true;
}
