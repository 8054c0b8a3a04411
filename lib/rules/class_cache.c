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
  memory_release(c->allocator, c->form_base, c->form_room * sizeof *c->form_base);
  memory_release(c->allocator, c->base_class, (size_t)c->base_room * PLACE_KINDS * sizeof *c->base_class);
  memory_release(c->allocator, c->scratch, 2 * c->words * sizeof *c->scratch);
  intern_free(&c->bases);
  arena_free(&c->memory);
  intern_free(&c->classes);
  regex_asker_free(&c->asker, c->predicates);
}

void class_cache_forget_forms(class_cache *c) {
  if (c->form_base)
    memset(c->form_base, 0, c->form_room * sizeof *c->form_base);
}

void class_cache_clear(class_cache *c) {
  class_cache_forget_forms(c);
  intern_clear(&c->bases);
  arena_reset(&c->memory, 0);
  memset(&c->base_bits, 0, sizeof c->base_bits);
  intern_clear(&c->classes);
  if (c->base_class)
    memset(c->base_class, 0, (size_t)c->base_room * PLACE_KINDS * sizeof *c->base_class);
}

size_t class_cache_bytes(const class_cache *c) {
  return c->base_room * PLACE_KINDS * sizeof *c->base_class + arena_bytes(&c->memory) + intern_bytes(&c->bases) +
         intern_bytes(&c->classes);
}

/* Resizes a zeroed array from `room` to `need` elements or more. */
static bool grow(const evx_allocator *al, uint32_t **at, uint32_t *room, size_t need, size_t each) {
  size_t more = *room ? *room : 256;
  while (more < need)
    more *= 2;
  uint32_t *made = memory_resize(al, *at, *room * each, more * each);
  if (!made)
    return false;
  memset((char *)made + *room * each, 0, (more - *room) * each);
  *at = made;
  *room = (uint32_t)more;
  return true;
}

bool class_cache_fit(class_cache *c, uint32_t forms) {
  return forms <= c->form_room || grow(c->allocator, &c->form_base, &c->form_room, forms, sizeof *c->form_base);
}

static bool add_base(class_cache *c, uint32_t base) {
  predicate_combine(c->predicates, c->scratch, c->scratch + c->words);
  uint64_t *bits = arena_array(&c->memory, c->words, sizeof *bits);
  if (!bits)
    return false;
  memcpy(bits, c->scratch, c->words * sizeof *bits);
  while (c->base_bits.count <= base) {
    if (!VEC_ADD(&c->base_bits, &c->memory, bits))
      return false;
  }
  return true;
}

/* The base of a form; CLASS_NONE when memory is out. */
static uint32_t find_base(class_cache *c, const form_table *forms, uint32_t id) {
  if (!predicate_classify(c->predicates, c->gazetteer, forms, &forms->forms[id], &c->asker, c->scratch))
    return CLASS_NONE;
  uint32_t base = intern_add(&c->bases, (const char *)c->scratch, c->words * sizeof *c->scratch);
  if (base == INTERN_NONE)
    return CLASS_NONE;
  if (base >= c->base_room &&
      !grow(c->allocator, &c->base_class, &c->base_room, base + 1, PLACE_KINDS * sizeof *c->base_class))
    return CLASS_NONE;
  if (base >= c->base_bits.count && !add_base(c, base))
    return CLASS_NONE;
  c->form_base[id] = base + 1;
  return base;
}

uint32_t class_find(class_cache *c, const form_table *forms, const token *t) {
  uint32_t base = c->form_base[t->form] ? c->form_base[t->form] - 1 : find_base(c, forms, t->form);
  if (base == CLASS_NONE)
    return CLASS_NONE;
  uint32_t at = t->place & c->place_mask;
  uint32_t *known = &c->base_class[(size_t)base * PLACE_KINDS + at];
  if (*known)
    return *known - 1;
  memcpy(c->scratch, c->base_bits.at[base], c->words * sizeof *c->scratch);
  predicate_place(c->predicates, at, c->scratch, c->scratch + c->words);
  uint32_t id = intern_add(&c->classes, (const char *)c->scratch, c->words * sizeof *c->scratch);
  if (id == INTERN_NONE)
    return CLASS_NONE;
  *known = id + 1;
  return id;
}
