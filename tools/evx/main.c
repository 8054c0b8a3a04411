/* main.c - evx: event extraction from plain-text meeting reports, on the command line. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "cli.h"

/* Options in front of a command: only those that ask about the program itself. */
static const char *stands_for(const char *word) {
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
    return "help";
  return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 ? "version" : word;
}

/* A standard stream that was closed would be the number of the next file that is opened, and messages would end up in
 * it. What stands in for it fails as a closed one does. */
static void keep_standard_numbers(void) {
  static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int i = 0; i < 3; i++) {
    if (fcntl(i, F_GETFD) == -1 && errno == EBADF && open("/dev/null", modes[i]) == -1)
      return;
  }
}

int main(int argc, char **argv) {
  keep_standard_numbers();
  /* A closed pipe is an error of the write that meets it. */
  signal(SIGPIPE, SIG_IGN);
  if (argc < 2) {
    say("no command given; try 'evx extract FILE', or 'evx help'");
    return EXIT_USAGE;
  }
  const command *c = command_find(stands_for(argv[1]));
  if (!c) {
    say_unknown_command(argv[1]);
    return EXIT_USAGE;
  }
  return (int)c->run(argc - 2, argv + 2);
}
