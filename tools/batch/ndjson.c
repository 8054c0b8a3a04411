/* ndjson.c - lines of {"id","date","text",...}. Every line is one document, or one error. */
#include "source.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

typedef struct ndjson {
  reader base;
  lines lines;
  char *id; /* of the file */
  size_t line;
  bool over;
} ndjson;

/* ---- the members of an object ------------------------------------------------------------- */

enum own_key { KEY_ID, KEY_DATE, KEY_TEXT, OWN_KEYS };

typedef struct member {
  const char *begin, *end; /* of its value; NULL: there is none */
} member;

typedef struct object {
  member own[OWN_KEYS]; /* the first of each name */
  buffer meta;          /* the keys that evx does not know, byte for byte */
} object;

/* Which key of evx's the string is; OWN_KEYS for another one. False: memory is out. */
static bool own_key(const char *key, const char *end, enum own_key *which) {
  static const char *const names[OWN_KEYS] = {"id", "date", "text"};
  size_t len = (size_t)(end - key) - 2;
  char *said = memchr(key, '\\', len) ? strict_text(key, end, &len) : NULL;
  bool good = said || !memchr(key, '\\', len);
  for (*which = KEY_ID; *which < OWN_KEYS; (*which)++) {
    if (len == strlen(names[*which]) && memcmp(said ? said : key + 1, names[*which], len) == 0)
      break;
  }
  free(said);
  return good;
}

static bool take_member(object *o, const char *key, const char *key_end, member value) {
  enum own_key which;
  if (!own_key(key, key_end, &which))
    return false;
  if (which == OWN_KEYS) {
    buffer_puts(&o->meta, o->meta.len ? "," : "{");
    buffer_utf8(&o->meta, key, (size_t)(key_end - key));
    buffer_puts(&o->meta, ":");
    buffer_utf8(&o->meta, value.begin, (size_t)(value.end - value.begin));
  } else if (!o->own[which].begin) {
    o->own[which] = value;
  }
  return !o->meta.failed;
}

/* Reads an object of strict JSON, behind its brace, of a text whose NUL is at `last`; answers what is behind it, NULL
 * where it is not strict or memory is out. */
static const char *read_object(const char *p, const char *last, object *o, bool *no_memory) {
  for (p = strict_space(p); p && *p != '}';) {
    const char *key = p, *key_end;
    p = strict_key(key, last, &key_end);
    member value = {p ? strict_space(p) : NULL, NULL};
    /* As "meta" it stands a level deeper. */
    value.end = p ? strict_value(value.begin, last, CJSON_NESTING_LIMIT - 2) : NULL;
    if (!value.end)
      return NULL;
    *no_memory = !take_member(o, key, key_end, value);
    p = *no_memory ? NULL : strict_space(value.end);
    if (!p || *p == '}')
      break;
    p = *p == ',' ? strict_space(p + 1) : NULL;
    if (p && *p == '}')
      p = NULL;
  }
  if (o->meta.len)
    buffer_puts(&o->meta, "}");
  *no_memory |= o->meta.failed;
  return p ? p + 1 : NULL;
}

/* ---- one line ----------------------------------------------------------------------------- */

/* A NUL in the text would end it early. The escape counts only where its backslash is not escaped itself. */
static bool holds_nul(const char *line) {
  for (const char *p = line; (p = strstr(p, "\\u0000")); p += 6) {
    size_t slashes = 0;
    while (p - slashes > line && p[-(ptrdiff_t)slashes - 1] == '\\')
      slashes++;
    if (slashes % 2 == 0)
      return true;
  }
  return false;
}

static bool is_string(member m) {
  return m.begin && *m.begin == '"';
}

static bool is_set(member m) {
  return m.begin && *m.begin != 'n';
}

/* A number as it is written; NULL for other values. */
static char *number_text(member m) {
  char text[64] = ""; /* strict numbers are shorter */
  if (!m.begin || !(*m.begin == '-' || (*m.begin >= '0' && *m.begin <= '9')))
    return NULL;
  memcpy(text, m.begin, (size_t)(m.end - m.begin));
  cJSON *number = cJSON_Parse(text);
  char *printed = cJSON_PrintUnformatted(number);
  cJSON_Delete(number);
  return printed;
}

/* The id as it is said; else the number of the line. */
static char *line_id(const ndjson *n, member id) {
  buffer b = {0};
  size_t len;
  if (is_string(id))
    return strict_text(id.begin, id.end, &len);
  char *number = number_text(id);
  if (number)
    buffer_puts(&b, number);
  else if (strcmp(n->id, "-") == 0)
    buffer_printf(&b, "%zu", n->line);
  else {
    buffer_puts(&b, n->id);
    buffer_printf(&b, "!%zu", n->line);
  }
  cJSON_free(number);
  return b.bytes;
}

