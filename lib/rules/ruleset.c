/* ruleset.c - from a checked tree to an immutable rule set. */
#include "rules/ruleset_internal.h"

/* More rules, and more modifiers and zones, than the bit sets of PROGRAM_WORDS hold. */
#define RULES_MAX    4096u
#define PROGRAMS_MAX (PROGRAM_WORDS * 64u)
/* Record types, and fields of one: mentions have two bytes for their numbers. */
#define TYPES_MAX 65535u

void rule_set_free(rule_set *set) {
  if (!set)
    return;
  const evx_allocator *al = set->allocator;
  predicate_free(&set->predicates);
  lexicon_free(&set->lexicon);
  intern_free(&set->abbreviations);
  intern_free(&set->going_on);
  intern_free(&set->label_keys);
  intern_free(&set->line_ends);
  intern_free(&set->line_begins);
  arena_free(&set->memory);
  memory_release(al, set, sizeof *set);
}

/* ---- word lists ------------------------------------------------------------ */

/* Folds an entry's tokens, hyphens left out. */
static evx_status entry_tokens(const ast_entry *e, form_table *forms, arena *a, lexicon_token **out, size_t *count) {
  token *tokens = NULL;
  size_t n = 0;
  *count = 0;
  evx_status s = document_tokenize_literal(e->text, e->len, forms, a, &tokens, &n);
  *out = s == EVX_OK ? arena_array(a, n + 1, sizeof **out) : NULL;
  if (s != EVX_OK || !*out)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < n; i++) {
    const form *f = &forms->forms[tokens[i].form];
    if (f->shape & FORM_HYPHEN)
      continue;
    lexicon_token *t = &(*out)[(*count)++];
    t->fold = form_string(forms, f->lex, &t->fold_len);
    t->spelling = form_string(forms, f->text, &t->spelling_len);
  }
  return EVX_OK;
}

/* Adds an entry to the table, and to the list's one-token test where the list stands in brackets. */
static evx_status add_entry(rule_set *set, uint32_t list, const ast_entry *e, form_table *forms, arena *a,
                            diag_list *diags) {
  lexicon_token *tokens = NULL;
  size_t count = 0;
  evx_status s = entry_tokens(e, forms, a, &tokens, &count);
  if (s != EVX_OK)
    return s;
  if (count == 0) {
    diag_add(diags, EVX_ERROR, "E062", e->at.src, e->at.begin, e->at.end, NULL, "this entry has no words");
    return EVX_OK;
  }
  if (!lexicon_add(&set->lexicon, list, tokens, count, e->exact, e->value))
    return EVX_ERR_NOMEM;
  if (count == 1 && !predicate_add_entry(&set->predicates, list, tokens[0].fold, tokens[0].fold_len,
                                         e->exact ? tokens[0].spelling : NULL, tokens[0].spelling_len))
    return EVX_ERR_NOMEM;
  return EVX_OK;
}

static evx_status add_words(intern *to, const ast_lexicon *lexicon, form_table *forms, arena *a) {
  for (size_t i = 0; i < lexicon->entry_count; i++) {
    token *tokens = NULL;
    size_t n = 0, len = 0;
    evx_status s = document_tokenize_literal(lexicon->entries[i].text, lexicon->entries[i].len, forms, a, &tokens, &n);
    if (s != EVX_OK)
      return s;
    /* A text lexicon's entry is one spelling, with single spaces between its words. */
    const char *words = "";
    for (size_t k = 0; words && k < n; k++) {
      const char *fold = form_string(forms, forms->forms[tokens[k].form].fold, &len);
      words = arena_printf(a, "%s%s%.*s", words, k && !(tokens[k].place & TOKEN_GLUED) ? " " : "", (int)len, fold);
    }
    if (!words || intern_add(to, words, strlen(words)) == INTERN_NONE)
      return EVX_ERR_NOMEM;
  }
  return EVX_OK;
}

