/* cover.c - what the examples inside packs reach: rules, alternatives, word lists. */
#include "rules/ruleset_internal.h"

typedef struct coverer {
  const rule_set *set;
  diag_list *diags;
  bool builtin;
  const observer *seen;
  arena memory;
  intern reached;      /* patterns of one rule that a match went through, by their address */
  intern alternatives; /* by place */
  VEC(const ast_pattern *) places;
  VEC(bool) place_reached;
  bool *lists_reached;
  bool *lists_asked;
  evx_coverage counts;
} coverer;

static bool concerns(const coverer *t, const source *src) {
  return t->builtin || !src->builtin;
}

static void reach_lists(const ast_tok *tok, bool *lists) {
  if (!tok)
    return;
  if (tok->kind == TOK_LEXICON)
    lists[tok->lexicon->index] = true;
  reach_lists(tok->left, lists);
  if (tok->right != tok->left)
    reach_lists(tok->right, lists);
}

static bool any_reached(const coverer *t, const ast_pattern *p) {
  if (intern_find(&t->reached, (const char *)&p, sizeof p) != INTERN_NONE)
    return true;
  for (size_t i = 0; i < p->item_count; i++) {
    if (any_reached(t, p->items[i]))
      return true;
  }
  return false;
}

/* A macro's alternative is one, however many rules use it. */
static bool cover_alternative(coverer *t, const ast_pattern *p) {
  struct {
    const source *src;
    size_t begin;
  } key = {p->at.src, p->at.begin};
  uint32_t count = t->alternatives.count, id = intern_add(&t->alternatives, (const char *)&key, sizeof key);
  if (id == INTERN_NONE)
    return false;
  if (t->alternatives.count > count &&
      (!VEC_ADD(&t->places, &t->memory, p) || !VEC_ADD(&t->place_reached, &t->memory, false)))
    return false;
  t->place_reached.at[id - 1] |= any_reached(t, p);
  return true;
}

static bool cover_pattern(coverer *t, const ast_pattern *p) {
  if (p->kind == PAT_LEXICON) {
    t->lists_asked[p->lexicon->index] = true;
    t->lists_reached[p->lexicon->index] |= any_reached(t, p);
  }
  if (p->kind == PAT_TOKEN) {
    reach_lists(p->token, t->lists_asked);
    if (any_reached(t, p))
      reach_lists(p->token, t->lists_reached);
  }
  for (size_t i = 0; i < p->item_count; i++) {
    if (p->kind == PAT_CHOICE && concerns(t, p->items[i]->at.src) && !cover_alternative(t, p->items[i]))
      return false;
    if (p->kind != PAT_LOOK && !cover_pattern(t, p->items[i]))
      return false;
  }
  return true;
}

static bool cover_rule(coverer *t, const rule *r) {
  intern_clear(&t->reached);
  for (size_t i = 0; i < r->prog.code.count; i++) {
    const ast_pattern *from = program_origin(&r->prog, (uint32_t)i);
    if (t->seen->paths[r->number][i] && intern_add(&t->reached, (const char *)&from, sizeof from) == INTERN_NONE)
      return false;
  }
  if (concerns(t, r->ast->at.src)) {
    bool reached = t->seen->stats[r->number].accepted > 0;
    t->counts.rules++;
    t->counts.rules_reached += reached;
    if (!reached)
      diag_add(t->diags, EVX_NOTE, "C001", r->ast->name.at.src, r->ast->name.at.begin, r->ast->name.at.end, NULL,
               "no example reaches %s", r->ast->full_name);
  }
  return cover_pattern(t, r->ast->match);
}

static void report(coverer *t) {
  for (size_t i = 0; i < t->places.count; i++) {
    const place *at = &t->places.at[i]->at;
    t->counts.alternatives++;
    t->counts.alternatives_reached += t->place_reached.at[i];
    if (!t->place_reached.at[i])
      diag_add(t->diags, EVX_NOTE, "C002", at->src, at->begin, at->end, NULL, "no example reaches this alternative");
  }
  for (size_t i = 0; i < t->set->ast->lexicons.count; i++) {
    const ast_name *name = &t->set->ast->lexicons.at[i]->name;
    if (!t->lists_asked[i] || !concerns(t, name->at.src))
      continue;
    t->counts.lexicons++;
    t->counts.lexicons_reached += t->lists_reached[i];
    if (!t->lists_reached[i])
      diag_add(t->diags, EVX_NOTE, "C003", name->at.src, name->at.begin, name->at.end, NULL,
               "no example reaches lexicon %s", name->text);
  }
}

static bool coverer_init(coverer *t, const evx_allocator *allocator) {
  arena_init(&t->memory, allocator);
  bool reached = intern_init(&t->reached, allocator), alternatives = intern_init(&t->alternatives, allocator);
  t->lists_reached = arena_array(&t->memory, t->set->ast->lexicons.count, sizeof(bool));
  t->lists_asked = arena_array(&t->memory, t->set->ast->lexicons.count, sizeof(bool));
  return reached && alternatives && t->lists_reached && t->lists_asked;
}

evx_status rule_set_cover(const rule_set *set, bool builtin, diag_list *diags, const evx_allocator *allocator,
                          evx_coverage *out) {
  coverer t = {.set = set, .diags = diags, .builtin = builtin};
  rule_runner *runner = NULL;
  evx_status s = rule_runner_new(set, allocator, &runner);
  t.seen = s == EVX_OK ? rule_runner_observe(runner, OBSERVE_STATS | OBSERVE_PATHS) : NULL;
  bool ok = coverer_init(&t, allocator) && t.seen;
  if (ok)
    ok = rule_set_watch_tests(set, builtin, runner, allocator) == EVX_OK;
  for (size_t i = 0; ok && i < set->rules.count; i++)
    ok = cover_rule(&t, &set->rules.at[i]);
  if (ok)
    report(&t);
  *out = t.counts;
  rule_runner_free(runner);
  intern_free(&t.reached);
  intern_free(&t.alternatives);
  arena_free(&t.memory);
  return ok && !diags->nomem ? EVX_OK : EVX_ERR_NOMEM;
}
