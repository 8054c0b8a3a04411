/* parser.c - what the files of the parser use: the current lexeme, names, messages. */
#include "rules/parser.h"

void *parser_new(parser *p, size_t size) {
  void *made = size == SIZE_MAX ? NULL : arena_zalloc(p->a, size);
  if (!made)
    p->nomem = p->panic = true;
  return made;
}

place parser_place(const parser *p, size_t begin) {
  return place_of(p->src, begin, p->now.end);
}

const char *parser_seen(parser *p) {
  if (p->now.kind == LEX_END)
    return "the end of the file";
  const char *s = arena_printf(p->a, "'%.*s'", (int)(p->now.end - p->now.begin > 40 ? 40 : p->now.end - p->now.begin),
                               p->src->text + p->now.begin);
  return s ? s : "this";
}

static void report(parser *p, const char *code, size_t begin, size_t end, const char *hint, const char *message) {
  if (p->panic || !message) {
    p->nomem = p->nomem || !message;
    return;
  }
  p->panic = true;
  if (++p->mistakes < MISTAKES_MAX)
    diag_add(p->diags, EVX_ERROR, code, p->src, begin, end, hint, "%s", message);
  else if (p->mistakes == MISTAKES_MAX)
    diag_add(p->diags, EVX_ERROR, "E099", p->src, begin, end, NULL,
             "too many mistakes; the rest of this pack is not read");
}

void parser_fail(parser *p, const char *code, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report(p, code, p->now.begin, p->now.end, hint, arena_vprintf(p->a, format, args));
  va_end(args);
}

void parser_fail_at(parser *p, const char *code, size_t begin, size_t end, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report(p, code, begin, end, hint, arena_vprintf(p->a, format, args));
  va_end(args);
}

/* What is ahead decides what is now: that memory is out must be known at once. */
static void look_ahead(parser *p, size_t at) {
  p->ahead = lex_next(p->src, at, p->a);
  if (p->ahead.kind == LEX_BAD && !p->ahead.text)
    p->nomem = p->panic = true;
}

void parser_advance(parser *p) {
  p->now = p->ahead;
  look_ahead(p, p->now.kind == LEX_END ? p->src->len : p->ahead.end);
  if (p->now.kind == LEX_BAD && p->now.text)
    parser_fail(p, "E001", NULL, "%s", p->now.text);
}

void parser_start(parser *p, size_t at) {
  look_ahead(p, at);
  parser_advance(p);
}

bool parser_is(const parser *p, const char *mark) {
  return p->now.kind == LEX_MARK && strcmp(p->now.text, mark) == 0;
}

bool parser_is_word(const parser *p, const char *word) {
  return p->now.kind == LEX_WORD && strcmp(p->now.text, word) == 0;
}

bool parser_accept(parser *p, const char *mark) {
  if (!parser_is(p, mark))
    return false;
  parser_advance(p);
  return true;
}

bool parser_accept_word(parser *p, const char *word) {
  if (!parser_is_word(p, word))
    return false;
  parser_advance(p);
  return true;
}

bool parser_expect(parser *p, const char *mark, const char *why) {
  if (parser_accept(p, mark))
    return true;
  parser_fail(p, "E002", NULL, "'%s' is needed here %s, not %s", mark, why, parser_seen(p));
  return false;
}

ast_name parser_name(parser *p, const char *what) {
  ast_name name = {0};
  if (p->now.kind != LEX_WORD) {
    parser_fail(p, "E003", NULL, "the name of %s is needed here, not %s", what, parser_seen(p));
    return name;
  }
  name = (ast_name){p->now.text, parser_place(p, p->now.begin)};
  parser_advance(p);
  return name;
}

/* A name with slashes, which the lexer would take for a regular expression. */
ast_name parser_raw_name(parser *p) {
  size_t begin = p->now.begin, end = begin;
  while (end < p->src->len && (unsigned char)p->src->text[end] > ' ')
    end++;
  ast_name name = {arena_string(p->a, p->src->text + begin, end - begin), place_of(p->src, begin, end)};
  if (!name.text)
    p->nomem = p->panic = true;
  p->panic = p->nomem;
  parser_start(p, end);
  return name;
}
