#include "readiness/engine/risk_explanation.h"

#include <gtest/gtest.h>

namespace readiness::engine {
namespace {

// Nobody drew is not a chance of 0.
TEST(RiskExplanation, AChanceThatNobodyDrewIsNotNone) {
  EXPECT_FALSE(RankNeighbour{}.swap_probability.has_value());
  EXPECT_FALSE(RiskExplanation{}.top_probability.has_value());
  RankNeighbour never;
  never.swap_probability = 0;
  EXPECT_FALSE(never == RankNeighbour{});
}

TEST(RiskExplanation, WithoutAMilderTierThereIsNoFlipToOne) {
  RiskExplanation mildest;
  EXPECT_FALSE(mildest.milder.has_value());
  mildest.milder = TierFlip{};
  EXPECT_FALSE(mildest == RiskExplanation{});
}

}  // namespace
}  // namespace readiness::engine
