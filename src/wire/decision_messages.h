// wire/decision_messages.h: decisions, from the question to what was built.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/decision.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, DecisionOpened) {
  FIELD(id);
  FIELD(title);
  FIELD(question);
  FIELD(options);
  FIELD(owner);
  FIELD(due_at);
  FIELD(cohort);
  FIELD(node);
  FIELD(is_high_impact);
}

READINESS_MESSAGE(model, DecisionOwnerAssigned) {
  FIELD(decision);
  FIELD(owner);
  FIELD(beside_previous);
}

READINESS_MESSAGE(model, DecisionDelegated) {
  FIELD(decision);
  FIELD(delegate);
  FIELD(until);
}

READINESS_MESSAGE(model, DecisionSubmitted) {
  FIELD(decision);
  FIELD(version);
}

READINESS_MESSAGE(model, DecisionDecided) {
  FIELD(decision);
  FIELD(outcome);
  FIELD(rationale);
  FIELD(option);
  FIELD(due_at);
}

READINESS_MESSAGE(model, DecisionSuperseded) {
  FIELD(decision);
  FIELD(by);
  FIELD(reason);
}

READINESS_MESSAGE(model, DecisionWithdrawn) {
  FIELD(decision);
  FIELD(reason);
}

READINESS_MESSAGE(model, DecisionReopened) {
  FIELD(decision);
  FIELD(reason);
}

READINESS_MESSAGE(model, DecisionDescoped) {
  FIELD(decision);
  FIELD(reason);
}

READINESS_MESSAGE(model, HandoffIssued) {
  FIELD(decision);
  FIELD(constraint);
  FIELD(criteria);
  FIELD(edge_cases);
  FIELD(expected_behaviour);
  FIELD(ritual);
  FIELD(ritual_measure);
}

READINESS_MESSAGE(model, ImplementationStarted) { FIELD(decision); }

READINESS_MESSAGE(model, ImplementationVerified) {
  FIELD(decision);
  FIELD(evidence);
}

}  // namespace readiness::wire::internal
