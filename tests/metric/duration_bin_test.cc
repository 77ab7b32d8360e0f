#include "readiness/metric/duration_bin.h"

#include <limits>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

TEST(DurationBin, HasTheBinsOfTheSpecification) {
  // 29 octaves of 128, [0, 1 s) and what is longer.
  EXPECT_EQ(kDurationBinCount, 3'714U);
  EXPECT_EQ(DurationBin(0), 0U);
  EXPECT_EQ(DurationBin(999'999), 0U);
  EXPECT_EQ(DurationBin(1'000'000), 1U);
  EXPECT_EQ(DurationBin(1'007'812), 1U);
  EXPECT_EQ(DurationBin(1'007'813), 2U);  // 1 + 1/128 s is 1,007,812.5 microseconds.
  EXPECT_EQ(DurationBin(2'000'000), 129U);
  EXPECT_EQ(DurationBin((int64_t{1} << 29U) * 1'000'000 - 1), 3'712U);
  EXPECT_EQ(DurationBin((int64_t{1} << 29U) * 1'000'000), 3'713U);
  EXPECT_EQ(DurationBin(std::numeric_limits<int64_t>::max()), 3'713U);
  EXPECT_EQ(DurationBin(-5), 0U);
}
TEST(DurationBin, BeginsExactlyAtItsLowerEnd) {
  for (size_t bin = 1; bin < kDurationBinCount; ++bin) {
    const int64_t low = DurationBinLow(bin);
    ASSERT_EQ(DurationBin(low), bin) << low;
    ASSERT_EQ(DurationBin(low - 1), bin - 1) << low;
  }
}
TEST(DurationBin, StandsForItsDurationsWithin0Point39Percent) {
  testing::Random random(3);
  for (int i = 0; i < 100'000; ++i) {
    const int64_t micros = 1'000'000 + random.Below(int64_t{1} << (21 + random.Below(28)));
    const uint32_t bin = DurationBin(micros);
    if (bin + 1 == kDurationBinCount) continue;
    const double error =
        static_cast<double>(DurationBinMiddle(bin) - micros) / static_cast<double>(micros);
    ASSERT_LE(error < 0 ? -error : error, 1.0 / 256 + 1e-6) << micros;
  }
}

}  // namespace
}  // namespace readiness::metric
