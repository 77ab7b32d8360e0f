// readiness/engine/internal/gate_opens.h: R15: a gate opens on evidence only.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"

#include "readiness/engine/internal/ask_criteria.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// Refuses a gate decided GO while a must-criterion of that gate is not a pass (nor waived, nor out
// of place) at the moment at which it is recorded.
[[nodiscard]] inline absl::Status CheckOpensOnEvidence(const State& state,
                                                       const model::Policy& policy,
                                                       const model::GateDecided& decided,
                                                       absl::Time recorded_at) {
  if (decided.verdict != model::Verdict::kGo) return absl::OkStatus();
  const View view{state, policy, recorded_at};
  Sheet sheet(view);
  std::vector<NearMiss> near_misses;
  READINESS_RETURN_IF_ERROR(AskCriteria(view, sheet, near_misses, decided.gate));
  std::vector<std::string> open;
  for (const Leaf& leaf : sheet.leaves) {
    const CriterionState* criterion = Find(state.criteria, leaf.shown.id);
    if (criterion == nullptr || criterion->criterion.gate != decided.gate ||
        leaf.shown.level != model::Level::kMust ||
        // A log holds no telemetry: what reads a metric is judged where there is some.
        criterion->criterion.metric_reference.has_value()) {
      continue;
    }
    if (leaf.effective.kind == model::ResultKind::kFail ||
        leaf.effective.kind == model::ResultKind::kUnknown) {
      open.push_back(base::Cat(leaf.shown.id, " is ", model::Text(leaf.effective)));
    }
  }
  if (open.empty()) return absl::OkStatus();
  return base::Refused("R15",
                       base::Cat("gate ", Quoted(decided.gate), " cannot be GO: ", Joined(open),
                                 "; record the evidence, or decide HOLD with a "
                                 "follow-up owner and ritual"));
}

// The same of an entry: any but a gate's decision passes, and so does one of which this version
// does not know a part (ApplyEntry in fold.h).
[[nodiscard]] inline absl::Status CheckGateOpens(const State& state, const model::Policy& policy,
                                                 const model::Entry& entry) {
  const auto* decided = std::get_if<model::GateDecided>(&entry.fact);
  if (decided == nullptr || !entry.unrecognized.empty()) return absl::OkStatus();
  return CheckOpensOnEvidence(state, policy, *decided, *entry.recorded_at);
}

}  // namespace readiness::engine::internal
