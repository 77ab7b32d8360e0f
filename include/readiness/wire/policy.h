// readiness/wire/policy.h: a policy from and to bytes.
//
// What `readiness policy` prints and what a caller hands over. JSON is protobuf JSON with every
// field printed. Reading is strict: a part of a policy that this version does not know would be a
// rule not kept, so it is refused by name in both formats.
//
// Errors:  InvalidArgument or ResourceExhausted, naming the path of the field
//          ("riskBands.severityMajor").
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "readiness/model/policy.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

// Writes and reads a serialized readiness.v1.Policy. The same value always gives the same bytes.
[[nodiscard]] absl::StatusOr<std::string> EncodePolicy(const model::Policy& policy);
[[nodiscard]] absl::StatusOr<model::Policy> DecodePolicy(std::string_view bytes,
                                                         const Limits& limits = {});

// Writes and reads its protobuf JSON.
[[nodiscard]] absl::StatusOr<std::string> EncodePolicyJson(
    const model::Policy& policy, JsonLayout layout = JsonLayout::kIndented);
[[nodiscard]] absl::StatusOr<model::Policy> DecodePolicyJson(std::string_view json,
                                                             const Limits& limits = {});

}  // namespace readiness::wire
