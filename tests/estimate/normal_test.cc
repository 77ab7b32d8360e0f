#include "readiness/estimate/normal.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

TEST(Normal, ErfAndErfcAgreeWithMpmath) {
  CompareWithGolden("erf", 1e-14, [](const auto& a) { return Erf(a[0]); });
  CompareWithGolden("erfc", 1e-13, [](const auto& a) { return Erfc(a[0]); });
  CompareWithGolden("normal_cdf", 1e-13, [](const auto& a) { return NormalCdf(a[0]); });
}
TEST(Normal, QuantileAgreesWithMpmathFarIntoTheTail) {
  CompareWithGolden("normal_quantile", 1e-12, [](const auto& a) { return NormalQuantile(a[0]); });
}
TEST(Normal, QuantilesAreInfiniteAtTheEndsAndNaNOutside) {
  EXPECT_EQ(NormalQuantile(0), -internal::kInfinity);
  EXPECT_EQ(NormalQuantile(1), internal::kInfinity);
  EXPECT_EQ(NormalQuantile(0.5), 0);
  EXPECT_TRUE(std::isnan(NormalQuantile(-0.1)));
}

TEST(Normal, WhatIsKnownOfTheUsualConfidencesIsWhatTheStepsGive) {
  for (const double confidence : {0.9, 0.95, 0.99}) {
    const double tail = 0.5 * (1.0 - confidence);
    EXPECT_EQ(NormalQuantile(tail), -internal::NormalPoint(tail)) << confidence;
    const auto* known = std::find_if(std::begin(internal::kKnownNormalPoints),
                                     std::end(internal::kKnownNormalPoints),
                                     [tail](const auto& one) { return one.tail == tail; });
    ASSERT_NE(known, std::end(internal::kKnownNormalPoints)) << confidence;
    EXPECT_EQ(known->point, internal::NormalPoint(tail)) << confidence;
  }
}

TEST(Normal, GivesTheSameBitsEverywhere) { EXPECT_EQ(NormalQuantile(0.975), 0x1.f5c0331eeff82p+0); }

}  // namespace
}  // namespace readiness::estimate
