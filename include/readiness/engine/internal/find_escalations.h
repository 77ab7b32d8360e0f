// readiness/engine/internal/find_escalations.h: what goes up to leadership by itself, since when
// and to whom: a pure function of the log and as_of, without a timer.
//
// R52: a blocker that stayed open from the begin to the end of one review cycle escalates when that
// cycle closes; a cycle in the middle of which it was opened does not count, and what it survived
// before it was resolved and reopened does. R53: a risk that showed and is not treated when its
// owner's window is over. R24, R28: what has no one owner when that window is over. R57: a risk
// that is open when the deadline of its escalation path has passed. Each goes up once: what
// somebody escalated since is theirs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

// What reviews are counted from: the begin of the cycle, and each review that closed, as they
// followed each other.
[[nodiscard]] inline std::vector<absl::Time> ReviewAnchors(const View& view) {
  std::vector<absl::Time> anchors;
  if (!view.state.opened.has_value()) return anchors;
  const absl::Time begin = view.state.opened->occurred_at;
  anchors.push_back(begin);
  for (const ReviewState& review : view.state.reviews) {
    anchors.push_back(std::max(begin, review.stamp.occurred_at));
  }
  std::sort(anchors.begin(), anchors.end());
  return anchors;
}

// When the first review cycle closed that the blocker stayed open through; nothing where none did.
[[nodiscard]] inline std::optional<absl::Time> SurvivedCycleAt(
    const BlockerState& blocker, const std::vector<absl::Time>& anchors) {
  for (size_t i = 0; i + 1 < anchors.size(); ++i) {
    if (anchors[i] == anchors[i + 1]) continue;
    for (size_t turn = 0; turn < blocker.turns.size(); turn += 2) {  // Opened, closed, opened ...
      const bool is_open_after =
          turn + 1 == blocker.turns.size() || blocker.turns[turn + 1] > anchors[i + 1];
      if (blocker.turns[turn] <= anchors[i] && is_open_after) return anchors[i + 1];
    }
  }
  return std::nullopt;
}

struct DueEscalation {
  std::string_view subject;
  std::string to;  // Empty: there is nobody to go to.
  absl::Time at;

  friend bool operator==(const DueEscalation&, const DueEscalation&) = default;
};

class EscalationFinder {
 public:
  explicit EscalationFinder(const View& view)
      : view_(view),
        contacts_(view.Holders(model::Role::kLeadershipContact)),
        sponsors_(view.Holders(model::Role::kSponsor)) {
    for (const auto& [id, escalation] : view.state.escalations) {
      absl::Time& last =
          last_raised_.try_emplace(escalation.fact.subject, absl::InfinitePast()).first->second;
      last = std::max(last, escalation.stamp.occurred_at);
    }
  }

  [[nodiscard]] std::vector<DueEscalation> Find() && {
    if (view_.state.closed.has_value()) return {};
    const std::vector<absl::Time> anchors = ReviewAnchors(view_);
    for (const auto& [id, blocker] : view_.state.blockers) {
      if (!IsOpen(blocker.phase)) continue;
      const std::optional<absl::Time> at = SurvivedCycleAt(blocker, anchors);
      if (at.has_value()) Add(id, blocker.ownership.Sole(), blocker.stamp.occurred_at, *at);
    }
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const auto& [id, risk] : view_.state.risks) {
      if (!View::IsOpenRisk(risk)) continue;
      const std::string_view owner = risk.ownership.Sole();
      if (risk.phase == RiskPhase::kAppeared) {
        const absl::Time from = risk.appeared_stamp->occurred_at;
        AddPast(id, owner, from, from + window);
      } else if (owner.empty()) {
        AddPast(id, owner, risk.ownership.since, risk.ownership.since + window);
      }
    }
    for (const auto& [id, mitigation] : view_.state.mitigations) {
      if (mitigation.fact.kind != model::MitigationKind::kEscalationPath || mitigation.is_done ||
          !mitigation.fact.due_at.has_value()) {
        continue;
      }
      const auto risk = view_.state.risks.find(mitigation.fact.risk);
      if (!View::IsOpenRisk(risk->second)) continue;
      AddPast(risk->first, mitigation.fact.owner, mitigation.stamp.occurred_at,
              *mitigation.fact.due_at);
    }
    for (const auto& [id, decision] : view_.state.decisions) {
      if (!decision.is_in_scope || !IsOpen(decision.phase)) continue;
      if (!view_.DecisionOwner(decision).empty()) continue;
      const absl::Time since = view_.UnownedSince(decision);
      AddPast(id, "", since, since + window);
    }
    return std::move(found_);
  }

 private:
  void AddPast(std::string_view subject, std::string_view owner, absl::Time from, absl::Time at) {
    if (view_.as_of > at) Add(subject, owner, from, at);
  }
  void Add(std::string_view subject, std::string_view owner, absl::Time from, absl::Time at) {
    const auto raised = last_raised_.find(subject);
    if (raised != last_raised_.end() && raised->second >= from) return;
    const auto [row, is_new] = row_of_.try_emplace(subject, found_.size());
    if (is_new) {
      found_.push_back({subject, To(owner), at});
    } else {
      found_[row->second].at = std::min(found_[row->second].at, at);
    }
  }
  // Q4: to the leadership contact; where that is the owner, to the sponsor.
  [[nodiscard]] std::string To(std::string_view owner) const {
    for (const auto* level : {&contacts_, &sponsors_}) {
      for (const std::string& party : *level) {
        if (party != owner) return party;
      }
    }
    return {};
  }

  const View& view_;
  std::vector<std::string> contacts_;
  std::vector<std::string> sponsors_;
  std::map<std::string_view, absl::Time> last_raised_;  // By subject.
  std::vector<DueEscalation> found_;
  std::map<std::string_view, size_t> row_of_;  // Of a subject in `found_`.
};

}  // namespace readiness::engine::internal
