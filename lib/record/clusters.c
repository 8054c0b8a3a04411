/* clusters.c - mentions of meetings become meetings; one of them is what the report is about.
 *
 * Named mentions make one cluster where the words of one name are among those of the other and their ordinals do not
 * differ. Mentions without a name add to the main meeting (role main), or stand for one of their own (role other or
 * mention). Main is, of those that a rule calls so, the first named one unless it is only planned or named long after
 * a nameless one that was held; without any, one at the head of the text that no rule calls another, named ones
 * first. */
#include "record/clusters.h"

const time_value *mention_date(const record_context *c, const mention *m) {
  uint32_t d = field_mention(c, m, MEETING_DATE, RECORD_DATE);
  return d == NONE || !c->dates[d] ? NULL : &c->dates[d]->value;
}

/* Dated mentions of different years are two meetings of a series, and so are those of different months that are not
 * days of one meeting. */
static bool dates_differ(const record_context *c, const mention *a, const mention *b) {
  const time_value *x = mention_date(c, a), *y = mention_date(c, b);
  if (!x || !y || !time_point_set(&x->point) || !time_point_set(&y->point))
    return false;
  bool months = x->point.month != TIME_UNSET && y->point.month != TIME_UNSET && x->point.month != y->point.month;
  return x->point.year != y->point.year || (months && values_apart(x, y));
}

/* The town that a mention gives as the place, or NONE. */
uint32_t mention_town(const record_context *c, const mention *m) {
  uint32_t p = field_place(c, m, MEETING_VENUE);
  return p != NONE && field_word(c, mention_at(c, p), PLACE_KIND) == EVX_CITY ? p : NONE;
}

static bool same_words(const record_context *c, const mention *a, const mention *b) {
  if (a->end - a->begin != b->end - b->begin)
    return false;
  for (uint32_t i = 0; i < a->end - a->begin; i++)
    if (token_word(c, a->begin + i) != token_word(c, b->begin + i))
      return false;
  return true;
}

/* "The summit in Rome" is not "the summit in Paris". */
bool mention_towns_differ(const record_context *c, const mention *a, const mention *b) {
  uint32_t x = mention_town(c, a), y = mention_town(c, b);
  return x != NONE && y != NONE && !same_words(c, mention_at(c, x), mention_at(c, y));
}

bool mention_is_call(const record_context *c, const mention *m) {
  return field_word(c, m, MEETING_KIND) == EVX_CALL;
}

static bool belongs(const record_context *c, const cluster *k, const mention *m, const mention *said, bool all) {
  bool same = false;
  for (size_t i = 0; i < k->mentions.count && i < MENTIONS_COMPARED && count_work(c, MENTION_WORK); i++) {
    const mention *one = mention_at(c, k->mentions.at[i]);
    if (dates_differ(c, one, said) || mention_towns_differ(c, one, said))
      return false;
    same |= same_meeting_by_name(c, one, m, all);
  }
  return same;
}

/* What is said of the report's own meeting without a date is said of the first one of that name, not of another of the
 * series that was dated since. */
static bool speaks_of_first(const record_context *c, const mention *said) {
  return role_is_main(field_word(c, said, MEETING_ROLE)) && !mention_date(c, said);
}

static cluster *last_cluster(record_context *c, const mention *m, const mention *said, bool all) {
  size_t count = c->clusters.count, last = count > CLUSTERS_COMPARED ? count - CLUSTERS_COMPARED : 0;
  bool first = speaks_of_first(c, said);
  for (size_t i = last; i < count; i++) {
    cluster *k = &c->clusters.at[first ? i - last : count - 1 - (i - last)];
    if (belongs(c, k, m, said, all))
      return k;
  }
  return NULL;
}

/* `said` is what says when: `m` itself, or the sentence part around it. The very same name goes before one within the
 * other, which may be within several. */
static cluster *find_cluster(record_context *c, const mention *m, const mention *said) {
  cluster *k = meeting_is_named(c, m) ? last_cluster(c, m, said, true) : NULL;
  return k || !meeting_is_named(c, m) ? k : last_cluster(c, m, said, false);
}

bool role_is_main(int role) {
  return role == ROLE_MAIN || role == ROLE_MINUTES;
}

static void add_to_cluster(record_context *c, cluster *k, uint32_t index) {
  int role = field_word(c, mention_at(c, index), MEETING_ROLE);
  uint32_t number = (uint32_t)(k - c->clusters.at);
  k->main |= role_is_main(role);
  k->other |= role == ROLE_OTHER;
  c->failed |= !VEC_ADD(&k->mentions, c->scratch, index);
  if (!c->failed && k->main && number < c->nameless && !meeting_is_named(c, mention_at(c, k->mentions.at[0])))
    c->nameless = number;
}

