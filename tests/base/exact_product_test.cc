#include "readiness/base/exact_product.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace readiness::base {
namespace {

TEST(ExactProduct, WhatIsExactLeavesNothing) {
  EXPECT_EQ(ExactProduct(0.5, 0.1).high, 0.05);
  EXPECT_EQ(ExactProduct(0.5, 0.1).low, 0);
  EXPECT_EQ(ExactProduct(0, 7).low, 0);
}

// The fused multiply-add of the C library rounds x * y - high once, and that is a double.
TEST(ExactProduct, LeavesWhatAFusedMultiplyAddFinds) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> mantissa(-2, 2);
  std::uniform_int_distribution<int> exponent(-400, 400);
  for (int i = 0; i < 100'000; ++i) {
    const double x = std::ldexp(mantissa(random), exponent(random));
    const double y = std::ldexp(mantissa(random), exponent(random));
    if (std::fabs(x * y) < 1e-280) continue;
    const ProductParts parts = ExactProduct(x, y);
    ASSERT_EQ(parts.high, x * y);
    ASSERT_EQ(parts.low, std::fma(x, y, -parts.high)) << x << " " << y;
  }
}

}  // namespace
}  // namespace readiness::base
