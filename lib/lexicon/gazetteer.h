/* gazetteer.h - names of places, countries, regions, demonyms, organizations, titles, given names and venues: one
 * longest-match table, read where it lies.
 *
 * The table is one block of bytes without pointers (gazetteer_format.h has its layout), so that it costs nothing to
 * open and can be shared, embedded or mapped. Any bytes are safe: what lies outside the block is not there. A look-up
 * walks tokens by their lexicon folds; hyphen tokens are stepped over. The first token decides: most words end at one
 * probe. Immutable; shared by threads. */
#ifndef EVX_LEXICON_GAZETTEER_H
#define EVX_LEXICON_GAZETTEER_H

#include "text/document.h"

/* What a name stands for. One name may stand for several things: its senses. */
typedef enum gazetteer_kind {
  GAZETTEER_NONE,
  GAZETTEER_PLACE,
  GAZETTEER_COUNTRY,
  GAZETTEER_REGION,
  GAZETTEER_DEMONYM,
  GAZETTEER_ORG,
  GAZETTEER_TITLE,
  GAZETTEER_GIVEN,
  GAZETTEER_VENUE,
  GAZETTEER_KINDS
} gazetteer_kind;

/* The word lists of the rule language that a gazetteer stands behind: a kind each, places in two. */
typedef enum gazetteer_list {
  GAZETTEER_LIST_NONE,
  GAZETTEER_LIST_PLACE, /* names of places that are nothing else */
  GAZETTEER_LIST_COUNTRY,
  GAZETTEER_LIST_REGION,
  GAZETTEER_LIST_DEMONYM,
  GAZETTEER_LIST_ORG,
  GAZETTEER_LIST_TITLE,
  GAZETTEER_LIST_GIVEN,
  GAZETTEER_LIST_VENUE,
  GAZETTEER_LIST_DOUBTFUL, /* names of places that are also words, months, given names or surnames */
  GAZETTEER_LISTS
} gazetteer_list;

/* "Place" is GAZETTEER_LIST_PLACE; NONE for a name that is no such list. */
gazetteer_list gazetteer_list_named(const char *name);
const char *gazetteer_list_name(gazetteer_list list);

/* What else a name is. */
enum {
  GAZETTEER_IS_WORD = 1u << 0,
  GAZETTEER_IS_GIVEN = 1u << 1,
  GAZETTEER_IS_SURNAME = 1u << 2,
  GAZETTEER_IS_MONTH = 1u << 3,
  GAZETTEER_IS_COUNTRY = 1u << 4 /* its places are in no list, and only found by those who ask for its senses */
};

typedef struct gazetteer_section {
  uint32_t at, count; /* bytes from the start; rows, or bytes of a section without rows */
} gazetteer_section;

typedef struct gazetteer {
  const uint8_t *bytes; /* NULL: an empty table */
  size_t size;
  gazetteer_section slots, records, places, codes, strings, exact;
  uint32_t longest_probe, keys;
} gazetteer;

typedef enum gazetteer_fault {
  GAZETTEER_OK,
  GAZETTEER_STRANGE,   /* no gazetteer at all */
  GAZETTEER_VERSION,   /* of another version of the format */
  GAZETTEER_ORDER,     /* written with the bytes of numbers the other way round */
  GAZETTEER_TRUNCATED, /* shorter or longer than it says */
  GAZETTEER_DAMAGED    /* its content is not what was written */
} gazetteer_fault;

/* Looks at the head of `size` bytes, which must outlive `g`. Nothing is copied, and the content is not read. */
gazetteer_fault gazetteer_open(gazetteer *g, const void *bytes, size_t size);
/* Holds the content against the hash in the head: for tables from outside. */
gazetteer_fault gazetteer_verify(const gazetteer *g);
/* The hash in the head. */
uint64_t gazetteer_hash(const gazetteer *g);
const char *gazetteer_fault_message(gazetteer_fault fault); /* static, one clause */

