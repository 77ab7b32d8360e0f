#include "readiness/risk/components.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Circle> CirclesOf(const Graph& graph) {
  return FindCircles(graph, FindComponents(graph));
}

// "a waits for b waits for a".
std::string Told(const Graph& graph, const Circle& circle) {
  std::string text;
  for (const NodeIndex node : circle.shortest) text += std::string(graph.Id(node)) + " waits for ";
  return text + std::string(graph.Id(circle.shortest.front()));
}

TEST(Components, AGraphWithoutCirclesHasOneComponentANode) {
  const Graph graph = Letters("abcd", {"ab", "bc", "ac", "cd"}).Build();
  const Components components = FindComponents(graph);
  EXPECT_EQ(components.count(), 4U);
  EXPECT_THAT(CirclesOf(graph), IsEmpty());
  EXPECT_FALSE(components.IsCircular(components.Of(0)));
}

TEST(Components, NumbersRunFromDependentsToPrerequisites) {
  const Graph graph = Letters("abc", {"ab", "bc"}).Build();
  const Components components = FindComponents(graph);
  EXPECT_EQ(components.Of(2), 0U);
  EXPECT_EQ(components.Of(1), 1U);
  EXPECT_EQ(components.Of(0), 2U);
}

// b fails after a: b waits for a. The circle is told in the order of waiting.
TEST(Components, ACircleIsToldInTheOrderOfWaiting) {
  const Graph graph = Letters("abc", {"ab", "bc", "ca"}).Build();
  const std::vector<Circle> circles = CirclesOf(graph);
  ASSERT_EQ(circles.size(), 1U);
  EXPECT_THAT(circles[0].members, ElementsAre(0, 1, 2));
  EXPECT_THAT(circles[0].shortest, ElementsAre(0, 2, 1));
  EXPECT_EQ(Told(graph, circles[0]), "a waits for c waits for b waits for a");
  EXPECT_TRUE(circles[0].is_shortest);
}

// a-b-c-d is a circle of four; c and d also wait for each other.
TEST(Components, TheShortestCircleOfALargerKnotIsFound) {
  const Graph graph = Letters("abcd", {"ab", "bc", "cd", "da", "dc"}).Build();
  const std::vector<Circle> circles = CirclesOf(graph);
  ASSERT_EQ(circles.size(), 1U);
  EXPECT_THAT(circles[0].members, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(Told(graph, circles[0]), "c waits for d waits for c");
}

TEST(Components, SeparateKnotsAreSeparateFindingsByTheirFirstMember) {
  const Graph graph = Letters("abcdef", {"ef", "fe", "ab", "ba", "bc", "ce"}).Build();
  const std::vector<Circle> circles = CirclesOf(graph);
  ASSERT_EQ(circles.size(), 2U);
  EXPECT_EQ(Told(graph, circles[0]), "a waits for b waits for a");
  EXPECT_EQ(Told(graph, circles[1]), "e waits for f waits for e");
}

TEST(Components, WithoutABudgetACircleIsStillToldButNotCalledShortest) {
  const Graph graph = Letters("abcd", {"ab", "bc", "cd", "da", "dc"}).Build();
  const std::vector<Circle> circles = FindCircles(graph, FindComponents(graph), 1);
  ASSERT_EQ(circles.size(), 1U);
  EXPECT_GE(circles[0].shortest.size(), 2U);
  EXPECT_FALSE(circles[0].is_shortest);
}

TEST(Components, AMillionNodesInOneLineNeedNoDeepStack) {
  constexpr uint32_t kCount = 1'000'000;
  std::vector<std::string> names;
  for (uint32_t i = 0; i < kCount; ++i) names.push_back(std::to_string(kCount + i));
  const std::vector<std::string_view> ids(names.begin(), names.end());
  std::vector<PositionedEdge> edges;
  for (uint32_t i = 0; i + 1 < kCount; ++i) edges.push_back({i, i + 1, 0.5});
  const auto line = Graph::BuildFromPositions(ids, edges);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(FindComponents(*line).count(), kCount);
  edges.push_back({kCount - 1, 0, 0.5});
  const auto ring = Graph::BuildFromPositions(ids, edges);
  ASSERT_TRUE(ring.ok()) << ring.status();
  const Components components = FindComponents(*ring);
  EXPECT_EQ(components.count(), 1U);
  const std::vector<Circle> circles = FindCircles(*ring, components);
  ASSERT_EQ(circles.size(), 1U);
  EXPECT_EQ(circles[0].shortest.size(), kCount);
}

// The length of the shortest circle through `start`, or none: breadth-first, no cut-off.
size_t ShortestThrough(const Graph& graph, NodeIndex start) {
  std::vector<size_t> distance(graph.node_count(), 0);
  std::vector<NodeIndex> queue = {start};
  for (size_t head = 0; head < queue.size(); ++head) {
    for (const NodeIndex next : graph.Dependents(queue[head])) {
      if (next == start) return distance[queue[head]] + 1;
      if (distance[next] != 0) continue;
      distance[next] = distance[queue[head]] + 1;
      queue.push_back(next);
    }
  }
  return graph.node_count() + 1;
}

// Laws: two nodes share a component exactly when each reaches the other; edges run from higher to
// lower numbers; a told circle is one, as short as any, and the same for any order of input.
TEST(Components, AgreeWithSearchesFromEveryNodeOnRandomGraphs) {
  SplitMix random(2024);
  size_t circle_count = 0;
  for (int round = 0; round < 500; ++round) {
    const GraphInput input = RandomInput(
        random,
        {.node_count = 2 + random.Below(14), .edge_count = random.Below(30), .is_acyclic = false});
    const Graph graph = input.Build();
    const Components components = FindComponents(graph);
    std::vector<std::vector<bool>> reached;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      reached.push_back(ReachedFrom(graph, node));
    }
    for (NodeIndex a = 0; a < graph.node_count(); ++a) {
      for (NodeIndex b = 0; b < graph.node_count(); ++b) {
        ASSERT_EQ(components.Of(a) == components.Of(b), reached[a][b] && reached[b][a]);
      }
      for (const NodeIndex next : graph.Dependents(a)) {
        ASSERT_GE(components.Of(a), components.Of(next));
      }
    }
    const std::vector<Circle> circles = FindCircles(graph, components);
    const Graph shuffled = Shuffled(input, random).Build();
    const std::vector<Circle> again = CirclesOf(shuffled);
    ASSERT_EQ(again.size(), circles.size());
    for (size_t i = 0; i < circles.size(); ++i) {
      const Circle& circle = circles[i];
      ++circle_count;
      ASSERT_TRUE(circle.is_shortest);
      ASSERT_EQ(again[i].members, circle.members);
      ASSERT_EQ(again[i].shortest, circle.shortest);
      size_t shortest = graph.node_count() + 1;
      for (const NodeIndex node : circle.members) {
        shortest = std::min(shortest, ShortestThrough(graph, node));
      }
      ASSERT_EQ(circle.shortest.size(), shortest);
      ASSERT_EQ(circle.shortest.front(),
                *std::min_element(circle.shortest.begin(), circle.shortest.end()));
      for (size_t k = 0; k < shortest; ++k) {
        const auto prerequisites = graph.Prerequisites(circle.shortest[k]);
        ASSERT_NE(std::find(prerequisites.begin(), prerequisites.end(),
                            circle.shortest[(k + 1) % shortest]),
                  prerequisites.end());
      }
    }
  }
  EXPECT_GT(circle_count, 100U);
}

}  // namespace
}  // namespace readiness::risk
