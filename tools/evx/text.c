/* text.c - a record as a summary for people: aligned columns, as wide as the terminal (elsewhere 80) where words
 * allow it.
 *
 *   report.txt, 2025-04-12
 *
 *   8th meeting of CIS Foreign Ministers
 *     status        held
 *     date          2025-04-12
 *     participants  Sergei Lavrov  speaker
 *                   Kazakhstan     host
 *     decisions     adopted  The Ministers approved a program to strengthen ...
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#define WIDTH            80          /* of what is no terminal */
#define WIDTH_READABLE   110         /* longer lines are hard to read, however wide the terminal */
#define LABEL            12          /* columns of the longest label, "participants" */
#define INDENT           (LABEL + 4) /* where values begin */
#define CELL_LEAST       16          /* columns that words are set into, at least */
#define NAME_MAX_COLUMNS 40          /* a longer name pushes its own row's columns aside, not everybody's */

typedef struct page {
  output *out;
  size_t column; /* where the next character goes */
  size_t width;
} page;

static void put(page *p, const char *text, size_t len) {
  output_text(p->out, text, len);
  p->column += text_columns(text, len);
}

static void put_word(page *p, const char *word) {
  put(p, word, strlen(word));
}

static void put_string(page *p, evx_string s) {
  put(p, s.data, s.length);
}

static void new_line(page *p) {
  output_puts(p->out, "\n");
  p->column = 0;
}

static void pad_to(page *p, size_t column) {
  if (p->column < column) {
    output_spaces(p->out, column - p->column);
    p->column = column;
  }
}

/* Two spaces at least, and the column if that is farther. */
static void next_cell(page *p, size_t column) {
  pad_to(p, column > p->column + 2 ? column : p->column + 2);
}

/* Words, broken between lines; further lines begin at `left`. */
static void put_words(page *p, evx_string s, size_t left) {
  for (size_t at = 0; at < s.length;) {
    const char *word = s.data + at, *space = memchr(word, ' ', s.length - at);
    size_t len = space ? (size_t)(space - word) : s.length - at;
    bool fits = p->column + (at > 0) + text_columns(word, len) <= p->width;
    if (!fits && p->column > left) {
      new_line(p);
      pad_to(p, left);
    } else if (at > 0) {
      put_word(p, " ");
    }
    put(p, word, len);
    at += len + 1;
  }
}

/* Further lines begin where the first one did; it is a new one where this one has no room worth the name. */
static void put_wrapped(page *p, evx_string s) {
  if (p->column > INDENT && p->column + CELL_LEAST > p->width) {
    new_line(p);
    pad_to(p, INDENT + 2);
  }
  put_words(p, s, p->column);
}

static void put_ink(page *p, const char *word, ink tone) {
  output_ink(p->out, tone);
  put_word(p, word);
  output_ink(p->out, INK_PLAIN);
}

/* Begins a line of a meeting; the label stands only before the first of its lines. */
static void label(page *p, const char *word, bool first) {
  pad_to(p, 2);
  if (first)
    put_ink(p, word, INK_QUIET);
  pad_to(p, INDENT);
}

static size_t larger(size_t a, size_t b) {
  return a > b ? a : b;
}

/* ---- values ------------------------------------------------------------------ */

static void put_date(page *p, const evx_date *d) {
  put_string(p, d->value.data ? d->value : d->text);
  if (d->basis == EVX_BASIS_DOCUMENT)
    put_word(p, " (the date of the report)");
}

