/* meetings.c - mentions of meetings become meetings; one of them is what the report is about.
 *
 * Named mentions make one cluster where the words of one name are among those of the other and their ordinals do not
 * differ. Mentions without a name add to the main meeting (role main), or stand for one of their own (role other).
 * Main is, of those that a rule calls so, the first named one unless it is only planned or named long after a nameless
 * one that was held; without any, a named one at the head of the text that no rule calls another. */
#include "record/context.h"

#define NAME_WORDS 24u
/* So many earlier clusters are compared with a name: keeps hostile lists linear. */
#define CLUSTERS_COMPARED 128u

typedef struct word_set {
  uint32_t at[NAME_WORDS];
  uint32_t count;
} word_set;

static word_set name_set(const record_context *c, const mention *m) {
  const value *v = field_value(c, m, MEETING_NAME);
  word_set s = {.count = 0};
  for (uint32_t i = v->begin; v->kind != VALUE_UNSET && i < v->end && s.count < NAME_WORDS; i++)
    if (token_is_word(c, i))
      s.at[s.count++] = token_word(c, i);
  return s;
}

static bool holds(const word_set *s, uint32_t word) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->at[i] == word)
      return true;
  return false;
}

static bool within(const word_set *a, const word_set *b) {
  for (uint32_t i = 0; i < a->count; i++)
    if (!holds(b, a->at[i]))
      return false;
  return true;
}

static const time_value *mention_date(const record_context *c, const mention *m) {
  uint32_t d = field_mention(c, m, MEETING_DATE, RECORD_DATE);
  return d == NONE || !c->dates[d] ? NULL : &c->dates[d]->value;
}

/* Dated mentions of different years are two meetings of a series; of different months, where both are written in full.
 */
static bool dates_differ(const record_context *c, const mention *a, const mention *b) {
  const time_value *x = mention_date(c, a), *y = mention_date(c, b);
  if (!x || !y || !time_point_set(&x->point) || !time_point_set(&y->point))
    return false;
  bool written = x->basis == EVX_BASIS_EXPLICIT && y->basis == EVX_BASIS_EXPLICIT && x->point.month != TIME_UNSET &&
                 y->point.month != TIME_UNSET;
  return x->point.year != y->point.year || (written && x->point.month != y->point.month);
}

static bool same_meeting(const record_context *c, const mention *a, const mention *b) {
  int32_t x = field_int(c, a, MEETING_ORDINAL, 0), y = field_int(c, b, MEETING_ORDINAL, 0);
  word_set s = name_set(c, a), t = name_set(c, b);
  if ((x && y && x != y) || !s.count || !t.count)
    return false;
  return s.count <= t.count ? within(&s, &t) : within(&t, &s);
}

static bool is_named(const record_context *c, const mention *m) {
  return field_value(c, m, MEETING_NAME)->kind != VALUE_UNSET;
}

/* So many mentions of a cluster are compared with another one. */
#define MENTIONS_COMPARED 8u

static bool belongs(const record_context *c, const cluster *k, const mention *m, const mention *said) {
  bool same = false;
  for (size_t i = 0; i < k->mentions.count && i < MENTIONS_COMPARED; i++) {
    if (dates_differ(c, mention_at(c, k->mentions.at[i]), said))
      return false;
    same |= same_meeting(c, mention_at(c, k->mentions.at[i]), m);
  }
  return same;
}

/* `said` is what says when: `m` itself, or the sentence part around it. */
static cluster *find_cluster(record_context *c, const mention *m, const mention *said) {
  size_t last = c->clusters.count > CLUSTERS_COMPARED ? c->clusters.count - CLUSTERS_COMPARED : 0;
  for (size_t i = c->clusters.count; is_named(c, m) && i > last; i--)
    if (belongs(c, &c->clusters.at[i - 1], m, said))
      return &c->clusters.at[i - 1];
  return NULL;
}

static bool is_main_role(int role) {
  return role == ROLE_MAIN || role == ROLE_MINUTES;
}

static void add_to_cluster(record_context *c, cluster *k, uint32_t index) {
  int role = field_word(c, mention_at(c, index), MEETING_ROLE);
  k->main |= is_main_role(role);
  k->other |= role == ROLE_OTHER;
  c->failed |= !VEC_ADD(&k->mentions, c->scratch, index);
}

