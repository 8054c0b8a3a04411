#include "rules/match.h"

#define NO_END UINT32_MAX

/* A place to go on from; in the second search also the trail to cut back to. */
typedef struct step {
  uint32_t pc, pos;
  uint32_t trail;
} step;

typedef enum trail_kind { TRAIL_OPEN, TRAIL_CLOSE, TRAIL_STEP } trail_kind;

typedef struct trail_mark { /* on the current path */
  uint32_t id, pos;         /* a capture; of a STEP an instruction */
  trail_kind kind;
} trail_mark;

/* Hardly a match has its captures only found where an instruction is come to again: until so many were, it costs less
 * to go on from there again than to remember them. */
#define UNNOTED_VISITS 256u

typedef struct search {
  matcher *m;
  const program *p;
  const lattice *l;
  unit_range unit;
  uint32_t start, limit; /* tokens [start, limit] can be reached */
  uint32_t want;         /* the end to reach, or NO_END for the longest */
  uint32_t best;
  size_t depth;
  size_t row_words;
  arena *memory;    /* second search only */
  uint32_t unnoted; /* so many visits more are not remembered */
  VEC(trail_mark) trail;
} search;

matcher *matcher_new(size_t numbers, const evx_allocator *allocator) {
  matcher *m = memory_zalloc(allocator, sizeof *m);
  if (!m)
    return NULL;
  m->allocator = allocator;
  if (dfa_init(&m->dfa, numbers, allocator))
    return m;
  matcher_free(m);
  return NULL;
}

void matcher_free(matcher *m) {
  if (!m)
    return;
  const evx_allocator *al = m->allocator;
  dfa_free(&m->dfa);
  memory_release(al, m->seen, m->seen_words * sizeof *m->seen);
  memory_release(al, m->stack, m->stack_room * sizeof *m->stack);
  memory_release(al, m, sizeof *m);
}

/* Makes the visited rows large enough and starts a new generation of them. */
static bool matcher_begin(matcher *m, size_t row_words, uint32_t width) {
  size_t need = row_words * (width + 1);
  if (need > m->seen_words) {
    seen_word *seen = memory_zalloc(m->allocator, need * sizeof *seen);
    if (!seen)
      return false;
    memory_release(m->allocator, m->seen, m->seen_words * sizeof *m->seen);
    m->seen = seen;
    m->seen_words = need;
  }
  if (++m->stamp == 0) { /* wrapped around: old stamps must not look new */
    memset(m->seen, 0, m->seen_words * sizeof *m->seen);
    m->stamp = 1;
  }
  return true;
}

/* False where the search is known to have been at this instruction and token before. */
static inline bool visit(search *s, uint32_t pc, uint32_t pos) {
  if (s->unnoted) {
    s->unnoted--;
    return true;
  }
  seen_word *word = &s->m->seen[(pos - s->start) * s->row_words + pc / 32];
  uint32_t bit = 1u << (pc % 32);
  if (word->stamp != s->m->stamp)
    *word = (seen_word){s->m->stamp, 0};
  if (word->bits & bit)
    return false;
  word->bits |= bit;
  return true;
}

static bool stack_grow(matcher *m) {
  size_t room = m->stack_room ? m->stack_room * 2 : 256;
  step *stack = memory_resize(m->allocator, m->stack, m->stack_room * sizeof *stack, room * sizeof *stack);
  m->failed |= !stack;
  if (!stack)
    return false;
  m->stack = stack;
  m->stack_room = room;
  return true;
}

static inline void push(search *s, uint32_t pc, uint32_t pos) {
  matcher *m = s->m;
  if (pos > s->limit) /* a found match has its end for its limit, and longer mentions are none of it */
    m->limited |= s->want == NO_END && pos <= s->unit.end;
  else if (s->depth < m->stack_room || stack_grow(m))
    m->stack[s->depth++] = (step){pc, pos, (uint32_t)s->trail.count};
}

static bool any_hit(const lattice *l, uint32_t list, uint32_t pos) {
  for (uint32_t i = l->hit_first[pos]; i < l->hit_first[pos + 1]; i++) {
    if (l->hits[i].list == list)
      return true;
  }
  return false;
}

static bool any_mention(const lattice *l, uint32_t type, uint32_t pos) {
  for (uint32_t i = l->mention_first[pos]; i; i = l->links.at[i - 1].next) {
    if (l->mentions.at[l->links.at[i - 1].mention].type == type)
      return true;
  }
  return false;
}

/* True where an instruction that takes tokens takes none at `pos`. */
static inline bool takes_nothing(const search *s, const instruction *in, uint32_t pos) {
  if (pos >= s->unit.end)
    return true;
  return in->op == OP_TEST      ? !lattice_test(s->l, pos, in->x)
         : in->op == OP_LEXICON ? !any_hit(s->l, in->x, pos)
                                : !any_mention(s->l, in->x, pos);
}

