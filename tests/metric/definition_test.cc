#include "readiness/metric/definition.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace readiness::metric {
namespace {

TEST(Metric, IsReadByTheNameThatItPrints) {
  for (size_t i = 0; i < kMetricCount; ++i) {
    const auto metric = static_cast<Metric>(i);
    EXPECT_EQ(ReadMetric(Name(metric)).value(), metric);
  }
  EXPECT_EQ(Name(static_cast<Metric>(kMetricCount)), "");
}
TEST(Metric, AnUnknownNameIsRefusedWithTheOnesThereAre) {
  const std::string message(ReadMetric("mttr").status().message());
  EXPECT_EQ(message.find("METRIC: \"mttr\" is no metric; the metrics are time_to_resolution, "),
            0U);
}

TEST(MeasuresOf, StandTogetherAndBelongToTheirMetric) {
  size_t total = 0;
  for (size_t i = 0; i < kMetricCount; ++i) {
    const auto measures = MeasuresOf(static_cast<Metric>(i));
    ASSERT_FALSE(measures.empty());
    for (const Measure& measure : measures) {
      EXPECT_EQ(measure.metric, static_cast<Metric>(i));
      EXPECT_EQ(FindMeasure(measure.metric, measure.name), &measure);
    }
    total += measures.size();
  }
  EXPECT_EQ(total, kMeasures.size());
}

TEST(DefaultDefinition, IsSound) {
  for (size_t i = 0; i < kMetricCount; ++i) {
    const MetricDefinition definition = DefaultDefinition(static_cast<Metric>(i));
    EXPECT_TRUE(Check(definition).ok()) << Check(definition);
    EXPECT_FALSE(definition.target.has_value());
  }
  EXPECT_EQ(DefaultDefinition(Metric::kTimeToResolution).horizon, absl::Hours(168));
  EXPECT_EQ(DefaultDefinition(Metric::kAdoptionConsistency).horizon, absl::Hours(336));
}

std::string MessageOf(void (*change)(MetricDefinition&)) {
  MetricDefinition definition = DefaultDefinition(Metric::kTimeToResolution);
  change(definition);
  return std::string(Check(definition).message());
}

TEST(Check, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(MessageOf([](MetricDefinition& d) { d.measure = "mean"; }),
            "METRIC: time_to_resolution has no measure \"mean\"; its measures are within, median, "
            "p90, rmst, completed_median, completed_p90, completed_mean");
  EXPECT_EQ(MessageOf([](MetricDefinition& d) { d.target = 1.5; }),
            "DEFINITION: time_to_resolution: target must lie in [0, 1] share, got 1.5");
  EXPECT_EQ(MessageOf([](MetricDefinition& d) {
              d.measure = "completed_median";
              d.target = 5;
            }),
            "DEFINITION: time_to_resolution: no verdict can be asked of completed_median");
  EXPECT_EQ(MessageOf([](MetricDefinition& d) { d.alpha = 0; }),
            "DEFINITION: time_to_resolution: alpha must lie in (0, 0.5], got 0");
  EXPECT_EQ(MessageOf([](MetricDefinition& d) { d.horizon = -absl::Seconds(1); }),
            "DEFINITION: time_to_resolution: horizon must lie between 0 and 100 years, got -1 s");
  EXPECT_EQ(MessageOf([](MetricDefinition& d) { d.peeking = Peeking::kGroupSequential; }),
            "DEFINITION: time_to_resolution: look must lie in [1, look_count] and look_count in "
            "[1, 100], got look 0 of 0");
}
TEST(Check, NotANumberIsNoTarget) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  MetricDefinition definition = DefaultDefinition(Metric::kTimeToResolution);
  definition.target = kNan;
  EXPECT_FALSE(Check(definition).ok());
  definition = DefaultDefinition(Metric::kAdoptionConsistency);
  definition.floor = kNan;
  EXPECT_FALSE(Check(definition).ok());
}
TEST(Check, ATargetMayBeNegativeOnlyWhereTheScaleIs) {
  MetricDefinition definition = DefaultDefinition(Metric::kCustomerConfidence);
  definition.measure = "nps";
  definition.target = -20;
  EXPECT_TRUE(Check(definition).ok());
  definition.measure = "mean";
  EXPECT_FALSE(Check(definition).ok());
}

}  // namespace
}  // namespace readiness::metric
