#include "rules/program.h"

#include "rules/shares.h"

#define PLACE_NONE UINT32_MAX

/* One compilation. The first failure sticks: later emits do nothing, and the caller reads `status` once. */
typedef struct compiler {
  program *out;
  predicate_set *predicates;
  diag_list *diags;
  arena *memory;
  evx_status status;
  const uint32_t *shares; /* by test: how common it is (shares.h); NULL: not known yet */
} compiler;

static void compile_pattern(compiler *c, const ast_pattern *p);

/* Patterns come again and again in a row: the search goes from the last one back. */
static uint32_t origin_of(compiler *c, const ast_pattern *from) {
  program_source *s = c->out->source;
  for (size_t i = s->patterns.count; i-- > 0;) {
    if (s->patterns.at[i] == from)
      return (uint32_t)i;
  }
  if (!VEC_ADD(&s->patterns, c->memory, from))
    c->status = EVX_ERR_NOMEM;
  return (uint32_t)s->patterns.count - 1;
}

static uint32_t emit_from(compiler *c, instruction in, uint32_t origin) {
  program *p = c->out;
  uint32_t at = (uint32_t)p->code.count;
  if (c->status != EVX_OK)
    return 0;
  if (at >= PROGRAM_MAX) {
    const place *where = &p->source->patterns.at[origin]->at;
    diag_add(c->diags, EVX_ERROR, "E061", where->src, where->begin, where->end,
             "use smaller bounds, or fewer quantifiers inside quantifiers",
             "this pattern needs more than %u steps when its quantifiers are unrolled", PROGRAM_MAX);
    c->status = EVX_ERR_RULE;
    return 0;
  }
  if (!VEC_ADD(&p->code, c->memory, in) || !VEC_ADD(&p->source->origins, c->memory, (uint16_t)origin))
    c->status = EVX_ERR_NOMEM;
  return at;
}

/* What an instruction has no room for: as many tests, or mentions with constraints, as no pack needs. */
static void report_too_many(compiler *c, const ast_pattern *from, const char *what, uint32_t most) {
  if (c->status == EVX_OK)
    diag_add(c->diags, EVX_ERROR, "E061", from->at.src, from->at.begin, from->at.end, "split the packs or the pattern",
             "more than %u %s", most, what);
  c->status = EVX_ERR_RULE;
}

static uint32_t emit(compiler *c, opcode op, uint32_t x, uint32_t y, const ast_pattern *from) {
  uint32_t origin = origin_of(c, from);
  if (x > UINT16_MAX)
    report_too_many(c, from, "different tests of tokens", UINT16_MAX);
  return emit_from(c, (instruction){.op = (unsigned)op & 0x7f, .y = (uint8_t)y, .x = (uint16_t)x}, origin);
}

static uint32_t here(const compiler *c) {
  return (uint32_t)c->out->code.count;
}

static instruction *at(compiler *c, uint32_t i) {
  return &c->out->code.at[i];
}

static void emit_test(compiler *c, uint32_t test, const ast_pattern *from) {
  if (test == TEST_NONE)
    c->status = EVX_ERR_NOMEM;
  else
    emit(c, OP_TEST, test, 0, from);
}

/* A literal is the sequence of its tokens, each compared by match fold, or by spelling where it is exact. */
static void compile_words(compiler *c, const ast_pattern *p) {
  size_t count = 0;
  word_test *words = predicate_add_words(c->predicates, p->text, p->len, p->exact, &count);
  if (!words)
    c->status = EVX_ERR_NOMEM;
  for (size_t i = 0; words && i < count; i++)
    emit_test(c, words[i].test, p);
}

static void compile_choice(compiler *c, const ast_pattern *p) {
  uint32_t last_jump = UINT16_MAX; /* jumps to the end are chained through x until the end is known */
  for (size_t i = 0; i < p->item_count && c->status == EVX_OK; i++) {
    bool more = i + 1 < p->item_count;
    uint32_t split = more ? emit(c, OP_SPLIT, 0, 0, p) : 0;
    compile_pattern(c, p->items[i]);
    if (more) {
      last_jump = emit(c, OP_JUMP, last_jump, 0, p);
      if (c->status == EVX_OK)
        at(c, split)->x = (uint16_t)here(c);
    }
  }
  while (c->status == EVX_OK && last_jump != UINT16_MAX) {
    uint32_t before = at(c, last_jump)->x;
    at(c, last_jump)->x = (uint16_t)here(c);
    last_jump = before;
  }
}

/* Every subset of the parts that is done is a place in the program, so that parts may come in any order, each once.
 * A place offers each part that is left; parts may be optional inside themselves. */
