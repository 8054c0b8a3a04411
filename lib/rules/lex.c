#include "rules/lex.h"

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_figure(char c) {
  return c >= '0' && c <= '9';
}

static size_t skip_blank(const source *src, size_t at, bool *line_start) {
  *line_start = at == 0;
  while (at < src->len) {
    char c = src->text[at];
    if (c == '\n')
      *line_start = true;
    if (c == '#') {
      while (at < src->len && src->text[at] != '\n')
        at++;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      at++;
    } else if (src->len - at >= 3 && memcmp(src->text + at, "\xef\xbb\xbf", 3) == 0) {
      at += 3;
    } else {
      break;
    }
  }
  return at;
}

static lexeme bad(lexeme l, size_t end, const char *why) {
  l.kind = LEX_BAD;
  l.end = end;
  l.text = why;
  return l;
}

/* The text between two quotes. A backslash keeps the next character; in strings \n and \t are what they are in C, in
 * regular expressions only the delimiter's backslash is taken away. */
static lexeme quoted(const source *src, lexeme l, char quote, arena *a) {
  size_t at = l.begin + 1, n = 0;
  while (at < src->len && src->text[at] != quote && src->text[at] != '\n')
    at += src->text[at] == '\\' && at + 1 < src->len && src->text[at + 1] != '\n' ? 2 : 1;
  if (at >= src->len || src->text[at] == '\n')
    return bad(l, at > src->len ? src->len : at,
               quote == '/' ? "this regular expression has no closing / on its line"
                            : "this text has no closing quote on its line");
  char *out = arena_alloc(a, at - l.begin);
  if (!out)
    return bad(l, at, NULL);
  for (size_t i = l.begin + 1; i < at; i++) {
    char c = src->text[i];
    if (c == '\\' && (quote != '/' || src->text[i + 1] == '/')) {
      c = src->text[++i];
      if (quote == '"' && c == 'n')
        c = '\n';
      else if (quote == '"' && c == 't')
        c = '\t';
    } else if (c == '\\') {
      out[n++] = c;
      c = src->text[++i];
    }
    out[n++] = c;
  }
  out[n] = '\0';
  l.kind = quote == '"' ? LEX_STRING : quote == '\'' ? LEX_EXACT : LEX_REGEX;
  l.text = out;
  l.len = n;
  l.end = at + 1;
  if (quote == '/' && l.end < src->len && src->text[l.end] == 'i' &&
      !(l.end + 1 < src->len && (is_letter(src->text[l.end + 1]) || is_figure(src->text[l.end + 1])))) {
    l.caseless = true;
    l.end++;
  }
  return l;
}

/* 12, -3, or a date: 2025-04-12, 2025-04, 2025-04-12T09:30. */
static lexeme figures(const source *src, lexeme l, arena *a) {
  size_t at = l.begin + (src->text[l.begin] == '-');
  int64_t n = 0;
  bool date = false, large = false;
  for (; at < src->len; at++) {
    char c = src->text[at];
    if (is_figure(c)) {
      large = large || n > INT64_MAX / 10 - 9;
      n = large ? n : n * 10 + (c - '0');
    } else if ((c == '-' || c == 'T' || c == ':') && at + 1 < src->len && is_figure(src->text[at + 1]) &&
               at > l.begin) {
      date = true;
    } else {
      break;
    }
  }
  l.end = at;
  l.len = at - l.begin;
  l.text = arena_string(a, src->text + l.begin, l.len);
  if (!l.text)
    return bad(l, at, NULL);
  if (large && !date)
    return bad(l, at, "this number is too large");
  l.kind = date ? LEX_DATE : LEX_INT;
  l.number = src->text[l.begin] == '-' ? -n : n;
  return l;
}

static lexeme mark(const source *src, lexeme l, arena *a) {
  static const char *const marks[] = {"...", "..", "=>", "!=", NULL};
  size_t len = 1;
  for (size_t i = 0; marks[i]; i++) {
    size_t n = strlen(marks[i]);
    if (src->len - l.begin >= n && memcmp(src->text + l.begin, marks[i], n) == 0) {
      len = n;
      break;
    }
  }
  l.kind = LEX_MARK;
  l.end = l.begin + len;
  l.len = len;
  l.text = arena_string(a, src->text + l.begin, len);
  if (!l.text)
    return bad(l, l.end, NULL);
  if (len == 1 && !strchr("{}()[]|&!?*+,:=<>^$%~@", l.text[0]))
    return bad(l, l.end, "this character has no meaning here; text is written in quotes");
  return l;
}

lexeme lex_next(const source *src, size_t at, arena *a) {
  lexeme l = {0};
  l.begin = l.end = skip_blank(src, at, &l.line_start);
  if (l.begin >= src->len)
    return l;
  char c = src->text[l.begin];
  if (c == '"' || c == '\'' || c == '/')
    return quoted(src, l, c, a);
  if (is_figure(c) || (c == '-' && l.begin + 1 < src->len && is_figure(src->text[l.begin + 1])))
    return figures(src, l, a);
  if (!is_letter(c))
    return mark(src, l, a);
  while (l.end < src->len && (is_letter(src->text[l.end]) || is_figure(src->text[l.end]) ||
                              (src->text[l.end] == '-' && l.end + 1 < src->len &&
                               (is_letter(src->text[l.end + 1]) || is_figure(src->text[l.end + 1])))))
    l.end++;
  l.kind = LEX_WORD;
  l.len = l.end - l.begin;
  l.text = arena_string(a, src->text + l.begin, l.len);
  return l.text ? l : bad(l, l.end, NULL);
}
