/* match.h - the search for matches of one program.
 *
 * Every (instruction, token) pair is visited at most once per search, so a search costs at most code size times
 * width, whatever the text; there is no exponential case. The first search finds where the longest match ends; the
 * second, for matches that were selected, walks the preferred path to that end and notes its captures. */
#ifndef EVX_RULES_MATCH_H
#define EVX_RULES_MATCH_H

#include "rules/lattice.h"
#include "rules/program.h"

/* Widest match in tokens; wider ones are cut off (the record then warns of a limit). */
#define MATCH_WIDTH_MAX 1024u

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
  bool failed;           /* memory ran out during a search */
  bool limited;          /* a match was cut at MATCH_WIDTH_MAX */
  uint64_t steps;        /* instructions visited */
  uint64_t budget;       /* searches end, and `limited` is set, when steps come to this */
  struct matcher *inner; /* for looks */
  bool *path;            /* NULL, or by instruction: set where match_captures went through */
  struct far_point *far; /* NULL, or where the searches of match_longest come to */
} matcher;

matcher *matcher_new(const evx_allocator *allocator);
void matcher_free(matcher *m);

/* The end of the longest non-empty match of `p` that begins at `start` inside `unit`, or `start` where there is none.
 */
uint32_t match_longest(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start);
/* Captures of the preferred path from `start` to `end`; into `a`. False when memory is out. */
bool match_captures(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start, uint32_t end,
                    arena *a, const capture_hit **hits, size_t *count);

#endif
