/* document_date.c - the date of the document itself, from which other dates count.
 *
 * In this order: the caller's; a header field; a title; a dateline; other words of the text that say it; any of these
 * without its year, where the full dates of the text give one; the name of the file; the
 * addresses in the text. */
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

/* Behind so many tokens nothing is the opening of a document any more; what is said of a meeting there is as likely
 * said of another one, whose minutes are approved or which is announced. */
#define OPENING_TOKENS 150u

/* One day, or a range of days, with its year. */
static bool is_full(const date_state *d) {
  bool days = d->value.precision <= EVX_DAY || d->expr->shape == TIME_RANGE;
  return date_has_day(d) && days && d->value.basis == EVX_BASIS_EXPLICIT;
}

/* "March 4": all but the year. */
static bool lacks_year(const date_state *d) {
  const time_expr *e = d->expr;
  return d->value.valid && e->shape == TIME_CALENDAR && e->year == TIME_UNSET && e->month != TIME_UNSET &&
         e->day != TIME_UNSET;
}

/* The DocumentDate mention to be believed, of those whose date is `fit`: by basis, then by place. */
static const mention *best_mention(const record_context *c, bool (*fit)(const date_state *)) {
  const mention *best = NULL;
  int best_rank = 0;
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_DOCUMENT_DATE)
      continue;
    const date_state *d = date_in(c, m);
    int rank = field_word(c, m, DOCUMENT_DATE_BASIS);
    if (!d || !fit(d) || (rank >= BASIS_MEETING && m->begin >= OPENING_TOKENS) || (best && rank >= best_rank))
      continue;
    best = m;
    best_rank = rank;
  }
  return best;
}

/* The year of "March 4" is that of the full dates of the text, where there are several and all agree: one alone is
 * often given its year because that is another. */
static bool fill_year(const record_context *c, const date_state *open, time_point *out) {
  int32_t year = TIME_UNSET;
  size_t agree = 0;
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    const date_state *d = c->dates[i];
    if (!d || d->part || !is_full(d))
      continue;
    if (year != TIME_UNSET && d->value.point.year != year)
      return false;
    year = d->value.point.year;
    agree++;
  }
  *out = (time_point){year, open->expr->month, open->expr->day, TIME_UNSET, TIME_UNSET};
  return agree >= 2 && cal_is_valid((cal_date){out->year, out->month, out->day});
}

/* What the text says of its own date. */
static bool find_in_text(record_context *c, time_point *out, const char **basis) {
  static const char *const names[] = {"text", "header", "title", "dateline", "text", "text", "text"};
  const mention *m = best_mention(c, is_full);
  bool full = m != NULL;
  if (!full)
    m = best_mention(c, lacks_year);
  if (!m || (!full && !fill_year(c, date_in(c, m), out)))
    return false;
  if (full)
    *out = whole_day(&date_in(c, m)->value.point);
  *basis = names[field_word(c, m, DOCUMENT_DATE_BASIS)];
  return true;
}

/* The last date in figures ("…/2020/minutes_20200512.txt"). One that could be read in two ways is none. */
static bool last_date(record_context *c, const char *name, size_t len, time_point *out) {
  size_t end = 0;
  bool found = false;
  time_expr e;
  for (size_t at = 0; at < len && numeric_read(name + at, len - at, &e, &end); at += end) {
    const time_expr *ordered = numeric_order(&e, c->order, c->scratch);
    c->failed |= !ordered;
    if (!ordered)
      return false;
    cal_date d = {ordered->year, ordered->month, ordered->day};
    if (ordered->order == ORDER_OPEN || e.two_digit_year || !cal_is_valid(d))
      continue;
    *out = (time_point){d.year, d.month, d.day, TIME_UNSET, TIME_UNSET};
    found = true;
  }
  return found;
}

static bool is_address(const char *s, size_t len) {
  for (size_t i = 0; i + 3 <= len; i++)
    if (memcmp(s + i, "://", 3) == 0)
      return true;
  return len > 4 && memcmp(s, "www.", 4) == 0;
}

/* A date in the addresses that the text holds ("https://…/2020/05/12/council.html"), where all that have one agree. */
static bool in_addresses(record_context *c, time_point *out) {
  bool found = false;
  for (size_t i = 0; c->doc->addresses && i < c->doc->tokens.count && count_work(c, 1); i++) {
    const token *t = &c->doc->tokens.at[i];
    const char *s = c->doc->text + t->begin;
    size_t len = t->end - t->begin;
    time_point day;
    if (len < 12 || !is_address(s, len) || !last_date(c, s, len, &day))
      continue;
    if (found && memcmp(&day, out, sizeof day) != 0)
      return false;
    *out = day;
    found = true;
  }
  return found;
}

void document_date_find(record_context *c) {
  time_point day;
  const char *basis = NULL, *file = c->options->file_name;
  if (c->reference_given)
    take(c, &c->options->reference, "option");
  else if (find_in_text(c, &day, &basis))
    take(c, &day, basis);
  else if (last_date(c, file, strlen(file), &day))
    take(c, &day, "file-name");
  else if (in_addresses(c, &day))
    take(c, &day, "text");
  else if (c->options->modified.day != TIME_UNSET)
    take(c, &c->options->modified, "mtime");
}
