/* prebuild - writes the compiled built-in packs as a C source: prebuild NAME OUT
 *
 * The engine is made twice, by an allocator that hands out consecutive pieces of a region. All that it does is
 * determined, so that a word that differs by the distance of the regions is a pointer. Arenas (below) give every object
 * a block of its own, and blocks that are not reached from the engine are left out. Of those that are alike one stands
 * for all. Those without a pointer that are not nearly all zero are written as they are, to be used where they lie; the
 * others are copied, and what is not zero of them is written. A word that points into the program cannot be stored:
 * then the image is empty, and the library compiles its packs when it starts. That the image does what the packs do is
 * tested (tests/determinism). */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <link.h>
#endif

#include "api/image.h"

#define REGION ((size_t)256 << 20)
/* Units of four bytes to a mask that tells which of them are narrow. */
#define UNITS_PER_MASK 64u
/* Bytes of a block that is fixed whatever it holds. */
#define SMALL 64u

typedef struct block block;
struct block {
  size_t offset, size;
  bool reached;
  bool fixed;      /* is used where it lies */
  size_t group;    /* of those that look alike so far */
  const block *as; /* the one that stands for all that are alike; itself where it is that */
  size_t place;    /* its offset among those that are fixed, or those that are not */
};

typedef struct region {
  char *memory, *base;
  size_t used;
  block *blocks; /* by offset */
  size_t count, room;
  evx_engine *engine;
} region;

static void stop(const char *why) {
  fprintf(stderr, "prebuild: %s\n", why);
  exit(1);
}

static const char *out_path;

/* An image that holds nothing, since what there is cannot be stored. */
static void without_image(const char *why) {
  FILE *out = fopen(out_path, "w");
  fprintf(stderr, "prebuild: warning: %s; the built-in packs will be compiled at each start\n", why);
  if (!out)
    stop("cannot write the image");
  fprintf(out, "#include \"api/image.h\"\nconst engine_image engine_image_builtin = {0};\n");
  exit(fclose(out) == 0 ? 0 : 1);
}

static void *region_alloc(void *user, size_t size) {
  region *r = user;
  size_t need = (size + 15) & ~(size_t)15;
  if (r->used + need > REGION)
    stop("the region is too small");
  if (r->count == r->room) {
    r->room = r->room ? 2 * r->room : 1024;
    r->blocks = realloc(r->blocks, r->room * sizeof *r->blocks);
    if (!r->blocks)
      stop("no memory");
  }
  r->blocks[r->count++] = (block){.offset = r->used, .size = (size + 7) & ~(size_t)7}; /* nothing is aligned to more */
  r->used += need;
  return r->base + r->used - need;
}

/* Nothing is reused; what is released is wiped, so that nothing stale is taken for a pointer. */
static void region_release(void *user, void *ptr, size_t size) {
  (void)user;
  memset(ptr, 0, size);
}

static void *region_resize(void *user, void *ptr, size_t old_size, size_t new_size) {
  void *made = region_alloc(user, new_size);
  memcpy(made, ptr, old_size < new_size ? old_size : new_size);
  region_release(user, ptr, old_size);
  return made;
}

/* ---- arenas, in place of lib/base/arena.c and vec.c ------------------------------------- */

void arena_init(arena *a, const evx_allocator *allocator) {
  *a = (arena){.allocator = allocator};
}

void arena_free(arena *a) {
  (void)a;
}

size_t arena_bytes(const arena *a) {
  (void)a;
  return 0;
}

void arena_reset(arena *a, size_t keep) {
  (void)a;
  (void)keep;
}

void *arena_alloc_more(arena *a, size_t size) {
  return memory_alloc(a->allocator, size);
}

void arena_shrink(arena *a, const void *last, size_t size) {
  (void)a;
  (void)last;
  (void)size;
}

void *arena_resize(arena *a, void *old, size_t old_size, size_t new_size) {
  void *made = arena_alloc(a, new_size);
  return made && old ? memcpy(made, old, old_size) : made;
}

