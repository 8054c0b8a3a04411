/* keymap.h - 64-bit keys to numbers, in an arena. Open addressing; made for a known most of keys. */
#ifndef EVX_RECORD_KEYMAP_H
#define EVX_RECORD_KEYMAP_H

#include "base/memory.h"

typedef struct keymap_slot {
  uint64_t key; /* 0: free */
  uint32_t number;
} keymap_slot;

typedef struct keymap {
  keymap_slot *slots;
  size_t mask;
} keymap;

/* Room for `count` distinct keys; false when memory is out. */
bool keymap_init(keymap *map, size_t count, arena *a);
/* The number kept under `key` (not 0), UINT32_MAX at first; NULL only in a map that could not be made. */
uint32_t *keymap_at(keymap *map, uint64_t key);
/* The same without making room for the key: UINT32_MAX where it has none. */
uint32_t keymap_find(const keymap *map, uint64_t key);

#endif
