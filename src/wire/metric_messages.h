// wire/metric_messages.h: the messages of metrics: definitions in, readings out.
#pragma once

#include "readiness/metric/metric_reading.h"
#include "readiness/model/metric_definition.h"
#include "readiness/v1/metric_definition.pb.h"
#include "readiness/v1/metric_reading.pb.h"

#include "wire/mapping.h"

namespace readiness::wire::internal {

READINESS_MESSAGE(model, MetricDefinitions) { FIELD(definitions); }

READINESS_MESSAGE(model, MetricDefinition) {
  FIELD(metric);
  FIELD(measure);
  FIELD(at);
  FIELD(target);
  FIELD(floor);
  FIELD(horizon_seconds);
  FIELD(reopen_window_seconds);
  FIELD(counted_close);
  FIELD(clock);
  FIELD(escalation_tier);
  FIELD(top_count);
  FIELD(cohort_minimum);
  FIELD(least_count);
  FIELD(alpha);
  FIELD(peeking);
  FIELD(look_count);
  FIELD(look);
  FIELD(spending);
  FIELD(nonresponse);
  FIELD(least_response_rate);
  FIELD(count_cap);
  FIELD(subjects);
  FIELD(step_count);
  FIELD(watermark_limit_seconds);
  FIELD(wrong_share_limit);
  FIELD(trend_margin);
  FIELD(slope_prior);
}

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
}

READINESS_MESSAGE(metric, MetricQuality) {
  FIELD(duplicates);
  FIELD(late);
  FIELD(clamped);
  FIELD(unknown_cohort);
}

}  // namespace readiness::wire::internal
