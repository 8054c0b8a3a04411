/* action_time.c - date constructors: calendar(…), clock(…), range(…) to time expressions (lib/time/timex.h). */
#include "rules/action.h"
#include "time/amount.h"
#include "time/holiday.h"
#include "time/numeric.h"

typedef struct word_number {
  const char *word;
  int32_t number;
} word_number;

/* The words of the rule language for the enums of timex.h. */
static const word_number unit_words[] = {{"second", UNIT_SECOND},   {"minute", UNIT_MINUTE},
                                         {"hour", UNIT_HOUR},       {"day", UNIT_DAY},
                                         {"week", UNIT_WEEK},       {"weekend", UNIT_WEEKEND},
                                         {"month", UNIT_MONTH},     {"quarter", UNIT_QUARTER},
                                         {"half", UNIT_HALF},       {"season", UNIT_SEASON},
                                         {"year", UNIT_YEAR},       {"decade", UNIT_DECADE},
                                         {"century", UNIT_CENTURY}, {NULL, 0}};
static const word_number which_words[] = {{"this", WHICH_THIS}, {"last", WHICH_LAST}, {"next", WHICH_NEXT}, {NULL, 0}};
static const word_number sign_words[] = {{"before", -1}, {"after", 1}, {"-1", -1}, {"1", 1}, {"+1", 1}, {NULL, 0}};
static const word_number season_words[] = {{"spring", SEASON_SPRING},
                                           {"summer", SEASON_SUMMER},
                                           {"autumn", SEASON_AUTUMN},
                                           {"winter", SEASON_WINTER},
                                           {NULL, 0}};
static const word_number daypart_words[] = {{"morning", DAYPART_MORNING},
                                            {"afternoon", DAYPART_AFTERNOON},
                                            {"evening", DAYPART_EVENING},
                                            {"night", DAYPART_NIGHT},
                                            {"midday", DAYPART_MIDDAY},
                                            {"daytime", DAYPART_DAYTIME},
                                            {NULL, 0}};
static const word_number ref_words[] = {
    {"past", REF_PAST}, {"present", REF_PRESENT}, {"future", REF_FUTURE}, {NULL, 0}};

static const ast_expr *argument(const ast_expr *e, const char *name, size_t position) {
  for (size_t i = 0; i < e->arg_count; i++) {
    const ast_arg *a = &e->args[i];
    if (a->name.text ? strcmp(a->name.text, name) == 0 : i == position)
      return a->value;
  }
  return NULL;
}

static bool same_letters(const char *a, const char *b, size_t len) {
  for (size_t i = 0; i < len; i++) {
    char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] | 0x20) : a[i];
    if (x != b[i])
      return false;
  }
  return b[len] == '\0';
}

static int32_t find_word(const word_number *table, const char *word, size_t len) {
  for (; table->word; table++) {
    if (same_letters(word, table->word, len))
      return table->number;
  }
  return TIME_UNSET;
}

/* An argument as a number: a figure, a word list's value, or a word of `table`. */
static int32_t number_of(action *x, const ast_expr *e, const word_number *table) {
  if (!e)
    return TIME_UNSET;
  if (e->kind == EXPR_WORD && table)
    return find_word(table, e->text, e->len);
  value v = action_eval(x, e);
  int64_t n = TIME_UNSET;
  if (v.kind == VALUE_STRING) {
    if (table) {
      int32_t w = find_word(table, v.as.string, v.size);
      if (w != TIME_UNSET)
        return w;
    }
    if (!action_parse_int(v.as.string, v.size, &n))
      return TIME_UNSET;
  } else if (v.kind == VALUE_INT) {
    n = v.as.number;
  } else if (v.kind == VALUE_TEXT) {
    const form *f = &x->runner->forms.forms[x->l->doc->tokens.at[v.begin].form];
    n = f->number >= 0 ? f->number : TIME_UNSET;
    size_t len = 0;
    const char *fold = action_fold(x, v.begin, &len);
    if (f->number < 0 && table)
      return find_word(table, fold, len);
  }
  return n >= -9999 && n <= 99999999 ? (int32_t)n : TIME_UNSET;
}

