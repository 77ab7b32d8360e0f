// readiness/risk/internal/blocking_search.h: the same sets as blocking_sets.h, found by a search
// backward from each piece of work: cheaper where most work waits for little.
//
// Cost: the edges before each component, summed over all; gives up beyond a budget, so that it
//       costs at most as much again as the sweeps that then follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"

namespace readiness::risk::internal {

// Calls take(component, decisions) for each component, prerequisites first, with the places in
// `unresolved` of the decisions that block it, in no order. False, perhaps after some calls, where
// the budget ended.
template <typename Take>
[[nodiscard]] bool SearchBlockingSets(const Graph& graph, const Components& components,
                                      std::span<const NodeIndex> unresolved, Take take) {
  constexpr uint32_t kNone = 0xFFFFFFFFU;
  constexpr size_t kWidestSweep = 512;
  if (unresolved.size() <= kWidestSweep) return false;  // One sweep does it.
  size_t steps_left = unresolved.size() / kWidestSweep * (graph.node_count() + graph.edge_count());
  std::vector<uint32_t> decision_at(graph.node_count(), kNone);
  for (uint32_t i = 0; i < unresolved.size(); ++i) decision_at[unresolved[i]] = i;
  std::vector<uint32_t> seen_by(graph.node_count(), kNone);
  std::vector<NodeIndex> queue;
  std::vector<uint32_t> found;
  for (auto component = static_cast<uint32_t>(components.count()); component-- > 0;) {
    queue.clear();
    found.clear();
    const auto see = [&](NodeIndex node) {
      if (seen_by[node] == component) return;
      seen_by[node] = component;
      queue.push_back(node);
      if (decision_at[node] != kNone) found.push_back(decision_at[node]);
    };
    for (const NodeIndex node : components.Members(component)) see(node);
    for (size_t head = 0; head < queue.size(); ++head) {
      const std::span<const NodeIndex> prerequisites = graph.Prerequisites(queue[head]);
      if (steps_left < prerequisites.size() + 1) return false;
      steps_left -= prerequisites.size() + 1;
      for (const NodeIndex prerequisite : prerequisites) see(prerequisite);
    }
    take(component, std::span<const uint32_t>(found));
  }
  return true;
}

}  // namespace readiness::risk::internal
