#include "readiness/risk/likely_paths.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "random_graphs.h"

namespace readiness::risk {
namespace {

std::vector<NodeIndex> Nodes(const Graph& graph, const std::vector<std::string>& ids) {
  std::vector<NodeIndex> nodes;
  for (const std::string& id : ids) nodes.push_back(*graph.Find(id));
  return nodes;
}

std::string Text(const Graph& graph, const std::vector<LikelyPath>& paths) {
  std::string text;
  for (const LikelyPath& path : paths) {
    for (const NodeIndex node : path.nodes) text += graph.Id(node);
    text += absl::StrCat(" ", path.probability, ", ");
  }
  return text;
}

// Every simple path that ends at a touchpoint, by walking all of them.
void Walk(const Graph& graph, const std::vector<bool>& is_touchpoint, LikelyPath& path,
          std::vector<LikelyPath>& all) {
  const NodeIndex end = path.nodes.back();
  if (is_touchpoint[end]) all.push_back(path);
  for (size_t i = 0; i < graph.Dependents(end).size(); ++i) {
    const NodeIndex next = graph.Dependents(end)[i];
    const Bracket chance = graph.Probability(graph.FirstEdge(end) + static_cast<EdgeIndex>(i));
    if (chance.high == 0 ||
        std::find(path.nodes.begin(), path.nodes.end(), next) != path.nodes.end()) {
      continue;
    }
    LikelyPath longer = path;
    longer.nodes.push_back(next);
    longer.probability *= chance.low;
    longer.probability_high *= chance.high;
    Walk(graph, is_touchpoint, longer, all);
  }
}

TEST(LikelyPaths, TheLikeliestComesFirstThoughItIsLonger) {
  GraphInput input = Letters("abc", {"ab", "bc"}, 0.9);
  input.edges.push_back({"a", "c", 0.5});
  const Graph graph = input.Build();
  EXPECT_EQ(Text(graph, FindLikelyPaths(graph, 0, Nodes(graph, {"c"}), 3)), "abc 0.81, ac 0.5, ");
}

TEST(LikelyPaths, APathMayPassATouchpointOnItsWayToAnother) {
  const Graph graph = Letters("abcd", {"ab", "bc", "ad"}, 0.5).Build();
  const std::vector<NodeIndex> touchpoints = Nodes(graph, {"b", "c", "d"});
  EXPECT_EQ(Text(graph, FindLikelyPaths(graph, 0, touchpoints, 3)), "ab 0.5, ad 0.5, abc 0.25, ");
  EXPECT_EQ(Text(graph, FindLikelyPaths(graph, 1, touchpoints, 3)), "b 1, bc 0.5, ");
}

TEST(LikelyPaths, AnUnknownEdgeMakesAWayOpen) {
  GraphInput input = Letters("abcd", {"ab", "bd"}, 0.5);
  input.edges.push_back({"a", "c", std::nullopt});
  input.edges.push_back({"c", "d", 0.25});
  input.edges.push_back({"b", "d", std::nullopt});  // Beside the one that is known.
  const Graph graph = input.Build();
  const std::vector<NodeIndex> end = Nodes(graph, {"d"});
  EXPECT_TRUE(FindLikelyPaths(graph, 0, end, 3).empty());
  const std::vector<LikelyPath> open = FindOpenPaths(graph, 0, end, 3);
  EXPECT_EQ(Text(graph, open), "abd 0.25, acd 0, ");
  EXPECT_EQ(open[0].probability_high, 0.5);
  EXPECT_EQ(open[1].probability_high, 0.25);
  EXPECT_TRUE(FindOpenPaths(graph, 0, end, 3, 2).empty());
}

TEST(LikelyPaths, OfKnownEdgesNoneIsOpen) {
  const Graph graph = Letters("abc", {"ab", "bc", "ab"}, 0.3).Build();
  EXPECT_EQ(FindLikelyPaths(graph, 0, Nodes(graph, {"c"}), 3).size(), 1U);
  EXPECT_TRUE(FindOpenPaths(graph, 0, Nodes(graph, {"c"}), 3).empty());
}

TEST(LikelyPaths, TheSearchEndsAfterItsSteps) {
  const Graph graph = Letters("abc", {"ab", "bc"}, 0.5).Build();
  EXPECT_TRUE(FindLikelyPaths(graph, 0, Nodes(graph, {"c"}), 3, 2).empty());
}

// `found` are the first three of `all`, which are in order.
void ExpectTheFirst(const std::vector<LikelyPath>& all, const std::vector<LikelyPath>& found) {
  ASSERT_EQ(found.size(), std::min<size_t>(3, all.size()));
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_DOUBLE_EQ(found[i].probability_high, all[i].probability_high);
    EXPECT_NE(std::find(all.begin(), all.end(), found[i]), all.end());
  }
}

TEST(LikelyPaths, AreThoseOfAllPathsInTheirOrder) {
  SplitMix random(61);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    const Graph graph = RandomInput(random, {.node_count = 8,
                                             .edge_count = 16,
                                             .is_acyclic = round % 2 == 0,
                                             .unknown_share = round % 3 == 0 ? 0.3 : 0})
                            .Build();
    const std::vector<NodeIndex> touchpoints = {static_cast<NodeIndex>(random.Below(8)),
                                                static_cast<NodeIndex>(random.Below(8))};
    std::vector<bool> is_touchpoint(graph.node_count(), false);
    for (const NodeIndex node : touchpoints) is_touchpoint[node] = true;
    for (NodeIndex from = 0; from < graph.node_count(); ++from) {
      LikelyPath begin = {{from}};
      std::vector<LikelyPath> all;
      Walk(graph, is_touchpoint, begin, all);
      std::sort(all.begin(), all.end(), [](const LikelyPath& a, const LikelyPath& b) {
        return a.probability_high > b.probability_high;
      });
      const auto open = std::stable_partition(all.begin(), all.end(), [](const LikelyPath& path) {
        return path.probability == path.probability_high;
      });
      ExpectTheFirst({all.begin(), open}, FindLikelyPaths(graph, from, touchpoints, 3));
      ExpectTheFirst({open, all.end()}, FindOpenPaths(graph, from, touchpoints, 3));
    }
  }
}

}  // namespace
}  // namespace readiness::risk
