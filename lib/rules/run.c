/* run.c - all phases over one document, and the order in which their mentions come out. */
#include "rules/ruleset_internal.h"

/* What a document may cost: reports cost about a hundred steps a token with the English packs; only patterns that are
 * wide in themselves, or texts made for it, come near this. */
#define STEPS_MIN       1000000u
#define STEPS_PER_TOKEN 5000u

typedef struct order_key {
  uint32_t begin, end, number;
} order_key;

/* By position, longer first, then in order of finding (phase, rule). */
static bool key_before(const order_key *a, const order_key *b) {
  if (a->begin != b->begin)
    return a->begin < b->begin;
  return a->end != b->end ? a->end > b->end : a->number < b->number;
}

static order_key *sort_keys(order_key *from, order_key *to, size_t count) {
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t low = 0; low < count; low += 2 * width) {
      size_t mid = low + width < count ? low + width : count;
      size_t high = low + 2 * width < count ? low + 2 * width : count;
      for (size_t i = low, j = mid, k = low; k < high; k++)
        to[k] = i < mid && (j >= high || !key_before(&from[j], &from[i])) ? from[i++] : from[j++];
    }
    order_key *swap = from;
    from = to;
    to = swap;
  }
  return from;
}

/* Values name mentions by number; numbers change with the order. Items of lists belong to this document alone. */
static void renumber(value *v, const uint32_t *rank) {
  if (v->kind == VALUE_MENTION)
    v->as.mention = rank[v->as.mention];
  for (size_t i = 0; v->kind == VALUE_LIST && i < v->as.list.count; i++)
    renumber((value *)(uintptr_t)&v->as.list.items[i], rank);
}

static evx_status order_mentions(const rule_set *set, lattice *l, arena *a, mention_list *out) {
  size_t n = l->mentions.count;
  order_key *keys = arena_array(a, 2 * n, sizeof *keys);
  uint32_t *rank = arena_array(a, n, sizeof *rank);
  mention *sorted = arena_array(a, n, sizeof *sorted);
  if (!keys || !rank || !sorted)
    return EVX_ERR_NOMEM;
  for (uint32_t i = 0; i < n; i++)
    keys[i] = (order_key){l->mentions.at[i].begin, l->mentions.at[i].end, i};
  keys = sort_keys(keys, keys + n, n);
  for (uint32_t i = 0; i < n; i++) {
    rank[keys[i].number] = i;
    sorted[i] = l->mentions.at[keys[i].number];
  }
  for (size_t i = 0; i < n; i++) {
    size_t fields = set->ast->records.at[sorted[i].type]->field_count;
    for (size_t k = 0; k < fields; k++)
      renumber(&sorted[i].fields[k], rank);
  }
  out->at = sorted;
  out->count = n;
  return EVX_OK;
}

evx_status rule_run(rule_runner *runner, const document *doc, arena *a, mention_list *out) {
  const rule_set *set = runner->set;
  lattice l;
  memset(out, 0, sizeof *out);
  runner->matcher->failed = false;
  runner->matcher->limited = false;
  /* Counted in steps, not in time, so that the same text always gives the same record. */
  runner->matcher->budget = runner->matcher->steps + STEPS_MIN + STEPS_PER_TOKEN * (uint64_t)doc->tokens.count;
  if (runner->observer)
    runner->matcher->budget = UINT64_MAX; /* watching takes steps of its own */
  evx_status s = lattice_build(runner, doc, a, &l);
  if (s == EVX_OK)
    s = zones_find(runner, &l, a);
  for (size_t i = 0; s == EVX_OK && i < set->phases.count; i++)
    s = phase_run(runner, &l, &set->phases.at[i], a);
  if (s == EVX_OK)
    s = order_mentions(set, &l, a, out);
  out->limited = runner->matcher->limited;
  out->zones = l.zone;
  return s;
}
