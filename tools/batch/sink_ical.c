/* sink_ical.c - a calendar (RFC 5545) of the meetings whose day is known.
 *
 * What the documents state of meetings grows in a file of its own, a statement a line, so that a run can be resumed; at
 * the end the statements are put together, oldest first, into one event for each meeting. */
#include "sinks.h"

#ifdef EVX_HAVE_ICAL

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef EVX_LOAD_ICAL
#include "loaded_libical.h"
#else
#include <libical/ical.h>
#endif

#include "../evx/sha1.h"

enum { SERIES, ORDINAL, STATED, START, END, STATUS, SUMMARY, VENUE, SOURCE, FIELDS };

/* ---- statements --------------------------------------------------------------------------- */

static void add_field(buffer *b, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++)
    buffer_add(b, (unsigned char)text[i] < 0x20 ? " " : text + i, 1);
}

static void add_string(buffer *b, evx_string s) {
  add_field(b, s.data ? s.data : "", s.length);
  buffer_puts(b, "\t");
}

/* What a body is known by: its name in small letters without the article. */
static void add_series(buffer *b, evx_string body) {
  const char *name = body.data ? body.data : "";
  size_t skip = body.length > 4 && (strncmp(name, "the ", 4) == 0 || strncmp(name, "The ", 4) == 0) ? 4 : 0;
  for (size_t i = skip; i < body.length; i++) {
    char small = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + ('a' - 'A') : name[i]);
    buffer_add(b, (unsigned char)small < 0x20 ? " " : &small, 1);
  }
  buffer_puts(b, "\t");
}

/* Days, or minutes, at both ends; no months or years. */
static bool is_precise(const evx_date *date) {
  if (!date || !date->start.data || !date->end.data)
    return false;
  if (date->precision == EVX_DAY || date->precision == EVX_MINUTE)
    return true;
  const char *slash = date->precision == EVX_INTERVAL && date->value.data ? strchr(date->value.data, '/') : NULL;
  return slash && slash - date->value.data >= 10 && strlen(slash + 1) >= 10;
}

static void add_date(buffer *b, const evx_date *date) {
  bool precise = is_precise(date);
  add_string(b, precise ? date->start : (evx_string){0});
  add_string(b, precise ? date->end : (evx_string){0});
}

static void add_venue(buffer *b, const evx_venue *v) {
  if (v && v->name.data)
    add_field(b, v->name.data, v->name.length);
  bool city = v && v->city.data && v->name.data && !strstr(v->name.data, v->city.data);
  if (city) {
    buffer_puts(b, ", ");
    add_field(b, v->city.data, v->city.length);
  }
  buffer_puts(b, "\t");
}

/* What is announced as next is of the same body, and may be the only place that names it. */
static evx_string body_of(const evx_meeting *m) {
  evx_string body = m->body.data ? m->body : m->name;
  for (size_t i = 0; !body.data && i < m->next_meeting_count; i++)
    body = m->next_meetings[i]->body;
  return body;
}

static void add_meeting(buffer *b, const document *d, const evx_record *r, const evx_meeting *m) {
  add_series(b, body_of(m));
  buffer_printf(b, "%d\t", (int)m->ordinal);
  add_string(b, r->document.date);
  add_date(b, m->date);
  buffer_printf(b, "%s\t", evx_meeting_status_name(m->status));
  add_string(b, m->name.data ? m->name : body_of(m));
  add_venue(b, m->venue);
  add_field(b, d->id, strlen(d->id));
  buffer_printf(b, "#%s\n", m->id);
}

static void add_next(buffer *b, const document *d, const evx_record *r, const evx_meeting *m, size_t number) {
  const evx_next_meeting *n = m->next_meetings[number];
  evx_string body = n->body.data ? n->body : body_of(m);
  add_series(b, body);
  buffer_puts(b, "0\t");
  add_string(b, r->document.date);
  add_date(b, n->date);
  buffer_printf(b, "%s\t", evx_next_status_name(n->status));
  add_string(b, body);
  add_venue(b, n->venue);
  add_field(b, d->id, strlen(d->id));
  buffer_printf(b, "#%s.%zu\n", m->id, number + 1);
}

