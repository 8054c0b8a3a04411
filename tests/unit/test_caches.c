/* test_caches.c - what a worker keeps is there when it is needed again: the caches hold what an archive needs, and are
 * not emptied all the time. Counted, not timed, so that a busy machine makes no difference. */
#include <stdio.h>

#include "api/sources.h"
#include "api/worker.h"
#include "rules/ruleset_internal.h"
#include "builtin.h"
#include "unit.h"

/* About the size of a report. */
#define DOCUMENT 2048u
/* Behind such a text all that was learnt is forgotten. */
#define HUGE_TEXT ((size_t)64 << 20)

/* How a worker reads many documents. */
typedef struct reading {
  size_t forget_every; /* documents, after which caches are emptied; 0: they are not */
  char *records;       /* for all records, as lines; NULL: they are not kept */
  size_t len, room;
} reading;

static void keep_record(reading *x, const evx_result *result) {
  char *json = NULL;
  size_t len = 0;
  ASSERT_OFTEN(evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, &len) == EVX_OK);
  ASSERT_OFTEN(x->len + len <= x->room);
  memcpy(x->records + x->len, json, len);
  x->len += len;
  evx_string_free(json);
}

static void read_document(evx_worker *worker, const char *text, size_t len, reading *x) {
  evx_result *result = NULL;
  ASSERT_OFTEN(evx_extract(worker, text, len, NULL, &result) == EVX_OK);
  if (x && x->records)
    keep_record(x, result);
  evx_result_free(result);
}

/* Reads the built-in packs as if they were reports: no archive has more words that rules ask for, and their examples
 * say something of everything that rules find. Answers how many documents that were. */
static size_t read_packs_so(evx_worker *worker, reading *x) {
  size_t count = 0;
  for (size_t i = 0; i < pack_file_count; i++) {
    char *whole = malloc(pack_files[i].len + 1);
    ck_assert(whole && source_unpack(&pack_files[i], whole));
    const char *text = whole, *end = text + pack_files[i].len;
    for (; text < end; count++) {
      size_t len = (size_t)(end - text);
      const char *feed = len > DOCUMENT ? memchr(text + DOCUMENT, '\n', len - DOCUMENT) : NULL;
      len = feed ? (size_t)(feed + 1 - text) : len;
      read_document(worker, text, len, x);
      if (x && x->forget_every && count % x->forget_every == 0)
        runner_trim_learnt(worker->runner, HUGE_TEXT, true);
      text += len;
    }
    free(whole);
  }
  return count;
}

static size_t read_packs(evx_worker *worker) {
  return read_packs_so(worker, NULL);
}

START_TEST(the_words_of_an_archive_fit_into_the_caches) {
  evx_worker *worker = builtin_worker();
  ck_assert_uint_gt(read_packs(worker), 200);
  ck_assert_uint_eq(worker->runner->emptied, 0);
  evx_worker_free(worker);
}
END_TEST

START_TEST(what_was_read_once_is_known) {
  evx_worker *worker = builtin_worker();
  read_packs(worker);
  uint32_t forms = form_count(&worker->runner->forms);
  runner_sizes known = runner_bytes(worker->runner);
  ck_assert_uint_gt(forms, 1000);
  ck_assert_uint_gt(known.classes, 0);
  read_packs(worker);
  runner_sizes again = runner_bytes(worker->runner);
  ck_assert_uint_eq(form_count(&worker->runner->forms), forms);
  ck_assert_uint_eq(again.forms, known.forms);
  ck_assert_uint_eq(again.classes, known.classes);
  ck_assert_uint_eq(again.searches, known.searches);
  evx_worker_free(worker);
}
END_TEST

/* Reads 64 names that none before had. */
static void read_names(evx_worker *worker, unsigned *from) {
  char text[16 * 64];
  size_t len = 0;
  for (unsigned k = 0; k < 64; k++)
    len += (size_t)snprintf(text + len, sizeof text - len, "Q%07ux ", (*from)++);
  read_document(worker, text, len, NULL);
}

/* Names without end fill them, and only then are they emptied: not again before they are as full. */
START_TEST(caches_are_emptied_when_they_are_full) {
  evx_worker *worker = builtin_worker();
  unsigned names = 0;
  while (names < 400000 && !worker->runner->emptied)
    read_names(worker, &names);
  ck_assert_uint_eq(worker->runner->emptied, 1);
  for (unsigned until = names + names / 2; names < until;)
    read_names(worker, &names);
  ck_assert_uint_eq(worker->runner->emptied, 1);
  evx_worker_free(worker);
}
END_TEST

/* Whatever is learnt anew gets other numbers than before. */
START_TEST(nothing_is_left_of_what_was_forgotten) {
  enum { ROOM = 64 << 20 };
  reading plain = {.records = malloc(ROOM), .room = ROOM}, forgetful = {.records = malloc(ROOM), .room = ROOM};
  forgetful.forget_every = 50;
  ck_assert(plain.records && forgetful.records);
  evx_worker *worker = builtin_worker();
  read_packs_so(worker, &plain);
  ck_assert_uint_eq(worker->runner->emptied, 0);
  read_packs_so(worker, &forgetful);
  ck_assert_uint_gt(worker->runner->emptied, 4);
  ck_assert_uint_eq(plain.len, forgetful.len);
  ck_assert(memcmp(plain.records, forgetful.records, plain.len) == 0);
  evx_worker_free(worker);
  free(plain.records);
  free(forgetful.records);
}
END_TEST

int main(void) {
  const TTest *tests[] = {the_words_of_an_archive_fit_into_the_caches, what_was_read_once_is_known,
                          caches_are_emptied_when_they_are_full, nothing_is_left_of_what_was_forgotten};
  return unit_run("caches", tests, COUNT_OF(tests));
}
