/* result.h - the answers to one document: a record and all that it points to, in one arena. */
#ifndef EVX_API_RESULT_H
#define EVX_API_RESULT_H

#include "api/engine.h"

struct evx_result {
  evx_engine *engine; /* shared: its allocator serves `memory` */
  arena memory;
  const char *text; /* the caller's, or a copy in `memory` */
  size_t len;
  const evx_record *record;
};

/* A result without a record yet. `copy`: it keeps its own text. NULL when memory is out. */
evx_result *result_new(const evx_engine *engine, const char *text, size_t len, bool copy);

#endif