/* True where a path from an instruction is seen at once to fail before it takes a token, so that it need not be kept.
 */
static inline bool is_dead_end(const search *s, uint32_t pc, uint32_t pos) {
  for (;; pc++) {
    const instruction *in = &s->p->code.at[pc];
    if (in->op <= OP_MENTION)
      /* at the limit it is told that the match was cut */
      return !(in->op == OP_TEST && pos == s->limit && pos < s->unit.end) && takes_nothing(s, in, pos);
    if (in->op == OP_JUMP)
      pc = in->x - 1u;
    else if (in->op != OP_OPEN && in->op != OP_CLOSE)
      return false;
  }
}

/* -1, 0 or 1; 2 where the two cannot be compared, so that only != holds. */
static int compare_field(const value *v, const ast_constraint *c, const ast_field *field) {
  const char *text = NULL;
  if (v->kind == VALUE_INT && c->value.kind == LIT_INT)
    return (v->as.number > c->value.number) - (v->as.number < c->value.number);
  if (v->kind == VALUE_ENUM && v->as.number >= 0 && (size_t)v->as.number < field->type.word_count)
    text = field->type.words[v->as.number].text;
  else if (v->kind == VALUE_STRING)
    text = v->as.string;
  if (!text)
    return 2;
  int order = strcmp(text, c->value.text);
  return (order > 0) - (order < 0);
}

bool match_constraints_hold(const mention *m, const constraint_list *all) {
  for (size_t i = 0; all && i < all->count; i++) {
    const ast_constraint *c = &all->at[i];
    int order = compare_field(&m->fields[c->ref->index], c, c->ref);
    bool holds = c->cmp == CMP_EQ   ? order == 0
                 : c->cmp == CMP_NE ? order != 0
                 : c->cmp == CMP_LT ? order == -1
                                    : order == 1;
    if (!holds)
      return false;
  }
  return true;
}

/* Edges are pushed shortest first, so that the longest, preferred, is popped first. */
static void push_lexicon(search *s, uint32_t list, uint32_t pc, uint32_t pos) {
  if (pos >= s->unit.end)
    return;
  for (uint32_t i = s->l->hit_first[pos + 1]; i-- > s->l->hit_first[pos];) {
    const list_hit *h = &s->l->hits[i];
    if (h->list == list && h->end <= s->unit.end)
      push(s, pc + 1, h->end);
  }
}

static void push_mentions(search *s, const instruction *in, uint32_t pc, uint32_t pos) {
  const constraint_list *constraints = in->y ? &s->p->constraints.at[in->y - 1] : NULL;
  uint32_t found[MATCH_MENTIONS_MAX], count = 0;
  if (pos >= s->unit.end)
    return;
  for (uint32_t i = s->l->mention_first[pos]; i && count < MATCH_MENTIONS_MAX; i = s->l->links.at[i - 1].next) {
    const mention *m = &s->l->mentions.at[s->l->links.at[i - 1].mention];
    if (m->type == in->x && m->end <= s->unit.end && match_constraints_hold(m, constraints))
      found[count++] = m->end;
  }
  while (count)
    push(s, pc + 1, found[--count]);
}

static bool note(search *s, uint32_t id, uint32_t pos, trail_kind kind) {
  return !s->memory || VEC_ADD(&s->trail, s->memory, ((trail_mark){id, pos, kind}));
}

/* What those who watch want to know of an instruction about to run. */
static bool note_step(search *s, uint32_t pc, uint32_t pos) {
  far_point *far = s->m->far;
  opcode op = (opcode)s->p->code.at[pc].op;
  if (far && op != OP_SPLIT && op != OP_JUMP && op != OP_OPEN && op != OP_CLOSE && (!far->set || pos > far->pos))
    *far = (far_point){pos, pc, true};
  return !s->m->path || note(s, pc, pos, TRAIL_STEP);
}

static void mark_path(search *s) {
  for (size_t i = 0; s->m->path && i < s->trail.count; i++) {
    if (s->trail.at[i].kind == TRAIL_STEP)
      s->m->path[s->trail.at[i].id] = true;
  }
}

/* Depth-first in order of preference. Ends at the wanted end, or, looking for the longest match, when all is visited or
 * the limit is reached. True when an ACCEPT that counts was reached; its end is in `best`. */
