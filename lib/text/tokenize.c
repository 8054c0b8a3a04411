/* tokenize.c - words, numbers, marks; and what is no token at all: markup, comments, template fields.
 *
 * A word is a run of letters and marks, with apostrophes between letters ("O'Brien", "don't"); the possessive 's is a
 * token of its own, so that a name's span ends with the name. A number is a run of digits with . or , between digits,
 * and keeps an ordinal suffix. */
#include "text/tokenize.h"

#include <string.h>

/* How far a mate is looked for: the end of a tag, template field or link. */
#define MATE_MAX 600u
/* Bytes of a token that cost as much as a short one. */
#define BEAT_BYTES 16u
/* Longer ones are cut: they are no words, and nothing may take long over one. */
#define TOKEN_BYTES_MAX 65536u

static code_point peek(const tokenizer *t, size_t at) {
  return at < t->len ? char_at(t->text, t->len, at) : (code_point){-1, 1, CHAR_LINE_END};
}

static bool is_word_kind(char_class kind) {
  return kind == CHAR_LETTER || kind == CHAR_MARK;
}

/* Where a token that begins at `at` ends at the latest. */
static size_t longest_end(const tokenizer *t, size_t at) {
  return t->len - at > TOKEN_BYTES_MAX ? at + TOKEN_BYTES_MAX : t->len;
}

static bool starts(const tokenizer *t, size_t at, const char *with) {
  size_t n = strlen(with);
  return t->len - at >= n && memcmp(t->text + at, with, n) == 0;
}

/* The byte behind the next mate of a kind on the same line within MATE_MAX, or 0. No byte is looked at twice for one
 * kind: what is known of the bytes from `from` to `to` holds for all that is opened between them. */
static size_t mate(tokenizer *t, size_t at, mate_kind kind) {
  static const struct {
    const char *close;
    char stop;
  } mates[MATE_KINDS] = {
      [MATE_TAG] = {">", '<'},   [MATE_FIELD] = {"}}", '\n'},  [MATE_BLOCK] = {"%}", '\n'},
      [MATE_WORDS] = {"]", '['}, [MATE_ADDRESS] = {")", '\n'},
  };
  size_t end = t->len - at > MATE_MAX ? at + MATE_MAX : t->len;
  mate_search *s = &t->mates[kind];
  if (at < s->from || at > s->to)
    *s = (mate_search){.from = at, .to = at};
  for (; s->to < end && !s->over; s->to += !s->over) {
    if (starts(t, s->to, mates[kind].close))
      s->behind = s->to + strlen(mates[kind].close);
    s->over = s->behind || t->text[s->to] == '\n' || t->text[s->to] == mates[kind].stop;
  }
  return s->behind;
}

/* The end of a comment; one that is never closed is no comment. */
static size_t comment_end(tokenizer *t, size_t at) {
  if (t->no_comment_end || !starts(t, at, "<!--"))
    return 0;
  for (const char *p = t->text + at + 4, *end = t->text + t->len;
       (p = memchr(p, '-', (size_t)(end - p))) && pulse_beat(t->pulse, 1); p++) {
    if (starts(t, (size_t)(p - t->text), "-->"))
      return (size_t)(p - t->text) + 3;
  }
  t->no_comment_end = true;
  return 0;
}

static bool is_url(const tokenizer *t, size_t at) {
  return starts(t, at, "http://") || starts(t, at, "https://") || starts(t, at, "www.");
}

/* Bytes of a time before who speaks in a log: "[2013-05-07T16:02:17]". */
#define LOG_TIME_BYTES 24u

/* "16:02:17 <zotter> yes": nothing but a time before it on the line, so that it is a name and no tag. */
static bool is_log_name(const tokenizer *t, size_t at) {
  size_t digits = 0, begin = at;
  for (; begin > 0 && t->text[begin - 1] != '\n' && at - begin < LOG_TIME_BYTES; begin--) {
    char c = t->text[begin - 1];
    if (c == '\0' || !strchr("0123456789:.-[]() TZ", c))
      return false;
    digits += c >= '0' && c <= '9';
  }
  return digits >= 3 && (begin == 0 || t->text[begin - 1] == '\n');
}

/* The end of markup that begins here, or 0. Link brackets vanish with their address; the words between them stay. */
static size_t markup_end(tokenizer *t, size_t at) {
  char c = t->text[at], next = at + 1 < t->len ? t->text[at + 1] : '\0';
  size_t end = 0;
  switch (c) {
  case '<':
    if ((end = comment_end(t, at)))
      return end;
    if (is_log_name(t, at))
      return 0;
    return (next | 0x20) >= 'a' && (next | 0x20) <= 'z' ? mate(t, at + 1, MATE_TAG)
           : next == '/'                                ? mate(t, at + 1, MATE_TAG)
                                                        : 0;
  case '{': return next == '{' || next == '%' ? mate(t, at + 2, next == '{' ? MATE_FIELD : MATE_BLOCK) : 0;
  case '[':
    end = mate(t, at + 1, MATE_WORDS);
    return end && end < t->len && t->text[end] == '(' && mate(t, end, MATE_ADDRESS) ? at + 1 : 0;
  case ']': return next == '(' ? mate(t, at + 1, MATE_ADDRESS) : 0;
  case '\\': {
    code_point p = peek(t, at + 1);
    return p.kind == CHAR_PUNCT ? at + 1 : 0;
  }
  case '*':
  case '`': return at + 1;
  case '_': {
    /* An underscore inside a word is a mark like any other. */
    bool inside = at > 0 && is_word_kind(char_at(t->text, t->len, at - 1).kind) && is_word_kind(peek(t, at + 1).kind);
    return inside ? 0 : at + 1;
  }
  case '~': return next == '~' ? at + 2 : 0;
  case '\'': return starts(t, at, "'''") ? at + 3 : 0; /* a wiki's emphasis */
  default: return 0;
  }
}

