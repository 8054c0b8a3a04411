/* run.c - all phases over one document, block by block, and what is kept of the mentions, in their order. */
#include "rules/ruleset_internal.h"

/* What a document may cost: reports cost about a hundred steps a token with the English packs; only patterns that are
 * wide in themselves, or texts made for it, come near this. */
#define STEPS_MIN       1000000u
#define STEPS_PER_TOKEN 5000u

typedef VEC(mention) mention_vec;

/* Mentions by position, longer first, then in order of finding (phase, rule): as they hang at their tokens, but for
 * those of one length, which hang there the latest first. */
static void order_mentions(const lattice *l, uint32_t *order) {
  const mention *found = l->mentions.at;
  size_t count = 0;
  for (size_t at = 0; at < l->doc->tokens.count; at++) {
    size_t first = count;
    for (uint32_t i = l->mention_first[at]; i; i = l->links.at[i - 1].next) {
      uint32_t number = l->links.at[i - 1].mention;
      size_t k = count++;
      for (; k > first && found[order[k - 1]].end == found[number].end && order[k - 1] > number; k--)
        order[k] = order[k - 1];
      order[k] = number;
    }
  }
}

const value value_unset = {.kind = VALUE_UNSET};

/* ---- what is kept ------------------------------------------------------------------ */

/* Copies what is kept of a block's mentions, with positions in the document. */
typedef struct keeper {
  const rule_set *set;
  lattice *from;
  uint32_t base;        /* the block's first token */
  const uint32_t *rank; /* by number in the block: number in the document */
  arena *memory;
  pulse *pulse;
  bool failed;
} keeper;

static const time_expr *keep_time(keeper *k, const time_expr *from) {
  time_expr *to = from ? arena_alloc(k->memory, sizeof *to) : NULL;
  k->failed |= from && !to;
  if (!to)
    return NULL;
  *to = *from;
  to->from = keep_time(k, from->from);
  to->to = keep_time(k, from->to);
  if (to->begin < to->end) {
    to->begin += k->base;
    to->end += k->base;
  }
  return to;
}

static value *keep_values(keeper *k, const value *from, size_t count);

static void keep_value(keeper *k, value *v) {
  if (v->begin < v->end) {
    v->begin += k->base;
    v->end += k->base;
  }
  if (v->kind == VALUE_MENTION)
    v->as.mention = k->rank[v->as.mention];
  else if (v->kind == VALUE_TIME)
    v->as.time = keep_time(k, v->as.time);
  else if (v->kind == VALUE_LIST)
    v->as.items = keep_values(k, v->as.items, v->size);
}

static value *keep_values(keeper *k, const value *from, size_t count) {
  value *to = arena_alloc(k->memory, count * sizeof *to);
  k->failed |= !to;
  for (size_t i = 0; to && i < count; i++) {
    to[i] = from[i];
    keep_value(k, &to[i]);
  }
  return to;
}

static void keep_cues(keeper *k, mention *m) {
  uint32_t(*cues)[2] = m->cue_count ? arena_alloc(k->memory, m->cue_count * sizeof *cues) : NULL;
  k->failed |= m->cue_count && !cues;
  for (uint32_t i = 0; cues && i < m->cue_count; i++) {
    cues[i][0] = m->cues[i][0] + k->base;
    cues[i][1] = m->cues[i][1] + k->base;
  }
  m->cues = (const uint32_t(*)[2])cues;
}

/* Copies those fields that are set, which most are not: with them the mention is done in the block. */
static void pack_fields(keeper *k, mention *m) {
  size_t count = k->set->ast->records.at[m->type]->field_count, set = 0;
  const value *fields = m->fields;
  for (size_t i = 0; i < count; i++)
    set += fields[i].kind != VALUE_UNSET;
  value *to = set ? arena_alloc(k->memory, set * sizeof *to) : NULL;
  k->failed |= set && !to;
  m->fields = to;
  m->field_count = (uint16_t)(to ? set : 0);
  for (size_t i = 0; to && i < count; i++) {
    if (fields[i].kind == VALUE_UNSET)
      continue;
    *to = fields[i];
    to++->field = (uint16_t)i;
  }
}

/* What copying one mention costs. */
#define KEEP_WORK 4u

