/* texts.h - what is read by speed.c: many documents of about one size, made of reports in a folder.
 *
 * Reports are cut at line ends into documents of about TEXT_DOCUMENT bytes. When the folder is used up it begins again
 * with other names and numbers: of every round, a third of the distinct capitalized words that are not first in their
 * sentence get other letters, and all digits but those of years are turned by the round. So the vocabulary goes on
 * growing as that of real text does, and caches are not warmer than they would be. */
#ifndef EVX_BENCH_TEXTS_H
#define EVX_BENCH_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#define TEXT_DOCUMENT 2048u

typedef struct text {
  const char *at;
  size_t len;
} text;

typedef struct text_set {
  char *bytes; /* all documents, one behind the other */
  size_t size;
  text *documents;
  size_t count;
  size_t reports, rounds; /* that they were made of */
} text_set;

/* At least `size` bytes of documents from the .txt files below `folder`. False, with a message, where it has none. */
bool texts_read(text_set *set, const char *folder, size_t size);
void texts_free(text_set *set);

#endif
