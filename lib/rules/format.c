#include "rules/format.h"

#include "rules/format_read.h"

#define COLUMNS 120u

typedef struct writer {
  const piece *at;
  size_t count;
  strbuf *out;
} writer;

/* Columns of a piece: code points, near enough for what people write in packs. */
static size_t columns(const piece *p) {
  size_t n = 0;
  for (size_t i = 0; i < p->len; i++)
    n += ((unsigned char)p->text[i] & 0xc0) != 0x80;
  return n;
}

static bool is_comment(const piece *p) {
  return p->kind == LEX_END;
}

static void spaces(writer *w, size_t count) {
  while (count--)
    strbuf_putc(w->out, ' ');
}

static void put(writer *w, const piece *p) {
  strbuf_append(w->out, p->text, p->len);
}

/* Width of the pieces [begin, end) on one line, comments not counted. */
static size_t width(const writer *w, size_t begin, size_t end) {
  size_t n = 0;
  for (size_t i = begin; i < end && !is_comment(&w->at[i]); i++)
    n += columns(&w->at[i]) + (i > begin && w->at[i].space);
  return n;
}

/* Where to end a line that begins with piece `begin` in column `column`: before the piece that is nested least among
 * those of the line's second half, the last of them; `end` where all fits. */
static size_t break_at(const writer *w, size_t begin, size_t end, size_t column) {
  size_t best = end, at = column + columns(&w->at[begin]), late = 0;
  for (size_t i = begin + 1; i < end; i++) {
    bool fits = at + columns(&w->at[i]) + w->at[i].space <= COLUMNS;
    if (w->at[i].breakable) {
      bool half = at >= column + (COLUMNS - column) / 2;
      if (best == end || !late || (half && w->at[i].depth <= w->at[best].depth))
        best = i;
      late = best == i ? half : late;
      if (!fits)
        return best;
    }
    if (!fits && best != end)
      return best;
    at += columns(&w->at[i]) + w->at[i].space;
  }
  return end;
}

/* The pieces [begin, end) from column `column`, on as many lines as they need, the later ones from `hang`. */
static void lines(writer *w, size_t begin, size_t end, size_t column, size_t hang) {
  while (begin < end) {
    size_t stop = begin;
    while (stop < end && !is_comment(&w->at[stop]))
      stop++;
    size_t broken = stop > begin ? break_at(w, begin, stop, column) : stop;
    for (size_t i = begin; i < broken; i++) {
      if (i > begin && w->at[i].space)
        strbuf_putc(w->out, ' ');
      put(w, &w->at[i]);
    }
    begin = broken;
    if (broken == stop && stop < end) { /* a comment ends the line */
      if (stop > 0 && w->at[stop].own_line && w->out->length && w->out->data[w->out->length - 1] != ' ') {
        strbuf_putc(w->out, '\n');
        spaces(w, hang);
      } else if (w->out->length && w->out->data[w->out->length - 1] != ' ') {
        strbuf_puts(w->out, " ");
      }
      put(w, &w->at[begin++]);
    }
    if (begin < end) {
      strbuf_putc(w->out, '\n');
      spaces(w, hang);
    }
    column = hang;
  }
  strbuf_putc(w->out, '\n');
}

/* A comment inside; one behind the last piece hinders nothing. */
static bool has_comment(const writer *w, size_t begin, size_t end) {
  if (end > begin && is_comment(&w->at[end - 1]) && !w->at[end - 1].own_line)
    end--;
  for (size_t i = begin; i < end; i++) {
    if (is_comment(&w->at[i]))
      return true;
  }
  return false;
}

static size_t find(const writer *w, size_t begin, size_t end, const char *mark) {
  while (begin < end && !piece_is(&w->at[begin], mark))
    begin++;
  return begin;
}

/* lexicon X { … }: on one line if it fits, else its entries two columns in. */
static void entries(writer *w, size_t begin, size_t end) {
  size_t open = find(w, begin, end, "{"), close = end;
  while (close > open && !piece_is(&w->at[close - 1], "}"))
    close--;
  if (open == end || close - open < 3 || (width(w, begin, end) <= COLUMNS && !has_comment(w, begin, end))) {
    lines(w, begin, end, 0, 4);
    return;
  }
  lines(w, begin, open + 1, 0, 4);
  spaces(w, 2);
  lines(w, open + 1, close - 1, 2, 2);
  lines(w, close - 1, end, 0, 2);
}

