#include "base/unpack.h"

#include <string.h>

/* Behind the end there are as many zeros as may be asked for; who has taken one of them has failed. */
typedef struct reader {
  const uint8_t *at, *end;
  uint32_t held;         /* the next bits, from the highest on */
  unsigned count, zeros; /* how many they are, and how many of them stand behind the end */
} reader;

static void fill(reader *r) {
  for (; r->count <= 24; r->count += 8) {
    if (r->at < r->end)
      r->held |= (uint32_t)*r->at++ << (24 - r->count);
    else
      r->zeros += 8;
  }
}

static unsigned take(reader *r, unsigned bits) {
  unsigned taken = r->held >> (32 - bits);
  r->held <<= bits;
  r->count -= bits;
  fill(r);
  return taken;
}

static bool has_failed(const reader *r) {
  return r->count < r->zeros;
}

/* By the next bits: the symbol that they begin with, times 16, and how many of them are its own; 0: none. */
typedef uint16_t alphabet[1u << UNPACK_CODE_MAX];

/* Any lengths will do: where they make more codes than there are, the last are left out. */
static void take_alphabet(reader *r, alphabet a, size_t size) {
  uint8_t lengths[UNPACK_ITEMS];
  size_t at = 0;
  for (size_t i = 0; i < size; i++) {
    lengths[i] = (uint8_t)take(r, 4);
    for (unsigned more = lengths[i] ? 0 : take(r, 8); more && i + 1 < size; more--)
      lengths[++i] = 0;
  }
  memset(a, 0, sizeof(alphabet));
  for (unsigned length = 1; length <= UNPACK_CODE_MAX; length++) {
    for (size_t i = 0; i < size; i++) {
      for (size_t left = lengths[i] == length ? 1u << (UNPACK_CODE_MAX - length) : 0;
           left && at >> UNPACK_CODE_MAX == 0; left--)
        a[at++] = (uint16_t)(i << 4 | length);
    }
  }
}

/* Bits that no code stands for are taken for a byte of 0. */
static unsigned take_symbol(reader *r, const alphabet a) {
  unsigned entry = a[r->held >> (32 - UNPACK_CODE_MAX)];
  take(r, entry ? entry & 15u : UNPACK_CODE_MAX);
  return entry >> 4;
}

bool unpack(const uint8_t *packed, size_t size, char *out, size_t len) {
  reader r = {.at = packed, .end = packed + size};
  alphabet items, uppers;
  size_t at = 0;
  fill(&r);
  take_alphabet(&r, items, UNPACK_ITEMS);
  take_alphabet(&r, uppers, UNPACK_UPPERS);
  while (at < len && !has_failed(&r)) {
    unsigned item = take_symbol(&r, items);
    if (item < 256) {
      out[at++] = (char)item;
      continue;
    }
    size_t count = item - 256 + UNPACK_LENGTH_MIN, back = (size_t)take_symbol(&r, uppers) << 8;
    back |= take(&r, 8);
    if (back == 0 || back > at || count > len - at)
      return false;
    for (; count > 0; count--, at++) /* may overlap what it writes */
      out[at] = out[at - back];
  }
  out[at] = '\0';
  return at == len && !has_failed(&r) && r.at == r.end && r.count - r.zeros < 8;
}
