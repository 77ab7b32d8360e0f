// cli/assessing.h: assesses a cycle and signs the result with the digest of its inputs.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/cycle.h"

namespace readiness::cli {

[[nodiscard]] absl::StatusOr<engine::Assessment> AssessCycle(
    const engine::Cycle& cycle, absl::Time as_of, std::optional<absl::Time> since = std::nullopt);

}  // namespace readiness::cli