static void add_gazetteer_lists(rule_set *set) {
  for (size_t i = 0; i < GAZETTEER_LISTS; i++)
    set->gazetteer_lists[i] = UINT32_MAX;
  for (size_t i = 0; i < set->ast->lexicons.count; i++) {
    const ast_lexicon *l = set->ast->lexicons.at[i];
    if (l->gazetteer)
      set->gazetteer_lists[l->gazetteer] = l->index;
  }
}

static evx_status add_lexicons(rule_set *set, diag_list *diags) {
  form_table forms;
  arena scratch;
  evx_status s = EVX_OK;
  arena_init(&scratch, set->allocator);
  add_gazetteer_lists(set);
  if (!form_table_init(&forms, set->allocator))
    s = EVX_ERR_NOMEM;
  for (size_t i = 0; s == EVX_OK && i < set->ast->lexicons.count; i++) {
    const ast_lexicon *lexicon = set->ast->lexicons.at[i];
    if (strcmp(lexicon->name.text, "abbreviation") == 0)
      s = add_words(&set->abbreviations, lexicon, &forms, &scratch);
    else if (strcmp(lexicon->name.text, "after-initialism") == 0)
      s = add_words(&set->going_on, lexicon, &forms, &scratch);
    else if (strcmp(lexicon->name.text, "header-key") == 0)
      s = add_words(&set->label_keys, lexicon, &forms, &scratch);
    else if (strcmp(lexicon->name.text, "line-end") == 0)
      s = add_words(&set->line_ends, lexicon, &forms, &scratch);
    else if (strcmp(lexicon->name.text, "line-begin") == 0)
      s = add_words(&set->line_begins, lexicon, &forms, &scratch);
    for (size_t k = 0; s == EVX_OK && k < lexicon->entry_count; k++) {
      s = add_entry(set, lexicon->index, &lexicon->entries[k], &forms, &scratch, diags);
      arena_reset(&scratch, 1 << 16);
    }
  }
  form_table_free(&forms);
  arena_free(&scratch);
  return s;
}

/* ---- rules ----------------------------------------------------------------- */

static bool tok_lists(const ast_tok *t, capture_info *info, arena *a) {
  if (!t)
    return true;
  if (t->kind == TOK_LEXICON && !VEC_ADD(&info->lists, a, t->lexicon->index))
    return false;
  if (t->kind == TOK_LEMMA && !VEC_ADD(&info->lemmas, a, t->lemma))
    return false;
  return tok_lists(t->left, info, a) && (t->kind == TOK_NOT || tok_lists(t->right, info, a));
}

/* Notes the word lists and lemmas that stand inside a capture. */
static bool pattern_lists(const ast_pattern *p, capture_info *info, arena *a) {
  if (p->kind == PAT_LEXICON && !VEC_ADD(&info->lists, a, p->lexicon->index))
    return false;
  if (p->kind == PAT_LEMMA && !VEC_ADD(&info->lemmas, a, p->lemma))
    return false;
  if (p->kind == PAT_TOKEN && !tok_lists(p->token, info, a))
    return false;
  for (size_t i = 0; p->kind != PAT_LOOK && i < p->item_count; i++) {
    if (!pattern_lists(p->items[i], info, a))
      return false;
  }
  return true;
}

static bool capture_lists(const ast_pattern *p, rule *r, arena *a) {
  if (p->capture.text && !pattern_lists(p, &r->captures[p->capture_id], a))
    return false;
  for (size_t i = 0; i < p->item_count; i++) {
    if (!capture_lists(p->items[i], r, a))
      return false;
  }
  return true;
}

static uint32_t zone_number(rule_set *set, const char *name) {
  for (uint32_t i = 0; i < set->zone_names.count; i++) {
    if (strcmp(set->zone_names.at[i], name) == 0)
      return i + 1;
  }
  return VEC_ADD(&set->zone_names, &set->memory, name) ? (uint32_t)set->zone_names.count : 0;
}

