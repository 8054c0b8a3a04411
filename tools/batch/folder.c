/* folder.c - operands, folders by the bytes of their names, and plain files. */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a file as a stream ------------------------------------------------------------- */

static ssize_t file_read(void *from, char *bytes, size_t room) {
  /* A pipe can be silent for long; a signal may have gone to another thread. */
  struct pollfd silent = {.fd = *(int *)from, .events = POLLIN};
  while (poll(&silent, 1, 200) == 0 && !batch_stop)
    ;
  if (!batch_stop)
    return read(*(int *)from, bytes, room);
  errno = EINTR;
  return -1;
}

static const char *file_why(void *from) {
  (void)from;
  return errno == EINTR ? "reading was interrupted" : strerror(errno);
}

static void file_close(void *from) {
  int file = *(int *)from;
  if (file != STDIN_FILENO)
    close(file);
  free(from);
}

static bool file_stream(int file, stream *s) {
  int *own = malloc(sizeof *own);
  if (own)
    *own = file;
  *s = (stream){file_read, file_why, file_close, own};
  return own != NULL;
}

/* ---- one file ------------------------------------------------------------------------- */

static found open_failed(reading *g, document *d) {
  document_fail(d, "unreadable", "%s", errno == ENOENT ? "no such file" : strerror(errno));
  return document_wanted(g, d) ? FOUND_DOCUMENT : FOUND_NOTHING;
}

/* Lines and mailboxes hold many documents; anything else is one. */
static found open_stream(reading *g, const char *path, document *d, reader **inner) {
  content what = g->all_ndjson ? CONTENT_NDJSON : content_by_name(path);
  bool many = what == CONTENT_NDJSON || what == CONTENT_MBOX;
  stream s;
  if (!many && !document_wanted(g, d))
    return FOUND_NOTHING;
  if (!many && d->unread)
    return FOUND_DOCUMENT;
  int file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return open_failed(g, d);
  if (!file_stream(file, &s))
    return FOUND_NO_MEMORY;
  if (!many)
    return document_fill(g, d, &s, what == CONTENT_MAIL);
  *inner = what == CONTENT_NDJSON ? reader_ndjson(d->id, &s) : reader_mbox(d->id, &s);
  return *inner ? FOUND_INNER : FOUND_NO_MEMORY;
}

static reader *reader_folder(const char *path);

static found open_file(reading *g, const char *path, const struct stat *about, document *d, reader **inner) {
  content what = g->all_ndjson ? CONTENT_NDJSON : content_by_name(path);
  d->size = S_ISREG(about->st_mode) ? about->st_size : -1;
  d->mtime = S_ISREG(about->st_mode) ? about->st_mtime : -1;
  g->tally.bytes += d->size > 0 ? (uint64_t)d->size : 0;
  if (what != CONTENT_ARCHIVE && what != CONTENT_PACKED)
    return open_stream(g, path, d, inner);
  *inner = reader_archive(path, d->id, what == CONTENT_PACKED);
  return *inner ? FOUND_INNER : FOUND_NO_MEMORY;
}

static found open_path(reading *g, const char *path, bool operand, document *d, reader **inner) {
  struct stat about = {0};
  d->id = utf8_name(path);
  if (!d->id)
    return FOUND_NO_MEMORY;
  bool standard = strcmp(path, "-") == 0;
  if (!standard && (operand ? stat(path, &about) : lstat(path, &about)) != 0)
    return open_failed(g, d);
  if (!operand && S_ISLNK(about.st_mode)) {
    g->tally.links++;
    return FOUND_NOTHING;
  }
  if (S_ISDIR(about.st_mode)) {
    *inner = reader_folder(path);
    return *inner ? FOUND_INNER : FOUND_NO_MEMORY;
  }
  if (!operand && !S_ISREG(about.st_mode)) {
    g->tally.special++;
    return FOUND_NOTHING;
  }
  if (!operand && !name_passes(g, path))
    return FOUND_NOTHING;
  return open_file(g, path, &about, d, inner);
}

/* What was found of a path; a document that is not handed out is released. */
static found take_path(reading *g, const char *path, bool operand, document *d, reader **inner) {
  found f = open_path(g, path, operand, d, inner);
  if (f != FOUND_DOCUMENT)
    document_free(d);
  return f;
}

/* ---- operands ------------------------------------------------------------------------------ */