static void compile_any_order(compiler *c, const ast_pattern *p) {
  size_t n = p->item_count, places = (size_t)1 << n;
  uint32_t *entry = arena_array(c->memory, places, sizeof *entry); /* where a place begins */
  typedef struct fixup {
    uint32_t jump, place;
  } fixup;
  fixup *fixups = arena_array(c->memory, places * n + 1, sizeof *fixups);
  size_t fixup_count = 0;
  if (!entry || !fixups) {
    c->status = EVX_ERR_NOMEM;
    return;
  }
  for (size_t done = 0; done < places && c->status == EVX_OK; done++) {
    entry[done] = here(c);
    for (size_t i = 0; i < n && done + 1 < places; i++) {
      if (done >> i & 1)
        continue;
      bool last = (done | ((size_t)1 << i) | (((size_t)1 << i) - 1)) == places - 1;
      uint32_t split = last ? 0 : emit(c, OP_SPLIT, 0, 0, p);
      compile_pattern(c, p->items[i]);
      fixups[fixup_count++] = (fixup){emit(c, OP_JUMP, 0, 0, p), (uint32_t)(done | ((size_t)1 << i))};
      if (!last && c->status == EVX_OK)
        at(c, split)->x = (uint16_t)here(c);
    }
  }
  for (size_t i = 0; i < fixup_count && c->status == EVX_OK; i++)
    at(c, fixups[i].jump)->x = (uint16_t)entry[fixups[i].place];
}

static const ast_tok *make_token(compiler *c, ast_tok from) {
  ast_tok *made = arena_alloc(c->memory, sizeof *made);
  if (made)
    *made = from;
  else
    c->status = EVX_ERR_NOMEM;
  return made;
}

static const ast_tok *look_token(compiler *c, const ast_pattern *p);

/* Any of the alternatives, if all are single tokens. */
static const ast_tok *choice_token(compiler *c, const ast_pattern *p) {
  const ast_tok *any = NULL;
  for (size_t i = 0; i < p->item_count; i++) {
    const ast_tok *one = look_token(c, p->items[i]);
    if (!one)
      return NULL;
    /* Trees of tests are not changed once they are made. */
    any = any ? make_token(c, (ast_tok){.kind = TOK_OR,
                                        .at = p->at,
                                        .left = (ast_tok *)(uintptr_t)any,
                                        .right = (ast_tok *)(uintptr_t)one})
              : one;
  }
  return any;
}

static const ast_tok *words_token(compiler *c, const ast_pattern *p) {
  size_t count = 0;
  const word_test *words = predicate_add_words(c->predicates, p->text, p->len, p->exact, &count);
  if (!words)
    c->status = EVX_ERR_NOMEM;
  if (!words || count != 1 || words[0].length != p->len)
    return NULL;
  return make_token(c,
                    (ast_tok){.kind = p->exact ? TOK_EXACT : TOK_LITERAL, .at = p->at, .text = p->text, .len = p->len});
}

/* The test that a pattern comes to which is one token and captures nothing; NULL for another. */
static const ast_tok *look_token(compiler *c, const ast_pattern *p) {
  if (p->min != 1 || p->max != 1 || p->capture.text)
    return NULL;
  switch (p->kind) {
  case PAT_SEQUENCE:
  case PAT_MACRO: return p->item_count == 1 ? look_token(c, p->items[0]) : NULL;
  case PAT_CHOICE: return choice_token(c, p);
  case PAT_WORDS: return words_token(c, p);
  case PAT_TOKEN: return p->token;
  case PAT_LEMMA: return make_token(c, (ast_tok){.kind = TOK_LEMMA, .at = p->at, .lemma = p->lemma});
  default: return NULL;
  }
}

static void compile_look(compiler *c, const ast_pattern *p) {
  uint32_t index = (uint32_t)c->out->looks.count;
  if (!VEC_ADD(&c->out->looks, c->memory, ((look){.behind = p->behind, .negated = p->negated})))
    c->status = EVX_ERR_NOMEM;
  emit(c, OP_LOOK, index, 0, p);
  uint32_t jump = emit(c, OP_JUMP, 0, 0, p);
  if (c->status == EVX_OK)
    c->out->looks.at[index].entry = here(c);
  const ast_tok *single = look_token(c, p->items[0]);
  if (single)
    emit_test(c, predicate_add(c->predicates, single, c->diags), p->items[0]);
  else
    compile_pattern(c, p->items[0]);
  emit(c, OP_ACCEPT, 0, 0, p);
  if (c->status == EVX_OK)
    at(c, jump)->x = (uint16_t)here(c);
}

