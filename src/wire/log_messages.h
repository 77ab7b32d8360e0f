// wire/log_messages.h: the fields of an entry of the log and of its facts, each named once.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/entry.h"

#include "wire/decision_messages.h"
#include "wire/evidence_messages.h"
#include "wire/mapping.h"
#include "wire/policy_messages.h"
#include "wire/prediction_messages.h"
#include "wire/risk_messages.h"
#include "wire/scope_messages.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, Party) {
  FIELD(id);
  FIELD(name);
  FIELD(kind);
}

READINESS_MESSAGE(model, PartyAdded) { FIELD(party); }

READINESS_MESSAGE(model, RoleAssigned) {
  FIELD(party);
  FIELD(role);
  FIELD(scope);
  FIELD(until);
}

READINESS_MESSAGE(model, CycleOpened) {
  FIELD(id);
  FIELD(title);
  FIELD(opener);
}

READINESS_MESSAGE(model, CalendarSet) {
  FIELD(milestones);
  FIELD(review_interval);
  FIELD(window_start);
  FIELD(window_end);
}

READINESS_MESSAGE(model, Milestone) {
  FIELD(name);
  FIELD(kind);
  FIELD(at);
}

READINESS_MESSAGE(model, OutcomeDefined) { FIELD(outcome); }

READINESS_MESSAGE(model, Outcome) {
  FIELD(id);
  FIELD(statement);
  FIELD(metric);
  FIELD(unit);
  FIELD(baseline);
  FIELD(target);
  FIELD(comparison);
  FIELD(window_start);
  FIELD(window_end);
  FIELD(ritual);
  FIELD(progress_signal);
  FIELD(lens);
  FIELD(conditions);
}

READINESS_MESSAGE(model, Condition) {
  FIELD(id);
  FIELD(text);
  FIELD(criterion);
}

READINESS_MESSAGE(model, Launched) {
  FIELD(release);
  FIELD(note);
}

READINESS_MESSAGE(model, CycleClosed) { FIELD(note); }

READINESS_MESSAGE(model, ImportIssueNoted) {
  FIELD(file);
  FIELD(row);
  FIELD(field);
  FIELD(message);
}

READINESS_MESSAGE(model, CriterionSet) { FIELD(criterion); }

READINESS_MESSAGE(model, EvidenceRecorded) { FIELD(evidence); }

READINESS_MESSAGE(model, EvidenceRetracted) {
  FIELD(evidence);
  FIELD(reason);
}

READINESS_MESSAGE(model, SignalObserved) {
  FIELD(signal);
  FIELD(state);
  FIELD(source);
}

READINESS_MESSAGE(model, GateDecided) {
  FIELD(gate);
  FIELD(kind);
  FIELD(verdict);
  FIELD(rationale);
  FIELD(lens_result);
  FIELD(is_signal_reachable);
  FIELD(follow_up_owner);
  FIELD(follow_up_ritual);
}

READINESS_MESSAGE(model, ConditionMet) {
  FIELD(approval);
  FIELD(condition);
}

READINESS_MESSAGE(model, WaiverGranted) {
  FIELD(id);
  FIELD(path);
  FIELD(reason);
  FIELD(until);
}

READINESS_MESSAGE(model, OverrideGranted) {
  FIELD(id);
  FIELD(verdict);
  FIELD(approvers);
  FIELD(reason);
  FIELD(until);
}

READINESS_MESSAGE(model, EscalationRaised) {
  FIELD(id);
  FIELD(subject);
  FIELD(to);
  FIELD(reason);
}

READINESS_MESSAGE(model, EscalationAcknowledged) {
  FIELD(escalation);
  FIELD(note);
}

READINESS_MESSAGE(model, CommentOpened) {
  FIELD(id);
  FIELD(section);
  FIELD(objective);
  FIELD(text);
  FIELD(decision);
}

READINESS_MESSAGE(model, CommentDecided) {
  FIELD(comment);
  FIELD(answer);
  FIELD(decision);
}

