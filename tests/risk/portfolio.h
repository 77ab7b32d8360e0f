// tests/risk/portfolio.h: open risks by name on a named network, and what they cost by the
// enumeration of all worlds of the whole network.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "readiness/risk/risk_losses.h"

#include "worlds.h"

namespace readiness::risk {

// Risks by name on a named network, whose own leaks are not read.
struct Portfolio {
  struct Risk {
    std::string id;
    std::string node;  // "": on none.
    std::optional<double> leak;
    int tier = 0;
  };
  NamedNetwork named;
  std::vector<Risk> risks;

  [[nodiscard]] std::vector<RiskOnNode> Rows(const Graph& graph) const {
    std::vector<RiskOnNode> rows;
    for (const Risk& risk : risks) {
      rows.push_back({risk.id, graph.Find(risk.node).value_or(kNoNode), risk.leak, risk.tier});
    }
    return rows;
  }
  [[nodiscard]] absl::StatusOr<RiskLosses> TryMeasure(const CascadeOptions& options = {}) const {
    const Graph graph = named.graph.Build();
    std::vector<TouchpointValue> values;
    for (const auto& value : named.values) {
      values.push_back({*graph.Find(value.node), value.value, value.severity});
    }
    std::vector<std::vector<NodeIndex>> members(named.causes.size());
    std::vector<CommonCause> causes;
    for (size_t i = 0; i < named.causes.size(); ++i) {
      for (const std::string& node : named.causes[i].nodes) {
        members[i].push_back(*graph.Find(node));
      }
      causes.push_back({named.causes[i].id, members[i], named.causes[i].probability});
    }
    return RiskLosses::Measure(graph, {Rows(graph), values, causes}, options);
  }
  [[nodiscard]] RiskLosses Measure(const CascadeOptions& options = {}) const {
    auto losses = TryMeasure(options);
    EXPECT_TRUE(losses.ok()) << losses.status();
    return *std::move(losses);
  }

  // The expected loss by the enumeration of all worlds of the whole network, with each risk a leak;
  // `unknown` stands for leaks and edges that are not given. `only`: one risk, and no cause.
  [[nodiscard]] double LossByEnumeration(double unknown, std::optional<size_t> without = {},
                                         std::optional<size_t> only = {}) const {
    NamedNetwork world = named;
    world.leaks.clear();
    if (only.has_value()) world.causes.clear();
    for (size_t i = 0; i < risks.size(); ++i) {
      if (i == without || risks[i].node.empty() || (only.has_value() && i != *only)) continue;
      world.leaks.push_back({risks[i].node, risks[i].leak.value_or(unknown)});
    }
    for (NamedEdge& edge : world.graph.edges) {
      if (!edge.probability.has_value()) edge.probability = unknown;
    }
    return EnumerateWorlds(world.Build()).expected_loss;
  }
};

// a at 0.5 reaches c with 0.5; b at 0.5 reaches c with 1. P(c) = 1 - 0.75 * 0.5 = 0.625.
inline Portfolio TwoWays() {
  Portfolio two;
  two.named.graph = Letters("abc", {"ac"}, 0.5);
  two.named.graph.edges.push_back({"b", "c", 1.0});
  two.named.values = {{"c", 100, 0.8}};
  two.risks = {{"late", "a", 0.5}, {"lost", "b", 0.5}};
  return two;
}

}  // namespace readiness::risk
