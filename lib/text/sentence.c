#include "text/sentence.h"

#include <string.h>

/* Bits of form.lists. */
enum { LISTS_KNOWN = 1, LIST_ABBREVIATIONS = 2, LIST_GOING_ON = 4, LIST_LINE_ENDS = 8, LIST_LINE_BEGINS = 16 };

typedef struct splitter {
  document *doc;
  form_table *forms;
  const text_lexicon *lexicon;
  arena *memory;
  pulse *pulse;
  size_t ending; /* of doc->endings, the first that has not been passed */
} splitter;

static const form *form_of(const splitter *s, uint32_t i) {
  return &s->forms->forms[s->doc->tokens.at[i].form];
}

static bool is_one_of(const splitter *s, uint32_t i, const char *marks) {
  char mark = form_of(s, i)->mark;
  return mark && strchr(marks, mark) != NULL;
}

static bool holds(const intern *words, const char *word, size_t len) {
  return words && intern_find(words, word, len) != INTERN_NONE;
}

static unsigned find_lists(const splitter *s, const form *f) {
  const text_lexicon *lexicon = s->lexicon;
  size_t len = 0;
  const char *fold = form_string(s->forms, f->fold, &len);
  return LISTS_KNOWN | (holds(lexicon->abbreviations, fold, len) ? LIST_ABBREVIATIONS : 0) |
         (holds(lexicon->going_on, fold, len) ? LIST_GOING_ON : 0) |
         (holds(lexicon->line_ends, fold, len) ? LIST_LINE_ENDS : 0) |
         (holds(lexicon->line_begins, fold, len) ? LIST_LINE_BEGINS : 0);
}

/* Whether a token is a word of that list of the lexicon's. */
static bool is_listed(const splitter *s, uint32_t i, unsigned list) {
  form *f = &s->forms->forms[s->doc->tokens.at[i].form];
  if (s->lexicon && !f->lists)
    f->lists = (uint8_t)find_lists(s, f);
  return (f->lists & list) != 0;
}

/* What was found in another lexicon is forgotten. */
static void use_lexicon(form_table *forms, const text_lexicon *lexicon) {
  for (uint32_t i = 0; forms->lists_of != lexicon && i < forms->count; i++)
    forms->forms[i].lists = 0;
  forms->lists_of = lexicon;
}

static bool is_glued(const splitter *s, uint32_t i) {
  return (s->doc->tokens.at[i].place & TOKEN_GLUED) != 0;
}

/* True where the full stop at `i` belongs to the word before it: an abbreviation, or an initial before a name. */
static bool stop_of_word(const splitter *s, uint32_t begin, uint32_t i) {
  if (i == begin || !is_glued(s, i))
    return false;
  const form *f = form_of(s, i - 1);
  return (f->mark && (f->shape & FORM_CAP)) || is_listed(s, i - 1, LIST_ABBREVIATIONS);
}

/* The token behind the sentence end that stands at `i`, a FORM_ENDING, with closing marks; 0 where no sentence ends. */
static uint32_t sentence_end(const splitter *s, uint32_t begin, uint32_t end, uint32_t i) {
  /* An initialism keeps its stop; it ends a sentence only behind small letters ("9 a.m. The …"). */
  const form *at = form_of(s, i);
  bool initials = (at->shape & FORM_STOPPED) != 0;
  if (at->mark == '.' && stop_of_word(s, begin, i))
    return 0;
  uint32_t next = i + 1;
  while (next < end && is_glued(s, next) && is_one_of(s, next, "\"')]"))
    next++;
  if (next >= end || is_glued(s, next))
    return 0;
  if (initials && is_listed(s, next, LIST_GOING_ON)) /* "9 a.m. Tuesday" */
    return 0;
  const form *f = form_of(s, next);
  bool starts = (f->shape & (FORM_CAP | FORM_NUM)) || is_one_of(s, next, "\"'([") || (f->shape & FORM_HYPHEN) ||
                (s->doc->tokens.at[next].place & TOKEN_BULLET);
  return starts ? next : 0;
}

static bool add_sentence(splitter *s, uint32_t begin, uint32_t end) {
  token *tokens = s->doc->tokens.at;
  uint32_t last = end - 1, first = begin;
  if (!VEC_ADD(&s->doc->sentences, s->memory, ((token_range){begin, end})))
    return false;
  while (first < end - 1 && !(form_of(s, first)->shape & FORM_ALNUM))
    first++;
  while (last > begin && is_one_of(s, last, ".!?\"')]"))
    last--;
  tokens[first].place |= TOKEN_FIRST;
  tokens[last].place |= TOKEN_LAST;
  return true;
}

/* What is longer is no sentence, and is cut: so the work on one has a bound. */
#define SENTENCE_TOKENS_MAX 4096u

/* The token behind the sentence that begins at `begin`. */
static uint32_t next_sentence(splitter *s, uint32_t begin, uint32_t end) {
  uint32_t last = end - begin > SENTENCE_TOKENS_MAX ? begin + SENTENCE_TOKENS_MAX : end, next = 0;
  const uint32_t *endings = s->doc->endings.at;
  for (; s->ending < s->doc->endings.count && endings[s->ending] < last && !next; s->ending++) {
    if (endings[s->ending] >= begin)
      next = sentence_end(s, begin, end, endings[s->ending]);
  }
  return next ? next : last;
}

