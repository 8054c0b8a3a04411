/* arena.c - where an arena's blocks come from. What only calls these functions is in memory.c. */
#include "base/memory.h"

#include <string.h>

#ifndef ARENA_FIRST /* tests have smaller ones, so that every block is a request of its own */
#define ARENA_FIRST ((size_t)2 << 10)
#define ARENA_CAP   ((size_t)4 << 20)
#endif
/* Blocks that go on growing have a chunk of their own from this size on. */
#define ARENA_OWN ((size_t)32 << 10)

/* Header of a chunk; its blocks follow. */
struct arena_chunk {
  arena_chunk *older;
  size_t size; /* of the blocks' space */
  max_align_t blocks[];
};

/* Makes the blocks of the arena's chunk free. */
static void begin_chunk(arena *a, arena_chunk *c) {
  a->chunk = c;
  a->free = c ? (char *)c->blocks : NULL;
  a->left = c ? c->size : 0;
}

void arena_init(arena *a, const evx_allocator *allocator) {
  *a = (arena){.allocator = allocator};
}

static void release_chunk(arena *a, arena_chunk *c) {
  a->bytes -= sizeof *c + c->size;
  memory_release(a->allocator, c, sizeof *c + c->size);
}

void arena_free(arena *a) {
  while (a->chunk) {
    arena_chunk *older = a->chunk->older;
    release_chunk(a, a->chunk);
    a->chunk = older;
  }
  begin_chunk(a, NULL);
}

size_t arena_bytes(const arena *a) {
  return a->bytes;
}

void arena_reset(arena *a, size_t keep) {
  arena_chunk *kept = NULL;
  for (arena_chunk *c = a->chunk, *older; c; c = older) {
    older = c->older;
    if (c->size <= keep && (!kept || c->size > kept->size)) {
      arena_chunk *smaller = kept;
      kept = c;
      c = smaller;
    }
    if (c)
      release_chunk(a, c);
  }
  if (kept)
    kept->older = NULL;
  begin_chunk(a, kept);
}

static bool arena_grow(arena *a, size_t need) {
  size_t size = a->chunk ? a->chunk->size * 2 : ARENA_FIRST;
  if (size > ARENA_CAP)
    size = ARENA_CAP;
  if (size < need)
    size = need;
  if (size > SIZE_MAX - sizeof(arena_chunk))
    return false;
  arena_chunk *c = memory_alloc(a->allocator, sizeof *c + size);
  if (!c)
    return false;
  c->older = a->chunk;
  c->size = size;
  a->bytes += sizeof *c + size;
  begin_chunk(a, c);
  return true;
}

void *arena_alloc_more(arena *a, size_t size) {
  if (size > SIZE_MAX - 15)
    return NULL;
  size = size ? (size + 15) & ~(size_t)15 : 16;
  if (size > a->left && !arena_grow(a, size))
    return NULL;
  char *p = a->free;
  a->free += size;
  a->left -= size;
  return p;
}

void arena_shrink(arena *a, const void *block, size_t size) {
  char *end = (char *)a->chunk->blocks + ((const char *)block - (const char *)a->chunk->blocks);
  end += size ? (size + 15) & ~(size_t)15 : 16;
  a->left += (size_t)(a->free - end);
  a->free = end;
}

/* Where the chunk hangs that a block fills alone; NULL for other blocks. The newest chunk may yet be filled further. */
static arena_chunk **own_chunk(arena *a, const void *block, size_t size) {
  for (arena_chunk **at = a->chunk ? &a->chunk->older : NULL; at && *at; at = &(*at)->older) {
    if ((*at)->blocks == block)
      return (*at)->size == size ? at : NULL;
  }
  return NULL;
}

void *arena_resize(arena *a, void *block, size_t old_size, size_t new_size) {
  arena_chunk **at = block && old_size >= ARENA_OWN ? own_chunk(a, block, old_size) : NULL;
  if (new_size < ARENA_OWN || !a->chunk) {
    void *made = arena_alloc(a, new_size);
    return made && block ? memcpy(made, block, old_size) : made;
  }
  if (new_size > SIZE_MAX - sizeof(arena_chunk))
    return NULL;
  if (at) {
    arena_chunk *grown = memory_resize(a->allocator, *at, sizeof **at + (*at)->size, sizeof **at + new_size);
    if (!grown)
      return NULL;
    a->bytes += new_size - grown->size;
    grown->size = new_size;
    *at = grown;
    return grown->blocks;
  }
  arena_chunk *made = memory_alloc(a->allocator, sizeof *made + new_size);
  if (!made)
    return NULL;
  *made = (arena_chunk){.older = a->chunk->older, .size = new_size};
  a->bytes += sizeof *made + new_size;
  a->chunk->older = made;
  return block ? memcpy(made->blocks, block, old_size) : made->blocks;
}
