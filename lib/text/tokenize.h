/* tokenize.h - bytes to tokens, without layout: any in tokenize.c, what most are in tokenize_short.c. Shared by the
 * files of this room. */
#ifndef EVX_TEXT_TOKENIZE_H
#define EVX_TEXT_TOKENIZE_H

#include "text/chars.h"
#include "text/document.h"

/* What ends something that was opened: an HTML tag, {{...}}, {%...%}, the words of a link, its address. */
typedef enum mate_kind { MATE_TAG, MATE_FIELD, MATE_BLOCK, MATE_WORDS, MATE_ADDRESS, MATE_KINDS } mate_kind;

/* What is known of bytes [from, to): no mate begins there. `over`: at `to` one does, or nothing further counts. */
typedef struct mate_search {
  size_t from, to;
  size_t behind; /* the mate at `to`; 0: none */
  bool over;
} mate_search;

/* What the tokenizer remembers between lines. All bounds keep it linear: an opening mark without its mate is looked
 * for once. */
typedef struct tokenizer {
  const char *text;
  size_t len;
  form_table *forms;
  arena *memory;
  pulse *pulse;
  char *spelling; /* scratch for words with invisible bytes inside */
  size_t spelling_room;
  size_t skip; /* bytes below this belong to a comment or to a word of an earlier line */
  mate_search mates[MATE_KINDS];
  bool no_comment_end; /* no "-->" behind `skip` */
  bool literal;        /* of a rule: 's at its start is the possessive of a word before it */
  size_t invalid;      /* bytes so far that are no UTF-8 */
  bool addresses;      /* some token so far is one */
  bool long_way;       /* never the short one: for the test that they agree */
  bool glued;          /* nothing but invisible bytes between the last token and here */
} tokenizer;

typedef struct token_vec {
  token *at;
  size_t count, room;
  VEC(uint32_t) endings; /* the tokens that are a FORM_ENDING */
  VEC(uint32_t) gaps;    /* the tokens that blanks other than a single space, or markup, stand before */
} token_vec;

/* Something of that sort stands before a token. */
static inline bool note_gap(token_vec *out, uint32_t before, arena *a) {
  bool known = out->gaps.count && out->gaps.at[out->gaps.count - 1] == before;
  return known || VEC_ADD(&out->gaps, a, before);
}

/* Appends the tokens of bytes [begin, end) to `out`. A word broken by a hyphen at the end of the range may reach
 * beyond it; `skip` then says how far. False when memory is out, or the pulse stopped it. */
bool tokenize_range(tokenizer *t, size_t begin, size_t end, token_vec *out);

/* The short way: appends the tokens from `*at` on that are easily told, up to one that needs a closer look, `end`, the
 * end of the room in `out`, or some thousand bytes. False when memory is out. */
bool tokenize_short(tokenizer *t, size_t *at, size_t end, token_vec *out);

#endif