static uint32_t layout_number(const char *word) {
  static const struct {
    const char *word;
    line_kind kind;
  } table[] = {{"text", LINE_TEXT},
               {"heading", LINE_HEADING},
               {"item", LINE_ITEM},
               {"label", LINE_LABEL},
               {"table", LINE_TABLE}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (strcmp(table[i].word, word) == 0)
      return table[i].kind;
  }
  return UINT32_MAX;
}

static evx_status add_wheres(rule_set *set, rule *r) {
  where *wheres = arena_array(&set->memory, r->ast->where_count, sizeof *wheres);
  if (!wheres)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < r->ast->where_count; i++) {
    const ast_where *w = &r->ast->wheres[i];
    bool zone = strcmp(w->key.text, "zone") == 0;
    bool title = !zone && strcmp(w->value.text, "title") == 0;
    wheres[i] = (where){zone    ? WHERE_ZONE
                        : title ? WHERE_TITLE
                                : WHERE_LAYOUT,
                        w->negated, zone ? zone_number(set, w->value.text) : layout_number(w->value.text)};
  }
  r->wheres = wheres;
  r->where_count = r->ast->where_count;
  bool asks = false;
  for (size_t i = 0; i < r->where_count; i++)
    asks |= !wheres[i].negated;
  return !asks || VEC_ADD(&set->placed, &set->memory, r->number) ? EVX_OK : EVX_ERR_NOMEM;
}

static evx_status add_rule(rule_set *set, const ast_rule *ast, diag_list *diags) {
  rule *r = VEC_PUSH(&set->rules, &set->memory);
  if (!r)
    return EVX_ERR_NOMEM;
  r->ast = ast;
  r->number = (uint32_t)set->rules.count - 1;
  r->priority = ast->has_priority || ast->reject ? ast->priority : 0;
  /* Within a pack the earlier rule goes first; between packs the later pack. */
  r->order = ((uint32_t)set->ast->packs.count - ast->pack->number) * RULES_MAX + r->number;
  r->captures = arena_array(&set->memory, ast->capture_count, sizeof *r->captures);
  if (!r->captures || !capture_lists(ast->match, r, &set->memory))
    return EVX_ERR_NOMEM;
  evx_status s = add_wheres(set, r);
  if (s == EVX_OK)
    s = program_compile(&r->prog, ast->match, &set->predicates, diags, &set->memory);
  if (s == EVX_OK)
    r->fixed = capture_find_fixed(&r->prog);
  return s;
}

static evx_status add_modifiers(rule_set *set, phase *ph, diag_list *diags) {
  evx_status s = EVX_OK;
  for (size_t i = 0; s == EVX_OK && i < ph->ast->modifiers.count; i++) {
    const ast_modifier *ast = ph->ast->modifiers.at[i];
    if (ast->disabled)
      continue;
    modifier *m = VEC_PUSH(&ph->modifiers, &set->memory);
    if (!m)
      return EVX_ERR_NOMEM;
    m->ast = ast;
    m->has_stop = ast->stop != NULL;
    s = program_compile(&m->when, ast->when, &set->predicates, diags, &set->memory);
    if (s == EVX_OK && m->has_stop)
      s = program_compile(&m->stop, ast->stop, &set->predicates, diags, &set->memory);
  }
  return s;
}

static evx_status add_phase(rule_set *set, const ast_phase *ast, diag_list *diags) {
  phase *ph = VEC_PUSH(&set->phases, &set->memory);
  if (!ph)
    return EVX_ERR_NOMEM;
  ph->ast = ast;
  ph->rule_begin = (uint32_t)set->rules.count;
  evx_status s = EVX_OK;
  for (size_t i = 0; (s == EVX_OK || s == EVX_ERR_RULE) && i < ast->rules.count; i++) {
    if (ast->rules.at[i]->disabled)
      continue;
    s = add_rule(set, ast->rules.at[i], diags);
    ph->has_rejects |= ast->rules.at[i]->reject;
  }
  ph->rule_end = (uint32_t)set->rules.count;
  return s == EVX_ERR_NOMEM ? s : add_modifiers(set, ph, diags);
}

