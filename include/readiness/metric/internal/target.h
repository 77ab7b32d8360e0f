// readiness/metric/internal/target.h: what a verdict asks, in the words of a reading.
#pragma once

#include <optional>
#include <string>

#include "readiness/metric/internal/judge_share.h"
#include "readiness/metric/internal/measured.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_spec.h"

namespace readiness::metric::internal {

// Nothing without a target.
[[nodiscard]] inline std::optional<MetricTarget> TargetOf(const MetricSpec& d,
                                                          const Findings& findings) {
  if (!d.target.has_value()) return std::nullopt;
  MetricTarget target;
  target.measure = d.measure;
  target.at = d.at;
  if (d.measure == "within") target.at = JudgedHorizon(d);
  if (d.measure == "step") target.at = d.at.value_or(1);
  target.value = *d.target;
  target.at_least = FindMeasure(d.metric, d.measure)->is_better_high;
  if (d.measure == "between_sd") target.floor = d.floor;
  target.judged_measure = d.measure;
  target.judged_at = target.at;
  target.judged_value = target.value;
  if (const auto share = QuantileOf(d.measure); share.has_value()) {
    target.judged_measure = d.metric == Metric::kEarlyJourneyCompletion ? "completed" : "within";
    target.judged_at = *d.target;
    target.judged_value = *share;
  }
  if (findings.part_count == 1 && findings.gate.has_value()) {
    target.low = findings.gate->low;
    target.high = findings.gate->high;
  }
  target.alpha = d.alpha;
  target.peeking = d.peeking;
  target.part_count = findings.part_count;
  return target;
}

// A cohort as a reading shows it.
[[nodiscard]] inline MetricCohort CohortOf(const std::string& name, Findings findings) {
  MetricCohort cohort;
  cohort.cohort = name;
  cohort.values = std::move(findings.values);
  cohort.sample = findings.sample;
  cohort.verdict = std::string(Name(findings.judgement.verdict));
  cohort.reasons = findings.judgement.reasons.Names();
  cohort.needed_count = findings.needed_count;
  cohort.log_evidence_met = findings.log_evidence_met;
  cohort.log_evidence_not_met = findings.log_evidence_not_met;
  return cohort;
}

}  // namespace readiness::metric::internal
