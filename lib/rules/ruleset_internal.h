/* ruleset_internal.h - the compiled form of packs, shared by the files of this room. */
#ifndef EVX_RULES_RULESET_INTERNAL_H
#define EVX_RULES_RULESET_INTERNAL_H

#include "rules/block.h"
#include "rules/capture.h"
#include "rules/form_entries.h"
#include "rules/match.h"
#include "rules/needs.h"
#include "rules/observe.h"
#include "rules/openings.h"
#include "rules/ruleset.h"

typedef enum where_key { WHERE_ZONE, WHERE_LAYOUT, WHERE_TITLE } where_key;

typedef struct where {
  where_key key;
  bool negated;
  uint32_t number; /* zone from 1, or line_kind */
} where;

/* Word lists named in a capture's pattern, for value(c). */
typedef struct capture_info {
  VEC(uint32_t) lists;
  VEC(const ast_lemma *) lemmas;
} capture_info;

typedef struct rule {
  const ast_rule *ast;
  program prog;
  int64_t priority;
  uint32_t order; /* rank among all rules, later packs first within equal priority and length */
  const where *wheres;
  size_t where_count;
  capture_info *captures;
  fixed_capture fixed; /* its only capture, where no search has to say where it is */
  uint32_t number;     /* in the rule set */
} rule;

typedef struct modifier {
  const ast_modifier *ast;
  program when, stop;
  bool has_stop;
  uint32_t number; /* of `when` among the programs of rule_set.openings */
} modifier;

typedef struct phase {
  const ast_phase *ast;
  uint32_t rule_begin, rule_end; /* in rule_set.rules */
  uint32_t first_word;           /* of bit sets over rules, that has some of them */
  VEC(uint64_t) masks;           /* from that word on: which are those of the phase */
  uint64_t bit;                  /* of word_phases */
  VEC(modifier) modifiers;
  bool has_rejects;
} phase;

typedef struct zone_rule {
  const ast_zone *ast;
  program when;
  uint32_t number;  /* from 1; zones of one name share it */
  uint32_t program; /* number of `when` among the programs of rule_set.openings */
} zone_rule;

struct rule_set {
  const evx_allocator *allocator;
  arena memory;
  const rule_ast *ast;
  predicate_set predicates;
  lexicon_table lexicon;
  gazetteer gazetteer;                       /* not part of an image */
  uint32_t gazetteer_lists[GAZETTEER_LISTS]; /* index of the lexicon that a list is, or UINT32_MAX */
  VEC(rule) rules;                           /* phase by phase */
  VEC(uint32_t) placed;                      /* numbers of the rules that ask for a zone or a layout */
  uint64_t *placed_bits;                     /* bit set of the rules that ask for one, or for none of a sort */
  VEC(phase) phases;
  uint64_t *word_phases; /* by word of bit sets over rules: the phases that have some of them; the last bit stands for
                            all phases from there on */
  VEC(zone_rule) zones;
  VEC(const char *) zone_names;
  opening_table openings; /* of rules, then cues of modifiers, then zones */
  uint32_t list_count, type_count;
  bool *edge_used; /* by sort of edge: kinds show it */
  bool *list_used; /* by list: some program goes over its entries */
  need_table needs;
  answer_table answers; /* what tests say of openings, and behind that of needs */
  uint32_t program_numbers;
  uint32_t *lemma_tests; /* by lemma index */
  intern abbreviations, going_on, label_keys, line_ends, line_begins;
  text_lexicon text;
};

struct rule_runner {
  const rule_set *set;
  const evx_allocator *allocator;
  form_table forms;
  class_cache classes;
  kind_table kinds;
  VEC(kind_facts) facts;          /* by kind; answers are NULL: not known */
  VEC(uint64_t) zone_marks;       /* by class: zone.c */
  arena facts_memory;             /* of both */
  pulse *pulse;                   /* of the run that goes on */
  uint32_t runs;                  /* blocks read */
  uint32_t emptied;               /* how often caches were too large; for tests */
  arena block_memory;             /* of one block of a document */
  bool has_avx2;                  /* of the processor */
  bool wide;                      /* some phase reads more than a sentence at a time */
  intern fact_rows;               /* the sets that facts point to */
  row_model models[PLAIN_SHAPES]; /* by class_answers.like */
  uint64_t *fact_scratch;
  form_entries entries;
  matcher *matcher;
  observer *observer; /* NULL: nobody watches */
  arena observer_memory;
};

/* Marks the `entry` of a list_hit that is a record of the gazetteer. */
#define HIT_GAZETTEER (1u << 31)
/* The canonical value of what was found, or NULL. */
const char *list_hit_value(const rule_set *set, const list_hit *hit);

static inline bool has_bit(const uint64_t *bits, uint32_t number) {
  return (bits[number >> 6] >> (number & 63)) & 1;
}

/* index.c: makes what the programs of a rule set are found by, once all are compiled. EVX_ERR_NOMEM. */
evx_status rule_set_index(rule_set *set, diag_list *diags);
/* How many cues of modifiers and zones there are. */
size_t rule_set_cues_and_zones(const rule_set *set);

/* runner.c: the forms of a document's tokens are known now; makes room for what is kept of each. False when memory is
 * out. */
bool runner_fit(rule_runner *runner);
/* Words of the largest bit set over programs. */
#define PROGRAM_WORDS 96u

