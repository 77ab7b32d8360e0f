#include "readiness/estimate/mean.h"

#include <cmath>

#include <gtest/gtest.h>

#include "readiness/estimate/normal.h"

namespace readiness::estimate {
namespace {

// t(0.975; 9) = 2.262157162798205 (mpmath).
TEST(MeanInterval, IsStudentsAtOneLook) {
  const auto interval = MeanInterval({10.0, 0.5, 10}, 0.95);
  EXPECT_NEAR(interval->low, 10 - 0.5 * 2.262157162798205, 1e-13);
  EXPECT_NEAR(interval->high, 10 + 0.5 * 2.262157162798205, 1e-13);
}
// Equal standard errors and counts: df = 2 (n - 1) = 18; t(0.975; 18) = 2.10092204024096.
TEST(WelchInterval, HasTheDegreesOfFreedomOfWelch) {
  const auto interval = WelchInterval({10, 0.5, 10}, {9, 0.5, 10}, 0.95);
  EXPECT_NEAR(interval->high - 1, 2.10092204024096 * std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(interval->low + interval->high, 2, 1e-13);
}
TEST(WelchInterval, OfExactMeansIsTheirDifference) {
  EXPECT_EQ(*WelchInterval({10, 0, 10}, {9, 0, 10}, 0.95), (Interval{1, 1}));
}
// By hand, n = 1000, sd = 1, alpha = 0.05: r^2 = (5.991464547 + ln 6.991464547) / 1000 =
// 0.007936154, n r^2 + 1 = 8.936154, half = sqrt(2 * 8.936154 / 7.936154 / 1000 *
// (0.5 ln 8.936154 + 2.995732)) = 0.0959817.
TEST(AnytimeMean, IsTheAsymptoticMixture) {
  const auto interval = AnytimeMean({0, 1 / std::sqrt(1000.0), 1000}, 0.95);
  EXPECT_NEAR(interval->high, 0.0959817, 1e-7);
  EXPECT_EQ(interval->low, -interval->high);
}
TEST(AnytimeMean, IsWiderThanOneLook) {
  for (const int64_t n : {100, 1000, 100000}) {
    EXPECT_GT(AnytimeMean({0, 1, n}, 0.95)->high, MeanInterval({0, 1, n}, 0.95)->high);
  }
}
TEST(Mean, RefusesTooFewObservationsAndNumbersThatCannotBe) {
  EXPECT_EQ(MeanInterval({1, 1, 1}, 0.95).status().message(),
            "ESTIMATE: needs at least 2 observations, got 1");
  EXPECT_EQ(AnytimeMean({1, 1, 99}, 0.95).status().message(),
            "ESTIMATE: needs at least 100 observations, got 99");
  EXPECT_FALSE(MeanInterval({std::nan(""), 1, 10}, 0.95).ok());
  EXPECT_FALSE(WelchInterval({1, 1, 10}, {1, -1, 10}, 0.95).ok());
}

}  // namespace
}  // namespace readiness::estimate
