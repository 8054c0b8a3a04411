#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Set once, while the options are read. */
static bool silent;

void say_nothing(void) {
  silent = true;
}

/* Control characters could steer the terminal that shows the message. */
static void put_safely(const char *text) {
  for (; *text; text++)
    fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, stderr);
}

void say(const char *format, ...) {
  char line[2048];
  va_list list;
  if (silent)
    return;
  va_start(list, format);
  vsnprintf(line, sizeof line, format, list);
  va_end(list);
  fputs("evx: ", stderr);
  put_safely(line);
  fputc('\n', stderr);
}

/* ---- suggestions ------------------------------------------------------------- */

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Edits that turn one word into the other; swapped neighbours count as one. Words of up to 31 bytes. */
static size_t distance(const char *a, const char *b) {
  enum { LIMIT = 32 };
  size_t n = strlen(a), m = strlen(b), d[LIMIT][LIMIT];
  if (n >= LIMIT || m >= LIMIT)
    return LIMIT;
  for (size_t i = 0; i <= n; i++) {
    for (size_t j = 0; j <= m; j++) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]), least(d[i - 1][j], d[i][j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[n][m];
}

const char *closest(const char *word, const char *const *candidates, size_t count) {
  size_t len = strlen(word), limit = len < 3 ? 1 : len < 7 ? 2 : 3;
  const char *found = NULL;
  for (size_t i = 0; i < count; i++) {
    size_t edits = distance(word, candidates[i]);
    /* A beginning is as good as a single slip. */
    if (len >= 3 && strncmp(word, candidates[i], len) == 0)
      edits = least(edits, 1);
    if (edits <= limit && edits < strlen(candidates[i])) {
      limit = edits - (edits > 0);
      found = candidates[i];
      if (edits == 0)
        break;
    }
  }
  return found;
}

/* ---- findings about packs ---------------------------------------------------- */

static const char *severity_word(evx_severity severity) {
  return severity == EVX_ERROR ? "error" : severity == EVX_WARNING ? "warning" : "note";
}

static bool begins_point(char c) {
  return ((unsigned char)c & 0xc0) != 0x80;
}

/* A caret under the place and tildes under the rest of it, as far as the line goes. Tabs stay tabs, so that the caret
 * stands where the terminal shows the place. */
static void put_caret(const evx_diag *d) {
  const char *p = d->excerpt;
  for (size_t point = 1; *p && point < d->column; p++) {
    if (!begins_point(p[1]))
      continue;
    fputc(*p == '\t' ? '\t' : ' ', stderr);
    point++;
  }
  fputc('^', stderr);
  const char *end = p + strlen(p);
  if ((size_t)(end - p) > d->length)
    end = p + d->length;
  for (p += *p != '\0'; p < end; p++) {
    if (begins_point(*p))
      fputc('~', stderr);
  }
  fputc('\n', stderr);
}

void say_diag(const evx_diag *d) {
  put_safely(d->source && *d->source ? d->source : "evx");
  if (d->line)
    fprintf(stderr, ":%zu:%zu", d->line, d->column);
  fprintf(stderr, ": %s: ", severity_word(d->severity));
  put_safely(d->message);
  fprintf(stderr, " [%s]\n", d->code);
  if (d->line && d->excerpt) {
    fprintf(stderr, "%s\n", d->excerpt);
    put_caret(d);
  }
  if (d->hint)
    fprintf(stderr, "hint: %s\n", d->hint);
}

void say_diags(const evx_builder *builder, evx_severity least_severity) {
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++) {
    const evx_diag *d = evx_builder_diag(builder, i);
    if (d->severity >= least_severity && !silent)
      say_diag(d);
  }
}
