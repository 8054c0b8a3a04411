/* evx_sqlite.c - evx in SQLite, as an extension that is loaded with `.load ./evx_sqlite`:
 *
 *   evx_extract(text [, date])     the record as JSON
 *   evx_meetings(text [, date])    a table: one row per meeting
 *   evx_decisions(text [, date])   a table: one row per decision
 *
 * `date` is the report's own, ISO 8601. NULL gives NULL, and no rows. One worker serves a connection, as SQLite lets
 * one thread at a time use that. */
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include <stdlib.h>
#include <string.h>

#include <evx.h>

/* What a connection has of evx; each function and table of it holds one reference. */
typedef struct reader {
  evx_engine *engine;
  evx_worker *worker;
  int references;
} reader;

static void reader_release(void *pointer) {
  reader *r = pointer;
  if (--r->references > 0)
    return;
  evx_worker_free(r->worker);
  evx_engine_free(r->engine);
  sqlite3_free(r);
}

static reader *reader_new(void) {
  reader *r = sqlite3_malloc(sizeof *r);
  if (!r)
    return NULL;
  *r = (reader){NULL, NULL, 1};
  evx_builder *builder;
  evx_builder_new(NULL, &builder);
  evx_builder_add_builtin(builder, "en");
  evx_builder_finish(builder, &r->engine);
  evx_builder_free(builder);
  if (evx_worker_new(r->engine, &r->worker) == EVX_OK)
    return r;
  reader_release(r);
  return NULL;
}

/* The copy of the text lives in the result: SQLite may take its own away. */
static evx_status extract(const reader *r, sqlite3_value *text, sqlite3_value *date, evx_result **out) {
  evx_options options = EVX_OPTIONS_INIT;
  options.flags = EVX_COPY_TEXT;
  options.reference = date ? (const char *)sqlite3_value_text(date) : NULL;
  const char *bytes = (const char *)sqlite3_value_text(text);
  return evx_extract(r->worker, bytes ? bytes : "", (size_t)sqlite3_value_bytes(text), &options, out);
}

static void result_string(sqlite3_context *context, evx_string s) {
  if (s.data)
    sqlite3_result_text64(context, s.data, s.length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void result_words(sqlite3_context *context, const char *words) {
  sqlite3_result_text(context, words, -1, SQLITE_TRANSIENT);
}

/* ---- evx_extract --------------------------------------------------------------- */

static void extract_function(sqlite3_context *context, int count, sqlite3_value **values) {
  evx_result *result = NULL;
  char *json = NULL;
  size_t length = 0;
  if (sqlite3_value_type(values[0]) == SQLITE_NULL)
    return;
  evx_status status = extract(sqlite3_user_data(context), values[0], count > 1 ? values[1] : NULL, &result);
  if (status == EVX_OK)
    status = evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_CODEPOINT, &json, &length);
  if (status == EVX_OK)
    sqlite3_result_text64(context, json, length - 1 /* its line feed */, SQLITE_TRANSIENT, SQLITE_UTF8);
  else
    sqlite3_result_error(context, evx_status_message(status), -1);
  evx_string_free(json);
  evx_result_free(result);
}

/* ---- the tables ------------------------------------------------------------------ */

/* A table is a list of columns; `decision` is NULL in that of meetings. */
typedef void (*column_fn)(sqlite3_context *context, const evx_meeting *meeting, const evx_decision *decision);

static void meeting_id(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  result_words(c, m->id);
}
static void meeting_main(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  sqlite3_result_int(c, m->main);
}
static void meeting_name(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  result_string(c, m->name);
}
static void meeting_kind(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  result_words(c, evx_meeting_kind_name(m->kind));
}
static void meeting_status(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  result_words(c, evx_meeting_status_name(m->status));
}
static void meeting_date(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  if (m->date)
    result_string(c, m->date->value);
}
static void meeting_venue(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)d;
  if (m->venue)
    result_string(c, m->venue->name);
}
static void decision_id(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)m;
  result_words(c, d->id);
}
static void decision_status(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)m;
  result_words(c, evx_decision_status_name(d->status));
}
static void decision_type(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)m;
  result_words(c, evx_decision_type_name(d->type));
}
static void decision_text(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)m;
  result_string(c, d->text);
}
static void decision_rule(sqlite3_context *c, const evx_meeting *m, const evx_decision *d) {
  (void)m;
  result_words(c, d->rule);
}