/* record X { … }: on one line if it fits, else a field a line. */
static void record(writer *w, size_t begin, size_t end) {
  size_t open = find(w, begin, end, "{");
  if (open == end || (width(w, begin, end) <= COLUMNS && !has_comment(w, begin, end))) {
    lines(w, begin, end, 0, 4);
    return;
  }
  lines(w, begin, open + 1, 0, 4);
  for (size_t i = open + 1; i < end;) {
    size_t stop = i;
    if (is_comment(&w->at[i])) {
      spaces(w, 2);
      lines(w, i, i + 1, 2, 2);
      i++;
      continue;
    }
    while (stop < end && !(piece_is(&w->at[stop], ",") && w->at[stop].depth == 1) &&
           !(piece_is(&w->at[stop], "}") && w->at[stop].depth == 0))
      stop++;
    bool last = stop < end && piece_is(&w->at[stop], "}");
    stop += stop < end && !last;
    if (stop < end && is_comment(&w->at[stop]) && !w->at[stop].own_line)
      stop++;
    if (stop > i) {
      spaces(w, 2);
      lines(w, i, stop, 2, 4);
    }
    if (last) {
      lines(w, stop, end, 0, 2);
      return;
    }
    i = stop;
  }
}

/* A line of a statement: the head of a rule, a clause, or a statement of one line. */
static void clause(writer *w, size_t begin, size_t end) {
  const piece *p = &w->at[begin];
  size_t indent = p->start == START_CLAUSE ? 2 : 0;
  if (piece_is(p, "lexicon") || piece_is(p, "extend")) {
    entries(w, begin, end);
  } else if (piece_is(p, "record")) {
    record(w, begin, end);
  } else if (piece_is(p, "test") && 2 + width(w, begin, end) > COLUMNS && !has_comment(w, begin, end)) {
    size_t arrow = find(w, begin, end, "=>");
    spaces(w, 2);
    lines(w, begin, arrow, 2, 4);
    spaces(w, 4);
    lines(w, arrow, end, 4, 7);
  } else {
    spaces(w, indent);
    lines(w, begin, end, indent, piece_is(p, "match") ? 8 : indent + 4);
  }
}

/* Where the clause that begins at `begin` ends; a comment behind its last line belongs to it. */
static size_t clause_end(const writer *w, size_t begin) {
  size_t end = begin + 1;
  while (end < w->count && w->at[end].start == START_NONE)
    end++;
  while (end > begin + 1 && is_comment(&w->at[end - 1]) && w->at[end - 1].own_line)
    end--;
  return end;
}

/* Statements of several lines stand apart from what is around them. */
static bool stands_apart(const writer *w, size_t at) {
  static const char *const words[] = {"rule", "reject", "override", "phase", NULL};
  for (size_t i = 0; at < w->count && words[i]; i++) {
    if (piece_is(&w->at[at], words[i]))
      return true;
  }
  return false;
}

static void write_all(writer *w) {
  bool after_rule = false;
  for (size_t i = 0; i < w->count;) {
    size_t code = i; /* the statement behind the comments that begin here */
    while (code < w->count && is_comment(&w->at[code]))
      code++;
    bool statement = code < w->count && w->at[code].start != START_CLAUSE;
    if (i > 0 && statement && (w->at[i].blank || after_rule || stands_apart(w, code)))
      strbuf_putc(w->out, '\n');
    else if (i > 0 && code == w->count && w->at[i].blank)
      strbuf_putc(w->out, '\n');
    for (size_t first = i; i < code; i++) {
      if (i > first && w->at[i].blank)
        strbuf_putc(w->out, '\n');
      spaces(w, statement || code == w->count ? 0 : 2);
      put(w, &w->at[i]);
      strbuf_putc(w->out, '\n');
      if (i + 1 == code && code < w->count && statement && w->at[code].blank)
        strbuf_putc(w->out, '\n');
    }
    if (i == w->count)
      return;
    size_t end = clause_end(w, i);
    if (statement)
      after_rule = stands_apart(w, i);
    clause(w, i, end);
    i = end;
  }
}

evx_status rules_format(const source *src, diag_list *diags, arena *a, strbuf *out) {
  piece_list list = {{0}};
  evx_status s = format_read(src, diags, a, &list);
  if (s != EVX_OK)
    return diags->nomem ? EVX_ERR_NOMEM : s;
  write_all(&(writer){list.pieces.at, list.pieces.count, out});
  return out->failed ? EVX_ERR_NOMEM : EVX_OK;
}
