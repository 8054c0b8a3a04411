/* meetings.c - clusters of mentions become meetings of the record: name, status, place; those told of already are left
 * out. */
#include "record/clusters.h"

static uint32_t cluster_venue(const record_context *c, const cluster *k) {
  uint32_t first = NONE;
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    uint32_t p = field_place(c, m, MEETING_VENUE);
    if (p == NONE)
      continue;
    int kind = field_word(c, mention_at(c, p), PLACE_KIND);
    if (kind != EVX_COUNTRY && kind != EVX_REGION)
      return p;
    first = first == NONE ? p : first;
  }
  return first;
}

/* The mention with the fullest name, the earlier of equals; NULL where none gives one. */
static const mention *name_mention(const record_context *c, const cluster *k) {
  const mention *best = NULL;
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (meeting_is_named(c, m) && (!best || meeting_name_is_fuller(c, m, best)))
      best = m;
  }
  return best;
}

/* The first word that a mention gives; what is said of it as of another meeting ("before the meeting") comes last. */
static int first_word(const record_context *c, const cluster *k, record_field f) {
  int aside = 0;
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    int word = field_word(c, m, f);
    if (word && field_word(c, m, MEETING_ROLE) != ROLE_OTHER)
      return word;
    aside = aside ? aside : word;
  }
  return k->main ? 0 : aside;
}

static bool in_future(const record_context *c, const evx_date *d) {
  if (!d || d->basis == EVX_BASIS_DOCUMENT || !time_point_set(&c->reference) || !d->start.data)
    return false;
  time_point p;
  if (!time_parse_iso(d->start.data, strlen(d->start.data), &p) || p.year == TIME_UNSET)
    return false;
  if (p.year != c->reference.year)
    return p.year > c->reference.year;
  if (p.month != c->reference.month)
    return p.month != TIME_UNSET && p.month > c->reference.month;
  return p.day != TIME_UNSET && c->reference.day != TIME_UNSET && p.day > c->reference.day;
}

static void take_name(record_context *c, const value *v, evx_meeting *m) {
  m->name = value_text(c, v);
  if (v->begin < v->end)
    m->span = token_span(c, v->begin, v->end);
}

/* Whether what this mention calls a meeting may stand for its name. In minutes only what says that they are those of it
 * does. */
static bool calls(const record_context *c, const cluster *k, const mention *m) {
  int role = field_word(c, m, MEETING_ROLE);
  return !k->main || (main_is_minuted(c) ? role == ROLE_MINUTES : role_is_main(role));
}

/* What first calls a meeting that has no name. */
static void fill_called(record_context *c, const cluster *k, evx_meeting *m) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++) {
    const mention *at = mention_at(c, k->mentions.at[i]);
    const value *v = field_value(c, at, MEETING_CALLED);
    if (v->kind != VALUE_UNSET && calls(c, k, at)) {
      take_name(c, v, m);
      return;
    }
  }
}

/* Minutes are of the body at their head or in their first sentence, where nothing else says of what meeting: the last
 * of a title that begins with the body over it ("Borough Council", "Planning Committee"). */
static void fill_body(record_context *c, evx_meeting *m) {
  const value *body = NULL;
  for (uint32_t i = 0; main_is_minuted(c) && i < c->mentions->count && count_work(c, 1); i++) {
    const mention *at = mention_at(c, i);
    if (at->begin > c->doc->title_end + LEAD_TOKENS)
      break;
    if (c->types[i] == RECORD_MEETING && field_word(c, at, MEETING_ROLE) == ROLE_TITLE)
      body = field_value(c, at, MEETING_CALLED);
  }
  if (body)
    take_name(c, body, m);
}