static bool put(tokenizer *t, size_t at, const char *bytes, size_t n, size_t *length) {
  (void)at;
  if (*length + n > t->spelling_room) {
    size_t room = (*length + n) * 2 + 64;
    char *more = arena_alloc(t->memory, room);
    if (!more)
      return false;
    if (*length)
      memcpy(more, t->spelling, *length);
    t->spelling = more;
    t->spelling_room = room;
  }
  memcpy(t->spelling + *length, bytes, n);
  *length += n;
  return true;
}

static bool add(tokenizer *t, size_t begin, size_t end, const char *spelling, size_t len, token_vec *out) {
  uint32_t id = form_add(t->forms, spelling, len);
  token made = {
      .begin = (uint32_t)begin, .end = (uint32_t)end, .form = id & (FORM_MAX - 1), .place = t->glued ? TOKEN_GLUED : 0};
  t->glued = true;
  if (id == INTERN_NONE ||
      ((t->forms->forms[id].shape & FORM_ENDING) && !VEC_ADD(&out->endings, t->memory, (uint32_t)out->count)))
    return false;
  return VEC_ADD(out, t->memory, made);
}

/* Bytes inside a word that are not seen: soft hyphens, zero-width marks, emphasis between two letters. */
static size_t hidden_in_word(const tokenizer *t, size_t at) {
  size_t end = at, last = longest_end(t, at);
  while (end < last) {
    code_point c = char_at(t->text, t->len, end);
    if (c.kind == CHAR_INVISIBLE && c.value >= 0x80)
      end += c.bytes;
    else if (c.value == '*' && end - at < 4)
      end += 1;
    else
      break;
  }
  return end > at && is_word_kind(peek(t, end).kind) ? end - at : 0;
}

/* A hyphen and a line end inside a word of small letters: the bytes up to the next letter, or 0. */
static size_t broken_word(const tokenizer *t, size_t at, int32_t before) {
  if (t->text[at] != '-' || !char_is_lower(before))
    return 0;
  size_t end = at + 1;
  while (end < t->len && (t->text[end] == ' ' || t->text[end] == '\r') && end - at < 8)
    end++;
  if (end >= t->len || t->text[end] != '\n')
    return 0;
  for (end++; end < t->len && (t->text[end] == ' ' || t->text[end] == '\t') && end - at < 80;)
    end++;
  return char_is_lower(peek(t, end).value) ? end - at : 0;
}

static bool apostrophe(int32_t value) {
  return char_plain(value) == '\'';
}

/* True for the 's of a possessive or a short "is": an apostrophe, s, and no letter behind. */
static bool possessive(const tokenizer *t, size_t at, uint32_t mark_bytes) {
  code_point s = peek(t, at + mark_bytes);
  return (s.value == 's' || s.value == 'S') && !is_word_kind(peek(t, at + mark_bytes + 1).kind);
}

/* "U.S.", "a.m.", "J.K.": letters each with a stop behind, at least two. The end, or 0. */
static size_t initialism(const tokenizer *t, size_t at) {
  size_t end = at, letters = 0, last = longest_end(t, at);
  while (end < last) {
    code_point c = char_at(t->text, t->len, end);
    code_point stop = peek(t, end + c.bytes);
    if (c.kind != CHAR_LETTER || stop.value != '.')
      break;
    end += c.bytes + 1;
    letters++;
  }
  if (letters == 0)
    return 0;
  /* A last letter without its stop belongs to it ("U.S"), unless a longer word begins here. */
  code_point c = peek(t, end);
  if (c.kind == CHAR_LETTER) {
    bool alone = !is_word_kind(peek(t, end + c.bytes).kind);
    if (!alone)
      return letters > 1 ? end : 0;
    end += c.bytes;
    letters++;
  }
  return letters > 1 ? end : 0;
}