/* Vectors that are not to grow any more have little room left. */
bool vec_grow(arena *a, void **at, size_t count, size_t *room, size_t size) {
  if (count < *room)
    return true;
  *room = count + 1 + count / 16;
  *at = arena_resize(a, *at, count * size, *room * size);
  return *at != NULL;
}

/* ---- building ---------------------------------------------------------------------- */

/* The regions lie `shift` bytes off a page, each its own. Padding between fields holds what the stack held, which may
 * be the rest of a pointer behind a field of a byte or two; with a distance whose lowest byte is not zero no such word
 * differs as a pointer does. */
static void build(region *r, const char *name, size_t shift) {
  evx_allocator allocator = {region_alloc, region_resize, region_release, r};
  evx_builder *builder = NULL;
  r->memory = calloc(1, REGION + shift);
  r->base = r->memory ? r->memory + shift : NULL;
  if (!r->memory || evx_builder_new(&allocator, &builder) != EVX_OK)
    stop("no memory");
  evx_status s = evx_builder_add_builtin(builder, name);
  if (s == EVX_OK)
    s = evx_builder_finish(builder, &r->engine);
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++) {
    const evx_diag *d = evx_builder_diag(builder, i);
    fprintf(stderr, "%s:%zu:%zu: %s\n", d->source, d->line, d->column, d->message);
  }
  if (s != EVX_OK)
    stop(evx_status_message(s));
  evx_builder_free(builder);
  engine_detach(r->engine);
}

/* ---- which words are pointers ------------------------------------------------------ */

#ifdef __linux__
static int in_module(struct dl_phdr_info *info, size_t size, void *user) {
  uint64_t address = *(const uint64_t *)user;
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uint64_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (info->dlpi_phdr[i].p_type == PT_LOAD && address >= begin && address < begin + info->dlpi_phdr[i].p_memsz)
      return 1;
  }
  return 0;
}
static bool in_program(uint64_t word) {
  return dl_iterate_phdr(in_module, &word) != 0;
}
#else
static bool in_program(uint64_t word) {
  (void)word;
  return false;
}
#endif

static uint64_t word_at(const region *r, size_t offset) {
  uint64_t word;
  memcpy(&word, r->base + offset, sizeof word);
  return word;
}

/* The offset that the word points to, or SIZE_MAX for a word that is none. */
static size_t pointee(const region *a, const region *b, size_t offset) {
  uint64_t x = word_at(a, offset), y = word_at(b, offset);
  size_t target = (size_t)(x - (uint64_t)(uintptr_t)a->base);
  if (x == y && in_program(x))
    without_image("a word points into the program");
  return x != y && target < a->used && y - (uint64_t)(uintptr_t)b->base == target ? target : SIZE_MAX;
}

/* The word, without the bytes in which the builds differ: padding between fields, which holds what the stack held. */
static uint64_t common(const region *a, const region *b, size_t offset) {
  uint64_t x = word_at(a, offset), difference = x ^ word_at(b, offset), mask = 0;
  for (unsigned shift = 0; shift < 64; shift += 8)
    mask |= (difference >> shift & 0xff) ? 0 : (uint64_t)0xff << shift;
  return x & mask;
}

static block *block_of(const region *r, size_t offset) {
  size_t low = 0, high = r->count;
  while (high - low > 1) {
    size_t mid = low + (high - low) / 2;
    if (r->blocks[mid].offset <= offset)
      low = mid;
    else
      high = mid;
  }
  return &r->blocks[low];
}

/* ---- writing --------------------------------------------------------------------- */

typedef struct image {
  uint64_t *words; /* of the block that is copied, then of what is fixed */
  bool *is_pointer;
  size_t moved, count; /* words of the former, of all */
} image;

