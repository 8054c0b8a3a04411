/* modify.c - cues that set fields of the mentions in their reach ("not", "will", "proposed to").
 *
 * Distance is counted in tokens between cue and anchor; a longer cue hides shorter ones inside it; for each field the
 * nearest cue wins, then the later statement. A cue never reaches beyond its unit, nor over its stop pattern. */
#include "rules/ruleset_internal.h"

typedef struct cue {
  uint32_t modifier, begin, end;
} cue;

typedef VEC(cue) cue_vec;

/* The bits from `first` on and before `last` that are in word `word`. */
static uint64_t word_mask(uint32_t word, uint32_t first, uint32_t last) {
  uint64_t mask = UINT64_MAX;
  if (first / 64 == word)
    mask <<= first % 64;
  if (last / 64 == word)
    mask &= ((uint64_t)1 << (last % 64)) - 1;
  return mask;
}

/* The cues that begin at a token and end behind `floor`, of modifiers in one word of the bit sets. */
static bool cues_at(rule_runner *r, const lattice *l, const phase *ph, unit_range unit, uint32_t at, uint32_t word,
                    uint32_t floor, cue_vec *out, arena *a) {
  uint32_t first = ph->modifiers.at[0].number, last = first + (uint32_t)ph->modifiers.count;
  uint64_t may =
      openings_at(&r->set->openings, l->facts, unit.begin, unit.end, at, word) & word_mask(word, first, last);
  for (; may; may &= may - 1) {
    uint32_t m = word * 64 + (uint32_t)__builtin_ctzll(may) - first;
    cue c = {m, at, match_longest(r->matcher, &ph->modifiers.at[m].when, l, unit, at)};
    if (c.end > at && c.end > floor && !VEC_ADD(out, a, c))
      return false;
  }
  return true;
}

/* Cues in order of their place. One inside a longer one, found before it, is left out. */
static bool find_cues(rule_runner *r, const lattice *l, const phase *ph, unit_range unit, cue_vec *out, arena *a) {
  uint32_t longest = unit.begin; /* where that of those so far ends that reaches furthest */
  uint32_t first_word = ph->modifiers.at[0].number / 64;
  uint32_t last_word = (ph->modifiers.at[0].number + (uint32_t)ph->modifiers.count - 1) / 64;
  for (uint32_t at = unit.begin; at < unit.end; at++) {
    size_t first = out->count, kept = first;
    for (uint32_t word = first_word; word <= last_word; word++) {
      if (!cues_at(r, l, ph, unit, at, word, longest, out, a))
        return false;
    }
    for (size_t i = first; i < out->count; i++)
      longest = out->at[i].end > longest ? out->at[i].end : longest;
    for (size_t i = first; i < out->count; i++)
      if (out->at[i].end == longest)
        out->at[kept++] = out->at[i];
    out->count = kept;
  }
  return !r->matcher->failed;
}

/* True where what stops a cue begins at a token. */
static bool stops_at(rule_runner *r, const lattice *l, const modifier *m, unit_range between, uint32_t at) {
  const instruction *code = m->stop.code.at;
  if (m->stop.code.count == 2 && code->op == OP_TEST) /* one token, and the end */
    return lattice_test(l, at, code->x);
  return match_longest(r->matcher, &m->stop, l, between, at) != at;
}

/* Tokens between cue and anchor, or UINT32_MAX where the cue does not reach it. */
static uint32_t cue_distance(rule_runner *r, const lattice *l, unit_range unit, const modifier *m, const cue *c,
                             const mention *at) {
  uint32_t from, to;
  if (c->end <= at->anchor_begin) {
    if (!(m->ast->side & SIDE_RIGHT))
      return UINT32_MAX;
    from = c->end;
    to = at->anchor_begin;
  } else if (c->begin >= at->anchor_end) {
    if (!(m->ast->side & SIDE_LEFT))
      return UINT32_MAX;
    from = at->anchor_end;
    to = c->begin;
  } else {
    return 0; /* inside the anchor */
  }
  if ((int64_t)(to - from) > m->ast->distance)
    return UINT32_MAX;
  for (uint32_t i = from; m->has_stop && i < to; i++) {
    unit_range between = {unit.begin, to};
    if (stops_at(r, l, m, between, i))
      return UINT32_MAX;
  }
  return to - from;
}

/* What has set a field so far. */
typedef struct setter {
  uint32_t distance, modifier;
} setter;

