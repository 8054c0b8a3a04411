/* format.h - the canonical layout of rule packs.
 *
 * Works on lexemes, so that comments and spellings stay as they are: statements at the left edge, clauses two columns
 * in, lines of at most 120 columns that break where brackets are nested least. Laying out twice changes nothing. */
#ifndef EVX_RULES_FORMAT_H
#define EVX_RULES_FORMAT_H

#include "base/diag.h"
#include "base/strbuf.h"

/* Appends the laid-out pack to `out`. A text that is no rule source (an unclosed quote, brackets that do not match) is
 * reported and gives EVX_ERR_RULE. */
evx_status rules_format(const source *src, diag_list *diags, arena *a, strbuf *out);

#endif
