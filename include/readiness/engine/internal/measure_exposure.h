// readiness/engine/internal/measure_exposure.h: what an open risk weighs the longer it stays open,
// and when it was found (R59, R60).
//
// R59: likelihood that leaks x severity x (1 + age in review cycles) x nodes that its failure
// reaches, its own included; and on top of that what the open risks one edge before its node weigh.
// No unit: a number to compare open risks by, beside the expected loss and never a part of it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/engine/internal/failure_graph.h"
#include "readiness/engine/internal/phase_history.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// For how many whole review cycles it has been open, by their length: reviews that nobody holds
// make no risk younger.
[[nodiscard]] inline int64_t AgeInCycles(const View& view, const RiskState& risk) {
  const absl::Duration interval = view.ReviewInterval();
  if (interval <= absl::ZeroDuration()) return 0;
  absl::Duration rest;
  return std::max<int64_t>(
      0, absl::IDivDuration(view.as_of - risk.stamp.occurred_at, interval, &rest));
}

// Is somebody named who does something about it by a date?
[[nodiscard]] inline bool HasClosingDate(const State& state, const RiskState& risk) {
  const std::vector<const MitigationState*> planned = MitigationsOf(state, risk);
  return std::any_of(planned.begin(), planned.end(), [](const MitigationState* one) {
    return one->fact.due_at.has_value() && !one->fact.owner.empty();
  });
}

// R60: late is after the scope was locked; what is launched is past changing as well.
[[nodiscard]] inline bool IsFoundLate(const State& state, const RiskState& risk) {
  const absl::Time at = risk.stamp.occurred_at;
  return risk.is_found_late || IsScopeLockedAt(state, at) ||
         (state.launched.has_value() && at >= state.launched->occurred_at);
}

// The mitigations of a risk that are planned, not in place and not overdue, by id.
[[nodiscard]] inline std::vector<std::string> RecoveryOptionsOf(const View& view,
                                                                const RiskState& risk) {
  std::vector<std::string> options;
  for (const MitigationState* planned : MitigationsOf(view.state, risk)) {
    const model::MitigationPlanned& fact = planned->fact;
    if (planned->is_done || (fact.due_at.has_value() && *fact.due_at < view.as_of)) continue;
    options.push_back(fact.id);
  }
  return options;
}

// Fills what is said of age, exposure and discovery in the ranked risks.
inline void ShowExposure(const View& view, const FailureGraph& failure,
                         std::vector<RankedRisk>& risks) {
  std::map<std::string_view, std::optional<double>> exposures;
  std::map<risk::NodeIndex, std::vector<std::string_view>> on_node;
  std::map<std::string_view, risk::NodeIndex> node_of;
  for (const OpenRisk& open : failure.risks) {
    std::optional<double>& exposure = exposures[open.id];
    if (open.node == risk::kNoNode) continue;
    node_of.emplace(open.id, open.node);
    on_node[open.node].push_back(open.id);
    if (!open.leak.has_value() || !open.state->risk.severity.has_value()) continue;
    exposure = *open.leak * *open.state->risk.severity *
               static_cast<double>(1 + AgeInCycles(view, *open.state)) *
               static_cast<double>(1 + int64_t{open.downstream});
  }
  const PhaseHistory history(view.state);
  for (RankedRisk& shown : risks) {
    const RiskState& risk = *Find(view.state.risks, shown.id);
    shown.age_cycle_count = AgeInCycles(view, risk);
    shown.found_in = Name(history.FoundIn(risk));
    shown.is_found_late = IsFoundLate(view.state, risk);
    shown.recovery_options = RecoveryOptionsOf(view, risk);
    shown.exposure_score = exposures[shown.id];
    shown.compounded_exposure_score = shown.exposure_score;
    const auto node = node_of.find(shown.id);
    if (node == node_of.end()) continue;
    const auto before = failure.graph.Prerequisites(node->second);
    for (const risk::NodeIndex one : std::set<risk::NodeIndex>(before.begin(), before.end())) {
      if (one == node->second) continue;
      for (const std::string_view other : on_node[one]) {
        const std::optional<double>& added = exposures[other];
        if (!added.has_value()) {
          shown.compounded_exposure_score.reset();
        } else if (shown.compounded_exposure_score.has_value()) {
          *shown.compounded_exposure_score += *added;
        }
      }
    }
  }
}

}  // namespace readiness::engine::internal
