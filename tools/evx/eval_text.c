/* eval_text.c - when two wordings are the same, for people, places and names of meetings. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "eval.h"

/* ---- memory ----------------------------------------------------------------------- */

static void *keep(scratch *mem, void *block) {
  if (!block) {
    mem->failed = true;
    return NULL;
  }
  if (mem->count == mem->room) {
    size_t room = mem->room ? 2 * mem->room : 64;
    void **blocks = realloc(mem->blocks, room * sizeof *blocks);
    if (!blocks) {
      free(block);
      mem->failed = true;
      return NULL;
    }
    mem->blocks = blocks;
    mem->room = room;
  }
  return mem->blocks[mem->count++] = block;
}

void scratch_free(scratch *mem) {
  for (size_t i = 0; i < mem->count; i++)
    free(mem->blocks[i]);
  free(mem->blocks);
  *mem = (scratch){NULL, 0, 0, mem->failed};
}

/* ---- words ------------------------------------------------------------------------ */

static bool is_word_point(utf8proc_int32_t point) {
  switch (utf8proc_category(point)) {
  case UTF8PROC_CATEGORY_LU:
  case UTF8PROC_CATEGORY_LL:
  case UTF8PROC_CATEGORY_LT:
  case UTF8PROC_CATEGORY_LM:
  case UTF8PROC_CATEGORY_LO:
  case UTF8PROC_CATEGORY_ND:
  case UTF8PROC_CATEGORY_NL:
  case UTF8PROC_CATEGORY_NO: return true;
  default: return point == '_';
  }
}

/* The code point at `p`, which must not be the end; `width` gets its bytes. */
static utf8proc_int32_t point_at(const char *p, size_t *width) {
  utf8proc_int32_t point = 0;
  utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &point);
  *width = n > 0 ? (size_t)n : 1;
  return n > 0 ? point : 0;
}

static bool word_follows(const char *p) {
  size_t width;
  return *p && is_word_point(point_at(p, &width));
}

/* The bytes of a possessive ending or an apostrophe inside a word, which are left out; 0 where there is none. */
static size_t possessive(const char *p) {
  size_t width;
  utf8proc_int32_t point = point_at(p, &width);
  if (point != '\'' && point != 0x2019)
    return 0;
  if (p[width] == 's' && !word_follows(p + width + 1))
    return width + 1;
  return word_follows(p + width) ? width : 0;
}

static char *folded(scratch *mem, const char *text) {
  utf8proc_uint8_t *composed = NULL, *small = NULL;
  const int whole = UTF8PROC_NULLTERM;
  utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, 0, &composed,
                                    (utf8proc_option_t)(whole | UTF8PROC_COMPAT | UTF8PROC_COMPOSE));
  if (n >= 0)
    n = utf8proc_map(composed, 0, &small, (utf8proc_option_t)(whole | UTF8PROC_CASEFOLD));
  free(composed);
  if (n < 0) {
    mem->failed = mem->failed || n == UTF8PROC_ERROR_NOMEM;
    return NULL;
  }
  return keep(mem, small);
}

static const char *without_article(const char *text) {
  static const char *const articles[] = {"the ", "a ", "an "};
  for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
    size_t len = strlen(articles[i]);
    if (strncmp(text, articles[i], len) == 0)
      return text + len;
  }
  return text;
}

const char *wording(scratch *mem, const char *text) {
  char *small = text ? folded(mem, text) : NULL, *to = small;
  if (!small)
    return "";
  bool gap = false;
  /* What is written is never longer than what was read: a gap stands for at least one byte. */
  for (const char *p = small; *p;) {
    size_t width, ending = possessive(p);
    if (ending) {
      p += ending;
      continue;
    }
    utf8proc_int32_t point = point_at(p, &width);
    if (is_word_point(point) || point == '+') {
      if (gap && to > small)
        *to++ = ' ';
      gap = false;
      memmove(to, p, width);
      to += width;
    } else {
      gap = true;
    }
    p += width;
  }
  *to = '\0';
  return without_article(small);
}

/* ---- words of a wording ----------------------------------------------------------- */

/* Goes to the next word of a wording: false behind the last. */
typedef struct words {
  const char *word; /* not terminated */
  size_t len;
} words;

static bool next_word(words *w, const char *text) {
  const char *p = w->word ? w->word + w->len : text;
  p += *p == ' ';
  w->word = p;
  w->len = strcspn(p, " ");
  return w->len > 0;
}

static size_t word_count(const char *text) {
  words w = {NULL, 0};
  size_t n = 0;
  while (next_word(&w, text))
    n++;
  return n;
}

