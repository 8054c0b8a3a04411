/* openings.c - what the first words of news tell goes before what is told later: who met on which day, or that
 * somebody is to meet, or will not. */
#include "record/clusters.h"

/* News tell in their first words who met, and when: so near the beginning of the text. */
#define OPENING_TOKENS 40u

/* The nameless meeting that the first words tell of, with its day, which visits need not have; NONE. */
uint32_t opening_meeting(const record_context *c) {
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, 1); i++) {
    const cluster *k = &c->clusters.at[i];
    if (!k->mentions.count || cluster_is_named(c, k))
      continue;
    const mention *first = mention_at(c, k->mentions.at[0]);
    bool visit = field_word(c, first, MEETING_KIND) == EVX_VISIT;
    if (!cluster_is_in_lead(c, k, visit ? LEAD_TOKENS : OPENING_TOKENS) || first->begin < c->doc->title_end ||
        field_word(c, first, MEETING_STATUS) != EVX_HELD)
      continue;
    const time_value *day = mention_date(c, first);
    if (day ? day->precision <= EVX_DAY && is_of_reference(c, day) : visit)
      return i;
  }
  return NONE;
}

/* Whether what the first words tell of goes before a meeting that the text comes to later: that is told of another
 * day, or as one to come, or merely mentioned, or without a name and a day. */
bool opening_goes_before(const record_context *c, uint32_t opening, uint32_t chosen, bool mentioned) {
  const cluster *k = &c->clusters.at[chosen];
  const mention *told = mention_at(c, c->clusters.at[opening].mentions.at[0]),
                *first = mention_at(c, k->mentions.at[0]);
  if (opening == chosen || first->begin < told->end)
    return false;
  uint32_t own = cluster_date(c, k);
  if (!mention_date(c, told))
    return own == NONE && !cluster_is_named(c, k);
  if (mentioned || cluster_is_only_planned(c, k) || cluster_is_elsewhere(c, k, told))
    return true;
  if (own == NONE)
    return !cluster_is_named(c, k);
  const time_value *day = mention_date(c, told), *at = &c->dates[own]->value;
  return values_apart(day, at) || (mention_is_call(c, first) != mention_is_call(c, told) && values_disjoint(day, at));
}

/* ---- what is to come, or is called off ------------------------------------ */

static bool is_held(const record_context *c, const mention *m) {
  return field_word(c, m, MEETING_STATUS) == EVX_HELD;
}

/* To come on a day after the report, or not at all. */
static bool is_news(const record_context *c, const mention *m) {
  int status = field_word(c, m, MEETING_STATUS);
  return status == EVX_CANCELLED || status == EVX_POSTPONED || is_yet_to_come(c, m);
}

/* The first thing that is said of a cluster behind the title in the first words, as such news; what announces a next
 * meeting is none, unless the title has it, too. NULL. */
static const mention *news_of(const record_context *c, const cluster *k) {
  bool titled = mention_at(c, k->mentions.at[0])->begin < c->doc->title_end;
  for (size_t i = 0; i < k->mentions.count && i < MENTIONS_COMPARED && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    if (m->begin < c->doc->title_end || m->begin >= c->doc->title_end + OPENING_TOKENS)
      continue;
    if (is_held(c, m))
      return NULL;
    if (is_news(c, m) && (titled || !is_in_announcement(c, m->begin)))
      return m;
  }
  return NULL;
}

/* Whether it was held on a day of its own, as is told in a later sentence. */
static bool is_told_later(const record_context *c, const mention *m, const mention *news) {
  const time_value *day = mention_date(c, m), *to_come = mention_date(c, news);
  return m->begin >= news->end && document_sentence(c->doc, m->begin) != document_sentence(c->doc, news->begin) &&
         is_held(c, m) && day && (!to_come || values_disjoint(day, to_come));
}

/* What was held is told under the same nameless meeting: from there on it is another one. */
static void part_held(record_context *c, const mention *news) {
  cluster k = c->clusters.at[c->opening], held = {.main = true};
  size_t kept = 0;
  for (size_t i = 0; i < k.mentions.count && goes_on(c); i++) {
    const mention *m = mention_at(c, k.mentions.at[i]);
    if ((held.mentions.count && m->begin >= news->end && !is_news(c, m)) || is_told_later(c, m, news))
      c->failed |= !VEC_ADD(&held.mentions, c->scratch, k.mentions.at[i]);
    else
      k.mentions.at[kept++] = k.mentions.at[i];
  }
  k.mentions.count = kept;
  c->clusters.at[c->opening] = k;
  cluster *other = held.mentions.count && !c->failed ? VEC_PUSH(&c->clusters, c->scratch) : NULL;
  c->failed |= held.mentions.count && !other;
  if (other)
    *other = held;
}

