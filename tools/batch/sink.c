/* sink.c - outputs that grow by appending, and how an output gets into place. */
#define _POSIX_C_SOURCE 200809L

#include "batch.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sinks.h"

static const sink_kind *const kinds[] = {
    &sink_jsonl,  &sink_flat, &sink_csv,
#ifdef EVX_HAVE_SQLITE
    &sink_sqlite,
#endif
#ifdef EVX_HAVE_ICAL
    &sink_ical,
#endif
};

const sink_kind *sink_find(const char *name) {
  static const char *const names[] = {"jsonl", "flat", "csv", "sqlite", "ical"};
  enum { COUNT = sizeof names / sizeof *names };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kinds[i]->name, name) != 0)
      continue;
    const char *why_not = kinds[i]->load ? kinds[i]->load() : NULL;
    if (why_not)
      say("no %s can be written: %s", name, why_not);
    return why_not ? NULL : kinds[i];
  }
  for (size_t i = 0; i < COUNT; i++) {
    if (strcmp(names[i], name) == 0) {
      say("this evx was built without %s, and writes no %s", i == 3 ? "SQLite" : "libical", name);
      return NULL;
    }
  }
  const char *meant = closest(name, names, COUNT);
  say("--to is jsonl, flat, csv, sqlite or ical, not '%s'%s%s%s", name, meant ? "; did you mean '" : "",
      meant ? meant : "", meant ? "'?" : "");
  return NULL;
}

bool sink_trouble(const sink *s, const char *what) {
  say("%s: %s: %s", strcmp(s->path, "-") == 0 ? "standard output" : s->path, what, strerror(errno));
  return false;
}

static bool is_standard(const sink *s) {
  return strcmp(s->path, "-") == 0;
}

/* ---- the files -------------------------------------------------------------------------- */

/* The bytes of a path; NULL rather than the beginning of one where memory was out. */
static char *whole(buffer *b) {
  if (b->failed)
    buffer_free(b);
  return b->bytes;
}

/* The name of a part: the output itself, or a file in its folder. To be freed. */
static char *part_path(const sink *s, const char *of, size_t i) {
  buffer b = {0};
  buffer_puts(&b, of);
  if (s->kind->parts) {
    buffer_puts(&b, "/");
    buffer_puts(&b, s->kind->parts[i]);
  }
  return whole(&b);
}

static bool open_part(sink *s, size_t i, const uint64_t *ends) {
  char *path = part_path(s, s->temporary, i);
  s->files[i] = path ? fopen(path, ends ? "r+b" : "w+b") : NULL;
  free(path);
  if (!s->files[i])
    return sink_trouble(s, "cannot be written");
  if (!ends) {
    const char *head = s->kind->heads ? s->kind->heads[i] : "";
    s->ends[i] = strlen(head);
    return fputs(head, s->files[i]) >= 0 || sink_trouble(s, "cannot be written");
  }
  s->ends[i] = ends[i];
  if (fseeko(s->files[i], 0, SEEK_END) != 0 || (uint64_t)ftello(s->files[i]) < ends[i]) {
    say("%s: is shorter than its journal says; begin anew without --resume", s->temporary);
    return false;
  }
  return (fseeko(s->files[i], (off_t)ends[i], SEEK_SET) == 0 && ftruncate(fileno(s->files[i]), (off_t)ends[i]) == 0) ||
         sink_trouble(s, "cannot be written");
}

/* Where the output grows. To be freed. */
static char *temporary_path(const sink *s) {
  buffer b = {0};
  buffer_puts(&b, s->path);
  while (b.len > 1 && b.bytes[b.len - 1] == '/')
    b.bytes[--b.len] = '\0';
  buffer_puts(&b, ".part");
  return whole(&b);
}

bool sink_is_waiting(const sink *s) {
  char *path = temporary_path(s);
  bool waiting = path && access(path, F_OK) == 0;
  free(path);
  return waiting;
}

bool sink_open(sink *s, const uint64_t *ends, size_t documents) {
  if (is_standard(s)) {
    s->files[0] = stdout;
    return true;
  }
  s->temporary = temporary_path(s);
  if (!s->temporary)
    return sink_trouble(s, "cannot be written");
  if (!ends)
    remove_output(s->temporary);
  if (s->kind->part_count == 0)
    return s->kind->open(s, s->temporary, ends != NULL, documents);
  if (s->kind->parts && mkdir(s->temporary, 0777) != 0 && errno != EEXIST)
    return sink_trouble(s, "cannot be made");
  for (size_t i = 0; i < s->kind->part_count; i++) {
    if (!open_part(s, i, ends))
      return false;
  }
  return true;
}