/* A name inside a longer name says nothing of its own. */
static bool inside_longer(const mention *m, const mention *before) {
  return before && m->end <= before->end && (m->begin > before->begin || m->end < before->end);
}

static cluster *nameless_main(const record_context *c) {
  return c->nameless == NONE ? NULL : &c->clusters.at[c->nameless];
}

/* The first named mention inside a nameless one is what it speaks of: "[the 3rd summit] was held in Astana"; not where
 * a part of that says that it is another: "[held talks [on the margins of the 3rd summit] in Astana]". */
uint32_t meeting_named_inside(const record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  uint32_t other = 0; /* where what is said of another ends */
  for (uint32_t i = mention_first(c, m->begin); i < c->mentions->count && mention_at(c, i)->begin < m->end; i++) {
    const mention *at = mention_at(c, i);
    if (c->types[i] != RECORD_MEETING || at->end > m->end)
      continue;
    if (i != index && at->begin > m->begin && field_word(c, at, MEETING_ROLE) == ROLE_OTHER)
      other = at->end;
    else if (meeting_is_named(c, at) && at->begin >= other)
      return i;
  }
  return NONE;
}

static bool has_date(const record_context *c, const cluster *k, const time_value *date) {
  for (size_t i = 0; i < k->mentions.count && i < MENTIONS_COMPARED; i++) {
    const time_value *at = mention_date(c, mention_at(c, k->mentions.at[i]));
    if (at && at->start && date->start && strcmp(at->start, date->start) == 0)
      return true;
  }
  return false;
}

/* One that takes over the name inside the mention that tells of it. */
static cluster *new_of_name(record_context *c, uint32_t named, const mention *m) {
  cluster *k = VEC_PUSH(&c->clusters, c->scratch); /* NOLINT(clang-analyzer-core.NonNullParamChecker): room is memory */
  c->failed |= !k;
  if (k && mention_at(c, named) != m)
    c->failed |= !VEC_ADD(&k->mentions, c->scratch, named);
  return k;
}

/* Whether nothing is said of it but the name inside what is told now. */
static bool is_all_inside(const record_context *c, const cluster *k, const mention *m) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *at = mention_at(c, k->mentions.at[i]);
    if (at->begin < m->begin || at->end > m->end)
      return false;
  }
  return true;
}

/* Another meeting of that name, which was on another day: "the minutes of the Board meeting of 13 January". */
static cluster *other_of_name(record_context *c, uint32_t named, const mention *m) {
  const time_value *date = mention_date(c, m);
  cluster *k = find_cluster(c, mention_at(c, named), m);
  if (!date || (k && (has_date(c, k, date) || is_all_inside(c, k, m))))
    return k;
  return new_of_name(c, named, m);
}

static void take_meeting(record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  int role = field_word(c, m, MEETING_ROLE);
  uint32_t named = meeting_is_named(c, m) ? index : meeting_named_inside(c, index);
  cluster *k = NULL;
  if (named != NONE && role == ROLE_OTHER)
    k = other_of_name(c, named, m);
  else if (named != NONE)
    k = find_cluster(c, mention_at(c, named), m);
  else if (role_is_main(role))
    k = nameless_main(c);
  else if (role == ROLE_IMPLIED || role == ROLE_TITLE)
    return;
  if (!k && named != NONE && !c->failed)
    k = new_of_name(c, named, m);
  if (!k && !c->failed)
    k = VEC_PUSH(&c->clusters, c->scratch); /* NOLINT(clang-analyzer-core.NonNullParamChecker): room is memory */
  c->failed |= !k;
  if (k)
    add_to_cluster(c, k, index);
}

typedef enum pass { PASS_NAMED, PASS_NAMELESS, PASS_NAMED_OTHERS, PASSES } pass;

static pass pass_of(const record_context *c, const mention *m) {
  if (!meeting_is_named(c, m))
    return PASS_NAMELESS;
  return field_word(c, m, MEETING_ROLE) == ROLE_OTHER ? PASS_NAMED_OTHERS : PASS_NAMED;
}

/* Names first, so that what is said without a name finds the meeting that it speaks of; but what is said of another
 * meeting by its name last, so that it takes no name away from the one that the report is about. */
