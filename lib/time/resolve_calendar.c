/* resolve_calendar.c - dates of the calendar: what they leave out, clock times, parts of a year. */
#include "time/resolver.h"

static int32_t full_year(const resolver *r, int32_t year) {
  bool story = r->policy == POLICY_NARRATIVE && time_point_set(r->narrative);
  int32_t now = story ? r->narrative->year : time_point_set(r->reference) ? r->reference->year : 2030;
  int32_t guess = now - now % 100 + year;
  /* The window is 80 years back and 19 ahead. */
  return guess > now + 19 ? guess - 100 : guess < now - 80 ? guess + 100 : guess;
}

/* The leap year at or next to a year on the policy's side. */
static int32_t leap_year(int32_t year, time_policy policy) {
  for (int32_t i = 0; i < 8; i++) {
    if (policy != POLICY_FUTURE && cal_is_leap(year - i))
      return year - i;
    if (policy != POLICY_PAST && cal_is_leap(year + i))
      return year + i;
  }
  return year;
}

/* By how many years a date moves to be the nearest one. Reports look further back than ahead, ten months to two; in a
 * story both are as likely. */
static int32_t nearest_shift(time_policy policy, int64_t ahead, bool months) {
  int64_t reach = policy == POLICY_NARRATIVE ? (months ? 6 : 183) : (months ? 2 : 75), year = months ? 12 : 365;
  return ahead > reach ? -1 : ahead <= reach - year ? 1 : 0;
}

int32_t resolver_pick_year(const resolver *r, const time_point *from, int32_t month, int32_t day, int32_t weekday) {
  int32_t year = from->year, m = day == TIME_UNSET ? 1 : day;
  r->out->used = r->policy;
  if (r->policy == POLICY_DOCUMENT_YEAR || from->month == TIME_UNSET)
    return year;
  cal_date at = resolver_point_day(from);
  /* A month alone lies beyond the anchor only where the whole month does. */
  int64_t here = day == TIME_UNSET ? (int64_t)at.year * 12 + at.month : cal_to_days(at);
  int64_t there = day == TIME_UNSET ? (int64_t)year * 12 + month : cal_to_days((cal_date){year, month, m});
  if (r->policy == POLICY_PAST && there > here)
    year--;
  else if (r->policy == POLICY_FUTURE && there < here)
    year++;
  else if (r->policy == POLICY_NEAREST || r->policy == POLICY_NARRATIVE)
    year += nearest_shift(r->policy, there - here, day == TIME_UNSET);
  if (weekday != TIME_UNSET && day != TIME_UNSET) {
    static const int32_t tries[3] = {0, 1, -1};
    for (size_t i = 0; i < 3; i++) {
      cal_date d = {year + tries[i], month, day};
      if (cal_is_valid(d) && cal_weekday(d) == weekday)
        return d.year;
    }
  }
  return month == 2 && day == 29 ? leap_year(year, r->policy) : year;
}

/* A day of the month without its month: the nearest such day on the policy's side. */
static bool pick_month(const resolver *r, const time_point *from, int32_t day, int32_t weekday, cal_date *out) {
  if (from->month == TIME_UNSET)
    return false;
  cal_date at = resolver_point_day(from);
  r->out->used = r->policy;
  for (int32_t i = 0; i < 14; i++) {
    int32_t back = r->policy == POLICY_FUTURE ? -i : i;
    if (r->policy == POLICY_NEAREST || r->policy == POLICY_NARRATIVE || r->policy == POLICY_DOCUMENT_YEAR)
      back = i % 2 ? -(i + 1) / 2 : i / 2;
    cal_date d = cal_add_months((cal_date){at.year, at.month, 1}, -back);
    d.day = day;
    int64_t ahead = cal_to_days(d) - cal_to_days(at);
    if (!cal_is_valid(d) || (weekday != TIME_UNSET && cal_weekday(d) != weekday) ||
        (r->policy == POLICY_PAST && ahead > 0) || (r->policy == POLICY_FUTURE && ahead < 0))
      continue;
    *out = d;
    return true;
  }
  return false;
}

static const char *daypart_code(int32_t daypart) {
  static const char *const codes[] = {"", "MO", "AF", "EV", "NI", "MI", "DT"};
  return daypart >= 1 && daypart <= 6 ? codes[daypart] : "";
}

