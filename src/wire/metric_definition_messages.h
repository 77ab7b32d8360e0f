// wire/metric_definition_messages.h: the messages of what metrics mean.
//
// See wire/mapping.h. Threads: declarations only.
#pragma once

#include "readiness/model/metric_definition.h"

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
  FIELD(allowed_lateness_seconds);
  FIELD(baseline_until);
  FIELD(sequence);
}

}  // namespace readiness::wire::internal
