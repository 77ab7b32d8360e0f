// wire/metric_messages.h: the messages of metrics as they are read out.
#pragma once

#include "readiness/metric/metric_reading.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(metric, MetricReadings) { FIELD(metrics); }

READINESS_MESSAGE(metric, MetricReading) {
  FIELD(metric);
  FIELD(values);
  FIELD(sample);
  FIELD(verdict);
  FIELD(reasons);
  FIELD(needed_count);
  FIELD(trend);
  FIELD(cohorts);
  FIELD(quality);
  FIELD(complete_through);
  FIELD(trend_evidence);
  FIELD(target);
  FIELD(as_of);
  FIELD(known_at);
  FIELD(trend_comparison);
  FIELD(subjects);
  FIELD(open_ages);
  FIELD(predictions);
  FIELD(log_rank);
  FIELD(log_evidence_met);
  FIELD(log_evidence_not_met);
  FIELD(joint_verdict);
  FIELD(lead);
  FIELD(trend_alpha);
  FIELD(joint_trend);
}

READINESS_MESSAGE(metric, MetricLead) {
  FIELD(flag);
  FIELD(horizon_seconds);
  FIELD(thirds);
  FIELD(spread);
  FIELD(spread_low);
  FIELD(spread_high);
  FIELD(p_value);
}

READINESS_MESSAGE(metric, MetricLeadThird) {
  FIELD(longest_lag_seconds);
  FIELD(count);
  FIELD(escalated_count);
}

READINESS_MESSAGE(metric, MetricLogRank) {
  FIELD(statistic);
  FIELD(degrees_of_freedom);
  FIELD(p_value);
  FIELD(cohorts);
}

READINESS_MESSAGE(metric, MetricLogRankCohort) {
  FIELD(cohort);
  FIELD(observed);
  FIELD(expected);
}

READINESS_MESSAGE(metric, MetricPrediction) {
  FIELD(prediction);
  FIELD(metric);
  FIELD(measure);
  FIELD(cohort);
  FIELD(unit);
  FIELD(result);
  FIELD(expected);
  FIELD(expected_low);
  FIELD(expected_high);
  FIELD(actual);
  FIELD(error);
  FIELD(crps);
  FIELD(log_score);
  FIELD(baseline_crps);
  FIELD(actual_probability);
  FIELD(failed_assumptions);
}

READINESS_MESSAGE(metric, MetricOpenAges) {
  FIELD(count);
  FIELD(median_seconds);
  FIELD(p90_seconds);
  FIELD(longest_seconds);
}

READINESS_MESSAGE(metric, MetricTarget) {
  FIELD(measure);
  FIELD(at);
  FIELD(value);
  FIELD(at_least);
  FIELD(floor);
  FIELD(judged_measure);
  FIELD(judged_at);
  FIELD(judged_value);
  FIELD(low);
  FIELD(high);
  FIELD(alpha);
  FIELD(peeking);
  FIELD(part_count);
}

READINESS_MESSAGE(metric, MetricComparison) {
  FIELD(reasons);
  FIELD(baseline_weeks);
  FIELD(weeks);
  FIELD(before_low);
  FIELD(before_high);
  FIELD(since_low);
  FIELD(since_high);
  FIELD(crossed_at);
  FIELD(ever);
}

READINESS_MESSAGE(metric, MetricSubject) {
  FIELD(subject);
  FIELD(values);
  FIELD(sample);
  FIELD(verdict);
  FIELD(reasons);
  FIELD(needed_count);
}

READINESS_MESSAGE(metric, MetricTrend) {
  FIELD(weeks);
  FIELD(per_week);
  FIELD(low);
  FIELD(high);
  FIELD(log_evidence);
  FIELD(largest_log_evidence);
  FIELD(largest_at);
  FIELD(crossed_at);
  FIELD(ever);
  FIELD(autocorrelation);
  FIELD(reasons);
  FIELD(last_week_p_value);
  FIELD(last_week_alpha);
  FIELD(log_evidence_flat);
}

READINESS_MESSAGE(metric, MetricValue) {
  FIELD(measure);
  FIELD(at);
  FIELD(estimate);
  FIELD(low);
  FIELD(high);
  FIELD(anytime_low);
  FIELD(anytime_high);
  FIELD(unit);
  FIELD(method);
  FIELD(provisional);
  FIELD(p_value);
  FIELD(worst_case);
  FIELD(bin_low);
  FIELD(bin_high);
  FIELD(log_evidence);
}

READINESS_MESSAGE(metric, MetricSample) {
  FIELD(total);
  FIELD(events);
  FIELD(open);
  FIELD(competing);
  FIELD(matured);
  FIELD(exposure);
}

READINESS_MESSAGE(metric, MetricCohort) {
  FIELD(cohort);
  FIELD(values);
  FIELD(sample);
  FIELD(verdict);
  FIELD(reasons);
  FIELD(needed_count);
  FIELD(log_evidence_met);
  FIELD(log_evidence_not_met);
  FIELD(joint_verdict);
}

READINESS_MESSAGE(metric, MetricQuality) {
  FIELD(duplicates);
  FIELD(late);
  FIELD(clamped);
  FIELD(unknown_cohort);
  FIELD(two_cohorts);
  FIELD(without_start);
  FIELD(without_due);
  FIELD(after_moment);
}

}  // namespace readiness::wire::internal
