/* memory_stream.h - bytes as a stream of evx batch, handed out in pieces of a size of one's choosing. */
#ifndef EVX_TESTS_FUZZ_MEMORY_STREAM_H
#define EVX_TESTS_FUZZ_MEMORY_STREAM_H

#include "batch/source.h"

typedef struct memory_stream {
  const char *bytes;
  size_t left, piece;
  bool breaks; /* at its end it has an error instead */
} memory_stream;

/* `m` must live as long as the stream. */
stream memory_stream_open(memory_stream *m);
/* Makes of the text what a run of evx batch makes of it: its record, with `meta`, or its error. */
void render_document(const sink_kind *kind, evx_worker *worker, const document *d, buffer *out);

#endif
