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
  OP_SPLIT,   /* the next instruction and x; y: x is the preferred one */
  OP_JUMP,    /* x */
  OP_OPEN,
  OP_CLOSE, /* x: capture */
  OP_BEGIN,
  OP_END,  /* edges of the unit */
  OP_LOOK, /* x: index of the look */
  OP_ACCEPT
} opcode;

/* Four bytes, since programs are the bulk of a rule set and most of what a search reads. */
typedef struct instruction {
  unsigned op : 7;   /* opcode */
  unsigned join : 1; /* more than one path leads here, so that a search has to remember whether it was here */
  unsigned y : 8;
  unsigned x : 16;
} instruction;

/* Sorts of edges over several tokens are numbered: word lists first, then record types. */
static inline uint32_t edge_sort(uint32_t list_count, const instruction *in) {
  return in->op == OP_LEXICON ? in->x : list_count + in->x;
}

/* Where a SPLIT at `pc` leads: to what it prefers, and to the other. */
static inline uint32_t split_first(const instruction *in, uint32_t pc) {
  return in->y ? in->x : pc + 1;
}
static inline uint32_t split_other(const instruction *in, uint32_t pc) {
  return in->y ? pc + 1 : in->x;
}

typedef struct look {
  uint32_t entry; /* first instruction of its pattern, which ends in its own ACCEPT; all repetitions share it */
  bool behind, negated;
  uint32_t min, max; /* tokens, for looking behind */
  uint32_t plain;    /* the same max, of what begins with a token test */
  uint32_t token;    /* test of the one token that the pattern is, or LOOK_PATTERN */
  uint32_t same;     /* the first look that finds what this one finds, negated or not; this one where there is none */
} look;

#define LOOK_PATTERN   UINT32_MAX
#define LOOK_WIDTH_MAX 64u

#define NEEDS_MAX 4u

/* What must stand somewhere in a unit for a match to be possible: any one of these. */
typedef struct demand {
  VEC(uint32_t) tests, lexicons, types;
  uint64_t share; /* how common what meets it is (shares.h) */
  bool beside;    /* by a look: it stands beside the match */
} demand;

/* What a mention's fields have to be: `<Date, year > 2000>`. */
typedef struct constraint_list {
  const ast_constraint *at;
  size_t count;
} constraint_list;

/* Where instructions come from. */
typedef struct program_source {
  VEC(uint16_t) origins; /* by instruction: index in patterns */
  VEC(const ast_pattern *) patterns;
} program_source;

typedef struct program {
  uint32_t number; /* among all of the rule set; its looks have those behind it */
  uint32_t need_count;
  demand *needs; /* all of them have to be met; the rarest first */
  VEC(instruction) code;
  VEC(constraint_list) constraints;
  VEC(look) looks;
  program_source *source; /* for explanations; NULL in an engine that came from an image */
} program;

/* Most instructions of one program: unrolled quantifiers multiply. Below 2^16, see instruction. */
#define PROGRAM_MAX 60000u
/* Most mentions with constraints in one program. */
#define CONSTRAINTS_MAX UINT8_MAX

/* The element of the pattern that an instruction was made for. */
static inline const ast_pattern *program_origin(const program *p, uint32_t pc) {
  return p->source->patterns.at[p->source->origins.at[pc]];
}

/* Compiles `pattern` into `out`, in `a`. What is too large is reported at the pattern. EVX_ERR_RULE after a report. */
evx_status program_compile(program *out, const ast_pattern *pattern, predicate_set *predicates, diag_list *diags,
                           arena *a);

/* Finds anew what a match cannot do without, in the light of how common its tests are (shares.h). The pattern is that
 * which was compiled. EVX_ERR_NOMEM. */
evx_status program_find_needs(program *p, const ast_pattern *pattern, predicate_set *predicates, const uint32_t *shares,
                              diag_list *diags, arena *a);

/* Measures the looks of a compiled program (program_looks.c). False when memory is out. */
bool program_prepare_looks(program *p, arena *a);

#endif