static void compile_gap(compiler *c, const ast_pattern *p) {
  uint32_t any = predicate_add(c->predicates, &(ast_tok){.kind = TOK_ANY}, c->diags);
  for (uint32_t i = 0; i < p->min; i++)
    emit_test(c, any, p);
  for (uint32_t i = p->min; i < p->max && c->status == EVX_OK; i++) {
    /* Lazy: leaving comes first. The exit is patched below, when the gap's end is known. */
    emit(c, OP_SPLIT, UINT16_MAX, 1, p);
    emit_test(c, any, p);
  }
  for (uint32_t i = here(c); c->status == EVX_OK && i-- > 0;) {
    instruction *in = at(c, i);
    if (program_origin(c->out, i) != p || (in->op == OP_TEST && in->x != any))
      break;
    if (in->op == OP_SPLIT && in->x == UINT16_MAX)
      in->x = (uint16_t)here(c);
  }
}

static uint32_t add_constraints(compiler *c, const ast_pattern *p) {
  if (p->constraint_count == 0)
    return 0;
  if (!VEC_ADD(&c->out->constraints, c->memory, ((constraint_list){p->constraints, p->constraint_count})))
    c->status = EVX_ERR_NOMEM;
  else if (c->out->constraints.count > CONSTRAINTS_MAX)
    report_too_many(c, p, "mentions with constraints in one pattern", CONSTRAINTS_MAX);
  return (uint32_t)c->out->constraints.count;
}

/* One occurrence, without its quantifier. */
static void compile_once(compiler *c, const ast_pattern *p) {
  if (p->capture.text)
    emit(c, OP_OPEN, p->capture_id, 0, p);
  switch (p->kind) {
  case PAT_SEQUENCE:
  case PAT_MACRO:
    for (size_t i = 0; i < p->item_count && c->status == EVX_OK; i++)
      compile_pattern(c, p->items[i]);
    break;
  case PAT_CHOICE: compile_choice(c, p); break;
  case PAT_WORDS: compile_words(c, p); break;
  case PAT_TOKEN: emit_test(c, predicate_add(c->predicates, p->token, c->diags), p); break;
  case PAT_LEMMA: emit_test(c, predicate_add_lemma(c->predicates, p->lemma), p); break;
  case PAT_LEXICON: emit(c, OP_LEXICON, p->lexicon->index, 0, p); break;
  case PAT_MENTION: emit(c, OP_MENTION, p->record->index, add_constraints(c, p), p); break;
  case PAT_GAP: compile_gap(c, p); break;
  case PAT_BEGIN: emit(c, OP_BEGIN, 0, 0, p); break;
  case PAT_END: emit(c, OP_END, 0, 0, p); break;
  case PAT_ANY_ORDER: compile_any_order(c, p); break;
  case PAT_LOOK: compile_look(c, p); break;
  }
  if (p->capture.text)
    emit(c, OP_CLOSE, p->capture_id, 0, p);
}

/* Where each of the instructions [begin, end] comes to stand in a repetition, counted from its begin. What a look looks
 * for is there once, behind the first: all repetitions share it. NULL: memory is out. */
static const uint32_t *find_places(compiler *c, uint32_t begin, uint32_t end) {
  uint32_t *places = arena_array(c->memory, end - begin + 1, sizeof *places), count = 0;
  for (uint32_t i = begin; places && i < end; i++) {
    const instruction *in = at(c, i);
    bool has_pattern = in->op == OP_LOOK && c->out->looks.at[in->x].entry == i + 2;
    places[i - begin] = count++;
    for (uint32_t behind = has_pattern ? in[1].x : i + 1; i + 1 < behind; i++)
      places[i + 1 - begin] = PLACE_NONE;
  }
  if (places)
    places[end - begin] = count;
  else
    c->status = EVX_ERR_NOMEM;
  return places;
}

/* Repeats the instructions [begin, end): a second compilation would give the same, but slower. */
static void repeat_code(compiler *c, uint32_t begin, uint32_t end, const uint32_t *places) {
  uint32_t to = here(c);
  for (uint32_t i = begin; i < end && c->status == EVX_OK; i++) {
    instruction in = *at(c, i);
    if (places[i - begin] == PLACE_NONE)
      continue;
    if (in.op == OP_SPLIT || in.op == OP_JUMP)
      in.x = (uint16_t)(to + places[in.x - begin]);
    emit_from(c, in, c->out->source->origins.at[i]);
  }
}

