/* gazetteer.c - the gazetteer as the assembler finds it in its file: nothing is read or copied by the compiler. */
#include "lexicon/gazetteer.h"

__asm__(".pushsection .rodata\n"
        ".balign 16\n"
        ".global evx_gazetteer_begin, evx_gazetteer_end\n"
        ".hidden evx_gazetteer_begin, evx_gazetteer_end\n"
        "evx_gazetteer_begin:\n"
        ".incbin \"" EVX_GAZETTEER_FILE "\"\n"
        "evx_gazetteer_end:\n"
        ".popsection\n");

extern const uint8_t evx_gazetteer_begin[], evx_gazetteer_end[];

const uint8_t *gazetteer_builtin(size_t *size) {
  *size = (size_t)(evx_gazetteer_end - evx_gazetteer_begin);
  return evx_gazetteer_begin;
}
