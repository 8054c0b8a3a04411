/* pool.c - workers that read, extract and write in turns: whoever finishes the next document in order writes it, and
 * all behind it that are ready. Reading waits while too much is finished but not yet written. */
#define _POSIX_C_SOURCE 200809L

#include "batch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../evx/sha1.h"

/* Of documents that are done only the lines are held, so that the others can go on for long while one reads a long
 * document; where the sink takes records, these and their texts are. */
enum { SLOTS_OF_LINES = 64, SLOTS_OF_RECORDS = 8, HELD_MAX = 2 << 20, COMMIT_EVERY = 64 };

typedef struct slot {
  document doc;
  evx_result *result;
  rendered out;
  size_t bytes; /* of the text that was read */
  size_t held;
  bool ready;
} slot;

typedef struct state {
  pool *p;
  pthread_mutex_t reading, lock; /* reading is taken before lock */
  pthread_cond_t space;
  slot *slots;
  size_t slot_count;
  size_t read, written; /* documents */
  size_t held;          /* bytes that are finished, but not written */
  bool writing, over, broken;
  size_t uncommitted;
  struct timespec begun, shown;
} state;

volatile sig_atomic_t batch_stop;

/* ---- reading ------------------------------------------------------------------------------ */

static slot *slot_of(state *s, size_t number) {
  return &s->slots[number % s->slot_count];
}

static bool may_read(state *s) {
  pthread_mutex_lock(&s->lock);
  while (!s->over && !s->broken && s->read > s->written &&
         (s->read - s->written >= s->slot_count || s->held > HELD_MAX))
    pthread_cond_wait(&s->space, &s->lock);
  bool may = !s->over && !s->broken && !batch_stop;
  pthread_mutex_unlock(&s->lock);
  return may;
}

/* The next document in a slot of its own; NULL where there is none. */
static slot *read_next(state *s, size_t *number) {
  slot *taken = NULL;
  pthread_mutex_lock(&s->reading);
  if (may_read(s)) {
    slot *next = slot_of(s, s->read);
    bool found = source_next(s->p->from, &next->doc);
    /* What a signal cut short is no document that failed. */
    if (found && batch_stop && next->doc.error) {
      document_free(&next->doc);
      found = false;
    }
    pthread_mutex_lock(&s->lock);
    s->over |= !found;
    if (found) {
      *number = s->read++;
      taken = next;
    }
    pthread_mutex_unlock(&s->lock);
  }
  pthread_mutex_unlock(&s->reading);
  return taken;
}

/* ---- extracting ------------------------------------------------------------------------------ */

static void hash_document(document *d) {
  static const char hex[] = "0123456789abcdef";
  uint8_t digest[SHA1_BYTES];
  buffer rest = {0};
  sha1(d->bytes, d->len, digest);
  if (d->meta || d->date[0]) { /* they are part of the answer, too */
    buffer_add(&rest, (const char *)digest, sizeof digest);
    buffer_puts(&rest, d->date);
    buffer_puts(&rest, d->meta ? d->meta : "");
    sha1(rest.bytes, rest.len, digest);
    buffer_free(&rest);
  }
  for (size_t i = 0; i < SHA1_BYTES; i++) {
    d->sha1[2 * i] = hex[digest[i] >> 4];
    d->sha1[2 * i + 1] = hex[digest[i] & 15];
  }
  d->sha1[2 * SHA1_BYTES] = '\0';
}

/* Its content is what it was in the run before. */
static bool is_same(const pool *p, document *d) {
  if (d->old_place == SIZE_MAX)
    return false;
  const journal_item *old = journal_entry(p->journal, d->old_place);
  return !old->failed && strcmp(old->sha1, d->sha1) == 0;
}

