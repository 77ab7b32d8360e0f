// readiness/engine/internal/plan_agenda.h: what must happen, by when, by whom.
//
// A state follows from the log and as_of alone: UPCOMING before the window opens; DUE to the
// deadline; OVERDUE after it while still possible; MISSED once the next occurrence has begun;
// ESCALATED where leadership was asked; DONE.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "readiness/engine/internal/ask_mitigations.h"
#include "readiness/engine/internal/find_escalations.h"
#include "readiness/engine/internal/fold_ritual.h"
#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

class AgendaPlanner {
 public:
  // `mitigations`: what was found of those of the view.
  AgendaPlanner(const View& view, std::span<const MitigationFinding> mitigations)
      : view_(view), mitigations_(mitigations) {
    for (const auto& [id, escalation] : view.state.escalations) {
      if (!escalation.acknowledged_stamp.has_value()) escalated_.insert(escalation.fact.subject);
    }
  }

  [[nodiscard]] std::vector<AgendaItem> Plan() && {
    PlanReviews();
    PlanMilestones();
    PlanDecisions();
    PlanRisks();
    PlanMitigationNeeds();
    PlanBlockersAndChanges();
    PlanEscalations();
    PlanAfterLaunch();
    PlanRituals();
    std::sort(items_.begin(), items_.end(), [](const AgendaItem& a, const AgendaItem& b) {
      return std::tie(a.due, a.kind, a.subject) < std::tie(b.due, b.kind, b.subject);
    });
    return std::move(items_);
  }

  // When the next review is due; nothing once the cycle is closed, and where that lies behind the
  // last moment that there is.
  [[nodiscard]] std::optional<absl::Time> NextReview() const {
    if (view_.state.closed.has_value()) return std::nullopt;
    const std::vector<absl::Time> anchors = ReviewAnchors(view_);
    const absl::Duration interval = view_.ReviewInterval();
    if (anchors.empty() || interval <= absl::ZeroDuration()) return std::nullopt;
    const absl::Time last = LastDue(anchors.back(), interval);
    const absl::Time next = last < view_.as_of ? last + interval : last;
    return next > base::LastInstant() ? std::nullopt : std::optional(next);
  }

 private:
  static constexpr int64_t kMostMissed = 1000;  // Of one thing that recurs.

  void Add(std::string_view kind, std::string_view subject, std::string_view owner,
           absl::Time opens, absl::Time due, bool is_done = false, bool is_escalated = false) {
    if (due > base::LastInstant()) return;  // It never falls due.
    AgendaState state = AgendaState::kUpcoming;
    if (is_done) {
      state = AgendaState::kDone;
    } else if (is_escalated) {
      state = AgendaState::kEscalated;
    } else if (view_.as_of > due) {
      state = AgendaState::kOverdue;
    } else if (view_.as_of >= opens) {
      state = AgendaState::kDue;
    }
    items_.push_back({std::string(kind), std::string(subject), std::string(owner), due, state});
  }

  // What recurs is due one interval after the one before it. Until the next one begins, another
  // interval later, it is overdue and may still be held; then it is missed, and catching up does
  // not erase it (R79). `anchors`: what it is counted from, in order; `subject`: empty for the day
  // on which it was due.
  void PlanMissed(std::string_view kind, std::string_view subject, const std::string& owner,
                  const std::vector<absl::Time>& anchors, absl::Duration interval) {
    const bool is_closed = view_.state.closed.has_value();
    const absl::Time last = is_closed ? view_.state.closed->occurred_at : view_.as_of;
    int64_t shown = 0;
    for (size_t i = anchors.size(); i-- > 0;) {  // The newest first.
      const bool is_newest = i + 1 == anchors.size();
      const absl::Duration stood = (is_newest ? last : anchors[i + 1]) - anchors[i];
      for (int64_t missed = BegunIn(stood, interval) - 1; missed > 0 && shown < kMostMissed;
           --missed, ++shown) {
        const absl::Time due = anchors[i] + interval * missed;
        items_.push_back({std::string(kind),
                          subject.empty() ? base::DateText(due) : std::string(subject), owner, due,
                          AgendaState::kMissed});
      }
    }
  }
  // How many occurrences began by the time that `stood` was over.
  [[nodiscard]] static int64_t BegunIn(absl::Duration stood, absl::Duration interval) {
    absl::Duration rest;
    return absl::IDivDuration(stood, interval, &rest);
  }
  // When what is counted from `anchor` fell due last, and where it never did, when it first will.
  [[nodiscard]] absl::Time LastDue(absl::Time anchor, absl::Duration interval) const {
    return anchor + interval * std::max<int64_t>(1, BegunIn(view_.as_of - anchor, interval));
  }

