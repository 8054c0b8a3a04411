/* compounds.h - the answers to token tests that are made of others, from the answers to those.
 *
 * Only those are answered that something asks. Each is a formula over tests that have an answer: groups of which all
 * members are to hold, or one of them, within one another; a test may also be to fail.
 *
 *      [cap & !("the" | %Title) & (%City | %Country)]
 *      all of: cap, not "the", not %Title, either of: %City, %Country */
#ifndef EVX_RULES_COMPOUNDS_H
#define EVX_RULES_COMPOUNDS_H

#include "rules/predicate.h"

/* Makes the formulas of the compounds whose bit is set in `asked`, and finds what depends on what. Where formulas would
 * be too deep, more of them are answered, and their bits set. False when memory is out. */
bool compounds_index(predicate_set *p, uint64_t *asked);

#endif