static void fill_name(record_context *c, const cluster *k, evx_meeting *m) {
  const mention *named = name_mention(c, k);
  const mention *first = named ? named : mention_at(c, k->mentions.at[0]);
  m->rule = rule_name(c, first);
  m->confidence = rule_confidence(m->rule);
  m->span = token_span(c, first->begin, first->end);
  if (named)
    take_name(c, field_value(c, named, MEETING_NAME), m);
  else
    fill_called(c, k, m);
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++) {
    const mention *at = mention_at(c, k->mentions.at[i]);
    if (!m->ordinal)
      m->ordinal = field_int(c, at, MEETING_ORDINAL, 0);
    if (!m->body.data)
      m->body = field_text(c, at, MEETING_BODY);
  }
}

/* Whether minutes say that it took place: an agenda that became minutes keeps its title. */
static bool is_minuted_as_held(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (field_word(c, m, MEETING_ROLE) == ROLE_MINUTES && field_word(c, m, MEETING_STATUS) == EVX_HELD)
      return true;
  }
  return false;
}

static evx_meeting *meeting_object(record_context *c, const cluster *k) {
  evx_meeting *m = arena_zalloc(c->result, sizeof *m);
  c->failed |= !m;
  if (!m)
    return NULL;
  fill_name(c, k, m);
  const mention *named = name_mention(c, k);
  m->kind = (evx_meeting_kind)(named ? field_word(c, named, MEETING_KIND) : first_word(c, k, MEETING_KIND));
  m->date = date_object(c, cluster_date(c, k));
  m->venue = venue_object(c, cluster_venue(c, k));
  m->status = (evx_meeting_status)first_word(c, k, MEETING_STATUS);
  if (m->status == EVX_PLANNED && k->main && is_minuted_as_held(c, k))
    m->status = EVX_HELD;
  if (!m->status)
    m->status = in_future(c, m->date) ? EVX_PLANNED : EVX_HELD;
  return m;
}

/* So many mentions before a place are looked at for what speaks of another meeting around it. */
#define MENTIONS_AROUND 64u

static bool is_on_day_of_main(const record_context *c, const mention *m) {
  uint32_t own = cluster_date(c, &c->clusters.at[c->main]), date = field_mention(c, m, MEETING_DATE, RECORD_DATE);
  return own != NONE && date != NONE && c->dates[date] &&
         !values_disjoint(&c->dates[own]->value, &c->dates[date]->value);
}

static bool is_on_another_day(const record_context *c, const mention *m) {
  uint32_t own = cluster_date(c, &c->clusters.at[c->main]);
  return own != NONE && dates_apart(c, own, field_mention(c, m, MEETING_DATE, RECORD_DATE));
}

/* "The first meeting was held in October in Linden", "the Linden meeting (3 May)": another meeting's place. */
static bool is_said_of_another(const record_context *c, uint32_t at) {
  uint32_t last = mention_first(c, at + 1);
  for (uint32_t i = last; i > 0 && last - i < MENTIONS_AROUND; i--) {
    const mention *m = mention_at(c, i - 1);
    if (c->types[i - 1] != RECORD_MEETING || m->end <= at)
      continue;
    if (field_word(c, m, MEETING_ROLE) == ROLE_OTHER)
      return !is_on_day_of_main(c, m);
    if (is_on_another_day(c, m))
      return true;
  }
  return false;
}

/* Where those who meet are, on a basis of that kind. Announcements, and what is said of others, speak of another place.
 */
static uint32_t setting_place(const record_context *c, int basis, uint32_t end) {
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    if (c->types[i] != RECORD_SETTING || field_word(c, mention_at(c, i), SETTING_BASIS) != basis)
      continue;
    uint32_t where = field_place(c, mention_at(c, i), SETTING_PLACE);
    uint32_t at = where == NONE ? 0 : mention_at(c, where)->begin;
    if (where != NONE && at < end && !is_in_announcement(c, at) && !is_said_of_another(c, at))
      return where;
  }
  return NONE;
}

