/* evx.h - event extraction from plain-text meeting reports.
 *
 *   evx_builder *builder;  evx_builder_new(NULL, &builder);
 *   evx_builder_add_builtin(builder, "en");
 *   evx_engine *engine;    evx_builder_finish(builder, &engine);
 *   evx_worker *worker;    evx_worker_new(engine, &worker);
 *   evx_result *result;    evx_extract(worker, text, length, NULL, &result);
 *   const evx_record *record = evx_result_record(result);
 *
 * Reading order of this header is order of use:
 *   version, status, text, memory -> builder -> engine -> worker -> result -> JSON.
 *
 * Conventions that hold for every declaration here:
 *  - A function that can fail returns evx_status; its output comes last and is
 *    set to NULL or 0 on failure. A function that cannot fail returns its value.
 *  - "new", "finish" and "extract" hand ownership to the caller; the matching
 *    evx_X_free takes it back and accepts NULL. Every other pointer is borrowed
 *    from the object named in its comment and lives as long as that object.
 *    Freeing order does not matter: a worker or result keeps what it needs.
 *  - Every function that can fail may answer EVX_ERR_NOMEM, and EVX_ERR_ARG for
 *    a NULL that is not allowed; comments name only what else can go wrong. A
 *    failed call leaves its objects as they were, except that a builder that
 *    ran out of memory goes on saying so.
 *  - Text in: pointer and byte length, any bytes, need not end in NUL.
 *    Strings out: UTF-8, NUL-terminated; evx_string says the length as well.
 *  - No global state, no locale, no output to stdout or stderr, no exit, no abort.
 *  - Threads: an object may be shared where it is const; where it is not, it
 *    belongs to one thread at a time. A worker that is used by two at once, or
 *    out of a callback of its own call, answers the second EVX_ERR_BUSY; freed
 *    while it works, it ends with that call.
 *  - Freeing twice is an error as with free(). It is seen, and does nothing, of
 *    an engine that something else keeps alive: its builder, a worker, a result.
 *  - Structs that the library hands out travel by pointer and only ever grow at
 *    their end; enum values are frozen and only ever added to.
 */
#ifndef EVX_H
#define EVX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(EVX_SHARED)
#ifdef EVX_BUILDING
#define EVX_API __declspec(dllexport)
#else
#define EVX_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define EVX_API __attribute__((visibility("default")))
#else
#define EVX_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- version ---------------------------------------------------------- */

#define EVX_VERSION_MAJOR  0
#define EVX_VERSION_MINOR  1
#define EVX_VERSION_PATCH  0
#define EVX_VERSION_NUMBER (EVX_VERSION_MAJOR * 1000000 + EVX_VERSION_MINOR * 1000 + EVX_VERSION_PATCH)

/* The version of the library that is linked, to compare with EVX_VERSION_NUMBER. Any thread. */
EVX_API int evx_version_number(void);
/* The same as text, "0.1.0". Static storage. Any thread. */
EVX_API const char *evx_version_string(void);
/* The version of the built-in table of measured rules, from which records have their `confidence`. Any thread. */
EVX_API int evx_confidence_version(void);
/* The version of the JSON record ("evx": 1), which changes where a key changes its meaning; new keys may come
 * without. The version of the rule language, which packs may ask for with `requires evx 1`. Any thread. */
EVX_API int evx_record_version(void);
EVX_API int evx_language_version(void);

/* ---- status ----------------------------------------------------------- */

typedef enum evx_status {
  EVX_OK = 0,
  EVX_ERR_NOMEM = -1,    /* the allocator returned NULL */
  EVX_ERR_ARG = -2,      /* a NULL or out-of-range argument */
  EVX_ERR_ABI = -3,      /* a sized struct with an unknown size */
  EVX_ERR_IO = -4,       /* a rule file could not be read; a diagnostic says why */
  EVX_ERR_RULE = -5,     /* rule packs rejected: see the builder's diagnostics */
  EVX_ERR_LIMIT = -6,    /* the text is longer than EVX_MAX_TEXT */
  EVX_ERR_CALLBACK = -7, /* a caller's function asked to stop */
  EVX_ERR_INTERNAL = -8, /* a bug in evx; please report it */
  EVX_ERR_BUSY = -9      /* the worker is at work in another call: of another thread, or around this callback */
} evx_status;

/* Static strings; any thread. The name ("rule") is stable, for logs; the message is one English sentence. */
EVX_API const char *evx_status_name(evx_status status);
EVX_API const char *evx_status_message(evx_status status);

/* ---- text ------------------------------------------------------------- */

/* Longest text in bytes that one extraction accepts (spans inside are 32 bits wide). */
#define EVX_MAX_TEXT ((size_t)0x7fffffff)

