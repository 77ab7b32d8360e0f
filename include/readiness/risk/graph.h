// readiness/risk/graph.h: who fails when what fails: a directed graph from prerequisite to
// dependent, made once and read many times.
//
// A node is an index from 0 in the order of the ids' bytes, an edge an index from 0 in the order
// (prerequisite, dependent): the same nodes and edges in any order of input get the same indices,
// and so the same answers to the last bit. Rows that name the same two nodes are separate chances
// for the failure to cross, so they become one edge of probability 1 - PROD(1 - w), rounded
// outward; the edge remembers its rows. A probability that is not given is the bracket [0, 1].
//
// Cost:    Build O(N log N + M); about 20 + id length bytes a node, 24 bytes an edge (32 where a
//          probability is missing or rows were merged) and 4 a row. Lookups O(1), Find O(log N).
// Threads: const after Build; safe to share. Views live as long as the graph.
// Errors:  InvalidArgument or NotFound with the row, counted from 1, and one of the rules
//          graph/limit, graph/empty-id, graph/duplicate-node, graph/unknown-node, graph/self-edge,
//          graph/probability.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/large_array.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/internal/id_order.h"
#include "readiness/risk/internal/rounding.h"

namespace readiness::risk {

using NodeIndex = uint32_t;
using EdgeIndex = uint32_t;
inline constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();
inline constexpr EdgeIndex kNoEdge = std::numeric_limits<EdgeIndex>::max();

// A failure of `prerequisite` may degrade `dependent`, with this probability; not given: unknown.
struct Edge {
  std::string_view prerequisite;
  std::string_view dependent;
  std::optional<double> probability;
};

// The same between positions in the list of nodes, for callers who count instead of naming.
struct PositionedEdge {
  uint32_t prerequisite = 0;
  uint32_t dependent = 0;
  std::optional<double> probability;
};

// What Build accepts; both must stay below 2^32 - 1.
struct GraphLimits {
  size_t most_nodes = 50'000'000;
  size_t most_edges = 500'000'000;
};

namespace internal {
class EdgeRow;
}

class Graph {
 public:
  // The empty graph.
  Graph() = default;

  // Makes the graph of `ids` and `edges`, each in any order. Nothing is kept of the spans.
  [[nodiscard]] static absl::StatusOr<Graph> Build(std::span<const std::string_view> ids,
                                                   std::span<const Edge> edges,
                                                   const GraphLimits& limits = {});
  [[nodiscard]] static absl::StatusOr<Graph> BuildFromPositions(
      std::span<const std::string_view> ids, std::span<const PositionedEdge> edges,
      const GraphLimits& limits = {});

  [[nodiscard]] size_t node_count() const { return id_begin_.size() - 1; }
  [[nodiscard]] size_t edge_count() const { return dependents_.size(); }

  // The id of a node; the node of an id; the node that stood at `position` of the list of ids.
  [[nodiscard]] std::string_view Id(NodeIndex node) const {
    return std::string_view(ids_).substr(id_begin_[node], id_begin_[node + 1] - id_begin_[node]);
  }
  [[nodiscard]] std::optional<NodeIndex> Find(std::string_view id) const;
  [[nodiscard]] NodeIndex NodeAt(size_t position) const { return node_at_[position]; }

