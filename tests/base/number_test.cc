#include "readiness/base/number.h"

#include <bit>
#include <charconv>
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

}  // namespace
}  // namespace readiness::base
