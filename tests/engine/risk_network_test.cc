#include "readiness/engine/risk_network.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/base/status.h"

#include "risk_inputs.h"

namespace readiness::engine {
namespace {

// The same nodes and edges in one order.
RiskGraphInput Sorted(RiskGraphInput graph) {
  std::sort(graph.nodes.begin(), graph.nodes.end(),
            [](const RiskNode& a, const RiskNode& b) { return a.id < b.id; });
  std::sort(graph.edges.begin(), graph.edges.end(), [](const RiskEdge& a, const RiskEdge& b) {
    return std::tie(a.prerequisite, a.dependent) < std::tie(b.prerequisite, b.dependent);
  });
  return graph;
}

TEST(RiskNetworkLaw, ChangesGiveWhatTheWholeGives) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const RiskGraphInput from = RandomGraph(seed), to = RandomGraph(seed + 1'000);
    // What leads from one to the other.
    RiskGraphInput change = to;
    for (const RiskNode& node : from.nodes) {
      if (std::none_of(to.nodes.begin(), to.nodes.end(),
                       [&](const RiskNode& other) { return other.id == node.id; })) {
        change.nodes.push_back({node.id, std::nullopt, 0, true});
      }
    }
    const auto has = [](const std::vector<RiskEdge>& edges, const RiskEdge& edge) {
      return std::any_of(edges.begin(), edges.end(), [&](const RiskEdge& other) {
        return other.prerequisite == edge.prerequisite && other.dependent == edge.dependent;
      });
    };
    for (const RiskEdge& edge : from.edges) {
      if (!has(to.edges, edge)) {
        change.edges.push_back({edge.prerequisite, edge.dependent, std::nullopt, true});
      }
    }
    const auto changed = Changed(from, change);
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(Sorted(*changed), Sorted(to)) << seed;
  }
}

TEST(RiskNetwork, WhatCannotBeChangedIsRefused) {
  const RiskGraphInput graph{{{"a"}, {"b"}}, {{"a", "b"}}};
  EXPECT_EQ(base::RuleOf(Changed(graph, {{{"c", std::nullopt, 0, true}}, {}}).status()),
            "graph/unknown-node");
  EXPECT_EQ(base::RuleOf(Changed(graph, {{{"c"}, {"c"}}, {}}).status()), "graph/duplicate-node");
  EXPECT_EQ(base::RuleOf(Changed(graph, {{}, {{"b", "a", std::nullopt, true}}}).status()),
            "graph/unknown-edge");
  // A node takes its edges along.
  const auto rest = Changed(graph, {{{"a", std::nullopt, 0, true}}, {}});
  ASSERT_TRUE(rest.ok());
  EXPECT_TRUE(rest->edges.empty());
  EXPECT_EQ(rest->nodes.size(), 1u);
}

// Declared, from rows and by position.
TEST(RiskNetwork, IsTheSameWhateverItIsMadeFrom) {
  const RiskGraphInput input = TwoWays();
  const RiskNetwork declared = BuildRiskNetwork(input).value();
  risk::GraphRows rows([](size_t i) { return "as row " + std::to_string(i); });
  for (const RiskNode& node : input.nodes) {
    ASSERT_TRUE(rows.AddNode(node.id, node.probability, node.impact).ok());
  }
  for (const RiskEdge& edge : input.edges) {
    ASSERT_TRUE(rows.AddEdge(rows.Find("from", edge.prerequisite).value(),
                             rows.Find("to", edge.dependent).value(), edge.probability)
                    .ok());
  }
  const RiskNetwork read = BuildRiskNetwork(rows).value();
  EXPECT_EQ(InputOf(rows), input);
  for (const RiskNetwork* network : {&declared, &read}) {
    const risk::NodeIndex left = network->graph.Find("left").value();
    EXPECT_EQ(network->leak[left], 0.5);
    EXPECT_EQ(network->graph.Dependents(left).size(), 1U);
    ASSERT_EQ(network->touchpoints.size(), 1U);
    EXPECT_EQ(network->graph.Id(network->touchpoints[0]), "page");
    EXPECT_EQ(network->network.total_value(), 10);
  }
}

TEST(RiskNetwork, NamesTheRowThatIsWrong) {
  const auto refusal = [](const RiskGraphInput& input) {
    return std::string(BuildRiskNetwork(input).status().message());
  };
  EXPECT_EQ(refusal({{{"a"}, {"b", 1.5}}, {}}).rfind("nodes[1]: graph/probability", 0), 0U);
  EXPECT_EQ(refusal({{{"a"}, {"a"}}, {}}).rfind("nodes[1]: graph/duplicate-node", 0), 0U);
  EXPECT_EQ(refusal({{{"a", 0.5, -1}}, {}}).rfind("nodes[0]: graph/impact", 0), 0U);
  EXPECT_EQ(refusal({{{"a"}}, {{"a", "b"}}}).rfind("edges[0]: graph/unknown-node", 0), 0U);
  EXPECT_EQ(refusal({{{"a"}}, {{"a", "a"}}}).rfind("edges[0]: graph/self-edge", 0), 0U);
  EXPECT_EQ(refusal({{{"a", 0.1, 0, true}}, {}}).rfind("nodes[0]: graph/dropped", 0), 0U);
}

}  // namespace
}  // namespace readiness::engine
