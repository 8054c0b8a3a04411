/* memory.h - the allocator of an object and the arena that most of its memory comes from.
 *
 * An arena hands out blocks that are all released together. It grows by chunks that double up to a cap;
 * arena_reset gives the blocks back and keeps one chunk of the largest size for the next document.
 * A failed allocation returns NULL and leaves the arena as it was; nothing here ever aborts. */
#ifndef EVX_BASE_MEMORY_H
#define EVX_BASE_MEMORY_H

#include <stdarg.h>
#include <string.h>

#include "evx.h"

/* The malloc family as an evx_allocator. */
extern const evx_allocator memory_default_allocator;

void *memory_alloc(const evx_allocator *allocator, size_t size);
void *memory_zalloc(const evx_allocator *allocator, size_t size);
void *memory_resize(const evx_allocator *allocator, void *ptr, size_t old_size, size_t new_size);
/* Makes room for an element of a growing zeroed array; `array`: where its address is kept; `first`: the least room.
 * False when memory is out. */
bool memory_fit(const evx_allocator *allocator, void *array, uint32_t *room, uint32_t element, uint32_t first,
                size_t each);
/* Says that all of a large block is about to be written: cheaper than a page fault for each page of it. */
void memory_expect(void *block, size_t size);
/* What was released goes back to the system as far as it can. */
void memory_trim(const evx_allocator *allocator);
void memory_release(const evx_allocator *allocator, void *ptr, size_t size); /* accepts NULL */

typedef struct arena_chunk arena_chunk;

typedef struct arena {
  const evx_allocator *allocator; /* outlives the arena */
  arena_chunk *chunk;             /* newest first */
  char *free;                     /* of the newest chunk: what is not yet handed out */
  size_t left;                    /* bytes of it */
  size_t bytes;                   /* of all chunks */
} arena;

void arena_init(arena *a, const evx_allocator *allocator);
void arena_free(arena *a);
/* Bytes of its chunks. */
size_t arena_bytes(const arena *a);
/* Gives all blocks back; keeps at most `keep` bytes of chunk for reuse. */
void arena_reset(arena *a, size_t keep);

/* A larger block with the contents of one that arena_alloc or arena_resize gave, which is gone then; `block` NULL: a
 * new one. A large block has a chunk of its own, which grows without a copy where the allocator can. */
void *arena_resize(arena *a, void *block, size_t old_size, size_t new_size);
/* For arena_alloc: a block that has no room in the newest chunk, or is empty. */
void *arena_alloc_more(arena *a, size_t size);
/* 16-byte aligned; contents undefined. Size 0 gives a unique non-NULL pointer. */
static inline void *arena_alloc(arena *a, size_t size) {
  size_t need = (size + 15) & ~(size_t)15;
  if (need - 1 >= a->left) /* also where it is 0: by size, or by overflow */
    return arena_alloc_more(a, size);
  void *block = a->free;
  a->free += need;
  a->left -= need;
  return block;
}
/* Gives back what is behind the first `size` bytes of the block that was allocated last. */
void arena_shrink(arena *a, const void *block, size_t size);
static inline void *arena_zalloc(arena *a, size_t size) {
  void *block = arena_alloc(a, size);
  return block ? memset(block, 0, size) : NULL;
}
/* count * size with a check for overflow; zeroed. */
static inline void *arena_array(arena *a, size_t count, size_t size) {
  return size && count > SIZE_MAX / size ? NULL : arena_zalloc(a, count * size);
}
/* A NUL-terminated copy of `len` bytes. */
char *arena_string(arena *a, const char *text, size_t len);
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

#endif
