/* lex.h - rule source to tokens, one at a time. */
#ifndef EVX_RULES_LEX_H
#define EVX_RULES_LEX_H

#include "rules/ast.h"

typedef enum lex_kind {
  LEX_END,
  LEX_WORD,
  LEX_STRING,
  LEX_EXACT,
  LEX_REGEX,
  LEX_INT,
  LEX_DATE,
  LEX_MARK,
  LEX_BAD
} lex_kind;

typedef struct lexeme {
  lex_kind kind;
  size_t begin, end; /* bytes of the source */
  const char *text;  /* WORD, STRING, EXACT, REGEX, DATE: NUL-terminated, unescaped; MARK: its characters */
  size_t len;
  int64_t number;  /* INT */
  bool caseless;   /* REGEX with i */
  bool line_start; /* first of its line */
} lexeme;

/* Reads the lexeme at or behind `at`. A LEX_BAD has its complaint in `text`. Kind LEX_BAD with text NULL: memory. */
lexeme lex_next(const source *src, size_t at, arena *a);

#endif