/* Where a report says nothing else, its dateline says where the meeting was held. */
static uint32_t dateline_place(const record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    uint32_t where = c->types[i] == RECORD_DOCUMENT_DATE ? field_place(c, mention_at(c, i), DOCUMENT_DATE_PLACE) : NONE;
    if (where != NONE)
      return where;
  }
  return NONE;
}

static bool is_wide(const evx_venue *v) {
  return !v || v->kind == EVX_COUNTRY || v->kind == EVX_REGION;
}

static void fill_venue(record_context *c, evx_meeting *m) {
  for (int basis = SETTING_SAID; basis <= SETTING_INFERRED && is_wide(m->venue); basis++) {
    uint32_t setting = setting_place(c, basis, UINT32_MAX);
    m->venue = setting == NONE ? m->venue : venue_object(c, setting);
  }
  if (m->kind == EVX_CALL) /* whoever speaks by telephone is in two places */
    return;
  if (!m->venue)
    m->venue = venue_object(c, dateline_place(c));
  if (!m->venue)
    m->venue = venue_object(c, setting_place(c, SETTING_DATELINE, UINT32_MAX));
}

/* An agenda has the place in its title, where a report of what is planned elsewhere says only its own. */
static const evx_venue *title_venue(record_context *c, const evx_venue *known) {
  uint32_t where = setting_place(c, SETTING_SAID, c->doc->title_end);
  return where == NONE ? known : venue_object(c, where);
}

static evx_meeting *main_object(record_context *c) {
  evx_meeting *m = meeting_object(c, &c->clusters.at[c->main]);
  if (!m)
    return NULL;
  m->main = true;
  if (!m->date && m->status == EVX_HELD)
    m->date = date_object(c, day_told_aside(c));
  if (!m->date && m->status == EVX_HELD)
    m->date = date_object(c, opening_day(c));
  if (!m->date && m->status == EVX_HELD)
    m->date = date_stand_in(c, m->rule);
  if (m->status == EVX_HELD)
    fill_venue(c, m);
  else if (m->status == EVX_PLANNED && is_wide(m->venue))
    m->venue = title_venue(c, m->venue);
  decisions_write(c, m);
  participants_write(c, m); /* behind the decisions: whoever decides takes part */
  next_write(c, m);
  return m;
}

/* A next meeting is told with the meeting that announces it, not beside it. */
static bool is_announced(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, MENTION_WORK); i++)
    if (is_in_own_announcement(c, mention_at(c, k->mentions.at[i])->begin))
      return true;
  return false;
}

static bool tells_when_or_where(const record_context *c, const cluster *k) {
  return k->mentions.count && (cluster_date(c, k) != NONE || cluster_venue(c, k) != NONE);
}

/* Whether b begins within a, and is no longer: a day has not told of the month that begins with it. */
static bool covers(const evx_date *a, const evx_date *b) {
  size_t len = strlen("2025-04-12");
  return a->start.data && a->end.data && b->start.data && strncmp(a->start.data, b->start.data, len) <= 0 &&
         strncmp(b->start.data, a->end.data, len) <= 0 &&
         (b->precision <= a->precision || !b->end.data || strncmp(b->end.data, a->end.data, len) <= 0);
}

/* By name; "Norland" and "Republic of Norland" are one country. */
static bool same_place(const evx_venue *a, const evx_venue *b) {
  if (a->kind == EVX_COUNTRY && b->kind == EVX_COUNTRY && a->country.length && a->country.length == b->country.length)
    return memcmp(a->country.data, b->country.data, a->country.length) == 0;
  return a->name.length == b->name.length && memcmp(a->name.data, b->name.data, a->name.length) == 0;
}

/* "the June 13-14 meeting" in its own minutes, read as that of the year before. */
static bool same_but_year(const evx_date *a, const evx_date *b) {
  size_t day = strlen("2025-04-12");
  return b && a->start.length >= day && b->start.length >= day &&
         strncmp(a->start.data + 4, b->start.data + 4, day - 4) == 0;
}

