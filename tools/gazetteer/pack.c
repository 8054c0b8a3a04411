/* pack - writes a gazetteer (lib/lexicon/gazetteer_format.h) from a list of facts: pack FACTS OUT
 *
 * Names are cut into tokens and folded by the library itself, so that what is written is what texts are looked up by.
 * FACTS is made by tools/gazetteer/build; one fact a line, fields parted by tabs:
 *
 *   C  code                                                        rows of codes, countries first
 *   P  name  geonames  latitude  longitude  country  region  feature  size      rows of places
 *   K  kind  spelling  alias  what  name                           a name and a sense of it, the likeliest first;
 *                                                                  `what` is a row, or, of organizations, a full name
 *   F  flags  name                                                 what else a name is */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon/gazetteer.h"
#include "lexicon/gazetteer_format.h"

#define FIELDS_MAX 9

static void stop(const char *why, const char *what) {
  fprintf(stderr, "pack: %s: %s\n", why, what);
  exit(1);
}

static void *more(void *block, size_t size) {
  void *made = realloc(block, size);
  if (!made)
    stop("no memory", "");
  return made;
}

/* ---- growing bytes -------------------------------------------------------------- */

typedef struct bytes {
  uint8_t *at;
  size_t count, room;
} bytes;

static uint8_t *grow(bytes *b, size_t size) {
  if (b->count + size > b->room)
    b->at = more(b->at, b->room = 2 * (b->count + size) + 4096);
  memset(b->at + b->count, 0, size);
  b->count += size;
  return b->at + b->count - size;
}

static void write_number(uint8_t *p, uint64_t x, unsigned size) {
  for (unsigned i = 0; i < size; i++)
    p[i] = (uint8_t)(x >> (8 * i));
}

static void put(bytes *b, uint64_t x, unsigned size) {
  write_number(grow(b, size), x, size);
}

/* ---- what is collected ------------------------------------------------------------ */

typedef struct name {
  uint32_t *words; /* numbers in `forms.strings` */
  unsigned count, capitals, flags;
  uint32_t senses[255];
  unsigned sense_count;
} name;

static form_table forms;
static arena memory;
static bytes places, codes, strings, exact;
static intern string_offsets; /* string -> number; `offset_of` by number */
static uint32_t *offset_of;
static intern keys; /* folded key -> number; `names` by number */
static name **names;
static size_t name_room, offset_room;

static uint32_t string_offset(const char *text) {
  uint32_t before = string_offsets.count, id = intern_add(&string_offsets, text, strlen(text));
  if (id >= offset_room)
    offset_of = more(offset_of, (offset_room = 2 * (size_t)id + 1024) * sizeof *offset_of);
  if (string_offsets.count > before) {
    offset_of[id] = (uint32_t)strings.count;
    memcpy(grow(&strings, strlen(text) + 1), text, strlen(text));
  }
  return id == 0 ? 0 : offset_of[id]; /* the section begins with the empty string */
}

static bool is_capital(const form *f) {
  return (f->shape & (FORM_CAP | FORM_UPPER)) != 0;
}

/* The name of these words, made when it is new and `add` says so; its exact spelling, words joined by spaces. */
static name *name_of(const char *text, bool add, const char **spelling) {
  token *tokens;
  size_t count, len;
  name n = {0};
  const char *key = "", *spelled = "";
  if (document_tokenize_literal(text, strlen(text), &forms, &memory, &tokens, &count) != EVX_OK)
    stop("no memory", text);
  n.words = arena_array(&memory, count + 1, sizeof *n.words);
  for (size_t i = 0; i < count; i++) {
    const form *f = &forms.forms[tokens[i].form];
    if (f->shape & FORM_HYPHEN)
      continue;
    if (n.count < 8 && is_capital(f))
      n.capitals |= 1u << n.count;
    key = arena_printf(&memory, "%s%s%s", key, n.count ? " " : "", form_string(&forms, f->lex, &len));
    spelled = arena_printf(&memory, "%s%s%s", spelled, n.count ? " " : "", form_string(&forms, f->text, &len));
    n.words[n.count++] = f->lex;
  }
  if (n.count == 0 || n.count > GAZETTEER_TOKENS_MAX || strlen(key) > 255)
    return NULL;
  *spelling = spelled;
  uint32_t id = add ? intern_add(&keys, key, strlen(key)) : intern_find(&keys, key, strlen(key));
  if (id == INTERN_NONE)
    return NULL;
  if (id >= name_room) {
    size_t room = 2 * (size_t)id + 4096;
    names = more(names, room * sizeof *names);
    memset(names + name_room, 0, (room - name_room) * sizeof *names);
    name_room = room;
  }
  if (!names[id]) {
    names[id] = arena_zalloc(&memory, sizeof n);
    *names[id] = n;
  }
  return names[id];
}

