#include "base/intern.h"

#include <string.h>

/* Many tables hold little. */
#define SLOTS_FIRST   64u
#define ENTRIES_FIRST 16u

uint32_t intern_hash(const char *text, size_t len) {
  uint32_t h = 2166136261u; /* FNV-1a, with a final mix for the low bits that pick the slot */
  for (size_t i = 0; i < len; i++)
    h = (h ^ (unsigned char)text[i]) * 16777619u;
  return h ^ (h >> 15);
}

#define FACTOR 0xff51afd7ed558ccdu /* of MurmurHash3's finalizer */

static uint64_t mix(uint64_t h, uint64_t part) {
  return ((h << 29 | h >> 35) ^ part) * FACTOR;
}

/* The same for sets of numbers, which are longer than words: eight bytes at a time, and as long as there are four times
 * as many by four sums that do not wait for one another. */
static uint32_t hash_numbers(const char *bytes, size_t len) {
  uint64_t h = len, parts[4];
  if (len >= sizeof parts) {
    uint64_t a = h, b = ~h, c = h << 32, d = ~c;
    for (; len >= sizeof parts; bytes += sizeof parts, len -= sizeof parts) {
      memcpy(parts, bytes, sizeof parts);
      a = mix(a, parts[0]), b = mix(b, parts[1]), c = mix(c, parts[2]), d = mix(d, parts[3]);
    }
    h = mix(mix(mix(a, b), c), d);
  }
  for (; len >= sizeof *parts; bytes += sizeof *parts, len -= sizeof *parts) {
    memcpy(parts, bytes, sizeof *parts);
    h = mix(h, parts[0]);
  }
  parts[0] = 0;
  if (len) {
    memcpy(parts, bytes, len);
    h = mix(h, parts[0]);
  }
  h ^= h >> 32;
  h *= FACTOR;
  return (uint32_t)(h >> 32);
}

static uint32_t hash_of(const intern *t, const char *text, size_t len) {
  return t->numbers ? hash_numbers(text, len) : intern_hash(text, len);
}

static size_t texts_size(const intern *t) {
  return t->ends ? t->ends[t->count - 1] : 0;
}

void intern_free(intern *t) {
  if (!t->memory.allocator)
    return;
  memory_release(t->memory.allocator, t->texts, texts_size(t));
  memory_release(t->memory.allocator, t->ends, t->count * sizeof *t->ends);
  memory_release(t->memory.allocator, t->slots, t->slot_count * sizeof *t->slots);
  memory_release(t->memory.allocator, t->entries, t->room * sizeof *t->entries);
  arena_free(&t->memory);
  memset(t, 0, sizeof *t);
}

/* Of what is there, not of the room that is kept for more: a table that was emptied would seem full. */
size_t intern_bytes(const intern *t) {
  if (t->ends)
    return texts_size(t) + t->count * sizeof *t->ends + t->slot_count * sizeof *t->slots;
  return arena_bytes(&t->memory) + t->count * (sizeof *t->entries + 2 * sizeof *t->slots);
}

static uint32_t *find_slot(uint32_t *slots, uint32_t slot_count, const intern_entry *entries, const char *text,
                           size_t len, uint32_t hash) {
  uint32_t i = hash & (slot_count - 1);
  for (; slots[i]; i = (i + 1) & (slot_count - 1)) {
    const intern_entry *e = &entries[slots[i] - 1];
    if (e->hash == hash && e->len == len && (len == 0 || memcmp(e->text, text, len) == 0))
      break;
  }
  return &slots[i];
}

/* Another number of slots. */
static bool slots_resize(intern *t, uint32_t count) {
  uint32_t *slots = memory_zalloc(t->memory.allocator, count * sizeof *slots);
  if (!slots)
    return false;
  for (uint32_t n = 0; n < t->count; n++) {
    uint32_t i = t->entries[n].hash & (count - 1);
    while (slots[i])
      i = (i + 1) & (count - 1);
    slots[i] = n + 1;
  }
  memory_release(t->memory.allocator, t->slots, t->slot_count * sizeof *slots);
  t->slots = slots;
  t->slot_count = count;
  return true;
}

