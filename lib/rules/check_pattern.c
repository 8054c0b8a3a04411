/* check_pattern.c - names and captures of patterns. */
#include "rules/checker.h"

#include "text/document.h"

#define MACRO_DEPTH_MAX 32u

static void unknown(checker *c, const char *code, const char *what, const char *name, const place *at,
                    const char *const *names, size_t count) {
  diag_add(c->diags, EVX_ERROR, code, at->src, at->begin, at->end, checker_hint(c, name, names, count),
           "there is no %s %s", what, name);
}

/* Tells that no declaration of a list is called so, and which one may be meant. */
#define UNKNOWN(c, list, code, what, name, at)                                                                         \
  do {                                                                                                                 \
    const char **names_ = checker_new((c), (list).count + 1, sizeof *names_);                                          \
    size_t count_ = names_ ? (list).count : 0;                                                                         \
    for (size_t i_ = 0; i_ < count_; i_++)                                                                             \
      names_[i_] = (list).at[i_]->name.text;                                                                           \
    unknown((c), (code), (what), (name), (at), names_, count_);                                                        \
  } while (0)

static const ast_lexicon *find_lexicon(checker *c, const char *name, const place *at) {
  for (size_t i = 0; i < c->ast->lexicons.count; i++) {
    if (strcmp(c->ast->lexicons.at[i]->name.text, name) == 0)
      return c->ast->lexicons.at[i];
  }
  const ast_lexicon *known = ast_gazetteer_lexicon(c->ast, &(ast_name){name, *at}, c->pack, &c->nomem);
  if (known || c->nomem || checker_lost(c, name))
    return known;
  UNKNOWN(c, c->ast->lexicons, "E070", "lexicon", name, at);
  return NULL;
}

static const ast_lemma *find_lemma(checker *c, const char *name, const place *at) {
  for (size_t i = 0; i < c->ast->lemmas.count; i++) {
    if (strcmp(c->ast->lemmas.at[i]->name.text, name) == 0)
      return c->ast->lemmas.at[i];
  }
  if (checker_lost(c, name))
    return NULL;
  UNKNOWN(c, c->ast->lemmas, "E071", "lemma", name, at);
  return NULL;
}

/* The pack's own macro first, then the latest of that name in packs before it; what it includes stands behind it. */
static ast_let *find_let(checker *c, const char *name, const place *at) {
  ast_let *before = NULL, *behind = NULL;
  for (size_t i = 0; i < c->ast->lets.count; i++) {
    ast_let *l = c->ast->lets.at[i];
    if (strcmp(l->name.text, name) != 0)
      continue;
    if (l->pack == c->pack)
      return l;
    if (l->pack->number < c->pack->number)
      before = l;
    else
      behind = l;
  }
  if (before || behind)
    return before ? before : behind;
  if (checker_lost(c, name))
    return NULL;
  UNKNOWN(c, c->ast->lets, "E072", "macro", name, at);
  return NULL;
}

const ast_record *check_record(checker *c, const char *name, const place *at) {
  for (size_t i = 0; i < c->ast->records.count; i++) {
    if (strcmp(c->ast->records.at[i]->name.text, name) == 0)
      return c->ast->records.at[i];
  }
  if (checker_lost(c, name))
    return NULL;
  UNKNOWN(c, c->ast->records, "E073", "record type", name, at);
  return NULL;
}

static size_t count_tokens(checker *c, const char *text, size_t len) {
  token *tokens = NULL;
  size_t count = 0;
  if (document_tokenize_literal(text, len, &c->spellings, c->a, &tokens, &count) != EVX_OK)
    c->nomem = true;
  return count;
}

static void check_words(checker *c, const char *text, size_t len, const place *at, bool one) {
  size_t n = count_tokens(c, text, len);
  if (c->nomem || n == 1 || (n > 1 && !one))
    return;
  if (n == 0)
    diag_add(c->diags, EVX_ERROR, "E074", at->src, at->begin, at->end, NULL, "this text has no token that could match");
  else
    diag_add(c->diags, EVX_ERROR, "E075", at->src, at->begin, at->end, "write it outside the brackets",
             "\"%s\" is %zu tokens; [ ] describes one token", text, n);
}

static void check_tok(checker *c, ast_tok *t) {
  if (!t)
    return;
  switch (t->kind) {
  case TOK_LITERAL:
  case TOK_EXACT: check_words(c, t->text, t->len, &t->at, true); break;
  case TOK_LEXICON: t->lexicon = find_lexicon(c, t->text, &t->at); break;
  case TOK_REGEX: c->nomem |= !VEC_ADD(&c->regexes, c->a, t); break;
  case TOK_LEMMA: t->lemma = find_lemma(c, t->text, &t->at); break;
  default: break;
  }
  check_tok(c, t->left);
  if (t->right != t->left)
    check_tok(c, t->right);
}

