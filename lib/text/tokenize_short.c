/* tokenize_short.c - tokens that are easily told: words and numbers of ASCII, marks, and the typographic marks of
 * English, with nothing beside them that goes on with them. Nine tokens of ten are; the others are left to tokenize.c,
 * which would find the same here (tests/unit/test_tokenize.c holds the two against each other). */
#include "base/prefetch.h"
#include "text/ascii.h"
#include "text/tokenize.h"

/* Bytes that are read before the caller may ask whether to go on. */
#define BYTES_AT_ONCE 4096u

/* What ASCII bytes are where a token begins, and behind a run of letters or digits. The others need a closer look. */
enum {
  BYTE_LETTER = 1,
  BYTE_DIGIT = 2,
  BYTE_SPACE = 4,
  BYTE_MARK = 8,  /* a token of its own, whatever stands beside it */
  BYTE_ENDS = 16, /* ends a word */
  BYTE_ASK = 32,  /* a mark, or the end of a word, if what stands behind it says so */
  BYTE_BEYOND = 64,
  BYTE_SKIP = 128, /* emphasis */
  BYTE_STOP = 256  /* alone a FORM_ENDING */
};

#define M (BYTE_MARK | BYTE_ENDS)
#define E BYTE_ENDS
#define A BYTE_ASK
#define S (BYTE_SPACE | BYTE_ENDS)
#define D (BYTE_DIGIT | BYTE_ENDS)
#define L BYTE_LETTER
#define B BYTE_BEYOND
#define X (BYTE_SKIP | BYTE_ASK)
#define F (BYTE_STOP | A)
#define Q (BYTE_STOP | M)
static const uint16_t byte_kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, S, S, 0, 0, S, 0, 0, /* tab, line feed, return */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 10 */
    S, Q, M, M, M, M, M, A, M, M, X, M, M, A, F, M, /* 20: ask ' * - . */
    D, D, D, D, D, D, D, D, D, D, A, M, E, M, M, Q, /* 30: ask : and not < */
    M, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 40 */
    L, L, L, L, L, L, L, L, L, L, L, E, E, E, M, E, /* 50: not [ \ ] _ */
    E, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* 60: not ` */
    L, L, L, L, L, L, L, L, L, L, L, E, M, M, E, 0, /* 70: not { ~ */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* 80 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* 90 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* a0 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* b0 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* c0 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* d0 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* e0 */
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* f0 */
};
#undef M
#undef E
#undef A
#undef S
#undef D
#undef L
#undef B
#undef X
#undef F
#undef Q

static inline unsigned kind_of(char byte) {
  return byte_kinds[(unsigned char)byte];
}

/* The typographic marks from U+2010 to U+2027 have three bytes each. */
#define WIDE_BYTES 3u

/* True for U+2018 and its kin. */
static inline bool is_wide_apostrophe(const char *s) {
  unsigned char last = (unsigned char)s[2];
  return s[0] == '\xe2' && s[1] == '\x80' && last >= 0x98 && last <= 0x9b;
}

/* True for the others: dashes, double quotes, bullets and dots, marks whatever stands beside them. */
static inline bool is_wide_mark(const char *s) {
  unsigned char last = (unsigned char)s[2];
  return s[0] == '\xe2' && s[1] == '\x80' && last >= 0x90 && last <= 0xa7 && !(last >= 0x98 && last <= 0x9b);
}

static inline bool is_no_break_space(const char *s) {
  return s[0] == '\xc2' && s[1] == '\xa0';
}

/* True where letters end before emphasis: it stands not inside a word. */
static bool ends_at_emphasis(const char *s) {
  unsigned marks = 1;
  while (marks < 4 && s[marks] == '*')
    marks++;
  return !(kind_of(s[marks]) & (BYTE_LETTER | BYTE_BEYOND));
}

/* True where letters end before an apostrophe of so many bytes: it goes on with no word, or begins a possessive 's. */
static inline bool ends_at_apostrophe(const char *s, unsigned bytes) {
  if (!(kind_of(s[bytes]) & (BYTE_LETTER | BYTE_BEYOND)))
    return true;
  return (s[bytes] | 0x20) == 's' && !(kind_of(s[bytes + 1]) & (BYTE_LETTER | BYTE_BEYOND));
}

/* word_ends where what stands behind the letters has to be asked. */
static bool asked_word_ends(const char *word, unsigned len) {
  const char *stop = word + len;
  switch (*stop) {
  case '.': /* of a sentence, no initialism */
    return len > 1 ? !(len == 3 && memcmp(word, "www", 3) == 0) : (kind_of(stop[1]) & BYTE_SPACE) != 0;
  case '-': /* not at the end of a line */ return stop[1] != ' ' && stop[1] != '\r' && stop[1] != '\n';
  case ':': return !(len >= 4 && memcmp(word, "http", 4) == 0);
  case '\'': return ends_at_apostrophe(stop, 1);
  case '*': return ends_at_emphasis(stop);
  default:
    return is_wide_mark(stop) || is_no_break_space(stop) ||
           (is_wide_apostrophe(stop) && ends_at_apostrophe(stop, WIDE_BYTES));
  }
}

/* True where the `len` letters are a word: what stands behind them does not go on with it. */
static inline bool word_ends(const char *word, unsigned len) {
  unsigned kind = kind_of(word[len]);
  return (kind & BYTE_ENDS) || ((kind & (BYTE_ASK | BYTE_BEYOND)) && asked_word_ends(word, len));
}

static bool is_ordinal_suffix(const char *s) {
  char a = (char)(s[0] | 0x20), b = (char)(s[1] | 0x20);
  return (a == 't' && b == 'h') || (a == 's' && b == 't') || (a == 'n' && b == 'd') || (a == 'r' && b == 'd');
}

static unsigned number_length(const char *s) {
  unsigned len = 1;
  while (len < FORM_KEY_MAX - 2 &&
         ((kind_of(s[len]) & BYTE_DIGIT) || ((s[len] == '.' || s[len] == ',') && (kind_of(s[len + 1]) & BYTE_DIGIT))))
    len++;
  const char *stop = s + len;
  if (*stop == '.' || *stop == ',')
    return kind_of(stop[1]) & (BYTE_DIGIT | BYTE_BEYOND) ? 0 : len;
  if (is_ordinal_suffix(stop) && !(kind_of(stop[2]) & BYTE_LETTER))
    return kind_of(stop[2]) & BYTE_BEYOND ? 0 : len + 2;
  if (kind_of(*stop) & BYTE_BEYOND)
    return is_wide_mark(stop) || is_no_break_space(stop) ? len : 0;
  return kind_of(*stop) & BYTE_DIGIT ? 0 : len;
}

/* An apostrophe of so many bytes, and the s of a possessive with it. `glued`: a token stands right before. */
static unsigned apostrophe_length(const char *s, unsigned bytes, bool glued) {
  unsigned behind = kind_of(s[bytes + 1]);
  if (!glued || (s[bytes] | 0x20) != 's' || (behind & BYTE_LETTER))
    return bytes;
  return behind & BYTE_BEYOND ? 0 : bytes + 1;
}

/* Of marks that may be more than one byte. */
static unsigned mark_length(const char *s, bool glued) {
  switch (*s) {
  case '.':
  case '-': return s[1] != *s;
  case ':': return 1;
  case '\'': return s[1] == '\'' && s[2] == '\'' ? 0 : apostrophe_length(s, 1, glued);
  default: return is_wide_mark(s) ? WIDE_BYTES : is_wide_apostrophe(s) ? apostrophe_length(s, WIDE_BYTES, glued) : 0;
  }
}

/* Bytes of the number or mark at `s`; 0: look closer. */
static inline unsigned other_length(const char *s, unsigned kind, bool glued) {
  if (kind & BYTE_MARK)
    return 1;
  if (kind & BYTE_DIGIT)
    return number_length(s);
  return kind & (BYTE_ASK | BYTE_BEYOND) ? mark_length(s, glued) : 0;
}

/* Tokens whose forms are yet to be found: where the table has them is asked for some tokens before it is read, so that
 * many words of memory are waited for together. */
#define WAITING 16u

typedef struct waiting {
  unsigned count;
  uint32_t hashes[WAITING];
  form_key keys[WAITING];
  token *at[WAITING];
} waiting;

/* Finds the forms. False when memory is out. */
static bool find_forms(tokenizer *t, waiting *w) {
  bool known = true;
  for (unsigned i = 0; known && i < w->count; i++) {
    token *at = w->at[i];
    uint32_t id = form_find_key(t->forms, w->keys[i], w->hashes[i]);
    if (id == INTERN_NONE)
      id = form_add(t->forms, t->text + at->begin, at->end - at->begin);
    at->form = id & (FORM_MAX - 1);
    known = id != INTERN_NONE;
  }
  w->count = 0;
  return known;
}

/* The token `at` has the `len` bytes at `s` for its spelling. */
static inline bool find_form(tokenizer *t, waiting *w, token *at, const char *s, unsigned len) {
  const form_table *forms = t->forms;
  form_key key = ascii_key(s, len);
  uint32_t hash = form_key_hash(key);
  PREFETCH(&forms->slots[hash & (forms->slot_count - 1)]);
  w->keys[w->count] = key;
  w->hashes[w->count] = hash;
  w->at[w->count] = at;
  return ++w->count < WAITING || find_forms(t, w);
}

/* The form of one byte; INTERN_NONE when memory is out. */
static inline uint32_t byte_form(form_table *forms, const char *s) {
  uint32_t known = forms->of_byte[(unsigned char)*s];
  return known ? known - 1 : form_add(forms, s, 1);
}

bool tokenize_short(tokenizer *t, size_t *from, size_t end, token_vec *out) {
  const char *text = t->text;
  size_t at = *from, readable = t->len > ASCII_READ ? t->len - ASCII_READ : 0;
  token *to = out->at + out->count, *full = out->at + out->room;
  bool glued = t->glued, known = true;
  waiting w;
  w.count = 0;
  if (t->literal && at == 0) /* an apostrophe may be one of its own there */
    return true;
  end = end < readable ? end : readable;
  end = end > at && end - at > BYTES_AT_ONCE ? at + BYTES_AT_ONCE : end;
  while (at < end && to < full && known) {
    const char *s = text + at;
    unsigned kind = kind_of(*s), len;
    if (kind & BYTE_LETTER) {
      len = ascii_letters(s);
      if (len > FORM_KEY_MAX || !word_ends(s, len))
        break;
    } else if (kind & (BYTE_SPACE | BYTE_SKIP)) {
      known = !(kind & BYTE_SPACE) || note_gap(out, (uint32_t)(to - out->at), t->memory);
      glued &= !(kind & BYTE_SPACE);
      at++;
      continue;
    } else if ((len = other_length(s, kind, glued))) {
      known = !(kind & BYTE_STOP) || VEC_ADD(&out->endings, t->memory, (uint32_t)(to - out->at));
    } else if (is_no_break_space(s)) {
      glued = false;
      at += 2;
      continue;
    } else {
      break;
    }
    *to = (token){.begin = (uint32_t)at, .end = (uint32_t)(at + len), .place = glued ? TOKEN_GLUED : 0};
    if (len == 1 && !(kind & BYTE_LETTER)) {
      uint32_t id = byte_form(t->forms, s);
      to->form = id & (FORM_MAX - 1);
      known &= id != INTERN_NONE;
    } else {
      known &= find_form(t, &w, to, s, len);
    }
    to++;
    at += len;
    glued = text[at] != ' ';
    at += !glued;
  }
  known &= find_forms(t, &w);
  out->count = (size_t)(to - out->at);
  t->glued = glued;
  *from = at;
  return known;
}