static int32_t named(action *x, const ast_expr *e, const char *name, const word_number *table) {
  return number_of(x, argument(e, name, SIZE_MAX), table);
}

/* The bytes of the text that a value of tokens stands for. */
static const char *source_of(const action *x, uint32_t begin, uint32_t end, size_t *len) {
  const document *doc = x->l->doc;
  size_t first = doc->tokens.at[begin].begin;
  *len = doc->tokens.at[end - 1].end - first;
  return doc->text + first;
}

/* "+05:00", "-4", "+0530", "Z", of a word list or as they stand in the text: minutes east of UTC. */
static int32_t zone_of(action *x, const ast_expr *e) {
  value v = e ? action_eval(x, e) : (value){0};
  const char *s = v.kind == VALUE_STRING ? v.as.string : NULL;
  size_t len = s ? v.size : 0;
  if (v.kind == VALUE_TEXT && v.begin < v.end)
    s = source_of(x, v.begin, v.end, &len);
  if (len == 0)
    return TIME_UNSET;
  if (s[0] == 'Z')
    return 0;
  int32_t sign = s[0] == '-' ? -1 : 1, part[2] = {0, 0};
  int k = 0;
  for (size_t i = s[0] == '-' || s[0] == '+'; i < len; i++) {
    if (s[i] == ':' && k == 0)
      k = 1;
    else if (s[i] >= '0' && s[i] <= '9' && part[k] < 1000)
      part[k] = part[k] * 10 + (s[i] - '0');
    else
      return TIME_UNSET;
  }
  if (part[0] > 14 && k == 0) { /* without the colon */
    part[1] = part[0] % 100;
    part[0] /= 100;
  }
  return part[0] <= 14 && part[1] < 60 ? sign * (part[0] * 60 + part[1]) : TIME_UNSET;
}

/* The Date mention in a capture, or NULL. */
static const mention *date_mention(const action *x, const ast_expr *e) {
  const capture_hit *c = e ? action_capture_of(x, e) : NULL;
  const ast_record *date = rule_set_record(x->runner->set, "Date");
  uint32_t found = c && date ? lattice_find_mention(x->l, date->index, UINT32_MAX, c->begin, c->end) : MENTION_NONE;
  return found == MENTION_NONE ? NULL : &x->l->mentions.at[found];
}

static const value *date_field(const action *x, const mention *m, const char *name, const ast_field **field) {
  const ast_record *date = rule_set_record(x->runner->set, "Date");
  uint32_t index = m ? rule_record_field(date, name) : UINT32_MAX;
  if (index == UINT32_MAX)
    return NULL;
  *field = &date->fields[index];
  return &m->fields[index];
}

/* "late May" as the end of a range keeps its "late", which is a field of the mention. */
static time_mod mod_of(action *x, const ast_expr *e) {
  static const word_number mod_words[] = {{"start", MOD_START},
                                          {"mid", MOD_MID},
                                          {"end", MOD_END},
                                          {"approx", MOD_APPROX},
                                          {"before", MOD_BEFORE},
                                          {"after", MOD_AFTER},
                                          {"less-than", MOD_LESS_THAN},
                                          {"more-than", MOD_MORE_THAN},
                                          {NULL, 0}};
  const ast_field *field = NULL;
  const value *v = date_field(x, date_mention(x, e), "mod", &field);
  if (!v || v->kind != VALUE_ENUM)
    return MOD_NONE;
  const char *word = field->type.words[v->as.number].text;
  int32_t mod = find_word(mod_words, word, strlen(word));
  return mod == TIME_UNSET ? MOD_NONE : (time_mod)mod;
}

