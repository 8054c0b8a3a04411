/* embed - writes rule packs as a C source: embed ROOT OUT FILE…
 * Names are the files' paths below ROOT; of a file elsewhere its own name. Bytes are written as numbers: C11 promises
 * no string literal longer than 4095 characters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long write_bytes(FILE *in, FILE *out) {
  long n = 0;
  for (int c; (c = getc(in)) != EOF; n++)
    fprintf(out, "%d,%s", c > 127 ? c - 256 : c, n % 24 == 23 ? "\n" : "");
  return n;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: embed ROOT OUT FILE...\n");
    return 2;
  }
  size_t root = strlen(argv[1]);
  FILE *out = fopen(argv[2], "w");
  long *sizes = calloc((size_t)argc, sizeof *sizes);
  if (!out || !sizes) {
    perror(argv[2]);
    return 1;
  }
  fprintf(out, "/* Made by tools/embed; not to be edited. */\n#include \"packs/packs.h\"\n");
  for (int i = 3; i < argc; i++) {
    FILE *in = fopen(argv[i], "rb");
    if (!in) {
      perror(argv[i]);
      return 1;
    }
    fprintf(out, "static const char pack_%d[] = {\n", i - 3);
    sizes[i] = write_bytes(in, out);
    fprintf(out, "0};\n");
    fclose(in);
  }
  fprintf(out, "const pack_file pack_files[] = {\n");
  for (int i = 3; i < argc; i++) {
    const char *slash = strrchr(argv[i], '/');
    const char *name = strncmp(argv[i], argv[1], root) == 0 ? argv[i] + root : slash ? slash : argv[i];
    fprintf(out, "  {\"%s\", pack_%d, %ld},\n", name + (*name == '/'), i - 3, sizes[i]);
  }
  fprintf(out, "};\nconst size_t pack_file_count = %d;\n", argc - 3);
  free(sizes);
  return fclose(out) == 0 ? 0 : 1;
}
