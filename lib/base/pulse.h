/* pulse.h - asks the caller of a long work, now and then, whether it is to go on.
 *
 * All that takes time counts what it does, in units of about a token read or a few steps of a search (a quarter of a
 * microsecond), so that it is asked after a certain amount of work and not after a certain time: mostly every
 * millisecond. Once the answer is no it stays no. */
#ifndef EVX_BASE_PULSE_H
#define EVX_BASE_PULSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Work between two questions. */
#define PULSE_WORK 4000u

typedef struct pulse {
  bool (*ask)(void *user, size_t offset); /* NULL: nobody is asked */
  void *user;
  size_t offset; /* byte up to which the text was read */
  uint32_t left; /* work until it is asked again */
  bool stopped;
} pulse;

/* Asks at once. False: the work is to end. */
bool pulse_ask(pulse *p);

/* Counts work. False: the work is to end. */
static inline bool pulse_beat(pulse *p, uint32_t work) {
  if (p->left <= work)
    return pulse_ask(p);
  p->left -= work;
  return true;
}

#endif
