#include "text/form.h"

#include <string.h>
#include <utf8proc.h>

#include "text/chars.h"

/* Longest spelling that is folded; what lies behind is compared as it is written. */
#define FOLD_MAX 256

#define SLOTS_FIRST 1024u

bool form_table_init(form_table *t, const evx_allocator *allocator) {
  memset(t, 0, sizeof *t);
  if (!intern_init(&t->strings, allocator))
    return false;
  arena_init(&t->long_spellings, allocator);
  t->slots = memory_zalloc(allocator, SLOTS_FIRST * sizeof *t->slots);
  t->slot_count = t->slots ? SLOTS_FIRST : 0;
  if (t->slots && form_add(t, "", 0) == 0)
    return true;
  form_table_free(t);
  return false;
}

void form_table_free(form_table *t) {
  const evx_allocator *al = t->strings.memory.allocator;
  if (!al)
    return;
  memory_release(al, t->forms, t->room * sizeof *t->forms);
  memory_release(al, t->slots, t->slot_count * sizeof *t->slots);
  arena_free(&t->long_spellings);
  intern_free(&t->strings);
  memset(t, 0, sizeof *t);
}

void form_table_clear(form_table *t) {
  memset(t->slots, 0, t->slot_count * sizeof *t->slots);
  memset(t->of_byte, 0, sizeof t->of_byte);
  t->count = 0;
  arena_reset(&t->long_spellings, 0);
  intern_clear(&t->strings);
  form_add(t, "", 0); /* there is room for it */
}

/* Of the forms that are there, not of the room that is kept for more: a table that was emptied would seem full. */
size_t form_table_bytes(const form_table *t) {
  return t->count * (sizeof *t->forms + 2 * sizeof *t->slots) + arena_bytes(&t->long_spellings) +
         intern_bytes(&t->strings);
}

uint32_t form_count(const form_table *t) {
  return t->count;
}

const char *form_string(const form_table *t, uint32_t string, size_t *len) {
  *len = t->strings.entries[string].len;
  return t->strings.entries[string].text;
}

static bool is_ascii(const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if ((unsigned char)text[i] >= 0x80)
      return false;
  }
  return true;
}

/* Letters that carry their mark inside, which decomposition does not take apart. */
static int32_t strip_letter(int32_t c) {
  switch (c) {
  case 0x131: return 'i'; /* dotless i */
  case 0x142: return 'l'; /* l with stroke */
  case 0xf8: return 'o';  /* o with stroke */
  case 0x111: return 'd'; /* d with stroke */
  case 0x259: return 'a'; /* schwa */
  case 0xf0: return 'd';  /* eth */
  default: return c;
  }
}

