/* sink_sqlite.c - a database: the tables of table.c with keys, the decisions' words, and queries to ask with. */
#include "sinks.h"

#ifdef EVX_HAVE_SQLITE

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef EVX_LOAD_SQLITE
#include "loaded_sqlite3.h"
#else
#include <sqlite3.h>
#endif

typedef struct database {
  sqlite3 *db;
  sqlite3_stmt *insert[TABLES], *copy[TABLES];
  bool attached; /* the database of the run before is there as `old` */
} database;

static const char finish_sql[] =
    "BEGIN;"
    "CREATE INDEX IF NOT EXISTS documents_id ON documents(id);"
    "CREATE INDEX IF NOT EXISTS meetings_start ON meetings(start);"
    "CREATE INDEX IF NOT EXISTS meetings_body ON meetings(body);"
    "CREATE INDEX IF NOT EXISTS next_meetings_end ON next_meetings(\"end\");"
    "DROP TABLE IF EXISTS decisions_text;"
    "CREATE VIRTUAL TABLE decisions_text USING fts5(text, object, actor, content='decisions');"
    "INSERT INTO decisions_text(decisions_text) VALUES('rebuild');"
    "DROP TABLE IF EXISTS queries;"
    "CREATE TABLE queries(name TEXT PRIMARY KEY, about TEXT, sql TEXT);"
    "INSERT INTO queries VALUES('upcoming', 'meetings that were announced for :day or later, and not called off or put "
    "off since; those put off, with their day where it is told',"
    "'SELECT n.start, n.\"end\", n.precision, n.status, coalesce(n.body, m.body, m.name) AS body, n.venue, n.city, "
    "n.country, d.id FROM next_meetings n JOIN meetings m USING (document, meeting) JOIN documents d USING (document)"
    " WHERE n.\"end\" >= :day AND n.status IN (''planned'', ''proposed'', ''postponed'')"
    /* What calls off or puts off a meeting of a body and does not say which one speaks of its next one. */
    " AND NOT EXISTS (SELECT 1 FROM meetings c JOIN documents k USING (document) WHERE c.body = n.body"
    " AND c.status IN (''cancelled'', ''postponed'') AND (c.start = n.start OR ((c.start IS NULL OR"
    " c.status = ''postponed'') AND k.date > d.date AND k.date <= n.start AND NOT EXISTS (SELECT 1 FROM next_meetings o"
    " WHERE o.body = n.body AND o.start < n.start AND o.start >= k.date))))"
    " UNION ALL SELECT m.start, m.\"end\", m.precision, m.status, coalesce(m.body, m.name), m.venue, m.city, m.country,"
    " d.id FROM meetings m JOIN documents d USING (document) WHERE m.\"end\" >= :day AND m.status = ''postponed''"
    " ORDER BY 1, 2, 5, 9');"
    "COMMIT;";

static bool trouble(const sink *s) {
  const database *own = s->own;
  say("%s: %s", s->path, own && own->db ? sqlite3_errmsg(own->db) : "not enough memory");
  return false;
}

/* False where a statement was cut for want of memory. */
static bool is_whole(const sink *s, const buffer *sql) {
  if (sql->failed)
    say("%s: not enough memory", s->path);
  return !sql->failed;
}

static bool run(const sink *s, const char *sql) {
  database *own = s->own;
  return sqlite3_exec(own->db, sql, NULL, NULL, NULL) == SQLITE_OK || trouble(s);
}

static void add_key(buffer *sql, size_t which) {
  if (which <= TABLE_ERRORS)
    buffer_puts(sql, "document INTEGER PRIMARY KEY,");
  else
    buffer_puts(sql, "document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,");
}

static bool create(const sink *s, size_t which) {
  const table *t = &tables[which];
  buffer sql = {0};
  buffer_printf(&sql, "CREATE TABLE IF NOT EXISTS %s(", t->name);
  add_key(&sql, which);
  buffer_puts(&sql, t->columns);
  buffer_puts(&sql, *t->keys ? "," : "");
  buffer_puts(&sql, t->keys);
  buffer_puts(&sql, ")");
  bool good = is_whole(s, &sql) && run(s, sql.bytes);
  buffer_free(&sql);
  return good;
}

/* "name TEXT,lat REAL" has two. */
static size_t column_count(const char *columns) {
  size_t count = 1;
  for (; *columns; columns++)
    count += *columns == ',';
  return count;
}

static bool prepare(const sink *s, size_t which) {
  database *own = s->own;
  buffer sql = {0};
  buffer_printf(&sql, "INSERT INTO main.%s VALUES(?", tables[which].name);
  for (size_t i = column_count(tables[which].columns); i > 0; i--)
    buffer_puts(&sql, ",?");
  buffer_puts(&sql, ")");
  bool good = is_whole(s, &sql) &&
              (sqlite3_prepare_v2(own->db, sql.bytes, -1, &own->insert[which], NULL) == SQLITE_OK || trouble(s));
  buffer_free(&sql);
  return good;
}

/* Rows behind the documents that the journal has were written, but not told. */
static bool cut_off(const sink *s, size_t documents) {
  for (size_t i = TABLES; i-- > 0;) {
    buffer sql = {0};
    buffer_printf(&sql, "DELETE FROM %s WHERE document > %zu", tables[i].name, documents);
    bool good = is_whole(s, &sql) && run(s, sql.bytes);
    buffer_free(&sql);
    if (!good)
      return false;
  }
  return true;
}

