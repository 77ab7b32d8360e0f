// readiness/engine/internal/fold_risk.h: facts of risks, mitigations, blockers, post-launch issues
// and escalations.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/fold_context.h"
#include "readiness/engine/internal/fold_decision.h"

namespace readiness::engine::internal {

inline absl::Status Check(const State& state, const Context&, const model::RiskRaised& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.risks, "risk", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.nodes, "node", fact.node));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.owner));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.decisions, "decision", fact.decision));
  READINESS_RETURN_IF_ERROR(NeedLikelihood("risk_raised.likelihood", fact.likelihood));
  READINESS_RETURN_IF_ERROR(NeedProbability("risk_raised.severity", fact.severity));
  return NeedProbability("risk_raised.detectability", fact.detectability);
}
inline void Apply(State& state, const Context& context, const model::RiskRaised& fact) {
  RiskState risk;
  risk.risk = fact;
  risk.stamp = context.stamp;
  risk.estimated_at = context.stamp.occurred_at;
  risk.ownership = FirstOwner(fact.owner, context.stamp.occurred_at);
  risk.is_found_late = IsScopeLockedAt(state, context.stamp.occurred_at);
  state.risks.emplace(fact.id, std::move(risk));
}

inline absl::Status Check(const State& state, const Context&,
                          const model::RiskOwnerAssigned& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.risks, "risk", fact.risk));
  return NeedKnown(state.parties, "party", fact.owner);
}
inline void Apply(State& state, const Context& context, const model::RiskOwnerAssigned& fact) {
  Assign(state.risks.find(fact.risk)->second.ownership, fact.owner, fact.beside_previous,
         context.stamp.occurred_at);
}

inline absl::Status Check(const State& state, const Context&, const model::RiskEstimated& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.risks, "risk", fact.risk));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.nodes, "node", fact.node));
  READINESS_RETURN_IF_ERROR(NeedLikelihood("risk_estimated.likelihood", fact.likelihood));
  READINESS_RETURN_IF_ERROR(NeedProbability("risk_estimated.severity", fact.severity));
  return NeedProbability("risk_estimated.detectability", fact.detectability);
}
inline void Apply(State& state, const Context& context, const model::RiskEstimated& fact) {
  RiskState& standing = state.risks.find(fact.risk)->second;
  if (context.stamp.occurred_at < standing.estimated_at) return;  // History.
  standing.estimated_at = context.stamp.occurred_at;
  model::RiskRaised& risk = standing.risk;
  if (fact.likelihood.has_value()) risk.likelihood = fact.likelihood;
  if (fact.severity.has_value()) risk.severity = fact.severity;
  if (fact.detectability.has_value()) risk.detectability = fact.detectability;
  if (fact.reversibility != model::Reversibility::kUnspecified) {
    risk.reversibility = fact.reversibility;
  }
  if (!fact.node.empty()) risk.node = fact.node;
}

inline absl::Status Check(const State& state, const Context&, const model::RiskAppeared& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.risks, "risk", fact.risk));
  return NeedKnownIfGiven(state.decisions, "decision", fact.decision);
}
inline void Apply(State& state, const Context& context, const model::RiskAppeared& fact) {
  RiskState& risk = state.risks.find(fact.risk)->second;
  if (risk.appeared_stamp.has_value() && !IsAsNew(context, *risk.appeared_stamp)) return;
  risk.phase = RiskPhase::kAppeared;
  risk.is_mitigated = false;  // What was done did not hold.
  risk.appeared_stamp = context.stamp;
  risk.isolated_decision = fact.decision;
}

