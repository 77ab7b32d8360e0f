#include "readiness/risk/standalone_loss.h"

#include <vector>

#include <gtest/gtest.h>

#include "worlds.h"

namespace readiness::risk {
namespace {

TEST(StandaloneLoss, IsWhatTheRiskCostsWhereNothingElseLeaks) {
  NamedNetwork named;
  named.graph = Letters("abcd", {"ab", "ac", "cd"}, 0.5);
  named.leaks = {{"a", 0.2}, {"c", 0.9}};
  named.values = {{"b", 10, 1}, {"d", 40, 1}};
  const FailureNetwork network = named.Build();
  const StandaloneLoss alone = MeasureStandaloneLoss(network, network.PlaceOf(0), Bracket::Of(0.2));
  EXPECT_TRUE(alone.is_exact);
  EXPECT_DOUBLE_EQ(alone.loss.low, 0.2 * (5 + 10));
  ASSERT_EQ(alone.by_touchpoint.size(), 2U);
  EXPECT_EQ(alone.by_touchpoint[0].node, 3U);
  EXPECT_DOUBLE_EQ(alone.by_touchpoint[0].reached.low, 0.25);
  EXPECT_DOUBLE_EQ(alone.by_touchpoint[0].loss.high, 2);
  EXPECT_DOUBLE_EQ(alone.by_touchpoint[1].loss.high, 1);
}

// Every world with the one leak on and all others off.
TEST(StandaloneLoss, IsThatOfTheEnumeration) {
  SplitMix random(51);
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network =
        RandomNetwork(random,
                      {.graph = {.node_count = 7, .edge_count = 11, .is_acyclic = i % 2 == 0},
                       .leak_count = 3,
                       .touchpoint_count = 3})
            .Build();
    for (Place source = 0; source < network.place_count(); ++source) {
      WorldChances chances = WorldChances::LowOf(network);
      std::fill(chances.leak.begin(), chances.leak.end(), 0.0);
      chances.leak[source] = 1;
      const double exact = EnumerateWorlds(network, chances).expected_loss;
      const StandaloneLoss alone = MeasureStandaloneLoss(network, source, Bracket::Of(0.5));
      EXPECT_TRUE(alone.is_exact);
      EXPECT_NEAR(alone.loss.low, 0.5 * exact, 1e-12);
    }
  }
}

TEST(StandaloneLoss, ALeakThatIsNotGivenMayCostNothingOrAll) {
  NamedNetwork named;
  named.graph = Letters("ab", {"ab"}, 0.5);
  named.values = {{"b", 10, 1}};
  const FailureNetwork network = named.Build();
  const StandaloneLoss alone =
      MeasureStandaloneLoss(network, network.PlaceOf(0), Bracket::Unknown());
  EXPECT_FALSE(alone.is_exact);
  EXPECT_EQ(alone.loss, (LossBracket{0, 5}));
}

}  // namespace
}  // namespace readiness::risk
