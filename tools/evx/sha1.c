#include "sha1.h"

#include <string.h>

#define BLOCK 64

static uint32_t rotate(uint32_t x, unsigned n) {
  return x << n | x >> (32 - n);
}

/* A step adds to `e`, and turns `b`, which is the next one's c: the names go round instead of the values. */
static inline void step(uint32_t a, uint32_t *b, uint32_t f, uint32_t *e, uint32_t word) {
  *e += rotate(a, 5) + f + word;
  *b = rotate(*b, 30);
}

/* The functions and constants of the four parts; names as in RFC 3174, section 5. */
static inline uint32_t mixed(size_t part, uint32_t b, uint32_t c, uint32_t d) {
  switch (part) {
  case 0: return (d ^ (b & (c ^ d))) + 0x5a827999u;
  case 1: return (b ^ c ^ d) + 0x6ed9eba1u;
  case 2: return ((b & c) | (d & (b | c))) + 0x8f1bbcdcu;
  default: return (b ^ c ^ d) + 0xca62c1d6u;
  }
}

/* Twenty steps. */
static inline void take_part(size_t part, const uint32_t *w, uint32_t s[5]) {
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4];
  for (size_t t = 0; t < 20; t += 5) {
    step(a, &b, mixed(part, b, c, d), &e, w[t]);
    step(e, &a, mixed(part, a, b, c), &d, w[t + 1]);
    step(d, &e, mixed(part, e, a, b), &c, w[t + 2]);
    step(c, &d, mixed(part, d, e, a), &b, w[t + 3]);
    step(b, &c, mixed(part, c, d, e), &a, w[t + 4]);
  }
  s[0] = a, s[1] = b, s[2] = c, s[3] = d, s[4] = e;
}

/* One block into the state. */
static void take_block(uint32_t h[5], const uint8_t *block) {
  uint32_t w[80], s[5] = {h[0], h[1], h[2], h[3], h[4]};
  for (size_t t = 0; t < 16; t++)
    w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 | (uint32_t)block[4 * t + 2] << 8 |
           block[4 * t + 3];
  for (size_t t = 16; t < 80; t++)
    w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  take_part(0, w, s);
  take_part(1, w + 20, s);
  take_part(2, w + 40, s);
  take_part(3, w + 60, s);
  for (size_t i = 0; i < 5; i++)
    h[i] += s[i];
}

void sha1(const void *bytes, size_t len, uint8_t digest[SHA1_BYTES]) {
  uint32_t h[5] = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
  const uint8_t *p = bytes;
  size_t left = len;
  for (; left >= BLOCK; p += BLOCK, left -= BLOCK)
    take_block(h, p);
  /* The rest, a one bit, zeros, and the length in bits: one block, or two. */
  uint8_t end[2 * BLOCK] = {0};
  size_t size = left + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
  if (left)
    memcpy(end, p, left);
  end[left] = 0x80;
  for (size_t i = 0; i < 8; i++)
    end[size - 1 - i] = (uint8_t)((uint64_t)len * 8 >> (8 * i));
  for (size_t at = 0; at < size; at += BLOCK)
    take_block(h, end + at);
  for (size_t i = 0; i < SHA1_BYTES; i++)
    digest[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
