/* json_write.h - the record as JSON, schema version 1.
 *
 * Keys come in fixed order and every key is always there: null where nothing is known, [] for an empty list. Equal
 * records give equal bytes. The only allocation is the table of json_offsets.h. */
#ifndef EVX_JSON_JSON_WRITE_H
#define EVX_JSON_JSON_WRITE_H

#include "json/json_offsets.h"

/* The number behind "evx" in every record. */
#define JSON_RECORD_VERSION 1

/* `text` is what the record's spans point into; it is read only where `offsets` is not EVX_OFFSETS_BYTE.
 * EVX_ERR_ARG: an unknown style or unit. EVX_ERR_CALLBACK: `write` stopped. EVX_ERR_NOMEM: no room for the table. */
evx_status json_write_record(const evx_record *record, const char *text, size_t len, evx_json_style style,
                             evx_offsets offsets, const evx_allocator *allocator, evx_write_fn write, void *user);

#endif
