#include "base/vec.h"

bool vec_grow(arena *a, void **at, size_t count, size_t *room, size_t size) {
  size_t more = *room ? *room * 2 : 8;
  if (more < *room || more > SIZE_MAX / size)
    return false;
  void *block = arena_resize(a, *at, count * size, more * size);
  if (!block)
    return false;
  *at = block;
  *room = more;
  return true;
}
