/* input.c - whole documents into memory. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

#define PART ((size_t)64 << 10)

void input_free(input *in) {
  free(in->bytes);
  *in = (input){NULL, 0};
}

/* What is wrong with reading at all, before anything is read; NULL where nothing is. */
static const char *objection(FILE *file, size_t *expected) {
  struct stat about;
  *expected = 0;
  if (fstat(fileno(file), &about) != 0)
    return strerror(errno);
  if (S_ISDIR(about.st_mode))
    return "is a directory; give its files, or use a glob";
  if (S_ISREG(about.st_mode) && about.st_size > 0) {
    if ((unsigned long long)about.st_size > EVX_MAX_TEXT)
      return "is larger than 2 GiB, the most that evx reads at once; split it";
    *expected = (size_t)about.st_size;
  }
  return NULL;
}

static const char *read_all(FILE *file, input *in) {
  size_t room = 0, got = 0;
  const char *why = objection(file, &room);
  room = room ? room + 1 : PART; /* one more than a file has, so that its end is seen in one go */
  while (!why) {
    char *bytes = realloc(in->bytes, room);
    if (!bytes)
      return "does not fit into memory";
    in->bytes = bytes;
    errno = 0;
    got = fread(in->bytes + in->len, 1, room - in->len, file);
    in->len += got;
    if (ferror(file))
      why = strerror(errno);
    else if (in->len > EVX_MAX_TEXT)
      why = "is larger than 2 GiB, the most that evx reads at once; split it";
    else if (in->len < room)
      return NULL;
    room *= 2;
  }
  return why;
}

bool input_read(const char *path, input *in) {
  bool standard = strcmp(path, "-") == 0;
  *in = (input){NULL, 0};
  FILE *file = standard ? stdin : fopen(path, "rb");
  const char *why = NULL;
  if (file)
    why = read_all(file, in);
  else
    why = errno == ENOENT ? "no such file" : strerror(errno);
  if (file && !standard)
    fclose(file);
  if (!why)
    return true;
  say("%s: %s", standard ? "standard input" : path, why);
  input_free(in);
  return false;
}
