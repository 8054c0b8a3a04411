#include "rules/ruleset_internal.h"

bool form_entries_init(form_entries *e, const evx_allocator *allocator) {
  *e = (form_entries){.allocator = allocator};
  arena_init(&e->memory, allocator);
  return intern_init_numbers(&e->rows, allocator);
}

void form_entries_free(form_entries *e) {
  if (!e->allocator)
    return;
  memory_release(e->allocator, e->at, e->room * sizeof *e->at);
  memory_release(e->allocator, e->kinds, e->row_room * PLACE_KINDS * sizeof *e->kinds);
  memory_release(e->allocator, e->key, e->key_room * sizeof *e->key);
  intern_free(&e->rows);
  arena_free(&e->memory);
}

void form_entries_clear(form_entries *e) {
  if (e->at)
    memset(e->at, 0, e->room * sizeof *e->at);
  memset(&e->hits, 0, sizeof e->hits);
  arena_reset(&e->memory, 0);
}

void form_entries_forget_kinds(form_entries *e) {
  for (size_t i = 0; i < e->room; i++)
    e->at[i].row = 0;
  if (e->kinds)
    memset(e->kinds, 0, e->row_room * PLACE_KINDS * sizeof *e->kinds);
  intern_clear(&e->rows);
}

size_t form_entries_bytes(const form_entries *e, size_t forms) {
  return forms * sizeof *e->at + arena_bytes(&e->memory);
}

size_t form_entries_row_bytes(const form_entries *e) {
  return e->row_room * PLACE_KINDS * sizeof *e->kinds + intern_bytes(&e->rows);
}

/* Resizes a zeroed array from `*room` to `need` elements or more. */
static bool grow(const evx_allocator *al, void *at, size_t *room, size_t need, size_t each) {
  size_t more = *room ? *room : 256;
  void **old = at;
  while (more < need)
    more *= 2;
  char *made = memory_resize(al, *old, *room * each, more * each);
  if (!made)
    return false;
  memset(made + *room * each, 0, (more - *room) * each);
  *old = made;
  *room = more;
  return true;
}

bool form_entries_fit(form_entries *e, size_t forms) {
  return forms <= e->room || grow(e->allocator, &e->at, &e->room, forms, sizeof *e->at);
}

/* ---- what word lists and the gazetteer say ------------------------------------------- */

/* True where the only token of an entry is spelled as it asks. */
static bool is_spelled(const rule_runner *r, const lexicon_entry *e, const form *f) {
  size_t len = 0;
  const char *s = form_string(&r->forms, f->text, &len);
  const uint32_t *exact = lexicon_exact(&r->set->lexicon, e);
  return !exact || lexicon_spelling(&r->set->lexicon, s, len) == exact[0];
}

/* Adds the entries that end at a node and are spelled like the form. */
static bool add_hits(rule_runner *r, const form *f, const lexicon_node *node) {
  const lexicon_table *lex = &r->set->lexicon;
  form_entries *all = &r->entries;
  for (uint32_t i = node->entry; i; i = lex->entries.at[i - 1].next) {
    const lexicon_entry *one = &lex->entries.at[i - 1];
    if (list_entry_shows(r->set, one) && is_spelled(r, one, f) &&
        !VEC_ADD(&all->hits, &all->memory, ((form_hit){one->list, i - 1})))
      return false;
  }
  return VEC_ADD(&all->hits, &all->memory, ((form_hit){FORM_HITS_END, 0}));
}

/* What most forms are: no entry. */
static bool share_no_hits(form_entries *all) {
  return all->hits.count > 0 || VEC_ADD(&all->hits, &all->memory, ((form_hit){FORM_HITS_END, 0}));
}

const form_entry *form_entry_find(rule_runner *r, uint32_t id) {
  const lexicon_table *lex = &r->set->lexicon;
  form_entries *all = &r->entries;
  form_entry *e = &all->at[id];
  const form *f = &r->forms.forms[id];
  size_t len = 0;
  const char *fold = form_string(&r->forms, f->lex, &len);
  e->word = lexicon_word(lex, fold, len);
  e->node = e->word == INTERN_NONE ? LEXICON_NO_NODE : lexicon_step(lex, LEXICON_ROOT, e->word);
  const lexicon_node *node = e->node == LEXICON_NO_NODE ? NULL : &lex->nodes.at[e->node];
  if (!share_no_hits(all))
    return NULL;
  e->hits = node && node->entry ? (uint32_t)all->hits.count : 0;
  if (e->hits && !add_hits(r, f, node))
    return NULL;
  e->node = node && node->inner ? e->node : LEXICON_NO_NODE;
  e->edges = gazetteer_begins(&r->set->gazetteer, &r->forms, f, &e->first) || e->node != LEXICON_NO_NODE ||
             all->hits.at[e->hits].list != FORM_HITS_END;
  e->known = true;
  return e;
}

/* ---- kinds --------------------------------------------------------------------------- */

static bool add_key(form_entries *e, uint32_t number) {
  if (e->key_count == e->key_room && !grow(e->allocator, &e->key, &e->key_room, e->key_count + 1, sizeof *e->key))
    return false;
  e->key[e->key_count++] = number;
  return true;
}

/* The row of a form whose entry is known; 0 when memory is out, else + 1. */
static uint32_t find_row(rule_runner *r, uint32_t id) {
  form_entries *all = &r->entries;
  form_entry *e = &all->at[id];
  uint32_t base = class_base(&r->classes, &r->forms, id);
  all->key_count = 0;
  if (base == CLASS_NONE || !add_key(all, base))
    return 0;
  for (const form_hit *h = &all->hits.at[e->hits]; h->list != FORM_HITS_END; h++) {
    if (r->set->edge_used[h->list] && !add_key(all, h->list))
      return 0;
  }
  uint32_t row = intern_add(&all->rows, (const char *)all->key, all->key_count * sizeof *all->key);
  if (row == INTERN_NONE || (row >= all->row_room && !grow(all->allocator, &all->kinds, &all->row_room, row + 1,
                                                           PLACE_KINDS * sizeof *all->kinds)))
    return 0;
  return e->row = row + 1;
}

uint32_t form_kind_find(rule_runner *r, const token *t) {
  form_entries *all = &r->entries;
  form_entry *e = &all->at[t->form];
  if (!e->known && !form_entry_find(r, t->form))
    return 0;
  uint32_t row = e->row ? e->row : find_row(r, t->form), at = t->place & r->classes.place_mask;
  if (!row)
    return 0;
  const intern_entry *key = &all->rows.entries[row - 1];
  const uint32_t *numbers = (const uint32_t *)(const void *)key->text; /* an arena block: aligned */
  uint32_t class = class_at(&r->classes, numbers[0], at);
  uint32_t kind = class == CLASS_NONE ? 0 : kind_of_class(&r->kinds, class);
  for (size_t i = 1; kind && i < key->len / sizeof *numbers; i++)
    kinds_mark(&r->kinds, &kind, numbers[i], 0, 1);
  return all->kinds[(size_t)(row - 1) * PLACE_KINDS + at] = kind;
}
