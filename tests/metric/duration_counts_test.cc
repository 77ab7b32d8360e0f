#include "readiness/metric/duration_counts.h"

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

TEST(DurationCounts, KeepEveryDurationUntilTheyAreAHistogram) {
  DurationCounts counts;
  counts.Add(90'000'001, 2);
  EXPECT_EQ(counts.exact().CountOf(90'000'001), 2);
  counts.ToHistogram();
  EXPECT_EQ(counts.resolution(), Resolution::kHistogram);
  EXPECT_EQ(counts.bins().At(DurationBin(90'000'001)), 2);
  EXPECT_EQ(counts.Net(), 2);
  EXPECT_TRUE(counts.exact().IsZero());
}
// Turning to a histogram and adding commute.
TEST(DurationCounts, OfEitherKindAddUp) {
  testing::Random random(1);
  DurationCounts a, b, all;
  for (int i = 0; i < 1'000; ++i) {
    const int64_t micros = random.Below(int64_t{1} << (1 + random.Below(50)));
    (i % 3 == 0 ? a : b).Add(micros, 1);
    all.Add(micros, 1);
  }
  all.ToHistogram();
  DurationCounts coarse_a = a, coarse_b = b;
  coarse_a.ToHistogram();
  coarse_b.ToHistogram();
  DurationCounts sum = coarse_a;
  sum.AddAll(b, 1);
  EXPECT_EQ(sum, all);
  sum = a;
  sum.AddAll(coarse_b, 1);
  EXPECT_EQ(sum, all);
  sum.AddAll(b, -1);
  EXPECT_EQ(sum, coarse_a);
}

}  // namespace
}  // namespace readiness::metric
