/* numeric.h - dates in figures alone: "12/05/2020", "2020-05-12", "12.5.20". Pure functions. */
#ifndef EVX_TIME_NUMERIC_H
#define EVX_TIME_NUMERIC_H

#include "time/timex.h"

/* Reads the first three numbers of a text that look like a date: a year of four figures first ("2020/05/12"), or last
 * with two or four ("12.5.20"), between them twice the same one of / - . _ (or nothing, in eight figures that begin
 * with the year). `out` becomes a calendar expression; its `order` says whether day and month could be the other way
 * round, and if so the day is taken for the first of them. Dates that no calendar has are read all the same. False
 * where there is none; `end` (may be NULL) gets the byte behind it. */
bool numeric_read(const char *text, size_t len, time_expr *out, size_t *end);

/* Gives a numeric date its weekday (or TIME_UNSET), which settles an order that only one reading agrees with. */
void numeric_weekday(time_expr *e, int32_t weekday);

/* Puts an open date into this order, ranges at both ends: a copy in `a`, or `e` itself where nothing is open. NULL when
 * memory is out. */
const time_expr *numeric_order(const time_expr *e, time_order order, arena *a);

#endif