  void PlanReviews() {
    const std::vector<absl::Time> anchors = ReviewAnchors(view_);
    const absl::Duration interval = view_.ReviewInterval();
    if (anchors.empty() || interval <= absl::ZeroDuration()) return;
    const std::string owner = view_.Steward();
    PlanMissed("review", "", owner, anchors, interval);
    if (view_.state.closed.has_value()) return;
    // While one is overdue it is the one to hold, and the next has not begun.
    const absl::Time last = LastDue(anchors.back(), interval);
    const bool is_overdue = last < view_.as_of;
    if (is_overdue) Add("review", base::DateText(last), owner, last - interval, last);
    const std::optional<absl::Time> next = NextReview();
    if (next.has_value()) {
      Add("review", base::DateText(*next), owner, is_overdue ? *next : *next - interval, *next);
    }
  }

  // A gate that was decided HOLD is to be decided again.
  [[nodiscard]] bool IsGateSettled(std::string_view name) const {
    const GateState* gate = Find(view_.state.gates, name);
    return gate != nullptr && gate->fact.verdict != model::Verdict::kHold;
  }

  void PlanMilestones() {
    for (const auto& [name, milestone] : view_.state.dropped_gates) {
      Add("gate", name, view_.Steward(), *milestone.at, *milestone.at, IsGateSettled(name));
    }
    if (!view_.state.calendar.has_value()) return;
    const std::string owner = view_.Steward();
    const absl::Duration ahead = view_.ReviewInterval();
    for (const model::Milestone& milestone : view_.state.calendar->milestones) {
      switch (milestone.kind) {
        case model::MilestoneKind::kUnspecified:
        case model::MilestoneKind::kBegin:
          break;
        case model::MilestoneKind::kGate:
          Add("gate", milestone.name, owner, *milestone.at - ahead, *milestone.at,
              IsGateSettled(milestone.name));
          break;
        case model::MilestoneKind::kLaunch:
          Add("launch", milestone.name, owner, *milestone.at - ahead, *milestone.at,
              view_.state.launched.has_value());
          break;
        case model::MilestoneKind::kEnd:
          Add("end", milestone.name, owner, *milestone.at - ahead, *milestone.at,
              view_.state.closed.has_value());
          break;
      }
    }
  }

