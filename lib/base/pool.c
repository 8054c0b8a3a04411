#define _DEFAULT_SOURCE /* madvise, MAP_ANONYMOUS */
#include "base/pool.h"

#include <string.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

/* A large page, as most machines have it. Where others are larger they are not used, and nothing is lost. */
#define LARGE_PAGE ((size_t)2 << 20)
/* Requests above are rare, and better left to whom can move them without a copy. */
#define POOL_LARGE ((size_t)512 << 10)
/* Lists of what was given back: by the highest bit of the size. */
#define POOL_BINS 20u

typedef struct spare {
  struct spare *next;
  size_t size;
} spare;

struct pool {
  evx_allocator allocator;
  const evx_allocator *outer;
  char *begin, *free, *end; /* of the large page; from `free` on nothing was ever handed out */
  spare *spares[POOL_BINS];
  void *block; /* that it lies in; NULL: none */
};

/* Blocks are aligned to 16 bytes, and have room for a spare. */
static size_t rounded(size_t size) {
  return (size + 15) & ~(size_t)15;
}

static unsigned bin_of(size_t size) {
  return (unsigned)(8 * sizeof(unsigned long) - 1) - (unsigned)__builtin_clzl((unsigned long)size);
}

static bool is_inside(const pool *p, const void *ptr) {
  return (const char *)ptr >= p->begin && (const char *)ptr < p->end;
}

static void keep(pool *p, void *ptr, size_t size) {
  spare *s = ptr;
  unsigned bin = bin_of(size);
  if (bin >= POOL_BINS)
    return;
  *s = (spare){p->spares[bin], size};
  p->spares[bin] = s;
}

/* One that was given back and is large enough, if it is the first of its list; what is left of it is kept. */
static void *take_spare(pool *p, size_t size) {
  for (unsigned bin = bin_of(size), tries = 0; bin < POOL_BINS && tries < 2; bin++, tries++) {
    spare *s = p->spares[bin];
    if (!s || s->size < size)
      continue;
    p->spares[bin] = s->next;
    if (s->size > size)
      keep(p, (char *)s + size, s->size - size);
    return s;
  }
  return NULL;
}

/* `*fresh`: nothing was ever written to it. NULL where the pool has no room. */
static void *take(pool *p, size_t size, bool *fresh) {
  size_t need = rounded(size);
  *fresh = false;
  void *block = size <= POOL_LARGE ? take_spare(p, need) : NULL;
  if (block || size > POOL_LARGE || need > (size_t)(p->end - p->free))
    return block;
  block = p->free;
  p->free += need;
  *fresh = true;
  return block;
}

static void *pool_alloc(void *user, size_t size) {
  pool *p = user;
  bool fresh = false;
  void *block = take(p, size, &fresh);
  return block ? block : memory_alloc(p->outer, size);
}

static void pool_release(void *user, void *ptr, size_t size) {
  pool *p = user;
  if (is_inside(p, ptr))
    keep(p, ptr, rounded(size));
  else
    memory_release(p->outer, ptr, size);
}

static void *pool_resize(void *user, void *ptr, size_t old_size, size_t new_size) {
  pool *p = user;
  size_t had = rounded(old_size), need = rounded(new_size);
  if (!is_inside(p, ptr))
    return memory_resize(p->outer, ptr, old_size, new_size);
  if (had == need)
    return ptr;
  if (need > had && (char *)ptr + had == p->free && need - had <= (size_t)(p->end - p->free)) {
    p->free += need - had;
    return ptr;
  }
  void *made = pool_alloc(p, new_size);
  if (!made)
    return NULL;
  memcpy(made, ptr, old_size < new_size ? old_size : new_size);
  pool_release(p, ptr, old_size);
  return made;
}

/* Tools that look for wrong use of memory are to see every block; those that do not come with the compiler cannot be
 * told here, so that a build for them says it (tools/memcheck). */
#ifdef EVX_NO_POOL
#define IS_WATCHED 1
#elif defined __has_feature
#define IS_WATCHED (__has_feature(address_sanitizer) || __has_feature(memory_sanitizer))
#elif defined __SANITIZE_ADDRESS__
#define IS_WATCHED 1
#else
#define IS_WATCHED 0
#endif
#if defined __linux__ && defined MADV_HUGEPAGE && !IS_WATCHED
#define HAS_LARGE_PAGES
#endif

#ifdef HAS_LARGE_PAGES
/* Zeroed addresses, of which one large page is whole. */
static bool map(pool *p) {
  void *block = mmap(NULL, 2 * LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED)
    return false;
  p->block = block;
  p->begin = p->free = (char *)block + (-(uintptr_t)block & (LARGE_PAGE - 1));
  p->end = p->begin + LARGE_PAGE;
  return madvise(p->begin, LARGE_PAGE, MADV_HUGEPAGE) == 0;
}

static void unmap(pool *p) {
  if (p->block)
    munmap(p->block, 2 * LARGE_PAGE);
}
#else
static bool map(pool *p) {
  (void)p;
  return false;
}

static void unmap(pool *p) {
  (void)p;
}
#endif

pool *pool_new(const evx_allocator *outer) {
  pool *p = outer->alloc == memory_default_allocator.alloc ? memory_zalloc(outer, sizeof *p) : NULL;
  if (!p)
    return NULL;
  p->outer = outer;
  p->allocator = (evx_allocator){pool_alloc, pool_resize, pool_release, p};
  if (map(p))
    return p;
  pool_free(p);
  return NULL;
}

void pool_free(pool *p) {
  if (!p)
    return;
  unmap(p);
  memory_release(p->outer, p, sizeof *p);
}

const evx_allocator *pool_allocator(const pool *p) {
  return &p->allocator;
}

bool pool_is(const evx_allocator *allocator) {
  return allocator->alloc == pool_alloc;
}

const evx_allocator *pool_outer(const evx_allocator *allocator) {
  return ((const pool *)allocator->user)->outer;
}

void *pool_zalloc(const evx_allocator *allocator, size_t size) {
  pool *p = allocator->user;
  bool fresh = false;
  void *block = take(p, size, &fresh);
  if (!block)
    return memory_zalloc(p->outer, size);
  return fresh ? block : memset(block, 0, size);
}
