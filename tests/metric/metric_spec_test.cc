#include "readiness/metric/metric_spec.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

TEST(DefaultSpec, IsSound) {
  for (size_t i = 0; i < kMetricCount; ++i) {
    const MetricSpec definition = DefaultSpec(static_cast<Metric>(i));
    EXPECT_TRUE(Check(definition).ok()) << Check(definition);
    EXPECT_FALSE(definition.target.has_value());
  }
  EXPECT_EQ(DefaultSpec(Metric::kTimeToResolution).horizon, absl::Hours(168));
  EXPECT_EQ(DefaultSpec(Metric::kAdoptionConsistency).horizon, absl::Hours(336));
}

std::string MessageOf(void (*change)(MetricSpec&)) {
  MetricSpec definition = DefaultSpec(Metric::kTimeToResolution);
  change(definition);
  return std::string(Check(definition).message());
}

TEST(Check, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(MessageOf([](MetricSpec& d) { d.measure = "mean"; }),
            "METRIC: time_to_resolution has no measure \"mean\"; its measures are within, median, "
            "p90, rmst, completed_median, completed_p90, completed_mean");
  EXPECT_EQ(MessageOf([](MetricSpec& d) { d.target = 1.5; }),
            "DEFINITION: time_to_resolution: target must lie in [0, 1] share, got 1.5");
  EXPECT_EQ(MessageOf([](MetricSpec& d) {
              d.measure = "completed_median";
              d.target = 5;
            }),
            "DEFINITION: time_to_resolution: no verdict can be asked of completed_median");
  EXPECT_EQ(MessageOf([](MetricSpec& d) { d.alpha = 0; }),
            "DEFINITION: time_to_resolution: alpha must lie in (0, 0.5], got 0");
  EXPECT_EQ(MessageOf([](MetricSpec& d) { d.horizon = -absl::Seconds(1); }),
            "DEFINITION: time_to_resolution: horizon must lie between 0 and 100 years, got -1 s");
  EXPECT_EQ(MessageOf([](MetricSpec& d) { d.peeking = model::MetricPeeking::kGroupSequential; }),
            "DEFINITION: time_to_resolution: look must lie in [1, look_count] and look_count in "
            "[1, 100], got look 0 of 0");
}
TEST(Check, NotANumberIsNoTarget) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  MetricSpec definition = DefaultSpec(Metric::kTimeToResolution);
  definition.target = kNan;
  EXPECT_FALSE(Check(definition).ok());
  definition = DefaultSpec(Metric::kAdoptionConsistency);
  definition.floor = kNan;
  EXPECT_FALSE(Check(definition).ok());
}
TEST(Check, ATargetMayBeNegativeOnlyWhereTheScaleIs) {
  MetricSpec definition = DefaultSpec(Metric::kCustomerConfidence);
  definition.measure = "nps";
  definition.target = -20;
  EXPECT_TRUE(Check(definition).ok());
  definition.measure = "mean";
  EXPECT_FALSE(Check(definition).ok());
}

TEST(Check, AnUnboundedCountIsNotJudgedAtEveryLook) {
  MetricSpec spec = DefaultSpec(Metric::kReworkVolume);
  spec.target = 0.5;
  EXPECT_FALSE(Check(spec).ok());
  spec.count_cap = 5;
  EXPECT_TRUE(Check(spec).ok());
  spec.count_cap.reset();
  spec.peeking = model::MetricPeeking::kOneLook;
  EXPECT_TRUE(Check(spec).ok());
}

TEST(MakeMetricSpec, FillsInWhatIsNotGiven) {
  model::MetricDefinition given;
  given.metric = "time_to_resolution";
  EXPECT_EQ(MakeMetricSpec(given).value(), DefaultSpec(Metric::kTimeToResolution));
  given.horizon_seconds = 3600;
  given.counted_close = model::MetricClose::kFinal;
  const MetricSpec spec = MakeMetricSpec(given).value();
  EXPECT_EQ(spec.horizon, absl::Hours(1));
  EXPECT_EQ(spec.counted_close, model::MetricClose::kFinal);
  EXPECT_EQ(spec.alpha, 0.05);
}
TEST(MakeMetricSpec, RefusesWhatCheckRefuses) {
  model::MetricDefinition given;
  EXPECT_EQ(MakeMetricSpec(given).status().message(), "METRIC: metric is missing; name one");
  given.metric = "time_to_resolution";
  given.target = 2;
  EXPECT_FALSE(MakeMetricSpec(given).ok());
}
TEST(DefinitionOf, LeavesOutTheSequenceThatWasTheOnlyOne) {
  MetricSpec spec = DefaultSpec(Metric::kEarlyJourneyCompletion);
  EXPECT_EQ(DefinitionOf(spec).sequence, model::MetricSequence::kUnspecified);
  spec.sequence = model::MetricSequence::kStrict;
  EXPECT_EQ(MakeMetricSpec(DefinitionOf(spec)).value(), spec);
  spec = DefaultSpec(Metric::kReworkVolume);
  spec.sequence = model::MetricSequence::kStrict;
  EXPECT_FALSE(Check(spec).ok());
}
TEST(DefinitionOf, SaysAllThatASpecSays) {
  for (size_t i = 0; i < kMetricCount; ++i) {
    MetricSpec spec = DefaultSpec(static_cast<Metric>(i));
    spec.target = 0.25;
    spec.subjects = {"a", "b"};
    spec.watermark_limit = absl::Hours(5);
    spec.wrong_share_limit = 0.1;
    spec.count_cap = 4;
    spec.trend_margin = 0.01;
    EXPECT_EQ(MakeMetricSpec(DefinitionOf(spec)).value(), spec);
  }
}

// Wall time in the name of working time would be wrong by the nights and weekends; there is no
// calendar yet, so who asks is told.
TEST(MetricSpec, RefusesTheBusinessClockByName) {
  for (const char* metric : {"time_to_resolution", "review_to_implementation_lag"}) {
    model::MetricDefinition given;
    given.metric = metric;
    given.clock = model::MetricClock::kBusiness;
    const auto spec = MakeMetricSpec(given);
    EXPECT_EQ(base::RuleOf(spec.status()), "DEFINITION");
    EXPECT_THAT(spec.status().message(), ::testing::HasSubstr("clock BUSINESS"));
    EXPECT_THAT(spec.status().message(), ::testing::HasSubstr("leave out clock"));
  }
}

}  // namespace
}  // namespace readiness::metric
