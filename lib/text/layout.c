#include "text/layout.h"

#include <string.h>

/* Longest line that is looked at for its kind; longer ones are text. */
#define LINE_BYTES 65536u
/* Bytes of a line that cost about as much as a token. */
#define BEAT_BYTES 32u
/* Texts are not wrapped at less than this. */
#define WRAP_BYTES_MIN 50u
/* Longest heading and label, in tokens. */
#define HEADING_TOKENS 16u
#define LABEL_TOKENS   7u
/* Letters that a numbered heading in capitals has at least. */
#define CAPITALS_MIN 5u

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}

static bool is_one_of(char c, const char *marks) {
  while (*marks && *marks != c)
    marks++;
  return *marks != '\0';
}

/* Steps over blanks; a no-break space is two bytes. */
static size_t skip_space(const char *s, size_t at, size_t end) {
  for (;;) {
    if (at < end && is_space(s[at]))
      at++;
    else if (at + 1 < end && (unsigned char)s[at] == 0xc2 && (unsigned char)s[at + 1] == 0xa0)
      at += 2;
    else if (at + 2 < end && memcmp(s + at, "\xef\xbb\xbf", 3) == 0)
      at += 3;
    else
      return at;
  }
}

static size_t trim_end(const char *s, size_t begin, size_t end) {
  while (end > begin && is_space(s[end - 1]))
    end--;
  return end;
}

/* A rule, fence or underline: three or more of one mark, perhaps with blanks between. Gives the mark, or 0. */
static char repeated_mark(const char *s, size_t begin, size_t end) {
  size_t count = 0;
  char mark = s[begin];
  if (!is_one_of(mark, "-=_*~#+"))
    return 0;
  for (size_t i = begin; i < end; i++) {
    if (s[i] == mark)
      count++;
    else if (!is_space(s[i]))
      return 0;
  }
  return count >= 3 ? mark : 0;
}

#define ROMAN_MAX 5u /* "xviii" */

static bool is_roman(char c) {
  return c == 'i' || c == 'v' || c == 'x';
}

static bool is_letter(char c) {
  return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Length of the letter or the small Roman numeral that an item begins with, or 0: "b)", "B)", "b.", "iv)", but not
 * "B.", which begins a name. */
static size_t item_letters(const char *s, size_t at, size_t left) {
  size_t n = 0;
  while (n < left && n < ROMAN_MAX && is_roman(s[at + n]))
    n++;
  if (n < 2)
    n = left > 0 && is_letter(s[at]);
  bool small = n > 0 && s[at] >= 'a';
  return n > 0 && n < left && (s[at + n] == ')' || (small && s[at + n] == '.')) ? n : 0;
}

/* Length of a bullet that is no ASCII, or 0. */
static size_t wide_bullet_length(const char *s, size_t at, size_t end) {
  /* U+2022 25E6 2023 25AA 25CF 00B7, 25CB 25BA 27A2 27A4 2756 2219 2043, and what word processors leave of
   * their own signs, F0B7. */
  static const char *const marks[] = {"\xe2\x80\xa2", "\xe2\x97\xa6", "\xe2\x80\xa3", "\xe2\x96\xaa", "\xe2\x97\x8f",
                                      "\xc2\xb7",     "\xe2\x97\x8b", "\xe2\x96\xba", "\xe2\x9e\xa2", "\xe2\x9e\xa4",
                                      "\xe2\x9d\x96", "\xe2\x88\x99", "\xe2\x81\x83", "\xef\x82\xb7"};
  size_t left = end - at;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    if (left > strlen(marks[i]) && memcmp(s + at, marks[i], strlen(marks[i])) == 0)
      return strlen(marks[i]);
  }
  bool dash = left > 3 && (memcmp(s + at, "\xe2\x80\x93 ", 4) == 0 || memcmp(s + at, "\xe2\x80\x94 ", 4) == 0);
  return dash ? 3 : 0;
}

