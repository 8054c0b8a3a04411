/* speed - how fast evx reads, held against references in the same run; how it starts, what memory it takes, and what
 * its cost grows with. Prints a table and, with --json, a file that compare reads.
 *
 *     speed [--size MB] [--runs N] [--json FILE] [--command EVX] [--floor RATIO] FOLDER
 *
 * With --floor it measures throughput alone, and fails where reading what was read before is slower than RATIO times
 * the speed of the sixty patterns.
 *
 * One-thread figures are processor time, so that a busy machine disturbs them least; those of several threads and of
 * starting are by the clock. Every figure is the median of the runs, which take turns. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "evx.h"
#include "references.h"
#include "texts.h"

#define RUNS_MAX    31
#define THREADS_MAX 64
#define RULES_MAX   4096u /* that an engine loads */

typedef struct settings {
  const char *folder, *json, *command;
  size_t size;
  int runs;
  double floor; /* 0: none */
} settings;

static double clock_of(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu(void) {
  return clock_of(CLOCK_THREAD_CPUTIME_ID);
}

static double wall(void) {
  return clock_of(CLOCK_MONOTONIC);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *of, int count) {
  qsort(of, (size_t)count, sizeof *of, by_size);
  return of[count / 2];
}

/* ---- the report ------------------------------------------------------------------ */

static FILE *json;

static void put(const char *key, double value, const char *unit, const char *remark) {
  printf("  %-34s %10.*f %-5s %s\n", key, value < 10 ? 3 : 1, value, unit, remark);
  if (json)
    fprintf(json, "%s\n  \"%s\": %.6g", ftell(json) > 1 ? "," : "", key, value);
}

static void title(const char *line) {
  printf("\n%s\n", line);
}

/* ---- engines --------------------------------------------------------------------- */

static void *must(void *made) {
  if (!made)
    abort();
  return made;
}

/* The built-in packs, and rules of one's own. */
static evx_engine *engine_with(const char *rules) {
  evx_builder *builder = NULL;
  evx_engine *engine = NULL;
  evx_status s = evx_builder_new(NULL, &builder);
  if (s == EVX_OK)
    s = evx_builder_add_builtin(builder, "en");
  if (s == EVX_OK && rules)
    s = evx_builder_add_text(builder, "bench.evx", rules, strlen(rules));
  if (s == EVX_OK)
    s = evx_builder_finish(builder, &engine);
  for (size_t i = 0; s != EVX_OK && builder && i < evx_builder_diag_count(builder) && i < 3; i++)
    fprintf(stderr, "speed: bench.evx:%zu: %s\n", evx_builder_diag(builder, i)->line,
            evx_builder_diag(builder, i)->message);
  evx_builder_free(builder);
  return must(engine);
}

static evx_worker *worker_of(const evx_engine *engine) {
  evx_worker *worker = NULL;
  evx_worker_new(engine, &worker);
  return must(worker);
}

/* Text to JSON Lines; bytes of those. */
static size_t extract(evx_worker *worker, const text *t) {
  evx_result *result = NULL;
  char *line = NULL;
  size_t len = 0;
  if (evx_extract(worker, t->at, t->len, NULL, &result) != EVX_OK ||
      evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &line, &len) != EVX_OK)
    abort();
  evx_string_free(line);
  evx_result_free(result);
  return len;
}

static size_t extract_all(evx_worker *worker, const text_set *set) {
  size_t len = 0;
  for (size_t i = 0; i < set->count; i++)
    len += extract(worker, &set->documents[i]);
  return len;
}

/* ---- throughput ------------------------------------------------------------------ */

typedef struct crew {
  const evx_engine *engine;
  const text_set *set;
  size_t next; /* document, taken by whoever is free */
} crew;

static void *work(void *arg) {
  crew *c = arg;
  evx_worker *worker = worker_of(c->engine);
  for (;;) {
    size_t i = __atomic_fetch_add(&c->next, 1, __ATOMIC_RELAXED);
    if (i >= c->set->count)
      break;
    extract(worker, &c->set->documents[i]);
  }
  evx_worker_free(worker);
  return NULL;
}

static double crew_time(const evx_engine *engine, const text_set *set, long threads) {
  pthread_t made[THREADS_MAX];
  crew c = {engine, set, 0};
  double begin = wall();
  for (long i = 0; i < threads; i++)
    if (pthread_create(&made[i], NULL, work, &c) != 0)
      abort();
  for (long i = 0; i < threads; i++)
    pthread_join(made[i], NULL);
  return wall() - begin;
}

