/* format_read.h - a rule source as pieces with the space that belongs between them: between the reader of the layout
 * (format_read.c) and its writer (format.c). */
#ifndef EVX_RULES_FORMAT_READ_H
#define EVX_RULES_FORMAT_READ_H

#include "rules/lex.h"

typedef enum piece_start {
  START_NONE,      /* goes on in the line, where there is room */
  START_STATEMENT, /* begins a statement */
  START_CLAUSE,    /* begins a clause of a rule: where, match, mark, emit, test */
} piece_start;

typedef struct piece {
  const char *text;
  size_t len;
  lex_kind kind; /* LEX_END: a comment */
  piece_start start;
  bool own_line;  /* a comment that stands alone */
  bool blank;     /* the author left an empty line before it */
  bool space;     /* a space, or a line's end, comes before it */
  bool clings;    /* no space comes behind it */
  uint8_t depth;  /* of the brackets around it */
  bool breakable; /* a line may end before it */
} piece;

typedef struct piece_list {
  VEC(piece) pieces;
} piece_list;

evx_status format_read(const source *src, diag_list *diags, arena *a, piece_list *out);
bool piece_is(const piece *p, const char *text);

#endif
