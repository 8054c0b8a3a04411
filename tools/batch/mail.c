/* mail.c - the plain text of a mail and its date (RFC 5322, RFC 2045, RFC 2046). Only as much of MIME as leads to the
 * first text/plain part: no well-kept library does that without bringing an object system along. */
#define _POSIX_C_SOURCE 200809L

#include "source.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 16, FIELD_MAX = 998 };

typedef struct part {
  const char *bytes;
  size_t len;
} part;

/* ---- header fields ------------------------------------------------------------------- */

static part line_of(part *rest) {
  const char *feed = memchr(rest->bytes, '\n', rest->len);
  size_t len = feed ? (size_t)(feed - rest->bytes) : rest->len;
  part line = {rest->bytes, len};
  rest->bytes += len + (feed != NULL);
  rest->len -= len + (feed != NULL);
  if (line.len && line.bytes[line.len - 1] == '\r')
    line.len--;
  return line;
}

/* The header and what is behind its empty line. */
static part split_header(part mail, part *body) {
  part rest = mail;
  while (rest.len > 0) {
    const char *begin = rest.bytes;
    if (line_of(&rest).len == 0) {
      *body = rest;
      return (part){mail.bytes, (size_t)(begin - mail.bytes)};
    }
  }
  *body = (part){mail.bytes + mail.len, 0};
  return mail;
}

/* The first field of that name, unfolded; what is longer than FIELD_MAX is cut off. */
static bool field(part header, const char *name, char value[FIELD_MAX + 1]) {
  size_t n = strlen(name), len = 0;
  bool inside = false;
  while (header.len > 0) {
    part line = line_of(&header);
    bool goes_on = line.len && (line.bytes[0] == ' ' || line.bytes[0] == '\t');
    if (inside && !goes_on)
      break;
    if (!inside && line.len > n && line.bytes[n] == ':' && strncasecmp(line.bytes, name, n) == 0) {
      inside = true;
      line.bytes += n + 1;
      line.len -= n + 1;
    }
    size_t take = line.len < FIELD_MAX - len ? line.len : FIELD_MAX - len;
    if (inside) {
      memcpy(value + len, line.bytes, take);
      len += take;
    }
  }
  value[len] = '\0';
  return inside;
}

/* The value of a parameter of Content-Type: charset="utf-8". */
static bool parameter(const char *value, const char *name, char *out, size_t room) {
  size_t n = strlen(name);
  for (const char *p = strchr(value, ';'); p; p = strchr(p, ';')) {
    p += 1 + strspn(p + 1, " \t");
    if (strncasecmp(p, name, n) != 0 || p[n] != '=')
      continue;
    p += n + 1;
    size_t len = *p == '"' ? strcspn(++p, "\"") : strcspn(p, "; \t");
    if (len == 0 || len >= room)
      return false;
    memcpy(out, p, len);
    out[len] = '\0';
    return true;
  }
  return false;
}

static bool begins(const char *value, const char *with) {
  value += strspn(value, " \t");
  return strncasecmp(value, with, strlen(with)) == 0;
}

/* ---- dates ------------------------------------------------------------------------------ */

/* "Sat, 12 Apr 2025 09:30:00 +0200": the sender's day and time as written. */
static void take_date(document *d, const char *value) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  int day = 0, year = 0, hour = -1, minute = 0;
  char name[4] = "";
  const char *comma = strchr(value, ',');
  int got = sscanf(comma ? comma + 1 : value, " %2d %3s %4d %2d:%2d", &day, name, &year, &hour, &minute);
  for (char *p = name; *p; p++)
    *p = (char)(*p | 0x20);
  const char *month = strlen(name) == 3 ? strstr(months, name) : NULL;
  if (got < 3 || !month || (month - months) % 3 || day < 1 || day > 31)
    return;
  year += year < 50 ? 2000 : year < 100 ? 1900 : 0; /* RFC 5322, 4.3 */
  if (year < 1000)
    return;
  int len = snprintf(d->date, sizeof d->date, "%04d-%02d-%02d", year, (int)(month - months) / 3 + 1, day);
  if (got == 5 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60)
    snprintf(d->date + len, sizeof d->date - (size_t)len, "T%02d:%02d", hour, minute);
  d->date_is_mail = true;
}

/* ---- transfer encodings --------------------------------------------------------------------- */

static int hex(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                : -1;
}

