#include "readiness/estimate/group_sequential.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"

namespace readiness::estimate {
namespace {

const std::vector<double> kFive = {0.2, 0.4, 0.6, 0.8, 1.0};

void ExpectNear(const std::vector<double>& ours, const std::vector<double>& published, double by) {
  ASSERT_EQ(ours.size(), published.size());
  for (size_t i = 0; i < ours.size(); ++i) EXPECT_NEAR(ours[i], published[i], by) << i;
}

// Section 3, F11 of the method; Lan and DeMets (1983), and Jennison and Turnbull (2000),
// tables 2.1, 2.3.
TEST(GroupSequential, BoundsAreThePublishedOnes) {
  ExpectNear(*SpendingBounds(AlphaSpending::kObrienFleming, kFive, 0.05),
             {4.877, 3.357, 2.680, 2.290, 2.031}, 6e-4);
  ExpectNear(*ClassicalBounds(AlphaSpending::kObrienFleming, 5, 0.05),
             {4.562, 3.226, 2.634, 2.281, 2.040}, 6e-4);
  ExpectNear(*ClassicalBounds(AlphaSpending::kPocock, 5, 0.05), {2.413, 2.413, 2.413, 2.413, 2.413},
             6e-4);
  ExpectNear(*ClassicalBounds(AlphaSpending::kPocock, 2, 0.05), {2.178, 2.178}, 6e-4);
  ExpectNear(*ClassicalBounds(AlphaSpending::kObrienFleming, 2, 0.05), {2.797, 1.977}, 1.2e-3);
}
TEST(GroupSequential, OneLookIsTheUsualQuantile) {
  for (const auto kind : {AlphaSpending::kObrienFleming, AlphaSpending::kPocock}) {
    EXPECT_NEAR(SpendingBounds(kind, std::vector<double>{1.0}, 0.05)->at(0), 1.959963984540054,
                1e-9);
    EXPECT_NEAR(ClassicalBounds(kind, 1, 0.05)->at(0), 1.959963984540054, 1e-8);
  }
}
TEST(GroupSequential, AllOfAlphaIsSpentAtFullInformationAndNoMore) {
  for (const auto kind : {AlphaSpending::kObrienFleming, AlphaSpending::kPocock}) {
    for (const std::vector<double>& looks :
         {kFive, std::vector<double>{0.1, 0.5, 0.51, 1.0}, std::vector<double>{0.3, 0.7}}) {
      const auto bounds = *SpendingBounds(kind, looks, 0.05);
      EXPECT_NEAR(*CrossingProbability(bounds, looks), 2 * SpentAlpha(kind, 0.025, looks.back()),
                  1e-9);
    }
  }
}
TEST(GroupSequential, SpendingRisesToAlpha) {
  for (const auto kind : {AlphaSpending::kObrienFleming, AlphaSpending::kPocock}) {
    double last = 0;
    for (int i = 1; i <= 10; ++i) {
      const double spent = SpentAlpha(kind, 0.025, 0.1 * i);
      EXPECT_GT(spent, last);
      last = spent;
    }
    EXPECT_NEAR(last, 0.025, 1e-15);
    EXPECT_EQ(SpentAlpha(kind, 0.025, 0), 0);
  }
  EXPECT_TRUE(std::isnan(SpentAlpha(AlphaSpending::kPocock, 0, 0.5)));
}
TEST(GroupSequential, ALookTooEarlyToSpendHasNoBound) {
  const auto bounds =
      *SpendingBounds(AlphaSpending::kObrienFleming, std::vector<double>{0.004, 1}, 0.05);
  EXPECT_TRUE(std::isinf(bounds[0]));
  EXPECT_NEAR(bounds[1], 1.959963984540054, 1e-6);
}
TEST(GroupSequential, WeeklyLooksOfAYearHaveFallingBounds) {
  std::vector<double> weeks;
  for (int i = 1; i <= 52; ++i) weeks.push_back(i / 52.0);
  const auto bounds = *SpendingBounds(AlphaSpending::kObrienFleming, weeks, 0.05);
  for (size_t i = 1; i < bounds.size(); ++i) EXPECT_LE(bounds[i], bounds[i - 1]);
  EXPECT_NEAR(*CrossingProbability(bounds, weeks), 0.05, 1e-8);
}
TEST(GroupSequential, NamesWhatItRefuses) {
  const auto refused = [](std::vector<double> looks, double alpha) {
    return std::string(SpendingBounds(AlphaSpending::kPocock, looks, alpha).status().message());
  };
  EXPECT_EQ(refused({}, 0.05), "ESTIMATE: needs 1 to 400 looks, got 0");
  EXPECT_EQ(
      refused({0.5, 0.4}, 0.05),
      "ESTIMATE: information[1] must rise by at least 0.0001 from 0.5 and be at most 1, got 0.4");
  EXPECT_NE(refused({0.5, 1.2}, 0.05), "");
  EXPECT_EQ(refused({0.5, 1}, 0), "ESTIMATE: alpha must lie in (0, 1), got 0");
  EXPECT_EQ(CrossingProbability(std::vector<double>{2.0}, kFive).status().message(),
            "ESTIMATE: needs a bound a look, got 1 for 5");
  EXPECT_FALSE(CrossingProbability(std::vector<double>{2, 2, -1, 2, 2}, kFive).ok());
  EXPECT_FALSE(ClassicalBounds(AlphaSpending::kPocock, 0, 0.05).ok());
}
// A random walk of independent steps reaches the bounds as often as they say, look by look.
TEST(GroupSequential, AWalkCrossesAsOftenAsTheBoundsSaySlow) {
  testing::Random random(10);
  const std::vector<double> looks = {0.25, 0.4, 0.75, 1.0};
  const auto bounds = *SpendingBounds(AlphaSpending::kPocock, looks, 0.05);
  constexpr int kRuns = 2000000;
  std::vector<int> crossed(looks.size(), 0);
  for (int run = 0; run < kRuns; ++run) {
    double sum = 0;
    double last = 0;
    for (size_t i = 0; i < looks.size(); ++i) {
      sum += std::sqrt(looks[i] - last) * random.Normal();
      last = looks[i];
      if (std::fabs(sum) >= bounds[i] * std::sqrt(looks[i])) {
        ++crossed[i];
        break;
      }
    }
  }
  double before = 0;
  for (size_t i = 0; i < looks.size(); ++i) {
    const double spent = 2 * SpentAlpha(AlphaSpending::kPocock, 0.025, looks[i]);
    const double expected = kRuns * (spent - before);
    EXPECT_NEAR(crossed[i], expected, 4 * std::sqrt(expected)) << i;
    before = spent;
  }
}

}  // namespace
}  // namespace readiness::estimate