static evx_status add_zones(rule_set *set, diag_list *diags) {
  evx_status s = EVX_OK;
  for (size_t i = 0; s == EVX_OK && i < set->ast->zones.count; i++) {
    zone_rule *z = VEC_PUSH(&set->zones, &set->memory);
    if (!z)
      return EVX_ERR_NOMEM;
    z->ast = set->ast->zones.at[i];
    z->number = zone_number(set, z->ast->name.text);
    s = z->number ? program_compile(&z->when, z->ast->when, &set->predicates, diags, &set->memory) : EVX_ERR_NOMEM;
  }
  return s;
}

static evx_status add_lemmas(rule_set *set) {
  set->lemma_tests = arena_array(&set->memory, set->ast->lemmas.count, sizeof *set->lemma_tests);
  if (!set->lemma_tests)
    return EVX_ERR_NOMEM;
  for (size_t i = 0; i < set->ast->lemmas.count; i++) {
    const ast_lemma *lemma = set->ast->lemmas.at[i];
    if ((set->lemma_tests[lemma->index] = predicate_add_lemma(&set->predicates, lemma)) == TEST_NONE)
      return EVX_ERR_NOMEM;
  }
  return EVX_OK;
}

/* How many record types there are, or fields of one of them. */
static size_t most_types(const rule_ast *ast) {
  size_t most = ast->records.count;
  for (size_t i = 0; i < ast->records.count; i++)
    most = ast->records.at[i]->field_count > most ? ast->records.at[i]->field_count : most;
  return most;
}

static evx_status compile_all(rule_set *set, diag_list *diags) {
  size_t errors = diags->errors;
  evx_status s = add_zones(set, diags);
  for (size_t i = 0; (s == EVX_OK || s == EVX_ERR_RULE) && i < set->ast->phases.count; i++)
    s = add_phase(set, set->ast->phases.at[i], diags);
  if (s == EVX_OK)
    s = add_lemmas(set);
  if (s == EVX_OK)
    s = add_lexicons(set, diags); /* behind the rules: they say which lists stand in brackets */
  if (s == EVX_OK && !predicate_finish(&set->predicates))
    s = EVX_ERR_NOMEM;
  size_t others = rule_set_cues_and_zones(set);
  if (s == EVX_OK && others > PROGRAMS_MAX - RULES_MAX) {
    diag_add(diags, EVX_ERROR, "E063", NULL, 0, 0, NULL, "%zu modifiers and zones; at most %u can be loaded together",
             others, PROGRAMS_MAX - RULES_MAX);
    s = EVX_ERR_RULE;
  }
  size_t types = most_types(set->ast);
  if (s == EVX_OK && types > TYPES_MAX) {
    diag_add(diags, EVX_ERROR, "E063", NULL, 0, 0, NULL, "%zu record types or fields of one; at most %u can be loaded",
             types, TYPES_MAX);
    s = EVX_ERR_RULE;
  }
  if (s == EVX_OK && set->rules.count > RULES_MAX) {
    diag_add(diags, EVX_ERROR, "E063", NULL, 0, 0, NULL, "%zu rules; at most %u can be loaded together",
             set->rules.count, RULES_MAX);
    s = EVX_ERR_RULE;
  }
  if (s == EVX_OK && diags->errors > errors)
    s = EVX_ERR_RULE; /* programs may be cut short */
  return s == EVX_OK ? rule_set_index(set, diags) : s;
}

