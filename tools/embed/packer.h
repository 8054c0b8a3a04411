/* packer.h - packs texts for lib/base/unpack.h. */
#ifndef PACKER_H
#define PACKER_H

#include <stddef.h>
#include <stdint.h>

/* The packed bytes, to be freed; NULL when memory is out. */
uint8_t *pack_text(const uint8_t *text, size_t len, size_t *size);

#endif
