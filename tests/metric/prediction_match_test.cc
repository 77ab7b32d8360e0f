#include "readiness/metric/prediction_match.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

using ::testing::ElementsAre;

PredictionOutcome Expecting(double low, double high, double actual_low, double actual_high) {
  return {{low, high}, estimate::Interval{actual_low, actual_high}, true, ""};
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
TEST(EvaluatePredictions, IsOfNoOtherMetric) {
  EXPECT_FALSE(EvaluatePredictions(DefaultSpec(Metric::kReworkVolume), {}).ok());
}

}  // namespace
}  // namespace readiness::metric
