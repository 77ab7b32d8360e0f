// wire/scope_messages.h: what is in scope, and who agreed to it: artifacts, approvals, changes.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/scope.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, ScopeLocked) { FIELD(reason); }

READINESS_MESSAGE(model, ScopeUnlocked) { FIELD(reason); }

READINESS_MESSAGE(model, ArtifactVersionPublished) {
  FIELD(artifact);
  FIELD(version);
}

READINESS_MESSAGE(model, ScopeItemRequested) {
  FIELD(id);
  FIELD(title);
  FIELD(artifact);
  FIELD(decision);
}

READINESS_MESSAGE(model, ScopeItemLinked) {
  FIELD(item);
  FIELD(criteria);
  FIELD(ritual);
}

READINESS_MESSAGE(model, ApprovalGranted) {
  FIELD(id);
  FIELD(artifact);
  FIELD(version);
  FIELD(conditions);
  FIELD(gate);
}

READINESS_MESSAGE(model, ApprovalCondition) {
  FIELD(id);
  FIELD(text);
}

READINESS_MESSAGE(model, ApprovalWithdrawn) {
  FIELD(approval);
  FIELD(reason);
}

READINESS_MESSAGE(model, ScopeChangeRequested) {
  FIELD(id);
  FIELD(title);
  FIELD(subject);
  FIELD(given_up);
  FIELD(metric_impact);
  FIELD(ritual_effect);
  FIELD(requester);
  FIELD(approver);
  FIELD(source);
  FIELD(expands_scope);
  FIELD(review_at);
  FIELD(gate);
  FIELD(impact_unrecorded_reason);
}

READINESS_MESSAGE(model, ScopeChangeDecided) {
  FIELD(change);
  FIELD(outcome);
  FIELD(rationale);
}

READINESS_MESSAGE(model, PilotStarted) {
  FIELD(id);
  FIELD(workflow);
  FIELD(owner);
}

READINESS_MESSAGE(model, PilotClosed) {
  FIELD(pilot);
  FIELD(supports_rollout);
  FIELD(findings);
}

READINESS_MESSAGE(model, ParallelClassOverridden) {
  FIELD(decision);
  FIELD(parallel_class);
  FIELD(reason);
}

}  // namespace readiness::wire::internal
