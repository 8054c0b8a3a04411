/* timex.h - time expressions before and after resolution.
 *
 * A rule builds a time_expr out of what is written (time_calendar, time_weekday, ...); fields that are not written
 * are TIME_UNSET. time_resolve fills them from a reference by a named policy and prints TIMEX3 and EDTF values.
 * All functions are pure. Years are -9999..9999, proleptic Gregorian (ISO 8601). */
#ifndef EVX_TIME_TIMEX_H
#define EVX_TIME_TIMEX_H

#include "base/memory.h"
#include "time/calendar.h"

#define TIME_UNSET INT32_MIN

typedef enum time_unit {
  UNIT_MINUTE,
  UNIT_HOUR,
  UNIT_DAY,
  UNIT_WEEK,
  UNIT_MONTH,
  UNIT_QUARTER,
  UNIT_HALF,
  UNIT_YEAR,
  UNIT_DECADE,
  UNIT_CENTURY,
  UNIT_WEEKEND,
  UNIT_SEASON,
  UNIT_SECOND
} time_unit;

typedef enum time_shape {
  TIME_NONE = 0,
  TIME_CALENDAR, /* year, month, day, hour, minute, zone; quarter, half, season, week, decade, century, daypart */
  TIME_WEEKDAY,  /* a weekday, with or without a calendar day beside it, to be found near the reference */
  TIME_OFFSET,   /* n units before or after the reference ("two weeks ago", "tomorrow") */
  TIME_UNIT_REF, /* this, last, next unit ("next month") */
  TIME_RANGE,    /* from a to b */
  TIME_DURATION, /* n units */
  TIME_SET,      /* every n units, or every weekday/month */
  TIME_HOLIDAY,
  TIME_NTH,    /* the nth day, week, weekday ... of `from` ("the third Tuesday of October") */
  TIME_HOLDER, /* the unit that `from` lies in ("the week of 6 October") */
  TIME_REF     /* PAST_REF, PRESENT_REF, FUTURE_REF */
} time_shape;

typedef enum time_mod {
  MOD_NONE,
  MOD_START,
  MOD_MID,
  MOD_END,
  MOD_APPROX,
  MOD_BEFORE,
  MOD_AFTER,
  MOD_LESS_THAN,
  MOD_MORE_THAN
} time_mod;

typedef enum time_policy {
  POLICY_NONE,
  POLICY_PAST,
  POLICY_FUTURE,
  POLICY_NEAREST,
  POLICY_DOCUMENT_YEAR,
  POLICY_NARRATIVE
} time_policy;

/* The words of rules and records for the policies; NULL for POLICY_NONE. */
#define TIME_POLICIES 6
extern const char *const time_policy_names[TIME_POLICIES];
time_policy time_policy_named(const char *word); /* POLICY_NONE for other words and NULL */

typedef enum time_which { WHICH_THIS, WHICH_LAST, WHICH_NEXT } time_which;
typedef enum time_season { SEASON_SPRING = 1, SEASON_SUMMER, SEASON_AUTUMN, SEASON_WINTER } time_season;
typedef enum time_daypart {
  DAYPART_MORNING = 1,
  DAYPART_AFTERNOON,
  DAYPART_EVENING,
  DAYPART_NIGHT,
  DAYPART_MIDDAY,
  DAYPART_DAYTIME
} time_daypart; /* TIMEX3 MO AF EV NI MI DT */
typedef enum time_ref { REF_PAST, REF_PRESENT, REF_FUTURE } time_ref;

/* Of a date in figures: whether its day or its month comes first, or both could (then the day is taken to). */
typedef enum time_order { ORDER_NONE, ORDER_OPEN, ORDER_DAY_FIRST, ORDER_MONTH_FIRST } time_order;

