// readiness/risk/likely_paths.h: the likeliest ways from a node to the customers who would feel its
// failure, best first.
//
//   for (const LikelyPath& path : FindLikelyPaths(graph, node, touchpoints, 3)) ...
//
// A path names each node once and ends at a touchpoint; on the way it may pass others. Its
// probability is the product of its edges': the chance that this way alone carries the failure;
// ways overlap, so the products do not add up. Edges of unknown or of no probability are not taken.
// The search goes on from the unfinished path of the greatest possible product, which is its own
// times the best that is left from its end, so that paths come out in order; ties by fewer edges,
// then by nodes.
//
// Cost:    one max-product pass over the graph, then about the length of the paths found times the
//          dependents on them; it ends after `most_steps`.   Threads: values only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include "readiness/risk/graph.h"

namespace readiness::risk {

struct LikelyPath {
  std::vector<NodeIndex> nodes;  // From the node to the touchpoint, both included.
  double probability = 1;

  friend bool operator==(const LikelyPath&, const LikelyPath&) = default;
};

namespace internal {

// The greatest product of known edges from each node to a touchpoint; 0 where there is none. A
// max-heap takes each node once, best first.
[[nodiscard]] inline std::vector<double> BestProducts(const Graph& graph,
                                                      std::span<const NodeIndex> touchpoints) {
  std::vector<double> best(graph.node_count(), 0);
  std::priority_queue<std::pair<double, NodeIndex>> queue;
  for (const NodeIndex node : touchpoints) {
    best[node] = 1;
    queue.emplace(1.0, node);
  }
  while (!queue.empty()) {
    const auto [product, node] = queue.top();
    queue.pop();
    if (product < best[node]) continue;
    const std::span<const NodeIndex> from = graph.Prerequisites(node);
    const std::span<const EdgeIndex> edges = graph.PrerequisiteEdges(node);
    for (size_t i = 0; i < from.size(); ++i) {
      const double through = product * graph.Probability(edges[i]).low;
      if (through <= best[from[i]]) continue;
      best[from[i]] = through;
      queue.emplace(through, from[i]);
    }
  }
  return best;
}

}  // namespace internal

// At most `most_paths` of them; none where no known way leads to a touchpoint.
[[nodiscard]] inline std::vector<LikelyPath> FindLikelyPaths(const Graph& graph, NodeIndex from,
                                                             std::span<const NodeIndex> touchpoints,
                                                             size_t most_paths,
                                                             size_t most_steps = 100'000) {
  const std::vector<double> best = internal::BestProducts(graph, touchpoints);
  std::vector<bool> is_touchpoint(graph.node_count(), false);
  for (const NodeIndex node : touchpoints) is_touchpoint[node] = true;
  struct Open {
    double possible = 0;
    LikelyPath path;
    bool is_whole = false;  // It ends where it is.
  };
  const auto comes_later = [](const Open& a, const Open& b) {
    if (a.possible != b.possible) return a.possible < b.possible;
    if (a.path.nodes.size() != b.path.nodes.size()) {
      return a.path.nodes.size() > b.path.nodes.size();
    }
    if (a.path.nodes != b.path.nodes) return a.path.nodes > b.path.nodes;
    return b.is_whole && !a.is_whole;
  };
  std::priority_queue<Open, std::vector<Open>, decltype(comes_later)> open(comes_later);
  if (best[from] > 0) open.push({best[from], {{from}, 1}, false});
  std::vector<LikelyPath> found;
  for (size_t step = 0; step < most_steps && !open.empty() && found.size() < most_paths; ++step) {
    const Open top = open.top();
    open.pop();
    if (top.is_whole) {
      found.push_back(top.path);
      continue;
    }
    const NodeIndex end = top.path.nodes.back();
    if (is_touchpoint[end]) open.push({top.path.probability, top.path, true});
    EdgeIndex edge = graph.FirstEdge(end);
    for (const NodeIndex next : graph.Dependents(end)) {
      const double product = top.path.probability * graph.Probability(edge++).low;
      const bool is_met =
          std::find(top.path.nodes.begin(), top.path.nodes.end(), next) != top.path.nodes.end();
      if (is_met || product * best[next] <= 0) continue;
      Open longer = {product * best[next], top.path, false};
      longer.path.nodes.push_back(next);
      longer.path.probability = product;
      open.push(std::move(longer));
    }
  }
  return found;
}

}  // namespace readiness::risk