static bool same_date(const evx_date *a, const evx_date *b) {
  return a && b && covers(a, b) && covers(b, a);
}

/* "The 9 August 2018 policy meeting": its date is what tells it from others. */
static bool is_named_by_date(const evx_meeting *m) {
  return m->date && m->date->text.data && m->date->span.begin >= m->span.begin && m->date->span.end <= m->span.end;
}

/* A meeting to be told, and whether it has a name; one that is only called something counts as nameless. */
typedef struct candidate {
  evx_meeting *out;
  const cluster *from;
  bool named;
} candidate;

/* "The Linden talks": its place is in its name. */
static bool is_named_by_place(const evx_meeting *m) {
  return m->venue && m->venue->span.begin >= m->span.begin && m->venue->span.end <= m->span.end;
}

/* A named meeting is the main one where that was on the very day, and has no name or this one is but the date; or it is
 * called by the place of the main one, or these are the talks there, and no date sets them apart. */
static bool is_main_by_name(const evx_meeting *m, const evx_meeting *main, bool main_named) {
  if (m->date)
    return same_date(m->date, main->date) && (!m->venue || !main->venue) && (!main_named || is_named_by_date(m));
  return ((m->kind == EVX_TALKS && !main_named) || is_named_by_place(m)) && m->venue && main->venue &&
         same_place(m->venue, main->venue);
}

/* "The June session" in the minutes of that of 28 June, "the Board meeting" of the day on which the Harbour Board met.
 */
static bool is_same_by_name(const record_context *c, const candidate *one, const candidate *other) {
  const evx_date *m = one->out->date, *by = other->out->date;
  return m && by && other->named && (covers(m, by) || (other->out->main && covers(by, m))) &&
         clusters_share_name(c, one->from, other->from);
}

static bool is_in_other_town(const evx_venue *a, const evx_venue *b) {
  return a && b && a->kind == EVX_CITY && b->kind == EVX_CITY && !same_place(a, b);
}

/* Whether a meeting is said already. A nameless one: its date is that one's, or it has none and is in the same place;
 * or the days that lack their year are the main one's. */
static bool is_told(const record_context *c, const candidate *one, const candidate *other) {
  const evx_meeting *m = one->out, *by = other->out;
  bool same_day = m->date && by->main && m->date->basis != EVX_BASIS_EXPLICIT && same_but_year(m->date, by->date);
  if (one->named)
    return (by->main && is_main_by_name(m, by, other->named)) || is_same_by_name(c, one, other);
  if (m->date && by->date && !same_date(m->date, by->date) && is_in_other_town(m->venue, by->venue))
    return false;
  if (m->date && by->date)
    return same_day || covers(m->date, by->date) || ((by->main || !other->named) && covers(by->date, m->date));
  return !m->date && (!m->venue || !by->venue || same_place(m->venue, by->venue));
}

typedef VEC(candidate) candidate_list;

/* What is announced as the next meeting is not told beside it. */
static bool is_next(const evx_meeting *m, const evx_meeting *main) {
  for (size_t i = 0; m->date && main->main && i < main->next_meeting_count; i++) {
    const evx_date *next = main->next_meetings[i]->date;
    if (next && covers(m->date, next))
      return true;
  }
  return false;
}

static bool is_at_head(const record_context *c, const evx_meeting *m) {
  size_t lead = c->doc->title_end + LEAD_TOKENS;
  uint32_t end = (uint32_t)(lead < c->doc->tokens.count ? lead : c->doc->tokens.count);
  return m->span.end <= token_span(c, 0, end).end;
}

/* Of what a visit is called the fullest stands: "historic visit", "first visit by a king to Norland". */
static bool calls_visit_fuller(const evx_meeting *m, const evx_meeting *main) {
  return m->kind == EVX_VISIT && main->kind == EVX_VISIT && main->name.data && m->name.length > main->name.length;
}

