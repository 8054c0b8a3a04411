#include "time/timex.h"

#include <string.h>

const char *const time_policy_names[TIME_POLICIES] = {[POLICY_PAST] = "past",
                                                      [POLICY_FUTURE] = "future",
                                                      [POLICY_NEAREST] = "nearest",
                                                      [POLICY_DOCUMENT_YEAR] = "document-year",
                                                      [POLICY_NARRATIVE] = "narrative"};

time_policy time_policy_named(const char *word) {
  for (time_policy p = POLICY_PAST; word && p < TIME_POLICIES; p++)
    if (strcmp(time_policy_names[p], word) == 0)
      return p;
  return POLICY_NONE;
}

void time_expr_init(time_expr *e, time_shape shape) {
  memset(e, 0, sizeof *e);
  e->shape = shape;
  int32_t *fields[] = {&e->year, &e->month,   &e->day,  &e->hour,   &e->minute, &e->second,  &e->zone,    &e->weekday,
                       &e->week, &e->quarter, &e->half, &e->season, &e->decade, &e->century, &e->daypart, &e->amount};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    *fields[i] = TIME_UNSET;
}

static void take(int32_t *mine, int32_t theirs) {
  if (*mine == TIME_UNSET)
    *mine = theirs;
}

/* True where the expression names a whole year's part of its own, which no month of another date may enter. */
static bool has_own_month(const time_expr *e) {
  return e->month != TIME_UNSET || e->quarter != TIME_UNSET || e->half != TIME_UNSET || e->season != TIME_UNSET ||
         e->week != TIME_UNSET;
}

void time_share(time_expr *taker, const time_expr *giver) {
  if (taker->twelve_hour && giver->hour != TIME_UNSET && !giver->twelve_hour && taker->hour < 12 &&
      taker->hour + 12 <= giver->hour) { /* "from 3 to 6 p.m." */
    taker->hour += 12;
    taker->twelve_hour = false;
  }
  if (taker->shape != TIME_CALENDAR || giver->shape != TIME_CALENDAR)
    return;
  bool day_only = taker->day != TIME_UNSET && !has_own_month(taker);
  if (day_only && giver->month != TIME_UNSET) {
    taker->month = giver->month;
    taker->shared = true;
  }
  if (taker->year == TIME_UNSET && giver->year != TIME_UNSET && (has_own_month(taker) || day_only)) {
    taker->shared = true;
    taker->year = giver->year;
    taker->two_digit_year = giver->two_digit_year;
  }
  if (taker->hour != TIME_UNSET) {
    take(&taker->zone, giver->zone);
    if (taker->day == TIME_UNSET && taker->month == TIME_UNSET) {
      take(&taker->day, giver->day);
      take(&taker->month, giver->month);
      take(&taker->year, giver->year);
    }
  }
}

/* Before in the year; false where that is not known. */
static bool earlier_in_year(const time_expr *a, const time_expr *b) {
  if (a->month == TIME_UNSET || b->month == TIME_UNSET)
    return false;
  return a->month != b->month ? a->month < b->month : a->day != TIME_UNSET && b->day != TIME_UNSET && a->day < b->day;
}

static void move_year(time_expr *e, int32_t years) {
  e->year = e->two_digit_year ? (e->year + 100 + years) % 100 : e->year + years;
}

void time_share_range(time_expr *from, time_expr *to) {
  bool from_open = from->year == TIME_UNSET, to_open = to->year == TIME_UNSET;
  time_share(from, to);
  time_share(to, from);
  if (from->year == TIME_UNSET || from->year != to->year || !earlier_in_year(to, from))
    return;
  if (from_open)
    move_year(from, -1);
  else if (to_open)
    move_year(to, 1);
}

/* Reads `digits` figures; -1 where there are fewer. */
static int32_t figures(const char *s, size_t len, size_t *at, size_t digits) {
  int32_t n = 0;
  if (len - *at < digits)
    return -1;
  for (size_t i = 0; i < digits; i++) {
    char c = s[*at + i];
    if (c < '0' || c > '9')
      return -1;
    n = n * 10 + (c - '0');
  }
  *at += digits;
  return n;
}

static bool step(const char *s, size_t len, size_t *at, char c) {
  if (*at >= len || s[*at] != c)
    return false;
  (*at)++;
  return true;
}

/* "T04:30", "T04:30:15.5Z", "T04:30+05:00"; hour 24 is midnight alone. */
static bool parse_clock(const char *s, size_t len, size_t *at, time_point *p) {
  int32_t second = 0;
  if ((p->hour = figures(s, len, at, 2)) < 0 || !step(s, len, at, ':') || (p->minute = figures(s, len, at, 2)) < 0)
    return false;
  if (step(s, len, at, ':')) {
    if ((second = figures(s, len, at, 2)) < 0)
      return false;
    bool fraction = step(s, len, at, '.');
    if (fraction && figures(s, len, at, 1) < 0)
      return false;
    while (fraction && *at < len && s[*at] >= '0' && s[*at] <= '9')
      (*at)++;
  }
  if (p->hour > 24 || p->minute > 59 || second > 60 || (p->hour == 24 && (p->minute || second)))
    return false;
  if (step(s, len, at, 'Z') || (!step(s, len, at, '+') && !step(s, len, at, '-')))
    return true;
  int32_t hours = figures(s, len, at, 2);
  bool more = step(s, len, at, ':') || *at < len;
  int32_t minutes = more ? figures(s, len, at, 2) : 0;
  return hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59;
}

bool time_parse_iso(const char *text, size_t len, time_point *out) {
  size_t at = 0;
  *out = (time_point){TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET};
  time_point p = *out;
  if ((p.year = figures(text, len, &at, 4)) < 0)
    return false;
  if (step(text, len, &at, '-') && (p.month = figures(text, len, &at, 2)) < 0)
    return false;
  if (p.month != TIME_UNSET && step(text, len, &at, '-') && (p.day = figures(text, len, &at, 2)) < 0)
    return false;
  if (p.day != TIME_UNSET && (step(text, len, &at, 'T') || step(text, len, &at, ' ')) &&
      !parse_clock(text, len, &at, &p))
    return false;
  if (at != len || (p.month != TIME_UNSET && (p.month < 1 || p.month > 12)) ||
      (p.day != TIME_UNSET && (p.day < 1 || p.day > cal_month_days(p.year, p.month))))
    return false;
  *out = p;
  return true;
}

bool time_point_set(const time_point *p) {
  return p && p->year != TIME_UNSET;
}

time_policy time_default_policy(const time_expr *e) {
  if (e->shape == TIME_RANGE)
    return time_default_policy(e->to);
  bool part = e->month != TIME_UNSET || e->quarter != TIME_UNSET || e->half != TIME_UNSET || e->season != TIME_UNSET;
  return e->shape == TIME_CALENDAR && e->year == TIME_UNSET && part ? POLICY_NEAREST : POLICY_PAST;
}
