// The ledger of a trend: every look at it, what it rests on, and weeks that depend on each other.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../splitmix64.h"
#include "folded_rows.h"

namespace readiness::metric {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

double Uniform(uint64_t& state) { return static_cast<double>(SplitMix64(state) >> 11U) * 0x1p-53; }
// Sum of twelve uniforms less six: near enough to normal, and no library's.
double Normal(uint64_t& state) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += Uniform(state);
  return sum;
}

// Weeks of `count` tickets each, of which share_of(week) are resolved in time, from the Monday
// after 1970-01-01 on.
template <typename Share>
Rows Weeks(MetricSpec spec, int weeks, int count, Share&& share_of) {
  Rows rows(std::move(spec));
  for (int week = 0; week < weeks; ++week) {
    const auto in_time = static_cast<int>(std::lround(share_of(week) * count));
    for (int i = 0; i < count; ++i) {
      rows.Ticket(static_cast<uint64_t>(week * count + i),
                  WeekStart(week + 1) + kHour + i * kHour / count, i < in_time ? 5 : 400);
    }
  }
  return rows;
}
MetricSpec OneDay() {
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  spec.horizon = absl::Hours(24);
  return spec;
}
int64_t After(int weeks) { return WeekStart(weeks + 2); }

TEST(TrendLedger, KeepsTheLargestEvidenceAndTheWeekItCrossed) {
  // Rises for 12 weeks, then falls back: no trend in the end, and one on the way.
  uint64_t random = 5;
  std::vector<double> shares;
  for (int week = 0; week < 24; ++week) {
    const double level = week < 12 ? 0.2 + 0.05 * week : 0.8 - 0.05 * (week - 12);
    shares.push_back(level + 0.02 * Normal(random));
  }
  const auto read = [&shares](int weeks) {
    return Weeks(OneDay(), weeks, 200, [&](int week) { return shares[static_cast<size_t>(week)]; })
        .At(After(weeks));
  };
  const MetricReading last = read(24);
  ASSERT_TRUE(last.trend_evidence.has_value());
  const MetricTrend& ledger = *last.trend_evidence;
  EXPECT_EQ(ledger.weeks, 24);
  EXPECT_EQ(last.trend, "INSUFFICIENT");
  EXPECT_EQ(ledger.ever, "IMPROVING");
  EXPECT_GT(ledger.largest_log_evidence, std::log(20.0));
  EXPECT_LT(ledger.log_evidence, std::log(20.0));
  // It says what a reader would have seen who looked every week.
  absl::Time crossed, largest_at;
  double largest = -1e9;
  for (int weeks = 4; weeks <= 24; ++weeks) {
    const MetricReading then = read(weeks);
    const absl::Time end = absl::FromUnixMicros(WeekStart(weeks + 1));
    if (then.trend == "IMPROVING" && crossed == absl::Time()) crossed = end;
    if (then.trend_evidence->log_evidence > largest) {
      largest = then.trend_evidence->log_evidence;
      largest_at = end;
    }
  }
  EXPECT_EQ(ledger.crossed_at, crossed);
  EXPECT_EQ(ledger.largest_at, largest_at);
  EXPECT_EQ(ledger.largest_log_evidence, largest);
}

TEST(TrendLedger, IsNotThereWithFewerThanFourWeeks) {
  const auto reading = Weeks(OneDay(), 3, 10, [](int) { return 0.5; }).At(After(3));
  EXPECT_FALSE(reading.trend_evidence.has_value());
  EXPECT_EQ(reading.trend, "INSUFFICIENT");
}

TEST(TrendLedger, SaysHowUnusualTheLastWeekIs) {
  uint64_t random = 12;
  const auto noise = [&random](int) { return 0.5 + 0.03 * Normal(random); };
  const auto usual = Weeks(OneDay(), 15, 200, noise).At(After(15));
  ASSERT_TRUE(usual.trend_evidence->last_week_p_value.has_value());
  EXPECT_GT(*usual.trend_evidence->last_week_p_value, 0.01);
  random = 12;
  const auto jump = Weeks(OneDay(), 15, 200, [&](int week) {
                      return week == 14 ? 0.95 : noise(week);
                    }).At(After(15));
  EXPECT_LT(*jump.trend_evidence->last_week_p_value, *jump.trend_evidence->last_week_alpha);
}

TEST(TrendLedger, TakesOutWhatTheBaselineShowsToCarryOver) {
  MetricSpec spec = OneDay();
  spec.baseline_until = absl::FromUnixMicros(WeekStart(31));
  uint64_t random = 11;
  double shock = 0;
  const auto share = [&](int) {
    shock = 0.7 * shock + 0.04 * Normal(random);
    return 0.5 + shock;
  };
  const MetricReading reading = Weeks(spec, 50, 400, share).At(After(50));
  ASSERT_TRUE(reading.trend_evidence.has_value());
  EXPECT_EQ(reading.trend_evidence->weeks, 20) << "those since the launch";
  EXPECT_GT(*reading.trend_evidence->autocorrelation, 0.4);
  EXPECT_LE(*reading.trend_evidence->autocorrelation, 0.9);
  EXPECT_THAT(reading.trend_evidence->reasons, IsEmpty());
}

