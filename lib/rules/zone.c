/* zone.c - which zone a token stands in, by the headings and labels above it.
 *
 * A heading's zone begins behind its line and ends at the next heading of the same or a higher level; a label's begins
 * behind its colon and ends at the next label or heading, or at a blank line that no list item follows. */
#include "rules/ruleset_internal.h"

#define HEADING_LEVELS 16u

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
  for (size_t i = 0; i < r->set->zones.count; i++) {
    const zone_rule *z = &r->set->zones.at[i];
    if (z->ast->label == label && match_longest(r->matcher, &z->when, l, unit, begin) == end)
      return z->number;
  }
  return 0;
}

/* True where the next line that is not blank is a list item. */
static bool item_follows(const document *doc, size_t at) {
  while (at < doc->lines.count && doc->lines.at[at].kind == LINE_BLANK)
    at++;
  return at < doc->lines.count && doc->lines.at[at].kind == LINE_ITEM;
}

static void fill(uint32_t *zone, uint32_t begin, uint32_t end, uint32_t number) {
  for (uint32_t i = begin; i < end; i++)
    zone[i] = number;
}

/* A label's zone is entered, kept or left; 0 means that the heading's zone counts. */
static uint32_t label_zone(rule_runner *r, const lattice *l, const line *at, uint32_t current) {
  if (at->label_end == 0)
    return current;
  uint32_t begin = at->token_begin;
  while (begin < at->label_end && (l->doc->tokens.at[begin].place & TOKEN_BULLET))
    begin++;
  uint32_t found = zone_of_words(r, l, true, begin, at->label_end);
  /* Labels inside a list ("- Anna: …") do not end the zone they stand in. */
  return found || at->kind != LINE_ITEM ? found : current;
}

evx_status zones_find(rule_runner *r, lattice *l, arena *a) {
  (void)a;
  const document *doc = l->doc;
  uint32_t by_level[HEADING_LEVELS] = {0}; /* zone of the open heading of each level; 0 none */
  uint32_t heading = 0, label = 0;
  if (r->set->zones.count == 0)
    return EVX_OK;
  for (size_t i = 0; i < doc->lines.count; i++) {
    const line *at = &doc->lines.at[i];
    if (at->kind == LINE_BLANK) {
      if (label && !item_follows(doc, i))
        label = 0;
      continue;
    }
    if (at->kind == LINE_HEADING) {
      uint32_t level = at->level < HEADING_LEVELS ? at->level : HEADING_LEVELS - 1;
      label = 0;
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
    uint32_t before = label;
    label = label_zone(r, l, at, label);
    uint32_t body = at->label_end ? at->label_end : at->token_begin;
    fill(l->zone, at->token_begin, body, before && label == before ? before : heading);
    fill(l->zone, body, at->token_end, label ? label : heading);
  }
  return EVX_OK;
}
