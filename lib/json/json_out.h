/* json_out.h - JSON text (RFC 8259) into a caller's function, through a small buffer and without allocation.
 *
 *   json_open(o, '{');
 *   json_key(o, "name"); json_string(o, data, len);
 *   json_key(o, "list"); json_open(o, '['); json_item(o); json_integer(o, 1); json_close(o, ']');
 *   json_close(o, '}');
 *   status = json_finish(o);
 *
 * The output does not depend on the locale. What is not UTF-8 in a string comes out as U+FFFD, so that the output is
 * UTF-8 whatever came in. Once the caller's function has said stop, nothing more is given to it. */
#ifndef EVX_JSON_OUT_H
#define EVX_JSON_OUT_H

#include "evx.h"

typedef struct json_out {
  evx_write_fn write;
  void *user;
  bool pretty;  /* two spaces a level; else no white space at all */
  bool stopped; /* `write` returned false */
  bool first;   /* nothing stands yet in the object or list that is open */
  unsigned depth;
  size_t used;
  char buffer[4096];
} json_out;

/* A key that is known beforehand, with what stands around it, and so much behind it that it is copied by a number of
 * bytes that is always the same. */
typedef struct json_name {
  const char *text;
  size_t size;
} json_name;

#define JSON_NAME_BYTES 24u
#define JSON_NAME(word)                                                                                                \
  ((json_name){",\"" word "\":\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", sizeof ",\"\":" word - 1})

void json_init(json_out *o, bool pretty, evx_write_fn write, void *user);
/* Gives the last bytes away. EVX_OK, or EVX_ERR_CALLBACK if `write` stopped. */
evx_status json_finish(json_out *o);

void json_open(json_out *o, char bracket);    /* '{' or '[' */
void json_close(json_out *o, char bracket);   /* '}' or ']' */
void json_key(json_out *o, const char *key);  /* plain ASCII without quotes */
void json_named(json_out *o, json_name name); /* the same, at most JSON_NAME_BYTES with what stands around it */
void json_item(json_out *o);                  /* before each value of a list */
void json_line(json_out *o);                  /* ends a line between two top-level values */

void json_string(json_out *o, const char *text, size_t len); /* NULL: null */
void json_word(json_out *o, const char *word);               /* the same, NUL-terminated */
void json_null(json_out *o);
void json_bool(json_out *o, bool value);
void json_integer(json_out *o, int64_t value);
/* At most five decimals, without trailing zeros; null where it is no finite number of at most 15 digits. */
void json_decimal(json_out *o, double value);
/* A decimal number that is already text, as it is; a string where it is no JSON number. */
void json_number_text(json_out *o, const char *text, size_t len);
void json_pair(json_out *o, size_t a, size_t b); /* [a, b], on one line in every style */

#endif
