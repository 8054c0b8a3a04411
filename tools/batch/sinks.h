/* sinks.h - the kinds of output, for sink.c. */
#ifndef SINKS_H
#define SINKS_H

#include "batch.h"

extern const sink_kind sink_jsonl, sink_flat, sink_csv, sink_sqlite, sink_ical;

/* Says what is wrong with the output, with the error of the system; always false. */
bool sink_trouble(const sink *s, const char *what);
/* Removes a file, or a folder with the tables in it. */
void remove_output(const char *path);

#endif