static void decode_quoted(part in, buffer *out) {
  while (in.len > 0) {
    bool whole = memchr(in.bytes, '\n', in.len) != NULL;
    part line = line_of(&in);
    while (line.len && (line.bytes[line.len - 1] == ' ' || line.bytes[line.len - 1] == '\t'))
      line.len--;
    bool soft = line.len && line.bytes[line.len - 1] == '=';
    line.len -= soft;
    for (size_t i = 0; i < line.len; i++) {
      bool code =
          line.bytes[i] == '=' && i + 2 < line.len && hex(line.bytes[i + 1]) >= 0 && hex(line.bytes[i + 2]) >= 0;
      char c = code ? (char)(hex(line.bytes[i + 1]) * 16 + hex(line.bytes[i + 2])) : line.bytes[i];
      buffer_add(out, &c, 1);
      i += code ? 2 : 0;
    }
    if (whole && !soft)
      buffer_add(out, "\n", 1);
  }
}

static void decode_base64(part in, buffer *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0; i < in.len && in.bytes[i] != '='; i++) {
    const char *digit = in.bytes[i] ? strchr(digits, in.bytes[i]) : NULL;
    if (!digit)
      continue;
    bits = bits << 6 | (uint32_t)(digit - digits);
    count += 6;
    if (count < 8)
      continue;
    count -= 8;
    char c = (char)(bits >> count & 0xff);
    buffer_add(out, &c, 1);
  }
}

/* ---- the text part ------------------------------------------------------------------------------ */

static bool find_text(part mail, int depth, part *header, part *body);

/* The first part between the boundaries that holds text. */
static bool find_in_parts(part body, const char *boundary, int depth, part *header, part *text) {
  size_t n = strlen(boundary);
  const char *begin = NULL;
  while (body.len > 0) {
    const char *at = body.bytes;
    part line = line_of(&body);
    bool edge = line.len >= n + 2 && memcmp(line.bytes, "--", 2) == 0 && memcmp(line.bytes + 2, boundary, n) == 0;
    if (!edge && body.len > 0)
      continue;
    /* The line end before a boundary is a part of it. */
    const char *end = edge ? at : body.bytes;
    end -= edge && begin && end > begin && end[-1] == '\n';
    end -= edge && begin && end > begin && end[-1] == '\r';
    if (begin && find_text((part){begin, (size_t)(end - begin)}, depth + 1, header, text))
      return true;
    if (edge && line.len >= n + 4 && memcmp(line.bytes + 2 + n, "--", 2) == 0)
      return false;
    begin = body.bytes;
  }
  return false;
}

static bool find_text(part mail, int depth, part *header, part *body) {
  char type[FIELD_MAX + 1], boundary[128];
  *header = split_header(mail, body);
  if (depth > DEPTH_MAX)
    return false;
  if (!field(*header, "Content-Type", type) || begins(type, "text/plain"))
    return true;
  if (!begins(type, "multipart/") || !parameter(type, "boundary", boundary, sizeof boundary))
    return false;
  return find_in_parts(*body, boundary, depth, header, body);
}

/* Bytes of another character set become UTF-8; what cannot be becomes U+FFFD. */
static bool to_utf8(buffer *text, const char *charset) {
  if (strcasecmp(charset, "utf-8") == 0 || strcasecmp(charset, "us-ascii") == 0)
    return true;
  /* Slashes are no part of a name: iconv takes what follows them for orders. */
  iconv_t convert = strchr(charset, '/') ? (iconv_t)-1 : iconv_open("UTF-8", charset);
  if (convert == (iconv_t)-1)
    return false;
  buffer out = {0};
  char *in = text->bytes, piece[1024];
  size_t left = text->len;
  while (left > 0) {
    char *to = piece;
    size_t room = sizeof piece;
    size_t done = iconv(convert, &in, &left, &to, &room);
    buffer_add(&out, piece, (size_t)(to - piece));
    if (done == (size_t)-1 && errno != E2BIG) {
      buffer_puts(&out, "\xef\xbf\xbd");
      in++;
      left--;
    }
  }
  iconv_close(convert);
  buffer_free(text);
  *text = out;
  return true;
}

