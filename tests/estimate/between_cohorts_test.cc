#include "readiness/estimate/between_cohorts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
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

// Every corner of the box of the cohorts' intervals and a grid inside it lie within.
TEST(AnytimeBetweenCohorts, HoldsEverySpreadOfTheBoxAndLittleMore) {
  testing::Random random(29);
  for (int round = 0; round < 60; ++round) {
    std::vector<CohortCount> cohorts;
    std::vector<Interval> boxes;
    const size_t count = 2 + static_cast<size_t>(random.Below(3));
    double trials = 0;
    for (size_t i = 0; i < count; ++i) {
      const int64_t n = 20 + random.Below(400);
      cohorts.push_back({random.Below(n + 1), n});
      trials += static_cast<double>(n);
    }
    for (const CohortCount& cohort : cohorts) {
      boxes.push_back(*AnytimeProportion(cohort.successes, cohort.trials,
                                         1 - 0.1 / static_cast<double>(count)));
    }
    constexpr int kSteps = 8;  // Ends included.
    double least = 1e9, most = 0;
    int points = 1;
    for (size_t i = 0; i < count; ++i) points *= kSteps + 1;
    for (int point = 0; point < points; ++point) {
      double mean = 0, squares = 0;
      int rest = point;
      for (size_t i = 0; i < count; ++i, rest /= kSteps + 1) {
        const double share =
            boxes[i].low + (boxes[i].high - boxes[i].low) * (rest % (kSteps + 1)) / kSteps;
        const double weight = static_cast<double>(cohorts[i].trials) / trials;
        mean += weight * share;
        squares += weight * share * share;
      }
      const double spread = 100 * std::sqrt(std::max(0.0, squares - mean * mean));
      least = std::min(least, spread);
      most = std::max(most, spread);
    }
    const Interval interval = *AnytimeBetweenCohorts(cohorts, 0.9);
    EXPECT_LE(interval.low, least + 1e-9);
    EXPECT_GE(interval.high, most - 1e-9);
    EXPECT_LE(interval.high, most * 1.2);
    EXPECT_GE(interval.low, least - 100.0 / kSteps);
  }
}
TEST(AnytimeBetweenCohorts, OfCohortsThatMayBeEqualStartsAtZeroAndNotAtRounding) {
  const std::vector<CohortCount> alike = {{300, 1000}, {320, 1000}, {290, 900}, {40, 100}};
  EXPECT_EQ(AnytimeBetweenCohorts(alike, 0.95)->low, 0);
  EXPECT_EQ(ExactBetweenCohorts(alike, 0.95)->low, 0);
}
TEST(AnytimeBetweenCohorts, IsWiderThanOneLookAndNarrowsWithMore) {
  const std::vector<CohortCount> few = {{50, 100}, {60, 100}, {40, 100}};
  const std::vector<CohortCount> many = {{5000, 10000}, {6000, 10000}, {4000, 10000}};
  EXPECT_GT(AnytimeBetweenCohorts(few, 0.95)->high,
            Shares(few, 0.95)->heterogeneity.spread_interval.high);
  EXPECT_LT(AnytimeBetweenCohorts(many, 0.95)->high, AnytimeBetweenCohorts(few, 0.95)->high);
  EXPECT_GT(AnytimeBetweenCohorts(many, 0.95)->low, 0);
}
// One cohort has successes, the others none: "at most a little less than the truth" is the false
// claim, its chance summed over all counts that the one can have.
TEST(ExactBetweenCohorts, SmallCountsDoNotManufactureConsistency) {
  struct Design {
    int cohorts, trials;
    double share;
  };
  for (const Design design : {Design{2, 20, 0.15}, Design{5, 20, 0.16}, Design{8, 40, 0.07}}) {
    const double c = design.cohorts;
    const double truth = 100.0 * design.share * std::sqrt((c - 1.0)) / c;
    double exact = 0, chi_square = 0, chance = std::pow(1.0 - design.share, design.trials);
    for (int successes = 0; successes <= design.trials; ++successes) {
      std::vector<CohortCount> counts(static_cast<size_t>(design.cohorts),
                                      CohortCount{0, design.trials});
      counts[0].successes = successes;
      if (ExactBetweenCohorts(counts, 0.95)->high < truth * 0.9999) exact += chance;
      const auto shares = BetweenCohorts(std::span<const CohortCount>(counts), 0.95);
      if (shares.ok() && shares->heterogeneity.spread_interval.high < truth * 0.9999) {
        chi_square += chance;
      }
      chance *=
          (design.trials - successes) / (successes + 1.0) * design.share / (1.0 - design.share);
    }
    EXPECT_LE(exact, 0.05) << design.cohorts;
    EXPECT_GT(chi_square, 0.05) << design.cohorts << ": then it needs no box";
  }
}
TEST(AnytimeBetweenCohorts, NamesWhatItRefuses) {
  EXPECT_EQ(AnytimeBetweenCohorts(std::vector<CohortCount>{{1, 2}}, 0.9).status().message(),
            "ESTIMATE: needs at least 2 cohorts to compare, got 1");
  EXPECT_FALSE(AnytimeBetweenCohorts(std::vector<CohortCount>{{3, 2}, {1, 2}}, 0.9).ok());
}
// The evidence is that at which the interval comes clear of the target, on either side of it.
TEST(LogSpreadEvidence, IsWhereTheIntervalComesClearOfTheTarget) {
  testing::Random random(37);
  int clear = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<CohortCount> cohorts;
    for (int64_t i = 0; i < 2 + round % 4; ++i) {
      const int64_t n = 50 + random.Below(2000);
      cohorts.push_back({n / 5 + random.Below(n / 2), n});
    }
    for (const double target : {0.0, 3.0, 10.0, 25.0}) {
      for (const Alternative side : {Alternative::kLess, Alternative::kGreater}) {
        const double log_e = *LogSpreadEvidence(cohorts, target, side);
        for (const double alpha : {0.5, 0.1, 0.05, 1e-3, 1e-6}) {
          const Interval box = *AnytimeBetweenCohorts(cohorts, 1 - alpha);
          const bool is_clear = side == Alternative::kLess ? box.high <= target : box.low > target;
          EXPECT_EQ(log_e >= -std::log(alpha), is_clear) << target << " at " << alpha;
          clear += is_clear ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(clear, 200);
}
// Whatever the shares, where their spread is on the other side of the target the mean of the
// cohorts' own evidence against them is at least as large: so it has mean at most 1, as theirs has.
TEST(LogSpreadEvidence, IsNoMoreThanTheMeanEvidenceAgainstAnySharesBeyondTheTarget) {
  const std::vector<std::vector<CohortCount>> designs = {
      {{50, 100}, {52, 100}}, {{20, 100}, {80, 160}}, {{300, 1000}, {330, 1000}, {10, 40}}};
  for (const std::vector<CohortCount>& cohorts : designs) {
    double trials = 0;
    for (const CohortCount& cohort : cohorts) trials += static_cast<double>(cohort.trials);
    for (const double target : {2.0, 8.0, 20.0}) {
      const double at_most = *LogSpreadEvidence(cohorts, target, Alternative::kLess);
      const double above = *LogSpreadEvidence(cohorts, target, Alternative::kGreater);
      constexpr int kSteps = 40;
      int points = 1;
      for (size_t i = 0; i < cohorts.size(); ++i) points *= kSteps - 1;
      for (int point = 0; point < points; ++point) {
        double mean = 0, squares = 0, evidence = 0;
        int rest = point;
        for (const CohortCount& cohort : cohorts) {
          const double share = (1.0 + rest % (kSteps - 1)) / kSteps;
          rest /= kSteps - 1;
          const double weight = static_cast<double>(cohort.trials) / trials;
          mean += weight * share;
          squares += weight * share * share;
          evidence += std::exp(*LogProportionEvidence(cohort.successes, cohort.trials, share)) /
                      static_cast<double>(cohorts.size());
        }
        const double spread = 100 * std::sqrt(std::max(0.0, squares - mean * mean));
        EXPECT_LE(spread > target ? at_most : above, std::log(evidence) + 1e-6) << spread;
      }
    }
  }
}
TEST(LogSpreadEvidence, OfWhatLiesOnTheOtherSideIsTheLeastThereCanBe) {
  const std::vector<CohortCount> apart = {{100, 1000}, {900, 1000}};
  EXPECT_EQ(*LogSpreadEvidence(apart, 10, Alternative::kLess), -internal::kInfinity);
  EXPECT_GT(*LogSpreadEvidence(apart, 10, Alternative::kGreater), 100);
  EXPECT_EQ(*LogSpreadEvidence(apart, 60, Alternative::kLess), 700) << "no shares are so far apart";
  EXPECT_EQ(LogSpreadEvidence(apart, 10, Alternative::kTwoSided).status().message(),
            "ESTIMATE: evidence of a spread is one-sided: ask for kGreater or kLess");
  EXPECT_EQ(LogSpreadEvidence(apart, -1, Alternative::kLess).status().message(),
            "ESTIMATE: target must be >= 0, got -1");
  EXPECT_FALSE(LogSpreadEvidence(std::vector<CohortCount>{{1, 2}}, 1, Alternative::kLess).ok());
  EXPECT_FALSE(
      LogSpreadEvidence(std::vector<CohortCount>{{3, 2}, {1, 2}}, 1, Alternative::kLess).ok());
}
// Two cohorts that truly differ by 5 points (as a standard deviation), looked at in 26 weeks: "at
// most 4.9" is the false claim, and is ever made in at most 5 % of the runs, plus 3 standard
// errors.
TEST(AnytimeBetweenCohorts, WeeklyLooksDoNotManufactureConsistencySlow) {
  testing::Random random(31);
  constexpr int kRuns = 1000;
  int anytime = 0, one_look = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<CohortCount> cohorts(2);
    bool is_wrong_anytime = false, is_wrong_once = false;
    for (int week = 0; week < 26; ++week) {
      for (size_t c = 0; c < 2; ++c) {
        for (int i = 0; i < 60; ++i) {
          ++cohorts[c].trials;
          cohorts[c].successes += random.Uniform() < (c == 0 ? 0.55 : 0.45) ? 1 : 0;
        }
      }
      is_wrong_anytime = is_wrong_anytime || AnytimeBetweenCohorts(cohorts, 0.95)->high <= 4.9;
      is_wrong_once =
          is_wrong_once || Shares(cohorts, 0.95)->heterogeneity.spread_interval.high <= 4.9;
    }
    anytime += is_wrong_anytime ? 1 : 0;
    one_look += is_wrong_once ? 1 : 0;
  }
  EXPECT_LE(anytime, kRuns * 5 / 100 + 21);
  EXPECT_GT(one_look, anytime);  // What looking every week does to an interval for one look.
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