inline absl::Status Check(const State& state, const Context&,
                          const model::MitigationPlanned& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.mitigations, "mitigation", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnown(state.risks, "risk", fact.risk));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.owner));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.decisions, "decision", fact.decision));
  if (fact.strategy == model::MitigationStrategy::kUnspecified) {
    return base::Invalid("value", base::Cat("mitigation ", Quoted(fact.id), " has no strategy"));
  }
  READINESS_RETURN_IF_ERROR(NeedNonNegative("mitigation_planned.cost", fact.cost));
  return NeedProbability("mitigation_planned.probability_fall", fact.probability_fall);
}
inline void Apply(State& state, const Context& context, const model::MitigationPlanned& fact) {
  state.mitigations.emplace(fact.id, MitigationState{fact, context.stamp});
  std::vector<std::string>& planned = state.risks.find(fact.risk)->second.mitigations;
  planned.insert(std::lower_bound(planned.begin(), planned.end(), fact.id), fact.id);
}

inline absl::Status Check(const State& state, const Context&, const model::RiskMitigated& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.risks, "risk", fact.risk));
  if (fact.mitigation.empty()) return absl::OkStatus();
  READINESS_RETURN_IF_ERROR(NeedKnown(state.mitigations, "mitigation", fact.mitigation));
  const std::string& planned_for = Find(state.mitigations, fact.mitigation)->fact.risk;
  if (planned_for != fact.risk) {
    return base::Invalid("reference", base::Cat("mitigation ", Quoted(fact.mitigation),
                                                " was planned for risk ", Quoted(planned_for)));
  }
  return absl::OkStatus();
}
// What was done before the risk appeared did not hold, whenever it was recorded.
[[nodiscard]] inline bool PrecedesAppearance(const RiskState& risk, const Context& context) {
  return risk.appeared_stamp.has_value() && !IsAsNew(context, *risk.appeared_stamp);
}

inline void Apply(State& state, const Context& context, const model::RiskMitigated& fact) {
  RiskState& risk = state.risks.find(fact.risk)->second;
  if (PrecedesAppearance(risk, context)) return;
  if (risk.phase != RiskPhase::kVerified) risk.phase = RiskPhase::kMitigating;
  risk.is_mitigated = true;
  if (!fact.mitigation.empty()) state.mitigations.find(fact.mitigation)->second.is_done = true;
}

inline absl::Status Check(const State& state, const Context&, const model::RiskVerified& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.risks, "risk", fact.risk));
  for (const std::string& evidence : fact.evidence) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.evidence, "evidence", evidence));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::RiskVerified& fact) {
  RiskState& risk = state.risks.find(fact.risk)->second;
  if (PrecedesAppearance(risk, context)) return;
  risk.phase = RiskPhase::kVerified;
  risk.verified_by = fact.evidence;
  risk.verified_at = context.stamp.occurred_at;
}

inline absl::Status Check(const State& state, const Context&, const model::BlockerOpened& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.blockers, "blocker", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.owner));
  return NeedKnownIfGiven(state.decisions, "decision", fact.decision);
}
inline void Apply(State& state, const Context& context, const model::BlockerOpened& fact) {
  BlockerState blocker;
  blocker.fact = fact;
  blocker.stamp = context.stamp;
  blocker.ownership = FirstOwner(fact.owner, context.stamp.occurred_at);
  blocker.fallback = fact.fallback;
  blocker.turns.push_back(context.stamp.occurred_at);
  state.blockers.emplace(fact.id, std::move(blocker));
}

[[nodiscard]] inline absl::Status NeedBlocker(const State& state, const Context& context,
                                              std::string_view id, bool must_be_open) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.blockers, "blocker", id));
  const BlockerState& blocker = *Find(state.blockers, id);
  if (context.stamp.occurred_at < blocker.stamp.occurred_at) {
    return base::Invalid("R51", base::Cat("blocker ", Quoted(id), " was opened at ",
                                          base::InstantText(blocker.stamp.occurred_at),
                                          " and this happened before, at ",
                                          base::InstantText(context.stamp.occurred_at)));
  }
  if (IsOpen(blocker.phase) != must_be_open) {
    return base::Refused(
        "R51", base::Cat("blocker ", Quoted(id), " is ", Name(blocker.phase), " already"));
  }
  return absl::OkStatus();
}

