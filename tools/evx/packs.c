/* packs.c - rule packs from the command line to an engine. */
#include "cli.h"

#include <stdlib.h>

evx_builder *packs_load(const pack_options *o) {
  evx_builder *builder = NULL;
  evx_status s = evx_builder_new(NULL, &builder);
  if (s == EVX_OK && !o->no_builtin)
    s = evx_builder_add_builtin(builder, "en");
  /* A pack with mistakes does not keep the others from being looked at. */
  for (size_t i = 0; s != EVX_ERR_NOMEM && i < o->count; i++)
    s = evx_builder_add_file(builder, o->packs[i]);
  if (s != EVX_ERR_NOMEM && o->gazetteer)
    s = evx_builder_set_gazetteer(builder, o->gazetteer);
  if (s != EVX_ERR_NOMEM)
    return builder;
  say("not enough memory for the rule packs");
  evx_builder_free(builder);
  return NULL;
}

evx_engine *packs_engine(const pack_options *o, exit_status *status) {
  evx_engine *engine = NULL;
  evx_builder *builder = packs_load(o);
  *status = EXIT_PACKS;
  if (!builder)
    return NULL;
  evx_status s = evx_builder_finish(builder, &engine);
  if (s == EVX_ERR_RULE)
    say_diags(builder, EVX_ERROR);
  else if (s != EVX_OK)
    say("the rule packs cannot be used: %s", evx_status_message(s));
  evx_builder_free(builder);
  return engine;
}

evx_worker *packs_worker(const pack_options *o, exit_status *status) {
  evx_worker *worker = NULL;
  evx_engine *engine = packs_engine(o, status);
  evx_status s = engine ? evx_worker_new(engine, &worker) : EVX_OK;
  if (s != EVX_OK)
    say("the rule packs cannot be used: %s", evx_status_message(s));
  evx_engine_free(engine); /* the worker keeps it */
  return worker;
}

exit_status packs_run(int count, char **words, exit_status (*run)(pack_options *packs, int count, char **words)) {
  pack_options packs = {.packs = calloc((size_t)count + 1, sizeof *packs.packs)};
  if (!packs.packs) {
    say("not enough memory");
    return EXIT_NOTHING;
  }
  exit_status status = run(&packs, count, words);
  free(packs.packs);
  return status;
}
