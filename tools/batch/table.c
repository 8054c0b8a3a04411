/* table.c - the record as rows of tables, for CSV and SQLite. Every table's first column is the document, which the
 * sink adds. */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#define VENUE "venue TEXT,venue_kind TEXT,city TEXT,country TEXT,lat REAL,lon REAL,geonames INTEGER"
#define DATE  "date TEXT,start TEXT,end TEXT,precision TEXT,basis TEXT"
#define PLACE "span_begin INTEGER,span_end INTEGER"

const table tables[TABLES] = {
    {"documents", "id TEXT,date TEXT,date_basis TEXT,title TEXT,language TEXT,bytes INTEGER", ""},
    {"errors", "id TEXT,line INTEGER,code TEXT,message TEXT", ""},
    {"meetings",
     "meeting TEXT,main INTEGER,name TEXT,kind TEXT,ordinal INTEGER,body TEXT,status TEXT," DATE "," VENUE "," PLACE
     ",rule TEXT",
     "PRIMARY KEY(document,meeting)"},
    {"participants",
     "meeting TEXT,participant TEXT,name TEXT,kind TEXT,part TEXT,role TEXT,affiliation TEXT,country TEXT,rule TEXT",
     "PRIMARY KEY(document,meeting,participant),FOREIGN KEY(document,meeting) REFERENCES meetings ON DELETE CASCADE"},
    {"decisions",
     "meeting TEXT,decision TEXT,status TEXT,type TEXT,action TEXT,polarity TEXT,modality TEXT,actor TEXT,object TEXT,"
     "text TEXT,due TEXT,due_start TEXT,due_end TEXT,due_precision TEXT,mover TEXT,seconder TEXT,votes_for INTEGER,"
     "votes_against INTEGER,votes_abstain INTEGER,unanimous INTEGER,reference TEXT," PLACE ",rule TEXT",
     "PRIMARY KEY(document,meeting,decision),FOREIGN KEY(document,meeting) REFERENCES meetings ON DELETE CASCADE"},
    {"decision_dates",
     "meeting TEXT,decision TEXT,number INTEGER,role TEXT,date TEXT,start TEXT,end TEXT,precision TEXT,text TEXT",
     "PRIMARY KEY(document,meeting,decision,number),FOREIGN KEY(document,meeting,decision) REFERENCES decisions ON "
     "DELETE CASCADE"},
    {"next_meetings",
     "meeting TEXT,number INTEGER,status TEXT,body TEXT," DATE "," VENUE ",text TEXT," PLACE ",rule TEXT",
     "PRIMARY KEY(document,meeting,number),FOREIGN KEY(document,meeting) REFERENCES meetings ON DELETE CASCADE"},
    {"dates",
     "number INTEGER,type TEXT,value TEXT,start TEXT,end TEXT,precision TEXT,mod TEXT,basis TEXT,text TEXT," PLACE
     ",rule TEXT",
     "PRIMARY KEY(document,number)"},
    {"records", "number INTEGER,type TEXT,field TEXT,value TEXT," PLACE ",rule TEXT", ""},
};

enum { DOCUMENTS, ERRORS, MEETINGS, PARTICIPANTS, DECISIONS, DECISION_DATES, NEXT_MEETINGS, DATES, RECORDS };

/* ---- a row in the making --------------------------------------------------------------------- */

typedef struct row {
  cell cells[COLUMNS_MAX];
  size_t count;
  row_fn take;
  void *user;
  bool stopped;
} row;

static void add(row *r, cell c) {
  if (r->count < COLUMNS_MAX)
    r->cells[r->count++] = c;
}

static void add_text(row *r, const char *text) {
  add(r, (cell){.kind = text && *text ? CELL_TEXT : CELL_NULL, .text = text, .len = text ? strlen(text) : 0});
}

static void add_string(row *r, evx_string s) {
  add(r, (cell){.kind = s.data ? CELL_TEXT : CELL_NULL, .text = s.data, .len = s.length});
}

static void add_number(row *r, bool known, int64_t number) {
  add(r, (cell){.kind = known ? CELL_INT : CELL_NULL, .number = number});
}

static void add_real(row *r, bool known, double real) {
  add(r, (cell){.kind = known ? CELL_REAL : CELL_NULL, .real = real});
}

static void add_span(row *r, evx_span span) {
  bool known = span.begin < span.end;
  add_number(r, known, (int64_t)span.begin);
  add_number(r, known, (int64_t)span.end);
}

static void add_range(row *r, const evx_date *date) {
  add_string(r, date ? date->value : (evx_string){0});
  add_string(r, date ? date->start : (evx_string){0});
  add_string(r, date ? date->end : (evx_string){0});
  add_text(r, date ? evx_precision_name(date->precision) : NULL);
}

static void add_date(row *r, const evx_date *date) {
  add_range(r, date);
  add_text(r, date ? evx_basis_name(date->basis) : NULL);
}

