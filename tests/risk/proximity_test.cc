#include "readiness/risk/proximity.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

FailureNetwork NetworkOf(const Graph& graph) {
  auto network = FailureNetwork::Build(graph, FindComponents(graph), {});
  EXPECT_TRUE(network.ok()) << network.status();
  return *std::move(network);
}

// The proximity of nodes instead of places.
struct Measured {
  FailureNetwork network;
  Proximity proximity;

  [[nodiscard]] bool is_defined() const { return proximity.is_defined(); }
  [[nodiscard]] std::optional<uint32_t> Hops(NodeIndex node) const {
    return proximity.Hops(network.PlaceOf(node));
  }
  [[nodiscard]] Bracket BestPathProbability(NodeIndex node) const {
    return proximity.BestPathProbability(network.PlaceOf(node));
  }
  [[nodiscard]] std::vector<NodeIndex> BestPath(NodeIndex node) const {
    std::vector<NodeIndex> nodes;
    for (const Place place : proximity.BestPath(network.PlaceOf(node))) {
      nodes.push_back(network.NodeAt(place));
    }
    return nodes;
  }
  [[nodiscard]] std::optional<Bracket> ReachProbability(NodeIndex node) const {
    return proximity.ReachProbability(network.PlaceOf(node));
  }
};

Measured Measure(const Graph& graph, const std::vector<NodeIndex>& touchpoints,
                 const ProximityOptions& options = {}) {
  FailureNetwork network = NetworkOf(graph);
  auto proximity = MeasureProximity(network, touchpoints, options);
  EXPECT_TRUE(proximity.ok()) << proximity.status();
  return {std::move(network), *std::move(proximity)};
}

GraphInput Weighted(std::string_view ids,
                    const std::vector<std::pair<std::string_view, double>>& edges) {
  GraphInput input = Letters(ids, {});
  for (const auto& [pair, probability] : edges) {
    input.edges.push_back({std::string(1, pair[0]), std::string(1, pair[1]), probability});
  }
  return input;
}

// a -> b -> t with 0.5 and 0.25: the only way has 0.125, exact in binary.
TEST(Proximity, ALineIsExact) {
  const Graph graph = Weighted("abt", {{"ab", 0.5}, {"bt", 0.25}}).Build();
  const Measured proximity = Measure(graph, {2});
  EXPECT_EQ(proximity.Hops(0), 2U);
  EXPECT_EQ(proximity.BestPathProbability(0), Bracket::Of(0.125));
  EXPECT_THAT(proximity.BestPath(0), ElementsAre(0, 1, 2));
  EXPECT_EQ(proximity.ReachProbability(0), Bracket::Of(0.125));
}

TEST(Proximity, ATouchpointIsAtZeroHopsAndCertain) {
  const Graph graph = Weighted("at", {{"at", 0.5}}).Build();
  const Measured proximity = Measure(graph, {1});
  EXPECT_EQ(proximity.Hops(1), 0U);
  EXPECT_EQ(proximity.BestPathProbability(1), Bracket::Of(1));
  EXPECT_THAT(proximity.BestPath(1), ElementsAre(1));
  EXPECT_EQ(proximity.ReachProbability(1), Bracket::Of(1));
}

TEST(Proximity, WithoutAPathTheProbabilityIsExactlyZero) {
  const Graph graph = Weighted("abt", {{"ab", 0.5}, {"ta", 0.5}}).Build();
  const Measured proximity = Measure(graph, {2});
  EXPECT_EQ(proximity.Hops(0), std::nullopt);
  EXPECT_THAT(proximity.BestPath(0), IsEmpty());
  EXPECT_EQ(proximity.ReachProbability(0), Bracket::Of(0));
  EXPECT_EQ(proximity.BestPathProbability(0), Bracket::Of(0));
}

TEST(Proximity, WithoutTouchpointsItIsUndefinedNotZero) {
  const Graph graph = Weighted("ab", {{"ab", 0.5}}).Build();
  const Measured proximity = Measure(graph, {});
  EXPECT_FALSE(proximity.is_defined());
  EXPECT_EQ(proximity.Hops(0), std::nullopt);
  EXPECT_EQ(proximity.ReachProbability(0), std::nullopt);
}

