// readiness/risk/internal/max_product.h: the greatest product of probabilities along a path to a
// touchpoint, and the path.
//
// Components are settled from dependents to prerequisites; inside a circular one Dijkstra's
// algorithm runs on the products themselves, which no logarithm can reorder. Among equal products
// the path of fewer edges wins, then the one whose next node comes first.
//
// Cost: O(N + M), and O(E log E) for the E edges inside circular components.
#pragma once

#include <cstdint>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"

namespace readiness::risk::internal {

struct BestPaths {
  std::vector<double> probability;  // Of the best path of each node; 0: none.
  std::vector<EdgeIndex> edge;      // Its first edge; kNoEdge at a touchpoint and where none is.
  std::vector<uint32_t> length;     // Its edges.

  explicit BestPaths(size_t node_count)
      : probability(node_count, 0), edge(node_count, kNoEdge), length(node_count, 0) {}

  // Takes the path that starts with `edge` at `node` where it beats the one known. True where it is
  // more probable or shorter, so that paths through `node` change.
  bool Offer(const Graph& graph, NodeIndex node, EdgeIndex first, double chance, uint32_t edges) {
    if (chance == 0 || chance < probability[node]) return false;
    if (chance == probability[node]) {
      if (edge[node] == kNoEdge || edges > length[node]) return false;
      if (edges == length[node]) {
        if (graph.Dependent(first) < graph.Dependent(edge[node])) edge[node] = first;
        return false;
      }
    }
    probability[node] = chance;
    edge[node] = first;
    length[node] = edges;
    return true;
  }
};

// Carries the best paths of the members of a circular component, seeded with what each has through
// edges that leave it, to all of them. weight_of(edge) in [0, 1]; multiply(a, b) is a * b in one
// rounding.
template <typename WeightOf, typename Multiply>
void SettleCircle(const Graph& graph, const Components& components, uint32_t component,
                  WeightOf weight_of, Multiply multiply, BestPaths& paths) {
  struct Entry {
    double probability;
    uint32_t length;
    NodeIndex node;
    bool operator<(const Entry& other) const {
      return std::tuple(probability, other.length, other.node) <
             std::tuple(other.probability, length, node);
    }
  };
  std::priority_queue<Entry> queue;
  for (const NodeIndex node : components.Members(component)) {
    if (paths.probability[node] > 0)
      queue.push({paths.probability[node], paths.length[node], node});
  }
  while (!queue.empty()) {
    const Entry best = queue.top();
    queue.pop();
    const NodeIndex node = best.node;
    if (best.probability != paths.probability[node] || best.length != paths.length[node]) continue;
    const std::span<const NodeIndex> prerequisites = graph.Prerequisites(node);
    const std::span<const EdgeIndex> edges = graph.PrerequisiteEdges(node);
    for (size_t i = 0; i < edges.size(); ++i) {
      if (components.Of(prerequisites[i]) != component) continue;
      const double chance = multiply(weight_of(edges[i]), best.probability);
      if (paths.Offer(graph, prerequisites[i], edges[i], chance, best.length + 1)) {
        queue.push({chance, best.length + 1, prerequisites[i]});
      }
    }
  }
}

// The best path of every node to any touchpoint.
template <typename WeightOf, typename Multiply>
[[nodiscard]] BestPaths FindBestPaths(const Graph& graph, const Components& components,
                                      const std::vector<bool>& is_touchpoint, WeightOf weight_of,
                                      Multiply multiply) {
  BestPaths paths(graph.node_count());
  for (uint32_t component = 0; component < components.count(); ++component) {
    for (const NodeIndex node : components.Members(component)) {
      if (is_touchpoint[node]) {
        paths.probability[node] = 1;
        continue;
      }
      const std::span<const NodeIndex> dependents = graph.Dependents(node);
      EdgeIndex edge = graph.FirstEdge(node);
      for (const NodeIndex next : dependents) {
        if (components.Of(next) != component && paths.probability[next] > 0) {
          paths.Offer(graph, node, edge, multiply(weight_of(edge), paths.probability[next]),
                      paths.length[next] + 1);
        }
        ++edge;
      }
    }
    if (components.IsCircular(component)) {
      SettleCircle(graph, components, component, weight_of, multiply, paths);
    }
  }
  return paths;
}

}  // namespace readiness::risk::internal
