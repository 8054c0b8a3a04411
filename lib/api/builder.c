/* builder.c - packs in, an engine out.
 *
 * The builder fills an engine that nobody else sees yet: sources and syntax tree go to the engine's memory,
 * diagnostics to the builder's own. The built-in packs alone come as an image, compiled when the library was built;
 * with other packs on top of them they are read like these. Compiling happens once, when the engine or its tests are
 * first asked for; from then on the builder is sealed and only hands out shares of the engine. */
#include "api/builder.h"
#include "api/image.h"
#include "api/sources.h"
#include "rules/check.h"
#include "rules/format.h"

struct evx_builder {
  evx_allocator allocator;
  evx_engine *engine;
  const engine_image *image; /* the built-in set that was added first and is not read yet, or NULL */
  source_store sources;      /* in the engine's memory */
  gazetteer_file names;      /* to be the engine's; bytes NULL: the built-in gazetteer */
  arena memory;              /* of the diagnostics */
  diag_list diags;
  bool sealed;        /* compiled, with what is in `outcome` */
  evx_status outcome; /* EVX_OK, or what every later call answers */
};

evx_status evx_builder_new(const evx_allocator *allocator, evx_builder **out) {
  if (!out)
    return EVX_ERR_ARG;
  *out = NULL;
  if (!allocator)
    allocator = &memory_default_allocator;
  if (!allocator->alloc || !allocator->resize || !allocator->release)
    return EVX_ERR_ARG;
  evx_engine *engine = engine_new(allocator);
  evx_builder *b = engine ? memory_zalloc(allocator, sizeof *b) : NULL;
  if (!b) {
    engine_release(engine);
    return EVX_ERR_NOMEM;
  }
  b->allocator = *allocator;
  b->engine = engine;
  source_store_init(&b->sources, &engine->memory);
  arena_init(&b->memory, &b->allocator);
  diag_init(&b->diags, &b->memory);
  *out = b;
  return EVX_OK;
}

void evx_builder_free(evx_builder *b) {
  if (!b)
    return;
  evx_allocator allocator = b->allocator;
  arena_free(&b->memory);
  engine_release(b->engine);
  memory_release(&allocator, b->names.bytes, b->names.size);
  memory_release(&allocator, b, sizeof *b);
}

/* ---- adding ----------------------------------------------------------------- */

static evx_status out_of_memory(evx_builder *b) {
  b->outcome = EVX_ERR_NOMEM;
  return EVX_ERR_NOMEM;
}

/* Reads one source with its includes. */
static evx_status parse(evx_builder *b, const source *src) {
  size_t errors = b->diags.errors;
  source_loader loader = source_store_loader(&b->sources);
  const char *pack = source_pack_name(&b->sources, src);
  evx_status s = pack ? parse_source(&b->engine->ast, src, pack, &loader, &b->diags) : EVX_ERR_NOMEM;
  diag_sort(&b->diags);
  if (s == EVX_ERR_NOMEM || b->sources.nomem || b->diags.nomem)
    return out_of_memory(b);
  if (s != EVX_OK && s != EVX_ERR_RULE)
    return b->outcome = s;
  return b->diags.errors > errors ? EVX_ERR_RULE : EVX_OK;
}

/* EVX_OK where packs may still be added. */
static evx_status open_status(const evx_builder *b) {
  if (b->outcome == EVX_ERR_NOMEM)
    return EVX_ERR_NOMEM;
  return b->sealed ? EVX_ERR_ARG : EVX_OK;
}

/* A finding about a file as a whole; `why` is static. */
static bool report_file(evx_builder *b, const char *name, const char *code, const char *why) {
  evx_diag *d = arena_zalloc(&b->memory, sizeof *d);
  const char *copy = arena_string(&b->memory, name, strlen(name));
  if (!d || !copy || !VEC_ADD(&b->diags.items, &b->memory, d))
    return false;
  *d = (evx_diag){.severity = EVX_ERROR, .code = code, .source = copy, .message = why};
  b->diags.errors++;
  diag_sort(&b->diags);
  return !b->diags.nomem;
}

/* A pack that cannot be read: no mistakes are looked for in names that it may declare. */
static bool report_unreadable(evx_builder *b, const char *name, const char *why) {
  b->engine->ast.incomplete = true;
  return report_file(b, name, "E101", why);
}

static evx_status load(evx_builder *b, source_origin origin, const char *name) {
  bool again = false;
  const char *why = NULL;
  const source *src = source_load(&b->sources, origin, name, &again, &why);
  if (again)
    return EVX_OK;
  if (src)
    return parse(b, src);
  if (b->sources.nomem)
    return out_of_memory(b);
  return report_unreadable(b, name, why) ? EVX_ERR_IO : out_of_memory(b);
}

/* The set "en" is the file "en/en.evx", which includes the others. */
#define BUILTIN_PATH_MAX 64
static bool builtin_path(const char *name, char *path) {
  size_t len = name ? strlen(name) : 0;
  if (len == 0 || 2 * len + sizeof "/.evx" > BUILTIN_PATH_MAX)
    return false;
  memcpy(path, name, len);
  path[len] = '/';
  memcpy(path + len + 1, name, len);
  memcpy(path + 2 * len + 1, ".evx", sizeof ".evx");
  return true;
}

