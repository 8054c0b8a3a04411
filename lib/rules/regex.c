#include "rules/regex.h"

/* PCRE2 does not say how large a block was when it gives it back; the size is kept in front of it. */
static void *pcre2_malloc_sized(PCRE2_SIZE size, void *user) {
  char *block = memory_alloc(user, size + 16);
  if (!block)
    return NULL;
  memcpy(block, &size, sizeof size);
  return block + 16;
}

static void pcre2_free_sized(void *ptr, void *user) {
  PCRE2_SIZE size = 0;
  if (!ptr)
    return;
  char *block = (char *)ptr - 16;
  memcpy(&size, block, sizeof size);
  memory_release(user, block, size + 16);
}

pcre2_general_context *regex_memory(const evx_allocator *allocator) {
  return pcre2_general_context_create(pcre2_malloc_sized, pcre2_free_sized, (void *)(uintptr_t)allocator);
}

pcre2_compile_context *regex_compiler(const evx_allocator *allocator) {
  pcre2_general_context *memory = regex_memory(allocator);
  pcre2_compile_context *compile = memory ? pcre2_compile_context_create(memory) : NULL;
  pcre2_general_context_free(memory); /* each object keeps what it needs of it */
  return compile;
}

/* Longest regular expression, as wrapped. */
#define WRAPPED_MAX 4096
#define WRAP_BEGIN  "\\A(?:"
#define WRAP_END    ")\\z"

/* A regular expression always means the whole token, so it is wrapped in \A(?:...)\z. No JIT: a token is short and
 * asked once per distinct spelling, which does not pay for compiling machine code at each start. */
pcre2_code *regex_compile_pattern(const char *text, size_t len, bool caseless, pcre2_compile_context *compile,
                                  regex_error *error) {
  char whole[WRAPPED_MAX];
  size_t begin = sizeof WRAP_BEGIN - 1, end = sizeof WRAP_END - 1;
  regex_error none = {0};
  error = error ? error : &none;
  if (len > sizeof whole - begin - end) {
    *error = (regex_error){PCRE2_ERROR_PATTERN_TOO_LARGE, len};
    return NULL;
  }
  memcpy(whole, WRAP_BEGIN, begin);
  memcpy(whole + begin, text, len);
  memcpy(whole + begin + len, WRAP_END, end);
  uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | (caseless ? PCRE2_CASELESS : 0);
  PCRE2_SIZE at = 0;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR)whole, begin + len + end, options, &error->code, &at, compile);
  error->at = at > begin ? at - begin : 0;
  return code;
}

bool regex_compile(const ast_tok *expr, pcre2_compile_context *compile, diag_list *diags, pcre2_code **out) {
  regex_error error = {0};
  *out = regex_compile_pattern(expr->text, expr->len, expr->caseless, compile, &error);
  if (*out || error.code == PCRE2_ERROR_HEAP_FAILED)
    return *out != NULL;
  PCRE2_UCHAR message[160];
  pcre2_get_error_message(error.code, message, sizeof message);
  diag_add(diags, EVX_ERROR, "E060", expr->at.src, expr->at.begin, expr->at.end, NULL,
           "bad regular expression at its character %zu: %s", error.at > expr->len ? expr->len : error.at,
           (const char *)message);
  return true;
}
