/* main_meeting.c - once it is known which meeting is the main one: what is said of others in the words for it is parted
 * from it, and what tells its day or its name elsewhere is added. */
#include "record/clusters.h"

/* Whether a rule says outside of what announces the next meeting that this one was held, or when. */
static bool stands_alone(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && count_work(c, 1); i++) {
    const mention *m = mention_at(c, k->mentions.at[i]);
    int status = field_word(c, m, MEETING_STATUS);
    bool said = status == EVX_HELD || (!status && field_mention(c, m, MEETING_DATE, RECORD_DATE) != NONE);
    if (said && role_is_main(field_word(c, m, MEETING_ROLE)) && !is_in_own_announcement(c, m->begin))
      return true;
  }
  return false;
}

static cluster *cluster_of_day(record_context *c, size_t first, uint32_t date) {
  for (size_t i = first; i < c->clusters.count && i - first < CLUSTERS_COMPARED; i++) {
    cluster head = c->clusters.at[i];
    head.mentions.count = head.mentions.count < MENTIONS_COMPARED ? head.mentions.count : MENTIONS_COMPARED;
    uint32_t d = cluster_date(c, &head);
    if (d != NONE && strcmp(c->dates[d]->value.start, c->dates[date]->value.start) == 0)
      return &c->clusters.at[i];
  }
  return VEC_PUSH(&c->clusters, c->scratch);
}

/* Of quite another day; or of another day, where the title gives the day of a meeting, in another town, or a call where
 * the other was none. */
static bool is_of_another(const record_context *c, uint32_t own, const mention *first, const mention *town,
                          const mention *m) {
  uint32_t date = field_mention(c, m, MEETING_DATE, RECORD_DATE);
  const time_value *at = mention_date(c, m);
  if (own == NONE || dates_apart(c, own, date))
    return own != NONE;
  bool titled = mention_at(c, own)->begin < c->doc->title_end && !meeting_is_named(c, m);
  bool differs =
      titled || (town && mention_towns_differ(c, town, m)) || (mention_is_call(c, m) && !mention_is_call(c, first));
  return differs && at && values_disjoint(&c->dates[own]->value, at);
}

/* The first mention that says in which town the main meeting was. */
static const mention *town_mention(const record_context *c, const cluster *k) {
  for (size_t i = 0; i < k->mentions.count && i < MENTIONS_COMPARED; i++)
    if (mention_town(c, mention_at(c, k->mentions.at[i])) != NONE)
      return mention_at(c, k->mentions.at[i]);
  return NULL;
}

/* Once it is known when the main meeting was (`own`), what is said under its name of quite another day is said of
 * another meeting of the series, and what announces the next one says nothing of this one. */
void main_part_others(record_context *c, uint32_t own) {
  size_t before = c->clusters.count, kept = 0;
  cluster main = c->clusters.at[c->main];
  const mention *town = town_mention(c, &main), *first = mention_at(c, main.mentions.at[0]);
  bool alone = stands_alone(c, &main), held = was_held(c, &main);
  for (size_t i = 0; i < main.mentions.count && goes_on(c); i++) {
    uint32_t index = main.mentions.at[i], date = field_mention(c, mention_at(c, index), MEETING_DATE, RECORD_DATE);
    if (alone && is_in_own_announcement(c, mention_at(c, index)->begin))
      continue;
    if (!is_of_another(c, own, first, town, mention_at(c, index)) &&
        !(held && is_yet_to_come(c, mention_at(c, index)))) {
      main.mentions.at[kept++] = index;
      continue;
    }
    uint32_t named = meeting_is_named(c, mention_at(c, index)) ? NONE : meeting_named_inside(c, index);
    cluster *k = cluster_of_day(c, before, date);
    c->failed |=
        !k || (named != NONE && !VEC_ADD(&k->mentions, c->scratch, named)) || !VEC_ADD(&k->mentions, c->scratch, index);
  }
  main.mentions.count = kept;
  c->clusters.at[c->main] = main;
}

/* "The Council on Tuesday approved it. The meeting was chaired by the mayor": the day of the deciding is the meeting's
 * where nothing else is said of it. */
