/* resolve_relative.c - weekdays, offsets and units, counted from the reference. */
#include "time/resolver.h"

const time_value *resolve_weekday(resolver *r, const time_expr *e) {
  const time_point *from = resolver_anchor(r);
  time_value base;
  cal_date first, last;
  if (e->from && !time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &base))
    return NULL;
  bool counted = e->from && resolver_days(&base, &first, &last); /* "the Monday after Easter" */
  if (!counted && (!from || !resolver_has_day(from)))
    return resolver_unresolved(r, e);
  if (counted)
    r->out->basis = base.basis;
  cal_date at = !counted ? resolver_point_day(from) : e->sign < 0 ? first : last;
  int32_t ahead = (e->weekday - cal_weekday(at) + 7) % 7; /* 0 is the anchor's own day */
  time_policy policy = e->sign < 0 ? POLICY_PAST : e->sign > 0 ? POLICY_FUTURE : r->policy;
  r->out->used = policy;
  if (e->sign != 0 && ahead == 0)
    ahead = 7 * e->sign;
  else if (ahead > 0 && (policy == POLICY_PAST || (policy != POLICY_FUTURE && ahead > 3)))
    ahead -= 7;
  if (e->sign != 0 && e->amount != TIME_UNSET && e->amount < 10000)
    ahead += 7 * (e->amount - 1) * e->sign;
  return resolve_day(r, e, cal_add_days(at, ahead));
}

/* The whole week, month, quarter or year that holds a day. */
static const time_value *resolve_unit_at(resolver *r, cal_date d, time_unit unit) {
  time_expr e;
  int32_t year, week;
  time_expr_init(&e, TIME_CALENDAR);
  if (!resolver_year_fits(d.year))
    return resolver_invalid(r);
  switch (unit) {
  case UNIT_WEEK:
    cal_iso_week(d, &year, &week);
    e.week = week;
    return resolve_year(r, &e, year);
  case UNIT_WEEKEND: {
    cal_iso_week(d, &year, &week);
    cal_date saturday = cal_from_iso_week(year, week, 6);
    const char *value = arena_printf(r->memory, "%04d-W%02d-WE", year, week);
    return resolver_set_span(r, saturday, cal_add_days(saturday, 1), EVX_INTERVAL) &&
                   resolver_set_value(r, value, arena_printf(r->memory, "%s/%s", r->out->start, r->out->end))
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
  return resolver_invalid(r);
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
  return resolver_year_fits(d->year);
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
  default: return resolver_has_day(p);
  }
}

/* Hours and minutes from a reference whose clock is known. */
static const time_value *resolve_clock_offset(resolver *r, const time_expr *e, const time_point *from) {
  int64_t step = e->unit == UNIT_HOUR ? 60 : 1;
  int64_t minutes = (int64_t)from->hour * 60 + (from->minute == TIME_UNSET ? 0 : from->minute);
  if (e->unit == UNIT_SECOND) /* the reference has none */
    step = 0;
  minutes += step * e->amount * e->sign;
  int64_t days = minutes >= 0 ? minutes / 1440 : -((1439 - minutes) / 1440);
  time_expr clock = *e;
  clock.hour = (int32_t)((minutes - days * 1440) / 60);
  clock.minute = (int32_t)((minutes - days * 1440) % 60);
  if (days < -4000000 || days > 4000000)
    return resolver_invalid(r);
  return resolve_day(r, &clock, cal_add_days(resolver_point_day(from), days));
}

const time_value *resolve_offset(resolver *r, const time_expr *e) {
  const time_point *from = resolver_anchor(r);
  time_value base = {0};
  time_point begin;
  cal_date first, last;
  if (e->from && !time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &base))
    return NULL;
  if (e->from && resolver_days(&base, &first, &last)) {
    begin = (time_point){first.year, first.month, first.day, base.point.hour, base.point.minute};
    from = &begin;
    r->out->basis = base.basis;
    r->out->used = base.used;
  }
  if (!counts_from(from, e->unit))
    return resolver_unresolved(r, e);
  if (e->amount == TIME_UNSET) {
    r->out->value = e->sign < 0 ? "PAST_REF" : "FUTURE_REF";
    return r->out;
  }
  if ((e->unit == UNIT_HOUR || e->unit == UNIT_MINUTE || e->unit == UNIT_SECOND) && from->hour != TIME_UNSET)
    return resolve_clock_offset(r, e, from);
  cal_date d = resolver_point_day(from);
  if (!move(&d, (int64_t)e->amount * e->sign, e->unit))
    return resolver_invalid(r);
  /* Weeks ahead are counted in days ("in two weeks"), weeks back name a week ("two weeks ago"). What is counted from a
   * day or month is one: "a year after 3 May", "March in a year". */
  if (e->unit == UNIT_DAY || (e->unit == UNIT_WEEK && e->sign > 0) ||
      (e->from && base.valid && base.precision <= EVX_DAY && base.value && base.start))
    return resolve_day(r, e, d); /* a day may have a clock time */
  if (e->from && base.valid && base.precision == EVX_MONTH && e->unit != UNIT_WEEK)
    return resolve_unit_at(r, d, UNIT_MONTH);
  bool long_units = e->unit == UNIT_DECADE || e->unit == UNIT_CENTURY; /* "four decades ago" is a year, not a decade */
  return resolve_unit_at(r, d, long_units ? UNIT_YEAR : e->unit);
}