/* ISO 8601 time-zone designator. */
static const char *format_zone(resolver *r, int32_t zone) {
  if (zone == TIME_UNSET)
    return "";
  if (zone == 0)
    return "Z";
  int32_t m = zone < 0 ? -zone : zone;
  return arena_printf(r->memory, "%c%02d:%02d", zone < 0 ? '-' : '+', m / 60, m % 60);
}

/* Adds a clock time or part of day to a resolved day. */
static bool add_clock(resolver *r, const time_expr *e, cal_date d) {
  time_value *v = r->out;
  if (e->hour == TIME_UNSET) {
    if (e->daypart == TIME_UNSET)
      return true;
    v->type = EVX_TIMEX_TIME;
    v->value = arena_printf(r->memory, "%sT%s", v->value, daypart_code(e->daypart));
    return v->value != NULL;
  }
  const char *zone = format_zone(r, e->zone);
  int32_t minute = e->minute == TIME_UNSET ? 0 : e->minute;
  const char *second = e->second == TIME_UNSET ? "" : arena_printf(r->memory, ":%02d", e->second);
  v->type = EVX_TIMEX_TIME;
  v->precision = EVX_MINUTE;
  v->point.hour = e->hour;
  v->point.minute = minute;
  /* TIMEX3 values are of the place's own time; ISO 8601 says the zone. */
  v->value =
      second ? arena_printf(r->memory, "%04d-%02d-%02dT%02d:%02d%s", d.year, d.month, d.day, e->hour, minute, second)
             : NULL;
  v->edtf = v->start = v->end = v->value && zone ? arena_printf(r->memory, "%s%s", v->value, zone) : NULL;
  return v->edtf != NULL;
}

const time_value *resolve_day(resolver *r, const time_expr *e, cal_date d) {
  time_value *v = r->out;
  if (!cal_is_valid(d))
    return resolver_invalid(r);
  if (!resolver_set_span(r, d, d, EVX_DAY))
    return NULL;
  return !v->valid || (resolver_set_value(r, v->start, v->start) && add_clock(r, e, d)) ? v : NULL;
}

const time_value *resolve_months(resolver *r, int32_t year, int32_t month, int32_t count, evx_precision precision,
                                 const char *value, const char *edtf) {
  cal_date first = {year, month, 1}, last = cal_add_months(first, count - 1);
  last.day = cal_month_days(last.year, last.month);
  if (!resolver_set_span(r, first, last, precision) || !value)
    return NULL;
  if (!r->out->valid)
    return r->out;
  if (!edtf)
    edtf = arena_printf(r->memory, "%s/%s", r->out->start, r->out->end);
  return resolver_set_value(r, value, edtf) && edtf ? r->out : NULL;
}

/* Seasons are numbered behind the months. */
#define EDTF_SPRING 21

const time_value *resolve_year(resolver *r, const time_expr *e, int32_t year) {
  if (!resolver_year_fits(year))
    return resolver_invalid(r);
  const char *y = resolver_format_year(r, year);
  if (!y)
    return NULL;
  if (e->quarter >= 1 && e->quarter <= 4)
    return resolve_months(r, year, e->quarter * 3 - 2, 3, EVX_QUARTER, arena_printf(r->memory, "%s-Q%d", y, e->quarter),
                          NULL);
  if (e->half == 1 || e->half == 2)
    return resolve_months(r, year, e->half * 6 - 5, 6, EVX_INTERVAL, arena_printf(r->memory, "%s-H%d", y, e->half),
                          NULL);
  if (e->season >= SEASON_SPRING && e->season <= SEASON_WINTER)
    return resolve_months(r, year, e->season * 3, 3, EVX_SEASON,
                          arena_printf(r->memory, "%s-%s", y, resolver_season_codes[e->season]),
                          arena_printf(r->memory, "%s-%d", y, EDTF_SPRING + e->season - SEASON_SPRING));
  if (e->week != TIME_UNSET) {
    if (e->week < 1 || e->week > cal_iso_weeks_in_year(year))
      return resolver_invalid(r);
    cal_date monday = cal_from_iso_week(year, e->week, 1);
    const char *value = arena_printf(r->memory, "%04d-W%02d", year, e->week);
    return resolver_set_span(r, monday, cal_add_days(monday, 6), EVX_WEEK) &&
                   resolver_set_value(r, value, arena_printf(r->memory, "%s/%s", r->out->start, r->out->end))
               ? r->out
               : NULL;
  }
  const char *value = e->fiscal ? arena_printf(r->memory, "FY%s", y) : y;
  const char *edtf = year < 0 ? arena_printf(r->memory, "-%04d", -year) : arena_printf(r->memory, "%04d", year);
  return resolve_months(r, year, 1, 12, EVX_YEAR, value, edtf);
}

