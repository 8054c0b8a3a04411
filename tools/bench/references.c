#define PCRE2_CODE_UNIT_WIDTH 8
#include "references.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What people write who look for meetings, dates, people and decisions with nothing but regular expressions. */
#define MONTH   "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
#define WEEKDAY "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
#define NAME    "\\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+){0,3}"
#define BODY    "(?:Council|Committee|Board|Commission|Assembly|Group|Bureau)"
#define HELD    "(?:held|convened|hosted|opened|chaired)"
static const char *const sixty[60] = {
    "\\b\\d{1,2} " MONTH " \\d{4}\\b",
    "\\b" MONTH " \\d{1,2}, \\d{4}\\b",
    "\\b" MONTH " \\d{4}\\b",
    "\\b\\d{4}-\\d{2}-\\d{2}\\b",
    "\\b\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}\\b",
    "\\b\\d{1,2}(?:st|nd|rd|th) of " MONTH "\\b",
    "\\b(?:next|last|this) " WEEKDAY "\\b",
    "\\b(?:next|last|this) (?:week|month|year|quarter)\\b",
    "\\b" WEEKDAY ", \\d{1,2} " MONTH "\\b",
    "\\bon " WEEKDAY "\\b",
    "\\b\\d{1,2}[:.]\\d{2} ?(?:a\\.?m\\.?|p\\.?m\\.?)?\\b",
    "\\b(?:today|yesterday|tomorrow)\\b",
    "\\b(?:in|since|until|by) (?:19|20)\\d{2}\\b",
    "\\bfrom \\d{1,2} to \\d{1,2} " MONTH "\\b",
    "\\b\\d{1,2}-\\d{1,2} " MONTH "\\b",
    "\\b(?:early|mid|late)[ -]" MONTH "\\b",
    "\\b(?:spring|summer|autumn|winter) (?:of )?\\d{4}\\b",
    "\\b(?:first|second|third|fourth) quarter of \\d{4}\\b",
    "\\bwithin \\d+ (?:days|weeks|months|years)\\b",
    "\\b\\d+ (?:days|weeks|months|years) (?:ago|later)\\b",
    "\\b(?:Mr|Mrs|Ms|Dr|Prof)\\.? " NAME,
    "\\b(?:President|Prime Minister|Chancellor|King|Queen) (?:of [A-Z]\\w+ )?" NAME,
    "\\b(?:Foreign|Finance|Defence|Interior) Minister " NAME,
    "\\b(?:Secretary|Director)[- ]General " NAME,
    "\\b(?:Chair|Chairman|Chairwoman|Chairperson) " NAME,
    "\\b(?:Governor|Ambassador|Senator|Commissioner) " NAME,
    "\\b(?i:attended by) [^.]{3,80}",
    "\\b(?i:participants|attendees|present):[^\\n]{3,120}",
    "\\b" NAME " (?:said|told|noted|stressed|emphasized)\\b",
    "\\b(?:representatives|delegates|ministers) (?:of|from) \\p{Lu}\\w+",
    "\\b(?:European|United Nations|Security|African) " BODY "\\b",
    "\\b\\p{Lu}\\w+ " BODY " of \\p{Lu}\\w+",
    "\\b" BODY " (?:approved|adopted|decided|agreed|rejected)\\b",
    "\\b\\p{Lu}{2,6}\\b",
    "\\b(?i:\\d+(?:st|nd|rd|th) (?:session|meeting|summit))\\b",
    "\\b(?i:(?:annual|regular|extraordinary) (?:session|meeting|summit|conference))\\b",
    "\\b(?i:(?:meeting|session|summit|conference|talks) (?:was|were) " HELD ")\\b",
    "\\b" HELD " (?:a|the|its) [^.]{0,40}(?:meeting|session|summit)\\b",
    "\\bmet (?:with|in|on)\\b",
    "\\b(?:took|take|taking) place\\b",
    "\\bheld (?:in|at) \\p{Lu}\\w+",
    "\\bin \\p{Lu}\\p{Ll}+, \\p{Lu}\\p{Ll}+",
    "\\bat the " NAME " (?:Hotel|Palace|Centre|Center|Hall)\\b",
    "\\b(?i:venue|location|place):[^\\n]{2,80}",
    "\\b(?i:via|by) (?:Zoom|Webex|videoconference|teleconference)\\b",
    "\\b(?i:(?:approved|adopted|endorsed|ratified)) (?:the|a|an) [^.]{3,80}",
    "\\b(?i:(?:decided|agreed|resolved)) (?:to|that|on) [^.]{3,80}",
    "\\b(?i:(?:rejected|declined|refused)) [^.]{3,60}",
    "\\b(?i:(?:postponed|deferred|adjourned))\\b",
    "\\b(?i:signed) (?:a|an|the) [^.]{0,60}(?:agreement|memorandum|treaty|protocol)\\b",
    "\\b(?i:unanimously|by consensus|by a majority)\\b",
    "\\b\\d+ (?:votes?|members) (?:in favou?r|for|against)\\b",
    "\\b(?i:(?:carried|passed|failed)) (?:unanimously|\\d+-\\d+)\\b",
    "\\b(?i:motion|resolution|proposal) (?:to|for|of|on) [^.]{3,60}",
    "\\b(?i:next (?:meeting|session|summit))[^.]{0,80}",
    "\\bwill (?:be held|meet|convene|take place)\\b[^.]{0,60}",
    "\\b(?i:scheduled for|planned for) [^.]{3,40}",
    "\\b(?:EUR|USD|US\\$|\\$|\\x{20ac}) ?\\d[\\d,.]*(?: (?:million|billion))?",
    "\\b\\d+(?:\\.\\d+)? ?(?:%|per cent|percent|basis points)",
    "\\b(?i:communiqu\\x{e9}|declaration|joint statement)\\b"};

