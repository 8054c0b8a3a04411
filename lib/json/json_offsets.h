/* json_offsets.h - byte offsets of a text as offsets in another unit.
 *
 * A record names places of its text out of order, so a table remembers the count at every KiB; an answer then counts
 * at most one KiB. Text that is all ASCII, or spans asked for in bytes, need no table. A byte that belongs to no
 * UTF-8 sequence counts as one code point and one UTF-16 unit. */
#ifndef EVX_JSON_OFFSETS_H
#define EVX_JSON_OFFSETS_H

#include "base/memory.h"

typedef struct json_offsets {
  const char *text;
  size_t len;
  evx_offsets unit;
  const evx_allocator *allocator;
  uint64_t
      *marks; /* NULL: units are bytes. Per KiB: units before its first sequence, times 4, plus where that begins */
  size_t mark_count;
} json_offsets;

/* EVX_ERR_NOMEM is the only failure. `text` and `allocator` must outlive `o`. */
evx_status json_offsets_init(json_offsets *o, const char *text, size_t len, evx_offsets unit,
                             const evx_allocator *allocator);
void json_offsets_free(json_offsets *o);
/* Offsets behind the text count as its end; one inside a sequence counts as the end of it. */
size_t json_offset(const json_offsets *o, size_t byte);
/* "byte", "codepoint", "utf16"; NULL for a number that is no unit. */
const char *json_offsets_name(evx_offsets unit);

#endif