  // The nodes that a failure of `node` may degrade next, in order. The edge to the i-th of them is
  // FirstEdge(node) + i.
  [[nodiscard]] std::span<const NodeIndex> Dependents(NodeIndex node) const {
    return Slice(dependents_, dependents_begin_, node);
  }
  [[nodiscard]] EdgeIndex FirstEdge(NodeIndex node) const { return dependents_begin_[node]; }
  // The dependents of all nodes, one node's after the other's: where each edge ends.
  [[nodiscard]] std::span<const NodeIndex> AllDependents() const { return dependents_; }
  // The nodes for which `node` waits, in order, and the edges from them.
  [[nodiscard]] std::span<const NodeIndex> Prerequisites(NodeIndex node) const {
    return Slice(prerequisites_, prerequisites_begin_, node);
  }
  [[nodiscard]] std::span<const EdgeIndex> PrerequisiteEdges(NodeIndex node) const {
    return Slice(prerequisite_edges_, prerequisites_begin_, node);
  }
  // Asks for what is soon read of a node, each a step before the next: where its dependents are;
  // what Dependents gives.
  void PrefetchFirstEdge(NodeIndex node) const {
    __builtin_prefetch(dependents_begin_.data() + node);
  }
  void PrefetchDependents(NodeIndex node) const {
    __builtin_prefetch(dependents_.data() + dependents_begin_[node]);
  }
  // Asks for what is soon read, each a step before the next: where the prerequisites of a node are;
  // what PrerequisiteEdges gives; the probabilities of these edges, and gives the nodes. For passes
  // that visit nodes in another order than theirs.
  void PrefetchNode(NodeIndex node) const {
    __builtin_prefetch(prerequisites_begin_.data() + node);
  }
  void PrefetchPrerequisites(NodeIndex node) const {
    __builtin_prefetch(prerequisites_.data() + prerequisites_begin_[node]);
    __builtin_prefetch(prerequisite_edges_.data() + prerequisites_begin_[node]);
  }
  std::span<const NodeIndex> PrefetchProbabilities(NodeIndex node) const {
    for (const EdgeIndex edge : PrerequisiteEdges(node)) {
      __builtin_prefetch(&low_[edge]);
      if (!high_.empty()) __builtin_prefetch(&high_[edge]);
    }
    return Prerequisites(node);
  }
  // Where an edge ends.
  [[nodiscard]] NodeIndex Dependent(EdgeIndex edge) const { return dependents_[edge]; }

  // The probability of an edge; both ends are one number where it is known and came from one row.
  [[nodiscard]] Bracket Probability(EdgeIndex edge) const {
    return {low_[edge], high_.empty() ? low_[edge] : high_[edge]};
  }
  // The rows that made an edge, counted from 0, in order.
  [[nodiscard]] std::span<const uint32_t> Rows(EdgeIndex edge) const {
    if (rows_begin_.empty()) return std::span<const uint32_t>(rows_).subspan(edge, 1);
    return Slice(rows_, rows_begin_, edge);
  }

 private:
  [[nodiscard]] static std::span<const uint32_t> Slice(std::span<const uint32_t> items,
                                                       std::span<const uint32_t> begin,
                                                       uint32_t at) {
    return items.subspan(begin[at], begin[at + 1] - begin[at]);
  }
  [[nodiscard]] absl::Status SetNodes(std::span<const std::string_view> ids);
  [[nodiscard]] absl::Status CheckEdges(std::span<const std::string_view> ids,
                                        std::span<const PositionedEdge> edges) const;
  void SetEdges(std::span<const PositionedEdge> edges);
  void AddEdge(std::span<const internal::EdgeRow> rows);
  void SetPrerequisites();