/* Finds what runner_facts does not know. NULL when memory is out. */
const kind_facts *runner_find_facts(rule_runner *runner, uint32_t kind);
/* What follows from a token's kind, until the next one is asked for; NULL when memory is out. */
static inline const kind_facts *runner_facts(rule_runner *runner, uint32_t kind) {
  return kind < runner->facts.count && runner->facts.at[kind].answers ? &runner->facts.at[kind]
                                                                      : runner_find_facts(runner, kind);
}

/* True where anything can depend on a word list's entry being found as a whole: rules go over it, or ask its value. */
static inline bool list_entry_shows(const rule_set *set, const lexicon_entry *e) {
  return set->list_used[e->list] || lexicon_value(&set->lexicon, e);
}

/* form_entries.c: finds what is not known. NULL when memory is out. */
const form_entry *form_entry_find(rule_runner *runner, uint32_t id);
static inline const form_entry *form_entry_of(rule_runner *runner, uint32_t id) {
  const form_entry *e = &runner->entries.at[id];
  return e->known ? e : form_entry_find(runner, id);
}
/* The kind of a token with the word list entries that it is by itself; finds what is not known. 0 when memory is out.
 */
uint32_t form_kind_find(rule_runner *runner, const token *t);
static inline uint32_t form_kind(rule_runner *runner, const token *t) {
  const form_entries *e = &runner->entries;
  uint32_t row = e->at[t->form].row, kind = 0;
  if (row)
    kind = e->kinds[(size_t)(row - 1) * PLACE_KINDS + (t->place & runner->classes.place_mask)];
  return kind ? kind : form_kind_find(runner, t);
}

/* All token tests and word lists are asked of a form that is new: as much work as so many tokens that are known, and as
 * another one for so many bytes. */
#define NEW_FORM_WORK  40u
#define NEW_FORM_BYTES 16u
/* The same, after asking whether to go on; 0 also where not. */
static inline uint32_t token_kind(rule_runner *runner, const token *t) {
  if (!runner->entries.at[t->form].row &&
      !pulse_beat(runner->pulse, NEW_FORM_WORK + (t->end - t->begin) / NEW_FORM_BYTES))
    return 0;
  return form_kind(runner, t);
}

/* lattice.c; EVX_ERR_CALLBACK where the runner's pulse stopped it. */
evx_status lattice_build(rule_runner *runner, const document *doc, arena *a, lattice *out);
bool lattice_add_mention(rule_runner *runner, lattice *l, const mention *m, arena *a);
/* The mention of `type` (UINT32_MAX: any but `except`) inside tokens [begin, end) that starts first and is longest, or
 * MENTION_NONE.
 */
uint32_t lattice_find_mention(const lattice *l, uint32_t type, uint32_t except, uint32_t begin, uint32_t end);

/* begins.c: finds for all sentences what they have of the rules' needs, and where those may begin. False when memory is
 * out. */
bool begins_find(rule_runner *runner, lattice *l, arena *a);
/* Brings that up to date for a mention that is new. */
void begins_add_mention(const rule_runner *runner, lattice *l, const mention *m);

/* runner.c: what is kept from one document to the next. */
typedef struct runner_sizes {
  size_t forms, classes, searches; /* bytes */
} runner_sizes;
runner_sizes runner_bytes(const rule_runner *runner);
/* What is kept of a runner's block_memory from one block to the next. */
#define BLOCK_MEMORY_KEPT ((size_t)1 << 20)
/* runner.c: forgets what was learnt, but for forms, if it is too much beside a text of so many bytes. `over`: the
 * text has been read. */
void runner_trim_learnt(rule_runner *runner, size_t text, bool over);

/* zone.c: tokens [begin, end) and the zone that they stand in. */
typedef struct zone_span {
  uint32_t begin, end, zone;
} zone_span;
typedef VEC(zone_span) zone_vec;
/* Of a document, in order; those of sentences' own labels count before the others. */
typedef struct zone_map {
  zone_vec lines, labels;
} zone_map;
evx_status zones_find(rule_runner *runner, const document *doc, pulse *p, arena *a, zone_map *out);
/* Zones with higher numbers are not looked for. */
#define ZONES_KEPT 256u
/* A bit set of the zones that tokens [begin, end) may stand in, and of 0. */
void zones_between(const zone_map *map, uint32_t begin, uint32_t end, uint64_t zones[ZONES_KEPT / 64]);
/* The zones of tokens [begin, end), from 1; 0: none. `to` is zeroed. */
void zones_fill(const zone_map *map, uint32_t begin, uint32_t end, uint32_t *to);

/* action.c: the fields of one accepted match. */
typedef struct match {
  uint32_t rule;
  uint32_t begin, end;
} match;
evx_status action_build(rule_runner *runner, lattice *l, unit_range unit, const match *m, arena *a, mention *out);

/* modify.c: lets the cues of a phase act on the mentions found in one unit. */
evx_status modifiers_apply(rule_runner *runner, lattice *l, const phase *ph, unit_range unit, mention *mentions,
                           size_t count, arena *a);

/* rule_test.c: runs the texts of the examples for an observer, whatever they find. */
evx_status rule_set_watch_tests(const rule_set *set, bool builtin, rule_runner *runner, const evx_allocator *allocator);

/* phase.c */
evx_status phase_run(rule_runner *runner, lattice *l, const phase *ph, pulse *p, arena *a);

#endif
