#include "json/json_out.h"

#include <string.h>

#include "json/json_utf8.h"

/* Most keys are no longer. */
#define KEY_USUAL 32u

static void flush(json_out *o) {
  if (o->used && !o->stopped && !o->write(o->user, o->buffer, o->used))
    o->stopped = true;
  o->used = 0;
}

/* Room for a few bytes at once. */
static char *room_for(json_out *o, size_t len) {
  if (sizeof o->buffer - o->used < len)
    flush(o);
  return o->buffer + o->used;
}

static void put(json_out *o, const char *bytes, size_t len) {
  while (len > 0 && !o->stopped) {
    size_t room = sizeof o->buffer - o->used, part = len < room ? len : room;
    memcpy(o->buffer + o->used, bytes, part);
    o->used += part;
    bytes += part;
    len -= part;
    if (o->used == sizeof o->buffer)
      flush(o);
  }
}

static void put_char(json_out *o, char c) {
  *room_for(o, 1) = c;
  o->used++;
}

void json_init(json_out *o, bool pretty, evx_write_fn write, void *user) {
  o->write = write;
  o->user = user;
  o->pretty = pretty;
  o->stopped = false;
  o->first = true;
  o->depth = 0;
  o->used = 0;
}

evx_status json_finish(json_out *o) {
  flush(o);
  return o->stopped ? EVX_ERR_CALLBACK : EVX_OK;
}

/* ---- structure -------------------------------------------------------------- */

static void new_line(json_out *o) {
  if (!o->pretty)
    return;
  put_char(o, '\n');
  for (unsigned i = 0; i < o->depth; i++)
    put(o, "  ", 2);
}

void json_open(json_out *o, char bracket) {
  put_char(o, bracket);
  o->depth++;
  o->first = true;
}

void json_close(json_out *o, char bracket) {
  o->depth--;
  if (!o->first)
    new_line(o);
  put_char(o, bracket);
  o->first = false;
}

void json_item(json_out *o) {
  if (!o->first)
    put_char(o, ',');
  o->first = false;
  new_line(o);
}

void json_key(json_out *o, const char *key) {
  json_item(o);
  size_t len = strlen(key);
  if (len > KEY_USUAL) {
    put_char(o, '"');
    put(o, key, len);
  } else {
    char *to = room_for(o, KEY_USUAL + 1);
    *to = '"';
    memcpy(to + 1, key, len);
    o->used += len + 1;
  }
  memcpy(room_for(o, 3), "\": ", 3);
  o->used += o->pretty ? 3 : 2;
}

void json_line(json_out *o) {
  put_char(o, '\n');
  o->first = true;
}

/* ---- values ----------------------------------------------------------------- */

/* The letter behind the backslash of a short escape, or 0. */
static char short_escape(unsigned char c) {
  switch (c) {
  case '"': return '"';
  case '\\': return '\\';
  case '\b': return 'b';
  case '\f': return 'f';
  case '\n': return 'n';
  case '\r': return 'r';
  case '\t': return 't';
  }
  return 0;
}

static void put_escape(json_out *o, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  char letter = short_escape(c);
  if (letter) {
    char two[2] = {'\\', letter};
    put(o, two, sizeof two);
  } else {
    char six[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    put(o, six, sizeof six);
  }
}

/* Each byte of a word. */
#define ALL(byte) ((uint64_t)0x0101010101010101u * (byte))

/* Whether one of eight bytes is no ASCII or must be escaped. */
static bool needs_care(const char *text) {
  uint64_t word;
  memcpy(&word, text, sizeof word);
  uint64_t quote = word ^ ALL('"'), backslash = word ^ ALL('\\');
  /* Where a byte is less than what is taken off it, its highest bit is set that was not before. */
  uint64_t less = (word - ALL(0x20)) | (quote - ALL(1)) | (backslash - ALL(1));
  return ((less | word) & ALL(0x80)) != 0;
}

void json_string(json_out *o, const char *text, size_t len) {
  if (!text) {
    json_null(o);
    return;
  }
  put_char(o, '"');
  size_t plain = 0; /* begin of the run that goes out as it is */
  for (size_t i = 0; i < len;) {
    if (len - i >= sizeof(uint64_t) && !needs_care(text + i)) {
      i += sizeof(uint64_t);
      continue;
    }
    unsigned char c = (unsigned char)text[i];
    size_t length = c < 0x80 ? 1 : json_utf8_length(text + i, len - i);
    if (length && c >= 0x20 && c != '"' && c != '\\') {
      i += length;
      continue;
    }
    put(o, text + plain, i - plain);
    if (length)
      put_escape(o, c);
    else
      put(o, "\xef\xbf\xbd", 3);
    plain = ++i;
  }
  put(o, text + plain, len - plain);
  put_char(o, '"');
}

void json_word(json_out *o, const char *word) {
  json_string(o, word, word ? strlen(word) : 0);
}

void json_null(json_out *o) {
  memcpy(room_for(o, 4), "null", 4);
  o->used += 4;
}

void json_bool(json_out *o, bool value) {
  put(o, value ? "true" : "false", value ? 4 : 5);
}

static void put_digits(json_out *o, uint64_t value) {
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  put(o, digits + at, sizeof digits - at);
}

void json_integer(json_out *o, int64_t value) {
  if (value < 0)
    put_char(o, '-');
  put_digits(o, value < 0 ? (uint64_t)(-(value + 1)) + 1 : (uint64_t)value);
}

void json_decimal(json_out *o, double value) {
  if (!(value > -1e10 && value < 1e10)) { /* also NaN */
    json_null(o);
    return;
  }
  uint64_t scaled = (uint64_t)((value < 0 ? -value : value) * 100000 + 0.5), fraction = scaled % 100000;
  if (value < 0 && scaled > 0)
    put_char(o, '-');
  put_digits(o, scaled / 100000);
  if (!fraction)
    return;
  char digits[6] = {'.'};
  size_t end = 1;
  for (uint64_t unit = 10000; fraction; fraction %= unit, unit /= 10)
    digits[end++] = (char)('0' + fraction / unit);
  put(o, digits, end);
}

static size_t digit_run(const char *text, size_t at, size_t len) {
  size_t end = at;
  while (end < len && text[end] >= '0' && text[end] <= '9')
    end++;
  return end - at;
}

/* -12, 9.25: what canonical numbers look like; no exponents. */
static bool is_number(const char *text, size_t len) {
  size_t at = len > 0 && text[0] == '-', whole = digit_run(text, at, len);
  if (whole == 0 || (whole > 1 && text[at] == '0'))
    return false;
  at += whole;
  if (at == len)
    return true;
  return text[at] == '.' && digit_run(text, at + 1, len) > 0 && at + 1 + digit_run(text, at + 1, len) == len;
}

void json_number_text(json_out *o, const char *text, size_t len) {
  if (text && is_number(text, len))
    put(o, text, len);
  else
    json_string(o, text, len);
}

void json_pair(json_out *o, size_t a, size_t b) {
  put_char(o, '[');
  put_digits(o, a);
  put(o, ", ", o->pretty ? 2 : 1);
  put_digits(o, b);
  put_char(o, ']');
  o->first = false;
}
