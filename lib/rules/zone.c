/* zone.c - which zone a token stands in, by the headings and labels above it.
 *
 * A heading's zone begins behind its line and ends at the next heading of the same or a higher level; a label's begins
 * behind its colon and ends at the next label or heading, or at a blank line. A line that ends in its colon opens a
 * list: blank lines between short lines, which end in no full stop, lines of names, or items do not end it. A label at
 * the beginning of a sentence inside a line holds for its sentence. */
#include "rules/ruleset_internal.h"

#define HEADING_LEVELS 10u
/* Below all headings that layout knows. */
#define PLAIN_HEADING_LEVEL  (HEADING_LEVELS - 1)
#define PLAIN_HEADING_TOKENS 8u
#define SHORT_HEADING_TOKENS 3u
#define ROMAN_BYTES_MAX      5u
#define BOLD_LEVEL           7u
/* An entry of a list that is no bulleted one: a name, an office, what it is for. */
#define PLAIN_ENTRY_TOKENS    20u
#define SENTENCE_LABEL_TOKENS 6u

/* What is done for one document. */
typedef struct zoner {
  rule_runner *runner;
  const document *doc;
  arena *memory;
  zone_map *out;
  uint64_t headings, labels; /* marks of their zones */
  bool failed;
} zoner;

/* ---- which zones are worth looking for ------------------------------------------------ */

/* Marks of a kind of token: the zones of which it meets a need, by their place in the rule set, all behind the last
 * one together; and that they are known. */
#define LAST_MARK   62u
#define MARKS_KNOWN ((uint64_t)1 << 63)

static uint64_t zone_mark(size_t zone) {
  return (uint64_t)1 << (zone < LAST_MARK ? zone : LAST_MARK);
}

/* The rarest need that a token of the words has to meet by itself; NULL where there is none. */
static const demand *own_need(const program *p) {
  for (uint32_t n = 0; n < p->need_count; n++) {
    const demand *d = &p->needs[n];
    if (!d->beside && !d->lexicons.count && !d->types.count)
      return d;
  }
  return NULL;
}

static uint64_t find_marks(const rule_runner *r, uint32_t kind) {
  const uint64_t *answers = class_bits(&r->classes, kind_class(&r->kinds, kind));
  uint64_t marks = MARKS_KNOWN;
  for (size_t i = 0; i < r->set->zones.count; i++) {
    const demand *d = own_need(&r->set->zones.at[i].when);
    bool met = !d;
    for (size_t k = 0; !met && k < d->tests.count; k++)
      met = class_has(answers, d->tests.at[k]);
    marks |= met ? zone_mark(i) : 0;
  }
  return marks;
}

/* The marks of a token; 0 when memory is out, or the pulse stopped it. */
static uint64_t token_marks(rule_runner *r, const token *t) {
  uint32_t kind = token_kind(r, t);
  if (kind && kind < r->zone_marks.count && r->zone_marks.at[kind])
    return r->zone_marks.at[kind];
  while (kind && r->zone_marks.count <= kind) {
    if (!VEC_ADD(&r->zone_marks, &r->facts_memory, 0))
      return 0;
  }
  return kind ? (r->zone_marks.at[kind] = find_marks(r, kind)) : 0;
}

/* The marks of zones of that sort that may be meant by words. */
static uint64_t words_marks(zoner *z, bool label, const token *tokens, uint32_t count) {
  uint64_t met = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t marks = token_marks(z->runner, &tokens[i]);
    z->failed |= !marks;
    met |= marks;
  }
  return z->failed ? 0 : met & (label ? z->labels : z->headings);
}

static void mark_sorts(zoner *z) {
  const rule_set *set = z->runner->set;
  for (size_t i = 0; i < set->zones.count; i++)
    *(set->zones.at[i].ast->label ? &z->labels : &z->headings) |= zone_mark(i);
}

static bool is_passed(const lattice *l, uint32_t test) {
  for (size_t at = 0; at < l->doc->tokens.count; at++) {
    if (class_has(l->answers[at], test))
      return true;
  }
  return false;
}

/* False where no token passes any of the tests that a match has to have one of. */
static bool has_needs(const lattice *l, const program *p) {
  bool met = true;
  for (uint32_t n = 0; n < p->need_count && met; n++) {
    const demand *d = &p->needs[n];
    met = d->beside || d->lexicons.count || d->types.count;
    for (size_t i = 0; i < d->tests.count && !met; i++)
      met = is_passed(l, d->tests.at[i]);
  }
  return met;
}

/* ---- the zone of words ---------------------------------------------------------------- */

