#include "readiness/estimate/elementary.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

TEST(Elementary, ExpAndLogAgreeWithMpmathToTheLastDigits) {
  CompareWithGolden("exp", 4e-16, [](const auto& a) { return Exp(a[0]); });
  CompareWithGolden("expm1", 5e-16, [](const auto& a) { return Expm1(a[0]); });
  CompareWithGolden("log", 4e-16, [](const auto& a) { return Log(a[0]); });
  CompareWithGolden("log1p", 4e-16, [](const auto& a) { return Log1p(a[0]); });
}

TEST(Elementary, EdgesAreInfinityZeroAndNaN) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Exp(710), kInf);
  EXPECT_EQ(Exp(-746), 0);
  EXPECT_EQ(Exp(0), 1);
  EXPECT_EQ(Log(1), 0);
  EXPECT_EQ(Log(0), -kInf);
  EXPECT_EQ(Log1p(-1), -kInf);
  EXPECT_TRUE(std::isnan(Log(-1)));
  EXPECT_TRUE(std::isnan(Exp(std::nan(""))));
}

// The bits themselves: a change of compiler, flags or code that moves them must be a decision.
TEST(Elementary, GivesTheSameBitsEverywhere) {
  EXPECT_EQ(Exp(1.0), 0x1.5bf0a8b145769p+1);
  EXPECT_EQ(Log(10.0), 0x1.26bb1bbb55516p+1);
  EXPECT_EQ(Exp(-0.75), 0x1.e3b40ebefcd7ep-2);
  EXPECT_EQ(Log(0.3), -0x1.34378fcbda721p+0);
}

TEST(Elementary, LogUndoesExp) {
  for (double x = -700; x <= 700; x += 3.7) {
    EXPECT_NEAR(Log(Exp(x)), x, 2e-16 * (std::fabs(x) + 1)) << x;
  }
}

}  // namespace
}  // namespace readiness::estimate
