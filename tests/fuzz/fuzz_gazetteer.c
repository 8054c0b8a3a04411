/* fuzz_gazetteer.c - any bytes as a gazetteer: opened, verified, walked and asked for names, sound or not. Nothing is
 * read outside the block; what is found lies in it.
 *
 * The hash in the head would keep nearly every input out, so a damaged table is used like a sound one: look-ups promise
 * to be safe in any bytes, not only in verified ones. */
#include <string.h>

#include "base/memory.h"
#include "fuzz.h"
#include "lexicon/gazetteer.h"

static void walk(const gazetteer *g) {
  gazetteer_key key;
  uint32_t record = 0, seen = 0;
  for (; seen < 1000 && gazetteer_key_at(g, record, &key); record = key.next, seen++) {
    gazetteer_sense sense;
    volatile char last = key.len ? key.text[key.len - 1] : '\0';
    (void)last;
    for (uint32_t i = 0; i < 64 && gazetteer_sense_at(g, record, i, &sense); i++) {
      gazetteer_place place;
      if (sense.spelling)
        REQUIRE(strlen(sense.spelling) < g->size, "a spelling without an end");
      if (gazetteer_place_at(g, sense.ref, &place))
        REQUIRE(strlen(place.name) < g->size && strlen(place.country) < g->size, "a place's name without an end");
      REQUIRE(strlen(gazetteer_code_at(g, sense.ref)) <= g->size, "a code without an end");
    }
    for (int list = GAZETTEER_LIST_NONE; list < GAZETTEER_LISTS; list++) {
      const char *value = gazetteer_value(g, record, (gazetteer_list)list);
      REQUIRE(!value || strlen(value) <= g->size, "a value without an end");
    }
    if (key.next <= record)
      break;
  }
}

static void look_up(const gazetteer *g, const char *text, size_t len) {
  form_table forms;
  arena memory;
  token *tokens = NULL;
  size_t count = 0;
  arena_init(&memory, &memory_default_allocator);
  REQUIRE(form_table_init(&forms, &memory_default_allocator), "no forms");
  REQUIRE(document_tokenize_literal(text, len, &forms, &memory, &tokens, &count) == EVX_OK, "no tokens");
  gazetteer_text t = {&forms, tokens, (uint32_t)count};
  for (uint32_t at = 0; at < t.count; at++) {
    gazetteer_hit hit;
    if (!gazetteer_longest(g, &t, at, &hit))
      continue;
    REQUIRE(hit.end > at && hit.end <= t.count, "a name of tokens %u to %u of %u", at, hit.end, t.count);
    for (int list = GAZETTEER_LIST_NONE; list < GAZETTEER_LISTS; list++)
      (void)gazetteer_value(g, hit.record, (gazetteer_list)list);
  }
  form_table_free(&forms);
  arena_free(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char names[] = "Almaty, Kazakhstan; St. Petersburg in Georgia, Paris, Texas; the United Nations (UN) at "
                              "the Palace of Nations; Alma-Ata; Foreign Minister Jordan Nice of Sao Paulo";
  gazetteer g;
  gazetteer_fault fault = gazetteer_open(&g, data, size);
  REQUIRE(gazetteer_fault_message(fault), "a fault without words");
  if (fault != GAZETTEER_OK)
    return 0;
  (void)gazetteer_verify(&g);
  (void)gazetteer_hash(&g);
  walk(&g);
  look_up(&g, names, sizeof names - 1);
  return 0;
}
