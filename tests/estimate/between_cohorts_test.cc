#include "readiness/estimate/between_cohorts.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "golden.h"
#include "random.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;
using testing::GoldenNumbers;

std::vector<CohortCount> Counts(const std::vector<double>& flat) {
  std::vector<CohortCount> cohorts;
  for (size_t i = 0; i + 1 < flat.size(); i += 2)
    cohorts.push_back({static_cast<int64_t>(flat[i]), static_cast<int64_t>(flat[i + 1])});
  return cohorts;
}
absl::StatusOr<BetweenShares> Shares(const std::vector<CohortCount>& cohorts,
                                     double confidence = 0.9) {
  return BetweenCohorts(cohorts, confidence);
}

TEST(BetweenCohorts, TheStatisticIsScipysOfTheTable) {
  CompareWithGolden(
      "cohort_statistic", 1e-12,
      [](const auto& a) { return Shares(Counts(a))->heterogeneity.statistic; },
      "estimate_intervals.csv");
  CompareWithGolden(
      "cohort_p_value", 1e-11,
      [](const auto& a) { return Shares(Counts(a))->heterogeneity.p_value; },
      "estimate_intervals.csv");
}
TEST(BetweenCohorts, TheGeneralizedQAndTauSquaredAreMetafors) {
  for (const auto& answer : GoldenNumbers("survival.csv", "generalized_q")) {
    std::vector<CohortEstimate> cohorts;
    for (const auto& line : GoldenNumbers("survival.csv", "estimate")) {
      if (line[0] == answer[0]) cohorts.push_back({line[1], line[2]});
    }
    const auto between = *BetweenCohorts(cohorts, 0.9);
    EXPECT_NEAR(between.heterogeneity.statistic, answer[1], 1e-9 * answer[1]);
    EXPECT_NEAR(between.heterogeneity.p_value, answer[2], 1e-9);
    EXPECT_NEAR(between.tau_squared, answer[3], 1e-9);
    EXPECT_NEAR(between.heterogeneity.pooled, answer[4], 1e-9);
  }
  EXPECT_EQ(GoldenNumbers("survival.csv", "generalized_q").size(), 4u);
}
// X2 = 20 on 2 degrees of freedom, N = 120, p = 1/2: phi = sqrt(18 / 120), SD = 50 phi points.
TEST(BetweenCohorts, SpreadIsInPercentagePointsAndBiasCorrected) {
  const auto between = *Shares({{10, 40}, {30, 40}, {20, 40}});
  EXPECT_NEAR(between.heterogeneity.statistic, 20, 1e-12);
  EXPECT_EQ(between.heterogeneity.df, 2);
  EXPECT_NEAR(between.phi, std::sqrt(0.15), 1e-14);
  EXPECT_NEAR(between.heterogeneity.spread, 50 * std::sqrt(0.15), 1e-12);
  EXPECT_NEAR(between.consistency_index, 1 - std::sqrt(0.15), 1e-14);
  EXPECT_DOUBLE_EQ(between.least_expected, 20);
  // Its ends are where the observed statistic has tails of 5 %.
  const double low = 120 * between.phi_interval.low * between.phi_interval.low;
  const double high = 120 * between.phi_interval.high * between.phi_interval.high;
  EXPECT_NEAR(NoncentralChiSquareSurvival(2, 20, low), 0.05, 1e-11);
  EXPECT_NEAR(NoncentralChiSquareCdf(2, 20, high), 0.05, 1e-11);
}
TEST(BetweenCohorts, AgreementBetterThanChanceDoesNotMakeTheUpperLimitZero) {
  const auto between = *Shares({{10, 20}, {10, 20}, {10, 20}});
  EXPECT_EQ(between.phi, 0);
  EXPECT_EQ(between.heterogeneity.spread, 0);
  EXPECT_EQ(between.phi_interval.low, 0);
  EXPECT_GT(between.heterogeneity.spread_interval.high, 5);
  const double high = 60 * between.phi_interval.high * between.phi_interval.high;
  EXPECT_NEAR(NoncentralChiSquareCdf(2, 2, high), 0.05, 1e-11);  // Solved at C - 1.
}
TEST(BetweenCohorts, AllSuccessesDoNotProveThatCohortsAreEqual) {
  const auto all = *Shares({{10, 10}, {12, 12}});
  const auto none = *Shares({{0, 10}, {0, 12}});
  EXPECT_EQ(all.heterogeneity.spread, 0);
  EXPECT_GT(all.heterogeneity.spread_interval.high, 1);
  EXPECT_EQ(all.heterogeneity.spread_interval.high, none.heterogeneity.spread_interval.high);
}
TEST(BetweenCohorts, TheSpreadLiesInItsIntervalAndMoreDataNarrowIt) {
  double last = 1e9;
  for (const int64_t factor : {1, 4, 16, 64}) {
    const auto between = *Shares({{11 * factor, 20 * factor}, {9 * factor, 20 * factor}});
    const auto& h = between.heterogeneity;
    EXPECT_LE(h.spread_interval.low, h.spread);
    EXPECT_GE(h.spread_interval.high, h.spread);
    EXPECT_LT(h.spread_interval.high, last);
    last = h.spread_interval.high;
  }
}
TEST(BetweenCohorts, SharesAndTheirEstimatesGiveTheSameSpread) {
  // With the pooled variance p q / n as the variance of each share, Q is Pearson's statistic.
  const std::vector<CohortCount> counts = {{10, 40}, {30, 40}, {20, 40}};
  std::vector<CohortEstimate> estimates;
  for (const auto& c : counts)
    estimates.push_back({static_cast<double>(c.successes) / 40, 0.25 / 40});
  const auto shares = *Shares(counts);
  const auto values = *BetweenCohorts(estimates, 0.9);
  EXPECT_NEAR(100 * values.heterogeneity.spread, shares.heterogeneity.spread, 1e-11);
  EXPECT_NEAR(100 * values.heterogeneity.spread_interval.high,
              shares.heterogeneity.spread_interval.high, 1e-9);
}
TEST(BetweenCohorts, CohortsWithoutTrialsAndTheOrderOfCohortsDoNotMatter) {
  const auto between = *Shares({{10, 40}, {30, 40}, {20, 40}});
  const auto shuffled = *Shares({{0, 0}, {20, 40}, {10, 40}, {0, 0}, {30, 40}});
  EXPECT_EQ(between.heterogeneity.df, shuffled.heterogeneity.df);
  EXPECT_NEAR(between.heterogeneity.spread_interval.high,
              shuffled.heterogeneity.spread_interval.high, 1e-9);
}
TEST(BetweenCohorts, NamesWhatItRefuses) {
  EXPECT_EQ(Shares({{1, 2}, {0, 0}}).status().message(),
            "ESTIMATE: needs at least 2 cohorts to compare, got 1");
  EXPECT_EQ(Shares({{1, 2}, {3, 2}}).status().message(),
            "cohorts[1]: ESTIMATE: needs 0 <= successes <= trials <= 1000000000000, got 3 of 2");
  EXPECT_FALSE(Shares({{1, 2}, {1, 2}}, 1).ok());
  EXPECT_EQ(BetweenCohorts(std::vector<CohortEstimate>{{1, 1}, {1, 0}}, 0.9).status().message(),
            "ESTIMATE: cohorts[1] needs a finite value and a variance above 0, got 1 and 0");
}

