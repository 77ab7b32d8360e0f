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
TEST(AnytimeBoundedMean, OfMomentsAgreesWithMpmath) {
  const auto interval = [](const std::vector<double>& a) {
    return *AnytimeBoundedMeanFromMoments({a[0], a[1], static_cast<int64_t>(a[2])}, 0.95);
  };
  testing::CompareWithGolden("bounded_moments_low", 1e-12,
                             [&](const auto& a) { return interval(a).low; });
  testing::CompareWithGolden("bounded_moments_high", 1e-12,
                             [&](const auto& a) { return interval(a).high; });
}
// Whatever the scores were: what is known of their mean and variance alone never says more than the
// scores themselves.
TEST(AnytimeBoundedMean, OfMomentsHoldsThatOfTheScores) {
  testing::Random random(20261122);
  for (int i = 0; i < 1'000; ++i) {
    BoundedCounts data;
    const auto different = static_cast<size_t>(1 + random.Below(8));
    int64_t count = 0;
    for (size_t k = 0; k < different; ++k) {
      const int64_t kind = random.Below(4);
      data.values.push_back(kind == 0 ? 0 : kind == 1 ? 1 : random.Uniform());
      data.counts.push_back(random.Below(40));
      count += data.counts.back();
    }
    if (count == 0) continue;
    double mean = 0, variance = 0;
    const auto n = static_cast<double>(count);
    for (size_t k = 0; k < different; ++k) {
      mean += data.values[k] * static_cast<double>(data.counts[k]) / n;
    }
    for (size_t k = 0; k < different; ++k) {
      const double distance = data.values[k] - mean;
      variance += distance * distance * static_cast<double>(data.counts[k]) / n;
    }
    const Interval exact = *AnytimeBoundedMean(data, 0.95);
    const Interval moments = *AnytimeBoundedMeanFromMoments({mean, variance, count}, 0.95);
    const Interval mean_alone =
        *AnytimeBoundedMeanFromMoments({mean, mean * (1 - mean), count}, 0.95);
    ASSERT_LE(moments.low, exact.low + 1e-12) << i;
    ASSERT_GE(moments.high, exact.high - 1e-12) << i;
    ASSERT_LE(mean_alone.low, moments.low + 1e-12) << i;
    ASSERT_GE(mean_alone.high, moments.high - 1e-12) << i;
  }
}
TEST(AnytimeBoundedMean, OfMomentsIsExactWhereEveryScoreLiesAtAnEnd) {
  for (const int64_t ones : {0, 1, 7, 19, 20}) {
    const double mean = static_cast<double>(ones) / 20;
    const Interval exact = *AnytimeBoundedMean({{0, 1}, {20 - ones, ones}}, 0.95);
    const Interval moments = *AnytimeBoundedMeanFromMoments({mean, 1, 20}, 0.95);
    EXPECT_NEAR(moments.low, exact.low, 1e-13) << ones;
    EXPECT_NEAR(moments.high, exact.high, 1e-13) << ones;
  }
}
TEST(AnytimeBoundedMean, OfMomentsNamesTheValueThatItRefuses) {
  const auto refusal = [](BoundedMoments moments) {
    return std::string(AnytimeBoundedMeanFromMoments(moments, 0.95).status().message());
  };
  EXPECT_EQ(refusal({1.5, 0, 1}), "ESTIMATE: mean must lie in [0, 1], got 1.5");
  EXPECT_EQ(refusal({0.5, -1, 1}), "ESTIMATE: variance must be >= 0, got -1");
  EXPECT_EQ(refusal({0.5, 0, -1}), "ESTIMATE: count must lie in [0, 1e12], got -1");
  EXPECT_EQ(*AnytimeBoundedMeanFromMoments({0.5, 0, 0}, 0.95), (Interval{0, 1}));
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
        const internal::WeightedScores scores = internal::WeightsOf(data);
        is_missed =
            is_missed || internal::LogBettingEvidence(scores, scores, mean) >= std::log(20.0);
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
