/* dates.c - every time expression resolved against the document's date, and the record's date objects.
 *
 * A Date's policy is, first that applies: what the record that uses it prefers (date(c, prefer: future)), the Date's
 * own (its rule's), that of the tense around it, FUTURE in a text that tells of nothing past (looks_ahead), that of its
 * kind (time_default_policy); in a story (find_story) that of stories. The narrative date is the last day, month or
 * year named before it. */
#include "record/context.h"

static const time_point unset_point = {TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET, TIME_UNSET};

/* Values of Date.mod count from 1 in the order of these; Date.policy has the numbers of time_policy. */
static const time_mod mods[] = {MOD_NONE,   MOD_START, MOD_MID,       MOD_END,      MOD_APPROX,
                                MOD_BEFORE, MOD_AFTER, MOD_LESS_THAN, MOD_MORE_THAN};

static date_state *date_of(const record_context *c, uint32_t index) {
  return index == NONE ? NULL : c->dates[index];
}

bool date_has_day(const date_state *d) {
  const time_value *v = &d->value;
  return v->valid && time_point_set(&v->point) && v->point.month != TIME_UNSET && v->point.day != TIME_UNSET;
}

/* Records say how they want their dates filled: that wins over the tense around the date. */
static void prefer_by_users(record_context *c, const value *v) {
  date_state *d = v->kind == VALUE_MENTION && v->prefer != POLICY_NONE ? c->dates[v->as.mention] : NULL;
  if (d) {
    d->policy = v->prefer;
    d->preferred = d->told = true;
  }
  for (size_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
    prefer_by_users(c, &v->as.items[i]);
}

/* What the rule or the tense around it says. A past tense says nothing of the year of a month or day ("it declared a
 * dividend payable 15 December"), no tense anything of a quarter's ("it expects a third-quarter loss"). */
static time_policy said_policy(const record_context *c, const mention *m, const time_expr *e) {
  time_policy policy = (time_policy)field_word(c, m, DATE_POLICY);
  time_policy tense = (time_policy)field_word(c, m, DATE_TENSE);
  bool yearless = e->shape == TIME_CALENDAR && e->year == TIME_UNSET && e->month != TIME_UNSET;
  bool quarter = e->shape == TIME_CALENDAR && e->quarter != TIME_UNSET;
  if (policy != POLICY_NONE)
    return policy;
  return quarter || (yearless && tense == POLICY_PAST) ? POLICY_NONE : tense;
}

/* True of an announcement, an agenda, a note: a text in which nothing tells what has happened. Its dates lie ahead. */
static bool looks_ahead(const record_context *c) {
  if (!c->maker->types[RECORD_TELLING])
    return false;
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    if (c->types[i] == RECORD_TELLING)
      return false;
  }
  return true;
}

static void collect(record_context *c) {
  bool ahead = looks_ahead(c);
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const mention *m = mention_at(c, i);
    const value *v = field_value(c, m, DATE_VALUE);
    if (c->types[i] != RECORD_DATE || v->kind != VALUE_TIME)
      continue;
    date_state *d = arena_zalloc(c->scratch, sizeof *d);
    c->failed |= !d;
    if (!d)
      return;
    d->expr = v->as.time;
    d->policy = said_policy(c, m, d->expr);
    d->told = d->policy != POLICY_NONE;
    d->by_tense = d->told && field_word(c, m, DATE_POLICY) == POLICY_NONE;
    if (!d->told)
      d->policy = ahead ? POLICY_FUTURE : time_default_policy(d->expr);
    c->dates[i] = d;
  }
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const mention *m = mention_at(c, i);
    for (size_t k = 0; k < m->field_count; k++)
      prefer_by_users(c, &m->fields[k]);
  }
}

/* True where the two ends of a range stand in the text apart, so that each is listed by itself. */
static bool has_placed_ends(const time_expr *e) {
  return e->shape == TIME_RANGE && e->from->end > 0;
}

