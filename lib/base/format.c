#include "base/format.h"

#include <stdbool.h>
#include <string.h>

typedef struct writer {
  char *out;
  size_t room, length;
} writer;

static void put(writer *w, const char *text, size_t len) {
  if (w->length < w->room) {
    size_t left = w->room - w->length;
    memcpy(w->out + w->length, text, len < left ? len : left);
  }
  w->length += len;
}

/* How a number is to be written. */
typedef struct number_style {
  char filler;
  size_t width;
} number_style;

static void put_number(writer *w, uint64_t value, bool negative, number_style style) {
  char digits[20];
  size_t at = sizeof digits;
  do
    digits[--at] = (char)('0' + value % 10);
  while (value /= 10);
  size_t width = sizeof digits - at + negative;
  if (negative && style.filler == '0')
    put(w, "-", 1);
  for (; width < style.width; width++)
    put(w, &style.filler, 1);
  if (negative && style.filler != '0')
    put(w, "-", 1);
  put(w, digits + at, sizeof digits - at);
}

static void put_signed(writer *w, int64_t value, number_style style) {
  put_number(w, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0, style);
}

static number_style read_style(const char **format) {
  number_style style = {' ', 0};
  if (**format == '0')
    style.filler = *(*format)++;
  for (; **format >= '0' && **format <= '9' && style.width < 100; (*format)++)
    style.width = style.width * 10 + (size_t)(**format - '0');
  return style;
}

static bool skip(const char **format, const char *word) {
  size_t len = strlen(word);
  bool is = strncmp(*format, word, len) == 0;
  *format += is ? len : 0;
  return is;
}

size_t format_simple(char *out, size_t room, const char *format, va_list args) {
  writer w = {out, room, 0};
  while (*format) {
    size_t plain = strcspn(format, "%");
    put(&w, format, plain);
    format += plain;
    if (!skip(&format, "%"))
      break;
    number_style style = read_style(&format);
    if (skip(&format, "d")) {
      put_signed(&w, va_arg(args, int), style);
    } else if (skip(&format, "u")) {
      put_number(&w, va_arg(args, unsigned), false, style);
    } else if (skip(&format, "lld")) {
      put_signed(&w, va_arg(args, long long), style);
    } else if (skip(&format, "zu")) {
      put_number(&w, va_arg(args, size_t), false, style);
    } else if (style.width || style.filler == '0') {
      return FORMAT_UNKNOWN;
    } else if (skip(&format, "s")) {
      const char *text = va_arg(args, const char *);
      put(&w, text, strlen(text));
    } else if (skip(&format, "c")) {
      char c = (char)va_arg(args, int);
      put(&w, &c, 1);
    } else if (skip(&format, "%")) {
      put(&w, "%", 1);
    } else {
      return FORMAT_UNKNOWN;
    }
  }
  return w.length;
}