static void compile_pattern(compiler *c, const ast_pattern *p) {
  if (p->kind == PAT_GAP) {
    compile_once(c, p);
    return;
  }
  uint32_t begin = 0, end = 0;
  const uint32_t *places = NULL;
  uint32_t last_split = UINT16_MAX; /* exits are chained through x until the end is known */
  for (uint32_t i = 0; i < p->max && c->status == EVX_OK; i++) {
    if (i >= p->min)
      last_split = emit(c, OP_SPLIT, last_split, 0, p);
    if (i > 0) {
      repeat_code(c, begin, end, places);
      continue;
    }
    begin = here(c);
    compile_once(c, p);
    end = here(c);
    places = p->max > 1 && c->status == EVX_OK ? find_places(c, begin, end) : NULL;
  }
  while (c->status == EVX_OK && last_split != UINT16_MAX) {
    uint32_t before = at(c, last_split)->x;
    at(c, last_split)->x = (uint16_t)here(c);
    last_split = before;
  }
}

/* ---- what a match cannot do without --------------------------------------- */

/* Demands that more of SHARE_ALL tokens meet say too little. */
#define SHARE_DEMAND (SHARE_ALL / 16)

/* How common what meets a demand is. */
static uint64_t demand_share(const compiler *c, const demand *d) {
  uint64_t share = SHARE_LIST * (uint64_t)d->lexicons.count + SHARE_MENTION * (uint64_t)d->types.count;
  for (size_t i = 0; i < d->tests.count; i++)
    share += c->shares ? c->shares[d->tests.at[i]] : 1;
  return share;
}

static bool demand_join(demand *to, const demand *from, arena *a) {
  bool ok = true;
  for (size_t i = 0; ok && i < from->tests.count; i++)
    ok = VEC_ADD(&to->tests, a, from->tests.at[i]);
  for (size_t i = 0; ok && i < from->lexicons.count; i++)
    ok = VEC_ADD(&to->lexicons, a, from->lexicons.at[i]);
  for (size_t i = 0; ok && i < from->types.count; i++)
    ok = VEC_ADD(&to->types, a, from->types.at[i]);
  to->beside |= from->beside;
  return ok;
}

/* Asking for a test that is known needs memory too. */
static bool need_test(compiler *c, demand *d, uint32_t test) {
  bool kept = test != TEST_NONE && VEC_ADD(&d->tests, c->memory, test);
  c->status = kept ? c->status : EVX_ERR_NOMEM;
  return kept;
}

/* The rarest word, of several the longest, stands for a literal: articles and prepositions are everywhere. */
static bool words_need(compiler *c, const ast_pattern *p, demand *out) {
  size_t count = 0, best = 0;
  word_test *words = predicate_add_words(c->predicates, p->text, p->len, p->exact, &count);
  c->status = words ? c->status : EVX_ERR_NOMEM;
  if (!words || count == 0)
    return false;
  for (size_t i = 1; i < count; i++) {
    uint32_t share = c->shares ? c->shares[words[i].test] : 0, least = c->shares ? c->shares[words[best].test] : 0;
    if (share < least || (share == least && words[i].length > words[best].length))
      best = i;
  }
  return need_test(c, out, words[best].test);
}

typedef struct demand_list {
  demand *at; /* NEEDS_MAX of them, or as many as are wanted */
  uint32_t count, room;
} demand_list;

/* Keeps the rarest demands; the earlier one where two are thought to be as rare. */
static void keep_demand(demand_list *list, const demand *d) {
  uint32_t i = list->count < list->room ? list->count++ : list->room;
  for (; i > 0 && list->at[i - 1].share > d->share; i--) {
    if (i < list->room)
      list->at[i] = list->at[i - 1];
  }
  if (i < list->room)
    list->at[i] = *d;
}

static void find_needs(compiler *c, const ast_pattern *p, demand_list *out);

/* The rarest demand of a pattern; false where it has none (it can be skipped, or nothing is known). */
static bool find_need(compiler *c, const ast_pattern *p, demand *out) {
  demand_list one = {out, 0, 1};
  find_needs(c, p, &one);
  return one.count == 1;
}

/* Any of the alternatives' demands will do. */
static bool choice_need(compiler *c, const ast_pattern *p, demand *out) {
  for (size_t i = 0; i < p->item_count; i++) {
    demand d = {0};
    if (!find_need(c, p->items[i], &d) || !demand_join(out, &d, c->memory))
      return false;
  }
  return true;
}