/* The time expression of the Date mention that a capture holds, or of a constructor inside this one; or NULL. */
static const time_expr *date_of(action *x, const ast_expr *e) {
  if (e && e->kind == EXPR_CALL && e->fn >= FN_CALENDAR) {
    value made = action_time(x, e);
    return made.kind == VALUE_TIME ? made.as.time : NULL;
  }
  const ast_field *field = NULL;
  const value *v = date_field(x, date_mention(x, e), "value", &field);
  return v && v->kind == VALUE_TIME ? v->as.time : NULL;
}

/* True where the capture's first number is written with at most two digits ("'87", "9/3/87"). */
static bool two_digits(action *x, const ast_expr *e) {
  const capture_hit *c = e ? action_capture_of(x, e) : NULL;
  for (uint32_t at = c ? c->begin : 0; c && at < c->end; at++) {
    const form *f = &x->runner->forms.forms[x->l->doc->tokens.at[at].form];
    size_t len = 0;
    if (f->number >= 0) {
      form_string(&x->runner->forms, f->text, &len);
      return len <= 2;
    }
  }
  return false;
}

/* "12/05/2020": a date in the figures of a capture. */
static bool make_figures(const action *x, const capture_hit *c, int32_t weekday, time_expr *t) {
  if (!c || c->begin >= c->end)
    return false;
  size_t len = 0;
  const char *written = source_of(x, c->begin, c->end, &len);
  if (!numeric_read(written, len, t, NULL))
    return false;
  numeric_weekday(t, weekday);
  return true;
}

static bool make_calendar(action *x, const ast_expr *e, time_expr *t) {
  const ast_expr *written = argument(e, "figures", SIZE_MAX);
  if (written)
    return make_figures(x, action_capture_of(x, written), named(x, e, "weekday", NULL), t);
  const ast_expr *year = argument(e, "year", SIZE_MAX);
  const time_expr *date = date_of(x, argument(e, "date", SIZE_MAX));
  if (date) { /* as it is, with the rule's own modifier or policy */
    *t = *date;
    return true;
  }
  t->shape = TIME_CALENDAR;
  t->year = number_of(x, year, NULL);
  t->two_digit_year = t->year != TIME_UNSET && t->year < 100 && two_digits(x, year);
  t->month = named(x, e, "month", NULL);
  t->day = named(x, e, "day", NULL);
  t->weekday = named(x, e, "weekday", NULL);
  t->week = named(x, e, "week", NULL);
  t->quarter = named(x, e, "quarter", NULL);
  t->half = named(x, e, "half", NULL);
  t->season = named(x, e, "season", season_words);
  t->decade = named(x, e, "decade", NULL);
  if (t->decade >= 1000) /* written as its first year: 1980 */
    t->decade /= 10;
  t->century = named(x, e, "century", NULL);
  t->daypart = named(x, e, "daypart", daypart_words);
  t->hour = named(x, e, "hour", NULL);
  t->minute = named(x, e, "minute", NULL);
  t->second = named(x, e, "second", NULL);
  t->zone = zone_of(x, argument(e, "zone", SIZE_MAX));
  t->fiscal = argument(e, "fiscal", SIZE_MAX) != NULL;
  t->same_year = argument(e, "same", SIZE_MAX) != NULL;
  t->bc = argument(e, "bc", SIZE_MAX) != NULL;
  t->compares = argument(e, "compare", SIZE_MAX) != NULL;
  t->from = date_of(x, argument(e, "in", SIZE_MAX));
  if (t->century != TIME_UNSET && t->year >= 0 && t->year < 100) { /* "nineteen ninety-six" */
    t->year += t->century * 100;
    t->century = TIME_UNSET;
    t->two_digit_year = false;
  }
  return true;
}

/* "7.30" is one number to the tokenizer: its minutes stand behind the stop. */
static void split_clock(action *x, const ast_expr *e, int32_t *hour, int32_t *minute) {
  const capture_hit *c = e ? action_capture_of(x, e) : NULL;
  size_t len = 0;
  const char *s = c && c->end > c->begin ? action_fold(x, c->begin, &len) : NULL;
  for (size_t stop = 1; s && stop <= 2; stop++) {
    if (stop + 3 != len)
      continue;
    int64_t h = 0, m = 0;
    if (s[stop] == '.' && action_parse_int(s, stop, &h) && action_parse_int(s + stop + 1, 2, &m)) {
      *hour = (int32_t)h;
      *minute = (int32_t)m;
    }
  }
}

