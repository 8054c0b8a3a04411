/* parse.c - statements. A mistake inside a statement skips to the next keyword at the start of a line. */
#include "rules/parser.h"

#define INCLUDES_MAX 16u
#define MISTAKES_MAX 100u

static const char *const keywords[] = {"pack", "include", "record", "lexicon", "extend", "lemma", "let", "phase", "rule",
                                       "reject", "modifier", "zone", "override", "disable"};
#define KEYWORDS (sizeof keywords / sizeof *keywords)

/* ---- what all files of the parser use --------------------------------------- */

void *parser_new(parser *p, size_t size) {
  void *made = size == SIZE_MAX ? NULL : arena_zalloc(p->a, size);
  if (!made)
    p->nomem = p->panic = true;
  return made;
}

place parser_place(const parser *p, size_t begin) { return (place){p->src, begin, p->now.end}; }

const char *parser_seen(parser *p) {
  if (p->now.kind == LEX_END)
    return "the end of the file";
  const char *s = arena_printf(p->a, "'%.*s'", (int)(p->now.end - p->now.begin > 40 ? 40 : p->now.end - p->now.begin),
                               p->src->text + p->now.begin);
  return s ? s : "this";
}

static void report(parser *p, const char *code, size_t begin, size_t end, const char *hint, const char *message) {
  if (p->panic || !message) {
    p->nomem = p->nomem || !message;
    return;
  }
  p->panic = true;
  if (++p->mistakes < MISTAKES_MAX)
    diag_add(p->diags, EVX_ERROR, code, p->src, begin, end, hint, "%s", message);
  else if (p->mistakes == MISTAKES_MAX)
    diag_add(p->diags, EVX_ERROR, "E099", p->src, begin, end, NULL, "too many mistakes; the rest of this pack is not read");
}

void parser_fail(parser *p, const char *code, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report(p, code, p->now.begin, p->now.end, hint, arena_vprintf(p->a, format, args));
  va_end(args);
}

void parser_fail_at(parser *p, const char *code, size_t begin, size_t end, const char *hint, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report(p, code, begin, end, hint, arena_vprintf(p->a, format, args));
  va_end(args);
}

void parser_advance(parser *p) {
  p->now = p->ahead;
  p->ahead = lex_next(p->src, p->now.kind == LEX_END ? p->src->len : p->ahead.end, p->a);
  if (p->now.kind == LEX_BAD && !p->now.text)
    p->nomem = p->panic = true;
  else if (p->now.kind == LEX_BAD)
    parser_fail(p, "E001", NULL, "%s", p->now.text);
}

static void parser_start(parser *p, size_t at) {
  p->ahead = lex_next(p->src, at, p->a);
  parser_advance(p);
}

bool parser_is(const parser *p, const char *mark) {
  return p->now.kind == LEX_MARK && strcmp(p->now.text, mark) == 0;
}

bool parser_is_word(const parser *p, const char *word) {
  return p->now.kind == LEX_WORD && strcmp(p->now.text, word) == 0;
}

bool parser_accept(parser *p, const char *mark) {
  if (!parser_is(p, mark))
    return false;
  parser_advance(p);
  return true;
}

bool parser_accept_word(parser *p, const char *word) {
  if (!parser_is_word(p, word))
    return false;
  parser_advance(p);
  return true;
}

bool parser_expect(parser *p, const char *mark, const char *why) {
  if (parser_accept(p, mark))
    return true;
  parser_fail(p, "E002", NULL, "'%s' is needed here %s, not %s", mark, why, parser_seen(p));
  return false;
}

ast_name parser_name(parser *p, const char *what) {
  ast_name name = {0};
  if (p->now.kind != LEX_WORD) {
    parser_fail(p, "E003", NULL, "the name of %s is needed here, not %s", what, parser_seen(p));
    return name;
  }
  name = (ast_name){p->now.text, parser_place(p, p->now.begin)};
  parser_advance(p);
  return name;
}

/* ---- packs and includes ------------------------------------------------------ */

/* A name with slashes, which the lexer would take for a regular expression. */
static ast_name raw_name(parser *p) {
  size_t begin = p->now.begin, end = begin;
  while (end < p->src->len && (unsigned char)p->src->text[end] > ' ')
    end++;
  ast_name name = {arena_string(p->a, p->src->text + begin, end - begin), {p->src, begin, end}};
  if (!name.text)
    p->nomem = p->panic = true;
  p->panic = p->nomem;
  parser_start(p, end);
  return name;
}

