/* holiday.h - holidays that a rule of the calendar fixes. Word lists map names to rules:
 *
 *   12-25        a day of the year          11-W4#4      the fourth Thursday of November (W1 Monday .. W7 Sunday)
 *   easter       Easter Sunday              05-W1#-1     the last Monday of May
 *   orthodox     Easter of the Julian computus
 *
 * and behind it any of these, from left to right:
 *
 *   +1 -46       days later, earlier        >W6          the first Saturday on or after it
 *   ?W7-1        if it is a Sunday, the day before       <W7          the last Sunday before it
 */
#ifndef EVX_TIME_HOLIDAY_H
#define EVX_TIME_HOLIDAY_H

#include "time/calendar.h"

/* The day of a holiday in a year; false for a text that is no such rule. */
bool holiday_date(const char *rule, int32_t year, cal_date *out);

#endif
