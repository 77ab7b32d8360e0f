#include "readiness/risk/graph.h"

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "random_graphs.h"

namespace readiness::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Graph, NodesAreNumberedInTheOrderOfTheirIds) {
  const Graph graph = Letters("cab", {}).Build();
  EXPECT_EQ(graph.node_count(), 3U);
  EXPECT_EQ(graph.Id(0), "a");
  EXPECT_EQ(graph.Id(1), "b");
  EXPECT_EQ(graph.Id(2), "c");
  EXPECT_EQ(graph.Find("b"), 1U);
  EXPECT_EQ(graph.Find("bb"), std::nullopt);
  EXPECT_EQ(graph.NodeAt(0), 2U);
  EXPECT_EQ(graph.NodeAt(1), 0U);
}

TEST(Graph, IdsAreOrderedByBytesWhateverTheyShareAtTheBeginning) {
  GraphInput input;
  input.ids = {"node-10",         "node-9",        "node-",
               "node-1",          "node-\xC3\xA9", "node-123456789b",
               "node-123456789a", "node-12345678", std::string("node-1\0x", 8)};
  const Graph graph = input.Build();
  std::vector<std::string> sorted = input.ids;
  std::sort(sorted.begin(), sorted.end());
  for (NodeIndex node = 0; node < sorted.size(); ++node) {
    EXPECT_EQ(graph.Id(node), sorted[node]);
    EXPECT_EQ(graph.Find(sorted[node]), node);
  }
}

TEST(Graph, EdgesAreSeenFromBothEnds) {
  const Graph graph = Letters("abcd", {"bd", "ac", "ab", "cd"}, 0.5).Build();
  EXPECT_EQ(graph.edge_count(), 4U);
  EXPECT_THAT(graph.Dependents(0), ElementsAre(1, 2));
  EXPECT_THAT(graph.Dependents(1), ElementsAre(3));
  EXPECT_THAT(graph.Dependents(3), IsEmpty());
  EXPECT_THAT(graph.Prerequisites(3), ElementsAre(1, 2));
  EXPECT_THAT(graph.Prerequisites(0), IsEmpty());
  EXPECT_EQ(graph.FirstEdge(1), 2U);
  EXPECT_THAT(graph.PrerequisiteEdges(3), ElementsAre(2, 3));
  EXPECT_EQ(graph.Dependent(3), 3U);
  EXPECT_THAT(graph.Rows(0), ElementsAre(2));  // ab was the third row.
  EXPECT_THAT(graph.Rows(3), ElementsAre(3));
}

TEST(Graph, AnEdgeWithoutProbabilityIsUnknownNotZero) {
  GraphInput input = Letters("abc", {"ab", "bc"});
  input.edges[1].probability = 0.25;
  const Graph graph = input.Build();
  EXPECT_EQ(graph.Probability(0), Bracket::Unknown());
  EXPECT_EQ(graph.Probability(1), Bracket::Of(0.25));
}

// 1 - (1 - 0.5)(1 - 0.5) = 0.75, exact in binary.
TEST(Graph, RowsOfOnePairAreSeparateChancesAndMergeIntoOneEdge) {
  const Graph graph = Letters("abc", {"ab", "bc", "ab", "bc", "bc"}, 0.5).Build();
  EXPECT_EQ(graph.edge_count(), 2U);
  EXPECT_EQ(graph.Probability(0), Bracket::Of(0.75));
  EXPECT_EQ(graph.Probability(1), Bracket::Of(0.875));
  EXPECT_THAT(graph.Rows(0), ElementsAre(0, 2));
  EXPECT_THAT(graph.Rows(1), ElementsAre(1, 3, 4));
}

TEST(Graph, AMergedEdgeIsAtLeastItsKnownChance) {
  GraphInput input = Letters("ab", {"ab", "ab"}, 0.4);
  input.edges[1].probability.reset();
  EXPECT_EQ(input.Build().Probability(0), (Bracket{0.4, 1}));
}

TEST(Graph, AMergedProbabilityDoesNotDependOnTheOrderOfItsRows) {
  GraphInput input = Letters("ab", {"ab", "ab", "ab", "ab"});
  const std::vector<double> chances = {0.1, 0.2, 0.3, 1.0 / 3.0};
  for (size_t i = 0; i < 4; ++i) input.edges[i].probability = chances[i];
  const Bracket merged = input.Build().Probability(0);
  // 1 - 0.9 * 0.8 * 0.7 * 2/3 = 0.664.
  EXPECT_NEAR(merged.low, 0.664, 1e-15);
  EXPECT_NEAR(merged.high, 0.664, 1e-15);
  EXPECT_LE(merged.low, merged.high);
  SplitMix random(7);
  for (int i = 0; i < 24; ++i) EXPECT_EQ(Shuffled(input, random).Build().Probability(0), merged);
}

TEST(Graph, TheEmptyGraphHasNothing) {
  const Graph graph = GraphInput{}.Build();
  EXPECT_EQ(graph.node_count(), 0U);
  EXPECT_EQ(graph.edge_count(), 0U);
  EXPECT_EQ(graph.Find("a"), std::nullopt);
  EXPECT_EQ(Graph().node_count(), 0U);
}