TEST(Proximity, ATouchpointThatIsNoNodeIsRefused) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  const std::vector<NodeIndex> touchpoints = {2};
  EXPECT_EQ(base::RuleOf(MeasureProximity(NetworkOf(graph), touchpoints).status()),
            "graph/unknown-node");
}

// Two ways of two hops: 0.9 * 0.9 = 0.81 beats the direct edge of 0.8.
TEST(Proximity, TheMostReliablePathMayBeLongerThanTheShortest) {
  const Graph graph = Weighted("abt", {{"at", 0.8}, {"ab", 0.9}, {"bt", 0.9}}).Build();
  const Measured proximity = Measure(graph, {2});
  EXPECT_EQ(proximity.Hops(0), 1U);
  EXPECT_NEAR(proximity.BestPathProbability(0).low, 0.81, 1e-15);
  EXPECT_THAT(proximity.BestPath(0), ElementsAre(0, 1, 2));
}

TEST(Proximity, OfEquallyReliablePathsTheShorterThenTheEarlierIsTaken) {
  const Graph shorter = Weighted("abct", {{"ab", 1}, {"bt", 0.5}, {"at", 0.5}}).Build();
  EXPECT_THAT(Measure(shorter, {3}).BestPath(0), ElementsAre(0, 3));
  const Graph earlier =
      Weighted("abct", {{"ac", 0.5}, {"ct", 0.5}, {"ab", 0.5}, {"bt", 0.5}}).Build();
  EXPECT_THAT(Measure(earlier, {3}).BestPath(0), ElementsAre(0, 1, 3));
}

TEST(Proximity, AnUnknownEdgeCountsAsZeroFromBelowAndOneFromAbove) {
  GraphInput input = Weighted("abt", {{"ab", 0.5}, {"bt", 0.5}});
  input.edges[1].probability.reset();
  const Graph graph = input.Build();
  const Measured proximity = Measure(graph, {2});
  EXPECT_EQ(proximity.ReachProbability(0), (Bracket{0, 0.5}));
  EXPECT_EQ(proximity.BestPathProbability(0), (Bracket{0, 0.5}));
  EXPECT_EQ(proximity.Hops(0), 2U);
  EXPECT_THAT(proximity.BestPath(0), ElementsAre(0, 1, 2));
}

// Two separate ways of 0.25 each: 1 - 0.75^2 = 0.4375, from both sides.
TEST(Proximity, WaysThatShareNothingAreExact) {
  const Graph graph =
      Weighted("abctu", {{"ab", 0.5}, {"bt", 0.5}, {"ac", 0.5}, {"cu", 0.5}}).Build();
  EXPECT_EQ(Measure(graph, {3, 4}).ReachProbability(0), Bracket::Of(0.4375));
}

// a -> {b, c} -> d -> t, all 0.5. By hand: P(d) = 1 - (1 - 1/4)^2 = 7/16, then half of it: 7/32 =
// 0.21875. From above the way d -> t counts twice: U = 1 - (1 - 1/8)^2 = 0.234375; from below once:
// 1/8.
TEST(Proximity, WaysThatShareAnEdgeAreBracketed) {
  const Graph graph =
      Weighted("abcdt", {{"ab", 0.5}, {"ac", 0.5}, {"bd", 0.5}, {"cd", 0.5}, {"dt", 0.5}}).Build();
  const Bracket reach = *Measure(graph, {4}).ReachProbability(0);
  EXPECT_EQ(reach.low, 0.125);
  EXPECT_GE(reach.high, 0.234375);
  EXPECT_LE(reach.high, 0.234375 * (1 + 1e-14));
}

// a and b certainly degrade each other; a reaches t with 0.5. A self-sustaining loop would say 1.
TEST(Proximity, ALoopDoesNotSustainItself) {
  const Graph graph = Weighted("abt", {{"ab", 1}, {"ba", 1}, {"at", 0.5}}).Build();
  const Measured proximity = Measure(graph, {2});
  EXPECT_EQ(proximity.ReachProbability(0), Bracket::Of(0.5));
  EXPECT_EQ(proximity.ReachProbability(1), Bracket::Of(0.5));
}

