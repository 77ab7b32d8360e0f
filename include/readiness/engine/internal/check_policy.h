// readiness/engine/internal/check_policy.h: is a policy one that the engine can follow?
#pragma once

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "readiness/decision/table.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/internal/fold_context.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::engine::internal {

[[nodiscard]] inline absl::Status CheckRiskBands(const model::RiskBands& bands) {
  struct Cut {
    std::string_view name;
    double lower;
    double upper;
  };
  for (const Cut& cut : {Cut{"likelihood", bands.likelihood_medium, bands.likelihood_high},
                         Cut{"proximity", bands.proximity_near, bands.proximity_touching},
                         Cut{"severity", bands.severity_major, bands.severity_severe}}) {
    if (!(cut.lower > 0 && cut.lower < cut.upper && cut.upper <= 1)) {
      return base::Invalid("R27", base::Cat("policy.risk_bands: the cuts of ", cut.name,
                                            " must keep 0 < first < second <= 1, got ", cut.lower,
                                            " and ", cut.upper));
    }
  }
  return absl::OkStatus();
}

[[nodiscard]] inline absl::Status CheckTierTable(const model::DecisionTable& table) {
  READINESS_RETURN_IF_ERROR(base::At("policy.tier_table", decision::Table::Load(table).status()));
  const model::DecisionTable& shape = DefaultPolicy().tier_table;
  bool fits = table.columns.size() == shape.columns.size() && table.outcomes == shape.outcomes;
  for (size_t i = 0; fits && i < shape.columns.size(); ++i) {
    fits = table.columns[i] == shape.columns[i];
  }
  if (!fits) {
    return base::Invalid("R27",
                         "policy.tier_table must have the columns, values and outcomes of "
                         "default/1; see `readiness policy`");
  }
  if (table.hit_policy != model::HitPolicy::kUnique &&
      table.hit_policy != model::HitPolicy::kUnspecified) {
    return base::Invalid("R27", "policy.tier_table must have hit policy UNIQUE");
  }
  if (!table.must_be_monotone || table.may_have_gaps) {
    return base::Invalid("R27",
                         "policy.tier_table must be monotone and without gaps: a worse input may "
                         "never lower the tier; set must_be_monotone");
  }
  return absl::OkStatus();
}

// Definitions of metrics, one a metric.
[[nodiscard]] inline absl::Status CheckMetrics(
    const std::vector<model::MetricDefinition>& definitions) {
  std::set<metric::Metric> defined;
  for (size_t i = 0; i < definitions.size(); ++i) {
    const std::string where = base::Cat("policy.metrics[", i, "]");
    const auto spec = metric::MakeMetricSpec(definitions[i]);
    if (!spec.ok()) return base::At(where, spec.status());
    if (!defined.insert(spec->metric).second) {
      return base::Invalid("identity",
                           base::Cat(where, ": ", definitions[i].metric, " is defined twice"));
    }
  }
  return absl::OkStatus();
}

[[nodiscard]] inline absl::Status CheckPolicy(const model::Policy& policy) {
  READINESS_RETURN_IF_ERROR(NeedText("identity", "policy.id", policy.id));
  std::set<std::string> kinds;
  for (const model::PolicyCriterion& asked : policy.criteria) {
    const auto* known = std::find_if(std::begin(kKinds), std::end(kKinds),
                                     [&asked](const auto& row) { return row.kind == asked.kind; });
    if (known == std::end(kKinds)) {
      return base::Unknown("reference",
                           base::Cat("policy.criteria: kind ", Quoted(asked.kind),
                                     " is no question of this engine; see `readiness policy`"));
    }
    if (!kinds.insert(asked.kind).second) {
      return base::Invalid(
          "identity", base::Cat("policy.criteria: kind ", Quoted(asked.kind), " is given twice"));
    }
    if (asked.level == model::Level::kUnspecified || asked.stage == model::Stage::kUnspecified) {
      return base::Invalid("value", base::Cat("policy.criteria: kind ", Quoted(asked.kind),
                                              " needs a stage and a level"));
    }
  }
  std::set<std::string> rules;
  for (const model::PolicyVeto& veto : policy.vetoes) {
    const auto* known = std::find_if(std::begin(kVetoes), std::end(kVetoes),
                                     [&veto](const auto& row) { return row.rule == veto.rule; });
    if (known == std::end(kVetoes)) {
      return base::Unknown("reference",
                           base::Cat("policy.vetoes: ", Quoted(veto.rule),
                                     " is no veto of this engine; see `readiness policy`"));
    }
    if (!rules.insert(veto.rule).second) {
      return base::Invalid("identity",
                           base::Cat("policy.vetoes: ", Quoted(veto.rule), " is given twice"));
    }
    if (veto.cap == model::Verdict::kUnspecified) {
      return base::Invalid("value", base::Cat("policy.vetoes: ", Quoted(veto.rule), " has no cap"));
    }
  }
  READINESS_RETURN_IF_ERROR(CheckRiskBands(policy.risk_bands));
  READINESS_RETURN_IF_ERROR(CheckTierTable(policy.tier_table));
  struct Named {
    std::string_view name;
    const std::optional<base::Window>& window;
  };
  for (const Named& each :
       {Named{"policy.owner_window", policy.owner_window},
        Named{"policy.review_interval", policy.review_interval},
        Named{"policy.retrospective_window", policy.retrospective_window},
        Named{"policy.support_pass_begin", policy.support_pass_begin},
        Named{"policy.support_pass_window", policy.support_pass_window},
        Named{"policy.act_risk_window", policy.act_risk_window},
        Named{"policy.risk_bands.launch_soon", policy.risk_bands.launch_soon},
        Named{"policy.risk_bands.launch_imminent", policy.risk_bands.launch_imminent}}) {
    if (!each.window.has_value()) {
      return base::Invalid("value", base::Cat(each.name, " is missing"));
    }
    READINESS_RETURN_IF_ERROR(NeedWindow(each.name, each.window));
  }
  if (calendar::ElapsedLength(*policy.review_interval).value() <= absl::ZeroDuration()) {
    return base::Invalid("value", "policy.review_interval must be longer than nothing");
  }
  READINESS_RETURN_IF_ERROR(CheckMetrics(policy.metrics));
  if (policy.open_comments_per_decision < 1) {
    return base::Invalid("R22", base::Cat("policy.open_comments_per_decision must be >= 1, got ",
                                          policy.open_comments_per_decision));
  }
  if (policy.override_approver_count < 1 ||
      policy.opposing_override_approver_count < policy.override_approver_count) {
    return base::Invalid("override",
                         "policy: an override needs at least one approver, and one "
                         "that is above the computed verdict at least as many");
  }
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
