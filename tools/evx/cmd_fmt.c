/* cmd_fmt.c - evx rules fmt: the canonical layout of rule packs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Writes beside the file and moves into place, so that a full disk leaves the old one whole. */
static bool replace(const char *path, const char *bytes, size_t len) {
  size_t room = strlen(path) + sizeof ".new";
  char *beside = malloc(room);
  if (!beside) {
    say("not enough memory");
    return false;
  }
  snprintf(beside, room, "%s.new", path);
  FILE *file = fopen(beside, "wb");
  bool good = file && fwrite(bytes, 1, len, file) == len;
  good = file && fclose(file) == 0 && good;
  good = good && rename(beside, path) == 0;
  if (!good) {
    say("%s: cannot be written", path);
    remove(beside);
  }
  free(beside);
  return good;
}

static exit_status format_one(const char *path, fmt_mode mode, output *out) {
  input in;
  evx_builder *builder = NULL;
  const char *text = NULL;
  size_t len = 0;
  exit_status status = EXIT_DONE;
  if (!input_read(path, &in))
    return EXIT_SOME_FAILED;
  const char *before = in.bytes ? in.bytes : "";
  evx_status s = evx_builder_new(NULL, &builder);
  if (s == EVX_OK)
    s = evx_builder_format(builder, path, before, in.len, &text, &len);
  bool same = s == EVX_OK && len == in.len && memcmp(text, before, len) == 0;
  if (s == EVX_ERR_RULE) {
    say_diags(builder, EVX_ERROR);
    status = EXIT_PACKS;
  } else if (s != EVX_OK) {
    say("%s: %s", path, evx_status_message(s));
    status = EXIT_NOTHING;
  } else if (mode == FMT_PRINT) {
    output_write(out, text, len);
  } else if (!same && mode == FMT_CHECK) {
    say("%s: is not laid out canonically; 'evx rules fmt --write %s' does it", path, path);
    status = EXIT_SOME_FAILED;
  } else if (!same && !replace(path, text, len)) {
    status = EXIT_NOTHING;
  }
  evx_builder_free(builder);
  input_free(&in);
  return status;
}

exit_status fmt_packs(const pack_options *packs, fmt_mode mode) {
  exit_status worst = EXIT_DONE;
  output out;
  output_init(&out);
  if (packs->count == 0) {
    say("which packs? 'evx rules fmt PACK...', with '-' for standard input");
    return EXIT_USAGE;
  }
  for (size_t i = 0; i < packs->count; i++) {
    exit_status status = format_one(packs->packs[i], mode, &out);
    worst = status > worst ? status : worst;
  }
  return output_flush(&out) ? worst : EXIT_NOTHING;
}
