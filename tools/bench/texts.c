#define _XOPEN_SOURCE 700
#include "texts.h"

#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct buffer {
  char *at;
  size_t len, room;
} buffer;

static void append(buffer *b, const char *bytes, size_t len) {
  if (b->len + len > b->room) {
    b->room = 2 * (b->len + len) + 65536;
    b->at = realloc(b->at, b->room);
    if (!b->at)
      abort();
  }
  memcpy(b->at + b->len, bytes, len);
  b->len += len;
}

/* nftw has no argument of one's own. */
static char **paths;
static size_t path_count;

static int note_path(const char *path, const struct stat *st, int kind, struct FTW *where) {
  size_t len = strlen(path);
  (void)st;
  (void)where;
  if (kind != FTW_F || len < 4 || strcmp(path + len - 4, ".txt") != 0)
    return 0;
  paths = realloc(paths, (path_count + 1) * sizeof *paths);
  if (!paths || !(paths[path_count++] = strdup(path)))
    abort();
  return 0;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void append_file(buffer *b, const char *path) {
  FILE *f = fopen(path, "rb");
  char block[65536];
  size_t n;
  if (!f)
    return;
  while ((n = fread(block, 1, sizeof block, f)) > 0)
    append(b, block, n);
  fclose(f);
}

static bool is_letter(char c) {
  return (unsigned char)((c | 0x20) - 'a') < 26;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Other letters, of the same kind (vowels stay vowels), for a name in a round. */
static void vary_name(char *word, size_t len, uint32_t hash) {
  static const char vowels[] = "aeiou", others[] = "bcdfghklmnprstvw";
  for (size_t i = 1; i < len; i++) {
    hash = hash * 1664525u + 1013904223u;
    if (strchr(vowels, word[i]))
      word[i] = vowels[(hash >> 16) % (sizeof vowels - 1)];
    else if (word[i] >= 'a')
      word[i] = others[(hash >> 16) % (sizeof others - 1)];
  }
}

static uint32_t hash_word(const char *word, size_t len, uint32_t round) {
  uint32_t h = 2166136261u ^ round * 0x9e3779b9u;
  for (size_t i = 0; i < len; i++)
    h = (h ^ (unsigned char)word[i]) * 16777619u;
  return h ^ h >> 13;
}

static size_t run_of(const char *s, size_t len, bool (*is)(char)) {
  size_t n = 0;
  while (n < len && is(s[n]))
    n++;
  return n;
}

static void vary(char *s, size_t len, uint32_t round) {
  bool inside = false; /* of a sentence: small letters or a number before */
  for (size_t at = 0; at < len;) {
    size_t n = run_of(s + at, len - at, is_letter), digits = run_of(s + at, len - at, is_digit);
    if (n > 3 && inside && s[at] < 'a' && s[at + 1] >= 'a') {
      uint32_t h = hash_word(s + at, n, round);
      if (h % 3 == 0)
        vary_name(s + at, n, h);
    } else if (digits && digits != 4) {
      uint32_t h = hash_word(s + at, digits, round);
      for (size_t i = 0; i < digits && digits > 2; i++)
        s[at + i] = (char)('0' + (s[at + i] - '0' + (int)(h >> i) % 10) % 10);
      if (digits <= 2) /* days and months stay such */
        s[at + digits - 1] = (char)('1' + (s[at + digits - 1] - '0' + (int)(round % 8)) % 8);
    }
    inside = n ? s[at] >= 'a' || inside : digits ? true : s[at] != '.' && s[at] != '\n' && inside;
    at += n ? n : digits ? digits : 1;
  }
}

static void cut(text_set *set, size_t begin, size_t end) {
  while (begin < end) {
    size_t stop = begin + TEXT_DOCUMENT < end ? begin + TEXT_DOCUMENT : end;
    const char *line = stop < end ? memchr(set->bytes + stop, '\n', end - stop) : NULL;
    stop = line ? (size_t)(line - set->bytes) + 1 : end;
    if (end - stop < TEXT_DOCUMENT / 4) /* no crumbs */
      stop = end;
    set->documents = realloc(set->documents, (set->count + 1) * sizeof *set->documents);
    if (!set->documents)
      abort();
    set->documents[set->count++] = (text){set->bytes + begin, stop - begin};
    begin = stop;
  }
}

bool texts_read(text_set *set, const char *folder, size_t size) {
  buffer all = {0};
  *set = (text_set){0};
  nftw(folder, note_path, 16, FTW_PHYS);
  if (path_count == 0) {
    fprintf(stderr, "speed: no .txt files below %s\n", folder);
    return false;
  }
  qsort(paths, path_count, sizeof *paths, by_name);
  size_t *ends = malloc(path_count * sizeof *ends);
  for (size_t i = 0; ends && i < path_count; i++) {
    append_file(&all, paths[i]);
    ends[i] = all.len;
    free(paths[i]);
  }
  free(paths);
  if (!ends || all.len == 0)
    return false;
  size_t round_size = all.len;
  set->reports = path_count;
  for (set->rounds = 1; all.len < size; set->rounds++) {
    buffer again = {0};
    append(&again, all.at, round_size);
    vary(again.at, again.len, (uint32_t)set->rounds);
    append(&all, again.at, again.len);
    free(again.at);
  }
  set->bytes = all.at;
  set->size = all.len;
  for (size_t round = 0; round < set->rounds; round++)
    for (size_t i = 0; i < path_count; i++)
      cut(set, round * round_size + (i ? ends[i - 1] : 0), round * round_size + ends[i]);
  free(ends);
  return true;
}

void texts_free(text_set *set) {
  free(set->bytes);
  free(set->documents);
}
