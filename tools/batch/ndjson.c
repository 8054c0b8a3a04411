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

/* ---- the keys that evx does not know, byte for byte ---------------------------------- */

static const char *skip_space(const char *p) {
  while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
    p++;
  return p;
}

/* The end of a string, list, object or word of strict JSON. */
static const char *skip_value(const char *p) {
  size_t depth = 0;
  do {
    if (*p == '"') {
      for (p++; *p != '"'; p++)
        p += *p == '\\';
      p++;
    } else if (*p == '{' || *p == '[') {
      depth++;
      p++;
    } else if (*p == '}' || *p == ']') {
      depth--;
      p++;
    } else if (depth > 0) {
      p++;
    } else {
      p += strcspn(p, ",}] \t\r\n");
    }
  } while (depth > 0);
  return p;
}

static bool is_own(const char *key, size_t len) {
  static const char *const own[] = {"\"id\"", "\"date\"", "\"text\""};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    if (len == strlen(own[i]) && memcmp(key, own[i], len) == 0)
      return true;
  }
  return false;
}

/* `line` is an object of strict JSON. NULL where there is no further key, or memory is out. */
static char *foreign_keys(const char *line, bool *no_memory) {
  buffer b = {0};
  const char *p = skip_space(skip_space(line) + 1);
  while (*p != '}') {
    const char *key = p, *key_end = skip_value(p);
    const char *value = skip_space(skip_space(key_end) + 1), *value_end = skip_value(value);
    if (!is_own(key, (size_t)(key_end - key))) {
      buffer_puts(&b, b.len ? "," : "{");
      buffer_utf8(&b, key, (size_t)(key_end - key));
      buffer_puts(&b, ":");
      buffer_utf8(&b, value, (size_t)(value_end - value));
    }
    p = skip_space(value_end);
    if (*p == ',')
      p = skip_space(p + 1);
  }
  if (b.len)
    buffer_puts(&b, "}");
  *no_memory = b.failed;
  return b.bytes;
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

static const char *string_of(const cJSON *object, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  return cJSON_IsString(item) ? item->valuestring : NULL;
}

static bool is_set(const cJSON *object, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  return item && !cJSON_IsNull(item);
}

/* The id as it is said, a number as it is written; else the number of the line. */
static char *line_id(const ndjson *n, const cJSON *object) {
  buffer b = {0};
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "id");
  char *number = cJSON_IsNumber(item) ? cJSON_PrintUnformatted(item) : NULL;
  const char *said = number ? number : string_of(object, "id");
  if (said)
    buffer_puts(&b, said);
  else if (strcmp(n->id, "-") == 0)
    buffer_printf(&b, "%zu", n->line);
  else {
    buffer_puts(&b, n->id);
    buffer_printf(&b, "!%zu", n->line);
  }
  cJSON_free(number);
  return b.bytes;
}

static bool take_object(document *d, const char *line, const cJSON *object) {
  const char *text = string_of(object, "text"), *date = string_of(object, "date");
  bool no_memory = false;
  if (!text)
    document_fail(d, "no-text", "has no \"text\" that is a string");
  else if (is_set(object, "date") && (!date || strlen(date) >= sizeof d->date))
    document_fail(d, "date", "its \"date\" is not a date like 2025-04-12");
  else if (holds_nul(line))
    document_fail(d, "nul", "holds the character U+0000, which no text has");
  if (date && strlen(date) < sizeof d->date)
    strcpy(d->date, date);
  if (!d->error) {
    d->bytes = strdup(text);
    d->len = strlen(text);
    no_memory = !d->bytes;
  }
  d->meta = no_memory ? NULL : foreign_keys(line, &no_memory);
  return !no_memory;
}

/* False: memory is out. */
static bool take_line(const ndjson *n, document *d, char *line, size_t len) {
  static const char mark[] = "\xef\xbb\xbf"; /* of the byte order, as some write it in front of UTF-8 */
  if (len >= sizeof mark - 1 && memcmp(line, mark, sizeof mark - 1) == 0) {
    line += sizeof mark - 1;
    len -= sizeof mark - 1;
  }
  char *copy = strndup(line, len); /* cJSON wants its NUL */
  if (!copy)
    return false;
  /* As "meta" it stands a level deeper. */
  bool strict = strlen(copy) == len && json_is_strict(copy, CJSON_NESTING_LIMIT - 1);
  cJSON *object = strict ? cJSON_Parse(copy) : NULL;
  bool good = object || !strict;
  d->id = line_id(n, object);
  if (*skip_space(copy) == '\0')
    document_fail(d, "json", "is empty");
  else if (!strict)
    document_fail(d, "json", "is not JSON%s", strlen(copy) < len ? ": it holds a NUL byte" : "");
  else if (object && !cJSON_IsObject(object))
    document_fail(d, "json", "is not a JSON object");
  else if (object)
    good = take_object(d, copy, object);
  cJSON_Delete(object);
  free(copy);
  return good && d->id;
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
    out->id = line_id(n, NULL);
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