bool sink_open_old(sink *s) {
  for (size_t i = 0; i < s->kind->part_count; i++) {
    char *path = part_path(s, s->path, i);
    s->old[i] = path ? fopen(path, "rb") : NULL;
    free(path);
    if (!s->old[i])
      return sink_trouble(s, "cannot be read");
  }
  return true;
}

bool sink_put(sink *s, size_t number, const document *d, const evx_result *result, rendered *r) {
  if (s->kind->part_count == 0)
    return s->kind->put(s, number, d, result);
  for (size_t i = 0; i < s->kind->part_count; i++) {
    const buffer *b = &r->parts[i];
    errno = 0;
    if (b->len && fwrite(b->bytes, 1, b->len, s->files[i]) < b->len)
      return (is_standard(s) && errno == EPIPE) ? false : sink_trouble(s, "cannot be written");
    s->ends[i] += b->len;
  }
  return true;
}

static bool copy(FILE *from, FILE *to, uint64_t begin, uint64_t end) {
  char block[16 << 10];
  if (fseeko(from, (off_t)begin, SEEK_SET) != 0)
    return false;
  while (begin < end) {
    size_t want = end - begin < sizeof block ? (size_t)(end - begin) : sizeof block;
    if (fread(block, 1, want, from) < want || fwrite(block, 1, want, to) < want)
      return false;
    begin += want;
  }
  return true;
}

bool sink_keep(sink *s, size_t number, const document *d, const uint64_t *begins, const uint64_t *ends) {
  if (s->kind->part_count == 0)
    return s->kind->keep(s, number, d);
  for (size_t i = 0; i < s->kind->part_count; i++) {
    uint64_t begin = begins ? begins[i] : strlen(s->kind->heads ? s->kind->heads[i] : "");
    if (!copy(s->old[i], s->files[i], begin, ends[i]))
      return sink_trouble(s, "what it held before cannot be taken over");
    s->ends[i] += ends[i] - begin;
  }
  return true;
}

bool sink_commit(sink *s) {
  if (s->kind->part_count == 0)
    return s->kind->commit(s);
  for (size_t i = 0; i < s->kind->part_count; i++) {
    errno = 0;
    if (fflush(s->files[i]) != 0)
      return (is_standard(s) && errno == EPIPE) ? false : sink_trouble(s, "cannot be written");
  }
  return true;
}

/* ---- into place --------------------------------------------------------------------------------- */

void remove_output(const char *path) {
  DIR *dir = opendir(path);
  if (!dir) {
    unlink(path);
    return;
  }
  for (const struct dirent *entry; (entry = readdir(dir));) {
    buffer b = {0};
    buffer_puts(&b, path);
    buffer_puts(&b, "/");
    buffer_puts(&b, entry->d_name);
    size_t len = strlen(entry->d_name);
    if (b.bytes && len > 4 && strcmp(entry->d_name + len - 4, ".csv") == 0)
      unlink(b.bytes);
    buffer_free(&b);
  }
  closedir(dir);
  rmdir(path); /* stays where it holds what is not ours */
}

static bool close_files(sink *s, bool sync) {
  bool good = true;
  for (size_t i = 0; i < PARTS_MAX; i++) {
    if (s->old[i])
      fclose(s->old[i]);
    s->old[i] = NULL;
    if (!s->files[i] || s->files[i] == stdout)
      continue;
    good &= !sync || (fflush(s->files[i]) == 0 && fsync(fileno(s->files[i])) == 0);
    good &= fclose(s->files[i]) == 0;
    s->files[i] = NULL;
  }
  return good || sink_trouble(s, "cannot be written");
}

/* A folder cannot be put over another: the old one steps aside first. */
static bool replace_folder(sink *s) {
  buffer aside = {0};
  buffer_add(&aside, s->temporary, strlen(s->temporary) - strlen(".part"));
  char *path = strdup(aside.bytes ? aside.bytes : "");
  buffer_puts(&aside, ".old");
  bool good = path && !aside.failed;
  if (good) {
    remove_output(aside.bytes);
    good = (rename(path, aside.bytes) == 0 || errno == ENOENT) && rename(s->temporary, path) == 0;
    remove_output(aside.bytes);
  }
  free(path);
  buffer_free(&aside);
  return good || sink_trouble(s, "cannot be moved into place");
}

bool sink_finish(sink *s) {
  if (is_standard(s))
    return sink_commit(s);
  if (!close_files(s, true) || (s->kind->finish && !s->kind->finish(s, s->temporary)))
    return false;
  if (s->kind->moves_itself)
    return true;
  if (s->kind->parts)
    return replace_folder(s);
  return rename(s->temporary, s->path) == 0 || sink_trouble(s, "cannot be moved into place");
}

void sink_close(sink *s) {
  close_files(s, false);
  if (s->kind->close)
    s->kind->close(s);
  free(s->temporary);
}
