/* resolver.h - what the parts of the resolution share. Only lib/time includes it.
 *
 * Every expression ends as a span of days (first, last) with a precision; minutes are kept beside it. TIMEX3 values
 * follow ISO-TimeML (ISO 24617-1) and the TimeML annotation guidelines 1.2.1; record values ISO 8601 and EDTF. */
#ifndef EVX_TIME_RESOLVER_H
#define EVX_TIME_RESOLVER_H

#include <string.h>

#include "time/timex.h"

typedef struct resolver {
  const time_point *reference, *narrative;
  time_policy policy;
  arena *memory;
  time_value *out;
} resolver;

/* resolver.c: the reference and the result. Functions that return a time_value return `out`, or NULL when memory is
 * out; those that return bool are false when memory is out. */
bool resolver_has_day(const time_point *p);
/* The day that stands for a point which may be a month or a year only. */
cal_date resolver_point_day(const time_point *p);
/* Where missing parts come from, and what is then said of them; NULL where nothing is known. */
const time_point *resolver_anchor(const resolver *r);
bool resolver_year_fits(int64_t year);
extern const char *const resolver_season_codes[]; /* TIMEX3, by time_season */
/* A year as TIMEX3 writes it: "1998", "BC0490". NULL when memory is out. */
const char *resolver_format_year(resolver *r, int32_t year);
const time_value *resolver_invalid(resolver *r);
const time_value *resolver_unresolved(resolver *r, const time_expr *e);
bool resolver_set_span(resolver *r, cal_date first, cal_date last, evx_precision precision);
/* The span of days of another value; false where it has none. */
bool resolver_days(const time_value *v, cal_date *first, cal_date *last);
bool resolver_set_value(resolver *r, const char *value, const char *edtf);

/* resolve_calendar.c */
/* The year that puts (month, day) on the policy's side of the anchor; day and weekday may be unset. */
int32_t resolver_pick_year(const resolver *r, const time_point *from, int32_t month, int32_t day, int32_t weekday);
/* One day, with the clock time or part of day of `e`. */
const time_value *resolve_day(resolver *r, const time_expr *e, cal_date d);
/* `count` whole months; without an `edtf` it is first day/last day. */
const time_value *resolve_months(resolver *r, int32_t year, int32_t month, int32_t count, evx_precision precision,
                                 const char *value, const char *edtf);
/* A year, or the quarter, half, season or week of it that `e` names. */
const time_value *resolve_year(resolver *r, const time_expr *e, int32_t year);
const time_value *resolve_calendar(resolver *r, const time_expr *e);

/* resolve_relative.c */
const time_value *resolve_weekday(resolver *r, const time_expr *e);
const time_value *resolve_offset(resolver *r, const time_expr *e);
const time_value *resolve_unit_ref(resolver *r, const time_expr *e);
const time_value *resolve_nth(resolver *r, const time_expr *e);
const time_value *resolve_holder(resolver *r, const time_expr *e);

#endif