/* The hour and minute that are written, in one ("730", "7.30") or apart. */
static void read_clock(action *x, const ast_expr *e, time_expr *t) {
  const ast_expr *written = argument(e, "hour", SIZE_MAX);
  int32_t hour = number_of(x, written, NULL), minute = named(x, e, "minute", NULL);
  int32_t past = named(x, e, "past", NULL), to = named(x, e, "to", NULL), dotted = TIME_UNSET;
  if (hour == TIME_UNSET)
    split_clock(x, written, &hour, &dotted);
  if (hour >= 100 && minute == TIME_UNSET) {
    minute = hour % 100;
    hour /= 100;
  }
  t->hour = hour;
  t->minute = minute != TIME_UNSET || hour == TIME_UNSET ? minute : dotted == TIME_UNSET ? 0 : dotted;
  t->second = named(x, e, "second", NULL);
  if (hour != TIME_UNSET && (past != TIME_UNSET || to != TIME_UNSET)) { /* "ten past three", "a quarter to noon" */
    int32_t at = (hour * 60 + t->minute + (past == TIME_UNSET ? -to : past) + 2 * 1440) % 1440;
    t->hour = at / 60;
    t->minute = at % 60;
    if (t->hour == 0 && hour != 0 && hour < 24)
      t->hour = 12; /* "ten to one" */
  }
}

/* Which half of the day the hour is of. 12-hour clock: 12 am is 0, 12 pm is 12; words like "in the evening" say it,
 * too. `half_day` is 0 for am, 1 for pm. */
static void settle_half_day(time_expr *t, int32_t half_day) {
  if (t->daypart == DAYPART_MORNING && half_day == TIME_UNSET)
    half_day = t->hour == 12 ? TIME_UNSET : 0;
  else if ((t->daypart == DAYPART_AFTERNOON || t->daypart == DAYPART_EVENING) && half_day == TIME_UNSET)
    half_day = 1;
  else if (t->daypart == DAYPART_NIGHT && half_day == TIME_UNSET)
    half_day = t->hour >= 5 && t->hour < 12;
  if (half_day == TIME_UNSET || t->hour < 1 || t->hour > 12)
    return;
  t->hour = t->hour % 12 + half_day * 12;
  t->twelve_hour = false;
}

/* True where a date names one day, so that a clock time can stand with it. */
static bool names_day(const time_expr *e) {
  switch (e->shape) {
  case TIME_CALENDAR: return e->day != TIME_UNSET || e->daypart != TIME_UNSET;
  case TIME_WEEKDAY:
  case TIME_HOLIDAY: return true;
  case TIME_OFFSET: return e->unit == UNIT_DAY || (e->from && names_day(e->from));
  case TIME_NTH: return e->weekday != TIME_UNSET || e->unit == UNIT_DAY;
  default: return false;
  }
}

