#include "text/document.h"

#include "text/ascii.h"
#include "text/chars.h"
#include "text/layout.h"
#include "text/sentence.h"
#include "text/tokenize.h"

/* Bytes of a token and of what stands behind it: most texts have no more tokens than this says. */
#define TOKEN_BYTES 5u

/* Columns are told by so many blanks, or by a tab. */
#define GAP_BLANKS 3u

static bool is_gap(const char *text, uint32_t begin, uint32_t end) {
  if (end - begin < GAP_BLANKS)
    return end > begin && (text[begin] == '\t' || text[end - 1] == '\t');
  uint32_t blanks = 0;
  for (uint32_t i = begin; i < end && blanks < GAP_BLANKS; i++)
    blanks = text[i] == '\t' ? GAP_BLANKS : text[i] == ' ' ? blanks + 1 : 0;
  return blanks == GAP_BLANKS;
}

/* Marks those of a line's tokens that stand behind a gap on it. */
static void mark_gaps(const char *text, const line *at, token_vec *tokens) {
  for (size_t i = 0; i < tokens->gaps.count; i++) {
    uint32_t k = tokens->gaps.at[i];
    if (k > at->token_begin && k < at->token_end && is_gap(text, tokens->at[k - 1].end, tokens->at[k].begin))
      tokens->at[k].place |= TOKEN_APART;
  }
  tokens->gaps.count = 0;
}

/* Tokens of every line. */
static bool read_tokens(document *doc, tokenizer *t, const uint32_t *contents) {
  token_vec tokens = {.room = doc->len / TOKEN_BYTES + 16};
  tokens.at = arena_resize(t->memory, NULL, 0, tokens.room * sizeof *tokens.at);
  if (!tokens.at)
    return false;
  for (size_t i = 0; i < doc->lines.count; i++) {
    line *at = &doc->lines.at[i];
    at->token_begin = (uint32_t)tokens.count;
    if (!pulse_beat(t->pulse, 1))
      return false;
    if (at->kind != LINE_BLANK && at->kind != LINE_FURNITURE && !tokenize_range(t, contents[i], at->end, &tokens))
      return false;
    at->token_end = (uint32_t)tokens.count;
    mark_gaps(doc->text, at, &tokens);
  }
  doc->tokens.at = tokens.at;
  doc->tokens.count = tokens.count;
  doc->tokens.room = tokens.room;
  doc->endings.at = tokens.endings.at;
  doc->endings.count = tokens.endings.count;
  doc->invalid_bytes = t->invalid;
  doc->addresses = t->addresses;
  return true;
}

/* The bullet is what stands before the first blank; a mark such as "*" that the tokenizer takes for emphasis leaves
 * no token, and none is needed. */
static void mark_bullets(document *doc, const uint32_t *contents, pulse *p) {
  for (size_t i = 0; i < doc->lines.count && pulse_beat(p, 1); i++) {
    const line *at = &doc->lines.at[i];
    if (at->kind != LINE_ITEM)
      continue;
    size_t end = contents[i];
    while (end < at->end && doc->text[end] != ' ' && doc->text[end] != '\t')
      end++;
    for (uint32_t k = at->token_begin; k < at->token_end && doc->tokens.at[k].end <= end; k++)
      doc->tokens.at[k].place |= TOKEN_BULLET;
  }
}

static bool stands_alone(line_kind kind) {
  return kind == LINE_HEADING || kind == LINE_TABLE;
}

/* Numbers the paragraphs: blank lines and furniture end one; headings and list items begin one. */
static bool find_paragraphs(document *doc, arena *a, pulse *p) {
  const line *before = NULL;
  for (size_t i = 0; i < doc->lines.count && pulse_beat(p, 1); i++) {
    line *at = &doc->lines.at[i];
    if (at->token_begin == at->token_end) {
      if (at->kind == LINE_BLANK)
        before = NULL;
      continue;
    }
    bool starts = !before || stands_alone(at->kind) || stands_alone(before->kind) || at->kind == LINE_ITEM;
    if (starts && !VEC_ADD(&doc->paragraphs, a, ((token_range){at->token_begin, at->token_end})))
      return false;
    at->paragraph = (uint32_t)doc->paragraphs.count - 1;
    doc->paragraphs.at[at->paragraph].end = at->token_end;
    before = at;
  }
  return true;
}

