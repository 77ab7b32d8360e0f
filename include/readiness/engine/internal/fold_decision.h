// readiness/engine/internal/fold_decision.h: facts of decisions (R23, R24, R29 to R31).
#pragma once

#include <algorithm>
#include <string>

#include "readiness/engine/internal/fold_context.h"

namespace readiness::engine::internal {

// The decision that a fact names: opened before, by the log and by the time of what happened.
[[nodiscard]] inline absl::StatusOr<const DecisionState*> NeedDecision(const State& state,
                                                                       const Context& context,
                                                                       std::string_view id) {
  READINESS_RETURN_IF_ERROR(NeedText("reference", "decision", id));
  const DecisionState* decision = Find(state.decisions, id);
  if (decision == nullptr) {
    return base::Unknown("R29", base::Cat("decision ", Quoted(id),
                                          " was not opened before; record decision_opened first"));
  }
  if (context.stamp.occurred_at < decision->stamp.occurred_at) {
    return base::Invalid("R29", base::Cat("decision ", Quoted(id), " was opened at ",
                                          base::InstantText(decision->stamp.occurred_at),
                                          " and this happened before, at ",
                                          base::InstantText(context.stamp.occurred_at)));
  }
  return decision;
}

[[nodiscard]] inline absl::Status RefusePhase(const DecisionState& decision, std::string_view rule,
                                              std::string_view what) {
  return base::Refused(rule, base::Cat("decision ", Quoted(decision.opened.id), " is ",
                                       Name(decision.phase), " and cannot be ", what));
}

// What happens to the scope while it is locked is churn (R38), whenever it was recorded.
[[nodiscard]] inline bool IsScopeLockedAt(const State& state, absl::Time at) {
  return state.scope_locked.has_value() && at >= state.scope_locked->occurred_at;
}

// The decision, which comes into another phase now; nullptr where it came into the one it is in
// after that: what is recorded later and happened earlier is history.
[[nodiscard]] inline DecisionState* Turn(State& state, const Context& context,
                                         std::string_view id) {
  DecisionState& decision = state.decisions.find(id)->second;
  if (context.stamp.occurred_at < decision.turned_at) return nullptr;
  decision.turned_at = context.stamp.occurred_at;
  return &decision;
}

// The owners of a decision: those assigned to it, and holders of the role for it.
[[nodiscard]] inline std::vector<std::string> OwnersOf(const State& state,
                                                       const DecisionState& decision,
                                                       absl::Time at) {
  std::vector<std::string> owners = decision.ownership.owners;
  for (const size_t row : RolesWithin(state, decision.opened.id)) {
    const model::RoleAssigned& held = state.roles[row].fact;
    if (held.role == model::Role::kDecisionOwner && (!held.until.has_value() || at < *held.until) &&
        std::find(owners.begin(), owners.end(), held.party) == owners.end()) {
      owners.push_back(held.party);
    }
  }
  return owners;
}

// The owner decides: the entry speaks for an owner of the decision.
[[nodiscard]] inline absl::Status NeedOwner(const State& state, const Context& context,
                                            const DecisionState& decision, std::string_view what) {
  const std::vector<std::string> owners = OwnersOf(state, decision, context.stamp.occurred_at);
  if (owners.empty()) {
    return base::Refused(
        "R24", base::Cat("decision ", Quoted(decision.opened.id), " has no owner and cannot be ",
                         what, "; assign one with decision_owner_assigned"));
  }
  if (std::find(owners.begin(), owners.end(), context.authority) == owners.end()) {
    return base::Refused("R23", base::Cat(Quoted(context.authority), " does not own decision ",
                                          Quoted(decision.opened.id), " and it is the owner, ",
                                          Quoted(owners.front()), ", who decides"));
  }
  return absl::OkStatus();
}

inline absl::Status Check(const State& state, const Context&, const model::DecisionOpened& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.decisions, "decision", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.owner));
  return NeedKnownIfGiven(state.nodes, "node", fact.node);
}
inline void Apply(State& state, const Context& context, const model::DecisionOpened& fact) {
  DecisionState decision;
  decision.opened = fact;
  decision.stamp = context.stamp;
  decision.ownership = FirstOwner(fact.owner, context.stamp.occurred_at);
  decision.due_at = fact.due_at;
  decision.turned_at = context.stamp.occurred_at;
  state.decisions.emplace(fact.id, std::move(decision));
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionOwnerAssigned& fact) {
  READINESS_RETURN_IF_ERROR(NeedDecision(state, context, fact.decision).status());
  return NeedKnown(state.parties, "party", fact.owner);
}
inline void Apply(State& state, const Context& context, const model::DecisionOwnerAssigned& fact) {
  Assign(state.decisions.find(fact.decision)->second.ownership, fact.owner, fact.beside_previous,
         context.stamp.occurred_at);
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionDelegated& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  READINESS_RETURN_IF_ERROR(NeedKnown(state.parties, "party", fact.delegate));
  if (fact.until.has_value() && *fact.until <= context.stamp.occurred_at) {
    return base::Invalid("Q5", "the delegation would end before it begins");
  }
  return NeedOwner(state, context, *decision, "delegated by another");
}
inline void Apply(State& state, const Context& context, const model::DecisionDelegated& fact) {
  if (!Replaces(state, context, "delegation", fact.decision)) return;
  state.decisions.find(fact.decision)->second.delegation = fact;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionSubmitted& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (!IsOpen(decision->phase)) return RefusePhase(*decision, "R29", "submitted; reopen it first");
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::DecisionSubmitted& fact) {
  if (DecisionState* decision = Turn(state, context, fact.decision)) {
    decision->phase = DecisionPhase::kInReview;
  }
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionDecided& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (fact.outcome == model::DecisionOutcome::kUnspecified) {
    return base::Invalid("R29", "decision_decided.outcome is missing");
  }
  if (!IsOpen(decision->phase)) return RefusePhase(*decision, "R29", "decided; reopen it first");
  READINESS_RETURN_IF_ERROR(NeedOwner(state, context, *decision, "decided"));
  return NeedText("R23", "decision_decided.rationale", fact.rationale);
}
inline void Apply(State& state, const Context& context, const model::DecisionDecided& fact) {
  DecisionState* turned = Turn(state, context, fact.decision);
  if (turned == nullptr) return;
  DecisionState& decision = *turned;
  decision.decided = fact;
  decision.decided_stamp = context.stamp;
  decision.approved_stamp.reset();
  switch (fact.outcome) {
    case model::DecisionOutcome::kUnspecified:
      return;
    case model::DecisionOutcome::kApproved:
      decision.phase = DecisionPhase::kApproved;
      decision.approved_stamp = context.stamp;
      return;
    case model::DecisionOutcome::kRejected:
      decision.phase = DecisionPhase::kRejected;
      return;
    case model::DecisionOutcome::kChangesRequested:
      decision.phase = DecisionPhase::kChangesRequested;
      return;
    case model::DecisionOutcome::kDeferred:
      decision.phase = DecisionPhase::kDeferred;
      decision.due_at = fact.due_at;
      return;
  }
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionSuperseded& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (decision->phase == DecisionPhase::kSuperseded) {
    return RefusePhase(*decision, "R29", "superseded again");
  }
  if (fact.by == fact.decision) {
    return base::Invalid("R29",
                         base::Cat("decision ", Quoted(fact.decision), " supersedes itself"));
  }
  return NeedKnownIfGiven(state.decisions, "decision", fact.by);
}
inline void Apply(State& state, const Context& context, const model::DecisionSuperseded& fact) {
  DecisionState* turned = Turn(state, context, fact.decision);
  if (turned == nullptr) return;
  DecisionState& decision = *turned;
  decision.phase = DecisionPhase::kSuperseded;
  decision.superseded_by = fact.by;
  decision.end_reason = fact.reason;
  decision.approved_stamp.reset();
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionWithdrawn& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (decision->phase == DecisionPhase::kWithdrawn ||
      decision->phase == DecisionPhase::kSuperseded) {
    return RefusePhase(*decision, "R29", "withdrawn");
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::DecisionWithdrawn& fact) {
  DecisionState* turned = Turn(state, context, fact.decision);
  if (turned == nullptr) return;
  DecisionState& decision = *turned;
  decision.phase = DecisionPhase::kWithdrawn;
  decision.end_reason = fact.reason;
  decision.approved_stamp.reset();
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionReopened& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  const bool waits =
      decision->phase == DecisionPhase::kProposed || decision->phase == DecisionPhase::kInReview;
  if (waits && decision->is_in_scope) {
    return RefusePhase(*decision, "R29", "reopened: it is open and in scope");
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::DecisionReopened& fact) {
  DecisionState* turned = Turn(state, context, fact.decision);
  if (turned == nullptr) return;
  DecisionState& decision = *turned;
  // A closed one is in review again; one that was only out of scope keeps its open phase.
  if (decision.phase != DecisionPhase::kProposed) decision.phase = DecisionPhase::kInReview;
  decision.is_in_scope = true;
  decision.approved_stamp.reset();
  decision.superseded_by.clear();
  decision.handoff.reset();
  decision.handoff_stamp.reset();
  decision.started_stamp.reset();
  decision.verified_stamp.reset();
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::DecisionDescoped& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (!decision->is_in_scope) {
    return base::Refused("R29",
                         base::Cat("decision ", Quoted(fact.decision), " is out of scope already"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::DecisionDescoped& fact) {
  state.decisions.find(fact.decision)->second.is_in_scope = false;
  if (IsScopeLockedAt(state, context.stamp.occurred_at)) state.late_scope.push_back(fact.decision);
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::HandoffIssued& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (!IsApproved(decision->phase)) {
    return RefusePhase(*decision, "R30", "handed off; only an approved decision is a constraint");
  }
  for (const std::string& criterion : fact.criteria) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.criteria, "criterion", criterion));
  }
  return NeedText("R30", "handoff_issued.constraint", fact.constraint);
}
inline void Apply(State& state, const Context& context, const model::HandoffIssued& fact) {
  DecisionState& decision = state.decisions.find(fact.decision)->second;
  // One that happened before the approval that stands was of an earlier one.
  if (decision.approved_stamp.has_value() && !IsAsNew(context, *decision.approved_stamp)) return;
  if (decision.handoff_stamp.has_value() && !IsAsNew(context, *decision.handoff_stamp)) return;
  decision.handoff = fact;
  decision.handoff_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::ImplementationStarted& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (!IsApproved(decision->phase)) return RefusePhase(*decision, "R35", "implemented");
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::ImplementationStarted& fact) {
  state.decisions.find(fact.decision)->second.started_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::ImplementationVerified& fact) {
  READINESS_ASSIGN_OR_RETURN(const DecisionState* decision,
                             NeedDecision(state, context, fact.decision));
  if (decision->phase != DecisionPhase::kApproved) {
    return RefusePhase(*decision, "R29", "verified: implemented follows approved");
  }
  for (const std::string& evidence : fact.evidence) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.evidence, "evidence", evidence));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::ImplementationVerified& fact) {
  DecisionState& decision = state.decisions.find(fact.decision)->second;
  decision.phase = DecisionPhase::kImplemented;
  decision.verified_stamp = context.stamp;
  decision.verified_by = fact.evidence;
}

}  // namespace readiness::engine::internal
