/* parse_phase.c - phases and what stands in them: rules, rejects, modifiers; and what switches them off. */
#include "rules/parser.h"

static bool parse_phase_options(parser *p, ast_phase *ph) {
  VEC(ast_name) uses = {0};
  for (;;) {
    if (parser_accept_word(p, "uses")) {
      do {
        ast_name name = parser_name(p, "a phase");
        if (!name.text)
          return false;
        if (!VEC_ADD(&uses, p->a, name))
          return p->nomem = p->panic = true, false;
      } while (parser_accept(p, ","));
      ph->uses = uses.at;
      ph->use_count = uses.count;
    } else if (parser_accept_word(p, "after")) {
      ph->after = parser_name(p, "a phase");
    } else if (parser_accept_word(p, "overlap")) {
      ph->overlap_all = parser_is_word(p, "all");
      if (!ph->overlap_all && !parser_is_word(p, "longest")) {
        parser_fail(p, "E038", NULL, "overlap is longest or all, not %s", parser_seen(p));
        return false;
      }
      parser_advance(p);
    } else if (parser_accept_word(p, "scope")) {
      static const char *const words[] = {"sentence", "line", "paragraph"};
      size_t i = 0;
      while (i < 3 && !parser_is_word(p, words[i]))
        i++;
      if (i == 3) {
        parser_fail(p, "E038", NULL, "scope is sentence, line or paragraph, not %s", parser_seen(p));
        return false;
      }
      ph->scope = (phase_scope)i;
      parser_advance(p);
    } else {
      return !p->panic;
    }
  }
}

/* Puts a new phase behind the one that `after` names, or last. */
static bool insert_phase(parser *p, ast_phase *ph) {
  size_t at = p->ast->phases.count;
  if (!VEC_ADD(&p->ast->phases, p->a, ph))
    return p->nomem = p->panic = true, false;
  for (size_t i = 0; ph->after.text && i < at; i++) {
    if (strcmp(p->ast->phases.at[i]->name.text, ph->after.text) != 0)
      continue;
    for (size_t k = at; k > i + 1; k--)
      p->ast->phases.at[k] = p->ast->phases.at[k - 1];
    p->ast->phases.at[i + 1] = ph;
    return true;
  }
  if (ph->after.text)
    parser_fail_at(p, "E039", ph->after.at.begin, ph->after.at.end, NULL, "there is no phase %s to come after",
                   ph->after.text);
  return true;
}

void parse_phase(parser *p) {
  ast_phase *known, made = {0};
  parser_advance(p);
  made.name = parser_name(p, "the phase");
  made.pack = p->pack;
  if (!made.name.text || !parse_phase_options(p, &made))
    return;
  FIND(p->ast->phases, made.name.text, known);
  for (size_t i = 0; i < made.use_count; i++) {
    const ast_phase *used;
    FIND(p->ast->phases, made.uses[i].text, used);
    if (!used) {
      parser_fail_at(p, "E039", made.uses[i].at.begin, made.uses[i].at.end,
                     "a phase uses phases that were declared before it", "there is no phase %s to use",
                     made.uses[i].text);
      return;
    }
  }
  if (!known) {
    known = parser_new(p, sizeof *known);
    if (!known)
      return;
    *known = made;
    if (!insert_phase(p, known))
      return;
  }
  p->phase = known;
  for (size_t i = 0; i < p->waiting.count; i++) {
    p->waiting.at[i]->phase = known;
    if (!VEC_ADD(&known->modifiers, p->a, p->waiting.at[i]))
      p->nomem = p->panic = true;
  }
  p->waiting.count = 0;
}

static bool parse_wheres(parser *p, ast_rule *r) {
  VEC(ast_where) wheres = {0};
  while (parser_accept_word(p, "where")) {
    ast_where *w = VEC_PUSH(&wheres, p->a);
    if (!w)
      return p->nomem = p->panic = true, false;
    w->key = parser_name(p, "zone or layout");
    w->negated = parser_is(p, "!=");
    if (w->key.text && !w->negated && !parser_is(p, "=")) {
      parser_fail(p, "E040", "write where zone = decisions", "= or != is needed here, not %s", parser_seen(p));
      return false;
    }
    parser_advance(p);
    if (p->panic || !parse_literal(p, &w->value))
      return false;
  }
  r->wheres = wheres.at;
  r->where_count = wheres.count;
  return true;
}

static bool parse_rule_body(parser *p, ast_rule *r) {
  VEC(ast_test) tests = {0};
  r->priority = r->reject ? INT64_MAX : 0;
  if (parser_accept_word(p, "priority")) {
    if (p->now.kind != LEX_INT) {
      parser_fail(p, "E006", NULL, "a number is needed here, not %s", parser_seen(p));
      return false;
    }
    r->has_priority = true;
    r->priority = p->now.number;
    parser_advance(p);
  }
  if (!parse_wheres(p, r))
    return false;
  if (!parser_accept_word(p, "match")) {
    parser_fail(p, "E041", NULL, "'match' and a pattern are needed here, not %s", parser_seen(p));
    return false;
  }
  r->match = parse_pattern(p);
  if (!r->match || (!r->reject && !parse_action(p, r)))
    return false;
  while (parser_is_word(p, "test")) {
    ast_test test = {0};
    if (!parse_test(p, &test))
      return false;
    if (!VEC_ADD(&tests, p->a, test))
      return p->nomem = p->panic = true, false;
  }
  r->tests = tests.at;
  r->test_count = tests.count;
  r->at.end = (uint32_t)p->now.begin;
  return true;
}

static const char *full_name(parser *p, const char *name) {
  const char *s = arena_printf(p->a, "%s.%s", p->pack->name.text, name);
  if (!s)
    p->nomem = p->panic = true;
  return s;
}

