/* json_names.c - the spelling of enum values in the record. One table per enum; values count from 1 (or 0) without
 * gaps, as evx.h freezes them. */
#include "evx.h"

/* Defines `function`, which looks a value up in the words given; the first word belongs to value 0. */
#define NAMES(function, type, ...)                                                                                     \
  const char *function(type value) {                                                                                   \
    static const char *const words[] = {__VA_ARGS__};                                                                  \
    size_t index = (size_t)value;                                                                                      \
    return index < sizeof words / sizeof *words ? words[index] : "";                                                   \
  }

NAMES(evx_precision_name, evx_precision, "", "minute", "day", "week", "month", "quarter", "season", "year", "decade",
      "interval")

NAMES(evx_basis_name, evx_basis, "unresolved", "explicit", "inherited", "document-date", "document")

NAMES(evx_timex_type_name, evx_timex_type, "", "DATE", "TIME", "DURATION", "SET")

NAMES(evx_venue_kind_name, evx_venue_kind, "", "city", "building", "room", "online", "country", "region")

NAMES(evx_entity_kind_name, evx_entity_kind, "", "person", "country", "organization", "group")

NAMES(evx_part_name, evx_part, "", "attendee", "chair", "speaker", "host", "signatory", "observer", "absent")

NAMES(evx_decision_status_name, evx_decision_status, "", "adopted", "planned", "proposed", "pending", "rejected",
      "deferred")

NAMES(evx_decision_type_name, evx_decision_type, "", "policy", "resolution", "motion", "appointment", "agreement",
      "action-item", "other")

NAMES(evx_polarity_name, evx_polarity, "", "positive", "negative")

NAMES(evx_modality_name, evx_modality, "", "asserted", "planned", "proposed", "possible", "conditional")

NAMES(evx_date_role_name, evx_date_role, "", "mention", "due", "effective", "period")

NAMES(evx_next_status_name, evx_next_status, "", "planned", "proposed", "postponed", "cancelled", "unscheduled")

NAMES(evx_meeting_kind_name, evx_meeting_kind, "", "meeting", "session", "summit", "conference", "forum", "talks",
      "visit", "call", "hearing", "other")

NAMES(evx_meeting_status_name, evx_meeting_status, "", "held", "planned", "postponed", "cancelled")