/* Length of a bullet or item number at the line's first byte, or 0. */
static size_t bullet_length(const char *s, size_t at, size_t end) {
  size_t n = 0, left = end - at;
  if ((unsigned char)s[at] >= 0x80)
    return wide_bullet_length(s, at, end);
  while (n < left && s[at + n] == '*') /* "**" begins an item inside an item of a wiki */
    n++;
  if (n > 1 && n < left && n < 5 && is_space(s[at + n]))
    return n;
  if (is_one_of(s[at], "-*+") && left > 1 && is_space(s[at + 1]))
    return 1;
  bool open = s[at] == '(';
  size_t letters = item_letters(s, at + open, left - open);
  n = open;
  if (n < left && s[at + n] >= '0' && s[at + n] <= '9') {
    while (n < left && n < 3u + open && s[at + n] >= '0' && s[at + n] <= '9')
      n++;
  } else if (letters) {
    n += letters;
  } else {
    return 0;
  }
  if (n < left && s[at + n] == '\\')
    n++;
  if (n >= left || (s[at + n] != ')' && (open || s[at + n] != '.')))
    return 0;
  n++;
  return n < left && is_space(s[at + n]) ? n : 0;
}

/* "12", "- 12 -": a page number on a line of its own. */
static bool is_page_number(const char *s, size_t begin, size_t end) {
  size_t digits = 0;
  while (begin < end && (s[begin] == '-' || is_space(s[begin])))
    begin++;
  while (begin < end && s[begin] >= '0' && s[begin] <= '9') {
    begin++;
    digits++;
  }
  while (begin < end && (s[begin] == '-' || is_space(s[begin])))
    begin++;
  return begin == end && digits > 0 && digits < 4;
}

/* Heading whose only words are bold: **Next meeting** */
static bool is_bold(const char *s, size_t begin, size_t end) {
  if (end - begin < 5 || !((s[begin] == '*' && s[begin + 1] == '*') || (s[begin] == '_' && s[begin + 1] == '_')))
    return false;
  char mark = s[begin];
  if (s[end - 1] != mark || s[end - 2] != mark)
    return false;
  for (size_t i = begin + 2; i + 2 < end; i++) {
    if (s[i] == mark && s[i + 1] == mark)
      return false;
  }
  return true;
}

#define FRONT_MATTER_LINES 40u

/* The second rule of a text that begins with one is the fence behind its front matter, and underlines nothing. */
static bool closes_front_matter(const document *doc) {
  size_t last = doc->lines.count - 1;
  if (last < 2 || last > FRONT_MATTER_LINES || doc->lines.at[0].kind != LINE_FURNITURE)
    return false;
  for (size_t i = 1; i < last; i++)
    if (doc->lines.at[i].kind == LINE_FURNITURE || doc->lines.at[i].kind == LINE_BLANK)
      return false;
  return true;
}

static void classify(document *doc, line *at, line *before, uint32_t *content) {
  const char *s = doc->text;
  *content = at->begin;
  at->kind = LINE_TEXT;
  if (at->end - at->begin > LINE_BYTES)
    return;
  size_t begin = skip_space(s, at->begin, at->end), end = trim_end(s, begin, at->end);
  *content = (uint32_t)begin;
  if (begin >= end) {
    at->kind = LINE_BLANK;
    return;
  }
  /* No mark of any kind begins with two letters but a Roman numeral. */
  if (end - begin > 1 && is_letter(s[begin]) && is_letter(s[begin + 1]) && !is_roman(s[begin]))
    return;
  char mark = repeated_mark(s, begin, end);
  if (mark) {
    /* An underline makes the line above a heading. */
    at->kind = LINE_FURNITURE;
    if ((mark == '=' || mark == '-' || mark == '~') && before && before->kind == LINE_TEXT &&
        before->end - before->begin < 200 && !(mark == '-' && closes_front_matter(doc))) {
      before->kind = LINE_HEADING;
      before->level = mark == '=' ? 1 : mark == '-' ? 2 : 3;
    }
    return;
  }
  if (s[begin] == '#') {
    size_t level = 0;
    while (begin + level < end && s[begin + level] == '#')
      level++;
    if (level <= 6 && begin + level < end && s[begin + level] == ' ') {
      at->kind = LINE_HEADING;
      at->level = (uint32_t)level;
      *content = (uint32_t)(begin + level);
      return;
    }
  }
  if (s[begin] == '|') {
    at->kind = LINE_TABLE;
  } else if (is_page_number(s, begin, end)) {
    at->kind = LINE_FURNITURE;
  } else if (is_bold(s, begin, end)) {
    at->kind = LINE_HEADING;
    at->level = 7;
  } else if (bullet_length(s, begin, end)) {
    at->kind = LINE_ITEM;
    at->level = 1 + (uint32_t)(begin - at->begin) / 2;
  }
}

