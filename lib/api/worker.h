/* worker.h - one thread's caches and scratch memory. */
#ifndef EVX_API_WORKER_H
#define EVX_API_WORKER_H

#include "api/engine.h"

struct evx_worker {
  evx_engine *engine;  /* shared */
  rule_runner *runner; /* forms and classes, kept across documents */
  arena scratch;       /* of one document */
};

/* Reads a text and runs the rules over it; all that comes out lives in the worker's scratch and forms.
 * `options` may be NULL. */
evx_status worker_read(evx_worker *worker, const char *text, size_t len, const run_options *options, document *doc,
                       mention_list *mentions);
/* Makes the worker ready for the next document. */
void worker_reset(evx_worker *worker);

#endif