/* Adds the demands of a pattern. */
static void find_needs(compiler *c, const ast_pattern *p, demand_list *out) {
  demand d = {0};
  bool found = false;
  if (p->min == 0)
    return;
  switch (p->kind) {
  case PAT_SEQUENCE:
  case PAT_MACRO:
  case PAT_ANY_ORDER:
    for (size_t i = 0; i < p->item_count; i++)
      find_needs(c, p->items[i], out);
    break;
  case PAT_CHOICE: found = choice_need(c, p, &d); break;
  case PAT_WORDS: found = words_need(c, p, &d); break;
  case PAT_TOKEN: found = need_test(c, &d, predicate_add(c->predicates, p->token, c->diags)); break;
  case PAT_LEMMA: found = need_test(c, &d, predicate_add_lemma(c->predicates, p->lemma)); break;
  case PAT_LEXICON: found = VEC_ADD(&d.lexicons, c->memory, p->lexicon->index); break;
  case PAT_MENTION: found = VEC_ADD(&d.types, c->memory, p->record->index); break;
  case PAT_LOOK:
    found = !p->negated && find_need(c, p->items[0], &d);
    d.beside = true;
    break;
  case PAT_GAP:
  case PAT_BEGIN:
  case PAT_END: break;
  }
  d.share = demand_share(c, &d);
  if (found && d.share <= SHARE_DEMAND)
    keep_demand(out, &d);
}

/* ---- what helps the search ------------------------------------------------------ */

static evx_status mark_joins(compiler *c) {
  program *p = c->out;
  uint8_t *ways = arena_array(c->memory, p->code.count + 1, sizeof *ways);
  if (!ways)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < p->code.count; i++) {
    const instruction *in = &p->code.at[i];
    uint32_t to[2] = {in->op == OP_JUMP ? in->x : (uint32_t)i + 1, in->op == OP_SPLIT ? in->x : UINT32_MAX};
    bool many = in->op == OP_LEXICON || in->op == OP_MENTION; /* edges of all lengths end at one token */
    for (int k = 0; k < 2 && in->op != OP_ACCEPT; k++) {
      if (to[k] != UINT32_MAX && ways[to[k]] < 2)
        ways[to[k]] = (uint8_t)(many ? 2 : ways[to[k]] + 1);
    }
  }
  for (size_t i = 0; i < p->code.count; i++)
    p->code.at[i].join = ways[i] > 1;
  return EVX_OK;
}

static evx_status prepare_search(compiler *c) {
  evx_status s = mark_joins(c);
  return s == EVX_OK && !program_prepare_looks(c->out, c->memory) ? EVX_ERR_NOMEM : s;
}

/* Programs are the bulk of a rule set: they get no more room than they need. */
static evx_status fit_code(compiler *c) {
  program *p = c->out;
  instruction *code = arena_array(c->memory, p->code.count, sizeof *code);
  uint16_t *origins = arena_array(c->memory, p->code.count, sizeof *origins);
  if (!code || !origins)
    return EVX_ERR_NOMEM;
  memcpy(code, p->code.at, p->code.count * sizeof *code);
  memcpy(origins, p->source->origins.at, p->code.count * sizeof *origins);
  p->code.at = code;
  p->source->origins.at = origins;
  p->code.room = p->source->origins.room = p->code.count;
  return EVX_OK;
}

evx_status program_compile(program *out, const ast_pattern *pattern, predicate_set *predicates, diag_list *diags,
                           arena *a) {
  memset(out, 0, sizeof *out);
  out->source = arena_zalloc(a, sizeof *out->source);
  if (!out->source)
    return EVX_ERR_NOMEM;
  compiler c = {out, predicates, diags, a, EVX_OK, NULL};
  compile_pattern(&c, pattern);
  emit(&c, OP_ACCEPT, 0, 0, pattern);
  if (c.status == EVX_OK)
    c.status = prepare_search(&c);
  if (c.status == EVX_OK)
    c.status = fit_code(&c);
  if (c.status == EVX_OK) /* whose tests get numbers now */
    c.status = program_find_needs(out, pattern, predicates, NULL, diags, a);
  return c.status;
}

evx_status program_find_needs(program *p, const ast_pattern *pattern, predicate_set *predicates, const uint32_t *shares,
                              diag_list *diags, arena *a) {
  compiler c = {p, predicates, diags, a, EVX_OK, shares};
  demand found[NEEDS_MAX] = {0};
  demand_list needs = {found, 0, NEEDS_MAX};
  find_needs(&c, pattern, &needs);
  p->needs = arena_alloc(a, needs.count * sizeof *p->needs);
  p->need_count = p->needs ? needs.count : 0;
  if (!p->needs)
    return EVX_ERR_NOMEM;
  memcpy(p->needs, found, needs.count * sizeof *found);
  return c.status;
}
