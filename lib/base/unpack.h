/* unpack.h - texts that lie packed in the library: few programs ask for them, and they are large.
 *
 * Eight items follow a byte whose bits, from the lowest, say what they are: 0 a byte as it is, 1 two bytes of distance
 * (the lower one first, at least 1) and one of length (less UNPACK_LENGTH_MIN): a copy of what was written so far back.
 */
#ifndef EVX_BASE_UNPACK_H
#define EVX_BASE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNPACK_LENGTH_MIN   4u
#define UNPACK_LENGTH_MAX   (UNPACK_LENGTH_MIN + 255u)
#define UNPACK_DISTANCE_MAX 65535u

/* Writes `len` bytes and a NUL. False where the packed bytes do not make exactly these. */
bool unpack(const uint8_t *packed, size_t size, char *out, size_t len);

#endif
