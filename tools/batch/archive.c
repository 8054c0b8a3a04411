/* archive.c - members of archives, and single compressed files, through libarchive. Nothing is ever unpacked to disk.
 */
#include "source.h"

#include <stdlib.h>
#include <string.h>

#ifdef EVX_HAVE_ARCHIVE

#ifdef EVX_LOAD_ARCHIVE
#include "loaded_libarchive.h"
#else
#include <archive.h>
#include <archive_entry.h>
#endif

enum { BLOCK = 64 << 10 };

typedef struct archive_reader {
  reader base;
  struct archive *archive;
  char *id, *member; /* member: of a single compressed file */
  bool packed, over;
  bool opened; /* it could be opened */
} archive_reader;

static const char *why(void *from) {
  const char *text = archive_error_string(((archive_reader *)from)->archive);
  return text ? text : "is damaged";
}

static ssize_t member_read(void *from, char *bytes, size_t room) {
  archive_reader *a = from;
  return (ssize_t)archive_read_data(a->archive, bytes, room);
}

static char *member_id(const archive_reader *a, const char *member) {
  buffer b = {0};
  char *name = utf8_name(member);
  buffer_puts(&b, a->id);
  if (!a->packed) {
    buffer_puts(&b, "!");
    buffer_puts(&b, name ? name : "");
  }
  if (b.failed || !name)
    buffer_free(&b);
  free(name);
  return b.bytes;
}

/* A path that leads out of where an archive is unpacked to. evx unpacks nothing, but those who read its ids may. */
static bool leads_out(const char *path) {
  if (path[0] == '/' || path[0] == '\\' || (path[0] && path[1] == ':'))
    return true;
  for (const char *part = path; part; part = strpbrk(part, "/\\")) {
    part += *part == '/' || *part == '\\';
    if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == '\\' || part[2] == '\0'))
      return true;
  }
  return false;
}

static bool is_hidden(const char *path) {
  for (const char *part = path; part; part = strchr(part, '/')) {
    part += *part == '/';
    if (part[0] == '.' && part[1] != '/' && part[1] != '\0' && part[1] != '.')
      return true;
  }
  return false;
}

static found failed_document(reading *g, document *out) {
  return document_wanted(g, out) ? FOUND_DOCUMENT : FOUND_NOTHING;
}

/* The archive itself is at fault; it ends here. */
static found archive_failed(archive_reader *a, reading *g, document *out) {
  a->over = true;
  out->id = strdup(a->id);
  if (!out->id)
    return FOUND_NO_MEMORY;
  document_fail(out, "archive", "%s", why(a));
  return failed_document(g, out);
}

/* What keeps a member from being read at all. */
static bool refuse(document *d, struct archive_entry *entry, const char *name) {
  if (leads_out(name))
    document_fail(d, "unsafe-name", "its name leads out of the archive; it was not read");
  else if (archive_entry_symlink(entry) || archive_entry_hardlink(entry))
    document_fail(d, "link", "is a link; it was not followed");
  else if (archive_entry_is_encrypted(entry))
    document_fail(d, "encrypted", "is encrypted");
  return d->error != NULL;
}

static found open_member(archive_reader *a, reading *g, struct archive_entry *entry, const char *name, document *out,
                         reader **inner) {
  stream s = {member_read, why, NULL, a};
  out->size = archive_entry_size_is_set(entry) && !a->packed ? archive_entry_size(entry) : -1;
  out->mtime = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : -1;
  out->id = member_id(a, name);
  if (!out->id)
    return FOUND_NO_MEMORY;
  if (refuse(out, entry, name))
    return failed_document(g, out);
  if (archive_entry_filetype(entry) != AE_IFREG && !a->packed) {
    g->tally.special++;
    return FOUND_NOTHING;
  }
  if (is_hidden(name) && !a->packed) {
    g->tally.hidden++;
    return FOUND_NOTHING;
  }
  if (!a->packed && !name_passes(g, name))
    return FOUND_NOTHING;
  content what = content_by_name(name);
  if (what == CONTENT_NDJSON || what == CONTENT_MBOX) {
    *inner = what == CONTENT_NDJSON ? reader_ndjson(out->id, &s) : reader_mbox(out->id, &s);
    return *inner ? FOUND_INNER : FOUND_NO_MEMORY;
  }
  if (what == CONTENT_ARCHIVE || what == CONTENT_PACKED)
    document_fail(out, "nested", "is an archive within an archive; unpack it first");
  if (!document_wanted(g, out))
    return FOUND_NOTHING;
  return out->unread || out->error ? FOUND_DOCUMENT : document_fill(g, out, &s, what == CONTENT_MAIL);
}