static bool split_block(splitter *s, uint32_t begin, uint32_t end) {
  token *tokens = s->doc->tokens.at;
  while (begin < end && (tokens[begin].place & TOKEN_BULLET))
    begin++;
  for (uint32_t next; begin < end; begin = next) {
    next = next_sentence(s, begin, end);
    if (!pulse_beat(s->pulse, next - begin) || !add_sentence(s, begin, next))
      return false;
  }
  return true;
}

/* A list that has no marks: lines so short, and so many of them, each beginning with a capital or figure and none
 * ending in a mark that goes on. */
#define ENTRY_BYTES 80u
#define ENTRIES_MIN 3u

static bool is_entry(const splitter *s, const line *at) {
  if (at->kind != LINE_TEXT || at->token_begin == at->token_end || at->end - at->begin > ENTRY_BYTES)
    return false;
  bool starts = form_of(s, at->token_begin)->shape & (FORM_CAP | FORM_NUM);
  return starts && !is_one_of(s, at->token_end - 1, ",;&-") && !is_one_of(s, at->token_end - 1, ".");
}

/* True where the paragraph that begins with line `i` is such a list. */
static bool is_list(const splitter *s, size_t i) {
  const document *doc = s->doc;
  uint32_t paragraph = doc->lines.at[i].paragraph, entries = 0;
  for (; i < doc->lines.count && doc->lines.at[i].paragraph == paragraph && doc->lines.at[i].kind != LINE_BLANK; i++) {
    if (doc->lines.at[i].kind == LINE_LABEL && entries == 0)
      continue;
    if (!is_entry(s, &doc->lines.at[i]) || !pulse_beat(s->pulse, 1))
      return false;
    entries++;
  }
  return entries >= ENTRIES_MIN;
}

/* A text with a blank line behind every line: so long a line that ends in no mark goes on with the next in small
 * letters; one that ends in a word as small as "of", not behind a figure ("7 pm"), with any. */
#define SPACED_LINE_BYTES 40u
#define SMALL_WORD_BYTES  3u

static bool breaks_off(const splitter *s, const line *at) {
  uint32_t last = at->token_end - 1;
  const form *f = form_of(s, last);
  size_t len = 0;
  form_string(s->forms, f->text, &len);
  if ((f->shape & (FORM_LOWER | FORM_ALNUM)) != (FORM_LOWER | FORM_ALNUM) || len > SMALL_WORD_BYTES)
    return false;
  return !is_glued(s, last) && last > at->token_begin && !(form_of(s, last - 1)->shape & FORM_NUM);
}

static bool goes_over_blank(const splitter *s, const line *before, const line *at) {
  const form *first = form_of(s, at->token_begin);
  if (before->kind != LINE_TEXT || before->end - before->begin < SPACED_LINE_BYTES)
    return false;
  bool small = (first->shape & FORM_LOWER) && !(first->shape & FORM_CAP);
  return breaks_off(s, before) || (small && !is_one_of(s, before->token_end - 1, ".!?:;"));
}

/* A caption that no blank line parts from its text: the first line of a paragraph, short beside the next one, which
 * begins anew. Lines that were wrapped are about as long as the next. */
#define CAPTION_BYTES 60u

static bool is_caption(const splitter *s, const line *before, const line *at) {
  const line *first = s->doc->lines.at;
  uint32_t size = before->end - before->begin, next = at->end - at->begin;
  if (before->kind != LINE_TEXT || (before > first && before[-1].paragraph == before->paragraph))
    return false;
  return size <= CAPTION_BYTES && 2 * next >= 3 * size && (form_of(s, at->token_begin)->shape & FORM_CAP) &&
         !is_one_of(s, before->token_end - 1, ".!?,;:&-");
}

/* Of a title on several lines, one that ends, or whose next begins, with a word that leaves it open. */
static bool is_left_open(const splitter *s, const line *before, const line *at) {
  return at->paragraph == before->paragraph && before->kind == LINE_TEXT &&
         (is_listed(s, before->token_end - 1, LIST_LINE_ENDS) || is_listed(s, at->token_begin, LIST_LINE_BEGINS));
}

/* True where a line goes on with the block of the line before it. */
static bool continues(const splitter *s, const line *before, const line *at, bool list) {
  if (at->kind != LINE_TEXT)
    return false;
  if (is_left_open(s, before, at))
    return true;
  if (list)
    return false;
  if (at->paragraph != before->paragraph)
    return goes_over_blank(s, before, at);
  if (is_caption(s, before, at))
    return false;
  return before->kind == LINE_TEXT || before->kind == LINE_ITEM || before->kind == LINE_LABEL;
}

bool sentences_find(document *doc, form_table *forms, const text_lexicon *lexicon, arena *a, pulse *p) {
  splitter s = {doc, forms, lexicon, a, p, 0};
  uint32_t begin = 0, end = 0;
  const line *before = NULL;
  bool list = false;
  use_lexicon(forms, lexicon);
  for (size_t i = 0; i < doc->lines.count; i++) {
    const line *at = &doc->lines.at[i];
    if (!pulse_beat(p, 1))
      return false;
    if (at->token_begin == at->token_end)
      continue;
    if (!before || before->paragraph != at->paragraph)
      list = is_list(&s, i);
    if (before && continues(&s, before, at, list)) {
      end = at->token_end;
    } else {
      if (end > begin && !split_block(&s, begin, end))
        return false;
      begin = at->token_begin;
      end = at->token_end;
    }
    before = at;
  }
  return end <= begin || split_block(&s, begin, end);
}
