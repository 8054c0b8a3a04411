/* document_date.c - the date of the document itself, from which other dates count.
 *
 * In this order: the caller's; a header field; a title; a dateline; other words of the text that say it; the name of
 * the file. */
#include "record/context.h"
#include "time/numeric.h"

static bool take(record_context *c, const time_point *day, const char *basis) {
  char *date = day->hour == TIME_UNSET ? arena_printf(c->result, "%04d-%02d-%02d", day->year, day->month, day->day)
                                       : arena_printf(c->result, "%04d-%02d-%02dT%02d:%02d", day->year, day->month,
                                                      day->day, day->hour, day->minute);
  c->failed |= !date;
  if (!date)
    return false;
  c->reference = *day;
  c->document.date = (evx_string){date, strlen(date)};
  c->document.date_basis = basis;
  return true;
}

static time_point whole_day(const time_point *p) {
  return (time_point){p->year, p->month, p->day, TIME_UNSET, TIME_UNSET};
}

static const date_state *date_in(const record_context *c, const mention *m) {
  uint32_t index = field_mention(c, m, DOCUMENT_DATE_DATE, RECORD_DATE);
  return index == NONE ? NULL : c->dates[index];
}

/* The DocumentDate mention to be believed: by basis, then by place. */
static const mention *best_mention(const record_context *c) {
  const mention *best = NULL;
  int best_rank = 0;
  for (uint32_t i = 0; i < c->mentions->count; i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_DOCUMENT_DATE)
      continue;
    const date_state *d = date_in(c, m);
    int rank = field_word(c, m, DOCUMENT_DATE_BASIS);
    if (d && date_has_day(d) && d->value.basis == EVX_BASIS_EXPLICIT && (!best || rank < best_rank)) {
      best = m;
      best_rank = rank;
    }
  }
  return best;
}

/* The last date in the name: ".../2020/minutes_20200512.txt". One that could be read in two ways is none. */
static bool in_file_name(const char *name, time_order order, arena *scratch, time_point *out) {
  size_t len = strlen(name), end = 0;
  bool found = false;
  time_expr e;
  for (size_t at = 0; at < len && numeric_read(name + at, len - at, &e, &end); at += end) {
    const time_expr *ordered = numeric_order(&e, order, scratch);
    cal_date d = ordered && ordered->order != ORDER_OPEN ? (cal_date){ordered->year, ordered->month, ordered->day}
                                                         : (cal_date){0, 0, 0};
    if (e.two_digit_year || !cal_is_valid(d))
      continue;
    *out = (time_point){d.year, d.month, d.day, TIME_UNSET, TIME_UNSET};
    found = true;
  }
  return found;
}

void document_date_find(record_context *c) {
  static const char *const names[] = {"text", "header", "title", "dateline", "text"};
  time_point day;
  if (c->reference_given) {
    take(c, &c->options->reference, "option");
    return;
  }
  const mention *m = best_mention(c);
  if (m) {
    day = whole_day(&date_in(c, m)->value.point);
    take(c, &day, names[field_word(c, m, DOCUMENT_DATE_BASIS)]);
    return;
  }
  if (in_file_name(c->options->file_name, c->order, c->scratch, &day))
    take(c, &day, "file-name");
}