/* The zone of words that are a lattice of their own, of those that are marked. */
static uint32_t zone_of_lattice(const zoner *z, const lattice *l, bool label, uint64_t marks) {
  rule_runner *r = z->runner;
  unit_range unit = {0, (uint32_t)l->doc->tokens.count};
  for (size_t i = 0; i < r->set->zones.count; i++) {
    const zone_rule *one = &r->set->zones.at[i];
    if ((marks & zone_mark(i)) && one->ast->label == label && openings_has(&r->set->openings, l->facts, one->program) &&
        has_needs(l, &one->when) && match_longest(r->matcher, &one->when, l, unit, 0) == unit.end)
      return one->number;
  }
  return 0;
}

/* "III" or "A" before a full stop or a bracket: a number, too. */
static bool is_roman(const zoner *z, uint32_t i, uint32_t end) {
  const token *t = &z->doc->tokens.at[i];
  const char *s = z->doc->text + t->begin;
  size_t len = t->end - t->begin;
  if (i + 1 >= end || len > ROMAN_BYTES_MAX || !strchr(".)", z->doc->text[t[1].begin]))
    return false;
  return strspn(s, "IVX") >= len || (len == 1 && *s >= 'A' && *s <= 'Z');
}

/* The zone of a heading's or label's words: the pattern must cover all of [begin, end). 0: none. */
static uint32_t zone_of_words(zoner *z, bool label, uint32_t begin, uint32_t end) {
  const document *doc = z->doc;
  const form *forms = z->runner->forms.forms;
  /* A number before the words and marks around them are no part of the heading's wording: "3. Next meeting:". */
  while (begin < end &&
         ((forms[doc->tokens.at[begin].form].shape & (FORM_NUM | FORM_PUNCT)) || is_roman(z, begin, end)))
    begin++;
  while (begin < end && (forms[doc->tokens.at[end - 1].form].shape & FORM_PUNCT) &&
         !(forms[doc->tokens.at[end - 1].form].shape & FORM_ALNUM))
    end--;
  if (begin == end || end - begin > 64)
    return 0;
  uint64_t marks = words_marks(z, label, doc->tokens.at + begin, end - begin);
  if (!marks)
    return 0;
  document words = {.text = doc->text, .len = doc->len};
  lattice l;
  words.tokens.at = doc->tokens.at + begin;
  words.tokens.count = end - begin;
  arena_reset(&z->runner->block_memory, BLOCK_MEMORY_KEPT);
  if (lattice_build(z->runner, &words, &z->runner->block_memory, &l) == EVX_OK)
    return zone_of_lattice(z, &l, label, marks);
  z->failed = true;
  return 0;
}

static void fill(zoner *z, zone_vec *spans, uint32_t begin, uint32_t end, uint32_t zone) {
  zone_span *last = spans->count ? &spans->at[spans->count - 1] : NULL;
  if (zone == 0 || begin == end)
    return;
  if (last && last->zone == zone && last->end == begin)
    last->end = end;
  else
    z->failed |= !VEC_ADD(spans, z->memory, ((zone_span){begin, end, zone}));
}

/* The zone that a label opened, the nesting of the list item that it stands in (0 outside a list), whether its line
 * ends in the colon, so that a list follows, whether that has items so far, and whether the line is a numbered
 * paragraph. */
typedef struct open_label {
  uint32_t zone, level;
  bool list, items, numbered;
} open_label;

static bool ends_in(const zoner *z, const line *at, char mark) {
  return z->runner->forms.forms[z->doc->tokens.at[at->token_end - 1].form].mark == mark;
}

/* "3. These states took part:", as the paragraphs of a communique are. */
static bool is_numbered(const zoner *z, const line *at) {
  const token *first = &z->doc->tokens.at[at->token_begin];
  return at->kind == LINE_ITEM && at->token_begin < at->token_end &&
         (z->runner->forms.forms[first->form].shape & FORM_NUM);
}

/* Where the words of a label end, behind its colon; 0 for a line without one. A long line that ends in a colon is one
 * too, where a pattern says so. */
static uint32_t label_end(const zoner *z, const line *at) {
  bool may_be = at->kind == LINE_TEXT || at->kind == LINE_HEADING || is_numbered(z, at);
  if (at->label_end || !may_be || at->token_begin == at->token_end)
    return at->label_end;
  return ends_in(z, at, ':') ? at->token_end : 0;
}

/* An item goes on in so few lines. */
#define ITEM_LINES 6