void opening_find(record_context *c) {
  const mention *news = NULL;
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, 1); i++) {
    const mention *m = c->clusters.at[i].mentions.count ? news_of(c, &c->clusters.at[i]) : NULL;
    if (m && (!news || m->begin < news->begin)) {
      news = m;
      c->opening = i;
    }
  }
  if (news && !cluster_is_named(c, &c->clusters.at[c->opening]))
    part_held(c, news);
}

/* News that is announced or called off goes before a meeting that was held, of which a later sentence tells with its
 * day. */
bool opening_is_news(const record_context *c, uint32_t chosen) {
  if (c->opening == NONE || chosen == NONE || chosen == c->opening)
    return false;
  const cluster *k = &c->clusters.at[chosen];
  const mention *news = news_of(c, &c->clusters.at[c->opening]);
  uint32_t begin = cluster_main_begins(c, k), own = cluster_date(c, k);
  if (!news || begin == NONE || begin < news->end || own == NONE || cluster_is_only_planned(c, k) ||
      document_sentence(c->doc, begin) == document_sentence(c->doc, news->begin))
    return false;
  const time_value *to_come = mention_date(c, news);
  return !to_come || values_disjoint(to_come, &c->dates[own]->value);
}

/* "What to expect of the Lakes Summit" over "The leaders meet in Linden next week". */
bool opening_tells(const record_context *c, uint32_t chosen) {
  if (c->opening == NONE || chosen == NONE || chosen == c->opening || cluster_is_named(c, &c->clusters.at[c->opening]))
    return false;
  const cluster *k = &c->clusters.at[chosen];
  const mention *news = news_of(c, &c->clusters.at[c->opening]);
  uint32_t begin = cluster_main_begins(c, k);
  return news && is_yet_to_come(c, news) && begin < c->doc->title_end && cluster_is_named(c, k) &&
         cluster_date(c, k) == NONE && !was_held(c, k) && !cluster_is_elsewhere(c, k, news);
}

/* ---- where and when stand together ---------------------------------------- */

/* Whether a place stands right before the day ("in Linden on Tuesday") or behind it. */
static bool is_beside_place(const record_context *c, const mention *day) {
  uint32_t begin = day->begin > 2 ? day->begin - 2 : 0;
  for (uint32_t i = 0; i < c->mentions->count && mention_at(c, i)->begin <= day->end + 2 && count_work(c, 1); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_PLACE || field_word(c, m, PLACE_KIND) != EVX_CITY)
      continue;
    if ((m->end >= begin && m->end <= day->begin) || (m->begin >= day->end && m->begin <= day->end + 1))
      return true;
  }
  return false;
}

static bool is_part_of(const record_context *c, const mention *day) {
  for (uint32_t i = 0; i < c->mentions->count && mention_at(c, i)->begin <= day->begin && count_work(c, 1); i++)
    if ((c->types[i] == RECORD_MEETING || c->types[i] == RECORD_DOCUMENT_DATE || c->types[i] == RECORD_NEXT_MEETING) &&
        mention_at(c, i)->end >= day->end)
      return true;
  return false;
}

/* The day of this week that stands beside a town in the first words, and belongs to no other meeting: "The two
 * ministers discussed the dam in Linden on Tuesday". NONE. */
uint32_t opening_day(const record_context *c) {
  for (uint32_t i = 0; i < c->mentions->count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, i);
    if (m->begin >= c->doc->title_end + OPENING_TOKENS)
      break;
    if (m->begin < c->doc->title_end || c->types[i] != RECORD_DATE || !c->dates[i] || c->dates[i]->part)
      continue;
    const time_value *v = &c->dates[i]->value;
    if (v->edtf && v->precision <= EVX_DAY && is_of_reference(c, v) && is_beside_place(c, m) && !is_part_of(c, m))
      return i;
  }
  return NONE;
}