/* Makes the builder ready for a pack: one that comes on top of an image needs the image's packs as text. */
static evx_status open_builder(evx_builder *b) {
  char path[BUILTIN_PATH_MAX];
  evx_status s = open_status(b);
  if (s != EVX_OK || !b->image)
    return s;
  builtin_path(b->image->name, path);
  b->image = NULL;
  return load(b, ORIGIN_BUILTIN, path);
}

static evx_status add(evx_builder *b, source_origin origin, const char *name) {
  evx_status s = open_builder(b);
  return s == EVX_OK ? load(b, origin, name) : s;
}

evx_status evx_builder_add_builtin(evx_builder *b, const char *name) {
  char path[BUILTIN_PATH_MAX];
  if (!b || !builtin_path(name, path))
    return EVX_ERR_ARG;
  const engine_image *image = &engine_image_builtin;
  bool first = open_status(b) == EVX_OK && b->engine->ast.packs.count == 0 && b->diags.items.count == 0;
  if (!first || !image->name || strcmp(image->name, name) != 0)
    return add(b, ORIGIN_BUILTIN, path);
  b->image = image;
  return EVX_OK;
}

evx_status evx_builder_add_file(evx_builder *b, const char *path) {
  return b && path && *path ? add(b, ORIGIN_FILE, path) : EVX_ERR_ARG;
}

evx_status evx_builder_add_text(evx_builder *b, const char *name, const char *rules, size_t len) {
  bool again = false;
  if (!b || !name || (!rules && len))
    return EVX_ERR_ARG;
  if (len > SOURCE_MAX)
    return EVX_ERR_LIMIT;
  evx_status s = open_builder(b);
  if (s != EVX_OK)
    return s;
  const source *src = source_add_text(&b->sources, name, rules, len, &again);
  if (again)
    return EVX_ERR_ARG;
  return src ? parse(b, src) : out_of_memory(b);
}

/* ---- the gazetteer ------------------------------------------------------------- */

static const char *gazetteer_mistake(const strbuf *bytes) {
  gazetteer g;
  gazetteer_fault fault = gazetteer_open(&g, bytes->data ? bytes->data : "", bytes->length);
  if (fault == GAZETTEER_OK)
    fault = gazetteer_verify(&g);
  return fault == GAZETTEER_OK ? NULL : gazetteer_fault_message(fault);
}

evx_status evx_builder_set_gazetteer(evx_builder *b, const char *path) {
  const char *why = NULL;
  strbuf bytes;
  if (!b || !path || !*path)
    return EVX_ERR_ARG;
  evx_status s = open_status(b);
  if (s != EVX_OK)
    return s;
  strbuf_init(&bytes, &b->allocator);
  bool read = source_read_file(path, &bytes, &why);
  if (read && !bytes.failed)
    why = gazetteer_mistake(&bytes);
  if (bytes.failed || why) {
    s = bytes.failed || !report_file(b, path, "E102", why) ? EVX_ERR_NOMEM : EVX_ERR_IO;
    strbuf_free(&bytes);
    return s;
  }
  void *copy = memory_alloc(&b->allocator, bytes.length);
  if (copy) {
    memcpy(copy, bytes.data, bytes.length);
    memory_release(&b->allocator, b->names.bytes, b->names.size);
    b->names = (gazetteer_file){copy, bytes.length};
  }
  strbuf_free(&bytes);
  return copy ? EVX_OK : EVX_ERR_NOMEM;
}

/* ---- layout ------------------------------------------------------------------ */

evx_status evx_builder_format(evx_builder *b, const char *name, const char *rules, size_t len, const char **out,
                              size_t *out_len) {
  if (!out || !out_len)
    return EVX_ERR_ARG;
  *out = NULL;
  *out_len = 0;
  if (!b || !name || (!rules && len))
    return EVX_ERR_ARG;
  if (len > SOURCE_MAX)
    return EVX_ERR_LIMIT;
  source *src = arena_zalloc(&b->memory, sizeof *src);
  strbuf laid_out;
  if (!src)
    return EVX_ERR_NOMEM;
  *src = (source){arena_string(&b->memory, name, strlen(name)), arena_string(&b->memory, rules, len), len, false};
  if (!src->name || !src->text)
    return EVX_ERR_NOMEM;
  strbuf_init(&laid_out, &b->allocator);
  evx_status s = rules_format(src, &b->diags, &b->memory, &laid_out);
  if (s == EVX_OK) {
    *out = arena_string(&b->memory, laid_out.data ? laid_out.data : "", laid_out.length);
    *out_len = laid_out.length;
    s = *out ? EVX_OK : EVX_ERR_NOMEM;
  }
  strbuf_free(&laid_out);
  return s;
}

/* ---- diagnostics ------------------------------------------------------------ */

size_t evx_builder_diag_count(const evx_builder *b) {
  return b ? b->diags.items.count : 0;
}

