/* gazetteer_format.h - the layout of a gazetteer's bytes, shared by its reader (gazetteer.c) and its writer
 * (tools/gazetteer/pack.c).
 *
 * All numbers are little-endian and unaligned; the reader composes them from bytes, so that it reads a table on any
 * machine. Head, then sections in any order:
 *
 *   0  "evxgaz\r\n"        8  0x01020304 (order)   12 version      16 size of all
 *   20 longest probe      24 keys                 28 zero         32 hash of all bytes behind the head (64 bits)
 *   40 six sections: offset, count: slots, records, places, codes, strings, exact
 *
 *   slot    tag (1), node (4): record offset + 1, or 0; bit 31: longer names go on from here. All zero: free.
 *           Slot of a name: its hash scaled to the number of slots; taken slots are stepped over.
 *   record  key length, senses, capitals, flags (1 each), key, senses (4 each). The key is the lexicon folds of the
 *           name's tokens, joined by a space, hyphens left out; capitals says which of its first eight begin with one.
 *   sense   kind (bits 0-3), spelling rule (4-5), alias (6), what it refers to (8-31)
 *   place   GeoNames id (4), latitude and longitude in 1/10000 degrees (3 each), name (3), country (1), region (2),
 *           feature (bits 0-2) and size (3-7) (1)
 *   code    8 bytes, ended by zeros
 *   exact   spelling (4), what it refers to (4): senses with the exact rule refer to these
 *   strings ended by a zero each */
#ifndef EVX_LEXICON_GAZETTEER_FORMAT_H
#define EVX_LEXICON_GAZETTEER_FORMAT_H

#include <stdint.h>

#define GAZETTEER_MAGIC          "evxgaz\r\n"
#define GAZETTEER_ORDER_MARK     0x01020304u
#define GAZETTEER_FORMAT_VERSION 1u
#define GAZETTEER_HEAD           88u
#define GAZETTEER_SLOT           5u
#define GAZETTEER_RECORD_HEAD    4u
#define GAZETTEER_PLACE_ROW      17u
#define GAZETTEER_CODE_ROW       8u
#define GAZETTEER_EXACT_ROW      8u
#define GAZETTEER_TOKENS_MAX     16u   /* of one name, hyphens not counted */
#define GAZETTEER_PROBE_MAX      1024u /* slots stepped over for one name; a table that needs more is damaged */
#define GAZETTEER_DEGREE         10000.0

/* How a name must be spelled to have a sense. */
typedef enum gazetteer_spelling {
  GAZETTEER_ANY,
  GAZETTEER_FIRST_CAPITAL,
  GAZETTEER_CAPITALS, /* a capital wherever the name has one */
  GAZETTEER_EXACT
} gazetteer_spelling;

/* The hash of a name's tokens up to one of them, from that of the tokens before it (0: none) and its fold's. */
static inline uint32_t gazetteer_hash_step(uint32_t before, uint32_t fold_hash) {
  uint32_t h = (before ^ fold_hash) * 0x9e3779b1u;
  return h ^ (h >> 15);
}

static inline uint32_t gazetteer_slot_of(uint32_t hash, uint32_t slots) {
  return (uint32_t)(((uint64_t)hash * slots) >> 32);
}

static inline uint8_t gazetteer_tag_of(uint32_t hash) {
  return (uint8_t)hash;
}

/* FNV-1a over 8 bytes at a time, the rest by single bytes; ends with a finalizer. */
static inline uint64_t gazetteer_content_hash(const uint8_t *bytes, uint64_t size) {
  uint64_t h = 14695981039346656037u;
  uint64_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t w = 0;
    for (unsigned k = 0; k < 8; k++)
      w |= (uint64_t)bytes[i + k] << (8 * k);
    h = (h ^ w) * 1099511628211u;
    h ^= h >> 29;
  }
  for (; i < size; i++)
    h = (h ^ bytes[i]) * 1099511628211u;
  return h ^ (h >> 32);
}

#endif
