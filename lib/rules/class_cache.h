/* class_cache.h - one thread's classes: what the rules' token tests say of each distinct form at each kind of place.
 *
 *      form  -->  base,  base and place  -->  class
 *
 * A base is what forms have in common that pass the same tests of spelling; a class is the answers to all tests, as a
 * bitset, and since the tests of spelling and those of place are among them, another base or place is another class.
 * There are a few thousand of them at most, however many forms a text has: most words pass no test of their own. What
 * follows from a form is kept by form_entries.h. Kept across documents; output never depends on what is kept. */
#ifndef EVX_RULES_CLASS_CACHE_H
#define EVX_RULES_CLASS_CACHE_H

#include "base/pairmap.h"
#include "rules/predicate.h"
#include "text/document.h"

#define CLASS_NONE   UINT32_MAX
#define PLACE_KINDS  (1u << TOKEN_PLACE_BITS)
#define PLAIN_SHAPES 64u

/* Answers to all tests. */
typedef struct class_answers {
  const uint64_t *bits; /* NULL: none */
  uint32_t like;        /* in class_cache.plain: what they have much in common with */
} class_answers;

typedef struct class_cache {
  const predicate_set *predicates;
  const gazetteer *gazetteer;
  const evx_allocator *allocator;
  uint32_t words; /* of a bitset */
  uint32_t place_mask;
  intern atom_sets;                  /* the tests of spelling that a form passes, in order -> base */
  arena memory;                      /* of answers */
  VEC(class_answers) bases;          /* where no place holds */
  known_answers plain[PLAIN_SHAPES]; /* by shape, folded: of a form that is nothing else; zeros: not known */
  VEC(class_answers) classes;
  pairmap numbers; /* base and place -> class */
  uint64_t *scratch;
  uint32_t *atoms; /* behind it */
  regex_asker asker;
} class_cache;

bool class_cache_init(class_cache *c, const predicate_set *predicates, const gazetteer *g,
                      const evx_allocator *allocator);
void class_cache_free(class_cache *c);
void class_cache_clear(class_cache *c);         /* forgets all */
size_t class_cache_bytes(const class_cache *c); /* of bases and classes */
/* The base of a form; CLASS_NONE when memory is out. */
uint32_t class_base(class_cache *c, const form_table *forms, uint32_t id);
/* The class of a base at a place (`at`: TOKEN_* bits); CLASS_NONE when memory is out. Classes are numbered from 1. */
uint32_t class_at(class_cache *c, uint32_t base, uint32_t at);

static inline const uint64_t *class_bits(const class_cache *c, uint32_t id) {
  return c->classes.at[id].bits;
}

#endif
