/* worker.h - one thread's caches and scratch memory. */
#ifndef EVX_API_WORKER_H
#define EVX_API_WORKER_H

#include "api/engine.h"
#include "base/pool.h"

struct evx_worker {
  evx_engine *engine;  /* shared */
  rule_runner *runner; /* forms and classes, kept across documents */
  pool *memory;        /* of both; NULL: they have it of the engine's allocator */
  arena scratch;       /* of one document */
  atomic_int state;    /* worker_state */
};

enum worker_state { WORKER_IDLE, WORKER_BUSY, WORKER_DOOMED /* busy, and freed by the caller meanwhile */ };

/* Every call that uses a worker's memory begins and ends with these, so that a second one, by another thread or out of
 * a callback, is refused: worker_enter then answers EVX_ERR_BUSY. */
evx_status worker_enter(evx_worker *worker);
/* Makes the worker ready for the next document. */
void worker_leave(evx_worker *worker);

/* Reads a text and runs the rules over it; all that comes out lives in the worker's scratch and forms.
 * `options` may be NULL. */
evx_status worker_read(evx_worker *worker, const char *text, size_t len, const run_options *options, document *doc,
                       mention_list *mentions);

#endif
