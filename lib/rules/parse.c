/* parse.c - statements. A mistake inside a statement skips to the next keyword at the start of a line. */
#include "rules/parser.h"

#define INCLUDES_MAX 16u

static const char *const keywords[] = {"pack",  "include", "record", "lexicon",  "extend", "lemma",    "let",
                                       "phase", "rule",    "reject", "modifier", "zone",   "override", "disable"};
#define KEYWORDS (sizeof keywords / sizeof *keywords)

static void parse_pack(parser *p) {
  size_t begin = p->now.begin;
  /* The name is read from the bytes: what the lexer made of it so far does not count. */
  p->now = lex_next(p->src, p->now.end, p->a);
  if (p->now.kind == LEX_END || p->now.line_start) {
    p->ahead = lex_next(p->src, p->now.end, p->a);
    parser_fail_at(p, "E004", begin, begin + 4, "write it as: pack town/minutes version 1", "a pack needs a name");
    return;
  }
  p->pack->name = parser_raw_name(p);
  while (!p->panic) {
    if (parser_accept_word(p, "version")) {
      p->pack->version = p->now.number;
    } else if (parser_accept_word(p, "language")) {
      p->pack->language = p->now.text;
      if (p->now.kind == LEX_WORD) {
        parser_advance(p);
        continue;
      }
    } else if (parser_accept_word(p, "requires")) {
      parser_name(p, "evx");
      p->pack->language_version = p->now.number;
      if (p->now.kind == LEX_INT && p->now.number > evx_language_version())
        parser_fail(p, "E005", "use a newer evx, or lower the number if the pack needs nothing new",
                    "this pack asks for version %lld of the rule language; this evx knows version %d",
                    (long long)p->now.number, evx_language_version());
    } else {
      return;
    }
    if (!p->panic && p->now.kind != LEX_INT)
      parser_fail(p, "E006", NULL, "a number is needed here, not %s", parser_seen(p));
    else if (!p->panic)
      parser_advance(p);
  }
}

static evx_status parse_file(rule_ast *ast, const source *src, const char *name, const source_loader *loader,
                             diag_list *diags, uint32_t includes);

static void parse_include(parser *p) {
  bool again = false;
  const char *why = NULL;
  parser_advance(p);
  if (p->now.kind != LEX_STRING) {
    parser_fail(p, "E007", "write include \"words.evx\"", "a file name in double quotes is needed here, not %s",
                parser_seen(p));
    return;
  }
  if (p->includes >= INCLUDES_MAX) {
    parser_fail(p, "E008", NULL, "includes are nested more than %u deep", INCLUDES_MAX);
    return;
  }
  const source *src = p->loader ? p->loader->load(p->loader->user, p->src, p->now.text, &again, &why) : NULL;
  if (!src) {
    p->ast->incomplete = true;
    parser_fail(p, "E009", NULL, "'%s' cannot be included: %s", p->now.text,
                why ? why : "includes are not allowed here");
    return;
  }
  if (!again && parse_file(p->ast, src, p->now.text, p->loader, p->diags, p->includes + 1) == EVX_ERR_NOMEM)
    p->nomem = p->panic = true;
  parser_advance(p);
}

static void parse_statement(parser *p) {
  if (parser_is_word(p, "pack"))
    parse_pack(p);
  else if (parser_is_word(p, "include"))
    parse_include(p);
  else if (parser_is_word(p, "record"))
    parse_record(p);
  else if (parser_is_word(p, "lexicon"))
    parse_lexicon(p, false);
  else if (parser_is_word(p, "lemma"))
    parse_lemma(p);
  else if (parser_is_word(p, "let"))
    parse_let(p);
  else if (parser_is_word(p, "phase"))
    parse_phase(p);
  else if (parser_is_word(p, "zone"))
    parse_zone(p);
  else if (parser_is_word(p, "rule") || parser_is_word(p, "reject"))
    parse_rule(p, false);
  else if (parser_is_word(p, "modifier"))
    parse_modifier(p);
  else if (parser_is_word(p, "disable"))
    parse_disable(p);
  else if (parser_accept_word(p, "override") && (parser_is_word(p, "rule") || parser_is_word(p, "reject")))
    parse_rule(p, true);
  else if (parser_accept_word(p, "extend") && parser_is_word(p, "lexicon"))
    parse_lexicon(p, true);
  else {
    const char *close = p->now.kind == LEX_WORD ? diag_closest(p->now.text, keywords, KEYWORDS) : NULL;
    parser_fail(p, "E045", close ? arena_printf(p->a, "did you mean '%s'?", close) : NULL,
                "a statement begins here (pack, lexicon, rule, …), not %s", parser_seen(p));
  }
}

/* Skips to the next keyword at the start of a line. */
static void recover(parser *p) {
  for (;;) {
    for (size_t i = 0; p->now.kind == LEX_WORD && p->now.line_start && i < KEYWORDS; i++) {
      bool column = p->now.begin == 0 || p->src->text[p->now.begin - 1] == '\n';
      if (column && strcmp(p->now.text, keywords[i]) == 0)
        return;
    }
    if (p->now.kind == LEX_END)
      return;
    p->now = p->ahead;
    p->ahead = lex_next(p->src, p->now.kind == LEX_END ? p->src->len : p->ahead.end, p->a);
  }
}

static evx_status parse_file(rule_ast *ast, const source *src, const char *name, const source_loader *loader,
                             diag_list *diags, uint32_t includes) {
  parser p = {.ast = ast, .src = src, .loader = loader, .diags = diags, .a = ast->memory, .includes = includes};
  p.pack = parser_new(&p, sizeof *p.pack);
  if (!p.pack || !VEC_ADD(&ast->packs, ast->memory, p.pack))
    return EVX_ERR_NOMEM;
  p.pack->name = (ast_name){arena_string(ast->memory, name, strlen(name)), {src, 0, 0}};
  if (!p.pack->name.text)
    return EVX_ERR_NOMEM;
  p.pack->src = src;
  p.pack->number = (uint32_t)ast->packs.count - 1;
  p.pack->language_version = 1;
  size_t errors = diags->errors;
  parser_start(&p, 0);
  while (p.now.kind != LEX_END && !p.nomem && p.mistakes < MISTAKES_MAX) {
    size_t at = p.now.begin;
    p.declaring = NULL;
    if (!p.panic)
      parse_statement(&p);
    if (p.panic) {
      if (p.declaring && !VEC_ADD(&ast->lost, p.a, p.declaring))
        p.nomem = true;
      p.panic = p.nomem;
      p.depth = 0;
      if (p.now.begin == at && p.now.kind != LEX_END)
        p.now = p.ahead, p.ahead = lex_next(src, p.ahead.end, p.a);
      recover(&p);
    }
  }
  if (p.waiting.count && !p.nomem)
    diag_add(diags, EVX_ERROR, "E046", src, p.waiting.at[0]->name.at.begin, p.waiting.at[0]->name.at.end,
             "declare a phase behind it", "modifier %s belongs to no phase", p.waiting.at[0]->name.text);
  if (p.nomem || diags->nomem)
    return EVX_ERR_NOMEM;
  return diags->errors > errors ? EVX_ERR_RULE : EVX_OK;
}

evx_status parse_source(rule_ast *ast, const source *src, const char *pack_name, const source_loader *loader,
                        diag_list *diags) {
  return parse_file(ast, src, pack_name, loader, diags, 0);
}
