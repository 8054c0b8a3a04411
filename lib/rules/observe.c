#include "rules/observe.h"

#include "rules/ruleset_internal.h"

observer *rule_runner_observe(rule_runner *runner, uint32_t what) {
  const rule_set *set = runner->set;
  observer *o = arena_zalloc(&runner->observer_memory, sizeof *o);
  if (!o)
    return NULL;
  o->what = what;
  arena_init(&o->memory, runner->allocator);
  o->stats = arena_array(&runner->observer_memory, set->rules.count, sizeof *o->stats);
  o->paths = arena_array(&runner->observer_memory, set->rules.count, sizeof *o->paths);
  if (!o->stats || !o->paths)
    return NULL;
  for (size_t i = 0; (what & OBSERVE_PATHS) && i < set->rules.count; i++) {
    if (!(o->paths[i] = arena_array(&runner->observer_memory, set->rules.at[i].prog.code.count, sizeof(bool))))
      return NULL;
  }
  runner->observer = o;
  return o;
}

observer *rule_runner_observer(const rule_runner *runner) {
  return runner->observer;
}

void observer_clear(observer *o) {
  arena_reset(&o->memory, 1 << 16);
  memset(&o->events, 0, sizeof o->events);
  memset(&o->misses, 0, sizeof o->misses);
}