/* A meeting that is cancelled may be called the next one, too; what became of it is the meeting's own status. */
static bool restates(const evx_meeting *m, const evx_next_meeting *n) {
  return m->status != EVX_HELD && m->date && n->date && m->date->start.data && n->date->start.data &&
         strcmp(m->date->start.data, n->date->start.data) == 0;
}

static void render(const sink *s, size_t number, const document *d, const evx_result *result, rendered *out) {
  const evx_record *r = result ? evx_result_record(result) : NULL;
  (void)s;
  (void)number;
  for (size_t i = 0; r && i < r->meeting_count; i++) {
    add_meeting(&out->parts[0], d, r, r->meetings[i]);
    for (size_t k = 0; k < r->meetings[i]->next_meeting_count; k++) {
      if (!restates(r->meetings[i], r->meetings[i]->next_meetings[k]))
        add_next(&out->parts[0], d, r, r->meetings[i], k);
    }
  }
}

/* ---- putting them together ------------------------------------------------------------------- */

typedef struct event {
  char *fields[FIELDS]; /* of the statement that it was first known by, then of later ones */
  char *line;           /* that they point into */
  char uid[41];
  size_t changes;
  const char *status; /* of iCalendar */
} event;

typedef struct calendar {
  event *events;
  size_t count, room;
} calendar;

static void set_uid(event *e) {
  uint8_t digest[SHA1_BYTES];
  buffer b = {0};
  bool series = *e->fields[SERIES], ordinal = strcmp(e->fields[ORDINAL], "0") != 0;
  /* A numbered meeting is the same whenever it takes place; without a name it is known by its report alone. */
  buffer_puts(&b, series ? e->fields[SERIES] : e->fields[SOURCE]);
  buffer_puts(&b, "\t");
  buffer_puts(&b, series && ordinal ? e->fields[ORDINAL] : e->fields[START]);
  sha1(b.bytes ? b.bytes : "", b.len, digest);
  for (size_t i = 0; i < SHA1_BYTES; i++)
    snprintf(e->uid + 2 * i, 3, "%02x", digest[i]);
  buffer_free(&b);
}

static const char *ical_status(const char *status) {
  return strcmp(status, "cancelled") == 0 ? "CANCELLED" : strcmp(status, "proposed") == 0 ? "TENTATIVE" : "CONFIRMED";
}

static bool split(event *e, char *line) {
  char *at = e->line = line;
  for (size_t i = 0; i < FIELDS; i++) {
    char *tab = strchr(at, '\t');
    e->fields[i] = at;
    if (!tab && i + 1 < FIELDS)
      return false;
    if (tab && i + 1 < FIELDS) {
      *tab = '\0';
      at = tab + 1;
    }
  }
  return true;
}

/* By body, then as they were stated; documents without a date first. */
static int by_statement(const void *a, const void *b) {
  static const int keys[] = {SERIES, STATED, START, SOURCE};
  const event *x = a, *y = b;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    int order = strcmp(x->fields[keys[i]], y->fields[keys[i]]);
    if (order)
      return order;
  }
  return 0;
}

static int by_start(const void *a, const void *b) {
  const event *x = a, *y = b;
  int order = strcmp(x->fields[START], y->fields[START]);
  return order ? order : strcmp(x->uid, y->uid);
}

static bool same_day(const event *a, const event *b) {
  return strncmp(a->fields[START], b->fields[START], 10) == 0;
}

/* The event of the same body, from `first` on, that a statement speaks of; NULL: a new one. */
static event *spoken_of(event *first, event *end, const event *stated) {
  bool moves = strcmp(stated->fields[STATUS], "postponed") == 0 || strcmp(stated->fields[STATUS], "cancelled") == 0;
  bool dated = *stated->fields[START];
  event *next = NULL;
  for (event *e = first; e < end; e++) {
    if ((dated && same_day(e, stated)) || (dated && strcmp(e->uid, stated->uid) == 0))
      return e;
    bool ahead = strncmp(e->fields[START], stated->fields[STATED], 10) >= 0 && strcmp(e->status, "CANCELLED") != 0;
    if (ahead && (!next || strcmp(e->fields[START], next->fields[START]) < 0))
      next = e;
  }
  return moves && *stated->fields[STATED] ? next : NULL;
}