/* `hours: 24` says that the notation is of the 24-hour clock ("15h30"); so do a zone and a leading zero. */
static bool make_clock(action *x, const ast_expr *e, time_expr *t) {
  static const word_number half_words[] = {{"am", 0}, {"pm", 1}, {"a", 0}, {"p", 1}, {NULL, 0}};
  const time_expr *date = date_of(x, argument(e, "date", SIZE_MAX));
  if (date)
    *t = *date;
  else
    t->shape = TIME_CALENDAR;
  read_clock(x, e, t);
  int32_t daypart = named(x, e, "daypart", daypart_words);
  if (daypart != TIME_UNSET)
    t->daypart = daypart;
  t->zone = zone_of(x, argument(e, "zone", SIZE_MAX));
  const capture_hit *c = argument(e, "hour", SIZE_MAX) ? action_capture_of(x, argument(e, "hour", SIZE_MAX)) : NULL;
  size_t len = 0;
  bool zero = c && c->end > c->begin && *action_fold(x, c->begin, &len) == '0';
  t->twelve_hour = !zero && t->hour >= 1 && t->hour <= 12 && t->zone == TIME_UNSET && !argument(e, "hours", SIZE_MAX);
  int32_t half_day = number_of(x, argument(e, "half-day", SIZE_MAX), half_words);
  if (t->hour != TIME_UNSET && date && !names_day(date))
    return false;
  if (t->hour != TIME_UNSET && (half_day != TIME_UNSET || t->twelve_hour))
    settle_half_day(t, half_day);
  return t->hour == TIME_UNSET
             ? t->daypart != TIME_UNSET
             : t->hour * 60 + t->minute <= 24 * 60 && t->minute < 60 && (t->second == TIME_UNSET || t->second < 60);
}

static bool make_weekday(action *x, const ast_expr *e, time_expr *t) {
  const time_expr *date = date_of(x, argument(e, "date", SIZE_MAX));
  if (date)
    *t = *date;
  else
    t->shape = TIME_WEEKDAY;
  t->weekday = number_of(x, argument(e, "day", 0), NULL);
  int32_t which = named(x, e, "which", which_words), sign = named(x, e, "sign", sign_words);
  if (which != TIME_UNSET)
    t->which = (time_which)which;
  t->sign = which == WHICH_LAST || sign == -1 ? -1 : which == WHICH_NEXT || sign == 1 ? 1 : 0;
  if (!date)
    t->amount = named(x, e, "n", NULL);
  if (!date && argument(e, "from", SIZE_MAX) && !(t->from = date_of(x, argument(e, "from", SIZE_MAX))))
    return false;
  return t->weekday >= 1 && t->weekday <= 7;
}

/* "2.5" and "3" in thousandths; -1 where there is no number. */
static int64_t thousandths_of(action *x, const ast_expr *e) {
  int32_t whole = number_of(x, e, NULL);
  if (whole != TIME_UNSET)
    return (int64_t)whole * 1000;
  value v = e ? action_eval(x, e) : (value){0};
  size_t len = 0, stop = 0;
  const char *s = v.kind == VALUE_TEXT && v.end > v.begin ? action_fold(x, v.begin, &len) : NULL;
  while (s && stop < len && s[stop] != '.')
    stop++;
  int64_t n = 0, part = 0;
  if (!s || stop + 1 >= len || len - stop > 4 || stop > 6 || !action_parse_int(s, stop, &n) ||
      !action_parse_int(s + stop + 1, len - stop - 1, &part))
    return -1;
  for (size_t digits = len - stop - 1; digits < 3; digits++)
    part *= 10;
  return n * 1000 + part;
}

/* "two and a half hours": n and `quarters`, in a unit that makes it whole. An amount that is not said stays unset. */
static bool read_amount(action *x, const ast_expr *e, time_expr *t) {
  int64_t n = thousandths_of(x, argument(e, "n", 0));
  int32_t quarters = named(x, e, "quarters", NULL);
  t->amount = TIME_UNSET;
  if (n < 0 && quarters == TIME_UNSET)
    return true;
  return amount_whole((n < 0 ? 0 : n) + (quarters == TIME_UNSET ? 0 : quarters * 250), &t->unit, &t->amount);
}

static bool make_offset(action *x, const ast_expr *e, time_expr *t) {
  int32_t unit = number_of(x, argument(e, "unit", 1), unit_words);
  int32_t sign = number_of(x, argument(e, "sign", 2), sign_words);
  t->shape = TIME_OFFSET;
  if (unit == TIME_UNSET || sign == TIME_UNSET)
    return false;
  t->unit = (time_unit)unit;
  t->sign = sign;
  t->compares = argument(e, "compare", SIZE_MAX) != NULL;
  t->from = date_of(x, argument(e, "from", SIZE_MAX));
  return read_amount(x, e, t);
}

