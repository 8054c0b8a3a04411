/* order.c - day and month in dates of figures: 03/04/2020 is the third of April or the fourth of March.
 *
 * The caller's option decides; else the dates of the document that leave no doubt (25/03/2020), where they agree; else
 * the day comes first, and a warning says so. */
#include "record/context.h"
#include "time/numeric.h"

static void count_orders(const time_expr *e, size_t seen[]) {
  if (e->shape == TIME_RANGE) {
    count_orders(e->from, seen);
    count_orders(e->to, seen);
  } else {
    seen[e->order]++;
  }
}

static time_order decide(const record_context *c, const size_t seen[]) {
  switch (c->options->order) {
  case EVX_DAY_FIRST: return ORDER_DAY_FIRST;
  case EVX_MONTH_FIRST: return ORDER_MONTH_FIRST;
  case EVX_ORDER_FOUND: break;
  }
  bool day = seen[ORDER_DAY_FIRST] > 0, month = seen[ORDER_MONTH_FIRST] > 0;
  return day == month ? ORDER_OPEN : day ? ORDER_DAY_FIRST : ORDER_MONTH_FIRST;
}

static bool is_open(const date_state *d) {
  size_t seen[ORDER_MONTH_FIRST + 1] = {0};
  if (d)
    count_orders(d->expr, seen);
  return seen[ORDER_OPEN] > 0;
}

/* One warning for all of them, at the first: a document may have hundreds. */
static void warn_of_default(record_context *c, size_t count, evx_span first) {
  const char *message = count == 1
                            ? "day and month could be the other way round; the day was taken to come first"
                            : arena_printf(c->result,
                                           "day and month could be the other way round in %zu dates; the day was "
                                           "taken to come first",
                                           count);
  c->failed |= !message;
  if (message)
    warn(c, "day-month-order", message, first);
}

void orders_settle(record_context *c) {
  size_t seen[ORDER_MONTH_FIRST + 1] = {0}, open = 0;
  evx_span first = {0, 0};
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++)
    if (c->dates[i])
      count_orders(c->dates[i]->expr, seen);
  time_order order = c->order = decide(c, seen);
  if (seen[ORDER_OPEN] == 0)
    return;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    date_state *d = c->dates[i];
    if (!is_open(d))
      continue;
    d->expr = numeric_order(d->expr, order == ORDER_MONTH_FIRST ? order : ORDER_DAY_FIRST, c->scratch);
    c->failed |= !d->expr;
    if (!d->expr)
      return;
    const mention *m = mention_at(c, i);
    evx_span span = token_span(c, m->begin, m->end);
    if (span.begin >= first.end) /* a range and its ends are one date */
      open++;
    if (first.end == 0)
      first = span;
  }
  if (order == ORDER_OPEN)
    warn_of_default(c, open, first);
}
