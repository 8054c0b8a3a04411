#include "rules/kinds.h"

#include <string.h>

#define ROOM_FIRST 256u

bool kinds_init(kind_table *k, const evx_allocator *allocator) {
  *k = (kind_table){0};
  pairmap_init(&k->sums, allocator);
  return intern_init_numbers(&k->kinds, allocator);
}

void kinds_free(kind_table *k) {
  const evx_allocator *al = k->sums.allocator;
  if (!al)
    return;
  memory_release(al, k->of_class, k->class_room * sizeof *k->of_class);
  memory_release(al, k->origins, k->origin_room * sizeof *k->origins);
  memory_release(al, k->scratch, k->scratch_room * sizeof *k->scratch);
  pairmap_free(&k->sums);
  intern_free(&k->kinds);
}

void kinds_clear(kind_table *k) {
  if (k->of_class)
    memset(k->of_class, 0, k->class_room * sizeof *k->of_class);
  if (k->origins)
    memset(k->origins, 0, k->origin_room * sizeof *k->origins);
  pairmap_clear(&k->sums);
  intern_clear(&k->kinds);
}

size_t kinds_bytes(const kind_table *k) {
  return k->sums.room * sizeof(pairmap_slot) + intern_bytes(&k->kinds) + k->class_room * sizeof *k->of_class +
         k->origin_room * sizeof *k->origins;
}

uint32_t kind_of_class(kind_table *k, uint32_t class) {
  if (class < k->class_room && k->of_class[class])
    return k->of_class[class];
  if (!memory_fit(k->sums.allocator, &k->of_class, &k->class_room, class, ROOM_FIRST, sizeof *k->of_class))
    return 0;
  uint32_t kind = intern_add(&k->kinds, (const char *)&class, sizeof class);
  return k->of_class[class] = kind == INTERN_NONE ? 0 : kind;
}

static bool make_room(kind_table *k, size_t count) {
  if (count <= k->scratch_room)
    return true;
  size_t room = 2 * count + 16;
  uint32_t *scratch =
      memory_resize(k->sums.allocator, k->scratch, k->scratch_room * sizeof *scratch, room * sizeof *scratch);
  if (!scratch)
    return false;
  k->scratch = scratch;
  k->scratch_room = room;
  return true;
}

/* The kind that has `element` besides what `kind` has; 0 when memory is out. */
static uint32_t sum(kind_table *k, uint32_t kind, uint32_t element) {
  uint32_t known = pairmap_find(&k->sums, kind, element);
  if (known)
    return known;
  size_t count = 0, n = 1, i = 0;
  const uint32_t *elements = kind_edges(k, kind, &count);
  if (!make_room(k, count + 2))
    return 0;
  uint32_t *with = k->scratch;
  with[0] = kind_class(k, kind);
  while (i < count && elements[i] < element)
    with[n++] = elements[i++];
  if (i == count || elements[i] != element)
    with[n++] = element;
  while (i < count)
    with[n++] = elements[i++];
  uint32_t made = intern_add(&k->kinds, (const char *)with, n * sizeof *with);
  if (made != INTERN_NONE && n > count + 1 &&
      !memory_fit(k->sums.allocator, &k->origins, &k->origin_room, made, ROOM_FIRST, sizeof *k->origins))
    return 0;
  if (made != INTERN_NONE && n > count + 1 && !k->origins[made].kind)
    k->origins[made] = (kind_origin){kind, element};
  return made != INTERN_NONE && pairmap_add(&k->sums, kind, element, made) ? made : 0;
}

static edge_part part_at(uint32_t begin, uint32_t end, uint32_t at) {
  return end - begin == 1 ? PART_ALONE : at == begin ? PART_BEGIN : at + 1 == end ? PART_END : PART_INSIDE;
}

bool kinds_mark(kind_table *k, uint32_t *kinds, uint32_t edge, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++) {
    if (!(kinds[at] = sum(k, kinds[at], edge_element(edge, part_at(begin, end, at)))))
      return false;
  }
  return true;
}

void kinds_prefetch(const kind_table *k, const uint32_t *kinds, uint32_t edge, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end; at++)
    pairmap_prefetch(&k->sums, kinds[at], edge_element(edge, part_at(begin, end, at)));
}