static void take_meetings(record_context *c, pass which) {
  const mention *before = NULL;
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_MEETING || pass_of(c, m) != which)
      continue;
    if (which != PASS_NAMED || !inside_longer(m, before))
      take_meeting(c, i);
    if (!before || m->end > before->end)
      before = m;
  }
}

void clusters_merge(record_context *c, cluster *to, cluster *from) {
  for (size_t i = 0; i < from->mentions.count; i++)
    c->failed |= !VEC_ADD(&to->mentions, c->scratch, from->mentions.at[i]);
  from->mentions.count = 0;
}

/* Minutes name their meeting at their head, also where no rule says that it is theirs. */
#define HEAD_TOKENS 60u

bool cluster_is_named(const record_context *c, const cluster *k) {
  return k->mentions.count && meeting_is_named(c, mention_at(c, k->mentions.at[0]));
}

/* A date of its own sets what is named later apart from the meeting that was told of before. */
static bool has_own_date(const record_context *c, const cluster *k) {
  return cluster_date(c, k) != NONE;
}

/* Where a rule first calls it the main meeting; NONE where none does. */
uint32_t cluster_main_begins(const record_context *c, const cluster *k) {
  uint32_t first = NONE;
  for (size_t i = 0; k->main && i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (role_is_main(field_word(c, m, MEETING_ROLE)) && m->begin < first)
      first = m->begin;
  }
  return first;
}

/* Whether all that is said of it as the main meeting is that it is to come. */
bool cluster_is_only_planned(const record_context *c, const cluster *k) {
  bool planned = false;
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (!role_is_main(field_word(c, m, MEETING_ROLE)))
      continue;
    if (field_word(c, m, MEETING_STATUS) != EVX_PLANNED)
      return false;
    planned = true;
  }
  return planned;
}

/* What was said first of a nameless meeting that was held. */
static const mention *nameless_first(const record_context *c) {
  const cluster *k = NULL;
  for (size_t i = 0; i < c->clusters.count && !k; i++) {
    const cluster *at = &c->clusters.at[i];
    if (at->mentions.count && !cluster_is_named(c, at) && at->main && !cluster_is_only_planned(c, at))
      k = at;
  }
  uint32_t begin = k ? cluster_main_begins(c, k) : NONE;
  for (size_t i = 0; k && i < k->mentions.count; i++)
    if (mention_at(c, k->mentions.at[i])->begin == begin)
      return mention_at(c, k->mentions.at[i]);
  return NULL;
}

/* Whether something that is said of it places it in another town. */
bool cluster_is_elsewhere(const record_context *c, const cluster *k, const mention *m) {
  for (size_t i = 0; i < k->mentions.count && i < MENTIONS_COMPARED; i++)
    if (mention_towns_differ(c, mention_at(c, k->mentions.at[i]), m))
      return true;
  return false;
}

static bool is_sitting(int kind) {
  return kind == EVX_MEETING || kind == EVX_SESSION || kind == EVX_CALL;
}

/* Whether a name belongs to the nameless meeting that was told of before it. Minutes name theirs near their head, with
 * its date; elsewhere a date of its own sets what is named apart. */
static bool names_the_nameless(const record_context *c, const cluster *k, uint32_t begin, const mention *nameless) {
  bool minuted = field_word(c, nameless, MEETING_ROLE) == ROLE_MINUTES;
  if (begin - nameless->begin > NAME_REACH)
    return false;
  if (!minuted)
    return !has_own_date(c, k) && !cluster_is_elsewhere(c, k, nameless);
  const cluster *minutes = nameless_main(c); /* a conference of another day is somebody's report */
  bool sitting = is_sitting(field_word(c, mention_at(c, k->mentions.at[0]), MEETING_KIND));
  return sitting || begin - nameless->begin <= HEAD_TOKENS || !minutes ||
         !dates_apart(c, cluster_date(c, minutes), cluster_date(c, k));
}

/* A name at the head of minutes: in their title, or of a sitting that was not on quite another day. */
static bool is_at_head(const record_context *c, const cluster *k, const mention *nameless) {
  const mention *first = mention_at(c, k->mentions.at[0]);
  if (!nameless || field_word(c, nameless, MEETING_ROLE) != ROLE_MINUTES || !cluster_is_named(c, k) || k->other ||
      first->begin >= nameless->begin + HEAD_TOKENS ||
      c->doc->lines.at[document_line(c->doc, first->begin)].kind == LINE_ITEM)
    return false;
  const cluster *minuted = nameless_main(c);
  bool apart = minuted && dates_apart(c, cluster_date(c, minuted), cluster_date(c, k));
  return first->begin < c->doc->title_end || (!apart && is_sitting(field_word(c, first, MEETING_KIND)));
}

