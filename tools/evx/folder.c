/* folder.c - the reports of a folder. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

bool is_folder(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_report(const char *name) {
  size_t len = strlen(name);
  return name[0] != '.' && len > 4 && strcmp(name + len - 4, ".txt") == 0;
}

static bool add(report_folder *f, const char *path, const char *name) {
  size_t len = strlen(path), room = len + strlen(name) + 2;
  const char *slash = len && path[len - 1] == '/' ? "" : "/";
  char *joined = malloc(room);
  char **paths = realloc(f->paths, (f->count + 1) * sizeof *paths);
  if (paths)
    f->paths = paths;
  if (!joined || !paths) {
    free(joined);
    return false;
  }
  snprintf(joined, room, "%s%s%s", path, slash, name);
  f->paths[f->count++] = joined;
  return true;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

bool folder_read(const char *path, report_folder *f) {
  *f = (report_folder){NULL, 0};
  DIR *directory = opendir(path);
  if (!directory) {
    say("%s: %s", path, strerror(errno));
    return false;
  }
  bool whole = true;
  for (struct dirent *entry; whole && (entry = readdir(directory)) != NULL;)
    whole = !is_report(entry->d_name) || add(f, path, entry->d_name);
  closedir(directory);
  if (!whole)
    say("not enough memory");
  else if (f->count == 0)
    say("%s: has no .txt files", path);
  if (f->count)
    qsort(f->paths, f->count, sizeof *f->paths, by_bytes);
  return whole && f->count > 0;
}

void folder_free(report_folder *f) {
  for (size_t i = 0; i < f->count; i++)
    free(f->paths[i]);
  free(f->paths);
  *f = (report_folder){NULL, 0};
}