// a -> b -> t, the first with probability 0: a hop that was declared and carries nothing.
TEST(Proximity, AnEdgeOfProbabilityZeroIsAHopAndNoWay) {
  const Graph graph = Weighted("abt", {{"ab", 0}, {"bt", 0.5}}).Build();
  const Measured proximity = Measure(graph, {2});
  EXPECT_EQ(proximity.Hops(0), 2U);
  EXPECT_THAT(proximity.BestPath(0), IsEmpty());
  EXPECT_EQ(proximity.ReachProbability(0), Bracket::Of(0));
  // Nor does it make a way shared: c alone leads to b.
  const Graph shared = Weighted("abct", {{"ab", 0}, {"cb", 0.5}, {"bt", 0.5}}).Build();
  EXPECT_EQ(Measure(shared, {3}).ReachProbability(2), Bracket::Of(0.25));
}

// 700 edges of 0.3: the product is below what a double can hold.
// a and b fail each other, and the only arc on from them carries nothing: no failure of theirs, and
// none of p, which leads to them alone, reaches the touchpoint.
TEST(Proximity, ACircleWithoutAWayOutReachesNothing) {
  const Graph graph =
      Weighted("abptx",
               {{"pa", 0.5}, {"ab", 0.5}, {"ba", 0.5}, {"bx", 0}, {"xa", 0.5}, {"xt", 0.5}})
          .Build();
  const Measured proximity = Measure(graph, {3});
  for (const NodeIndex node : {0U, 1U, 2U}) {
    EXPECT_EQ(proximity.ReachProbability(node), Bracket::Of(0)) << graph.Id(node);
    EXPECT_THAT(proximity.BestPath(node), IsEmpty()) << graph.Id(node);
  }
  EXPECT_EQ(proximity.ReachProbability(4), Bracket::Of(0.5));
}

TEST(Proximity, AWayTooLongForItsProbabilityIsStillAWay) {
  GraphInput input;
  for (int i = 0; i <= 700; ++i) input.ids.push_back(absl::StrCat("n", 1000 + i));
  for (size_t i = 0; i < 700; ++i) input.edges.push_back({input.ids[i], input.ids[i + 1], 0.3});
  const Graph graph = input.Build();
  const Measured proximity = Measure(graph, {700});
  EXPECT_EQ(proximity.Hops(0), 700U);
  const Bracket best = proximity.BestPathProbability(0);
  EXPECT_EQ(best.low, 0);
  EXPECT_GT(best.high, 0);
  EXPECT_LT(best.high, 1e-270);
  EXPECT_EQ(proximity.BestPath(0).size(), 701U);
}

TEST(Proximity, MoreSweepsNeverWidenABracket) {
  SplitMix random(5);
  for (int round = 0; round < 100; ++round) {
    const Graph graph =
        RandomInput(random, {.node_count = 8, .edge_count = 20, .is_acyclic = false}).Build();
    const Measured few = Measure(graph, {0}, {.most_sweeps = 1});
    const Measured many = Measure(graph, {0}, {.most_sweeps = 50});
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      ASSERT_LE(many.ReachProbability(node)->high, few.ReachProbability(node)->high);
      ASSERT_EQ(many.ReachProbability(node)->low, few.ReachProbability(node)->low);
    }
  }
}

// The most reliable path by trying every path without repeats.
double BestByAllPaths(const Graph& graph, NodeIndex node, const std::vector<bool>& is_touchpoint,
                      std::vector<bool>& is_on_path) {
  if (is_touchpoint[node]) return 1;
  double best = 0;
  is_on_path[node] = true;
  for (size_t i = 0; i < graph.Dependents(node).size(); ++i) {
    const NodeIndex next = graph.Dependents(node)[i];
    if (is_on_path[next]) continue;
    best = std::max(best, graph.Probability(graph.FirstEdge(node) + static_cast<EdgeIndex>(i)).low *
                              BestByAllPaths(graph, next, is_touchpoint, is_on_path));
  }
  is_on_path[node] = false;
  return best;
}