/* Half-open byte range [begin, end) of the text that was given to evx_extract. */
typedef struct evx_span {
  size_t begin, end;
} evx_span;

/* UTF-8, `data[length]` is NUL. `data` is NULL where the record says null. */
typedef struct evx_string {
  const char *data;
  size_t length;
} evx_string;

/* Line and column (both from 1, column in code points) of a byte offset; offsets behind the text count as its end.
 * Lines end at LF, CR LF or CR. `line` and `column` may be NULL. Time is linear in `offset`. Any thread. */
EVX_API void evx_locate(const char *text, size_t len, size_t offset, size_t *line, size_t *column);

/* ---- memory ----------------------------------------------------------- */

/* All three functions must be set. They behave like malloc, realloc and free, but for this: sizes are never 0, blocks
 * never NULL, and `old_size` and the `size` of a release are exactly what the block was asked for with. Blocks must be
 * aligned for any type. The functions are called from every thread that uses an object made with them. */
typedef struct evx_allocator {
  void *(*alloc)(void *user, size_t size);
  void *(*resize)(void *user, void *ptr, size_t old_size, size_t new_size);
  void (*release)(void *user, void *ptr, size_t size);
  void *user;
} evx_allocator;

/* ---- builder: rule packs -> engine ------------------------------------- */

typedef struct evx_builder evx_builder; /* one thread */
typedef struct evx_engine evx_engine;   /* immutable: any number of threads */

typedef enum evx_severity { EVX_NOTE = 1, EVX_WARNING = 2, EVX_ERROR = 3 } evx_severity;

/* One finding about a rule pack. */
typedef struct evx_diag {
  evx_severity severity;
  const char *code;      /* "E012": stable */
  const char *source;    /* pack name or path as given to evx_builder_add_* */
  size_t line, column;   /* from 1, column in code points; 0 where the whole source is meant */
  size_t offset, length; /* the same place in bytes of the source */
  const char *message;   /* one line of English, no full stop */
  const char *hint;      /* NULL, or how to mend it: "did you mean 'date'?" */
  const char *excerpt;   /* NULL, or the source line that holds the place, without its line end */
} evx_diag;

/* `allocator` NULL means malloc, realloc and free. It is copied, and serves the builder, the engine made from it, and
 * every worker, result and string that comes from that engine. EVX_ERR_ARG: one of its functions is NULL. */
EVX_API evx_status evx_builder_new(const evx_allocator *allocator, evx_builder **out);
EVX_API void evx_builder_free(evx_builder *builder);

/* Adding goes on after an error, so that one build reports all that is wrong. Packs take effect in the order in which
 * they are added; later packs win ties. EVX_ERR_RULE: the source, or one that it includes, has an error that was found
 * at once; others are found by evx_builder_finish. EVX_ERR_ARG: the builder has already compiled its packs.
 * What was added before is not read a second time. */
/* The packs that come with the library; `name` "en". EVX_ERR_IO, with a diagnostic, where none has that name. */
EVX_API evx_status evx_builder_add_builtin(evx_builder *builder, const char *name);
/* A pack on disk; what it includes is read relative to its folder, else taken from the built-in files
 * ("en/schema.evx"). EVX_ERR_IO, with a diagnostic, where it cannot be read. */
EVX_API evx_status evx_builder_add_file(evx_builder *builder, const char *path);
/* A pack in memory; `name` stands for the path in diagnostics. The text is copied. It may include packs in memory that
 * were added before, by name, and built-in files; it never reads the disk. EVX_ERR_ARG: the name is taken.
 * EVX_ERR_LIMIT: more than 64 MiB. */
EVX_API evx_status evx_builder_add_text(evx_builder *builder, const char *name, const char *rules, size_t len);

/* Uses the gazetteer in this file, made by tools/gazetteer/build, in place of the built-in one. The last one counts.
 * EVX_ERR_IO, with a diagnostic, where it cannot be read or is no whole gazetteer of this version; evx_builder_finish
 * then answers EVX_ERR_RULE. EVX_ERR_ARG: the builder has already compiled its packs. */
EVX_API evx_status evx_builder_set_gazetteer(evx_builder *builder, const char *path);

/* What was found wrong so far, ordered by source and place; NULL behind the last. Borrowed from the builder until the
 * next call that changes it. */
EVX_API size_t evx_builder_diag_count(const evx_builder *builder);
EVX_API const evx_diag *evx_builder_diag(const evx_builder *builder, size_t index);