const evx_diag *evx_builder_diag(const evx_builder *b, size_t index) {
  return index < evx_builder_diag_count(b) ? b->diags.items.at[index] : NULL;
}

/* ---- compiling -------------------------------------------------------------- */

/* The checker goes over all packs even where the parser found mistakes, so that one build tells all of them; it keeps
 * quiet about names whose declarations could not be read. */
static evx_status compile_steps(evx_builder *b) {
  evx_engine *e = b->engine, *ready = NULL;
  if (b->image) {
    evx_status s = b->diags.errors ? EVX_ERR_RULE : engine_from_image(b->image, &b->allocator, &ready);
    if (s != EVX_OK)
      return s;
    engine_release(e);
    b->engine = ready;
    return EVX_OK;
  }
  evx_status s = check_rules(&e->ast, &b->diags);
  if (s == EVX_OK && b->diags.errors)
    s = EVX_ERR_RULE;
  if (s == EVX_OK)
    s = rule_set_new(&e->ast, &e->allocator, &b->diags, &e->set);
  if (s == EVX_OK)
    s = record_maker_new(e->set, &e->allocator, &e->maker);
  return s;
}

/* Gives up an engine from an image, which lacks the rules as they are written, for one from the packs' text. */
static evx_status reopen(evx_builder *b) {
  gazetteer_file names = b->engine->names;
  void *bytes = names.bytes ? memory_alloc(&b->allocator, names.size) : NULL;
  evx_engine *fresh = bytes || !names.bytes ? engine_new(&b->allocator) : NULL;
  if (!fresh) {
    memory_release(&b->allocator, bytes, names.size);
    return out_of_memory(b);
  }
  if (bytes)
    memcpy(bytes, names.bytes, names.size);
  b->names = (gazetteer_file){bytes, names.size};
  engine_release(b->engine);
  b->engine = fresh;
  b->sealed = false;
  source_store_init(&b->sources, &fresh->memory);
  return EVX_OK;
}

static evx_status compile(evx_builder *b);

evx_status builder_whole(evx_builder *b) {
  evx_status s = EVX_OK;
  if (b->sealed && b->engine->image)
    s = reopen(b);
  if (s == EVX_OK && !b->sealed && b->image)
    s = open_builder(b);
  return s == EVX_OK ? compile(b) : s;
}

static evx_status compile(evx_builder *b) {
  if (b->outcome == EVX_ERR_NOMEM || b->sealed)
    return b->outcome;
  b->outcome = compile_steps(b);
  b->sealed = true;
  if (b->outcome == EVX_OK) {
    engine_use_gazetteer(b->engine, b->names);
    b->names = (gazetteer_file){0};
  }
  diag_sort(&b->diags);
  return b->diags.nomem ? out_of_memory(b) : b->outcome;
}

evx_status evx_builder_finish(evx_builder *b, evx_engine **out) {
  if (!out)
    return EVX_ERR_ARG;
  *out = NULL;
  if (!b)
    return EVX_ERR_ARG;
  evx_status s = compile(b);
  if (s == EVX_OK)
    *out = engine_hand_out(b->engine);
  return s;
}

evx_status evx_builder_lint(evx_builder *b, bool builtin) {
  if (!b)
    return EVX_ERR_ARG;
  evx_status s = builder_whole(b);
  if (s == EVX_OK)
    s = rule_set_lint(b->engine->set, builtin, &b->diags, &b->engine->allocator);
  diag_sort(&b->diags);
  return s;
}

evx_status evx_builder_cover(evx_builder *b, bool builtin, evx_coverage *out) {
  if (!b || !out)
    return EVX_ERR_ARG;
  *out = (evx_coverage){0};
  evx_status s = builder_whole(b);
  if (s == EVX_OK)
    s = rule_set_cover(b->engine->set, builtin, &b->diags, &b->engine->allocator, out);
  diag_sort(&b->diags);
  return s;
}

/* ---- the packs' own examples ------------------------------------------------- */

static evx_status run_pack_tests(evx_builder *b, const source *src, size_t *passed, size_t *failed) {
  size_t good = 0, bad = 0;
  evx_engine *e = b->engine;
  evx_status s = rule_set_run_tests(e->set, &e->ast, src, &b->diags, &e->allocator, &good, &bad);
  *passed += good;
  *failed += bad;
  return s;
}

evx_status evx_builder_run_tests(evx_builder *b, bool builtin, size_t *passed, size_t *failed) {
  if (!passed || !failed)
    return EVX_ERR_ARG;
  *passed = *failed = 0;
  if (!b)
    return EVX_ERR_ARG;
  evx_status s = builder_whole(b);
  if (s == EVX_OK && builtin)
    s = run_pack_tests(b, NULL, passed, failed);
  for (size_t i = 0; s == EVX_OK && !builtin && i < b->engine->ast.packs.count; i++) {
    const ast_pack *pack = b->engine->ast.packs.at[i];
    if (!pack->src->builtin)
      s = run_pack_tests(b, pack->src, passed, failed);
  }
  diag_sort(&b->diags);
  return b->diags.nomem ? EVX_ERR_NOMEM : s;
}
