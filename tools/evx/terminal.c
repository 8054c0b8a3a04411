/* terminal.c - how wide the terminal is, and in which colours it shows what. */
#define _DEFAULT_SOURCE /* TIOCGWINSZ */

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

#define COLUMNS_DEFAULT 80
#define COLUMNS_LEAST   40 /* narrower than that, words would stand alone in their lines */

bool color_mode_of(const char *value, color_mode *color) {
  static const char *const words[] = {"auto", "always", "never"};
  int choice = args_choose("color", value, words, 3);
  *color = choice < 0 ? COLOR_AUTO : (color_mode)choice;
  return choice >= 0;
}

static size_t terminal_columns(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return COLUMNS_DEFAULT;
  return size.ws_col < COLUMNS_LEAST ? COLUMNS_LEAST : size.ws_col;
}

/* https://no-color.org: any value but the empty one. */
static bool wants_color(void) {
  const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
  return (!no_color || !*no_color) && term && *term && strcmp(term, "dumb") != 0;
}

void output_use_terminal(output *out, color_mode color) {
  bool terminal = isatty(STDOUT_FILENO) != 0;
  out->width = terminal ? terminal_columns() : 0;
  out->color = color == COLOR_ALWAYS || (color == COLOR_AUTO && terminal && wants_color());
}

void output_ink(output *out, ink tone) {
  /* The terminal's own colours, which fit its background. */
  static const char *const sequences[] = {
      [INK_PLAIN] = "\033[0m", [INK_TITLE] = "\033[1m", [INK_QUIET] = "\033[2m", [INK_GOOD] = "\033[32m",
      [INK_BAD] = "\033[31m",  [INK_OPEN] = "\033[33m", [INK_AHEAD] = "\033[36m"};
  size_t column = out->column;
  if (out->color)
    output_puts(out, sequences[tone]);
  out->column = column;
}
