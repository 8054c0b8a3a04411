/* fuzz.h - what the fuzz targets share.
 *
 * A target is one function that takes any bytes, as libFuzzer wants it; a wrong answer of the library aborts, so that
 * the fuzzer keeps the input. tools/fuzz links the targets with libFuzzer; the tests link them with replay.c, which
 * feeds them the seeds. */
#ifndef EVX_TESTS_FUZZ_H
#define EVX_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says what does not hold and aborts: here, unlike in the library, that is how a finding is told. */
#define REQUIRE(condition, ...)                                                                                        \
  do {                                                                                                                 \
    if (!(condition))                                                                                                  \
      fuzz_broken(__FILE__, __LINE__, __VA_ARGS__);                                                                    \
  } while (0)
_Noreturn void fuzz_broken(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
