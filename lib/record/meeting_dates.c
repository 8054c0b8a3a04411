/* meeting_dates.c - when a meeting was: which of the dates that are said of it is its own. */
#include "record/clusters.h"

#define DAY_EXACT 4
/* How exactly a date says when; 0 for none. A day counts as much as a minute: the first one wins. */
static int exactness(const time_value *v) {
  switch (v->precision) {
  case EVX_MINUTE:
  case EVX_DAY: return DAY_EXACT;
  case EVX_INTERVAL: return v->start && strlen(v->start) >= strlen("2025-04-12") ? DAY_EXACT : 1;
  case EVX_WEEK:
  case EVX_MONTH: return 3;
  case EVX_PRECISION_NONE: return 0;
  default: return 2;
  }
}

/* The token at which it is first said that these are minutes. */
static uint32_t minutes_begin(const record_context *c, const cluster *k) {
  uint32_t first = NONE;
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (field_word(c, m, MEETING_ROLE) == ROLE_MINUTES && m->begin < first)
      first = m->begin;
  }
  return first;
}

static bool is_minutes_of(const record_context *c, const cluster *k) {
  return minutes_begin(c, k) != NONE;
}

static bool is_main_cluster(const record_context *c, const cluster *k) {
  return c->main != NONE && k == &c->clusters.at[c->main];
}

bool main_is_minuted(const record_context *c) {
  return c->main != NONE && is_minutes_of(c, &c->clusters.at[c->main]);
}

/* Meetings last some days, and what is told of their end is still told of them. */
#define DAYS_OF_ONE_MEETING 4

static bool day_of(const char *iso, int64_t *day) {
  time_point p;
  if (!iso || !time_parse_iso(iso, strlen(iso), &p) || p.year == TIME_UNSET || p.month == TIME_UNSET ||
      p.day == TIME_UNSET)
    return false;
  *day = cal_to_days((cal_date){p.year, p.month, p.day});
  return true;
}

/* By the calendar, not as "last week". */
static bool is_written(const time_expr *e) {
  return e->shape == TIME_CALENDAR || (e->shape == TIME_RANGE && e->from->shape == TIME_CALENDAR);
}

/* A report of the day counts "last week" from about the day of its meeting; what came out later may mean that week. */
static bool is_of_the_day(const record_context *c, int64_t from, int64_t to) {
  const time_point *r = &c->reference;
  if (!time_point_set(r) || r->year == TIME_UNSET || r->month == TIME_UNSET || r->day == TIME_UNSET)
    return false;
  int64_t day = cal_to_days((cal_date){r->year, r->month, r->day});
  return from <= day && day <= to + DAYS_OF_ONE_MEETING;
}

/* Days, months or years with more than so many days between them. */
static bool lie_apart(const time_value *a, const time_value *b, int64_t margin) {
  int64_t from, to, begin, end;
  return day_of(a->start, &from) && day_of(a->end, &to) && day_of(b->start, &begin) && day_of(b->end, &end) &&
         (begin > to + margin || end + margin < from);
}

bool values_apart(const time_value *a, const time_value *b) {
  return lie_apart(a, b, DAYS_OF_ONE_MEETING);
}

bool values_disjoint(const time_value *a, const time_value *b) {
  return lie_apart(a, b, 0);
}

/* The day of the report; false where it is not known to the day. */
static bool reference_day(const record_context *c, int64_t *day) {
  const time_point *r = &c->reference;
  if (!time_point_set(r) || r->year == TIME_UNSET || r->month == TIME_UNSET || r->day == TIME_UNSET)
    return false;
  *day = cal_to_days((cal_date){r->year, r->month, r->day});
  return true;
}

bool is_of_reference(const record_context *c, const time_value *day) {
  int64_t own, at;
  return reference_day(c, &own) && day_of(day->start, &at) && at <= own && own <= at + DAYS_OF_ONE_MEETING;
}

/* Both written as days, months or years, or counted from about the same day. "The June 13-14 meeting" in its own
 * minutes may be read as that of the year before. */
bool dates_apart(const record_context *c, uint32_t own, uint32_t date) {
  if (date == NONE || own == NONE || !c->dates[date] || !c->dates[own])
    return false;
  const time_value *a = &c->dates[own]->value, *b = &c->dates[date]->value;
  int64_t from, to, begin, end;
  if (exactness(a) < DAY_EXACT || (exactness(b) < 3 && b->precision != EVX_YEAR) || !day_of(a->start, &from) ||
      !day_of(a->end, &to) || !day_of(b->start, &begin) || !day_of(b->end, &end) ||
      (!is_written(c->dates[date]->expr) && !is_of_the_day(c, from, to)))
    return false;
  bool same_but_year = b->basis != EVX_BASIS_EXPLICIT && strlen(a->start) > 4 && strlen(b->start) >= 10 &&
                       strncmp(a->start + 4, b->start + 4, 6) == 0;
  int64_t margin = exactness(b) < DAY_EXACT ? 0 : DAYS_OF_ONE_MEETING; /* "last week" has an end of its own */
  return !same_but_year && (begin > to + margin || end + margin < from);
}

