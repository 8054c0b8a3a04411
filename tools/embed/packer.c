/* packer.c - looks for the longest copy at each place, among the last ones that begin alike. */
#include "packer.h"

#include <stdlib.h>
#include <string.h>

#include "base/unpack.h"

enum { HASHES = 1 << 15, TRIES = 256 };

typedef struct packer {
  const uint8_t *text;
  size_t len;
  uint32_t last[HASHES]; /* place + 1 of the last that begins alike, by hash */
  uint32_t *before;      /* by place: the one before it */
} packer;

static size_t hash_at(const packer *p, size_t at) {
  uint32_t word;
  memcpy(&word, p->text + at, sizeof word);
  return word * 2654435761u >> 17;
}

static void remember(packer *p, size_t at) {
  if (at + UNPACK_LENGTH_MIN > p->len)
    return;
  size_t hash = hash_at(p, at);
  p->before[at] = p->last[hash];
  p->last[hash] = (uint32_t)at + 1;
}

/* The length of the longest copy for a place, 0 where there is none. */
static size_t longest(const packer *p, size_t at, size_t *distance) {
  size_t most = p->len - at < UNPACK_LENGTH_MAX ? p->len - at : UNPACK_LENGTH_MAX, best = UNPACK_LENGTH_MIN - 1;
  if (most < UNPACK_LENGTH_MIN)
    return 0;
  uint32_t from = p->last[hash_at(p, at)];
  for (int i = 0; i < TRIES && from && at - (from - 1) <= UNPACK_DISTANCE_MAX; i++, from = p->before[from - 1]) {
    size_t same = 0;
    while (same < most && p->text[from - 1 + same] == p->text[at + same])
      same++;
    if (same > best) {
      best = same;
      *distance = at - (from - 1);
    }
  }
  return best < UNPACK_LENGTH_MIN ? 0 : best;
}

static size_t write_items(packer *p, uint8_t *out) {
  size_t size = 0, kinds = 0;
  unsigned item = 8;
  for (size_t at = 0; at < p->len; item++) {
    if (item == 8) {
      kinds = size++;
      out[kinds] = 0;
      item = 0;
    }
    size_t distance = 0, length = longest(p, at, &distance), end = at + (length ? length : 1);
    if (length) {
      out[kinds] |= (uint8_t)(1u << item);
      out[size++] = (uint8_t)(distance & 0xff);
      out[size++] = (uint8_t)(distance >> 8);
      out[size++] = (uint8_t)(length - UNPACK_LENGTH_MIN);
    } else {
      out[size++] = p->text[at];
    }
    for (; at < end; at++)
      remember(p, at);
  }
  return size;
}

uint8_t *pack(const uint8_t *text, size_t len, size_t *size) {
  packer *p = calloc(1, sizeof *p);
  uint8_t *out = malloc(len + len / 8 + 2);
  if (p)
    p->before = calloc(len + 1, sizeof *p->before);
  if (p && p->before && out) {
    p->text = text;
    p->len = len;
    *size = write_items(p, out);
  } else {
    free(out);
    out = NULL;
  }
  if (p)
    free(p->before);
  free(p);
  return out;
}