/* ---- reading facts ----------------------------------------------------------------- */

static void take_place(char **f) {
  put(&places, strtoul(f[2], NULL, 10), 4);
  double lat = atof(f[3]) * GAZETTEER_DEGREE, lon = atof(f[4]) * GAZETTEER_DEGREE;
  put(&places, (uint64_t)(int64_t)(lat < 0 ? lat - 0.5 : lat + 0.5), 3);
  put(&places, (uint64_t)(int64_t)(lon < 0 ? lon - 0.5 : lon + 0.5), 3);
  put(&places, string_offset(f[1]), 3);
  put(&places, strtoul(f[5], NULL, 10), 1);
  put(&places, strtoul(f[6], NULL, 10), 2);
  put(&places, strtoul(f[7], NULL, 10) | strtoul(f[8], NULL, 10) << 3, 1);
}

static void take_name(char **f) {
  const char *spelling;
  name *n = name_of(f[5], true, &spelling);
  uint32_t kind = (uint32_t)strtoul(f[1], NULL, 10), rule = (uint32_t)strtoul(f[2], NULL, 10);
  if (!n)
    stop("this name cannot be kept", f[5]);
  uint32_t ref = kind == GAZETTEER_ORG ? string_offset(f[4]) : (uint32_t)strtoul(f[4], NULL, 10);
  if (rule == GAZETTEER_EXACT) {
    uint32_t offset = string_offset(spelling), row = (uint32_t)(exact.count / GAZETTEER_EXACT_ROW);
    put(&exact, offset, 4);
    put(&exact, ref, 4);
    ref = row;
  }
  uint32_t sense = kind | rule << 4 | (f[3][0] == '1' ? 1u << 6 : 0) | ref << 8;
  for (unsigned i = 0; i < n->sense_count; i++)
    if (n->senses[i] == sense)
      return;
  if (n->sense_count < 255)
    n->senses[n->sense_count++] = sense;
}

static void take_flags(char **f) {
  const char *spelling;
  name *n = name_of(f[2], false, &spelling);
  if (n)
    n->flags |= (unsigned)strtoul(f[1], NULL, 10);
}