/* A later statement changes an event. */
static void change(event *e, const event *stated) {
  bool cancelled = strcmp(stated->fields[STATUS], "cancelled") == 0, dated = *stated->fields[START];
  bool postponed = strcmp(stated->fields[STATUS], "postponed") == 0;
  bool moved = dated && strcmp(e->fields[START], stated->fields[START]) != 0 &&
               (strlen(stated->fields[START]) > 10 || !same_day(e, stated));
  /* Postponed, and the day to which is not said: the old one no longer holds. */
  const char *status = cancelled             ? "CANCELLED"
                       : postponed && !moved ? "TENTATIVE"
                                             : ical_status(stated->fields[STATUS]);
  e->changes += moved || strcmp(status, e->status) != 0;
  e->status = status;
  e->fields[STATED] = *stated->fields[STATED] ? stated->fields[STATED] : e->fields[STATED];
  for (int i = START; moved && i <= END; i++)
    e->fields[i] = stated->fields[i];
  if (*stated->fields[VENUE])
    e->fields[VENUE] = stated->fields[VENUE];
  if (strlen(stated->fields[SUMMARY]) > strlen(e->fields[SUMMARY]))
    e->fields[SUMMARY] = stated->fields[SUMMARY];
}

/* Statements, sorted by body, become events in `out`, which has room for all. Returns how many have no day. */
static size_t merge(const calendar *stated, calendar *out) {
  size_t without_day = 0, first = 0;
  for (size_t i = 0; i < stated->count; i++) {
    event *s = &stated->events[i];
    bool same_body =
        out->count > first && *s->fields[SERIES] && strcmp(out->events[first].fields[SERIES], s->fields[SERIES]) == 0;
    if (!same_body)
      first = out->count;
    event *e = spoken_of(out->events + first, out->events + out->count, s);
    without_day += !*s->fields[START] && !e;
    if (e)
      change(e, s);
    else if (*s->fields[START])
      out->events[out->count++] = *s;
  }
  return without_day;
}

/* False: memory is out, or the file cannot be read. */
static bool read_statements(FILE *file, calendar *c) {
  char *line = NULL;
  size_t room = 0;
  for (ssize_t len; (len = getline(&line, &room, file)) > 0;) {
    event e = {0};
    if (c->count == c->room) {
      size_t more = c->room ? c->room * 2 : 256;
      event *events = realloc(c->events, more * sizeof *events);
      if (!events)
        break;
      c->events = events;
      c->room = more;
    }
    line[len - 1] = '\0';
    char *own = strdup(line);
    if (!own || !split(&e, own)) {
      free(own);
      free(line);
      return false;
    }
    set_uid(&e);
    e.status = ical_status(e.fields[STATUS]);
    e.changes = strcmp(e.fields[STATUS], "cancelled") == 0 || strcmp(e.fields[STATUS], "postponed") == 0;
    c->events[c->count++] = e;
  }
  bool good = feof(file) && !ferror(file);
  free(line);
  return good;
}

/* ---- writing ------------------------------------------------------------------------------------- */

/* "2025-10-09", "2025-10-09T15:00" (floating), "2025-10-09T15:00+05:00" (as UTC). */
static struct icaltimetype ical_time(const char *value) {
  struct icaltimetype t = icaltime_null_time();
  int hours = 0, minutes = 0;
  char sign = 0;
  int got = sscanf(value, "%4d-%2d-%2dT%2d:%2d%c%2d:%2d", &t.year, &t.month, &t.day, &t.hour, &t.minute, &sign, &hours,
                   &minutes);
  t.is_date = got < 5;
  if (got < 6 || (sign != 'Z' && sign != '+' && sign != '-'))
    return t;
  int direction = sign == '-' ? 1 : -1;
  icaltime_adjust(&t, 0, direction * hours, direction * minutes, 0);
  t.zone = icaltimezone_get_utc_timezone();
  return t;
}

