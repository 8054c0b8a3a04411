/* embed - writes files as a C source: embed KIND HEADER ROOT OUT FILE…
 * HEADER declares KIND_file {name, text, size}, KIND_files and KIND_file_count. Names are the files' paths below ROOT;
 * of a file elsewhere its own name. Bytes are written as numbers: C11 promises no string literal longer than 4095
 * characters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long write_bytes(FILE *in, FILE *out) {
  long n = 0;
  for (int c; (c = getc(in)) != EOF; n++)
    /* As a character: whether char has a sign is the machine's. */
    fprintf(out, c > 127 ? "'\\x%02x',%s" : "%d,%s", c, n % 24 == 23 ? "\n" : "");
  return n;
}

/* The file's path below `root`; of one elsewhere its own name. */
static const char *name_of(const char *path, const char *root) {
  size_t len = strlen(root);
  const char *slash = strrchr(path, '/');
  const char *name = strncmp(path, root, len) == 0 ? path + len : slash ? slash : path;
  return name + (*name == '/');
}

int main(int argc, char **argv) {
  enum { KIND = 1, HEADER, ROOT, OUT, FIRST };
  if (argc < FIRST) {
    fprintf(stderr, "usage: embed KIND HEADER ROOT OUT FILE...\n");
    return 2;
  }
  const char *kind = argv[KIND];
  FILE *out = fopen(argv[OUT], "w");
  long *sizes = calloc((size_t)argc, sizeof *sizes);
  if (!out || !sizes) {
    perror(argv[OUT]);
    free(sizes);
    return 1;
  }
  fprintf(out, "/* Made by tools/embed; not to be edited. */\n#include \"%s\"\n", argv[HEADER]);
  for (int i = FIRST; i < argc; i++) {
    FILE *in = fopen(argv[i], "rb");
    if (!in) {
      perror(argv[i]);
      free(sizes);
      return 1;
    }
    fprintf(out, "static const char %s_%d[] = {\n", kind, i - FIRST);
    sizes[i] = write_bytes(in, out);
    fprintf(out, "0};\n");
    fclose(in);
  }
  fprintf(out, "const %s_file %s_files[] = {\n", kind, kind);
  for (int i = FIRST; i < argc; i++)
    fprintf(out, "  {\"%s\", %s_%d, %ld},\n", name_of(argv[i], argv[ROOT]), kind, i - FIRST, sizes[i]);
  fprintf(out, "};\nconst size_t %s_file_count = %d;\n", kind, argc - FIRST);
  free(sizes);
  return fclose(out) == 0 ? 0 : 1;
}
