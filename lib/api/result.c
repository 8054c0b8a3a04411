#include "api/result.h"

#include "base/strbuf.h"
#include "json/json_write.h"

evx_result *result_new(const evx_engine *engine, const char *text, size_t len, bool copy) {
  evx_result *r = memory_zalloc(&engine->allocator, sizeof *r);
  if (!r)
    return NULL;
  r->engine = engine_share(engine);
  arena_init(&r->memory, &r->engine->allocator);
  r->text = copy ? arena_string(&r->memory, text, len) : text;
  r->len = len;
  if (copy && !r->text) {
    evx_result_free(r);
    return NULL;
  }
  return r;
}

void evx_result_free(evx_result *r) {
  if (!r)
    return;
  evx_engine *engine = r->engine;
  arena_free(&r->memory);
  memory_release(&engine->allocator, r, sizeof *r);
  engine_release(engine);
}

const evx_record *evx_result_record(const evx_result *r) {
  return r ? r->record : NULL;
}

evx_status evx_result_write_json(const evx_result *r, evx_json_style style, evx_offsets offsets, evx_write_fn write,
                                 void *user) {
  if (!r || !write)
    return EVX_ERR_ARG;
  return json_write_record(r->record, r->text, r->len, style, offsets, &r->engine->allocator, write, user);
}

/* ---- strings that callers own ------------------------------------------------ */

/* Stands in front of a string's bytes: the engine may be gone by the time the string is freed. */
typedef struct string_head {
  evx_allocator allocator;
  size_t room; /* of the whole block */
} string_head;

static bool append(void *user, const char *bytes, size_t len) {
  strbuf *b = user;
  strbuf_append(b, bytes, len);
  return !b->failed;
}

evx_status evx_result_to_json(const evx_result *r, evx_json_style style, evx_offsets offsets, char **out, size_t *len) {
  if (len)
    *len = 0;
  if (!out)
    return EVX_ERR_ARG;
  *out = NULL;
  if (!r)
    return EVX_ERR_ARG;
  strbuf b;
  string_head head = {r->engine->allocator, 0};
  strbuf_init(&b, &r->engine->allocator);
  strbuf_append(&b, (const char *)&head, sizeof head);
  evx_status s = evx_result_write_json(r, style, offsets, append, &b);
  if (b.failed || s != EVX_OK) {
    strbuf_free(&b);
    return s == EVX_OK || s == EVX_ERR_CALLBACK ? EVX_ERR_NOMEM : s;
  }
  head.room = b.room;
  memcpy(b.data, &head, sizeof head);
  *out = b.data + sizeof head;
  if (len)
    *len = b.length - sizeof head;
  return EVX_OK;
}

void evx_string_free(char *string) {
  if (!string)
    return;
  string_head head;
  char *block = string - sizeof head;
  memcpy(&head, block, sizeof head);
  memory_release(&head.allocator, block, head.room);
}
