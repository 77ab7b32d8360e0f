#include "readiness/risk/touchpoint_reach.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/proximity.h"

#include "worlds.h"

namespace readiness::risk {
namespace {

constexpr double kTolerance = 1e-12;

// The graph with its components and touchpoints, which the reach borrows.
struct Felt {
  explicit Felt(const GraphInput& input, const std::vector<std::string>& touchpoints)
      : graph(input.Build()), components(FindComponents(graph)) {
    for (const std::string& id : touchpoints) felt.push_back(*graph.Find(id));
  }
  [[nodiscard]] std::optional<Bracket> Of(const std::string& id,
                                          const ReachLimits& limits = {}) const {
    return TouchpointReach(graph, components, felt, limits).Of(*graph.Find(id));
  }

  Graph graph;
  Components components;
  std::vector<NodeIndex> felt;
};

// The chance that a failure of `node` meets a touchpoint, by drawing every world of the edges;
// edges of unknown probability are `unknown`.
double ReachByEnumeration(const Felt& world, NodeIndex node, double unknown) {
  std::vector<EdgeIndex> open;
  std::vector<double> chance(world.graph.edge_count());
  for (EdgeIndex edge = 0; edge < world.graph.edge_count(); ++edge) {
    const Bracket given = world.graph.Probability(edge);
    chance[edge] = given.Width() < 1e-9 ? given.low : unknown;
    if (chance[edge] > 0 && chance[edge] < 1) open.push_back(edge);
  }
  double sum = 0;
  std::vector<bool> is_on(chance.size());
  for (uint64_t bits = 0; bits < (uint64_t{1} << open.size()); ++bits) {
    double probability = 1;
    for (size_t edge = 0; edge < chance.size(); ++edge) is_on[edge] = chance[edge] == 1;
    for (size_t i = 0; i < open.size(); ++i) {
      is_on[open[i]] = (bits >> i & 1) != 0;
      probability *= is_on[open[i]] ? chance[open[i]] : 1 - chance[open[i]];
    }
    const std::vector<bool> reached = ReachedFrom(world.graph, node, is_on);
    const bool is_felt = std::any_of(world.felt.begin(), world.felt.end(),
                                     [&](NodeIndex touchpoint) { return reached[touchpoint]; });
    if (is_felt) sum += probability;
  }
  return sum;
}

// Two touchpoints behind one edge of 0.5 and two of 0.5: 0.5 * (1 - 0.25).
TEST(TouchpointReach, WhatTwoTouchpointsShareIsCountedOnce) {
  const Felt world(Letters("abcd", {"ab", "bc", "bd"}, 0.5), {"c", "d"});
  EXPECT_DOUBLE_EQ(world.Of("a")->low, 0.375);
  EXPECT_TRUE(world.Of("a")->IsExact());
  EXPECT_DOUBLE_EQ(world.Of("b")->low, 0.75);
}

TEST(TouchpointReach, IsOneAtATouchpointAndZeroWhereNoWayLeads) {
  const Felt world(Letters("abc", {"ab"}, 0.5), {"b"});
  EXPECT_EQ(world.Of("b"), Bracket::Of(1));
  EXPECT_EQ(world.Of("c"), Bracket::Of(0));
}

TEST(TouchpointReach, NothingBehindATouchpointMatters) {
  // b is felt already; what it does to c and back changes nothing.
  const Felt world(Letters("abc", {"ab", "bc", "cb"}, 0.25), {"b", "c"});
  EXPECT_DOUBLE_EQ(world.Of("a")->low, 0.25);
}

TEST(TouchpointReach, AnEdgeOfProbabilityZeroCarriesNothing) {
  const Felt world(Letters("ab", {"ab"}, 0.0), {"b"});
  EXPECT_EQ(world.Of("a"), Bracket::Of(0));
}

TEST(TouchpointReach, AnUnknownEdgeIsABracketFromOffToOn) {
  GraphInput input = Letters("abc", {"ac"}, 0.5);
  input.edges.push_back({"a", "b", std::nullopt});
  input.edges.push_back({"b", "c", 0.5});
  const Felt world(input, {"c"});
  EXPECT_DOUBLE_EQ(world.Of("a")->low, 0.5);
  EXPECT_DOUBLE_EQ(world.Of("a")->high, 0.75);
}

TEST(TouchpointReach, BeyondTheLimitsItSaysNothing) {
  const Felt world(Letters("abcde", {"ab", "ac", "bd", "cd", "be", "ce"}, 0.5), {"d", "e"});
  EXPECT_TRUE(world.Of("a").has_value());
  EXPECT_FALSE(world.Of("a", {.most_frontier = 1}).has_value());
  EXPECT_FALSE(world.Of("a", {.most_frontier = 16, .most_work = 2}).has_value());
  // What needs no solution is answered all the same.
  EXPECT_EQ(world.Of("d", {.most_frontier = 0}), Bracket::Of(1));
}

TEST(TouchpointReach, RandomGraphsAgreeWithTheEnumerationOfAllWorldsAndLieInProximitysBracket) {
  SplitMix random(71);
  for (int round = 0; round < 120; ++round) {
    SCOPED_TRACE(round);
    RandomShape shape{.node_count = 7, .edge_count = 12, .is_acyclic = round % 2 == 0};
    shape.may_repeat = round % 3 == 0;
    shape.unknown_share = round % 4 == 0 ? 0.2 : 0;
    shape.certain_share = 0.15;
    const GraphInput input = RandomInput(random, shape);
    std::vector<std::string> ids = input.ids;
    random.Shuffle(ids);
    ids.resize(1 + random.Below(3));
    const Felt world(input, ids);
    const auto network = FailureNetwork::Build(world.graph, world.components, {});
    ASSERT_TRUE(network.ok());
    const auto proximity = MeasureProximity(*network, world.felt);
    ASSERT_TRUE(proximity.ok());
    for (NodeIndex node = 0; node < world.graph.node_count(); ++node) {
      const auto found = TouchpointReach(world.graph, world.components, world.felt).Of(node);
      ASSERT_TRUE(found.has_value());
      EXPECT_NEAR(found->low, ReachByEnumeration(world, node, 0), kTolerance);
      EXPECT_NEAR(found->high, ReachByEnumeration(world, node, 1), kTolerance);
      const Bracket bracket = *proximity->ReachProbability(network->PlaceOf(node));
      EXPECT_GE(found->low, bracket.low - kTolerance);
      EXPECT_LE(found->high, bracket.high + kTolerance);
    }
  }
}

TEST(TouchpointReach, TheOrderOfInputDoesNotShow) {
  SplitMix random(72);
  const GraphInput input = RandomInput(random, {.node_count = 8, .edge_count = 14});
  const Felt world(input, {input.ids[0], input.ids[1]});
  const Felt other(Shuffled(input, random), {input.ids[1], input.ids[0]});
  for (const std::string& id : input.ids) EXPECT_EQ(world.Of(id), other.Of(id));
}

}  // namespace
}  // namespace readiness::risk
