/* shares.h - how common what rules ask for is in texts, measured over the examples that stand in the packs.
 *
 * It decides about speed alone: which of a rule's demands are looked for (program.h), and which tests stand side by
 * side (test_order.h). */
#ifndef EVX_RULES_SHARES_H
#define EVX_RULES_SHARES_H

#include "rules/predicate.h"
#include "text/document.h"

/* Shares are counted out of so many tokens. */
#define SHARE_ALL (1u << 20)
/* What is thought of an entry of a word list, and of a mention. */
#define SHARE_LIST    (SHARE_ALL / 300)
#define SHARE_MENTION (SHARE_ALL / 100)

/* By test, what of all tokens passes it; NULL when memory is out. `predicates` are finished. */
uint32_t *shares_measure(const rule_ast *ast, const predicate_set *predicates, const gazetteer *g,
                         const text_lexicon *lexicon, const evx_allocator *allocator, arena *a);

#endif