static bool read_word(tokenizer *t, size_t begin, size_t *next, token_vec *out) {
  size_t at = begin, end = longest_end(t, begin), length = 0, run = begin; /* [run, at) is not yet in the spelling */
  bool copied = false;
  int32_t last = -1;
  size_t whole = initialism(t, begin);
  if (whole) {
    *next = whole;
    return add(t, begin, whole, t->text + begin, whole - begin, out);
  }
  while (at < end) {
    code_point c = char_at(t->text, t->len, at);
    size_t hidden = 0;
    if (is_word_kind(c.kind)) {
      last = c.value;
      at += c.bytes;
      continue;
    }
    if (apostrophe(c.value) && !possessive(t, at, c.bytes) && is_word_kind(peek(t, at + c.bytes).kind)) {
      at += c.bytes;
      continue;
    }
    hidden = hidden_in_word(t, at);
    if (!hidden)
      hidden = broken_word(t, at, last);
    if (!hidden)
      break;
    if (!put(t, at, t->text + run, at - run, &length))
      return false;
    copied = true;
    at += hidden;
    run = at;
  }
  *next = at;
  if (!copied)
    return add(t, begin, at, t->text + begin, at - begin, out);
  return put(t, at, t->text + run, at - run, &length) && add(t, begin, at, t->spelling, length, out);
}

static bool is_digit(const tokenizer *t, size_t at) {
  return peek(t, at).kind == CHAR_DIGIT;
}

static bool read_number(tokenizer *t, size_t begin, size_t *next, token_vec *out) {
  size_t at = begin, end = longest_end(t, begin);
  while (at < end) {
    code_point c = char_at(t->text, t->len, at);
    bool inside = (c.value == '.' || c.value == ',') && is_digit(t, at + 1);
    if (c.kind != CHAR_DIGIT && !inside)
      break;
    at += c.bytes;
  }
  static const char suffixes[4][3] = {"st", "nd", "rd", "th"};
  for (size_t i = 0; i < 4 && at + 2 <= t->len; i++) {
    char a = (char)(t->text[at] | 0x20), b = (char)(t->text[at + 1] | 0x20);
    if (a == suffixes[i][0] && b == suffixes[i][1] && !is_word_kind(peek(t, at + 2).kind)) {
      at += 2;
      break;
    }
  }
  *next = at;
  return add(t, begin, at, t->text + begin, at - begin, out);
}

static bool read_url(tokenizer *t, size_t begin, size_t *next, token_vec *out) {
  size_t at = begin, end = longest_end(t, begin);
  while (at < end && (unsigned char)t->text[at] > ' ' && !strchr("<>()[]\"|", t->text[at]))
    at++;
  while (at < t->len && ((unsigned char)t->text[at] & 0xc0) == 0x80) /* no code point is cut */
    at--;
  while (at > begin && strchr(".,;:!?'*_", t->text[at - 1]))
    at--;
  *next = at;
  t->addresses = true;
  return add(t, begin, at, t->text + begin, at - begin, out);
}

static bool read_mark(tokenizer *t, size_t begin, code_point c, size_t *next, token_vec *out) {
  size_t at = begin + c.bytes, end = longest_end(t, begin);
  if (apostrophe(c.value) && (t->glued || (t->literal && begin == 0)) && possessive(t, begin, c.bytes)) {
    *next = at + 1;
    return add(t, begin, at + 1, t->text + begin, at + 1 - begin, out);
  }
  /* Dots, and dashes typed as two or three hyphens, are one mark. */
  while ((c.value == '.' || c.value == '-') && at < end && t->text[at] == c.value)
    at++;
  *next = at;
  if (c.value == '-' && at - begin > 1)
    return add(t, begin, at, "-", 1, out);
  return add(t, begin, at, t->text + begin, c.value == '.' && at - begin > 3 ? 3 : at - begin, out);
}

/* Reads the token, or what is none, that begins at a byte. */
static bool read_one(tokenizer *t, size_t at, size_t *next, token_vec *out) {
  code_point c = char_at(t->text, t->len, at);
  *next = at + c.bytes;
  switch (c.kind) {
  case CHAR_SPACE:
  case CHAR_LINE_END: t->glued = false; return note_gap(out, (uint32_t)out->count, t->memory);
  case CHAR_INVISIBLE: return true;
  case CHAR_LETTER:
  case CHAR_MARK: return is_url(t, at) ? read_url(t, at, next, out) : read_word(t, at, next, out);
  case CHAR_DIGIT: return read_number(t, at, next, out);
  case CHAR_PUNCT: {
    size_t end = c.value < 0x80 ? markup_end(t, at) : 0;
    *next = end;
    return end ? note_gap(out, (uint32_t)out->count, t->memory) : read_mark(t, at, c, next, out);
  }
  case CHAR_INVALID: break;
  }
  t->invalid++;
  return add(t, at, at + 1, t->text + at, 1, out);
}

bool tokenize_range(tokenizer *t, size_t begin, size_t end, token_vec *out) {
  size_t at = begin < t->skip ? t->skip : begin;
  t->glued = false;
  while (at < end) {
    size_t from = at, count = out->count;
    t->pulse->offset = at;
    if (!VEC_FIT(out, t->memory) || (!t->long_way && !tokenize_short(t, &at, end, out)) ||
        (at < end && !read_one(t, at, &at, out)))
      return false;
    if (!pulse_beat(t->pulse, (uint32_t)(out->count - count + (at - from) / BEAT_BYTES) + 1))
      return false;
  }
  if (at > t->skip)
    t->skip = at;
  return true;
}
