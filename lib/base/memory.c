#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include "base/format.h"
#include "base/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

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

/* Of large blocks the system has zeroed pages, which are handed out as they are touched. */
void *memory_zalloc(const evx_allocator *allocator, size_t size) {
  if (allocator->alloc == default_alloc)
    return calloc(1, size ? size : 1);
  if (pool_is(allocator))
    return pool_zalloc(allocator, size ? size : 1);
  void *p = memory_alloc(allocator, size);
  return p ? memset(p, 0, size) : NULL;
}

void *memory_resize(const evx_allocator *allocator, void *ptr, size_t old_size, size_t new_size) {
  if (!ptr)
    return memory_alloc(allocator, new_size);
  return allocator->resize(allocator->user, ptr, old_size ? old_size : 1, new_size ? new_size : 1);
}

bool memory_fit(const evx_allocator *allocator, void *array, uint32_t *room, uint32_t element, uint32_t first,
                size_t each) {
  size_t more = *room ? *room : first;
  void **at = array;
  if (element < *room)
    return true;
  while (more <= element)
    more *= 2;
  char *made = more > UINT32_MAX ? NULL : memory_resize(allocator, *at, *room * each, more * each);
  if (!made)
    return false;
  memset(made + *room * each, 0, (more - *room) * each);
  *at = made;
  *room = (uint32_t)more;
  return true;
}

#if defined __linux__ && !defined MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* of Linux 5.14; older ones refuse it, and nothing is lost */
#endif

void memory_expect(void *block, size_t size) {
#ifdef __linux__
  long page = sysconf(_SC_PAGESIZE);
  size_t mask = page > 0 ? (size_t)page - 1 : 0, skip = (size_t)(-(uintptr_t)block & mask);
  if (mask && size > skip)
    madvise((char *)block + skip, (size - skip) & ~mask, MADV_POPULATE_WRITE);
#else
  (void)block;
  (void)size;
#endif
}

void memory_trim(const evx_allocator *allocator) {
#ifdef __GLIBC__
  if (pool_is(allocator))
    allocator = pool_outer(allocator);
  if (allocator->release == default_release)
    malloc_trim(0);
#else
  (void)allocator;
#endif
}

void memory_release(const evx_allocator *allocator, void *ptr, size_t size) {
  if (ptr)
    allocator->release(allocator->user, ptr, size ? size : 1);
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
  char text[128]; /* most of what is written is short, and of the simple kind */
  va_list again;
  va_copy(again, args);
  size_t len = format_simple(text, sizeof text, format, again);
  va_end(again);
  if (len <= sizeof text)
    return arena_string(a, text, len);
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
