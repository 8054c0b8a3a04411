/* regex.h - PCRE2 over this library's allocator, and the one way in which rules use it: a whole token. */
#ifndef EVX_RULES_REGEX_H
#define EVX_RULES_REGEX_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "rules/ast.h"

/* The allocator must outlive the context, which is released by pcre2_general_context_free; NULL when memory is out. */
pcre2_general_context *regex_memory(const evx_allocator *allocator);
/* Compiles a TOK_REGEX. A pattern that PCRE2 refuses becomes an error in `diags`, and `out` NULL; so it is when memory
 * is out, and the answer then false. `scratch` holds the wrapped pattern. */
bool regex_compile(const ast_tok *expr, pcre2_compile_context *compile, arena *scratch, diag_list *diags,
                   pcre2_code **out);

#endif
