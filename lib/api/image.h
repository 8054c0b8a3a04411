/* image.h - the engine of the built-in packs, compiled when the library is built.
 *
 * tools/embed/prebuild makes an engine as a program would, in memory of its own, and writes that memory down as words
 * with a list of those that are pointers. What holds no pointers is used where it lies in the library; the rest is
 * copied into one block, and its pointers are moved by the addresses of both: no parsing, no compiling. Patterns and
 * examples as they are written are left out; who explains, lints or tests the built-in packs reads them as text
 * (builder_whole). Regular expressions are there as tables; PCRE2's code cannot be stored so, and is made where a table
 * cannot tell. An image fits only the library that it was made for; both come from one build, and where that cannot be
 * (cross compilation), the image is empty and the packs are compiled at start. */
#ifndef EVX_API_IMAGE_H
#define EVX_API_IMAGE_H

#include "api/engine.h"

typedef struct engine_image {
  const char *name;         /* of the built-in set: "en"; NULL: there is no image */
  size_t size;              /* bytes of the block */
  size_t root;              /* offset of the engine in it */
  const uint64_t *fixed;    /* what is not copied: offsets from `size` on lie here */
  const uint64_t *masks;    /* by 64 units of four bytes: those that are not zero */
  const uint32_t *units;    /* those, in order */
  const uint16_t *pointers; /* distances between words that are pointers; 0: 65535 further, no pointer there */
  size_t pointer_count;
} engine_image;

extern const engine_image engine_image_builtin;

/* A new engine with one owner. EVX_ERR_NOMEM. */
evx_status engine_from_image(const engine_image *image, const evx_allocator *allocator, evx_engine **out);
/* Takes out of an engine what an image cannot hold: allocator, PCRE2's objects, the packs' source texts. It can only
 * be written down afterwards. For tools/embed/prebuild alone. */
void engine_detach(evx_engine *engine);

#endif
