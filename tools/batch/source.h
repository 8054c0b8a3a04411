/* source.h - what the kinds of sources share. A source hands out documents, or an inner source that is read to its end
 * before the outer one goes on: folders within folders, archives within folders, mails within archives. */
#ifndef SOURCE_H
#define SOURCE_H

#include "batch.h"

typedef enum found { FOUND_END, FOUND_NOTHING, FOUND_DOCUMENT, FOUND_INNER, FOUND_NO_MEMORY } found;

/* What all sources of a run share. */
typedef struct reading {
  const source_limits *limits;
  source_tally tally;
  source_want want;
  void *want_user;
  bool all_ndjson;
} reading;

typedef struct reader reader;
struct reader {
  /* FOUND_NOTHING: something was left out; ask again. */
  found (*next)(reader *r, reading *g, document *out, reader **inner);
  void (*close)(reader *r);
  reader *outer;
};

/* Bytes from anywhere. */
typedef struct stream {
  /* 0: the end; negative: an error, which `why` tells. */
  ssize_t (*read)(void *from, char *bytes, size_t room);
  const char *(*why)(void *from);
  void (*close)(void *from); /* may be NULL */
  void *from;
} stream;

/* ---- source.c ------------------------------------------------------------------ */

typedef enum content {
  CONTENT_TEXT,
  CONTENT_MAIL,
  CONTENT_MBOX,
  CONTENT_NDJSON,
  CONTENT_ARCHIVE,
  CONTENT_PACKED
} content;
/* What a file is, by its name. */
content content_by_name(const char *name);
/* Length of the name without the ending of its compression. */
size_t unpacked_length(const char *name);
/* Whether the id falls into this part of the work; sets `unread` where its content is not wanted. */
bool document_wanted(reading *g, document *d);
bool name_passes(reading *g, const char *path);
/* The text of a document from a stream that is then closed: FOUND_DOCUMENT, or FOUND_NOTHING for binary data. */
found document_fill(reading *g, document *d, stream *s, bool mail);
/* A reader over the stream for NDJSON and mbox, which owns it. NULL: memory is out; the stream was closed. */
reader *reader_ndjson(const char *id, stream *s);
reader *reader_mbox(const char *id, stream *s);
/* Also where it cannot be read: its first document says so. NULL: memory is out. `packed`: one compressed file. */
reader *reader_archive(const char *path, const char *id, bool packed);
void stream_close(stream *s);

/* ---- lines.c --------------------------------------------------------------------- */

typedef struct lines {
  stream from;
  char *bytes;
  size_t begin, end, room;
  bool at_end;
  const char *why; /* NULL, or why reading ended early */
} lines;

typedef enum line_found { LINE_END, LINE_WHOLE, LINE_TOO_LONG, LINE_NO_MEMORY } line_found;

/* The next line without its line feed, lent until the next call, with a NUL behind it. A line of more than `limit`
 * bytes is passed over. */
line_found lines_next(lines *l, size_t limit, char **line, size_t *len);
void lines_close(lines *l);

/* ---- json_strict.c --------------------------------------------------------------- */

/* Whether it is JSON by RFC 8259, but for bytes that are not UTF-8, and can be read by cJSON, and no
 * more than `depth` levels deep. */
bool json_is_strict(const char *text, int depth);
/* Past the white space at `p`. */
const char *strict_space(const char *p);
/* Behind the value at `p`, of a text whose NUL is at `last`; NULL where that is not strict. */
const char *strict_value(const char *p, const char *last, int depth);
/* Behind the string at `p` and the colon that must follow it. `end`: where the string ends. NULL where it is not so. */
const char *strict_key(const char *p, const char *last, const char **end);
/* What the strict string from its quote at `p` to `end` says, in UTF-8 as far as it is; to be freed. NULL: memory is
 * out. */
char *strict_text(const char *p, const char *end, size_t *len);

/* ---- mail.c ----------------------------------------------------------------------- */

/* Makes a mail its text part, with the date of its header; or an error. */
void mail_open(document *d, size_t limit);

#endif
