/* references.h - who or what a description without a name stands for: "the Committee", "the Russian minister".
 *
 * A person is found by the words of an office that was given to him or her before, a body by the words of its name.
 * A description is somebody's only where it fits exactly one; it never makes an entity of its own. */
#ifndef EVX_RECORD_REFERENCES_H
#define EVX_RECORD_REFERENCES_H

#include "record/context.h"

/* Nothing is remembered yet. */
void references_init(record_context *c);
/* Entity `who` can be described by the words of tokens [begin, end): an office, a name. */
void references_remember(record_context *c, uint32_t who, uint32_t begin, uint32_t end);
/* The one entity that the Reference mention stands for; NONE where none or several fit. */
uint32_t references_resolve(record_context *c, const mention *m);
/* True where nobody was remembered whom the description's last word could mean. */
bool references_unknown(record_context *c, const mention *m);

#endif
