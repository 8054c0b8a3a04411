/* confidence.h - how far each built-in rule is to be trusted, as measured on real reports. */
#ifndef EVX_RECORD_CONFIDENCE_H
#define EVX_RECORD_CONFIDENCE_H

#include <stddef.h>

typedef struct measured_rule {
  const char *rule; /* "en/next.held-on" */
  double bound;     /* lower bound of the precision, 0 to 1 */
} measured_rule;

/* Generated from lib/packs/en/confidence.tsv (tools/embed), in the order of their names. */
extern const measured_rule measured_rules[];
extern const size_t measured_rule_count;
extern const int measured_rules_version;

/* The bound of a rule by its full name, or -1 where too little of it was seen. `rule` may be NULL. */
double rule_confidence(const char *rule);

#endif
