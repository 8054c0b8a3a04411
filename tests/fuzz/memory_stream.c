/* memory_stream.c - see memory_stream.h. */
#include "memory_stream.h"

#include <string.h>

#include "fuzz.h"

static ssize_t take(void *from, char *bytes, size_t room) {
  memory_stream *m = from;
  size_t len = m->left < room ? m->left : room;
  len = len < m->piece ? len : m->piece;
  if (len == 0 && m->breaks)
    return -1;
  if (len)
    memcpy(bytes, m->bytes, len);
  m->bytes += len;
  m->left -= len;
  return (ssize_t)len;
}

static const char *why(void *from) {
  (void)from;
  return "it broke";
}

stream memory_stream_open(memory_stream *m) {
  return (stream){take, why, NULL, m};
}

void render_document(const sink_kind *kind, evx_worker *worker, const document *d, buffer *out) {
  const sink s = {.kind = kind};
  rendered r = {0};
  document answer = *d; /* borrows */
  evx_options options = EVX_OPTIONS_INIT;
  evx_result *result = NULL;
  options.id = d->id;
  options.reference = d->date[0] ? d->date : NULL;
  evx_status status = d->error ? EVX_OK : evx_extract(worker, d->bytes, d->len, &options, &result);
  REQUIRE(status == EVX_OK || (status == EVX_ERR_ARG && d->date[0]), "extract: %s", evx_status_message(status));
  if (status != EVX_OK) {
    answer.error = "date";
    strcpy(answer.message, "its date is none");
  }
  kind->render(&s, 0, &answer, result, &r);
  evx_result_free(result);
  *out = r.parts[0];
}
