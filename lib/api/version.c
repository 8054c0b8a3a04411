/* version.c - what the library says about itself: versions, status codes, places in a text. */
#include "evx.h"

#include <string.h>

#include "json/json_utf8.h"
#include "json/json_write.h"
#include "packs/packs.h"
#include "record/confidence.h"

#define TEXT_OF(x)                        #x
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

int evx_confidence_version(void) {
  return measured_rules_version;
}

/* The version of the rule language that packs ask for with `requires`. */
#define LANGUAGE_VERSION 1

int evx_version_number(void) {
  return EVX_VERSION_NUMBER;
}

const char *evx_version_string(void) {
  return VERSION_TEXT(EVX_VERSION_MAJOR, EVX_VERSION_MINOR, EVX_VERSION_PATCH);
}

int evx_record_version(void) {
  return JSON_RECORD_VERSION;
}

int evx_language_version(void) {
  return LANGUAGE_VERSION;
}

static const struct {
  evx_status status;
  const char *name, *message;
} status_table[] = {
    {EVX_OK, "ok", "Done."},
    {EVX_ERR_NOMEM, "nomem", "Memory ran out."},
    {EVX_ERR_ARG, "arg", "An argument is missing or out of range."},
    {EVX_ERR_ABI, "abi", "A struct has a size that this version of the library does not know."},
    {EVX_ERR_IO, "io", "A rule file could not be read."},
    {EVX_ERR_RULE, "rule", "The rule packs have errors; the builder's diagnostics list them."},
    {EVX_ERR_LIMIT, "limit", "The text is longer than the library accepts."},
    {EVX_ERR_CALLBACK, "callback", "A function of the caller asked to stop."},
    {EVX_ERR_INTERNAL, "internal", "The library contradicts itself; please report this."},
    {EVX_ERR_BUSY, "busy", "The worker is at work in another call."},
};

#define STATUS_COUNT (sizeof status_table / sizeof *status_table)

const char *evx_status_name(evx_status status) {
  for (size_t i = 0; i < STATUS_COUNT; i++) {
    if (status_table[i].status == status)
      return status_table[i].name;
  }
  return "unknown";
}

const char *evx_status_message(evx_status status) {
  for (size_t i = 0; i < STATUS_COUNT; i++) {
    if (status_table[i].status == status)
      return status_table[i].message;
  }
  return "This is no status of the library.";
}

const char *evx_notices(void) {
  for (size_t i = 0; i < pack_file_count; i++) {
    if (strcmp(pack_files[i].name, "NOTICES") == 0)
      return pack_files[i].text;
  }
  return "";
}

void evx_locate(const char *text, size_t len, size_t offset, size_t *line, size_t *column) {
  size_t lines = 1, points = 1, end = offset < len ? offset : len;
  for (size_t i = 0; text && i < end;) {
    bool ends_line = text[i] == '\n' || (text[i] == '\r' && (i + 1 >= len || text[i + 1] != '\n'));
    size_t length = json_utf8_length(text + i, len - i);
    i += length ? length : 1;
    if (i > end) /* inside a code point: that one is the place */
      break;
    lines += ends_line;
    points = ends_line ? 1 : points + 1;
  }
  if (line)
    *line = lines;
  if (column)
    *column = points;
}
