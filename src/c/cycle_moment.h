// c/cycle_moment.h: the moment that a request asks a cycle about.
//
// Threads: free functions of their arguments.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"

#include "c/handles.h"

namespace readiness::c {

// Not given, it is when the last entry was recorded.
inline absl::Time MomentOf(const readiness_cycle& cycle, const std::optional<absl::Time>& as_of) {
  return as_of.has_value() ? *as_of : cycle.cycle.LastRecordedAt();
}

inline absl::Status CheckHasEntries(const readiness_cycle& cycle) {
  if (!cycle.cycle.log().entries.empty()) return absl::OkStatus();
  return base::Refused("order", "the cycle has no entries; append cycle_opened first");
}

}  // namespace readiness::c
