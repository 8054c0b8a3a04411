/* eval_gold.c - gold records from folders, and records from a file. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "eval.h"
#include "sha1.h"

const char *json_text(const cJSON *object, const char *key) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* ---- names ------------------------------------------------------------------------ */

/* What follows the last slash, without the ending. */
static char *stem(const char *path, const char *ending) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  size_t len = strlen(name), end = strlen(ending);
  if (len > end && strcmp(name + len - end, ending) == 0)
    len -= end;
  return strndup(name, len);
}

static bool ends_with(const char *text, const char *ending) {
  size_t len = strlen(text), end = strlen(ending);
  return len >= end && strcmp(text + len - end, ending) == 0;
}

/* Every third document, by the SHA-1 of its id, is for checking alone. */
static bool is_for_checking(const char *id) {
  uint8_t digest[SHA1_BYTES];
  unsigned sum = 0;
  sha1(id, strlen(id), digest);
  for (size_t i = 0; i < SHA1_BYTES; i++)
    sum += digest[i]; /* 256 is one more than a multiple of three: so is the digest as a number, modulo 3 */
  return sum % 3 == 0;
}

/* ---- gold ------------------------------------------------------------------------- */

static void document_free(gold_document *d) {
  free(d->id);
  free(d->path);
  free(d->genre);
  cJSON_Delete(d->gold);
  cJSON_Delete(d->record);
}

static cJSON *read_json(const char *path) {
  input in;
  if (!input_read(path, &in))
    return NULL;
  cJSON *json = cJSON_ParseWithLength(in.bytes, in.len);
  input_free(&in);
  if (!json)
    say("%s: is not JSON", path);
  return json;
}

static bool is_gold(const cJSON *json) {
  const cJSON *meeting = cJSON_GetObjectItemCaseSensitive(json, "meeting");
  return cJSON_IsNull(meeting) || cJSON_IsObject(meeting);
}

static bool push(gold_set *set, gold_document d) {
  if (d.id && d.path && d.genre && set->count == set->room) {
    size_t room = set->room ? 2 * set->room : 64;
    gold_document *documents = realloc(set->documents, room * sizeof *documents);
    if (documents) {
      set->documents = documents;
      set->room = room;
    }
  }
  if (!d.id || !d.path || !d.genre || set->count == set->room) {
    say("not enough memory");
    document_free(&d);
    return false;
  }
  set->documents[set->count++] = d;
  return true;
}

static bool add_file(gold_set *set, const char *path, gold_part part) {
  char *id = stem(path, ".json");
  if (id && part != PART_ALL && is_for_checking(id) != (part == PART_CHECK)) {
    free(id);
    return true;
  }
  cJSON *gold = read_json(path);
  if (gold && !is_gold(gold))
    say("%s: is no gold record: it has no 'meeting'", path);
  if (!gold || !is_gold(gold)) {
    cJSON_Delete(gold);
    free(id);
    return false;
  }
  const char *genre = json_text(gold, "genre");
  gold_document d = {.id = id, .path = strdup(path), .gold = gold};
  d.genre = genre ? strdup(genre) : id ? strndup(id, strcspn(id, "-")) : NULL;
  return push(set, d);
}

static int is_json_file(const struct dirent *entry) {
  return entry->d_name[0] != '.' && ends_with(entry->d_name, ".json");
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_folder(gold_set *set, const char *folder, gold_part part) {
  struct dirent **entries = NULL;
  int count = scandir(folder, &entries, is_json_file, by_bytes);
  bool good = count >= 0;
  if (count < 0)
    say("%s: cannot be read", folder);
  if (count == 0)
    say("%s: holds no gold records (*.json)", folder);
  for (int i = 0; i < count; i++) {
    size_t room = strlen(folder) + strlen(entries[i]->d_name) + 2;
    char *path = good ? malloc(room) : NULL;
    if (path) {
      bool slashed = ends_with(folder, "/");
      memcpy(path, folder, strlen(folder) + 1);
      if (!slashed)
        strcat(path, "/");
      strcat(path, entries[i]->d_name);
      good = add_file(set, path, part);
    } else if (good) {
      say("not enough memory");
      good = false;
    }
    free(path);
    free(entries[i]);
  }
  free(entries);
  return good && count > 0;
}

bool gold_add(gold_set *set, const char *path, gold_part part) {
  struct stat about;
  if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
    return add_folder(set, path, part);
  return add_file(set, path, part);
}

void gold_free(gold_set *set) {
  for (size_t i = 0; i < set->count; i++)
    document_free(&set->documents[i]);
  free(set->documents);
  *set = (gold_set){NULL, 0, 0};
}

/* ---- records ---------------------------------------------------------------------- */

/* Gives a record to the documents of its id. False: memory is out. */
static bool give_record(gold_set *set, const cJSON *record) {
  const char *path = json_text(cJSON_GetObjectItemCaseSensitive(record, "document"), "id");
  char *id = path ? stem(path, ".txt") : NULL;
  if (path && !id)
    return false;
  for (size_t i = 0; id && i < set->count; i++) {
    gold_document *d = &set->documents[i];
    if (strcmp(d->id, id) != 0)
      continue;
    cJSON_Delete(d->record);
    d->record = cJSON_Duplicate(record, true);
    if (!d->record) {
      free(id);
      return false;
    }
  }
  free(id);
  return true;
}

static bool is_blank(const char *line, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
      return false;
  }
  return true;
}

bool gold_take_records(gold_set *set, const char *path) {
  input in;
  bool good = true;
  if (!input_read(path, &in))
    return false;
  size_t line = 1, len;
  for (const char *p = in.bytes, *end = p + in.len; good && p < end; p += len + 1, line++) {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    len = (size_t)((stop ? stop : end) - p);
    if (is_blank(p, len))
      continue;
    cJSON *record = cJSON_ParseWithLength(p, len);
    good = record != NULL;
    if (!record)
      say("%s:%zu: is not a record in JSON", path, line);
    else if (!give_record(set, record))
      say("not enough memory");
    cJSON_Delete(record);
  }
  input_free(&in);
  return good;
}
