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
    const double chance = graph.Probability(graph.FirstEdge(end) + static_cast<EdgeIndex>(i)).low;
    if (chance == 0 || std::find(path.nodes.begin(), path.nodes.end(), next) != path.nodes.end()) {
      continue;
    }
    LikelyPath longer = path;
    longer.nodes.push_back(next);
    longer.probability *= chance;
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

TEST(LikelyPaths, AnUnknownEdgeIsNotTaken) {
  const Graph graph = Letters("ab", {"ab"}).Build();
  EXPECT_TRUE(FindLikelyPaths(graph, 0, Nodes(graph, {"b"}), 3).empty());
}

TEST(LikelyPaths, TheSearchEndsAfterItsSteps) {
  const Graph graph = Letters("abc", {"ab", "bc"}, 0.5).Build();
  EXPECT_TRUE(FindLikelyPaths(graph, 0, Nodes(graph, {"c"}), 3, 2).empty());
}

TEST(LikelyPaths, AreThoseOfAllPathsInTheirOrder) {
  SplitMix random(61);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    const Graph graph =
        RandomInput(random, {.node_count = 8, .edge_count = 16, .is_acyclic = round % 2 == 0})
            .Build();
    const std::vector<NodeIndex> touchpoints = {static_cast<NodeIndex>(random.Below(8)),
                                                static_cast<NodeIndex>(random.Below(8))};
    std::vector<bool> is_touchpoint(graph.node_count(), false);
    for (const NodeIndex node : touchpoints) is_touchpoint[node] = true;
    for (NodeIndex from = 0; from < graph.node_count(); ++from) {
      LikelyPath begin = {{from}, 1};
      std::vector<LikelyPath> all;
      Walk(graph, is_touchpoint, begin, all);
      std::sort(all.begin(), all.end(), [](const LikelyPath& a, const LikelyPath& b) {
        return a.probability > b.probability;
      });
      const std::vector<LikelyPath> found = FindLikelyPaths(graph, from, touchpoints, 3);
      ASSERT_EQ(found.size(), std::min<size_t>(3, all.size()));
      for (size_t i = 0; i < found.size(); ++i) {
        EXPECT_DOUBLE_EQ(found[i].probability, all[i].probability);
        EXPECT_NE(std::find(all.begin(), all.end(), found[i]), all.end());
      }
    }
  }
}

}  // namespace
}  // namespace readiness::risk
