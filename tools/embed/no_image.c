/* no_image.c - stands in for the engine's image where there is none: in prebuild itself, which makes it, and in
 * builds for other machines. */
#include "api/image.h"

const engine_image engine_image_builtin = {0};