static void add_venue(row *r, const evx_venue *v) {
  static const evx_venue none = {0};
  v = v ? v : &none;
  add_string(r, v->name);
  add_text(r, evx_venue_kind_name(v->kind));
  add_string(r, v->city);
  add_string(r, v->country);
  add_real(r, v->located, v->lat);
  add_real(r, v->located, v->lon);
  add_number(r, v->geonames != 0, v->geonames);
}

static void end_row(row *r, size_t which) {
  if (!r->stopped)
    r->stopped = !r->take(r->user, which, r->cells, r->count);
  r->count = 0;
}

/* ---- dates of TIMEX3 ---------------------------------------------------------------------------- */

static int days_in(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap);
}

/* Day number of the proleptic Gregorian calendar, and back. */
static long day_number(int y, int m, int d) {
  y -= m <= 2;
  long era = y / 400;
  long yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy;
}

static void put_day(char out[20], long number) {
  long era = number / 146097, doe = number - era * 146097;
  long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  long mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
  snprintf(out, 20, "%04u-%02u-%02u", (unsigned)(yoe + era * 400 + (month <= 2)) % 10000, (unsigned)month % 100,
           (unsigned)(doy - (153 * mp + 2) / 5 + 1) % 100);
}

static void put_months(char start[20], char end[20], int year, int first, int last) {
  put_day(start, day_number(year, first, 1));
  put_day(end, day_number(year, last, days_in(year, last)));
}

bool timex_bounds(const char *value, char start[20], char end[20], const char **precision) {
  int year = 0, a = 0, b = 0, n = 0;
  size_t len = strlen(value);
  bool day = sscanf(value, "%4d-%2d-%2d%n", &year, &a, &b, &n) == 3 && n == 10 && a >= 1 && a <= 12 && b >= 1 &&
             b <= days_in(year, a);
  if (day) {
    snprintf(start, 20, "%.16s", value);
    snprintf(end, 20, "%.16s", value);
    *precision = len >= 16 && value[10] == 'T' && value[11] >= '0' && value[11] <= '9' ? "minute" : "day";
    start[strcmp(*precision, "day") == 0 ? 10 : 16] = end[strcmp(*precision, "day") == 0 ? 10 : 16] = '\0';
  } else if (len == 8 && sscanf(value, "%4d-W%2d%n", &year, &a, &n) == 2 && n == 8 && a >= 1 && a <= 53) {
    long fourth = day_number(year, 1, 4), monday = fourth - (fourth + 2) % 7; /* day 0 is a Wednesday */
    put_day(start, monday + 7L * (a - 1));
    put_day(end, monday + 7L * (a - 1) + 6);
    *precision = "week";
  } else if (len == 7 && sscanf(value, "%4d-Q%1d%n", &year, &a, &n) == 2 && n == 7 && a >= 1 && a <= 4) {
    put_months(start, end, year, 3 * a - 2, 3 * a);
    *precision = "quarter";
  } else if (len == 7 && sscanf(value, "%4d-%2d%n", &year, &a, &n) == 2 && n == 7 && a >= 1 && a <= 12) {
    put_months(start, end, year, a, a);
    *precision = "month";
  } else if (len == 4 && strspn(value, "0123456789") == 4) {
    put_months(start, end, atoi(value), 1, 12);
    *precision = "year";
  } else if (len == 3 && strspn(value, "0123456789") == 3) {
    snprintf(start, 20, "%s0-01-01", value);
    snprintf(end, 20, "%s9-12-31", value);
    *precision = "decade";
  } else {
    return false;
  }
  return true;
}

/* Start, end and precision of a value, intervals of EDTF included. */
static void add_bounds(row *r, evx_string value, char room[2][20]) {
  const char *precision = NULL;
  char first[64], unused[20];
  const char *slash = value.data ? strchr(value.data, '/') : NULL;
  bool known = false;
  if (slash && (size_t)(slash - value.data) < sizeof first) {
    snprintf(first, sizeof first, "%.*s", (int)(slash - value.data), value.data);
    known = timex_bounds(first, room[0], unused, &precision) && timex_bounds(slash + 1, unused, room[1], &precision);
    precision = "interval";
  } else if (value.data) {
    known = timex_bounds(value.data, room[0], room[1], &precision);
  }
  add_text(r, known ? room[0] : NULL);
  add_text(r, known ? room[1] : NULL);
  add_text(r, known ? precision : NULL);
}

/* ---- the tables ------------------------------------------------------------------------------------ */

static void document_row(row *r, const evx_document *d) {
  add_string(r, d->id);
  add_string(r, d->date);
  add_text(r, d->date_basis);
  add_string(r, d->title);
  add_text(r, d->language);
  add_number(r, true, (int64_t)d->bytes);
  end_row(r, DOCUMENTS);
}

static void participant_row(row *r, const char *meeting, const evx_participant *p) {
  add_text(r, meeting);
  add_text(r, p->id);
  add_string(r, p->name);
  add_text(r, evx_entity_kind_name(p->kind));
  add_text(r, evx_part_name(p->part));
  add_string(r, p->role);
  add_string(r, p->affiliation);
  add_string(r, p->country);
  add_text(r, p->rule);
  end_row(r, PARTICIPANTS);
}