enum { COLUMNS = 7 };

typedef struct table_kind {
  const char *declaration; /* the columns, then the hidden arguments */
  column_fn columns[COLUMNS];
  int column_count;
  bool decisions;
} table_kind;

static const table_kind meetings_kind = {
    "CREATE TABLE x(id, main, name, kind, status, date, venue, report HIDDEN, reference HIDDEN)",
    {meeting_id, meeting_main, meeting_name, meeting_kind, meeting_status, meeting_date, meeting_venue},
    7,
    false};
static const table_kind decisions_kind = {
    "CREATE TABLE x(meeting, id, status, type, text, rule, report HIDDEN, reference HIDDEN)",
    {meeting_id, decision_id, decision_status, decision_type, decision_text, decision_rule},
    6,
    true};

typedef struct table {
  sqlite3_vtab base;
  const table_kind *kind;
  reader *reader;
} table;

typedef struct cursor {
  sqlite3_vtab_cursor base;
  evx_result *result;
  const evx_record *record; /* NULL: no rows */
  size_t meeting, decision;
  sqlite3_int64 row;
} cursor;

/* What a module is made with. */
typedef struct module_data {
  const table_kind *kind;
  reader *reader;
} module_data;

static int table_connect(sqlite3 *db, void *auxiliary, int argc, const char *const *argv, sqlite3_vtab **out,
                         char **error) {
  const module_data *data = auxiliary;
  (void)argc, (void)argv, (void)error;
  int status = sqlite3_declare_vtab(db, data->kind->declaration);
  table *t = status == SQLITE_OK ? sqlite3_malloc(sizeof *t) : NULL;
  if (!t)
    return status == SQLITE_OK ? SQLITE_NOMEM : status;
  memset(t, 0, sizeof *t);
  t->kind = data->kind;
  t->reader = data->reader;
  t->reader->references++;
  *out = &t->base;
  return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base) {
  table *t = (table *)base;
  reader_release(t->reader);
  sqlite3_free(t);
  return SQLITE_OK;
}

