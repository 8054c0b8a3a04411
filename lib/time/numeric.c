#include "time/numeric.h"

#include <string.h>

typedef struct figures {
  int32_t value;
  size_t count;
} figures;

static bool is_figure(const char *s, size_t len, size_t at) {
  return at < len && s[at] >= '0' && s[at] <= '9';
}

/* A run of figures; those of more than eight have no value. */
static size_t read_figures(const char *s, size_t len, size_t at, figures *out) {
  *out = (figures){0, 0};
  for (; is_figure(s, len, at); at++, out->count++)
    out->value = out->count < 8 ? out->value * 10 + (s[at] - '0') : -1;
  return at;
}

/* The same separator at both places, with figures behind each. */
static bool separated(const char *s, size_t len, size_t first, size_t second) {
  return second < len && s[first] == s[second] && strchr("/-._", s[first]) != NULL;
}

static bool short_number(const figures *f) {
  return f->count == 1 || f->count == 2;
}

static void order_parts(time_expr *e, int32_t first, int32_t second) {
  bool month_first = first >= 1 && first <= 12 && second > 12;
  e->day = month_first ? second : first;
  e->month = month_first ? first : second;
  bool day_fits = e->day >= 1 && e->day <= 31 && e->month >= 1 && e->month <= 12;
  if (day_fits && first != second)
    e->order = first <= 12 && second <= 12 ? ORDER_OPEN : month_first ? ORDER_MONTH_FIRST : ORDER_DAY_FIRST;
}

static bool three_numbers(const figures part[3], time_expr *out) {
  time_expr_init(out, TIME_CALENDAR);
  if (part[0].count == 4 && short_number(&part[1]) && short_number(&part[2])) {
    out->year = part[0].value;
    out->month = part[1].value;
    out->day = part[2].value;
    return true;
  }
  if (!short_number(&part[0]) || !short_number(&part[1]) || (part[2].count != 4 && part[2].count != 2))
    return false;
  out->year = part[2].value;
  out->two_digit_year = part[2].count == 2;
  order_parts(out, part[0].value, part[1].value);
  return true;
}

/* "20200512": a year of these centuries, and a day that the calendar has, for eight figures can be anything. */
static bool eight_figures(const figures *f, time_expr *out) {
  cal_date d = {f->value / 10000, f->value / 100 % 100, f->value % 100};
  if (f->count != 8 || d.year < 1900 || d.year > 2099 || !cal_is_valid(d))
    return false;
  time_expr_init(out, TIME_CALENDAR);
  out->year = d.year;
  out->month = d.month;
  out->day = d.day;
  return true;
}

bool numeric_read(const char *text, size_t len, time_expr *out, size_t *end) {
  for (size_t at = 0; at < len;) {
    figures part[3];
    size_t first = read_figures(text, len, at, &part[0]);
    if (part[0].count == 0) {
      at++;
      continue;
    }
    size_t stop = first;
    bool found = eight_figures(&part[0], out);
    if (!found && is_figure(text, len, first + 1)) {
      size_t second = read_figures(text, len, first + 1, &part[1]);
      if (separated(text, len, first, second) && is_figure(text, len, second + 1)) {
        stop = read_figures(text, len, second + 1, &part[2]);
        found = three_numbers(part, out);
      }
    }
    if (found) {
      if (end)
        *end = stop;
      return true;
    }
    at = first;
  }
  return false;
}

static void swap_parts(time_expr *e) {
  int32_t day = e->day;
  e->day = e->month;
  e->month = day;
}

void numeric_weekday(time_expr *e, int32_t weekday) {
  e->weekday = weekday;
  if (weekday == TIME_UNSET || e->order != ORDER_OPEN || e->two_digit_year)
    return;
  bool day_first = cal_weekday((cal_date){e->year, e->month, e->day}) == weekday;
  bool month_first = cal_weekday((cal_date){e->year, e->day, e->month}) == weekday;
  if (day_first == month_first)
    return;
  e->order = day_first ? ORDER_DAY_FIRST : ORDER_MONTH_FIRST;
  if (month_first)
    swap_parts(e);
}

const time_expr *numeric_order(const time_expr *e, time_order order, arena *a) {
  bool range = e->shape == TIME_RANGE;
  if (!range && e->order != ORDER_OPEN)
    return e;
  time_expr *copy = arena_alloc(a, sizeof *copy);
  if (!copy)
    return NULL;
  *copy = *e;
  if (range) {
    copy->from = numeric_order(e->from, order, a);
    copy->to = numeric_order(e->to, order, a);
    return copy->from && copy->to ? copy : NULL;
  }
  copy->order = order;
  copy->order_chosen = order != ORDER_OPEN;
  if (order == ORDER_MONTH_FIRST)
    swap_parts(copy);
  return copy;
}
