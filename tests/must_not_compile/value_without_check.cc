// READINESS_ASSIGN_OR_RETURN hands an error on, so it needs a function that can return one.
// expect: conver|return-statement|no viable
#include "readiness/base/status.h"

absl::StatusOr<int> Count();

absl::StatusOr<int> Twice() {
  READINESS_ASSIGN_OR_RETURN(const int count, Count());
  return 2 * count;
}

#ifdef MISTAKE
int TwiceWithoutError() {
  READINESS_ASSIGN_OR_RETURN(const int count, Count());
  return 2 * count;
}
#endif
