#include "readiness/estimate/beta.h"

#include <cmath>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

TEST(Beta, BothTailsAgreeWithMpmath) {
  CompareWithGolden("log_beta", 1e-13, [](const auto& a) { return LogBeta(a[0], a[1]); });
  CompareWithGolden("beta_cdf", 1e-12, [](const auto& a) { return BetaCdf(a[0], a[1], a[2]); });
  CompareWithGolden("beta_survival", 1e-12,
                    [](const auto& a) { return BetaSurvival(a[0], a[1], a[2]); });
}
TEST(Beta, QuantileAgreesWithMpmath) {
  CompareWithGolden("beta_quantile", 1e-12,
                    [](const auto& a) { return BetaQuantile(a[0], a[1], a[2]); });
}
TEST(Beta, AnswersAtTheEndsAndIsNaNOutside) {
  EXPECT_EQ(BetaCdf(2, 3, 0), 0);
  EXPECT_EQ(BetaCdf(2, 3, 1), 1);
  EXPECT_EQ(BetaQuantile(2, 3, 0), 0);
  EXPECT_EQ(BetaQuantile(2, 3, 1), 1);
  EXPECT_TRUE(std::isnan(BetaCdf(0, 3, 0.5)));
  EXPECT_TRUE(std::isnan(BetaCdf(2, 3, 1.5)));
  EXPECT_TRUE(std::isnan(BetaQuantile(2, -1, 0.5)));
}
TEST(Beta, IsThePolynomialForWholeParameters) {
  // I_0.4(2, 3) = 6 x^2 - 8 x^3 + 3 x^4 at 0.4 = 0.5248.
  EXPECT_NEAR(BetaCdf(2, 3, 0.4), 0.5248, 1e-15);
}

TEST(Beta, LogarithmsOfTailsAgreeWithMpmathWhereTheTailsVanish) {
  CompareWithGolden("log_beta_cdf", 1e-12,
                    [](const auto& a) { return LogBetaCdf(a[0], a[1], a[2]); });
  CompareWithGolden("log_beta_survival", 1e-12,
                    [](const auto& a) { return LogBetaSurvival(a[0], a[1], a[2]); });
  EXPECT_EQ(BetaCdf(4000.5, 100.5, 0.5), 0);
  EXPECT_LT(LogBetaCdf(4000.5, 100.5, 0.5), -2000);
}

TEST(Beta, GivesTheSameBitsEverywhere) {
  EXPECT_EQ(BetaQuantile(12, 30, 0.025), 0x1.4a56e78e84271p-3);
}

}  // namespace
}  // namespace readiness::estimate