/* A name inside a longer name says nothing of its own. */
static bool inside_longer(const mention *m, const mention *before) {
  return before && m->end <= before->end && (m->begin > before->begin || m->end < before->end);
}

static cluster *nameless_main(record_context *c) {
  for (size_t i = 0; i < c->clusters.count; i++)
    if (!is_named(c, mention_at(c, c->clusters.at[i].mentions.at[0])) && c->clusters.at[i].main)
      return &c->clusters.at[i];
  return NULL;
}

/* The first named mention inside a nameless one is what it speaks of: "[the 3rd summit] was held in Astana". */
static uint32_t named_inside(const record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  for (uint32_t i = mention_first(c, m->begin); i < c->mentions->count && mention_at(c, i)->begin < m->end; i++)
    if (c->types[i] == RECORD_MEETING && mention_at(c, i)->end <= m->end && is_named(c, mention_at(c, i)))
      return i;
  return NONE;
}

static void take_meeting(record_context *c, uint32_t index) {
  const mention *m = mention_at(c, index);
  int role = field_word(c, m, MEETING_ROLE);
  uint32_t named = is_named(c, m) ? index : named_inside(c, index);
  cluster *k = NULL;
  if (named != NONE)
    k = find_cluster(c, mention_at(c, named), m);
  else if (is_main_role(role))
    k = nameless_main(c);
  else if (role == ROLE_MENTION)
    return;
  if (!k)
    k = VEC_PUSH(&c->clusters, c->scratch);
  c->failed |= !k;
  if (k)
    add_to_cluster(c, k, index);
}

/* Names first, so that what is said without a name finds the meeting that it speaks of. */
static void take_meetings(record_context *c, bool named) {
  const mention *before = NULL;
  for (uint32_t i = 0; !c->failed && i < c->mentions->count; i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_MEETING || is_named(c, m) != named)
      continue;
    if (!named || !inside_longer(m, before))
      take_meeting(c, i);
    if (!before || m->end > before->end)
      before = m;
  }
}

static void merge_into(record_context *c, cluster *to, cluster *from) {
  for (size_t i = 0; i < from->mentions.count; i++)
    c->failed |= !VEC_ADD(&to->mentions, c->scratch, from->mentions.at[i]);
  from->mentions.count = 0;
}

/* A name that stands so many tokens behind what was said of a nameless meeting is another's. */
#define NAME_REACH 150u
/* Minutes name their meeting at their head, also where no rule says that it is theirs. */
#define HEAD_TOKENS 60u
/* What a report is about is named in its title, or so many tokens behind it. */
#define LEAD_TOKENS 80u

static bool cluster_is_named(const record_context *c, const cluster *k) {
  return k->mentions.count && is_named(c, mention_at(c, k->mentions.at[0]));
}

/* A date of its own sets what is named later apart from the meeting that was told of before. */
static bool has_own_date(const record_context *c, const cluster *k) {
  return cluster_date(c, k) != NONE;
}

/* Where a rule first calls it the main meeting; NONE where none does. */
static uint32_t main_begins(const record_context *c, const cluster *k) {
  uint32_t first = NONE;
  for (size_t i = 0; k->main && i < k->mentions.count; i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (is_main_role(field_word(c, m, MEETING_ROLE)) && m->begin < first)
      first = m->begin;
  }
  return first;
}

/* Whether all that is said of it as the main meeting is that it is to come. */
static bool only_planned(const record_context *c, const cluster *k) {
  bool planned = false;
  for (size_t i = 0; i < k->mentions.count; i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (!is_main_role(field_word(c, m, MEETING_ROLE)))
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
    if (at->mentions.count && !cluster_is_named(c, at) && at->main && !only_planned(c, at))
      k = at;
  }
  uint32_t begin = k ? main_begins(c, k) : NONE;
  for (size_t i = 0; k && i < k->mentions.count; i++)
    if (mention_at(c, k->mentions.at[i])->begin == begin)
      return mention_at(c, k->mentions.at[i]);
  return NULL;
}

/* Whether a name belongs to the nameless meeting that was told of before it. Minutes name theirs near their head, with
 * its date; elsewhere a date of its own sets what is named apart. */
