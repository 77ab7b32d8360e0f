// readiness/engine/internal/phase_history.h: where the cycle stood at earlier moments (R60), by
// what stands of what is recorded: an approval that was taken back since does not count, and what
// happened before the moment counts whenever it was recorded. Where nothing was taken back it is
// what find_phase.h says of that moment, but that a cycle is planned from its outcome on: whether
// that had all its parts then is not kept.
//
// Cost: O(n log n) to make, O(log n) a moment, for the n decisions and pilots of the log.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "absl/time/time.h"

#include "readiness/engine/internal/fold_decision.h"
#include "readiness/engine/phase.h"
#include "readiness/engine/state.h"

namespace readiness::engine::internal {

class PhaseHistory {
 public:
  // `state` must outlive it.
  explicit PhaseHistory(const State& state) : state_(state) {
    for (const auto& [id, decision] : state.decisions) {
      if (!decision.is_in_scope || !IsApproved(decision.phase)) continue;
      Note(decision.started_stamp, first_started_);
      if (!decision.approved_stamp.has_value()) continue;
      approved_.push_back(decision.approved_stamp->occurred_at);
      const bool is_built =
          decision.phase == DecisionPhase::kImplemented && decision.verified_stamp.has_value();
      if (is_built) built_.push_back(decision.verified_stamp->occurred_at);
    }
    for (const auto& [id, pilot] : state.pilots) {
      begun_pilots_.push_back(pilot.stamp.occurred_at);
      if (pilot.closed_stamp.has_value()) {
        ended_pilots_.push_back(pilot.closed_stamp->occurred_at);
      }
    }
    for (const auto& [id, item] : state.evidence) Note(item.stamp, first_evidence_);
    for (auto* times : {&approved_, &built_, &begun_pilots_, &ended_pilots_}) {
      std::sort(times->begin(), times->end());
    }
    for (const RetrospectiveState& one : state.retrospectives) NoteAfterLaunch(one.stamp);
    for (const SupportPassState& one : state.support_passes) NoteAfterLaunch(one.stamp);
    for (const auto& [id, review] : state.post_launch_reviews) NoteAfterLaunch(review.held_stamp);
  }

  // Where it stood when the risk was raised.
  [[nodiscard]] CyclePhase FoundIn(const RiskState& risk) const {
    const absl::Time at = risk.stamp.occurred_at;
    if (IsBy(state_.closed, at)) return CyclePhase::kClosed;
    if (IsBy(state_.launched, at)) {
      return first_look_back_ <= at ? CyclePhase::kPostLaunch : CyclePhase::kLaunched;
    }
    if (first_started_ <= at) {
      const size_t built = CountBy(built_, at);
      const bool is_all_built = built > 0 && built == CountBy(approved_, at);
      return is_all_built ? CyclePhase::kPreRelease : CyclePhase::kImplementing;
    }
    // The fold saw the lock where it was taken off since.
    if (risk.is_found_late || IsBy(state_.scope_locked, at)) return CyclePhase::kCommitted;
    if (CountBy(begun_pilots_, at) > CountBy(ended_pilots_, at)) return CyclePhase::kPilot;
    if (first_evidence_ <= at) return CyclePhase::kValidating;
    return IsBy(state_.outcome_stamp, at) ? CyclePhase::kPlanned : CyclePhase::kOpened;
  }

 private:
  [[nodiscard]] static bool IsBy(const std::optional<Stamp>& stamp, absl::Time at) {
    return stamp.has_value() && stamp->occurred_at <= at;
  }
  [[nodiscard]] static size_t CountBy(const std::vector<absl::Time>& times, absl::Time at) {
    return static_cast<size_t>(std::upper_bound(times.begin(), times.end(), at) - times.begin());
  }
  static void Note(const std::optional<Stamp>& stamp, absl::Time& first) {
    if (stamp.has_value()) first = std::min(first, stamp->occurred_at);
  }
  void NoteAfterLaunch(const std::optional<Stamp>& stamp) {
    if (!stamp.has_value() || !state_.launched.has_value()) return;
    if (stamp->occurred_at >= state_.launched->occurred_at) Note(stamp, first_look_back_);
  }

  const State& state_;
  std::vector<absl::Time> approved_;  // When, of the decisions that are approved; sorted.
  std::vector<absl::Time> built_;
  std::vector<absl::Time> begun_pilots_;
  std::vector<absl::Time> ended_pilots_;
  absl::Time first_started_ = absl::InfiniteFuture();
  absl::Time first_evidence_ = absl::InfiniteFuture();
  absl::Time first_look_back_ = absl::InfiniteFuture();
};

}  // namespace readiness::engine::internal
