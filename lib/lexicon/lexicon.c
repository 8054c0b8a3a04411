#include "lexicon/lexicon.h"

bool lexicon_init(lexicon_table *t, const evx_allocator *allocator) {
  memset(t, 0, sizeof *t);
  arena_init(&t->memory, allocator);
  if (!intern_init(&t->words, allocator))
    return false;
  if (!intern_init(&t->spellings, allocator))
    return false;
  t->edge_room = 1024;
  t->edges = memory_zalloc(allocator, t->edge_room * sizeof *t->edges);
  return t->edges && VEC_PUSH(&t->nodes, &t->memory);
}

void lexicon_free(lexicon_table *t) {
  if (t->edges)
    memory_release(t->memory.allocator, t->edges, t->edge_room * sizeof *t->edges);
  t->edges = NULL;
  intern_free(&t->words);
  intern_free(&t->spellings);
  arena_free(&t->memory);
}

/* Mixes both halves of an edge's key; any good 64-bit finalizer does (this one is MurmurHash3's). */
static uint32_t edge_hash(uint32_t node, uint32_t word) {
  uint64_t h = ((uint64_t)node << 32) | word;
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdu;
  h ^= h >> 33;
  return (uint32_t)h;
}

static lexicon_edge *edge_slot(lexicon_edge *edges, uint32_t room, uint32_t node, uint32_t word) {
  uint32_t i = edge_hash(node, word) & (room - 1);
  while (edges[i].target && (edges[i].node != node || edges[i].word != word))
    i = (i + 1) & (room - 1);
  return &edges[i];
}

static bool edges_resize(lexicon_table *t, uint32_t room) {
  lexicon_edge *edges = memory_zalloc(t->memory.allocator, room * sizeof *edges);
  if (!edges)
    return false;
  for (uint32_t i = 0; i < t->edge_room; i++) {
    if (t->edges[i].target)
      *edge_slot(edges, room, t->edges[i].node, t->edges[i].word) = t->edges[i];
  }
  memory_release(t->memory.allocator, t->edges, t->edge_room * sizeof *edges);
  t->edges = edges;
  t->edge_room = room;
  return true;
}

/* The node behind (node, word), made when it is new; LEXICON_NO_NODE when memory is out. */
static uint32_t node_extend(lexicon_table *t, uint32_t node, uint32_t word) {
  if (t->edge_count * 2 >= t->edge_room && !edges_resize(t, t->edge_room * 2))
    return LEXICON_NO_NODE;
  lexicon_edge *slot = edge_slot(t->edges, t->edge_room, node, word);
  if (slot->target)
    return slot->target;
  uint32_t target = (uint32_t)t->nodes.count;
  if (!VEC_PUSH(&t->nodes, &t->memory))
    return LEXICON_NO_NODE;
  t->nodes.at[node].inner = true;
  *slot = (lexicon_edge){node, word, target};
  t->edge_count++;
  return target;
}

bool lexicon_add(lexicon_table *t, uint32_t list, const lexicon_token *tokens, size_t count, bool exact,
                 const char *value) {
  uint32_t *spellings = exact ? arena_array(&t->memory, count, sizeof *spellings) : NULL;
  if (exact && !spellings)
    return false;
  uint32_t node = LEXICON_ROOT;
  for (size_t i = 0; i < count; i++) {
    uint32_t word = intern_add(&t->words, tokens[i].fold, tokens[i].fold_len);
    if (word == INTERN_NONE || (node = node_extend(t, node, word)) == LEXICON_NO_NODE)
      return false;
    if (exact && (spellings[i] = intern_add(&t->spellings, tokens[i].spelling, tokens[i].spelling_len)) == INTERN_NONE)
      return false;
  }
  const char *copy = value ? arena_string(&t->memory, value, strlen(value)) : NULL;
  if ((value && !copy) || ((copy || spellings) && !VEC_ADD(&t->extras, &t->memory, ((lexicon_extra){copy, spellings}))))
    return false;
  lexicon_entry entry = {list, (uint32_t)count, copy || spellings ? (uint32_t)t->extras.count : 0,
                         t->nodes.at[node].entry};
  if (!VEC_ADD(&t->entries, &t->memory, entry))
    return false;
  t->nodes.at[node].entry = (uint32_t)t->entries.count;
  return true;
}

/* Most edges are the root's, and found without a search. */
static bool set_firsts_apart(lexicon_table *t) {
  uint32_t *firsts = arena_array(&t->memory, t->words.count, sizeof *firsts), room = 2;
  if (!firsts)
    return false;
  for (uint32_t i = 0; i < t->edge_room; i++) {
    lexicon_edge *e = &t->edges[i];
    if (!e->target || e->node != LEXICON_ROOT)
      continue;
    firsts[e->word] = e->target;
    *e = (lexicon_edge){0};
    t->edge_count--;
  }
  while (room / 2 < t->edge_count)
    room *= 2;
  t->firsts = firsts;
  return edges_resize(t, room);
}

bool lexicon_close(lexicon_table *t) {
  return set_firsts_apart(t) && intern_close(&t->words) && intern_close(&t->spellings);
}

uint32_t lexicon_word(const lexicon_table *t, const char *fold, size_t len) {
  return intern_find(&t->words, fold, len);
}

uint32_t lexicon_spelling(const lexicon_table *t, const char *spelling, size_t len) {
  return intern_find(&t->spellings, spelling, len);
}

uint32_t lexicon_step(const lexicon_table *t, uint32_t node, uint32_t word) {
  if (node == LEXICON_ROOT && t->firsts)
    return t->firsts[word] ? t->firsts[word] : LEXICON_NO_NODE;
  const lexicon_edge *slot = edge_slot(t->edges, t->edge_room, node, word);
  return slot->target ? slot->target : LEXICON_NO_NODE;
}
