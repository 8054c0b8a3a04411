/* clusters.h - what the files that make meetings of mentions share. */
#ifndef EVX_RECORD_CLUSTERS_H
#define EVX_RECORD_CLUSTERS_H

#include "record/context.h"

/* So many earlier clusters are compared with a name: keeps hostile lists linear. */
#define CLUSTERS_COMPARED 128u
/* What a report is about is named in its title, or so many tokens behind it. */
#define LEAD_TOKENS 80u

bool meeting_is_named(const record_context *c, const mention *m);
/* Whether the name that `m` gives is fuller than the other's. */
bool meeting_name_is_fuller(const record_context *c, const mention *m, const mention *than);
bool role_is_main(int role);
/* True where an announcement of the next meeting covers the token. */
bool is_in_announcement(const record_context *c, uint32_t at);
/* ... of the main meeting's next one: what announces another body's speaks of just another meeting. */
bool is_in_own_announcement(const record_context *c, uint32_t at);
bool next_is_of_others(const record_context *c, const mention *m); /* next.c */
/* Whether an acronym is made of the initials of words in [begin, end), one behind the other; next.c. */
bool acronym_abbreviates(const record_context *c, uint32_t acronym, uint32_t begin, uint32_t end);
/* Whether a name that some mention of one gives says no more than one of the other: all its words are there, or the
 * acronym of some. */
bool clusters_share_name(const record_context *c, const cluster *one, const cluster *other);
bool values_apart(const time_value *a, const time_value *b); /* by more than the days of one meeting */
bool values_disjoint(const time_value *a, const time_value *b);
bool is_of_reference(const record_context *c, const time_value *day); /* some days before the report, at most */
/* Whether `date` (NONE allowed) is so far from the main meeting's own that it is another meeting's. */
bool dates_apart(const record_context *c, uint32_t own, uint32_t date);

#endif