static bool make_unit(action *x, const ast_expr *e, time_expr *t) {
  int32_t which = number_of(x, argument(e, "which", 0), which_words);
  int32_t unit = number_of(x, argument(e, "u", 1), unit_words);
  const ast_expr *of = argument(e, "of", SIZE_MAX);
  t->shape = of ? TIME_HOLDER : TIME_UNIT_REF;
  t->from = date_of(x, of);
  t->which = (time_which)which;
  t->unit = (time_unit)unit;
  t->amount = 1;
  return unit != TIME_UNSET && (of ? t->from != NULL : which != TIME_UNSET);
}

/* The nth unit or weekday of a time; `from-end` counts from its end, and then n is 1 where it is not said. */
static bool make_nth(action *x, const ast_expr *e, time_expr *t) {
  int32_t n = number_of(x, argument(e, "n", 0), NULL), unit = number_of(x, argument(e, "unit", 1), unit_words);
  bool from_end = argument(e, "from-end", SIZE_MAX) != NULL;
  if (n == TIME_UNSET && from_end)
    n = 1;
  t->shape = TIME_NTH;
  t->weekday = named(x, e, "weekday", NULL);
  t->unit = unit == TIME_UNSET ? UNIT_DAY : (time_unit)unit;
  t->from = date_of(x, argument(e, "in", SIZE_MAX));
  t->amount = from_end ? -n : n;
  return t->from && n >= 1 && n <= 366;
}

static bool reads_capture(const ast_expr *e, uint32_t id) {
  bool reads = e && e->kind == EXPR_CAPTURE && e->capture_id == id;
  for (size_t i = 0; e && e->kind == EXPR_CALL && i < e->arg_count && !reads; i++)
    reads = reads_capture(e->args[i].value, id);
  return reads;
}

/* The tokens of the captures that an expression reads, and that `other` does not. Unset fields: begin == end. */
static capture_hit own_tokens(const action *x, const ast_expr *e, const ast_expr *other) {
  capture_hit all = {0, 0, 0};
  const capture_hit *c = e->kind == EXPR_CAPTURE ? action_capture(x, e->capture_id) : NULL;
  if (c && !reads_capture(other, e->capture_id))
    all = *c;
  for (size_t i = 0; e->kind == EXPR_CALL && i < e->arg_count; i++) {
    capture_hit part = own_tokens(x, e->args[i].value, other);
    if (part.begin == part.end)
      continue;
    if (all.begin == all.end || part.begin < all.begin)
      all.begin = part.begin;
    if (part.end > all.end)
      all.end = part.end;
  }
  return all;
}

/* What the two ends of a range share stands beside one of them: "April [28]-[29]", "[28] to [29 April]". Each end has
 * its own captures and those shared ones that do not lie beyond the other end. */
static void place_ends(const action *x, const ast_expr *left, const ast_expr *right, time_expr *ends) {
  capture_hit a = own_tokens(x, left, right), b = own_tokens(x, right, left);
  if (a.begin == a.end || b.begin == b.end || a.end > b.begin)
    return;
  capture_hit whole = own_tokens(x, left, NULL), far = own_tokens(x, right, NULL);
  ends[0].begin = whole.begin < a.begin ? whole.begin : a.begin;
  ends[0].end = a.end;
  ends[1].begin = b.begin;
  ends[1].end = far.end > b.end ? far.end : b.end;
  ends[0].shared |= whole.end > a.end;
  ends[1].shared |= far.begin < b.begin;
}

/* "1998-99", "1999-03": the second year is the first of its ending behind the first one. */
static void complete_year(time_expr *later, const time_expr *earlier) {
  if (!later->two_digit_year || earlier->year == TIME_UNSET || earlier->two_digit_year)
    return;
  later->year += earlier->year - earlier->year % 100;
  if (later->year < earlier->year)
    later->year += 100;
  later->two_digit_year = false;
}

