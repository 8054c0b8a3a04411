#include "rules/capture.h"

/* Goes over instructions from `*pc` on that every path takes one after another, and counts the tokens that they take.
 */
static uint32_t pass_straight(const program *p, uint32_t *pc) {
  const instruction *code = p->code.at;
  uint32_t tokens = 0;
  for (;; ++*pc) {
    switch ((opcode)code[*pc].op) {
    case OP_TEST: tokens++; break;
    case OP_BEGIN:
    case OP_END: break;
    case OP_LOOK: /* a pattern of its own stands behind it, and a jump over it */
      if (p->looks.at[code[*pc].x].entry == *pc + 2)
        *pc = code[*pc + 1].x - 1;
      break;
    default: return tokens;
    }
  }
}

fixed_capture capture_find_fixed(const program *p) {
  fixed_capture c = {0};
  const instruction *code = p->code.at;
  uint32_t pc = 0, closes = 0, close = 0, last = (uint32_t)p->code.count - 1;
  c.before = pass_straight(p, &pc);
  if (code[pc].op != OP_OPEN)
    return c;
  c.id = code[pc].x;
  for (uint32_t i = pc; i < last; i++) {
    if (code[i].op != OP_CLOSE)
      continue;
    close = i;
    closes++;
  }
  if (closes != 1)
    return c;
  pc = close + 1;
  c.behind = pass_straight(p, &pc);
  c.is_fixed = pc == last;
  return c;
}
