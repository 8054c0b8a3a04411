/* names.h - names of people and bodies as sequences of words, and when two of them may be one.
 *
 * Words are compared in lexicon fold; punctuation and possessive endings are no words. Nothing here knows English. */
#ifndef EVX_RECORD_NAMES_H
#define EVX_RECORD_NAMES_H

#include "record/context.h"

#define NAME_WORDS_MAX 16u

typedef struct name_words {
  uint32_t at[NAME_WORDS_MAX]; /* tokens */
  uint32_t count;
} name_words;

/* The words of tokens [begin, end); of a very long name the last sixteen. */
name_words names_words(const record_context *c, uint32_t begin, uint32_t end);
/* Where a person's name ends: before a word said again, which begins another spelling ("Berg Berg Anna"). */
uint32_t names_person_end(const record_context *c, uint32_t begin, uint32_t end);

/* A token's letters in match fold. */
const char *names_text(const record_context *c, uint32_t at, size_t *len);
bool names_same_word(const record_context *c, uint32_t a, uint32_t b);
/* One family name, and first names that do not speak against it; a shorter name inside a longer one. */
bool names_same_person(const record_context *c, const name_words *a, const name_words *b);
/* The shorter name, of two words at least, begins the longer one. */
bool names_same_start(const record_context *c, const name_words *a, const name_words *b);
/* True where two names of a body, country or group may be one. */
bool names_same(const record_context *c, evx_entity_kind kind, const name_words *a, const name_words *b);
/* The letters are the first ones of the name's words: "ZO" of "Zob Otter". */
bool names_initials(const record_context *c, const name_words *name, uint32_t letters);
/* The letters of an acronym, in order, in the name: the first one begins a word of it. */
bool names_spell(const record_context *c, const name_words *name, uint32_t acronym);

#endif