TEST(TrendLedger, WithAShortBaselineHoldsTheWeeksSinceAgainstThoseBefore) {
  MetricSpec spec = OneDay();
  spec.baseline_until = absl::FromUnixMicros(WeekStart(11));
  const auto better =
      Weeks(spec, 16, 100, [](int week) { return week < 10 ? 0.4 : 0.8; }).At(After(16));
  // No slope was computed, so none is told.
  EXPECT_FALSE(better.trend_evidence.has_value());
  ASSERT_TRUE(better.trend_comparison.has_value());
  EXPECT_THAT(better.trend_comparison->reasons, ElementsAre("AUTOCORRELATED"));
  EXPECT_EQ(better.trend_comparison->baseline_weeks, 10);
  EXPECT_EQ(better.trend, "IMPROVING");
  EXPECT_EQ(better.trend_comparison->crossed_at, absl::FromUnixMicros(WeekStart(12)));
  EXPECT_GT(*better.trend_comparison->since_low, *better.trend_comparison->before_high);
  const auto same = Weeks(spec, 16, 100, [](int) { return 0.6; }).At(After(16));
  EXPECT_EQ(same.trend, "INSUFFICIENT");
  EXPECT_EQ(same.trend_comparison->ever, "INSUFFICIENT");
  EXPECT_LT(*same.trend_comparison->since_low, 0.6);
  const auto worse =
      Weeks(spec, 16, 100, [](int week) { return week < 10 ? 0.8 : 0.4; }).At(After(16));
  EXPECT_EQ(worse.trend, "WORSENING");
  // Without any week before there is nothing to hold them against.
  spec.baseline_until = absl::FromUnixMicros(WeekStart(0));
  const auto alone = Weeks(spec, 16, 100, [](int week) { return week / 16.0; }).At(After(16));
  EXPECT_EQ(alone.trend, "INSUFFICIENT");
  EXPECT_FALSE(alone.trend_comparison->before_low.has_value()) << "not 0 to 1: not known";
}

// Weeks whose shocks carry over: with a baseline of 26 weeks a trend is seen falsely at some look
// of the 26 after it in at most alpha of the cycles; taken as independent far more often.
TEST(TrendLedger, ABaselineKeepsCarriedOverShocksFromLookingLikeATrendSlow) {
  constexpr int kCycles = 400;
  int with_baseline = 0, without = 0;
  for (int cycle = 0; cycle < kCycles; ++cycle) {
    for (const bool has_baseline : {true, false}) {
      MetricSpec spec = OneDay();
      if (has_baseline) spec.baseline_until = absl::FromUnixMicros(WeekStart(27));
      uint64_t random = 77'000 + static_cast<uint64_t>(cycle);
      double shock = 0;
      const auto reading = Weeks(spec, 52, 100, [&](int) {
                             shock = 0.6 * shock + 0.05 * Normal(random);
                             return std::min(1.0, std::max(0.0, 0.5 + shock));
                           }).At(After(52));
      const bool is_false = reading.trend_evidence->ever != "INSUFFICIENT";
      (has_baseline ? with_baseline : without) += is_false ? 1 : 0;
    }
  }
  const double limit = 0.05 + 3 * std::sqrt(0.05 * 0.95 / kCycles);
  EXPECT_LE(static_cast<double>(with_baseline) / kCycles, limit) << with_baseline;
  EXPECT_GT(static_cast<double>(without) / kCycles, 2 * limit) << without;
}

// The weeks before are frozen, those since are looked at every week: with no change, fewer than
// alpha of the cycles ever show one.
TEST(TrendLedger, AFrozenReferenceIsSeldomLeftByChanceSlow) {
  constexpr int kCycles = 1'000;
  int moved = 0;
  for (int cycle = 0; cycle < kCycles; ++cycle) {
    MetricSpec spec = OneDay();
    spec.baseline_until = absl::FromUnixMicros(WeekStart(9));
    uint64_t random = 99'000 + static_cast<uint64_t>(cycle);
    const auto reading = Weeks(spec, 34, 20, [&](int) {
                           int in_time = 0;
                           for (int i = 0; i < 20; ++i) in_time += Uniform(random) < 0.7 ? 1 : 0;
                           return in_time / 20.0;
                         }).At(After(34));
    moved += reading.trend_comparison->ever != "INSUFFICIENT" ? 1 : 0;
  }
  EXPECT_LE(static_cast<double>(moved) / kCycles, 0.05) << moved;
}

}  // namespace
}  // namespace readiness::metric
