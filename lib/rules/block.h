/* block.h - long documents a piece at a time: sentences are read for themselves, so that only what is found in them has
 * to be held for the whole document.
 *
 * A block is a run of tokens that ends where a sentence does, and, if rules read lines or paragraphs, where one of
 * those does, unless that would make it too long. Its view is a document of its own, with positions that count from the
 * block's first token. */
#ifndef EVX_RULES_BLOCK_H
#define EVX_RULES_BLOCK_H

#include "base/pulse.h"
#include "text/document.h"

/* Tokens of a block, or a few more. */
#define BLOCK_TOKENS 4096u
/* A paragraph that goes on for longer is cut at a sentence's end: so the work on a block, and its memory, have a bound.
 */
#define BLOCK_TOKENS_MAX (8 * BLOCK_TOKENS)

/* Where the block that begins at token `begin` ends. `wide`: at a paragraph's end. */
uint32_t block_end(const document *doc, uint32_t begin, bool wide);
/* Tokens [begin, end) as a document. False when memory is out, or the pulse stopped. */
bool block_view(const document *doc, uint32_t begin, uint32_t end, pulse *p, arena *a, document *out);

#endif
