/* dfa.h - programs made deterministic as texts need them: the end of the longest match, a state a token.
 *
 * A state is the set of instructions that all paths of a program have come to at one token: those that take tokens,
 * those that ask about the place (BEGIN, END, a look), and ACCEPT. Where some ask, the state branches by the answer
 * before anything is taken, so that the automaton is exact:
 *
 *      state --look holds? no/yes--> state --answers of the token's class--> state
 *                                          --end of a word list entry or mention--> joined with the state there
 *
 * What leads on is found by the answers to the few tests that a state asks of a token, so that all of an archive's
 * words come to few steps. States are kept across documents; what comes out, and how many steps are counted, never
 * depends on them. One thread's. */
#ifndef EVX_RULES_DFA_H
#define EVX_RULES_DFA_H

#include "base/intern.h"
#include "base/pairmap.h"
#include "base/vec.h"
#include "rules/lattice.h"
#include "rules/program.h"

typedef struct dfa_state {
  uint32_t condition;  /* that it asks about its place, DFA_SURE where there is none */
  uint32_t item_count; /* as many steps as it is counted for */
  uint32_t group_first, edge_first;
  uint16_t group_count, edge_count; /* what it takes: by tests, by edges */
  bool accepts;
  uint32_t branch[2]; /* by the answer to the condition: state, or DFA_UNKNOWN */
} dfa_state;

#define DFA_UNKNOWN UINT32_MAX

/* Conditions: these, and behind them that one of the program's looks finds what it looks for, be it negated or not. */
enum { DFA_SURE, DFA_AT_BEGIN, DFA_AT_END, DFA_LOOKS };

/* The tests of a state that lie in one word of a class's answers. */
typedef struct dfa_group {
  uint64_t tests;
  uint64_t last;    /* what of them held last time */
  uint32_t last_to; /* and where that led */
  uint32_t word;
  uint32_t state;
} dfa_group;

/* A kind of edge over one token or more that a state takes. */
typedef struct dfa_edge {
  uint32_t op, x, y; /* as in the instruction */
  uint32_t to;       /* DFA_UNKNOWN at first */
} dfa_edge;

/* Tests of a group that held, and where they led. */
typedef struct dfa_step {
  uint64_t held; /* 0: free */
  uint32_t group, to;
} dfa_step;

typedef struct dfa {
  const evx_allocator *allocator;
  uint32_t *starts; /* by number of a program, and behind it by look: its first state + 1; 0 not known */
  uint32_t *lasts;  /* the same by look behind: the state of what takes the last token of its pattern */
  size_t start_count;
  intern states; /* number of the program, then instructions in order -> state; 0 is that of no path */
  arena memory;
  VEC(dfa_state) state;
  VEC(dfa_group) groups;
  VEC(dfa_edge) edges;
  dfa_step *steps;
  size_t step_room, step_count;
  pairmap sums;       /* two states -> what both together are */
  uint64_t *marks;    /* scratch: bit set over instructions; empty between uses */
  uint64_t *seen;     /* the same */
  uint32_t *stack;    /* scratch */
  uint32_t code_room; /* instructions of the longest program so far */
  uint32_t *pending;  /* by token: states that edges lead to; all 0 between searches */
  size_t pending_room, pending_used;
  bool broken; /* memory ran out halfway: all is to be forgotten */
} dfa;

/* False when memory is out. `numbers`: how many of program.number there are. */
bool dfa_init(dfa *d, size_t numbers, const evx_allocator *allocator);
void dfa_free(dfa *d);
void dfa_clear(dfa *d); /* forgets all; between searches */
size_t dfa_bytes(const dfa *d);

/* What follows gives DFA_UNKNOWN when memory is out. State 0 has no way on. Pointers to states may change. */

/* Where the program begins, or what it looks for (`number` is that of the look + 1; 0: the program). */
uint32_t dfa_find_start(dfa *d, const program *p, uint32_t number);
static inline uint32_t dfa_start(dfa *d, const program *p, uint32_t number) {
  uint32_t known = d->starts[p->number + number];
  return known ? known - 1 : dfa_find_start(d, p, number);
}
/* The instructions that can take the last token of what a look looks for behind, as a state that is none. */
uint32_t dfa_find_last(dfa *d, const program *p, uint32_t number);
static inline uint32_t dfa_last(dfa *d, const program *p, uint32_t number) {
  uint32_t known = d->lasts[p->number + number];
  return known ? known - 1 : dfa_find_last(d, p, number);
}
/* Finds where an answer to its condition leads from a state. */
uint32_t dfa_find_branch(dfa *d, const program *p, uint32_t state, bool holds);
/* Finds where tests of a group that hold lead. */
uint32_t dfa_find_step(dfa *d, const program *p, uint32_t group, uint64_t held);
/* Finds where an edge leads. */
uint32_t dfa_find_edge(dfa *d, const program *p, uint32_t state, uint32_t edge);
/* Two states as one. */
uint32_t dfa_sum(dfa *d, const program *p, uint32_t a, uint32_t b);
/* Makes room for the pending states of `count` tokens more. False when memory is out. */
bool dfa_fit_pending(dfa *d, size_t count);

#endif
