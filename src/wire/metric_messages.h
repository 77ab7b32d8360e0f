// wire/metric_messages.h: the messages of metrics as they are read out.
#pragma once

#include "readiness/metric/metric_reading.h"
#include "readiness/v1/metric_reading.pb.h"

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
