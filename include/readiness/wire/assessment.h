// readiness/wire/assessment.h: an assessment from and to bytes.
//
// JSON is protobuf JSON with every field printed, the names of the contract in camelCase, counts
// (int64) as strings, times in UTC with Z. Only `optional` numbers, times and messages whose
// absence means something are left out. Infinity prints as "Infinity"; NaN is refused.
//
// Reading is strict: an assessment has nowhere to keep a field that this version does not know, so
// it is refused by name in both formats.
//
// Errors:  InvalidArgument or ResourceExhausted, naming the path of the field ("risks[2].rrw").
// Bytes:   the same value always gives the same bytes; maps are sorted by key.
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/engine/assessment.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

// Writes and reads a serialized readiness.v1.Assessment.
[[nodiscard]] absl::StatusOr<std::string> EncodeAssessment(const engine::Assessment& assessment);
[[nodiscard]] absl::StatusOr<engine::Assessment> DecodeAssessment(std::string_view bytes,
                                                                  const Limits& limits = {});

// Writes and reads its protobuf JSON.
[[nodiscard]] absl::StatusOr<std::string> EncodeAssessmentJson(
    const engine::Assessment& assessment, JsonLayout layout = JsonLayout::kIndented);
[[nodiscard]] absl::StatusOr<engine::Assessment> DecodeAssessmentJson(std::string_view json,
                                                                      const Limits& limits = {});

}  // namespace readiness::wire
