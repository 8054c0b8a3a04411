#include "rules/class_cache.h"

/* Rooms for a bitset, of which one is for tests to be answered anew and mostly clear; then for the numbers of tests. */
static size_t scratch_bytes(const class_cache *c) {
  return c->words * (sizeof *c->scratch + 64 * sizeof *c->atoms);
}

bool class_cache_init(class_cache *c, const predicate_set *predicates, const gazetteer *g,
                      const evx_allocator *allocator) {
  *c = (class_cache){.predicates = predicates,
                     .gazetteer = g,
                     .allocator = allocator,
                     .words = predicates->words_per_class,
                     .place_mask = predicates->place_mask};
  arena_init(&c->memory, allocator);
  pairmap_init(&c->numbers, allocator);
  c->scratch = memory_alloc(allocator, scratch_bytes(c));
  if (!c->scratch)
    return false;
  memset(c->scratch, 0, c->words * sizeof *c->scratch);
  c->atoms = (uint32_t *)(void *)(c->scratch + c->words);
  return intern_init_numbers(&c->atom_sets, allocator);
}

void class_cache_free(class_cache *c) {
  if (!c->allocator)
    return;
  memory_release(c->allocator, c->scratch, scratch_bytes(c));
  intern_free(&c->atom_sets);
  pairmap_free(&c->numbers);
  arena_free(&c->memory);
  regex_asker_free(&c->asker, c->predicates);
}

void class_cache_clear(class_cache *c) {
  intern_clear(&c->atom_sets);
  pairmap_clear(&c->numbers);
  arena_reset(&c->memory, 0);
  memset(&c->bases, 0, sizeof c->bases);
  memset(&c->classes, 0, sizeof c->classes);
  memset(c->plain, 0, sizeof c->plain);
}

size_t class_cache_bytes(const class_cache *c) {
  return arena_bytes(&c->memory) + intern_bytes(&c->atom_sets) + c->numbers.room * sizeof(pairmap_slot);
}

/* Finds what a form of this shape is that no other tests know, unless it is known. False when memory is out. */
static bool find_plain(class_cache *c, const form *f, known_answers *plain) {
  static const known_answers none = {0};
  if (plain->all)
    return true;
  uint32_t *atoms = arena_alloc(&c->memory, c->predicates->properties.count * sizeof *atoms);
  uint64_t *bits = arena_alloc(&c->memory, c->words * sizeof *bits);
  if (!atoms || !bits)
    return false;
  size_t count = predicate_plain(c->predicates, f, atoms);
  predicate_combine(c->predicates, atoms, count, &none, bits, c->scratch);
  *plain = (known_answers){atoms, count, bits};
  return true;
}

/* What a form has in common with a plain one of its shape is most of its answers. */
static bool add_base(class_cache *c, uint32_t base, const uint32_t *atoms, size_t count, const form *f) {
  uint32_t like = (f->shape ^ f->shape >> 6) % PLAIN_SHAPES;
  uint64_t *bits = arena_alloc(&c->memory, c->words * sizeof *bits);
  if (!bits || !find_plain(c, f, &c->plain[like]))
    return false;
  predicate_combine(c->predicates, atoms, count, &c->plain[like], bits, c->scratch);
  while (c->bases.count <= base) {
    if (!VEC_PUSH(&c->bases, &c->memory))
      return false;
  }
  c->bases.at[base] = (class_answers){bits, like};
  return true;
}

uint32_t class_base(class_cache *c, const form_table *forms, uint32_t id) {
  const form *f = &forms->forms[id];
  size_t count = 0;
  if (!predicate_classify(c->predicates, c->gazetteer, forms, f, &c->asker, c->scratch, c->atoms, &count))
    return CLASS_NONE;
  uint32_t base = intern_add(&c->atom_sets, (const char *)c->atoms, count * sizeof *c->atoms);
  bool known = base < c->bases.count && c->bases.at[base].bits;
  return base == INTERN_NONE || (!known && !add_base(c, base, c->atoms, count, f)) ? CLASS_NONE : base;
}

/* The answers at a place; those of no place are the base's own. NULL when memory is out. */
static const uint64_t *answers_at(class_cache *c, uint32_t base, uint32_t at) {
  uint64_t *bits = at ? arena_alloc(&c->memory, c->words * sizeof *bits) : NULL;
  if (!bits)
    return at ? NULL : c->bases.at[base].bits;
  memcpy(bits, c->bases.at[base].bits, c->words * sizeof *bits);
  predicate_place(c->predicates, at, bits, c->scratch);
  return bits;
}

uint32_t class_at(class_cache *c, uint32_t base, uint32_t at) {
  at &= c->place_mask;
  uint32_t id = pairmap_find(&c->numbers, base, at);
  if (id)
    return id;
  class_answers made = {answers_at(c, base, at), c->bases.at[base].like};
  if (!made.bits || (!c->classes.count && !VEC_PUSH(&c->classes, &c->memory)))
    return CLASS_NONE;
  id = (uint32_t)c->classes.count;
  return VEC_ADD(&c->classes, &c->memory, made) && pairmap_add(&c->numbers, base, at, id) ? id : CLASS_NONE;
}
