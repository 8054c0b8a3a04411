/* engine.h - compiled rule packs, shared by workers and results. */
#ifndef EVX_API_ENGINE_H
#define EVX_API_ENGINE_H

#include <stdatomic.h>

#include "record/record.h"
#include "rules/ruleset.h"

/* A gazetteer that was read from a file. */
typedef struct gazetteer_file {
  void *bytes;
  size_t size;
} gazetteer_file;

/* Everything but `owners` and `handles` is set while one builder owns the engine, and never changes afterwards. */
struct evx_engine {
  evx_allocator allocator;
  atomic_size_t owners;
  atomic_size_t handles; /* owners outside of the library: what evx_builder_finish gave out and is not yet freed */
  arena memory;          /* sources and syntax tree */
  rule_ast ast;
  rule_set *set;        /* NULL until compiled */
  record_maker *maker;  /* NULL until compiled */
  gazetteer_file names; /* bytes NULL: the built-in one is used */
  char names_hash[17];  /* of the gazetteer, in hexadecimal */
  void *image;          /* the block that holds all of this, the engine too, where it came from an image (image.h) */
  size_t image_size;
};

/* An empty engine with one owner; NULL when memory is out. */
evx_engine *engine_new(const evx_allocator *allocator);
/* One more owner. */
evx_engine *engine_share(const evx_engine *engine);
/* One owner less; the last one takes the engine along. NULL is fine. */
void engine_release(evx_engine *engine);
/* One more owner outside of the library, whose evx_engine_free takes it away. */
evx_engine *engine_hand_out(evx_engine *engine);
/* Makes a compiled engine use this file, which it then owns; with bytes NULL the built-in gazetteer. */
void engine_use_gazetteer(evx_engine *engine, gazetteer_file file);

#endif
