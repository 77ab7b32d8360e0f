#include "readiness/metric/prediction_match.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

using ::testing::ElementsAre;

PredictionOutcome Expecting(double low, double high, double actual_low, double actual_high) {
  PredictionOutcome outcome;
  outcome.forecast = estimate::RangeForecast{low, high};
  outcome.actual = estimate::Interval{actual_low, actual_high};
  return outcome;
}
MetricReading ReadingOf(const std::vector<PredictionOutcome>& outcomes, double target = 0.5) {
  MetricSpec spec = DefaultSpec(Metric::kPredictionMatch);
  spec.target = target;
  const auto reading = EvaluatePredictions(spec, outcomes);
  EXPECT_TRUE(reading.ok()) << reading.status();
  return *reading;
}

TEST(ResultOf, AnActualMatchesInsideMissesOutsideAndIsOpenOnTheEdge) {
  EXPECT_EQ(ResultOf(Expecting(0.7, 0.9, 0.75, 0.9)), PredictionResult::kMatch);
  EXPECT_EQ(ResultOf(Expecting(0.7, 0.9, 0.8, 0.8)), PredictionResult::kMatch);
  EXPECT_EQ(ResultOf(Expecting(0.7, 0.9, 0.95, 1)), PredictionResult::kMiss);
  EXPECT_EQ(ResultOf(Expecting(0.7, 0.9, 0.85, 0.95)), PredictionResult::kOpen);
  PredictionOutcome none = Expecting(0.7, 0.9, 0, 0);
  none.actual.reset();
  EXPECT_EQ(ResultOf(none), PredictionResult::kOpen);
}

