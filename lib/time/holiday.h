/* holiday.h - holidays that a rule of the calendar fixes, by canonical name ("easter", "thanksgiving"). */
#ifndef EVX_TIME_HOLIDAY_H
#define EVX_TIME_HOLIDAY_H

#include "time/calendar.h"

/* The day of a holiday in a year; false for a name that is not known. */
bool holiday_date(const char *name, int32_t year, cal_date *out);

#endif