READINESS_MESSAGE(model, CommentWithdrawn) {
  FIELD(comment);
  FIELD(reason);
}

READINESS_MESSAGE(model, RitualDeclared) {
  FIELD(ritual);
  FIELD(owner);
  FIELD(cadence);
  FIELD_UNDERSCORED(template);
}

READINESS_MESSAGE(model, ReviewClosed) {
  FIELD(id);
  FIELD(note);
}

READINESS_MESSAGE(model, PracticeHeld) {
  FIELD(practice);
  FIELD(note);
}

READINESS_MESSAGE(model, PostLaunchReviewScheduled) {
  FIELD(id);
  FIELD(at);
  FIELD(owner);
  FIELD(covers_outcome);
  FIELD(covers_risk);
  FIELD(metric);
  FIELD(expectation);
}

READINESS_MESSAGE(model, PostLaunchReviewHeld) {
  FIELD(review);
  FIELD(findings);
}

READINESS_MESSAGE(model, RetrospectiveHeld) {
  FIELD(id);
  FIELD(findings);
}

READINESS_MESSAGE(model, SupportPassHeld) {
  FIELD(id);
  FIELD(has_improved);
  FIELD(scope_changes);
}

READINESS_MESSAGE(model, ReportPublished) {
  FIELD(id);
  FIELD(kind);
  FIELD(title);
}

READINESS_MESSAGE(model, MetricBound) {
  FIELD(metric);
  FIELD(owner);
  FIELD(decision);
  FIELD(expectation);
  FIELD(pressure);
}

READINESS_MESSAGE(model, PolicySet) { FIELD(policy); }

