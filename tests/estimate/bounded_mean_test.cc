#include "readiness/estimate/bounded_mean.h"

#include <cmath>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

BoundedCounts FiveStars(const std::vector<double>& counts) {
  BoundedCounts data{{0, 0.25, 0.5, 0.75, 1}, {}};
  for (const double count : counts) data.counts.push_back(static_cast<int64_t>(count));
  return data;
}

TEST(AnytimeBoundedMean, AgreesWithMpmath) {
  testing::CompareWithGolden("bounded_mean_low", 1e-12, [](const auto& a) {
    return AnytimeBoundedMean(FiveStars(a), 0.95)->low;
  });
  testing::CompareWithGolden("bounded_mean_high", 1e-12, [](const auto& a) {
    return AnytimeBoundedMean(FiveStars(a), 0.95)->high;
  });
}
TEST(AnytimeBoundedMean, DoesNotDependOnTheOrderOfTheValues) {
  const BoundedCounts a{{0, 0.5, 1}, {3, 4, 5}};
  const BoundedCounts b{{1, 0, 0.5}, {5, 3, 4}};
  EXPECT_NEAR(AnytimeBoundedMean(a, 0.95)->low, AnytimeBoundedMean(b, 0.95)->low, 1e-14);
}
TEST(AnytimeBoundedMean, WithoutObservationsSaysNothing) {
  EXPECT_EQ(*AnytimeBoundedMean({{0, 1}, {0, 0}}, 0.95), (Interval{0, 1}));
}
TEST(AnytimeBoundedMean, NamesTheValueThatItRefuses) {
  EXPECT_EQ(AnytimeBoundedMean({{0, 1.5}, {1, 1}}, 0.95).status().message(),
            "ESTIMATE: values[1] must lie in [0, 1], got 1.5");
  EXPECT_EQ(AnytimeBoundedMean({{0, 1}, {1, -1}}, 0.95).status().message(),
            "ESTIMATE: counts[1] must lie in [0, 1e12], got -1");
  EXPECT_FALSE(AnytimeBoundedMean({{}, {}}, 0.95).ok());
  EXPECT_FALSE(AnytimeBoundedMean({{0.5}, {1}}, 0.0).ok());
}

}  // namespace
}  // namespace readiness::estimate
