/* format.h - the part of printf that records need, without locale, locks and streams. */
#ifndef EVX_BASE_FORMAT_H
#define EVX_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define FORMAT_UNKNOWN SIZE_MAX

/* %s %c %d %u %lld %zu %%, numbers also with a width (%4d) and zeros in front (%04d). Writes at most `room` bytes, no
 * NUL, and answers how many there are in all; FORMAT_UNKNOWN where the format asks for more than that. */
size_t format_simple(char *out, size_t room, const char *format, va_list args);

#endif