/* Writes a modifier's constants into a mention; false where the mention's type lacks the field. */
static bool set_fields(rule_runner *r, const modifier *m, const cue *c, uint32_t distance, mention *at,
                       setter *nearest) {
  const ast_record *record = r->set->ast->records.at[at->type];
  bool any = false;
  for (size_t i = 0; i < m->ast->set_count; i++) {
    const ast_set *set = &m->ast->sets[i];
    uint32_t index = rule_record_field(record, set->field.text);
    if (index == UINT32_MAX)
      continue;
    const ast_field *field = &record->fields[index];
    value v = {.begin = c->begin, .end = c->end};
    if (field->type.kind == TYPE_ENUM && set->value->kind == EXPR_WORD) {
      v.kind = VALUE_ENUM;
      v.as.number = rule_type_word(&field->type, set->value->text);
      if (v.as.number < 0)
        continue;
    } else if (field->type.kind == TYPE_INT && set->value->kind == EXPR_INT) {
      v.kind = VALUE_INT;
      v.as.number = set->value->number;
    } else if (field->type.kind == TYPE_TEXT) {
      v.kind = VALUE_STRING;
      v.as.string = set->value->text;
      v.size = (uint32_t)set->value->len;
    } else {
      continue;
    }
    any = true;
    setter *by = &nearest[index];
    if (distance < by->distance || (distance == by->distance && c->modifier >= by->modifier)) {
      *by = (setter){distance, c->modifier};
      at->fields[index] = v;
    }
  }
  return any;
}

/* The first cue that could reach tokens from `begin` on: none is longer than a match may be. */
static size_t first_cue(const cue_vec *cues, uint32_t begin, uint32_t reach) {
  uint32_t from = begin > reach ? begin - reach : 0;
  size_t low = 0, high = cues->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (cues->at[mid].end < from)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static evx_status apply_to(rule_runner *r, lattice *l, const phase *ph, unit_range unit, const cue_vec *cues,
                           uint32_t reach, mention *m, arena *a) {
  size_t fields = r->set->ast->records.at[m->type]->field_count;
  size_t first = first_cue(cues, m->anchor_begin, reach), behind = first;
  while (behind < cues->count && cues->at[behind].begin <= (uint64_t)m->anchor_end + reach)
    behind++;
  setter *nearest = arena_array(a, fields, sizeof *nearest);
  uint32_t(*list)[2] = arena_array(a, behind - first, sizeof *list);
  if (!nearest || !list)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < fields; i++)
    nearest[i].distance = UINT32_MAX;
  uint32_t used = 0;
  for (size_t k = first; k < behind; k++) {
    const cue *c = &cues->at[k];
    const modifier *mod = &ph->modifiers.at[c->modifier];
    uint32_t distance = cue_distance(r, l, unit, mod, c, m);
    if (distance != UINT32_MAX && set_fields(r, mod, c, distance, m, nearest)) {
      list[used][0] = c->begin;
      list[used++][1] = c->end;
    }
  }
  m->cues = (const uint32_t(*)[2])list;
  m->cue_count = (uint16_t)(used < UINT16_MAX ? used : UINT16_MAX);
  return EVX_OK;
}

evx_status modifiers_apply(rule_runner *r, lattice *l, const phase *ph, unit_range unit, mention *mentions,
                           size_t count, arena *a) {
  cue_vec cues = {0};
  int64_t reach = 0;
  if (ph->modifiers.count == 0 || count == 0)
    return EVX_OK;
  for (size_t i = 0; i < ph->modifiers.count; i++)
    reach = ph->modifiers.at[i].ast->distance > reach ? ph->modifiers.at[i].ast->distance : reach;
  if (reach > MATCH_WIDTH_MAX)
    reach = MATCH_WIDTH_MAX;
  evx_status s = find_cues(r, l, ph, unit, &cues, a) ? EVX_OK : EVX_ERR_NOMEM;
  /* A cue is looked for from every token that one may begin at. */
  if (!pulse_beat(r->pulse, unit.end - unit.begin))
    return EVX_ERR_CALLBACK;
  for (size_t i = 0; s == EVX_OK && cues.count && i < count && pulse_beat(r->pulse, (uint32_t)cues.count); i++)
    s = apply_to(r, l, ph, unit, &cues, (uint32_t)reach, &mentions[i], a);
  if (r->pulse->stopped)
    return EVX_ERR_CALLBACK;
  return s == EVX_OK && r->matcher->failed ? EVX_ERR_NOMEM : s;
}