static found archive_next(reader *r, reading *g, document *out, reader **inner) {
  archive_reader *a = (archive_reader *)r;
  struct archive_entry *entry = NULL;
  if (a->over)
    return FOUND_END;
  if (!a->opened)
    return archive_failed(a, g, out);
  int status = archive_read_next_header(a->archive, &entry);
  if (status == ARCHIVE_EOF)
    return FOUND_END;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
    return archive_failed(a, g, out);
  a->over = a->packed;
  const char *name = a->packed ? a->member : archive_entry_pathname_utf8(entry);
  if (!name)
    name = archive_entry_pathname(entry);
  if (!name)
    name = "";
  if (!a->packed && archive_entry_filetype(entry) == AE_IFDIR)
    return FOUND_NOTHING;
  found f = open_member(a, g, entry, name, out, inner);
  if (f != FOUND_DOCUMENT)
    document_free(out);
  return f;
}

static void archive_close(reader *r) {
  archive_reader *a = (archive_reader *)r;
  archive_read_free(a->archive);
  free(a->id);
  free(a->member);
  free(a);
}

static void formats(struct archive *a, bool packed) {
  archive_read_support_filter_gzip(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_filter_bzip2(a);
  if (packed) {
    archive_read_support_format_raw(a);
    archive_read_support_format_empty(a);
    return;
  }
  archive_read_support_format_tar(a);
  archive_read_support_format_zip(a);
}

static reader *reader_present(const char *path, const char *id, bool packed) {
  archive_reader *a = calloc(1, sizeof *a);
  if (!a)
    return NULL;
  a->base = (reader){archive_next, archive_close, NULL};
  a->packed = packed;
  a->id = strdup(id);
  a->member = strndup(path, unpacked_length(path));
  a->archive = archive_read_new();
  if (!a->id || !a->member || !a->archive) {
    archive_close(&a->base);
    return NULL;
  }
  formats(a->archive, packed);
  a->opened = archive_read_open_filename(a->archive, path, BLOCK) == ARCHIVE_OK;
  return &a->base;
}

#endif

/* ---- where libarchive is not there -------------------------------------------------------- */

typedef struct absent {
  reader base;
  char *id, *why;
} absent;

static found absent_next(reader *r, reading *g, document *out, reader **inner) {
  absent *a = (absent *)r;
  (void)inner;
  if (!a->id)
    return FOUND_END;
  out->id = a->id;
  a->id = NULL;
  document_fail(out, "archive", "no archives can be read: %s", a->why);
  if (document_wanted(g, out))
    return FOUND_DOCUMENT;
  document_free(out);
  return FOUND_NOTHING;
}

static void absent_close(reader *r) {
  free(((absent *)r)->id);
  free(((absent *)r)->why);
  free(r);
}

static reader *reader_absent(const char *id, const char *why) {
  absent *a = calloc(1, sizeof *a);
  if (!a)
    return NULL;
  a->base = (reader){absent_next, absent_close, NULL};
  a->why = strdup(why);
  a->id = strdup(id);
  if (a->id && a->why)
    return &a->base;
  absent_close(&a->base);
  return NULL;
}

reader *reader_archive(const char *path, const char *id, bool packed) {
#if defined EVX_LOAD_ARCHIVE
  const char *why_not = loaded.f_archive_read_new ? NULL : LIBRARY_LOAD();
  return why_not ? reader_absent(id, why_not) : reader_present(path, id, packed);
#elif defined EVX_HAVE_ARCHIVE
  return reader_present(path, id, packed);
#else
  (void)path;
  (void)packed;
  return reader_absent(id, "this evx was built without libarchive");
#endif
}
