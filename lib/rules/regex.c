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

/* A regular expression always means the whole token, so it is wrapped in \A(?:...)\z. */
bool regex_compile(const ast_tok *expr, pcre2_compile_context *compile, arena *scratch, diag_list *diags,
                   pcre2_code **out) {
  static const size_t wrapped = sizeof "\\A(?:" - 1;
  const char *whole = arena_printf(scratch, "\\A(?:%.*s)\\z", (int)expr->len, expr->text);
  *out = NULL;
  if (!whole)
    return false;
  int error = 0;
  PCRE2_SIZE at = 0;
  uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | (expr->caseless ? PCRE2_CASELESS : 0);
  *out = pcre2_compile((PCRE2_SPTR)whole, PCRE2_ZERO_TERMINATED, options, &error, &at, compile);
  if (*out || error == PCRE2_ERROR_NOMEMORY)
    return *out != NULL;
  PCRE2_UCHAR message[160];
  pcre2_get_error_message(error, message, sizeof message);
  size_t offset = at > wrapped ? at - wrapped : 0;
  diag_add(diags, EVX_ERROR, "E060", expr->at.src, expr->at.begin, expr->at.end, NULL,
           "bad regular expression at its character %zu: %s", offset > expr->len ? expr->len : offset,
           (const char *)message);
  return true;
}
