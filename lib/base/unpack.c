#include "base/unpack.h"

bool unpack(const uint8_t *packed, size_t size, char *out, size_t len) {
  const uint8_t *end = packed + size;
  size_t at = 0;
  unsigned kinds = 1; /* of the items to come, behind a bit that ends them */
  while (packed < end) {
    if (kinds == 1)
      kinds = 0x100u | *packed++;
    bool copies = kinds & 1;
    kinds >>= 1;
    if (!copies) {
      if (packed == end || at == len)
        return false;
      out[at++] = (char)*packed++;
      continue;
    }
    if (end - packed < 3)
      return false;
    size_t back = packed[0] | (size_t)packed[1] << 8, count = packed[2] + UNPACK_LENGTH_MIN;
    packed += 3;
    if (back == 0 || back > at || count > len - at)
      return false;
    for (; count > 0; count--, at++) /* may overlap what it writes */
      out[at] = out[at - back];
  }
  out[at] = '\0';
  return at == len;
}
