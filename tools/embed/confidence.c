/* confidence - writes the table of measured rules as a C source: confidence TABLE OUT
 * TABLE has lines "rule <tab> hits <tab> misses <tab> bound", sorted by rule as bytes; "-" for no bound. Lines that
 * begin with '#' say where it is from. A table that is not of this form fails the build. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULE_MAX 128

static int fail(const char *path, int line, const char *why) {
  fprintf(stderr, "%s:%d: %s\n", path, line, why);
  return 1;
}

/* The number that `word` is, or a negative one. */
static double bound_of(const char *word) {
  char *end;
  double value = strtod(word, &end);
  return end != word && *end == '\0' && value >= 0 && value <= 1 ? value : -1;
}

static int write_table(const char *path, FILE *in, FILE *out) {
  char line[512], rule[RULE_MAX], bound[16], before[RULE_MAX] = "";
  int number = 0, count = 0, version = 0;
  fprintf(out, "/* Made by tools/embed; not to be edited. */\n#include \"record/confidence.h\"\n"
               "const measured_rule measured_rules[] = {\n");
  while (fgets(line, sizeof line, in)) {
    unsigned hits, misses;
    number++;
    if (line[0] == '#') {
      if (sscanf(line, "# version %d", &version) == 1 && version < 1)
        return fail(path, number, "the version is a number from 1");
      continue;
    }
    if (sscanf(line, "%127[^\t]\t%u\t%u\t%15s", rule, &hits, &misses, bound) != 4)
      return fail(path, number, "want rule, hits, misses and bound");
    if (strcmp(before, rule) >= 0)
      return fail(path, number, "rules are sorted and told once");
    memcpy(before, rule, sizeof before);
    if (strcmp(bound, "-") == 0)
      continue;
    if (bound_of(bound) < 0)
      return fail(path, number, "the bound is between 0 and 1");
    fprintf(out, "  {\"%s\", %s},\n", rule, bound);
    count++;
  }
  fprintf(out,
          "  {\"\", -1}, /* never looked at: an array is not empty */\n};\n"
          "const size_t measured_rule_count = %d;\nconst int measured_rules_version = %d;\n",
          count, version);
  return version ? 0 : fail(path, number, "want a line '# version N'");
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: confidence TABLE OUT\n");
    return 2;
  }
  FILE *in = fopen(argv[1], "r"), *out = fopen(argv[2], "w");
  if (!in || !out) {
    perror(in ? argv[2] : argv[1]);
    return 1;
  }
  int status = write_table(argv[1], in, out);
  fclose(in);
  return fclose(out) == 0 ? status : 1;
}