void CheckAgainstEnumeration(const Graph& graph, const std::vector<NodeIndex>& touchpoints) {
  const Measured proximity = Measure(graph, touchpoints);
  std::vector<double> low;
  std::vector<double> high;
  std::vector<bool> is_touchpoint(graph.node_count(), false);
  for (const NodeIndex touchpoint : touchpoints) is_touchpoint[touchpoint] = true;
  for (EdgeIndex edge = 0; edge < graph.edge_count(); ++edge) {
    low.push_back(graph.Probability(edge).low);
    high.push_back(graph.Probability(edge).high);
  }
  // The sum over worlds rounds too: by far less than this.
  constexpr double kSlack = 1e-12;
  const std::vector<double> exact_low = ReachByEnumeration(graph, touchpoints, low);
  const std::vector<double> exact_high = ReachByEnumeration(graph, touchpoints, high);
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    const Bracket reach = *proximity.ReachProbability(node);
    ASSERT_TRUE(IsSound(reach));
    ASSERT_LE(reach.low, exact_low[node] + kSlack);
    ASSERT_GE(reach.high, exact_high[node] - kSlack);

    const Bracket best = proximity.BestPathProbability(node);
    ASSERT_GE(reach.low, best.low * (1 - kSlack));
    std::vector<bool> is_on_path(graph.node_count(), false);
    ASSERT_NEAR(best.low, BestByAllPaths(graph, node, is_touchpoint, is_on_path), kSlack);
    const std::vector<NodeIndex> path = proximity.BestPath(node);
    ASSERT_EQ(path.empty(), best.high == 0);
    if (path.empty()) continue;
    double product = 1;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
      const auto dependents = graph.Dependents(path[i]);
      const auto next = std::find(dependents.begin(), dependents.end(), path[i + 1]);
      ASSERT_NE(next, dependents.end());
      const auto edge =
          graph.FirstEdge(path[i]) + static_cast<EdgeIndex>(next - dependents.begin());
      product *= best.low > 0 ? graph.Probability(edge).low : graph.Probability(edge).high;
    }
    ASSERT_EQ(path.front(), node);
    ASSERT_TRUE(is_touchpoint[path.back()]);
    ASSERT_NEAR(product, best.low > 0 ? best.low : best.high, kSlack);
  }
}

// Law: low <= exact <= high on every graph, exact by the sum over all worlds.
TEST(Proximity, BracketsTheEnumerationOfAllWorldsOnAcyclicGraphs) {
  SplitMix random(11);
  for (int round = 0; round < 150; ++round) {
    const Graph graph = RandomInput(random, {.node_count = 3 + random.Below(6),
                                             .edge_count = 4 + random.Below(7),
                                             .may_repeat = true,
                                             .greatest = round % 3 == 0 ? 0.3 : 1.0,
                                             .unknown_share = round % 4 == 0 ? 0.2 : 0.0,
                                             .certain_share = round % 5 == 0 ? 0.3 : 0.0})
                            .Build();
    const auto last = static_cast<NodeIndex>(graph.node_count() - 1);
    CheckAgainstEnumeration(graph, {last, static_cast<NodeIndex>(random.Below(last))});
    if (HasFatalFailure()) return;
  }
}

TEST(Proximity, BracketsTheEnumerationOfAllWorldsOnCyclicGraphs) {
  SplitMix random(12);
  for (int round = 0; round < 150; ++round) {
    const Graph graph = RandomInput(random, {.node_count = 3 + random.Below(5),
                                             .edge_count = 5 + random.Below(6),
                                             .is_acyclic = false,
                                             .greatest = round % 3 == 0 ? 0.3 : 1.0,
                                             .unknown_share = round % 4 == 0 ? 0.2 : 0.0,
                                             .certain_share = round % 5 == 0 ? 0.3 : 0.0})
                            .Build();
    CheckAgainstEnumeration(graph, {static_cast<NodeIndex>(random.Below(graph.node_count()))});
    if (HasFatalFailure()) return;
  }
}