typedef enum claim {
  CLAIM_NAMED,
  CLAIM_HEAD,
  CLAIM_NAMELESS,
  CLAIM_ANY,
  CLAIM_LEAD,
  CLAIM_ASIDE,
  CLAIM_LATE,
  CLAIM_OPEN,
  CLAIMS
} claim;

/* Where nothing else tells what a report is about, whoever is said to have met so near its beginning. */
#define OPEN_TOKENS 250u

bool cluster_is_in_lead(const record_context *c, const cluster *k, uint32_t tokens) {
  return !k->other && mention_at(c, k->mentions.at[0])->begin < c->doc->title_end + tokens;
}

/* What a report merely mentions is not what it is about, if it was so long before. */
static bool is_long_ago(const record_context *c, const cluster *k) {
  uint32_t own = cluster_date(c, k);
  return own != NONE && is_long_before_report(c, &c->dates[own]->value);
}

/* What is announced behind the first words of a text is what comes after that which it is about. */
static bool is_late(const record_context *c, uint32_t begin) {
  return begin >= c->doc->title_end + LEAD_TOKENS / 2;
}

/* Whether something that is said of it leaves it to come, or puts it off. */
bool cluster_is_put_off_or_planned(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++)
    if (field_word(c, mention_at(c, k->mentions.at[i]), MEETING_STATUS) > EVX_HELD)
      return true;
  return false;
}

/* News of what others said of a meeting of these days: "praised Friday's meeting of the premiers", in the first words.
 */
static bool is_told_at_once(const record_context *c, const cluster *k) {
  const mention *m = mention_at(c, k->mentions.at[0]);
  uint32_t own = cluster_date(c, k);
  return m->begin < c->doc->title_end + LEAD_TOKENS / 2 && own != NONE && !cluster_is_put_off_or_planned(c, k) &&
         is_of_reference(c, &c->dates[own]->value);
}

static bool has_claim(const record_context *c, const cluster *k, claim which, const mention *nameless) {
  uint32_t begin = cluster_main_begins(c, k);
  switch (which) {
  case CLAIM_NAMED:
    return begin != NONE && cluster_is_named(c, k) && !cluster_is_only_planned(c, k) &&
           (!nameless || begin <= nameless->begin || names_the_nameless(c, k, begin, nameless));
  case CLAIM_HEAD: return is_at_head(c, k, nameless);
  case CLAIM_NAMELESS: return nameless && begin == nameless->begin;
  case CLAIM_ANY: return begin != NONE && !(is_late(c, begin) && cluster_is_only_planned(c, k));
  case CLAIM_LEAD:
    return cluster_is_named(c, k) && cluster_is_in_lead(c, k, LEAD_TOKENS) && !is_long_ago(c, k) &&
           !is_in_announcement(c, mention_at(c, k->mentions.at[0])->begin);
  case CLAIM_ASIDE: return is_told_at_once(c, k);
  case CLAIM_LATE: return begin != NONE;
  default: return !cluster_is_named(c, k) && cluster_is_in_lead(c, k, OPEN_TOKENS) && !is_long_ago(c, k);
  }
}

/* A title that names a meeting and says no more of it. */
bool cluster_is_silent(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (role_is_main(field_word(c, m, MEETING_ROLE)) &&
        (field_word(c, m, MEETING_STATUS) || field_value(c, m, MEETING_DATE)->kind != VALUE_UNSET ||
         field_value(c, m, MEETING_VENUE)->kind != VALUE_UNSET))
      return false;
  }
  return true;
}

/* What a silent title names is told in the text, by a name of its own: one much like it, or one that is planned. */
static uint32_t told_instead(const record_context *c, uint32_t silent, bool any) {
  const cluster *title = &c->clusters.at[silent];
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
    const cluster *k = &c->clusters.at[i];
    if (i == silent || !k->mentions.count || !cluster_is_named(c, k))
      continue;
    bool alike = cluster_main_begins(c, k) != NONE && has_own_date(c, k) &&
                 names_much_alike(c, mention_at(c, title->mentions.at[0]), mention_at(c, k->mentions.at[0]));
    if (alike || (any && cluster_is_only_planned(c, k)))
      return i;
  }
  return silent;
}

