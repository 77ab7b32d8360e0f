// A refusal must not be dropped: the functions that make one are [[nodiscard]].
// expect: nodiscard|unused-result
#include "readiness/base/status.h"

absl::Status Check() {
#ifdef MISTAKE
  readiness::base::Refused("R24", "two owners");
#endif
  return readiness::base::Refused("R24", "two owners");
}
