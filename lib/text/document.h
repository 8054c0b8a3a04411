/* document.h - a text as the rules see it: tokens, sentences, lines, paragraphs.
 *
 * Input: any bytes. Output: arrays in the caller's arena. Invariants: token spans are ordered, do not overlap, lie in
 * the text and cut no code point; every token belongs to exactly one line, paragraph and sentence; sentences do not
 * cross paragraphs, headings, list items, labels or table rows.
 *
 * What is not a token: white space, soft hyphens, zero-width characters, a byte order mark, HTML comments and tags,
 * template fields ({{...}}), Markdown emphasis, code and escape marks (*, **, _, __, `, a backslash before
 * punctuation), front-matter fences, rules of repeated marks (---, ***, ====), page furniture (form feed, page
 * numbers on a line of their own, running heads repeated across pages).
 *
 *      "# Minutes\n\nPresent: Anna Berg,\nJo Lund."
 *       line 0 heading level 1: Minutes
 *       line 1 blank
 *       line 2 label (label_end behind the colon): Present : Anna Berg ,
 *       line 3 text (continues the paragraph): Jo Lund .
 */
#ifndef EVX_TEXT_DOCUMENT_H
#define EVX_TEXT_DOCUMENT_H

#include "base/pulse.h"
#include "base/vec.h"
#include "text/form.h"

/* Properties of a token at its place. */
enum {
  TOKEN_FIRST = 1u << 0,  /* first of its sentence (a bullet before it does not count) */
  TOKEN_LAST = 1u << 1,   /* last of its sentence, a final full stop not counted */
  TOKEN_GLUED = 1u << 2,  /* no space before it */
  TOKEN_BULLET = 1u << 3, /* the mark or number of a list item */
  TOKEN_APART = 1u << 4,  /* a wide gap before it on its line: a tab, or three blanks or more */
  TOKEN_PLACE_BITS = 5
};

/* Long texts have millions of them: what can be looked up is not kept. */
typedef struct token {
  uint32_t begin, end;               /* bytes of the raw text, from its first to its last visible byte */
  uint32_t form : 27;                /* below FORM_MAX */
  uint32_t place : TOKEN_PLACE_BITS; /* TOKEN_* */
} token;

typedef enum line_kind {
  LINE_BLANK,
  LINE_TEXT,
  LINE_HEADING,
  LINE_ITEM,
  LINE_LABEL,
  LINE_TABLE,
  LINE_FURNITURE
} line_kind;

/* A physical line. */
typedef struct line {
  uint32_t begin, end;             /* bytes, line end not included */
  uint32_t token_begin, token_end; /* may be empty */
  uint32_t paragraph;
  line_kind kind;
  uint32_t level; /* heading: 1 to 6 Markdown or inferred, 7 bold-only, 8 "Title:" line; item: nesting from 1 */
  uint32_t
      label_end; /* token behind the colon of a label at the line's start ("Present:"); 0: none. Items may have one */
} line;

/* A run of tokens [begin, end). */
typedef struct token_range {
  uint32_t begin, end;
} token_range;

typedef struct document {
  const char *text;
  size_t len;
  VEC(token) tokens;
  VEC(uint32_t) endings; /* the tokens that are a FORM_ENDING */
  VEC(line) lines;
  VEC(token_range) sentences;  /* a list item's bullet stands before its sentence and belongs to none */
  VEC(token_range) paragraphs; /* runs of lines without a blank line; a heading or list item is one of its own */
  uint32_t title_end;          /* tokens before it are the title: the headings, and short lines, before all others */
  size_t invalid_bytes;        /* not UTF-8 */
  bool addresses;              /* some token is one: "https://…", "www.…" */
} document;

/* Language knowledge of this room, given from outside as word lists over match-folded spellings. */
typedef struct text_lexicon {
  const intern *abbreviations; /* words whose full stop ends no sentence, without the stop: "mr", "st", "no" */
  const intern *going_on;      /* words before which an initialism ends no sentence ("9 a.m. Tuesday"): "tuesday" */
  const intern *label_keys;    /* header keys that make a label line also when long or lower case: "date", "present" */
  const intern *line_ends;     /* words behind which a short line goes on with the next: "meeting of the" */
  const intern *line_begins;   /* words that go on with the line before: "of the board" */
} text_lexicon;

/* Reads `text` into `doc` (all arrays in `a`, forms in `forms`). EVX_ERR_NOMEM, or EVX_ERR_CALLBACK where the pulse
 * stopped it. `lexicon` may be NULL or hold NULLs, the pulse NULL. */
evx_status document_read(document *doc, const char *text, size_t len, const text_lexicon *lexicon, form_table *forms,
                         arena *a, pulse *p);

/* Number of the line that a token stands on. */
uint32_t document_line(const document *doc, uint32_t token);
/* Number of the sentence that a token stands in; UINT32_MAX for a bullet. */
uint32_t document_sentence(const document *doc, uint32_t token);

/* Tokenizes a literal of a rule ("the next meeting") exactly like a document, without layout or sentences. */
evx_status document_tokenize_literal(const char *text, size_t len, form_table *forms, arena *a, token **tokens,
                                     size_t *count);

/* The record's spelling of a byte range: runs of white space become one space, invalid bytes U+FFFD, trimmed. */
evx_status document_clean(const char *text, size_t begin, size_t end, arena *a, evx_string *out);

#endif