static bool same(evx_string a, evx_string b) {
  return a.data && b.data && a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

/* Words and, before them where something stands there, a comma. */
static void put_listed(page *p, evx_string s, bool first, size_t left) {
  if (!s.data)
    return;
  put_word(p, first ? "" : ", ");
  put_words(p, s, left);
}

static void put_venue(page *p, const evx_venue *v) {
  size_t left = p->column;
  put_words(p, v->name, left);
  if (!same(v->city, v->name))
    put_listed(p, v->city, false, left);
  if (!same(v->country, v->name))
    put_listed(p, v->country, false, left);
}

/* What the meeting is called, or what kind of one it is. */
static void put_title(page *p, const evx_meeting *m) {
  if (m->name.data) {
    put_words(p, m->name, 2);
    return;
  }
  put_word(p, evx_meeting_kind_name(m->kind));
  put_listed(p, m->body, false, 2);
}

/* ---- inks -------------------------------------------------------------------- */

static ink meeting_ink(evx_meeting_status status) {
  return status == EVX_HELD        ? INK_GOOD
         : status == EVX_PLANNED   ? INK_AHEAD
         : status == EVX_CANCELLED ? INK_BAD
                                   : INK_OPEN;
}

static ink decision_ink(evx_decision_status status) {
  return status == EVX_ADOPTED            ? INK_GOOD
         : status == EVX_REJECTED         ? INK_BAD
         : status == EVX_DECISION_PLANNED ? INK_AHEAD
                                          : INK_OPEN;
}

/* ---- one meeting ------------------------------------------------------------- */

/* What the participant is, in a column of its own, or in the next line where that is too narrow for it. */
static void print_office(page *p, const evx_participant *q, size_t column) {
  size_t first_word = 0, length = q->role.data ? q->role.length : q->affiliation.length;
  const char *text = q->role.data ? q->role.data : q->affiliation.data;
  while (first_word < length && text[first_word] != ' ')
    first_word++;
  next_cell(p, column);
  if (p->column + larger(CELL_LEAST, first_word) > p->width) {
    new_line(p);
    pad_to(p, INDENT + 2);
  }
  size_t left = p->column;
  put_listed(p, q->role, true, left);
  put_listed(p, q->affiliation, !q->role.data, left);
}

static void print_participants(page *p, const evx_meeting *m) {
  size_t name = 0, part = 0;
  for (size_t i = 0; i < m->participant_count; i++) {
    const evx_participant *q = m->participants[i];
    size_t columns = text_columns(q->name.data, q->name.length);
    if (columns <= NAME_MAX_COLUMNS)
      name = larger(name, columns);
    part = larger(part, strlen(evx_part_name(q->part)));
  }
  for (size_t i = 0; i < m->participant_count; i++) {
    const evx_participant *q = m->participants[i];
    label(p, "participants", i == 0);
    put_words(p, q->name, INDENT + 2);
    next_cell(p, INDENT + name + 2);
    put_word(p, evx_part_name(q->part));
    if (q->role.data || q->affiliation.data)
      print_office(p, q, INDENT + name + part + 4);
    new_line(p);
  }
}

static evx_string name_of(const evx_meeting *m, const char *id) {
  for (size_t i = 0; i < m->participant_count; i++) {
    if (strcmp(m->participants[i]->id, id) == 0)
      return m->participants[i]->name;
  }
  return (evx_string){id, strlen(id)};
}

/* Who has to do it, and by when. */
static void print_duty(page *p, const evx_meeting *m, const evx_decision *d, size_t column) {
  if (!d->owner_count && !d->due)
    return;
  pad_to(p, column);
  for (size_t i = 0; i < d->owner_count; i++) {
    put_word(p, i == 0 ? "by " : ", ");
    put_string(p, name_of(m, d->owners[i]));
  }
  if (d->due) {
    put_word(p, d->owner_count ? ", due " : "due ");
    put_date(p, d->due);
  }
  new_line(p);
}

static void print_decisions(page *p, const evx_meeting *m) {
  size_t status = 0;
  for (size_t i = 0; i < m->decision_count; i++)
    status = larger(status, strlen(evx_decision_status_name(m->decisions[i]->status)));
  for (size_t i = 0; i < m->decision_count; i++) {
    const evx_decision *d = m->decisions[i];
    label(p, "decisions", i == 0);
    put_ink(p, evx_decision_status_name(d->status), decision_ink(d->status));
    next_cell(p, INDENT + status + 2);
    put_wrapped(p, d->text);
    new_line(p);
    print_duty(p, m, d, INDENT + status + 2);
  }
}

static void print_next(page *p, const evx_meeting *m) {
  for (size_t i = 0; i < m->next_meeting_count; i++) {
    const evx_next_meeting *n = m->next_meetings[i];
    label(p, "next meeting", i == 0);
    if (n->date)
      put_date(p, n->date);
    if (n->date && n->venue)
      put_word(p, ", ");
    if (n->venue)
      put_venue(p, n->venue);
    if (!n->date && !n->venue)
      put_word(p, evx_next_status_name(n->status));
    else if (n->status != EVX_NEXT_PLANNED) {
      put_word(p, " (");
      put_word(p, evx_next_status_name(n->status));
      put_word(p, ")");
    }
    new_line(p);
  }
}

static void print_meeting(page *p, const evx_meeting *m) {
  output_ink(p->out, INK_TITLE);
  put_title(p, m);
  output_ink(p->out, INK_PLAIN);
  new_line(p);
  label(p, "status", true);
  put_ink(p, evx_meeting_status_name(m->status), meeting_ink(m->status));
  new_line(p);
  if (m->date) {
    label(p, "date", true);
    put_date(p, m->date);
    new_line(p);
  }
  if (m->venue) {
    label(p, "venue", true);
    put_venue(p, m->venue);
    new_line(p);
  }
  print_participants(p, m);
  print_decisions(p, m);
  print_next(p, m);
}

/* ---- the rest ---------------------------------------------------------------- */

static size_t title_columns(const evx_meeting *m) {
  if (m->name.data)
    return text_columns(m->name.data, m->name.length);
  size_t body = m->body.data ? 2 + text_columns(m->body.data, m->body.length) : 0;
  return strlen(evx_meeting_kind_name(m->kind)) + body;
}

/* One line each: a report says little of meetings that it is not about. */
static void print_other(page *p, const evx_record *r, size_t first) {
  size_t name = 0, status = 0, date = 0;
  for (size_t i = first; i < r->meeting_count; i++) {
    const evx_meeting *m = r->meetings[i];
    if (title_columns(m) <= NAME_MAX_COLUMNS)
      name = larger(name, title_columns(m));
    status = larger(status, strlen(evx_meeting_status_name(m->status)));
    if (m->date && m->date->value.data)
      date = larger(date, m->date->value.length);
  }
  for (size_t i = first; i < r->meeting_count; i++) {
    const evx_meeting *m = r->meetings[i];
    pad_to(p, 2);
    put_title(p, m);
    next_cell(p, 2 + name + 2);
    put_ink(p, evx_meeting_status_name(m->status), meeting_ink(m->status));
    if (m->date || m->venue)
      next_cell(p, 2 + name + status + 4);
    if (m->date)
      put_string(p, m->date->value);
    if (m->venue) {
      next_cell(p, 2 + name + status + date + 6);
      put_venue(p, m->venue);
    }
    new_line(p);
  }
}

static void print_warnings(page *p, const evx_record *r) {
  size_t code = 0;
  for (size_t i = 0; i < r->warning_count; i++)
    code = larger(code, strlen(r->warnings[i]->code));
  for (size_t i = 0; i < r->warning_count; i++) {
    const evx_warning *w = r->warnings[i];
    pad_to(p, 2);
    put_word(p, w->code);
    next_cell(p, 2 + code + 2);
    put_wrapped(p, (evx_string){w->message, strlen(w->message)});
    new_line(p);
  }
}

static void section(page *p, const char *title) {
  new_line(p);
  put_ink(p, title, INK_TITLE);
  new_line(p);
}

static void print_head(page *p, const evx_document *d) {
  bool standard = d->id.length == 1 && d->id.data[0] == '-';
  if (standard)
    put_word(p, "standard input");
  else
    put_string(p, d->id);
  if (d->date.data) {
    put_word(p, ", ");
    put_string(p, d->date);
  }
  new_line(p);
}

void text_print(output *out, const evx_record *r) {
  size_t columns = out->width == 0 ? WIDTH : out->width > WIDTH_READABLE ? WIDTH_READABLE : out->width;
  page p = {out, 0, columns};
  size_t full = 0;
  print_head(&p, &r->document);
  if (r->meeting_count == 0)
    section(&p, "no meeting found");
  for (; full < r->meeting_count && r->meetings[full]->main; full++) {
    new_line(&p);
    print_meeting(&p, r->meetings[full]);
  }
  if (full < r->meeting_count) {
    section(&p, full ? "other meetings" : "meetings");
    print_other(&p, r, full);
  }
  if (r->warning_count) {
    section(&p, "warnings");
    print_warnings(&p, r);
  }
}
