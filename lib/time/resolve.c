/* resolve.c - filling the missing parts of a time expression, and writing its values.
 *
 * Every expression ends as a span of days (first, last) with a precision; minutes are kept beside it. TIMEX3 values
 * follow ISO-TimeML (ISO 24617-1) and the TimeML annotation guidelines 1.2.1; record values ISO 8601 and EDTF. */
#include <string.h>

#include "time/holiday.h"
#include "time/timex.h"

typedef struct resolver {
  const time_point *reference, *narrative;
  time_policy policy;
  arena *memory;
  time_value *out;
} resolver;

static bool has_day(const time_point *p) {
  return time_point_set(p) && p->month != TIME_UNSET && p->day != TIME_UNSET;
}

/* The day that stands for a point which may be a month or a year only. */
static cal_date point_day(const time_point *p) {
  return (cal_date){p->year, p->month != TIME_UNSET ? p->month : 1, p->day != TIME_UNSET ? p->day : 1};
}

/* Where missing parts come from, and what is then said of them. */
static const time_point *anchor(const resolver *r) {
  if (r->policy == POLICY_NARRATIVE && time_point_set(r->narrative)) {
    r->out->basis = EVX_BASIS_INHERITED;
    return r->narrative;
  }
  r->out->basis = EVX_BASIS_DOCUMENT_DATE;
  return time_point_set(r->reference) ? r->reference : NULL;
}