/* The nesting of the list item that a line of text goes on with, 0 for none. */
static uint32_t item_around(const document *doc, const line *at) {
  for (const line *above = at; above > doc->lines.at && at - above < ITEM_LINES;) {
    above--;
    if (above->kind != LINE_TEXT)
      return above->kind == LINE_ITEM ? above->level : 0;
  }
  return 0;
}

/* "* Attendees", its entries one step further in below it. */
static bool heads_items(const zoner *z, const line *at) {
  const line *next = at + 1;
  return at->kind == LINE_ITEM && next < z->doc->lines.at + z->doc->lines.count && next->kind == LINE_ITEM &&
         next->level > at->level && at->token_end - at->token_begin <= PLAIN_HEADING_TOKENS;
}

/* That of a label's words, or of its last sentence: "The Council met in June. It decided to:". */
static uint32_t zone_of_label(zoner *z, uint32_t begin, uint32_t end) {
  uint32_t found = zone_of_words(z, true, begin, end);
  uint32_t sentence = found || begin == end ? UINT32_MAX : document_sentence(z->doc, end - 1);
  uint32_t from = sentence == UINT32_MAX ? begin : z->doc->sentences.at[sentence].begin;
  return from > begin ? zone_of_words(z, true, from, end) : found;
}

/* A label's zone is entered, kept or left; zone 0 means that the heading's zone counts. Labels inside a list
 * ("- Anna: ...") do not end the zone they stand in; a zone opened inside a list ends with its item, that of a line
 * that goes on with an item too, unless a list follows. */
static open_label label_zone(zoner *z, const line *at, open_label current) {
  uint32_t end = label_end(z, at);
  bool inside = current.numbered && !is_numbered(z, at); /* a list of a numbered paragraph stands no further in */
  if (at->kind == LINE_ITEM && current.level && at->level <= current.level && !inside)
    current = (open_label){0};
  bool heads = end == 0 && heads_items(z, at);
  if (end == 0 && !heads)
    return current;
  end = heads ? at->token_end : end;
  uint32_t begin = at->token_begin;
  while (begin < end && (z->doc->tokens.at[begin].place & TOKEN_BULLET))
    begin++;
  uint32_t found = heads ? zone_of_words(z, false, begin, end) : zone_of_label(z, begin, end);
  if (!found && (at->kind == LINE_ITEM || !at->label_end))
    return current;
  bool list = end == at->token_end;
  uint32_t level = at->kind == LINE_ITEM ? at->level : list ? 0 : item_around(z->doc, at);
  return (open_label){found, level, list, false, list && is_numbered(z, at)};
}

#define LIST_COMMAS 2u

/* "Anna Berg, Tom Lund, Zoe Fox and Bo Ek.": a line of names between commas, whatever it ends in. */
static bool is_enumeration(const zoner *z, const line *at) {
  const form *forms = z->runner->forms.forms;
  uint32_t commas = 0;
  for (uint32_t i = at->token_begin; i + 1 < at->token_end; i++) {
    if (forms[z->doc->tokens.at[i].form].mark != ',')
      continue;
    uint32_t shape = forms[z->doc->tokens.at[i + 1].form].shape;
    if (shape & FORM_LOWER && i + 2 < at->token_end) /* ", and Bo Ek" */
      shape = forms[z->doc->tokens.at[i + 2].form].shape;
    if (shape & (FORM_LOWER | FORM_NUM))
      return false;
    commas++;
  }
  return commas >= LIST_COMMAS && !(forms[z->doc->tokens.at[at->token_begin].form].shape & FORM_LOWER);
}

/* A short line that ends no sentence, as entries of a list without marks are. */
static bool is_entry(const zoner *z, const line *at) {
  uint32_t tokens = at->token_end - at->token_begin;
  return at->kind == LINE_TEXT && tokens > 0 && tokens <= PLAIN_ENTRY_TOKENS && !ends_in(z, at, '.');
}

/* True where the lines behind line `i`, a blank one, may go on with a list that a label opened. One of items has
 * nothing but items. */
static bool list_goes_on(const zoner *z, size_t i, bool items) {
  const document *doc = z->doc;
  while (i < doc->lines.count && doc->lines.at[i].kind == LINE_BLANK)
    i++;
  if (i == doc->lines.count)
    return false;
  const line *at = &doc->lines.at[i];
  if (at->kind != LINE_TEXT || at->token_begin == at->token_end)
    return at->kind == LINE_ITEM || at->kind == LINE_FURNITURE;
  bool small = z->runner->forms.forms[doc->tokens.at[at->token_begin].form].shape & FORM_LOWER;
  return items ? small : is_entry(z, at) || is_enumeration(z, at);
}

