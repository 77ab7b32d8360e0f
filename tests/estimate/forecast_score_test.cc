#include "readiness/estimate/forecast_score.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "golden.h"
#include "random.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
const char* const kFile = "forecast_scores.csv";

// mpmath integrates the definition; see tests/golden/forecast_scores.py.
TEST(Crps, IsTheIntegralOfTheSquaredDistanceToTheStep) {
  CompareWithGolden(
      "crps_beta", 1e-11,
      [](const std::vector<double>& v) {
        return Crps(BetaForecast{v[0], v[1]}, v[2]);
      },
      kFile);
  CompareWithGolden(
      "crps_gamma", 1e-11,
      [](const std::vector<double>& v) {
        return Crps(GammaForecast{v[0], v[1]}, v[2]);
      },
      kFile);
  CompareWithGolden(
      "crps_log_normal", 1e-11,
      [](const std::vector<double>& v) {
        return Crps(LogNormalForecast{v[0], v[1]}, v[2]);
      },
      kFile);
}
TEST(LogScore, IsMinusTheLogarithmOfTheDensity) {
  CompareWithGolden(
      "log_beta", 1e-11,
      [](const std::vector<double>& v) {
        return *LogScore(BetaForecast{v[0], v[1]}, v[2]);
      },
      kFile, 1e-12);
  CompareWithGolden(
      "log_gamma", 1e-11,
      [](const std::vector<double>& v) {
        return *LogScore(GammaForecast{v[0], v[1]}, v[2]);
      },
      kFile, 1e-12);
  CompareWithGolden(
      "log_log_normal", 1e-11,
      [](const std::vector<double>& v) {
        return *LogScore(LogNormalForecast{v[0], v[1]}, v[2]);
      },
      kFile, 1e-12);
}
TEST(LogScore, IsInfiniteWhereNothingWasThoughtPossible) {
  EXPECT_EQ(LogScore(BetaForecast{2, 2}, 1.1), kInfinite);
  EXPECT_EQ(LogScore(GammaForecast{2, 2}, -1), kInfinite);
  EXPECT_EQ(LogScore(LogNormalForecast{0, 1}, 0), kInfinite);
  EXPECT_EQ(LogScore(ChanceForecast{0}, 1), kInfinite);
  EXPECT_EQ(LogScore(BetaForecast{1, 1}, 0), 0.0);
  EXPECT_EQ(LogScore(BetaForecast{1, 1}, 1), 0.0);
}
TEST(LogScore, IsNotOfWhatHasNoDensity) {
  EXPECT_FALSE(LogScore(PointForecast{5, 2}, 5).has_value());
  EXPECT_FALSE(LogScore(RangeForecast{5, 7}, 5).has_value());
  EXPECT_FALSE(LogScore(QuantileForecast{{{0.1, 3}, {0.9, 9}}}, 5).has_value());
}
TEST(Crps, OfAPointIsTheDistance) {
  EXPECT_EQ(Crps(PointForecast{5, 2}, 9), 4);
  EXPECT_EQ(Crps(PointForecast{5, 2}, 4.5), 0.5);
}
// Pinball losses by hand: at 0.1 of 3 and 0.9 of 9.
TEST(Crps, OfARangeAndOfQuantilesIsTwiceTheMeanPinballLoss) {
  EXPECT_NEAR(Crps(RangeForecast{3, 9}, 5), 0.1 * 2 + 0.1 * 4, 1e-15);
  EXPECT_NEAR(Crps(RangeForecast{3, 9}, 1), 0.9 * 2 + 0.1 * 8, 1e-15);
  EXPECT_NEAR(Crps(RangeForecast{3, 9}, 12), 0.1 * 9 + 0.9 * 3, 1e-15);
  const QuantileForecast ends{{{0.1, 3}, {0.9, 9}}};
  EXPECT_EQ(Crps(ends, 12), Crps(RangeForecast{3, 9}, 12));
  const QuantileForecast three{{{0.1, 3}, {0.5, 6}, {0.9, 9}}};
  EXPECT_NEAR(Crps(three, 5), 2.0 / 3 * (0.1 * 2 + 0.5 * 1 + 0.1 * 4), 1e-15);
}
TEST(Crps, OfFineQuantilesIsThatOfTheirDistribution) {
  QuantileForecast fine;
  for (int i = 1; i < 2000; ++i) {
    const double p = i / 2000.0;
    fine.quantiles.push_back({p, BetaQuantile(4, 2, p)});
  }
  for (const double y : {0.1, 0.66, 0.95}) {
    EXPECT_NEAR(Crps(fine, y), Crps(BetaForecast{4, 2}, y), 1e-3);
  }
}
TEST(Crps, OfAChanceIsBriers) {
  EXPECT_NEAR(Crps(ChanceForecast{0.7}, 1), 0.09, 1e-15);
  EXPECT_NEAR(Crps(ChanceForecast{0.7}, 0), 0.49, 1e-15);
}
// A score is proper where nobody gains by saying something else than what they believe.
TEST(Crps, IsLeastOnAverageForWhoSaysWhatTheyBelieve) {
  testing::Random random(11);
  double right = 0, too_sure = 0, too_low = 0, right_log = 0, too_sure_log = 0;
  for (int i = 0; i < 20000; ++i) {
    const double y = random.Gamma(4) / 0.01;
    right += Crps(GammaForecast{4, 0.01}, y);
    too_sure += Crps(GammaForecast{8, 0.02}, y);
    too_low += Crps(GammaForecast{4, 0.012}, y);
    right_log += *LogScore(GammaForecast{4, 0.01}, y);
    too_sure_log += *LogScore(GammaForecast{8, 0.02}, y);
  }
  EXPECT_LT(right, too_sure);
  EXPECT_LT(right, too_low);
  EXPECT_LT(right_log, too_sure_log);
}
TEST(CellOf, SaysWhereTheActualLies) {
  EXPECT_FALSE(CellOf(PointForecast{5, 2}, 5).has_value());
  const ForecastCell inside = *CellOf(RangeForecast{3, 9}, 9);
  EXPECT_EQ(inside.low, 0.1);
  EXPECT_EQ(inside.high, 0.9);
  EXPECT_FALSE(inside.is_outside);
  EXPECT_TRUE(CellOf(RangeForecast{3, 9}, 9.1)->is_outside);
  const QuantileForecast quantiles{{{0.1, 3}, {0.5, 4}, {0.9, 9}}};
  EXPECT_EQ(CellOf(quantiles, 2)->high, 0.1);
  EXPECT_EQ(CellOf(quantiles, 4)->low, 0.1);
  EXPECT_EQ(CellOf(quantiles, 4)->high, 0.5);
  EXPECT_EQ(CellOf(quantiles, 10)->low, 0.9);
  EXPECT_EQ(CellOf(quantiles, 10)->high, 1);
  EXPECT_NEAR(CellOf(BetaForecast{1, 1}, 0.3)->low, 0.3, 1e-15);
  EXPECT_EQ(CellOf(GammaForecast{2, 1}, -3)->high, 0);
  EXPECT_NEAR(CellOf(ChanceForecast{0.7}, 1)->low, 0.3, 1e-15);
  EXPECT_NEAR(CellOf(ChanceForecast{0.7}, 0)->high, 0.3, 1e-15);
}

}  // namespace
}  // namespace readiness::estimate