static const char *format_day(resolver *r, cal_date d) {
  return arena_printf(r->memory, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static bool year_fits(int64_t year) {
  return year >= -9999 && year <= 9999;
}

static const time_value *invalid(resolver *r) {
  r->out->valid = false;
  r->out->value = r->out->edtf = r->out->start = r->out->end = NULL;
  r->out->basis = EVX_BASIS_UNRESOLVED;
  return r->out;
}

/* Says a span of days. False when memory is out. */
static bool set_span(resolver *r, cal_date first, cal_date last, evx_precision precision) {
  time_value *v = r->out;
  if (!year_fits(first.year) || !year_fits(last.year)) {
    invalid(r);
    return true;
  }
  v->precision = precision;
  v->start = format_day(r, first);
  v->end = format_day(r, last);
  v->point =
      (time_point){first.year, precision <= EVX_MONTH || precision == EVX_INTERVAL ? first.month : TIME_UNSET,
                   precision <= EVX_WEEK || precision == EVX_INTERVAL ? first.day : TIME_UNSET, TIME_UNSET, TIME_UNSET};
  return v->start && v->end;
}

static bool set_value(resolver *r, const char *value, const char *edtf) {
  r->out->value = value;
  r->out->edtf = edtf;
  return value != NULL;
}

/* ---- calendar dates -------------------------------------------------------- */

static int32_t full_year(const resolver *r, int32_t year) {
  int32_t now = time_point_set(r->reference) ? r->reference->year : 2030;
  int32_t guess = now - now % 100 + year;
  /* The window is 80 years back and 19 ahead. */
  return guess > now + 19 ? guess - 100 : guess < now - 80 ? guess + 100 : guess;
}

/* The year that puts (month, day) on the policy's side of the anchor. */
static int32_t pick_year(const resolver *r, const time_point *from, int32_t month, int32_t day, int32_t weekday) {
  int32_t year = from->year, m = day == TIME_UNSET ? 1 : day;
  r->out->used = r->policy;
  if (r->policy == POLICY_DOCUMENT_YEAR || from->month == TIME_UNSET)
    return year;
  cal_date at = point_day(from);
  /* A month alone lies beyond the anchor only where the whole month does. */
  int64_t here = day == TIME_UNSET ? (int64_t)at.year * 12 + at.month : cal_to_days(at);
  int64_t there = day == TIME_UNSET ? (int64_t)year * 12 + month : cal_to_days((cal_date){year, month, m});
  if (r->policy == POLICY_PAST && there > here)
    year--;
  else if (r->policy == POLICY_FUTURE && there < here)
    year++;
  else if (r->policy == POLICY_NEAREST || r->policy == POLICY_NARRATIVE)
    year += there - here > (day == TIME_UNSET ? 6 : 183) ? -1 : here - there > (day == TIME_UNSET ? 6 : 183) ? 1 : 0;
  if (weekday != TIME_UNSET && day != TIME_UNSET) {
    static const int32_t tries[3] = {0, 1, -1};
    for (size_t i = 0; i < 3; i++) {
      cal_date d = {year + tries[i], month, day};
      if (cal_is_valid(d) && cal_weekday(d) == weekday)
        return d.year;
    }
  }
  return year;
}

/* A day of the month without its month: the nearest such day on the policy's side. */
static bool pick_month(const resolver *r, const time_point *from, int32_t day, int32_t weekday, cal_date *out) {
  if (from->month == TIME_UNSET)
    return false;
  cal_date at = point_day(from);
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
  v->type = EVX_TIMEX_TIME;
  v->precision = EVX_MINUTE;
  v->point.hour = e->hour;
  v->point.minute = minute;
  v->value = zone ? arena_printf(r->memory, "%04d-%02d-%02dT%02d:%02d%s", d.year, d.month, d.day, e->hour, minute, zone)
                  : NULL;
  v->edtf = v->start = v->end = v->value;
  return v->value != NULL;
}

static const time_value *resolve_day(resolver *r, const time_expr *e, cal_date d) {
  if (!cal_is_valid(d))
    return invalid(r);
  const char *value = format_day(r, d);
  return set_span(r, d, d, EVX_DAY) && (!r->out->valid || (set_value(r, value, value) && add_clock(r, e, d))) ? r->out
                                                                                                              : NULL;
}

static const time_value *resolve_months(resolver *r, int32_t year, int32_t month, int32_t count,
                                        evx_precision precision, const char *value, const char *edtf) {
  cal_date first = {year, month, 1}, last = cal_add_months(first, count - 1);
  last.day = cal_month_days(last.year, last.month);
  if (!set_span(r, first, last, precision) || !value)
    return NULL;
  if (!r->out->valid)
    return r->out;
  if (!edtf)
    edtf = arena_printf(r->memory, "%s/%s", r->out->start, r->out->end);
  return set_value(r, value, edtf) && edtf ? r->out : NULL;
}

/* Unknown parts are written X, as TIMEX3 does. */
static const time_value *unresolved(resolver *r, const time_expr *e) {
  time_value *v = r->out;
  v->basis = EVX_BASIS_UNRESOLVED;
  v->precision = EVX_PRECISION_NONE;
  if (e->month != TIME_UNSET && e->day != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-%02d-%02d", e->month, e->day);
  else if (e->month != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-%02d", e->month);
  else if (e->day != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-XX-%02d", e->day);
  else if (e->weekday != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-WXX-%d", e->weekday);
  else if (e->hour != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-XX-XXT%02d:%02d", e->hour, e->minute == TIME_UNSET ? 0 : e->minute);
  else
    v->value = "XXXX";
  if (e->hour != TIME_UNSET)
    v->type = EVX_TIMEX_TIME;
  return v->value ? v : NULL;
}

static const time_value *resolve_year(resolver *r, const time_expr *e, int32_t year) {
  static const struct {
    const char *code;
    int32_t month;
  } seasons[] = {{"", 0}, {"SP", 3}, {"SU", 6}, {"FA", 9}, {"WI", 12}};
  if (!year_fits(year))
    return invalid(r);
  if (e->quarter >= 1 && e->quarter <= 4)
    return resolve_months(r, year, e->quarter * 3 - 2, 3, EVX_QUARTER,
                          arena_printf(r->memory, "%04d-Q%d", year, e->quarter), NULL);
  if (e->half == 1 || e->half == 2)
    return resolve_months(r, year, e->half * 6 - 5, 6, EVX_INTERVAL, arena_printf(r->memory, "%04d-H%d", year, e->half),
                          NULL);
  if (e->season >= SEASON_SPRING && e->season <= SEASON_WINTER)
    return resolve_months(r, year, seasons[e->season].month, 3, EVX_SEASON,
                          arena_printf(r->memory, "%04d-%s", year, seasons[e->season].code), NULL);
  if (e->week != TIME_UNSET) {
    if (e->week < 1 || e->week > cal_iso_weeks_in_year(year))
      return invalid(r);
    cal_date monday = cal_from_iso_week(year, e->week, 1);
    const char *value = arena_printf(r->memory, "%04d-W%02d", year, e->week);
    return set_span(r, monday, cal_add_days(monday, 6), EVX_WEEK) &&
                   set_value(r, value, arena_printf(r->memory, "%s/%s", r->out->start, r->out->end))
               ? r->out
               : NULL;
  }
  const char *value = e->fiscal ? arena_printf(r->memory, "FY%04d", year) : arena_printf(r->memory, "%04d", year);
  return resolve_months(r, year, 1, 12, EVX_YEAR, value, arena_printf(r->memory, "%04d", year));
}

/* The month that a quarter, half or season begins with. */
static int32_t first_month(const time_expr *e) {
  return e->quarter != TIME_UNSET ? e->quarter * 3 - 2 : e->half != TIME_UNSET ? e->half * 6 - 5 : e->season * 3;
}

static const time_value *resolve_calendar(resolver *r, const time_expr *e) {
  r->out->basis = EVX_BASIS_EXPLICIT;
  if (e->month != TIME_UNSET && (e->month < 1 || e->month > 12))
    return invalid(r);
  if (e->decade != TIME_UNSET)
    return resolve_months(r, e->decade * 10, 1, 120, EVX_DECADE, arena_printf(r->memory, "%d", e->decade), NULL);
  if (e->century != TIME_UNSET)
    return resolve_months(r, (e->century - 1) * 100 + 1, 1, 1200, EVX_INTERVAL,
                          arena_printf(r->memory, "%02d", e->century - 1), NULL);
  int32_t year = e->year != TIME_UNSET && e->two_digit_year ? full_year(r, e->year) : e->year;
  cal_date d = {year, e->month, e->day};
  bool year_part =
      e->quarter != TIME_UNSET || e->half != TIME_UNSET || e->season != TIME_UNSET || e->week != TIME_UNSET;
  if (year == TIME_UNSET) {
    const time_point *from = anchor(r);
    if (!from)
      return unresolved(r, e);
    if (e->month != TIME_UNSET) {
      d.year = pick_year(r, from, e->month, e->day, e->weekday);
    } else if (e->day != TIME_UNSET) {
      if (!pick_month(r, from, e->day, e->weekday, &d))
        return invalid(r);
    } else if (year_part) {
      r->out->used = r->policy;
      return resolve_year(
          r, e, e->week != TIME_UNSET ? from->year : pick_year(r, from, first_month(e), TIME_UNSET, TIME_UNSET));
    } else if (has_day(from)) {
      d = point_day(from); /* a clock time or part of day */
    } else {
      return unresolved(r, e);
    }
  } else if (year_part || e->month == TIME_UNSET) {
    return resolve_year(r, e, year);
  }
  if (d.day == TIME_UNSET) {
    const char *value = arena_printf(r->memory, "%04d-%02d", d.year, d.month);
    return resolve_months(r, d.year, d.month, 1, EVX_MONTH, value, value);
  }
  return resolve_day(r, e, d);
}

/* ---- relative expressions -------------------------------------------------- */

static const time_value *resolve_weekday(resolver *r, const time_expr *e) {
  const time_point *from = anchor(r);
  if (!from || !has_day(from))
    return unresolved(r, e);
  cal_date at = point_day(from);
  int32_t ahead = (e->weekday - cal_weekday(at) + 7) % 7; /* 0 is the anchor's own day */
  time_policy policy = e->sign < 0 ? POLICY_PAST : e->sign > 0 ? POLICY_FUTURE : r->policy;
  r->out->used = policy;
  if (e->sign != 0 && ahead == 0)
    ahead = 7 * e->sign;
  else if (ahead > 0 && (policy == POLICY_PAST || (policy != POLICY_FUTURE && ahead > 3)))
    ahead -= 7;
  return resolve_day(r, e, cal_add_days(at, ahead));
}

/* The whole week, month, quarter or year that holds a day. */
static const time_value *resolve_unit_at(resolver *r, cal_date d, time_unit unit) {
  time_expr e;
  int32_t year, week;
  time_expr_init(&e, TIME_CALENDAR);
  if (!year_fits(d.year))
    return invalid(r);
  switch (unit) {
  case UNIT_WEEK:
    cal_iso_week(d, &year, &week);
    e.week = week;
    return resolve_year(r, &e, year);
  case UNIT_WEEKEND: {
    cal_iso_week(d, &year, &week);
    cal_date saturday = cal_from_iso_week(year, week, 6);
    const char *value = arena_printf(r->memory, "%04d-W%02d-WE", year, week);
    return set_span(r, saturday, cal_add_days(saturday, 1), EVX_INTERVAL) &&
                   set_value(r, value, arena_printf(r->memory, "%s/%s", r->out->start, r->out->end))
               ? r->out
               : NULL;
  }
  case UNIT_MONTH: {
    const char *value = arena_printf(r->memory, "%04d-%02d", d.year, d.month);
    return resolve_months(r, d.year, d.month, 1, EVX_MONTH, value, value);
  }
  case UNIT_QUARTER: e.quarter = (d.month + 2) / 3; return resolve_year(r, &e, d.year);
  case UNIT_HALF: e.half = d.month > 6 ? 2 : 1; return resolve_year(r, &e, d.year);
  case UNIT_YEAR: return resolve_year(r, &e, d.year);
  case UNIT_DECADE:
    e.decade = d.year / 10;
    r->out->basis = EVX_BASIS_DOCUMENT_DATE;
    return resolve_months(r, e.decade * 10, 1, 120, EVX_DECADE, arena_printf(r->memory, "%d", e.decade), NULL);
  case UNIT_CENTURY:
    return resolve_months(r, (d.year - 1) / 100 * 100 + 1, 1, 1200, EVX_INTERVAL,
                          arena_printf(r->memory, "%02d", (d.year - 1) / 100), NULL);
  case UNIT_DAY:
  case UNIT_HOUR:
  case UNIT_MINUTE:
  case UNIT_SECOND:
  case UNIT_SEASON: return resolve_day(r, &e, d);
  }
  return invalid(r);
}

/* Moves a day by n units; false where the result leaves the calendar. */
static bool move(cal_date *d, int64_t n, time_unit unit) {
  if (n < -4000000 || n > 4000000)
    return false;
  switch (unit) {
  case UNIT_DAY: *d = cal_add_days(*d, n); break;
  case UNIT_WEEK:
  case UNIT_WEEKEND: *d = cal_add_days(*d, n * 7); break;
  case UNIT_MONTH: *d = cal_add_months(*d, n); break;
  case UNIT_QUARTER: *d = cal_add_months(*d, n * 3); break;
  case UNIT_HALF: *d = cal_add_months(*d, n * 6); break;
  case UNIT_YEAR:
  case UNIT_SEASON: *d = cal_add_months(*d, n * 12); break;
  case UNIT_DECADE: *d = cal_add_months(*d, n * 120); break;
  case UNIT_CENTURY: *d = cal_add_months(*d, n * 1200); break;
  case UNIT_HOUR:
  case UNIT_MINUTE:
  case UNIT_SECOND: break; /* the same day, as far as a date can say */
  }
  return year_fits(d->year);
}

/* Whether a point is known well enough to count units from it: a year is enough to count years. */
static bool counts_from(const time_point *p, time_unit unit) {
  switch (unit) {
  case UNIT_YEAR:
  case UNIT_DECADE:
  case UNIT_CENTURY: return time_point_set(p);
  case UNIT_MONTH:
  case UNIT_QUARTER:
  case UNIT_HALF: return time_point_set(p) && p->month != TIME_UNSET;
  default: return has_day(p);
  }
}

static const time_value *resolve_offset(resolver *r, const time_expr *e) {
  const time_point *from = anchor(r);
  time_value base;
  time_point begin;
  if (e->from && time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &base) && base.valid &&
      base.start && time_parse_iso(base.start, strlen(base.start), &begin)) {
    from = &begin;
    r->out->basis = base.basis;
  }
  if (!counts_from(from, e->unit))
    return unresolved(r, e);
  if (e->amount == TIME_UNSET) {
    r->out->value = e->sign < 0 ? "PAST_REF" : "FUTURE_REF";
    return r->out;
  }
  cal_date d = point_day(from);
  if (!move(&d, (int64_t)e->amount * e->sign, e->unit))
    return invalid(r);
  return e->unit == UNIT_DAY ? resolve_day(r, e, d) : resolve_unit_at(r, d, e->unit); /* a day may have a clock time */
}

static const time_value *resolve_unit_ref(resolver *r, const time_expr *e) {
  const time_point *from = anchor(r);
  if (!counts_from(from, e->unit))
    return unresolved(r, e);
  cal_date d = point_day(from);
  int64_t n = e->which == WHICH_THIS ? 0 : e->which == WHICH_LAST ? -1 : 1;
  return move(&d, n, e->unit) ? resolve_unit_at(r, d, e->unit) : invalid(r);
}

/* ---- the others ------------------------------------------------------------ */

static evx_basis weaker(evx_basis a, evx_basis b) {
  if (a == EVX_BASIS_UNRESOLVED || b == EVX_BASIS_UNRESOLVED)
    return EVX_BASIS_UNRESOLVED;
  return a > b ? a : b;
}

static const char *cut_edtf(const time_value *v, bool first) {
  const char *slash = v->edtf ? strchr(v->edtf, '/') : NULL;
  return !slash ? v->edtf : first ? v->start : v->end;
}

static const time_value *resolve_range(resolver *r, const time_expr *e) {
  time_value a, b;
  time_expr from = *e->from;
  if (!time_resolve(e->to, r->reference, r->narrative, r->policy, r->memory, &b))
    return NULL;
  /* A left end without a year is the last such day before the right end: "December to February 2020". */
  bool inherits = from.shape == TIME_CALENDAR && from.year == TIME_UNSET && time_point_set(&b.point) && b.valid;
  if (!time_resolve(&from, inherits ? &b.point : r->reference, r->narrative, inherits ? POLICY_PAST : r->policy,
                    r->memory, &a))
    return NULL;
  if (a.valid && b.valid && a.start && b.start && strcmp(a.start, b.start) > 0 && from.shape == TIME_CALENDAR &&
      e->from->month != TIME_UNSET && from.year != TIME_UNSET && e->to->shape == TIME_CALENDAR) {
    from.year--; /* the year was shared from the right end */
    if (!time_resolve(&from, r->reference, r->narrative, r->policy, r->memory, &a))
      return NULL;
  }
  if (!a.valid || !b.valid)
    return invalid(r);
  time_value *v = r->out;
  v->basis = inherits ? b.basis : weaker(a.basis, b.basis);
  v->used = b.used;
  v->precision = EVX_INTERVAL;
  v->start = a.start;
  v->end = b.end;
  v->point = a.point;
  const char *left = cut_edtf(&a, true), *right = cut_edtf(&b, false);
  if (!left || !right) {
    v->basis = EVX_BASIS_UNRESOLVED;
    v->value = a.value && b.value ? arena_printf(r->memory, "%s/%s", a.value, b.value) : NULL;
    return v;
  }
  v->value = v->edtf = arena_printf(r->memory, "%s/%s", left, right);
  return v->value ? v : NULL;
}

/* ISO 8601 duration of n units; n unset is X. */
static const char *format_duration(resolver *r, int32_t n, time_unit unit) {
  static const struct {
    char prefix, code;
    int32_t factor;
  } units[] = {[UNIT_MINUTE] = {'T', 'M', 1},  [UNIT_HOUR] = {'T', 'H', 1},  [UNIT_DAY] = {0, 'D', 1},
               [UNIT_WEEK] = {0, 'W', 1},      [UNIT_MONTH] = {0, 'M', 1},   [UNIT_QUARTER] = {0, 'M', 3},
               [UNIT_HALF] = {0, 'M', 6},      [UNIT_YEAR] = {0, 'Y', 1},    [UNIT_DECADE] = {0, 'Y', 10},
               [UNIT_CENTURY] = {0, 'Y', 100}, [UNIT_WEEKEND] = {0, 'W', 1}, [UNIT_SEASON] = {0, 'M', 3},
               [UNIT_SECOND] = {'T', 'S', 1}};
  const char *prefix = units[unit].prefix ? "T" : "";
  if (n == TIME_UNSET)
    return arena_printf(r->memory, "P%sX%c", prefix, units[unit].code);
  return arena_printf(r->memory, "P%s%lld%c", prefix, (long long)n * units[unit].factor, units[unit].code);
}

static const time_value *resolve_other(resolver *r, const time_expr *e) {
  time_value *v = r->out;
  static const char *const refs[] = {"PAST_REF", "PRESENT_REF", "FUTURE_REF"};
  v->basis = EVX_BASIS_EXPLICIT;
  switch (e->shape) {
  case TIME_DURATION:
    v->type = EVX_TIMEX_DURATION;
    v->value = format_duration(r, e->amount, e->unit);
    break;
  case TIME_SET:
    v->type = EVX_TIMEX_SET;
    v->value = e->weekday != TIME_UNSET ? arena_printf(r->memory, "XXXX-WXX-%d", e->weekday)
               : e->month != TIME_UNSET ? arena_printf(r->memory, "XXXX-%02d", e->month)
                                        : format_duration(r, e->amount, e->unit);
    break;
  case TIME_REF: v->value = refs[e->ref]; break;
  default: return invalid(r);
  }
  return v->value ? v : NULL;
}

static const time_value *resolve_holiday(resolver *r, const time_expr *e) {
  cal_date d;
  int32_t year = e->year;
  r->out->basis = EVX_BASIS_EXPLICIT;
  if (year == TIME_UNSET) {
    const time_point *from = anchor(r);
    if (!from)
      return unresolved(r, e);
    if (!holiday_date(e->holiday, from->year, &d))
      return invalid(r);
    year = pick_year(r, from, d.month, d.day, TIME_UNSET);
  }
  return holiday_date(e->holiday, year, &d) ? resolve_day(r, e, d) : invalid(r);
}

const time_value *time_resolve(const time_expr *expr, const time_point *reference, const time_point *narrative,
                               time_policy policy, arena *a, time_value *out) {
  resolver r = {reference, narrative, policy, a, out};
  memset(out, 0, sizeof *out);
  out->valid = true;
  out->type = EVX_TIMEX_DATE;
  out->point = (time_point){TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET};
  switch (expr->shape) {
  case TIME_CALENDAR: return resolve_calendar(&r, expr);
  case TIME_WEEKDAY: return resolve_weekday(&r, expr);
  case TIME_OFFSET: return resolve_offset(&r, expr);
  case TIME_UNIT_REF: return resolve_unit_ref(&r, expr);
  case TIME_RANGE: return resolve_range(&r, expr);
  case TIME_HOLIDAY: return resolve_holiday(&r, expr);
  case TIME_DURATION:
  case TIME_SET:
  case TIME_REF:
  case TIME_NONE: return resolve_other(&r, expr);
  }
  return invalid(&r);
}
