#include "readiness/risk/bracket.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "readiness/risk/internal/rounding.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

TEST(Bracket, AnUnknownProbabilityMayBeAnythingFromZeroToOne) {
  EXPECT_EQ(Bracket::Unknown(), (Bracket{0, 1}));
  EXPECT_FALSE(Bracket::Unknown().IsExact());
  EXPECT_TRUE(Bracket::Unknown().Contains(0));
  EXPECT_TRUE(Bracket::Unknown().Contains(1));
}

TEST(Bracket, AKnownProbabilityHasNoWidth) {
  EXPECT_TRUE(Bracket::Of(0.3).IsExact());
  EXPECT_EQ(Bracket::Of(0.3).Width(), 0);
  EXPECT_EQ(AsBracket(0.3), Bracket::Of(0.3));
  EXPECT_EQ(AsBracket(std::nullopt), std::nullopt);
}

TEST(Bracket, NanAndNumbersOutsideZeroToOneAreNoProbabilities) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(IsProbability(0));
  EXPECT_TRUE(IsProbability(1));
  EXPECT_FALSE(IsProbability(-0.0000001));
  EXPECT_FALSE(IsProbability(1.0000001));
  EXPECT_FALSE(IsProbability(nan));
  EXPECT_FALSE(IsSound({nan, 1}));
  EXPECT_FALSE(IsSound({0, nan}));
  EXPECT_FALSE(IsSound({0.6, 0.5}));
  EXPECT_TRUE(IsSound({0.5, 0.5}));
}

TEST(Rounding, AnExactProductStaysExact) {
  EXPECT_EQ(internal::MultiplyUp(0.5, 0.1), 0.05);
  EXPECT_EQ(internal::MultiplyDown(0.5, 0.1), 0.05);
  EXPECT_EQ(internal::MultiplyUp(1, 0.7), 0.7);
  EXPECT_EQ(internal::MultiplyDown(0, 0.7), 0);
  EXPECT_EQ(internal::EitherUp(0.5, 0.5), 0.75);
  EXPECT_EQ(internal::EitherDown(0.5, 0.5), 0.75);
  EXPECT_EQ(internal::EitherUp(1, 0.3), 1);
  EXPECT_EQ(internal::EitherDown(0, 0.3), 0.3);
}

// 0.7 * 0.1 is no double: the product of the two doubles lies between these neighbours.
TEST(Rounding, AnInexactProductIsEnclosedByNeighbours) {
  const double low = internal::MultiplyDown(0.7, 0.1);
  const double high = internal::MultiplyUp(0.7, 0.1);
  EXPECT_EQ(std::nextafter(low, 1), high);
}

// long double holds the product of two doubles of up to 32 bits, and their sums, without error.
TEST(Rounding, EachSideEnclosesTheExactResult) {
  SplitMix random(1);
  for (int i = 0; i < 100'000; ++i) {
    const double a = static_cast<double>(random.Next() >> 33) * 0x1p-31;
    const double b = static_cast<double>(random.Next() >> 33) * 0x1p-31;
    const long double product = static_cast<long double>(a) * b;
    ASSERT_LE(internal::MultiplyDown(a, b), product);
    ASSERT_GE(internal::MultiplyUp(a, b), product);
    const long double either = a + static_cast<long double>(b) * (1 - static_cast<long double>(a));
    ASSERT_LE(internal::EitherDown(a, b), either);
    ASSERT_GE(internal::EitherUp(a, b), either);
    ASSERT_LE(internal::EitherUp(a, b) - internal::EitherDown(a, b), 1e-15);
  }
}

TEST(Rounding, TinyProbabilitiesNeverVanishFromAbove) {
  EXPECT_GT(internal::MultiplyUp(1e-200, 1e-200), 0);
  EXPECT_EQ(internal::MultiplyDown(1e-200, 1e-200), 0);
  EXPECT_GE(internal::EitherUp(1e-20, 1e-20), 2e-20);
  EXPECT_LE(internal::EitherUp(1e-20, 1e-20), 2.00001e-20);
  EXPECT_LE(internal::EitherDown(1e-20, 1e-20), 2e-20);
  EXPECT_GT(internal::EitherDown(1e-20, 1e-20), 1.99999e-20);
}

}  // namespace
}  // namespace readiness::risk
