#include "base/pulse.h"

bool pulse_ask(pulse *p) {
  p->stopped = p->stopped || (p->ask && !p->ask(p->user, p->offset));
  p->left = p->stopped ? 0 : PULSE_WORK;
  return !p->stopped;
}
