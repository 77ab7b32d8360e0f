#include "readiness/risk/standalone_loss.h"

#include <algorithm>
#include <optional>
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

// The same as one number, of graphs with certain edges alone too, which go another way.
TEST(StandaloneLoss, AsOneNumberIsThatOfTheEnumeration) {
  SplitMix random(52);
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE(i);
    const FailureNetwork network = RandomNetwork(random, {.graph = {.node_count = 7,
                                                                    .edge_count = 11,
                                                                    .is_acyclic = i % 2 == 0,
                                                                    .certain_share = 0.5 * (i % 3)},
                                                          .leak_count = 3,
                                                          .touchpoint_count = 3})
                                       .Build();
    for (Place source = 0; source < network.place_count(); ++source) {
      WorldChances chances = WorldChances::LowOf(network);
      std::fill(chances.leak.begin(), chances.leak.end(), 0.0);
      chances.leak[source] = 1;
      const std::optional<double> alone = ExactStandaloneLoss(network, source, 0.25);
      ASSERT_TRUE(alone.has_value());
      EXPECT_NEAR(*alone, 0.25 * EnumerateWorlds(network, chances).expected_loss, 1e-12);
    }
  }
}

// It costs nothing for certain where only brackets are known; elsewhere the unknown is no matter.
TEST(StandaloneLoss, AsOneNumberIsThereOnlyWhereItIsExact) {
  NamedNetwork named;
  named.graph = Letters("abc", {"ab"});
  named.graph.edges.push_back({"b", "c", 0.5});
  named.values = {{"c", 10, 1}};
  const FailureNetwork network = named.Build();
  EXPECT_FALSE(ExactStandaloneLoss(network, network.PlaceOf(0), 0.5).has_value());
  EXPECT_EQ(ExactStandaloneLoss(network, network.PlaceOf(1), 0.5), 2.5);
  EXPECT_EQ(ExactStandaloneLoss(network, network.PlaceOf(2), 0.5), 5);
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
