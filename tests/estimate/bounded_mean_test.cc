#include "readiness/estimate/bounded_mean.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "golden.h"
#include "random.h"

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

// Looked at after each of 1,000 answers, the true mean is outside at some look in at most alpha of
// the streams; the interval for one sample, looked at as often, misses it far more often.
TEST(AnytimeBoundedMean, HoldsAtEveryLookSlow) {
  constexpr int kStreams = 600;
  constexpr int kAnswers = 1'000;
  testing::Random random(20260301);
  const std::vector<std::vector<double>> shares = {
      {0.1, 0.15, 0.25, 0.3, 0.2}, {0.02, 0.03, 0.05, 0.2, 0.7}, {0.5, 0, 0, 0, 0.5}};
  for (const std::vector<double>& share : shares) {
    double mean = 0;
    for (size_t k = 0; k < share.size(); ++k) mean += 0.25 * static_cast<double>(k) * share[k];
    int missed = 0, naive_missed = 0;
    for (int stream = 0; stream < kStreams; ++stream) {
      BoundedCounts data = FiveStars({0, 0, 0, 0, 0});
      bool is_missed = false, is_naive_missed = false;
      double sum = 0, squares = 0;
      for (int n = 1; n <= kAnswers; ++n) {
        double place = random.Uniform();
        size_t k = 0;
        while (k + 1 < share.size() && place >= share[k]) place -= share[k++];
        ++data.counts[k];
        const double value = 0.25 * static_cast<double>(k);
        sum += value;
        squares += value * value;
        is_missed = is_missed || internal::LogBettingEvidence(data, mean) >= std::log(20.0);
        if (n < 10) continue;
        const double average = sum / n;
        const double half = 1.959964 * std::sqrt((squares / n - average * average) / n);
        is_naive_missed = is_naive_missed || std::fabs(average - mean) > half;
      }
      missed += is_missed ? 1 : 0;
      naive_missed += is_naive_missed ? 1 : 0;
    }
    EXPECT_LE(missed, kStreams * 0.05 + 3 * std::sqrt(kStreams * 0.05 * 0.95)) << mean;
    EXPECT_GT(naive_missed, kStreams / 4) << mean;
  }
}

// The widths that the mathematics publishes (section 3, F5): of answers whose one-look interval is
// as wide as the one published beside them, 0.062 at 300.
TEST(AnytimeBoundedMean, NarrowsAsPublished) {
  const auto width = [](const std::vector<double>& counts) {
    const auto interval = AnytimeBoundedMean(FiveStars(counts), 0.95).value();
    return interval.high - interval.low;
  };
  EXPECT_NEAR(width({2, 4, 11, 9, 4}), 0.350, 0.035);
  EXPECT_NEAR(width({8, 12, 35, 30, 15}), 0.176, 0.0176);
  EXPECT_NEAR(width({24, 36, 105, 90, 45}), 0.100, 0.010);
  EXPECT_NEAR(width({80, 120, 350, 300, 150}), 0.055, 0.0055);
}

}  // namespace
}  // namespace readiness::estimate