static void parse_pack(parser *p) {
  size_t begin = p->now.begin;
  /* The name is read from the bytes: what the lexer made of it so far does not count. */
  p->now = lex_next(p->src, p->now.end, p->a);
  if (p->now.kind == LEX_END || p->now.line_start) {
    p->ahead = lex_next(p->src, p->now.end, p->a);
    parser_fail_at(p, "E004", begin, begin + 4, "write it as: pack town/minutes version 1", "a pack needs a name");
    return;
  }
  p->pack->name = raw_name(p);
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
    parser_fail(p, "E007", "write include \"words.evx\"", "a file name in double quotes is needed here, not %s", parser_seen(p));
    return;
  }
  if (p->includes >= INCLUDES_MAX) {
    parser_fail(p, "E008", NULL, "includes are nested more than %u deep", INCLUDES_MAX);
    return;
  }
  const source *src = p->loader ? p->loader->load(p->loader->user, p->src, p->now.text, &again, &why) : NULL;
  if (!src) {
    parser_fail(p, "E009", NULL, "'%s' cannot be included: %s", p->now.text, why ? why : "includes are not allowed here");
    return;
  }
  if (!again && parse_file(p->ast, src, p->now.text, p->loader, p->diags, p->includes + 1) == EVX_ERR_NOMEM)
    p->nomem = p->panic = true;
  parser_advance(p);
}

/* ---- declarations ------------------------------------------------------------ */

/* Looks a declaration up by name in one of the tree's lists. */
#define FIND(list, wanted, found)                                                                                      \
  do {                                                                                                                 \
    (found) = NULL;                                                                                                    \
    for (size_t find_i = 0; find_i < (list).count && !(found); find_i++) {                                             \
      if (strcmp((list).at[find_i]->name.text, (wanted)) == 0)                                                         \
        (found) = (list).at[find_i];                                                                                   \
    }                                                                                                                  \
  } while (0)

static bool is_new(parser *p, const ast_name *name, const ast_pack *other, const char *kind) {
  if (!other)
    return true;
  parser_fail_at(p, "E030", name->at.begin, name->at.end, NULL, "%s %s is declared in %s already", kind, name->text,
                 other->name.text);
  return false;
}

static bool parse_type(parser *p, ast_type *type) {
  static const struct {
    const char *word;
    type_kind kind;
  } plain[] = {{"text", TYPE_TEXT}, {"int", TYPE_INT}, {"time", TYPE_TIME}, {"date", TYPE_DATE},
               {"place", TYPE_PLACE}, {"person", TYPE_PERSON}, {"mention", TYPE_MENTION}};
  static const char *const names[] = {"text", "int", "time", "date", "place", "person", "mention", "enum", "list"};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
    if (parser_accept_word(p, plain[i].word)) {
      type->kind = plain[i].kind;
      return true;
    }
  }
  if (parser_accept_word(p, "enum")) {
    VEC(ast_name) words = {0};
    type->kind = TYPE_ENUM;
    if (!parser_expect(p, "(", "before the words"))
      return false;
    do {
      ast_name word = parser_name(p, "a word");
      if (!word.text)
        return false;
      if (!VEC_ADD(&words, p->a, word))
        return p->nomem = p->panic = true, false;
    } while (parser_accept(p, ","));
    type->words = words.at;
    type->word_count = words.count;
    return parser_expect(p, ")", "behind the words");
  }
  if (parser_accept_word(p, "list")) {
    type->kind = TYPE_LIST;
    type->item = parser_new(p, sizeof *type->item);
    return type->item && parser_expect(p, "(", "before the type of the items") && parse_type(p, type->item) &&
           parser_expect(p, ")", "behind the type of the items");
  }
  const char *close = p->now.kind == LEX_WORD ? diag_closest(p->now.text, names, sizeof names / sizeof *names) : NULL;
  parser_fail(p, "E031", close ? arena_printf(p->a, "did you mean '%s'?", close) : "types are text, int, date, place, person, mention, enum(…), list(…)",
              "%s is no type", parser_seen(p));
  return false;
}

static bool parse_field(parser *p, ast_field *f) {
  f->name = parser_name(p, "a field");
  if (!f->name.text || !parser_expect(p, ":", "behind the field") || !parse_type(p, &f->type))
    return false;
  f->optional = parser_accept(p, "?");
  f->has_default = parser_accept(p, "=");
  return !f->has_default || parse_literal(p, &f->initial);
}

