/* html_parts.h - the files of this folder, as the build embeds them into the command. */
#ifndef HTML_PARTS_H
#define HTML_PARTS_H

#include <stddef.h>

typedef struct html_file {
  const char *name; /* "page.css" */
  const char *text;
  size_t size;
} html_file;

extern const html_file html_files[];
extern const size_t html_file_count;

#endif
