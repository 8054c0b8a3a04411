/* regex.h - PCRE2 over this library's allocator, and the one way in which rules use it: a whole token. */
#ifndef EVX_RULES_REGEX_H
#define EVX_RULES_REGEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "rules/ast.h"

/* The allocator must outlive the context, which is released by pcre2_general_context_free; NULL when memory is out. */
pcre2_general_context *regex_memory(const evx_allocator *allocator);
/* What patterns are compiled with, by that memory; NULL when memory is out. */
pcre2_compile_context *regex_compiler(const evx_allocator *allocator);

typedef struct regex_error {
  int code;  /* PCRE2's */
  size_t at; /* byte of the pattern */
} regex_error;

/* NULL with `error`, which may be NULL, where PCRE2 refuses the pattern or memory is out. */
pcre2_code *regex_compile_pattern(const char *text, size_t len, bool caseless, pcre2_compile_context *compile,
                                  regex_error *error);
/* Compiles a TOK_REGEX. A pattern that PCRE2 refuses becomes an error in `diags`, and `out` NULL; so it is when memory
 * is out, and the answer then false. */
bool regex_compile(const ast_tok *expr, pcre2_compile_context *compile, diag_list *diags, pcre2_code **out);

#endif