const time_value *resolve_unit_ref(resolver *r, const time_expr *e) {
  const time_point *from = resolver_anchor(r);
  if (!counts_from(from, e->unit))
    return resolver_unresolved(r, e);
  cal_date d = resolver_point_day(from);
  int64_t n = e->which == WHICH_THIS ? 0 : e->which == WHICH_LAST ? -1 : 1;
  /* "at the weekend": the last one that has begun, unless what is said of it lies ahead. */
  if (e->unit == UNIT_WEEKEND && n == 0 && r->policy == POLICY_PAST && cal_weekday(d) < 6)
    n = -1;
  return move(&d, n, e->unit) ? resolve_unit_at(r, d, e->unit) : resolver_invalid(r);
}

/* The nth (from the end where negative) weekday of a span, or 0 days where the span has fewer. */
static bool nth_weekday(cal_date first, cal_date last, int32_t weekday, int32_t n, cal_date *out) {
  int32_t ahead = (weekday - cal_weekday(first) + 7) % 7, back = (cal_weekday(last) - weekday + 7) % 7;
  *out = n > 0 ? cal_add_days(first, ahead + (n - 1) * 7) : cal_add_days(last, -back + (n + 1) * 7);
  return cal_to_days(*out) >= cal_to_days(first) && cal_to_days(*out) <= cal_to_days(last);
}

/* Weeks and weekends count that lie in the span as a whole. */
const time_value *resolve_nth(resolver *r, const time_expr *e) {
  time_value base;
  cal_date first, last, d;
  if (!e->from || !time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &base))
    return NULL;
  r->out->basis = base.basis;
  r->out->used = base.used;
  if (!resolver_days(&base, &first, &last))
    return resolver_unresolved(r, e);
  int32_t n = e->amount;
  bool found;
  switch (e->weekday != TIME_UNSET ? UNIT_DAY : e->unit) {
  case UNIT_WEEK: found = nth_weekday(first, last, n > 0 ? 1 : 7, n, &d); break;
  case UNIT_WEEKEND: found = nth_weekday(first, last, n > 0 ? 6 : 7, n, &d); break;
  case UNIT_MONTH:
  case UNIT_QUARTER:
  case UNIT_HALF:
  case UNIT_YEAR:
  case UNIT_DECADE:
    d = n > 0 ? first : last;
    found = move(&d, n > 0 ? n - 1 : n + 1, e->unit);
    break;
  default:
    if (e->weekday != TIME_UNSET) {
      found = nth_weekday(first, last, e->weekday, n, &d);
    } else {
      d = n > 0 ? cal_add_days(first, n - 1) : cal_add_days(last, n + 1);
      found = true;
    }
    break;
  }
  if (!found || cal_to_days(d) < cal_to_days(first) || cal_to_days(d) > cal_to_days(last))
    return resolver_invalid(r);
  return e->weekday != TIME_UNSET ? resolve_day(r, e, d) : resolve_unit_at(r, d, e->unit);
}

const time_value *resolve_holder(resolver *r, const time_expr *e) {
  time_value base;
  cal_date first, last;
  if (!e->from || !time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &base))
    return NULL;
  r->out->basis = base.basis;
  r->out->used = base.used;
  return resolver_days(&base, &first, &last) ? resolve_unit_at(r, first, e->unit) : resolver_unresolved(r, e);
}
