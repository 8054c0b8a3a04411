#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_FIRST ((size_t)16 << 10)
#define ARENA_CAP   ((size_t)4 << 20)

/* Header of a chunk; its blocks follow. */
struct arena_chunk {
  arena_chunk *older;
  size_t size; /* of the blocks' space */
  max_align_t blocks[];
};

static void *default_alloc(void *user, size_t size) {
  (void)user;
  return malloc(size);
}

static void *default_resize(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  (void)old_size;
  return realloc(ptr, new_size);
}

static void default_release(void *user, void *ptr, size_t size) {
  (void)user;
  (void)size;
  free(ptr);
}

const evx_allocator memory_default_allocator = {default_alloc, default_resize, default_release, NULL};

void *memory_alloc(const evx_allocator *allocator, size_t size) {
  return allocator->alloc(allocator->user, size ? size : 1);
}

void *memory_zalloc(const evx_allocator *allocator, size_t size) {
  void *p = memory_alloc(allocator, size);
  return p ? memset(p, 0, size) : NULL;
}

void *memory_resize(const evx_allocator *allocator, void *ptr, size_t old_size, size_t new_size) {
  if (!ptr)
    return memory_alloc(allocator, new_size);
  return allocator->resize(allocator->user, ptr, old_size ? old_size : 1, new_size ? new_size : 1);
}

void memory_release(const evx_allocator *allocator, void *ptr, size_t size) {
  if (ptr)
    allocator->release(allocator->user, ptr, size ? size : 1);
}

void arena_init(arena *a, const evx_allocator *allocator) {
  *a = (arena){.allocator = allocator};
}

static void release_chunk(arena *a, arena_chunk *c) {
  memory_release(a->allocator, c, sizeof *c + c->size);
}

void arena_free(arena *a) {
  while (a->chunk) {
    arena_chunk *older = a->chunk->older;
    release_chunk(a, a->chunk);
    a->chunk = older;
  }
  a->used = a->size = 0;
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
  a->chunk = kept;
  a->used = 0;
  a->size = kept ? kept->size : 0;
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
  a->chunk = c;
  a->used = 0;
  a->size = size;
  return true;
}

void *arena_alloc(arena *a, size_t size) {
  if (size > SIZE_MAX - 15)
    return NULL;
  size = size ? (size + 15) & ~(size_t)15 : 16;
  if (size > a->size - a->used && !arena_grow(a, size))
    return NULL;
  char *p = (char *)a->chunk->blocks + a->used;
  a->used += size;
  return p;
}

void *arena_zalloc(arena *a, size_t size) {
  void *p = arena_alloc(a, size);
  return p ? memset(p, 0, size) : NULL;
}

void *arena_array(arena *a, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  return arena_zalloc(a, count * size);
}

char *arena_string(arena *a, const char *text, size_t len) {
  char *p = len < SIZE_MAX ? arena_alloc(a, len + 1) : NULL;
  if (!p)
    return NULL;
  if (len)
    memcpy(p, text, len);
  p[len] = '\0';
  return p;
}

char *arena_vprintf(arena *a, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, again);
  va_end(again);
  char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
  if (p)
    vsnprintf(p, (size_t)n + 1, format, args);
  return p;
}

char *arena_printf(arena *a, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *p = arena_vprintf(a, format, args);
  va_end(args);
  return p;
}
