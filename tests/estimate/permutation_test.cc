#include "readiness/estimate/permutation.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "golden.h"

namespace readiness::estimate {
namespace {

double ValueOf(const std::vector<CohortCount>& cohorts, uint64_t seed) {
  const auto chance = PermuteCohorts(cohorts, seed);
  EXPECT_TRUE(chance.ok()) << chance.status();
  return chance.ok() ? chance->p_value : -1;
}

// Both draw tables, so they differ by the errors of both: 1,999 draws here, 999,999 there.
TEST(PermuteCohorts, AgreesWithR) {
  const auto rows = testing::GoldenRows("permutation", "permutation.csv");
  ASSERT_EQ(rows.size(), 6U);
  for (const testing::GoldenRow& row : rows) {
    std::vector<CohortCount> cohorts;
    for (size_t i = 0; i + 1 < row.arguments.size(); i += 2) {
      cohorts.push_back(
          {static_cast<int64_t>(row.arguments[i]), static_cast<int64_t>(row.arguments[i + 1])});
    }
    const double error = std::sqrt(row.value * (1 - row.value) / 1999) + 1.0 / 2000;
    EXPECT_NEAR(ValueOf(cohorts, 11), row.value, 4 * error) << row.arguments.size();
  }
}

TEST(PermuteCohorts, OfOneSeedIsOneAnswerWhateverTheOrderOfCohorts) {
  const std::vector<CohortCount> cohorts = {{3, 4}, {1, 9}, {2, 7}};
  EXPECT_EQ(ValueOf(cohorts, 7), ValueOf(cohorts, 7));
  EXPECT_EQ(ValueOf(cohorts, 7), ValueOf({{2, 7}, {1, 9}, {3, 4}}, 7));
  EXPECT_NE(ValueOf(cohorts, 7), ValueOf(cohorts, 8));
}

TEST(PermuteCohorts, IsNeverZeroAndOneWhereNothingCanDiffer) {
  EXPECT_EQ(ValueOf({{0, 5}, {0, 5}}, 1), 1);
  EXPECT_EQ(ValueOf({{5, 5}, {5, 5}}, 1), 1);
  EXPECT_EQ(ValueOf({{50, 50}, {0, 50}}, 1), 1.0 / 2000);
}

TEST(PermuteCohorts, LeavesOutCohortsWithoutTrials) {
  EXPECT_EQ(ValueOf({{3, 4}, {0, 0}, {1, 9}}, 3), ValueOf({{3, 4}, {1, 9}}, 3));
}

TEST(PermuteCohorts, DrawsLessWhereATableIsLarge) {
  EXPECT_EQ(PermuteCohorts(std::vector<CohortCount>{{1, 500}, {4, 9'000'000}}, 1)->draws, 1'999);
  EXPECT_EQ(PermuteCohorts(std::vector<CohortCount>{{1, 4'000}, {4, 5'000}}, 1)->draws, 500);
  const auto refused =
      PermuteCohorts(std::vector<CohortCount>{{1, 1'000'001}, {4, 2'000'000}}, 1).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
}

TEST(PermuteCohorts, NamesWhatIsWrong) {
  EXPECT_EQ(PermuteCohorts(std::vector<CohortCount>{{1, 4}, {5, 4}}, 1).status().message(),
            "cohorts[1]: ESTIMATE: needs 0 <= successes <= trials <= 1000000000000, got 5 of 4");
  EXPECT_EQ(PermuteCohorts(std::vector<CohortCount>{{1, 4}}, 1).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// Of cohorts with one share, p lies at or below 0.05 in no more than one table of twenty.
TEST(PermuteCohorts, RejectsEqualCohortsNoMoreOftenThanItSaysSlow) {
  constexpr int kTables = 4'000;
  int rejected = 0;
  uint64_t place = 0;
  for (int table = 0; table < kTables; ++table) {
    std::vector<CohortCount> cohorts = {{0, 6}, {0, 9}, {0, 14}, {0, 8}};
    for (CohortCount& cohort : cohorts) {
      for (int64_t i = 0; i < cohort.trials; ++i) {
        cohort.successes += internal::UniformAt(20260301, place++) < 0.2 ? 1 : 0;
      }
    }
    rejected += ValueOf(cohorts, static_cast<uint64_t>(table)) <= 0.05 ? 1 : 0;
  }
  const double share = static_cast<double>(rejected) / kTables;
  EXPECT_LE(share, 0.05 + 3 * std::sqrt(0.05 * 0.95 / kTables)) << share;
  EXPECT_GT(share, 0.01) << "it would then see nothing";
}

}  // namespace
}  // namespace readiness::estimate
