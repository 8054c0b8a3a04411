/* no_memory.c - loaded in front of a program (LD_PRELOAD): its request for memory with the number NO_MEMORY_AT fails,
 * and with NO_MEMORY_AFTER=1 all behind it too. At the end, how many requests there were goes to the file
 * NO_MEMORY_COUNT. */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static atomic_long requests;
static long fails_at;
static bool fails_after;

static bool fails(void) {
  long number = atomic_fetch_add(&requests, 1) + 1;
  bool failing = fails_at > 0 && (number == fails_at || (fails_after && number > fails_at));
  if (failing)
    errno = ENOMEM;
  return failing;
}

void *malloc(size_t size) {
  return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  return fails() ? NULL : __libc_realloc(block, size);
}

__attribute__((constructor)) static void begin(void) {
  const char *at = getenv("NO_MEMORY_AT"), *after = getenv("NO_MEMORY_AFTER");
  fails_at = at ? atol(at) : 0;
  fails_after = after && *after == '1';
  atomic_store(&requests, 0);
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("NO_MEMORY_COUNT");
  long count = atomic_load(&requests);
  fails_at = 0;
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file) {
    fprintf(file, "%ld\n", count);
    fclose(file);
  }
}
