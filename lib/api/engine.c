#include "api/engine.h"

evx_engine *engine_new(const evx_allocator *allocator) {
  evx_engine *e = memory_zalloc(allocator, sizeof *e);
  if (!e)
    return NULL;
  e->allocator = *allocator;
  atomic_init(&e->owners, 1);
  arena_init(&e->memory, &e->allocator);
  e->ast.memory = &e->memory;
  return e;
}

evx_engine *engine_share(const evx_engine *engine) {
  evx_engine *e = (evx_engine *)(uintptr_t)engine; /* the count is all that changes */
  atomic_fetch_add_explicit(&e->owners, 1, memory_order_relaxed);
  return e;
}

void engine_use_gazetteer(evx_engine *e, gazetteer_file file) {
  static const char digits[] = "0123456789abcdef";
  gazetteer g = *rule_set_gazetteer(e->set);
  e->names = file;
  if (file.bytes && gazetteer_open(&g, file.bytes, file.size) == GAZETTEER_OK)
    rule_set_use_gazetteer(e->set, &g);
  uint64_t hash = gazetteer_hash(&g);
  for (size_t i = 0; i < 16; i++)
    e->names_hash[i] = digits[hash >> (60 - 4 * i) & 15];
  e->names_hash[16] = '\0';
}

evx_engine *engine_hand_out(evx_engine *e) {
  atomic_fetch_add_explicit(&e->handles, 1, memory_order_relaxed);
  return engine_share(e);
}

void evx_engine_free(evx_engine *e) {
  /* Freed too often: what keeps the engine alive is then not the caller's to take away. */
  size_t handles = e ? atomic_load(&e->handles) : 0;
  while (handles > 0 && !atomic_compare_exchange_weak(&e->handles, &handles, handles - 1))
    ;
  if (handles > 0)
    engine_release(e);
}

void engine_release(evx_engine *e) {
  /* What other owners did with the engine comes before its end. */
  if (!e || atomic_fetch_sub_explicit(&e->owners, 1, memory_order_acq_rel) > 1)
    return;
  evx_allocator allocator = e->allocator;
  memory_release(&allocator, e->names.bytes, e->names.size);
  if (e->image) {
    rule_set_detach(e->set);
    memory_release(&allocator, e->image, e->image_size);
    return;
  }
  record_maker_free(e->maker);
  rule_set_free(e->set);
  arena_free(&e->memory);
  memory_release(&allocator, e, sizeof *e);
}

const char *evx_engine_gazetteer(const evx_engine *e, size_t *keys) {
  if (keys)
    *keys = e ? rule_set_gazetteer(e->set)->keys : 0;
  return e ? e->names_hash : NULL;
}

size_t evx_engine_rule_count(const evx_engine *e) {
  return e ? rule_set_rule_count(e->set) : 0;
}

size_t evx_engine_pack_count(const evx_engine *e) {
  return e ? rule_set_pack_count(e->set) : 0;
}

const char *evx_engine_pack_name(const evx_engine *e, size_t index) {
  return index < evx_engine_pack_count(e) ? rule_set_pack_name(e->set, index) : NULL;
}

int evx_engine_pack_version(const evx_engine *e, size_t index) {
  return index < evx_engine_pack_count(e) ? rule_set_pack_version(e->set, index) : 0;
}