/* Its date, as far as it can be one. False: memory is out. */
static bool take_date(document *d, member date) {
  size_t len = 0;
  char *said = is_string(date) ? strict_text(date.begin, date.end, &len) : NULL;
  bool good = said || !is_string(date);
  if (said && strlen(said) < sizeof d->date)
    strcpy(d->date, said);
  else if (good && is_set(date) && !d->error)
    document_fail(d, "date", "its \"date\" is not a date like 2025-04-12");
  free(said);
  return good;
}

/* False: memory is out. */
static bool take_object(document *d, const char *line, const object *o) {
  member text = o->own[KEY_TEXT];
  if (!is_string(text))
    document_fail(d, "no-text", "has no \"text\" that is a string");
  if (!take_date(d, o->own[KEY_DATE]))
    return false;
  if (!d->error && holds_nul(line))
    document_fail(d, "nul", "holds the character U+0000, which no text has");
  if (!d->error)
    d->bytes = strict_text(text.begin, text.end, &d->len);
  return d->error || d->bytes;
}

/* False: memory is out. */
static bool take_line(const ndjson *n, document *d, const char *line, size_t len) {
  static const char mark[] = "\xef\xbb\xbf"; /* of the byte order, as some write it in front of UTF-8 */
  if (len >= sizeof mark - 1 && memcmp(line, mark, sizeof mark - 1) == 0) {
    line += sizeof mark - 1;
    len -= sizeof mark - 1;
  }
  object o = {0};
  bool no_memory = false, whole = strlen(line) == len;
  const char *begin = strict_space(line), *end = NULL;
  if (whole && *begin == '{')
    end = read_object(begin + 1, line + len, &o, &no_memory);
  bool is_object = end && *strict_space(end) == '\0';
  d->id = line_id(n, is_object ? o.own[KEY_ID] : (member){0});
  if (is_object)
    no_memory |= !take_object(d, line, &o);
  else if (*begin == '\0')
    document_fail(d, "json", "is empty");
  else if (whole && json_is_strict(line, CJSON_NESTING_LIMIT - 1))
    document_fail(d, "json", "is not a JSON object");
  else
    document_fail(d, "json", "is not JSON%s", whole ? "" : ": it holds a NUL byte");
  if (is_object && o.meta.len)
    d->meta = o.meta.bytes;
  else
    buffer_free(&o.meta);
  return !no_memory && d->id;
}

static found ended(ndjson *n, reading *g, document *out) {
  n->over = true;
  if (!n->lines.why)
    return FOUND_END;
  out->id = strdup(n->id);
  out->line = n->line + 1;
  document_fail(out, "unreadable", "%s", n->lines.why);
  return !out->id ? FOUND_NO_MEMORY : document_wanted(g, out) ? FOUND_DOCUMENT : FOUND_NOTHING;
}

static found next_line(reader *r, reading *g, document *out, reader **inner) {
  ndjson *n = (ndjson *)r;
  char *line = NULL;
  size_t len = 0;
  (void)inner;
  if (n->over)
    return FOUND_END;
  /* A text of escapes alone is six times as long as it says. */
  line_found f = lines_next(&n->lines, 6 * g->limits->max_size, &line, &len);
  if (f == LINE_END)
    return ended(n, g, out);
  if (f == LINE_NO_MEMORY)
    return FOUND_NO_MEMORY;
  out->line = ++n->line;
  if (f == LINE_TOO_LONG)
    out->id = line_id(n, (member){0});
  else if (!take_line(n, out, line, len))
    return FOUND_NO_MEMORY;
  if (!out->id)
    return FOUND_NO_MEMORY;
  if (f == LINE_TOO_LONG || out->len > g->limits->max_size)
    document_fail(out, "too-large", "is larger than %zu bytes, the most that is read (--max-size)",
                  g->limits->max_size);
  return document_wanted(g, out) ? FOUND_DOCUMENT : FOUND_NOTHING;
}

static found ndjson_next(reader *r, reading *g, document *out, reader **inner) {
  found f = next_line(r, g, out, inner);
  if (f != FOUND_DOCUMENT)
    document_free(out);
  return f;
}

static void ndjson_close(reader *r) {
  ndjson *n = (ndjson *)r;
  lines_close(&n->lines);
  free(n->id);
  free(n);
}

reader *reader_ndjson(const char *id, stream *s) {
  ndjson *n = calloc(1, sizeof *n);
  if (n)
    n->id = strdup(id);
  if (!n || !n->id) {
    free(n);
    stream_close(s);
    return NULL;
  }
  n->base = (reader){ndjson_next, ndjson_close, NULL};
  n->lines.from = *s;
  return &n->base;
}
