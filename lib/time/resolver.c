/* resolver.c - the reference that expressions are filled from, and the value that is said. */
#include "time/resolver.h"

bool resolver_has_day(const time_point *p) {
  return time_point_set(p) && p->month != TIME_UNSET && p->day != TIME_UNSET;
}

cal_date resolver_point_day(const time_point *p) {
  return (cal_date){p->year, p->month != TIME_UNSET ? p->month : 1, p->day != TIME_UNSET ? p->day : 1};
}

const time_point *resolver_anchor(const resolver *r) {
  if (r->policy == POLICY_NARRATIVE && time_point_set(r->narrative)) {
    r->out->basis = EVX_BASIS_INHERITED;
    return r->narrative;
  }
  r->out->basis = EVX_BASIS_DOCUMENT_DATE;
  return time_point_set(r->reference) ? r->reference : NULL;
}

const char *resolver_format_year(resolver *r, int32_t year) {
  return arena_printf(r->memory, year > 0 ? "%04d" : "BC%04d", year > 0 ? year : 1 - year);
}

static char *put_two(char *to, int32_t n) {
  *to++ = (char)('0' + n / 10 % 10);
  *to++ = (char)('0' + n % 10);
  return to;
}

/* Of a year that fits. NULL when memory is out. ISO 8601 counts the year before 0001 as 0000, and the one before that
 * as -0001. */
static const char *format_day(resolver *r, cal_date d) {
  int32_t year = d.year < 0 ? -d.year : d.year;
  char *text = year <= 9999 ? arena_alloc(r->memory, sizeof "-YYYY-MM-DD") : NULL, *to = text;
  if (!text)
    return NULL;
  if (d.year < 0)
    *to++ = '-';
  to = put_two(put_two(to, year / 100), year % 100);
  *to++ = '-';
  to = put_two(to, d.month);
  *to++ = '-';
  *put_two(to, d.day) = '\0';
  return text;
}

bool resolver_year_fits(int64_t year) {
  return year >= -9999 && year <= 9999;
}

const time_value *resolver_invalid(resolver *r) {
  r->out->valid = false;
  r->out->value = r->out->edtf = r->out->start = r->out->end = NULL;
  r->out->basis = EVX_BASIS_UNRESOLVED;
  r->out->used = POLICY_NONE;
  return r->out;
}

/* Says a span of days. False when memory is out. */
bool resolver_set_span(resolver *r, cal_date first, cal_date last, evx_precision precision) {
  time_value *v = r->out;
  if (!resolver_year_fits(first.year) || !resolver_year_fits(last.year)) {
    resolver_invalid(r);
    return true;
  }
  v->precision = precision;
  v->start = format_day(r, first);
  bool one_day = first.year == last.year && first.month == last.month && first.day == last.day;
  v->end = one_day ? v->start : format_day(r, last);
  v->point =
      (time_point){first.year, precision <= EVX_MONTH || precision == EVX_INTERVAL ? first.month : TIME_UNSET,
                   precision <= EVX_WEEK || precision == EVX_INTERVAL ? first.day : TIME_UNSET, TIME_UNSET, TIME_UNSET};
  return v->start && v->end;
}

bool resolver_set_value(resolver *r, const char *value, const char *edtf) {
  r->out->value = value;
  r->out->edtf = edtf;
  return value != NULL;
}

const char *const resolver_season_codes[] = {"", "SP", "SU", "FA", "WI"};

/* Unknown parts are written X, as TIMEX3 does. */
const time_value *resolver_unresolved(resolver *r, const time_expr *e) {
  time_value *v = r->out;
  if (e->month != TIME_UNSET && e->day != TIME_UNSET && !cal_is_valid((cal_date){2000, e->month, e->day}))
    return resolver_invalid(r); /* in no year */
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
  else if (e->quarter != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-Q%d", e->quarter);
  else if (e->half != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-H%d", e->half);
  else if (e->season >= SEASON_SPRING && e->season <= SEASON_WINTER)
    v->value = arena_printf(r->memory, "XXXX-%s", resolver_season_codes[e->season]);
  else if (e->hour != TIME_UNSET)
    v->value = arena_printf(r->memory, "XXXX-XX-XXT%02d:%02d", e->hour, e->minute == TIME_UNSET ? 0 : e->minute);
  else
    v->value = "XXXX";
  if (e->hour != TIME_UNSET)
    v->type = EVX_TIMEX_TIME;
  return v->value ? v : NULL;
}

/* Starts and ends are ISO 8601 dates, perhaps with a clock time behind them. */
bool resolver_days(const time_value *v, cal_date *first, cal_date *last) {
  time_point a, b;
  if (!v->valid || !v->start || !v->end || strlen(v->start) < 10 || strlen(v->end) < 10 ||
      !time_parse_iso(v->start, 10, &a) || !time_parse_iso(v->end, 10, &b))
    return false;
  *first = resolver_point_day(&a);
  *last = resolver_point_day(&b);
  return true;
}
