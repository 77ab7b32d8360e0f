// wire/assessment_messages.h: the fields of an assessment, each named once.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/engine/assessment.h"
#include "readiness/model/verdict.h"

#include "wire/mapping.h"
#include "wire/metric_messages.h"
#include "wire/ranking_messages.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, Issue) {
  FIELD(severity);
  FIELD(path);
  FIELD(message);
}

READINESS_MESSAGE(engine, AgendaItem) {
  FIELD(kind);
  FIELD(subject);
  FIELD(owner);
  FIELD(due);
  FIELD(state);
}

READINESS_MESSAGE(engine, CertificateLeaf) { FIELD(path); }

READINESS_MESSAGE(engine, Flip) {
  FIELD(path);
  FIELD(from);
  FIELD(to);
}

READINESS_MESSAGE(engine, Resolution) {
  FIELD(path);
  FIELD(reason);
  FIELD(owner);
  FIELD(next_step);
  FIELD(to);
}

READINESS_MESSAGE(engine, Veto) {
  FIELD(rule);
  FIELD(path);
  FIELD(cap);
}

READINESS_MESSAGE(engine, Waiver) {
  FIELD(id);
  FIELD(path);
  FIELD(by);
  FIELD(reason);
  FIELD(until);
}

READINESS_MESSAGE(engine, Override) {
  FIELD(id);
  FIELD(verdict);
  FIELD(approvers);
  FIELD(reason);
  FIELD(until);
}

READINESS_MESSAGE(engine, Constraint) {
  FIELD(decision);
  FIELD(text);
  FIELD(criteria);
}

READINESS_MESSAGE(engine, NearMiss) {
  FIELD(table);
  FIELD(row);
  FIELD(column);
  FIELD(wanted);
  FIELD(outcomes);
}

READINESS_MESSAGE(engine, Assessment) {
  FIELD(cycle);
  FIELD(playbook);
  FIELD(as_of);
  FIELD(verdict);
  FIELD(raw_verdict);
  FIELD(valid_until);
  FIELD(next_review);
  FIELD(stages);
  FIELD(certificate);
  FIELD(flip);
  FIELD(resolution);
  FIELD(vetoes);
  FIELD(waivers);
  FIELD(overrides);
  FIELD(constraints);
  FIELD(near_misses);
  FIELD(risks);
  FIELD(scope);
  FIELD(blocked_work);
  FIELD(actions);
  FIELD(metrics);
  FIELD(agenda);
  FIELD(summary);
  FIELD(since);
  FIELD(issues);
  FIELD(inputs_digest);
  FIELD(engine_version);
  FIELD(to_no_go);
  FIELD(resolution_gives_go);
  FIELD(flip_verdict);
  FIELD(certificate_is_minimal);
  FIELD(flip_is_exact);
  FIELD(resolution_is_minimal);
  FIELD(launched_at);
  FIELD(expected_loss_low);
  FIELD(expected_loss_high);
  FIELD(computed_verdict);
  FIELD(policy);
  FIELD(closed_at);
  FIELD(phase);
  FIELD(circular_dependencies);
}

READINESS_MESSAGE(engine, StageAssessment) {
  FIELD(stage);
  FIELD(verdict);
  FIELD(criteria);
}

READINESS_MESSAGE(engine, ScoreShare) {
  FIELD(part);
  FIELD(weight);
  FIELD(low);
  FIELD(high);
}

READINESS_MESSAGE(engine, CriterionResult) {
  FIELD(id);
  FIELD(title);
  FIELD(role);
  FIELD(level);
  FIELD(result);
  FIELD(reason);
  FIELD(value);
  FIELD(threshold);
  FIELD(owner);
  FIELD(next_step);
  FIELD(evidence);
  FIELD(valid_until);
  FIELD(method);
  FIELD(needed_count);
  FIELD(ready_at);
  FIELD(shares);
  FIELD(score_low);
  FIELD(score_high);
  FIELD(formula);
}

READINESS_MESSAGE(engine, FormulaPart) {
  FIELD(op);
  FIELD(criterion);
  FIELD(result);
  FIELD(reason);
  FIELD(is_decisive);
  FIELD(valid_until);
  FIELD(parts);
}

READINESS_MESSAGE(engine, Scope) {
  FIELD(in);
  FIELD(out);
}

READINESS_MESSAGE(engine, ScopeGap) {
  FIELD(item);
  FIELD(missing);
}

READINESS_MESSAGE(engine, Summary) {
  FIELD(decisions);
  FIELD(approvals);
  FIELD(scope_changes);
  FIELD(blockers);
  FIELD(comments);
  FIELD(risks);
  FIELD(post_launch_issues);
  FIELD(scope_items);
}

READINESS_MESSAGE(engine, Since) {
  FIELD(as_of);
  FIELD(verdict);
  FIELD(now_passing);
  FIELD(now_failing);
  FIELD(moved);
  FIELD(newly_asked);
  FIELD(new_vetoes);
}

READINESS_MESSAGE(engine, RiskMove) {
  FIELD(risk);
  FIELD(from);
  FIELD(to);
}

}  // namespace readiness::wire::internal