/* The canonical layout of a pack: statements at the left edge, clauses two columns in, at most 120 columns where lines
 * can be broken; comments stay. `name` stands for the path in diagnostics. `*out` is NUL-terminated, `*out_len` bytes
 * long, and belongs to the builder, which need not hold the pack. EVX_ERR_RULE, with a diagnostic, where quotes or
 * brackets do not close; EVX_ERR_LIMIT for more than 64 MiB. */
EVX_API evx_status evx_builder_format(evx_builder *builder, const char *name, const char *rules, size_t len,
                                      const char **out, size_t *out_len);

/* Compiles what was added. EVX_ERR_RULE where any pack has an error, or could not be read. The builder may be freed
 * right away; it takes no more packs, and a second call hands out the same engine again. */
EVX_API evx_status evx_builder_finish(evx_builder *builder, evx_engine **out);

/* Compiles what was added, if that has not been done, and runs the `test` examples of every pack that was added from
 * files and memory; with `builtin` true those of the built-in packs too. A failing example becomes a diagnostic of
 * severity error, and the call still answers EVX_OK: `failed` counts them. EVX_ERR_RULE as evx_builder_finish. */
EVX_API evx_status evx_builder_run_tests(evx_builder *builder, bool builtin, size_t *passed, size_t *failed);

/* How much of the packs their examples reach. An alternative is a part of a choice ("a" | "b"); a macro's counts once,
 * however many rules use it. Word lists count that some pattern asks for. */
typedef struct evx_coverage {
  size_t rules, rules_reached;
  size_t alternatives, alternatives_reached;
  size_t lexicons, lexicons_reached;
} evx_coverage;

/* Runs the examples as evx_builder_run_tests does and tells what they reach in those packs; what they do not becomes a
 * diagnostic of severity note. EVX_ERR_RULE as evx_builder_finish. */
EVX_API evx_status evx_builder_cover(evx_builder *builder, bool builtin, evx_coverage *out);
/* Looks packs that compile through for what is suspicious: rules without examples, rules that cannot match or never
 * win, unused names, doubled entries, very wide patterns, impossible dates. Each becomes a diagnostic of severity
 * warning. EVX_ERR_RULE as evx_builder_finish. */
EVX_API evx_status evx_builder_lint(evx_builder *builder, bool builtin);

/* Workers and results keep their engine alive. Any thread. */
EVX_API void evx_engine_free(evx_engine *engine);
/* Counts are 0 for NULL, names NULL and versions 0 for an index that is too large. Any thread. */
EVX_API size_t evx_engine_rule_count(const evx_engine *engine);
EVX_API size_t evx_engine_pack_count(const evx_engine *engine);
/* Name ("en/dates") and version of a pack in load order. Borrowed from the engine. */
EVX_API const char *evx_engine_pack_name(const evx_engine *engine, size_t index);
EVX_API int evx_engine_pack_version(const evx_engine *engine, size_t index);

/* The gazetteer's names, and its content as a number in hexadecimal, which differs where a name does. Borrowed from the
 * engine. `keys` may be NULL. NULL for NULL. Any thread. */
EVX_API const char *evx_engine_gazetteer(const evx_engine *engine, size_t *keys);

/* The notices of what this library holds of others' work: data in the gazetteer, and their licences. Static; any
 * thread. */
EVX_API const char *evx_notices(void);

/* Rules in the order of their phases; rules that are disabled are left out. False for an index that is too large; what
 * is written to `out` is borrowed from the engine. Any thread. */
typedef struct evx_rule_info {
  const char *name; /* "en/next.held-on" */
  const char *pack; /* that it stands in; of an override, the overriding one */
  const char *phase;
  const char *record; /* the type that it makes; NULL for a reject */
  bool emits;         /* its records are put out, not only seen by later phases */
  int64_t priority;   /* INT64_MAX for a reject without one */
  size_t examples;
  const char *source; /* file, as in diagnostics */
  size_t line, column;
} evx_rule_info;
EVX_API bool evx_engine_rule(const evx_engine *engine, size_t index, evx_rule_info *out);

/* Full name of a rule that some pack switched off; NULL behind the last. Borrowed from the engine. Any thread. */
EVX_API const char *evx_engine_disabled_rule(const evx_engine *engine, size_t index);

/* Word lists in load order. */
typedef struct evx_lexicon_info {
  const char *name;
  const char *pack; /* that declares it, or "gazetteer"; others may have extended it */
  size_t entries;   /* of packs; those of the gazetteer are not counted */
} evx_lexicon_info;
EVX_API size_t evx_engine_lexicon_count(const evx_engine *engine);
EVX_API bool evx_engine_lexicon(const evx_engine *engine, size_t index, evx_lexicon_info *out);

