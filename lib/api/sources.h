/* sources.h - where rule packs come from: built into the library, files, text in memory.
 *
 * Every source is loaded once, under the name by which messages call it. An include is looked for in the folder of
 * the source that asks, among sources of the same origin; a name that is not there may still be that of a built-in
 * file ("en/schema.evx"). Text in memory reaches earlier text in memory and the built-in files, never the disk. */
#ifndef EVX_API_SOURCES_H
#define EVX_API_SOURCES_H

#include "base/strbuf.h"
#include "packs/packs.h"
#include "rules/parse.h"

/* A pack is written by people; more than this is a mistaken file name. */
#define SOURCE_MAX ((size_t)64 << 20)

typedef enum source_origin { ORIGIN_BUILTIN, ORIGIN_FILE, ORIGIN_TEXT } source_origin;

typedef struct loaded_source {
  source src; /* first, so that a source leads back to its entry */
  source_origin origin;
} loaded_source;

typedef struct source_store {
  arena *memory;
  VEC(loaded_source *) all;
  bool nomem; /* some load failed for want of memory */
} source_store;

/* Appends the bytes of a file; a failed append shows in `bytes`. False with `why` in a few words. */
bool source_read_file(const char *path, strbuf *bytes, const char **why);

void source_store_init(source_store *store, arena *memory);

/* The source of that origin and name, loading it when it is new; `again` says that it was there. NULL with `why` in a
 * few words, or with store->nomem. */
const source *source_load(source_store *store, source_origin origin, const char *name, bool *again, const char **why);
/* Takes a copy of a text. NULL when memory is out, or with `again` when the name is taken. */
const source *source_add_text(source_store *store, const char *name, const char *text, size_t len, bool *again);
/* The file name without folder and ".evx"; for a built-in file the folder stays ("en/dates"). NULL: no memory. */
const char *source_pack_name(source_store *store, const source *src);

/* A file that is built in; NULL where none has that name. */
const pack_file *source_builtin(const char *name);
/* Writes its text with the NUL behind it. */
bool source_unpack(const pack_file *file, char *text);

/* What the parser asks for includes; `user` of the loader is the store. */
source_loader source_store_loader(source_store *store);

#endif