static void parse_record(parser *p) {
  VEC(ast_field) fields = {0};
  const ast_record *other;
  parser_advance(p);
  ast_record *r = parser_new(p, sizeof *r);
  ast_name name = parser_name(p, "the record");
  if (!r || !name.text)
    return;
  FIND(p->ast->records, name.text, other);
  if (!is_new(p, &name, other ? other->pack : NULL, "record") || !parser_expect(p, "{", "before the fields"))
    return;
  while (!parser_is(p, "}")) {
    ast_field *f = VEC_PUSH(&fields, p->a);
    if (!f) {
      p->nomem = p->panic = true;
      return;
    }
    f->index = (uint32_t)fields.count - 1;
    if (!parse_field(p, f))
      return;
    for (size_t i = 0; i + 1 < fields.count; i++) {
      if (strcmp(fields.at[i].name.text, f->name.text) == 0)
        parser_fail_at(p, "E032", f->name.at.begin, f->name.at.end, NULL, "record %s has a field %s already", name.text, f->name.text);
    }
    if (!parser_accept(p, ","))
      break;
  }
  *r = (ast_record){name, p->pack, fields.at, fields.count, (uint32_t)p->ast->records.count, p->src->builtin};
  if (parser_expect(p, "}", "behind the fields") && !VEC_ADD(&p->ast->records, p->a, r))
    p->nomem = p->panic = true;
}

typedef VEC(ast_entry) entry_vec;

static bool parse_entries(parser *p, entry_vec *entries) {
  while (p->now.kind == LEX_STRING || p->now.kind == LEX_EXACT) {
    ast_entry *e = VEC_PUSH(entries, p->a);
    if (!e)
      return p->nomem = p->panic = true, false;
    *e = (ast_entry){parser_place(p, p->now.begin), p->now.text, p->now.len, p->now.kind == LEX_EXACT, NULL};
    parser_advance(p);
    if (!parser_accept(p, "="))
      continue;
    if (p->now.kind != LEX_STRING) {
      parser_fail(p, "E033", NULL, "the value of an entry is written in double quotes, not %s", parser_seen(p));
      return false;
    }
    e->value = p->now.text;
    parser_advance(p);
  }
  return true;
}

static void parse_lexicon(parser *p, bool extend) {
  ast_lexicon *l, *other;
  entry_vec entries = {0};
  parser_advance(p);
  ast_name name = parser_name(p, "the word list");
  if (!name.text)
    return;
  FIND(p->ast->lexicons, name.text, other);
  if (!extend && !is_new(p, &name, other ? other->pack : NULL, "lexicon"))
    return;
  if (extend && !other) {
    parser_fail_at(p, "E034", name.at.begin, name.at.end, NULL, "there is no lexicon %s to extend", name.text);
    return;
  }
  if (parser_is_word(p, "from")) {
    parser_fail(p, "E035", "write the entries between { and }", "word lists in files are not supported yet");
    return;
  }
  if (!parser_expect(p, "{", "before the entries"))
    return;
  for (size_t i = 0; other && i < other->entry_count; i++) {
    if (!VEC_ADD(&entries, p->a, other->entries[i])) {
      p->nomem = p->panic = true;
      return;
    }
  }
  if (!parse_entries(p, &entries) || !parser_expect(p, "}", "behind the entries"))
    return;
  l = other ? other : parser_new(p, sizeof *l);
  if (!l)
    return;
  if (!other)
    *l = (ast_lexicon){.name = name, .pack = p->pack, .index = (uint32_t)p->ast->lexicons.count};
  l->entries = entries.at;
  l->entry_count = entries.count;
  if (!other && !VEC_ADD(&p->ast->lexicons, p->a, l))
    p->nomem = p->panic = true;
}

static void parse_lemma(parser *p) {
  const ast_lemma *other;
  entry_vec forms = {0};
  parser_advance(p);
  ast_lemma *l = parser_new(p, sizeof *l);
  ast_name name = parser_name(p, "the lemma");
  if (!l || !name.text)
    return;
  FIND(p->ast->lemmas, name.text, other);
  if (!is_new(p, &name, other ? other->pack : NULL, "lemma") || !parser_expect(p, "=", "before the word forms") ||
      !parse_entries(p, &forms))
    return;
  if (forms.count == 0) {
    parser_fail(p, "E036", "write lemma hold = \"hold\" \"held\"", "lemma %s has no word forms", name.text);
    return;
  }
  *l = (ast_lemma){name, p->pack, forms.at, forms.count, (uint32_t)p->ast->lemmas.count};
  if (!VEC_ADD(&p->ast->lemmas, p->a, l))
    p->nomem = p->panic = true;
}