static bool run(search *s) {
  matcher *m = s->m;
  const instruction *code = s->p->code.at;
  bool accepted = false;
  const bool watched = m->path || m->far;
  if (!matcher_begin(m, s->row_words, s->limit - s->start)) {
    m->failed = true;
    return false;
  }
  s->depth = 0;
  push(s, 0, s->start);
  while (s->depth && !m->failed) {
    if (m->steps >= m->budget) {
      m->limited = true;
      break;
    }
    step at = m->stack[--s->depth];
    uint32_t pc = at.pc, pos = at.pos;
    s->trail.count = at.trail;
    for (bool on = true; on && (!code[pc].join || visit(s, pc, pos));) {
      const instruction *in = &code[pc];
      m->steps++;
      if (watched && !note_step(s, pc, pos))
        m->failed = true;
      switch ((opcode)in->op) {
      case OP_TEST:
        on = pos < s->unit.end && pos < s->limit && lattice_test(s->l, pos, in->x);
        if (!on && pos < s->unit.end && pos == s->limit && s->want == NO_END && pos - s->start >= MATCH_WIDTH_MAX)
          m->limited = true;
        pc++, pos++;
        break;
      case OP_LEXICON:
        push_lexicon(s, in->x, pc, pos);
        on = false;
        break;
      case OP_MENTION:
        push_mentions(s, in, pc, pos);
        on = false;
        break;
      case OP_SPLIT:
        if (!watched && is_dead_end(s, split_first(in, pc), pos)) {
          pc = split_other(in, pc);
          break;
        }
        if (watched || !is_dead_end(s, split_other(in, pc), pos))
          push(s, split_other(in, pc), pos);
        pc = split_first(in, pc);
        break;
      case OP_JUMP: pc = in->x; break;
      case OP_OPEN:
      case OP_CLOSE:
        if (s->memory && !note(s, in->x, pos, in->op == OP_OPEN ? TRAIL_OPEN : TRAIL_CLOSE))
          m->failed = true;
        pc++;
        break;
      case OP_BEGIN:
        on = pos == s->unit.begin;
        pc++;
        break;
      case OP_END:
        on = pos == s->unit.end;
        pc++;
        break;
      case OP_LOOK:
        on = match_look_holds(m, s->p, s->l, s->unit, in->x, pos);
        pc++;
        break;
      case OP_ACCEPT:
        on = false;
        if (s->want != NO_END && pos != s->want)
          break;
        if (s->best == NO_END || pos > s->best)
          s->best = pos;
        accepted = true;
        if (s->want != NO_END)
          return true;
        break;
      }
    }
  }
  return accepted;
}

static search search_init(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start) {
  uint32_t limit = unit.end - start > MATCH_WIDTH_MAX ? start + MATCH_WIDTH_MAX : unit.end;
  return (search){.m = m,
                  .p = p,
                  .l = l,
                  .unit = unit,
                  .start = start,
                  .limit = limit,
                  .want = NO_END,
                  .best = NO_END,
                  .row_words = (p->code.count + 31) / 32};
}

uint32_t match_longest_watched(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start) {
  search s = search_init(m, p, l, unit, start);
  return run(&s) ? s.best : start;
}

/* Pairs OPEN and CLOSE marks. A capture inside itself cannot be, so the last open mark of an id is its own. */
static bool pair_captures(search *s, arena *a, const capture_hit **hits, size_t *count) {
  capture_hit *out = arena_array(a, s->trail.count + 1, sizeof *out);
  if (!out)
    return false;
  size_t n = 0;
  for (size_t i = 0; i < s->trail.count; i++) {
    const trail_mark *open = &s->trail.at[i];
    if (open->kind != TRAIL_OPEN) /* NOLINT(clang-analyzer-core.NullDereference): marks that count are there */
      continue;
    for (size_t j = i + 1; j < s->trail.count; j++) {
      const trail_mark *close = &s->trail.at[j];
      if (close->kind == TRAIL_CLOSE && close->id == open->id) {
        out[n++] = (capture_hit){open->id, open->pos, close->pos};
        break;
      }
    }
  }
  *hits = out;
  *count = n;
  return true;
}

bool match_captures(matcher *m, const program *p, const lattice *l, unit_range unit, uint32_t start, uint32_t end,
                    arena *a, const capture_hit **hits, size_t *count) {
  search s = search_init(m, p, l, unit, start);
  s.want = end;
  s.limit = end;
  s.memory = a;
  s.unnoted = UNNOTED_VISITS;
  *hits = NULL;
  *count = 0;
  /* What was found is told in full: selected matches do not overlap, so this costs no more than the text. */
  uint64_t budget = m->budget;
  m->budget = UINT64_MAX;
  bool found = run(&s);
  m->budget = budget;
  if (!found)
    return !m->failed;
  mark_path(&s);
  return pair_captures(&s, a, hits, count);
}
