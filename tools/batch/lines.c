/* lines.c - lines of a stream, in memory of the longest that is allowed. */
#include "source.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_ROOM = 64 << 10 };

/* Moves what is there to the front and reads more behind it. False at the end, or where memory is out. */
static bool read_more(lines *l, bool *no_memory) {
  if (l->at_end)
    return false;
  if (l->bytes && l->begin > 0) {
    memmove(l->bytes, l->bytes + l->begin, l->end - l->begin);
    l->end -= l->begin;
    l->begin = 0;
  }
  if (l->end + 1 >= l->room) { /* a byte is kept for the NUL */
    size_t room = l->room ? l->room * 2 : LINES_ROOM;
    char *bytes = realloc(l->bytes, room);
    *no_memory = !bytes;
    if (!bytes)
      return false;
    l->bytes = bytes;
    l->room = room;
  }
  ssize_t got = l->from.read(l->from.from, l->bytes + l->end, l->room - l->end - 1);
  if (got < 0)
    l->why = l->from.why(l->from.from);
  l->at_end = got <= 0;
  l->end += got > 0 ? (size_t)got : 0;
  return got > 0;
}

line_found lines_next(lines *l, size_t limit, char **line, size_t *len) {
  bool no_memory = false, too_long = false;
  for (size_t seen = 0;;) {
    char *from = l->bytes ? l->bytes + l->begin : NULL;
    size_t there = l->end - l->begin;
    char *feed = from && there > seen ? memchr(from + seen, '\n', there - seen) : NULL;
    size_t have = feed ? (size_t)(feed - from) : there;
    too_long |= have > limit;
    if (feed || (l->at_end && (there > 0 || too_long))) {
      *line = from;
      *len = have;
      if (from)
        from[have] = '\0';
      l->begin += have + (feed != NULL);
      if (!feed && l->why) /* the line was cut off with its stream, which is told instead */
        return LINE_END;
      return too_long ? LINE_TOO_LONG : LINE_WHOLE;
    }
    if (too_long)
      l->begin = l->end;
    seen = too_long ? 0 : there;
    if (!read_more(l, &no_memory) && (no_memory || (l->begin == l->end && !too_long)))
      return no_memory ? LINE_NO_MEMORY : LINE_END;
  }
}

void lines_close(lines *l) {
  stream_close(&l->from);
  free(l->bytes);
}
