// readiness/risk/slack.h: by how much a piece of work may slip before the whole takes longer.
//
// The critical path method: each node takes its effort and starts when all its prerequisites are
// done, with no limit on hands. The slack of a node is the length of the longest chain of all, less
// that of the longest chain through the node; 0 on a critical chain.
// Work in a circular dependency, and what waits for it, can never start: it has no slack and takes
// no part in the chains of the rest.
//
// Units:   effort and slack in owner-hours, >= 0.
// Cost:    O(N + M).   Threads: values only.
// Errors:  InvalidArgument, rule work/effort, naming the node.
// Source:  Kelley and Walker (1959), doi:10.1145/1460299.1460318.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/blocking_sets.h"

namespace readiness::risk {

// The slack of each node; nothing where its work can never start. What lies within 1e-9 of the
// longest chain is rounding and counts as 0.
[[nodiscard]] inline absl::StatusOr<std::vector<std::optional<double>>> MeasureSlack(
    const Graph& graph, const Components& components, std::span<const double> effort) {
  READINESS_RETURN_IF_ERROR(internal::CheckEffort(graph, effort));
  const auto count = static_cast<uint32_t>(components.count());
  std::vector<bool> can_start(graph.node_count(), true);
  std::vector<double> chain_to(graph.node_count(), 0);     // Up to the end of the node.
  std::vector<double> chain_after(graph.node_count(), 0);  // From the end of the node on.
  double longest = 0;
  for (uint32_t component = count; component-- > 0;) {
    const std::span<const NodeIndex> members = components.Members(component);
    bool starts = members.size() == 1;
    double start = 0;
    for (const NodeIndex node : members) {
      for (const NodeIndex prerequisite : graph.Prerequisites(node)) {
        if (!can_start[prerequisite]) starts = false;
        start = std::max(start, chain_to[prerequisite]);
      }
    }
    for (const NodeIndex node : members) can_start[node] = starts;
    if (!starts) continue;
    chain_to[members.front()] = start + effort[members.front()];
    longest = std::max(longest, chain_to[members.front()]);
  }
  std::vector<std::optional<double>> slack(graph.node_count());
  for (uint32_t component = 0; component < count; ++component) {
    const NodeIndex node = components.Members(component).front();
    if (!can_start[node]) continue;
    for (const NodeIndex next : graph.Dependents(node)) {
      if (!can_start[next]) continue;
      chain_after[node] = std::max(chain_after[node], effort[next] + chain_after[next]);
    }
    const double rest = longest - (chain_to[node] + chain_after[node]);
    slack[node] = rest > longest * 1e-9 ? rest : 0;
  }
  return slack;
}

}  // namespace readiness::risk
