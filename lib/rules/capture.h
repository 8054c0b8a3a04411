/* capture.h - patterns whose only capture stands so far from both ends of a match: where it is needs no search.
 *
 *      "the" body:(%Org | <Group>) ["met"]      one token before it, one behind it
 */
#ifndef EVX_RULES_CAPTURE_H
#define EVX_RULES_CAPTURE_H

#include "rules/program.h"

typedef struct fixed_capture {
  bool is_fixed;
  uint32_t id;
  uint32_t before, behind; /* tokens of a match */
} fixed_capture;

/* What holds for all matches of a program. */
fixed_capture capture_find_fixed(const program *p);

#endif
