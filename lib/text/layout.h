/* layout.h - what kind of line each line is. */
#ifndef EVX_TEXT_LAYOUT_H
#define EVX_TEXT_LAYOUT_H

#include "text/tokenize.h"

/* Splits the text into lines and classifies them by their bytes alone: blank, headings by their mark, list items,
 * tables, furniture; the rest is LINE_TEXT. `content` of each line (in `contents`, same index) is where its tokens
 * begin, behind a heading's mark but before a bullet. False when memory is out, or the pulse
 * stopped it. */
bool layout_lines(document *doc, arena *a, pulse *p, uint32_t **contents);

/* Classifies the LINE_TEXT lines further, now that their tokens are known: labels and headings by wording.
 * A pulse that stops it says so. */
void layout_refine(document *doc, const form_table *forms, const text_lexicon *lexicon, pulse *p);

#endif
