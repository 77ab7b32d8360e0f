// readiness/risk/internal/relevant_part.h: the part of a graph that lies on a way from where a
// failure may start to where it is felt. Nothing else changes what is lost, and the frontier of the
// part is never wider.
//
// Cost: O(N + M) to find it and Graph::Build of what is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/risk/graph.h"

namespace readiness::risk::internal {

struct RelevantPart {
  Graph graph;
  std::vector<NodeIndex> of;  // The node of the part for each of the whole; kNoNode: left out.

  [[nodiscard]] bool Has(NodeIndex node) const { return node != kNoNode && of[node] != kNoNode; }
};

// Which nodes can be met from `starts` by following `next`, themselves included.
template <typename Next>
[[nodiscard]] std::vector<bool> MetFrom(size_t node_count, std::span<const NodeIndex> starts,
                                        Next next) {
  std::vector<bool> is_met(node_count, false);
  std::vector<NodeIndex> queue;
  const auto meet = [&](NodeIndex node) {
    if (is_met[node]) return;
    is_met[node] = true;
    queue.push_back(node);
  };
  for (const NodeIndex node : starts) meet(node);
  for (size_t head = 0; head < queue.size(); ++head) next(queue[head], meet);
  return is_met;
}

// The nodes that are met both from `sources` downstream and from `targets` upstream, and the edges
// between them; edges of probability 0 carry nothing and are left out.
[[nodiscard]] inline absl::StatusOr<RelevantPart> KeepRelevant(const Graph& graph,
                                                               std::span<const NodeIndex> sources,
                                                               std::span<const NodeIndex> targets) {
  const auto may_fail = [&](EdgeIndex edge) { return graph.Probability(edge).high > 0; };
  const std::vector<bool> is_reached =
      MetFrom(graph.node_count(), sources, [&](NodeIndex node, const auto& meet) {
        EdgeIndex edge = graph.FirstEdge(node);
        for (const NodeIndex next : graph.Dependents(node)) {
          if (may_fail(edge++)) meet(next);
        }
      });
  const std::vector<bool> is_felt =
      MetFrom(graph.node_count(), targets, [&](NodeIndex node, const auto& meet) {
        const std::span<const NodeIndex> from = graph.Prerequisites(node);
        const std::span<const EdgeIndex> edges = graph.PrerequisiteEdges(node);
        for (size_t i = 0; i < from.size(); ++i) {
          if (may_fail(edges[i])) meet(from[i]);
        }
      });
  RelevantPart part;
  part.of.assign(graph.node_count(), kNoNode);
  std::vector<std::string_view> ids;
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    if (!is_reached[node] || !is_felt[node]) continue;
    part.of[node] = static_cast<NodeIndex>(ids.size());  // Ids are in order in both graphs.
    ids.push_back(graph.Id(node));
  }
  std::vector<PositionedEdge> edges;
  for (NodeIndex node = 0; node < graph.node_count(); ++node) {
    if (part.of[node] == kNoNode) continue;
    EdgeIndex edge = graph.FirstEdge(node);
    for (const NodeIndex next : graph.Dependents(node)) {
      const Bracket chance = graph.Probability(edge++);
      if (part.of[next] == kNoNode || chance.high == 0) continue;
      // Rows of known probability that were merged differ by rounding alone; beside an unknown one
      // a known one is a row of its own again.
      const bool is_known = chance.Width() < 1e-15;
      if (is_known || chance.low > 0) {
        edges.push_back({part.of[node], part.of[next], chance.low});
      }
      if (!is_known) edges.push_back({part.of[node], part.of[next], std::nullopt});
    }
  }
  READINESS_ASSIGN_OR_RETURN(part.graph, Graph::BuildFromPositions(ids, edges));
  return part;
}

}  // namespace readiness::risk::internal
