#include "readiness/estimate/slope.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "golden.h"
#include "random.h"

namespace readiness::estimate {
namespace {

std::vector<WeeklyValue> Weeks(const std::vector<double>& values) {
  std::vector<WeeklyValue> weeks;
  for (size_t i = 0; i < values.size(); ++i) weeks.push_back({static_cast<double>(i), values[i]});
  return weeks;
}
Slope SlopeOfValues(const std::vector<double>& values, double alpha = 0.05, double prior = 0.2) {
  return *SlopeOf(*SumWeeks(Weeks(values), 0), alpha, prior);
}

const std::vector<double> kRising = {0.31, 0.28, 0.35, 0.40, 0.37, 0.45, 0.44, 0.52};

TEST(Slope, EvidenceIsTheIntegralOverLevelSlopeAndSigma) {
  const auto rows = testing::GoldenNumbers("slope_evidence.csv", "evidence");
  ASSERT_GE(rows.size(), 6u);
  for (const auto& row : rows) {
    const auto count = static_cast<std::ptrdiff_t>(row[1]);
    const std::vector<double> values(row.begin() + 2, row.begin() + 2 + count);
    EXPECT_NEAR(SlopeOfValues(values, 0.05, row[0]).log_evidence, row.back(), 1e-8);
  }
}
// Least squares of 1, 3, 2, 5 in weeks 0 to 3: slope 1.1, residuals 0.1 + .., squares 2.7.
TEST(Slope, IsTheLeastSquaresLine) {
  const auto slope = SlopeOfValues({1, 3, 2, 5});
  EXPECT_NEAR(slope.per_week, 1.1, 1e-14);
  EXPECT_NEAR(slope.information, 5, 1e-14);
  EXPECT_NEAR(slope.residual_sum, 2.7, 1e-13);
  EXPECT_EQ(slope.df, 2);
}
// The interval holds the slopes b against which y - b week has evidence below 1 / alpha.
TEST(Slope, TheIntervalInvertsTheEvidence) {
  const auto slope = SlopeOfValues(kRising, 0.2, 0.5);
  ASSERT_TRUE(std::isfinite(slope.interval.low));
  for (const double end : {slope.interval.low, slope.interval.high}) {
    auto values = kRising;
    for (size_t i = 0; i < values.size(); ++i) values[i] -= end * static_cast<double>(i);
    EXPECT_NEAR(SlopeOfValues(values, 0.2, 0.5).log_evidence, std::log(5), 1e-9);
  }
  EXPECT_LT(slope.interval.low, slope.per_week);
  EXPECT_GT(slope.interval.high, slope.per_week);
}
// Against a slope of `at` there is as much evidence as against none in the values less `at` a week.
TEST(LogSlopeEvidence, IsThatOfTheValuesWithTheLineTakenOff) {
  const auto slope = SlopeOfValues(kRising, 0.2, 0.5);
  EXPECT_EQ(LogSlopeEvidence(slope, 0, 0.5), slope.log_evidence);
  for (const double at : {-0.2, -0.01, 0.02, 0.03, 0.5}) {
    auto values = kRising;
    for (size_t i = 0; i < values.size(); ++i) values[i] -= at * static_cast<double>(i);
    EXPECT_NEAR(LogSlopeEvidence(slope, at, 0.5), SlopeOfValues(values, 0.2, 0.5).log_evidence,
                1e-9);
  }
  EXPECT_LT(LogSlopeEvidence(slope, 0.06, 0.5), LogSlopeEvidence(slope, 0.07, 0.5));
}
TEST(LogSlopeEvidence, OfTooFewWeeksAndOfWeeksWithoutNoiseIsTheLeastThereCanBe) {
  const double least = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(LogSlopeEvidence(SlopeOfValues({1, 2, 4}), 0.1, 0.2), least);
  EXPECT_EQ(LogSlopeEvidence(SlopeOfValues({1, 2, 3, 4, 5}), 0.1, 0.2), least);
}
TEST(Slope, LevelScaleAndFirstWeekDoNotMatterToTheEvidence) {
  const auto slope = SlopeOfValues(kRising, 0.3, 0.5);
  std::vector<WeeklyValue> moved;
  for (size_t i = 0; i < kRising.size(); ++i)
    moved.push_back({static_cast<double>(i) + 40, 5 - 3 * kRising[i]});
  const auto other = *SlopeOf(*SumWeeks(moved, 0), 0.3, 0.5);
  EXPECT_NEAR(other.log_evidence, slope.log_evidence, 1e-9);
  EXPECT_NEAR(other.per_week, -3 * slope.per_week, 1e-12);
  EXPECT_NEAR(other.interval.low, -3 * slope.interval.high, 1e-9);
}
TEST(Slope, FewerThanFourWeeksSayNothing) {
  const auto slope = SlopeOfValues({1, 2, 4});
  EXPECT_EQ(slope.log_evidence, 0);
  EXPECT_EQ(slope.interval.low, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(slope.interval.high, std::numeric_limits<double>::infinity());
  EXPECT_EQ(SlopeOf({}, 0.05)->log_evidence, 0);
}
TEST(Slope, ConstantWeeksAreNoProofOfFlatness) {
  const auto slope = SlopeOfValues({0.7, 0.7, 0.7, 0.7, 0.7, 0.7});
  EXPECT_EQ(slope.log_evidence, 0);
  EXPECT_TRUE(std::isinf(slope.interval.high));
}
TEST(Slope, ALineWithoutNoiseIsATrendOfLimitedEvidence) {
  std::vector<double> values;
  for (int i = 0; i < 10; ++i) values.push_back(1 + 0.5 * i);
  const auto slope = SlopeOfValues(values);
  // The limit of the formula as t grows: nu / 2 ln g.
  EXPECT_NEAR(slope.log_evidence, 4 * std::log(1 + 0.04 * 82.5), 1e-9);
  EXPECT_TRUE(std::isinf(slope.interval.low));
}
TEST(Slope, NoiseHidesASlopeThatLittleNoiseShows) {
  std::vector<double> quiet;
  std::vector<double> loud;
  for (int i = 0; i < 20; ++i) {
    const double noise = i % 2 == 0 ? 1 : -1;
    quiet.push_back(0.1 * i + 0.05 * noise);
    loud.push_back(0.1 * i + 3 * noise);
  }
  EXPECT_GT(SlopeOfValues(quiet).log_evidence, std::log(20));
  EXPECT_LT(SlopeOfValues(loud).log_evidence, 0);
}

TEST(Whitening, ZeroLeavesWeeksAsTheyAre) {
  const auto sums = *SumWeeks(Weeks({1, 3, 2}), 0);
  EXPECT_EQ(sums.count, 3);
  EXPECT_EQ(sums.oo, 3);
  EXPECT_EQ(sums.oz, 3);
  EXPECT_EQ(sums.zz, 5);
  EXPECT_EQ(sums.oy, 6);
  EXPECT_EQ(sums.zy, 7);
  EXPECT_EQ(sums.yy, 14);
}
TEST(Whitening, TakesOffWhatTheWeekBeforeExplains) {
  const WeeklyValue first{2, 10};
  const WeeklyValue second{3, 12};
  const auto start = WhitenedRow(nullptr, first, 0.6);
  EXPECT_DOUBLE_EQ(start.o, 0.8);
  EXPECT_DOUBLE_EQ(start.z, 1.6);
  EXPECT_DOUBLE_EQ(start.y, 8);
  const auto row = WhitenedRow(&first, second, 0.6);
  EXPECT_DOUBLE_EQ(row.o, 0.4);
  EXPECT_DOUBLE_EQ(row.z, 1.8);
  EXPECT_DOUBLE_EQ(row.y, 6);
}
// Over a gap of two weeks 0.36 is carried over, and the rest has variance 1 - 0.36^2 for 1 - 0.6^2.
TEST(Whitening, AMissingWeekCarriesLessOver) {
  const WeeklyValue first{2, 10};
  const auto row = WhitenedRow(&first, {4, 12}, 0.6);
  const double weight = 0.8 / std::sqrt(1 - 0.36 * 0.36);
  EXPECT_NEAR(row.o, weight * 0.64, 1e-15);
  EXPECT_NEAR(row.y, weight * (12 - 3.6), 1e-13);
}
TEST(Whitening, FitsTheSameLineToWeeksWithoutNoise) {
  std::vector<double> values;
  for (int i = 0; i < 12; ++i) values.push_back(2 - 0.25 * i);
  EXPECT_NEAR(SlopeOf(*SumWeeks(Weeks(values), 0.5), 0.05)->per_week, -0.25, 1e-12);
}
TEST(BaselineAutocorrelation, IsCorrectedUpwardsAndClipped) {
  EXPECT_EQ(BaselineAutocorrelation(std::vector<double>(19, 1.0)).status().message(),
            "ESTIMATE: needs at least 20 baseline weeks, got 19");
  EXPECT_EQ(*BaselineAutocorrelation(std::vector<double>(30, 0.1)), 0);
  std::vector<double> alternating;
  std::vector<double> drifting;
  for (int i = 0; i < 30; ++i) {
    alternating.push_back(i % 2);
    drifting.push_back(i);
  }
  EXPECT_EQ(*BaselineAutocorrelation(alternating), 0);
  EXPECT_EQ(*BaselineAutocorrelation(drifting), 0.9);
  // Blocks of two, -1 -1 1 1 ..: 22 of 43 neighbours are equal and 21 are not: r = 1 / 44.
  std::vector<double> blocks;
  for (int i = 0; i < 44; ++i) blocks.push_back((i / 2) % 2 == 0 ? -1 : 1);
  const double r = (44 * (1.0 / 44) + 1) / 40;
  EXPECT_NEAR(*BaselineAutocorrelation(blocks), r + std::sqrt((1 - r * r) / 44), 1e-12);
  alternating[3] = std::nan("");
  EXPECT_FALSE(BaselineAutocorrelation(alternating).ok());
}

// Weeks 1, 3, 2 and then 8: the line through the first three forecasts 3, its residual squares 1.5
// on one degree of freedom, leverage 1/3 + 2^2/2; t = 5 / sqrt(1.5 (1 + 7/3)).
TEST(WeekAfter, IsTheRecursiveResidual) {
  const auto week = *WeekAfter(*SumWeeks(Weeks({1, 3, 2}), 0), {1, 3, 8});
  EXPECT_NEAR(week.residual, 5, 1e-13);
  EXPECT_EQ(week.df, 1);
  EXPECT_NEAR(week.t, 5 / std::sqrt(1.5 * (10.0 / 3)), 1e-12);
  EXPECT_NEAR(week.p_value, 2 * StudentTSurvival(1, week.t), 1e-15);
}
TEST(WeekAfter, ItsSquaredResidualIsWhatTheResidualSumGainsBy) {
  auto sums = *SumWeeks(Weeks({1, 3, 2, 4, 4}), 0.3);
  const auto before = *SlopeOf(sums, 0.05);
  const WeeklyValue last{4, 4};
  const TrendRow row = WhitenedRow(&last, {5, 9}, 0.3);
  const auto week = *WeekAfter(sums, row);
  sums.Add(row);
  const double gain = SlopeOf(sums, 0.05)->residual_sum - before.residual_sum;
  EXPECT_NEAR(week.t * week.t * before.residual_sum / 3, gain, 1e-11);
}
TEST(WeekAfter, NeedsThreeWeeksAndNoise) {
  EXPECT_EQ(WeekAfter(*SumWeeks(Weeks({1, 3}), 0), {1, 2, 8}).status().message(),
            "ESTIMATE: needs at least 3 weeks before this one, got 2");
  EXPECT_EQ(WeekAfter(*SumWeeks(Weeks({1, 1, 1}), 0), {1, 3, 1}).status().message(),
            "ESTIMATE: the weeks before show no noise to compare with");
  EXPECT_FALSE(WeekAfter(*SumWeeks(Weeks({1, 3, 2}), 0), {1, 3, std::nan("")}).ok());
}
TEST(WeekAlpha, SumsToAlphaOverAllWeeks) {
  double sum = 0;
  for (int64_t w = 1; w <= 100000; ++w) sum += WeekAlpha(0.05, w);
  EXPECT_NEAR(sum, 0.05, 1e-6);
  EXPECT_LT(sum, 0.05);
  EXPECT_TRUE(std::isnan(WeekAlpha(0.05, 0)));
}
TEST(Slope, NamesWhatItRefuses) {
  EXPECT_EQ(SumWeeks(std::vector<WeeklyValue>{{1, 0}, {1, 2}}, 0).status().message(),
            "ESTIMATE: weeks[1] must be after week 1, got 1");
  EXPECT_EQ(SumWeeks(std::vector<WeeklyValue>{{1, std::nan("")}}, 0).status().message(),
            "ESTIMATE: weeks[0] must be finite, got nan in week 1");
  EXPECT_EQ(SumWeeks({}, 0.95).status().message(),
            "ESTIMATE: autocorrelation must lie in [0, 0.9], got 0.95");
  EXPECT_EQ(SlopeOf({}, 0.05, 0).status().message(),
            "ESTIMATE: prior must be finite and > 0, got 0");
  EXPECT_FALSE(SlopeOf({}, 0).ok());
}

// How often a trend is ever seen in `weeks` weekly looks at values made by `value(week)`.
template <typename Value>
double EverSeen(int runs, int weeks, double autocorrelation, Value&& value) {
  int seen = 0;
  for (int run = 0; run < runs; ++run) {
    TrendSums sums;
    WeeklyValue last;
    bool is_seen = false;
    for (int week = 0; week < weeks; ++week) {
      const WeeklyValue now{static_cast<double>(week), value(week)};
      sums.Add(WhitenedRow(week == 0 ? nullptr : &last, now, autocorrelation));
      last = now;
      is_seen = is_seen || SlopeOf(sums, 0.05)->log_evidence >= std::log(20);
    }
    seen += is_seen ? 1 : 0;
  }
  return static_cast<double>(seen) / runs;
}

// Section 5 of the method: flat weeks with week shocks, unequal variances, few trials or long tails
// are taken for a trend within a year of weekly looks in at most 5 % of runs; a real slope is
// found.
TEST(Slope, WeeklyLooksDoNotManufactureATrendSlow) {
  testing::Random random(5);
  constexpr int kRuns = 4000;
  EXPECT_LE(EverSeen(kRuns, 52, 0, [&](int) { return random.Normal(); }), 0.05);
  EXPECT_LE(EverSeen(kRuns, 26, 0, [&](int week) { return (week % 3 + 1) * random.Normal(); }),
            0.05);
  EXPECT_LE(EverSeen(kRuns, 26, 0,
                     [&](int) {
                       int s = 0;
                       for (int i = 0; i < 8; ++i) s += random.Uniform() < 0.1 ? 1 : 0;
                       return std::asin(std::sqrt((s + 0.375) / 8.75));
                     }),
            0.05);
  EXPECT_LE(
      EverSeen(kRuns, 26, 0,
               [&](int) { return std::sqrt(static_cast<double>(random.Poisson(0.5)) + 0.375); }),
      0.05);
  EXPECT_LE(EverSeen(kRuns, 26, 0,
                     [&](int) {
                       double squares = 0;
                       for (int i = 0; i < 3; ++i) squares += std::pow(random.Normal(), 2);
                       return random.Normal() / std::sqrt(squares / 3);
                     }),
            0.05);
  EXPECT_GE(EverSeen(1000, 26, 0, [&](int week) { return 0.2 * week + random.Normal(); }), 0.98);
}
TEST(Slope, WhiteningByTheBaselineKeepsAutocorrelatedWeeksHonestSlow) {
  testing::Random random(6);
  for (const double rho : {0.2, 0.4, 0.6}) {
    int seen = 0;
    int plain = 0;
    constexpr int kRuns = 2000;
    for (int run = 0; run < kRuns; ++run) {
      double state = random.Normal();
      const auto next = [&] {
        state = rho * state + std::sqrt(1 - rho * rho) * random.Normal();
        return state;
      };
      std::vector<double> baseline;
      for (int i = 0; i < 26; ++i) baseline.push_back(next());
      const double whiten = *BaselineAutocorrelation(baseline);
      std::vector<double> values;
      for (int i = 0; i < 26; ++i) values.push_back(next());
      const auto ever = [&values](double autocorrelation) {
        size_t at = 0;
        return EverSeen(1, 26, autocorrelation, [&](int) { return values[at++]; }) > 0;
      };
      seen += ever(whiten) ? 1 : 0;
      plain += ever(0) ? 1 : 0;
    }
    EXPECT_LE(seen, kRuns * 5 / 100) << rho;
    if (rho == 0.6) {
      EXPECT_GE(plain, kRuns * 20 / 100);
    }
  }
}
// The slope lies in the interval at all looks of a year together.
TEST(Slope, TheIntervalCoversAtAllLooksTogetherSlow) {
  testing::Random random(8);
  constexpr int kRuns = 4000;
  int missed = 0;
  for (int run = 0; run < kRuns; ++run) {
    TrendSums sums;
    bool is_missed = false;
    for (int week = 0; week < 52; ++week) {
      sums.Add({1, static_cast<double>(week), 3 - 0.15 * week + 2 * random.Normal()});
      const auto interval = SlopeOf(sums, 0.05)->interval;
      is_missed = is_missed || -0.15 < interval.low || -0.15 > interval.high;
    }
    missed += is_missed ? 1 : 0;
  }
  EXPECT_LE(missed, kRuns * 5 / 100);
}

}  // namespace
}  // namespace readiness::estimate
