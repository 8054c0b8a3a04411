/* confidence.c - looking a rule up among those measured. */
#include "record/confidence.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *name, const void *entry) {
  return strcmp(name, ((const measured_rule *)entry)->rule);
}

double rule_confidence(const char *rule) {
  if (!rule)
    return -1;
  const measured_rule *found = bsearch(rule, measured_rules, measured_rule_count, sizeof *measured_rules, by_name);
  return found ? found->bound : -1;
}