#define PATTERNS 61u

struct references {
  char *copy;
  pcre2_code *codes[PATTERNS]; /* words, then the sixty */
  pcre2_match_data *match;
};

static pcre2_code *compile(const char *pattern) {
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &error, &at, NULL);
  if (code && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0)
    return code;
  fprintf(stderr, "speed: cannot compile '%s' (%d at %zu)\n", pattern, error, at);
  pcre2_code_free(code);
  return NULL;
}

references *references_new(size_t room) {
  references *r = calloc(1, sizeof *r);
  bool ok = r && (r->copy = malloc(room)) && (r->match = pcre2_match_data_create(8, NULL));
  for (size_t i = 0; ok && i < PATTERNS; i++)
    ok = (r->codes[i] = compile(i ? sixty[i - 1] : "[\\p{L}\\p{N}]+")) != NULL;
  if (ok)
    return r;
  references_free(r);
  return NULL;
}

void references_free(references *r) {
  for (size_t i = 0; r && i < PATTERNS; i++)
    pcre2_code_free(r->codes[i]);
  if (r) {
    pcre2_match_data_free(r->match);
    free(r->copy);
  }
  free(r);
}

void reference_copy(references *r, const text_set *set) {
  memcpy(r->copy, set->bytes, set->size);
  __asm__ volatile("" : : "r"(r->copy) : "memory"); /* it is read */
}

/* Valid UTF-8 alone: text with other bytes counts as read by none of the patterns. */
static size_t scan(references *r, pcre2_code *code, const text *t) {
  size_t count = 0, at = 0;
  uint32_t options = 0; /* the first call checks that it is UTF-8 */
  while (at <= t->len && pcre2_match(code, (PCRE2_SPTR)t->at, t->len, at, options, r->match, NULL) > 0) {
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(r->match);
    at = span[1] > span[0] ? span[1] : span[1] + 1;
    options = PCRE2_NO_UTF_CHECK;
    count++;
  }
  return count;
}

size_t reference_words(references *r, const text_set *set) {
  size_t count = 0;
  for (size_t i = 0; i < set->count; i++)
    count += scan(r, r->codes[0], &set->documents[i]);
  return count;
}

size_t reference_sixty(references *r, const text_set *set) {
  size_t count = 0;
  for (size_t i = 0; i < set->count; i++)
    for (size_t k = 1; k < PATTERNS; k++)
      count += scan(r, r->codes[k], &set->documents[i]);
  return count;
}