/* Record types in load order, and their fields. */
typedef struct evx_record_type_info {
  const char *name;
  const char *pack;
  size_t fields;
} evx_record_type_info;
typedef struct evx_field_info {
  const char *name;
  const char *type; /* "text", "int", "time", "date", "place", "person", "mention", "enum", "list" */
  const char *item; /* of a list: the type of its items; else NULL */
  bool optional;
  size_t word_count; /* of an enum: evx_engine_record_word gives the words */
} evx_field_info;
EVX_API size_t evx_engine_record_type_count(const evx_engine *engine);
EVX_API bool evx_engine_record_type(const evx_engine *engine, size_t index, evx_record_type_info *out);
EVX_API bool evx_engine_record_field(const evx_engine *engine, size_t record, size_t field, evx_field_info *out);
EVX_API const char *evx_engine_record_word(const evx_engine *engine, size_t record, size_t field, size_t word);

/* ---- extraction -------------------------------------------------------- */

typedef struct evx_worker evx_worker; /* scratch memory and caches of one thread */
typedef struct evx_result evx_result; /* read-only answers to one document */

/* evx_options.flags: the result keeps its own copy of the text. */
enum { EVX_COPY_TEXT = 1u << 0 };

typedef enum evx_offsets { EVX_OFFSETS_BYTE = 0, EVX_OFFSETS_CODEPOINT = 1, EVX_OFFSETS_UTF16 = 2 } evx_offsets;

/* Which number of a date like 03/04/2020 is its day. */
typedef enum evx_day_order {
  EVX_ORDER_FOUND = 0, /* as in the dates of the document that leave no doubt (25/03/2020), where these agree; else the
                          day comes first */
  EVX_DAY_FIRST = 1,
  EVX_MONTH_FIRST = 2
} evx_day_order;

/* Sized struct: begin with EVX_OPTIONS_INIT; fields are only added at the end. Pointers are read during
 * the call and copied where the result needs them. */
typedef struct evx_options {
  size_t size;
  uint32_t flags;
  const char *id;        /* document.id of the record; NULL: "" */
  const char *reference; /* the document's date, ISO 8601: "2025-04-12", or with its time "2025-04-12T09:30", from which
                            hours and minutes count; seconds and a zone may follow and are passed over. NULL: it is
                            looked for in the text */
  uint32_t max_records;  /* per kind and document; 0: 1000. Reaching it is a warning in the record */
  /* May be NULL. Asked again and again while the work goes on, by its amount: mostly some times in a millisecond, at
   * the latest after about ten milliseconds of a processor in reports of 16 MB; with the byte up to which the text was
   * cut into words. False stops with EVX_ERR_CALLBACK, when the call has given its memory back: some milliseconds for a
   * text of that size. */
  bool (*keep_going)(void *user, size_t offset);
  void *user;
  evx_day_order order;
  /* Name or path of the document's file, or its URL, or NULL. A date in figures in it ("2020-05-12-council.txt") stands
   * in for the document's date where neither `reference` nor the text says one. Not read as a file. */
  const char *file_name;
  /* Day on which the document was last changed, ISO 8601 as `reference`, or NULL: the document's date where nothing
   * else says one. */
  const char *modified;
} evx_options;

#define EVX_OPTIONS_INIT                                                                                               \
  { sizeof(evx_options), 0, NULL, NULL, 0, NULL, NULL, EVX_ORDER_FOUND, NULL, NULL }

/* A worker keeps what it learned of the words of one document for the next, in bounded memory; its answers do not
 * depend on that. Make one per thread and reuse it. */
EVX_API evx_status evx_worker_new(const evx_engine *engine, evx_worker **out);
EVX_API void evx_worker_free(evx_worker *worker);

/* Extracts from one document. `options` may be NULL. Unless EVX_COPY_TEXT is set, `text` must stay unchanged until the
 * result is freed. Any bytes are valid; what could not be honoured is a warning in the record. EVX_ERR_ARG: the
 * reference or `modified` is not a date with year, month and day, or a flag or order is unknown. EVX_ERR_ABI:
 * `options->size` is wrong. EVX_ERR_LIMIT: longer than EVX_MAX_TEXT. */
EVX_API evx_status evx_extract(evx_worker *worker, const char *text, size_t len, const evx_options *options,
                               evx_result **out);
EVX_API void evx_result_free(evx_result *result);

/* ---- the record -------------------------------------------------------- */
/* Plain structs, borrowed from their result and read-only, so any number of threads may read them. Lists are arrays of
 * pointers with a count. A pointer that is NULL, a string whose data is NULL, an enum value 0 without a name, and a
 * span with begin == end stand for the record's null. Strings are the text's own words with white space made single
 * spaces, or canonical values. `rule` names the rule that said it ("en/dates.month-day"); `confidence` is its measured
 * precision between 0 and 1, or a negative number for null. */

