#include "json/json_out.h"

#include <string.h>

#include "json/json_utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
  put_char(o, '"');
  put(o, key, strlen(key));
  put(o, "\": ", o->pretty ? 3 : 2);
}

void json_named(json_out *o, json_name name) {
  if (o->pretty) {
    json_item(o);
    put(o, name.text + 1, name.size - 1);
    put_char(o, ' ');
    return;
  }
  memcpy(room_for(o, JSON_NAME_BYTES), name.text + o->first, JSON_NAME_BYTES);
  o->used += name.size - o->first;
  o->first = false;
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

/* Whether the byte goes out as it is, whatever stands beside it. */
static bool is_plain(char byte) {
  return (unsigned char)byte >= 0x20 && (unsigned char)byte < 0x80 && byte != '"' && byte != '\\';
}

/* Bytes that are looked at together, and how many of them are plain, from the first on. */
#define BLOCK 16u

static size_t plain_bytes(const char *text) {
#ifdef __SSE2__
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
  __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  /* Signed, so that what is no ASCII is less, too. */
  unsigned others = (unsigned)_mm_movemask_epi8(_mm_or_si128(marks, _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))));
  return others ? (size_t)__builtin_ctz(others) : BLOCK;
#else
  size_t n = 0;
  while (n < BLOCK && is_plain(text[n]))
    n++;
  return n;
#endif
}

/* Each byte of a word. */
#define ALL(byte) ((uint64_t)0x0101010101010101u * (byte))

/* Whether one of eight bytes is not plain. */
static bool needs_care(const char *text) {
  uint64_t word;
  memcpy(&word, text, sizeof word);
  uint64_t quote = word ^ ALL('"'), backslash = word ^ ALL('\\');
  /* Where a byte is less than what is taken off it, its highest bit is set that was not before. */
  uint64_t less = (word - ALL(0x20)) | (quote - ALL(1)) | (backslash - ALL(1));
  return ((less | word) & ALL(0x80)) != 0;
}

/* Copies less than a block; false where not all of it is plain. Its first bytes and its last ones are looked at
 * together, though they may be in part the same. */
static bool copy_short(char *to, const char *text, size_t len) {
  char ends[8];
  bool plain = true;
  if (len >= 8) {
    memcpy(to, text, 8);
    memcpy(to + len - 8, text + len - 8, 8);
    return !needs_care(text) && !needs_care(text + len - 8);
  }
  if (len >= 4) {
    memcpy(ends, text, 4);
    memcpy(ends + 4, text + len - 4, 4);
    memcpy(to, ends, 4);
    memcpy(to + len - 4, ends + 4, 4);
    return !needs_care(ends);
  }
  for (size_t i = 0; i < len; i++) {
    to[i] = text[i];
    plain &= is_plain(text[i]);
  }
  return plain;
}

/* Gives out plain bytes up to one that is not, or the end; answers how many. */
static size_t put_plain(json_out *o, const char *text, size_t len) {
  size_t i = 0, plain = BLOCK;
  for (; len - i >= BLOCK && plain == BLOCK; i += plain) {
    memcpy(room_for(o, BLOCK), text + i, BLOCK);
    plain = plain_bytes(text + i);
    o->used += plain;
  }
  if (plain < BLOCK)
    return i;
  char *to = room_for(o, BLOCK);
  if (copy_short(to, text + i, len - i)) {
    o->used += len - i;
    return len;
  }
  while (i < len && is_plain(text[i]))
    *to++ = text[i++];
  o->used = (size_t)(to - o->buffer);
  return i;
}

void json_string(json_out *o, const char *text, size_t len) {
  if (!text) {
    json_null(o);
    return;
  }
  put_char(o, '"');
  for (size_t i = 0; (i += put_plain(o, text + i, len - i)) < len;) {
    unsigned char c = (unsigned char)text[i];
    size_t length = json_utf8_length(text + i, len - i);
    if (length > 1)
      put(o, text + i, length);
    else if (length)
      put_escape(o, c);
    else
      put(o, "\xef\xbf\xbd", 3);
    i += length ? length : 1;
  }
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

/* Most digits of a number. */
#define DIGITS_MAX 20u

static void put_digits(json_out *o, uint64_t value) {
  char *to = room_for(o, DIGITS_MAX);
  size_t count = 1;
  for (uint64_t rest = value; rest >= 10; rest /= 10)
    count++;
  o->used += count;
  for (; count > 0; value /= 10)
    to[--count] = (char)('0' + value % 10);
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
