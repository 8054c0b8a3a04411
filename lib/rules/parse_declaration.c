/* parse_declaration.c - records, lexicons, lemmas, macros, zones. */
#include "rules/parser.h"

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
  } plain[] = {{"text", TYPE_TEXT},   {"int", TYPE_INT},       {"time", TYPE_TIME},      {"date", TYPE_DATE},
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
  parser_fail(p, "E031",
              close ? arena_printf(p->a, "did you mean '%s'?", close)
                    : "types are text, int, date, place, person, mention, enum(…), list(…)",
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

void parse_record(parser *p) {
  VEC(ast_field) fields = {0};
  const ast_record *other;
  parser_advance(p);
  ast_record *r = parser_new(p, sizeof *r);
  ast_name name = parser_name(p, "the record");
  p->declaring = name.text;
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
        parser_fail_at(p, "E032", f->name.at.begin, f->name.at.end, NULL, "record %s has a field %s already", name.text,
                       f->name.text);
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

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/* The bytes [begin, end) of a word list's line without the white space around them, as a string. */
static const char *trimmed(parser *p, const source *src, size_t *begin, size_t *end) {
  while (*begin < *end && is_blank(src->text[*begin]))
    ++*begin;
  while (*end > *begin && is_blank(src->text[*end - 1]))
    --*end;
  const char *text = arena_string(p->a, src->text + *begin, *end - *begin);
  p->nomem |= !text;
  return text;
}

/* One line of a word list: an entry, or an entry, a tab and its canonical value. */
static bool parse_list_line(parser *p, const source *src, size_t begin, size_t end, entry_vec *entries) {
  const char *tab = memchr(src->text + begin, '\t', end - begin);
  size_t entry_end = tab ? (size_t)(tab - src->text) : end, value_begin = tab ? entry_end + 1 : end, value_end = end;
  const char *text = trimmed(p, src, &begin, &entry_end), *value = trimmed(p, src, &value_begin, &value_end);
  if (p->nomem || (entry_end == begin && !tab))
    return !p->nomem;
  if (entry_end == begin || (tab && memchr(value, '\t', value_end - value_begin))) {
    diag_add(p->diags, EVX_ERROR, "E047", src, begin, value_end, "write an entry, or an entry, a tab and its value",
             entry_end == begin ? "this line has a value without an entry" : "this line has more than two columns");
    return true;
  }
  ast_entry entry = {place_of(src, begin, entry_end), text, entry_end - begin, false, *value ? value : NULL};
  return VEC_ADD(entries, p->a, entry);
}

/* A word list in a file of its own: an entry a line; empty lines and lines that begin with # are passed over. */
static bool parse_list_file(parser *p, entry_vec *entries) {
  bool again = false;
  const char *why = NULL;
  if (p->now.kind != LEX_STRING) {
    parser_fail(p, "E007", "write lexicon Town from \"towns.tsv\"",
                "a file name in double quotes is needed here, not %s", parser_seen(p));
    return false;
  }
  const source *src = p->loader ? p->loader->load(p->loader->user, p->src, p->now.text, &again, &why) : NULL;
  if (!src) {
    parser_fail(p, "E035", NULL, "the word list '%s' cannot be read: %s", p->now.text,
                why ? why : "files are not allowed here");
    return false;
  }
  size_t at = src->len >= 3 && memcmp(src->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  while (at < src->len) {
    const char *newline = memchr(src->text + at, '\n', src->len - at);
    size_t end = newline ? (size_t)(newline - src->text) : src->len;
    if (src->text[at] != '#' && !parse_list_line(p, src, at, end, entries))
      return p->nomem = p->panic = true, false;
    at = end + 1;
  }
  parser_advance(p);
  return true;
}

static bool parse_list(parser *p, entry_vec *entries) {
  if (parser_accept_word(p, "from"))
    return parse_list_file(p, entries);
  return parser_expect(p, "{", "before the entries") && parse_entries(p, entries) &&
         parser_expect(p, "}", "behind the entries");
}

void parse_lexicon(parser *p, bool extend) {
  ast_lexicon *l, *other;
  entry_vec entries = {0};
  parser_advance(p);
  ast_name name = parser_name(p, "the word list");
  p->declaring = name.text;
  if (!name.text)
    return;
  FIND(p->ast->lexicons, name.text, other);
  if (!extend && !is_new(p, &name, other ? other->pack : NULL, "lexicon"))
    return;
  if (extend && !other) {
    bool nomem = false;
    other = ast_gazetteer_lexicon(p->ast, &name, p->pack, &nomem);
    if (nomem)
      p->nomem = p->panic = true;
  }
  if (p->nomem)
    return;
  if (extend && !other) {
    parser_fail_at(p, "E034", name.at.begin, name.at.end, NULL, "there is no lexicon %s to extend", name.text);
    return;
  }
  for (size_t i = 0; other && i < other->entry_count; i++) {
    if (!VEC_ADD(&entries, p->a, other->entries[i])) {
      p->nomem = p->panic = true;
      return;
    }
  }
  if (!parse_list(p, &entries))
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

void parse_lemma(parser *p) {
  const ast_lemma *other;
  entry_vec forms = {0};
  parser_advance(p);
  ast_lemma *l = parser_new(p, sizeof *l);
  ast_name name = parser_name(p, "the lemma");
  p->declaring = name.text;
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

void parse_let(parser *p) {
  const ast_let *other = NULL;
  parser_advance(p);
  ast_let *l = parser_new(p, sizeof *l);
  ast_name name = parser_name(p, "the macro");
  p->declaring = name.text;
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

void parse_zone(parser *p) {
  parser_advance(p);
  ast_zone *z = parser_new(p, sizeof *z);
  ast_name name = parser_name(p, "the zone");
  p->declaring = name.text;
  if (!z || !name.text)
    return;
  z->name = name;
  z->pack = p->pack;
  if (!parser_accept_word(p, "when")) {
    parser_fail(p, "E037", "write zone agenda when heading \"agenda\"", "'when' is needed here, not %s",
                parser_seen(p));
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
