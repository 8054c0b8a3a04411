/* library.h - functions of a library that is loaded when it is needed: few commands need SQLite or libarchive, and
 * linked they would make every command start milliseconds later.
 *
 * For each such library the build writes a header, loaded_NAME.h, out of NAME.functions: a table `loaded` of the
 * functions named there, which stands for them where they are called. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct library_function {
  const char *name;
  size_t at; /* offset in the table */
} library_function;

/* Fills `table`. The answer to why it could not be is NULL, or text that is valid until the next call. */
const char *library_load(const char *file, const library_function *functions, size_t count, void *table);

#endif
