/* builder.h - what this room asks of a builder beyond evx.h. */
#ifndef EVX_API_BUILDER_H
#define EVX_API_BUILDER_H

#include "evx.h"

/* Compiles what was added like evx_builder_finish, but from the packs' text, never from an image: with all that
 * explains, lints and tests rules. An engine that was handed out before stays as it is. */
evx_status builder_whole(evx_builder *builder);

#endif
