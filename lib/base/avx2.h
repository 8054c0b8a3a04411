/* avx2.h - loops over bit sets four words at a time, for processors that can; whether this one can is asked while it
 * runs. Each such loop has a plain one beside it that does the same. */
#ifndef EVX_BASE_AVX2_H
#define EVX_BASE_AVX2_H

#include <stdbool.h>
#include <stdint.h>

#if defined __x86_64__ && defined __GNUC__
#define HAS_AVX2 1
#include <immintrin.h>

/* The C library knows. Asking the processor takes long where it is a virtual one, and the compiler's way asks at every
 * start. */
#if defined __GLIBC__ && defined __has_include
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

#define FOR_AVX2 __attribute__((target("avx2")))

static inline bool avx2_is_here(void) {
#ifdef CPU_FEATURE_ACTIVE
  return CPU_FEATURE_ACTIVE(AVX2);
#else
  return __builtin_cpu_supports("avx2");
#endif
}

static inline FOR_AVX2 __m256i avx2_load(const uint64_t *words) {
  return _mm256_loadu_si256((const __m256i *)(const void *)words);
}

static inline FOR_AVX2 void avx2_store(uint64_t *words, __m256i block) {
  _mm256_storeu_si256((__m256i *)(void *)words, block);
}

#else

static inline bool avx2_is_here(void) {
  return false;
}

#endif
#endif
