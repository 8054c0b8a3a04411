/* eval_score.c - one record against one gold record, field by field.
 *
 * What counts as found: the name, by half or more of its words; the status, when equal; the date, when equal to one of
 * the gold values; the venue, by one of its names; participants, one to one; decisions, by clauses that overlap by half
 * and the status; the next meeting, by an overlapping sentence or the right date; other meetings, by name, date and
 * venue. Whatever gold does not have counts as extra, also in reports of no meeting. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"

#define NAME_ENOUGH   0.6 /* shared words */
#define OTHER_ENOUGH  0.5 /* of other meetings */
#define CLAUSE_ENOUGH 0.5

/* ---- reading records -------------------------------------------------------------- */

static const cJSON *member(const cJSON *object, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *rule_of(const cJSON *value) {
  return json_text(value, "rule");
}

/* A date is an object with a value; NULL where there is none. */
static const char *date_of(const cJSON *owner) {
  const char *value = json_text(member(owner, "date"), "value");
  return value && *value ? value : NULL;
}

static bool is_listed(const char *value, const cJSON *list) {
  const cJSON *item;
  cJSON_ArrayForEach(item, list) {
    if (value && item->valuestring && strcmp(item->valuestring, value) == 0)
      return true;
  }
  return false;
}

static bool is_empty(const cJSON *list) {
  return cJSON_GetArraySize(list) == 0;
}

static bool is_true(const cJSON *object, const char *key) {
  return cJSON_IsTrue(member(object, key));
}

static bool same_text(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

/* How far two spans cover each other: what they share over what they cover together. */
static double overlap(const cJSON *a, const cJSON *b) {
  const cJSON *x = member(a, "span"), *y = member(b, "span");
  if (cJSON_GetArraySize(x) != 2 || cJSON_GetArraySize(y) != 2)
    return 0;
  double x0 = x->child->valuedouble, x1 = x->child->next->valuedouble;
  double y0 = y->child->valuedouble, y1 = y->child->next->valuedouble;
  double shared = (x1 < y1 ? x1 : y1) - (x0 > y0 ? x0 : y0);
  double both = (x1 > y1 ? x1 : y1) - (x0 < y0 ? x0 : y0);
  return shared > 0 && both > 0 ? shared / both : 0;
}

/* Whether an announcement counts: to be announced, cancelled or postponed without a date, it announces nothing. */
static bool is_announced(const cJSON *next) {
  const char *status = json_text(next, "status");
  return !status || strcmp(status, "planned") == 0 || strcmp(status, "proposed") == 0 || date_of(next);
}

/* ---- counting --------------------------------------------------------------------- */

static void right(scorer *s, field f) {
  s->scores->of[f].right++;
}

static void tell(scorer *s, field f, const char *format, va_list list) {
  char what[1024];
  if (!s->errors)
    return;
  vsnprintf(what, sizeof what, format, list);
  output_printf(s->errors, "%s\t%s\t", s->document, field_names[f]);
  output_text(s->errors, what, strlen(what));
  output_puts(s->errors, "\n");
}

__attribute__((format(printf, 3, 4))) static void extra(scorer *s, field f, const char *format, ...) {
  va_list list;
  s->scores->of[f].extra++;
  va_start(list, format);
  tell(s, f, format, list);
  va_end(list);
}

__attribute__((format(printf, 3, 4))) static void missed(scorer *s, field f, const char *format, ...) {
  va_list list;
  s->scores->of[f].missed++;
  va_start(list, format);
  tell(s, f, format, list);
  va_end(list);
}

static const char *or_nothing(const char *text) {
  return text ? text : "nothing";
}

static void judge(scorer *s, const cJSON *value, bool is_right) {
  rule_table_count(s->rules, rule_of(value), is_right);
}

/* One value against gold that has one or has none: `found` and `wanted` are NULL where there is none. A wrong value is
 * both extra and missed. */
static void score_value(scorer *s, field f, const char *found, const char *wanted, bool is_right) {
  if (found && wanted && is_right) {
    right(s, f);
  } else if (found && wanted) {
    extra(s, f, "want %s, got %s", wanted, found);
    s->scores->of[f].missed++;
  } else if (found) {
    extra(s, f, "want nothing, got %s", found);
  } else if (wanted) {
    missed(s, f, "want %s, got nothing", wanted);
  }
}

static const char *first_of(const cJSON *list) {
  return list && list->child ? list->child->valuestring : NULL;
}

static bool optional(const scorer *s, const cJSON *gold) {
  return !s->strict && is_true(gold, "optional");
}

/* ---- the meeting itself ----------------------------------------------------------- */

static const char *name_of(const cJSON *meeting) {
  const char *name = json_text(meeting, "name");
  return name && *name ? name : NULL;
}

static const char *venue_name(scorer *s, const cJSON *venue) {
  const char *name = json_text(venue, "name");
  return !venue_is_named(s->mem, venue) ? NULL : name ? name : json_text(venue, "city");
}

static void score_venue(scorer *s, field f, const cJSON *venue, const cJSON *gold) {
  const char *found = venue_name(s, venue), *wanted = first_of(gold);
  bool is_right = found && wanted && venue_is_one_of(s->mem, venue, gold);
  score_value(s, f, found, wanted, is_right);
  if (found)
    judge(s, venue, is_right);
}

static void score_date(scorer *s, field f, const cJSON *owner, const cJSON *gold) {
  const char *found = date_of(owner), *wanted = first_of(gold);
  bool is_right = is_listed(found, gold);
  score_value(s, f, found, wanted, is_right);
  if (found)
    judge(s, member(owner, "date"), is_right);
}

static void score_head(scorer *s, const cJSON *meeting, const cJSON *gold) {
  const char *name = name_of(meeting), *wanted = name_of(gold), *status = json_text(meeting, "status");
  const char *wanted_status = json_text(gold, "status");
  bool named = name && wanted && shared_words(s->mem, name, wanted) >= NAME_ENOUGH;
  score_value(s, FIELD_NAME, name, wanted, named);
  if (meeting)
    judge(s, meeting, named || !name);
  score_value(s, FIELD_STATUS, status, wanted_status, same_text(status, wanted_status));
  score_date(s, FIELD_DATE, meeting, member(gold, "date"));
  score_venue(s, FIELD_VENUE, member(meeting, "venue"), member(gold, "venue"));
}

/* ---- participants ----------------------------------------------------------------- */

static const cJSON *participant_of(scorer *s, const char *name, const cJSON *gold, const bool *taken, int *index) {
  const cJSON *item;
  *index = 0;
  cJSON_ArrayForEach(item, gold) {
    if ((!taken || !taken[*index]) && is_participant(s->mem, name, item, gold))
      return item;
    ++*index;
  }
  return NULL;
}

static void score_participant(scorer *s, const cJSON *found, const cJSON *gold, bool *taken) {
  const char *name = json_text(found, "name"), *part = json_text(found, "part");
  int index;
  const cJSON *hit = participant_of(s, name, gold, taken, &index);
  if (!hit) {
    bool again = participant_of(s, name, gold, NULL, &index) != NULL;
    extra(s, FIELD_PARTICIPANTS, "%s: %s", again ? "listed twice" : "not one", or_nothing(name));
    judge(s, found, false);
    return;
  }
  taken[index] = true;
  if (optional(s, hit))
    return;
  bool as_wanted = is_true(hit, "absent") == same_text(part, "absent");
  judge(s, found, as_wanted);
  if (as_wanted) {
    right(s, FIELD_PARTICIPANTS);
    return;
  }
  extra(s, FIELD_PARTICIPANTS, "present and absent confused: %s", or_nothing(name));
  s->scores->of[FIELD_PARTICIPANTS].missed++;
}

/* An array of flags, one for each item of a list; never NULL for an empty one. NULL: memory is out, as was noted. */
static bool *flags_for(scorer *s, const cJSON *list) {
  bool *flags = calloc((size_t)cJSON_GetArraySize(list) + 1, sizeof *flags);
  s->mem->failed = s->mem->failed || !flags;
  return flags;
}

static void score_participants(scorer *s, const cJSON *found, const cJSON *gold) {
  bool *taken = flags_for(s, gold);
  const cJSON *item;
  int index = 0;
  if (!taken)
    return;
  cJSON_ArrayForEach(item, found) score_participant(s, item, gold, taken);
  cJSON_ArrayForEach(item, gold) {
    if (!taken[index++] && !optional(s, item))
      missed(s, FIELD_PARTICIPANTS, "missed: %s", or_nothing(json_text(item, "name")));
  }
  free(taken);
}

/* ---- decisions -------------------------------------------------------------------- */

/* A decision found and one of gold whose clauses overlap far enough. */
typedef struct pair {
  double overlap;
  int found, gold;
} pair;

static int closest_first(const void *a, const void *b) {
  const pair *x = a, *y = b;
  if (x->overlap != y->overlap)
    return x->overlap < y->overlap ? 1 : -1;
  return x->found != y->found ? y->found - x->found : y->gold - x->gold;
}

/* All pairs, the closest first; the caller frees them. */
static pair *pair_up(scorer *s, const cJSON *found, const cJSON *gold, size_t *count) {
  size_t room = (size_t)cJSON_GetArraySize(found) * (size_t)cJSON_GetArraySize(gold);
  pair *pairs = malloc((room + 1) * sizeof *pairs);
  const cJSON *x, *y;
  *count = 0;
  s->mem->failed = s->mem->failed || !pairs;
  if (!pairs)
    return NULL;
  int i = 0;
  cJSON_ArrayForEach(x, found) {
    int j = 0;
    cJSON_ArrayForEach(y, gold) {
      double shared = overlap(x, y);
      if (shared >= CLAUSE_ENOUGH)
        pairs[(*count)++] = (pair){shared, i, j};
      j++;
    }
    i++;
  }
  qsort(pairs, *count, sizeof *pairs, closest_first);
  return pairs;
}

typedef struct decision_match {
  bool *found, *gold; /* which are spoken for */
  bool *right;        /* gold decisions that were found; a statement made again counts for the first */
} decision_match;

static int first_statement(const cJSON *gold, int index) {
  const cJSON *same = member(gold, "same_as");
  return cJSON_IsNumber(same) ? same->valueint : index;
}

static void match_decisions(scorer *s, const cJSON *found, const cJSON *gold, decision_match *m) {
  size_t count;
  pair *pairs = pair_up(s, found, gold, &count);
  int golds = cJSON_GetArraySize(gold);
  for (size_t i = 0; pairs && i < count; i++) {
    pair p = pairs[i];
    if (m->found[p.found] || m->gold[p.gold])
      continue;
    m->found[p.found] = m->gold[p.gold] = true;
    const cJSON *x = cJSON_GetArrayItem(found, p.found), *y = cJSON_GetArrayItem(gold, p.gold);
    const char *status = json_text(x, "status"), *wanted = json_text(y, "status");
    bool as_wanted = same_text(status, wanted);
    int first = first_statement(y, p.gold);
    if (as_wanted && first >= 0 && first < golds)
      m->right[first] = true;
    else if (!as_wanted && !optional(s, y))
      extra(s, FIELD_DECISIONS, "status %s for %s: %s", or_nothing(status), or_nothing(wanted),
            or_nothing(json_text(x, "text")));
    if (as_wanted || !optional(s, y))
      judge(s, x, as_wanted);
  }
  free(pairs);
}

static bool touches_optional(scorer *s, const cJSON *found, const cJSON *gold) {
  const cJSON *y;
  cJSON_ArrayForEach(y, gold) {
    if (optional(s, y) && overlap(found, y) > 0.2)
      return true;
  }
  return false;
}

static void count_decisions(scorer *s, const cJSON *found, const cJSON *gold, const decision_match *m) {
  const cJSON *item;
  int index = 0;
  cJSON_ArrayForEach(item, found) {
    if (m->found[index++] || touches_optional(s, item, gold))
      continue;
    extra(s, FIELD_DECISIONS, "not one: %s", or_nothing(json_text(item, "text")));
    judge(s, item, false);
  }
  index = 0;
  cJSON_ArrayForEach(item, gold) {
    int j = index++;
    if (member(item, "same_as") || optional(s, item))
      continue;
    if (m->right[j])
      right(s, FIELD_DECISIONS);
    else
      missed(s, FIELD_DECISIONS, "missed: %s at %.0f", or_nothing(json_text(item, "trigger")),
             cJSON_GetNumberValue(cJSON_GetArrayItem(member(item, "span"), 0)));
  }
}

static void score_decisions(scorer *s, const cJSON *found, const cJSON *gold) {
  decision_match m = {flags_for(s, found), flags_for(s, gold), flags_for(s, gold)};
  if (m.found && m.gold && m.right) {
    match_decisions(s, found, gold, &m);
    count_decisions(s, found, gold, &m);
  }
  free(m.found);
  free(m.gold);
  free(m.right);
}

/* ---- the next meeting ------------------------------------------------------------- */

/* The announcement that is the one of gold: by its place in the text, or its date. */
static const cJSON *announcement_of(const cJSON *found, const cJSON *gold) {
  const cJSON *item;
  cJSON_ArrayForEach(item, found) {
    if (is_announced(item) && (overlap(item, gold) > 0 || is_listed(date_of(item), member(gold, "date"))))
      return item;
  }
  return NULL;
}

static void score_next(scorer *s, const cJSON *found, const cJSON *gold) {
  const cJSON *best = gold ? announcement_of(found, gold) : NULL, *item;
  bool excused = gold && is_true(gold, "optional");
  cJSON_ArrayForEach(item, found) {
    /* Of several announcements beside the right one, none is held against the record. */
    if (!is_announced(item) || item == best || (best && !excused))
      continue;
    if (date_of(item))
      extra(s, FIELD_NEXT_DATE, "not announced: %s", or_nothing(json_text(item, "text")));
    if (venue_is_named(s->mem, member(item, "venue")))
      extra(s, FIELD_NEXT_VENUE, "not announced: %s", or_nothing(json_text(item, "text")));
    judge(s, item, false);
  }
  if (!gold || excused)
    return;
  if (best)
    judge(s, best, true);
  score_date(s, FIELD_NEXT_DATE, best, member(gold, "date"));
  score_venue(s, FIELD_NEXT_VENUE, member(best, "venue"), member(gold, "venue"));
}

/* ---- other meetings --------------------------------------------------------------- */

static bool is_other(scorer *s, const cJSON *found, const cJSON *gold) {
  const char *name = name_of(gold);
  const cJSON *date = member(gold, "date"), *venue = member(gold, "venue");
  return (!name || shared_words(s->mem, json_text(found, "name"), name) >= OTHER_ENOUGH) &&
         (is_empty(date) || is_listed(date_of(found), date)) &&
         (is_empty(venue) || venue_is_one_of(s->mem, member(found, "venue"), venue));
}

static void score_others(scorer *s, const cJSON *meetings, const cJSON *gold) {
  bool *taken = flags_for(s, meetings);
  const cJSON *x, *y;
  if (!taken)
    return;
  cJSON_ArrayForEach(y, gold) {
    int index = 0;
    cJSON_ArrayForEach(x, meetings) {
      if (!is_true(x, "main") && !taken[index] && is_other(s, x, y))
        break;
      index++;
    }
    if (x) {
      taken[index] = true;
      if (!optional(s, y)) {
        right(s, FIELD_OTHER);
        judge(s, x, true);
      }
    } else if (!optional(s, y)) {
      missed(s, FIELD_OTHER, "missed: %s %s %s", or_nothing(name_of(y)), or_nothing(first_of(member(y, "date"))),
             or_nothing(first_of(member(y, "venue"))));
    }
  }
  int index = 0;
  cJSON_ArrayForEach(x, meetings) {
    /* Without date and venue a meeting is only mentioned. */
    bool placed = date_of(x) || venue_is_named(s->mem, member(x, "venue"));
    if (!taken[index++] && !is_true(x, "main") && placed) {
      extra(s, FIELD_OTHER, "not one: %s", or_nothing(name_of(x)));
      judge(s, x, false);
    }
  }
  free(taken);
}

/* ---- the document ----------------------------------------------------------------- */

/* In a report of no meeting whatever was found is extra. */
static void score_no_meeting(scorer *s, const cJSON *meeting, const cJSON *meetings) {
  const cJSON *item;
  const char *values[] = {name_of(meeting), json_text(meeting, "status"), date_of(meeting),
                          venue_name(s, member(meeting, "venue"))};
  for (size_t i = 0; i < 4; i++) {
    if (values[i])
      extra(s, (field)(FIELD_NAME + i), "no meeting in the text, got %s", values[i]);
  }
  if (values[FIELD_DATE])
    judge(s, member(meeting, "date"), false);
  if (values[FIELD_VENUE])
    judge(s, member(meeting, "venue"), false);
  cJSON_ArrayForEach(item, member(meeting, "participants")) {
    extra(s, FIELD_PARTICIPANTS, "no meeting in the text, got %s", or_nothing(json_text(item, "name")));
    judge(s, item, false);
  }
  cJSON_ArrayForEach(item, member(meeting, "decisions")) {
    extra(s, FIELD_DECISIONS, "no meeting in the text, got %s", or_nothing(json_text(item, "text")));
    judge(s, item, false);
  }
  cJSON_ArrayForEach(item, member(meeting, "next_meetings")) {
    if (!is_announced(item) || !date_of(item))
      continue;
    extra(s, FIELD_NEXT_DATE, "no meeting in the text, got %s", or_nothing(json_text(item, "text")));
    judge(s, item, false);
  }
  cJSON_ArrayForEach(item, meetings) {
    judge(s, item, false);
    if (!is_true(item, "main"))
      extra(s, FIELD_OTHER, "no meeting in the text, got %s", or_nothing(name_of(item)));
  }
}

void score_document(scorer *s, const cJSON *gold, const cJSON *record) {
  const cJSON *meetings = member(record, "meetings"), *wanted = member(gold, "meeting"), *meeting;
  cJSON_ArrayForEach(meeting, meetings) {
    if (is_true(meeting, "main"))
      break;
  }
  if (!cJSON_IsObject(wanted)) {
    score_no_meeting(s, meeting, meetings);
    return;
  }
  const cJSON *next = member(wanted, "next_meeting");
  score_head(s, meeting, wanted);
  score_participants(s, member(meeting, "participants"), member(wanted, "participants"));
  score_decisions(s, member(meeting, "decisions"), member(wanted, "decisions"));
  score_next(s, member(meeting, "next_meetings"), cJSON_IsObject(next) ? next : NULL);
  score_others(s, meetings, member(gold, "other_meetings"));
}