static double cold_time(const text_set *set) {
  double begin = cpu();
  evx_engine *engine = engine_with(NULL);
  evx_worker *worker = worker_of(engine);
  extract_all(worker, set);
  double time = cpu() - begin;
  evx_worker_free(worker);
  evx_engine_free(engine);
  return time;
}

/* Answers how fast warm reading is, against the sixty patterns. */
static double measure_throughput(const settings *o, const text_set *set) {
  enum { COPY, WORDS, SIXTY, WARM, COLD, ONE, ALL, KINDS };
  static const char *const names[KINDS] = {"copy", "words", "sixty", "warm", "cold", "one_thread", "all_threads"};
  static double times[KINDS][RUNS_MAX];
  double mb = (double)set->size / 1e6, speed[KINDS];
  references *r = must(references_new(set->size));
  evx_engine *engine = engine_with(NULL);
  evx_worker *worker = worker_of(engine);
  long threads = sysconf(_SC_NPROCESSORS_ONLN);
  threads = threads > THREADS_MAX ? THREADS_MAX : threads < 1 ? 1 : threads;
  extract_all(worker, set);
  reference_copy(r, set); /* its pages are there now */
  for (int i = 0; i < o->runs; i++) {
    double at[KINDS + 1];
    at[0] = cpu();
    reference_copy(r, set);
    at[1] = cpu();
    reference_words(r, set);
    at[2] = cpu();
    reference_sixty(r, set);
    at[3] = cpu();
    extract_all(worker, set);
    at[4] = cpu();
    for (int k = COPY; k <= WARM; k++)
      times[k][i] = at[k + 1] - at[k];
    times[COLD][i] = cold_time(set);
    times[ONE][i] = crew_time(engine, set, 1);
    times[ALL][i] = crew_time(engine, set, threads);
  }
  printf("\n%zu reports, %zu rounds, %.1f MB in %zu documents; %d runs; %ld threads\n", set->reports, set->rounds, mb,
         set->count, o->runs, threads);
  title("throughput, MB/s");
  for (int k = 0; k < KINDS; k++) {
    char key[40];
    speed[k] = mb / median(times[k], o->runs);
    snprintf(key, sizeof key, "mb_per_s.%s", names[k]);
    put(key, speed[k], "MB/s", k == WARM ? "text to JSON Lines, one thread" : "");
  }
  title("warm, against");
  put("ratio.copy", speed[WARM] / speed[COPY], "x", "memcpy");
  put("ratio.words", speed[WARM] / speed[WORDS], "x", "one PCRE2-JIT scan for [\\p{L}\\p{N}]+");
  put("ratio.sixty", speed[WARM] / speed[SIXTY], "x", "sixty PCRE2-JIT patterns");
  put("ratio.threads", speed[ALL] / speed[ONE], "x", "all threads against one");
  evx_worker_free(worker);
  evx_engine_free(engine);
  references_free(r);
  return speed[WARM] / speed[SIXTY];
}

/* ---- the command ----------------------------------------------------------------- */

typedef struct child {
  double seconds, cpu_seconds, megabytes;
} child;