/* Normalizes with utf8proc in a buffer of the caller; the length in bytes, or 0 where it cannot be done. */
static size_t normalize(const int32_t *points, size_t count, utf8proc_option_t options, char *out, size_t room) {
  utf8proc_int32_t buffer[FOLD_MAX * 4 + 4];
  size_t n = 0;
  for (size_t i = 0; i < count; i++) {
    int boundary = 0;
    utf8proc_ssize_t k =
        utf8proc_decompose_char(points[i], buffer + n, (utf8proc_ssize_t)(FOLD_MAX * 4 - n), options, &boundary);
    if (k < 0 || n + (size_t)k > FOLD_MAX * 4)
      return 0;
    n += (size_t)k;
  }
  /* Canonical order of marks, then composition; reencoding in place needs one byte behind the text. */
  for (size_t i = 1; i < n; i++) {
    int32_t c = buffer[i];
    int ccc = utf8proc_get_property(c)->combining_class;
    size_t k = i;
    for (; ccc && k > 0 && utf8proc_get_property(buffer[k - 1])->combining_class > ccc; k--)
      buffer[k] = buffer[k - 1];
    buffer[k] = c;
  }
  utf8proc_ssize_t bytes =
      utf8proc_reencode(buffer, (utf8proc_ssize_t)n, (utf8proc_option_t)(options | UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  if (bytes < 0 || (size_t)bytes > room)
    return 0;
  memcpy(out, buffer, (size_t)bytes);
  return (size_t)bytes;
}

typedef struct folded {
  uint32_t text, fold, lex;
} folded;

static bool fold_ascii(form_table *t, const char *s, size_t len, folded *out) {
  char lower[FOLD_MAX], lex[FOLD_MAX];
  size_t n = 0;
  for (size_t i = 0; i < len; i++) {
    lower[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 0x20) : s[i];
    if (lower[i] != '\'')
      lex[n++] = lower[i];
  }
  out->text = intern_add(&t->strings, s, len);
  out->fold = intern_add(&t->strings, lower, len);
  out->lex = n == len || n == 0 ? out->fold : intern_add(&t->strings, lex, n);
  return out->text != INTERN_NONE && out->fold != INTERN_NONE && out->lex != INTERN_NONE;
}

static bool fold_unicode(form_table *t, const int32_t *points, size_t count, folded *out) {
  char buffer[FOLD_MAX * 4];
  int32_t bare[FOLD_MAX * 2];
  size_t n = normalize(points, count, UTF8PROC_DECOMPOSE, buffer, sizeof buffer);
  out->text = intern_add(&t->strings, buffer, n);
  n = normalize(points, count, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, buffer, sizeof buffer);
  out->fold = intern_add(&t->strings, buffer, n);
  size_t bare_count = 0;
  for (size_t i = 0, step; i < n && bare_count + 2 < FOLD_MAX; i += step) {
    code_point c = char_at(buffer, n, i);
    step = c.bytes;
    if (c.value == '\'')
      continue;
    if (c.value == 0xe6) { /* ae */
      bare[bare_count++] = 'a';
      bare[bare_count++] = 'e';
    } else {
      bare[bare_count++] = strip_letter(c.value < 0 ? 0xfffd : c.value);
    }
  }
  n = normalize(bare, bare_count, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK, buffer, sizeof buffer);
  out->lex = intern_add(&t->strings, buffer, n);
  return out->text != INTERN_NONE && out->fold != INTERN_NONE && out->lex != INTERN_NONE;
}

/* A spelling that cannot be folded (invalid bytes, or too long) stands for itself. */
static bool fold_nothing(form_table *t, const char *s, size_t len, folded *out) {
  out->text = out->fold = out->lex = intern_add(&t->strings, s, len);
  return out->text != INTERN_NONE;
}

static unsigned word_shape(const char *s, size_t len) {
  unsigned letters = 0, upper = 0, dots = 0, shape = FORM_ALNUM;
  bool lower_before = false, mixed = false, first_upper = false, roman = true;
  for (size_t i = 0, step; i < len; i += step) {
    code_point c = char_at(s, len, i);
    step = c.bytes;
    if (c.value == '.')
      dots++;
    if (c.kind != CHAR_LETTER)
      continue;
    bool up = char_is_upper(c.value);
    if (letters == 0)
      first_upper = up;
    mixed = mixed || (up && lower_before);
    lower_before = lower_before || char_is_lower(c.value);
    roman = roman && up && c.value < 0x80 && strchr("IVXLCDM", c.value) != NULL;
    letters++;
    upper += up;
  }
  if (first_upper)
    shape |= FORM_CAP;
  if (upper == 0)
    shape |= FORM_LOWER;
  if (letters >= 2 && upper == letters)
    shape |= FORM_UPPER | (letters <= 10 ? FORM_ACRONYM : 0);
  if (mixed)
    shape |= FORM_MIXED;
  if (dots && letters >= 2 && upper == letters)
    shape |= FORM_ACRONYM;
  return roman && letters ? shape | FORM_ROMAN : shape;
}

/* "9", "9th" and "1,000" are integers; "7.30" and "12.04.2025" are not. */
static int64_t number_value(const char *s, size_t len) {
  int64_t n = 0;
  for (size_t i = 0; i < len; i++) {
    if (s[i] >= '0' && s[i] <= '9') {
      if (n > INT64_MAX / 10 - 9)
        return -1;
      n = n * 10 + (s[i] - '0');
    } else if (s[i] == '.') {
      return -1;
    } else if (s[i] != ',') {
      break; /* the ordinal suffix */
    }
  }
  return n;
}

static void classify(const char *s, size_t len, form *f) {
  code_point c = char_at(s, len, 0);
  f->number = -1;
  if (c.kind == CHAR_INVALID || c.kind == CHAR_INVISIBLE) {
    f->shape = FORM_PUNCT | FORM_INVALID;
  } else if (c.kind == CHAR_DIGIT) {
    f->shape = FORM_NUM | FORM_ALNUM;
    if (c.value < 0x80)
      f->number = number_value(s, len);
  } else if (c.kind == CHAR_LETTER || c.kind == CHAR_MARK) {
    /* An address is one token and no word. */
    f->shape = (uint16_t)(memchr(s, '/', len) || memchr(s, '@', len) ? FORM_PUNCT : word_shape(s, len));
  } else {
    f->shape = FORM_PUNCT;
    if (char_plain(c.value) == '-' && c.bytes == len)
      f->shape |= FORM_HYPHEN;
    if (len == 2 && s[0] == '\'') /* the possessive 's */
      f->shape = FORM_LOWER;
  }
}

static bool fold(form_table *t, const char *s, size_t len, folded *out) {
  int32_t points[FOLD_MAX];
  size_t count = 0;
  if (len >= FOLD_MAX)
    return fold_nothing(t, s, len, out);
  if (is_ascii(s, len))
    return fold_ascii(t, s, len, out);
  for (size_t i = 0, step; i < len; i += step) {
    code_point c = char_at(s, len, i);
    step = c.bytes;
    if (c.value < 0)
      return fold_nothing(t, s, len, out);
    points[count++] = char_plain(c.value);
  }
  return fold_unicode(t, points, count, out);
}

/* The key of any spelling; `exact` where no other one has it. The last byte of a key is the length, or 255. */
static form_key key_of(const char *text, size_t len, bool *exact) {
  unsigned char bytes[16] = {0};
  form_key key;
  *exact = len <= FORM_KEY_MAX;
  if (*exact) {
    if (len)
      memcpy(bytes, text, len);
    bytes[15] = (unsigned char)len;
  } else {
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
      hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    memcpy(bytes, &hash, sizeof hash);
    uint32_t size = (uint32_t)len;
    memcpy(bytes + 8, &size, sizeof size);
    bytes[15] = 255;
  }
  memcpy(&key, bytes, sizeof key);
  return key;
}

static form_slot *free_slot(form_slot *slots, uint32_t count, form_key key) {
  uint32_t i = form_key_hash(key) & (count - 1);
  while (slots[i].form)
    i = (i + 1) & (count - 1);
  return &slots[i];
}

/* The form with a key that several spellings may have; INTERN_NONE for a new one. */
static uint32_t find_long(const form_table *t, form_key key, const char *text, size_t len) {
  for (uint32_t i = form_key_hash(key) & (t->slot_count - 1); t->slots[i].form; i = (i + 1) & (t->slot_count - 1)) {
    const form_slot *s = &t->slots[i];
    if (s->key.a == key.a && s->key.b == key.b && memcmp(t->forms[s->form - 1].spelling, text, len) == 0)
      return s->form - 1;
  }
  return INTERN_NONE;
}

static bool slots_grow(form_table *t) {
  const evx_allocator *al = t->strings.memory.allocator;
  uint32_t count = t->slot_count * 2;
  form_slot *slots = memory_zalloc(al, count * sizeof *slots);
  if (!slots)
    return false;
  for (uint32_t i = 0; i < t->slot_count; i++) {
    if (t->slots[i].form)
      *free_slot(slots, count, t->slots[i].key) = t->slots[i];
  }
  memory_release(al, t->slots, t->slot_count * sizeof *slots);
  t->slots = slots;
  t->slot_count = count;
  return true;
}

static bool forms_grow(form_table *t) {
  uint32_t room = t->room ? t->room * 2 : 512;
  form *forms = memory_resize(t->strings.memory.allocator, t->forms, t->room * sizeof *forms, room * sizeof *forms);
  if (!forms)
    return false;
  t->forms = forms;
  t->room = room;
  return true;
}

/* Addresses are taken as they are, and may hold such bytes behind letters. */
static bool holds_invalid(const char *text, size_t len) {
  for (size_t i = 0, step; i < len; i += step) {
    code_point c = char_at(text, len, i);
    step = c.bytes;
    if (c.kind == CHAR_INVALID)
      return true;
  }
  return false;
}

/* Folds and classifies a spelling that is not the empty one. */
static bool form_make(form_table *t, const char *text, size_t len, bool exact, form *out) {
  folded f = {0, 0, 0};
  if (!fold(t, text, len, &f))
    return false;
  out->text = f.text;
  out->fold = f.fold;
  out->lex = f.lex;
  size_t plain_len = 0;
  const char *plain = form_string(t, f.text, &plain_len);
  out->mark = plain_len == 1 ? plain[0] : '\0';
  classify(plain_len ? plain : text, plain_len ? plain_len : len, out);
  if (plain_len > 2 && plain[plain_len - 1] == '.' && (out->shape & FORM_ALNUM))
    out->shape |= out->shape & FORM_LOWER ? FORM_STOPPED | FORM_ENDING : FORM_STOPPED;
  if (out->mark == '.' || out->mark == '!' || out->mark == '?')
    out->shape |= FORM_ENDING;
  if (!is_ascii(text, len) && holds_invalid(text, len))
    out->shape |= FORM_INVALID;
  return exact || (out->spelling = arena_string(&t->long_spellings, text, len));
}

uint32_t form_add(form_table *t, const char *text, size_t len) {
  bool exact = false;
  form_key key = key_of(text, len, &exact);
  uint32_t known = exact ? form_find_key(t, key, form_key_hash(key)) : find_long(t, key, text, len);
  if (known != INTERN_NONE)
    return known;
  if (t->count == FORM_MAX || (t->count == t->room && !forms_grow(t)) ||
      (2 * (t->count + 1) > t->slot_count && !slots_grow(t)))
    return INTERN_NONE;
  form *out = &t->forms[t->count];
  memset(out, 0, sizeof *out);
  if (len && !form_make(t, text, len, exact, out))
    return INTERN_NONE;
  *free_slot(t->slots, t->slot_count, key) = (form_slot){key, t->count + 1};
  if (len == 1 && (unsigned char)text[0] < 0x80)
    t->of_byte[(unsigned char)text[0]] = t->count + 1;
  return t->count++;
}