static bool names_the_nameless(const record_context *c, const cluster *k, uint32_t begin, const mention *nameless) {
  bool minuted = field_word(c, nameless, MEETING_ROLE) == ROLE_MINUTES;
  return begin - nameless->begin <= NAME_REACH && (minuted || !has_own_date(c, k));
}

/* A name at the head of minutes. */
static bool is_at_head(const record_context *c, const cluster *k, const mention *nameless) {
  uint32_t begin = mention_at(c, k->mentions.at[0])->begin;
  return nameless && field_word(c, nameless, MEETING_ROLE) == ROLE_MINUTES && cluster_is_named(c, k) && !k->other &&
         begin < nameless->begin + HEAD_TOKENS && c->doc->lines.at[c->doc->tokens.at[begin].line].kind != LINE_ITEM;
}

typedef enum claim { CLAIM_NAMED, CLAIM_HEAD, CLAIM_NAMELESS, CLAIM_ANY, CLAIM_LEAD, CLAIMS } claim;

static bool has_claim(const record_context *c, const cluster *k, claim which, const mention *nameless) {
  uint32_t begin = main_begins(c, k);
  switch (which) {
  case CLAIM_NAMED:
    return begin != NONE && cluster_is_named(c, k) && !only_planned(c, k) &&
           (!nameless || begin <= nameless->begin || names_the_nameless(c, k, begin, nameless));
  case CLAIM_HEAD: return is_at_head(c, k, nameless);
  case CLAIM_NAMELESS: return nameless && begin == nameless->begin;
  case CLAIM_ANY: return begin != NONE;
  default:
    return cluster_is_named(c, k) && !k->other &&
           mention_at(c, k->mentions.at[0])->begin < c->doc->title_end + LEAD_TOKENS;
  }
}

static uint32_t choose_main(const record_context *c) {
  const mention *nameless = nameless_first(c);
  for (claim which = CLAIM_NAMED; which < CLAIMS; which++) {
    for (uint32_t i = 0; i < c->clusters.count; i++) {
      const cluster *k = &c->clusters.at[i];
      if (k->mentions.count && has_claim(c, k, which, nameless))
        return i;
    }
  }
  return NONE;
}

void meetings_find(record_context *c) {
  for (uint32_t i = 0; !c->failed && i < c->mentions->count; i++)
    if (c->types[i] == RECORD_NEXT_MEETING)
      c->failed |= !VEC_ADD(&c->announcements, c->scratch, i);
  take_meetings(c, true);
  take_meetings(c, false);
  c->main = choose_main(c);
  cluster *loose = nameless_main(c);
  if (c->main != NONE && loose && loose != &c->clusters.at[c->main])
    merge_into(c, &c->clusters.at[c->main], loose);
}

/* ---- slots of one meeting -------------------------------------------------- */

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

static bool is_minutes_of(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count; i++)
    if (field_word(c, mention_at(c, k->mentions.at[i]), MEETING_ROLE) == ROLE_MINUTES)
      return true;
  return false;
}

bool main_is_minuted(const record_context *c) {
  return c->main != NONE && is_minutes_of(c, &c->clusters.at[c->main]);
}

static bool starts_within(const time_value *fine, const time_value *coarse) {
  size_t len = strlen("2025-04-12");
  return fine->start && coarse->start && coarse->end && strncmp(coarse->start, fine->start, len) <= 0 &&
         strncmp(fine->start, coarse->end, len) <= 0;
}

/* Minutes that say their meeting's date not at all, or only its month, may have the day in their title or on a line of
 * its own. */
static uint32_t minuted_date(const record_context *c, uint32_t best) {
  for (uint32_t i = 0; i < c->mentions->count; i++) {
    if (c->types[i] != RECORD_DOCUMENT_DATE)
      continue;
    if (mention_at(c, i)->begin >= c->doc->title_end + LEAD_TOKENS)
      break;
    int basis = field_word(c, mention_at(c, i), DOCUMENT_DATE_BASIS);
    uint32_t d = field_mention(c, mention_at(c, i), DOCUMENT_DATE_DATE, RECORD_DATE);
    if ((basis != BASIS_TITLE && basis != BASIS_TEXT) || d == NONE || !c->dates[d] || !c->dates[d]->value.edtf)
      continue;
    const time_value *v = &c->dates[d]->value, *known = best == NONE ? NULL : &c->dates[best]->value;
    if (exactness(v) == DAY_EXACT && (!known || (exactness(known) < DAY_EXACT && starts_within(v, known))))
      return d;
  }
  return best;
}