  std::string ids_;                                    // All ids, one after the other.
  base::LargeArray<size_t> id_begin_ = {0};            // Where each id begins in ids_.
  base::LargeArray<NodeIndex> node_at_;                // The node of each position of the input.
  base::LargeArray<uint32_t> dependents_begin_ = {0};  // Where each node's edges begin.
  base::LargeArray<NodeIndex> dependents_;             // Where each edge ends.
  base::LargeArray<double> low_;                       // The lower end of each edge's probability.
  base::LargeArray<double> high_;                      // The upper end; empty where all are equal.
  base::LargeArray<uint32_t> rows_begin_;  // Where each edge's rows begin; empty: one each.
  base::LargeArray<uint32_t> rows_;        // The rows of all edges.
  base::LargeArray<uint32_t> prerequisites_begin_ = {0};
  base::LargeArray<NodeIndex> prerequisites_;
  base::LargeArray<EdgeIndex> prerequisite_edges_;
};

namespace internal {

[[nodiscard]] inline absl::Status CheckSize(std::string_view what, size_t count, size_t most) {
  constexpr size_t kMostIndices = std::numeric_limits<uint32_t>::max() - size_t{1};
  most = std::min(most, kMostIndices);
  if (count <= most) return absl::OkStatus();
  return base::Invalid("graph/limit", base::Cat("the graph has ", count, " ", what, "; at most ",
                                                most, " are accepted"));
}

// The probability of either of several independent events, from below and from above. The order in
// which they are given cannot show in the last bit, since the chances are sorted first.
[[nodiscard]] inline Bracket EitherOf(std::span<const Bracket> events) {
  std::vector<double> lows;
  std::vector<double> highs;
  for (const Bracket event : events) {
    lows.push_back(event.low);
    highs.push_back(event.high);
  }
  std::sort(lows.begin(), lows.end());
  std::sort(highs.begin(), highs.end());
  Bracket either{0, 0};
  for (const double chance : lows) either.low = EitherDown(either.low, chance);
  for (const double chance : highs) either.high = EitherUp(either.high, chance);
  return either;
}

// A row of one prerequisite: its dependent, where it stands among all rows, and its probability.
class EdgeRow {
 public:
  [[nodiscard]] static EdgeRow Of(NodeIndex dependent, uint32_t row,
                                  std::optional<double> probability) {
    EdgeRow one;
    one.dependent_and_row_ = uint64_t{dependent} << 32 | row;
    one.probability_ = probability.value_or(std::numeric_limits<double>::quiet_NaN());
    return one;
  }
  [[nodiscard]] NodeIndex Dependent() const {
    return static_cast<NodeIndex>(dependent_and_row_ >> 32);
  }
  [[nodiscard]] uint32_t Row() const { return static_cast<uint32_t>(dependent_and_row_); }
  [[nodiscard]] Bracket Chance() const {
    if (std::isnan(probability_)) return Bracket::Unknown();
    return Bracket::Of(probability_ + 0.0);  // + 0.0 turns -0 into 0.
  }
  friend bool operator<(const EdgeRow& a, const EdgeRow& b) {
    return a.dependent_and_row_ < b.dependent_and_row_;
  }

