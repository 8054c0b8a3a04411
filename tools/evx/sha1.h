/* sha1.h - SHA-1 (RFC 3174), which shares gold out into its two parts. Not for secrets. */
#ifndef SHA1_H
#define SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_BYTES 20

void sha1(const void *bytes, size_t len, uint8_t digest[SHA1_BYTES]);

#endif