/* The same short line behind two form feeds is a running head. */
static void find_running_heads(document *doc, pulse *p) {
  const line *head = NULL;
  bool pages = doc->len && memchr(doc->text, '\f', doc->len) != NULL;
  for (size_t i = 0; pages && i < doc->lines.count && pulse_beat(p, 1); i++) {
    line *at = &doc->lines.at[i];
    if (at->end == at->begin || !memchr(doc->text + at->begin, '\f', at->end - at->begin) || at->kind == LINE_BLANK)
      continue;
    if (head && head->end - head->begin == at->end - at->begin && at->end - at->begin < 120 &&
        memcmp(doc->text + head->begin, doc->text + at->begin, at->end - at->begin) == 0)
      at->kind = LINE_FURNITURE;
    head = at;
  }
}

/* Bytes of a line: most texts have no more lines than this says. */
#define USUAL_LINE_BYTES 64u

/* The next LF and CR: where they are, or the text's end; less than where a line begins when they have been passed. */
typedef struct line_ends {
  const char *text;
  size_t len, lf, cr;
  bool sought;
} line_ends;

static size_t find_byte(const line_ends *e, char byte, size_t from) {
  const char *found = memchr(e->text + from, byte, e->len - from);
  return found ? (size_t)(found - e->text) : e->len;
}

/* Where the line at `at` ends: before its LF, CR LF or CR. `next` is where the line behind it begins. */
static size_t line_end(line_ends *e, size_t at, size_t *next) {
  if (!e->sought || e->lf < at)
    e->lf = find_byte(e, '\n', at);
  if (!e->sought || e->cr < at)
    e->cr = find_byte(e, '\r', at);
  e->sought = true;
  size_t end = e->lf < e->cr ? e->lf : e->cr;
  *next = end + 1 + (end == e->cr && e->lf == end + 1);
  return end;
}

bool layout_lines(document *doc, arena *a, pulse *p, uint32_t **contents) {
  size_t at = 0, n = 0;
  line_ends ends = {.text = doc->text, .len = doc->len};
  size_t room = doc->len / USUAL_LINE_BYTES + 16;
  VEC(uint32_t) content = {.room = room};
  content.at = arena_resize(a, NULL, 0, room * sizeof *content.at);
  doc->lines.at = arena_resize(a, NULL, 0, room * sizeof *doc->lines.at);
  if (!content.at || !doc->lines.at)
    return false;
  doc->lines.room = room;
  while (at < doc->len) {
    size_t next, end = line_end(&ends, at, &next);
    if (!pulse_beat(p, 1 + (uint32_t)((end - at) / BEAT_BYTES)))
      return false;
    line *made = VEC_PUSH(&doc->lines, a);
    if (!made || !VEC_ADD(&content, a, 0))
      return false;
    made->begin = (uint32_t)at;
    made->end = (uint32_t)end;
    classify(doc, made, n ? made - 1 : NULL, &content.at[n]);
    n++;
    at = next;
  }
  if (!pulse_ask(p))
    return false;
  find_running_heads(doc, p);
  *contents = content.at;
  return !p->stopped;
}

/* ---- with tokens ------------------------------------------------------------ */

static const form *form_at(const document *doc, const form_table *forms, uint32_t i) {
  return &forms->forms[doc->tokens.at[i].form];
}

static bool token_is(const document *doc, const form_table *forms, uint32_t i, char c) {
  return form_at(doc, forms, i)->mark == c;
}