typedef struct time_expr time_expr;
struct time_expr {
  time_shape shape;
  time_mod mod;
  int32_t year, month, day; /* TIME_UNSET where not written */
  int32_t hour, minute, second;
  int32_t zone;                                                  /* minutes east of UTC, or TIME_UNSET */
  int32_t weekday;                                               /* 1 Monday .. 7 Sunday (ISO 8601) */
  int32_t week, quarter, half, season, decade, century, daypart; /* decade 198 is the 1980s; century 21 is 2001-2100 */
  bool twelve_hour; /* the hour is of a twelve-hour clock, and nothing says which half of the day */
  int32_t amount; /* OFFSET, DURATION, SET: how many units; TIME_UNSET is TIMEX3's X ("several"). NTH: counted from the
                   * end where negative. WEEKDAY: how many of them away ("two Thursdays ago"), or TIME_UNSET */
  time_unit unit;
  int32_t sign; /* OFFSET: -1 before, +1 after the reference */
  time_which which;
  time_ref ref;
  const char *holiday; /* its rule (holiday.h), static or in the arena */
  bool fiscal;
  bool same_year; /* of the reference's or narrative's own year ("in October of that year") */
  bool bc;        /* the year, decade or century is counted before Christ */
  bool compares;  /* OFFSET: held against the period that the text speaks of, where it names one ("a year earlier") */
  bool two_digit_year;
  bool shared;       /* the month or year is written in another date of the range or list */
  bool order_chosen; /* `order` is not seen from the figures, but was decided */
  time_order order;
  /* RANGE: its ends. CALENDAR, HOLIDAY: `from` is what holds it; NTH, HOLDER, OFFSET, WEEKDAY: what it counts in or
   * from. */
  const time_expr *from, *to;
  uint32_t begin, end; /* end of a RANGE: the tokens that say it, as its rule sees them; else 0, 0 */
};

/* A point of reference: the document's date, or a date mentioned before. Unset where not known. */
typedef struct time_point {
  int32_t year, month, day, hour, minute;
} time_point;

typedef struct time_value time_value;
struct time_value {
  bool valid; /* false: no such date (31 June); value is null */
  evx_timex_type type;
  evx_precision precision;
  evx_basis basis;
  const char *value;       /* TIMEX3 value, or NULL where unresolved and nothing can be said */
  const char *edtf;        /* ISO 8601 / EDTF value for the record: "2025-10-09", "2026/2030" */
  const char *start, *end; /* first and last day or minute, ISO 8601; NULL for durations, sets and refs */
  time_policy used;        /* POLICY_NONE where no policy was needed */
  time_point point;        /* first day, to serve as the next narrative reference; year TIME_UNSET if none */
  const time_value *ends;  /* of a range: the values of its two ends; else NULL */
};

/* Resolves `expr`. `reference` is the document's date; `narrative` the last day mentioned before (may be NULL or
 * unset); strings go to `a`. NULL when memory is out, else `out`. A missing year under POLICY_PAST is the latest not
 * after the reference, under FUTURE the earliest not before it, NEAREST the closest, DOCUMENT_YEAR the reference's,
 * NARRATIVE the one closest to the narrative date (basis inherited). */
const time_value *time_resolve(const time_expr *expr, const time_point *reference, const time_point *narrative,
                               time_policy policy, arena *a, time_value *out);

/* Whether its value depends on nothing but what is written. */
bool time_is_whole(const time_expr *expr);

/* The policy of an expression for which nobody names one: a month or quarter without its year is the nearest, all else
 * lies in the past, as reports mostly speak. */
time_policy time_default_policy(const time_expr *expr);

/* Merges what `giver` writes and `taker` lacks: year, month (only a larger unit than the taker's own), zone, am/pm.
 * Used for shared parts of ranges and lists ("April 28-29", "1, 3 and 4 October 2019"). */
void time_share(time_expr *taker, const time_expr *giver);

/* Shares between both ends of a range, which may go over the turn of the year ("28 December to 3 January 2020"). */
void time_share_range(time_expr *from, time_expr *to);

/* True where at least the year is known; NULL is not set. */
bool time_point_set(const time_point *p);

void time_expr_init(time_expr *e, time_shape shape); /* all fields unset */
/* Parses an ISO date, date-time or TIMEX3-like date: "2025-04-12", "2013-02-12T04:30", "2025-04", "2025". Behind the
 * minutes may stand seconds and a zone ("Z", "+05:00", "-0330", "+01"), which `out` has no room for. */
bool time_parse_iso(const char *text, size_t len, time_point *out);

#endif
