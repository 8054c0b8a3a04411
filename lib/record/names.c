#include "record/names.h"

/* Words that a name needs to stand for a longer one that begins or ends with it. */
#define PART_WORDS_MIN 2u

/* Particles of names have so many bytes at most: "bin", "Al". */
#define SMALL_BYTES_MAX 3u

/* First names that begin with so many bytes alike may be one, where all else is: "Joe", "Joseph". */

name_words names_words(const record_context *c, uint32_t begin, uint32_t end) {
  name_words w = {.count = 0};
  uint32_t from = end;
  for (uint32_t left = NAME_WORDS_MAX; from > begin && left > 0; from--)
    left -= token_is_word(c, from - 1);
  for (uint32_t i = from; i < end; i++)
    if (token_is_word(c, i))
      w.at[w.count++] = i;
  return w;
}

/* "bin", "Al", "de" behind the first word: what a name may have several times. */
static bool is_small(const record_context *c, uint32_t begin, uint32_t i) {
  const token *t = &c->doc->tokens.at[i];
  return i > begin && (t->end - t->begin <= SMALL_BYTES_MAX || (c->forms->forms[t->form].shape & FORM_LOWER));
}

uint32_t names_person_end(const record_context *c, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin + 1; i < end && i < begin + NAME_WORDS_MAX; i++) {
    bool double_barrelled = (i + 1 < end && !token_is_word(c, i + 1)) || !token_is_word(c, i - 1); /* "Jan Lo-jan" */
    bool whose = is_small(c, begin, i - 1); /* "Omar bin Said bin Omar" */
    for (uint32_t k = begin; k < i && token_is_word(c, i) && !double_barrelled && !whose; k++)
      if (names_same_word(c, k, i) && !is_small(c, begin, k))
        return i;
  }
  return end;
}

bool names_same_word(const record_context *c, uint32_t a, uint32_t b) {
  return token_word(c, a) == token_word(c, b);
}

/* True where the shorter name is the end of the longer one. */
static bool same_end(const record_context *c, const name_words *a, const name_words *b) {
  uint32_t n = a->count < b->count ? a->count : b->count;
  for (uint32_t i = 1; i <= n; i++)
    if (!names_same_word(c, a->at[a->count - i], b->at[b->count - i]))
      return false;
  return n > 0;
}

bool names_same_start(const record_context *c, const name_words *a, const name_words *b) {
  uint32_t n = a->count < b->count ? a->count : b->count;
  for (uint32_t i = 0; i < n; i++)
    if (!names_same_word(c, a->at[i], b->at[i]))
      return false;
  return n >= PART_WORDS_MIN;
}

const char *names_text(const record_context *c, uint32_t at, size_t *len) {
  return form_string(c->forms, c->forms->forms[c->doc->tokens.at[at].form].fold, len);
}

/* One letter, with or without a full stop. */
static bool is_initial(const record_context *c, uint32_t at, char *letter) {
  size_t len;
  const char *s = names_text(c, at, &len);
  *letter = s[0];
  return len == 1 || (len >= 2 && s[1] == '.');
}

static bool first_names_agree(const record_context *c, uint32_t a, uint32_t b) {
  char x, y;
  bool initial = is_initial(c, a, &x);
  initial = is_initial(c, b, &y) || initial;
  return names_same_word(c, a, b) || (initial && x == y);
}

bool names_same_person(const record_context *c, const name_words *a, const name_words *b) {
  uint32_t shorter = a->count < b->count ? a->count : b->count;
  if (shorter >= PART_WORDS_MIN && (same_end(c, a, b) || names_same_start(c, a, b)))
    return true;
  if (!names_same_word(c, a->at[a->count - 1], b->at[b->count - 1]))
    return false;
  for (uint32_t i = 1; a->count == b->count && i + 1 < shorter; i++) /* "Omar Said Zeb" is not "Omar Adil Zeb" */
    if (!first_names_agree(c, a->at[i], b->at[i]))
      return false;
  return shorter == 1 || first_names_agree(c, a->at[0], b->at[0]);
}

bool names_same(const record_context *c, evx_entity_kind kind, const name_words *a, const name_words *b) {
  uint32_t shorter = a->count < b->count ? a->count : b->count;
  if (kind == EVX_ORGANIZATION && names_same_start(c, a, b))
    return true;
  return same_end(c, a, b) && (a->count == b->count || (shorter >= PART_WORDS_MIN && kind != EVX_ENTITY_COUNTRY));
}

bool names_initials(const record_context *c, const name_words *name, uint32_t letters) {
  size_t want, len;
  const char *s = names_text(c, letters, &want);
  bool good = want == name->count;
  for (uint32_t i = 0; good && i < name->count; i++)
    good = names_text(c, name->at[i], &len)[0] == s[i];
  return good;
}

bool names_spell(const record_context *c, const name_words *name, uint32_t acronym) {
  size_t letters, len;
  const char *want = names_text(c, acronym, &letters);
  size_t found = 0;
  for (uint32_t i = 0; i < name->count && found < letters; i++) {
    const char *word = names_text(c, name->at[i], &len);
    if (found == 0 && word[0] != want[0])
      continue;
    for (size_t k = 0; k < len && found < letters; k++)
      found += word[k] == want[found];
  }
  return found == letters;
}