static void parse_let(parser *p) {
  const ast_let *other = NULL;
  parser_advance(p);
  ast_let *l = parser_new(p, sizeof *l);
  ast_name name = parser_name(p, "the macro");
  if (!l || !name.text)
    return;
  /* Macros belong to their pack: another pack's macro of the same name is another macro. */
  for (size_t i = 0; i < p->ast->lets.count; i++) {
    if (p->ast->lets.at[i]->pack == p->pack && strcmp(p->ast->lets.at[i]->name.text, name.text) == 0)
      other = p->ast->lets.at[i];
  }
  if (!is_new(p, &name, other ? other->pack : NULL, "macro") || !parser_expect(p, "=", "before the pattern"))
    return;
  *l = (ast_let){.name = name, .pack = p->pack};
  l->body = parse_pattern(p);
  if (l->body && !VEC_ADD(&p->ast->lets, p->a, l))
    p->nomem = p->panic = true;
}

static void parse_zone(parser *p) {
  parser_advance(p);
  ast_zone *z = parser_new(p, sizeof *z);
  ast_name name = parser_name(p, "the zone");
  if (!z || !name.text)
    return;
  z->name = name;
  z->pack = p->pack;
  if (!parser_accept_word(p, "when")) {
    parser_fail(p, "E037", "write zone agenda when heading \"agenda\"", "'when' is needed here, not %s", parser_seen(p));
    return;
  }
  z->label = parser_is_word(p, "label");
  if (!z->label && !parser_is_word(p, "heading")) {
    parser_fail(p, "E037", NULL, "behind 'when' comes heading or label, not %s", parser_seen(p));
    return;
  }
  parser_advance(p);
  z->when = parse_pattern(p);
  if (z->when && !VEC_ADD(&p->ast->zones, p->a, z))
    p->nomem = p->panic = true;
}

/* ---- phases, rules, modifiers ------------------------------------------------ */

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
    parser_fail_at(p, "E039", ph->after.at.begin, ph->after.at.end, NULL, "there is no phase %s to come after", ph->after.text);
  return true;
}

static void parse_phase(parser *p) {
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
      parser_fail_at(p, "E039", made.uses[i].at.begin, made.uses[i].at.end, "a phase uses phases that were declared before it",
                     "there is no phase %s to use", made.uses[i].text);
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
  r->at.end = p->now.begin;
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

static void parse_rule(parser *p, bool override) {
  size_t begin = p->now.begin;
  ast_rule *r = parser_new(p, sizeof *r), **old = NULL;
  if (!r)
    return;
  r->reject = parser_is_word(p, "reject");
  parser_advance(p);
  r->name = override ? raw_name(p) : parser_name(p, r->reject ? "the reject" : "the rule");
  r->pack = p->pack;
  r->anchor = UINT32_MAX;
  r->at = (place){p->src, begin, p->now.end};
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
    parser_fail_at(p, "E043", begin, p->now.begin, "write phase decisions before it, for instance", "a rule stands in a phase; none has begun");
    return;
  }
  if (!parse_rule_body(p, r))
    return;
  if (override) {
    r->full_name = (*old)->full_name;
    r->phase = (*old)->phase;
    *old = r;
    return;
  }
  r->full_name = full;
  r->phase = p->phase;
  if (!VEC_ADD(&p->phase->rules, p->a, r))
    p->nomem = p->panic = true;
}

static void parse_modifier(parser *p) {
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
  m->phase = p->phase;
  if (!(p->phase ? VEC_ADD(&p->phase->modifiers, p->a, m) : VEC_ADD(&p->waiting, p->a, m)))
    p->nomem = p->panic = true;
}

static void parse_disable(parser *p) {
  bool many = false, found = false;
  parser_advance(p);
  ast_name kind = parser_name(p, "what to disable");
  if (!kind.text)
    return;
  ast_name name = raw_name(p);
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

/* ---- a whole source ---------------------------------------------------------- */

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
  p.pack->language_version = 1;
  size_t errors = diags->errors;
  parser_start(&p, 0);
  while (p.now.kind != LEX_END && !p.nomem && p.mistakes < MISTAKES_MAX) {
    size_t at = p.now.begin;
    if (!p.panic)
      parse_statement(&p);
    if (p.panic) {
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
