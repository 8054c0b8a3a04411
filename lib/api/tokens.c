/* tokens.c - a text as the rules see it, for tools that show it. */
#include "api/worker.h"

/* Where the property words of the rule language come from: a form's shape, or a token's place. */
static const struct {
  tok_property property;
  uint32_t shape, place;
} property_bits[] = {
    {PROP_CAP, FORM_CAP, 0},      {PROP_UPPER, FORM_UPPER, 0},     {PROP_LOWER, FORM_LOWER, 0},
    {PROP_MIXED, FORM_MIXED, 0},  {PROP_NUM, FORM_NUM, 0},         {PROP_ALNUM, FORM_ALNUM, 0},
    {PROP_PUNCT, FORM_PUNCT, 0},  {PROP_ACRONYM, FORM_ACRONYM, 0}, {PROP_FIRST, 0, TOKEN_FIRST},
    {PROP_LAST, 0, TOKEN_LAST},   {PROP_GLUED, 0, TOKEN_GLUED},    {PROP_BULLET, 0, TOKEN_BULLET},
    {PROP_APART, 0, TOKEN_APART},
};

/* Longer than all property words together. */
#define PROPERTIES_MAX 160

static void describe(const form *f, const token *t, char *out) {
  size_t used = 0;
  for (size_t i = 0; i < sizeof property_bits / sizeof *property_bits; i++) {
    if (!(f->shape & property_bits[i].shape) && !(t->place & property_bits[i].place))
      continue;
    const char *word = tok_property_names[property_bits[i].property];
    size_t len = strlen(word);
    if (used + len + 2 > PROPERTIES_MAX)
      break;
    if (used)
      out[used++] = ' ';
    memcpy(out + used, word, len);
    used += len;
  }
  out[used] = '\0';
}

static const char *layout_name(line_kind kind) {
  switch (kind) {
  case LINE_HEADING: return "heading";
  case LINE_ITEM: return "item";
  case LINE_LABEL: return "label";
  case LINE_TABLE: return "table";
  case LINE_FURNITURE: return "furniture";
  case LINE_BLANK:
  case LINE_TEXT: break;
  }
  return "text";
}

static evx_status show(evx_worker *w, const document *doc, const mention_list *mentions, evx_token_fn fn, void *user) {
  const form_table *forms = rule_runner_forms(w->runner);
  for (size_t i = 0; i < doc->tokens.count; i++) {
    const token *t = &doc->tokens.at[i];
    uint32_t sentence = document_sentence(doc, (uint32_t)i), line_number = document_line(doc, (uint32_t)i);
    char properties[PROPERTIES_MAX];
    describe(&forms->forms[t->form], t, properties);
    uint32_t zone = mention_zone(mentions, (uint32_t)i);
    const evx_token shown = {
        .span = {t->begin, t->end},
        .sentence = sentence == UINT32_MAX ? SIZE_MAX : sentence,
        .line = (size_t)line_number + 1,
        .layout = layout_name(doc->lines.at[line_number].kind),
        .zone = zone ? rule_set_zone_name(w->engine->set, zone) : NULL,
        .properties = properties,
    };
    if (!fn(user, &shown))
      return EVX_ERR_CALLBACK;
  }
  return EVX_OK;
}

evx_status evx_tokenize(evx_worker *w, const char *text, size_t len, evx_token_fn fn, void *user) {
  document doc = {0};
  mention_list mentions = {0};
  if (!w || !fn || (!text && len))
    return EVX_ERR_ARG;
  if (len > EVX_MAX_TEXT)
    return EVX_ERR_LIMIT;
  evx_status s = worker_enter(w);
  if (s != EVX_OK)
    return s;
  s = worker_read(w, text ? text : "", len, NULL, &doc, &mentions);
  if (s == EVX_OK)
    s = show(w, &doc, &mentions, fn, user);
  worker_leave(w);
  return s;
}
