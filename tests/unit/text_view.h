/* text_view.h - a text read as rules see it, shown as strings that tests can compare. */
#ifndef EVX_TESTS_TEXT_VIEW_H
#define EVX_TESTS_TEXT_VIEW_H

#include "base/strbuf.h"
#include "text/document.h"
#include "unit.h"

typedef struct view {
  arena memory;
  form_table forms;
  intern abbreviations, going_on, keys, line_ends, line_begins;
  document doc;
  strbuf shown;
} view;

static inline void view_open(view *v, const char *text, size_t len) {
  static const char *const abbreviations[] = {"mr", "dr", "st", "no", "hon"};
  static const char *const going_on[] = {"tuesday", "may"};
  static const char *const keys[] = {"date", "present", "next meeting"};
  arena_init(&v->memory, &memory_default_allocator);
  strbuf_init(&v->shown, &memory_default_allocator);
  ck_assert(form_table_init(&v->forms, &memory_default_allocator));
  ck_assert(intern_init(&v->abbreviations, &memory_default_allocator));
  ck_assert(intern_init(&v->going_on, &memory_default_allocator));
  ck_assert(intern_init(&v->keys, &memory_default_allocator));
  ck_assert(intern_init(&v->line_ends, &memory_default_allocator));
  ck_assert(intern_init(&v->line_begins, &memory_default_allocator));
  intern_add(&v->line_ends, "the", strlen("the"));
  intern_add(&v->line_begins, "of", strlen("of"));
  for (size_t i = 0; i < COUNT_OF(abbreviations); i++)
    intern_add(&v->abbreviations, abbreviations[i], strlen(abbreviations[i]));
  for (size_t i = 0; i < COUNT_OF(going_on); i++)
    intern_add(&v->going_on, going_on[i], strlen(going_on[i]));
  for (size_t i = 0; i < COUNT_OF(keys); i++)
    intern_add(&v->keys, keys[i], strlen(keys[i]));
  text_lexicon lexicon = {&v->abbreviations, &v->going_on, &v->keys, &v->line_ends, &v->line_begins};
  ck_assert_int_eq(document_read(&v->doc, text, len, &lexicon, &v->forms, &v->memory, NULL), EVX_OK);
}

static inline void view_close(view *v) {
  strbuf_free(&v->shown);
  form_table_free(&v->forms);
  intern_free(&v->abbreviations);
  intern_free(&v->going_on);
  intern_free(&v->keys);
  intern_free(&v->line_ends);
  intern_free(&v->line_begins);
  arena_free(&v->memory);
}

static inline const char *view_spelling(const view *v, uint32_t token_at) {
  size_t len;
  return form_string(&v->forms, v->forms.forms[v->doc.tokens.at[token_at].form].text, &len);
}

/* Tokens with bars between them; "_" behind a bar: a space stands before it. */
static inline const char *view_tokens(view *v) {
  for (uint32_t i = 0; i < v->doc.tokens.count; i++) {
    bool glued = v->doc.tokens.at[i].place & TOKEN_GLUED;
    strbuf_printf(&v->shown, "%s%s", i == 0 ? "" : glued ? "|" : " ", view_spelling(v, i));
  }
  return v->shown.data ? v->shown.data : "";
}

/* Sentences, each ended by " /". */
static inline const char *view_sentences(view *v) {
  for (size_t s = 0; s < v->doc.sentences.count; s++) {
    for (uint32_t i = v->doc.sentences.at[s].begin; i < v->doc.sentences.at[s].end; i++)
      strbuf_printf(&v->shown, "%s ", view_spelling(v, i));
    strbuf_puts(&v->shown, s + 1 < v->doc.sentences.count ? "/ " : "/");
  }
  return v->shown.data ? v->shown.data : "";
}

/* A letter per line: . blank, T text, H heading with its level, I item with its nesting, L label, B table, F furniture.
 */
static inline const char *view_lines(view *v) {
  for (size_t i = 0; i < v->doc.lines.count; i++) {
    const line *l = &v->doc.lines.at[i];
    strbuf_putc(&v->shown, ".THILBF"[l->kind]);
    if (l->kind == LINE_HEADING || l->kind == LINE_ITEM)
      strbuf_printf(&v->shown, "%u", (unsigned)l->level);
  }
  return v->shown.data ? v->shown.data : "";
}

typedef const char *view_fn(view *v);

static inline void view_expect(view_fn *show, const char *text, size_t len, const char *wanted) {
  view v;
  view_open(&v, text, len);
  ck_assert_str_eq(show(&v), wanted);
  view_close(&v);
}

#define EXPECT(show, text, wanted) view_expect(show, text, sizeof(text) - 1, wanted)

#endif
