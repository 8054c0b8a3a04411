/* diag.h - findings about rule packs, collected while a builder works. Owns all its strings.
 * Running out of memory while a finding is stored sets `nomem`; the build then fails with EVX_ERR_NOMEM. */
#ifndef EVX_BASE_DIAG_H
#define EVX_BASE_DIAG_H

#include "base/vec.h"

/* A rule source as given to the builder, or reached by an include. */
typedef struct source {
  const char *name; /* as shown in messages */
  const char *text; /* NUL-terminated copy */
  size_t len;
  bool builtin;
} source;

/* Line and column of an offset, from 1; columns count code points. */
void source_locate(const source *src, size_t offset, size_t *line, size_t *column);

typedef struct diag_list {
  arena *memory;
  VEC(const evx_diag *) items;
  size_t errors; /* those of severity EVX_ERROR */
  bool nomem;
} diag_list;

void diag_init(diag_list *list, arena *memory);
/* Adds a finding about bytes [begin, end) of `src` (NULL: about no source). `hint` may be NULL. */
void diag_add(diag_list *list, evx_severity severity, const char *code, const source *src, size_t begin, size_t end,
              const char *hint, const char *format, ...) __attribute__((format(printf, 8, 9)));
/* Orders by source (in order of first appearance), offset and order of adding. */
void diag_sort(diag_list *list);
/* The candidate closest to `word` by edit distance, if close enough to be meant (at most a third of its length,
 * rounded up); else NULL. */
const char *diag_closest(const char *word, const char *const *candidates, size_t count);

#endif
