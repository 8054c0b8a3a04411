#include "record/keymap.h"

bool keymap_init(keymap *map, size_t count, arena *a) {
  size_t room = 16;
  while (room < 2 * count)
    room *= 2;
  map->slots = arena_array(a, room, sizeof *map->slots);
  map->mask = room - 1;
  return map->slots != NULL;
}

/* The slot of a key, or the free one where it belongs. */
static size_t slot_of(const keymap *map, uint64_t key) {
  size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & map->mask; /* Fibonacci hashing */
  while (map->slots[i].key && map->slots[i].key != key)
    i = (i + 1) & map->mask;
  return i;
}

uint32_t keymap_find(const keymap *map, uint64_t key) {
  const keymap_slot *slot = map->slots ? &map->slots[slot_of(map, key)] : NULL;
  return slot && slot->key ? slot->number : UINT32_MAX;
}

uint32_t *keymap_at(keymap *map, uint64_t key) {
  if (!map->slots)
    return NULL;
  size_t i = slot_of(map, key);
  if (!map->slots[i].key)
    map->slots[i] = (keymap_slot){key, UINT32_MAX};
  return &map->slots[i].number;
}