/* The table that is built into the library (tools/embed). */
const uint8_t *gazetteer_builtin(size_t *size);
/* Opens it. */
static inline void gazetteer_open_builtin(gazetteer *g) {
  size_t size;
  const uint8_t *bytes = gazetteer_builtin(&size);
  gazetteer_open(g, bytes, size);
}

/* ---- look-up ----------------------------------------------------------------- */

/* The tokens of a text, and their forms. */
typedef struct gazetteer_text {
  const form_table *forms;
  const token *tokens;
  uint32_t count;
} gazetteer_text;

typedef struct gazetteer_hit {
  uint32_t end;    /* token behind the name */
  uint32_t record; /* for gazetteer_sense_at */
  uint32_t lists;  /* bit 1 << gazetteer_list for each list that the name belongs to as it is spelled here */
} gazetteer_hit;

/* What is known of names when their first word is read. */
typedef struct gazetteer_first {
  uint32_t hash, record;
  uint32_t lists : 31; /* of the record, as the form is spelled; 0: the form alone is no name */
  uint32_t longer : 1; /* longer names begin so */
} gazetteer_first;

/* False where no name can begin with this form; worth remembering per form. */
bool gazetteer_begins(const gazetteer *g, const form_table *forms, const form *f, gazetteer_first *out);
/* The longest name that begins at token `begin`, spelled so that it is one: "Nice" is a place, "nice" is none. */
bool gazetteer_longest(const gazetteer *g, const gazetteer_text *text, uint32_t begin, gazetteer_hit *out);
/* The same, with what gazetteer_begins said of the first token. */
bool gazetteer_longest_from(const gazetteer *g, const gazetteer_text *text, uint32_t begin,
                            const gazetteer_first *first, gazetteer_hit *out);
/* Lists of the one-token name that this form is; 0 for none. */
uint32_t gazetteer_lists_of(const gazetteer *g, const form_table *forms, const form *f);

/* ---- what a name stands for ------------------------------------------------------ */

typedef struct gazetteer_sense {
  gazetteer_kind kind;
  bool alias;           /* of a place: not its own name */
  const char *spelling; /* the only one that counts, words joined by spaces; NULL: others do */
  uint32_t ref;         /* PLACE, VENUE: row of places; COUNTRY, REGION, DEMONYM: of codes; ORG: of strings */
} gazetteer_sense;

/* Goes through all names: the key of the record at `record` (0: the first), its capitals (bit n: word n begins with
 * one) and the record behind it. False behind the last. */
typedef struct gazetteer_key {
  const char *text; /* folded words joined by spaces; not ended by a zero */
  size_t len;
  unsigned capitals, flags;
  uint32_t next;
} gazetteer_key;
bool gazetteer_key_at(const gazetteer *g, uint32_t record, gazetteer_key *out);

/* Sense `index` of a record, from 0, the likeliest of a kind first; false behind the last. */
bool gazetteer_sense_at(const gazetteer *g, uint32_t record, uint32_t index, gazetteer_sense *out);
/* The canonical value of a list's entry: ISO codes of countries, demonyms and places, full names of organizations; NULL
 * where there is none. Lives as long as the table. */
const char *gazetteer_value(const gazetteer *g, uint32_t record, gazetteer_list list);

typedef enum gazetteer_feature {
  GAZETTEER_TOWN,
  GAZETTEER_SEAT, /* of a region */
  GAZETTEER_CAPITAL,
  GAZETTEER_BUILDING,
  GAZETTEER_SPOT /* a place that is no town */
} gazetteer_feature;

typedef struct gazetteer_place {
  uint32_t geonames; /* 0: none */
  double lat, lon;
  const char *name; /* in English; of a building, its town's */
  const char *country;
  const char *region; /* ISO 3166-2, or "" */
  gazetteer_feature feature;
  unsigned size; /* binary logarithm of the population */
} gazetteer_place;

bool gazetteer_place_at(const gazetteer *g, uint32_t row, gazetteer_place *out);
/* "KZ", "US-GA"; "" for a row that is not there. */
const char *gazetteer_code_at(const gazetteer *g, uint32_t row);

#endif
