#include "rules/edges.h"

#include <string.h>

bool edge_sets_init(edge_sets *e, const evx_allocator *allocator) {
  pairmap_init(&e->sums, allocator);
  return intern_init(&e->sets, allocator);
}

void edge_sets_free(edge_sets *e) {
  if (!e->sums.allocator)
    return;
  memory_release(e->sums.allocator, e->scratch, e->scratch_room * sizeof *e->scratch);
  pairmap_free(&e->sums);
  intern_free(&e->sets);
}

void edge_sets_clear(edge_sets *e) {
  pairmap_clear(&e->sums);
  intern_clear(&e->sets);
}

size_t edge_sets_bytes(const edge_sets *e) {
  return e->sums.room * sizeof(pairmap_slot) + intern_bytes(&e->sets);
}

const uint32_t *edge_set(const edge_sets *e, uint32_t set, size_t *count) {
  *count = e->sets.entries[set].len / sizeof(uint32_t);
  return (const uint32_t *)(const void *)e->sets.entries[set].text; /* an arena block: aligned */
}

static bool make_room(edge_sets *e, size_t count) {
  if (count <= e->scratch_room)
    return true;
  size_t room = 2 * count + 16;
  uint32_t *scratch =
      memory_resize(e->sums.allocator, e->scratch, e->scratch_room * sizeof *scratch, room * sizeof *scratch);
  if (!scratch)
    return false;
  e->scratch = scratch;
  e->scratch_room = room;
  return true;
}

/* The set that has `element` besides those of `set`; INTERN_NONE when memory is out. */
static uint32_t sum(edge_sets *e, uint32_t set, uint32_t element) {
  uint32_t known = pairmap_find(&e->sums, set, element);
  if (known)
    return known;
  size_t count = 0, n = 0, k = 0;
  const uint32_t *elements = edge_set(e, set, &count);
  if (!make_room(e, count + 1))
    return INTERN_NONE;
  uint32_t *with = e->scratch;
  while (k < count && elements[k] < element)
    with[n++] = elements[k++];
  if (k == count || elements[k] != element)
    with[n++] = element;
  while (k < count)
    with[n++] = elements[k++];
  uint32_t made = intern_add(&e->sets, (const char *)with, n * sizeof *with);
  return made != INTERN_NONE && pairmap_add(&e->sums, set, element, made) ? made : INTERN_NONE;
}

bool edges_mark(edge_sets *e, uint32_t *sets, uint32_t kind, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    edge_part part = end - begin == 1 ? PART_ALONE : at == begin ? PART_BEGIN : at + 1 == end ? PART_END : PART_INSIDE;
    uint32_t set = sum(e, sets[at], edge_element(kind, part));
    if (set == INTERN_NONE)
      return false;
    sets[at] = set;
  }
  return true;
}