static child run_command(const settings *o, const char *file) {
  fflush(NULL); /* or the child writes it again */
  double begin = wall();
  pid_t pid = fork();
  if (pid == 0) {
    if (!freopen("/dev/null", "w", stdout))
      _exit(127);
    execl(o->command, o->command, "extract", "--quiet", "--format", "jsonl", file, (char *)NULL);
    _exit(127);
  }
  int status = 0;
  struct rusage use;
  if (pid < 0 || wait4(pid, &status, 0, &use) != pid || status != 0) {
    fprintf(stderr, "speed: %s failed\n", o->command);
    exit(1);
  }
  double used =
      (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
  return (child){wall() - begin, used, (double)use.ru_maxrss / 1024};
}

static void write_file(const char *path, const char *bytes, size_t len) {
  FILE *f = must(fopen(path, "wb"));
  if (fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
    abort();
}

static const size_t command_sizes[] = {2000, 200000, 16000000};

#define COMMAND_SIZES (sizeof command_sizes / sizeof *command_sizes)

static void name_sample(char *path, size_t room, size_t size) {
  const char *folder = getenv("TMPDIR");
  snprintf(path, room, "%s/evx-speed-%ld-%zu.txt", folder ? folder : "/tmp", (long)getpid(), size);
}

/* Memory that a process has when it starts a command counts as the command's: so another one makes the texts. */
static void write_samples(const settings *o) {
  char paths[COMMAND_SIZES][200];
  text_set set;
  int status = 0;
  for (size_t i = 0; i < COMMAND_SIZES; i++)
    name_sample(paths[i], sizeof paths[i], command_sizes[i]);
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    if (!texts_read(&set, o->folder, o->size))
      _exit(1);
    for (size_t i = 0; i < COMMAND_SIZES && command_sizes[i] <= set.size; i++)
      write_file(paths[i], set.bytes, command_sizes[i]);
    _exit(0);
  }
  if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
    exit(1);
}

static void measure_command(const settings *o) {
  double seconds[RUNS_MAX], used[RUNS_MAX];
  write_samples(o);
  title("the command on one document: time and peak memory");
  for (size_t i = 0; i < COMMAND_SIZES; i++) {
    char key[40], path[200];
    child c = {0};
    int runs = i ? 1 : RUNS_MAX;
    name_sample(path, sizeof path, command_sizes[i]);
    for (int k = 0; access(path, R_OK) == 0 && k < runs; k++) {
      c = run_command(o, path);
      seconds[k] = c.seconds;
      used[k] = c.cpu_seconds;
    }
    unlink(path);
    if (c.seconds == 0)
      break;
    snprintf(key, sizeof key, "command_ms.%zu", command_sizes[i]);
    put(key, 1e3 * median(seconds, runs), "ms", i ? "" : "by the clock, from start to end of the record");
    snprintf(key, sizeof key, "command_cpu_ms.%zu", command_sizes[i]);
    put(key, 1e3 * median(used, runs), "ms", i ? "" : "of a processor");
    snprintf(key, sizeof key, "command_mb.%zu", command_sizes[i]);
    put(key, c.megabytes, "MB", "");
  }
}

/* ---- what the cost grows with ---------------------------------------------------- */

static void measure_sizes(const settings *o, const text_set *set) {
  static const size_t sizes[] = {200, 2000, 20000, 200000, 2000000, 16000000};
  evx_engine *engine = engine_with(NULL);
  evx_worker *worker = worker_of(engine);
  double per_byte[sizeof sizes / sizeof *sizes] = {0};
  title("one document of a size, warm, ns a byte");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && sizes[i] <= set->size; i++) {
    double times[RUNS_MAX];
    char key[40];
    /* All sizes read the same 16 MB, or all there is, so that only the cut differs. */
    size_t bytes = set->size < 16000000 ? set->size : 16000000, documents = bytes / sizes[i];
    documents = documents > 2000 ? 2000 : documents;
    int runs = o->runs > 5 || sizes[i] < 2000000 ? 5 : o->runs;
    for (int k = -1; k < runs; k++) {
      double begin = cpu();
      for (size_t d = 0; d < documents; d++)
        extract(worker, &(text){set->bytes + d * (bytes / documents), sizes[i]});
      if (k >= 0)
        times[k] = cpu() - begin;
    }
    per_byte[i] = 1e9 * median(times, runs) / (double)(documents * sizes[i]);
    snprintf(key, sizeof key, "ns_per_byte.%zu", sizes[i]);
    put(key, per_byte[i], "ns", "");
  }
  if (per_byte[5] > 0)
    put("ratio.16000000_to_200000", per_byte[5] / per_byte[3], "x", "");
  evx_worker_free(worker);
  evx_engine_free(engine);
}

/* A word that is in no text: "zuqaaj", the number in letters. */
static const char *idle_word(size_t number) {
  static char word[16];
  snprintf(word, sizeof word, "zuq%05zu", number % 100000);
  for (char *c = word + 3; *c; c++)
    *c = (char)(*c - '0' + 'a');
  return word;
}

/* Rules that look like those of the packs but whose words are in no text. */
static char *idle_rules(size_t count) {
  size_t room = count * 400 + 1000, n = 0;
  char *rules = must(malloc(room));
  n += (size_t)snprintf(rules, room, "pack bench version 1 language en\nrecord Idle { what : text? }\n");
  for (size_t i = 0; i < count; i++) {
    if (i % 16 == 0) /* the size of the packs' own phases */
      n += (size_t)snprintf(rules + n, room - n, "phase bench%zu\n", i / 16);
    static const char *const patterns[] = {
        "\"the\"? what:([cap] [cap]{0,3}) [\"%s\" | \"%sed\"] []{0,3} [\"on\" | \"in\"]",
        "what:<Person> (\",\" [lower]{1,4})? \"%s\"",
        "\"%s\" [\"of\" | \"for\"] what:[]{1,6} \".\"",
        "[num] [\"%s\" | \"%ss\"] (\"and\" [num])? what:[lower]",
    };
    char pattern[200];
    const char *word = idle_word(i);
    snprintf(pattern, sizeof pattern, patterns[i % 4], word, word);
    n += (size_t)snprintf(rules + n, room - n, "rule r%zu match %s emit Idle { what = what }\n", i, pattern);
  }
  return rules;
}