/* What the words around a date say of its policy holds for the longer Date around it. */
static void take_policy(date_state *outer, const date_state *inner) {
  bool counts = outer->expr->shape == TIME_NTH && inner->expr->shape != TIME_CALENDAR; /* "[last Friday] of October" */
  if (outer->told || !inner->told || counts)
    return;
  outer->policy = inner->policy;
  outer->told = true;
  outer->by_tense = inner->by_tense;
}

/* "October 1, 3 and 4": what lies between both ends takes their month and year. */
static void share_middle(record_context *c, date_state *d, const time_expr *whole) {
  time_expr *middle = arena_alloc(c->scratch, sizeof *middle);
  c->failed |= !middle;
  if (!middle)
    return;
  *middle = *d->expr;
  time_share(middle, whole->from);
  time_share(middle, whole->to);
  d->expr = middle;
  d->part = false;
}

/* Dates inside a longer Date are not listed beside it. Those inside a range know what its ends share; those of a list
 * between its ends are listed. */
static void relate_parts(record_context *c) {
  uint32_t outer = NONE;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    date_state *d = c->dates[i];
    if (!d)
      continue;
    const mention *m = mention_at(c, i);
    if (outer == NONE || m->begin >= mention_at(c, outer)->end) {
      outer = i;
      continue;
    }
    const time_expr *whole = c->dates[outer]->expr;
    d->part = true;
    take_policy(c->dates[outer], d);
    if (!has_placed_ends(whole))
      continue;
    d->policy = c->dates[outer]->policy;
    if (m->begin >= whole->from->end && m->end <= whole->to->begin && d->expr->shape == TIME_CALENDAR)
      share_middle(c, d, whole);
    else
      d->expr = m->begin < whole->from->end ? whole->from : whole->to;
  }
}

static int64_t month_count(const time_point *p) {
  return (int64_t)p->year * 12 + p->month;
}

/* So many months ahead and in another year, what stands beside a word of the future is rather looked back at: "lower
 * than expected in July", written in September. Who means next July says so. */
#define FAR_AHEAD_MONTHS 9

static bool lies_far_ahead(const date_state *d, const time_point *reference) {
  const time_expr *e = d->expr->shape == TIME_RANGE ? d->expr->to : d->expr;
  return d->by_tense && !d->preferred && d->policy == POLICY_FUTURE && d->value.valid && time_point_set(reference) &&
         reference->month != TIME_UNSET && e->shape == TIME_CALENDAR && e->year == TIME_UNSET &&
         e->month != TIME_UNSET && d->value.point.month != TIME_UNSET && d->value.point.year > reference->year &&
         month_count(&d->value.point) - month_count(reference) >= FAR_AHEAD_MONTHS;
}

static bool resolve(record_context *c, date_state *d, const time_point *reference, const time_point *narrative) {
  if (d->read == d->expr)
    return true;
  bool done = time_resolve(d->expr, reference, narrative, d->policy, c->result, &d->value) != NULL;
  if (done && lies_far_ahead(d, reference))
    done = time_resolve(d->expr, reference, narrative, POLICY_NEAREST, c->result, &d->value) != NULL;
  d->read = time_is_whole(d->expr) ? d->expr : NULL;
  c->failed |= !done;
  return done;
}

/* How many years before the report a story lies that is told for its own sake, and how many dates say so. */
#define STORY_YEARS 2
#define STORY_DATES 4
/* A year alone that lies so far before the story's date is looked back at, and the story does not go on from it. */
#define FLASHBACK_YEARS 10

/* A date that stories go on from: a day, a month or a year. */
static bool leads_on(const time_value *v) {
  return v->valid && time_point_set(&v->point) && v->precision <= EVX_YEAR;
}

/* "Today", "this week", "on Friday": said by somebody who stands in the present. */
static bool points_at_now(const time_expr *e) {
  return e->shape == TIME_UNIT_REF || e->shape == TIME_WEEKDAY ||
         (e->shape == TIME_OFFSET && e->unit == UNIT_DAY && e->amount <= 1 && !e->from);
}

