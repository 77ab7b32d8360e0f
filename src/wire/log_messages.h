// wire/log_messages.h: the fields of the log and of what it is made of, each named once.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/base/window.h"
#include "readiness/model/entry.h"

#include "wire/mapping.h"
#include "wire/metric_definition_messages.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(base, Window) {
  FIELD(kind);
  REQUIRED_FIELD(amount);
  FIELD(unit);
}

READINESS_MESSAGE(model, DecisionTable) {
  FIELD(id);
  FIELD(columns);
  FIELD(outcomes);
  FIELD(hit_policy);
  FIELD(rows);
  FIELD(must_be_monotone);
  FIELD(may_have_gaps);
}

READINESS_MESSAGE(model, TableColumn) {
  FIELD(name);
  FIELD(values);
}

READINESS_MESSAGE(model, TableRow) {
  FIELD(cells);
  FIELD(outcomes);
  FIELD(priority);
}

READINESS_MESSAGE(model, TableCell) {
  FIELD(any_of);
  FIELD(low);
  FIELD(high);
  FIELD(low_is_open);
  FIELD(high_is_closed);
}

READINESS_MESSAGE(model, Criterion) {
  FIELD(id);
  FIELD(title);
  FIELD(stage);
  FIELD(gate);
  FIELD(level);
  FIELD(role);
  FIELD(metric);
  FIELD(unit);
  FIELD(comparison);
  FIELD(threshold);
  FIELD(margin);
  FIELD(baseline);
  FIELD(min_sample_count);
  FIELD(max_age_seconds);
  FIELD(confidence);
  FIELD(peeking);
  FIELD(weight);
  FIELD(owner);
  FIELD(on_unknown);
  FIELD(guard);
  FIELD(formula);
  FIELD(table);
  FIELD(decision);
  FIELD(guards_metric);
  FIELD(metric_reference);
  FIELD(power);
}

READINESS_MESSAGE(model, MetricReference) {
  FIELD(metric);
  FIELD(measure);
  FIELD(at);
  FIELD(cohort);
  FIELD(since);
}

READINESS_MESSAGE(model, Formula) {
  FIELD(op);
  FIELD(criterion);
  FIELD(parts);
  FIELD(at_least_count);
  FIELD(weights);
  FIELD(pass_share);
}

READINESS_MESSAGE(model, TableTest) {
  FIELD(table);
  FIELD(inputs);
  FIELD(pass_outcomes);
}

READINESS_MESSAGE(model, TableInput) {
  FIELD(metric);
  FIELD(max_age_seconds);
}

READINESS_MESSAGE(model, Evidence) {
  FIELD(id);
  FIELD(metric);
  FIELD(unit);
  ALTERNATIVE(finding, double, value);
  ALTERNATIVE(finding, model::MeanFinding, mean);
  ALTERNATIVE(finding, model::ShareFinding, share);
  ALTERNATIVE(finding, model::IntervalFinding, interval);
  ALTERNATIVE(finding, model::Ordinal, ordinal);
  ALTERNATIVE(finding, bool, holds);
  ALTERNATIVE(finding, model::ScoresFinding, scores);
  ALTERNATIVE(finding, model::RatioFinding, ratio);
  ALTERNATIVE(finding, model::AllocationFinding, allocation);
  FIELD(observed_at);
  FIELD(source);
  FIELD(method);
  FIELD(digest);
  FIELD(subject);
  FIELD(sample_count);
  FIELD(observed_from);
}

READINESS_MESSAGE(model, MeanFinding) {
  REQUIRED_FIELD(mean);
  FIELD(standard_error);
  FIELD(count);
  FIELD(lower_bound);
  FIELD(upper_bound);
}

READINESS_MESSAGE(model, ShareFinding) {
  REQUIRED_FIELD(success_count);
  FIELD(trial_count);
}

READINESS_MESSAGE(model, IntervalFinding) {
  FIELD(estimate);
  REQUIRED_FIELD(low);
  REQUIRED_FIELD(high);
  FIELD(confidence);
  FIELD(count);
  FIELD(is_anytime);
}

READINESS_MESSAGE(model, ScoreCount) {
  REQUIRED_FIELD(score);
  FIELD(count);
}

READINESS_MESSAGE(model, ScoresFinding) {
  FIELD(scores);
  REQUIRED_FIELD(lower_bound);
  REQUIRED_FIELD(upper_bound);
}

READINESS_MESSAGE(model, RatioFinding) {
  REQUIRED_FIELD(numerator_mean);
  FIELD(denominator_mean);
  FIELD(numerator_standard_error);
  FIELD(denominator_standard_error);
  FIELD(covariance);
  FIELD(count);
}

READINESS_MESSAGE(model, AllocationFinding) {
  FIELD(counts);
  FIELD(weights);
}

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

READINESS_MESSAGE(model, ScopeLocked) { FIELD(reason); }

READINESS_MESSAGE(model, ScopeUnlocked) { FIELD(reason); }

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

READINESS_MESSAGE(model, PredictionLocked) {
  FIELD(id);
  FIELD(metric);
  FIELD(measure);
  FIELD(at);
  FIELD(cohort);
  FIELD(due);
  FIELD(expected);
  FIELD(delta);
  FIELD(low);
  FIELD(high);
  FIELD(unit);
  FIELD(assumptions);
  FIELD(owner);
  FIELD(quantiles);
  FIELD(chance);
  FIELD(beta);
  FIELD(gamma);
  FIELD(log_normal);
  FIELD(baseline);
}

READINESS_MESSAGE(model, PredictionQuantile) {
  FIELD(probability);
  FIELD(value);
}

READINESS_MESSAGE(model, PredictionBeta) {
  FIELD(a);
  FIELD(b);
}

READINESS_MESSAGE(model, PredictionGamma) {
  FIELD(shape);
  FIELD(rate);
}

READINESS_MESSAGE(model, PredictionLogNormal) {
  FIELD(log_mean);
  FIELD(log_sd);
}

READINESS_MESSAGE(model, ActualRecorded) {
  FIELD(prediction);
  FIELD(value);
  FIELD(low);
  FIELD(high);
  FIELD(unit);
  FIELD(source);
  FIELD(failed_assumptions);
}

READINESS_MESSAGE(model, MetricBound) {
  FIELD(metric);
  FIELD(owner);
  FIELD(decision);
  FIELD(expectation);
  FIELD(pressure);
}

READINESS_MESSAGE(model, PolicySet) { FIELD(policy); }

READINESS_MESSAGE(model, Policy) {
  FIELD(id);
  FIELD(criteria);
  FIELD(vetoes);
  FIELD(tier_table);
  FIELD(risk_bands);
  FIELD(owner_window);
  FIELD(review_interval);
  FIELD(retrospective_window);
  FIELD(support_pass_begin);
  FIELD(support_pass_window);
  FIELD(act_risk_window);
  FIELD(open_comments_per_decision);
  FIELD(override_approver_count);
  FIELD(opposing_override_approver_count);
  FIELD(metrics);
}

READINESS_MESSAGE(model, PolicyCriterion) {
  FIELD(kind);
  FIELD(rule);
  FIELD(stage);
  FIELD(level);
  FIELD(title);
}

READINESS_MESSAGE(model, PolicyVeto) {
  FIELD(rule);
  FIELD(cap);
  FIELD(title);
}

READINESS_MESSAGE(model, RiskBands) {
  FIELD(likelihood_medium);
  FIELD(likelihood_high);
  FIELD(proximity_near);
  FIELD(proximity_touching);
  FIELD(severity_major);
  FIELD(severity_severe);
  FIELD(launch_soon);
  FIELD(launch_imminent);
}

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