/* The plan's number says which arguments are given: 1 the text, 2 the date. */
static int table_plan(sqlite3_vtab *base, sqlite3_index_info *plan) {
  int text_column = ((table *)base)->kind->column_count, given[2] = {-1, -1}, next = 1;
  for (int i = 0; i < plan->nConstraint; i++) {
    int argument = plan->aConstraint[i].iColumn - text_column;
    if (argument < 0 || plan->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
      continue;
    if (!plan->aConstraint[i].usable)
      return SQLITE_CONSTRAINT;
    given[argument] = i;
  }
  for (int i = 0; i < 2; i++) {
    if (given[i] < 0)
      continue;
    plan->aConstraintUsage[given[i]].argvIndex = next++;
    plan->aConstraintUsage[given[i]].omit = 1;
    plan->idxNum |= 1 << i;
  }
  plan->estimatedCost = plan->idxNum & 1 ? 100.0 : 1e9;
  return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out) {
  (void)base;
  cursor *c = sqlite3_malloc(sizeof *c);
  if (!c)
    return SQLITE_NOMEM;
  memset(c, 0, sizeof *c);
  *out = &c->base;
  return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base) {
  evx_result_free(((cursor *)base)->result);
  sqlite3_free(base);
  return SQLITE_OK;
}

static int cursor_at_end(sqlite3_vtab_cursor *base) {
  const cursor *c = (const cursor *)base;
  return !c->record || c->meeting >= c->record->meeting_count;
}

/* Past meetings that have no decision to show. */
static void settle(cursor *c) {
  if (!((table *)c->base.pVtab)->kind->decisions)
    return;
  while (!cursor_at_end(&c->base) && c->decision >= c->record->meetings[c->meeting]->decision_count) {
    c->meeting++;
    c->decision = 0;
  }
}

static int cursor_filter(sqlite3_vtab_cursor *base, int plan, const char *name, int count, sqlite3_value **values) {
  cursor *c = (cursor *)base;
  table *t = (table *)base->pVtab;
  (void)name;
  evx_result_free(c->result);
  c->result = NULL;
  c->record = NULL;
  c->meeting = c->decision = 0;
  c->row = 1;
  if (!(plan & 1) || sqlite3_value_type(values[0]) == SQLITE_NULL)
    return SQLITE_OK;
  evx_status status = extract(t->reader, values[0], plan & 2 && count > 1 ? values[1] : NULL, &c->result);
  if (status != EVX_OK) {
    sqlite3_free(base->pVtab->zErrMsg);
    base->pVtab->zErrMsg = sqlite3_mprintf("%s", evx_status_message(status));
    return SQLITE_ERROR;
  }
  c->record = evx_result_record(c->result);
  settle(c);
  return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base) {
  cursor *c = (cursor *)base;
  if (((table *)base->pVtab)->kind->decisions)
    c->decision++;
  else
    c->meeting++;
  c->row++;
  settle(c);
  return SQLITE_OK;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
  const cursor *c = (const cursor *)base;
  const table_kind *kind = ((table *)base->pVtab)->kind;
  const evx_meeting *meeting = c->record->meetings[c->meeting];
  if (column < kind->column_count)
    kind->columns[column](context, meeting, kind->decisions ? meeting->decisions[c->decision] : NULL);
  return SQLITE_OK;
}

static int cursor_row(sqlite3_vtab_cursor *base, sqlite3_int64 *row) {
  *row = ((cursor *)base)->row;
  return SQLITE_OK;
}

/* Without xCreate: the tables are there without being created. */
static const sqlite3_module module = {.xConnect = table_connect,
                                      .xBestIndex = table_plan,
                                      .xDisconnect = table_disconnect,
                                      .xOpen = cursor_open,
                                      .xClose = cursor_close,
                                      .xFilter = cursor_filter,
                                      .xNext = cursor_next,
                                      .xEof = cursor_at_end,
                                      .xColumn = cursor_column,
                                      .xRowid = cursor_row};

/* ---- the extension --------------------------------------------------------------- */

static void module_data_free(void *pointer) {
  reader_release(((module_data *)pointer)->reader);
  sqlite3_free(pointer);
}

static int add_table(sqlite3 *db, const char *name, const table_kind *kind, reader *r) {
  module_data *data = sqlite3_malloc(sizeof *data);
  if (!data)
    return SQLITE_NOMEM;
  *data = (module_data){kind, r};
  r->references++;
  return sqlite3_create_module_v2(db, name, &module, data, module_data_free);
}

static int add_function(sqlite3 *db, int arguments, reader *r) {
  r->references++;
  return sqlite3_create_function_v2(db, "evx_extract", arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, r,
                                    extract_function, NULL, NULL, reader_release);
}

#ifdef _WIN32
__declspec(dllexport)
#endif
    int sqlite3_evxsqlite_init(sqlite3 *db, char **error, const sqlite3_api_routines *api);

int sqlite3_evxsqlite_init(sqlite3 *db, char **error, const sqlite3_api_routines *api) {
  SQLITE_EXTENSION_INIT2(api);
  reader *r = reader_new();
  if (!r) {
    *error = sqlite3_mprintf("evx: not enough memory");
    return SQLITE_NOMEM;
  }
  int status = add_function(db, 1, r);
  if (status == SQLITE_OK)
    status = add_function(db, 2, r);
  if (status == SQLITE_OK)
    status = add_table(db, "evx_meetings", &meetings_kind, r);
  if (status == SQLITE_OK)
    status = add_table(db, "evx_decisions", &decisions_kind, r);
  reader_release(r);
  return status;
}
