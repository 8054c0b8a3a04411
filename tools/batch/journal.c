/* journal.c - what a run has done, beside its output: OUT.journal, one line per document.
 *
 *   evx-journal 1 SETTINGS
 *   END... LOG-END SIZE MTIME SHA1 FAILED ID-HASH ID
 *   end
 *
 * An entry is written only behind the flush of what it speaks of, so the output always goes at least as far. A line
 * without its line feed was torn by the end of the run and does not count. */
#define _POSIX_C_SOURCE 200809L

#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct journal {
  char *path;
  char *settings;
  FILE *file;
  size_t parts;
  journal_item *entries;
  uint64_t *places; /* of the lines in the file; one more than entries */
  size_t count, room;
  size_t *table; /* of entries by id, number + 1; built when it is first asked */
  size_t table_size;
  buffer line;
};

void journal_free(journal *j) {
  if (!j)
    return;
  if (j->file)
    fclose(j->file);
  buffer_free(&j->line);
  free(j->path);
  free(j->settings);
  free(j->entries);
  free(j->places);
  free(j->table);
  free(j);
}

/* ---- reading ----------------------------------------------------------------------------- */

static bool parse_numbers(char **at, uint64_t *out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char *end = NULL;
    out[i] = strtoull(*at, &end, 10);
    if (end == *at || *end != '\t')
      return false;
    *at = end + 1;
  }
  return true;
}

static bool parse_entry(const journal *j, char *line, journal_item *e) {
  uint64_t place[3], fate[2];
  *e = (journal_item){0};
  if (!parse_numbers(&line, e->ends, j->parts) || !parse_numbers(&line, place, 3))
    return false;
  char *tab = strchr(line, '\t');
  size_t len = tab ? (size_t)(tab - line) : sizeof e->sha1;
  if (len >= sizeof e->sha1)
    return false;
  memcpy(e->sha1, line, len);
  line = tab + 1;
  if (!parse_numbers(&line, fate, 2))
    return false;
  e->log_end = place[0];
  e->size = (int64_t)place[1] - 1; /* both are written one more, so that -1 is 0 */
  e->mtime = (int64_t)place[2] - 1;
  e->failed = fate[0] != 0;
  e->id = fate[1];
  return true;
}

static bool keep_entry(journal *j, const journal_item *e, uint64_t behind) {
  if (j->count + 2 > j->room) {
    size_t room = j->room ? j->room * 2 : 1024;
    journal_item *entries = realloc(j->entries, room * sizeof *entries);
    if (entries)
      j->entries = entries;
    uint64_t *places = realloc(j->places, (room + 1) * sizeof *places);
    if (places)
      j->places = places;
    if (!entries || !places)
      return false;
    j->room = room;
  }
  j->entries[j->count++] = *e;
  j->places[j->count] = behind;
  return true;
}

/* False: memory is out. */
static bool read_entries(journal *j, enum journal_state *state) {
  char *line = NULL;
  size_t room = 0;
  ssize_t len = 0;
  bool good = true;
  *state = JOURNAL_NONE;
  while (good && (len = getline(&line, &room, j->file)) > 0 && line[len - 1] == '\n') {
    journal_item e;
    line[len - 1] = '\0';
    if (*state == JOURNAL_NONE) {
      *state = strcmp(line, j->settings) == 0 ? JOURNAL_PART : JOURNAL_OTHER;
      j->places[0] = (uint64_t)len;
    } else if (strcmp(line, "end") == 0) {
      *state = *state == JOURNAL_PART ? JOURNAL_WHOLE : *state;
    } else if (*state == JOURNAL_OTHER || !parse_entry(j, line, &e)) {
      break;
    } else {
      good = keep_entry(j, &e, j->places[j->count] + (uint64_t)len);
    }
  }
  free(line);
  return good;
}

static bool lock(FILE *file) {
  struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  return fcntl(fileno(file), F_SETLK, &all) == 0 || (errno != EAGAIN && errno != EACCES);
}

