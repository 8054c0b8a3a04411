/* ast.h - rule packs as the parser leaves them and the checker completes them.
 *
 * The parser fills everything but the fields marked "checker"; the checker (check.h) resolves names, numbers
 * captures and types the actions. All nodes live in one arena, that of the rule_ast. Every node knows the bytes of
 * its source that it was read from, for messages and for explanations. */
#ifndef EVX_RULES_AST_H
#define EVX_RULES_AST_H

#include "base/diag.h"

typedef struct place { /* bytes [begin, end) of a source, which has at most 64 MiB */
  const source *src;
  uint32_t begin, end;
} place;

static inline place place_of(const source *src, size_t begin, size_t end) {
  return (place){src, (uint32_t)begin, (uint32_t)end};
}

typedef struct ast_name {
  const char *text; /* NUL-terminated */
  place at;
} ast_name;

/* ---- token expressions: what stands in [ ] ------------------------------ */

typedef enum tok_kind {
  TOK_ANY,      /* [] */
  TOK_LITERAL,  /* "word": match fold */
  TOK_EXACT,    /* 'WHO': NFC spelling */
  TOK_REGEX,    /* /…/ or /…/i, whole token */
  TOK_LEXICON,  /* %Name: its one-token entries */
  TOK_LEMMA,    /* ~name */
  TOK_PROPERTY, /* cap, num, first … */
  TOK_RANGE,    /* num a..b */
  TOK_AND,
  TOK_OR,
  TOK_NOT
} tok_kind;

typedef enum tok_property {
  PROP_CAP,
  PROP_UPPER,
  PROP_LOWER,
  PROP_MIXED,
  PROP_NUM,
  PROP_ALNUM,
  PROP_PUNCT,
  PROP_ACRONYM,
  PROP_FIRST,
  PROP_LAST,
  PROP_GLUED,
  PROP_BULLET,
  PROP_APART,
  PROP_COUNT
} tok_property;

/* "cap", "upper", ...: the words of the language, by tok_property. */
extern const char *const tok_property_names[PROP_COUNT];

typedef struct ast_lexicon ast_lexicon;
typedef struct ast_lemma ast_lemma;
typedef struct ast_let ast_let;
typedef struct ast_record ast_record;
typedef struct ast_field ast_field;

typedef struct ast_tok ast_tok;
struct ast_tok {
  tok_kind kind;
  place at;
  const char *text; /* literal, exact, regex, or name; unescaped */
  size_t len;
  bool caseless; /* regex with i */
  tok_property property;
  int64_t low, high;          /* TOK_RANGE */
  ast_tok *left, *right;      /* AND, OR; NOT uses left */
  const ast_lexicon *lexicon; /* checker */
  const ast_lemma *lemma;     /* checker */
};

/* ---- patterns ------------------------------------------------------------ */

typedef enum pat_kind {
  PAT_SEQUENCE, /* items in order */
  PAT_CHOICE,   /* alternatives, leftmost first */
  PAT_WORDS,    /* "the next meeting" or 'exact words': a literal of one or more tokens */
  PAT_TOKEN,    /* [ … ], or a bare /regex/ */
  PAT_LEXICON,  /* %Name, an entry of any length */
  PAT_LEMMA,    /* ~name */
  PAT_MACRO,    /* @name: a group */
  PAT_MENTION,  /* <Type, field = value> */
  PAT_GAP,      /* ...{a,b}, lazy */
  PAT_BEGIN,
  PAT_END,       /* ^ $ */
  PAT_ANY_ORDER, /* 2 to 4 items */
  PAT_LOOK       /* followed-by, preceded-by, and their negations; item 0 is the pattern */
} pat_kind;

typedef enum cmp_kind { CMP_EQ, CMP_NE, CMP_LT, CMP_GT } cmp_kind;

typedef enum literal_kind { LIT_STRING, LIT_INT, LIT_DATE, LIT_WORD } literal_kind;

/* A constant in a test, a constraint or an action. */
typedef struct ast_literal {
  literal_kind kind;
  place at;
  const char *text; /* as meant: a string without quotes, a date, a word */
  size_t len;
  int64_t number;
} ast_literal;

typedef struct ast_constraint { /* field cmp value inside < > */
  ast_name field;
  cmp_kind cmp;
  ast_literal value;
  const ast_field *ref; /* checker */
} ast_constraint;

