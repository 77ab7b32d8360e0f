// readiness/engine/internal/fold_scope.h: facts of scope, approvals, changes and pilots (R35 to
// R38).
#pragma once

#include <set>
#include <string>
#include <utility>

#include "readiness/engine/internal/fold_decision.h"
#include "readiness/engine/internal/fold_graph.h"

namespace readiness::engine::internal {

inline absl::Status Check(const State&, const Context&,
                          const model::ArtifactVersionPublished& fact) {
  READINESS_RETURN_IF_ERROR(NeedText("R36", "artifact_version_published.artifact", fact.artifact));
  return NeedText("R36", "artifact_version_published.version", fact.version);
}
inline void Apply(State& state, const Context& context,
                  const model::ArtifactVersionPublished& fact) {
  const ArtifactState* standing = Find(state.artifacts, fact.artifact);
  if (standing != nullptr && standing->stamp.has_value() && !IsAsNew(context, *standing->stamp)) {
    return;
  }
  state.artifacts.insert_or_assign(fact.artifact, ArtifactState{fact.version, context.stamp});
}

inline absl::Status Check(const State& state, const Context&,
                          const model::ScopeItemRequested& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.items, "scope item", fact.id));
  return NeedKnownIfGiven(state.decisions, "decision", fact.decision);
}
inline void Apply(State& state, const Context& context, const model::ScopeItemRequested& fact) {
  ScopeItemState item;
  item.request = fact;
  item.stamp = context.stamp;
  state.artifacts.try_emplace(item.artifact());
  state.items.emplace(fact.id, std::move(item));
  if (IsScopeLockedAt(state, context.stamp.occurred_at)) state.late_scope.push_back(fact.id);
}

inline absl::Status Check(const State& state, const Context&, const model::ScopeItemLinked& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.items, "scope item", fact.item));
  for (const std::string& criterion : fact.criteria) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.criteria, "criterion", criterion));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::ScopeItemLinked& fact) {
  ScopeItemState& item = state.items.find(fact.item)->second;
  if (!fact.criteria.empty() && Replaces(state, context, "item criteria", fact.item)) {
    item.criteria = fact.criteria;
  }
  if (!fact.ritual.empty() && Replaces(state, context, "item ritual", fact.item)) {
    item.ritual = fact.ritual;
  }
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::ApprovalGranted& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.approvals, "approval", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnown(state.artifacts, "artifact", fact.artifact));
  READINESS_RETURN_IF_ERROR(NeedText("R36", "approval_granted.version", fact.version));
  if (!HoldsRole(state, context.authority, model::Role::kApprover, fact.artifact,
                 context.stamp.occurred_at)) {
    return base::Refused("R36", base::Cat(Quoted(context.authority),
                                          " does not hold the role APPROVER "
                                          "for ",
                                          Quoted(fact.artifact), "; only an approver approves"));
  }
  std::set<std::string> ids;
  for (const model::ApprovalCondition& condition : fact.conditions) {
    READINESS_RETURN_IF_ERROR(NeedText("Q6", "approval_granted.conditions.id", condition.id));
    if (!ids.insert(condition.id).second) {
      return base::Invalid("Q6", base::Cat("condition ", Quoted(condition.id), " is given twice"));
    }
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::ApprovalGranted& fact) {
  ApprovalState approval{fact, context.stamp, {}, {}};
  approval.stamp.actor = context.authority;
  state.approvals.emplace(fact.id, std::move(approval));
}

inline absl::Status Check(const State& state, const Context&,
                          const model::ApprovalWithdrawn& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.approvals, "approval", fact.approval));
  if (Find(state.approvals, fact.approval)->withdrawn_stamp.has_value()) {
    return base::Refused("R36",
                         base::Cat("approval ", Quoted(fact.approval), " was withdrawn already"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::ApprovalWithdrawn& fact) {
  state.approvals.find(fact.approval)->second.withdrawn_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context&,
                          const model::ScopeChangeRequested& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.changes, "scope change", fact.id));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.requester));
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.approver));
  return fact.subject.empty() ? absl::OkStatus() : NeedWork(state, "subject", fact.subject);
}
inline void Apply(State& state, const Context& context, const model::ScopeChangeRequested& fact) {
  ScopeChangeState change;
  change.request = fact;
  change.stamp = context.stamp;
  change.is_churn = IsScopeLockedAt(state, context.stamp.occurred_at);
  state.changes.emplace(fact.id, std::move(change));
}