journal *journal_open(const char *out_path, const char *settings, size_t parts, enum journal_state *state) {
  journal *j = calloc(1, sizeof *j);
  buffer path = {0}, head = {0};
  buffer_puts(&path, out_path);
  while (path.len > 1 && path.bytes[path.len - 1] == '/')
    path.bytes[--path.len] = '\0';
  buffer_puts(&path, ".journal");
  buffer_puts(&head, "evx-journal 1 ");
  buffer_puts(&head, settings);
  uint64_t *places = calloc(1, sizeof *places);
  if (!j || path.failed || head.failed || !places) {
    say("not enough memory for the journal");
    buffer_free(&path);
    buffer_free(&head);
    free(places);
    free(j);
    return NULL;
  }
  *j = (journal){.path = path.bytes, .settings = head.bytes, .parts = parts, .places = places};
  int file = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  j->file = file >= 0 ? fdopen(file, "r+") : NULL;
  const char *why = !j->file                  ? strerror(errno)
                    : !lock(j->file)          ? "another run is writing to it"
                    : !read_entries(j, state) ? "not enough memory to read it"
                                              : NULL;
  if (!why)
    return j;
  say("%s: %s", j->path, why);
  if (file >= 0 && !j->file)
    close(file);
  journal_free(j);
  return NULL;
}

size_t journal_count(const journal *j) {
  return j->count;
}

const journal_item *journal_entry(const journal *j, size_t number) {
  return &j->entries[number];
}

size_t journal_find(journal *j, const char *id) {
  uint64_t hash = id_hash(id);
  if (!j->table) {
    for (j->table_size = 16; j->table_size < j->count * 2; j->table_size *= 2)
      ;
    j->table = calloc(j->table_size, sizeof *j->table);
    for (size_t i = 0; j->table && i < j->count; i++) {
      size_t at = (size_t)j->entries[i].id & (j->table_size - 1);
      while (j->table[at])
        at = (at + 1) & (j->table_size - 1);
      j->table[at] = i + 1;
    }
  }
  for (size_t at = (size_t)hash & (j->table_size - 1); j->table && j->table[at]; at = (at + 1) & (j->table_size - 1)) {
    if (j->entries[j->table[at] - 1].id == hash)
      return j->table[at] - 1;
  }
  return SIZE_MAX;
}

/* ---- writing ------------------------------------------------------------------------------- */

static bool failed(const journal *j) {
  say("%s: cannot be written: %s", j->path, strerror(errno));
  return false;
}

static bool lacks_memory(const journal *j) {
  errno = ENOMEM;
  return failed(j);
}

bool journal_begin(journal *j, size_t keep) {
  off_t end = keep > 0 || j->count > 0 ? (off_t)j->places[keep] : 0;
  bool anew = keep == 0;
  if (fseeko(j->file, anew ? 0 : end, SEEK_SET) != 0 || ftruncate(fileno(j->file), anew ? 0 : end) != 0)
    return failed(j);
  if (anew && (fprintf(j->file, "%s\n", j->settings) < 0 || fflush(j->file) != 0))
    return failed(j);
  return true;
}

static void add_number(buffer *b, uint64_t number) {
  char digits[21];
  size_t at = sizeof digits;
  digits[--at] = '\t';
  do
    digits[--at] = (char)('0' + number % 10);
  while (number /= 10);
  buffer_add(b, digits + at, sizeof digits - at);
}

bool journal_add(journal *j, const journal_item *e, const char *id) {
  buffer *b = &j->line;
  for (size_t i = 0; i < j->parts; i++)
    add_number(b, e->ends[i]);
  add_number(b, e->log_end);
  add_number(b, (uint64_t)(e->size + 1)); /* what is less goes round, and back when it is read */
  add_number(b, (uint64_t)(e->mtime + 1));
  buffer_puts(b, e->sha1);
  buffer_add(b, e->failed ? "\t1\t" : "\t0\t", 3);
  add_number(b, e->id);
  for (size_t plain; *id; id += plain) {
    for (plain = 0; (unsigned char)id[plain] >= 0x20;)
      plain++;
    buffer_add(b, id, plain);
    if (id[plain]) {
      buffer_add(b, "?", 1);
      plain++;
    }
  }
  buffer_add(b, "\n", 1);
  return !b->failed || lacks_memory(j);
}

bool journal_flush(journal *j) {
  errno = 0;
  bool good =
      (j->line.len == 0 || fwrite(j->line.bytes, 1, j->line.len, j->file) == j->line.len) && fflush(j->file) == 0;
  j->line.len = 0;
  return good || failed(j);
}

bool journal_end(journal *j) {
  buffer_puts(&j->line, "end\n");
  return j->line.failed ? lacks_memory(j) : journal_flush(j);
}
