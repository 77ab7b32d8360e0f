// readiness/engine/internal/find_lapse.h: when a GO ends by itself.
//
// Evidence ages, waivers and overrides end, and what was not due falls due. The moments at which
// any of this happens are few and known; the verdict is judged at each, in order, with nothing new
// recorded, until it is a GO no longer.
#pragma once

#include <algorithm>
#include <optional>
#include <set>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/engine/internal/judge.h"

namespace readiness::engine::internal {

// How many later moments are judged at most. Where that is not enough, the last one is given: the
// GO holds at least until then.
inline constexpr int kMostLapseMoments = 512;

// The moments after as_of at which the answer may change by itself.
[[nodiscard]] inline std::set<absl::Time> TurningPoints(const View& view,
                                                        const Judgement& judgement) {
  std::set<absl::Time> moments;
  const auto add = [&](const std::optional<absl::Time>& at) {
    if (at.has_value() && *at >= view.as_of && *at < base::LastInstant()) moments.insert(*at);
  };
  for (const Leaf& leaf : judgement.sheet.leaves) {
    add(leaf.shown.valid_until);
    add(leaf.falls_due);
  }
  for (const OverrideState* standing : judgement.overrides) add(standing->fact.until);
  for (const RoleState& held : view.state.roles) add(held.fact.until);
  if (const std::optional<absl::Time> launch = view.LaunchAt(); launch.has_value()) {
    add(*launch - LengthOf(view.policy.risk_bands.launch_soon));
    add(*launch - LengthOf(view.policy.risk_bands.launch_imminent));
    add(*launch - LengthOf(view.policy.act_risk_window));
  }
  // A review that is to follow the launch and whose date comes before it.
  if (!view.state.launched.has_value()) {
    for (const auto& [id, review] : view.state.post_launch_reviews) {
      add(*review.fact.at + absl::Microseconds(1));
    }
  }
  const absl::Duration window = LengthOf(view.policy.owner_window);
  for (const auto& [id, decision] : view.state.decisions) {
    if (decision.is_in_scope && IsOpen(decision.phase)) add(view.UnownedSince(decision) + window);
  }
  for (const auto& [id, risk] : view.state.risks) {
    if (!View::IsOpenRisk(risk)) continue;
    add(risk.ownership.since + window);
    if (risk.phase == RiskPhase::kAppeared) add(risk.appeared_stamp->occurred_at + window);
  }
  return moments;
}

// The first moment at which a GO is one no longer; nothing for any other verdict and where nothing
// ever lapses. `certificate_until`: when the first of what it rests on ends; it may be a GO still.
[[nodiscard]] inline absl::StatusOr<std::optional<absl::Time>> FindLapse(
    const View& view, const RiskModel& model, const Judgement& judgement,
    std::optional<absl::Time> certificate_until) {
  if (judgement.verdict != model::Verdict::kGo) return std::optional<absl::Time>();
  std::set<absl::Time> moments = TurningPoints(view, judgement);
  if (certificate_until.has_value()) moments.insert(*certificate_until);
  for (int judged_count = 0; !moments.empty(); ++judged_count) {
    const absl::Time moment = *moments.begin();
    moments.erase(moments.begin());
    if (judged_count == kMostLapseMoments) return std::optional(moment);
    // What is due within a window is so at its end still, and what ends is over at its end: look at
    // the moment and right after it.
    for (const absl::Time at : {moment, moment + absl::Microseconds(1)}) {
      if (at <= view.as_of) continue;
      const View later_view{view.state, view.policy, at, view.metrics, true, view.memo};
      READINESS_ASSIGN_OR_RETURN(const Judgement later, Judge(later_view, model));
      if (later.verdict != model::Verdict::kGo) return std::optional(at);
      // What falls due later ages and ends by moments of its own.
      for (const absl::Time next : TurningPoints(later_view, later)) {
        if (next > moment) moments.insert(next);
      }
    }
  }
  return std::optional<absl::Time>();
}

}  // namespace readiness::engine::internal
