// readiness/risk/proximity.h: how near each node is to a customer.
//
// Three numbers a node, along the direction of failure (prerequisite to dependent), to whichever
// touchpoint is best: h, the fewest hops; x, the probability of the most reliable path, with the
// path; E, the probability that the node's failure reaches any touchpoint when every edge is on or
// off on its own. An edge of unknown probability counts as the bracket [0, 1]: 0 in lower ends, 1
// in upper ends. E is exact 1 at a touchpoint and exact 0 where no path is; elsewhere it is a
// certified bracket (internal/reach_bracket.h), exact where the ways to touchpoints form a forest.
// An edge of probability 0 counts as a hop, since it was declared, and carries no failure.
//
// Cost:    O(N + M), times at most `most_sweeps` inside circular components; 52 bytes a node kept.
// Threads: const after MeasureProximity; it keeps nothing of its arguments.
// Errors:  NotFound, rule graph/unknown-node, for a touchpoint that is no index of the graph.
//          Without touchpoints proximity is undefined: is_defined() is false, there are no hops and
//          no brackets, and that is no error.
// Source:  math of the cascade: live-edge worlds; bounds by positive association, Harris (1960),
//          doi:10.1017/S0305004100034241.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/max_product.h"
#include "readiness/risk/internal/reach_bracket.h"
#include "readiness/risk/internal/rounding.h"

namespace readiness::risk {

struct ProximityOptions {
  // How often the upper ends of a circular component are lowered at most; more is tighter.
  int most_sweeps = 32;
};

class Proximity {
 public:
  // Whether there is a touchpoint at all.
  [[nodiscard]] bool is_defined() const { return is_defined_; }

  // h: the fewest edges to a touchpoint; 0 at one; nothing where none can be reached.
  [[nodiscard]] std::optional<uint32_t> Hops(NodeIndex node) const {
    if (hops_[node] == kNoHops) return std::nullopt;
    return hops_[node];
  }
  // x: the product along the most reliable path. The lower end takes known probabilities only.
  [[nodiscard]] Bracket BestPathProbability(NodeIndex node) const {
    return {known_.probability[node], possible_.probability[node]};
  }
  // The nodes of the most reliable path from `node` to a touchpoint, both included; of known
  // probabilities where such a path is, else with 1 for each that is unknown. Empty: there is none.
  [[nodiscard]] std::vector<NodeIndex> BestPath(const Graph& graph, NodeIndex node) const;
  // E: the probability that a failure of `node` reaches any touchpoint; nothing where proximity is
  // undefined.
  [[nodiscard]] std::optional<Bracket> ReachProbability(NodeIndex node) const {
    if (!is_defined_) return std::nullopt;
    return reach_[node];
  }

  friend absl::StatusOr<Proximity> MeasureProximity(const Graph& graph,
                                                    const Components& components,
                                                    std::span<const NodeIndex> touchpoints,
                                                    const ProximityOptions& options);

 private:
  static constexpr uint32_t kNoHops = std::numeric_limits<uint32_t>::max();

  Proximity(internal::BestPaths known, internal::BestPaths possible)
      : known_(std::move(known)), possible_(std::move(possible)) {}

  bool is_defined_ = false;
  std::vector<uint32_t> hops_;
  std::vector<Bracket> reach_;
  internal::BestPaths known_;
  internal::BestPaths possible_;
};

// Measures every node of `graph`. `components` are those of the same graph; `touchpoints` in any
// order, repeats allowed.
[[nodiscard]] absl::StatusOr<Proximity> MeasureProximity(const Graph& graph,
                                                         const Components& components,
                                                         std::span<const NodeIndex> touchpoints,
                                                         const ProximityOptions& options = {});

namespace internal {

// Breadth-first against the direction of failure, from all touchpoints at once.
[[nodiscard]] inline std::vector<uint32_t> CountHops(const Graph& graph,
                                                     const std::vector<bool>& is_touchpoint,
                                                     uint32_t no_hops) {
  std::vector<uint32_t> hops(graph.node_count(), no_hops);
  std::vector<NodeIndex> queue;
  for (NodeIndex node = 0; node < hops.size(); ++node) {
    if (!is_touchpoint[node]) continue;
    hops[node] = 0;
    queue.push_back(node);
  }
  for (size_t head = 0; head < queue.size(); ++head) {
    const NodeIndex node = queue[head];
    for (const NodeIndex prerequisite : graph.Prerequisites(node)) {
      if (hops[prerequisite] != no_hops) continue;
      hops[prerequisite] = hops[node] + 1;
      queue.push_back(prerequisite);
    }
  }
  return hops;
}

}  // namespace internal

inline absl::StatusOr<Proximity> MeasureProximity(const Graph& graph, const Components& components,
                                                  std::span<const NodeIndex> touchpoints,
                                                  const ProximityOptions& options) {
  std::vector<bool> is_touchpoint(graph.node_count(), false);
  for (const NodeIndex node : touchpoints) {
    if (node >= graph.node_count()) {
      return base::Unknown("graph/unknown-node",
                           base::Cat("touchpoint: index ", node, " of ", graph.node_count(),
                                     " nodes; take it from Graph::Find"));
    }
    is_touchpoint[node] = true;
  }
  Proximity proximity(
      internal::FindBestPaths(
          graph, components, is_touchpoint,
          [&graph](EdgeIndex edge) { return graph.Probability(edge).low; }, internal::MultiplyDown),
      internal::FindBestPaths(
          graph, components, is_touchpoint,
          [&graph](EdgeIndex edge) { return graph.Probability(edge).high; }, internal::MultiplyUp));
  proximity.is_defined_ = !touchpoints.empty();
  proximity.hops_ = internal::CountHops(graph, is_touchpoint, Proximity::kNoHops);
  internal::ReachBounds bounds(graph, components, is_touchpoint, proximity.hops_,
                               options.most_sweeps);
  bounds.Run();
  proximity.reach_.reserve(graph.node_count());
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    proximity.reach_.push_back(bounds.Of(node));
  }
  return proximity;
}

inline std::vector<NodeIndex> Proximity::BestPath(const Graph& graph, NodeIndex node) const {
  const internal::BestPaths& paths = known_.probability[node] > 0 ? known_ : possible_;
  std::vector<NodeIndex> path;
  if (paths.probability[node] == 0) return path;
  path.push_back(node);
  for (EdgeIndex edge = paths.edge[node]; edge != kNoEdge; edge = paths.edge[path.back()]) {
    path.push_back(graph.Dependent(edge));
  }
  return path;
}

}  // namespace readiness::risk
