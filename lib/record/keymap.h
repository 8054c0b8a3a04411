/* keymap.h - 64-bit keys to numbers, in an arena: open addressing that grows with its keys. */
#ifndef EVX_RECORD_KEYMAP_H
#define EVX_RECORD_KEYMAP_H

#include "base/memory.h"

typedef struct keymap_slot {
  uint64_t key; /* 0: free */
  uint32_t number;
} keymap_slot;

typedef struct keymap {
  arena *memory;
  keymap_slot *slots; /* NULL while there is no key */
  size_t room, count; /* a power of two, or 0 */
} keymap;

void keymap_init(keymap *map, arena *a);
/* The number kept under `key` (not 0), UINT32_MAX at first, until another key is added; NULL when memory is out. */
uint32_t *keymap_at(keymap *map, uint64_t key);
/* The same without making room for the key: UINT32_MAX where it has none. */
uint32_t keymap_find(const keymap *map, uint64_t key);

#endif
