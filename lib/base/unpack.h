/* unpack.h - texts that lie packed in the library: few programs ask for them, and they are large.
 *
 * A text is items: bytes as they are, and copies of what was written some way back. What is frequent has a short code.
 * Packed it is bits, from the highest of each byte on: the lengths of the codes of two alphabets, then the items. Of a
 * length there are four bits, and behind 0 (no code) eight that say for how many further symbols; codes are canonical,
 * shorter ones first and those of a length by symbol. The first alphabet has bytes, and copies by their length (256 is
 * UNPACK_LENGTH_MIN); behind a copy stand its distance's upper byte, of the second alphabet, and eight bits of the
 * lower.
 */
#ifndef EVX_BASE_UNPACK_H
#define EVX_BASE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNPACK_LENGTH_MIN   4u
#define UNPACK_LENGTH_MAX   (UNPACK_LENGTH_MIN + 255u)
#define UNPACK_DISTANCE_MAX 65535u
#define UNPACK_ITEMS        512u
#define UNPACK_UPPERS       256u
#define UNPACK_CODE_MAX     12u /* bits */

/* Writes `len` bytes and a NUL. False where the packed bytes do not make exactly these. */
bool unpack(const uint8_t *packed, size_t size, char *out, size_t len);

#endif
