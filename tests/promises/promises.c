/* promises.c - extracts as an embedder's program may: in a locale of its own choosing.
 *
 * usage: promises extract FILE...   records, one a line, in the locale of the environment
 *        promises decimal           how this locale writes a half
 *        promises sealed FILE...    as extract, where the kernel gives out no memory that can be executed */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "evx.h"

static void check(evx_status status, const char *what) {
  if (status == EVX_OK)
    return;
  fprintf(stderr, "%s: %s\n", what, evx_status_message(status));
  exit(1);
}

static size_t read_file(const char *path, char **text) {
  FILE *file = fopen(path, "rb");
  size_t length = 0, room = 1 << 16;
  *text = malloc(room);
  for (size_t n; file && *text && (n = fread(*text + length, 1, room - length, file)) > 0;) {
    length += n;
    if (length == room)
      *text = realloc(*text, room *= 2);
  }
  if (!file || !*text)
    check(EVX_ERR_IO, path);
  fclose(file);
  return length;
}

static evx_worker *new_worker(void) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_worker *worker = NULL;
  check(evx_builder_new(NULL, &builder), "builder");
  check(evx_builder_add_builtin(builder, "en"), "packs");
  check(evx_builder_finish(builder, &engine), "engine");
  check(evx_worker_new(engine, &worker), "worker");
  evx_builder_free(builder);
  evx_engine_free(engine);
  return worker;
}

static void extract(int count, char **paths) {
  evx_worker *worker = new_worker();
  for (int i = 0; i < count; i++) {
    char *text, *json = NULL;
    size_t length = read_file(paths[i], &text);
    evx_result *result = NULL;
    check(evx_extract(worker, text, length, NULL, &result), paths[i]);
    check(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, NULL), paths[i]);
    fputs(json, stdout);
    evx_string_free(json);
    evx_result_free(result);
    free(text);
  }
  evx_worker_free(worker);
}

/* From here on every request for memory that can be executed is refused, as hardened systems do. */
static void seal(void) {
  enum { NUMBER = offsetof(struct seccomp_data, nr), LOW_HALF = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0 };
  enum { PROTECTION = offsetof(struct seccomp_data, args[2]) + LOW_HALF };
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, PROTECTION),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) ||
      mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
    check(EVX_ERR_IO, "the kernel gives out executable memory all the same");
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  if (argc == 2 && !strcmp(argv[1], "decimal"))
    printf("%.1f\n", 0.5);
  else if (argc > 2 && !strcmp(argv[1], "extract"))
    extract(argc - 2, argv + 2);
  else if (argc > 2 && !strcmp(argv[1], "sealed")) {
    seal();
    extract(argc - 2, argv + 2);
  } else
    return 2;
  return 0;
}
