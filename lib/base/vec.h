/* vec.h - a typed growing array over an arena. The old block of a small one stays in the arena when it grows, that of a
 * large one does not (arena_resize), so nothing needs to be released.
 *
 *   typedef VEC(token) token_vec;
 *   token_vec v = {0};
 *   token *t = VEC_PUSH(&v, arena);   // zeroed; NULL when memory is out
 */
#ifndef EVX_BASE_VEC_H
#define EVX_BASE_VEC_H

#include "base/memory.h"

#define VEC(type)                                                                                                      \
  struct {                                                                                                             \
    type *at;                                                                                                          \
    size_t count, room;                                                                                                \
  }

/* Appends one zeroed element and returns its address, or NULL. */
#define VEC_PUSH(v, a) (VEC_FIT(v, a) ? memset(&(v)->at[(v)->count++], 0, sizeof *(v)->at) : NULL)
/* Appends `value`; false when memory is out. */
#define VEC_ADD(v, a, value) (VEC_FIT(v, a) ? ((v)->at[(v)->count++] = (value), true) : false)
/* Makes room for one more element; false when memory is out. */
#define VEC_FIT(v, a)                                                                                                  \
  ((v)->count < (v)->room || vec_grow((a), (void **)&(v)->at, (v)->count, &(v)->room, sizeof *(v)->at))

#include <string.h>

/* Makes room for one more element of `size` bytes where there is none: what VEC_FIT does not do by itself. */
bool vec_grow(arena *a, void **at, size_t count, size_t *room, size_t size);

#endif
