/* Loaded before evx, it makes the machine one that has none of the libraries that evx batch loads. */
#include <stddef.h>

void *dlopen(const char *file, int mode);
char *dlerror(void);

void *dlopen(const char *file, int mode) {
  (void)file;
  (void)mode;
  return NULL;
}

char *dlerror(void) {
  static char why[] = "there is no such library";
  return why;
}
