#include "rules/format_read.h"

/* What stands between brackets, and decides about the spaces there. */
typedef enum region { PATTERN, FIELDS, ENTRIES, HEAD } region;

typedef struct reader {
  const source *src;
  diag_list *diags;
  arena *a;
  piece_list *out;
  region region;
  char open[64]; /* closing brackets that are due */
  size_t open_at[64];
  size_t depth;
  size_t quantifiers; /* depth of a quantifier's brace + 1, or 0 */
  size_t mention;     /* depth inside < > + 1, or 0 */
  bool constraint;    /* the next < or > compares */
} reader;

bool piece_is(const piece *p, const char *text) {
  return p && p->kind != LEX_STRING && p->len == strlen(text) && memcmp(p->text, text, p->len) == 0;
}

static bool is_one_of(const piece *p, const char *const *words) {
  for (; p && *words; words++) {
    if (piece_is(p, *words))
      return true;
  }
  return false;
}

static const piece *last(const reader *r, size_t back) {
  size_t count = r->out->pieces.count;
  for (size_t i = count; i-- > 0;) {
    const piece *p = &r->out->pieces.at[i];
    if (p->kind != LEX_END && back-- == 0)
      return p;
  }
  return NULL;
}

/* ---- comments --------------------------------------------------------------- */

static bool read_gap(reader *r, size_t begin, size_t end, bool *blank) {
  size_t newlines = begin == 0 ? 1 : 0;
  for (size_t at = begin; at < end;) {
    char c = r->src->text[at];
    if (c != '#') {
      newlines += c == '\n';
      at++;
      continue;
    }
    size_t stop = at;
    while (stop < end && r->src->text[stop] != '\n')
      stop++;
    size_t len = stop - at;
    while (len > 0 && (r->src->text[at + len - 1] == ' ' || r->src->text[at + len - 1] == '\r' ||
                       r->src->text[at + len - 1] == '\t'))
      len--;
    piece p = {.text = r->src->text + at,
               .len = len,
               .kind = LEX_END,
               .own_line = newlines > 0,
               .blank = newlines > 1,
               .space = true,
               .depth = (uint8_t)r->depth};
    if (!VEC_ADD(&r->out->pieces, r->a, p))
      return false;
    newlines = 0;
    at = stop;
  }
  *blank = newlines > 1;
  return true;
}

/* ---- statements and clauses --------------------------------------------------- */

static bool names_follow(const piece *p) {
  static const char *const words[] = {
      "where",  "extend",  "override", "disable", "let", "lemma", "uses", "after", "sets", "rule", "reject",   "phase",
      "record", "lexicon", "zone",     "%",       "@",   "~",     "=",    "!=",    ",",    "as",   "modifier", NULL};
  return is_one_of(p, words);
}

static piece_start starts(const reader *r, const lexeme *l, const lexeme *next) {
  static const char *const statements[] = {"pack",     "include", "record",   "lexicon", "extend",
                                           "lemma",    "let",     "phase",    "rule",    "reject",
                                           "modifier", "zone",    "override", "disable", NULL};
  static const char *const clauses[] = {"where", "match", "mark", "emit", "test", NULL};
  piece p = {.text = l->text, .len = l->len, .kind = l->kind};
  if (l->kind != LEX_WORD || r->depth > 0 || names_follow(last(r, 0)))
    return START_NONE;
  if (l->line_start && is_one_of(&p, statements))
    return START_STATEMENT;
  bool capture = next->kind == LEX_MARK && (next->text[0] == ':' || next->text[0] == '!');
  return is_one_of(&p, clauses) && !capture ? START_CLAUSE : START_NONE;
}

static void enter_region(reader *r, const piece *p) {
  static const char *const fields[] = {"record", "mark", "emit", "test", "where", NULL};
  static const char *const entries[] = {"lexicon", "lemma", NULL};
  static const char *const patterns[] = {"match", "let", "zone", "modifier", NULL};
  if (is_one_of(p, fields))
    r->region = FIELDS;
  else if (is_one_of(p, patterns))
    r->region = PATTERN;
  else if (is_one_of(p, entries))
    r->region = ENTRIES;
  else if (p->start != START_NONE)
    r->region = HEAD;
}

/* ---- spaces ------------------------------------------------------------------ */

/* Marks that cling to what follows: sigils, a negation, the bracket that opens a mention. */
static bool clings(const reader *r, const piece *p, bool apart) {
  if (p->kind != LEX_MARK || p->len != 1)
    return false;
  if (p->text[0] == '!') { /* but not the anchor's, name!: */
    const piece *prior = last(r, 0);
    return apart || !prior || prior->kind != LEX_WORD;
  }
  return strchr("%~@", p->text[0]) != NULL || (p->text[0] == '<' && !r->mention && r->region == PATTERN);
}

/* True where a space belongs between the last piece and `l`. */
static bool wants_space(const reader *r, const lexeme *l, bool apart) {
  const piece *p = last(r, 0);
  char c = l->kind == LEX_MARK ? l->text[0] : 'a';
  bool single = l->kind == LEX_MARK && l->len == 1, block = r->region == FIELDS || r->region == ENTRIES;
  if (!p)
    return false;
  if (r->quantifiers)
    return false;
  if (piece_is(p, "..") || (l->kind == LEX_MARK && strcmp(l->text, "..") == 0))
    return false;
  if (p->clings || piece_is(p, "(") || piece_is(p, "["))
    return false;
  if (piece_is(p, "{"))
    return block && c != '}';
  if (single && c == '}')
    return block;
  if (single && strchr("),]:?*+", c))
    return false;
  if (single && c == '>' && r->mention && !r->constraint)
    return false;
  if (single && c == '{')
    return block || r->region == HEAD;
  if (single && c == '(')
    return !(p->kind == LEX_WORD && (block || !apart)) && !(piece_is(p, ":") && r->region == PATTERN);
  if (single && c == '!')
    return apart || p->kind != LEX_WORD;
  if (piece_is(p, ":"))
    return block && r->region == FIELDS;
  return true;
}

