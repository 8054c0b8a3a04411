#define _POSIX_C_SOURCE 200809L

#include "library.h"

#include <dlfcn.h>
#include <string.h>

const char *library_load(const char *file, const library_function *functions, size_t count, void *table) {
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL); /* stays until the program ends */
  for (size_t i = 0; library && i < count; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function)
      library = NULL;
    memcpy((char *)table + functions[i].at, &function, sizeof function);
  }
  return library ? NULL : dlerror();
}