TEST(EvaluatePredictions, CountsMatchesAmongWhatIsSettled) {
  std::vector<PredictionOutcome> outcomes(30, Expecting(0, 1, 0.5, 0.6));
  outcomes.push_back(Expecting(0, 1, 2, 3));
  outcomes.push_back(Expecting(0, 1, 0.9, 1.1));
  const MetricReading reading = ReadingOf(outcomes);
  EXPECT_EQ(reading.sample.total, 32);
  EXPECT_EQ(reading.sample.matured, 31);
  EXPECT_EQ(reading.sample.open, 1);
  EXPECT_NEAR(reading.values[0].estimate.value(), 30.0 / 31, 1e-12);
  EXPECT_NEAR(reading.values[1].estimate.value(), 31.0 / 32, 1e-12);
  EXPECT_EQ(reading.verdict, "MET");
}
TEST(EvaluatePredictions, WhatWasLockedAfterTheLaunchShowsNothing) {
  std::vector<PredictionOutcome> outcomes(30, Expecting(0, 1, 0.5, 0.6));
  for (PredictionOutcome& outcome : outcomes) outcome.is_locked = false;
  const MetricReading reading = ReadingOf(outcomes);
  EXPECT_EQ(reading.verdict, "INSUFFICIENT");
  EXPECT_THAT(reading.reasons, ElementsAre("UNLOCKED_PREDICTION"));
  EXPECT_EQ(reading.sample.competing, 30);
  EXPECT_FALSE(reading.values[0].estimate.has_value());
}
TEST(EvaluatePredictions, BiasNeedsMoreThanChance) {
  const std::vector<PredictionOutcome> few(3, Expecting(0, 1, 0.8, 0.8));
  EXPECT_EQ(ReadingOf(few).values[2].estimate, 0.0);
  const std::vector<PredictionOutcome> many(20, Expecting(0, 1, 0.8, 0.8));
  EXPECT_EQ(ReadingOf(many).values[2].estimate, 1.0);
  const std::vector<PredictionOutcome> below(20, Expecting(0, 1, 0.2, 0.2));
  EXPECT_EQ(ReadingOf(below).values[2].estimate, -1.0);
}
TEST(EvaluatePredictions, WithNothingPredictedNothingIsMet) {
  EXPECT_EQ(ReadingOf({}, 0).verdict, "INSUFFICIENT");
}
TEST(EvaluatePredictions, GivesCohortsApart) {
  std::vector<PredictionOutcome> outcomes(4, Expecting(0, 1, 0.5, 0.6));
  outcomes[0].cohort = "eu";
  const MetricReading reading = ReadingOf(outcomes);
  ASSERT_EQ(reading.cohorts.size(), 2U);
  EXPECT_EQ(reading.cohorts[1].cohort, "eu");
  EXPECT_EQ(reading.cohorts[1].sample.total, 1);
}
TEST(EvaluatePredictions, GivesTheOnlyCohortByItsName) {
  std::vector<PredictionOutcome> outcomes(3, Expecting(0, 1, 0.5, 0.6));
  EXPECT_TRUE(ReadingOf(outcomes).cohorts.empty()) << "without a name it is the whole";
  for (PredictionOutcome& outcome : outcomes) outcome.cohort = "eu";
  const MetricReading reading = ReadingOf(outcomes);
  ASSERT_EQ(reading.cohorts.size(), 1U);
  EXPECT_EQ(reading.cohorts[0].cohort, "eu");
  EXPECT_EQ(reading.cohorts[0].sample, reading.sample);
}
PredictionOutcome Scored(const estimate::Forecast& forecast, double actual, double baseline,
                         std::string unit = "") {
  PredictionOutcome outcome;
  outcome.forecast = forecast;
  outcome.actual = estimate::Interval{actual, actual};
  outcome.baseline = baseline;
  outcome.unit = std::move(unit);
  return outcome;
}
MetricValue ValueOf(const MetricReading& reading, std::string_view measure) {
  const auto found =
      std::find_if(reading.values.begin(), reading.values.end(),
                   [measure](const MetricValue& value) { return value.measure == measure; });
  EXPECT_NE(found, reading.values.end()) << measure;
  return found == reading.values.end() ? MetricValue() : *found;
}
TEST(EvaluatePredictions, GivesEveryPredictionWithItsOwnScores) {
  std::vector<PredictionOutcome> outcomes = {Scored(estimate::PointForecast{5, 2}, 9, 4, "s"),
                                             Scored(estimate::ChanceForecast{0.7}, 1, 0.5),
                                             Scored(estimate::BetaForecast{1, 1}, 0.25, 0.75)};
  outcomes[0].id = "p";
  outcomes[0].metric = "time_to_resolution";
  outcomes[0].failed_assumptions = {"traffic stays"};
  outcomes[2].is_locked = false;
  const MetricReading reading = ReadingOf(outcomes);
  ASSERT_EQ(reading.predictions.size(), 3U);
  const MetricPrediction& point = reading.predictions[0];
  EXPECT_EQ(point.prediction, "p");
  EXPECT_EQ(point.result, "MISMATCH");
  EXPECT_EQ(point.error, 4.0);
  EXPECT_EQ(point.crps, 4.0);
  EXPECT_EQ(point.baseline_crps, 5.0);
  EXPECT_FALSE(point.log_score.has_value());
  EXPECT_FALSE(point.actual_probability.has_value());
  EXPECT_THAT(point.failed_assumptions, ElementsAre("traffic stays"));
  const MetricPrediction& chance = reading.predictions[1];
  EXPECT_EQ(chance.result, "OPEN") << "a chance of 0.7 expects both";
  EXPECT_NEAR(*chance.crps, 0.09, 1e-15);
  EXPECT_NEAR(*chance.baseline_crps, 0.25, 1e-15);
  EXPECT_NEAR(*chance.log_score, 0.356674943939, 1e-12);  // -ln 0.7
  // The uniform distribution: CRPS y^2 - y + 1/3 at y = 1/4.
  EXPECT_NEAR(*reading.predictions[2].crps, 0.0625 - 0.25 + 1.0 / 3, 1e-12);
  EXPECT_NEAR(*reading.predictions[2].actual_probability, 0.25, 1e-12);
  EXPECT_EQ(reading.predictions[2].result, "NOT_LOCKED");
}
TEST(EvaluatePredictions, HoldsPredictionsAgainstTheirBaselines) {
  // Off by 1, 2 and 3 where nothing changing would have been off by 4, 4 and 4: 1 - 6 / 12.
  std::vector<PredictionOutcome> outcomes = {Scored(estimate::PointForecast{11, 1}, 10, 14, "s"),
                                             Scored(estimate::PointForecast{8, 1}, 10, 6, "s"),
                                             Scored(estimate::PointForecast{13, 1}, 10, 14, "s")};
  const MetricReading in_seconds = ReadingOf(outcomes);
  const MetricValue skill = ValueOf(in_seconds, "skill");
  EXPECT_NEAR(*skill.estimate, 0.5, 1e-15);
  EXPECT_LT(*skill.low, 0.5);
  EXPECT_GT(*skill.high, 0.5);
  // In another unit the numbers are a thousand times as large, and count no more for it: off by
  // 3 where no change would have been off by 4, as one prediction of four. 1 - (3 / 2 + 3 / 4) / 4.
  outcomes.push_back(Scored(estimate::PointForecast{13000, 1}, 10000, 14000, "ms"));
  EXPECT_NEAR(*ValueOf(ReadingOf(outcomes), "skill").estimate, 0.4375, 1e-15);
  // A baseline that was right cannot be bettered, and no prediction without one counts.
  outcomes = {Scored(estimate::PointForecast{11, 1}, 10, 10, "s"), Expecting(0, 1, 0.5, 0.5)};
  EXPECT_FALSE(ValueOf(ReadingOf(outcomes), "skill").estimate.has_value());
}
TEST(EvaluatePredictions, ScoresChancesByBrierAndTheLogarithm) {
  const std::vector<PredictionOutcome> outcomes = {Scored(estimate::ChanceForecast{0.8}, 1, 0.5),
                                                   Scored(estimate::ChanceForecast{0.6}, 0, 0.5)};
  const MetricReading reading = ReadingOf(outcomes);
  EXPECT_NEAR(*ValueOf(reading, "brier").estimate, 0.2, 1e-15);  // (0.04 + 0.36) / 2
  EXPECT_TRUE(ValueOf(reading, "brier").low.has_value());
  EXPECT_NEAR(*ValueOf(reading, "log_score").estimate, 0.569717141595, 1e-12);  // -(ln .8 ln .4)/2
  EXPECT_FALSE(ValueOf(reading, "coverage").estimate.has_value()) << "chances cover nothing";
  EXPECT_FALSE(ValueOf(reading, "bias").estimate.has_value());
  EXPECT_FALSE(ValueOf(ReadingOf({}), "brier").estimate.has_value());
}
TEST(EvaluatePredictions, ShowsThatTheChancesGivenDoNotHold) {
  const std::vector<PredictionOutcome> sure(16, Expecting(0.4, 0.5, 0.9, 0.9));
  const MetricValue missed = ValueOf(ReadingOf(sure), "calibration");
  EXPECT_EQ(missed.estimate, 1.0);
  EXPECT_GT(*missed.log_evidence, 2.99573227355);  // ln 20
  std::vector<PredictionOutcome> right(8, Expecting(0.4, 0.5, 0.45, 0.45));
  right.insert(right.end(), sure.begin(), sure.begin() + 2);
  EXPECT_EQ(ValueOf(ReadingOf(right), "calibration").estimate, 0.0);
}
// A point with its delta names no chance, so it can be biased but not badly calibrated.
TEST(EvaluatePredictions, APointHasNoCalibration) {
  const std::vector<PredictionOutcome> points(20, Scored(estimate::PointForecast{5, 1}, 9, 8));
  const MetricReading reading = ReadingOf(points);
  EXPECT_FALSE(ValueOf(reading, "calibration").estimate.has_value());
  EXPECT_EQ(ValueOf(reading, "bias").estimate, 1.0);
  EXPECT_GT(*ValueOf(reading, "bias").log_evidence, 2.99573227355);
}
TEST(EvaluatePredictions, IsOfNoOtherMetric) {
  EXPECT_FALSE(EvaluatePredictions(DefaultSpec(Metric::kReworkVolume), {}).ok());
}

}  // namespace
}  // namespace readiness::metric
