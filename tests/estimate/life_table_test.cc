#include "readiness/estimate/life_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/numeric/int128.h"
#include <gtest/gtest.h>

#include "random.h"
#include "survival_golden.h"

namespace readiness::estimate {
namespace {

Observation Event(double time) { return {.entry = {}, .time = time, .exit = Exit::kEvent}; }
Observation Censored(double time) { return {.entry = {}, .time = time, .exit = Exit::kCensored}; }

TEST(LifeTable, CountsWhoIsAtRiskAndWhoLeaves) {
  const std::vector<Observation> seen = {
      Censored(5), Event(3), Event(5), {.entry = {}, .time = 8, .exit = Exit::kCompeting}};
  const std::vector<LifeTableRow> expected = {{3, 4, 1, 0, 0}, {5, 3, 1, 0, 1}, {8, 1, 0, 1, 0}};
  EXPECT_EQ(*MakeLifeTable(seen), expected);
}
TEST(LifeTable, DelayedEntryCountsFromAfterTheEntry) {
  const std::vector<Observation> seen = {
      Event(2), {.entry = 2, .time = 6, .exit = Exit::kEvent}, Event(4)};
  const std::vector<LifeTableRow> expected = {{2, 2, 1, 0, 0}, {4, 2, 1, 0, 0}, {6, 1, 1, 0, 0}};
  EXPECT_EQ(*MakeLifeTable(seen), expected);
}
TEST(LifeTable, HasARowForEachTimeAskedFor) {
  const std::vector<Observation> seen = {Event(2), Censored(4)};
  const std::vector<double> times = {3, 9, 2};
  const std::vector<LifeTableRow> expected = {
      {2, 2, 1, 0, 0}, {3, 1, 0, 0, 0}, {4, 1, 0, 0, 1}, {9, 0, 0, 0, 0}};
  EXPECT_EQ(*MakeLifeTable(seen, times), expected);
  EXPECT_TRUE(MakeLifeTable({})->empty());
}
TEST(LifeTable, AtRiskIsWhatRCounts) {
  for (int number = 1; number <= 6; ++number) {
    const auto items = testing::Sample(number);
    const auto rows = *MakeLifeTable(testing::Observations(items));
    const auto answers = testing::Answers("survival", number);
    ASSERT_FALSE(answers.empty());
    for (const auto& answer : answers) {
      const auto row = std::find_if(rows.begin(), rows.end(),
                                    [&](const LifeTableRow& r) { return r.time == answer[0]; });
      ASSERT_NE(row, rows.end());
      EXPECT_EQ(static_cast<double>(row->at_risk), answer[1]);
      EXPECT_EQ(static_cast<double>(row->events), answer[2]);
    }
  }
}
// Tables of numbers at the ends of what is allowed and of what a number can be: allowed is what the
// rule says, row by row.
TEST(LifeTable, IsCheckedByTheRuleHoweverLargeTheNumbers) {
  constexpr int64_t kMost = 1'000'000'000'000;
  constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();
  const std::vector<int64_t> counts = {
      0, 0, 0, 1, 2, -1, kMost - 1, kMost, kMost + 1, int64_t{1} << 40, kLargest, -kLargest - 1};
  const std::vector<double> steps = {1,
                                     1,
                                     1,
                                     1,
                                     1,
                                     0,
                                     -1,
                                     std::numeric_limits<double>::infinity(),
                                     std::numeric_limits<double>::quiet_NaN()};
  testing::Random random(9);
  const auto one_of = [&random](const auto& values, int64_t among) {
    return values[static_cast<size_t>(
        random.Below(std::min(among, static_cast<int64_t>(values.size()))))];
  };
  int allowed = 0, refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    // Mostly sound numbers, else a table of several rows would never be.
    const int64_t wild = random.Below(4) == 0 ? 99 : 4;
    std::vector<LifeTableRow> rows(static_cast<size_t>(random.Below(4)));
    double time = random.Below(8) == 0 ? -1 : 0, last = -1;
    bool is_sound = true;
    for (LifeTableRow& row : rows) {
      row = {time, one_of(counts, 99), one_of(counts, wild), one_of(counts, wild),
             one_of(counts, wild)};
      if (wild == 4) row.at_risk = kMost;
      const absl::int128 left =
          absl::int128(row.at_risk) - row.events - row.competing - row.censored;
      is_sound = is_sound && row.time >= 0 && std::isfinite(row.time) && row.time > last &&
                 row.at_risk <= kMost && row.events >= 0 && row.competing >= 0 &&
                 row.censored >= 0 && left >= 0;
      last = row.time;
      time += one_of(steps, wild == 4 ? 5 : 99);
    }
    EXPECT_EQ(CheckLifeTable(rows).ok(), is_sound) << round;
    EXPECT_EQ(internal::IsSoundTable(rows), is_sound) << round;
    (is_sound ? allowed : refused) += 1;
  }
  EXPECT_GT(allowed, 1'000);
  EXPECT_GT(refused, 1'000);
}
TEST(LifeTable, TheOrderOfItemsDoesNotMatter) {
  testing::Random random(3);
  auto observations = testing::Observations(testing::Sample(4));
  const auto rows = *MakeLifeTable(observations);
  for (int i = 0; i < 20; ++i) {
    for (size_t k = observations.size() - 1; k > 0; --k)
      std::swap(observations[k],
                observations[static_cast<size_t>(random.Below(static_cast<int64_t>(k) + 1))]);
    EXPECT_EQ(*MakeLifeTable(observations), rows);
  }
}
TEST(LifeTable, NamesTheItemItRefuses) {
  EXPECT_EQ(MakeLifeTable(std::vector<Observation>{Event(1), Event(-1)}).status().message(),
            "ESTIMATE: observations[1].time must be finite and >= 0, got -1");
  EXPECT_EQ(MakeLifeTable(std::vector<Observation>{{.entry = 4, .time = 4, .exit = Exit::kEvent}})
                .status()
                .message(),
            "ESTIMATE: observations[0].entry 4 must lie before its time 4");
  const std::vector<double> times = {std::numeric_limits<double>::infinity()};
  EXPECT_EQ(MakeLifeTable({}, times).status().message(),
            "ESTIMATE: times[0] must be finite and >= 0, got inf");
}
TEST(LifeTable, NamesTheRowItRefuses) {
  const auto check = [](std::vector<LifeTableRow> rows) {
    return std::string(CheckLifeTable(rows).message());
  };
  EXPECT_EQ(check({{1, 5, 1, 1, 3}, {2, 0, 0, 0, 0}}), "");
  EXPECT_EQ(check({{1, 5, 1, 0, 0}, {1, 4, 1, 0, 0}}),
            "ESTIMATE: rows[1].time 1 must be above that of the row before, 1; add up what happens "
            "at one time");
  EXPECT_EQ(check({{1, 5, 3, 1, 2}}),
            "ESTIMATE: rows[0] needs 0 <= events + competing + censored <= at_risk <= "
            "1000000000000, each >= 0, got 3 + 1 + 2 of 5");
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_NE(check({{1, kMost, kMost, kMost, kMost}}), "");
  EXPECT_NE(check({{1, 5, -1, 0, 0}}), "");
  EXPECT_NE(check({{std::numeric_limits<double>::quiet_NaN(), 5, 1, 0, 0}}), "");
  EXPECT_NE(check({{-0.5, 5, 1, 0, 0}}), "");
}

}  // namespace
}  // namespace readiness::estimate
