#include "readiness/metric/verdict.h"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/estimate/proportion.h"

namespace readiness::metric {
namespace {

using ::testing::ElementsAre;
using enum MetricVerdict;

constexpr std::array<MetricVerdict, 3> kAll = {kNotMet, kInsufficient, kMet};

TEST(JudgeTarget, TheWholeIntervalMustLieOnOneSide) {
  EXPECT_EQ(JudgeAtLeast({0.8, 0.9}, 0.8).verdict, kMet);
  EXPECT_EQ(JudgeAtLeast({0.79, 0.9}, 0.8), Insufficient(MetricReason::kStraddles));
  EXPECT_EQ(JudgeAtLeast({0.1, 0.8}, 0.8), Insufficient(MetricReason::kStraddles));
  EXPECT_EQ(JudgeAtLeast({0.1, 0.79}, 0.8).verdict, kNotMet);
  EXPECT_EQ(JudgeAtMost({0.1, 0.2}, 0.2).verdict, kMet);
  EXPECT_EQ(JudgeAtMost({0.2, 0.3}, 0.2), Insufficient(MetricReason::kStraddles));
  EXPECT_EQ(JudgeAtMost({0.21, 0.3}, 0.2).verdict, kNotMet);
}
// A wider interval says less, never something else.
TEST(JudgeTarget, WideningAnIntervalOnlyLosesAVerdict) {
  for (int low = 0; low <= 10; ++low) {
    for (int high = low; high <= 10; ++high) {
      for (const bool is_better_high : {false, true}) {
        const estimate::Interval inner{low / 10.0, high / 10.0};
        const estimate::Interval outer{inner.low - 0.1, inner.high + 0.1};
        const MetricVerdict before = JudgeTarget(inner, 0.5, is_better_high).verdict;
        const MetricVerdict after = JudgeTarget(outer, 0.5, is_better_high).verdict;
        EXPECT_TRUE(after == before || after == kInsufficient);
      }
    }
  }
}

TEST(Both, IsKleenesAnd) {
  for (const MetricVerdict a : kAll) {
    for (const MetricVerdict b : kAll) {
      EXPECT_EQ(Both({a, {}}, {b, {}}).verdict, std::min(a, b));
      EXPECT_EQ(Either({a, {}}, {b, {}}).verdict, std::max(a, b));
      EXPECT_EQ(Not(std::min(a, b)), std::max(Not(a), Not(b)));
    }
  }
}
TEST(Both, KeepsTheReasonsOfThePartsThatDecide) {
  const Judgement straddles = Insufficient(MetricReason::kStraddles);
  const Judgement young = Insufficient(MetricReason::kNotMatured);
  EXPECT_THAT(Both(straddles, young).reasons.Names(), ElementsAre("NOT_MATURED", "STRADDLES"));
  EXPECT_THAT(Both(straddles, {kMet, {}}).reasons.Names(), ElementsAre("STRADDLES"));
  EXPECT_TRUE(Both(straddles, {kNotMet, {}}).reasons.empty());
}
TEST(AtLeast, CountsVerdicts) {
  for (const MetricVerdict a : kAll) {
    for (const MetricVerdict b : kAll) {
      for (const MetricVerdict c : kAll) {
        const std::vector<MetricVerdict> all = {a, b, c};
        EXPECT_EQ(AtLeast(3, all), std::min({a, b, c}));
        EXPECT_EQ(AtLeast(1, all), std::max({a, b, c}));
        EXPECT_EQ(AtLeast(2, all), std::max({std::min(a, b), std::min(a, c), std::min(b, c)}));
      }
    }
  }
}

TEST(NeededCount, IsTheLeastThatClears) {
  for (const int64_t clear_from : {0, 1, 2, 7, 40, 41, 1000, 999'983}) {
    for (const int64_t count : {0, 1, 5, 40}) {
      const auto needed = NeededCount(count, [&](int64_t n) { return n >= clear_from; });
      EXPECT_EQ(needed, std::max<int64_t>(0, clear_from - count)) << clear_from << " " << count;
    }
  }
}
TEST(NeededCount, HasNoAnswerWhereNoNumberWouldDo) {
  EXPECT_FALSE(NeededCount(10, [](int64_t) { return false; }).has_value());
}
TEST(NeededCount, OfAShareIsWhatAnIntervalAsksFor) {
  const auto clears = [](int64_t n) {
    const auto interval = estimate::AnytimeProportion((n * 9) / 10, n, 0.95);
    return interval.ok() && interval->low >= 0.8;
  };
  const int64_t needed = NeededCount(20, clears).value();
  EXPECT_TRUE(clears(20 + needed));
  EXPECT_GT(needed, 50);
}

TEST(MetricReason, IsPrintedInItsOrder) {
  MetricReasons all;
  for (size_t i = kMetricReasonNames.size(); i-- > 0;) all |= static_cast<MetricReason>(i);
  EXPECT_THAT(all.Names(),
              ElementsAre("N_BELOW_MIN", "NOT_MATURED", "STALE_WATERMARK", "STRADDLES",
                          "NO_EXPOSURE", "MEDIAN_NOT_REACHED", "NONRESPONSE", "DQ_BREACH",
                          "UNLOCKED_PREDICTION", "AUTOCORRELATED", "NO_TARGET"));
}

}  // namespace
}  // namespace readiness::metric
