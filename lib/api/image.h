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

/* Which things of a list are meant: the distance of each from the one before it; 0: 255 further, and none there. */
typedef struct image_steps {
  const uint8_t *at;
  size_t count;
} image_steps;

/* Of the units of four bytes of the block most are zero, and most others fit into two bytes. */
typedef struct engine_image {
  const char *name;        /* of the built-in set: "en"; NULL: there is no image */
  size_t size;             /* bytes of the block */
  size_t root;             /* offset of the engine in it */
  const uint64_t *fixed;   /* what is not copied: offsets from `size` on lie here */
  const uint64_t *masks;   /* by 64 units: those that fit into two bytes and are not zero */
  const uint16_t *narrow;  /* those, in order */
  image_steps wide_steps;  /* units that do not fit */
  const uint32_t *wide;    /* those */
  image_steps pointers;    /* words that are pointers */
  const uint32_t *targets; /* what they point to, in words */
} engine_image;

extern const engine_image engine_image_builtin;

/* A new engine with one owner. EVX_ERR_NOMEM. */
evx_status engine_from_image(const engine_image *image, const evx_allocator *allocator, evx_engine **out);
/* Takes out of an engine what an image cannot hold: allocator, PCRE2's objects, the packs' source texts. It can only
 * be written down afterwards. For tools/embed/prebuild alone. */
void engine_detach(evx_engine *engine);

#endif
