#include "readiness/metric/metric_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../model/proto_words.h"

template <>
struct readiness::proto_words::Given<readiness::metric::MetricSample> {
  static void Set(metric::MetricSample& sample) { sample.total = 7; }
};
template <>
struct readiness::proto_words::Given<readiness::metric::MetricQuality> {
  static void Set(metric::MetricQuality& quality) { quality.late = 7; }
};

namespace readiness::metric {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(MetricValue, measure, at, estimate, low, high, anytime_low,
                                 anytime_high, unit, method, provisional, p_value, worst_case,
                                 bin_low, bin_high, log_evidence, obstacles, can_miss),
                {"obstacles", "can_miss"});
  mirror.Struct(READINESS_STRUCT(MetricSample, total, events, open, competing, matured, exposure));
  mirror.Struct(READINESS_STRUCT(MetricCohort, cohort, values, sample, verdict, reasons,
                                 needed_count, log_evidence_met, log_evidence_not_met,
                                 joint_verdict));
  mirror.Struct(READINESS_STRUCT(MetricQuality, duplicates, late, clamped, unknown_cohort,
                                 two_cohorts, without_start, without_due, after_moment));
  mirror.Struct(READINESS_STRUCT(
      MetricReading, metric, values, sample, verdict, reasons, needed_count, trend, cohorts,
      quality, complete_through, trend_evidence, target, as_of, known_at, trend_comparison,
      subjects, open_ages, predictions, log_rank, log_evidence_met, log_evidence_not_met,
      joint_verdict, lead, trend_alpha, joint_trend));
  mirror.Struct(READINESS_STRUCT(MetricLead, flag, horizon_seconds, thirds, spread, spread_low,
                                 spread_high, p_value));
  mirror.Struct(READINESS_STRUCT(MetricLeadThird, longest_lag_seconds, count, escalated_count));
  mirror.Struct(READINESS_STRUCT(MetricLogRank, statistic, degrees_of_freedom, p_value, cohorts));
  mirror.Struct(READINESS_STRUCT(MetricLogRankCohort, cohort, observed, expected));
  mirror.Struct(READINESS_STRUCT(MetricPrediction, prediction, metric, measure, cohort, unit,
                                 result, expected, expected_low, expected_high, actual, error, crps,
                                 log_score, baseline_crps, actual_probability, failed_assumptions));
  mirror.Struct(READINESS_STRUCT(MetricTarget, measure, at, value, at_least, floor, judged_measure,
                                 judged_at, judged_value, low, high, alpha, peeking, part_count));
  mirror.Struct(READINESS_STRUCT(MetricComparison, reasons, baseline_weeks, weeks, before_low,
                                 before_high, since_low, since_high, crossed_at, ever));
  mirror.Struct(
      READINESS_STRUCT(MetricSubject, subject, values, sample, verdict, reasons, needed_count));
  mirror.Struct(
      READINESS_STRUCT(MetricOpenAges, count, median_seconds, p90_seconds, longest_seconds));
  mirror.Struct(READINESS_STRUCT(MetricTrend, weeks, per_week, low, high, log_evidence,
                                 largest_log_evidence, largest_at, crossed_at, ever,
                                 autocorrelation, reasons, last_week_p_value, last_week_alpha,
                                 log_evidence_flat));
  mirror.Struct(READINESS_STRUCT(MetricReadings, metrics));
}
READINESS_MIRROR_TESTS(MetricReading, "metric_reading.proto", Describe);

// An estimate of zero is a finding; no estimate is none.
TEST(MetricReading, AnEstimateOfZeroIsNotAMissingOne) {
  MetricValue zero;
  zero.estimate = 0.0;
  EXPECT_FALSE(zero == MetricValue{});
  const MetricValue missing;
  EXPECT_FALSE(missing.at.has_value());
  EXPECT_FALSE(missing.low.has_value());
  EXPECT_FALSE(missing.high.has_value());
  EXPECT_FALSE(missing.anytime_low.has_value());
  EXPECT_FALSE(missing.anytime_high.has_value());
}

TEST(MetricReading, NoneNeededIsNotANeedThatNobodyComputed) {
  MetricReading decided;
  decided.needed_count = 0;
  EXPECT_FALSE(decided == MetricReading{});
}

}  // namespace
}  // namespace readiness::metric
