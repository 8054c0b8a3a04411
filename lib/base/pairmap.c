#include "base/pairmap.h"

#include <string.h>

#define ROOM_FIRST 256u

void pairmap_init(pairmap *m, const evx_allocator *allocator) {
  *m = (pairmap){.allocator = allocator};
}

void pairmap_free(pairmap *m) {
  memory_release(m->allocator, m->slots, m->room * sizeof *m->slots);
  m->slots = NULL;
  m->room = m->count = 0;
}

void pairmap_clear(pairmap *m) {
  if (m->slots)
    memset(m->slots, 0, m->room * sizeof *m->slots);
  m->count = 0;
}

static void put(pairmap_slot *slots, uint32_t room, const pairmap_slot *s) {
  uint32_t i = pair_hash(s->a, s->b) & (room - 1);
  while (slots[i].value)
    i = (i + 1) & (room - 1);
  slots[i] = *s;
}

bool pairmap_add(pairmap *m, uint32_t a, uint32_t b, uint32_t value) {
  if (2 * (m->count + 1) > m->room) {
    uint32_t room = m->room ? m->room * 2 : ROOM_FIRST;
    pairmap_slot *slots = memory_zalloc(m->allocator, room * sizeof *slots);
    if (!slots)
      return false;
    for (uint32_t i = 0; i < m->room; i++) {
      if (m->slots[i].value)
        put(slots, room, &m->slots[i]);
    }
    memory_release(m->allocator, m->slots, m->room * sizeof *slots);
    m->slots = slots;
    m->room = room;
  }
  put(m->slots, m->room, &(pairmap_slot){a, b, value});
  m->count++;
  return true;
}