/* A deep copy: a macro's captures get numbers of the rule that uses it. Tokens are shared; they hold no numbers. */
static ast_pattern *copy_pattern(checker *c, const ast_pattern *p, const char *prefix) {
  ast_pattern *made = checker_new(c, 1, sizeof *made);
  ast_pattern **items = checker_new(c, p->item_count, sizeof *items);
  if (!made || !items)
    return NULL;
  *made = *p;
  made->items = items;
  if (prefix && made->capture.text) {
    made->capture.text = arena_printf(c->a, "%s-%s", prefix, p->capture.text);
    c->nomem |= !made->capture.text;
  }
  for (size_t i = 0; i < p->item_count; i++) {
    if (!(items[i] = copy_pattern(c, p->items[i], prefix)))
      return NULL;
  }
  return made;
}

static void expand_macro(checker *c, ast_pattern *p) {
  p->item_count = 0;
  ast_let *let = find_let(c, p->text, &p->at);
  if (!let)
    return;
  if (let->open || c->depth >= MACRO_DEPTH_MAX) {
    diag_add(c->diags, EVX_ERROR, "E076", p->at.src, p->at.begin, p->at.end, NULL, "macro %s contains itself", p->text);
    return;
  }
  let->used = true;
  p->let = let;
  p->items = checker_new(c, 1, sizeof *p->items);
  if (p->items && (p->items[0] = copy_pattern(c, let->body, p->prefix.text)))
    p->item_count = 1;
}

static void bind(checker *c, ast_pattern *p, uint64_t *bound, uint64_t *certain) {
  uint32_t id = 0;
  while (id < c->capture_count && strcmp(c->captures[id], p->capture.text) != 0)
    id++;
  if (id == CAPTURES_MAX) {
    diag_add(c->diags, EVX_ERROR, "E077", p->at.src, p->at.begin, p->at.end, NULL, "a rule has at most %u captures",
             CAPTURES_MAX);
    return;
  }
  if (id == c->capture_count)
    c->captures[c->capture_count++] = p->capture.text;
  if (*bound >> id & 1)
    diag_add(c->diags, EVX_ERROR, "E078", p->capture.at.src, p->capture.at.begin, p->capture.at.end,
             "give one of them another name; in alternatives of one choice a name may come again",
             "capture %s is bound already", p->capture.text);
  p->capture_id = id;
  *bound |= (uint64_t)1 << id;
  *certain |= (uint64_t)1 << id;
  if (p->anchor && c->anchor != UINT32_MAX && c->anchor != id)
    diag_add(c->diags, EVX_ERROR, "E079", p->at.src, p->at.begin, p->at.end, NULL,
             "a rule has one anchor (name!:), not two");
  if (p->anchor)
    c->anchor = id;
}

static void check_mention(checker *c, ast_pattern *p) {
  p->record = check_record(c, p->text, &p->at);
  for (size_t i = 0; p->record && i < p->constraint_count; i++) {
    p->constraints[i].ref = check_field(c, p->record, &p->constraints[i].field, "E080");
    if (p->constraints[i].ref)
      check_literal(c, p->constraints[i].ref, &p->constraints[i].value);
  }
}

static void check_items(checker *c, ast_pattern *p, uint64_t *bound, uint64_t *certain) {
  uint64_t before = *bound, all = *bound, sure = ~(uint64_t)0;
  for (size_t i = 0; i < p->item_count; i++) {
    uint64_t branch = p->kind == PAT_CHOICE ? before : *bound, in_branch = 0;
    check_pattern(c, p->items[i], &branch, &in_branch);
    all |= branch;
    if (p->kind == PAT_CHOICE) {
      sure &= in_branch;
    } else {
      *bound = branch;
      *certain |= in_branch;
    }
  }
  if (p->kind == PAT_CHOICE && p->item_count) {
    *bound = all;
    *certain |= sure;
  }
}

void check_pattern(checker *c, ast_pattern *p, uint64_t *bound, uint64_t *certain) {
  uint64_t sure = 0;
  if (c->nomem)
    return;
  switch (p->kind) {
  case PAT_WORDS: check_words(c, p->text, p->len, &p->at, false); break;
  case PAT_TOKEN: check_tok(c, p->token); break;
  case PAT_LEXICON: p->lexicon = find_lexicon(c, p->text, &p->at); break;
  case PAT_LEMMA: p->lemma = find_lemma(c, p->text, &p->at); break;
  case PAT_MENTION: check_mention(c, p); break;
  case PAT_MACRO:
    expand_macro(c, p);
    if (p->let && p->item_count) {
      ast_let *let = (ast_let *)(uintptr_t)p->let;
      const ast_pack *pack = c->pack;
      let->open = true;
      c->depth++;
      c->pack = let->pack;
      check_items(c, p, bound, &sure);
      c->pack = pack;
      c->depth--;
      let->open = false;
    }
    break;
  case PAT_LOOK: {
    /* Captures inside a look are never bound. */
    uint64_t inside = 0, none = 0;
    uint32_t count = c->capture_count;
    check_items(c, p, &inside, &none);
    if (inside)
      diag_add(c->diags, EVX_ERROR, "E081", p->at.src, p->at.begin, p->at.end, "take the name away",
               "a capture inside followed-by or preceded-by is never bound");
    c->capture_count = count;
    break;
  }
  default: check_items(c, p, bound, &sure); break;
  }
  if (p->capture.text)
    bind(c, p, bound, &sure);
  if (p->min > 0)
    *certain |= sure;
}
