#include "json/json_offsets.h"

#include "json/json_utf8.h"

#define STEP_BITS 10
#define STEP      ((size_t)1 << STEP_BITS)

static bool is_ascii(const char *text, size_t len) {
  unsigned char all = 0;
  for (size_t i = 0; i < len; i++)
    all |= (unsigned char)text[i];
  return all < 0x80;
}

/* Length of the sequence at `at`, and the units that it counts. */
static size_t sequence(const json_offsets *o, size_t at, size_t *units) {
  size_t length = json_utf8_length(o->text + at, o->len - at);
  *units += length == 4 && o->unit == EVX_OFFSETS_UTF16 ? 2 : 1;
  return length ? length : 1;
}

static void fill_marks(json_offsets *o) {
  size_t units = 0, next = 0;
  for (size_t at = 0; at < o->len; at += sequence(o, at, &units)) {
    if (at >= next) { /* a sequence has at most 4 bytes, so it begins at most 3 behind the KiB's edge */
      o->marks[next >> STEP_BITS] = (uint64_t)units << 2 | (at - next);
      next += STEP;
    }
  }
  /* The last KiB may hold nothing but the tail of a sequence. */
  if (next < o->len)
    o->marks[next >> STEP_BITS] = (uint64_t)units << 2 | (o->len - next);
}

evx_status json_offsets_init(json_offsets *o, const char *text, size_t len, evx_offsets unit,
                             const evx_allocator *allocator) {
  *o = (json_offsets){.text = text, .len = len, .unit = unit, .allocator = allocator};
  if (unit == EVX_OFFSETS_BYTE || is_ascii(text, len))
    return EVX_OK;
  o->mark_count = (len >> STEP_BITS) + 1;
  o->marks = memory_zalloc(allocator, o->mark_count * sizeof *o->marks);
  if (!o->marks)
    return EVX_ERR_NOMEM;
  fill_marks(o);
  return EVX_OK;
}

void json_offsets_free(json_offsets *o) {
  memory_release(o->allocator, o->marks, o->mark_count * sizeof *o->marks);
  o->marks = NULL;
}

size_t json_offset(const json_offsets *o, size_t byte) {
  if (byte > o->len)
    byte = o->len;
  if (!o->marks || byte == 0)
    return byte;
  size_t mark = (byte - 1) >> STEP_BITS; /* of the byte before: there always is one, also at the end of the text */
  size_t at = (mark << STEP_BITS) + (o->marks[mark] & 3), units = (size_t)(o->marks[mark] >> 2);
  while (at < byte)
    at += sequence(o, at, &units);
  return units;
}

const char *json_offsets_name(evx_offsets unit) {
  switch (unit) {
  case EVX_OFFSETS_BYTE: return "byte";
  case EVX_OFFSETS_CODEPOINT: return "codepoint";
  case EVX_OFFSETS_UTF16: return "utf16";
  }
  return NULL;
}