static bool open_database(sink *s, const char *temporary, bool resume, size_t documents) {
  database *own = s->own = calloc(1, sizeof *own);
  if (!own || sqlite3_open(temporary, &own->db) != SQLITE_OK)
    return trouble(s);
  /* A run that was killed is resumed; only a crash of the system could harm the file, and it is not in place yet. */
  if (!run(s, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON; BEGIN"))
    return false;
  for (size_t i = 0; i < TABLES; i++) {
    if (!create(s, i) || !prepare(s, i))
      return false;
  }
  return !resume || cut_off(s, documents);
}

typedef struct insertion {
  const sink *s;
  size_t document;
} insertion;

static bool bind(sqlite3_stmt *statement, int at, const cell *c) {
  switch (c->kind) {
  case CELL_NULL: return sqlite3_bind_null(statement, at) == SQLITE_OK;
  case CELL_TEXT: return sqlite3_bind_text(statement, at, c->text, (int)c->len, SQLITE_STATIC) == SQLITE_OK;
  case CELL_INT: return sqlite3_bind_int64(statement, at, c->number) == SQLITE_OK;
  case CELL_REAL: return sqlite3_bind_double(statement, at, c->real) == SQLITE_OK;
  }
  return false;
}

static bool take_row(void *user, size_t which, const cell *cells, size_t count) {
  insertion *i = user;
  database *own = i->s->own;
  sqlite3_stmt *statement = own->insert[which];
  bool good = sqlite3_bind_int64(statement, 1, (sqlite3_int64)i->document + 1) == SQLITE_OK;
  for (size_t k = 0; good && k < count; k++)
    good = bind(statement, (int)k + 2, &cells[k]);
  good = good && sqlite3_step(statement) == SQLITE_DONE;
  if (!good)
    trouble(i->s);
  sqlite3_reset(statement);
  return good;
}

static bool put(sink *s, size_t number, const document *d, const evx_result *result) {
  insertion i = {s, number};
  return table_rows(d, result, take_row, &i);
}

/* ---- documents that have not changed ------------------------------------------------------ */

static bool prepare_copy(const sink *s, size_t which) {
  database *own = s->own;
  buffer sql = {0};
  buffer_printf(&sql, "INSERT INTO main.%s SELECT ?1", tables[which].name);
  for (const char *at = tables[which].columns; at; at = strchr(at, ',')) {
    at += *at == ',';
    buffer_puts(&sql, ",\"");
    buffer_add(&sql, at, strcspn(at, " "));
    buffer_puts(&sql, "\"");
  }
  buffer_printf(&sql, " FROM old.%s WHERE document = ?2 ORDER BY rowid", tables[which].name);
  bool good = is_whole(s, &sql) &&
              (sqlite3_prepare_v2(own->db, sql.bytes, -1, &own->copy[which], NULL) == SQLITE_OK || trouble(s));
  buffer_free(&sql);
  return good;
}

/* ATTACH cannot be within a transaction. */
static bool attach(sink *s) {
  database *own = s->own;
  sqlite3_stmt *statement = NULL;
  bool good = run(s, "COMMIT") && sqlite3_prepare_v2(own->db, "ATTACH ? AS old", -1, &statement, NULL) == SQLITE_OK &&
              sqlite3_bind_text(statement, 1, s->path, -1, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_DONE;
  if (!good)
    trouble(s);
  sqlite3_finalize(statement);
  own->attached = good;
  for (size_t i = 0; good && i < TABLES; i++)
    good = prepare_copy(s, i);
  return good && run(s, "BEGIN");
}

static bool keep(sink *s, size_t number, const document *d) {
  database *own = s->own;
  if (!own->attached && !attach(s))
    return false;
  for (size_t i = 0; i < TABLES; i++) {
    sqlite3_stmt *statement = own->copy[i];
    bool good = sqlite3_bind_int64(statement, 1, (sqlite3_int64)number + 1) == SQLITE_OK &&
                sqlite3_bind_int64(statement, 2, (sqlite3_int64)d->old_place + 1) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_DONE;
    if (!good)
      return trouble(s);
    sqlite3_reset(statement);
  }
  return true;
}

/* ---- the end --------------------------------------------------------------------------------- */

static bool commit(sink *s) {
  return run(s, "COMMIT; BEGIN");
}

static void close_database(sink *s) {
  database *own = s->own;
  for (size_t i = 0; own && i < TABLES; i++) {
    sqlite3_finalize(own->insert[i]);
    sqlite3_finalize(own->copy[i]);
  }
  if (own)
    sqlite3_close(own->db);
  free(own);
  s->own = NULL;
}

static bool finish(sink *s, const char *temporary) {
  (void)temporary;
  bool good = run(s, "COMMIT") && run(s, finish_sql) && run(s, "PRAGMA synchronous = FULL; PRAGMA user_version = 1");
  close_database(s);
  return good;
}

static const char *load(void) {
#ifdef EVX_LOAD_SQLITE
  return LIBRARY_LOAD();
#else
  return NULL;
#endif
}

const sink_kind sink_sqlite = {.name = "sqlite",
                               .open = open_database,
                               .put = put,
                               .keep = keep,
                               .commit = commit,
                               .finish = finish,
                               .load = load,
                               .close = close_database};

#endif
