/* references.h - what evx is held against in the same run: work on the same bytes whose cost everybody knows. */
#ifndef EVX_BENCH_REFERENCES_H
#define EVX_BENCH_REFERENCES_H

#include "texts.h"

typedef struct references references;

references *references_new(size_t room); /* NULL, with a message, where PCRE2 has no JIT */
void references_free(references *r);
void reference_copy(references *r, const text_set *set);
/* All words of all documents, by one PCRE2-JIT pattern in UTF mode; how many. */
size_t reference_words(references *r, const text_set *set);
/* All matches of the sixty patterns, one pattern after another over each document; how many. */
size_t reference_sixty(references *r, const text_set *set);

#endif
