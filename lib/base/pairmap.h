/* pairmap.h - pairs of numbers to numbers: a growing hash table with open addressing. */
#ifndef EVX_BASE_PAIRMAP_H
#define EVX_BASE_PAIRMAP_H

#include "base/memory.h"
#include "base/prefetch.h"

typedef struct pairmap_slot {
  uint32_t a, b;
  uint32_t value; /* 0: free */
} pairmap_slot;

typedef struct pairmap {
  const evx_allocator *allocator;
  pairmap_slot *slots;
  uint32_t room, count; /* room is 0 or a power of two */
} pairmap;

void pairmap_init(pairmap *m, const evx_allocator *allocator);
void pairmap_free(pairmap *m);
void pairmap_clear(pairmap *m); /* forgets all pairs, keeps the slots */
/* Keeps `value` (not 0) under a pair that is not there yet. False when memory is out. */
bool pairmap_add(pairmap *m, uint32_t a, uint32_t b, uint32_t value);

/* Mixes both halves; any good 64-bit finalizer does (this one is MurmurHash3's). */
static inline uint32_t pair_hash(uint32_t a, uint32_t b) {
  uint64_t h = ((uint64_t)a << 32) | b;
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdu;
  h ^= h >> 33;
  return (uint32_t)h;
}

/* 0 for a pair that is not there. */
static inline uint32_t pairmap_find(const pairmap *m, uint32_t a, uint32_t b) {
  if (m->room == 0)
    return 0;
  uint32_t i = pair_hash(a, b) & (m->room - 1);
  while (m->slots[i].value && (m->slots[i].a != a || m->slots[i].b != b))
    i = (i + 1) & (m->room - 1);
  return m->slots[i].value;
}

/* The pair will be looked for soon. */
static inline void pairmap_prefetch(const pairmap *m, uint32_t a, uint32_t b) {
  if (m->room)
    PREFETCH(&m->slots[pair_hash(a, b) & (m->room - 1)]);
}

#endif
