#include "readiness/estimate/log_rank.h"

#include <cmath>
#include <cstddef>
#include <set>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "random.h"
#include "survival_golden.h"

namespace readiness::estimate {
namespace {

using Tables = std::vector<std::vector<LifeTableRow>>;

absl::StatusOr<LogRankTest> TestOf(const Tables& tables) {
  const std::vector<std::span<const LifeTableRow>> groups(tables.begin(), tables.end());
  return LogRank(groups);
}
// The groups of a sample, each with the times of all.
Tables GroupTables(const std::vector<testing::SampleItem>& items) {
  std::vector<double> times;
  int last = 0;
  for (const auto& item : items) {
    times.push_back(item.observation.time);
    last = item.group > last ? item.group : last;
  }
  Tables tables;
  for (int group = 0; group <= last; ++group)
    tables.push_back(*MakeLifeTable(testing::Observations(items, group), times));
  return tables;
}

TEST(LogRank, IsRsSurvdiff) {
  for (const int number : {1, 2, 3, 5, 6}) {
    const auto answers = testing::Answers("log_rank", number);
    ASSERT_EQ(answers.size(), 1u);
    const auto test = TestOf(GroupTables(testing::Sample(number)));
    EXPECT_NEAR(test->statistic, answers[0][0], 1e-10 * answers[0][0]) << number;
    EXPECT_EQ(static_cast<double>(test->df), answers[0][1]);
    EXPECT_NEAR(test->p_value, answers[0][2], 1e-10);
  }
}
TEST(LogRank, WithDelayedEntryItIsTheScoreTestOfProportionalHazards) {
  const auto answers = testing::Answers("log_rank", 104);
  ASSERT_EQ(answers.size(), 1u);
  const auto test = TestOf(GroupTables(testing::Sample(4, "apart")));
  EXPECT_NEAR(test->statistic, answers[0][0], 1e-9 * answers[0][0]);
  EXPECT_NEAR(test->p_value, answers[0][2], 1e-9);
}
TEST(LogRank, WithoutDelayedEntryRowsOfTheOwnTimesAreEnough) {
  const auto items = testing::Sample(5);
  Tables own;
  for (int group = 0; group < 2; ++group)
    own.push_back(*MakeLifeTable(testing::Observations(items, group)));
  EXPECT_DOUBLE_EQ(TestOf(own)->statistic, TestOf(GroupTables(items))->statistic);
}
TEST(LogRank, ObservedAndExpectedEventsSumToTheSame) {
  const auto test = TestOf(GroupTables(testing::Sample(3)));
  double observed = 0;
  double expected = 0;
  for (const auto& group : test->groups) {
    observed += group.observed;
    expected += group.expected;
  }
  EXPECT_NEAR(observed, expected, 1e-11);
}
TEST(LogRank, TheOrderOfGroupsDoesNotMatterAndEqualGroupsDoNotDiffer) {
  auto tables = GroupTables(testing::Sample(3));
  const auto test = TestOf(tables);
  std::swap(tables[0], tables[2]);
  EXPECT_NEAR(TestOf(tables)->statistic, test->statistic, 1e-12);
  tables[1] = tables[0];
  tables[2] = tables[0];
  EXPECT_NEAR(TestOf(tables)->statistic, 0, 1e-20);
  EXPECT_NEAR(TestOf(tables)->p_value, 1, 1e-9);
}
TEST(LogRank, AGroupThatIsNeverAtRiskIsNoDegreeOfFreedom) {
  auto tables = GroupTables(testing::Sample(3));
  tables.emplace_back();
  EXPECT_EQ(TestOf(tables)->df, 2);
}
TEST(LogRank, RefusesWhatCannotBeCompared) {
  const std::vector<LifeTableRow> censored = {{1, 3, 0, 0, 3}};
  EXPECT_EQ(TestOf({censored, censored}).status().message(),
            "ESTIMATE: no event at which two groups were at risk");
  EXPECT_EQ(TestOf({censored}).status().message(), "ESTIMATE: needs 2 to 64 groups, got 1");
  EXPECT_EQ(TestOf({censored, {{1, 1, 2, 0, 0}}}).status().message(),
            "groups[1]: ESTIMATE: rows[0] needs 0 <= events + competing + censored <= at_risk <= "
            "1000000000000, each >= 0, got 2 + 0 + 0 of 1");
}

// Groups that end at different times and have times of their own: observed and expected as they are
// written down, time by time.
TEST(LogRank, ObservedAndExpectedAreThoseOfTheDefinitionForAnyNumberOfGroups) {
  testing::Random random(8);
  for (const size_t count : {2U, 3U, 4U, 5U, 7U, 8U, 64U}) {
    Tables tables;
    std::set<double> times;
    for (size_t g = 0; g < count; ++g) {
      std::vector<Observation> seen;
      for (int64_t i = 0; i < 5 + random.Below(30); ++i) {
        seen.push_back({.entry = {},
                        .time = static_cast<double>(random.Below(5 + 3 * random.Below(9))),
                        .exit = random.Below(4) == 0 ? Exit::kCensored : Exit::kEvent});
        times.insert(seen.back().time);
      }
      tables.push_back(*MakeLifeTable(seen));
    }
    std::vector<double> observed(count), expected(count);
    for (const double time : times) {
      double all = 0, died = 0;
      std::vector<double> at_risk(count);
      for (size_t g = 0; g < count; ++g) {
        for (const LifeTableRow& row : tables[g]) {
          if (row.time < time) continue;
          at_risk[g] = static_cast<double>(row.at_risk);
          if (row.time == time) {
            observed[g] += static_cast<double>(row.events);
            died += static_cast<double>(row.events);
          }
          break;
        }
        all += at_risk[g];
      }
      for (size_t g = 0; g < count; ++g) expected[g] += died == 0 ? 0 : died * at_risk[g] / all;
    }
    const auto test = TestOf(tables);
    ASSERT_TRUE(test.ok()) << test.status();
    ASSERT_EQ(test->groups.size(), count);
    for (size_t g = 0; g < count; ++g) {
      EXPECT_EQ(test->groups[g].observed, observed[g]) << count;
      EXPECT_NEAR(test->groups[g].expected, expected[g], 1e-12 * (1 + expected[g])) << count;
    }
  }
}

// Equal groups of 25 with censoring: rejected at 5 % in about 5 % of runs.
TEST(LogRank, RejectsEqualGroupsAsOftenAsItSaysSlow) {
  testing::Random random(77);
  constexpr int kRuns = 10000;
  int rejected = 0;
  for (int run = 0; run < kRuns; ++run) {
    Tables tables;
    for (int group = 0; group < 3; ++group) {
      std::vector<Observation> seen;
      for (int i = 0; i < 25; ++i) {
        const double event = random.Exponential();
        const double censored = 2 * random.Exponential();
        seen.push_back({.entry = {},
                        .time = std::fmin(event, censored),
                        .exit = event <= censored ? Exit::kEvent : Exit::kCensored});
      }
      tables.push_back(*MakeLifeTable(seen));
    }
    rejected += TestOf(tables)->p_value < 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(rejected, kRuns * 0.055, kRuns * 0.01);
}

}  // namespace
}  // namespace readiness::estimate
