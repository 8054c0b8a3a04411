/* modify.c - cues that set fields of the mentions in their reach ("not", "will", "proposed to").
 *
 * Distance is counted in tokens between cue and anchor; a longer cue hides shorter ones inside it; for each field the
 * nearest cue wins, then the later statement. A cue never reaches beyond its unit, nor over its stop pattern. */
#include "rules/ruleset_internal.h"

typedef struct cue {
  uint32_t modifier, begin, end;
} cue;

typedef VEC(cue) cue_vec;

static bool cue_hidden(const cue_vec *cues, const cue *c) {
  for (size_t i = 0; i < cues->count; i++) {
    const cue *o = &cues->at[i];
    if (o->begin <= c->begin && o->end >= c->end && o->end - o->begin > c->end - c->begin)
      return true;
  }
  return false;
}

static bool find_cues(rule_runner *r, const lattice *l, const phase *ph, unit_range unit, cue_vec *out, arena *a) {
  cue_vec all = {0};
  for (uint32_t m = 0; m < ph->modifiers.count; m++) {
    for (uint32_t at = unit.begin; at < unit.end; at++) {
      uint32_t end = match_longest(r->matcher, &ph->modifiers.at[m].when, l, unit, at);
      if (end != at && !VEC_ADD(&all, a, ((cue){m, at, end})))
        return false;
    }
  }
  for (size_t i = 0; i < all.count; i++) {
    if (!cue_hidden(&all, &all.at[i]) && !VEC_ADD(out, a, all.at[i]))
      return false;
  }
  return !r->matcher->failed;
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
    if (match_longest(r->matcher, &m->stop, l, between, i) != i)
      return UINT32_MAX;
  }
  return to - from;
}

/* Writes a modifier's constants into a mention; false where the mention's type lacks the field. */
static bool set_fields(rule_runner *r, const modifier *m, const cue *c, uint32_t distance, mention *at,
                       uint32_t *nearest) {
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
      v.as.number = rule_field_word(record, set->field.text, set->value->text);
      if (v.as.number < 0)
        continue;
    } else if (field->type.kind == TYPE_INT && set->value->kind == EXPR_INT) {
      v.kind = VALUE_INT;
      v.as.number = set->value->number;
    } else if (field->type.kind == TYPE_TEXT) {
      v.kind = VALUE_STRING;
      v.as.string.data = set->value->text;
      v.as.string.len = set->value->len;
    } else {
      continue;
    }
    any = true;
    if (distance <= nearest[index]) {
      nearest[index] = distance;
      at->fields[index] = v;
    }
  }
  return any;
}

evx_status modifiers_apply(rule_runner *r, lattice *l, const phase *ph, unit_range unit, mention *mentions,
                           size_t count, arena *a) {
  cue_vec cues = {0};
  if (ph->modifiers.count == 0 || count == 0)
    return EVX_OK;
  if (!find_cues(r, l, ph, unit, &cues, a))
    return EVX_ERR_NOMEM;
  for (size_t i = 0; cues.count && i < count; i++) {
    mention *m = &mentions[i];
    size_t fields = r->set->ast->records.at[m->type]->field_count;
    uint32_t *nearest = arena_array(a, fields, sizeof *nearest);
    uint32_t(*list)[2] = arena_array(a, cues.count, sizeof *list);
    uint32_t used = 0;
    if (!nearest || !list)
      return EVX_ERR_NOMEM;
    memset(nearest, 0xff, fields * sizeof *nearest);
    for (size_t k = 0; k < cues.count; k++) {
      const cue *c = &cues.at[k];
      const modifier *mod = &ph->modifiers.at[c->modifier];
      uint32_t distance = cue_distance(r, l, unit, mod, c, m);
      if (distance != UINT32_MAX && set_fields(r, mod, c, distance, m, nearest)) {
        list[used][0] = c->begin;
        list[used++][1] = c->end;
      }
    }
    m->cues = (const uint32_t(*)[2])list;
    m->cue_count = used;
  }
  return r->matcher->failed ? EVX_ERR_NOMEM : EVX_OK;
}
