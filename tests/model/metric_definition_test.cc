#include "readiness/model/metric_definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto_words.h"

namespace readiness::model {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Enum<MetricClose>();
  mirror.Enum<MetricClock>();
  mirror.Enum<MetricPeeking>();
  mirror.Enum<MetricSpending>();
  mirror.Enum<MetricNonresponse>();
  mirror.Enum<MetricSequence>();
  mirror.Struct(READINESS_STRUCT(
      MetricDefinition, metric, measure, at, target, floor, horizon_seconds, reopen_window_seconds,
      counted_close, clock, escalation_tier, top_count, cohort_minimum, least_count, alpha, peeking,
      look_count, look, spending, nonresponse, least_response_rate, count_cap, subjects, step_count,
      watermark_limit_seconds, wrong_share_limit, trend_margin, slope_prior,
      allowed_lateness_seconds, baseline_until, sequence));
  mirror.Struct(READINESS_STRUCT(MetricDefinitions, definitions));
}
READINESS_MIRROR_TESTS(MetricDefinition, "metric_definition.proto", Describe);

TEST(MetricDefinition, ATargetOfZeroIsNotNoTarget) {
  MetricDefinition zero;
  zero.target = 0;
  EXPECT_FALSE(zero == MetricDefinition{});
}

}  // namespace
}  // namespace readiness::model
