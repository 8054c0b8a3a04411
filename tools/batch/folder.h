/* folder.h - readers of files and folders. */
#ifndef FOLDER_H
#define FOLDER_H

#include "source.h"

/* The operands of the command, in their order. NULL: memory is out. */
reader *reader_operands(const char *const *paths, size_t count);

#endif
