/* class_cache.h - one thread's classes: what the rules' token tests say of each distinct form at each kind of place.
 *
 *      form  -->  base,  base and place  -->  class
 *
 * A base is the answers to the tests of spelling alone, a class those to all tests, both as bitsets. There are a few
 * thousand of them at most, however many forms a text has: most words pass no test of their own. What follows from a
 * form is kept by form_entries.h. Kept across documents; output never depends on what is kept. */
#ifndef EVX_RULES_CLASS_CACHE_H
#define EVX_RULES_CLASS_CACHE_H

#include "rules/predicate.h"
#include "text/document.h"

#define CLASS_NONE   UINT32_MAX
#define PLACE_KINDS  (1u << TOKEN_PLACE_BITS)
#define PLAIN_SHAPES 64u

/* Of the forms with one shape, the base with the fewest atoms that hold; 0 atoms: none is known. */
typedef struct plain_base {
  uint32_t base, atoms;
} plain_base;

typedef struct class_cache {
  const predicate_set *predicates;
  const gazetteer *gazetteer;
  const evx_allocator *allocator;
  uint32_t words; /* of a bitset */
  uint32_t place_mask;
  intern bases;                      /* answers to atoms, as bytes -> base */
  arena memory;                      /* of base_bits */
  VEC(const uint64_t *) base_bits;   /* by base: answers to compounds too, where no place holds */
  plain_base plainest[PLAIN_SHAPES]; /* by shape, folded */
  intern classes;                    /* bitset bytes -> class */
  uint64_t *scratch;                 /* a bitset, and one of tests to be answered anew, which is mostly clear */
  regex_asker asker;
} class_cache;

bool class_cache_init(class_cache *c, const predicate_set *predicates, const gazetteer *g,
                      const evx_allocator *allocator);
void class_cache_free(class_cache *c);
void class_cache_clear(class_cache *c);         /* forgets all */
size_t class_cache_bytes(const class_cache *c); /* of bases and classes */
/* The base of a form; CLASS_NONE when memory is out. */
uint32_t class_base(class_cache *c, const form_table *forms, uint32_t id);
/* The class of a base at a place (`at`: TOKEN_* bits); CLASS_NONE when memory is out. Classes are numbered from 1;
 * there are `classes.count` - 1 of them. */
uint32_t class_at(class_cache *c, uint32_t base, uint32_t at);

static inline const uint64_t *class_bits(const class_cache *c, uint32_t id) {
  return (const uint64_t *)(const void *)c->classes.entries[id].text; /* an arena block: aligned */
}

#endif