/* A report whose dates with a year lie, most of them, years back tells a story: there a date without its year goes on
 * from the one before it. `start` gets the first of these dates, or stays unset. */
static void find_story(record_context *c, time_point *start) {
  size_t all = 0, old = 0;
  time_point first = unset_point;
  uint32_t first_at = 0;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c) && time_point_set(&c->reference); i++) {
    const date_state *d = c->dates[i];
    bool now = d && points_at_now(d->expr) && d->policy != POLICY_NARRATIVE;
    all += now;
    if (!d || d->part || now || d->value.basis != EVX_BASIS_EXPLICIT || !leads_on(&d->value))
      continue;
    all++;
    old += d->value.point.year < c->reference.year - STORY_YEARS;
    if (!time_point_set(&first)) {
      first = d->value.point;
      first_at = i;
    }
  }
  if (old < STORY_DATES || old * 2 <= all)
    return;
  *start = first;
  bool nothing_new = old * 5 >= all * 4; /* then "the next day" is the story's, too; else the report's */
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    date_state *d = c->dates[i];
    bool of_story =
        d && (d->expr->shape == TIME_CALENDAR || d->expr->shape == TIME_RANGE) && d->policy != POLICY_FUTURE;
    bool before_story = d && i < first_at && points_at_now(d->expr); /* "A book came out on Saturday. In 1914 ..." */
    if (d && !d->preferred && !before_story && (nothing_new || of_story))
      d->policy = POLICY_NARRATIVE;
  }
}

/* What "a year earlier" and "the quarter" are held against: the quarter that was spoken of last. */
static const time_expr *against_period(record_context *c, const time_expr *e, const time_point *quarter) {
  time_expr *held = e->compares && time_point_set(quarter) ? arena_array(c->scratch, 2, sizeof *held) : NULL;
  if (!held)
    return e;
  time_expr_init(&held[1], TIME_CALENDAR);
  held[1].year = quarter->year;
  held[1].quarter = (quarter->month + 2) / 3;
  held[0] = *e;
  if (e->shape == TIME_CALENDAR) { /* "the 1988 quarter" */
    held[0].quarter = held[1].quarter;
    return &held[0];
  }
  held[0].from = &held[1];
  held[0].amount *= e->unit == UNIT_YEAR ? 4 : 1;
  held[0].unit = UNIT_QUARTER;
  return &held[0];
}

/* Which quarter later comparisons are held against, behind date `d`. An older one is what the present one is held
 * against, one that is not over yet is a forecast; a duration of months leads away from quarters ("for the nine months,
 * against a year earlier"). */
static void follow_quarter(const record_context *c, const date_state *d, time_point *quarter) {
  time_point first;
  if (d->expr->shape == TIME_DURATION && d->expr->unit == UNIT_MONTH)
    *quarter = unset_point;
  if (!d->value.valid || d->value.precision != EVX_QUARTER || d->expr->compares ||
      !time_parse_iso(d->value.start, strlen(d->value.start), &first))
    return;
  bool older = time_point_set(quarter) && month_count(&first) < month_count(quarter);
  bool running = time_point_set(&c->reference) && c->reference.month != TIME_UNSET &&
                 month_count(&first) + 3 > month_count(&c->reference);
  if (!older && !running)
    *quarter = first;
}

static bool is_flashback(const time_value *v, const time_point *narrative) {
  return v->precision == EVX_YEAR && time_point_set(narrative) && narrative->month != TIME_UNSET &&
         v->point.year < narrative->year - FLASHBACK_YEARS;
}

static void resolve_all(record_context *c, const time_point *start) {
  time_point narrative = *start, quarter = unset_point;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    date_state *d = c->dates[i];
    if (!d)
      continue;
    const time_expr *written = d->expr;
    d->expr = against_period(c, written, &quarter);
    bool done = resolve(c, d, &c->reference, &narrative);
    d->expr = written;
    if (!done)
      return;
    if (leads_on(&d->value) && !is_flashback(&d->value, &narrative))
      narrative = d->value.point;
    follow_quarter(c, d, &quarter);
  }
}