TEST(Graph, PositionsGiveTheSameGraphAsNames) {
  const std::vector<std::string_view> ids = {"c", "a", "b"};
  const std::vector<PositionedEdge> edges = {{1, 2, 0.5}, {2, 0, std::nullopt}};
  const auto graph = Graph::BuildFromPositions(ids, edges);
  ASSERT_TRUE(graph.ok()) << graph.status();
  EXPECT_THAT(graph->Dependents(*graph->Find("a")), ElementsAre(*graph->Find("b")));
  EXPECT_THAT(graph->Dependents(*graph->Find("b")), ElementsAre(*graph->Find("c")));
  EXPECT_EQ(graph->Probability(0), Bracket::Of(0.5));
}

void ExpectRefused(const GraphInput& input, std::string_view rule, std::string_view words) {
  const auto graph = input.TryBuild();
  ASSERT_FALSE(graph.ok()) << rule;
  EXPECT_EQ(base::RuleOf(graph.status()), rule);
  EXPECT_THAT(std::string(graph.status().message()), HasSubstr(std::string(words)));
}

TEST(Graph, RefusesAProbabilityOutsideZeroToOneWithItsRow) {
  for (const double wrong : {-0.1, 1.5, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    GraphInput input = Letters("abc", {"ab", "bc"}, 0.5);
    input.edges[1].probability = wrong;
    ExpectRefused(input, "graph/probability",
                  "edge row 2 (\"b\" to \"c\"): probability must be in [0, 1], got ");
  }
}

TEST(Graph, RefusesAnEdgeToNowhereWithItsRowAndTheName) {
  ExpectRefused(Letters("ab", {"ab", "ax"}), "graph/unknown-node",
                "edge row 2: dependent \"x\" is no node");
  ExpectRefused(Letters("ab", {"yb"}), "graph/unknown-node",
                "edge row 1: prerequisite \"y\" is no node");
  const std::vector<std::string_view> ids = {"a", "b"};
  const std::vector<PositionedEdge> edges = {{0, 2, std::nullopt}};
  EXPECT_EQ(base::RuleOf(Graph::BuildFromPositions(ids, edges).status()), "graph/unknown-node");
}

TEST(Graph, RefusesANodeThatWaitsForItself) {
  ExpectRefused(Letters("ab", {"ab", "bb"}), "graph/self-edge",
                "edge row 2: \"b\" would wait for itself");
}

TEST(Graph, RefusesANodeDeclaredTwiceWithBothRows) {
  ExpectRefused(Letters("abca", {"ab"}), "graph/duplicate-node",
                "node row 4: \"a\" is declared already at row 1");
}

TEST(Graph, RefusesANodeWithoutAName) {
  GraphInput input;
  input.ids = {"a", ""};
  ExpectRefused(input, "graph/empty-id", "node row 2");
}

TEST(Graph, RefusesMoreThanItsLimit) {
  const std::vector<std::string_view> ids = {"a", "b"};
  const std::vector<Edge> edges = {{"a", "b", 0.5}, {"b", "a", 0.5}};
  EXPECT_EQ(base::RuleOf(Graph::Build(ids, edges, {.most_nodes = 1}).status()), "graph/limit");
  EXPECT_EQ(base::RuleOf(Graph::Build(ids, edges, {.most_edges = 1}).status()), "graph/limit");
  EXPECT_TRUE(Graph::Build(ids, edges, {.most_nodes = 2, .most_edges = 2}).ok());
}

// Law: what the graph holds is what was put in, and the order of input does not show.
TEST(Graph, HoldsItsInputInAnyOrder) {
  SplitMix random(42);
  for (int round = 0; round < 200; ++round) {
    const GraphInput input = RandomInput(random, {.node_count = 2 + random.Below(9),
                                                  .edge_count = random.Below(20),
                                                  .is_acyclic = false,
                                                  .may_repeat = true,
                                                  .unknown_share = 0.2});
    const Graph graph = input.Build();
    std::map<std::pair<std::string, std::string>, size_t> pairs;
    for (const NamedEdge& edge : input.edges) ++pairs[{edge.prerequisite, edge.dependent}];
    ASSERT_EQ(graph.edge_count(), pairs.size());
    auto pair = pairs.begin();
    EdgeIndex edge = 0;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      ASSERT_EQ(graph.FirstEdge(node), edge);
      for (const NodeIndex next : graph.Dependents(node)) {
        ASSERT_EQ(graph.Id(node), pair->first.first);
        ASSERT_EQ(graph.Id(next), pair->first.second);
        ASSERT_EQ(graph.Rows(edge).size(), pair->second);
        for (const uint32_t row : graph.Rows(edge)) {
          ASSERT_EQ(input.edges[row].prerequisite, graph.Id(node));
          ASSERT_EQ(input.edges[row].dependent, graph.Id(next));
        }
        ++edge;
        ++pair;
      }
      for (size_t i = 0; i < graph.Prerequisites(node).size(); ++i) {
        ASSERT_EQ(graph.Dependent(graph.PrerequisiteEdges(node)[i]), node);
        const NodeIndex from = graph.Prerequisites(node)[i];
        ASSERT_GE(graph.PrerequisiteEdges(node)[i], graph.FirstEdge(from));
        ASSERT_LT(graph.PrerequisiteEdges(node)[i],
                  graph.FirstEdge(from) + graph.Dependents(from).size());
      }
    }
    const Graph other = Shuffled(input, random).Build();
    ASSERT_EQ(other.edge_count(), graph.edge_count());
    for (EdgeIndex e = 0; e < graph.edge_count(); ++e) {
      ASSERT_EQ(other.Dependent(e), graph.Dependent(e));
      ASSERT_EQ(other.Probability(e), graph.Probability(e));
    }
  }
}

}  // namespace
}  // namespace readiness::risk
