#include "readiness/metric/reading.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "random_rows.h"

namespace readiness::metric {
namespace {

using testing::Random;

struct Item {
  int64_t start = 0;
  int64_t end = 0;  // kNoEnd: open.
  Exit exit = Exit::kEvent;
};

TEST(Reading, CountsWhatHasMatured) {
  CohortState state;
  const auto day = [](int64_t days) { return days * kMicrosPerDay; };
  state.AddMatured(day(10), true, 2, 1);
  state.AddMatured(day(10) + 1, false, 3, 1);
  state.AddMatured(day(12), true, 0, 1);
  EXPECT_EQ(ReadMatured(state, day(10) - 1), (MaturedCount{0, 0, 0, 0}));
  EXPECT_EQ(ReadMatured(state, day(10)), (MaturedCount{1, 1, 2, 4}));
  EXPECT_EQ(ReadMatured(state, day(11)), (MaturedCount{2, 1, 5, 13}));
  EXPECT_EQ(ReadMatured(state, day(12)), (MaturedCount{3, 2, 5, 13}));
  // Of one week, as an increment.
  EXPECT_EQ(ReadMatured(state, day(12), MaturityDay(day(11))), (MaturedCount{2, 1, 3, 9}));
}
TEST(Reading, CountsStepsOfWhatHasMatured) {
  CohortState state;
  state.AddSteps(10 * kMicrosPerDay, 1, 1);
  state.AddSteps(10 * kMicrosPerDay, uint64_t{1} << 63U, 1);
  state.AddSteps(20 * kMicrosPerDay, 1, 1);
  EXPECT_EQ(ReadStep(state, 1, 10 * kMicrosPerDay), 1);
  EXPECT_EQ(ReadStep(state, 1, 20 * kMicrosPerDay), 2);
  EXPECT_EQ(ReadStep(state, 64, 20 * kMicrosPerDay), 1);
  EXPECT_EQ(ReadStep(state, 2, 20 * kMicrosPerDay), 0);
}
// The exposure of a week is what its items were there for; weeks add up to the whole.
TEST(Reading, DividesExposureAmongWeeks) {
  Random random(6);
  for (int round = 0; round < 20; ++round) {
    CohortState state;
    std::vector<Item> items;
    for (int i = 0; i < 40; ++i) {
      Item item;
      item.start = testing::kEpoch + random.Below(5'000'000) * kMicrosPerSecond;
      item.end = random.Chance(50) ? CohortState::kNoEnd
                                   : item.start + random.Below(5'000'000) * kMicrosPerSecond;
      items.push_back(item);
      state.AddExposure(item.start, item.end, 1);
    }
    const int64_t as_of = testing::kEpoch + 12'000'000 * kMicrosPerSecond;
    int64_t sum = 0;
    for (int64_t week = WeekOf(testing::kEpoch); week <= WeekOf(as_of); ++week) {
      int64_t expected = 0;
      for (const Item& item : items) {
        const int64_t from = std::max(item.start, WeekStart(week));
        const int64_t to = std::min({item.end, as_of, WeekStart(week + 1)});
        expected += to > from ? (to - from) / kMicrosPerSecond : 0;
      }
      EXPECT_EQ(ReadWeekExposure(state, week, as_of), expected);
      sum += expected;
    }
    EXPECT_EQ(ReadExposure(state, as_of), absl::int128(sum) * kMicrosPerSecond);
    EXPECT_EQ(ReadWeekExposure(state, WeekOf(as_of) + 1, as_of), 0);
  }
}
TEST(Reading, GivesMomentsOfClustersAtAnyMoment) {
  Random random(7);
  CohortState state;
  std::vector<std::pair<Item, int64_t>> accounts;
  for (int i = 0; i < 50; ++i) {
    Item item{random.Below(1'000) * kMicrosPerSecond, CohortState::kNoEnd, Exit::kEvent};
    if (random.Chance(50)) item.end = item.start + random.Below(1'000) * kMicrosPerSecond;
    accounts.emplace_back(item, random.Below(6));
    state.AddCluster(item.start, item.end, accounts.back().second, 1);
  }
  for (const int64_t as_of : {2'000 * kMicrosPerSecond, 9'000 * kMicrosPerSecond}) {
    ClusterMoments expected;
    for (const auto& [item, count] : accounts) {
      const auto x = static_cast<double>((std::min(item.end, as_of) - item.start) / 1'000'000);
      const auto y = static_cast<double>(count);
      expected.clusters += 1;
      expected.x += x;
      expected.y += y;
      expected.xx += x * x;
      expected.xy += x * y;
      expected.yy += y * y;
    }
    const ClusterMoments moments = ReadClusters(state, as_of);
    EXPECT_EQ(moments.clusters, expected.clusters);
    EXPECT_EQ(moments.x, expected.x);
    EXPECT_EQ(moments.y, expected.y);
    EXPECT_EQ(moments.xx, expected.xx);
    EXPECT_EQ(moments.xy, expected.xy);
    EXPECT_EQ(moments.yy, expected.yy);
  }
}
TEST(Reading, CountsScoresOfTheWeeksAskedFor) {
  CohortState state;
  const int64_t monday = WeekStart(10);
  state.AddScore(monday, 4, 5, 1);
  state.AddScore(monday + kMicrosPerDay, 4, 5, 1);
  state.AddScore(monday + kMicrosPerWeek, 4, 5, 1);
  state.AddScore(monday, 10, 10, 1);
  state.AddScore(monday, 0, 5, 1);
  EXPECT_EQ(ReadScores(state), (std::vector<ScoreCount>{{5, 0, 1}, {5, 4, 3}, {10, 10, 1}}));
  EXPECT_EQ(ReadScores(state, 11, 11), (std::vector<ScoreCount>{{5, 4, 1}}));
  EXPECT_TRUE(ReadScores(CohortState()).empty());
}

}  // namespace
}  // namespace readiness::metric
