#include "record/keymap.h"

#define ROOM_FIRST 64u

void keymap_init(keymap *map, arena *a) {
  *map = (keymap){.memory = a};
}

/* The slot of a key, or the free one where it belongs. */
static keymap_slot *slot_of(const keymap *map, uint64_t key) {
  size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (map->room - 1); /* Fibonacci hashing */
  while (map->slots[i].key && map->slots[i].key != key)
    i = (i + 1) & (map->room - 1);
  return &map->slots[i];
}

static bool grow(keymap *map) {
  keymap old = *map;
  size_t room = old.room ? 2 * old.room : ROOM_FIRST;
  keymap_slot *slots = arena_array(map->memory, room, sizeof *slots);
  if (!slots)
    return false;
  map->slots = slots;
  map->room = room;
  for (size_t i = 0; i < old.room; i++) {
    if (old.slots[i].key)
      *slot_of(map, old.slots[i].key) = old.slots[i];
  }
  return true;
}

uint32_t keymap_find(const keymap *map, uint64_t key) {
  const keymap_slot *slot = map->room ? slot_of(map, key) : NULL;
  return slot && slot->key ? slot->number : UINT32_MAX;
}

uint32_t *keymap_at(keymap *map, uint64_t key) {
  if (2 * (map->count + 1) > map->room && !grow(map))
    return NULL;
  keymap_slot *slot = slot_of(map, key);
  if (!slot->key) {
    *slot = (keymap_slot){key, UINT32_MAX};
    map->count++;
  }
  return &slot->number;
}