static bool keep_mention(keeper *k, mention m, mention_vec *out) {
  m.begin += k->base;
  m.end += k->base;
  m.anchor_begin += k->base;
  m.anchor_end += k->base;
  for (size_t i = 0; i < m.field_count; i++)
    keep_value(k, &m.fields[i]);
  keep_cues(k, &m);
  return !k->failed && pulse_beat(k->pulse, KEEP_WORK) && VEC_ADD(out, k->memory, m);
}

static void want_value(const value *v, bool *wanted) {
  if (v->kind == VALUE_MENTION)
    wanted[v->as.mention] = true;
  for (size_t i = 0; v->kind == VALUE_LIST && i < v->size; i++)
    want_value(&v->as.items[i], wanted);
}

/* Packs the mentions that are wanted, the last first: they refer to earlier ones. Answers how many they are. */
static size_t find_wanted(keeper *k, const keep_which *types, bool *wanted) {
  uint32_t any = UINT32_MAX; /* the last type of which one is kept */
  size_t count = 0;
  for (size_t i = k->from->mentions.count; i-- > 0 && !k->failed;) {
    mention *m = &k->from->mentions.at[i];
    keep_which how = types ? types[m->type] : KEEP_ALL;
    wanted[i] |= how == KEEP_ALL || m->emitted || (how == KEEP_ANY && any != m->type);
    any = how == KEEP_ANY ? m->type : any;
    if (!wanted[i])
      continue;
    count++;
    pack_fields(k, m);
    for (size_t f = 0; f < m->field_count; f++)
      want_value(&m->fields[f], wanted);
  }
  return count;
}

/* Makes room for so many more: all that there are, as a rule. */
static bool fit(mention_vec *out, size_t more, arena *a) {
  size_t need = out->count + more, room = out->room * 2 > need ? out->room * 2 : need;
  if (need <= out->room)
    return true;
  mention *at = arena_resize(a, out->at, out->room * sizeof *at, room * sizeof *at);
  if (!at)
    return false;
  out->at = at;
  out->room = room;
  return true;
}

static bool keep_wanted(keeper *k, const keep_which *types, arena *scratch, mention_vec *out) {
  const mention *found = k->from->mentions.at;
  size_t n = k->from->mentions.count;
  uint32_t *order = arena_array(scratch, n, sizeof *order);
  uint32_t *rank = arena_array(scratch, n, sizeof *rank), next = (uint32_t)out->count;
  bool *wanted = arena_array(scratch, n, sizeof *wanted);
  if (!order || !rank || !wanted)
    return false;
  size_t count = find_wanted(k, types, wanted);
  if (k->failed || !fit(out, count, k->memory))
    return false;
  order_mentions(k->from, order);
  for (size_t i = 0; i < n; i++)
    rank[order[i]] = wanted[order[i]] ? next++ : MENTION_NONE;
  k->rank = rank;
  for (size_t i = 0; i < n; i++) {
    if (wanted[order[i]] && !keep_mention(k, found[order[i]], out))
      return false;
  }
  return true;
}

/* ---- the run ------------------------------------------------------------------------- */

typedef struct run {
  rule_runner *runner;
  const document *doc;
  const run_options *options;
  pulse *pulse;
  const zone_map *zones;
  arena *memory;
  mention_vec mentions;
} run;

/* True where some token of the document may stand in the place that a rule asks for. */
static bool place_exists(const where *w, const uint64_t *zones, uint32_t layouts, bool labels, bool title) {
  switch (w->key) {
  case WHERE_ZONE: return w->number >= ZONES_KEPT || has_bit(zones, w->number);
  case WHERE_LAYOUT: return (layouts >> w->number & 1) || (w->number == LINE_LABEL && labels);
  case WHERE_TITLE: return title;
  }
  return true;
}

/* Leaves out the rules that ask for a place which a block has nowhere. `zones`: those that it may have. */
static bool find_possible(const rule_set *set, const uint64_t *zones, lattice *l, arena *a) {
  const document *doc = l->doc;
  uint32_t layouts = 0;
  bool labels = false;
  l->possible = arena_array(a, set->needs.words, sizeof *l->possible);
  if (!l->possible)
    return false;
  for (size_t i = 0; i < doc->lines.count; i++) {
    layouts |= 1u << doc->lines.at[i].kind;
    labels |= doc->lines.at[i].label_end != 0;
  }
  for (size_t i = 0; i < set->rules.count; i += 64)
    l->possible[i / 64] = UINT64_MAX >> (set->rules.count - i < 64 ? 64 - (set->rules.count - i) : 0);
  for (size_t i = 0; i < set->placed.count; i++) {
    const rule *r = &set->rules.at[set->placed.at[i]];
    bool possible = true;
    for (size_t k = 0; k < r->where_count; k++)
      possible &= r->wheres[k].negated || place_exists(&r->wheres[k], zones, layouts, labels, doc->title_end > 0);
    if (!possible)
      l->possible[r->number / 64] &= ~((uint64_t)1 << (r->number % 64));
  }
  return true;
}