typedef enum evx_precision {
  EVX_PRECISION_NONE = 0,
  EVX_MINUTE = 1,
  EVX_DAY = 2,
  EVX_WEEK = 3,
  EVX_MONTH = 4,
  EVX_QUARTER = 5,
  EVX_SEASON = 6,
  EVX_YEAR = 7,
  EVX_DECADE = 8,
  EVX_INTERVAL = 9
} evx_precision;

/* How the parts of a date that are not written were filled. */
typedef enum evx_basis {
  EVX_BASIS_UNRESOLVED = 0,
  EVX_BASIS_EXPLICIT = 1,      /* all of it is written */
  EVX_BASIS_INHERITED = 2,     /* parts come from another date in the text */
  EVX_BASIS_DOCUMENT_DATE = 3, /* parts come from the reference date */
  EVX_BASIS_DOCUMENT = 4       /* no date is written: the reference date stands in */
} evx_basis;

/* The date of a meeting, a deadline or a next meeting: ISO 8601, or EDTF (ISO 8601-2) where a day is not known:
 * "2025-10-09", "2025-10-09T15:00+05:00", "2025-10", "2025-04-11/2025-04-12". */
typedef struct evx_date {
  evx_string value, start, end; /* start and end: first and last day or minute */
  evx_precision precision;      /* EVX_PRECISION_NONE: null */
  evx_basis basis;
  evx_string text; /* null where the date is not written */
  evx_span span;
  const char *rule;
  double confidence;
} evx_date;

typedef enum evx_timex_type {
  EVX_TIMEX_DATE = 1,
  EVX_TIMEX_TIME = 2,
  EVX_TIMEX_DURATION = 3,
  EVX_TIMEX_SET = 4
} evx_timex_type;

/* A time expression as it stands in the text, TIMEX3 style (ISO-TimeML, ISO 24617-1). */
typedef struct evx_timex {
  evx_string text;
  evx_span span;
  evx_timex_type type;
  evx_string value; /* "2025-W15", "P3D", "XXXX-WXX-1"; null where it cannot be or is no date. Clock times are
                         the place's own, as TimeML has them; the zone stands in the record's dates (evx_date) */
  const char *mod;  /* "START", "MID", "END", "APPROX", "BEFORE", "AFTER", "LESS_THAN", "MORE_THAN", or NULL */
  evx_basis basis;
  const char *policy; /* "past", "future", "nearest", "document-year", "narrative": which year, month or day was taken
                         for one not written. "day-first", "month-first": which of two numbers was taken for the day,
                         where both could be. NULL where all is written and plain */
  const char *rule;
} evx_timex;

typedef enum evx_venue_kind {
  EVX_VENUE_UNKNOWN = 0,
  EVX_CITY = 1,
  EVX_BUILDING = 2,
  EVX_ROOM = 3,
  EVX_ONLINE = 4,
  EVX_COUNTRY = 5,
  EVX_REGION = 6
} evx_venue_kind;

typedef struct evx_venue {
  evx_string name;
  evx_span span;
  evx_venue_kind kind;
  evx_string city, country; /* city: in English where it is known, else as written; country: ISO 3166-1 alpha-2 */
  bool located;             /* lat and lon are known: of the city, or of a building that is known itself */
  double lat, lon;          /* WGS 84 degrees */
  uint32_t geonames;        /* GeoNames id of the city, 0 where not known */
  const char *rule;
  double confidence;
} evx_venue;

typedef enum evx_entity_kind {
  EVX_PERSON = 1,
  EVX_ENTITY_COUNTRY = 2,
  EVX_ORGANIZATION = 3,
  EVX_GROUP = 4
} evx_entity_kind;

typedef enum evx_part {
  EVX_ATTENDEE = 1,
  EVX_CHAIR = 2,
  EVX_SPEAKER = 3,
  EVX_HOST = 4,
  EVX_SIGNATORY = 5,
  EVX_OBSERVER = 6,
  EVX_ABSENT = 7
} evx_part;

typedef struct evx_participant {
  const char *id; /* "p1": unique within its meeting */
  evx_string name;
  evx_entity_kind kind;
  evx_part part;
  evx_string role, affiliation, country;
  const evx_span *spans;
  size_t span_count;
  const char *rule;
  double confidence;
} evx_participant;

typedef enum evx_decision_status {
  EVX_ADOPTED = 1,
  EVX_DECISION_PLANNED = 2,
  EVX_PROPOSED = 3,
  EVX_PENDING = 4,
  EVX_REJECTED = 5,
  EVX_DEFERRED = 6
} evx_decision_status;