static evx_status run_worker(const pool *p, evx_worker *w, document *d, evx_result **result) {
  char day[32] = "";
  evx_options o = EVX_OPTIONS_INIT;
  o.id = d->id;
  o.order = p->order;
  o.reference = d->date[0] && (!d->date_is_mail || p->dates.header) ? d->date : p->date;
  o.file_name = p->dates.name ? d->id : NULL;
  if (p->dates.mtime)
    document_mtime_day(d, day);
  o.modified = day[0] ? day : NULL;
  return evx_extract(w, d->bytes, d->len, &o, result);
}

static void extract(const pool *p, evx_worker *w, document *d, evx_result **result) {
  evx_status s = run_worker(p, w, d, result);
  if (s == EVX_ERR_ARG && d->date_is_mail) { /* a header can be wrong; the text stays */
    d->date[0] = '\0';
    s = run_worker(p, w, d, result);
  }
  if (s == EVX_ERR_ARG)
    document_fail(d, "date", "its date '%s' is not a day like 2025-04-12", d->date);
  else if (s != EVX_OK)
    document_fail(d, evx_status_name(s), "%s", evx_status_message(s));
}

static bool work_on(state *s, evx_worker *w, slot *taken, size_t number) {
  pool *p = s->p;
  document *d = &taken->doc;
  taken->bytes = d->len;
  if (p->hash && !d->error && !d->unread)
    hash_document(d);
  if (!d->unread && !d->error && is_same(p, d))
    d->unread = true;
  if (d->unread)
    return true;
  if (!d->error)
    extract(p, w, d, &taken->result);
  if (p->to->kind->part_count == 0)
    return true;
  p->to->kind->render(p->to, p->number + number, d, taken->result, &taken->out);
  bool good = true;
  taken->held = 0;
  for (size_t i = 0; i < PARTS_MAX; i++) {
    good &= !taken->out.parts[i].failed;
    taken->held += taken->out.parts[i].len;
  }
  evx_result_free(taken->result);
  taken->result = NULL;
  free(d->bytes);
  d->bytes = NULL;
  return good;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static bool write_log(pool *p, const document *d) {
  if (!p->log || !d->error)
    return true;
  int len = fprintf(p->log, "%s\t%s\t%s\n", d->id, d->error, d->message);
  p->log_end += len > 0 ? (uint64_t)len : 0;
  if (len < 0)
    say("the log cannot be written");
  return len >= 0;
}

static bool write_entry(pool *p, const document *d) {
  journal_item e = {
      .log_end = p->log_end, .size = d->size, .mtime = d->mtime, .failed = d->error != NULL, .id = id_hash(d->id)};
  memcpy(e.ends, p->to->ends, sizeof e.ends);
  memcpy(e.sha1, d->sha1, sizeof e.sha1);
  return !p->journal || journal_add(p->journal, &e, d->id);
}

static bool put(pool *p, slot *done, size_t number) {
  document *d = &done->doc;
  p->tally.documents++;
  p->tally.failed += d->error != NULL;
  p->tally.kept += d->unread;
  p->tally.bytes += done->bytes;
  if (d->unread) {
    const journal_item *old = journal_entry(p->journal, d->old_place);
    const journal_item *before = d->old_place > 0 ? journal_entry(p->journal, d->old_place - 1) : NULL;
    memcpy(d->sha1, old->sha1, sizeof d->sha1);
    if (!sink_keep(p->to, number, d, before ? before->ends : NULL, old->ends))
      return false;
  } else if (!sink_put(p->to, number, d, done->result, &done->out)) {
    return false;
  }
  return write_log(p, d) && write_entry(p, d);
}

static bool commit(pool *p) {
  return sink_commit(p->to) && (!p->log || fflush(p->log) == 0) && (!p->journal || journal_flush(p->journal));
}

static double since(const struct timespec *then, const struct timespec *now) {
  return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

static void show_progress(state *s) {
  const pool *p = s->p;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (since(&s->shown, &now) < 0.5)
    return;
  s->shown = now;
  double seconds = since(&s->begun, &now), megabytes = (double)p->tally.bytes / 1e6;
  double read = (double)source_counts(p->from)->bytes, all = (double)p->progress_total;
  fprintf(stderr, "\r%zu documents, %.1f MB/s, %zu failed", p->tally.documents, megabytes / seconds, p->tally.failed);
  if (read > 0 && read < all)
    fprintf(stderr, ", %.0f s left", seconds * (all - read) / read);
  fputs("   ", stderr);
  fflush(stderr);
}

static void slot_clear(slot *done) {
  document_free(&done->doc);
  evx_result_free(done->result);
  for (size_t i = 0; i < PARTS_MAX; i++)
    buffer_free(&done->out.parts[i]);
  *done = (slot){0};
}

/* Writes all that is ready; only one thread does at a time. Called and left with the lock. */
static void drain(state *s) {
  pool *p = s->p;
  if (s->writing)
    return;
  s->writing = true;
  for (slot *next; !s->broken && (next = slot_of(s, s->written))->ready && s->written < s->read;) {
    pthread_mutex_unlock(&s->lock);
    bool good = put(p, next, p->number + s->written);
    if (good && (++s->uncommitted >= COMMIT_EVERY || p->flush_each)) {
      good = commit(p);
      s->uncommitted = 0;
    }
    size_t held = next->held;
    slot_clear(next);
    if (p->progress)
      show_progress(s);
    pthread_mutex_lock(&s->lock);
    s->broken |= !good;
    s->held -= held;
    s->written++;
    pthread_cond_broadcast(&s->space);
  }
  s->writing = false;
}

static void hand_in(state *s, slot *done, bool good) {
  pthread_mutex_lock(&s->lock);
  if (!good) {
    if (!s->broken)
      say("not enough memory");
    s->broken = true;
    pthread_cond_broadcast(&s->space);
  }
  done->ready = true;
  s->held += done->held;
  drain(s);
  pthread_mutex_unlock(&s->lock);
}

/* ---- the run ----------------------------------------------------------------------------------------- */

static void *work(void *user) {
  state *s = user;
  evx_worker *w = NULL;
  size_t number = 0;
  if (evx_worker_new(s->p->engine, &w) != EVX_OK) {
    pthread_mutex_lock(&s->lock);
    say("not enough memory");
    s->broken = true;
    pthread_cond_broadcast(&s->space);
    pthread_mutex_unlock(&s->lock);
    return NULL;
  }
  for (slot *next; (next = read_next(s, &number));)
    hand_in(s, next, work_on(s, w, next, number));
  evx_worker_free(w);
  return NULL;
}

static void run_threads(state *s) {
  size_t more = s->p->jobs - 1, started = 0;
  pthread_t *threads = calloc(more + 1, sizeof *threads);
  /* Signals are for the thread that can be woken from its reading; any will do, all have the same handler. */
  while (threads && started < more && pthread_create(&threads[started], NULL, work, s) == 0)
    started++;
  work(s);
  for (size_t i = 0; i < started; i++)
    pthread_join(threads[i], NULL);
  free(threads);
}

bool pool_run(pool *p) {
  state s = {.p = p, .slot_count = p->jobs * (p->to->kind->part_count ? SLOTS_OF_LINES : SLOTS_OF_RECORDS)};
  s.slots = calloc(s.slot_count, sizeof *s.slots);
  if (!s.slots) {
    say("not enough memory");
    return false;
  }
  pthread_mutex_init(&s.reading, NULL);
  pthread_mutex_init(&s.lock, NULL);
  pthread_cond_init(&s.space, NULL);
  clock_gettime(CLOCK_MONOTONIC, &s.begun);
  s.shown = s.begun;
  run_threads(&s);
  bool good = !s.broken && !source_failed(p->from);
  if (source_failed(p->from))
    say("not enough memory");
  good = commit(p) && good;
  if (p->progress)
    fputs("\r\033[K", stderr);
  for (size_t i = 0; i < s.slot_count; i++)
    slot_clear(&s.slots[i]);
  free(s.slots);
  pthread_mutex_destroy(&s.reading);
  pthread_mutex_destroy(&s.lock);
  pthread_cond_destroy(&s.space);
  return good;
}