static uint32_t claimed_main(const record_context *c, claim *by) {
  const mention *nameless = nameless_first(c);
  for (claim which = CLAIM_NAMED; which < CLAIMS; which++) {
    for (uint32_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
      const cluster *k = &c->clusters.at[i];
      *by = which;
      if (k->mentions.count && has_claim(c, k, which, nameless))
        return which == CLAIM_NAMED && cluster_is_silent(c, k) ? told_instead(c, i, !nameless) : i;
    }
  }
  return NONE;
}

static uint32_t choose_main(record_context *c) {
  claim by = CLAIMS;
  uint32_t chosen = claimed_main(c, &by), opening = chosen == NONE ? NONE : opening_meeting(c);
  if (opening != NONE && opening_goes_before(c, opening, chosen, by == CLAIM_LEAD))
    return opening;
  if (opening_is_news(c, chosen))
    return c->opening;
  if (opening_tells(c, chosen))
    clusters_merge(c, &c->clusters.at[chosen], &c->clusters.at[c->opening]);
  c->opening = NONE;
  return chosen;
}

/* The announcement that covers the token, or NONE. Announcements are few and ordered; they may overlap only by phases.
 */
static uint32_t announcement_at(const record_context *c, uint32_t at) {
  size_t low = 0, high = c->announcements.count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (mention_at(c, c->announcements.at[mid])->begin <= at)
      low = mid + 1;
    else
      high = mid;
  }
  return low > 0 && mention_at(c, c->announcements.at[low - 1])->end > at ? c->announcements.at[low - 1] : NONE;
}

bool is_in_announcement(const record_context *c, uint32_t at) {
  return announcement_at(c, at) != NONE;
}

bool is_in_own_announcement(const record_context *c, uint32_t at) {
  uint32_t i = announcement_at(c, at);
  return i != NONE && !next_is_of_others(c, mention_at(c, i));
}

/* "The Council on Tuesday approved the plan", in a report that speaks of no meeting: the body must have met. */
static uint32_t implied_main(record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count; i++) {
    const mention *m = mention_at(c, i);
    if (m->begin > c->doc->title_end + LEAD_TOKENS)
      break;
    if (c->types[i] != RECORD_MEETING || field_word(c, m, MEETING_ROLE) != ROLE_IMPLIED)
      continue;
    cluster *k = VEC_PUSH(&c->clusters, c->scratch);
    c->failed |= !k;
    if (!k)
      return NONE;
    add_to_cluster(c, k, i);
    k->main = true;
    return (uint32_t)(c->clusters.count - 1);
  }
  return NONE;
}

/* Whether it is to come, as all that a rule says of its status. */
static bool is_to_come(const record_context *c, const cluster *k) {
  bool planned = false;
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    int status = field_word(c, mention_at(c, k->mentions.at[i]), MEETING_STATUS);
    if (status && status != EVX_PLANNED)
      return false;
    planned |= status == EVX_PLANNED;
  }
  return planned;
}

/* A report that tells of no meeting but announces one at its head is of that one. */
static uint32_t announced_main(const record_context *c) {
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
    const cluster *k = &c->clusters.at[i];
    if (k->mentions.count && mention_at(c, k->mentions.at[0])->begin < c->doc->title_end + LEAD_TOKENS &&
        is_to_come(c, k))
      return i;
  }
  return NONE;
}

/* What is named at the head and only announced there: "the summit, which was planned for May, has been put off". */
static uint32_t named_at_head(const record_context *c) {
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
    const cluster *k = &c->clusters.at[i];
    if (k->mentions.count && cluster_is_named(c, k) && cluster_is_in_lead(c, k, LEAD_TOKENS))
      return i;
  }
  return NONE;
}

void meetings_find(record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++)
    if (c->types[i] == RECORD_NEXT_MEETING)
      c->failed |= !VEC_ADD(&c->announcements, c->scratch, i);
  for (pass which = PASS_NAMED; which < PASSES; which++)
    take_meetings(c, which);
  opening_find(c);
  c->main = choose_main(c);
  if (c->main == NONE)
    c->main = implied_main(c);
  if (c->main == NONE)
    c->main = announced_main(c);
  if (c->main == NONE)
    c->main = named_at_head(c);
  if (c->main == NONE)
    return;
  main_take_silent_title(c);
  main_take_implied_day(c);
  cluster *loose = nameless_main(c), *main = &c->clusters.at[c->main];
  uint32_t opening = cluster_is_named(c, main) ? NONE : cluster_date(c, main);
  if (loose && loose != main && c->main != c->opening)
    clusters_merge(c, main, loose);
  main_part_others(c, opening == NONE ? cluster_date(c, main) : opening);
  main_take_day_of_town(c);
  main_take_name_of_kind(c);
}
