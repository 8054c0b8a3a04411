/* batch_run.h - what evx batch and evx extract --ndjson share. */
#ifndef BATCH_RUN_H
#define BATCH_RUN_H

#include "../batch/batch.h"

/* Values of -j and of --max-size (a number of bytes, with K, M or G). False with a message. */
bool take_jobs(const char *value, size_t *out);
bool take_size(const char *value, size_t *out);
size_t all_cores(void);
/* From now on SIGINT and SIGTERM set batch_stop; a second one ends the program. */
void catch_signals(void);
/* `date` NULL is good. False with a message. */
bool engine_takes_date(const evx_engine *engine, const char *date);

typedef struct ndjson_options {
  const pack_options *packs;
  const char *const *files;
  size_t file_count;
  const char *date;
  evx_day_order order;
  evx_offsets offsets;
  size_t jobs, max_size; /* 0: as usual */
} ndjson_options;

/* One record line for each line that is read, in order, each as soon as it is ready. */
exit_status extract_ndjson(const ndjson_options *options);

#endif