// The blocker, which comes into another phase now; nullptr where it came into the one it is in
// after that.
[[nodiscard]] inline BlockerState* TurnBlocker(State& state, const Context& context,
                                               std::string_view id) {
  BlockerState& blocker = state.blockers.find(id)->second;
  if (context.stamp.occurred_at < blocker.turns.back()) return nullptr;
  blocker.turns.push_back(context.stamp.occurred_at);
  return &blocker;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::BlockerResolved& fact) {
  return NeedBlocker(state, context, fact.blocker, true);
}
inline void Apply(State& state, const Context& context, const model::BlockerResolved& fact) {
  BlockerState* blocker = TurnBlocker(state, context, fact.blocker);
  if (blocker == nullptr) return;
  blocker->phase = BlockerPhase::kResolved;
  blocker->resolution = fact.resolution;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::BlockerReopened& fact) {
  return NeedBlocker(state, context, fact.blocker, false);
}
inline void Apply(State& state, const Context& context, const model::BlockerReopened& fact) {
  BlockerState* blocker = TurnBlocker(state, context, fact.blocker);
  if (blocker != nullptr) blocker->phase = BlockerPhase::kOpen;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::BlockerAccepted& fact) {
  READINESS_RETURN_IF_ERROR(NeedBlocker(state, context, fact.blocker, true));
  if (fact.fallback.empty() && Find(state.blockers, fact.blocker)->fallback.empty()) {
    return base::Refused("R51", base::Cat("blocker ", Quoted(fact.blocker),
                                          " has no fallback plan and cannot be accepted"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::BlockerAccepted& fact) {
  BlockerState* blocker = TurnBlocker(state, context, fact.blocker);
  if (blocker == nullptr) return;
  blocker->phase = BlockerPhase::kAcceptedWithFallback;
  if (!fact.fallback.empty()) blocker->fallback = fact.fallback;
}

inline absl::Status Check(const State& state, const Context&,
                          const model::PostLaunchIssueOpened& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.post_launch_issues, "post-launch issue", fact.id));
  return NeedKnownIfGiven(state.parties, "party", fact.owner);
}
inline void Apply(State& state, const Context& context, const model::PostLaunchIssueOpened& fact) {
  state.post_launch_issues.emplace(fact.id, PostLaunchIssueState{fact, context.stamp, {}});
}

inline absl::Status Check(const State& state, const Context&,
                          const model::PostLaunchIssueClosed& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.post_launch_issues, "post-launch issue", fact.issue));
  const PostLaunchIssueState* issue = Find(state.post_launch_issues, fact.issue);
  if (issue->closed_stamp.has_value()) {
    return base::Refused("order",
                         base::Cat("post-launch issue ", Quoted(fact.issue), " is closed already"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::PostLaunchIssueClosed& fact) {
  state.post_launch_issues.find(fact.issue)->second.closed_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context&, const model::EscalationRaised& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.escalations, "escalation", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnown(state.parties, "party", fact.to));
  if (Find(state.blockers, fact.subject) == nullptr && Find(state.risks, fact.subject) == nullptr &&
      Find(state.decisions, fact.subject) == nullptr) {
    return base::Unknown("reference",
                         base::Cat("escalation subject ", Quoted(fact.subject),
                                   " is no blocker, risk or decision known at this entry"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::EscalationRaised& fact) {
  state.escalations.emplace(fact.id, EscalationState{fact, context.stamp, {}});
  const auto blocker = state.blockers.find(fact.subject);
  if (blocker != state.blockers.end() && blocker->second.phase == BlockerPhase::kOpen &&
      context.stamp.occurred_at >= blocker->second.turns.back()) {
    blocker->second.phase = BlockerPhase::kEscalated;
  }
}

inline absl::Status Check(const State& state, const Context&,
                          const model::EscalationAcknowledged& fact) {
  return NeedKnown(state.escalations, "escalation", fact.escalation);
}
inline void Apply(State& state, const Context& context, const model::EscalationAcknowledged& fact) {
  state.escalations.find(fact.escalation)->second.acknowledged_stamp = context.stamp;
}

}  // namespace readiness::engine::internal