static bool entries_grow(intern *t) {
  uint32_t room = t->room ? t->room * 2 : ENTRIES_FIRST;
  intern_entry *entries =
      memory_resize(t->memory.allocator, t->entries, t->room * sizeof *entries, room * sizeof *entries);
  if (!entries)
    return false;
  t->entries = entries;
  t->room = room;
  return true;
}

/* Number 0 is the empty string; its entry needs no arena memory. */
static void add_empty(intern *t) {
  t->count = 1;
  t->entries[0] = (intern_entry){"", 0, hash_of(t, "", 0)};
  t->slots[t->entries[0].hash & (t->slot_count - 1)] = 1;
}

void intern_clear(intern *t) {
  arena_reset(&t->memory, (size_t)1 << 16);
  memset(t->slots, 0, t->slot_count * sizeof *t->slots);
  add_empty(t);
}

bool intern_init_numbers(intern *t, const evx_allocator *allocator) {
  if (!intern_init(t, allocator))
    return false;
  t->numbers = true;
  intern_clear(t);
  return true;
}

bool intern_init(intern *t, const evx_allocator *allocator) {
  memset(t, 0, sizeof *t);
  arena_init(&t->memory, allocator);
  t->slots = memory_zalloc(allocator, SLOTS_FIRST * sizeof *t->slots);
  if (!t->slots)
    return false;
  t->slot_count = SLOTS_FIRST;
  if (!entries_grow(t)) {
    intern_free(t);
    return false;
  }
  add_empty(t);
  return true;
}

uint32_t intern_add(intern *t, const char *text, size_t len) {
  uint32_t hash = hash_of(t, text, len);
  uint32_t *slot = find_slot(t->slots, t->slot_count, t->entries, text, len, hash);
  if (*slot)
    return *slot - 1;
  if (len > UINT32_MAX - 1 || t->count == INTERN_NONE - 1)
    return INTERN_NONE;
  if (t->count == t->room && !entries_grow(t))
    return INTERN_NONE;
  if ((t->count + 1) * 2 > t->slot_count) {
    if (!slots_resize(t, t->slot_count * 2))
      return INTERN_NONE;
    slot = find_slot(t->slots, t->slot_count, t->entries, text, len, hash);
  }
  const char *copy = arena_string(&t->memory, text, len);
  if (!copy)
    return INTERN_NONE;
  t->entries[t->count] = (intern_entry){copy, (uint32_t)len, hash};
  *slot = ++t->count;
  return t->count - 1;
}

bool intern_close(intern *t) {
  const evx_allocator *al = t->memory.allocator;
  size_t size = 0;
  uint32_t slots = 2;
  for (uint32_t n = 0; n < t->count; n++)
    size += t->entries[n].len;
  if (size > UINT32_MAX) /* more than numbers of four bytes can tell */
    return true;
  while (slots / 4 * 3 < t->count)
    slots *= 2;
  char *texts = memory_alloc(al, size);
  uint32_t *ends = memory_alloc(al, t->count * sizeof *ends), end = 0;
  if (!texts || !ends || !slots_resize(t, slots)) {
    memory_release(al, texts, size);
    memory_release(al, ends, t->count * sizeof *ends);
    return false;
  }
  for (uint32_t n = 0; n < t->count; n++) {
    memcpy(texts + end, t->entries[n].text, t->entries[n].len);
    ends[n] = end += t->entries[n].len;
  }
  memory_release(al, t->entries, t->room * sizeof *t->entries);
  arena_free(&t->memory);
  t->entries = NULL;
  t->room = 0;
  t->texts = texts;
  t->ends = ends;
  return true;
}

static uint32_t find_closed(const intern *t, const char *text, size_t len) {
  uint32_t slot = hash_of(t, text, len) & (t->slot_count - 1);
  for (; t->slots[slot]; slot = (slot + 1) & (t->slot_count - 1)) {
    uint32_t n = t->slots[slot] - 1, begin = n ? t->ends[n - 1] : 0;
    if (t->ends[n] - begin == len && (len == 0 || memcmp(t->texts + begin, text, len) == 0))
      return n;
  }
  return INTERN_NONE;
}

uint32_t intern_find(const intern *t, const char *text, size_t len) {
  if (t->ends)
    return find_closed(t, text, len);
  uint32_t *slot = find_slot(t->slots, t->slot_count, t->entries, text, len, hash_of(t, text, len));
  return *slot ? *slot - 1 : INTERN_NONE;
}