/* The most exact date that a mention gives, of those that a rule calls main or of all; the first of equals. */
static uint32_t mentioned_date(const record_context *c, const cluster *k, bool main) {
  uint32_t best = NONE;
  int most = 0;
  for (size_t i = 0; i < k->mentions.count; i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    uint32_t d = field_mention(c, m, MEETING_DATE, RECORD_DATE);
    if (d == NONE || !c->dates[d] || !c->dates[d]->value.edtf ||
        (main && !is_main_role(field_word(c, m, MEETING_ROLE))))
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

/* What a rule says of the main meeting goes before what a passing mention of its name says, and so does, in minutes,
 * what stands at their head. */
uint32_t cluster_date(const record_context *c, const cluster *k) {
  uint32_t best = mentioned_date(c, k, true);
  if (is_minutes_of(c, k))
    best = minuted_date(c, best);
  uint32_t passing = date_exactness(c, best) < DAY_EXACT ? mentioned_date(c, k, false) : NONE;
  return date_exactness(c, passing) > date_exactness(c, best) ? passing : best;
}

static uint32_t cluster_venue(const record_context *c, const cluster *k) {
  uint32_t first = NONE;
  for (size_t i = 0; i < k->mentions.count; i++) {
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

/* The mention with the fullest name: one that a rule calls main before others, then more words, then the earlier. */
static const mention *name_mention(const record_context *c, const cluster *k) {
  const mention *best = NULL;
  uint32_t best_words = 0;
  for (size_t i = 0; i < k->mentions.count; i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    word_set s = name_set(c, m);
    if (s.count > best_words) {
      best = m;
      best_words = s.count;
    }
  }
  return best;
}

/* The first word that a mention gives; what is said of it as of another meeting ("before the meeting") comes last. */
static int first_word(const record_context *c, const cluster *k, record_field f) {
  int aside = 0;
  for (size_t i = 0; i < k->mentions.count; i++) {
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

static void fill_name(record_context *c, const cluster *k, evx_meeting *m) {
  const mention *named = name_mention(c, k);
  const mention *first = named ? named : mention_at(c, k->mentions.at[0]);
  m->rule = rule_name(c, first);
  m->confidence = rule_confidence(m->rule);
  m->span = token_span(c, first->begin, first->end);
  if (named) {
    const value *v = field_value(c, named, MEETING_NAME);
    m->name = value_text(c, v);
    if (v->begin < v->end)
      m->span = token_span(c, v->begin, v->end);
  }
  for (size_t i = 0; i < k->mentions.count; i++) {
    const mention *at = mention_at(c, k->mentions.at[i]);
    if (!m->ordinal)
      m->ordinal = field_int(c, at, MEETING_ORDINAL, 0);
    if (!m->body.data)
      m->body = field_text(c, at, MEETING_BODY);
  }
}

static evx_meeting *meeting_object(record_context *c, const cluster *k, size_t number) {
  evx_meeting *m = arena_zalloc(c->result, sizeof *m);
  char *id = arena_printf(c->result, "m%zu", number);
  c->failed |= !m || !id;
  if (!m || !id)
    return NULL;
  m->id = id;
  fill_name(c, k, m);
  const mention *named = name_mention(c, k);
  m->kind = (evx_meeting_kind)(named ? field_word(c, named, MEETING_KIND) : first_word(c, k, MEETING_KIND));
  m->date = date_object(c, cluster_date(c, k));
  m->venue = venue_object(c, cluster_venue(c, k));
  m->status = (evx_meeting_status)first_word(c, k, MEETING_STATUS);
  if (!m->status)
    m->status = in_future(c, m->date) ? EVX_PLANNED : EVX_HELD;
  return m;
}

/* True where an announcement covers the token. Announcements are few and ordered; they may overlap only by phases. */
static bool is_in_announcement(const record_context *c, uint32_t at) {
  size_t low = 0, high = c->announcements.count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (mention_at(c, c->announcements.at[mid])->begin <= at)
      low = mid + 1;
    else
      high = mid;
  }
  return low > 0 && mention_at(c, c->announcements.at[low - 1])->end > at;
}

/* Where those who meet are said to be. Announcements speak of another place. */
static uint32_t setting_place(const record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count; i++) {
    uint32_t where = c->types[i] == RECORD_SETTING ? field_place(c, mention_at(c, i), SETTING_PLACE) : NONE;
    if (where != NONE && !is_in_announcement(c, mention_at(c, where)->begin))
      return where;
  }
  return NONE;
}

/* Where a report says nothing else, its dateline says where the meeting was held. */
static uint32_t dateline_place(const record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count; i++) {
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
  uint32_t setting = is_wide(m->venue) ? setting_place(c) : NONE;
  if (setting != NONE)
    m->venue = venue_object(c, setting);
  if (!m->venue)
    m->venue = venue_object(c, dateline_place(c));
}

static evx_meeting *main_object(record_context *c) {
  evx_meeting *m = meeting_object(c, &c->clusters.at[c->main], 1);
  if (!m)
    return NULL;
  m->main = true;
  if (!m->date && m->status == EVX_HELD)
    m->date = date_stand_in(c, m->rule);
  if (m->status == EVX_HELD)
    fill_venue(c, m);
  decisions_write(c, m);
  participants_write(c, m); /* behind the decisions: whoever decides takes part */
  next_write(c, m);
  return m;
}

/* A next meeting is told with the meeting that announces it, not beside it. */
static bool is_announced(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count; i++)
    if (is_in_announcement(c, mention_at(c, k->mentions.at[i])->begin))
      return true;
  return false;
}

static bool tells_when_or_where(const record_context *c, const cluster *k) {
  return k->mentions.count && (cluster_date(c, k) != NONE || cluster_venue(c, k) != NONE);
}

static bool covers(const evx_date *a, const evx_date *b) {
  size_t len = strlen("2025-04-12");
  return a->start.data && a->end.data && b->start.data && strncmp(a->start.data, b->start.data, len) <= 0 &&
         strncmp(b->start.data, a->end.data, len) <= 0;
}

static bool same_place(const evx_venue *a, const evx_venue *b) {
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

/* Whether a meeting is said already. A nameless one: its date is that one's, or it has none and is in the same place. A
 * named one: the main meeting has no name and was on the very day, or the days that lack their year are the main one's.
 */
static bool is_told(const evx_meeting *m, const evx_meeting *by) {
  bool same_day = m->date && by->main && m->date->basis != EVX_BASIS_EXPLICIT && same_but_year(m->date, by->date);
  if (m->name.data)
    return by->main && !by->name.data && same_date(m->date, by->date) && (!m->venue || !by->venue);
  if (m->date && by->date)
    return same_day || covers(m->date, by->date) || ((by->main || !by->name.data) && covers(by->date, m->date));
  return !m->date && (!m->venue || !by->venue || same_place(m->venue, by->venue));
}

static bool is_told_by_any(const evx_meeting *m, const evx_meeting *const *list, size_t count) {
  for (size_t i = 0; i < count && i < CLUSTERS_COMPARED; i++)
    if (is_told(m, list[i]))
      return true;
  return false;
}

bool meetings_write(record_context *c, evx_record *out) {
  VEC(const evx_meeting *) list = {0};
  if (c->main != NONE) {
    const evx_meeting *m = main_object(c);
    c->failed |= !m || !VEC_ADD(&list, c->result, m);
  }
  for (uint32_t i = 0; i < c->clusters.count && !c->failed; i++) {
    const cluster *k = &c->clusters.at[i];
    if (i == c->main || !tells_when_or_where(c, k) || is_announced(c, k) || !below_limit(c, list.count, "meetings"))
      continue;
    const evx_meeting *m = meeting_object(c, k, list.count + 1 + (c->main == NONE));
    if (m && is_told_by_any(m, list.at, list.count))
      continue;
    c->failed |= !m || !VEC_ADD(&list, c->result, m);
  }
  out->meetings = list.at;
  out->meeting_count = list.count;
  return !c->failed;
}