void dates_resolve(record_context *c) {
  collect(c);
  if (!c->failed)
    orders_settle(c);
  relate_parts(c);
  c->reference = c->options->reference;
  c->reference_given = time_point_set(&c->reference);
  if (c->failed)
    return;
  time_point start = unset_point;
  resolve_all(c, &start);
  document_date_find(c);
  if (!time_point_set(&c->reference))
    return;
  if (!c->reference_given)
    resolve_all(c, &start);
  find_story(c, &start);
  if (time_point_set(&start))
    resolve_all(c, &start);
}

/* Parts that the calendar leaves open ("13 April") belong to the meeting's year; "today" and the like do so only where
 * the document has no date. */
void dates_settle(record_context *c, const time_point *own) {
  time_point narrative = *own;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    date_state *d = c->dates[i];
    if (!d)
      continue;
    bool open = d->value.basis == EVX_BASIS_UNRESOLVED || d->value.basis == EVX_BASIS_INHERITED ||
                (d->value.basis == EVX_BASIS_DOCUMENT_DATE && d->expr->shape == TIME_CALENDAR);
    if (d->value.valid && open && resolve(c, d, own, &narrative) && d->value.basis == EVX_BASIS_DOCUMENT_DATE)
      d->from_meeting = true;
    if (date_has_day(d))
      narrative = d->value.point;
  }
}

/* Values are in the result's memory already. */
static evx_string known(const char *text) {
  return (evx_string){text, text ? strlen(text) : 0};
}

typedef VEC(const evx_timex *) timex_list;

static evx_basis basis_of(const date_state *d) {
  return d->from_meeting ? EVX_BASIS_INHERITED : d->value.basis;
}

/* What a date of a range or list has from the others in it is written, but not in this one. */
static evx_basis basis_alone(const date_state *d, const time_expr *expr, evx_basis basis) {
  return d->from_meeting || (expr->shared && basis == EVX_BASIS_EXPLICIT) ? EVX_BASIS_INHERITED : basis;
}

static const char *policy_name(const time_expr *expr, const time_value *v) {
  static const char *const order_names[] = {[ORDER_DAY_FIRST] = "day-first", [ORDER_MONTH_FIRST] = "month-first"};
  return v->used == POLICY_NONE && expr->order_chosen ? order_names[expr->order] : time_policy_names[v->used];
}

/* A record tells minutes; seconds come from logs, and midnight to the second from what writes a day so. */
static const char *to_the_minute(record_context *c, const char *iso) {
  const char *hour = iso ? strchr(iso, 'T') : NULL;
  size_t minutes = strlen("T15:00"), seconds = strlen("T15:00:00");
  if (!hour || strchr(iso, '/') || strlen(hour) < seconds || hour[minutes] != ':')
    return iso;
  bool midnight = strncmp(hour, "T00:00:00", seconds) == 0;
  const char *cut = midnight ? arena_printf(c->result, "%.*s", (int)(hour - iso), iso)
                             : arena_printf(c->result, "%.*s%s", (int)(hour + minutes - iso), iso, hour + seconds);
  c->failed |= !cut;
  return cut;
}

const evx_date *date_object(record_context *c, uint32_t date_mention) {
  const date_state *d = date_of(c, date_mention);
  if (!d || !d->value.edtf)
    return NULL;
  const mention *m = mention_at(c, date_mention);
  evx_date *out = arena_zalloc(c->result, sizeof *out);
  c->failed |= !out;
  if (!out)
    return NULL;
  const char *said = to_the_minute(c, d->value.edtf);
  bool day = d->value.precision == EVX_MINUTE && said && !strchr(said, 'T');
  *out = (evx_date){.value = known(said),
                    .start = known(to_the_minute(c, d->value.start)),
                    .end = known(to_the_minute(c, d->value.end)),
                    .precision = day ? EVX_DAY : d->value.precision,
                    .basis = basis_of(d),
                    .text = token_text(c, m->begin, m->end),
                    .span = token_span(c, m->begin, m->end),
                    .rule = rule_name(c, m),
                    .confidence = rule_confidence(rule_name(c, m))};
  return out;
}

