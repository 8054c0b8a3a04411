/* program.h - patterns as programs of a small machine over token classes, word list hits and mentions.
 *
 * A program is a list of instructions; matching is a search for a path from instruction 0 to ACCEPT. Quantifiers are
 * unrolled (all are bounded), so that a path never turns back and every search visits a pair (instruction, token) at
 * most once. SPLIT prefers its first branch: greedy quantifiers, leftmost alternatives, lazy gaps. */
#ifndef EVX_RULES_PROGRAM_H
#define EVX_RULES_PROGRAM_H

#include "rules/predicate.h"

typedef enum opcode {
  OP_TEST,    /* x: test; goes on at the next instruction behind the token */
  OP_LEXICON, /* x: word list; goes on behind an entry */
  OP_MENTION, /* x: record type, y: index of constraints + 1 or 0; goes on behind a mention */
  OP_SPLIT,   /* x: preferred, y: other */
  OP_JUMP,    /* x */
  OP_OPEN,
  OP_CLOSE, /* x: capture */
  OP_BEGIN,
  OP_END,  /* edges of the unit */
  OP_LOOK, /* x: index of the look */
  OP_ACCEPT
} opcode;

typedef struct instruction {
  opcode op;
  uint32_t x, y;
  const ast_pattern *from; /* for explanations */
} instruction;

typedef struct look {
  uint32_t entry; /* first instruction of its pattern, which ends in its own ACCEPT */
  bool behind, negated;
  uint32_t width; /* tokens at most, for looking behind */
} look;

/* What must stand somewhere in a unit for a match to be possible: any one of these. Empty: no such demand. */
typedef struct demand {
  VEC(uint32_t) tests, lexicons, types;
  uint64_t cost; /* how common it is thought to be; smaller is rarer */
} demand;

typedef struct program {
  VEC(instruction) code;
  VEC(look) looks;
  /* What a match can begin with. */
  VEC(uint32_t) first_tests, first_lexicons, first_types;
  demand need;
  bool needs; /* `need` is a demand */
} program;

/* Most instructions of one program: unrolled quantifiers multiply. */
#define PROGRAM_MAX 60000u

/* Compiles `pattern` into `out`, in `a`. What is too large is reported at the pattern. EVX_ERR_RULE after a report. */
evx_status program_compile(program *out, const ast_pattern *pattern, predicate_set *predicates, diag_list *diags,
                           arena *a);

#endif
