// readiness/engine/internal/raise_vetoes.h: what caps the verdict whatever the gates say.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "readiness/engine/internal/view.h"

namespace readiness::engine::internal {

class VetoRaiser {
 public:
  VetoRaiser(const View& view, const Sheet& sheet, const LeafIndex& leaves,
             const std::vector<RankedRisk>& risks)
      : view_(view), sheet_(sheet), leaves_(leaves), risks_(risks) {
    for (const model::PolicyVeto& veto : view.policy.vetoes) caps_.emplace(veto.rule, veto.cap);
  }

  [[nodiscard]] std::vector<Veto> Raise() {
    RaiseForActRisks();
    RaiseForOwners();
    RaiseForConstraints();
    RaiseForWindows();
    // What an entry says that this version does not know is unknown, under any policy.
    for (const UnrecognizedState& entry : view_.state.unrecognized) {
      vetoes_.push_back({"unrecognized-entry", entry.Path(), model::Verdict::kHold});
    }
    std::sort(vetoes_.begin(), vetoes_.end(), [](const Veto& a, const Veto& b) {
      return std::tie(a.cap, a.rule, a.path) < std::tie(b.cap, b.rule, b.path);
    });
    return std::move(vetoes_);
  }

  // Is a constraint met because its criterion is waived?
  [[nodiscard]] bool has_waived_constraint() const { return has_waived_constraint_; }

 private:
  void Raise(std::string_view rule, std::string path) {
    const auto cap = caps_.find(rule);
    if (cap == caps_.end() || cap->second == model::Verdict::kGo) return;  // Switched off.
    vetoes_.push_back({std::string(rule), std::move(path), cap->second});
  }

  void RaiseForActRisks() {
    const std::optional<absl::Time> launch = view_.LaunchAt();
    const bool is_at_hand =
        view_.state.launched.has_value() ||
        (launch.has_value() && view_.as_of >= *launch - LengthOf(view_.policy.act_risk_window));
    for (const RankedRisk& ranked : risks_) {
      if (ranked.tier != "ACT") continue;
      const RiskState& risk = *Find(view_.state.risks, ranked.id);
      const std::string path = base::Cat("risk/", ranked.id);
      if (!HasApprovedDecision(risk)) Raise("act-risk-without-decision", path);
      if (risk.is_mitigated) continue;
      Raise("act-risk-unmitigated", path);
      if (is_at_hand) Raise("act-risk-unmitigated-at-launch", path);
    }
  }

  // Is the decision that treats the risk approved: the one it was raised with, or one that chose a
  // mitigation of it?
  [[nodiscard]] bool HasApprovedDecision(const RiskState& risk) const {
    const auto is_approved = [this](std::string_view id) {
      const DecisionState* decision = Find(view_.state.decisions, id);
      return decision != nullptr && decision->is_in_scope && IsApproved(decision->phase);
    };
    const std::vector<const MitigationState*> planned = MitigationsOf(view_.state, risk);
    return is_approved(risk.risk.decision) ||
           std::any_of(planned.begin(), planned.end(),
                       [&](const MitigationState* one) { return is_approved(one->fact.decision); });
  }

  // A waiver does not name an owner, so what was found counts; and INFO changes nothing.
  void RaiseForOwners() {
    for (const Leaf& leaf : sheet_.leaves) {
      if (leaf.shown.level == model::Level::kInfo) continue;
      if (leaf.raw == model::Result::Unknown(model::UnknownReason::kInvalidOwner)) {
        Raise("invalid-owner", leaf.Path());
      }
    }
  }

  // Stage 5: what an approved decision binds implementation to holds.
  void RaiseForConstraints() {
    for (const auto& [id, decision] : view_.state.decisions) {
      if (!decision.is_in_scope || !IsApproved(decision.phase) || !decision.handoff.has_value()) {
        continue;
      }
      for (const std::string& criterion : decision.handoff->criteria) {
        const Leaf* leaf = leaves_.Find(criterion);
        const bool is_waived =
            leaf != nullptr && leaf->effective.kind == model::ResultKind::kWaived;
        has_waived_constraint_ = has_waived_constraint_ || is_waived;
        const bool is_met = leaf != nullptr && (is_waived || IsSettled(leaf->effective));
        if (!is_met) Raise("unmet-constraint", base::Cat("decision/", id, "/", criterion));
      }
    }
  }

  // R28 and T2: an owner answers inside the owner's window.
  void RaiseForWindows() {
    const absl::Duration window = LengthOf(view_.policy.owner_window);
    for (const auto& [id, decision] : view_.state.decisions) {
      if (decision.is_in_scope && IsOpen(decision.phase) &&
          view_.DecisionOwners(decision).empty() &&
          view_.as_of > view_.UnownedSince(decision) + window) {
        Raise("breached-window", base::Cat("decision/", id));
      }
    }
    for (const auto& [id, risk] : view_.state.risks) {
      if (!View::IsOpenRisk(risk)) continue;
      const bool is_unowned_too_long =
          risk.ownership.owners.empty() && view_.as_of > risk.ownership.since + window;
      const bool is_unanswered_too_long = risk.phase == RiskPhase::kAppeared &&
                                          view_.as_of > risk.appeared_stamp->occurred_at + window;
      if (is_unowned_too_long || is_unanswered_too_long) {
        Raise("breached-window", base::Cat("risk/", id));
      }
    }
  }

  const View& view_;
  const Sheet& sheet_;
  const LeafIndex& leaves_;
  const std::vector<RankedRisk>& risks_;
  std::map<std::string_view, model::Verdict, std::less<>> caps_;
  std::vector<Veto> vetoes_;
  bool has_waived_constraint_ = false;
};

}  // namespace readiness::engine::internal
