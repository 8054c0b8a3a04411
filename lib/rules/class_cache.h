/* class_cache.h - one thread's classes: what the rules' token tests say of each distinct form at each kind of place.
 *
 *      form  --once per form-->  base  --once per base and place-->  class
 *
 * A base is the answers to the tests of spelling alone, a class those to all tests, both as bitsets. There are a few
 * thousand of them at most, however many forms a text has: most words pass no test of their own. Kept across documents;
 * output never depends on what is kept. */
#ifndef EVX_RULES_CLASS_CACHE_H
#define EVX_RULES_CLASS_CACHE_H

#include "rules/predicate.h"
#include "text/document.h"

#define CLASS_NONE  UINT32_MAX
#define PLACE_KINDS (1u << TOKEN_PLACE_BITS)

typedef struct class_cache {
  const predicate_set *predicates;
  const gazetteer *gazetteer;
  const evx_allocator *allocator;
  uint32_t words; /* of a bitset */
  uint32_t place_mask;
  uint32_t *form_base; /* by form id: base + 1, 0 not known */
  uint32_t form_room;
  intern bases;                    /* answers to atoms, as bytes -> base */
  arena memory;                    /* of base_bits */
  VEC(const uint64_t *) base_bits; /* by base: answers to compounds too, where no place holds */
  uint32_t *base_class;            /* base * PLACE_KINDS + place -> class + 1, 0 not known */
  uint32_t base_room;
  intern classes;    /* bitset bytes -> class */
  uint64_t *scratch; /* a bitset, and one of tests to be answered anew, which is mostly clear */
  regex_asker asker;
} class_cache;

bool class_cache_init(class_cache *c, const predicate_set *predicates, const gazetteer *g,
                      const evx_allocator *allocator);
void class_cache_free(class_cache *c);
void class_cache_forget_forms(class_cache *c);  /* form ids may change then */
void class_cache_clear(class_cache *c);         /* forgets all */
size_t class_cache_bytes(const class_cache *c); /* of bases and classes */
/* Makes room for the forms of a table. False when memory is out. */
bool class_cache_fit(class_cache *c, uint32_t forms);
/* Finds what class_of does not know; CLASS_NONE when memory is out. */
uint32_t class_find(class_cache *c, const form_table *forms, const token *t);

/* Classes are numbered from 1; there are `classes.count` - 1 of them. */
static inline uint32_t class_of(class_cache *c, const form_table *forms, const token *t) {
  uint32_t base = c->form_base[t->form];
  uint32_t known = base ? c->base_class[(size_t)(base - 1) * PLACE_KINDS + (t->place & c->place_mask)] : 0;
  return known ? known - 1 : class_find(c, forms, t);
}

static inline const uint64_t *class_bits(const class_cache *c, uint32_t id) {
  return (const uint64_t *)(const void *)c->classes.entries[id].text; /* an arena block: aligned */
}

#endif
