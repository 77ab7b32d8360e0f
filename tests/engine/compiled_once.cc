#include "compiled_once.h"

#include <utility>

namespace readiness::engine::testing {

absl::StatusOr<Assessment> Assessed(const Cycle& cycle, const AssessOptions& options) {
  return Assess(cycle, options);
}
absl::StatusOr<RiskExplanation> ExplainedRisk(const State& state, absl::Time as_of,
                                              std::string_view id) {
  return ExplainRisk(state, as_of, id);
}
absl::Status Append(Cycle& cycle, model::Entry entry) { return cycle.Append(std::move(entry)); }
absl::StatusOr<Cycle> Replayed(model::CycleLog log) { return Cycle::Replay(std::move(log)); }
State StateAt(const Cycle& cycle, absl::Time as_of) { return cycle.StateAt(as_of); }

}  // namespace readiness::engine::testing