/* So many lines, and bytes of a line, has the block of lines that heads a text. */
#define TITLE_LINES 6u
#define TITLE_BYTES 80u

/* A short line that no sentence ends or breaks off in. */
static bool is_title_line(const document *doc, const line *at) {
  return at->kind == LINE_TEXT && !at->label_end && at->end - at->begin < TITLE_BYTES &&
         !strchr(".,;:!?-", doc->text[doc->tokens.at[at->token_end - 1].begin]);
}

/* Behind the heading lines at i: a block of short lines, up to a blank one, is of the title too:
 * "Faculty Senate Minutes", "Tuesday, 14 February 2012". */
static uint32_t title_block_end(const document *doc, size_t i) {
  uint32_t end = 0;
  for (size_t n = 0; n <= TITLE_LINES && i < doc->lines.count; n++, i++) {
    const line *at = &doc->lines.at[i];
    if (at->kind == LINE_BLANK)
      return n > 1 ? end : 0;
    if (at->token_begin == at->token_end || !is_title_line(doc, at))
      return 0;
    end = at->token_end;
  }
  return 0;
}

#define FRONT_MATTER_LINES 40u

/* The line behind front matter, which stands between two fences; 0 where there is none. */
static size_t front_matter_end(const document *doc) {
  size_t i = 0;
  while (i < doc->lines.count && doc->lines.at[i].kind == LINE_BLANK)
    i++;
  if (i == doc->lines.count || doc->lines.at[i].kind != LINE_FURNITURE)
    return 0;
  for (size_t n = 1; n <= FRONT_MATTER_LINES && i + n < doc->lines.count; n++) {
    line_kind kind = doc->lines.at[i + n].kind;
    if (kind == LINE_FURNITURE)
      return i + n + 1;
    if (kind == LINE_HEADING)
      return 0;
  }
  return 0;
}

/* Lines of a header ("Date: 3 May", "From: Anna"), so many at most, may stand above the title. */
#define HEADER_LINES 6u

static bool is_header_line(const line *at) {
  return at->kind == LINE_LABEL || (at->kind == LINE_TEXT && at->label_end);
}

/* The heading behind a header's lines; `from` where there is none. */
static size_t behind_header(const document *doc, size_t from) {
  uint32_t lines = 0;
  for (size_t i = from; i < doc->lines.count && lines < HEADER_LINES; i++) {
    const line *at = &doc->lines.at[i];
    if (at->kind == LINE_HEADING)
      return lines ? i : from;
    if (at->token_begin == at->token_end)
      continue;
    if (!is_header_line(at))
      break;
    lines++;
  }
  return from;
}

static uint32_t find_title_end(const document *doc, pulse *p) {
  uint32_t end = 0;
  for (size_t i = behind_header(doc, front_matter_end(doc)); i < doc->lines.count && pulse_beat(p, 1); i++) {
    const line *at = &doc->lines.at[i];
    if (at->kind == LINE_HEADING) {
      end = at->token_end;
    } else if (at->kind != LINE_FURNITURE && at->token_begin < at->token_end) {
      uint32_t block = title_block_end(doc, i);
      return block ? block : end;
    }
  }
  return end;
}

evx_status document_read(document *doc, const char *text, size_t len, const text_lexicon *lexicon, form_table *forms,
                         arena *a, pulse *p) {
  uint32_t *contents = NULL;
  pulse unasked = {0};
  p = p ? p : &unasked;
  memset(doc, 0, sizeof *doc);
  doc->text = text;
  doc->len = len;
  tokenizer t = {.text = text, .len = len, .forms = forms, .memory = a, .pulse = p};
  bool good = pulse_ask(p) && layout_lines(doc, a, p, &contents) && pulse_ask(p) && read_tokens(doc, &t, contents);
  if (good) {
    mark_bullets(doc, contents, p);
    layout_refine(doc, forms, lexicon, p);
    good = !p->stopped && find_paragraphs(doc, a, p) && pulse_ask(p) && sentences_find(doc, forms, lexicon, a, p);
  }
  if (good)
    doc->title_end = find_title_end(doc, p);
  good = good && !p->stopped;
  return good ? EVX_OK : p->stopped ? EVX_ERR_CALLBACK : EVX_ERR_NOMEM;
}