/* The first day of the main meeting, or of the report where nothing says it. */
static bool day_of_main(const record_context *c, int64_t *day) {
  uint32_t own = c->main == NONE ? NONE : cluster_date(c, &c->clusters.at[c->main]);
  if (own != NONE && c->dates[own])
    return exactness(&c->dates[own]->value) == DAY_EXACT && day_of(c->dates[own]->value.start, day);
  return c->reference_given && reference_day(c, day);
}

bool date_is_bygone(const record_context *c, uint32_t date) {
  int64_t end, main_day;
  const date_state *d = date == NONE ? NULL : c->dates[date];
  return d && is_written(d->expr) && (exactness(&d->value) >= 3 || d->value.precision == EVX_YEAR) &&
         day_of(d->value.end, &end) && day_of_main(c, &main_day) && end + DAYS_OF_ONE_MEETING < main_day;
}

/* The date in what a nameless meeting is called, if it is a day shortly before that of the report. */
static uint32_t day_in_name(const record_context *c, const cluster *k) {
  const mention *m = k->mentions.count ? mention_at(c, k->mentions.at[0]) : NULL;
  uint32_t d = m ? field_mention(c, m, MEETING_DATE, RECORD_DATE) : NONE;
  const value *called = m ? field_value(c, m, MEETING_CALLED) : NULL;
  if (d == NONE || !c->dates[d] || called->kind == VALUE_UNSET || meeting_is_named(c, m) ||
      mention_at(c, d)->begin < called->begin || mention_at(c, d)->end > called->end ||
      field_word(c, m, MEETING_STATUS) > EVX_HELD)
    return NONE;
  const time_value *v = &c->dates[d]->value;
  return v->precision <= EVX_DAY && v->edtf && !is_written(c->dates[d]->expr) && is_of_reference(c, v) ? d : NONE;
}

uint32_t day_told_aside(const record_context *c) {
  uint32_t found = NONE;
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, 1); i++) {
    uint32_t d = i == c->main ? NONE : day_in_name(c, &c->clusters.at[i]);
    if (d == NONE)
      continue;
    if (found != NONE && strcmp(c->dates[found]->value.start, c->dates[d]->value.start) != 0)
      return NONE;
    found = d;
  }
  return found;
}

static bool starts_within(const time_value *fine, const time_value *coarse) {
  size_t len = strlen("2025-04-12");
  return fine->start && coarse->start && coarse->end && strncmp(coarse->start, fine->start, len) <= 0 &&
         strncmp(fine->start, coarse->end, len) <= 0;
}

/* The longest Date around one: "14-15 July" around "15 July". */
static uint32_t whole_of(const record_context *c, uint32_t date) {
  if (date == NONE || !c->dates[date] || !c->dates[date]->part)
    return date;
  uint32_t i = date;
  while (i > 0 && (!c->dates[i] || c->dates[i]->part))
    i--;
  return c->dates[i] && mention_at(c, i)->end >= mention_at(c, date)->end ? i : date;
}

static bool is_at_head(const record_context *c, uint32_t index) {
  return mention_at(c, index)->begin < c->doc->title_end + LEAD_TOKENS;
}

/* Whether the head's date goes before the one that is known, if any. */
static bool says_better(const record_context *c, uint32_t date, uint32_t known, bool certain) {
  const time_value *v = &c->dates[date]->value, *old = known == NONE ? NULL : &c->dates[known]->value;
  if (!v->edtf || exactness(v) < DAY_EXACT)
    return false;
  if (!old || (exactness(old) < DAY_EXACT && starts_within(v, old)))
    return true;
  return certain && !is_at_head(c, known) && (!old->start || strncmp(v->start, old->start, strlen("2025-04-12")) != 0);
}

/* The first date at the head that is said to be the minuted meeting's (BASIS_MEETING); or that stands in a title or on
 * a line of its own, which is certain only behind the word for minutes: one before it may be of the day on which they
 * came out. */
static uint32_t head_date(const record_context *c, uint32_t minutes, uint32_t known, bool said) {
  for (uint32_t i = 0; i < c->mentions->count && is_at_head(c, i) && count_work(c, 1); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_DOCUMENT_DATE)
      continue;
    int basis = field_word(c, m, DOCUMENT_DATE_BASIS);
    bool alone = basis == BASIS_TITLE || basis == BASIS_TEXT || basis == BASIS_OPENING;
    uint32_t d = whole_of(c, field_mention(c, m, DOCUMENT_DATE_DATE, RECORD_DATE));
    if (d != NONE && c->dates[d] && (said ? basis == BASIS_MEETING : alone) &&
        says_better(c, d, known, said || minutes < m->end))
      return d;
  }
  return NONE;
}