static bool make_range(action *x, const ast_expr *e, time_expr *t) {
  const ast_expr *left = argument(e, "a", 0), *right = argument(e, "b", 1);
  const time_expr *a = date_of(x, left), *b = date_of(x, right);
  time_expr *ends = arena_array(x->memory, 2, sizeof *ends);
  if (!ends)
    x->failed = true;
  if (!a || !b || !ends)
    return false;
  ends[0] = *a;
  ends[1] = *b;
  ends[0].mod = mod_of(x, left);
  ends[1].mod = mod_of(x, right);
  complete_year(&ends[1], &ends[0]);
  time_share_range(&ends[0], &ends[1]);
  place_ends(x, left, right, ends);
  t->shape = TIME_RANGE;
  t->from = &ends[0];
  t->to = &ends[1];
  return true;
}

static bool make_duration(action *x, const ast_expr *e, time_expr *t) {
  int32_t unit = number_of(x, argument(e, "unit", 1), unit_words);
  int32_t more = named(x, e, "more", NULL), more_unit = named(x, e, "more-unit", unit_words);
  t->shape = TIME_DURATION;
  if (unit == TIME_UNSET)
    return false;
  t->unit = (time_unit)unit;
  return read_amount(x, e, t) && (more == TIME_UNSET || (more_unit != TIME_UNSET && t->amount != TIME_UNSET &&
                                                         amount_add(&t->amount, &t->unit, more, (time_unit)more_unit)));
}

static bool make_set(action *x, const ast_expr *e, time_expr *t) {
  int32_t unit = number_of(x, argument(e, "unit", 1), unit_words);
  t->shape = TIME_SET;
  t->amount = number_of(x, argument(e, "n", 0), NULL);
  if (t->amount == TIME_UNSET)
    t->amount = 1;
  if (unit != TIME_UNSET)
    t->unit = (time_unit)unit;
  t->weekday = named(x, e, "weekday", NULL);
  t->month = named(x, e, "month", NULL);
  return unit != TIME_UNSET || t->weekday != TIME_UNSET || t->month != TIME_UNSET;
}

static bool make_holiday(action *x, const ast_expr *e, time_expr *t) {
  const ast_expr *name = argument(e, "name", 0);
  value v = name ? action_eval(x, name) : (value){0};
  cal_date day;
  t->shape = TIME_HOLIDAY;
  t->holiday = v.kind == VALUE_STRING ? v.as.string : NULL;
  t->year = named(x, e, "year", NULL);
  t->from = date_of(x, argument(e, "in", SIZE_MAX));
  return holiday_date(t->holiday, 2000, &day) && (t->from || !argument(e, "in", SIZE_MAX));
}

static bool make(action *x, const ast_expr *e, time_expr *t) {
  int32_t n;
  switch (e->fn) {
  case FN_CALENDAR: return make_calendar(x, e, t);
  case FN_CLOCK: return make_clock(x, e, t);
  case FN_WEEKDAY: return make_weekday(x, e, t);
  case FN_OFFSET: return make_offset(x, e, t);
  case FN_UNIT: return make_unit(x, e, t);
  case FN_RANGE: return make_range(x, e, t);
  case FN_DURATION: return make_duration(x, e, t);
  case FN_SET: return make_set(x, e, t);
  case FN_HOLIDAY: return make_holiday(x, e, t);
  case FN_NTH: return make_nth(x, e, t);
  case FN_REF:
    n = number_of(x, argument(e, "which", 0), ref_words);
    t->shape = TIME_REF;
    t->ref = (time_ref)n;
    return n != TIME_UNSET;
  default: return false;
  }
}

value action_time(action *x, const ast_expr *e) {
  value v = {0};
  time_expr *t = arena_array(x->memory, 1, sizeof *t);
  if (!t) {
    x->failed = true;
    return v;
  }
  time_expr_init(t, TIME_NONE);
  if (make(x, e, t)) {
    v.kind = VALUE_TIME;
    v.as.time = t;
  }
  return v;
}
