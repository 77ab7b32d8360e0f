// readiness/wire/change.h: what changed between two moments of one cycle, as a message
// (readiness.v1.Change).
//
//   return EncodeChangeJson(report::Compare(before, before_state, after, after_state));
//
// Errors:  what the formats say of themselves.
// Cost:    linear.   Threads: free functions of their arguments.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/engine/change.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

[[nodiscard]] absl::StatusOr<std::string> EncodeChange(const engine::Change& change);
[[nodiscard]] absl::StatusOr<std::string> EncodeChangeJson(
    const engine::Change& change, JsonLayout layout = JsonLayout::kIndented);
[[nodiscard]] absl::StatusOr<engine::Change> DecodeChange(std::string_view bytes,
                                                          const Limits& limits = {});

}  // namespace readiness::wire
