/* match.h - the search for matches of one program.
 *
 * The first search finds where the longest match ends, by the program made deterministic (dfa.h). The second, for
 * matches that were selected, walks the preferred path to that end and notes its captures; it visits every
 * (instruction, token) pair at most once. So either costs at most code size times width, whatever the text; there is
 * no exponential case. */
#ifndef EVX_RULES_MATCH_H
#define EVX_RULES_MATCH_H

#include "rules/dfa.h"

/* Widest match in tokens; wider ones are cut off (the record then warns of a limit). */
#define MATCH_WIDTH_MAX 1024u
/* Mentions of a type that are looked at where they begin at one token, the longest. */
#define MATCH_MENTIONS_MAX 16u

typedef struct unit_range {
  uint32_t begin, end;
} unit_range;

/* One capture on the path of a match; under a quantifier there are several with the same id, in order. */
typedef struct capture_hit {
  uint32_t id, begin, end;
} capture_hit;

/* The furthest token that searches from one start failed at, and the instruction that it failed. */
typedef struct far_point {
  uint32_t pos, pc;
  bool set;
} far_point;

/* Instructions visited at one token, 32 of them: those of the search with that stamp. */
typedef struct seen_word {
  uint32_t stamp, bits;
} seen_word;

/* Scratch of one thread. */
typedef struct matcher {
  const evx_allocator *allocator;
  struct seen_word *seen; /* rows of visited instructions by token offset */
  size_t seen_words;      /* allocated */
  uint32_t stamp;         /* of the search */
  struct step *stack;
  size_t stack_room;
  bool failed;     /* memory ran out during a search */
  bool limited;    /* a match was cut at MATCH_WIDTH_MAX */
  uint64_t steps;  /* instructions that paths have come to, at each token anew */
  uint64_t budget; /* searches end, and `limited` is set, when steps come to this */
  dfa dfa;
  bool *path;            /* NULL, or by instruction: set where match_captures went through */
  struct far_point *far; /* NULL, or where the searches of match_longest come to */
} matcher;

/* `numbers`: how many of program.number there are. */
matcher *matcher_new(size_t numbers, const evx_allocator *allocator);
void matcher_free(matcher *m);

/* The end of the longest non-empty match of `p` that begins at `start` inside `unit`, or `start` where there is none.
 */
uint32_t match_longest(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start);
/* The same, instruction by instruction, for those who watch `far`. */
uint32_t match_longest_watched(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start);
/* Captures of the preferred path from `start` to `end`; into `a`. False when memory is out. */
bool match_captures(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start, uint32_t end,
                    arena *a, const capture_hit **hits, size_t *count);
/* Whether a look of the program holds at a token. */
bool match_look_holds(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t number, uint32_t pos);
/* `all` may be NULL. */
bool match_constraints_hold(const mention *m, const constraint_list *all);

#endif