// Who approves a change that names nobody: an approver for the cycle, the change or what it is
// about, or who signs the outcome off.
[[nodiscard]] inline bool MayApproveChange(const State& state, const Context& context,
                                           const model::ScopeChangeRequested& change) {
  const absl::Time at = context.stamp.occurred_at;
  return HoldsRole(state, context.authority, model::Role::kSignOffOwner, "", at) ||
         HoldsRole(state, context.authority, model::Role::kApprover, change.id, at) ||
         HoldsRole(state, context.authority, model::Role::kApprover, change.subject, at);
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::ScopeChangeDecided& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.changes, "scope change", fact.change));
  const ScopeChangeState& change = *Find(state.changes, fact.change);
  const std::string what = base::Cat("scope change ", Quoted(fact.change));
  switch (fact.outcome) {
    case model::ScopeChangeOutcome::kUnspecified:
      return base::Invalid("R37", base::Cat(what, " is decided without an outcome"));
    case model::ScopeChangeOutcome::kReverted:
      if (change.phase == ScopeChangePhase::kApproved) return absl::OkStatus();
      return base::Refused("R37", base::Cat(what, " is ", Name(change.phase),
                                            "; only an approved change is reverted"));
    case model::ScopeChangeOutcome::kDenied:
    case model::ScopeChangeOutcome::kApproved:
      break;
  }
  if (change.phase != ScopeChangePhase::kRequested) {
    return base::Refused("R37", base::Cat(what, " is ", Name(change.phase), " already"));
  }
  if (!change.request.approver.empty() && change.request.approver != context.authority) {
    return base::Refused("R37", base::Cat(what, " is decided by ", Quoted(change.request.approver),
                                          ", not by ", Quoted(context.authority)));
  }
  if (fact.outcome == model::ScopeChangeOutcome::kDenied) return absl::OkStatus();
  if (change.request.approver.empty() && !MayApproveChange(state, context, change.request)) {
    return base::Refused("R37",
                         base::Cat(what, " names no approver and ", Quoted(context.authority),
                                   " is none; it is approved by an APPROVER or the "
                                   "SIGN_OFF_OWNER"));
  }
  if (!change.IsPriced() && change.request.impact_unrecorded_reason.empty()) {
    return base::Refused("R37",
                         base::Cat(what,
                                   " does not say what is given up, its metric impact and "
                                   "its effect on the ritual; it cannot be approved unpriced"));
  }
  // Scope may not expand before the progress signal shows, and where none is named none does. What
  // others recorded is recorded here too (docs/decisions/0004), and holds the verdict.
  if (!change.request.expands_scope) return absl::OkStatus();
  if (!state.outcome.has_value() || state.outcome->progress_signal.empty()) {
    if (!change.request.impact_unrecorded_reason.empty()) return absl::OkStatus();
    return base::Refused("R16", base::Cat(what,
                                          " expands the scope and no progress signal is named; "
                                          "name it in the outcome and record it as MATERIALISED "
                                          "first"));
  }
  const SignalState* signal = Find(state.signals, state.outcome->progress_signal);
  if (signal != nullptr && signal->fact.state == model::SignalState::kMaterialised) {
    return absl::OkStatus();
  }
  return base::Refused(
      "R16", base::Cat(what, " expands the scope while the progress signal ",
                       Quoted(state.outcome->progress_signal), " is ",
                       signal == nullptr ? "not observed" : model::Name(signal->fact.state),
                       "; record it as MATERIALISED first"));
}
inline void Apply(State& state, const Context& context, const model::ScopeChangeDecided& fact) {
  ScopeChangeState& change = state.changes.find(fact.change)->second;
  if (change.decided_stamp.has_value() && !IsAsNew(context, *change.decided_stamp)) return;
  change.decided_stamp = context.stamp;
  switch (fact.outcome) {
    case model::ScopeChangeOutcome::kUnspecified:
      return;
    case model::ScopeChangeOutcome::kApproved:
      change.phase = ScopeChangePhase::kApproved;
      return;
    case model::ScopeChangeOutcome::kDenied:
      change.phase = ScopeChangePhase::kDenied;
      return;
    case model::ScopeChangeOutcome::kReverted:
      change.phase = ScopeChangePhase::kReverted;
      return;
  }
}

inline absl::Status Check(const State& state, const Context&, const model::PilotStarted& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.pilots, "pilot", fact.id));
  return NeedKnownIfGiven(state.parties, "party", fact.owner);
}
inline void Apply(State& state, const Context& context, const model::PilotStarted& fact) {
  state.pilots.emplace(fact.id, PilotState{fact, context.stamp, {}, {}});
}

inline absl::Status Check(const State& state, const Context&, const model::PilotClosed& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.pilots, "pilot", fact.pilot));
  if (Find(state.pilots, fact.pilot)->closed.has_value()) {
    return base::Refused("order", base::Cat("pilot ", Quoted(fact.pilot), " is closed already"));
  }
  return absl::OkStatus();
}
inline void Apply(State& state, const Context& context, const model::PilotClosed& fact) {
  PilotState& pilot = state.pilots.find(fact.pilot)->second;
  pilot.closed = fact;
  pilot.closed_stamp = context.stamp;
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::ParallelClassOverridden& fact) {
  READINESS_RETURN_IF_ERROR(NeedDecision(state, context, fact.decision).status());
  if (fact.parallel_class == model::ParallelClass::kUnspecified) {
    return base::Invalid("Q9", "parallel_class is missing");
  }
  return NeedText("Q9", "parallel_class_overridden.reason", fact.reason);
}
inline void Apply(State& state, const Context& context,
                  const model::ParallelClassOverridden& fact) {
  if (!Replaces(state, context, "parallel class", fact.decision)) return;
  state.decisions.find(fact.decision)->second.parallel_override = fact;
}

}  // namespace readiness::engine::internal
