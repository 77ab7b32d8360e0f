// An unknown is never taken for a yes: a truth value of three is no bool.
// expect: conver
#include "readiness/decision/truth.h"

bool IsOpen(readiness::decision::Truth truth) {
#ifdef MISTAKE
  if (truth) return true;
#endif
  return truth == readiness::decision::Truth::kTrue;
}
