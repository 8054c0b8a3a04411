#include "sha1.h"

#include <string.h>

#define BLOCK 64

static uint32_t rotate(uint32_t x, unsigned n) {
  return x << n | x >> (32 - n);
}

/* One block into the state; names as in RFC 3174, section 6. */
static void take_block(uint32_t h[5], const uint8_t *block) {
  uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  for (size_t t = 0; t < 16; t++)
    w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 | (uint32_t)block[4 * t + 2] << 8 |
           block[4 * t + 3];
  for (size_t t = 16; t < 80; t++)
    w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  for (size_t t = 0; t < 80; t++) {
    uint32_t f = t < 20   ? ((b & c) | (~b & d)) + 0x5a827999u
                 : t < 40 ? (b ^ c ^ d) + 0x6ed9eba1u
                 : t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu
                          : (b ^ c ^ d) + 0xca62c1d6u;
    uint32_t next = rotate(a, 5) + f + e + w[t];
    e = d, d = c, c = rotate(b, 30), b = a, a = next;
  }
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
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