/* A rule by its full name, or by its own where only one has it. */
static ast_rule **find_rule(const parser *p, const char *name, bool *many) {
  ast_rule **found = NULL;
  *many = false;
  for (size_t i = 0; i < p->ast->phases.count; i++) {
    ast_phase *ph = p->ast->phases.at[i];
    for (size_t k = 0; k < ph->rules.count; k++) {
      if (strcmp(ph->rules.at[k]->full_name, name) == 0) {
        *many = false;
        return &ph->rules.at[k];
      }
      if (strcmp(ph->rules.at[k]->name.text, name) == 0) {
        *many = found != NULL;
        found = &ph->rules.at[k];
      }
    }
  }
  return found;
}

void parse_rule(parser *p, bool override) {
  size_t begin = p->now.begin;
  ast_rule *r = parser_new(p, sizeof *r), **old = NULL;
  if (!r)
    return;
  r->reject = parser_is_word(p, "reject");
  parser_advance(p);
  r->name = override ? parser_raw_name(p) : parser_name(p, r->reject ? "the reject" : "the rule");
  r->pack = p->pack;
  r->anchor = UINT32_MAX;
  r->at = place_of(p->src, begin, p->now.end);
  if (!r->name.text)
    return;
  bool many = false;
  const char *full = full_name(p, r->name.text);
  old = full ? find_rule(p, override ? r->name.text : full, &many) : NULL;
  if (override && (!old || many)) {
    parser_fail_at(p, "E042", r->name.at.begin, r->name.at.end, many ? "write its full name, pack.rule" : NULL,
                   many ? "several rules are named %s" : "there is no rule %s to override", r->name.text);
    return;
  }
  if (!override && old) {
    parser_fail_at(p, "E030", r->name.at.begin, r->name.at.end, NULL, "rule %s is declared in %s already", r->name.text,
                   p->pack->name.text);
    return;
  }
  if (!override && !p->phase) {
    parser_fail_at(p, "E043", begin, p->now.begin, "write phase decisions before it, for instance",
                   "a rule stands in a phase; none has begun");
    return;
  }
  if (!parse_rule_body(p, r))
    return;
  if (override) {
    r->full_name = (*old)->full_name;
    r->name.text = (*old)->name.text;
    r->phase = (*old)->phase;
    *old = r;
    return;
  }
  r->full_name = full;
  r->phase = p->phase;
  if (!VEC_ADD(&p->phase->rules, p->a, r))
    p->nomem = p->panic = true;
}

void parse_modifier(parser *p) {
  ast_modifier *m = parser_new(p, sizeof *m);
  parser_advance(p);
  if (!m)
    return;
  m->name = parser_name(p, "the modifier");
  m->pack = p->pack;
  if (!m->name.text || !parser_accept_word(p, "sets")) {
    parser_fail(p, "E044", "write modifier no sets polarity = negative when \"not\" scope right 4",
                "'sets' is needed here, not %s", parser_seen(p));
    return;
  }
  if (!parse_sets(p, &m->sets, &m->set_count, NULL))
    return;
  if (!parser_accept_word(p, "when")) {
    parser_fail(p, "E044", NULL, "'when' and a pattern are needed here, not %s", parser_seen(p));
    return;
  }
  if (!(m->when = parse_pattern(p)))
    return;
  if (!parser_accept_word(p, "scope")) {
    parser_fail(p, "E044", "write scope right 4", "'scope' is needed here, not %s", parser_seen(p));
    return;
  }
  m->side = parser_is_word(p, "left") ? SIDE_LEFT : parser_is_word(p, "right") ? SIDE_RIGHT : SIDE_BOTH;
  if (m->side == SIDE_BOTH && !parser_is_word(p, "both")) {
    parser_fail(p, "E044", NULL, "scope is left, right or both, not %s", parser_seen(p));
    return;
  }
  parser_advance(p);
  if (p->now.kind != LEX_INT || p->now.number < 0) {
    parser_fail(p, "E006", NULL, "a number of tokens is needed here, not %s", parser_seen(p));
    return;
  }
  m->distance = p->now.number;
  parser_advance(p);
  if (parser_accept_word(p, "stop") && !(m->stop = parse_pattern(p)))
    return;
  if (!VEC_ADD(&p->waiting, p->a, m))
    p->nomem = p->panic = true;
}

void parse_disable(parser *p) {
  bool many = false, found = false;
  parser_advance(p);
  ast_name kind = parser_name(p, "what to disable");
  if (!kind.text)
    return;
  ast_name name = parser_raw_name(p);
  if (!name.text)
    return;
  for (size_t i = 0; i < p->ast->phases.count; i++) {
    ast_phase *ph = p->ast->phases.at[i];
    bool whole = strcmp(kind.text, "phase") == 0 && strcmp(ph->name.text, name.text) == 0;
    for (size_t k = 0; whole && k < ph->rules.count; k++)
      ph->rules.at[k]->disabled = true;
    for (size_t k = 0; strcmp(kind.text, "modifier") == 0 && k < ph->modifiers.count; k++) {
      if (strcmp(ph->modifiers.at[k]->name.text, name.text) == 0)
        ph->modifiers.at[k]->disabled = found = true;
    }
    found |= whole;
  }
  if (strcmp(kind.text, "rule") == 0 || strcmp(kind.text, "reject") == 0) {
    ast_rule **r = find_rule(p, name.text, &many);
    if (r && !many)
      (*r)->disabled = true;
    found = r != NULL;
  }
  if (many || !found)
    parser_fail_at(p, "E042", name.at.begin, name.at.end, many ? "write its full name, pack.rule" : NULL,
                   many ? "several rules are named %s" : "there is nothing named %s to disable", name.text);
}