typedef enum evx_decision_type {
  EVX_POLICY = 1,
  EVX_RESOLUTION = 2,
  EVX_MOTION = 3,
  EVX_APPOINTMENT = 4,
  EVX_AGREEMENT = 5,
  EVX_ACTION_ITEM = 6,
  EVX_DECISION_OTHER = 7
} evx_decision_type;

typedef enum evx_polarity { EVX_POSITIVE = 1, EVX_NEGATIVE = 2 } evx_polarity;

typedef enum evx_modality {
  EVX_ASSERTED = 1,
  EVX_MODALITY_PLANNED = 2,
  EVX_MODALITY_PROPOSED = 3,
  EVX_POSSIBLE = 4,
  EVX_CONDITIONAL = 5
} evx_modality;

typedef enum evx_date_role {
  EVX_ROLE_MENTION = 1,
  EVX_ROLE_DUE = 2,
  EVX_ROLE_EFFECTIVE = 3,
  EVX_ROLE_PERIOD = 4
} evx_date_role;

/* Who decided, or what was decided on. */
typedef struct evx_phrase {
  evx_string text;
  evx_span span;
  const char *ref; /* a participant's id, or NULL */
} evx_phrase;

typedef struct evx_decision_date {
  evx_string value;
  evx_date_role role;
  evx_string text;
  evx_span span;
} evx_decision_date;

/* Counts are negative where they are not stated; `unanimous` means something only where `unanimous_stated` is true. */
typedef struct evx_vote {
  int32_t in_favour, against, abstain;
  bool unanimous;
  bool unanimous_stated;
  const evx_string *dissent; /* names as written */
  size_t dissent_count;
} evx_vote;

/* "by 50 bps to 9.25 percent": value and unit of the step or amount, from and to where stated. Numbers are kept as
 * decimal text, as written without grouping. */
typedef struct evx_quantity {
  evx_string value, unit, from, to;
  evx_span span;
} evx_quantity;

typedef struct evx_decision {
  const char *id; /* "d1" */
  evx_decision_status status;
  evx_decision_type type;
  evx_string action; /* a verb's lemma */
  evx_polarity polarity;
  evx_modality modality;
  const evx_span *cues;
  size_t cue_count;
  const evx_phrase *actor, *object; /* may be NULL */
  evx_string text;
  evx_span span;
  const evx_span *repeats;
  size_t repeat_count;
  const evx_decision_date *const *dates;
  size_t date_count;
  const char *const *owners; /* participants' ids */
  size_t owner_count;
  const evx_date *due;
  const evx_phrase *mover, *seconder;
  const evx_vote *vote;
  evx_string reference;
  const evx_quantity *const *quantities;
  size_t quantity_count;
  const char *rule;
  double confidence;
} evx_decision;

typedef enum evx_next_status {
  EVX_NEXT_PLANNED = 1,
  EVX_NEXT_PROPOSED = 2,
  EVX_NEXT_POSTPONED = 3,
  EVX_NEXT_CANCELLED = 4,
  EVX_NEXT_UNSCHEDULED = 5
} evx_next_status;

typedef struct evx_next_meeting {
  evx_next_status status;
  evx_string body;
  const evx_date *date;
  const evx_venue *venue;
  evx_string text;
  evx_span span;
  const char *rule;
  double confidence;
} evx_next_meeting;

typedef enum evx_meeting_kind {
  EVX_MEETING = 1,
  EVX_SESSION = 2,
  EVX_SUMMIT = 3,
  EVX_CONFERENCE = 4,
  EVX_FORUM = 5,
  EVX_TALKS = 6,
  EVX_VISIT = 7,
  EVX_CALL = 8,
  EVX_HEARING = 9,
  EVX_MEETING_OTHER = 10
} evx_meeting_kind;

typedef enum evx_meeting_status {
  EVX_HELD = 1,
  EVX_PLANNED = 2,
  EVX_POSTPONED = 3,
  EVX_CANCELLED = 4
} evx_meeting_status;

typedef struct evx_meeting {
  const char *id; /* "m1" */
  bool main;      /* the meeting that the report is about */
  evx_string name;
  evx_span span;
  evx_meeting_kind kind;
  int32_t ordinal; /* 0 where not stated */
  evx_string body;
  evx_meeting_status status;
  const char *rule;
  double confidence;
  const evx_date *date;
  const evx_venue *venue;
  const evx_participant *const *participants;
  size_t participant_count;
  const evx_decision *const *decisions;
  size_t decision_count;
  const evx_next_meeting *const *next_meetings;
  size_t next_meeting_count;
} evx_meeting;