static uint32_t indent_of(const document *doc, const line *at) {
  return at->token_begin < at->token_end ? doc->tokens.at[at->token_begin].begin - at->begin : 0;
}

/* A line between others that stand further in: "Present", its names on the next line, "Regrets". */
static bool sticks_out(const document *doc, size_t i) {
  const line *at = &doc->lines.at[i];
  if (i + 1 >= doc->lines.count || at[1].token_begin == at[1].token_end)
    return false;
  uint32_t indent = indent_of(doc, at);
  bool above = i == 0 || at[-1].kind == LINE_BLANK || at[-1].kind == LINE_HEADING || indent_of(doc, at - 1) > indent;
  return above && indent_of(doc, at + 1) > indent + 1;
}

/* A short plain line that stands alone, right above a list or short lines, or out from what is around it opens a zone
 * if a heading pattern covers all of it. */
static bool may_head(const zoner *z, size_t i) {
  const document *doc = z->doc;
  const line *at = &doc->lines.at[i];
  if (at->kind != LINE_TEXT || at->token_end - at->token_begin > PLAIN_HEADING_TOKENS ||
      at->token_begin == at->token_end)
    return false;
  bool above = i == 0 || doc->lines.at[i - 1].kind == LINE_BLANK || doc->lines.at[i - 1].kind == LINE_HEADING;
  bool below =
      i + 1 >= doc->lines.count || at[1].kind == LINE_BLANK || at[1].kind == LINE_ITEM ||
      (at[1].kind == LINE_TEXT && (is_entry(z, at + 1) || at->token_end - at->token_begin <= SHORT_HEADING_TOKENS));
  return (above && below) || sticks_out(doc, i);
}

static uint32_t heading_level(zoner *z, size_t i) {
  const line *at = &z->doc->lines.at[i];
  if (at->kind == LINE_HEADING)
    return at->level < PLAIN_HEADING_LEVEL ? at->level : PLAIN_HEADING_LEVEL;
  return may_head(z, i) && zone_of_words(z, false, at->token_begin, at->token_end) ? PLAIN_HEADING_LEVEL : 0;
}

/* Of a sentence that begins inside a line: where its label ends, behind a colon among its first words; 0: none. */
static uint32_t sentence_label_end(const zoner *z, const token_range *s) {
  const document *doc = z->doc;
  for (uint32_t i = s->begin; s->begin > 0 && i < s->end && i < s->begin + SENTENCE_LABEL_TOKENS; i++) {
    if (z->runner->forms.forms[doc->tokens.at[i].form].mark == ':')
      return document_line(doc, s->begin) == document_line(doc, s->begin - 1) ? i + 1 : 0;
  }
  return 0;
}

static void find_sentence_labels(zoner *z, pulse *p) {
  for (size_t i = 0; i < z->doc->sentences.count && pulse_beat(p, 1); i++) {
    const token_range *s = &z->doc->sentences.at[i];
    uint32_t end = sentence_label_end(z, s);
    uint32_t zone = end ? zone_of_words(z, true, s->begin, end) : 0;
    fill(z, &z->out->labels, end, s->end, zone);
  }
}

/* The headings above a line: the zone of the open one of each level, 0 none; the innermost. */
typedef struct open_headings {
  uint32_t by_level[HEADING_LEVELS];
  uint32_t zone;
  bool bold; /* nothing but bold lines since a bold heading: they are its entries */
} open_headings;

static void read_heading(zoner *z, const line *at, uint32_t level, open_headings *open) {
  for (uint32_t k = level; k < HEADING_LEVELS; k++)
    open->by_level[k] = 0;
  open->zone = 0;
  for (uint32_t k = 0; k < level; k++)
    open->zone = open->by_level[k] ? open->by_level[k] : open->zone;
  fill(z, &z->out->lines, at->token_begin, at->token_end, open->zone);
  open->by_level[level] = zone_of_words(z, false, at->token_begin, at->token_end);
  open->zone = open->by_level[level] ? open->by_level[level] : open->zone;
}

/* A short line that ends in a colon is laid out as a heading; where only a label's pattern covers it, it is no more
 * than what a list stands behind. */
static bool opens_list(zoner *z, const line *at) {
  return at->kind == LINE_HEADING && ends_in(z, at, ':') && !zone_of_words(z, false, at->token_begin, at->token_end) &&
         zone_of_label(z, at->token_begin, at->token_end);
}

/* "Present: Anna Berg, Tom Lund," above a blank line: the list is not at its end. */
static bool runs_on(const zoner *z, size_t i) {
  const line *above = i ? &z->doc->lines.at[i - 1] : NULL;
  return above && above->token_begin < above->token_end && ends_in(z, above, ',');
}

