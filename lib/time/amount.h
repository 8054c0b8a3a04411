/* amount.h - amounts of time: fractions and sums as whole numbers of a smaller unit ("an hour and a half" is 90
 * minutes). Pure functions. */
#ifndef EVX_TIME_AMOUNT_H
#define EVX_TIME_AMOUNT_H

#include "time/timex.h"

/* Thousandths of `*unit` as a whole number, of a smaller unit where it must be: 2500 hours' thousandths are 150
 * minutes. A month has 30 days here. False where no smaller unit makes it whole. */
bool amount_whole(int64_t thousandths, time_unit *unit, int32_t *n);

/* Adds `more` of `more_unit` to `*n` of `*unit`, in the smaller of the two. False where their ratio is not fixed
 * (months and days). */
bool amount_add(int32_t *n, time_unit *unit, int32_t more, time_unit more_unit);

#endif
