/* sink_csv.c - a folder with one table per type of row (RFC 4180). The first column of each is the document's id. */
#include "sinks.h"

#include <inttypes.h>
#include <string.h>

static const char *const parts[TABLES] = {"documents.csv",     "errors.csv",    "meetings.csv",
                                          "participants.csv",  "decisions.csv", "decision_dates.csv",
                                          "next_meetings.csv", "dates.csv",     "records.csv"};
/* Names of the columns, in the order of table.c, which the tests hold against it. */
#define VENUE "venue,venue_kind,city,country,lat,lon,geonames"
#define DATE  "date,start,end,precision,basis"
static const char *const heads[TABLES] = {
    "id,date,date_basis,title,language,bytes\r\n",
    "id,line,code,message\r\n",
    "document,meeting,main,name,kind,ordinal,body,status," DATE "," VENUE ",span_begin,span_end,rule\r\n",
    "document,meeting,participant,name,kind,part,role,affiliation,country,rule\r\n",
    "document,meeting,decision,status,type,action,polarity,modality,actor,object,text,due,due_start,due_end,"
    "due_precision,mover,seconder,votes_for,votes_against,votes_abstain,unanimous,reference,span_begin,span_end,"
    "rule\r\n",
    "document,meeting,decision,number,role,date,start,end,precision,text\r\n",
    "document,meeting,number,status,body," DATE "," VENUE ",text,span_begin,span_end,rule\r\n",
    "document,number,type,value,start,end,precision,mod,basis,text,span_begin,span_end,rule\r\n",
    "document,number,type,field,value,span_begin,span_end,rule\r\n",
};

static void add_quoted(buffer *b, const char *text, size_t len) {
  bool plain = true;
  for (size_t i = 0; i < len && plain; i++)
    plain = !strchr(",\"\r\n", text[i]) || text[i] == '\0';
  if (plain) {
    buffer_add(b, text, len);
    return;
  }
  buffer_puts(b, "\"");
  for (size_t i = 0; i < len; i++)
    buffer_add(b, text[i] == '"' ? "\"\"" : text + i, text[i] == '"' ? 2 : 1);
  buffer_puts(b, "\"");
}

typedef struct csv {
  const document *doc;
  rendered *out;
} csv;

static bool take_row(void *user, size_t which, const cell *cells, size_t count) {
  csv *c = user;
  buffer *b = &c->out->parts[which];
  bool first = which <= TABLE_ERRORS; /* these begin with the id themselves */
  if (!first)
    add_quoted(b, c->doc->id, strlen(c->doc->id));
  for (size_t i = 0; i < count; i++) {
    if (i > 0 || !first)
      buffer_puts(b, ",");
    switch (cells[i].kind) {
    case CELL_NULL: break;
    case CELL_TEXT: add_quoted(b, cells[i].text, cells[i].len); break;
    case CELL_INT: buffer_printf(b, "%" PRId64, cells[i].number); break;
    case CELL_REAL: buffer_printf(b, "%.6g", cells[i].real); break;
    }
  }
  buffer_puts(b, "\r\n");
  return true;
}

static void render(const sink *s, size_t number, const document *d, const evx_result *result, rendered *out) {
  csv c = {d, out};
  (void)s;
  (void)number;
  table_rows(d, result, take_row, &c);
}

const sink_kind sink_csv = {.name = "csv", .part_count = TABLES, .parts = parts, .heads = heads, .render = render};