/* A line that is no wrapped part of the one above, whose end had room for its first word: what a label opened above
 * does not hold for it, unless it is an entry like the others. */
static bool begins_anew(const zoner *z, size_t i) {
  const line *at = &z->doc->lines.at[i], *above = at - 1;
  if (i == 0 || at->kind != LINE_TEXT || above->token_begin == above->token_end || is_entry(z, at) ||
      ends_in(z, above, ',') || ends_in(z, above, ';'))
    return false;
  uint32_t first = z->doc->tokens.at[at->token_begin].end - at->begin;
  return above->end - above->begin + 1 + first <= at->end - at->begin;
}

static void read_line(zoner *z, size_t i, open_headings *open, open_label *label) {
  const line *at = &z->doc->lines.at[i];
  if (at->kind == LINE_BLANK) {
    bool first = i == 0 || at[-1].kind != LINE_BLANK;
    if (first && !runs_on(z, i) && (!label->level || label->numbered) &&
        !(label->list && list_goes_on(z, i, label->items)))
      *label = (open_label){0};
    return;
  }
  uint32_t level = opens_list(z, at) ? 0 : heading_level(z, i);
  if (level == BOLD_LEVEL && open->bold && !zone_of_words(z, false, at->token_begin, at->token_end)) {
    fill(z, &z->out->lines, at->token_begin, at->token_end, open->zone);
    return;
  }
  open->bold = level == BOLD_LEVEL;
  if (level) {
    *label = (open_label){0};
    read_heading(z, at, level, open);
    return;
  }
  if (label->zone && !label->list && !label->level && begins_anew(z, i))
    *label = (open_label){0};
  uint32_t before = label->zone;
  *label = label_zone(z, at, *label);
  label->items |= at->kind == LINE_ITEM && !(label->numbered && is_numbered(z, at));
  uint32_t body = label_end(z, at);
  body = body ? body : at->token_begin;
  fill(z, &z->out->lines, at->token_begin, body, before && label->zone == before ? before : open->zone);
  fill(z, &z->out->lines, body, at->token_end, label->zone ? label->zone : open->zone);
}

evx_status zones_find(rule_runner *r, const document *doc, pulse *p, arena *a, zone_map *out) {
  zoner z = {.runner = r, .doc = doc, .memory = a, .out = out};
  open_headings open = {0};
  open_label label = {0};
  *out = (zone_map){0};
  if (r->set->zones.count == 0)
    return EVX_OK;
  mark_sorts(&z);
  for (size_t i = 0; i < doc->lines.count && pulse_beat(p, 1); i++)
    read_line(&z, i, &open, &label);
  find_sentence_labels(&z, p);
  return p->stopped ? EVX_ERR_CALLBACK : z.failed || r->matcher->failed ? EVX_ERR_NOMEM : EVX_OK;
}

/* The first that ends behind a token. */
static size_t span_behind(const zone_vec *spans, uint32_t begin) {
  size_t low = 0, high = spans->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (spans->at[mid].end <= begin)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static void add_between(const zone_vec *spans, uint32_t begin, uint32_t end, uint64_t *zones) {
  for (size_t i = span_behind(spans, begin); i < spans->count && spans->at[i].begin < end; i++) {
    uint32_t zone = spans->at[i].zone;
    if (zone < ZONES_KEPT)
      zones[zone / 64] |= (uint64_t)1 << (zone % 64);
  }
}

void zones_between(const zone_map *map, uint32_t begin, uint32_t end, uint64_t zones[ZONES_KEPT / 64]) {
  memset(zones, 0, ZONES_KEPT / 64 * sizeof *zones);
  zones[0] = 1;
  add_between(&map->lines, begin, end, zones);
  add_between(&map->labels, begin, end, zones);
}

static void fill_from(const zone_vec *spans, uint32_t begin, uint32_t end, uint32_t *to) {
  for (size_t i = span_behind(spans, begin); i < spans->count && spans->at[i].begin < end; i++) {
    const zone_span *s = &spans->at[i];
    for (uint32_t at = s->begin > begin ? s->begin : begin; at < s->end && at < end; at++)
      to[at - begin] = s->zone;
  }
}

void zones_fill(const zone_map *map, uint32_t begin, uint32_t end, uint32_t *to) {
  fill_from(&map->lines, begin, end, to);
  fill_from(&map->labels, begin, end, to);
}

uint32_t mention_zone(const mention_list *mentions, uint32_t at) {
  uint32_t zone = 0;
  if (mentions->zones)
    zones_fill(mentions->zones, at, at + 1, &zone);
  return zone;
}
