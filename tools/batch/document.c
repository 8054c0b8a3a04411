/* document.c - one document on its way from a source to a sink. */
#include "batch.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void document_init(document *d) {
  *d = (document){.mtime = -1, .size = -1, .old_place = SIZE_MAX};
}

void document_free(document *d) {
  free(d->id);
  free(d->bytes);
  free(d->meta);
  document_init(d);
}

void document_fail(document *d, const char *code, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vsnprintf(d->message, sizeof d->message, format, list);
  va_end(list);
  d->error = code;
  free(d->bytes);
  d->bytes = NULL;
  d->len = 0;
}

void document_mtime_day(const document *d, char day[32]) {
  time_t when = (time_t)d->mtime;
  struct tm parts;
  day[0] = '\0';
  if (d->mtime >= 0 && gmtime_r(&when, &parts) && parts.tm_year < 8100)
    strftime(day, 32, "%Y-%m-%d", &parts);
}

uint64_t id_hash(const char *id) {
  uint64_t hash = 14695981039346656037u;
  for (; *id; id++)
    hash = (hash ^ (unsigned char)*id) * 1099511628211u;
  return hash;
}
