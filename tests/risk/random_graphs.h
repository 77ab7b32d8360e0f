// tests/risk/random_graphs.h: small random graphs and the answers that need no cleverness: every
// world enumerated, every pair searched. Seeds are fixed; nothing depends on the machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include <gtest/gtest.h>

#include "readiness/risk/graph.h"

#include "../splitmix64.h"

namespace readiness::risk {

// Steele, Lea and Flood (2014), the generator splitmix64.
class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}
  uint64_t Next() { return SplitMix64(state_); }
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  uint64_t state_;
};

struct NamedEdge {
  std::string prerequisite;
  std::string dependent;
  std::optional<double> probability;
};

// Nodes and edges with names that live here.
struct GraphInput {
  std::vector<std::string> ids;
  std::vector<NamedEdge> edges;

  [[nodiscard]] absl::StatusOr<Graph> TryBuild() const {
    const std::vector<std::string_view> names(ids.begin(), ids.end());
    std::vector<Edge> views;
    for (const NamedEdge& edge : edges) {
      views.push_back({edge.prerequisite, edge.dependent, edge.probability});
    }
    return Graph::Build(names, views);
  }
  [[nodiscard]] Graph Build() const {
    auto graph = TryBuild();
    EXPECT_TRUE(graph.ok()) << graph.status();
    return *std::move(graph);
  }
};

// A graph whose ids are single letters and whose edges are pairs of them: "ab" runs from a to b.
inline GraphInput Letters(std::string_view ids, const std::vector<std::string_view>& edges,
                          std::optional<double> probability = std::nullopt) {
  GraphInput input;
  for (const char id : ids) input.ids.emplace_back(1, id);
  for (const std::string_view edge : edges) {
    input.edges.push_back({std::string(1, edge[0]), std::string(1, edge[1]), probability});
  }
  return input;
}

struct RandomShape {
  size_t node_count = 6;
  size_t edge_count = 8;
  bool is_acyclic = true;
  bool may_repeat = false;   // Rows may name a pair twice.
  double greatest = 1;       // Probabilities are uniform below this.
  double unknown_share = 0;  // The share of edges without a probability.
  double certain_share = 0;  // The share of edges with probability 0 or 1.
};

inline GraphInput RandomInput(SplitMix& random, const RandomShape& shape) {
  GraphInput input;
  for (size_t i = 0; i < shape.node_count; ++i) {
    input.ids.push_back(absl::StrCat("n", i * 7 % 100));
  }
  std::sort(input.ids.begin(), input.ids.end());
  input.ids.erase(std::unique(input.ids.begin(), input.ids.end()), input.ids.end());
  random.Shuffle(input.ids);
  std::vector<std::pair<size_t, size_t>> used;
  for (size_t attempt = 0; attempt < shape.edge_count * 4; ++attempt) {
    if (input.edges.size() == shape.edge_count) break;
    size_t from = random.Below(input.ids.size());
    size_t to = random.Below(input.ids.size());
    if (from == to) continue;
    if (shape.is_acyclic && from > to) std::swap(from, to);
    const std::pair pair(from, to);
    if (!shape.may_repeat && std::find(used.begin(), used.end(), pair) != used.end()) continue;
    used.push_back(pair);
    std::optional<double> probability = random.Unit() * shape.greatest;
    if (random.Unit() < shape.certain_share) probability = random.Below(2) == 0 ? 0.0 : 1.0;
    if (random.Unit() < shape.unknown_share) probability.reset();
    input.edges.push_back({input.ids[from], input.ids[to], probability});
  }
  return input;
}

// The same graph in another order of nodes and edges.
inline GraphInput Shuffled(GraphInput input, SplitMix& random) {
  random.Shuffle(input.ids);
  random.Shuffle(input.edges);
  return input;
}

// The nodes that a walk from `start` along edges marked true meets, `start` included.
inline std::vector<bool> ReachedFrom(const Graph& graph, NodeIndex start,
                                     const std::vector<bool>& is_on) {
  std::vector<bool> reached(graph.node_count(), false);
  std::vector<NodeIndex> stack = {start};
  reached[start] = true;
  while (!stack.empty()) {
    const NodeIndex node = stack.back();
    stack.pop_back();
    for (size_t i = 0; i < graph.Dependents(node).size(); ++i) {
      const NodeIndex next = graph.Dependents(node)[i];
      if (!is_on[graph.FirstEdge(node) + i] || reached[next]) continue;
      reached[next] = true;
      stack.push_back(next);
    }
  }
  return reached;
}

inline std::vector<bool> ReachedFrom(const Graph& graph, NodeIndex start) {
  return ReachedFrom(graph, start, std::vector<bool>(graph.edge_count(), true));
}

// P(a failure of each node reaches a touchpoint): the sum over all 2^edges worlds, where the edge e
// has the probability probabilities[e].
inline std::vector<double> ReachByEnumeration(const Graph& graph,
                                              const std::vector<NodeIndex>& touchpoints,
                                              const std::vector<double>& probabilities) {
  std::vector<double> reach(graph.node_count(), 0);
  std::vector<bool> is_on(graph.edge_count());
  for (uint64_t world = 0; world < (uint64_t{1} << graph.edge_count()); ++world) {
    double probability = 1;
    for (size_t edge = 0; edge < is_on.size(); ++edge) {
      is_on[edge] = ((world >> edge) & 1) != 0;
      probability *= is_on[edge] ? probabilities[edge] : 1 - probabilities[edge];
    }
    if (probability == 0) continue;
    for (NodeIndex node = 0; node < graph.node_count(); ++node) {
      const std::vector<bool> reached = ReachedFrom(graph, node, is_on);
      const bool is_felt = std::any_of(touchpoints.begin(), touchpoints.end(),
                                       [&](NodeIndex touchpoint) { return reached[touchpoint]; });
      if (is_felt) reach[node] += probability;
    }
  }
  return reach;
}

}  // namespace readiness::risk