/* The month that a quarter, half or season begins with. */
static int32_t first_month(const time_expr *e) {
  return e->quarter != TIME_UNSET ? e->quarter * 3 - 2 : e->half != TIME_UNSET ? e->half * 6 - 5 : e->season * 3;
}

/* The year that is written, or that of the expression this one lies in ("July next year"); else unset. */
static int32_t written_year(resolver *r, const time_expr *e) {
  time_value holder;
  if (e->year != TIME_UNSET)
    return e->bc ? 1 - e->year : e->two_digit_year ? full_year(r, e->year) : e->year;
  if (!e->from || !time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &holder) || !holder.valid ||
      !time_point_set(&holder.point))
    return TIME_UNSET;
  r->out->basis = holder.basis;
  return holder.point.year;
}

/* A clock time without its day: the reference's, under FUTURE the next such time where the reference has a clock. */
static const time_value *resolve_next_clock(resolver *r, const time_expr *e, const time_point *from) {
  cal_date d = resolver_point_day(from);
  time_expr clock = *e;
  if (r->policy == POLICY_FUTURE && e->hour != TIME_UNSET && e->zone == TIME_UNSET && from->hour != TIME_UNSET) {
    int32_t now = from->hour * 60 + (from->minute == TIME_UNSET ? 0 : from->minute);
    int32_t minute = e->minute == TIME_UNSET ? 0 : e->minute;
    r->out->used = r->policy;
    if (clock.twelve_hour && clock.hour * 60 + minute <= now && clock.hour < 12)
      clock.hour += 12;
    if (clock.hour * 60 + minute <= now)
      d = cal_add_days(d, 1);
  }
  return resolve_day(r, &clock, d);
}

const time_value *resolve_calendar(resolver *r, const time_expr *e) {
  r->out->basis = EVX_BASIS_EXPLICIT;
  if (e->month != TIME_UNSET && (e->month < 1 || e->month > 12))
    return resolver_invalid(r);
  if (e->decade != TIME_UNSET)
    return resolve_months(r, e->decade * 10, 1, 120, EVX_DECADE, arena_printf(r->memory, "%d", e->decade), NULL);
  if (e->century != TIME_UNSET)
    return resolve_months(r, e->bc ? 1 - e->century * 100 : (e->century - 1) * 100 + 1, 1, 1200, EVX_INTERVAL,
                          arena_printf(r->memory, e->bc ? "BC%02d" : "%02d", e->century - 1), NULL);
  int32_t year = written_year(r, e);
  cal_date d = {year, e->month, e->day};
  bool year_part =
      e->quarter != TIME_UNSET || e->half != TIME_UNSET || e->season != TIME_UNSET || e->week != TIME_UNSET;
  if (year == TIME_UNSET) {
    const time_point *from = resolver_anchor(r);
    if (!from && time_point_set(r->narrative)) { /* a text without a date of its own goes on from the dates it names */
      r->policy = r->policy == POLICY_NEAREST ? POLICY_NARRATIVE : r->policy;
      r->out->basis = EVX_BASIS_INHERITED;
      from = r->narrative;
    }
    if (!from)
      return resolver_unresolved(r, e);
    if (e->month != TIME_UNSET) {
      d.year = e->same_year ? from->year : resolver_pick_year(r, from, e->month, e->day, e->weekday);
    } else if (e->day != TIME_UNSET) {
      if (!pick_month(r, from, e->day, e->weekday, &d))
        return resolver_invalid(r);
    } else if (year_part) {
      r->out->used = r->policy;
      return resolve_year(r, e,
                          e->week != TIME_UNSET ? from->year
                                                : resolver_pick_year(r, from, first_month(e), TIME_UNSET, TIME_UNSET));
    } else if (resolver_has_day(from)) {
      return resolve_next_clock(r, e, from);
    } else {
      return resolver_unresolved(r, e);
    }
  } else if (year_part || e->month == TIME_UNSET) {
    return resolve_year(r, e, year);
  }
  if (d.day == TIME_UNSET) {
    const char *y = resolver_format_year(r, d.year);
    const char *value = y ? arena_printf(r->memory, "%s-%02d", y, d.month) : NULL;
    return resolve_months(r, d.year, d.month, 1, EVX_MONTH, value, d.year > 0 ? value : NULL);
  }
  return resolve_day(r, e, d);
}
