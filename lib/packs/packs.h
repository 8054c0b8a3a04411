/* packs.h - the packs and other texts that are built into the library; the table is generated from the .evx files
 * (tools/embed). */
#ifndef EVX_PACKS_PACKS_H
#define EVX_PACKS_PACKS_H

#include "base/unpack.h"

typedef struct pack_file {
  const char *name;      /* "en/dates.evx", "record.schema.json", "NOTICES" */
  const char *text;      /* NUL-terminated; NULL of packs, which are packed */
  const uint8_t *packed; /* for unpack */
  size_t packed_size;
  size_t len;
} pack_file;

extern const pack_file pack_files[];
extern const size_t pack_file_count;

#endif
