#include "readiness/estimate/chi_square.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

TEST(ChiSquare, NoncentralTailsAgreeWithMpmathAndScipy) {
  CompareWithGolden("noncentral_cdf", 1e-12,
                    [](const auto& a) { return NoncentralChiSquareCdf(a[0], a[1], a[2]); });
  CompareWithGolden("noncentral_survival", 1e-12,
                    [](const auto& a) { return NoncentralChiSquareSurvival(a[0], a[1], a[2]); });
  CompareWithGolden(
      "scipy_noncentral_cdf", 1e-9,
      [](const auto& a) { return NoncentralChiSquareCdf(a[0], a[1], a[2]); },
      "estimate_intervals.csv");
}
TEST(ChiSquare, TheNoncentralityThatGivesAChanceAgreesWithMpmath) {
  CompareWithGolden("noncentrality", 1e-11,
                    [](const auto& a) { return NoncentralityAt(a[0], a[1], a[2]); });
}
// Abramowitz and Stegun, table 26.8: chi-square 0.05 for 1, 5 and 30 degrees of freedom.
TEST(ChiSquare, CentralQuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(ChiSquareQuantile(1, 0.95), 3.84146, 5e-6);
  EXPECT_NEAR(ChiSquareQuantile(5, 0.95), 11.0705, 5e-5);
  EXPECT_NEAR(ChiSquareQuantile(30, 0.95), 43.7730, 5e-5);
  EXPECT_NEAR(ChiSquareSurvival(1, 3.841458820694124), 0.05, 1e-14);
}
TEST(ChiSquare, WithoutNoncentralityItIsTheCentralOne) {
  EXPECT_EQ(NoncentralChiSquareCdf(3, 5, 0), ChiSquareCdf(3, 5));
  EXPECT_NEAR(NoncentralChiSquareCdf(3, 5, 1e-12), ChiSquareCdf(3, 5), 1e-12);
}
TEST(ChiSquare, TailsAddUpToOneAndFallWithTheNoncentrality) {
  for (const double df : {1.0, 2.5, 12.0}) {
    for (const double x : {0.01, 3.0, 80.0}) {
      double last = 2;
      for (const double noncentrality : {0.0, 0.5, 4.0, 75.0, 3000.0}) {
        const double cdf = NoncentralChiSquareCdf(df, x, noncentrality);
        EXPECT_NEAR(cdf + NoncentralChiSquareSurvival(df, x, noncentrality), 1, 1e-13);
        EXPECT_LT(cdf, last);
        last = cdf;
      }
    }
  }
}
TEST(ChiSquare, ASmallValueAllowsNoNoncentralityAtAHighChance) {
  EXPECT_EQ(NoncentralityAt(4, 1.0, 0.975), 0);
  EXPECT_EQ(NoncentralityAt(4, 0, 0.5), 0);
}
TEST(ChiSquare, LargeValuesComeBackFromTheirRoot) {
  const double noncentrality = NoncentralityAt(9, 2e5, 0.025);
  EXPECT_NEAR(NoncentralChiSquareCdf(9, 2e5, noncentrality), 0.025, 1e-12);
}
TEST(ChiSquare, OutsideItsRangeIsNaN) {
  EXPECT_TRUE(std::isnan(NoncentralChiSquareCdf(0, 1, 1)));
  EXPECT_TRUE(std::isnan(NoncentralChiSquareSurvival(1, -1, 1)));
  EXPECT_TRUE(std::isnan(NoncentralChiSquareCdf(1, 1, -1)));
  EXPECT_TRUE(std::isnan(NoncentralChiSquareCdf(1, 1, std::nan(""))));
  EXPECT_TRUE(std::isnan(NoncentralityAt(1, 1, 1)));
}

}  // namespace
}  // namespace readiness::estimate