/* Where the main meeting has no name, one at the head of the text that was on its day lends its own, or talks that are
 * called by its place. */
static void lend_name(const record_context *c, const candidate *from, candidate *to) {
  const evx_meeting *m = from->out;
  if (!to->out->main || to->named || !m->name.data)
    return;
  bool lends = from->named && !to->out->name.data &&
               (m->date ? is_at_head(c, m) && !is_named_by_date(m) : m->venue && to->out->venue);
  if (!lends && !calls_visit_fuller(m, to->out))
    return;
  to->out->name = m->name;
  to->out->span = m->span;
  to->out->ordinal = to->out->ordinal ? to->out->ordinal : m->ordinal;
  to->named = from->named;
}

static bool is_finer(const candidate *a, const candidate *b) {
  return a->out->date && b->out->date && !covers(a->out->date, b->out->date) && (a->out->venue || !b->out->venue);
}

/* "A meeting next week", then "will meet in Seoul on March 11": the day and the place of one that was said to come. */
static void lend_day(const candidate *from, candidate *to) {
  const evx_date *day = from->out->date, *known = to->out->date;
  if (!to->out->main || from->named || to->out->status != EVX_PLANNED || !day || !known ||
      known->precision <= day->precision || day->precision > EVX_DAY || !covers(known, day))
    return;
  to->out->date = day;
  if (from->out->venue && is_wide(to->out->venue))
    to->out->venue = from->out->venue;
}

/* A nameless meeting gives way to any that tells of it; a named one to those before it, and to those that say more
 * exactly when it was. */
static bool is_told_by_any(const record_context *c, candidate_list *list, size_t own) {
  const candidate *m = &list->at[own];
  for (size_t i = 0; i < list->count && i < CLUSTERS_COMPARED && count_work(c, 1); i++)
    if (i != own && list->at[i].out && (i < own || is_finer(&list->at[i], m) || (list->at[i].named && !m->named))) {
      if (is_next(m->out, list->at[i].out))
        return true;
      if (is_told(c, m, &list->at[i])) {
        lend_name(c, m, &list->at[i]);
        lend_day(m, &list->at[i]);
        return true;
      }
    }
  return false;
}

static void add_candidate(record_context *c, candidate_list *list, const cluster *k, evx_meeting *m) {
  candidate one = {m, k, name_mention(c, k) != NULL};
  c->failed |= !m || !VEC_ADD(list, c->scratch, one);
}

static void collect_meetings(record_context *c, candidate_list *list) {
  if (c->main != NONE)
    add_candidate(c, list, &c->clusters.at[c->main], main_object(c));
  for (uint32_t i = 0; i < c->clusters.count && goes_on(c); i++) {
    const cluster *k = &c->clusters.at[i];
    if (i != c->main && tells_when_or_where(c, k) && !is_announced(c, k) && below_limit(c, list->count, "meetings"))
      add_candidate(c, list, k, meeting_object(c, k));
  }
}

/* What is told already is left out; the main meeting is m1, the others are counted from m2. */
bool meetings_write(record_context *c, evx_record *out) {
  candidate_list list = {0};
  VEC(const evx_meeting *) told = {0};
  collect_meetings(c, &list);
  for (size_t i = 0; i < list.count && goes_on(c); i++) {
    evx_meeting *m = list.at[i].out;
    if (!m->main && is_told_by_any(c, &list, i)) {
      list.at[i].out = NULL;
      continue;
    }
    m->id = arena_printf(c->result, "m%zu", told.count + 1 + (c->main == NONE));
    c->failed |= !m->id || !VEC_ADD(&told, c->result, m);
  }
  if (c->main != NONE && list.count && list.at[0].out && !list.at[0].out->name.data)
    fill_body(c, list.at[0].out);
  out->meetings = told.at;
  out->meeting_count = told.count;
  return !c->failed;
}
