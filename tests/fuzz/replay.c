/* replay.c - runs a fuzz target over files instead of over what a fuzzer invents.
 *
 * usage: TARGET FILE... */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static int replay(const char *path) {
  FILE *file = fopen(path, "rb");
  size_t room = 1 << 16, length = 0;
  uint8_t *bytes = malloc(room);
  while (file && bytes) {
    size_t n = fread(bytes + length, 1, room - length, file);
    if (n == 0)
      break;
    length += n;
    if (length < room)
      continue;
    uint8_t *larger = realloc(bytes, room *= 2);
    if (!larger)
      free(bytes);
    bytes = larger;
  }
  bool whole = file && bytes && !ferror(file);
  if (file)
    fclose(file);
  /* A block of the very size, so that a sanitizer sees a read behind the end. */
  uint8_t *exact = whole ? realloc(bytes, length ? length : 1) : NULL;
  if (exact)
    LLVMFuzzerTestOneInput(exact, length);
  else
    fprintf(stderr, "%s: could not be read\n", path);
  free(exact ? exact : bytes);
  return exact ? 0 : 1;
}

int main(int argc, char **argv) {
  int failed = 0;
  if (argc < 2) {
    fprintf(stderr, "usage: %s FILE...\n", argv[0]);
    return 2;
  }
  for (int i = 1; i < argc; i++)
    failed += replay(argv[i]);
  printf("%d inputs replayed, %d not read\n", argc - 1 - failed, failed);
  return failed != 0;
}
