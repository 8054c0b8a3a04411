#include "api/image.h"

/* ---- source texts --------------------------------------------------------------- */

static source *source_of(const evx_engine *e, size_t pack) {
  return (source *)(uintptr_t)e->ast.packs.at[pack]->src; /* nobody else has the engine yet */
}

void engine_detach(evx_engine *e) {
  rule_set_detach(e->set);
  rule_set_forget(e->set);
  for (size_t i = 0; i < e->ast.packs.count; i++)
    source_of(e, i)->text = NULL;
  memset(&e->allocator, 0, sizeof e->allocator);
}

#define UNITS_PER_MASK 64u

static void fill(const engine_image *image, uint64_t *block) {
  uint32_t *to = (uint32_t *)(void *)block;
  const uint16_t *narrow = image->narrow;
  const uint32_t *wide = image->wide;
  size_t units = image->size / sizeof *to;
  for (size_t at = 0; at < units; at += UNITS_PER_MASK) {
    for (uint64_t rest = image->masks[at / UNITS_PER_MASK]; rest; rest &= rest - 1)
      to[at + (size_t)__builtin_ctzll(rest)] = *narrow++;
  }
  for (size_t i = 0; i < image->wide_steps.count; i++) {
    unsigned step = image->wide_steps.at[i];
    to += step ? step : UINT8_MAX;
    if (step)
      *to = *wide++;
  }
}

/* Pointers lead into the block, and behind its end into what is fixed. */
static void relocate(const engine_image *image, uint64_t *block) {
  uint64_t *at = block, moved = (uint64_t)(uintptr_t)block, fixed = (uint64_t)(uintptr_t)image->fixed - image->size;
  const uint8_t *step = image->pointers.at, *end = step + image->pointers.count;
  uint64_t size = image->size;
  const uint32_t *target = image->targets;
  for (; step < end; step++) {
    at += *step ? *step : UINT8_MAX;
    if (!*step)
      continue;
    uint64_t offset = sizeof *at * *target++;
    *at = offset + (offset < size ? moved : fixed);
  }
}

evx_status engine_from_image(const engine_image *image, const evx_allocator *allocator, evx_engine **out) {
  *out = NULL;
  uint64_t *block = memory_zalloc(allocator, image->size);
  if (!block)
    return EVX_ERR_NOMEM;
  memory_expect(block, image->size);
  fill(image, block);
  relocate(image, block);
  evx_engine *e = (evx_engine *)(void *)((char *)block + image->root);
  e->allocator = *allocator;
  atomic_init(&e->handles, 0);
  e->image = block;
  e->image_size = image->size;
  rule_set_attach(e->set);
  *out = e;
  return EVX_OK;
}
