// A volume that grows or falls is no trend: the truth stands still, the weeks hold more or less.
#include <algorithm>
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

constexpr int kWeeks = 26;

double Uniform(uint64_t& state) { return static_cast<double>(SplitMix64(state) >> 11U) * 0x1p-53; }

// What a trend of tickets says at some look, of which `share` are resolved in time: `first` in the
// first week, `last` in the last.
std::string TicketsEver(double share, int first, int last, uint64_t seed) {
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  spec.horizon = absl::Hours(24);
  uint64_t random = seed, id = 0;
  CohortState state;
  for (int week = 0; week < kWeeks; ++week) {
    const int count = first + (last - first) * week / (kWeeks - 1);
    for (int i = 0; i < count; ++i, ++id) {
      const int64_t matures = WeekStart(week + 1) + kHour + i * kHour / count;
      state.AddMatured(matures, Uniform(random) < share, 0, 1);
    }
  }
  const auto trend = internal::TrendOf(spec, state, WeekStart(kWeeks + 1));
  EXPECT_TRUE(trend.ok()) << trend.status();
  return trend->evidence.has_value() ? trend->evidence->ever : "INSUFFICIENT";
}

// The same of escalations at a constant rate a day, of accounts that enrol all the time.
std::string EscalationsEver(double rate, int accounts, uint64_t seed) {
  MetricSpec spec = DefaultSpec(Metric::kSupportEscalationFrequency);
  uint64_t random = seed;
  CohortState state;
  const int64_t end = WeekStart(kWeeks + 1);
  for (int i = 0; i < accounts; ++i) {
    auto time = WeekStart(1) + static_cast<int64_t>(Uniform(random) * kWeeks * 7 * kDay);
    state.AddExposure(time, CohortState::kNoEnd, 1);
    while (true) {
      time -= static_cast<int64_t>(std::log(1.0 - Uniform(random)) / rate * kDay);
      if (time >= end) break;
      state.AddEvent(time, 1);
    }
  }
  const auto trend = internal::TrendOf(spec, state, end);
  EXPECT_TRUE(trend.ok()) << trend.status();
  return trend->evidence.has_value() ? trend->evidence->ever : "INSUFFICIENT";
}

template <typename Ever>
int FalseTrends(int cycles, Ever&& ever) {
  int found = 0;
  for (int i = 0; i < cycles; ++i) found += ever(static_cast<uint64_t>(i)) != "INSUFFICIENT";
  return found;
}

// 1 to 30 tickets a week, 98 % of them always in time: without pooling 40 of 40 are IMPROVING.
TEST(TrendVolume, MoreTicketsAWeekAreNoTrend) {
  EXPECT_LE(FalseTrends(40, [](uint64_t seed) { return TicketsEver(0.98, 1, 30, seed); }), 4);
  EXPECT_LE(FalseTrends(40, [](uint64_t seed) { return TicketsEver(0.98, 30, 3, seed); }), 4);
}
// 2 escalations in 1,000 account-days, 100 accounts over 26 weeks: without pooling 16 of 40.
TEST(TrendVolume, MoreAccountsAreNoTrend) {
  EXPECT_LE(FalseTrends(40, [](uint64_t seed) { return EscalationsEver(0.002, 100, seed); }), 4);
}
// What really moves is still seen.
TEST(TrendVolume, AMovementIsSeenThroughTheVolume) {
  MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  uint64_t random = 3;
  CohortState state;
  for (int week = 0; week < kWeeks; ++week) {
    for (int i = 0; i < 10 + 2 * week; ++i) {
      state.AddMatured(WeekStart(week + 1) + kHour, Uniform(random) < 0.4 + 0.02 * week, 0, 1);
    }
  }
  EXPECT_EQ(internal::TrendOf(spec, state, WeekStart(kWeeks + 1))->verdict, "IMPROVING");
}

TEST(TrendVolume, PoolsWeeksUntilThereAreFiftyItems) {
  const MetricSpec spec = DefaultSpec(Metric::kTimeToResolution);
  const std::vector<internal::WeekCount> weeks = {
      {3, 20, 20}, {4, 0, 29}, {5, 1, 1}, {6, 60, 60}, {7, 9, 49}};
  const auto values = internal::PooledWeeks(spec, weeks);
  ASSERT_EQ(values.size(), 2U) << "the last 49 wait for more";
  EXPECT_EQ(values[0].week, 5);
  EXPECT_EQ(values[0].value, internal::StableShare(21, 50));
  EXPECT_EQ(values[1].week, 6);
  EXPECT_EQ(values[1].value, internal::StableShare(60, 60));
}
TEST(TrendVolume, PoolsRatesUntilTenEventsAreToBeExpected) {
  const MetricSpec spec = DefaultSpec(Metric::kSupportEscalationFrequency);
  // 10 of 100 days; then 100 days are enough, whatever happened in them.
  const std::vector<internal::WeekCount> weeks = {{1, 9, 50}, {2, 1, 50},  {3, 0, 60},
                                                  {4, 0, 40}, {5, 99, 99}, {6, 0, 101}};
  const auto values = internal::PooledWeeks(spec, weeks);
  ASSERT_EQ(values.size(), 3U);
  EXPECT_EQ(values[0].week, 2);
  EXPECT_EQ(values[1].week, 4);
  EXPECT_EQ(values[1].value, std::sqrt(0.375 / 100));
  EXPECT_EQ(values[2].week, 6) << "at the rate of the values before: 10 of 200 days";
}

TEST(TrendVolume, NoVolumeMakesATrendOfNothingSlow) {
  constexpr int kCycles = 1'000;
  const double most = 0.05 + 3 * std::sqrt(0.05 * 0.95 / kCycles);
  for (const double share : {0.5, 0.9, 0.95, 0.98, 0.995, 0.02}) {
    for (const auto& [first, last] : {std::pair{1, 30}, {3, 30}, {30, 3}, {30, 30}, {5, 500}}) {
      const int found = FalseTrends(kCycles, [&, first = first, last = last](uint64_t seed) {
        return TicketsEver(share, first, last, seed);
      });
      EXPECT_LE(found, most * kCycles) << share << " of " << first << " to " << last;
    }
  }
  for (const double rate : {0.002, 0.01}) {
    for (const int accounts : {100, 300, 1'000}) {
      const int found = FalseTrends(
          kCycles, [&](uint64_t seed) { return EscalationsEver(rate, accounts, seed); });
      EXPECT_LE(found, most * kCycles) << rate << " of " << accounts;
    }
  }
}

}  // namespace
}  // namespace readiness::metric
