/* packer.c - looks for the longest copy at each place, among the last ones that begin alike, and gives what
 * is frequent short codes. */
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

/* ---- items -------------------------------------------------------------------------- */

typedef struct item {
  uint16_t symbol, distance; /* the latter of copies */
} item;

/* The items of the text; a byte as it is where a longer copy begins behind it. */
static size_t find_items(packer *p, item *items) {
  size_t count = 0;
  for (size_t at = 0; at < p->len; count++) {
    size_t distance = 0, other = 0, length = longest(p, at, &distance);
    if (length && at + 1 < p->len && longest(p, at + 1, &other) > length)
      length = 0;
    items[count] =
        length ? (item){(uint16_t)(256 + length - UNPACK_LENGTH_MIN), (uint16_t)distance} : (item){p->text[at], 0};
    for (size_t end = at + (length ? length : 1); at < end; at++)
      remember(p, at);
  }
  return count;
}

/* ---- codes -------------------------------------------------------------------------- */

typedef struct alphabet {
  size_t size;
  uint32_t uses[UNPACK_ITEMS];
  uint8_t length[UNPACK_ITEMS];
  uint16_t code[UNPACK_ITEMS];
} alphabet;

/* The lengths that Huffman's tree gives; the longest. */
static unsigned measure(alphabet *a) {
  uint32_t weight[2 * UNPACK_ITEMS];
  size_t above[2 * UNPACK_ITEMS] = {0}, count = a->size;
  unsigned most = 0;
  memcpy(weight, a->uses, a->size * sizeof *weight);
  for (;;) { /* the two lightest that are under nothing get a node above them */
    size_t lightest[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < count; i++) {
      if (weight[i] == 0 || above[i])
        continue;
      if (lightest[0] == SIZE_MAX || weight[i] < weight[lightest[0]])
        lightest[1] = lightest[0], lightest[0] = i;
      else if (lightest[1] == SIZE_MAX || weight[i] < weight[lightest[1]])
        lightest[1] = i;
    }
    if (lightest[1] == SIZE_MAX)
      break;
    weight[count] = weight[lightest[0]] + weight[lightest[1]];
    above[count] = 0;
    above[lightest[0]] = above[lightest[1]] = count++;
  }
  for (size_t i = 0; i < a->size; i++) {
    unsigned length = a->uses[i] && count == a->size ? 1 : 0; /* a symbol that is alone */
    for (size_t node = i; above[node]; node = above[node])
      length++;
    a->length[i] = (uint8_t)length;
    most = length > most ? length : most;
  }
  return most;
}

static void make_codes(alphabet *a) {
  unsigned code = 0;
  while (measure(a) > UNPACK_CODE_MAX) {
    for (size_t i = 0; i < a->size; i++)
      a->uses[i] = (a->uses[i] + 1) / 2;
  }
  for (unsigned length = 1; length <= UNPACK_CODE_MAX; length++, code <<= 1) {
    for (size_t i = 0; i < a->size; i++) {
      if (a->length[i] == length)
        a->code[i] = (uint16_t)code++;
    }
  }
}

/* ---- bits ---------------------------------------------------------------------------- */

typedef struct writer {
  uint8_t *out;
  size_t bits;
} writer;

static void put(writer *w, unsigned value, unsigned bits) {
  for (; bits > 0; bits--, w->bits++) {
    if (w->bits % 8 == 0)
      w->out[w->bits / 8] = 0;
    w->out[w->bits / 8] |= (uint8_t)((value >> (bits - 1) & 1) << (7 - w->bits % 8));
  }
}

static void put_symbol(writer *w, const alphabet *a, size_t symbol) {
  put(w, a->code[symbol], a->length[symbol]);
}

static void put_alphabet(writer *w, const alphabet *a) {
  for (size_t i = 0; i < a->size; i++) {
    put(w, a->length[i], 4);
    if (a->length[i])
      continue;
    unsigned more = 0;
    while (more < 255 && i + 1 < a->size && a->length[i + 1] == 0)
      more++, i++;
    put(w, more, 8);
  }
}

static size_t write_items(const item *items, size_t count, uint8_t *out) {
  static alphabet symbols, uppers;
  writer w = {out, 0};
  symbols = (alphabet){.size = UNPACK_ITEMS};
  uppers = (alphabet){.size = UNPACK_UPPERS};
  for (size_t i = 0; i < count; i++) {
    symbols.uses[items[i].symbol]++;
    if (items[i].symbol >= 256)
      uppers.uses[items[i].distance >> 8]++;
  }
  make_codes(&symbols);
  make_codes(&uppers);
  put_alphabet(&w, &symbols);
  put_alphabet(&w, &uppers);
  for (size_t i = 0; i < count; i++) {
    put_symbol(&w, &symbols, items[i].symbol);
    if (items[i].symbol >= 256) {
      put_symbol(&w, &uppers, items[i].distance >> 8);
      put(&w, items[i].distance & 0xff, 8);
    }
  }
  return (w.bits + 7) / 8;
}

uint8_t *pack_text(const uint8_t *text, size_t len, size_t *size) {
  packer *p = calloc(1, sizeof *p);
  item *items = calloc(len + 1, sizeof *items);
  uint8_t *out = malloc(4 * len + 2048); /* no code is longer than two bytes */
  if (p)
    p->before = calloc(len + 1, sizeof *p->before);
  if (p && p->before && items && out) {
    p->text = text;
    p->len = len;
    *size = write_items(items, find_items(p, items), out);
  } else {
    free(out);
    out = NULL;
  }
  if (p)
    free(p->before);
  free(p);
  free(items);
  return out;
}
