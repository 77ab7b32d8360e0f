#include "readiness/base/number.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "../splitmix64.h"

namespace readiness::base {
namespace {

TEST(Number, IsShownAsPeopleWriteIt) {
  EXPECT_EQ(ShortestText(75), "75");
  EXPECT_EQ(ShortestText(-0.25), "-0.25");
  EXPECT_EQ(ShortestText(1234567), "1234567");
  EXPECT_EQ(ShortestText(74.9999996), "74.9999996");
  EXPECT_EQ(ShortestText(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(ShortestText(1e21), "1e+21");
  EXPECT_EQ(ShortestText(std::numeric_limits<double>::infinity()), "inf");
}

TEST(Number, ReadsBackAsTheSameNumber) {
  uint64_t seed = 1;
  for (int i = 0; i < 100'000; ++i) {
    const auto number = std::bit_cast<double>(SplitMix64(seed));
    if (number != number) continue;
    const std::string text = ShortestText(number);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(std::bit_cast<uint64_t>(back), std::bit_cast<uint64_t>(number)) << text;
  }
}

TEST(DecimalDifference, IsThatOfTheNumbersAsWritten) {
  EXPECT_NE(0.3 - 0.1, 0.2);
  EXPECT_EQ(DecimalDifference(0.3, 0.1), 0.2);
  EXPECT_EQ(DecimalDifference(0.1, 0.3), -0.2);
  EXPECT_EQ(DecimalDifference(-0.1, 0.2), -0.3);
  EXPECT_EQ(DecimalDifference(4.35, 4.3), 0.05);
  EXPECT_EQ(DecimalDifference(100, 0.1), 99.9);
  EXPECT_EQ(DecimalDifference(1e22, 1e-3), 1e22);
  EXPECT_EQ(DecimalDifference(7, 7), 0);
  EXPECT_EQ(DecimalDifference(0, 0.1), -0.1);
  EXPECT_EQ(DecimalDifference(1e300, -1e-300), 1e300);
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(DecimalDifference(infinite, 1), infinite);
  EXPECT_EQ(DecimalDifference(1, infinite), -infinite);
  EXPECT_NE(DecimalDifference(infinite, infinite), DecimalDifference(infinite, infinite));
}

// Whole thousandths, subtracted as whole numbers, are the oracle.
TEST(DecimalDifference, OfThousandthsIsTheNearestDoubleToTheirDifference) {
  uint64_t seed = 7;
  int unlike_doubles = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto a = static_cast<int64_t>(SplitMix64(seed) % 2'000'000) - 1'000'000;
    const auto b = static_cast<int64_t>(SplitMix64(seed) % 2'000'000) - 1'000'000;
    const double x = static_cast<double>(a) / 1000, y = static_cast<double>(b) / 1000;
    ASSERT_EQ(DecimalDifference(x, y), static_cast<double>(a - b) / 1000) << a << " " << b;
    unlike_doubles += x - y != static_cast<double>(a - b) / 1000;
  }
  EXPECT_GT(unlike_doubles, 1'000);
}

// Never far from the subtraction of the doubles, whatever their size.
TEST(DecimalDifference, StaysBesideTheDifferenceOfTheDoubles) {
  uint64_t seed = 11;
  for (int i = 0; i < 10'000; ++i) {
    const auto a = std::bit_cast<double>(SplitMix64(seed));
    const auto b = std::bit_cast<double>(SplitMix64(seed));
    const double least = std::numeric_limits<double>::min();
    if (!(a - b - (a - b) == 0) || !(std::fabs(a) > least) || !(std::fabs(b) > least)) continue;
    ASSERT_NEAR(DecimalDifference(a, b), a - b, 4e-16 * (std::fabs(a) + std::fabs(b)));
  }
}

}  // namespace
}  // namespace readiness::base