// Cohorts of 20 to 200 with a true spread of 5 points about 60 %: 90 % intervals cover at least 90
// % less 3 standard errors; with true equality they cover as well.
TEST(BetweenCohorts, CoversTheTrueSpreadSlow) {
  testing::Random random(13);
  constexpr int kRuns = 3000;
  for (const double spread : {0.0, 0.05, 0.12}) {
    for (const size_t count : {3u, 8u}) {
      int covered = 0;
      for (int run = 0; run < kRuns; ++run) {
        std::vector<CohortCount> cohorts;
        double truth = 0;
        double trials = 0;
        double mean = 0;
        std::vector<double> shares;
        for (size_t i = 0; i < count; ++i) {
          shares.push_back(0.6 + spread * (i % 2 == 0 ? 1 : -1));
          cohorts.push_back({0, 20 + random.Below(180)});
          trials += static_cast<double>(cohorts[i].trials);
          mean += static_cast<double>(cohorts[i].trials) * shares[i];
          for (int64_t k = 0; k < cohorts[i].trials; ++k)
            cohorts[i].successes += random.Uniform() < shares[i] ? 1 : 0;
        }
        mean /= trials;
        for (size_t i = 0; i < count; ++i) {
          truth += static_cast<double>(cohorts[i].trials) / trials * (shares[i] - mean) *
                   (shares[i] - mean);
        }
        const auto interval = Shares(cohorts)->heterogeneity.spread_interval;
        const double sd = 100 * std::sqrt(truth);
        covered += interval.low <= sd && sd <= interval.high ? 1 : 0;
      }
      EXPECT_GE(covered, kRuns * 90 / 100 - 49) << spread << " of " << count;
    }
  }
}

}  // namespace
}  // namespace readiness::estimate