/* As many tokens as a mention has, in most texts. */
#define MENTION_TOKENS 4u
#define MENTIONS_MIN   32u

static bool reserve_mentions(lattice *l, arena *a) {
  size_t room = l->doc->tokens.count / MENTION_TOKENS + MENTIONS_MIN;
  l->mentions.at = arena_alloc(a, room * sizeof *l->mentions.at);
  l->links.at = arena_alloc(a, room * sizeof *l->links.at);
  l->mentions.room = l->mentions.at ? room : 0;
  l->links.room = l->links.at ? room : 0;
  return l->mentions.at && l->links.at;
}

static evx_status run_block(run *x, uint32_t begin, uint32_t end) {
  rule_runner *r = x->runner;
  arena *scratch = &r->block_memory;
  document view;
  lattice l;
  arena_reset(scratch, BLOCK_MEMORY_KEPT);
  runner_trim_learnt(r, x->doc->len, false);
  if (!pulse_ask(x->pulse))
    return EVX_ERR_CALLBACK;
  if (!block_view(x->doc, begin, end, x->pulse, scratch, &view))
    return x->pulse->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
  evx_status s = lattice_build(r, &view, scratch, &l);
  if (s != EVX_OK)
    return s;
  zones_fill(x->zones, begin, end, l.zone);
  uint64_t zones[ZONES_KEPT / 64];
  zones_between(x->zones, begin, end, zones);
  if (!reserve_mentions(&l, scratch) || !find_possible(r->set, zones, &l, scratch) || !begins_find(r, &l, scratch))
    s = EVX_ERR_NOMEM;
  for (size_t i = 0; s == EVX_OK && i < r->set->phases.count; i++)
    s = phase_run(r, &l, &r->set->phases.at[i], x->pulse, scratch);
  keeper k = {.set = r->set, .from = &l, .base = begin, .memory = x->memory, .pulse = x->pulse};
  if (s == EVX_OK && !keep_wanted(&k, x->options ? x->options->kept : NULL, scratch, &x->mentions))
    s = x->pulse->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
  return s;
}

static void begin_run(rule_runner *r, const document *doc) {
  r->matcher->failed = false;
  r->matcher->limited = false;
  /* Counted in steps, not in time, so that the same text always gives the same record. */
  r->matcher->budget = r->matcher->steps + STEPS_MIN + STEPS_PER_TOKEN * (uint64_t)doc->tokens.count;
  if (r->observer)
    r->matcher->budget = UINT64_MAX; /* watching takes steps of its own */
}

evx_status rule_run(rule_runner *runner, const document *doc, const run_options *options, arena *a, mention_list *out) {
  pulse unasked = {0};
  zone_map *zones = arena_alloc(a, sizeof *zones);
  run x = {.runner = runner, .doc = doc, .options = options, .zones = zones, .memory = a};
  x.pulse = options && options->pulse ? options->pulse : &unasked;
  uint32_t count = (uint32_t)doc->tokens.count;
  memset(out, 0, sizeof *out);
  if (!zones || !runner_fit(runner))
    return EVX_ERR_NOMEM;
  begin_run(runner, doc);
  runner->pulse = x.pulse;
  evx_status s = zones_find(runner, doc, x.pulse, a, zones);
  for (uint32_t begin = 0, end; s == EVX_OK && begin < count; begin = end) {
    end = runner->observer ? count : block_end(doc, begin, runner->wide); /* who watches counts from the first token */
    s = run_block(&x, begin, end);
  }
  runner->pulse = NULL;
  if (s == EVX_OK && !pulse_ask(x.pulse))
    s = EVX_ERR_CALLBACK;
  runner_trim_learnt(runner, doc->len, true);
  if (arena_bytes(&runner->block_memory) > BLOCK_MEMORY_KEPT)
    arena_reset(&runner->block_memory, BLOCK_MEMORY_KEPT);
  *out = (mention_list){x.mentions.at, x.mentions.count, runner->matcher->limited, zones};
  return s;
}
