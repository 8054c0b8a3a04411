/* zone.c - which zone a token stands in, by the headings and labels above it.
 *
 * A heading's zone begins behind its line and ends at the next heading of the same or a higher level; a label's begins
 * behind its colon and ends at the next label or heading, or at a blank line. A line that ends in its colon opens a
 * list: blank lines between short lines, which end in no full stop, do not end it. A label at the beginning of a
 * sentence inside a line holds for its sentence. */
#include "rules/ruleset_internal.h"

#define HEADING_LEVELS 10u
/* Below all headings that layout knows. */
#define PLAIN_HEADING_LEVEL  (HEADING_LEVELS - 1)
#define PLAIN_HEADING_TOKENS 8u
#define BOLD_LEVEL           7u
/* An entry of a list that is no bulleted one: a name, an office, what it is for. */
#define PLAIN_ENTRY_TOKENS    20u
#define SENTENCE_LABEL_TOKENS 6u

/* The zone of a heading's or label's words: the pattern must cover all of [begin, end). 0: none. */
static uint32_t zone_of_words(rule_runner *r, const lattice *l, bool label, uint32_t begin, uint32_t end) {
  const document *doc = l->doc;
  const form *forms = r->forms.forms;
  /* A number before the words and marks around them are no part of the heading's wording: "3. Next meeting:". */
  while (begin < end && (forms[doc->tokens.at[begin].form].shape & (FORM_NUM | FORM_PUNCT)))
    begin++;
  while (begin < end && (forms[doc->tokens.at[end - 1].form].shape & FORM_PUNCT) &&
         !(forms[doc->tokens.at[end - 1].form].shape & FORM_ALNUM))
    end--;
  if (begin == end || end - begin > 64)
    return 0;
  unit_range unit = {begin, end};
  const kind_facts *facts = runner_facts(r, l->kinds[begin]);
  if (!facts) {
    r->matcher->failed = true;
    return 0;
  }
  for (size_t i = 0; i < r->set->zones.count; i++) {
    const zone_rule *z = &r->set->zones.at[i];
    if (z->ast->label == label && has_bit(facts->first, z->first) &&
        match_longest(r->matcher, &z->when, l, unit, begin) == end)
      return z->number;
  }
  return 0;
}

static void fill(uint32_t *zone, uint32_t begin, uint32_t end, uint32_t number) {
  for (uint32_t i = begin; i < end; i++)
    zone[i] = number;
}

/* The zone that a label opened, the nesting of the list item that it stands in (0 outside a list), and whether its line
 * ends in the colon, so that a list follows. */
typedef struct open_label {
  uint32_t zone, level;
  bool list;
} open_label;

static bool ends_in(const rule_runner *r, const lattice *l, const line *at, char mark) {
  size_t len;
  const form *f = &r->forms.forms[l->doc->tokens.at[at->token_end - 1].form];
  const char *s = form_string(&r->forms, f->text, &len);
  return len == 1 && s[0] == mark;
}

/* Where the words of a label end, behind its colon; 0 for a line without one. A long line that ends in a colon is one
 * too, where a pattern says so. */
static uint32_t label_end(const rule_runner *r, const lattice *l, const line *at) {
  if (at->label_end || at->kind != LINE_TEXT || at->token_begin == at->token_end)
    return at->label_end;
  return ends_in(r, l, at, ':') ? at->token_end : 0;
}

/* A label's zone is entered, kept or left; zone 0 means that the heading's zone counts. Labels inside a list
 * ("- Anna: ...") do not end the zone they stand in; a zone opened inside a list ends with its item. */
static open_label label_zone(rule_runner *r, const lattice *l, const line *at, open_label current) {
  uint32_t end = label_end(r, l, at);
  if (at->kind == LINE_ITEM && current.level && at->level <= current.level)
    current = (open_label){0, 0, false};
  if (end == 0)
    return current;
  uint32_t begin = at->token_begin;
  while (begin < end && (l->doc->tokens.at[begin].place & TOKEN_BULLET))
    begin++;
  uint32_t found = zone_of_words(r, l, true, begin, end);
  if (!found && (at->kind == LINE_ITEM || !at->label_end))
    return current;
  return (open_label){found, at->kind == LINE_ITEM ? at->level : 0, end == at->token_end};
}

/* True where the lines behind line `i`, a blank one, may go on with a list that a label opened. */
static bool list_goes_on(const rule_runner *r, const lattice *l, size_t i) {
  const document *doc = l->doc;
  while (i < doc->lines.count && doc->lines.at[i].kind == LINE_BLANK)
    i++;
  if (i == doc->lines.count)
    return false;
  const line *at = &doc->lines.at[i];
  uint32_t tokens = at->token_end - at->token_begin;
  return at->kind == LINE_ITEM || at->kind == LINE_FURNITURE ||
         (at->kind == LINE_TEXT && tokens > 0 && tokens <= PLAIN_ENTRY_TOKENS && !ends_in(r, l, at, '.'));
}

