/* ruleset.h - compiled rule packs, and their run over a document: the door of this room.
 *
 * A rule_set is immutable and shared by threads. A rule_runner is one thread's caches (forms, token classes) and is
 * kept across documents. rule_run gives the mentions of one document, ordered by position, then length (longer
 * first), then phase and rule. */
#ifndef EVX_RULES_RULESET_H
#define EVX_RULES_RULESET_H

#include "lexicon/gazetteer.h"
#include "rules/mention.h"
#include "text/document.h"

typedef struct rule_set rule_set;
typedef struct rule_runner rule_runner;

typedef struct mention_list {
  const mention *at;
  size_t count;
  bool limited;                 /* a budget ended the search early */
  const struct zone_map *zones; /* for mention_zone */
} mention_list;

/* Which mentions of a type are wanted. */
typedef enum keep_which {
  KEEP_NONE,
  KEEP_ANY, /* one of each block, to say that there are such */
  KEEP_ALL
} keep_which;

typedef struct run_options {
  pulse *pulse; /* NULL: nobody is asked */
  const keep_which
      *kept; /* by record type. What is emitted and what kept mentions refer to is kept, too. NULL: all is */
} run_options;

/* Compiles a checked tree. Errors found only here (a bad regular expression, a literal of no tokens) go to `diags`. */
evx_status rule_set_new(const rule_ast *ast, const evx_allocator *allocator, diag_list *diags, rule_set **out);
void rule_set_free(rule_set *set);
/* Lets go of what cannot be stored in an image, PCRE2's objects and the gazetteer; finds the gazetteer again. */
void rule_set_detach(rule_set *set);
void rule_set_attach(rule_set *set);
/* Takes another gazetteer than the built-in one; its bytes must outlive the set. Before any runner is made. */
void rule_set_use_gazetteer(rule_set *set, const gazetteer *g);
const gazetteer *rule_set_gazetteer(const rule_set *set);
/* Lets go of what finding mentions does not need: patterns, examples, entries, word forms, macros as they are written.
 * Nothing that explains, lints or tests rules works afterwards. */
void rule_set_forget(rule_set *set);

size_t rule_set_rule_count(const rule_set *set);
const char *rule_set_rule_name(const rule_set *set, uint32_t rule); /* "en/next.held-on" */
const ast_rule *rule_set_rule(const rule_set *set, size_t number);
const char *rule_set_zone_name(const rule_set *set, uint32_t zone); /* zone number from 1 */
size_t rule_set_pack_count(const rule_set *set);
const char *rule_set_pack_name(const rule_set *set, size_t index);
int rule_set_pack_version(const rule_set *set, size_t index);
const char *rule_set_language(const rule_set *set); /* of the first pack that names one ("en"), or NULL */
/* The record type of that name, or NULL; its fields by name via rule_record_field (UINT32_MAX: none). Types are few
 * and fixed: look them up when a worker is made, not per document. */
const ast_record *rule_set_record(const rule_set *set, const char *name);
size_t rule_set_record_count(const rule_set *set);
const ast_record *rule_set_record_at(const rule_set *set, uint32_t type);
uint32_t rule_record_field(const ast_record *record, const char *name);
/* Index of `word` in an enum, or -1; the same by the name of a field. */
int32_t rule_type_word(const ast_type *type, const char *word);
int32_t rule_field_word(const ast_record *record, const char *field, const char *word);
const text_lexicon *rule_set_text_lexicon(const rule_set *set);

evx_status rule_runner_new(const rule_set *set, const evx_allocator *allocator, rule_runner **out);
void rule_runner_free(rule_runner *runner);
form_table *rule_runner_forms(rule_runner *runner); /* to read documents with */
/* Forgets forms if they are too many. Between documents only: form ids change. */
void rule_runner_trim(rule_runner *runner);

/* Runs all phases over `doc`, whose forms are the runner's, block by block (block.h). Mentions live in `a`. `options`
 * may be NULL. EVX_ERR_CALLBACK where the pulse stopped it. */
evx_status rule_run(rule_runner *runner, const document *doc, const run_options *options, arena *a, mention_list *out);
/* The innermost zone of a token, from 1; 0: none. */
uint32_t mention_zone(const mention_list *mentions, uint32_t at);

/* What those examples reach; what they do not becomes a note in `diags`. */
evx_status rule_set_cover(const rule_set *set, bool builtin, diag_list *diags, const evx_allocator *allocator,
                          evx_coverage *out);
/* Warnings about packs that compile; `builtin`: about the built-in ones too. */
evx_status rule_set_lint(const rule_set *set, bool builtin, diag_list *diags, const evx_allocator *allocator);

/* Runs the examples of one pack source or of all (`src` NULL). A failing one becomes an error in `diags`. */
evx_status rule_set_run_tests(const rule_set *set, const rule_ast *ast, const source *src, diag_list *diags,
                              const evx_allocator *allocator, size_t *passed, size_t *failed);

#endif
