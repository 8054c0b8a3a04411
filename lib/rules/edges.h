/* edges.h - what edges of several tokens (word list entries, mentions) begin at, cover or end at a token, as one
 * number.
 *
 *      tokens      The   8th   meeting   of   CIS   Foreign   Ministers
 *      Kind                    alone
 *      Group                                  begin  inside   end
 *
 * Distinct sets of such parts are numbered, so that the automata of scan.c see them as they see classes. Sets only
 * grow: edges are added to a token one at a time. Kept across documents. */
#ifndef EVX_RULES_EDGES_H
#define EVX_RULES_EDGES_H

#include "base/intern.h"
#include "base/pairmap.h"

typedef enum edge_part { PART_ALONE, PART_BEGIN, PART_INSIDE, PART_END } edge_part;

/* A kind of edge (prefilter_edge) and a part of it: an element of a set. */
static inline uint32_t edge_element(uint32_t kind, edge_part part) {
  return kind << 2 | (uint32_t)part;
}

typedef struct edge_sets {
  intern sets;  /* elements in order -> set; 0 is the empty set */
  pairmap sums; /* set and element -> set that has it too */
  uint32_t *scratch;
  size_t scratch_room;
} edge_sets;

bool edge_sets_init(edge_sets *e, const evx_allocator *allocator);
void edge_sets_free(edge_sets *e);
void edge_sets_clear(edge_sets *e);
size_t edge_sets_bytes(const edge_sets *e);
const uint32_t *edge_set(const edge_sets *e, uint32_t set, size_t *count);
/* Adds an edge of `kind` over tokens [begin, end) to the tokens' sets. False when memory is out. */
bool edges_mark(edge_sets *e, uint32_t *sets, uint32_t kind, uint32_t begin, uint32_t end);

#endif