static uint32_t skip_bullet(const document *doc, const line *at) {
  uint32_t i = at->token_begin;
  while (i < at->token_end && (doc->tokens.at[i].place & TOKEN_BULLET))
    i++;
  return i;
}

static bool is_key(const document *doc, const form_table *forms, const intern *keys, uint32_t begin, uint32_t end) {
  char words[128];
  size_t n = 0;
  for (uint32_t i = begin; keys && i < end; i++) {
    size_t len = 0;
    const char *s = form_string(forms, form_at(doc, forms, i)->fold, &len);
    if (n + len + 1 >= sizeof words)
      return false;
    if (n)
      words[n++] = ' ';
    memcpy(words + n, s, len);
    n += len;
  }
  return keys && intern_find(keys, words, n) != INTERN_NONE;
}

/* The token behind a label's colon, or 0. A label is a few words at the start of a line, the first with a capital or
 * all of them a known key, and a colon that is no part of a clock time or an address. */
static uint32_t find_label(const document *doc, const form_table *forms, const text_lexicon *lexicon, const line *at) {
  uint32_t begin = skip_bullet(doc, at), i = begin;
  if (begin == at->token_end)
    return 0;
  bool cap = (form_at(doc, forms, begin)->shape & FORM_CAP) != 0;
  for (; i < at->token_end && i - begin < LABEL_TOKENS + 1; i++) {
    const form *f = form_at(doc, forms, i);
    if (f->mark == ':')
      break;
    bool goes_on = (f->shape & (FORM_ALNUM | FORM_HYPHEN)) || is_one_of(f->mark, "/&()");
    if (!goes_on)
      return 0;
  }
  if (i == begin || i >= at->token_end || !token_is(doc, forms, i, ':'))
    return 0;
  bool clock = i + 1 < at->token_end && (doc->tokens.at[i + 1].place & TOKEN_GLUED) &&
               (form_at(doc, forms, i + 1)->shape & FORM_NUM) && (form_at(doc, forms, i - 1)->shape & FORM_NUM);
  uint32_t words = begin + ((form_at(doc, forms, begin)->shape & FORM_NUM) != 0); /* "1 Present:" */
  if (clock || (!cap && !is_key(doc, forms, lexicon ? lexicon->label_keys : NULL, words, i)))
    return 0;
  return i + 1;
}

/* The words among tokens [begin, end), up to one that is not in capitals. */
typedef struct wording {
  uint32_t words, letters;
  bool capitals; /* all of them are */
} wording;

static wording read_wording(const document *doc, const form_table *forms, uint32_t begin, uint32_t end) {
  wording w = {0, 0, true};
  for (uint32_t i = begin; i < end && w.capitals; i++) {
    const form *f = form_at(doc, forms, i);
    if (!(f->shape & FORM_ALNUM) || (f->shape & FORM_NUM))
      continue;
    size_t len = 0;
    form_string(forms, f->text, &len);
    w.words++;
    w.letters += (uint32_t)len;
    w.capitals = (f->shape & FORM_UPPER) || (len == 1 && (f->shape & FORM_CAP));
  }
  return w;
}

/* True for a mark that ends no heading. */
static bool is_stop(char mark) {
  return is_one_of(mark, ".,;!?-");
}

static bool blank_beside(const document *doc, size_t i, bool behind) {
  if (behind ? i + 1 >= doc->lines.count : i == 0)
    return true;
  line_kind kind = doc->lines.at[behind ? i + 1 : i - 1].kind;
  return kind == LINE_BLANK || kind == LINE_FURNITURE || kind == LINE_HEADING;
}

/* A short numbered line right above text that begins a sentence: "2. Bus shelter". */
static bool body_follows(const document *doc, const form_table *forms, size_t i) {
  const line *at = &doc->lines.at[i], *next = at + 1;
  return at->kind == LINE_ITEM && i + 1 < doc->lines.count && next->kind == LINE_TEXT &&
         next->token_begin < next->token_end && at->end - at->begin < WRAP_BYTES_MIN &&
         (form_at(doc, forms, next->token_begin)->shape & FORM_CAP) != 0;
}

