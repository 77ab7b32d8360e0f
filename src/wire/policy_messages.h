// wire/policy_messages.h: what is asked of a rollout: policies, their criteria and decision tables.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/base/window.h"
#include "readiness/model/criterion.h"
#include "readiness/model/policy.h"
#include "readiness/model/table.h"

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

}  // namespace readiness::wire::internal