/* The head of minutes says best when their meeting was. */
static uint32_t minuted_date(const record_context *c, const cluster *k, uint32_t best) {
  uint32_t minutes = minutes_begin(c, k);
  uint32_t d = head_date(c, minutes, best, true);
  if (d == NONE && minutes != NONE)
    d = head_date(c, minutes, best, false);
  return d == NONE ? best : d;
}

/* Whether a rule says of the report's own meeting that it was held. */
bool was_held(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (role_is_main(field_word(c, m, MEETING_ROLE)) && field_word(c, m, MEETING_STATUS) == EVX_HELD)
      return true;
  }
  return false;
}

static bool is_after_report(const record_context *c, const time_value *v) {
  int64_t own, from;
  return c->reference_given && reference_day(c, &own) && day_of(v->start, &from) && from > own;
}

#define DAYS_LONG_AGO 45

bool is_long_before_report(const record_context *c, const time_value *v) {
  int64_t own, to;
  return c->reference_given && reference_day(c, &own) && day_of(v->end, &to) && to + DAYS_LONG_AGO < own;
}

/* What is told as to come, on a day after the report, is not that of a meeting which was held. */
bool is_yet_to_come(const record_context *c, const mention *m) {
  uint32_t d = field_mention(c, m, MEETING_DATE, RECORD_DATE);
  return d != NONE && c->dates[d] && field_word(c, m, MEETING_STATUS) == EVX_PLANNED &&
         is_after_report(c, &c->dates[d]->value);
}

/* The most exact date that a mention gives, of those that a rule calls main or of all; the first of equals. */
static uint32_t mentioned_date(const record_context *c, const cluster *k, bool main) {
  uint32_t best = NONE;
  int most = 0;
  bool held = was_held(c, k);
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    uint32_t d = field_mention(c, m, MEETING_DATE, RECORD_DATE);
    int role = field_word(c, m, MEETING_ROLE);
    if (d == NONE || !c->dates[d] || !c->dates[d]->value.edtf || (main && !role_is_main(role)) ||
        (k->main && role == ROLE_OTHER && (main || !is_of_reference(c, &c->dates[d]->value))) ||
        (held && is_yet_to_come(c, m)))
      continue;
    int exact = exactness(&c->dates[d]->value);
    if (exact > most) {
      best = d;
      most = exact;
    }
  }
  return best;
}

static int date_exactness(const record_context *c, uint32_t date) {
  return date == NONE ? 0 : exactness(&c->dates[date]->value);
}

/* "The Tokyo summit in 2022", by the way in a report of another year, is no date of the meeting it tells of. */
static bool is_of_another_year(const record_context *c, uint32_t date) {
  const time_value *v = date == NONE ? NULL : &c->dates[date]->value;
  time_point end;
  return v && v->precision == EVX_YEAR && time_point_set(&c->reference) && v->end &&
         time_parse_iso(v->end, strlen(v->end), &end) && end.year < c->reference.year;
}

#define LONGEST_MEETING 31 /* days */

/* Days from one to another in a title ("5th plenary, 11-16 March") are those of the meeting, and no release's. */
static uint32_t title_days(const record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count && mention_at(c, i)->begin < c->doc->title_end && count_work(c, 1); i++) {
    uint32_t d = c->types[i] == RECORD_DOCUMENT_DATE
                     ? whole_of(c, field_mention(c, mention_at(c, i), DOCUMENT_DATE_DATE, RECORD_DATE))
                     : NONE;
    const time_value *v = d != NONE && c->dates[d] ? &c->dates[d]->value : NULL;
    int64_t from, to;
    if (v && v->edtf && v->precision == EVX_INTERVAL && day_of(v->start, &from) && day_of(v->end, &to) &&
        to - from <= LONGEST_MEETING)
      return d;
  }
  return NONE;
}

/* What a rule says of the main meeting goes before what a passing mention of its name says, and so does, in minutes,
 * what stands at their head. */
uint32_t cluster_date(const record_context *c, const cluster *k) {
  uint32_t best = mentioned_date(c, k, true);
  if (is_minutes_of(c, k) || is_main_cluster(c, k))
    best = minuted_date(c, k, best);
  if (best == NONE && is_main_cluster(c, k))
    best = title_days(c);
  uint32_t passing = date_exactness(c, best) < DAY_EXACT ? mentioned_date(c, k, false) : NONE;
  if (is_main_cluster(c, k) && is_of_another_year(c, passing))
    passing = NONE;
  return date_exactness(c, passing) > date_exactness(c, best) ? passing : best;
}
