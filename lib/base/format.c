#include "base/format.h"

#include <stdbool.h>

typedef struct writer {
  char *out;
  size_t room, length;
} writer;

static void put(writer *w, char c) {
  if (w->length < w->room)
    w->out[w->length] = c;
  w->length++;
}

static void put_text(writer *w, const char *text) {
  while (*text)
    put(w, *text++);
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
    put(w, '-');
  for (; width < style.width; width++)
    put(w, style.filler);
  if (negative && style.filler != '0')
    put(w, '-');
  while (at < sizeof digits)
    put(w, digits[at++]);
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

/* A conversion, by the letters that say its kind. */
enum { KIND_LONG = 1 << 8, KIND_SIZE = 1 << 9 };

static int read_kind(const char **format) {
  int length = 0;
  if ((*format)[0] == 'l' && (*format)[1] == 'l') {
    length = KIND_LONG;
    *format += 2;
  } else if (**format == 'z') {
    length = KIND_SIZE;
    *format += 1;
  }
  return **format ? length | *(*format)++ : 0;
}

size_t format_simple(char *out, size_t room, const char *format, va_list args) {
  writer w = {out, room, 0};
  while (*format) {
    if (*format != '%') {
      put(&w, *format++);
      continue;
    }
    format++;
    number_style style = read_style(&format);
    int kind = read_kind(&format);
    bool styled = style.width || style.filler == '0';
    if (kind == 'd')
      put_signed(&w, va_arg(args, int), style);
    else if (kind == 'u')
      put_number(&w, va_arg(args, unsigned), false, style);
    else if (kind == (KIND_LONG | 'd'))
      put_signed(&w, va_arg(args, long long), style);
    else if (kind == (KIND_SIZE | 'u'))
      put_number(&w, va_arg(args, size_t), false, style);
    else if (kind == 's' && !styled)
      put_text(&w, va_arg(args, const char *));
    else if (kind == 'c' && !styled)
      put(&w, (char)va_arg(args, int));
    else if (kind == '%' && !styled)
      put(&w, '%');
    else
      return FORMAT_UNKNOWN;
  }
  return w.length;
}
