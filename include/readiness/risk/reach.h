// readiness/risk/reach.h: how many other nodes a failure can reach.
//
// Cost:    Count is one breadth-first search, O(what it reaches); the marks are kept between calls,
//          so counting for a few nodes of a large graph costs no more than what they reach. 8 bytes
//          a node. (Counting for every node this way is quadratic in the worst case.)
// Threads: one counter a thread; the graph may be shared and must outlive it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/graph.h"

namespace readiness::risk {

class DownstreamCounter {
 public:
  explicit DownstreamCounter(const Graph& graph)
      : graph_(graph), seen_in_(graph.node_count(), kNever) {}

  // How many other nodes can be reached from `node` along the edges (prerequisite to dependent).
  [[nodiscard]] size_t Count(NodeIndex node) { return Downstream(node).size(); }

  // Those nodes, nearest first; nodes equally near in the order in which they are met. Valid until
  // the next call.
  [[nodiscard]] std::span<const NodeIndex> Downstream(NodeIndex node) {
    if (++search_ == kNever) {  // Every number has been used: start over.
      std::fill(seen_in_.begin(), seen_in_.end(), kNever);
      search_ = kNever + 1;
    }
    reached_.assign(1, node);
    seen_in_[node] = search_;
    for (size_t head = 0; head < reached_.size(); ++head) {
      for (const NodeIndex next : graph_.Dependents(reached_[head])) {
        if (seen_in_[next] == search_) continue;
        seen_in_[next] = search_;
        reached_.push_back(next);
      }
    }
    return std::span<const NodeIndex>(reached_).subspan(1);
  }

 private:
  static constexpr uint32_t kNever = 0;

  const Graph& graph_;
  std::vector<uint32_t> seen_in_;  // The last search that met each node.
  uint32_t search_ = kNever;
  std::vector<NodeIndex> reached_;
};

}  // namespace readiness::risk