static void read_facts(const char *path) {
  FILE *in = fopen(path, "r");
  char text[4096], *fields[FIELDS_MAX];
  if (!in)
    stop("cannot read", path);
  while (fgets(text, sizeof text, in)) {
    unsigned n = 0;
    text[strcspn(text, "\n")] = '\0';
    for (char *at = text; at && n < FIELDS_MAX; n++) {
      fields[n] = at;
      at = strchr(at, '\t');
      if (at)
        *at++ = '\0';
    }
    static const struct {
      char type;
      unsigned fields;
    } wanted[] = {{'C', 2}, {'P', 9}, {'K', 6}, {'F', 3}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
      if (fields[0][0] == wanted[i].type && n != wanted[i].fields)
        stop("fields are missing or too many", text);
    switch (fields[0][0]) {
    case 'C': memcpy(grow(&codes, GAZETTEER_CODE_ROW), fields[1], strnlen(fields[1], 7)); break;
    case 'P': take_place(fields); break;
    case 'K': take_name(fields); break;
    case 'F': take_flags(fields); break;
    default: stop("what fact is this", text);
    }
  }
  fclose(in);
}

/* ---- the table -------------------------------------------------------------------- */

/* A beginning of names: all words of one (record set) or fewer (longer set), or both. */
typedef struct node {
  uint32_t hash, record; /* offset + 1 */
  bool longer;
} node;

static intern prefixes; /* words as numbers -> number of the node */
static node *nodes;
static size_t node_room;

static node *node_of(const name *n, unsigned words) {
  uint32_t before = prefixes.count;
  uint32_t id = intern_add(&prefixes, (const char *)n->words, words * sizeof *n->words);
  if (id >= node_room)
    nodes = more(nodes, (node_room = 2 * (size_t)id + 4096) * sizeof *nodes);
  if (prefixes.count > before) {
    nodes[id] = (node){0, 0, false};
    for (unsigned i = 0; i < words; i++)
      nodes[id].hash = gazetteer_hash_step(nodes[id].hash, forms.strings.entries[n->words[i]].hash);
  }
  return &nodes[id];
}

static uint32_t write_records(bytes *records) {
  uint32_t written = 0;
  for (uint32_t id = 1; id < keys.count; id++) {
    const name *n = names[id];
    const intern_entry *key = &keys.entries[id];
    for (unsigned i = 1; i < n->count; i++)
      node_of(n, i)->longer = true;
    node_of(n, n->count)->record = (uint32_t)records->count + 1;
    put(records, key->len, 1);
    put(records, n->sense_count, 1);
    put(records, n->capitals, 1);
    put(records, n->flags, 1);
    memcpy(grow(records, key->len), key->text, key->len);
    for (unsigned i = 0; i < n->sense_count; i++)
      put(records, n->senses[i], 4);
    written++;
  }
  return written;
}

static uint32_t write_slots(bytes *slots) {
  uint32_t longest = 0, count = prefixes.count + prefixes.count / 2 + 1;
  grow(slots, (size_t)count * GAZETTEER_SLOT);
  for (uint32_t id = 1; id < prefixes.count; id++) {
    uint32_t at = gazetteer_slot_of(nodes[id].hash, count), probe = 0;
    while (memcmp(slots->at + (size_t)at * GAZETTEER_SLOT + 1, "\0\0\0\0", 4) != 0) {
      at = at + 1 < count ? at + 1 : 0;
      probe++;
    }
    uint8_t *slot = slots->at + (size_t)at * GAZETTEER_SLOT;
    slot[0] = gazetteer_tag_of(nodes[id].hash);
    write_number(slot + 1, nodes[id].record | (nodes[id].longer ? 1u << 31 : 0), 4);
    longest = probe > longest ? probe : longest;
  }
  return longest;
}

static void write_table(const char *path) {
  bytes records = {0}, slots = {0}, out = {0};
  uint32_t key_count = write_records(&records), longest = write_slots(&slots);
  const struct {
    const bytes *section;
    uint32_t row;
  } sections[] = {{&slots, GAZETTEER_SLOT},     {&records, 1}, {&places, GAZETTEER_PLACE_ROW},
                  {&codes, GAZETTEER_CODE_ROW}, {&strings, 1}, {&exact, GAZETTEER_EXACT_ROW}};
  if (longest > GAZETTEER_PROBE_MAX)
    stop("names crowd in the table", path);
  grow(&out, GAZETTEER_HEAD);
  for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
    const bytes *s = sections[i].section;
    write_number(out.at + 40 + 8 * i, out.count, 4);
    write_number(out.at + 44 + 8 * i, s->count / sections[i].row, 4);
    if (s->count)
      memcpy(grow(&out, s->count), s->at, s->count);
  }
  memcpy(out.at, GAZETTEER_MAGIC, 8);
  write_number(out.at + 8, GAZETTEER_ORDER_MARK, 4);
  write_number(out.at + 12, GAZETTEER_FORMAT_VERSION, 4);
  write_number(out.at + 16, out.count, 4);
  write_number(out.at + 20, longest, 4);
  write_number(out.at + 24, key_count, 4);
  write_number(out.at + 32, gazetteer_content_hash(out.at + GAZETTEER_HEAD, out.count - GAZETTEER_HEAD), 8);
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(out.at, 1, out.count, f) != out.count || fclose(f) != 0)
    stop("cannot write", path);
  printf("bytes %zu\nkeys %u\nslots %zu (longest probe %u)\nrecords %zu\nplaces %zu\nstrings %zu\n", out.count,
         key_count, slots.count, longest, records.count, places.count, strings.count);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: pack FACTS OUT\n");
    return 2;
  }
  arena_init(&memory, &memory_default_allocator);
  if (!form_table_init(&forms, &memory_default_allocator) || !intern_init(&keys, &memory_default_allocator) ||
      !intern_init(&string_offsets, &memory_default_allocator) || !intern_init(&prefixes, &memory_default_allocator))
    stop("no memory", "");
  put(&strings, 0, 1);
  read_facts(argv[1]);
  write_table(argv[2]);
  return 0;
}
