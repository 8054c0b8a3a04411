/* record.h - mentions become the record of a document: the door of this room. */
#ifndef EVX_RECORD_RECORD_H
#define EVX_RECORD_RECORD_H

#include "rules/ruleset.h"

/* Record types, fields and enum words of a rule set, looked up once; immutable, part of the engine. Works with packs
 * that lack some types. */
typedef struct record_maker record_maker;

evx_status record_maker_new(const rule_set *set, const evx_allocator *allocator, record_maker **out);
void record_maker_free(record_maker *m);

/* By record type of the rule set: which of its mentions record_build reads. NULL when memory is out. */
const keep_which *record_types_read(const record_maker *m, arena *a);

typedef struct record_options {
  const char *id, *file_name;
  time_point reference; /* the document's date as the caller gives it; may be unset */
  time_point modified;  /* stands in where nothing else says it; may be unset */
  evx_day_order order;
  uint32_t max_records; /* per kind; 0: RECORD_MAX_DEFAULT */
  pulse *pulse;
} record_options;

#define RECORD_MAX_DEFAULT 1000u

/* Everything reachable from `out` lives in `result`; nothing of it points into the document, the forms or `scratch`
 * (names of rules belong to the rule set). EVX_ERR_NOMEM, or EVX_ERR_CALLBACK where the pulse stopped it. */
evx_status record_build(const record_maker *m, const document *doc, const form_table *forms,
                        const mention_list *mentions, const record_options *options, arena *result, arena *scratch,
                        const evx_record **out);

#endif
