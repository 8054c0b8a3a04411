#include "rules/class_cache.h"

bool class_cache_init(class_cache *c, const predicate_set *predicates, const gazetteer *g,
                      const evx_allocator *allocator) {
  *c = (class_cache){.predicates = predicates,
                     .gazetteer = g,
                     .allocator = allocator,
                     .words = predicates->words_per_class,
                     .place_mask = predicates->place_mask};
  arena_init(&c->memory, allocator);
  c->scratch = memory_zalloc(allocator, 2 * c->words * sizeof *c->scratch);
  return regex_asker_init(&c->asker, predicates) && intern_init_numbers(&c->bases, allocator) &&
         intern_init_numbers(&c->classes, allocator) && c->scratch;
}

void class_cache_free(class_cache *c) {
  if (!c->allocator)
    return;
  memory_release(c->allocator, c->scratch, 2 * c->words * sizeof *c->scratch);
  intern_free(&c->bases);
  arena_free(&c->memory);
  intern_free(&c->classes);
  regex_asker_free(&c->asker, c->predicates);
}

void class_cache_clear(class_cache *c) {
  intern_clear(&c->bases);
  arena_reset(&c->memory, 0);
  memset(&c->base_bits, 0, sizeof c->base_bits);
  memset(c->plainest, 0, sizeof c->plainest);
  intern_clear(&c->classes);
}

size_t class_cache_bytes(const class_cache *c) {
  return arena_bytes(&c->memory) + intern_bytes(&c->bases) + intern_bytes(&c->classes);
}

static const uint64_t *base_atoms(const class_cache *c, uint32_t base) {
  return (const uint64_t *)(const void *)c->bases.entries[base].text; /* an arena block: aligned */
}

static uint32_t atom_count(const class_cache *c, uint32_t base) {
  const uint64_t *atoms = base_atoms(c, base);
  uint32_t count = 0;
  for (uint32_t i = 0; i < c->words; i++) {
    for (uint64_t rest = atoms[i]; rest; rest &= rest - 1)
      count++;
  }
  return count;
}

/* What a form has in common with the plainest of its shape is most of its answers. */
static bool add_base(class_cache *c, uint32_t base, uint32_t shape) {
  plain_base *plain = &c->plainest[(shape ^ shape >> 6) % PLAIN_SHAPES];
  known_answers known = {0};
  if (plain->atoms)
    known = (known_answers){base_atoms(c, plain->base), c->base_bits.at[plain->base]};
  predicate_combine(c->predicates, plain->atoms ? &known : NULL, c->scratch, c->scratch + c->words);
  uint64_t *bits = arena_array(&c->memory, c->words, sizeof *bits);
  if (!bits)
    return false;
  memcpy(bits, c->scratch, c->words * sizeof *bits);
  while (c->base_bits.count <= base) {
    if (!VEC_ADD(&c->base_bits, &c->memory, bits))
      return false;
  }
  uint32_t atoms = atom_count(c, base);
  if (!plain->atoms || atoms < plain->atoms)
    *plain = (plain_base){base, atoms};
  return true;
}

uint32_t class_base(class_cache *c, const form_table *forms, uint32_t id) {
  if (!predicate_classify(c->predicates, c->gazetteer, forms, &forms->forms[id], &c->asker, c->scratch))
    return CLASS_NONE;
  uint32_t base = intern_add(&c->bases, (const char *)c->scratch, c->words * sizeof *c->scratch);
  return base == INTERN_NONE || (base >= c->base_bits.count && !add_base(c, base, forms->forms[id].shape)) ? CLASS_NONE
                                                                                                           : base;
}

uint32_t class_at(class_cache *c, uint32_t base, uint32_t at) {
  memcpy(c->scratch, c->base_bits.at[base], c->words * sizeof *c->scratch);
  predicate_place(c->predicates, at & c->place_mask, c->scratch, c->scratch + c->words);
  uint32_t id = intern_add(&c->classes, (const char *)c->scratch, c->words * sizeof *c->scratch);
  return id == INTERN_NONE ? CLASS_NONE : id;
}
