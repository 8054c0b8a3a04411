/* resolve.c - filling the missing parts of a time expression: the shapes, ranges, durations and holidays. */
#include "time/holiday.h"
#include "time/resolver.h"

static evx_basis weaker(evx_basis a, evx_basis b) {
  if (a == EVX_BASIS_UNRESOLVED || b == EVX_BASIS_UNRESOLVED)
    return EVX_BASIS_UNRESOLVED;
  return a > b ? a : b;
}

static const char *cut_edtf(const time_value *v, bool first) {
  const char *slash = v->edtf ? strchr(v->edtf, '/') : NULL;
  return !slash ? v->edtf : first ? v->start : v->end;
}

/* The values of a range's two ends: ends[0] and ends[1]. */
static bool resolve_ends(resolver *r, const time_expr *e, time_value *ends) {
  time_value *a = &ends[0], *b = &ends[1];
  time_expr from = *e->from;
  if (!time_resolve(e->to, r->reference, r->narrative, r->policy, r->memory, b))
    return false;
  /* A left end without a year is the last such day before the right end: "December to February 2020". */
  bool inherits = from.shape == TIME_CALENDAR && from.year == TIME_UNSET && time_point_set(&b->point) && b->valid;
  if (!time_resolve(&from, inherits ? &b->point : r->reference, r->narrative, inherits ? POLICY_PAST : r->policy,
                    r->memory, a))
    return false;
  if (inherits && a->valid) {
    a->basis = b->basis == EVX_BASIS_EXPLICIT ? EVX_BASIS_INHERITED : b->basis;
    a->used = b->used;
  }
  return true;
}

static const time_value *resolve_range(resolver *r, const time_expr *e) {
  time_value *ends = arena_array(r->memory, 2, sizeof *ends);
  if (!ends || !resolve_ends(r, e, ends))
    return NULL;
  time_value a = ends[0], b = ends[1], *v = r->out;
  v->ends = ends;
  if (!a.valid || !b.valid)
    return resolver_invalid(r);
  v->basis = b.basis == EVX_BASIS_EXPLICIT && a.basis == EVX_BASIS_INHERITED ? b.basis : weaker(a.basis, b.basis);
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
               [UNIT_WEEK] = {0, 'W', 1},      [UNIT_MONTH] = {0, 'M', 1},   [UNIT_QUARTER] = {0, 'Q', 1},
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
  default: return resolver_invalid(r);
  }
  return v->value ? v : NULL;
}

static const time_value *resolve_holiday(resolver *r, const time_expr *e) {
  cal_date d;
  int32_t year = e->year;
  r->out->basis = EVX_BASIS_EXPLICIT;
  if (e->from) { /* "Thanksgiving of next year" */
    time_value base;
    cal_date last;
    if (!time_resolve(e->from, r->reference, r->narrative, r->policy, r->memory, &base))
      return NULL;
    if (!resolver_days(&base, &d, &last))
      return resolver_unresolved(r, e);
    year = d.year;
    r->out->basis = base.basis;
  } else if (year == TIME_UNSET) {
    const time_point *from = resolver_anchor(r);
    if (!from)
      return resolver_unresolved(r, e);
    if (!holiday_date(e->holiday, from->year, &d))
      return resolver_invalid(r);
    year = resolver_pick_year(r, from, d.month, d.day, TIME_UNSET);
  }
  return holiday_date(e->holiday, year, &d) ? resolve_day(r, e, d) : resolver_invalid(r);
}

const time_value *time_resolve(const time_expr *expr, const time_point *reference, const time_point *narrative,
                               time_policy policy, arena *a, time_value *out) {
  memset(out, 0, sizeof *out);
  out->valid = true;
  out->type = EVX_TIMEX_DATE;
  out->point = (time_point){TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET};
  resolver r = {reference, narrative, policy, a, out};
  switch (expr->shape) {
  case TIME_CALENDAR: return resolve_calendar(&r, expr);
  case TIME_WEEKDAY: return resolve_weekday(&r, expr);
  case TIME_OFFSET: return resolve_offset(&r, expr);
  case TIME_UNIT_REF: return resolve_unit_ref(&r, expr);
  case TIME_RANGE: return resolve_range(&r, expr);
  case TIME_HOLIDAY: return resolve_holiday(&r, expr);
  case TIME_NTH: return resolve_nth(&r, expr);
  case TIME_HOLDER: return resolve_holder(&r, expr);
  case TIME_DURATION:
  case TIME_SET:
  case TIME_REF:
  case TIME_NONE: return resolve_other(&r, expr);
  }
  return resolver_invalid(&r);
}

bool time_is_whole(const time_expr *e) {
  switch (e->shape) {
  case TIME_CALENDAR: return e->year != TIME_UNSET && !e->two_digit_year;
  case TIME_RANGE: return time_is_whole(e->from) && time_is_whole(e->to);
  case TIME_DURATION:
  case TIME_SET:
  case TIME_REF: return true;
  default: return false;
  }
}