/* A short plain line that stands alone, or right above a list, opens a zone if a heading pattern covers all of it. */
static bool may_head(const document *doc, size_t i) {
  const line *at = &doc->lines.at[i];
  if (at->kind != LINE_TEXT || at->token_end - at->token_begin > PLAIN_HEADING_TOKENS ||
      at->token_begin == at->token_end)
    return false;
  bool above = i == 0 || doc->lines.at[i - 1].kind == LINE_BLANK || doc->lines.at[i - 1].kind == LINE_HEADING;
  bool below =
      i + 1 >= doc->lines.count || doc->lines.at[i + 1].kind == LINE_BLANK || doc->lines.at[i + 1].kind == LINE_ITEM;
  return above && below;
}

static uint32_t heading_level(rule_runner *r, const lattice *l, size_t i) {
  const line *at = &l->doc->lines.at[i];
  if (at->kind == LINE_HEADING)
    return at->level < PLAIN_HEADING_LEVEL ? at->level : PLAIN_HEADING_LEVEL;
  return may_head(l->doc, i) && zone_of_words(r, l, false, at->token_begin, at->token_end) ? PLAIN_HEADING_LEVEL : 0;
}

/* Of a sentence that begins inside a line: where its label ends, behind a colon among its first words; 0: none. */
static uint32_t sentence_label_end(const rule_runner *r, const document *doc, const token_range *s) {
  if (s->begin == 0 || doc->tokens.at[s->begin].line != doc->tokens.at[s->begin - 1].line)
    return 0;
  for (uint32_t i = s->begin; i < s->end && i < s->begin + SENTENCE_LABEL_TOKENS; i++) {
    size_t len;
    const char *text = form_string(&r->forms, r->forms.forms[doc->tokens.at[i].form].text, &len);
    if (len == 1 && text[0] == ':')
      return i + 1;
  }
  return 0;
}

static void find_sentence_labels(rule_runner *r, lattice *l) {
  for (size_t i = 0; i < l->doc->sentences.count; i++) {
    const token_range *s = &l->doc->sentences.at[i];
    uint32_t end = sentence_label_end(r, l->doc, s);
    uint32_t zone = end ? zone_of_words(r, l, true, s->begin, end) : 0;
    if (zone)
      fill(l->zone, end, s->end, zone);
  }
}

evx_status zones_find(rule_runner *r, lattice *l, arena *a) {
  (void)a;
  const document *doc = l->doc;
  uint32_t by_level[HEADING_LEVELS] = {0}; /* zone of the open heading of each level; 0 none */
  uint32_t heading = 0;
  open_label label = {0, 0, false};
  bool bold = false; /* nothing but bold lines since a bold heading: they are its entries */
  if (r->set->zones.count == 0)
    return EVX_OK;
  for (size_t i = 0; i < doc->lines.count; i++) {
    const line *at = &doc->lines.at[i];
    if (at->kind == LINE_BLANK) {
      bool first = i == 0 || doc->lines.at[i - 1].kind != LINE_BLANK;
      if (first && !label.level && !(label.list && list_goes_on(r, l, i)))
        label = (open_label){0, 0, false};
      continue;
    }
    uint32_t level = heading_level(r, l, i);
    if (level == BOLD_LEVEL && bold && !zone_of_words(r, l, false, at->token_begin, at->token_end)) {
      fill(l->zone, at->token_begin, at->token_end, heading);
      continue;
    }
    bold = level == BOLD_LEVEL;
    if (level) {
      label = (open_label){0, 0, false};
      for (uint32_t k = level; k < HEADING_LEVELS; k++)
        by_level[k] = 0;
      heading = 0;
      for (uint32_t k = 0; k < level; k++)
        heading = by_level[k] ? by_level[k] : heading;
      fill(l->zone, at->token_begin, at->token_end, heading);
      by_level[level] = zone_of_words(r, l, false, at->token_begin, at->token_end);
      heading = by_level[level] ? by_level[level] : heading;
      continue;
    }
    bold = false;
    uint32_t before = label.zone;
    label = label_zone(r, l, at, label);
    uint32_t body = label_end(r, l, at);
    body = body ? body : at->token_begin;
    fill(l->zone, at->token_begin, body, before && label.zone == before ? before : heading);
    fill(l->zone, body, at->token_end, label.zone ? label.zone : heading);
  }
  find_sentence_labels(r, l);
  return r->matcher->failed ? EVX_ERR_NOMEM : EVX_OK;
}