  void PlanDecisions() {
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const auto& [id, decision] : view_.state.decisions) {
      if (!decision.is_in_scope || !IsOpen(decision.phase)) continue;
      const std::string owner = view_.DecisionOwner(decision);
      if (owner.empty()) {
        const absl::Time since = view_.UnownedSince(decision);
        Add("owner", id, view_.Steward(), since, since + window, false, IsEscalated(id));
      }
      if (decision.due_at.has_value()) {
        Add("decision", id, owner, decision.stamp.occurred_at, *decision.due_at, false,
            IsEscalated(id));
      }
    }
  }

  void PlanRisks() {
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const auto& [id, risk] : view_.state.risks) {
      if (!View::IsOpenRisk(risk)) continue;
      const std::string_view owner = risk.ownership.Sole();
      if (owner.empty()) {
        Add("owner", id, view_.Steward(), risk.ownership.since, risk.ownership.since + window,
            false, IsEscalated(id));
      }
      if (risk.phase == RiskPhase::kAppeared) {
        const absl::Time from = risk.appeared_stamp->occurred_at;
        Add("risk", id, owner, from, from + window, false, IsEscalated(id));
      }
    }
    for (const auto& [id, mitigation] : view_.state.mitigations) {
      if (mitigation.is_done || !mitigation.fact.due_at.has_value()) continue;
      const RiskState* risk = Find(view_.state.risks, mitigation.fact.risk);
      if (risk == nullptr || !View::IsOpenRisk(*risk)) continue;
      Add("mitigation", id, mitigation.fact.owner, mitigation.stamp.occurred_at,
          *mitigation.fact.due_at);
    }
  }

  // What a mitigation lacks, its owner's check at a milestone, and the risks that every review
  // looks at (R53 to R58).
  void PlanMitigationNeeds() {
    for (const MitigationFinding& found : mitigations_) {
      const model::MitigationPlanned& fact = found.mitigation->fact;
      const absl::Time planned_at = found.mitigation->stamp.occurred_at;
      if (!found.gaps.empty()) {
        const absl::Time due = DueOf(found);
        Add("mitigation-need", fact.id, found.owner, std::min(planned_at, due), due);
      }
      if (found.checkpoint_at.has_value()) {
        Add("checkpoint", fact.id, found.owner, *found.checkpoint_at - view_.ReviewInterval(),
            *found.checkpoint_at, found.is_checked);
      }
      if (fact.kind == model::MitigationKind::kStandingReview) {
        const std::optional<absl::Time> next = NextReview();
        if (next.has_value()) {
          Add("standing-item", fact.risk, found.owner, *next - view_.ReviewInterval(), *next);
        }
      }
    }
  }

  void PlanBlockersAndChanges() {
    for (const auto& [id, blocker] : view_.state.blockers) {
      if (!IsOpen(blocker.phase) || !blocker.fact.due_at.has_value()) continue;
      Add("blocker", id, blocker.ownership.Sole(), blocker.stamp.occurred_at, *blocker.fact.due_at,
          false, blocker.phase == BlockerPhase::kEscalated);
    }
    for (const auto& [id, change] : view_.state.changes) {
      if (change.phase != ScopeChangePhase::kRequested || !change.request.review_at.has_value()) {
        continue;
      }
      Add("scope-change", id, change.request.approver, change.stamp.occurred_at,
          *change.request.review_at);
    }
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const auto& [id, escalation] : view_.state.escalations) {
      if (escalation.acknowledged_stamp.has_value()) continue;
      const absl::Time from = escalation.stamp.occurred_at;
      Add("escalation", id, escalation.fact.to, from, from + window);
    }
  }

  // What goes up by itself: leadership has the same window as an owner.
  void PlanEscalations() {
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const DueEscalation& one : EscalationFinder(view_).Find()) {
      Add("escalation", one.subject, one.to, one.at, one.at + window);
    }
  }

  void PlanAfterLaunch() {
    const std::vector<std::string> owners = view_.Holders(model::Role::kPostLaunchOwner);
    const std::string owner = owners.size() == 1 ? owners.front() : view_.Steward();
    for (const auto& [id, review] : view_.state.post_launch_reviews) {
      Add("post-launch-review", id, review.fact.owner.empty() ? owner : review.fact.owner,
          *review.fact.at - view_.ReviewInterval(), *review.fact.at, review.held_stamp.has_value());
    }
    for (const auto& [id, issue] : view_.state.post_launch_issues) {
      if (issue.closed_stamp.has_value() || !issue.fact.owner.empty()) continue;
      const absl::Time from = issue.stamp.occurred_at;
      Add("owner", id, owner, from, from + LengthOf(view_.policy.owner_window));
    }
    if (!view_.state.launched.has_value()) return;
    const absl::Time launch = view_.state.launched->occurred_at;
    Add("retrospective", view_.state.id, owner, launch,
        launch + LengthOf(view_.policy.retrospective_window),
        FirstAfterLaunch(view_.state, view_.state.retrospectives).has_value());
    Add("support-pass", view_.state.id, owner, launch + LengthOf(view_.policy.support_pass_begin),
        launch + LengthOf(view_.policy.support_pass_window),
        FirstAfterLaunch(view_.state, view_.state.support_passes).has_value());
    if (const std::optional<absl::Time> end = view_.EndAt(); end.has_value()) {
      const bool is_published = FirstAfterLaunch(view_.state, WrapUpsOf(view_.state)).has_value();
      Add("wrap-up", view_.state.id, owner, *end - view_.ReviewInterval(), *end, is_published);
    }
  }

  // A ritual is due one cadence after it was last held, or after it was declared.
  void PlanRituals() {
    for (const auto& [name, ritual] : view_.state.rituals) {
      const absl::Duration cadence = LengthOf(ritual.fact.cadence);
      if (cadence <= absl::ZeroDuration()) continue;
      std::vector<absl::Time> anchors = {ritual.stamp.occurred_at};
      if (const auto* held = Find(view_.state.practices, name)) {
        for (const Stamp& stamp : *held) {
          anchors.push_back(std::max(anchors.front(), stamp.occurred_at));
        }
      }
      std::sort(anchors.begin(), anchors.end());
      PlanMissed("ritual", name, ritual.fact.owner, anchors, cadence);
      if (view_.state.closed.has_value()) continue;
      const absl::Time due = LastDue(anchors.back(), cadence);
      Add("ritual", name, ritual.fact.owner, due - cadence, due);
    }
  }

  [[nodiscard]] bool IsEscalated(std::string_view subject) const {
    return escalated_.contains(subject);
  }

  const View& view_;
  std::span<const MitigationFinding> mitigations_;
  std::set<std::string_view> escalated_;  // What waits for an answer.
  std::vector<AgendaItem> items_;
};

}  // namespace readiness::engine::internal
