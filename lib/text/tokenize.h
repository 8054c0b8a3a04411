/* tokenize.h - bytes to tokens, without layout. Shared by the files of this room. */
#ifndef EVX_TEXT_TOKENIZE_H
#define EVX_TEXT_TOKENIZE_H

#include "text/chars.h"
#include "text/document.h"

/* What the tokenizer remembers between lines. All bounds keep it linear: an opening mark without its mate is looked
 * for once. */
typedef struct tokenizer {
  const char *text;
  size_t len;
  form_table *forms;
  arena *memory;
  char *spelling; /* scratch for words with invisible bytes inside */
  size_t spelling_room;
  size_t skip;         /* bytes below this belong to a comment or to a word of an earlier line */
  bool no_comment_end; /* no "-->" behind `skip` */
  bool literal;        /* of a rule: 's at its start is the possessive of a word before it */
  uint32_t line;       /* number that tokens get */
  size_t invalid;      /* bytes so far that are no UTF-8 */
  bool long_way;       /* never the short one: for the test that they agree */
  bool glued;          /* nothing but invisible bytes between the last token and here */
} tokenizer;

typedef VEC(token) token_vec;

/* Appends the tokens of bytes [begin, end) to `out`. A word broken by a hyphen at the end of the range may reach
 * beyond it; `skip` then says how far. False when memory is out. */
bool tokenize_range(tokenizer *t, size_t begin, size_t end, token_vec *out);

#endif
