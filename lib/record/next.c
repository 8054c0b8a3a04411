/* next.c - announcements of the next meeting: one entry per meeting, nearest first; those of other bodies are left
 * out. */
#include "record/clusters.h"

typedef struct announcement {
  evx_next_meeting *out;
  uint32_t order;
} announcement;

typedef VEC(announcement) announcement_list;

static const char *start_of(const evx_next_meeting *n) {
  return n->date && n->date->start.data ? n->date->start.data : NULL;
}

/* Dates up to the meeting's own announce nothing: "the next summit", of which the report is. ISO dates of one
 * precision compare as text. */
static bool is_not_after(const evx_meeting *main, const evx_next_meeting *n) {
  const char *start = start_of(n), *end = n->date ? n->date->end.data : NULL;
  const char *own = main->date ? main->date->start.data : NULL;
  if (!start || !own || main->date->basis == EVX_BASIS_DOCUMENT) /* minutes may come out after the next meeting */
    return false;
  size_t day = strlen("2025-04-12");
  return strcmp(start, own) == 0 || strncmp(end ? end : start, own, day) < 0 ||
         (strlen(start) > day && strlen(own) >= day && strncmp(start, own, day) == 0);
}

static bool same_text(evx_string a, evx_string b) {
  return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* Two announcements are of one meeting where their dates agree as far as both say, or one says none. */
static bool same_announcement(const evx_next_meeting *a, const evx_next_meeting *b) {
  const char *x = start_of(a), *y = start_of(b);
  if (!x || !y)
    return !a->venue || !b->venue || same_text(a->venue->name, b->venue->name);
  if (a->date->precision == b->date->precision)
    return strcmp(x, y) == 0;
  const evx_date *coarse = a->date->precision > b->date->precision ? a->date : b->date;
  const char *fine = coarse == a->date ? y : x;
  size_t len = strlen(coarse->end.data ? coarse->end.data : coarse->start.data);
  return strncmp(fine, coarse->start.data, len) >= 0 &&
         strncmp(fine, coarse->end.data ? coarse->end.data : coarse->start.data, len) <= 0;
}

/* The first statement stays and takes over what only the other says. */
static void merge(evx_next_meeting *into, const evx_next_meeting *from) {
  if (!into->date || (from->date && from->date->precision < into->date->precision))
    into->date = from->date ? from->date : into->date;
  if (!into->venue)
    into->venue = from->venue;
  if (!into->body.data)
    into->body = from->body;
  if (into->status == EVX_NEXT_UNSCHEDULED && from->date)
    into->status = from->status;
}

/* ---- whose next meeting ------------------------------------------------------ */

/* So many mentions of the main meeting are looked at for its names. */
#define NAMES_COMPARED  16u
#define ACRONYM_LETTERS 6u

/* A word that is written as in a name. All capitals say so of short words only: others may be a line in capitals. */
static bool is_name_word(const record_context *c, uint32_t at) {
  const form *f = &c->forms->forms[c->doc->tokens.at[at].form];
  size_t len;
  form_string(c->forms, f->lex, &len);
  return token_is_word(c, at) && !(f->shape & FORM_LOWER) && (!(f->shape & FORM_UPPER) || len <= ACRONYM_LETTERS);
}

static bool shares_name_word(const record_context *c, const value *a, const value *b) {
  for (uint32_t i = a->begin; i < a->end; i++) {
    for (uint32_t j = b->begin; is_name_word(c, i) && j < b->end; j++)
      if (token_word(c, i) == token_word(c, j) || acronym_abbreviates(c, j, a->begin, a->end))
        return true;
    if (acronym_abbreviates(c, i, b->begin, b->end))
      return true;
  }
  return false;
}

static bool names_something(const record_context *c, const value *v) {
  for (uint32_t i = v->begin; v->kind != VALUE_UNSET && i < v->end; i++)
    if (is_name_word(c, i))
      return true;
  return false;
}

static bool is_of_no_series(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && i < NAMES_COMPARED; i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    int kind = field_word(c, m, MEETING_KIND);
    if (role_is_main(field_word(c, m, MEETING_ROLE)) && field_value(c, m, MEETING_KIND)->kind != VALUE_UNSET)
      return kind == EVX_CALL || kind == EVX_VISIT;
  }
  return false;
}

/* What of a meeting's name tells whose it is: neither its date nor the word that ends it ("July 2020 Videoconference").
 */
static bool tells_whose(const record_context *c, const mention *m, const value *name) {
  uint32_t date = mention_first(c, m->begin);
  for (uint32_t i = name->begin; name->kind != VALUE_UNSET && i + 1 < name->end; i++) {
    bool in_date = false;
    for (uint32_t d = date; d < c->mentions->count && mention_at(c, d)->begin <= i; d++)
      in_date |= c->types[d] == RECORD_DATE && mention_at(c, d)->end > i;
    if (is_name_word(c, i) && !in_date)
      return true;
  }
  return false;
}

/* So many tokens of a report tell whose meeting it is. */
#define LEAD_OF_REPORT 400u

/* Whether the report has a word of that name before it comes to the announcement. */
static bool is_spoken_of_before(const record_context *c, const value *name, uint32_t before) {
  uint32_t end = name->kind == VALUE_UNSET ? 0 : before;
  for (uint32_t i = 0; i < end && i < LEAD_OF_REPORT && count_work(c, 1); i++)
    for (uint32_t k = name->begin; k < name->end; k++)
      if (is_name_word(c, k) && token_word(c, i) == token_word(c, k))
        return true;
  return false;
}

