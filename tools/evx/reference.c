/* reference.c - whether --date is a date, and what is wrong with it. */
#include <string.h>

#include "cli.h"

/* An empty document shows whether the library takes the date, before anything is read. */
static bool takes_date(evx_worker *worker, const char *date) {
  evx_result *result = NULL;
  evx_options o = EVX_OPTIONS_INIT;
  o.reference = date;
  evx_status s = evx_extract(worker, "", 0, &o, &result);
  evx_result_free(result);
  return s != EVX_ERR_ARG;
}

/* The bytes that are written like a day: "2025-04-12" has ten. */
static size_t day_written(const char *date) {
  static const char pattern[] = "0000-00-00";
  size_t at = 0;
  while (pattern[at] && (pattern[at] == '-' ? date[at] == '-' : date[at] >= '0' && date[at] <= '9'))
    at++;
  return at;
}

bool date_is_good(evx_worker *worker, const char *date) {
  char day[11] = "";
  if (takes_date(worker, date))
    return true;
  memcpy(day, date, day_written(date));
  if (strlen(day) < 10)
    say("--date %s: write it as year-month-day, like 2025-04-12, or with a time, like 2025-04-12T09:30", date);
  else if (!takes_date(worker, day))
    say("--date %s: there is no such day", date);
  else
    say("--date %s: write the time as hours and minutes, like %sT09:30", date, day);
  return false;
}