/* What has a pointer has to be copied, and what is nearly all zero is smaller so. */
static bool can_be_fixed(const region *a, const region *b, const block *k) {
  size_t full = 0;
  for (size_t at = k->offset; at < k->offset + k->size; at += sizeof(uint64_t)) {
    if (pointee(a, b, at) != SIZE_MAX)
      return false;
    uint64_t word = word_at(a, at);
    full += (size_t)(word << 32 != 0) + (size_t)(word >> 32 != 0);
  }
  return k->size <= SMALL || full * sizeof(uint32_t) * 4 >= k->size;
}

/* ---- what is alike ----------------------------------------------------------------- */

/* Blocks by what is in them: one place serves all that are alike, since nothing in an image is ever written or told by
 * its address but the engine and its rule set, of which there is one. */
typedef struct alike_table {
  const block **slots;
  size_t room; /* a power of two */
} alike_table;

/* True where two blocks have the same bytes, and pointers that lead to the same place in blocks of one group. */
static bool alike(const region *a, const region *b, const block *x, const block *y) {
  if (x->size != y->size || x->fixed != y->fixed || x->group != y->group)
    return false;
  for (size_t at = 0; at < x->size; at += sizeof(uint64_t)) {
    size_t p = pointee(a, b, x->offset + at), q = pointee(a, b, y->offset + at);
    if (p == SIZE_MAX || q == SIZE_MAX) {
      if (p != q || common(a, b, x->offset + at) != common(a, b, y->offset + at))
        return false;
      continue;
    }
    const block *to = block_of(a, p), *other = block_of(a, q);
    if (to->group != other->group || p - to->offset != q - other->offset)
      return false;
  }
  return true;
}

static uint64_t hash_of(const region *a, const region *b, const block *k) {
  uint64_t hash = k->size ^ (uint64_t)k->group << 32;
  for (size_t at = 0; at < k->size; at += sizeof(uint64_t)) {
    size_t target = pointee(a, b, k->offset + at);
    const block *to = target == SIZE_MAX ? NULL : block_of(a, target);
    hash = (hash ^ (to ? to->group + (target - to->offset) : common(a, b, k->offset + at))) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
  }
  return hash;
}

/* Parts the groups by what their blocks lead to; how many there are then. */
static size_t part_groups(const region *a, const region *b, alike_table *t, size_t *groups) {
  size_t count = 0;
  memset(t->slots, 0, t->room * sizeof *t->slots);
  for (size_t n = 0; n < a->count; n++) {
    block *k = &a->blocks[n];
    if (!k->reached)
      continue;
    size_t i = hash_of(a, b, k) & (t->room - 1);
    while (t->slots[i] && !alike(a, b, t->slots[i], k))
      i = (i + 1) & (t->room - 1);
    if (!t->slots[i]) {
      t->slots[i] = k;
      groups[n] = ++count;
    }
    k->as = t->slots[i];
    groups[n] = groups[k->as - a->blocks];
  }
  for (size_t n = 0; n < a->count; n++)
    a->blocks[n].group = groups[n];
  return count;
}

/* Finds which blocks are alike: all are thought to be, until they differ, or lead to some that do. */
static void find_alike(const region *a, const region *b) {
  alike_table t = {.room = 1};
  size_t *groups = calloc(a->count, sizeof *groups), before = 0, count = 1;
  while (t.room < 2 * a->count)
    t.room *= 2;
  t.slots = calloc(t.room, sizeof *t.slots);
  if (!groups || !t.slots)
    stop("no memory");
  while (count != before) {
    before = count;
    count = part_groups(a, b, &t, groups);
  }
  free(groups);
  free(t.slots);
}

