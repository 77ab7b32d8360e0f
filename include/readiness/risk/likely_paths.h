// readiness/risk/likely_paths.h: the likeliest ways from a node to the customers who would feel its
// failure, best first.
//
//   for (const LikelyPath& path : FindLikelyPaths(graph, node, touchpoints, 3)) ...
//   for (const LikelyPath& path : FindOpenPaths(graph, node, touchpoints, 3)) ...
//
// A path names each node once and ends at a touchpoint; on the way it may pass others. Its
// probability is the product of its edges': the chance that this way alone carries the failure;
// ways overlap, so the products do not add up. Edges of probability 0 are not taken. Over an edge
// of unknown probability a way may carry anything up to the product of the rest: such ways are
// open, neither likelier nor less likely than others, and come by the most that they may carry.
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

#include "readiness/risk/bracket.h"
#include "readiness/risk/graph.h"

namespace readiness::risk {

struct LikelyPath {
  std::vector<NodeIndex> nodes;  // From the node to the touchpoint, both included.
  double probability = 1;        // Of an open path: at least,
  double probability_high = 1;   // and at most. Of others the same.

  friend bool operator==(const LikelyPath&, const LikelyPath&) = default;
};

// Whether what is known of an edge's probability is one number, but for rounding.
[[nodiscard]] inline bool IsKnownChance(const Bracket& probability) {
  return probability.Width() <= 1e-12 * probability.high;
}

namespace internal {

class PathSearch {
 public:
  // Of open paths alone, or of all others alone.
  PathSearch(const Graph& graph, std::span<const NodeIndex> touchpoints, bool is_for_open)
      : graph_(graph),
        is_for_open_(is_for_open),
        is_touchpoint_(graph.node_count(), false),
        best_(2 * graph.node_count(), 0) {
    for (const NodeIndex node : touchpoints) is_touchpoint_[node] = true;
    FillBest(touchpoints);
  }

  [[nodiscard]] std::vector<LikelyPath> Find(NodeIndex from, size_t most_paths,
                                             size_t most_steps) const {
    std::priority_queue<Open, std::vector<Open>, ComesLater> open;
    if (Best(from, is_for_open_) > 0) {
      open.push({Best(from, is_for_open_), {{from}, 1, 1}, is_for_open_, false});
    }
    std::vector<LikelyPath> found;
    for (size_t step = 0; step < most_steps && !open.empty() && found.size() < most_paths; ++step) {
      const Open top = open.top();
      open.pop();
      if (top.is_whole) {
        found.push_back(top.path);
        continue;
      }
      const NodeIndex end = top.path.nodes.back();
      if (is_touchpoint_[end] && !top.lacks_open) {
        open.push({top.path.probability_high, top.path, false, true});
      }
      EdgeIndex edge = graph_.FirstEdge(end);
      for (const NodeIndex next : graph_.Dependents(end)) {
        const Bracket chance = ChanceOf(edge++);
        const bool lacks_open = top.lacks_open && IsKnownChance(chance);
        const double most = top.path.probability_high * chance.high;
        const double possible = most * Best(next, lacks_open);
        const bool is_met =
            std::find(top.path.nodes.begin(), top.path.nodes.end(), next) != top.path.nodes.end();
        if (is_met || possible <= 0) continue;
        Open longer = {possible, top.path, lacks_open, false};
        longer.path.nodes.push_back(next);
        longer.path.probability *= chance.low;
        longer.path.probability_high = most;
        open.push(std::move(longer));
      }
    }
    return found;
  }

 private:
  struct Open {
    double possible = 0;
    LikelyPath path;
    bool lacks_open = false;  // It must go over an edge of unknown probability yet.
    bool is_whole = false;    // It ends where it is.
  };
  struct ComesLater {
    [[nodiscard]] bool operator()(const Open& a, const Open& b) const {
      if (a.possible != b.possible) return a.possible < b.possible;
      if (a.path.nodes.size() != b.path.nodes.size()) {
        return a.path.nodes.size() > b.path.nodes.size();
      }
      if (a.path.nodes != b.path.nodes) return a.path.nodes > b.path.nodes;
      return b.is_whole && !a.is_whole;
    }
  };

  // Of an edge; of one that is not taken 0.
  [[nodiscard]] Bracket ChanceOf(EdgeIndex edge) const {
    const Bracket chance = graph_.Probability(edge);
    if (IsKnownChance(chance)) return Bracket::Of(chance.low);
    return is_for_open_ ? chance : Bracket::Of(0);
  }
  // The greatest product from a node to a touchpoint; 0 where there is none.
  [[nodiscard]] double Best(NodeIndex node, bool lacks_open) const {
    return best_[2 * size_t{node} + (lacks_open ? 1 : 0)];
  }
  // A max-heap takes each node once, best first; twice where an unknown edge must be on the way.
  void FillBest(std::span<const NodeIndex> touchpoints) {
    std::priority_queue<std::pair<double, size_t>> queue;
    for (const NodeIndex node : touchpoints) {
      best_[2 * size_t{node}] = 1;
      queue.emplace(1.0, 2 * size_t{node});
    }
    while (!queue.empty()) {
      const auto [product, at] = queue.top();
      queue.pop();
      if (product < best_[at]) continue;
      const auto node = static_cast<NodeIndex>(at / 2);
      const std::span<const NodeIndex> from = graph_.Prerequisites(node);
      const std::span<const EdgeIndex> edges = graph_.PrerequisiteEdges(node);
      for (size_t i = 0; i < from.size(); ++i) {
        const Bracket chance = ChanceOf(edges[i]);
        const double through = product * chance.high;
        const auto reach = [&](size_t before) {
          if (through <= best_[before]) return;
          best_[before] = through;
          queue.emplace(through, before);
        };
        if (at % 2 == 0) reach(2 * size_t{from[i]});
        if (at % 2 == 1 || !IsKnownChance(chance)) reach(2 * size_t{from[i]} + 1);
      }
    }
  }

  const Graph& graph_;
  bool is_for_open_;
  std::vector<bool> is_touchpoint_;
  std::vector<double> best_;  // By node: from it in any way, and over an unknown edge.
};

}  // namespace internal

// At most `most_paths` of them; none where no known way leads to a touchpoint.
[[nodiscard]] inline std::vector<LikelyPath> FindLikelyPaths(const Graph& graph, NodeIndex from,
                                                             std::span<const NodeIndex> touchpoints,
                                                             size_t most_paths,
                                                             size_t most_steps = 100'000) {
  return internal::PathSearch(graph, touchpoints, false).Find(from, most_paths, most_steps);
}

// At most `most_paths` of those that go over an edge of unknown probability.
[[nodiscard]] inline std::vector<LikelyPath> FindOpenPaths(const Graph& graph, NodeIndex from,
                                                           std::span<const NodeIndex> touchpoints,
                                                           size_t most_paths,
                                                           size_t most_steps = 100'000) {
  return internal::PathSearch(graph, touchpoints, true).Find(from, most_paths, most_steps);
}

}  // namespace readiness::risk