 private:
  uint64_t dependent_and_row_;  // The dependent in the upper half.
  double probability_;          // NaN where it is not given.
};

// Turns counts, that of key k at k + 1, into where each key begins.
inline void SumCounts(std::span<uint32_t> counts) {
  std::partial_sum(counts.begin(), counts.end(), counts.begin());
}

}  // namespace internal

inline absl::StatusOr<Graph> Graph::Build(std::span<const std::string_view> ids,
                                          std::span<const Edge> edges, const GraphLimits& limits) {
  READINESS_RETURN_IF_ERROR(internal::CheckSize("nodes", ids.size(), limits.most_nodes));
  READINESS_RETURN_IF_ERROR(internal::CheckSize("edges", edges.size(), limits.most_edges));
  absl::flat_hash_map<absl::string_view, uint32_t> positions;
  positions.reserve(ids.size());
  for (uint32_t i = 0; i < ids.size(); ++i) positions.emplace(base::ToAbsl(ids[i]), i);

  std::vector<PositionedEdge> positioned(edges.size());
  for (size_t row = 0; row < edges.size(); ++row) {
    const Edge& edge = edges[row];
    const auto prerequisite = positions.find(base::ToAbsl(edge.prerequisite));
    const auto dependent = positions.find(base::ToAbsl(edge.dependent));
    if (prerequisite == positions.end() || dependent == positions.end()) {
      const bool is_first = prerequisite == positions.end();
      return base::Unknown(
          "graph/unknown-node",
          base::Cat("edge row ", row + 1, ": ", is_first ? "prerequisite" : "dependent", " \"",
                    is_first ? edge.prerequisite : edge.dependent,
                    "\" is no node of the graph; declare the node or correct the edge"));
    }
    positioned[row] = {prerequisite->second, dependent->second, edge.probability};
  }
  return BuildFromPositions(ids, positioned, limits);
}

inline absl::StatusOr<Graph> Graph::BuildFromPositions(std::span<const std::string_view> ids,
                                                       std::span<const PositionedEdge> edges,
                                                       const GraphLimits& limits) {
  READINESS_RETURN_IF_ERROR(internal::CheckSize("nodes", ids.size(), limits.most_nodes));
  READINESS_RETURN_IF_ERROR(internal::CheckSize("edges", edges.size(), limits.most_edges));
  Graph graph;
  READINESS_RETURN_IF_ERROR(graph.SetNodes(ids));
  READINESS_RETURN_IF_ERROR(graph.CheckEdges(ids, edges));
  graph.SetEdges(edges);
  return graph;
}

inline std::optional<NodeIndex> Graph::Find(std::string_view id) const {
  NodeIndex low = 0;
  NodeIndex high = static_cast<NodeIndex>(node_count());
  while (low < high) {
    const NodeIndex middle = low + (high - low) / 2;
    if (Id(middle) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low < node_count() && Id(low) == id) return low;
  return std::nullopt;
}

inline absl::Status Graph::SetNodes(std::span<const std::string_view> ids) {
  const std::vector<uint32_t> order = internal::OrderOfIds(ids);
  size_t length = 0;
  for (const std::string_view id : ids) length += id.size();
  ids_.reserve(length);
  id_begin_.reserve(ids.size() + 1);
  node_at_.resize(ids.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const std::string_view id = ids[order[i]];
    if (id.empty()) {
      return base::Invalid("graph/empty-id", base::Cat("node row ", order[i] + size_t{1},
                                                       ": the id is empty; name the node"));
    }
    if (i > 0 && id == ids[order[i - 1]]) {
      return base::Invalid(
          "graph/duplicate-node",
          base::Cat("node row ", order[i] + size_t{1}, ": \"", id, "\" is declared already at row ",
                    order[i - 1] + size_t{1}, "; declare each node once"));
    }
    ids_.append(id);
    id_begin_.push_back(ids_.size());
    node_at_[order[i]] = static_cast<NodeIndex>(i);
  }
  return absl::OkStatus();
}

inline absl::Status Graph::CheckEdges(std::span<const std::string_view> ids,
                                      std::span<const PositionedEdge> edges) const {
  for (size_t row = 0; row < edges.size(); ++row) {
    const PositionedEdge& edge = edges[row];
    if (edge.prerequisite >= ids.size() || edge.dependent >= ids.size()) {
      return base::Unknown("graph/unknown-node",
                           base::Cat("edge row ", row + 1, ": node position ",
                                     std::max(edge.prerequisite, edge.dependent), " of ",
                                     ids.size(), " nodes; positions count from 0"));
    }
    if (edge.prerequisite == edge.dependent) {
      return base::Invalid("graph/self-edge",
                           base::Cat("edge row ", row + 1, ": \"", ids[edge.dependent],
                                     "\" would wait for itself; name two nodes"));
    }
    if (edge.probability.has_value() && !IsProbability(*edge.probability)) {
      return base::Invalid(
          "graph/probability",
          base::Cat("edge row ", row + 1, " (\"", ids[edge.prerequisite], "\" to \"",
                    ids[edge.dependent], "\"): probability must be in [0, 1], got ",
                    *edge.probability, "; leave it out where it is unknown"));
    }
  }
  return absl::OkStatus();
}

// Gives each row to its prerequisite, sorts the few of each by (dependent, row), and makes one edge
// of those that name one dependent.
inline void Graph::SetEdges(std::span<const PositionedEdge> edges) {
  base::LargeArray<uint32_t> begin(node_count() + 1, 0);
  for (const PositionedEdge& edge : edges) ++begin[node_at_[edge.prerequisite] + 1];
  internal::SumCounts(begin);
  // A row takes its probability along: to look for it again among all rows would be a walk through
  // memory in any order.
  base::LargeArray<internal::EdgeRow> rows(edges.size());
  base::LargeArray<uint32_t> next(begin.begin(), begin.end() - 1);
  for (uint32_t row = 0; row < edges.size(); ++row) {
    rows[next[node_at_[edges[row].prerequisite]]++] =
        internal::EdgeRow::Of(node_at_[edges[row].dependent], row, edges[row].probability);
  }
  dependents_begin_.assign(node_count() + 1, 0);
  dependents_.reserve(edges.size());
  low_.reserve(edges.size());
  rows_.reserve(edges.size());
  for (NodeIndex node = 0; node < node_count(); ++node) {
    const std::span<internal::EdgeRow> own =
        std::span(rows).subspan(begin[node], begin[node + 1] - begin[node]);
    std::sort(own.begin(), own.end());
    for (size_t first = 0; first < own.size();) {
      size_t last = first + 1;
      while (last < own.size() && own[last].Dependent() == own[first].Dependent()) ++last;
      AddEdge(own.subspan(first, last - first));
      first = last;
    }
    dependents_begin_[node + 1] = static_cast<uint32_t>(dependents_.size());
  }
  base::LargeArray<internal::EdgeRow>().swap(rows);
  SetPrerequisites();
}

inline void Graph::AddEdge(std::span<const internal::EdgeRow> rows) {
  Bracket chance = rows.front().Chance();
  if (rows.size() > 1) {
    std::vector<Bracket> chances;
    for (const internal::EdgeRow& one : rows) chances.push_back(one.Chance());
    chance = internal::EitherOf(chances);
    if (rows_begin_.empty()) {
      rows_begin_.reserve(dependents_.capacity() + 1);
      for (uint32_t edge = 0; edge <= dependents_.size(); ++edge) rows_begin_.push_back(edge);
    }
  }
  for (const internal::EdgeRow& one : rows) rows_.push_back(one.Row());
  if (!rows_begin_.empty()) rows_begin_.push_back(static_cast<uint32_t>(rows_.size()));
  if (!chance.IsExact() && high_.empty()) {
    high_.reserve(low_.capacity());
    high_.assign(low_.begin(), low_.end());
    high_.push_back(chance.high);
  } else if (!high_.empty()) {
    high_.push_back(chance.high);
  }
  low_.push_back(chance.low);
  dependents_.push_back(rows.front().Dependent());
}

inline void Graph::SetPrerequisites() {
  prerequisites_begin_.assign(node_count() + 1, 0);
  for (const NodeIndex dependent : dependents_) ++prerequisites_begin_[dependent + 1];
  internal::SumCounts(prerequisites_begin_);
  prerequisites_.resize(edge_count());
  prerequisite_edges_.resize(edge_count());
  base::LargeArray<uint32_t> next(prerequisites_begin_.begin(), prerequisites_begin_.end() - 1);
  // Dependents lie anywhere: where one stands in their lists is fetched in advance, and before that
  // which place in the list is the next.
  constexpr EdgeIndex kAhead = 24;
  const auto edges = static_cast<EdgeIndex>(edge_count());
  for (NodeIndex node = 0; node < node_count(); ++node) {
    for (EdgeIndex edge = dependents_begin_[node]; edge < dependents_begin_[node + 1]; ++edge) {
      if (edge + 2 * kAhead < edges) __builtin_prefetch(&next[dependents_[edge + 2 * kAhead]], 1);
      if (edge + kAhead < edges) {
        const uint32_t soon = next[dependents_[edge + kAhead]];
        __builtin_prefetch(prerequisites_.data() + soon, 1);
        __builtin_prefetch(prerequisite_edges_.data() + soon, 1);
      }
      const uint32_t at = next[dependents_[edge]]++;
      prerequisites_[at] = node;
      prerequisite_edges_[at] = edge;
    }
  }
}

}  // namespace readiness::risk
