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

/* What a state asks about its place. */
typedef enum dfa_asks {
  DFA_SURE, /* nothing: it takes tokens and edges, or is an end */
  DFA_AT_BEGIN,
  DFA_AT_END,
  DFA_TOKEN_AHEAD, /* a look of one token */
  DFA_TOKEN_BEHIND,
  DFA_PATTERN_AHEAD,
  DFA_PATTERN_BEHIND
} dfa_asks;

/* States lie one behind the other in words of eight bytes, and their number is that of the first: a step reads one or
 * two cache lines. Behind this of one that asks nothing stand its dfa_groups, if there are more of them than one a
 * dfa_memo, and if it takes edges a dfa_edge_list; behind this of another a dfa_question. */
typedef struct dfa_state {
  uint16_t item_count; /* as many steps as it is counted for */
  uint16_t group_count;
  unsigned asks : 7; /* dfa_asks */
  unsigned accepts : 1;
  unsigned edges : EDGE_SORT_BITS; /* sorts of edges that it takes (lattice.h) */
} dfa_state;

#define DFA_UNKNOWN UINT32_MAX

/* The tests of a state that lie in one word of a class's answers. */
typedef struct dfa_group {
  uint64_t tests;
  uint64_t last;    /* what of them held last time; 0: nothing yet */
  uint32_t last_to; /* and where that led */
  uint32_t word;
} dfa_group;

/* Where tests of two groups that held led together last time. */
typedef struct dfa_memo {
  uint32_t one, other, both, unused;
} dfa_memo;

/* A kind of edge over one token or more that a state takes. */
typedef struct dfa_edge {
  instruction in;
  uint32_t to; /* DFA_UNKNOWN at first */
} dfa_edge;

typedef struct dfa_edge_list {
  uint32_t count, unused;
  dfa_edge at[];
} dfa_edge_list;

/* What a state asks about its place: of looks, that they find what they look for, be they negated or not. */
typedef struct dfa_question {
  uint32_t branch[2]; /* by the answer: state, or DFA_UNKNOWN */
  uint32_t look;      /* its number */
  uint32_t start;     /* where the look's pattern begins; DFA_UNKNOWN at first */
  /* What the token beside has to pass: for a look of one token that is all, for another 0 where it is not one word. */
  uint64_t tests;
  uint32_t word, unused;
} dfa_question;

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
  intern states; /* number of the program, then instructions in order; 0 is that of no path */
  arena memory;
  VEC(uint64_t) words;  /* of all states */
  VEC(uint32_t) places; /* the states in order, by number in `states` */
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

static inline dfa_state *dfa_at(const dfa *d, uint32_t state) {
  return (dfa_state *)(void *)(d->words.at + state);
}
static inline dfa_question *dfa_question_of(dfa_state *at) {
  return (dfa_question *)(void *)(at + 1);
}
static inline dfa_group *dfa_groups_of(dfa_state *at) {
  return (dfa_group *)(void *)(at + 1);
}
static inline dfa_memo *dfa_memo_of(dfa_state *at) {
  return (dfa_memo *)(void *)(dfa_groups_of(at) + at->group_count);
}
static inline dfa_edge_list *dfa_edges_of(dfa_state *at) {
  return (dfa_edge_list *)(void *)(dfa_memo_of(at) + (at->group_count > 1));
}

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
/* Finds where an answer to its question leads from a state. */
uint32_t dfa_find_branch(dfa *d, const program *p, uint32_t state, bool holds);
/* Finds where tests of a group that hold lead. */
uint32_t dfa_find_step(dfa *d, const program *p, uint32_t state, uint32_t group, uint64_t held);
/* Finds where an edge leads. */
uint32_t dfa_find_edge(dfa *d, const program *p, uint32_t state, uint32_t edge);
/* Two states as one. */
uint32_t dfa_sum(dfa *d, const program *p, uint32_t a, uint32_t b);
/* Makes room for the pending states of `count` tokens more. False when memory is out. */
bool dfa_fit_pending(dfa *d, size_t count);

#endif