typedef struct operands {
  reader base;
  const char *const *paths;
  size_t count, at;
} operands;

static found operands_next(reader *r, reading *g, document *out, reader **inner) {
  operands *o = (operands *)r;
  return o->at == o->count ? FOUND_END : take_path(g, o->paths[o->at++], true, out, inner);
}

static void plain_close(reader *r) {
  free(r);
}

reader *reader_operands(const char *const *paths, size_t count) {
  operands *o = calloc(1, sizeof *o);
  if (!o)
    return NULL;
  *o = (operands){{operands_next, plain_close, NULL}, paths, count, 0};
  return &o->base;
}

/* ---- folders ---------------------------------------------------------------------------------- */

typedef struct folder {
  reader base;
  char *path;
  buffer names; /* one behind the other, each with its NUL */
  const char **sorted;
  size_t count, at, hidden;
  int error; /* of opening or listing it */
} folder;

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The name of the next entry; NULL at the end, or with `errno`. */
static const char *next_name(DIR *dir) {
  errno = 0;
  const struct dirent *entry = readdir(dir);
  return entry ? entry->d_name : NULL;
}

static bool list(folder *f, DIR *dir) {
  for (const char *name; (name = next_name(dir));) {
    f->hidden += name[0] == '.' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    if (name[0] == '.')
      continue;
    buffer_add(&f->names, name, strlen(name) + 1);
    f->count++;
  }
  f->error = errno;
  f->sorted = calloc(f->count + 1, sizeof *f->sorted);
  if (f->names.failed || !f->sorted)
    return false;
  const char *name = f->names.bytes;
  for (size_t i = 0; i < f->count; i++, name += strlen(name) + 1)
    f->sorted[i] = name;
  qsort(f->sorted, f->count, sizeof *f->sorted, by_bytes);
  return true;
}

static found folder_next(reader *r, reading *g, document *out, reader **inner) {
  folder *f = (folder *)r;
  g->tally.hidden += f->hidden;
  f->hidden = 0;
  if (f->error) {
    errno = f->error;
    f->error = 0;
    out->id = utf8_name(f->path);
    return out->id ? open_failed(g, out) : FOUND_NO_MEMORY;
  }
  if (f->at == f->count)
    return FOUND_END;
  buffer path = {0};
  size_t len = strlen(f->path);
  buffer_puts(&path, f->path);
  if (len == 0 || f->path[len - 1] != '/')
    buffer_puts(&path, "/");
  buffer_puts(&path, f->sorted[f->at++]);
  found what = path.failed ? FOUND_NO_MEMORY : take_path(g, path.bytes, false, out, inner);
  buffer_free(&path);
  return what;
}

static void folder_close(reader *r) {
  folder *f = (folder *)r;
  buffer_free(&f->names);
  free(f->sorted);
  free(f->path);
  free(f);
}

static reader *reader_folder(const char *path) {
  folder *f = calloc(1, sizeof *f);
  if (!f)
    return NULL;
  f->base = (reader){folder_next, folder_close, NULL};
  f->path = strdup(path);
  DIR *dir = f->path ? opendir(path) : NULL;
  f->error = dir ? 0 : errno;
  bool good = f->path && (!dir || list(f, dir));
  if (dir)
    closedir(dir);
  if (good)
    return &f->base;
  folder_close(&f->base);
  return NULL;
}

/* ---- how much there is ---------------------------------------------------------------------------- */

static uint64_t measure(reader *r) {
  folder *f = (folder *)r;
  uint64_t bytes = 0;
  for (size_t i = 0; i < f->count; i++) {
    struct stat about;
    buffer path = {0};
    buffer_printf(&path, "%s/%s", f->path, f->sorted[i]);
    if (path.bytes && lstat(path.bytes, &about) == 0) {
      reader *inner = S_ISDIR(about.st_mode) ? reader_folder(path.bytes) : NULL;
      bytes += inner ? measure(inner) : S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
    }
    buffer_free(&path);
  }
  folder_close(r);
  return bytes;
}

uint64_t source_measure(const char *const *paths, size_t count) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    struct stat about;
    if (stat(paths[i], &about) != 0)
      continue;
    reader *inner = S_ISDIR(about.st_mode) ? reader_folder(paths[i]) : NULL;
    bytes += inner ? measure(inner) : S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
  }
  return bytes;
}