// Law: rounding never moves an end inward. What dependents say, taken together again with eleven
// more bits, lies below the upper end and close to it; the best path's product between its ends.
TEST(Proximity, EveryEndIsRoundedOutward) {
  SplitMix random(15);
  constexpr long double kSlack = 0x1p-62L;  // What these long doubles round by.
  for (int round = 0; round < 200; ++round) {
    const Graph graph = RandomInput(random, {.node_count = 30, .edge_count = 120}).Build();
    const NodeIndex touchpoint = 29;
    const Measured proximity = Measure(graph, {touchpoint});
    for (NodeIndex node = 0; node < touchpoint; ++node) {
      long double reach = 0;
      EdgeIndex edge = graph.FirstEdge(node);
      for (const NodeIndex next : graph.Dependents(node)) {
        const long double chance = graph.Probability(edge++).high;
        reach += chance * proximity.ReachProbability(next)->high * (1 - reach);
      }
      const long double high = proximity.ReachProbability(node)->high;
      ASSERT_GE(high, reach * (1 - kSlack));
      ASSERT_LE(high, reach * (1 + 1e-13L));

      const std::vector<NodeIndex> path = proximity.BestPath(node);
      long double product = path.empty() ? 0 : 1;
      for (size_t i = 0; i + 1 < path.size(); ++i) {
        const auto dependents = graph.Dependents(path[i]);
        const auto next = std::find(dependents.begin(), dependents.end(), path[i + 1]);
        const auto at = static_cast<EdgeIndex>(next - dependents.begin());
        product *= graph.Probability(graph.FirstEdge(path[i]) + at).low;
      }
      const Bracket best = proximity.BestPathProbability(node);
      ASSERT_LE(best.low, product * (1 + 64 * kSlack));
      ASSERT_GE(best.high, product * (1 - 64 * kSlack));
    }
  }
}

// Law: on a forest, in whichever direction it branches, both ends are the exact value.
TEST(Proximity, IsExactOnForests) {
  SplitMix random(13);
  for (int round = 0; round < 100; ++round) {
    const bool branches_out = round % 2 == 0;
    GraphInput input;
    std::vector<NodeIndex> touchpoints;
    for (size_t i = 0; i < 9; ++i) {
      input.ids.push_back(absl::StrCat("n", i));
      if (i == 0 || random.Below(6) == 0) continue;
      const std::string other = absl::StrCat("n", random.Below(i));
      const std::string& here = input.ids.back();
      input.edges.push_back(
          {branches_out ? other : here, branches_out ? here : other, random.Unit()});
    }
    const Graph graph = input.Build();
    for (NodeIndex node = 0; node < 9; ++node) {
      if (random.Below(3) == 0) touchpoints.push_back(node);
    }
    if (touchpoints.empty()) touchpoints.push_back(0);
    const Measured proximity = Measure(graph, touchpoints);
    std::vector<double> probabilities;
    for (EdgeIndex edge = 0; edge < graph.edge_count(); ++edge) {
      probabilities.push_back(graph.Probability(edge).low);
    }
    const std::vector<double> exact = ReachByEnumeration(graph, touchpoints, probabilities);
    for (NodeIndex node = 0; node < 9; ++node) {
      ASSERT_NEAR(proximity.ReachProbability(node)->low, exact[node], 1e-14);
      ASSERT_NEAR(proximity.ReachProbability(node)->high, exact[node], 1e-14);
    }
  }
}

TEST(Proximity, IsTheSameToTheLastBitForAnyOrderOfInput) {
  SplitMix random(14);
  for (int round = 0; round < 100; ++round) {
    const GraphInput input = RandomInput(random, {.node_count = 20,
                                                  .edge_count = 50,
                                                  .is_acyclic = round % 2 == 0,
                                                  .may_repeat = true,
                                                  .unknown_share = 0.1});
    const Graph first = input.Build();
    const Graph second = Shuffled(input, random).Build();
    const std::vector<NodeIndex> touchpoints = {1, 5};
    const Measured a = Measure(first, touchpoints);
    const Measured b = Measure(second, {5, 1, 5});
    for (NodeIndex node = 0; node < first.node_count(); ++node) {
      ASSERT_EQ(a.Hops(node), b.Hops(node));
      ASSERT_EQ(a.BestPathProbability(node), b.BestPathProbability(node));
      ASSERT_EQ(a.BestPath(node), b.BestPath(node));
      ASSERT_EQ(a.ReachProbability(node), b.ReachProbability(node));
    }
  }
}

}  // namespace
}  // namespace readiness::risk