/* Finds every block that is reached from the engine. */
static void reach(const region *a, const region *b, size_t root) {
  size_t depth = 0;
  block **stack = malloc(a->count * sizeof *stack);
  if (!stack)
    stop("no memory");
  stack[depth++] = block_of(a, root);
  stack[0]->reached = true;
  while (depth) {
    block *from = stack[--depth];
    from->fixed = can_be_fixed(a, b, from);
    for (size_t at = from->offset; at < from->offset + from->size; at += sizeof(uint64_t)) {
      size_t target = pointee(a, b, at);
      block *to = target == SIZE_MAX ? NULL : block_of(a, target);
      if (!to || to->reached)
        continue;
      to->reached = true;
      stack[depth++] = to;
    }
  }
  free(stack);
}

/* Gives every block a place in the image; `sizes`: bytes of those that have one, by whether they are fixed. */
static void settle(const region *a, size_t sizes[2]) {
  for (size_t i = 0; i < a->count; i++) {
    block *k = &a->blocks[i];
    if (!k->reached)
      continue;
    if (k->as != k) { /* which comes first */
      k->place = k->as->place;
      continue;
    }
    k->place = sizes[k->fixed];
    sizes[k->fixed] += k->size;
  }
}

/* ---- copying ----------------------------------------------------------------------- */

/* The offset in the image. */
static size_t offset_of(const image *m, const block *k) {
  return k->place + (k->fixed ? m->moved * sizeof(uint64_t) : 0);
}

static image copy(const region *a, const region *b, const size_t sizes[2]) {
  size_t count = (sizes[0] + sizes[1]) / sizeof(uint64_t);
  image out = {calloc(count + 1, sizeof(uint64_t)), calloc(count + 1, sizeof(bool)), sizes[0] / sizeof(uint64_t),
               count};
  if (!out.words || !out.is_pointer)
    stop("no memory");
  for (size_t i = 0; i < a->count; i++) {
    const block *from = &a->blocks[i];
    for (size_t k = 0; from->reached && from->as == from && k < from->size; k += sizeof(uint64_t)) {
      size_t target = pointee(a, b, from->offset + k), to = (offset_of(&out, from) + k) / sizeof(uint64_t);
      const block *there = target == SIZE_MAX ? NULL : block_of(a, target);
      out.is_pointer[to] = there != NULL;
      out.words[to] = there ? offset_of(&out, there) + (target - there->offset) : common(a, b, from->offset + k);
      if (there && (out.words[to] % sizeof(uint64_t) || out.words[to] / sizeof(uint64_t) > UINT32_MAX))
        without_image("a pointer leads into a word, or too far");
    }
  }
  return out;
}

static void write_fixed(FILE *out, const image *m) {
  fprintf(out, "static const uint64_t fixed[] = {");
  for (size_t i = m->moved; i < m->count; i++)
    fprintf(out, "%s%#" PRIx64 ",", (i - m->moved) % 8 == 0 ? "\n" : "", m->words[i]);
  fprintf(out, "0};\n");
}

/* A unit of the block that is copied; 0 where there is a pointer, whose word is written apart. */
static uint32_t unit_of(const image *m, size_t i) {
  uint32_t pair[2];
  memcpy(pair, &m->words[i / 2], sizeof pair);
  return m->is_pointer[i / 2] ? 0 : pair[i % 2];
}

/* Writes those that fit into two bytes, and which they are. */
static void write_narrow(FILE *out, const image *m) {
  size_t units = m->moved * 2, written = 0, count = (units + UNITS_PER_MASK - 1) / UNITS_PER_MASK;
  uint64_t *masks = calloc(count + 1, sizeof *masks);
  if (!masks)
    stop("no memory");
  fprintf(out, "static const uint16_t narrow[] = {");
  for (size_t i = 0; i < units; i++) {
    uint32_t unit = unit_of(m, i);
    if (unit == 0 || unit > UINT16_MAX)
      continue;
    masks[i / UNITS_PER_MASK] |= (uint64_t)1 << (i % UNITS_PER_MASK);
    fprintf(out, "%s%#" PRIx32 ",", written++ % 20 == 0 ? "\n" : "", unit);
  }
  fprintf(out, "0};\nstatic const uint64_t masks[] = {");
  for (size_t i = 0; i < count; i++)
    fprintf(out, "%s%#" PRIx64 ",", i % 12 == 0 ? "\n" : "", masks[i]);
  fprintf(out, "0};\n");
  free(masks);
}

