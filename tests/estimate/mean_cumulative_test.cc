#include "readiness/estimate/mean_cumulative.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"
#include "survival_golden.h"

namespace readiness::estimate {
namespace {

struct Watched {
  std::vector<WatchedItem> items;
  std::vector<Recurrence> events;
};
Watched SampleOf(int number) {
  Watched watched;
  for (const auto& line : testing::Answers("watched", number)) watched.items.push_back({line[1]});
  for (const auto& line : testing::Answers("recurrence", number))
    watched.events.push_back({static_cast<size_t>(line[0]) - 1, line[1], 1});
  return watched;
}

TEST(MeanCumulative, MeanAndRobustVarianceAreThoseOfRsSurvfit) {
  int compared = 0;
  for (int number = 1; number <= 3; ++number) {
    const auto watched = SampleOf(number);
    for (const auto& answer : testing::Answers("cumulative", number)) {
      const auto mean = *MeanCumulativeAt(watched.items, watched.events, answer[0]);
      EXPECT_NEAR(mean.mean, answer[1], 1e-10) << number << " at " << answer[0];
      EXPECT_NEAR(mean.variance, answer[2], 1e-8 * answer[2]);
      ++compared;
    }
  }
  EXPECT_GE(compared, 100);
}
// Watched to 10 and 4: by 3 one of two items has 1, by 7 the only one left has 2 more.
TEST(MeanCumulative, DividesByThoseWhoAreStillWatched) {
  const std::vector<WatchedItem> items = {{10}, {4}};
  const std::vector<Recurrence> events = {{0, 7, 2}, {0, 3, 1}};
  EXPECT_EQ(MeanCumulativeAt(items, events, 2)->mean, 0);
  EXPECT_EQ(MeanCumulativeAt(items, events, 5)->mean, 0.5);
  EXPECT_EQ(MeanCumulativeAt(items, events, 8)->mean, 2.5);
  EXPECT_EQ(MeanCumulativeAt(items, events, 8)->at_risk, 1);
}
// All watched to the horizon: the mean of the totals, with variance sum (total - mean)^2 / n^2.
TEST(MeanCumulative, WithoutCensoringItIsTheMeanOfTotals) {
  const std::vector<WatchedItem> items(4, WatchedItem{9});
  const std::vector<Recurrence> events = {{0, 1, 3}, {1, 2, 1}, {0, 2, 2}, {3, 9, 4}};
  const auto mean = *MeanCumulativeAt(items, events, 9);
  EXPECT_DOUBLE_EQ(mean.mean, 2.5);
  EXPECT_NEAR(mean.variance, (2.5 * 2.5 + 1.5 * 1.5 + 2.5 * 2.5 + 1.5 * 1.5) / 16, 1e-14);
}
TEST(MeanCumulative, TheOrderOfEventsDoesNotMatterAndScaleCarriesOver) {
  auto watched = SampleOf(2);
  const auto mean = *MeanCumulativeAt(watched.items, watched.events, 15);
  testing::Random random(2);
  for (size_t k = watched.events.size() - 1; k > 0; --k)
    std::swap(watched.events[k],
              watched.events[static_cast<size_t>(random.Below(static_cast<int64_t>(k) + 1))]);
  const auto shuffled = *MeanCumulativeAt(watched.items, watched.events, 15);
  EXPECT_EQ(shuffled.mean, mean.mean);
  EXPECT_EQ(shuffled.variance, mean.variance);
  for (auto& event : watched.events) event.amount = 3;
  const auto tripled = *MeanCumulativeAt(watched.items, watched.events, 15);
  EXPECT_NEAR(tripled.mean, 3 * mean.mean, 1e-12);
  EXPECT_NEAR(tripled.variance, 9 * mean.variance, 1e-12);
}
TEST(MeanCumulative, TheIntervalIsOnTheLogScale) {
  const auto interval = *MeanCumulativeInterval({2.0, 0.25, 10}, 0.95);
  EXPECT_NEAR(interval.low, 2 * std::exp(-1.959963984540054 / 4), 1e-13);
  EXPECT_NEAR(interval.high, 2 * std::exp(1.959963984540054 / 4), 1e-13);
  EXPECT_EQ(*MeanCumulativeInterval({0, 0, 10}, 0.95),
            (Interval{0, std::numeric_limits<double>::infinity()}));
  EXPECT_FALSE(MeanCumulativeInterval({1, -1, 10}, 0.95).ok());
}
// Items whose rates differ (gamma, shape 1) and that are watched for 2 to 20 days: the interval by
// items covers, where one that takes events as independent would cover some 70 %.
TEST(MeanCumulative, SlowTheIntervalCoversWhereItemsDiffer) {
  testing::Random random(41);
  constexpr int kRuns = 2000;
  int covered = 0, covered_by_poisson = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<WatchedItem> items;
    std::vector<Recurrence> events;
    for (size_t i = 0; i < 60; ++i) {
      items.push_back({2 + 18 * random.Uniform()});
      const double rate = 0.4 * random.Gamma(1);
      for (double at = random.Exponential() / rate; at <= items[i].end;
           at += random.Exponential() / rate) {
        events.push_back({i, at, 1});
      }
    }
    const auto mean = *MeanCumulativeAt(items, events, 10);
    const auto holds = [](const Interval& interval) {
      return interval.low <= 4 && interval.high >= 4;  // 0.4 a day for 10 days.
    };
    covered += holds(*MeanCumulativeInterval(mean, 0.95)) ? 1 : 0;
    MeanCumulative poisson = mean;
    poisson.variance = mean.mean / 50;  // Some 50 of 60 watched on average.
    covered_by_poisson += holds(*MeanCumulativeInterval(poisson, 0.95)) ? 1 : 0;
  }
  EXPECT_GE(covered, 0.95 * kRuns - 0.025 * kRuns) << "log-normal with 60 items is a little short";
  EXPECT_LE(covered, 0.98 * kRuns);
  EXPECT_LE(covered_by_poisson, 0.8 * kRuns);
  ::testing::Test::RecordProperty("covered", covered);
}
TEST(MeanCumulative, NamesWhatItRefuses) {
  const std::vector<WatchedItem> items = {{10}, {4}};
  const auto message = [&](const Recurrence& event) {
    return std::string(
        MeanCumulativeAt(items, std::vector<Recurrence>{event}, 3).status().message());
  };
  EXPECT_EQ(message({2, 1, 1}), "ESTIMATE: events[0].item 2 is none of the 2 items");
  EXPECT_EQ(message({1, 5, 1}), "ESTIMATE: events[0].time must lie in [0, 4], got 5");
  EXPECT_EQ(message({1, 2, -1}), "ESTIMATE: events[0].amount must be finite and >= 0, got -1");
  EXPECT_EQ(MeanCumulativeAt(items, {}, 11).status().message(),
            "ESTIMATE: nobody was watched to 11");
  EXPECT_EQ(MeanCumulativeAt({}, {}, 1).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(MeanCumulativeAt(items, {}, -1).ok());
  EXPECT_FALSE(MeanCumulativeAt(std::vector<WatchedItem>{{-1}}, {}, 1).ok());
}

}  // namespace
}  // namespace readiness::estimate
