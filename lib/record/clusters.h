/* clusters.h - what the files that make meetings of mentions share. */
#ifndef EVX_RECORD_CLUSTERS_H
#define EVX_RECORD_CLUSTERS_H

#include "record/context.h"

/* So many earlier clusters are compared with a name: keeps hostile lists linear. */
#define CLUSTERS_COMPARED 128u
/* So many mentions of a cluster are compared with another one. */
#define MENTIONS_COMPARED 8u
/* What a report is about is named in its title, or so many tokens behind it. */
#define LEAD_TOKENS 80u
/* A name that stands so many tokens behind what was said of a nameless meeting is another's. */
#define NAME_REACH 150u

/* ---- clusters.c ---------------------------------------------------------- */

/* Whether all that is said of it as the main meeting is that it is to come. */
bool cluster_is_only_planned(const record_context *c, const cluster *k);
bool role_is_main(int role);
bool cluster_is_named(const record_context *c, const cluster *k);
/* Where a rule first calls it the main meeting; NONE where none does. */
uint32_t cluster_main_begins(const record_context *c, const cluster *k);
/* Whether it is told of in the title or so many tokens behind it, and not as another. */
bool cluster_is_in_lead(const record_context *c, const cluster *k, uint32_t tokens);
/* Whether something that is said of it places it in another town. */
bool cluster_is_elsewhere(const record_context *c, const cluster *k, const mention *m);
/* The date that a mention gives, or NULL. */
const time_value *mention_date(const record_context *c, const mention *m);
bool mention_is_call(const record_context *c, const mention *m);
/* The town that a mention gives as the place, or NONE; whether two give different ones. */
uint32_t mention_town(const record_context *c, const mention *m);
bool mention_towns_differ(const record_context *c, const mention *a, const mention *b);
/* The named mention that a nameless one is told around, or NONE. */
uint32_t meeting_named_inside(const record_context *c, uint32_t index);
/* Whether a rule calls it the main meeting and says no more of it. */
bool cluster_is_silent(const record_context *c, const cluster *k);
/* Whether something that is said of it leaves it to come, or puts it off. */
bool cluster_is_put_off_or_planned(const record_context *c, const cluster *k);
void clusters_merge(record_context *c, cluster *to, cluster *from);
/* True where an announcement of the next meeting covers the token. */
bool is_in_announcement(const record_context *c, uint32_t at);
/* ... of the main meeting's next one: what announces another body's speaks of just another meeting. */
bool is_in_own_announcement(const record_context *c, uint32_t at);

/* ---- main_meeting.c ------------------------------------------------------- */

/* Parts from the main meeting what is said of others in the words for it, once it is known when it was (`own`). */
void main_part_others(record_context *c, uint32_t own);
/* Add to it what the text says of it elsewhere: see there. */
void main_take_silent_title(record_context *c);
void main_take_implied_day(record_context *c);
void main_take_day_of_town(record_context *c);
void main_take_name_of_kind(record_context *c);

/* ---- openings.c ----------------------------------------------------------- */

/* The nameless meeting that the first words tell of, with its day; NONE. */
uint32_t opening_meeting(const record_context *c);
/* Whether that goes before the one chosen otherwise, which may be merely mentioned. */
bool opening_goes_before(const record_context *c, uint32_t opening, uint32_t chosen, bool mentioned);
/* Finds what the first words announce or call off (c->opening), and parts from it what is told of an earlier day. */
void opening_find(record_context *c);
/* Whether that goes before the one chosen (NONE allowed). */
bool opening_is_news(const record_context *c, uint32_t chosen);
/* Whether it says without a name what the title names, and no more. */
bool opening_tells(const record_context *c, uint32_t chosen);
/* The day beside a town in the first words, which no meeting has; NONE. */
uint32_t opening_day(const record_context *c);

/* ---- meeting_names.c ----------------------------------------------------- */

bool meeting_is_named(const record_context *c, const mention *m);
/* Whether the name that `m` gives is fuller than the other's. */
bool meeting_name_is_fuller(const record_context *c, const mention *m, const mention *than);
/* Whether the names are of one meeting: the words of one among those of the other; `all`: the very words. */
bool same_meeting_by_name(const record_context *c, const mention *a, const mention *b, bool all);
/* Whether most words of the shorter name are in the other, and no number sets them apart. */
bool names_much_alike(const record_context *c, const mention *a, const mention *b);
/* Whether an acronym is made of the initials of words in [begin, end), one behind the other. */
bool acronym_abbreviates(const record_context *c, uint32_t acronym, uint32_t begin, uint32_t end);
/* Whether a name that some mention of one gives says no more than one of the other: all its words are there, or the
 * acronym of some. */
bool clusters_share_name(const record_context *c, const cluster *one, const cluster *other);

/* ---- meeting_dates.c ----------------------------------------------------- */

/* Whether there is more between them than the days of one meeting; anything at all. */
bool values_apart(const time_value *a, const time_value *b);
/* The one day shortly before the report whose meeting it speaks of as that day's ("Thursday's talks"); NONE. */
uint32_t day_told_aside(const record_context *c);
bool values_disjoint(const time_value *a, const time_value *b);
/* Whether the day is that of the report, or some days before it, at most. */
bool is_of_reference(const record_context *c, const time_value *day);
bool is_long_before_report(const record_context *c, const time_value *v); /* by weeks */
/* Whether a mention tells of something planned for a day after the report. */
bool is_yet_to_come(const record_context *c, const mention *m);
bool was_held(const record_context *c, const cluster *k); /* as a rule says that calls it the report's own */
/* Whether `date` (NONE allowed) is so far from the main meeting's own that it is another meeting's. */
bool dates_apart(const record_context *c, uint32_t own, uint32_t date);

/* ---- next.c -------------------------------------------------------------- */

bool next_is_of_others(const record_context *c, const mention *m);

#endif
