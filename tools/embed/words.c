/* words - writes the gazetteer as a C source: words FILE OUT. For compilers whose assembler cannot include a file.
 *
 * As 64-bit numbers, since compilers take these eight bytes at a time; a machine that keeps its bytes the other way
 * round swaps them while it compiles. */
#include <inttypes.h>
#include <stdio.h>

static const char head[] = "/* Made by tools/embed/words; not to be edited. */\n"
                           "#include \"lexicon/gazetteer.h\"\n"
                           "#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__\n"
                           "#define W(x) __builtin_bswap64(x)\n"
                           "#else\n"
                           "#define W(x) x\n"
                           "#endif\n"
                           "static const uint64_t words[] = {";

int main(int argc, char **argv) {
  FILE *in = argc == 3 ? fopen(argv[1], "rb") : NULL, *out = in ? fopen(argv[2], "w") : NULL;
  if (!out) {
    fprintf(stderr, "usage: words FILE OUT\n");
    return 2;
  }
  unsigned char part[8] = {0};
  unsigned long size = 0;
  fputs(head, out);
  for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0; size += n) {
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++)
      word |= (uint64_t)part[i] << (8 * i);
    fprintf(out, "%sW(%#" PRIx64 "u),", size % 64 == 0 ? "\n" : "", word);
  }
  fprintf(out,
          "0};\nconst uint8_t *gazetteer_builtin(size_t *size) {\n  *size = %lu;\n"
          "  return (const uint8_t *)words;\n}\n",
          size);
  fclose(in);
  return fclose(out) == 0 ? 0 : 1;
}
