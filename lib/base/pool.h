/* pool.h - the first memory of an object that soon needs some megabytes in many pieces, as an allocator of its own.
 *
 * It comes out of one block, which the system backs with a large page where it has one: what would be hundreds of page
 * faults is one then. What does not fit is asked of the allocator behind it. One thread's, as the object is. */
#ifndef EVX_BASE_POOL_H
#define EVX_BASE_POOL_H

#include "base/memory.h"

typedef struct pool pool;

/* A pool before `outer`, which outlives it; NULL where there are no large pages to be had, memory is out, or the caller
 * wants to see every request: by an allocator of its own. */
pool *pool_new(const evx_allocator *outer);
void pool_free(pool *p); /* accepts NULL; all that came from it has to be released */
const evx_allocator *pool_allocator(const pool *p);

/* For memory.c: whether an allocator is that of a pool; what is behind it; zeroed memory of it. */
bool pool_is(const evx_allocator *allocator);
const evx_allocator *pool_outer(const evx_allocator *allocator);
void *pool_zalloc(const evx_allocator *allocator, size_t size);

#endif
