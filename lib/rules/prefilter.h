/* prefilter.h - what a group of rules can match, taken together and simplified: an automaton.
 *
 * It is for the rules that can begin nearly anywhere (openings.h). Those of a phase are cut into groups, in their
 * order, since rules that stand together speak of the same things: small automata stay small when they are made
 * deterministic, and most need not run at all (needs.h).
 *
 * The positions are the instructions of the rules' programs that take tokens; an automaton goes from position to
 * position. It accepts all that the rules match, and more: constraints hold, and the copies that quantifiers were
 * unrolled to are one position, so that a bounded repetition has no bounds. A look behind at a rule's beginning is read
 * as the rule's first part, a look ahead at its end as its last; other looks hold. It is what scan.c runs
 * over every unit of a document to learn which rules are worth a search there. Immutable, part of the rule set. */
#ifndef EVX_RULES_PREFILTER_H
#define EVX_RULES_PREFILTER_H

#include "rules/program.h"

/* What can follow: a position, or the end of a match of a rule of the group, anywhere or only at the unit's end. */
#define FOLLOW_ACCEPT     0x80000000u
#define FOLLOW_ACCEPT_END 0x40000000u
#define FOLLOW_NUMBER     0x3fffffffu

typedef struct prefilter_position {
  uint32_t edge;         /* kind of edge that it takes (prefilter_edge), or EDGE_TOKEN */
  uint32_t test;         /* of EDGE_TOKEN */
  uint32_t first, count; /* in follows */
} prefilter_position;

#define EDGE_TOKEN UINT32_MAX

typedef struct prefilter {
  VEC(prefilter_position) positions;
  VEC(uint32_t) follows;
  VEC(uint32_t) starts;       /* positions that a match can begin with */
  VEC(uint32_t) unit_starts;  /* the same at the unit's first token */
  VEC(uint32_t) tests, edges; /* that the positions ask for, each once */
  uint32_t rule_count;
  bool usable; /* false: too large */
} prefilter;

/* Rules are added to a group until it has this many positions. */
#define PREFILTER_POSITIONS 128u

/* Edges of several tokens are numbered: word lists first, then record types. */
static inline uint32_t prefilter_edge(uint32_t list_count, const instruction *in) {
  return in->op == OP_LEXICON ? in->x : list_count + in->x;
}

/* Adds the next rule of the group. False when memory is out. */
bool prefilter_add(prefilter *f, const program *p, uint32_t list_count, arena *a);
/* False when memory is out. */
bool prefilter_finish(prefilter *f, arena *a);

#endif