void main_take_implied_day(record_context *c) {
  cluster *k = &c->clusters.at[c->main];
  if (cluster_is_only_planned(c, k) || cluster_date(c, k) != NONE)
    return;
  for (uint32_t i = 0; i < c->mentions->count && mention_at(c, i)->begin <= c->doc->title_end + LEAD_TOKENS; i++)
    if (c->types[i] == RECORD_MEETING && field_word(c, mention_at(c, i), MEETING_ROLE) == ROLE_IMPLIED &&
        field_mention(c, mention_at(c, i), MEETING_DATE, RECORD_DATE) != NONE) {
      c->failed |= !VEC_ADD(&k->mentions, c->scratch, i);
      return;
    }
}

/* "Final communiqué of the Lakes Summit" over "The Council held its 5th session on 4 June": what a silent title names
 * is what the text says to have been held then. */
void main_take_silent_title(record_context *c) {
  cluster *main = &c->clusters.at[c->main];
  if (!cluster_is_named(c, main) || !cluster_is_silent(c, main) || cluster_date(c, main) != NONE ||
      cluster_main_begins(c, main) >= c->doc->title_end)
    return;
  for (uint32_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
    cluster *k = &c->clusters.at[i];
    if (k != main && k->mentions.count && k->main && !k->other && cluster_is_named(c, k) &&
        !cluster_is_only_planned(c, k) && cluster_is_in_lead(c, k, LEAD_TOKENS) && cluster_date(c, k) != NONE) {
      clusters_merge(c, main, k);
      return;
    }
  }
}

/* Whether the name ends in a word that the mention before it has, too: "a two-day summit", "the Lakes Summit". */
static bool shares_head(const record_context *c, const mention *name, const mention *m) {
  for (uint32_t i = m->begin; i < m->end; i++)
    if (token_word(c, i) == token_word(c, name->end - 1))
      return true;
  return false;
}

/* Whether it names the nameless summit or conference that was told of before. */
static bool names_that_kind(const record_context *c, const cluster *k, const mention *m) {
  const mention *name = k->mentions.count ? mention_at(c, k->mentions.at[0]) : NULL;
  if (!name || !meeting_is_named(c, name) || k->other || cluster_date(c, k) != NONE || cluster_is_elsewhere(c, k, m) ||
      cluster_is_put_off_or_planned(c, k))
    return false;
  int kind = field_word(c, name, MEETING_KIND);
  return (kind == EVX_SUMMIT || kind == EVX_CONFERENCE) && name->begin >= m->end &&
         name->begin - m->begin <= NAME_REACH && shares_head(c, name, m);
}

/* "They ended a two-day summit on Friday. The 5th Lakes Summit was attended by …": the only such name. */
void main_take_name_of_kind(record_context *c) {
  cluster *main = &c->clusters.at[c->main], *found = NULL;
  const mention *m = mention_at(c, main->mentions.at[0]);
  if (cluster_is_named(c, main) || !was_held(c, main) || field_word(c, m, MEETING_ROLE) == ROLE_MINUTES)
    return;
  for (size_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
    cluster *k = &c->clusters.at[i];
    if (k == main || !names_that_kind(c, k, m))
      continue;
    if (found)
      return;
    found = k;
  }
  if (found)
    clusters_merge(c, main, found);
}

/* Whether the town is one that the name says: "the Berlin talks". */
static bool names_town(const record_context *c, const mention *name, const mention *town) {
  const value *v = field_value(c, name, MEETING_NAME);
  for (uint32_t i = v->begin; v->kind != VALUE_UNSET && i < v->end; i++)
    if (token_word(c, i) == token_word(c, town->end - 1))
      return true;
  return false;
}

/* Whether both are in one town. */
static bool share_town(const record_context *c, const cluster *main, const mention *m) {
  uint32_t at = mention_town(c, m);
  const mention *town = town_mention(c, main);
  if (at == NONE)
    return false;
  return town ? !mention_towns_differ(c, m, town)
              : names_town(c, mention_at(c, main->mentions.at[0]), mention_at(c, at));
}

/* "Talks in Gdynia that ended on Tuesday" says when the talks were, which the main meeting there does not. */
void main_take_day_of_town(record_context *c) {
  cluster *main = &c->clusters.at[c->main];
  if (cluster_date(c, main) != NONE)
    return;
  for (size_t i = 0; i < c->clusters.count && count_work(c, MENTION_WORK); i++) {
    cluster *k = &c->clusters.at[i];
    const mention *m = k->mentions.count ? mention_at(c, k->mentions.at[0]) : NULL;
    const time_value *day = m ? mention_date(c, m) : NULL;
    if (i == c->main || !day || cluster_is_named(c, k) || !share_town(c, main, m) || !is_of_reference(c, day))
      continue;
    clusters_merge(c, main, k);
    return;
  }
}