const evx_date *date_stand_in(record_context *c, const char *rule) {
  if (!time_point_set(&c->reference) || c->reference.day == TIME_UNSET)
    return NULL;
  evx_date *out = arena_zalloc(c->result, sizeof *out);
  char *day = arena_printf(c->result, "%04d-%02d-%02d", c->reference.year, c->reference.month, c->reference.day);
  c->failed |= !out || !day;
  if (!out || !day)
    return NULL;
  *out = (evx_date){.value = known(day),
                    .start = known(day),
                    .end = known(day),
                    .precision = EVX_DAY,
                    .basis = EVX_BASIS_DOCUMENT,
                    .rule = rule,
                    .confidence = rule_confidence(rule)};
  return out;
}

static void list_timex(record_context *c, timex_list *list, uint32_t index, const time_expr *expr, const time_value *v,
                       evx_span span, evx_string text) {
  static const char *const mod_names[] = {
      [MOD_NONE] = NULL,     [MOD_START] = "START",         [MOD_MID] = "MID",
      [MOD_END] = "END",     [MOD_APPROX] = "APPROX",       [MOD_BEFORE] = "BEFORE",
      [MOD_AFTER] = "AFTER", [MOD_LESS_THAN] = "LESS_THAN", [MOD_MORE_THAN] = "MORE_THAN"};
  const mention *m = mention_at(c, index);
  if (!below_limit(c, list->count, "dates"))
    return;
  evx_timex *out = arena_zalloc(c->result, sizeof *out);
  c->failed |= !out || !VEC_ADD(list, c->result, out);
  if (!out)
    return;
  time_mod mod = mods[field_word(c, m, DATE_MOD)];
  *out = (evx_timex){.text = text,
                     .span = span,
                     .type = v->type,
                     .value = known(v->valid ? v->value : NULL),
                     .mod = mod_names[mod == MOD_NONE ? expr->mod : mod],
                     .basis = basis_alone(c->dates[index], expr, v->basis),
                     .policy = policy_name(expr, v),
                     .rule = rule_name(c, m)};
  if (!v->valid)
    warn(c, "invalid-date", "there is no such date", span);
}

/* A list's middle comes behind both of its ends; it goes back between them. */
static void sort_by_place(timex_list *list) {
  for (size_t i = 1; i < list->count; i++) {
    const evx_timex *t = list->at[i];
    size_t k = i;
    for (; k > 0 && list->at[k - 1]->span.begin > t->span.begin; k--)
      list->at[k] = list->at[k - 1];
    list->at[k] = t;
  }
}

/* A range is two mentions, as TimeML has it. */
void dates_list(record_context *c, evx_record *out) {
  timex_list list = {0};
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const date_state *d = c->dates[i];
    if (!d || d->part)
      continue;
    const mention *m = mention_at(c, i);
    const time_expr *ends[2] = {d->expr->from, d->expr->to};
    bool apart = has_placed_ends(d->expr) && d->value.ends;
    if (!apart)
      list_timex(c, &list, i, d->expr, &d->value, token_span(c, m->begin, m->end), token_text(c, m->begin, m->end));
    for (size_t k = 0; apart && k < 2; k++)
      list_timex(c, &list, i, ends[k], &d->value.ends[k], token_span(c, ends[k]->begin, ends[k]->end),
                 token_text(c, ends[k]->begin, ends[k]->end));
  }
  sort_by_place(&list);
  out->dates = list.at;
  out->date_count = list.count;
}
