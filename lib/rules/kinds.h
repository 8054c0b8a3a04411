/* kinds.h - all that the rules can see of a token, as one number: its class, and what edges of several tokens (word
 * list entries, mentions) begin at it, cover it or end at it.
 *
 *      tokens      The   8th   meeting   of   CIS   Foreign   Ministers
 *      Kind                    alone
 *      Group                                  begin  inside   end
 *
 * Distinct kinds are numbered, so that what follows from one (which rules can begin here, what it meets of their needs)
 * is found once and looked up by number. Edges are added to a token one at a time. Kept across documents. */
#ifndef EVX_RULES_KINDS_H
#define EVX_RULES_KINDS_H

#include "base/intern.h"
#include "base/pairmap.h"

typedef enum edge_part { PART_ALONE, PART_BEGIN, PART_INSIDE, PART_END } edge_part;

/* A sort of edge (edge_sort) and a part of it. */
static inline uint32_t edge_element(uint32_t edge, edge_part part) {
  return edge << 2 | (uint32_t)part;
}

/* True of the parts that stand where an edge begins. */
static inline bool edge_begins(uint32_t element) {
  return (element & 3) <= PART_BEGIN;
}

/* A kind that has all but one of the elements of another, and that one. */
typedef struct kind_origin {
  uint32_t kind, element;
} kind_origin;

typedef struct kind_table {
  intern kinds;         /* class, then elements in order -> kind; 0 is none */
  pairmap sums;         /* kind and element -> kind that has it too */
  kind_origin *origins; /* by kind: what it was first made of; zeros: of a class alone */
  uint32_t origin_room;
  uint32_t *of_class; /* by class: the kind without edges; 0 not known */
  uint32_t class_room;
  uint32_t *scratch;
  size_t scratch_room;
} kind_table;

bool kinds_init(kind_table *k, const evx_allocator *allocator);
void kinds_free(kind_table *k);
void kinds_clear(kind_table *k);
size_t kinds_bytes(const kind_table *k);
/* The kind of a token that no edge goes over; 0 when memory is out. */
uint32_t kind_of_class(kind_table *k, uint32_t class);
/* Adds an edge over tokens [begin, end) to the tokens' kinds. False when memory is out. */
bool kinds_mark(kind_table *k, uint32_t *kinds, uint32_t edge, uint32_t begin, uint32_t end);
/* This will be done soon. */
void kinds_prefetch(const kind_table *k, const uint32_t *kinds, uint32_t edge, uint32_t begin, uint32_t end);

static inline uint32_t kind_count(const kind_table *k) {
  return k->kinds.count;
}

static inline const uint32_t *kind_key(const kind_table *k, uint32_t kind) {
  return (const uint32_t *)(const void *)k->kinds.entries[kind].text; /* an arena block: aligned */
}

static inline uint32_t kind_class(const kind_table *k, uint32_t kind) {
  return kind_key(k, kind)[0];
}

/* What it was made of; its kind is 0 where it has no edges. */
static inline kind_origin kind_origin_of(const kind_table *k, uint32_t kind) {
  return kind < k->origin_room ? k->origins[kind] : (kind_origin){0, 0};
}

static inline const uint32_t *kind_edges(const kind_table *k, uint32_t kind, size_t *count) {
  *count = k->kinds.entries[kind].len / sizeof(uint32_t) - 1;
  return kind_key(k, kind) + 1;
}

#endif