static bool is_wide(const image *m, size_t i) {
  return unit_of(m, i) > UINT16_MAX;
}

static bool is_pointer(const image *m, size_t i) {
  return m->is_pointer[i];
}

/* Writes which units or words are meant (image_steps). Returns the number of steps. */
static size_t write_steps(FILE *out, const char *name, const image *m, size_t things,
                          bool (*meant)(const image *m, size_t i)) {
  size_t count = 0, last = 0;
  fprintf(out, "static const uint8_t %s[] = {", name);
  for (size_t i = 0; i < things; i++) {
    if (!meant(m, i))
      continue;
    for (; i - last > UINT8_MAX; last += UINT8_MAX, count++)
      fprintf(out, "0,");
    fprintf(out, "%s%zu,", count++ % 24 == 0 ? "\n" : "", i - last);
    last = i;
  }
  fprintf(out, "0};\n");
  return count;
}

static void write_wide(FILE *out, const image *m) {
  size_t written = 0;
  fprintf(out, "static const uint32_t wide[] = {");
  for (size_t i = 0; i < m->moved * 2; i++) {
    if (is_wide(m, i))
      fprintf(out, "%s%#" PRIx32 ",", written++ % 12 == 0 ? "\n" : "", unit_of(m, i));
  }
  fprintf(out, "0};\n");
}

static void write_targets(FILE *out, const image *m) {
  size_t written = 0;
  fprintf(out, "static const uint32_t targets[] = {");
  for (size_t i = 0; i < m->moved; i++) {
    if (m->is_pointer[i])
      fprintf(out, "%s%" PRIu64 ",", written++ % 16 == 0 ? "\n" : "", m->words[i] / sizeof(uint64_t));
  }
  fprintf(out, "0};\n");
}

int main(int argc, char **argv) {
  static region a, b;
  if (argc != 3) {
    fprintf(stderr, "usage: prebuild NAME OUT\n");
    return 2;
  }
  out_path = argv[2];
  build(&a, argv[1], 0);
  build(&b, argv[1], 16);
  if (((uintptr_t)b.base - (uintptr_t)a.base) % 256 == 0)
    stop("the regions lie so that padding may pass for pointers");
  size_t root = (size_t)((char *)a.engine - a.base);
  if (a.used != b.used || root != (size_t)((char *)b.engine - b.base))
    without_image("two builds of the packs differ");
  size_t sizes[2] = {0, 0};
  reach(&a, &b, root);
  find_alike(&a, &b);
  settle(&a, sizes);
  image m = copy(&a, &b, sizes);
  FILE *out = fopen(argv[2], "w");
  if (!out)
    stop("cannot write the image");
  const block *home = block_of(&a, root);
  fprintf(out, "/* Made by tools/embed/prebuild; not to be edited. */\n#include \"api/image.h\"\n");
  write_fixed(out, &m);
  write_narrow(out, &m);
  write_wide(out, &m);
  write_targets(out, &m);
  size_t wide = write_steps(out, "wide_steps", &m, m.moved * 2, is_wide);
  size_t pointers = write_steps(out, "pointers", &m, m.moved, is_pointer);
  fprintf(out,
          "const engine_image engine_image_builtin = {\n"
          "  \"%s\", %zu, %zu, fixed, masks, narrow, {wide_steps, %zu}, wide, {pointers, %zu}, targets};\n"
          "_Static_assert(sizeof(void *) == 8, \"the image is made for 64-bit machines\");\n",
          argv[1], sizes[0], home->place + (root - home->offset), wide, pointers);
  free(m.words);
  free(m.is_pointer);
  free(a.memory);
  free(b.memory);
  free(a.blocks);
  free(b.blocks);
  return fclose(out) == 0 ? 0 : 1;
}
