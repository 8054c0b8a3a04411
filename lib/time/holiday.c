#include "time/holiday.h"

#include <string.h>

/* Reads a whole number of at most three figures, with its sign. */
static bool number(const char **s, int32_t *out) {
  int32_t sign = **s == '-' ? -1 : 1, n = 0, figures = 0;
  *s += **s == '-' || **s == '+';
  for (; **s >= '0' && **s <= '9' && figures < 3; (*s)++, figures++)
    n = n * 10 + (**s - '0');
  *out = sign * n;
  return figures > 0;
}

static bool word(const char **s, const char *expected) {
  size_t len = strlen(expected);
  if (strncmp(*s, expected, len) != 0)
    return false;
  *s += len;
  return true;
}

/* "W4": an ISO weekday. */
static bool weekday(const char **s, int32_t *out) {
  return word(s, "W") && number(s, out) && *out >= 1 && *out <= 7;
}

/* The day that a rule begins with. */
static bool base_day(const char **s, int32_t year, cal_date *out) {
  int32_t month, day, n;
  if (word(s, "easter")) {
    *out = cal_easter(year);
    return true;
  }
  if (word(s, "orthodox")) {
    *out = cal_easter_orthodox(year);
    return true;
  }
  if (!number(s, &month) || month < 1 || month > 12 || !word(s, "-"))
    return false;
  if (!weekday(s, &day)) {
    *out = (cal_date){year, month, 0};
    return number(s, &out->day) && cal_is_valid(*out);
  }
  if (!word(s, "#") || !number(s, &n) || n == 0 || n < -5 || n > 5)
    return false;
  *out = cal_nth_weekday(year, month, day, n);
  return true;
}

bool holiday_date(const char *rule, int32_t year, cal_date *out) {
  const char *s = rule;
  int32_t n, day;
  cal_date d;
  if (!s || !base_day(&s, year, &d))
    return false;
  while (*s) {
    char step = *s;
    s += step == '>' || step == '<' || step == '?';
    if ((step == '+' || step == '-') && number(&s, &n)) {
      d = cal_add_days(d, n);
      continue;
    }
    if ((step != '>' && step != '<' && step != '?') || !weekday(&s, &day))
      return false;
    int32_t at = cal_weekday(d);
    if (step == '>')
      d = cal_add_days(d, (day - at + 7) % 7);
    else if (step == '<')
      d = cal_add_days(d, -((at - day + 6) % 7 + 1));
    else if (!number(&s, &n))
      return false;
    else if (at == day)
      d = cal_add_days(d, n);
  }
  *out = d;
  return true;
}