evx_status rule_set_new(const rule_ast *ast, const evx_allocator *allocator, diag_list *diags, rule_set **out) {
  *out = NULL;
  rule_set *set = memory_zalloc(allocator, sizeof *set);
  if (!set)
    return EVX_ERR_NOMEM;
  set->allocator = allocator;
  set->ast = ast;
  arena_init(&set->memory, allocator);
  evx_status s = EVX_OK;
  if (!predicate_init(&set->predicates, allocator) || !lexicon_init(&set->lexicon, allocator) ||
      !intern_init(&set->abbreviations, allocator) || !intern_init(&set->going_on, allocator) ||
      !intern_init(&set->label_keys, allocator) || !intern_init(&set->line_ends, allocator) ||
      !intern_init(&set->line_begins, allocator))
    s = EVX_ERR_NOMEM;
  gazetteer_open_builtin(&set->gazetteer);
  set->text = (text_lexicon){&set->abbreviations, &set->going_on, &set->label_keys, &set->line_ends, &set->line_begins};
  size_t errors = diags->errors;
  if (s == EVX_OK)
    s = compile_all(set, diags);
  if (s == EVX_OK && diags->errors > errors)
    s = EVX_ERR_RULE;
  if (s == EVX_OK && diags->nomem)
    s = EVX_ERR_NOMEM;
  if (s != EVX_OK) {
    rule_set_free(set);
    return s;
  }
  *out = set;
  return EVX_OK;
}

/* ---- what others ask ------------------------------------------------------- */

size_t rule_set_rule_count(const rule_set *set) {
  return set->rules.count;
}
const char *rule_set_rule_name(const rule_set *set, uint32_t number) {
  return set->rules.at[number].ast->full_name;
}
const ast_rule *rule_set_rule(const rule_set *set, size_t number) {
  return set->rules.at[number].ast;
}
const char *rule_set_zone_name(const rule_set *set, uint32_t zone) {
  return set->zone_names.at[zone - 1];
}
size_t rule_set_pack_count(const rule_set *set) {
  return set->ast->packs.count;
}
const char *rule_set_pack_name(const rule_set *set, size_t index) {
  return set->ast->packs.at[index]->name.text;
}
int rule_set_pack_version(const rule_set *set, size_t index) {
  return (int)set->ast->packs.at[index]->version;
}
size_t rule_set_record_count(const rule_set *set) {
  return set->ast->records.count;
}

const ast_record *rule_set_record_at(const rule_set *set, uint32_t type) {
  return set->ast->records.at[type];
}
void rule_set_use_gazetteer(rule_set *set, const gazetteer *g) {
  set->gazetteer = *g;
}
const gazetteer *rule_set_gazetteer(const rule_set *set) {
  return &set->gazetteer;
}
const text_lexicon *rule_set_text_lexicon(const rule_set *set) {
  return &set->text;
}

const char *rule_set_language(const rule_set *set) {
  for (size_t i = 0; i < set->ast->packs.count; i++) {
    if (set->ast->packs.at[i]->language)
      return set->ast->packs.at[i]->language;
  }
  return NULL;
}

const ast_record *rule_set_record(const rule_set *set, const char *name) {
  for (size_t i = 0; i < set->ast->records.count; i++) {
    if (strcmp(set->ast->records.at[i]->name.text, name) == 0)
      return set->ast->records.at[i];
  }
  return NULL;
}

uint32_t rule_record_field(const ast_record *record, const char *name) {
  for (uint32_t i = 0; record && i < record->field_count; i++) {
    if (strcmp(record->fields[i].name.text, name) == 0)
      return i;
  }
  return UINT32_MAX;
}

int32_t rule_type_word(const ast_type *type, const char *word) {
  for (size_t i = 0; word && i < type->word_count; i++) {
    if (strcmp(type->words[i].text, word) == 0)
      return (int32_t)i;
  }
  return -1;
}

int32_t rule_field_word(const ast_record *record, const char *field, const char *word) {
  uint32_t index = rule_record_field(record, field);
  return index == UINT32_MAX ? -1 : rule_type_word(&record->fields[index].type, word);
}
