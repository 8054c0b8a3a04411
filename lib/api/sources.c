#include "api/sources.h"

#include <errno.h>
#include <stdio.h>

#include "base/strbuf.h"

void source_store_init(source_store *store, arena *memory) {
  *store = (source_store){.memory = memory};
}

/* ---- names ------------------------------------------------------------------ */

/* Bytes of the folder part of a path, its slash included. */
static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Takes "./", "//" and "x/../" out, in place. It looks at the name only, not at links on the disk. */
static void tidy_path(char *path) {
  char *begin = path + (*path == '/'), *out = begin;
  size_t removable = 0; /* folders in front of `out` that a ".." takes back */
  for (const char *in = begin; *in;) {
    size_t len = strcspn(in, "/"), step = len + (in[len] == '/');
    bool up = len == 2 && in[0] == '.' && in[1] == '.';
    if (up && removable > 0) {
      do
        out--;
      while (out > begin && out[-1] != '/');
      removable--;
    } else if (len > 0 && !(len == 1 && in[0] == '.')) {
      memmove(out, in, step);
      out += step;
      removable += !up;
    }
    in += step;
  }
  *out = '\0';
}

/* `name` as seen from the folder of `from`. */
static char *join_path(arena *a, const char *from, const char *name) {
  size_t folder = *name == '/' ? 0 : folder_length(from);
  char *path = arena_alloc(a, folder + strlen(name) + 1);
  if (!path)
    return NULL;
  memcpy(path, from, folder);
  strcpy(path + folder, name);
  tidy_path(path);
  return path;
}

const char *source_pack_name(source_store *store, const source *src) {
  size_t begin = src->builtin ? 0 : folder_length(src->name), end = strlen(src->name);
  if (end - begin > 4 && strcmp(src->name + end - 4, ".evx") == 0)
    end -= 4;
  const char *name = arena_string(store->memory, src->name + begin, end - begin);
  store->nomem |= !name;
  return name;
}

/* ---- built-in packs ---------------------------------------------------------- */

const pack_file *source_builtin(const char *name) {
  for (size_t i = 0; i < pack_file_count; i++) {
    if (strcmp(pack_files[i].name, name) == 0)
      return &pack_files[i];
  }
  return NULL;
}

bool source_unpack(const pack_file *file, char *text) {
  if (!file->text)
    return unpack(file->packed, file->packed_size, text, file->len);
  memcpy(text, file->text, file->len + 1);
  return true;
}

/* ---- loading ---------------------------------------------------------------- */

static const loaded_source *find(const source_store *store, source_origin origin, const char *name) {
  for (size_t i = 0; i < store->all.count; i++) {
    if (store->all.at[i]->origin == origin && strcmp(store->all.at[i]->src.name, name) == 0)
      return store->all.at[i];
  }
  return NULL;
}

static const source *add(source_store *store, source_origin origin, const char *name, const char *text, size_t len) {
  loaded_source *s = text ? arena_zalloc(store->memory, sizeof *s) : NULL;
  const char *copy = s ? arena_string(store->memory, name, strlen(name)) : NULL;
  if (!copy || !VEC_ADD(&store->all, store->memory, s)) {
    store->nomem = true;
    return NULL;
  }
  s->src = (source){.name = copy, .text = text, .len = len, .builtin = origin == ORIGIN_BUILTIN};
  s->origin = origin;
  return &s->src;
}

/* The words are ours: strerror's depend on the locale. */
static const char *reason(int error) {
  switch (error) {
  case ENOENT: return "no such file";
  case EACCES: return "permission denied";
  case EISDIR: return "is a folder, not a file";
  case ENOTDIR: return "no such folder";
  }
  return "cannot be read";
}

bool source_read_file(const char *path, strbuf *text, const char **why) {
  char part[16384];
  size_t got = 0;
  errno = 0;
  FILE *file = fopen(path, "rb");
  if (!file) {
    *why = reason(errno);
    return false;
  }
  while (text->length <= SOURCE_MAX && (got = fread(part, 1, sizeof part, file)) > 0)
    strbuf_append(text, part, got);
  *why = ferror(file) ? reason(errno) : text->length > SOURCE_MAX ? "is larger than 64 MiB" : NULL;
  fclose(file);
  return !*why;
}

static const source *load_file(source_store *store, const char *path, const char **why) {
  strbuf text;
  const source *src = NULL;
  strbuf_init(&text, store->memory->allocator);
  if (source_read_file(path, &text, why)) {
    if (text.failed)
      store->nomem = true;
    else
      src = add(store, ORIGIN_FILE, path, arena_string(store->memory, text.data ? text.data : "", text.length),
                text.length);
  }
  strbuf_free(&text);
  return src;
}

static const source *load_builtin(source_store *store, const char *name, const char **why) {
  const pack_file *file = source_builtin(name);
  char *text = file ? arena_alloc(store->memory, file->len + 1) : NULL;
  if (file)
    return add(store, ORIGIN_BUILTIN, name, text && source_unpack(file, text) ? text : NULL, file->len);
  *why = "no such built-in pack";
  return NULL;
}

const source *source_load(source_store *store, source_origin origin, const char *name, bool *again, const char **why) {
  const loaded_source *known = find(store, origin, name);
  *again = known != NULL;
  *why = NULL;
  if (known)
    return &known->src;
  switch (origin) {
  case ORIGIN_BUILTIN: return load_builtin(store, name, why);
  case ORIGIN_FILE: return load_file(store, name, why);
  case ORIGIN_TEXT: *why = "no such pack in memory"; break;
  }
  return NULL;
}

const source *source_add_text(source_store *store, const char *name, const char *text, size_t len, bool *again) {
  *again = find(store, ORIGIN_TEXT, name) != NULL;
  return *again ? NULL : add(store, ORIGIN_TEXT, name, arena_string(store->memory, text, len), len);
}

static const source *load_include(void *user, const source *from, const char *name, bool *again, const char **why) {
  source_store *store = user;
  source_origin origin = ((const loaded_source *)(const void *)from)->origin;
  char *path = join_path(store->memory, from->name, name);
  if (!path) {
    store->nomem = true;
    return NULL;
  }
  const source *src = source_load(store, origin, path, again, why);
  if (src || store->nomem || origin == ORIGIN_BUILTIN)
    return src;
  const char *why_not = NULL;
  src = source_load(store, ORIGIN_BUILTIN, name, again, &why_not);
  return src;
}

source_loader source_store_loader(source_store *store) {
  return (source_loader){load_include, store};
}