/* A field of a record type that a user's pack declares: its value as canonical text, and where it stands. */
typedef struct evx_field {
  const char *name;
  evx_string value; /* null where the field is unset */
  bool number;      /* the value is a JSON number */
  evx_span span;
  const struct evx_field *const *items; /* the items of a list(...) field; NULL for others */
  size_t item_count;
} evx_field;

typedef struct evx_custom_record {
  const char *type;
  const evx_field *const *fields; /* in order of declaration */
  size_t field_count;
  evx_span span;
  const char *rule;
} evx_custom_record;

typedef struct evx_warning {
  const char *code; /* stable: "empty", "language", "limit", "invalid-date", ... */
  const char *message;
  evx_span span;
} evx_warning;

typedef struct evx_document {
  evx_string id;
  evx_string date;        /* ISO 8601, or null */
  const char *date_basis; /* "option", "header", "dateline", "title", "text", "file-name", "mtime", or NULL */
  evx_string title;
  const char *language; /* "en" */
  size_t bytes;
} evx_document;

/* The whole record. Order: meetings and everything in them by position in the text, the main meeting first, next
 * meetings by date. */
typedef struct evx_record {
  evx_document document;
  const evx_meeting *const *meetings;
  size_t meeting_count;
  const evx_timex *const *dates;
  size_t date_count;
  const evx_custom_record *const *records;
  size_t record_count;
  const evx_warning *const *warnings;
  size_t warning_count;
} evx_record;

/* NULL only for NULL; borrowed from the result. */
EVX_API const evx_record *evx_result_record(const evx_result *result);

/* The spelling of an enum value in the JSON record ("held", "action-item"); "" for a value that is none. Static; any
 * thread. */
EVX_API const char *evx_precision_name(evx_precision value);
EVX_API const char *evx_basis_name(evx_basis value);
EVX_API const char *evx_timex_type_name(evx_timex_type value);
EVX_API const char *evx_venue_kind_name(evx_venue_kind value);
EVX_API const char *evx_entity_kind_name(evx_entity_kind value);
EVX_API const char *evx_part_name(evx_part value);
EVX_API const char *evx_decision_status_name(evx_decision_status value);
EVX_API const char *evx_decision_type_name(evx_decision_type value);
EVX_API const char *evx_polarity_name(evx_polarity value);
EVX_API const char *evx_modality_name(evx_modality value);
EVX_API const char *evx_date_role_name(evx_date_role value);
EVX_API const char *evx_next_status_name(evx_next_status value);
EVX_API const char *evx_meeting_kind_name(evx_meeting_kind value);
EVX_API const char *evx_meeting_status_name(evx_meeting_status value);

/* ---- what the rules see ------------------------------------------------- */

/* One token of a text, for tools that show how rules read it. */
typedef struct evx_token {
  evx_span span;
  size_t sentence;        /* number of its sentence, from 0; SIZE_MAX for a list item's bullet, which is in none */
  size_t line;            /* from 1 */
  const char *layout;     /* of its line: "text", "heading", "item", "label", "table", "furniture" */
  const char *zone;       /* name of the innermost zone, or NULL */
  const char *properties; /* "cap first": space-separated property words of the rule language */
} evx_token;

/* Called once per token in order; the token is lent for the call. False stops with EVX_ERR_CALLBACK. */
typedef bool (*evx_token_fn)(void *user, const evx_token *token);
/* EVX_ERR_LIMIT: longer than EVX_MAX_TEXT. */
EVX_API evx_status evx_tokenize(evx_worker *worker, const char *text, size_t len, evx_token_fn fn, void *user);

/* What became of a rule at a place of the text. */
typedef enum evx_why {
  EVX_WHY_FOUND = 1,     /* it made a record, or a mention for later rules */
  EVX_WHY_REJECTED = 2,  /* it matched, and a reject touched the match */
  EVX_WHY_OUTRANKED = 3, /* it matched, and an overlapping match won */
  EVX_WHY_NEAR_MISS = 4  /* it matched in part */
} evx_why;

typedef struct evx_capture {
  const char *name;
  evx_span span;
} evx_capture;

typedef struct evx_explanation {
  evx_why why;
  const char *rule;   /* "en/next.held-on" */
  const char *record; /* the type that it makes; NULL for a reject */
  bool emits;
  const char *source; /* pack file; with line and column of the rule, of a near miss those of the element that failed */
  size_t line, column;
  evx_span span;               /* what matched */
  size_t text_line;            /* line of the text where that begins, from 1 */
  const evx_capture *captures; /* FOUND, in order of the text */
  size_t capture_count;
  const char *other; /* REJECTED: the reject; OUTRANKED: the winner; else NULL */
  evx_span other_span;
  const char *criterion; /* OUTRANKED: "higher priority", "more tokens", "earlier start", "order of the rules" */
  const char *wanted;    /* NEAR_MISS: the element as it is written in the pack, `wanted_len` bytes */
  size_t wanted_len;
  evx_span failed; /* NEAR_MISS: the token that did not fit it; empty where the text unit ended */
} evx_explanation;