/* ---- brackets ------------------------------------------------------------------ */

static bool unbalanced(reader *r, size_t at, const char *message) {
  diag_add(r->diags, EVX_ERROR, "E048", r->src, at, at + 1, NULL, "%s", message);
  return false;
}

static void open_bracket(reader *r, const lexeme *l, char closing) {
  r->open_at[r->depth] = l->begin;
  r->open[r->depth++] = closing;
}

/* Depth and region behind a piece. False, reported, where brackets do not match. */
static bool count_bracket(reader *r, const lexeme *l) {
  if (l->kind != LEX_MARK || (l->len != 1 && l->text[0] != '!'))
    return true;
  char c = l->text[0];
  if (r->mention && c == ',' && r->depth == r->mention)
    r->constraint = true;
  else if (r->constraint && strchr("<>=!", c))
    r->constraint = false;
  else if (r->mention && c == '>' && r->depth == r->mention)
    r->mention = 0, r->depth--;
  else if (!r->mention && c == '<' && r->region == PATTERN)
    open_bracket(r, l, '>'), r->mention = r->depth;
  if (strchr("([{", c)) {
    if (r->depth + 1 >= sizeof r->open) {
      diag_add(r->diags, EVX_ERROR, "E010", r->src, l->begin, l->end, NULL, "brackets are nested more than %zu deep",
               sizeof r->open - 1);
      return false;
    }
    open_bracket(r, l, c == '(' ? ')' : c == '[' ? ']' : '}');
    if (c == '{' && r->region == PATTERN)
      r->quantifiers = r->depth;
  } else if (strchr(")]}", c)) {
    if (r->depth == 0 || r->open[r->depth - 1] != c)
      return unbalanced(r, l->begin, "this bracket closes none");
    if (r->quantifiers == r->depth)
      r->quantifiers = 0;
    r->depth--;
  }
  return true;
}

/* ---- reading ----------------------------------------------------------------- */

/* Names of packs and rules may hold slashes, which the lexer takes for regular expressions. */
static bool is_raw_name(const reader *r) {
  const piece *p = last(r, 0), *before = last(r, 1);
  if (piece_is(p, "pack") && p->start == START_STATEMENT)
    return true;
  return (piece_is(p, "rule") || piece_is(p, "reject") || piece_is(p, "modifier") || piece_is(p, "phase")) &&
         (piece_is(before, "override") || piece_is(before, "disable"));
}

static lexeme raw_name(const source *src, lexeme l) {
  l.kind = LEX_WORD;
  for (l.end = l.begin; l.end < src->len && (unsigned char)src->text[l.end] > ' ';)
    l.end++;
  return l;
}

static bool add_lexeme(reader *r, const lexeme *l, const lexeme *next, bool blank, bool raw) {
  bool before = r->src->text[l->begin ? l->begin - 1 : 0] == ' ' || l->line_start;
  piece p = {.text = r->src->text + l->begin, .len = l->end - l->begin, .kind = l->kind, .blank = blank};
  p.start = raw ? START_NONE : starts(r, l, next);
  if (p.start != START_NONE)
    enter_region(r, &(piece){.text = p.text, .len = p.len, .kind = p.kind, .start = p.start});
  else if (r->region == HEAD)
    enter_region(r, &p); /* extend lexicon, override rule */
  p.space = p.start != START_NONE || wants_space(r, l, before);
  p.clings = clings(r, &p, before);
  const piece *prior = last(r, 0);
  bool value = r->region == ENTRIES && (piece_is(&p, "=") || piece_is(prior, "="));
  p.breakable =
      p.space && !value && !(r->region == ENTRIES && r->depth == 0) && !piece_is(&p, "{") && !piece_is(prior, "not");
  if (l->kind == LEX_MARK && l->len == 1 && strchr(")]}", l->text[0]))
    p.depth = (uint8_t)(r->depth ? r->depth - 1 : 0);
  else
    p.depth = (uint8_t)r->depth;
  return VEC_ADD(&r->out->pieces, r->a, p);
}

evx_status format_read(const source *src, diag_list *diags, arena *a, piece_list *out) {
  reader r = {.src = src, .diags = diags, .a = a, .out = out, .region = HEAD};
  size_t at = src->len >= 3 && memcmp(src->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  for (;;) {
    lexeme l = lex_next(src, at, a);
    bool blank = false, raw = l.kind != LEX_END && is_raw_name(&r);
    if (!read_gap(&r, at, l.begin, &blank))
      return EVX_ERR_NOMEM;
    if (raw)
      l = raw_name(src, l);
    if (l.kind == LEX_BAD && !l.text)
      return EVX_ERR_NOMEM;
    if (l.kind == LEX_BAD) {
      diag_add(diags, EVX_ERROR, "E001", src, l.begin, l.end, NULL, "%s", l.text);
      return EVX_ERR_RULE;
    }
    if (l.kind == LEX_END)
      return r.depth == 0 || unbalanced(&r, r.open_at[r.depth - 1], "this bracket is never closed") ? EVX_OK
                                                                                                    : EVX_ERR_RULE;
    lexeme next = lex_next(src, l.end, a);
    if (!add_lexeme(&r, &l, &next, blank, raw))
      return EVX_ERR_NOMEM;
    if (!raw && !count_bracket(&r, &l))
      return EVX_ERR_RULE;
    at = l.end;
  }
}
