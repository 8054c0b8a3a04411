/* source.c - the stack of readers, and what every document passes on its way out of them. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

enum { BINARY_LOOK = 8192, FIRST_ROOM = 16 << 10 };

struct source {
  reading g;
  reader *top;
  bool failed;
};

/* ---- names ---------------------------------------------------------------------- */

static bool ends_with(const char *name, size_t len, const char *end) {
  size_t n = strlen(end);
  if (len <= n)
    return false;
  for (size_t i = 0; i < n; i++) {
    char c = name[len - n + i];
    if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != end[i])
      return false;
  }
  return true;
}

size_t unpacked_length(const char *name) {
  static const char *const packers[] = {".gz", ".xz", ".zst", ".bz2"};
  size_t len = strlen(name);
  for (size_t i = 0; i < sizeof packers / sizeof *packers; i++) {
    if (ends_with(name, len, packers[i]))
      return len - strlen(packers[i]);
  }
  return len;
}

content content_by_name(const char *name) {
  static const struct {
    const char *end;
    content is;
  } ends[] = {
      {".zip", CONTENT_ARCHIVE},   {".tar", CONTENT_ARCHIVE},  {".tgz", CONTENT_ARCHIVE},  {".txz", CONTENT_ARCHIVE},
      {".tzst", CONTENT_ARCHIVE},  {".tbz2", CONTENT_ARCHIVE}, {".tbz", CONTENT_ARCHIVE},  {".mbox", CONTENT_MBOX},
      {".ndjson", CONTENT_NDJSON}, {".eml", CONTENT_MAIL},     {".jsonl", CONTENT_NDJSON},
  };
  size_t len = strlen(name), inner = unpacked_length(name);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    if (ends_with(name, len, ends[i].end) || (ends[i].is == CONTENT_ARCHIVE && ends_with(name, inner, ends[i].end)))
      return ends[i].is;
  }
  return inner < len ? CONTENT_PACKED : CONTENT_TEXT;
}

/* A glob without a slash is held against the last part of the path, any other against all of it. */
static bool matches(const char *const *globs, size_t count, const char *path) {
  const char *slash = strrchr(path, '/');
  for (size_t i = 0; i < count; i++) {
    if (fnmatch(globs[i], !strchr(globs[i], '/') && slash ? slash + 1 : path, 0) == 0)
      return true;
  }
  return false;
}

bool name_passes(reading *g, const char *path) {
  const source_limits *l = g->limits;
  bool passes = (l->include_count == 0 || matches(l->include, l->include_count, path)) &&
                !matches(l->exclude, l->exclude_count, path);
  g->tally.globbed += !passes;
  return passes;
}

/* ---- documents --------------------------------------------------------------------- */

bool document_wanted(reading *g, document *d) {
  if (g->limits->shards > 1 && id_hash(d->id) % g->limits->shards != g->limits->shard)
    return false;
  d->unread = !d->error && g->want && !g->want(g->want_user, d);
  return true;
}

void stream_close(stream *s) {
  if (s->close)
    s->close(s->from);
  s->close = NULL;
}

/* Reads on until the end or one byte over the limit. */
static bool read_document(reading *g, document *d, stream *s) {
  size_t room = d->size > 0 && (uint64_t)d->size < g->limits->max_size ? (size_t)d->size + 1 : FIRST_ROOM;
  for (size_t limit = g->limits->max_size;;) {
    char *bytes = realloc(d->bytes, room);
    if (!bytes)
      return false;
    d->bytes = bytes;
    while (d->len < room) {
      ssize_t got = s->read(s->from, d->bytes + d->len, room - d->len);
      if (got < 0)
        document_fail(d, "unreadable", "%s", s->why(s->from));
      if (got <= 0)
        return true;
      d->len += (size_t)got;
    }
    if (d->len > limit) {
      document_fail(d, "too-large", "is larger than %zu bytes, the most that is read (--max-size)", limit);
      return true;
    }
    room = room * 2 > limit + 1 ? limit + 1 : room * 2;
  }
}

found document_fill(reading *g, document *d, stream *s, bool mail) {
  if (d->size >= 0 && (uint64_t)d->size > g->limits->max_size)
    document_fail(d, "too-large", "is larger than %zu bytes, the most that is read (--max-size)", g->limits->max_size);
  if (!d->error && !d->unread && !read_document(g, d, s)) {
    stream_close(s);
    return FOUND_NO_MEMORY;
  }
  stream_close(s);
  if (d->bytes && memchr(d->bytes, '\0', d->len < BINARY_LOOK ? d->len : BINARY_LOOK)) {
    g->tally.binary++;
    document_free(d);
    return FOUND_NOTHING;
  }
  if (d->bytes && mail)
    mail_open(d, g->limits->max_size);
  return FOUND_DOCUMENT;
}

/* ---- the stack ----------------------------------------------------------------------- */

static source *open_paths(const char *const *paths, size_t count, const source_limits *limits, bool ndjson) {
  source *s = calloc(1, sizeof *s);
  if (!s)
    return NULL;
  s->g.limits = limits;
  s->g.all_ndjson = ndjson;
  s->top = reader_operands(paths, count);
  if (s->top)
    return s;
  free(s);
  return NULL;
}

source *source_open(const char *const *paths, size_t count, const source_limits *limits) {
  return open_paths(paths, count, limits, false);
}

source *source_open_ndjson(const char *const *paths, size_t count, const source_limits *limits) {
  return open_paths(paths, count, limits, true);
}

void source_set_want(source *s, source_want want, void *user) {
  s->g.want = want;
  s->g.want_user = user;
}

static void pop(source *s) {
  reader *top = s->top;
  s->top = top->outer;
  top->close(top);
}

bool source_next(source *s, document *out) {
  while (s->top && !s->failed) {
    reader *inner = NULL;
    document_init(out);
    switch (s->top->next(s->top, &s->g, out, &inner)) {
    case FOUND_DOCUMENT: return true;
    case FOUND_NOTHING: break;
    case FOUND_END: pop(s); break;
    case FOUND_NO_MEMORY: s->failed = true; break;
    case FOUND_INNER:
      inner->outer = s->top;
      s->top = inner;
      break;
    }
  }
  document_free(out);
  return false;
}

bool source_failed(const source *s) {
  return s->failed;
}

const source_tally *source_counts(const source *s) {
  return &s->g.tally;
}

void source_free(source *s) {
  while (s && s->top)
    pop(s);
  free(s);
}