/* Sized struct: begin with EVX_EXPLAIN_INIT; fields are only added at the end. */
typedef struct evx_explain_options {
  size_t size;
  size_t line;      /* only what touches this line of the text; 0: all lines */
  const char *rule; /* only this rule, by its full or its own name, with all of its near misses; NULL: all rules */
} evx_explain_options;

#define EVX_EXPLAIN_INIT                                                                                               \
  { sizeof(evx_explain_options), 0, NULL }

/* Called once per explanation, lent for the call: by phase and place what matched, then near misses, at most three of
 * a phase for each sentence without a record. False stops with EVX_ERR_CALLBACK. */
typedef bool (*evx_explain_fn)(void *user, const evx_explanation *explanation);
/* Runs the rules over a text and tells what they did. Much slower than evx_extract. `options` may be NULL. EVX_ERR_ARG:
 * no rule has that name. EVX_ERR_ABI: `options->size` is wrong. EVX_ERR_LIMIT: longer than EVX_MAX_TEXT. */
EVX_API evx_status evx_explain(evx_worker *worker, const char *text, size_t len, const evx_explain_options *options,
                               evx_explain_fn fn, void *user);

/* What a rule cost and found since evx_worker_profile. */
typedef struct evx_rule_profile {
  uint64_t searches;    /* places where a match was looked for: the prefilters let them pass */
  uint64_t matches;     /* found there */
  uint64_t accepted;    /* of them, those that won */
  uint64_t steps;       /* of the matcher; the same on every machine */
  uint64_t nanoseconds; /* spent searching */
} evx_rule_profile;

/* Counts from now on what each rule does in this worker's documents, at some cost of time. */
EVX_API evx_status evx_worker_profile(evx_worker *worker);
/* By the rule's index in its engine. False where the worker does not count, or for an index that is too large. */
EVX_API bool evx_worker_rule_profile(const evx_worker *worker, size_t rule, evx_rule_profile *out);

/* ---- JSON --------------------------------------------------------------- */

/* Takes `len` > 0 bytes; false stops the writer with EVX_ERR_CALLBACK. */
typedef bool (*evx_write_fn)(void *user, const char *bytes, size_t len);

typedef enum evx_json_style {
  EVX_JSON_LINE = 0,   /* one line, ended by a line feed */
  EVX_JSON_PRETTY = 1, /* two spaces a level, ended by a line feed */
  EVX_JSON_FLAT = 2    /* one line per fact: {"doc","meeting","type",...} */
} evx_json_style;

/* Writes the record, keys in fixed order: equal results give equal bytes, in any locale. A flat line has "doc",
 * "meeting" (an id), "type" (meeting, date, venue, participant, decision, next_meeting) and the keys of that object; a
 * decision's own type is its "decision_type".
 * `offsets` says the unit of every span: bytes, Unicode code points, or UTF-16 code units; in the last two a byte that
 * is not UTF-8 counts as one. Nothing is allocated, except that these two need 1/128 of the text's length as scratch.
 * EVX_ERR_ARG: no such style or unit. EVX_ERR_CALLBACK: `write` answered false. Any thread. */
EVX_API evx_status evx_result_write_json(const evx_result *result, evx_json_style style, evx_offsets offsets,
                                         evx_write_fn write, void *user);
/* The same into one NUL-terminated string, to be released with evx_string_free, which may outlive the result. `len`
 * may be NULL. Any thread. */
EVX_API evx_status evx_result_to_json(const evx_result *result, evx_json_style style, evx_offsets offsets, char **out,
                                      size_t *len);
EVX_API void evx_string_free(char *string);

/* The JSON Schema (draft 2020-12) of the record, with the record types that the packs of this engine add to `records`,
 * in one call of `write`. Any thread. EVX_ERR_CALLBACK where `write` says stop. */
EVX_API evx_status evx_engine_schema(const evx_engine *engine, evx_write_fn write, void *user);
/* The codes that a record's warnings can have, and what each means; NULL behind the last. Static. */
EVX_API const char *evx_warning_code(size_t index);
EVX_API const char *evx_warning_meaning(size_t index);

#ifdef __cplusplus
}
#endif

#endif /* EVX_H */
