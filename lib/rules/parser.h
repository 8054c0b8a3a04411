/* parser.h - what the files of the parser share. */
#ifndef EVX_RULES_PARSER_H
#define EVX_RULES_PARSER_H

#include "rules/lex.h"
#include "rules/parse.h"

#define NESTING_MAX    100u
#define MISTAKES_MAX   100u /* of one source; then the parser gives up */
#define QUANTIFIER_MAX 255
#define REPEAT_MAX     32u /* what * and + stand for */

typedef struct parser {
  rule_ast *ast;
  const source *src;
  const source_loader *loader;
  diag_list *diags;
  arena *a;
  lexeme now, ahead; /* current and next */
  ast_pack *pack;
  ast_phase *phase;            /* rules go here; NULL before the first */
  VEC(ast_modifier *) waiting; /* modifiers before the phase that they belong to */
  uint32_t depth;
  uint32_t includes;     /* nesting */
  const char *declaring; /* the name that the current statement declares, once it is read */
  bool panic;            /* a mistake was reported; skip to the next statement */
  bool nomem;
  size_t mistakes;
} parser;

/* Looks a declaration up by name in one of the tree's lists. */
#define FIND(list, wanted, found)                                                                                      \
  do {                                                                                                                 \
    (found) = NULL;                                                                                                    \
    for (size_t find_i = 0; find_i < (list).count && !(found); find_i++) {                                             \
      if (strcmp((list).at[find_i]->name.text, (wanted)) == 0)                                                         \
        (found) = (list).at[find_i];                                                                                   \
    }                                                                                                                  \
  } while (0)

void parser_advance(parser *p);
bool parser_is(const parser *p, const char *mark);      /* the current lexeme is this mark */
bool parser_is_word(const parser *p, const char *word); /* … this word */
bool parser_accept(parser *p, const char *mark);
bool parser_accept_word(parser *p, const char *word);
/* Reports and panics where the mark is not there. */
bool parser_expect(parser *p, const char *mark, const char *why);
ast_name parser_name(parser *p, const char *what);
place parser_place(const parser *p, size_t begin);
void *parser_new(parser *p, size_t size);
/* Reports at the current lexeme; the first mistake of a statement counts. */
void parser_fail(parser *p, const char *code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void parser_fail_at(parser *p, const char *code, size_t begin, size_t end, const char *hint, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* What the current lexeme is, for messages. */
const char *parser_seen(parser *p);

/* A name that may hold dots and slashes ("en/next.held-on"), read from the text itself. */
ast_name parser_raw_name(parser *p);
void parser_start(parser *p, size_t at); /* makes the lexeme at `at` the current one */

/* Statements; the current lexeme is their keyword. */
void parse_record(parser *p);
void parse_lexicon(parser *p, bool extend);
void parse_lemma(parser *p);
void parse_let(parser *p);
void parse_zone(parser *p);
void parse_phase(parser *p);
void parse_rule(parser *p, bool override);
void parse_modifier(parser *p);
void parse_disable(parser *p);

ast_pattern *parse_pattern(parser *p);
bool parse_action(parser *p, ast_rule *r);
bool parse_sets(parser *p, ast_set **sets, size_t *count, const char *close);
bool parse_test(parser *p, ast_test *test);
bool parse_literal(parser *p, ast_literal *out);

#endif
