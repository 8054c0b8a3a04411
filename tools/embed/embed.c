/* embed - writes files as a C source: embed KIND HEADER ROOT OUT FILE…
 * HEADER declares KIND_file {name, text, size}, KIND_files and KIND_file_count. Names are the files' paths below ROOT;
 * of a file elsewhere its own name. What ends in ".evx" is packed (lib/base/unpack.h); of KIND "pack" the fields are
 * {name, text, packed, packed size, size}. Bytes are written as numbers: C11 promises no string literal longer than
 * 4095 characters. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packer.h"

typedef struct embedded {
  long size, packed; /* packed 0: as it is */
} embedded;

static uint8_t *read_file(const char *path, long *size) {
  FILE *in = fopen(path, "rb");
  uint8_t *bytes = NULL;
  if (in && fseek(in, 0, SEEK_END) == 0 && (*size = ftell(in)) >= 0 && fseek(in, 0, SEEK_SET) == 0)
    bytes = malloc((size_t)*size + 1);
  if (bytes && fread(bytes, 1, (size_t)*size, in) != (size_t)*size) {
    free(bytes);
    bytes = NULL;
  }
  if (in)
    fclose(in);
  return bytes;
}

/* Texts as characters: whether char has a sign is the machine's. */
static void write_bytes(const uint8_t *bytes, size_t len, bool text, FILE *out) {
  for (size_t i = 0; i < len; i++)
    fprintf(out, text && bytes[i] > 127 ? "'\\x%02x',%s" : "%d,%s", bytes[i], i % 24 == 23 ? "\n" : "");
}

static bool ends_in(const char *path, const char *ending) {
  size_t len = strlen(path), more = strlen(ending);
  return len >= more && strcmp(path + len - more, ending) == 0;
}

static bool write_file(FILE *out, const char *kind, int number, const char *path, embedded *e) {
  uint8_t *bytes = read_file(path, &e->size), *packed = NULL;
  size_t len = (size_t)e->size, packed_len = 0;
  if (bytes && ends_in(path, ".evx")) {
    packed = pack_text(bytes, len, &packed_len);
    e->packed = (long)packed_len;
  }
  bool good = bytes && (packed || !ends_in(path, ".evx"));
  if (good) {
    fprintf(out, "static const %s %s_%d[] = {\n", packed ? "unsigned char" : "char", kind, number);
    write_bytes(packed ? packed : bytes, packed ? packed_len : len, !packed, out);
    fprintf(out, "0};\n");
  }
  free(bytes);
  free(packed);
  return good;
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
  embedded *files = calloc((size_t)argc, sizeof *files);
  bool packs = strcmp(kind, "pack") == 0;
  if (!out || !files) {
    perror(argv[OUT]);
    free(files);
    return 1;
  }
  fprintf(out, "/* Made by tools/embed; not to be edited. */\n#include \"%s\"\n", argv[HEADER]);
  for (int i = FIRST; i < argc; i++) {
    if (!write_file(out, kind, i - FIRST, argv[i], &files[i])) {
      perror(argv[i]);
      free(files);
      return 1;
    }
  }
  fprintf(out, "const %s_file %s_files[] = {\n", kind, kind);
  for (int i = FIRST; i < argc; i++) {
    const char *name = name_of(argv[i], argv[ROOT]);
    if (files[i].packed)
      fprintf(out, "  {\"%s\", 0, %s_%d, %ld, %ld},\n", name, kind, i - FIRST, files[i].packed, files[i].size);
    else
      fprintf(out, "  {\"%s\", %s_%d, %s%ld},\n", name, kind, i - FIRST, packs ? "0, 0, " : "", files[i].size);
  }
  fprintf(out, "};\nconst size_t %s_file_count = %d;\n", kind, argc - FIRST);
  free(files);
  return fclose(out) == 0 ? 0 : 1;
}