static words last_word(const char *text) {
  const char *space = strrchr(text, ' ');
  const char *begin = space ? space + 1 : text;
  return (words){begin, strlen(begin)};
}

static bool same_word(words a, words b) {
  return a.len == b.len && a.len > 0 && memcmp(a.word, b.word, a.len) == 0;
}

static bool same_letter(const char *a, const char *b) {
  size_t width;
  return *a && *b && point_at(a, &width) == point_at(b, &width);
}

double shared_words(scratch *mem, const char *a, const char *b) {
  const char *x = wording(mem, a), *y = wording(mem, b);
  size_t in_x = word_count(x), in_y = word_count(y), shared = 0, n = 0;
  bool *taken = in_y ? keep(mem, calloc(in_y, sizeof *taken)) : NULL;
  if (!in_x || !taken)
    return 0;
  for (words w = {NULL, 0}; next_word(&w, x);) {
    n = 0;
    for (words v = {NULL, 0}; next_word(&v, y); n++) {
      if (taken[n] || !same_word(w, v))
        continue;
      taken[n] = true;
      shared++;
      break;
    }
  }
  return 2.0 * (double)shared / (double)(in_x + in_y);
}

/* ---- places ----------------------------------------------------------------------- */

/* In a wording only spaces and plus signs are not parts of words. */
static bool in_word(char c) {
  return c != ' ' && c != '+' && c != '\0';
}

static bool holds(const char *text, const char *part) {
  size_t len = strlen(part);
  for (const char *p = text; len && (p = strstr(p, part)) != NULL; p++) {
    bool begins = in_word(p > text ? p[-1] : ' ') != in_word(part[0]);
    bool ends = in_word(part[len - 1]) != in_word(p[len]);
    if (begins && ends)
      return true;
  }
  return false;
}

static size_t letters(const char *text) {
  size_t n = 0;
  for (; *text; text++)
    n += ((unsigned char)*text & 0xc0) != 0x80;
  return n;
}

static bool place_matches(const char *found, const char *gold) {
  if (strcmp(found, gold) == 0)
    return true;
  return letters(gold) > 3 && word_count(found) <= word_count(gold) + 4 && holds(found, gold);
}

static const char *const venue_keys[] = {"name", "city"};

bool venue_is_named(scratch *mem, const cJSON *venue) {
  for (size_t i = 0; i < 2; i++) {
    if (*wording(mem, json_text(venue, venue_keys[i])))
      return true;
  }
  return false;
}

bool venue_is_one_of(scratch *mem, const cJSON *venue, const cJSON *gold_names) {
  const cJSON *name;
  cJSON_ArrayForEach(name, gold_names) {
    const char *gold = wording(mem, name->valuestring);
    for (size_t i = 0; i < 2; i++) {
      const char *found = wording(mem, json_text(venue, venue_keys[i]));
      if (*found && place_matches(found, gold))
        return true;
    }
  }
  return false;
}

/* ---- people ----------------------------------------------------------------------- */

/* The name of a participant, then its aliases: index 0, 1, ... NULL behind the last. */
static const char *form_of(scratch *mem, const cJSON *participant, int index) {
  if (index == 0)
    return wording(mem, json_text(participant, "name"));
  const cJSON *alias = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(participant, "aliases"), index - 1);
  return alias ? wording(mem, alias->valuestring) : NULL;
}

static bool is_person(const cJSON *participant) {
  const char *kind = json_text(participant, "kind");
  return kind && strcmp(kind, "person") == 0;
}

static bool surname_is_shared(scratch *mem, words surname, const cJSON *gold, const cJSON *everyone) {
  const cJSON *other;
  cJSON_ArrayForEach(other, everyone) {
    const char *form;
    for (int i = 0; other != gold && is_person(other) && (form = form_of(mem, other, i)) != NULL; i++) {
      if (same_word(last_word(form), surname))
        return true;
    }
  }
  return false;
}

bool is_participant(scratch *mem, const char *name, const cJSON *gold, const cJSON *everyone) {
  const char *found = wording(mem, name), *form;
  for (int i = 0; (form = form_of(mem, gold, i)) != NULL; i++) {
    if (strcmp(form, found) == 0)
      return true;
  }
  if (!is_person(gold) || !*found)
    return false;
  words surname = last_word(found);
  bool full = surname.word > found;
  for (int i = 0; (form = form_of(mem, gold, i)) != NULL; i++) {
    words last = last_word(form);
    bool form_is_full = last.word > form;
    if (same_word(last, surname) && (!full || !form_is_full || same_letter(found, form)))
      return (full && form_is_full) || !surname_is_shared(mem, surname, gold, everyone);
  }
  return false;
}