typedef struct ast_pattern ast_pattern;
struct ast_pattern {
  pat_kind kind;
  place at;
  ast_name capture;    /* text NULL: none */
  bool anchor;         /* name!: */
  uint32_t capture_id; /* checker: index in the rule's captures */
  uint32_t min, max;   /* quantifier; 1,1 without one. PAT_GAP: its bounds */
  const char *text;    /* WORDS, LEXICON, LEMMA, MACRO, MENTION: literal or name */
  size_t len;
  bool exact;           /* WORDS in single quotes */
  bool behind, negated; /* LOOK */
  ast_tok *token;       /* TOKEN */
  ast_pattern **items;
  size_t item_count;
  ast_constraint *constraints; /* MENTION */
  size_t constraint_count;
  ast_name prefix;            /* MACRO `@m as p`; text NULL: none */
  const ast_lexicon *lexicon; /* checker */
  const ast_lemma *lemma;     /* checker */
  const ast_let *let;         /* checker; the macro's body is compiled in its place */
  const ast_record *record;   /* checker */
};

/* ---- declarations -------------------------------------------------------- */

typedef struct ast_pack {
  ast_name name; /* "en/next" for a built-in, the file's stem otherwise */
  const source *src;
  uint32_t number; /* in load order */
  int64_t version;
  const char *language;     /* "en", or NULL */
  int64_t language_version; /* of `requires evx N`, else 1 */
} ast_pack;

typedef enum type_kind {
  TYPE_TEXT,
  TYPE_INT,
  TYPE_TIME, /* a time expression made by a constructor: only Date.value */
  TYPE_DATE,
  TYPE_PLACE,
  TYPE_PERSON,  /* a mention of that type */
  TYPE_MENTION, /* a mention of any type */
  TYPE_ENUM,
  TYPE_LIST
} type_kind;

typedef struct ast_type ast_type;
struct ast_type {
  type_kind kind;
  ast_name *words; /* ENUM */
  size_t word_count;
  ast_type *item; /* LIST */
};

struct ast_field {
  ast_name name;
  ast_type type;
  bool optional;
  bool has_default;
  ast_literal initial;
  uint32_t index; /* in its record */
};

struct ast_record {
  ast_name name;
  const ast_pack *pack;
  ast_field *fields;
  size_t field_count;
  uint32_t index;
  bool builtin; /* declared in the schema pack: known to lib/record */
};

typedef struct ast_entry {
  place at;
  const char *text;
  size_t len;
  bool exact;        /* 'WHO' */
  const char *value; /* canonical value, or NULL */
} ast_entry;

struct ast_lexicon {
  ast_name name;
  const ast_pack *pack;
  ast_entry *entries;
  size_t entry_count;
  uint32_t index;
  uint32_t gazetteer; /* gazetteer_list that stands behind it besides its entries; 0: none */
};

struct ast_lemma {
  ast_name name;
  const ast_pack *pack;
  ast_entry *forms; /* one token each */
  size_t form_count;
  uint32_t index;
};

struct ast_let {
  ast_name name;
  const ast_pack *pack;
  ast_pattern *body;
  bool open; /* checker: guards against macros that contain themselves */
  bool used; /* checker */
};

typedef enum expr_kind {
  EXPR_CAPTURE, /* a bare word that names a capture: its text */
  EXPR_WORD,    /* a bare word that is an enum value, a unit, past/present/future … */
  EXPR_STRING,
  EXPR_INT,
  EXPR_CALL /* fn(arg, name: arg, …) */
} expr_kind;

typedef enum fn_kind {
  FN_TEXT, /* text(c): the capture's words */
  FN_DATE, /* date(c, prefer: future): the Date mention in the capture */
  FN_PLACE,
  FN_PERSON,
  FN_MENTION, /* the mention of that type in the capture; mention(c): any */
  FN_NUMBER,  /* number(c): a figure, an ordinal or a lexicon's value as an integer */
  FN_LEMMA,   /* lemma(c) */
  FN_VALUE,   /* value(c): the canonical value of the lexicon entry that c matched */
  FN_MAP,     /* map(e, "a": x, "b": y) */
  FN_LIST,    /* list(c): all values of a capture under a quantifier */
  FN_FIRST,   /* first(a, b, …): the first that is set */
  FN_CALENDAR,
  FN_CLOCK,
  FN_WEEKDAY,
  FN_OFFSET,
  FN_UNIT,
  FN_RANGE,
  FN_DURATION,
  FN_SET,
  FN_HOLIDAY,
  FN_NTH,
  FN_REF,
  FN_COUNT
} fn_kind;

extern const char *const fn_names[FN_COUNT];

