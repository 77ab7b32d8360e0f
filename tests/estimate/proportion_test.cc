#include "readiness/estimate/proportion.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

using testing::CompareWithGolden;

int64_t Count(double x) { return static_cast<int64_t>(x); }

TEST(Proportion, IntervalsAgreeWithMpmath) {
  CompareWithGolden("wilson_low", 1e-12,
                    [](const auto& a) { return Wilson(Count(a[0]), Count(a[1]), a[2])->low; });
  CompareWithGolden("wilson_high", 1e-12,
                    [](const auto& a) { return Wilson(Count(a[0]), Count(a[1]), a[2])->high; });
  CompareWithGolden("clopper_pearson_low", 1e-12, [](const auto& a) {
    return ClopperPearson(Count(a[0]), Count(a[1]), a[2])->low;
  });
  CompareWithGolden("clopper_pearson_high", 1e-12, [](const auto& a) {
    return ClopperPearson(Count(a[0]), Count(a[1]), a[2])->high;
  });
  CompareWithGolden("anytime_low", 1e-12, [](const auto& a) {
    return AnytimeProportion(Count(a[0]), Count(a[1]), a[2])->low;
  });
  CompareWithGolden("anytime_high", 1e-12, [](const auto& a) {
    return AnytimeProportion(Count(a[0]), Count(a[1]), a[2])->high;
  });
}

// Reference: 1 of 10 at z = 1 gives [0.03887449732, 0.23385277541].
TEST(Wilson, OneInTenAtOneSigmaMatchesThePublishedInterval) {
  const auto interval = Wilson(1, 10, 0.68268949213708589717);
  EXPECT_NEAR(interval->low, 0.03887449732, 1e-11);
  EXPECT_NEAR(interval->high, 0.23385277541, 1e-11);
}
TEST(Proportion, NoTrialsSayNothingRatherThanZero) {
  EXPECT_EQ(*Wilson(0, 0, 0.95), (Interval{0, 1}));
  EXPECT_EQ(*ClopperPearson(0, 0, 0.95), (Interval{0, 1}));
  EXPECT_EQ(*AnytimeProportion(0, 0, 0.95), (Interval{0, 1}));
}
TEST(Proportion, TheShareLiesInItsIntervalsAndAnytimeIsWider) {
  for (int64_t n : {1, 2, 7, 50, 400}) {
    for (int64_t s = 0; s <= n; s += n < 20 ? 1 : 7) {
      const double share = static_cast<double>(s) / static_cast<double>(n);
      const auto wilson = Wilson(s, n, 0.95);
      const auto exact = ClopperPearson(s, n, 0.95);
      const auto anytime = AnytimeProportion(s, n, 0.95);
      EXPECT_LE(wilson->low, share);
      EXPECT_GE(wilson->high, share);
      EXPECT_LE(exact->low, share);
      EXPECT_GE(exact->high, share);
      if (n >= 50) {
        EXPECT_LE(anytime->low, exact->low) << s << " of " << n;
        EXPECT_GE(anytime->high, exact->high) << s << " of " << n;
      }
    }
  }
}
TEST(Proportion, FailuresMirrorSuccesses) {
  for (int64_t s = 0; s <= 30; ++s) {
    const auto a = ClopperPearson(s, 30, 0.9);
    const auto b = ClopperPearson(30 - s, 30, 0.9);
    EXPECT_NEAR(a->low, 1 - b->high, 1e-14);
    EXPECT_NEAR(AnytimeProportion(s, 30, 0.9)->low, 1 - AnytimeProportion(30 - s, 30, 0.9)->high,
                1e-13);
  }
}
TEST(Proportion, NamesTheCountsAndTheConfidenceThatItRefuses) {
  EXPECT_EQ(Wilson(3, 2, 0.95).status().message(),
            "ESTIMATE: needs 0 <= successes <= trials <= 1000000000000, got 3 of 2");
  EXPECT_EQ(ClopperPearson(1, 2, 1.0).status().message(),
            "ESTIMATE: confidence must lie in (0, 1), got 1");
  EXPECT_FALSE(AnytimeProportion(-1, 2, 0.95).ok());
  EXPECT_FALSE(AnytimeProportion(1, 2, std::nan("")).ok());
}

// Under peeking at every n up to 1,000 the truth is missed in at most 5 % of runs; a fixed-n
// interval misses it far more often.
TEST(AnytimeProportion, HoldsAtAllTimesTogether) {
  uint64_t state = 42;
  const auto uniform = [&state] {
    uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
  };
  constexpr double kTruth = 0.3;
  constexpr int kRuns = 400;
  int missed = 0;
  for (int run = 0; run < kRuns; ++run) {
    int64_t s = 0;
    for (int64_t n = 1; n <= 1000; ++n) {
      s += uniform() < kTruth ? 1 : 0;
      if (n % 10 != 0) continue;
      const auto interval = AnytimeProportion(s, n, 0.95);
      if (kTruth < interval->low || kTruth > interval->high) {
        ++missed;
        break;
      }
    }
  }
  EXPECT_LE(missed, kRuns * 5 / 100);
}

}  // namespace
}  // namespace readiness::estimate
