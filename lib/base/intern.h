/* intern.h - byte strings to small dense numbers and back (open addressing, FNV-1a style hash).
 * Number 0 is the empty string; every other string gets the next free number. Owns copies of the strings. */
#ifndef EVX_BASE_INTERN_H
#define EVX_BASE_INTERN_H

#include "base/memory.h"

#define INTERN_NONE UINT32_MAX

typedef struct intern_entry {
  const char *text; /* NUL-terminated, in the table's arena */
  uint32_t len;
  uint32_t hash;
} intern_entry;

typedef struct intern {
  arena memory;
  intern_entry *entries; /* by number */
  uint32_t count, room;
  uint32_t *slots; /* number + 1, 0 is free; power of two */
  uint32_t slot_count;
  bool numbers; /* what is kept are not words */
  /* Of a closed table, which has no entries: the strings one behind the other, and by number where each ends. */
  char *texts;
  uint32_t *ends;
} intern;

bool intern_init(intern *t, const evx_allocator *allocator);
/* For the bytes of sets of numbers, not words. */
bool intern_init_numbers(intern *t, const evx_allocator *allocator);
void intern_free(intern *t);
/* Makes a table that nothing is added to any more as small as it can be. Its strings can then only be looked for. False
 * when memory is out. */
bool intern_close(intern *t);
void intern_clear(intern *t);         /* forgets all strings, keeps the slots */
size_t intern_bytes(const intern *t); /* memory in use */

/* Of words; the table of the gazetteer is built with it too. */
uint32_t intern_hash(const char *text, size_t len);
/* The number of `text`, adding it when it is new; INTERN_NONE when memory is out. */
uint32_t intern_add(intern *t, const char *text, size_t len);
/* The number of `text`, or INTERN_NONE. Never changes the table: safe to share. */
uint32_t intern_find(const intern *t, const char *text, size_t len);

#endif
