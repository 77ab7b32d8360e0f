// tests/engine/compiled_once.h: what of the engine takes a compiler longest, compiled once for all
// tests of the room: one that calls these is compiled in seconds.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/engine/assess.h"
#include "readiness/engine/cycle.h"
#include "readiness/engine/explain_risk.h"

namespace readiness::engine::testing {

// Assess, ExplainRisk and the members of Cycle, and nothing more.
[[nodiscard]] absl::StatusOr<Assessment> Assessed(const Cycle& cycle, const AssessOptions& options);
[[nodiscard]] absl::StatusOr<RiskExplanation> ExplainedRisk(const State& state, absl::Time as_of,
                                                            std::string_view id);
[[nodiscard]] absl::Status Append(Cycle& cycle, model::Entry entry);
[[nodiscard]] absl::StatusOr<Cycle> Replayed(model::CycleLog log);
[[nodiscard]] State StateAt(const Cycle& cycle, absl::Time as_of);

}  // namespace readiness::engine::testing
