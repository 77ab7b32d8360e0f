#include "readiness/decision/score.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "oracle.h"

namespace readiness::decision {
namespace {

constexpr LeafState F = LeafState::kFalse, U = LeafState::kUnknown, T = LeafState::kTrue,
                    N = LeafState::kNotApplicable;

TEST(Score, IsAnIntervalOverWhatApplies) {
  const std::vector<double> weights = {1, 2, 3, 4};
  const std::vector<LeafState> parts = {T, U, F, N};
  const auto score = ScoreOf(weights, parts);
  ASSERT_TRUE(score.ok());
  EXPECT_DOUBLE_EQ(*score->low, 1.0 / 6);
  EXPECT_DOUBLE_EQ(*score->high, 3.0 / 6);
  EXPECT_DOUBLE_EQ(score->shares[0].low, 1.0 / 6);
  EXPECT_DOUBLE_EQ(score->shares[1].low, 0);
  EXPECT_DOUBLE_EQ(score->shares[1].high, 2.0 / 6);
  EXPECT_DOUBLE_EQ(score->shares[2].high, 0);
  EXPECT_DOUBLE_EQ(score->shares[3].weight, 0);
}
TEST(Score, WithoutAnyApplicableWeightThereIsNone) {
  // Kayenta gives a group without data 100, keptn an evaluation without objectives a pass.
  EXPECT_FALSE(ScoreOf({}, std::vector<LeafState>{N, N})->low.has_value());
  EXPECT_FALSE(ScoreOf({}, {})->high.has_value());
  EXPECT_FALSE(ScoreOf(std::vector<double>{0}, std::vector<LeafState>{T})->low.has_value());
}
TEST(Score, NamesTheWeightThatItRefuses) {
  EXPECT_EQ(ScoreOf(std::vector<double>{1, -2}, std::vector<LeafState>{T, T}).status().message(),
            "SCORE: weights[1] must be finite and >= 0, got -2");
  EXPECT_FALSE(ScoreOf(std::vector<double>{std::numeric_limits<double>::infinity()},
                       std::vector<LeafState>{T})
                   .ok());
  EXPECT_FALSE(ScoreOf(std::vector<double>{1}, std::vector<LeafState>{T, T}).ok());
}
TEST(Score, SharesAddUpToTheScore) {
  testing::Random random(8);
  for (int round = 0; round < 2000; ++round) {
    std::vector<double> weights;
    std::vector<LeafState> parts;
    for (int i = 1 + random.Below(12); i > 0; --i) {
      weights.push_back(random.Below(100) / 10.0);
      parts.push_back(static_cast<LeafState>(random.Below(4)));
    }
    const auto score = ScoreOf(weights, parts);
    double low = 0, high = 0, weight = 0;
    for (const ScoreShare& share : score->shares) {
      low += share.low;
      high += share.high;
      weight += share.weight;
    }
    if (!score->low.has_value()) continue;
    EXPECT_NEAR(low, *score->low, 1e-12);
    EXPECT_NEAR(high, *score->high, 1e-12);
    EXPECT_NEAR(weight, 1, 1e-12);
  }
}

// Shapley and Shubik (1954): in [51; 50, 49, 1] the powers are 2/3, 1/6, 1/6.
TEST(VotingPower, MatchesThePublishedExample) {
  const auto power = VotingPower(std::vector<int64_t>{50, 49, 1}, 51);
  ASSERT_TRUE(power.ok());
  EXPECT_NEAR((*power)[0], 2.0 / 3, 1e-15);
  EXPECT_NEAR((*power)[1], 1.0 / 6, 1e-15);
  EXPECT_NEAR((*power)[2], 1.0 / 6, 1e-15);
}
// The UN Security Council before 1966, as in Shapley and Shubik: 5 of weight 5, 6 of weight 1,
// quota 27; a permanent member has 0.1974 (76/385), another 0.00216 (1/462).
TEST(VotingPower, OfTheSecurityCouncilIsAsPublished) {
  const auto power = VotingPower(std::vector<int64_t>{5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1}, 27);
  EXPECT_NEAR((*power)[0], 76.0 / 385, 1e-14);
  EXPECT_NEAR((*power)[10], 1.0 / 462, 1e-15);
}
TEST(VotingPower, IsWhatAllOrdersGive) {
  testing::Random random(9);
  for (int round = 0; round < 300; ++round) {
    const int n = 1 + random.Below(6);
    std::vector<int64_t> weights;
    int64_t total = 0;
    for (int i = 0; i < n; ++i) total += weights.emplace_back(random.Below(6));
    const int64_t quota = 1 + random.Below(static_cast<int>(total) + 2);
    std::vector<int> order(static_cast<size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::vector<double> expected(static_cast<size_t>(n), 0);
    double orders = 0;
    do {
      ++orders;
      int64_t sum = 0;
      for (const int i : order) {
        const int64_t before = sum;
        sum += weights[static_cast<size_t>(i)];
        if (before < quota && sum >= quota) expected[static_cast<size_t>(i)] += 1;
      }
    } while (std::next_permutation(order.begin(), order.end()));
    const auto power = VotingPower(weights, quota);
    ASSERT_TRUE(power.ok());
    for (int i = 0; i < n; ++i) {
      EXPECT_NEAR((*power)[static_cast<size_t>(i)], expected[static_cast<size_t>(i)] / orders,
                  1e-12);
    }
  }
}
TEST(VotingPower, RefusesWhatItCannotCount) {
  EXPECT_FALSE(VotingPower(std::vector<int64_t>{1}, 0).ok());
  EXPECT_FALSE(VotingPower(std::vector<int64_t>{-1}, 1).ok());
  EXPECT_EQ(VotingPower(std::vector<int64_t>{900'000'000, 1, 1}, 5).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace readiness::decision
