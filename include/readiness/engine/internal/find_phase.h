// readiness/engine/internal/find_phase.h: where the cycle and its scope items stand (section N of
// the requirements), found from what is recorded.
#pragma once

#include <algorithm>
#include <optional>

#include "readiness/engine/internal/ask_handoff.h"
#include "readiness/engine/internal/fold_ritual.h"
#include "readiness/engine/internal/view.h"
#include "readiness/engine/phase.h"

namespace readiness::engine::internal {

// R11: outcome with its thresholds, one sign-off owner, and the ritual.
[[nodiscard]] inline bool IsPlanned(const View& view) {
  const std::optional<model::Outcome>& outcome = view.state.outcome;
  return outcome.has_value() && !outcome->metric.empty() && outcome->baseline.has_value() &&
         outcome->target.has_value() && !outcome->ritual.empty() &&
         view.Holders(model::Role::kSignOffOwner).size() == 1;
}

[[nodiscard]] inline CyclePhase PhaseOfCycle(const View& view) {
  const State& state = view.state;
  if (state.closed.has_value()) return CyclePhase::kClosed;
  if (state.launched.has_value()) {
    const bool was_looked_at =
        FirstAfterLaunch(state, state.retrospectives).has_value() ||
        FirstAfterLaunch(state, state.support_passes).has_value() ||
        std::any_of(state.post_launch_reviews.begin(), state.post_launch_reviews.end(),
                    [](const auto& review) { return review.second.held_stamp.has_value(); });
    return was_looked_at ? CyclePhase::kPostLaunch : CyclePhase::kLaunched;
  }
  bool is_any_started = false;
  bool is_any_open = false;
  for (const auto& [id, decision] : state.decisions) {
    if (!decision.is_in_scope || !IsApproved(decision.phase)) continue;
    const bool is_built = decision.phase == DecisionPhase::kImplemented;
    is_any_started = is_any_started || is_built || decision.started_stamp.has_value();
    is_any_open = is_any_open || !is_built;
  }
  if (is_any_started) return is_any_open ? CyclePhase::kImplementing : CyclePhase::kPreRelease;
  if (state.scope_locked.has_value()) return CyclePhase::kCommitted;
  const bool has_pilot =
      std::any_of(state.pilots.begin(), state.pilots.end(),
                  [](const auto& pilot) { return !pilot.second.closed.has_value(); });
  if (has_pilot) return CyclePhase::kPilot;
  if (!state.evidence.empty()) return CyclePhase::kValidating;
  return IsPlanned(view) ? CyclePhase::kPlanned : CyclePhase::kOpened;
}

[[nodiscard]] inline ItemPhase PhaseOfItem(const View& view, const ScopeItemState& item,
                                           const ItemApproval& approval) {
  if (approval.standing == nullptr) {
    const bool is_untouched = approval.version.empty() && approval.conditional == nullptr &&
                              approval.shut == nullptr && approval.other_versions.empty();
    return is_untouched ? ItemPhase::kRequested : ItemPhase::kActiveReview;
  }
  const DecisionState* decision = Find(view.state.decisions, item.request.decision);
  const bool is_built = decision != nullptr && decision->phase == DecisionPhase::kImplemented;
  if (is_built && view.state.launched.has_value()) return ItemPhase::kShipped;
  const bool is_started = is_built || (decision != nullptr && decision->started_stamp.has_value());
  return is_started ? ItemPhase::kInImplementation : ItemPhase::kApproved;
}

}  // namespace readiness::engine::internal
