#include "rules/block.h"

/* True where no paragraph goes over the token's beginning. */
static bool paragraph_begins(const document *doc, uint32_t at) {
  const line *on = &doc->lines.at[document_line(doc, at)];
  return doc->paragraphs.at[on->paragraph].begin == at;
}

/* The first sentence that begins at a token or behind it. */
static size_t sentence_from(const document *doc, uint32_t at) {
  size_t low = 0, high = doc->sentences.count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (doc->sentences.at[mid].begin < at)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

uint32_t block_end(const document *doc, uint32_t begin, bool wide) {
  uint32_t count = (uint32_t)doc->tokens.count;
  if (count - begin <= BLOCK_TOKENS)
    return count;
  for (size_t i = sentence_from(doc, begin + BLOCK_TOKENS); i < doc->sentences.count; i++) {
    uint32_t end = doc->sentences.at[i].begin;
    while (end > begin && (doc->tokens.at[end - 1].place & TOKEN_BULLET)) /* goes with its item */
      end--;
    if (end > begin && (!wide || end - begin >= BLOCK_TOKENS_MAX || paragraph_begins(doc, end)))
      return end;
  }
  return count;
}

/* Of [from, to) what lies in [begin, end), counted from `begin`. */
static token_range part(uint32_t from, uint32_t to, uint32_t begin, uint32_t end) {
  from = from < begin ? begin : from > end ? end : from;
  to = to < from ? from : to > end ? end : to;
  return (token_range){from - begin, to - begin};
}

/* Lines without tokens are left out: there may be any number of them. */
static bool add_lines(const document *doc, uint32_t begin, uint32_t end, pulse *p, arena *a, document *out) {
  size_t first = document_line(doc, begin), last = document_line(doc, end - 1), count = 0;
  for (size_t i = first; i <= last && pulse_beat(p, 1); i++)
    count += doc->lines.at[i].token_begin < doc->lines.at[i].token_end;
  out->lines.at = arena_array(a, count, sizeof *out->lines.at);
  if (!out->lines.at)
    return false;
  out->lines.room = count;
  for (size_t i = first; i <= last && pulse_beat(p, 1); i++) {
    if (doc->lines.at[i].token_begin == doc->lines.at[i].token_end)
      continue;
    line *at = &out->lines.at[out->lines.count++];
    *at = doc->lines.at[i];
    token_range tokens = part(at->token_begin, at->token_end, begin, end);
    at->token_begin = tokens.begin;
    at->token_end = tokens.end;
    if (at->label_end) /* a line that has a label stays one */
      at->label_end = at->label_end > begin ? at->label_end - begin : 1;
    at->paragraph = 0;
  }
  return true;
}

static bool add_ranges(const token_range *from, size_t count, uint32_t begin, uint32_t end, arena *a, token_range **to,
                       size_t *kept) {
  size_t low = 0, high = count;
  while (low < high) { /* the first that ends behind `begin` */
    size_t mid = low + (high - low) / 2;
    if (from[mid].end <= begin)
      low = mid + 1;
    else
      high = mid;
  }
  for (high = low; high < count && from[high].begin < end;)
    high++;
  *kept = high - low;
  *to = arena_array(a, *kept, sizeof **to);
  for (size_t i = low; *to && i < high; i++)
    (*to)[i - low] = part(from[i].begin, from[i].end, begin, end);
  return *to != NULL;
}

bool block_view(const document *doc, uint32_t begin, uint32_t end, pulse *p, arena *a, document *out) {
  *out = (document){.text = doc->text, .len = doc->len};
  out->tokens.at = doc->tokens.at + begin;
  out->tokens.count = out->tokens.room = end - begin;
  out->title_end = doc->title_end > begin ? doc->title_end - begin : 0;
  return add_lines(doc, begin, end, p, a, out) && !p->stopped &&
         add_ranges(doc->sentences.at, doc->sentences.count, begin, end, a, &out->sentences.at,
                    &out->sentences.count) &&
         add_ranges(doc->paragraphs.at, doc->paragraphs.count, begin, end, a, &out->paragraphs.at,
                    &out->paragraphs.count);
}
