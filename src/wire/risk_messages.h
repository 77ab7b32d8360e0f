// wire/risk_messages.h: the graph of what may fail, risks, and what is done about them.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/graph.h"
#include "readiness/model/risk.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, NodeDeclared) {
  FIELD(id);
  FIELD(kind);
  FIELD(effort);
  FIELD(title);
}

READINESS_MESSAGE(model, EdgeDeclared) {
  FIELD(dependent);
  FIELD(prerequisite);
  FIELD(probability);
  FIELD(likelihood);
  FIELD(is_dropped);
}

READINESS_MESSAGE(model, TouchpointDeclared) {
  FIELD(node);
  FIELD(value);
  FIELD(severity);
  FIELD(stage);
}

READINESS_MESSAGE(model, CommonCauseDeclared) {
  FIELD(id);
  FIELD(nodes);
  REQUIRED_FIELD(probability);
}

READINESS_MESSAGE(model, DependencyDeclared) {
  FIELD(dependent);
  FIELD(prerequisite);
  FIELD(owner);
  FIELD(checkpoint);
  FIELD(metric);
  FIELD(probability);
  FIELD(is_dropped);
}

READINESS_MESSAGE(model, Likelihood) {
  ALTERNATIVE(form, double, point);
  ALTERNATIVE(form, model::BetaLikelihood, beta);
  ALTERNATIVE(form, model::PertLikelihood, pert);
}

READINESS_MESSAGE(model, BetaLikelihood) {
  FIELD(a);
  FIELD(b);
}

READINESS_MESSAGE(model, PertLikelihood) {
  REQUIRED_FIELD(low);
  REQUIRED_FIELD(mode);
  REQUIRED_FIELD(high);
}

READINESS_MESSAGE(model, RiskRaised) {
  FIELD(id);
  FIELD(title);
  FIELD(node);
  FIELD(likelihood);
  FIELD(severity);
  FIELD(detectability);
  FIELD(reversibility);
  FIELD(owner);
  FIELD(decision);
  FIELD(ritual);
}

READINESS_MESSAGE(model, RiskOwnerAssigned) {
  FIELD(risk);
  FIELD(owner);
  FIELD(beside_previous);
}

READINESS_MESSAGE(model, RiskEstimated) {
  FIELD(risk);
  FIELD(likelihood);
  FIELD(severity);
  FIELD(detectability);
  FIELD(reversibility);
  FIELD(node);
}

READINESS_MESSAGE(model, RiskAppeared) {
  FIELD(risk);
  FIELD(decision);
}

READINESS_MESSAGE(model, MitigationPlanned) {
  FIELD(id);
  FIELD(risk);
  FIELD(strategy);
  FIELD(description);
  FIELD(owner);
  FIELD(due_at);
  FIELD(cost);
  FIELD(probability_fall);
  FIELD(practice);
  FIELD(decision);
  FIELD(kind);
  FIELD(gate);
  FIELD(metric);
  FIELD(criterion);
}

READINESS_MESSAGE(model, RiskMitigated) {
  FIELD(risk);
  FIELD(mitigation);
}

READINESS_MESSAGE(model, RiskVerified) {
  FIELD(risk);
  FIELD(evidence);
}

READINESS_MESSAGE(model, BlockerOpened) {
  FIELD(id);
  FIELD(title);
  FIELD(owner);
  FIELD(due_at);
  FIELD(fallback);
  FIELD(decision);
  FIELD(is_caused_by_constraint);
}

READINESS_MESSAGE(model, BlockerResolved) {
  FIELD(blocker);
  FIELD(resolution);
}

READINESS_MESSAGE(model, BlockerReopened) {
  FIELD(blocker);
  FIELD(reason);
}

READINESS_MESSAGE(model, BlockerAccepted) {
  FIELD(blocker);
  FIELD(fallback);
}

READINESS_MESSAGE(model, PostLaunchIssueOpened) {
  FIELD(id);
  FIELD(title);
  FIELD(owner);
  FIELD(standard);
  FIELD(cohort);
}

READINESS_MESSAGE(model, PostLaunchIssueClosed) {
  FIELD(issue);
  FIELD(resolution);
}

}  // namespace readiness::wire::internal