/* A line in capitals right above text that is not: "PRESENT", then who was. */
static bool capitals_end(const document *doc, const form_table *forms, size_t i) {
  const line *at = &doc->lines.at[i], *next = at + 1;
  if (at->kind != LINE_TEXT || i + 1 >= doc->lines.count || next->kind != LINE_TEXT ||
      next->token_begin == next->token_end)
    return false;
  return (form_at(doc, forms, next->token_begin)->shape & FORM_CAP) &&
         read_wording(doc, forms, at->token_begin, at->token_end).capitals &&
         !read_wording(doc, forms, next->token_begin, next->token_end).capitals;
}

/* "334 APOLOGIES FOR ABSENCE" right below text and right above it. */
static bool numbered_capitals(const document *doc, const form_table *forms, size_t i) {
  const line *at = &doc->lines.at[i];
  if (at->kind != LINE_TEXT && at->kind != LINE_ITEM)
    return false;
  uint32_t begin = skip_bullet(doc, at), first = begin > at->token_begin ? begin : begin + 1;
  if (!(form_at(doc, forms, at->token_begin)->shape & FORM_NUM) || first >= at->token_end ||
      at->token_end - begin > HEADING_TOKENS || i + 1 >= doc->lines.count)
    return false;
  const line *next = at + 1;
  wording here = read_wording(doc, forms, first, at->token_end);
  return here.capitals && here.letters >= CAPITALS_MIN && !is_stop(form_at(doc, forms, at->token_end - 1)->mark) &&
         !read_wording(doc, forms, next->token_begin, next->token_end).capitals;
}

/* A heading by its wording: all capitals between blank lines, or below one and above text that is not in capitals, or
 * behind a number; a short numbered line alone in its paragraph, the first line of the text. */
static uint32_t heading_level(const document *doc, const form_table *forms, size_t i, bool first) {
  const line *at = &doc->lines.at[i];
  uint32_t begin = skip_bullet(doc, at), count = at->token_end - begin;
  if (count && numbered_capitals(doc, forms, i))
    return 5;
  if (count == 0 || count > 2 * HEADING_TOKENS || is_stop(form_at(doc, forms, at->token_end - 1)->mark) ||
      !(first || blank_beside(doc, i, false)) ||
      !(blank_beside(doc, i, true) || body_follows(doc, forms, i) || (!first && capitals_end(doc, forms, i))))
    return 0;
  wording w = read_wording(doc, forms, begin, at->token_end);
  if (w.words == 0)
    return 0;
  if (at->kind == LINE_ITEM) {
    bool number = (form_at(doc, forms, at->token_begin)->shape & FORM_NUM) != 0;
    return number && count <= 7 && (form_at(doc, forms, begin)->shape & FORM_CAP) ? 6 : 0;
  }
  if (w.capitals && w.letters >= 4 && count <= HEADING_TOKENS)
    return 5;
  return first && count <= 2 * HEADING_TOKENS && (form_at(doc, forms, begin)->shape & (FORM_CAP | FORM_NUM)) ? 1 : 0;
}

void layout_refine(document *doc, const form_table *forms, const text_lexicon *lexicon, pulse *p) {
  bool first = true;
  for (size_t i = 0; i < doc->lines.count && pulse_beat(p, 1); i++) {
    line *at = &doc->lines.at[i];
    if (at->token_begin == at->token_end || at->kind == LINE_FURNITURE)
      continue;
    if (at->kind == LINE_TEXT || at->kind == LINE_ITEM || (at->kind == LINE_HEADING && at->level == 7)) {
      uint32_t label = find_label(doc, forms, lexicon, at);
      uint32_t level = label ? 0 : heading_level(doc, forms, i, first);
      if (label && label == at->token_end && at->kind != LINE_ITEM) {
        at->kind = LINE_HEADING;
        at->level = 8;
      } else if (label) {
        at->label_end = label;
        at->kind = at->kind == LINE_ITEM ? LINE_ITEM : LINE_LABEL;
        at->level = at->kind == LINE_ITEM ? at->level : 0;
      } else if (level) {
        at->kind = LINE_HEADING;
        at->level = level;
      }
    }
    first = false;
  }
}
