#include "time/holiday.h"

#include <string.h>

typedef enum holiday_rule { FIXED, EASTER, NTH_WEEKDAY } holiday_rule;

/* FIXED: month, day. EASTER: days from Easter Sunday. NTH_WEEKDAY: month, weekday, n (-1 is the last). */
typedef struct holiday {
  const char *name;
  holiday_rule rule;
  int32_t a, b, c;
} holiday;

/* The words are keys of the rule language, not English text: packs map their spellings to them. */
static const holiday holidays[] = {
    {"new-year", FIXED, 1, 1, 0},
    {"epiphany", FIXED, 1, 6, 0},
    {"valentine", FIXED, 2, 14, 0},
    {"st-patrick", FIXED, 3, 17, 0},
    {"labour-day", FIXED, 5, 1, 0},
    {"independence-day-us", FIXED, 7, 4, 0},
    {"halloween", FIXED, 10, 31, 0},
    {"veterans-day", FIXED, 11, 11, 0},
    {"christmas-eve", FIXED, 12, 24, 0},
    {"christmas", FIXED, 12, 25, 0},
    {"boxing-day", FIXED, 12, 26, 0},
    {"new-year-eve", FIXED, 12, 31, 0},
    {"ash-wednesday", EASTER, -46, 0, 0},
    {"palm-sunday", EASTER, -7, 0, 0},
    {"good-friday", EASTER, -2, 0, 0},
    {"easter", EASTER, 0, 0, 0},
    {"easter-monday", EASTER, 1, 0, 0},
    {"ascension", EASTER, 39, 0, 0},
    {"pentecost", EASTER, 49, 0, 0},
    {"whit-monday", EASTER, 50, 0, 0},
    {"martin-luther-king", NTH_WEEKDAY, 1, 1, 3},
    {"presidents-day", NTH_WEEKDAY, 2, 1, 3},
    {"memorial-day", NTH_WEEKDAY, 5, 1, -1},
    {"labor-day-us", NTH_WEEKDAY, 9, 1, 1},
    {"columbus-day", NTH_WEEKDAY, 10, 1, 2},
    {"thanksgiving", NTH_WEEKDAY, 11, 4, 4},
};

bool holiday_date(const char *name, int32_t year, cal_date *out) {
  for (size_t i = 0; name && i < sizeof holidays / sizeof *holidays; i++) {
    const holiday *h = &holidays[i];
    if (strcmp(h->name, name) != 0)
      continue;
    switch (h->rule) {
    case FIXED: *out = (cal_date){year, h->a, h->b}; return true;
    case EASTER: *out = cal_add_days(cal_easter(year), h->a); return true;
    case NTH_WEEKDAY: *out = cal_nth_weekday(year, h->a, h->b, h->c); return true;
    }
  }
  return false;
}
