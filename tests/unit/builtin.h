/* builtin.h - a worker with the built-in packs, for tests. */
#ifndef EVX_TESTS_BUILTIN_H
#define EVX_TESTS_BUILTIN_H

#include <evx.h>

#include "unit.h"

/* To be freed by the caller; the engine goes with it. */
static inline evx_worker *builtin_worker(void) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_builtin(builder, "en"), EVX_OK);
  ck_assert_int_eq(evx_builder_finish(builder, &engine), EVX_OK);
  ck_assert_int_eq(evx_worker_new(engine, &worker), EVX_OK);
  evx_builder_free(builder);
  evx_engine_free(engine);
  return worker;
}

#endif