/* So many mentions before an announcement are looked at for the body that it is said of. */
#define MENTIONS_BEFORE 16u

/* "The Lake Union [will hold its sixth summit in May]": the name of the body right before it, where it gives none. */
static value subject_of(const record_context *c, const mention *m) {
  value name = {.kind = VALUE_UNSET};
  uint32_t first = mention_first(c, m->begin);
  for (uint32_t i = first; i > 0 && first - i < MENTIONS_BEFORE && count_work(c, 1); i--) {
    const mention *at = mention_at(c, i - 1);
    if (c->types[i - 1] == RECORD_ORGANIZATION && at->end == m->begin)
      name = *field_value(c, at, ORGANIZATION_NAME);
  }
  return name;
}

/* "The next Lakes summit" in a report of other talks: the announcement names a body or series, and what the main
 * meeting is called has no word of it. A call or a visit is of no series, so that whatever is named is another's; and
 * where a meeting has no name, it is what the report has not spoken of before. Behind one that is itself to come
 * another series has no next one. */
bool next_is_of_others(const record_context *c, const mention *m) {
  if (c->main == NONE)
    return false;
  value subject = subject_of(c, m);
  const value *body = field_value(c, m, NEXT_SERIES);
  bool said = names_something(c, body);
  const cluster *k = &c->clusters.at[c->main];
  bool compared = is_of_no_series(c, k) || cluster_is_only_planned(c, k),
       unheard = !is_spoken_of_before(c, said ? body : &subject, m->begin);
  if (!said && (!names_something(c, &subject) || !unheard))
    return false;
  body = said ? body : &subject;
  for (size_t i = 0; i < k->mentions.count && i < NAMES_COMPARED; i++) {
    const mention *at = mention_at(c, k->mentions.at[i]);
    const value *names[] = {field_value(c, at, MEETING_NAME), field_value(c, at, MEETING_BODY)};
    for (size_t n = 0; n < 2; n++) {
      if (n == 0 ? !tells_whose(c, at, names[n]) : !names_something(c, names[n]))
        continue;
      if (shares_name_word(c, body, names[n]))
        return false;
      compared = true;
    }
  }
  return compared || (!main_is_minuted(c) && unheard);
}

/* "7.30pm" alone says of no day when. */
static bool is_hour_alone(const record_context *c, const mention *m) {
  uint32_t date = field_mention(c, m, NEXT_DATE, RECORD_DATE);
  const time_expr *e = date == NONE || !c->dates[date] ? NULL : c->dates[date]->expr;
  return e && e->shape == TIME_CALENDAR && e->hour != TIME_UNSET && e->month == TIME_UNSET && e->day == TIME_UNSET &&
         e->weekday == TIME_UNSET && !e->from;
}

static evx_next_meeting *new_announcement(record_context *c, const mention *m) {
  evx_next_meeting *n = arena_zalloc(c->result, sizeof *n);
  c->failed |= !n;
  if (!n)
    return NULL;
  *n = (evx_next_meeting){.status = (evx_next_status)field_word(c, m, NEXT_STATUS),
                          .body = field_text(c, m, NEXT_BODY),
                          .date = date_object(c, field_mention(c, m, NEXT_DATE, RECORD_DATE)),
                          .venue = venue_object(c, field_place(c, m, NEXT_VENUE)),
                          .text = token_text(c, m->begin, m->end),
                          .span = token_span(c, m->begin, m->end),
                          .rule = rule_name(c, m),
                          .confidence = rule_confidence(rule_name(c, m))};
  return n;
}

static void take_announcement(record_context *c, announcement_list *list, const evx_meeting *main, const mention *m) {
  evx_next_meeting *n = next_is_of_others(c, m) ? NULL : new_announcement(c, m);
  if (!n || is_not_after(main, n) || is_hour_alone(c, m))
    return;
  for (size_t i = 0; i < list->count; i++) {
    if (same_announcement(list->at[i].out, n)) {
      merge(list->at[i].out, n);
      return;
    }
  }
  announcement a = {n, (uint32_t)list->count};
  if (below_limit(c, list->count, "next meetings"))
    c->failed |= !VEC_ADD(list, c->scratch, a);
}

/* By date, those without one last; then by place in the text. */
static bool comes_before(const announcement *a, const announcement *b) {
  const char *x = start_of(a->out), *y = start_of(b->out);
  if (!x != !y)
    return x != NULL;
  int order = x && y ? strcmp(x, y) : 0;
  return order ? order < 0 : a->order < b->order;
}

static void sort_announcements(announcement_list *list) {
  for (size_t i = 1; i < list->count; i++) {
    announcement a = list->at[i];
    size_t k = i;
    for (; k > 0 && comes_before(&a, &list->at[k - 1]); k--)
      list->at[k] = list->at[k - 1];
    list->at[k] = a;
  }
}

void next_write(record_context *c, evx_meeting *m) {
  announcement_list list = {0};
  for (size_t i = 0; i < c->announcements.count && goes_on(c); i++)
    take_announcement(c, &list, m, mention_at(c, c->announcements.at[i]));
  sort_announcements(&list);
  const evx_next_meeting **out = arena_array(c->result, list.count, sizeof *out);
  c->failed |= !out;
  if (!out)
    return;
  for (size_t i = 0; i < list.count; i++)
    out[i] = list.at[i].out;
  m->next_meetings = out;
  m->next_meeting_count = list.count;
}
