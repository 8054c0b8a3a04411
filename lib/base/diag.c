#include "base/diag.h"

void diag_init(diag_list *list, arena *memory) {
  memset(list, 0, sizeof *list);
  list->memory = memory;
}

/* Line and column of an offset, and the line's bounds. */
static void find_line(const source *src, size_t offset, size_t *line, size_t *begin, size_t *end) {
  *line = 1;
  *begin = 0;
  for (size_t i = 0; i < offset && i < src->len; i++) {
    if (src->text[i] == '\n') {
      (*line)++;
      *begin = i + 1;
    }
  }
  for (*end = *begin; *end < src->len && src->text[*end] != '\n' && src->text[*end] != '\r';)
    (*end)++;
}

static size_t count_points(const char *text, size_t len) {
  size_t n = 0;
  for (size_t i = 0; i < len; i++)
    n += ((unsigned char)text[i] & 0xc0) != 0x80;
  return n;
}

void source_locate(const source *src, size_t offset, size_t *line, size_t *column) {
  size_t begin = 0, end = 0;
  find_line(src, offset, line, &begin, &end);
  *column = 1 + count_points(src->text + begin, offset - begin);
}

void diag_add(diag_list *list, evx_severity severity, const char *code, const source *src, size_t begin, size_t end,
              const char *hint, const char *format, ...) {
  evx_diag *d = arena_zalloc(list->memory, sizeof *d);
  va_list args;
  va_start(args, format);
  const char *message = arena_vprintf(list->memory, format, args);
  va_end(args);
  list->errors += severity == EVX_ERROR;
  if (!d || !message || !VEC_ADD(&list->items, list->memory, d)) {
    list->nomem = true;
    return;
  }
  *d = (evx_diag){.severity = severity, .code = code, .message = message, .source = src ? src->name : ""};
  if (hint && !(d->hint = arena_string(list->memory, hint, strlen(hint))))
    list->nomem = true;
  if (!src)
    return;
  size_t line_begin = 0, line_end = 0;
  find_line(src, begin, &d->line, &line_begin, &line_end);
  d->column = 1 + count_points(src->text + line_begin, begin - line_begin);
  d->offset = begin;
  d->length = end > begin ? end - begin : 0;
  if (!(d->excerpt = arena_string(list->memory, src->text + line_begin, line_end - line_begin)))
    list->nomem = true;
}

/* Sources keep the order in which their first finding came. */
static size_t source_rank(const diag_list *list, const char *name) {
  size_t i = 0;
  while (strcmp(list->items.at[i]->source, name) != 0)
    i++;
  return i;
}

/* A mistake inside a macro is found at each of its uses; it is told once. */
static void drop_repeats(diag_list *list) {
  size_t kept = 0;
  for (size_t i = 0; i < list->items.count; i++) {
    const evx_diag *d = list->items.at[i];
    bool repeated = false;
    for (size_t k = kept; k > 0 && list->items.at[k - 1]->offset == d->offset && !repeated; k--) {
      const evx_diag *other = list->items.at[k - 1];
      repeated =
          other->source == d->source && strcmp(other->code, d->code) == 0 && strcmp(other->message, d->message) == 0;
    }
    if (repeated)
      list->errors -= d->severity == EVX_ERROR;
    else
      list->items.at[kept++] = d;
  }
  list->items.count = kept;
}

void diag_sort(diag_list *list) {
  size_t n = list->items.count;
  size_t *rank = arena_array(list->memory, n, sizeof *rank);
  if (!rank) {
    list->nomem = true;
    return;
  }
  for (size_t i = 0; i < n; i++)
    rank[i] = source_rank(list, list->items.at[i]->source);
  /* Insertion sort: findings are few and nearly in order. */
  for (size_t i = 1; i < n; i++) {
    const evx_diag *d = list->items.at[i];
    size_t r = rank[i], k = i;
    for (; k > 0 && (rank[k - 1] > r || (rank[k - 1] == r && list->items.at[k - 1]->offset > d->offset)); k--) {
      list->items.at[k] = list->items.at[k - 1];
      rank[k] = rank[k - 1];
    }
    list->items.at[k] = d;
    rank[k] = r;
  }
  drop_repeats(list);
}

/* Levenshtein distance of words up to 63 bytes; longer ones never match. */
static size_t distance(const char *a, size_t n, const char *b, size_t m) {
  size_t row[64];
  if (n > 63 || m > 63)
    return SIZE_MAX;
  for (size_t j = 0; j <= m; j++)
    row[j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      size_t best = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      best = row[j] + 1 < best ? row[j] + 1 : best;
      row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
    }
  }
  return row[m];
}

const char *diag_closest(const char *word, const char *const *candidates, size_t count) {
  size_t len = strlen(word), limit = (len + 2) / 3, best = limit + 1;
  const char *found = NULL;
  for (size_t i = 0; i < count; i++) {
    size_t d = distance(word, len, candidates[i], strlen(candidates[i]));
    if (d < best) {
      best = d;
      found = candidates[i];
    }
  }
  return found;
}