typedef struct ast_expr ast_expr;
typedef struct ast_arg {
  ast_name name; /* "year" in year: y; text NULL for a positional argument */
  bool quoted;   /* map's keys: "approve": approved */
  ast_expr *value;
} ast_arg;

struct ast_expr {
  expr_kind kind;
  place at;
  fn_kind fn;
  const char *text; /* CAPTURE, WORD, STRING */
  size_t len;
  int64_t number;
  ast_arg *args;
  size_t arg_count;
  uint32_t capture_id; /* checker, CAPTURE */
  int32_t enum_value;  /* checker, WORD: index in the field's enum, else -1 */
};

typedef struct ast_set {
  ast_name field;
  ast_expr *value;
  const ast_field *ref; /* checker */
} ast_set;

typedef struct ast_where { /* zone = NAME, layout != heading */
  ast_name key;
  bool negated;
  ast_literal value;
} ast_where;

typedef struct ast_want_field {
  ast_name name;
  ast_literal value;
  const ast_field *ref; /* checker */
} ast_want_field;

typedef struct ast_want {
  ast_name record;
  ast_want_field *fields;
  size_t field_count;
} ast_want;

typedef struct ast_test {
  place at;
  const char *text; /* unescaped */
  size_t len;
  const char *date; /* `at DATE`, or NULL */
  ast_want *wants;  /* none: count 0 */
  size_t want_count;
} ast_test;

typedef struct ast_phase ast_phase;

typedef struct ast_rule {
  size_t line, column; /* where its name stands, of a rule from an image, whose source has no text; else 0 */
  ast_name name;
  const ast_pack *pack;
  place at; /* from `rule` or `reject` to the end of its tests */
  bool reject;
  bool has_priority;
  int64_t priority; /* a reject without one: INT64_MAX */
  ast_where *wheres;
  size_t where_count;
  ast_pattern *match;
  bool emit; /* else mark; a reject has neither */
  ast_name record_name;
  const ast_record *record; /* checker */
  ast_set *sets;
  size_t set_count;
  ast_test *tests;
  size_t test_count;
  ast_phase *phase;
  const char **captures; /* checker: names by capture id */
  size_t capture_count;
  uint32_t anchor;       /* checker: capture id of the anchor, or UINT32_MAX */
  const char *full_name; /* checker: "en/next.held-on" */
  bool disabled;
} ast_rule;

typedef enum scope_side { SIDE_LEFT = 1, SIDE_RIGHT = 2, SIDE_BOTH = 3 } scope_side;

typedef struct ast_modifier {
  ast_name name;
  const ast_pack *pack;
  ast_set *sets; /* constants only */
  size_t set_count;
  ast_pattern *when;
  scope_side side;
  int64_t distance;  /* tokens between cue and anchor */
  ast_pattern *stop; /* or NULL */
  ast_phase *phase;
  bool disabled;
} ast_modifier;

typedef enum phase_scope { SCOPE_SENTENCE, SCOPE_LINE, SCOPE_PARAGRAPH } phase_scope;

struct ast_phase {
  ast_name name;
  const ast_pack *pack; /* of its first declaration */
  ast_name *uses;
  size_t use_count;
  ast_name after; /* text NULL: none */
  bool overlap_all;
  phase_scope scope;
  VEC(ast_rule *) rules;         /* in pack order, rejects included */
  VEC(ast_modifier *) modifiers; /* those declared since the phase before it */
};

typedef struct ast_zone {
  ast_name name;
  const ast_pack *pack;
  bool label; /* when label; else when heading */
  ast_pattern *when;
} ast_zone;

/* All packs of one build, in load order. */
typedef struct rule_ast {
  arena *memory;
  VEC(ast_pack *) packs;
  VEC(ast_record *) records;
  VEC(ast_lexicon *) lexicons;
  VEC(ast_lemma *) lemmas;
  VEC(ast_let *) lets;
  VEC(ast_phase *) phases; /* in order of running */
  VEC(ast_zone *) zones;
  /* What could not be read whole: the checker says nothing of names that stand here, nor of any where a source could
   * not be read at all. */
  VEC(const char *) lost;
  bool incomplete;
} rule_ast;

/* The word list of that name that the gazetteer stands behind, put into the tree; NULL with `nomem` false where there
 * is no such list. `pack` is the first that names it. */
ast_lexicon *ast_gazetteer_lexicon(rule_ast *ast, const ast_name *name, const ast_pack *pack, bool *nomem);

#endif