uint32_t document_line(const document *doc, uint32_t at) {
  size_t low = 0, high = doc->lines.count; /* the line is at `low` or behind it, and before `high` */
  while (high - low > 1) {
    size_t mid = low + (high - low) / 2;
    if (doc->lines.at[mid].token_begin <= at)
      low = mid;
    else
      high = mid;
  }
  return (uint32_t)low;
}

uint32_t document_sentence(const document *doc, uint32_t at) {
  size_t low = 0, high = doc->sentences.count;
  while (low < high) { /* the first one that ends behind the token */
    size_t mid = low + (high - low) / 2;
    if (doc->sentences.at[mid].end <= at)
      low = mid + 1;
    else
      high = mid;
  }
  return low < doc->sentences.count && doc->sentences.at[low].begin <= at ? (uint32_t)low : UINT32_MAX;
}

evx_status document_tokenize_literal(const char *text, size_t len, form_table *forms, arena *a, token **tokens,
                                     size_t *count) {
  pulse unasked = {0};
  tokenizer t = {.text = text, .len = len, .forms = forms, .memory = a, .literal = true, .pulse = &unasked};
  token_vec found = {0};
  *tokens = NULL;
  *count = 0;
  if (!tokenize_range(&t, 0, len, &found))
    return EVX_ERR_NOMEM;
  *tokens = found.at;
  *count = found.count;
  return EVX_OK;
}

/* A text on its way to the record's spelling: so far `len` bytes, and whether a blank comes next if anything does. */
typedef struct cleaning {
  char *to;
  size_t len;
  bool space;
} cleaning;

static void put_space(cleaning *x) {
  if (x->space)
    x->to[x->len++] = ' ';
  x->space = false;
}

/* Takes what is clean as it is, sixteen bytes at a time; answers how many. */
static size_t put_clean(cleaning *x, const char *text, size_t left) {
  unsigned taken = 16;
  size_t at = 0;
  while (left - at >= 16 && taken == 16) {
    taken = ascii_clean(text + at, x->space || x->len == 0);
    if (taken == 0)
      break;
    put_space(x);
    memcpy(x->to + x->len, text + at, 16);
    x->space = text[at + taken - 1] == ' ';
    x->len += taken - x->space;
    at += taken;
  }
  return at;
}

evx_status document_clean(const char *text, size_t begin, size_t end, arena *a, evx_string *out) {
  cleaning x = {.to = arena_alloc(a, (end - begin) * 3 + 1)};
  *out = (evx_string){NULL, 0};
  if (!x.to)
    return EVX_ERR_NOMEM;
  for (size_t at = begin, step; (at += put_clean(&x, text + at, end - at)) < end; at += step) {
    if (text[at] > ' ' && text[at] < 0x7f) { /* most bytes */
      put_space(&x);
      x.to[x.len++] = text[at];
      step = 1;
      continue;
    }
    code_point c = char_at(text, end, at);
    step = c.bytes;
    if (c.kind == CHAR_SPACE || c.kind == CHAR_LINE_END) {
      x.space = x.len > 0;
      continue;
    }
    put_space(&x);
    memcpy(x.to + x.len, c.kind == CHAR_INVALID ? "\xef\xbf\xbd" : text + at, c.kind == CHAR_INVALID ? 3 : step);
    x.len += c.kind == CHAR_INVALID ? 3 : step;
  }
  x.to[x.len] = '\0';
  arena_shrink(a, x.to, x.len + 1);
  *out = (evx_string){x.to, x.len};
  return EVX_OK;
}