static bool write_event(FILE *file, const event *e) {
  icalcomponent *c = icalcomponent_new_vevent();
  struct icaltimetype start = ical_time(e->fields[START]), end = ical_time(e->fields[END]);
  struct icaltimetype stamp = ical_time(*e->fields[STATED] ? e->fields[STATED] : e->fields[START]);
  stamp.is_date = 0;
  stamp.zone = icaltimezone_get_utc_timezone();
  char uid[64];
  snprintf(uid, sizeof uid, "%s@evx", e->uid);
  icalcomponent_add_property(c, icalproperty_new_uid(uid));
  icalcomponent_add_property(c, icalproperty_new_dtstamp(stamp));
  icalcomponent_add_property(c, icalproperty_new_dtstart(start));
  if (start.is_date)
    icaltime_adjust(&end, 1, 0, 0, 0); /* the end is the day behind the last */
  if (start.is_date == end.is_date && icaltime_compare(start, end) < 0)
    icalcomponent_add_property(c, icalproperty_new_dtend(end));
  icalcomponent_add_property(c, icalproperty_new_summary(*e->fields[SUMMARY] ? e->fields[SUMMARY] : "Meeting"));
  if (*e->fields[VENUE])
    icalcomponent_add_property(c, icalproperty_new_location(e->fields[VENUE]));
  icalcomponent_add_property(c, icalproperty_new_sequence((int)e->changes));
  icalcomponent_add_property(c, icalproperty_new_status(strcmp(e->status, "CANCELLED") == 0   ? ICAL_STATUS_CANCELLED
                                                        : strcmp(e->status, "TENTATIVE") == 0 ? ICAL_STATUS_TENTATIVE
                                                                                              : ICAL_STATUS_CONFIRMED));
  icalcomponent_add_property(c, icalproperty_new_comment(e->fields[SOURCE]));
  char *text = icalcomponent_as_ical_string_r(c);
  bool good = text && fputs(text, file) >= 0;
  free(text);
  icalcomponent_free(c);
  return good;
}

static bool write_calendar(FILE *file, const calendar *c) {
  if (fputs("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//evx//evx batch//EN\r\n", file) < 0)
    return false;
  for (size_t i = 0; i < c->count; i++) {
    if (!write_event(file, &c->events[i]))
      return false;
  }
  return fputs("END:VCALENDAR\r\n", file) >= 0;
}

static bool write_to(const sink *s, const char *path, const calendar *c) {
  FILE *file = fopen(path, "wb");
  bool good = file && write_calendar(file, c) && fflush(file) == 0 && fsync(fileno(file)) == 0;
  if (file)
    good = fclose(file) == 0 && good;
  return good || sink_trouble(s, "cannot be written");
}

static bool put_together(sink *s, const char *statements, const char *path) {
  calendar stated = {0}, out = {0};
  FILE *file = fopen(statements, "rb");
  bool good = file && read_statements(file, &stated);
  if (file)
    fclose(file);
  if (stated.count)
    qsort(stated.events, stated.count, sizeof *stated.events, by_statement);
  out.events = calloc(stated.count + 1, sizeof *out.events);
  good = good && out.events;
  if (good) {
    s->left_out = merge(&stated, &out);
    qsort(out.events, out.count, sizeof *out.events, by_start);
    good = write_to(s, path, &out);
  } else {
    sink_trouble(s, "the statements cannot be put together");
  }
  for (size_t i = 0; i < stated.count; i++)
    free(stated.events[i].line);
  free(stated.events);
  free(out.events);
  return good;
}

/* The calendar gets into place with one step, and the statements stay until then. */
static bool finish(sink *s, const char *temporary) {
  buffer path = {0};
  buffer_puts(&path, temporary);
  buffer_puts(&path, ".ics");
  bool good = !path.failed && put_together(s, temporary, path.bytes);
  good = good && (rename(path.bytes, s->path) == 0 || sink_trouble(s, "cannot be moved into place"));
  if (good)
    unlink(temporary);
  buffer_free(&path);
  return good;
}

static const char *load(void) {
#ifdef EVX_LOAD_ICAL
  return LIBRARY_LOAD();
#else
  return NULL;
#endif
}

const sink_kind sink_ical = {
    .name = "ical", .part_count = 1, .render = render, .finish = finish, .moves_itself = true, .load = load};

#endif