/* Entries of two words, some of them beginning with words of texts. */
static char *idle_entries(size_t count) {
  static const char *const first[] = {"Council", "Summit", "Geneva", "Joint", "Qulmar", "Zorvand", "Pexil", "Wudrin"};
  size_t room = count * 40 + 200, n = 0;
  char *rules = must(malloc(room));
  n += (size_t)snprintf(rules, room,
                        "pack bench version 1 language en\nrecord Idle { what : text? }\nlexicon Idles {\n");
  for (size_t i = 0; i < count; i++)
    n += (size_t)snprintf(rules + n, room - n, "  \"%s %s\"\n", first[i % 8], idle_word(i));
  snprintf(rules + n, room - n, "}\nphase bench\nrule r match what:%%Idles emit Idle { what = what }\n");
  return rules;
}

static double time_with(const char *rules, const text_set *set, int runs) {
  double times[RUNS_MAX];
  evx_engine *engine = engine_with(rules);
  evx_worker *worker = worker_of(engine);
  extract_all(worker, set);
  for (int i = 0; i < runs; i++) {
    double begin = cpu();
    extract_all(worker, set);
    times[i] = cpu() - begin;
  }
  evx_worker_free(worker);
  evx_engine_free(engine);
  return median(times, runs);
}

static void measure_growth(const settings *o, const text_set *all) {
  text_set some = *all;
  for (some.count = some.size = 0; some.count < all->count && some.size < 2000000; some.count++)
    some.size += all->documents[some.count].len;
  evx_engine *engine = engine_with(NULL);
  size_t rules = evx_engine_rule_count(engine), entries = 0;
  evx_lexicon_info info;
  for (size_t i = 0; i < evx_engine_lexicon_count(engine); i++)
    entries += evx_engine_lexicon(engine, i, &info) ? info.entries : 0;
  evx_engine_free(engine);
  double base = time_with(NULL, &some, o->runs);
  title("time with more rules and list entries that match nothing, against that without");
  for (size_t times = 2; times <= 8; times *= 2) {
    size_t count = (times - 1) * rules < RULES_MAX - rules ? (times - 1) * rules : RULES_MAX - rules;
    char key[40], *more = idle_rules(count);
    snprintf(key, sizeof key, "growth.rules_%zu", times);
    put(key, time_with(more, &some, o->runs) / base, "x", "");
    free(more);
  }
  char *more = idle_entries(9 * entries);
  put("growth.entries_10", time_with(more, &some, o->runs) / base, "x", "");
  free(more);
}

static bool read_settings(settings *o, int argc, char **argv) {
  *o = (settings){.size = 20000000, .runs = 5};
  for (int i = 1; i < argc; i++) {
    const char *value = i + 1 < argc ? argv[i + 1] : NULL;
    if (argv[i][0] != '-') {
      o->folder = argv[i];
      continue;
    }
    if (!value)
      return false;
    if (strcmp(argv[i], "--size") == 0)
      o->size = (size_t)(strtod(value, NULL) * 1e6);
    else if (strcmp(argv[i], "--runs") == 0)
      o->runs = atoi(value);
    else if (strcmp(argv[i], "--floor") == 0)
      o->floor = strtod(value, NULL);
    else if (strcmp(argv[i], "--json") == 0)
      o->json = value;
    else if (strcmp(argv[i], "--command") == 0)
      o->command = value;
    else
      return false;
    i++;
  }
  return o->folder && o->runs > 0 && o->runs <= RUNS_MAX;
}

int main(int argc, char **argv) {
  settings o;
  text_set set;
  if (!read_settings(&o, argc, argv)) {
    fprintf(stderr, "usage: speed [--size MB] [--runs N] [--json FILE] [--command EVX] [--floor RATIO] FOLDER\n");
    return 2;
  }
  if (o.json && fputc('{', json = must(fopen(o.json, "w"))) == EOF)
    return 1;
  if (o.command)
    measure_command(&o);
  if (!texts_read(&set, o.folder, o.size))
    return 1;
  double ratio = measure_throughput(&o, &set);
  if (o.floor == 0) {
    measure_sizes(&o, &set);
    measure_growth(&o, &set);
  }
  texts_free(&set);
  if (ratio < o.floor) {
    fprintf(stderr, "speed: %.3f times the sixty patterns; %.3f is the least\n", ratio, o.floor);
    return 1;
  }
  return json && (fputs("\n}\n", json) == EOF || fclose(json) != 0);
}
