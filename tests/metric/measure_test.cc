#include "readiness/metric/measure.h"

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

}  // namespace
}  // namespace readiness::metric
