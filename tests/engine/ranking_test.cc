#include "readiness/engine/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../model/proto_words.h"

namespace readiness::engine {
namespace {

using proto_words::Mirror;

void Describe(Mirror& mirror) {
  mirror.Struct(READINESS_STRUCT(RankedRisk, id, title, rank, rank_low, rank_high, tier, certified,
                                 owner, expected_loss_delta, standalone, share, raw, rrw,
                                 proximity_hops, proximity_probability, downstream_count,
                                 top_probability, method));
  mirror.Struct(READINESS_STRUCT(BlockedWork, decision, owner, reach, sole, share, slack, order));
  mirror.Struct(READINESS_STRUCT(Action, mitigation, risk, owner, loss_fall, cost));
}
READINESS_MIRROR_TESTS(Ranking, "ranking.proto", Describe);

// Absence means something in each of these: no number was reached, which is not zero.
TEST(Ranking, ARiskWithoutNumbersHasNoneNotZeros) {
  const RankedRisk risk;
  EXPECT_FALSE(risk.rank.has_value());
  EXPECT_FALSE(risk.rank_low.has_value());
  EXPECT_FALSE(risk.rank_high.has_value());
  EXPECT_FALSE(risk.expected_loss_delta.has_value());
  EXPECT_FALSE(risk.proximity_hops.has_value());
  EXPECT_FALSE(risk.proximity_probability.has_value());
  EXPECT_FALSE(risk.certified);
}

TEST(Ranking, ARiskOnATouchpointIsNotOneThatReachesNone) {
  RankedRisk touching;
  touching.proximity_hops = 0;
  EXPECT_FALSE(touching == RankedRisk{});
}

TEST(Ranking, NoSlackIsNotSlackThatNobodyComputed) {
  BlockedWork critical;
  critical.slack = 0.0;
  EXPECT_FALSE(critical == BlockedWork{});
}

}  // namespace
}  // namespace readiness::engine