void mail_open(document *d, size_t limit) {
  char value[FIELD_MAX + 1], charset[64];
  part header, body, top = split_header((part){d->bytes, d->len}, &body);
  if (field(top, "Date", value))
    take_date(d, value);
  if (!find_text((part){d->bytes, d->len}, 0, &header, &body)) {
    document_fail(d, "no-text", "the mail has no part of plain text");
    return;
  }
  buffer text = {0};
  bool encoded = field(header, "Content-Transfer-Encoding", value);
  if (encoded && begins(value, "base64"))
    decode_base64(body, &text);
  else if (encoded && begins(value, "quoted-printable"))
    decode_quoted(body, &text);
  else
    buffer_add(&text, body.bytes, body.len);
  bool known = !field(header, "Content-Type", value) || !parameter(value, "charset", charset, sizeof charset) ||
               to_utf8(&text, charset);
  buffer_add(&text, "", 0); /* an empty text, too, has its end */
  if (!known)
    document_fail(d, "charset", "its character set '%s' is not known", charset);
  else if (text.failed)
    document_fail(d, evx_status_name(EVX_ERR_NOMEM), "%s", evx_status_message(EVX_ERR_NOMEM));
  else if (text.len > limit)
    document_fail(d, "too-large", "its text is larger than %zu bytes, the most that is read (--max-size)", limit);
  if (d->error) {
    buffer_free(&text);
    return;
  }
  free(d->bytes);
  d->bytes = text.bytes;
  d->len = text.len;
}

/* ---- mailboxes ------------------------------------------------------------------------------------- */

typedef struct mbox {
  reader base;
  lines lines;
  char *id;
  size_t number;
  bool inside; /* the "From " line of the next mail was read */
  bool over;
} mbox;

/* "From " begins a mail where it is the first line or stands behind an empty one. ">From " is a line of the text. */
static found collect(mbox *m, size_t limit, buffer *mail, bool *too_long) {
  bool empty_before = true;
  char *line = NULL;
  size_t len = 0;
  line_found f;
  while ((f = lines_next(&m->lines, limit, &line, &len)) != LINE_END) {
    if (f == LINE_NO_MEMORY)
      return FOUND_NO_MEMORY;
    if (empty_before && f == LINE_WHOLE && len >= 5 && memcmp(line, "From ", 5) == 0) {
      bool first = !m->inside;
      m->inside = true;
      if (!first)
        return FOUND_DOCUMENT;
      empty_before = false;
      continue;
    }
    empty_before = len == 0 || (len == 1 && line[0] == '\r');
    size_t quotes = 0;
    while (f == LINE_WHOLE && quotes < len && line[quotes] == '>')
      quotes++;
    bool quoted = quotes > 0 && len >= quotes + 5 && memcmp(line + quotes, "From ", 5) == 0;
    *too_long |= f == LINE_TOO_LONG || mail->len + len > limit;
    if (*too_long || !m->inside)
      continue;
    buffer_add(mail, line + quoted, len - quoted);
    buffer_add(mail, "\n", 1);
  }
  m->over = true;
  return m->inside ? FOUND_DOCUMENT : FOUND_END;
}

static found next_mail(mbox *m, reading *g, document *out) {
  buffer mail = {0}, id = {0};
  bool too_long = false;
  if (m->over)
    return FOUND_END;
  found f = collect(m, g->limits->max_size, &mail, &too_long);
  bool broken = m->over && m->lines.why;
  if (broken)
    f = FOUND_DOCUMENT;
  if (f != FOUND_DOCUMENT || mail.failed) {
    buffer_free(&mail);
    return mail.failed ? FOUND_NO_MEMORY : f;
  }
  buffer_puts(&id, m->id);
  buffer_printf(&id, "!%zu", ++m->number);
  buffer_add(&mail, "", 0);
  out->id = id.bytes;
  out->bytes = mail.bytes;
  out->len = mail.len;
  if (!out->id || !out->bytes)
    return FOUND_NO_MEMORY;
  if (broken)
    document_fail(out, "unreadable", "%s", m->lines.why);
  else if (too_long)
    document_fail(out, "too-large", "is larger than %zu bytes, the most that is read (--max-size)",
                  g->limits->max_size);
  else
    mail_open(out, g->limits->max_size);
  return document_wanted(g, out) ? FOUND_DOCUMENT : FOUND_NOTHING;
}

static found mbox_next(reader *r, reading *g, document *out, reader **inner) {
  (void)inner;
  found f = next_mail((mbox *)r, g, out);
  if (f != FOUND_DOCUMENT)
    document_free(out);
  return f;
}

static void mbox_close(reader *r) {
  mbox *m = (mbox *)r;
  lines_close(&m->lines);
  free(m->id);
  free(m);
}

reader *reader_mbox(const char *id, stream *s) {
  mbox *m = calloc(1, sizeof *m);
  if (m)
    m->id = strdup(id);
  if (!m || !m->id) {
    free(m);
    stream_close(s);
    return NULL;
  }
  m->base = (reader){mbox_next, mbox_close, NULL};
  m->lines.from = *s;
  return &m->base;
}