static void add_phrase(row *r, const evx_phrase *phrase) {
  add_string(r, phrase ? phrase->text : (evx_string){0});
}

static void decision_rows(row *r, const char *meeting, const evx_decision *d) {
  const evx_vote *v = d->vote;
  add_text(r, meeting);
  add_text(r, d->id);
  add_text(r, evx_decision_status_name(d->status));
  add_text(r, evx_decision_type_name(d->type));
  add_string(r, d->action);
  add_text(r, evx_polarity_name(d->polarity));
  add_text(r, evx_modality_name(d->modality));
  add_phrase(r, d->actor);
  add_phrase(r, d->object);
  add_string(r, d->text);
  add_range(r, d->due);
  add_phrase(r, d->mover);
  add_phrase(r, d->seconder);
  add_number(r, v && v->in_favour >= 0, v ? v->in_favour : 0);
  add_number(r, v && v->against >= 0, v ? v->against : 0);
  add_number(r, v && v->abstain >= 0, v ? v->abstain : 0);
  add_number(r, v && v->unanimous_stated, v ? v->unanimous : 0);
  add_string(r, d->reference);
  add_span(r, d->span);
  add_text(r, d->rule);
  end_row(r, DECISIONS);
  for (size_t i = 0; i < d->date_count; i++) {
    char room[2][20];
    add_text(r, meeting);
    add_text(r, d->id);
    add_number(r, true, (int64_t)i + 1);
    add_text(r, evx_date_role_name(d->dates[i]->role));
    add_string(r, d->dates[i]->value);
    add_bounds(r, d->dates[i]->value, room);
    add_string(r, d->dates[i]->text);
    end_row(r, DECISION_DATES);
  }
}

static void next_row(row *r, const char *meeting, size_t number, const evx_next_meeting *n) {
  add_text(r, meeting);
  add_number(r, true, (int64_t)number);
  add_text(r, evx_next_status_name(n->status));
  add_string(r, n->body);
  add_date(r, n->date);
  add_venue(r, n->venue);
  add_string(r, n->text);
  add_span(r, n->span);
  add_text(r, n->rule);
  end_row(r, NEXT_MEETINGS);
}

static void meeting_rows(row *r, const evx_meeting *m) {
  add_text(r, m->id);
  add_number(r, true, m->main);
  add_string(r, m->name);
  add_text(r, evx_meeting_kind_name(m->kind));
  add_number(r, m->ordinal > 0, m->ordinal);
  add_string(r, m->body);
  add_text(r, evx_meeting_status_name(m->status));
  add_date(r, m->date);
  add_venue(r, m->venue);
  add_span(r, m->span);
  add_text(r, m->rule);
  end_row(r, MEETINGS);
  for (size_t i = 0; i < m->participant_count; i++)
    participant_row(r, m->id, m->participants[i]);
  for (size_t i = 0; i < m->decision_count; i++)
    decision_rows(r, m->id, m->decisions[i]);
  for (size_t i = 0; i < m->next_meeting_count; i++)
    next_row(r, m->id, i + 1, m->next_meetings[i]);
}

static void date_row(row *r, size_t number, const evx_timex *t) {
  char room[2][20];
  add_number(r, true, (int64_t)number);
  add_text(r, evx_timex_type_name(t->type));
  add_string(r, t->value);
  add_bounds(r, t->value, room);
  add_text(r, t->mod);
  add_text(r, evx_basis_name(t->basis));
  add_string(r, t->text);
  add_span(r, t->span);
  add_text(r, t->rule);
  end_row(r, DATES);
}

static void field_rows(row *r, size_t number, const evx_custom_record *c, const evx_field *f) {
  if (f->value.data) {
    add_number(r, true, (int64_t)number);
    add_text(r, c->type);
    add_text(r, f->name);
    add_string(r, f->value);
    add_span(r, f->span);
    add_text(r, c->rule);
    end_row(r, RECORDS);
  }
  for (size_t i = 0; i < f->item_count; i++)
    field_rows(r, number, c, f->items[i]);
}

static void error_row(row *r, const document *d) {
  add_text(r, d->id);
  add_number(r, d->line > 0, (int64_t)d->line);
  add_text(r, d->error);
  add_text(r, d->message);
  end_row(r, ERRORS);
}

bool table_rows(const document *d, const evx_result *result, row_fn take, void *user) {
  row r = {.take = take, .user = user};
  const evx_record *record = result ? evx_result_record(result) : NULL;
  if (!record) {
    error_row(&r, d);
    return !r.stopped;
  }
  document_row(&r, &record->document);
  for (size_t i = 0; i < record->meeting_count; i++)
    meeting_rows(&r, record->meetings[i]);
  for (size_t i = 0; i < record->date_count; i++)
    date_row(&r, i + 1, record->dates[i]);
  for (size_t i = 0; i < record->record_count; i++) {
    for (size_t k = 0; k < record->records[i]->field_count; k++)
      field_rows(&r, i + 1, record->records[i], record->records[i]->fields[k]);
  }
  return !r.stopped;
}
