#include "readiness/estimate/gamma.h"

#include <cmath>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

TEST(Gamma, LogGammaAgreesWithMpmathAlsoNearItsZeros) {
  CompareWithGolden("log_gamma", 1e-14, [](const auto& a) { return LogGamma(a[0]); });
}
TEST(Gamma, BothTailsAgreeWithMpmathDownTo1eMinus280) {
  CompareWithGolden("gamma_p", 1e-12, [](const auto& a) { return GammaP(a[0], a[1]); });
  CompareWithGolden("gamma_q", 1e-12, [](const auto& a) { return GammaQ(a[0], a[1]); });
}
TEST(Gamma, OutsideItsRangeIsNaN) {
  EXPECT_TRUE(std::isnan(LogGamma(0)));
  EXPECT_TRUE(std::isnan(LogGamma(-1.5)));
  EXPECT_TRUE(std::isnan(GammaP(0, 1)));
  EXPECT_TRUE(std::isnan(GammaQ(1, -1)));
}
TEST(Gamma, TailsAddUpToOne) {
  for (const double a : {0.3, 2.0, 17.5, 900.0}) {
    for (const double factor : {0.2, 1.0, 3.0}) {
      EXPECT_NEAR(GammaP(a, a * factor) + GammaQ(a, a * factor), 1, 1e-13);
    }
  }
}

TEST(Gamma, QuantilesAgreeWithMpmath) {
  CompareWithGolden("gamma_quantile", 1e-12,
                    [](const auto& a) { return GammaQuantile(a[0], a[1]); });
  CompareWithGolden("gamma_upper_quantile", 1e-12,
                    [](const auto& a) { return GammaUpperQuantile(a[0], a[1]); });
}
TEST(Gamma, LogarithmsOfTailsGoOnWhereTheTailsVanish) {
  CompareWithGolden("log_gamma_p", 1e-12, [](const auto& a) { return LogGammaP(a[0], a[1]); });
  CompareWithGolden("log_gamma_q", 1e-12, [](const auto& a) { return LogGammaQ(a[0], a[1]); });
  EXPECT_EQ(GammaP(20000.5, 500), 0);
  EXPECT_LT(LogGammaP(20000.5, 500), -50000);
}
TEST(Gamma, QuantilesAtTheEnds) {
  EXPECT_EQ(GammaQuantile(2, 0), 0);
  EXPECT_EQ(GammaUpperQuantile(2, 1), 0);
  EXPECT_TRUE(std::isinf(GammaQuantile(2, 1)));
  EXPECT_TRUE(std::isinf(GammaUpperQuantile(2, 0)));
  EXPECT_TRUE(std::isnan(GammaQuantile(-1, 0.5)));
  EXPECT_TRUE(std::isnan(GammaUpperQuantile(1, 1.5)));
}

TEST(Gamma, GivesTheSameBitsEverywhere) { EXPECT_EQ(LogGamma(4.7), 0x1.5e42861a0406cp+1); }

}  // namespace
}  // namespace readiness::estimate
