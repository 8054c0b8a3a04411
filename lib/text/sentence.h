/* sentence.h - where sentences end. */
#ifndef EVX_TEXT_SENTENCE_H
#define EVX_TEXT_SENTENCE_H

#include "text/document.h"

/* Cuts every block of lines (a heading; an item, label or text with the lines that continue it) into sentences and
 * marks their first and last tokens. Needs lines, tokens and paragraphs. False when memory is out, or the pulse
 * stopped it. */
bool sentences_find(document *doc, form_table *forms, const text_lexicon *lexicon, arena *a, pulse *p);

#endif