READINESS_MESSAGE(model, Entry) {
  FIELD(seq);
  FIELD(id);
  FIELD(recorded_at);
  FIELD(occurred_at);
  FIELD(actor);
  FIELD(on_behalf_of);
  ALTERNATIVE(fact, model::CycleOpened, cycle_opened);
  ALTERNATIVE(fact, model::CalendarSet, calendar_set);
  ALTERNATIVE(fact, model::OutcomeDefined, outcome_defined);
  ALTERNATIVE(fact, model::PartyAdded, party_added);
  ALTERNATIVE(fact, model::RoleAssigned, role_assigned);
  ALTERNATIVE(fact, model::PolicySet, policy_set);
  ALTERNATIVE(fact, model::ScopeLocked, scope_locked);
  ALTERNATIVE(fact, model::ScopeUnlocked, scope_unlocked);
  ALTERNATIVE(fact, model::Launched, launched);
  ALTERNATIVE(fact, model::CycleClosed, cycle_closed);
  ALTERNATIVE(fact, model::ImportIssueNoted, import_issue_noted);
  ALTERNATIVE(fact, model::NodeDeclared, node_declared);
  ALTERNATIVE(fact, model::EdgeDeclared, edge_declared);
  ALTERNATIVE(fact, model::TouchpointDeclared, touchpoint_declared);
  ALTERNATIVE(fact, model::CommonCauseDeclared, common_cause_declared);
  ALTERNATIVE(fact, model::DependencyDeclared, dependency_declared);
  ALTERNATIVE(fact, model::DecisionOpened, decision_opened);
  ALTERNATIVE(fact, model::DecisionOwnerAssigned, decision_owner_assigned);
  ALTERNATIVE(fact, model::DecisionDelegated, decision_delegated);
  ALTERNATIVE(fact, model::DecisionSubmitted, decision_submitted);
  ALTERNATIVE(fact, model::DecisionDecided, decision_decided);
  ALTERNATIVE(fact, model::DecisionSuperseded, decision_superseded);
  ALTERNATIVE(fact, model::DecisionWithdrawn, decision_withdrawn);
  ALTERNATIVE(fact, model::DecisionReopened, decision_reopened);
  ALTERNATIVE(fact, model::DecisionDescoped, decision_descoped);
  ALTERNATIVE(fact, model::HandoffIssued, handoff_issued);
  ALTERNATIVE(fact, model::ImplementationStarted, implementation_started);
  ALTERNATIVE(fact, model::ImplementationVerified, implementation_verified);
  ALTERNATIVE(fact, model::CriterionSet, criterion_set);
  ALTERNATIVE(fact, model::EvidenceRecorded, evidence_recorded);
  ALTERNATIVE(fact, model::EvidenceRetracted, evidence_retracted);
  ALTERNATIVE(fact, model::SignalObserved, signal_observed);
  ALTERNATIVE(fact, model::GateDecided, gate_decided);
  ALTERNATIVE(fact, model::ConditionMet, condition_met);
  ALTERNATIVE(fact, model::WaiverGranted, waiver_granted);
  ALTERNATIVE(fact, model::OverrideGranted, override_granted);
  ALTERNATIVE(fact, model::RiskRaised, risk_raised);
  ALTERNATIVE(fact, model::RiskOwnerAssigned, risk_owner_assigned);
  ALTERNATIVE(fact, model::RiskEstimated, risk_estimated);
  ALTERNATIVE(fact, model::RiskAppeared, risk_appeared);
  ALTERNATIVE(fact, model::MitigationPlanned, mitigation_planned);
  ALTERNATIVE(fact, model::RiskMitigated, risk_mitigated);
  ALTERNATIVE(fact, model::RiskVerified, risk_verified);
  ALTERNATIVE(fact, model::BlockerOpened, blocker_opened);
  ALTERNATIVE(fact, model::BlockerResolved, blocker_resolved);
  ALTERNATIVE(fact, model::BlockerReopened, blocker_reopened);
  ALTERNATIVE(fact, model::BlockerAccepted, blocker_accepted);
  ALTERNATIVE(fact, model::PostLaunchIssueOpened, post_launch_issue_opened);
  ALTERNATIVE(fact, model::PostLaunchIssueClosed, post_launch_issue_closed);
  ALTERNATIVE(fact, model::EscalationRaised, escalation_raised);
  ALTERNATIVE(fact, model::EscalationAcknowledged, escalation_acknowledged);
  ALTERNATIVE(fact, model::ArtifactVersionPublished, artifact_version_published);
  ALTERNATIVE(fact, model::ScopeItemRequested, scope_item_requested);
  ALTERNATIVE(fact, model::ScopeItemLinked, scope_item_linked);
  ALTERNATIVE(fact, model::ApprovalGranted, approval_granted);
  ALTERNATIVE(fact, model::ApprovalWithdrawn, approval_withdrawn);
  ALTERNATIVE(fact, model::ScopeChangeRequested, scope_change_requested);
  ALTERNATIVE(fact, model::ScopeChangeDecided, scope_change_decided);
  ALTERNATIVE(fact, model::PilotStarted, pilot_started);
  ALTERNATIVE(fact, model::PilotClosed, pilot_closed);
  ALTERNATIVE(fact, model::ParallelClassOverridden, parallel_class_overridden);
  ALTERNATIVE(fact, model::CommentOpened, comment_opened);
  ALTERNATIVE(fact, model::CommentDecided, comment_decided);
  ALTERNATIVE(fact, model::CommentWithdrawn, comment_withdrawn);
  ALTERNATIVE(fact, model::RitualDeclared, ritual_declared);
  ALTERNATIVE(fact, model::ReviewClosed, review_closed);
  ALTERNATIVE(fact, model::PracticeHeld, practice_held);
  ALTERNATIVE(fact, model::RetrospectiveHeld, retrospective_held);
  ALTERNATIVE(fact, model::SupportPassHeld, support_pass_held);
  ALTERNATIVE(fact, model::PostLaunchReviewScheduled, post_launch_review_scheduled);
  ALTERNATIVE(fact, model::PostLaunchReviewHeld, post_launch_review_held);
  ALTERNATIVE(fact, model::ReportPublished, report_published);
  ALTERNATIVE(fact, model::PredictionLocked, prediction_locked);
  ALTERNATIVE(fact, model::ActualRecorded, actual_recorded);
  ALTERNATIVE(fact, model::MetricBound, metric_bound);
}

}  // namespace readiness::wire::internal
