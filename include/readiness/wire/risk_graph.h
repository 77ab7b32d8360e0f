// readiness/wire/risk_graph.h: a graph of its own, outside the log of a cycle: what may fail, what
// fails when it does, which failure hurts customers most, and which decision unblocks the most.
//
//   READINESS_ASSIGN_OR_RETURN(const RiskGraphInput input, DecodeRiskGraph(bytes, encoding));
//   READINESS_ASSIGN_OR_RETURN(const RiskNetwork network, BuildRiskNetwork(input));
//   READINESS_ASSIGN_OR_RETURN(const GraphRanking ranking, RankGraph(network, {.top = 10}));
//
// Each node is one risk with the id of the node and has no tier: the order is that of
// expectedLossDelta, then downstreamCount, then id. For blocked work every node counts as
// unresolved and takes an hour. The same nodes and edges in any order give the same answer.
//
// Where the graph is too wide to solve, worlds are drawn from every touchpoint back: method "MC",
// with the standard error. The ranks that are possible rest on the brackets alone.
//
// Units:   probabilities in [0, 1], impacts in the caller's unit an hour.
// Errors:  InvalidArgument, NotFound or ResourceExhausted: "nodes[3]: " or "edges[7]: " and one of
//          the rules of risk/graph.h and risk/failure_network.h; graph/impact, graph/unknown-node.
//          A change that is refused has changed nothing.
// Cost:    decoding and building linear, some microsecond a node or edge; ranking that of
//          risk/cascade.h and risk/loss_ranking.h, seconds for a hundred thousand nodes; drawing
//          another third of a second at most, by default.
// Threads: free functions of their arguments; a network is safe to share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/engine/ranking.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/components.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/graph_rows.h"
#include "readiness/wire/limits.h"
#include "readiness/wire/request.h"

namespace readiness::wire {

// Field names and meanings are those of readiness/v1/graph.proto.
struct RiskNode {
  std::string id;
  std::optional<double> probability = std::nullopt;  // None: unknown.
  double impact = 0;
  bool is_dropped = false;

  friend bool operator==(const RiskNode&, const RiskNode&) = default;
};
struct RiskEdge {
  std::string prerequisite;
  std::string dependent;
  std::optional<double> probability = std::nullopt;  // None: unknown.
  bool is_dropped = false;

  friend bool operator==(const RiskEdge&, const RiskEdge&) = default;
};
struct RiskGraphInput {
  std::vector<RiskNode> nodes;
  std::vector<RiskEdge> edges;

  friend bool operator==(const RiskGraphInput&, const RiskGraphInput&) = default;
};

[[nodiscard]] absl::StatusOr<RiskGraphInput> DecodeRiskGraph(std::string_view bytes,
                                                             Encoding encoding,
                                                             const Limits& limits = {});
[[nodiscard]] absl::StatusOr<std::string> EncodeRiskGraph(const RiskGraphInput& graph,
                                                          Encoding encoding);

// What `graph` becomes by a change: nodes of an id that stands and edges between two nodes that
// have some are replaced, others are added, what is dropped goes. Dropping what is not there is
// refused.
[[nodiscard]] absl::StatusOr<RiskGraphInput> Changed(const RiskGraphInput& graph,
                                                     const RiskGraphInput& change);

// A graph, ready to be asked.
struct RiskNetwork {
  risk::Graph graph;
  risk::Components components;
  std::vector<std::optional<double>> leak;  // By node.
  std::vector<risk::NodeIndex> touchpoints;
  risk::FailureNetwork network;
};

// From what is declared; from rows that were checked as they came; from nodes by position: `leaks`
// and `impacts` have one element a node, impacts from 0 to 1e15.
[[nodiscard]] absl::StatusOr<RiskNetwork> BuildRiskNetwork(const RiskGraphInput& input);
[[nodiscard]] absl::StatusOr<RiskNetwork> BuildRiskNetwork(const risk::GraphRows& rows);
[[nodiscard]] absl::StatusOr<RiskNetwork> BuildRiskNetwork(
    std::span<const std::string_view> ids, std::span<const std::optional<double>> leaks,
    std::span<const double> impacts, std::span<const risk::PositionedEdge> edges);

// What rows declare.
[[nodiscard]] RiskGraphInput InputOf(const risk::GraphRows& rows);

struct GraphRanking {
  std::vector<engine::RankedRisk> risks;          // By rank; at most `top`.
  std::vector<engine::BlockedWork> blocked_work;  // By order; at most `top`.
  std::vector<std::string> notes;                 // What the numbers do not say.
  size_t risk_count = 0;                          // Of all.
  bool has_downstream_counts = true;              // Else there were too many to count.
  risk::LossBracket loss = {};                    // Expected, an hour, with all as it is.
  bool is_loss_exact = true;
  // The same as it was drawn, and from how many worlds; where any were.
  std::optional<risk::SampledMean> drawn_loss = std::nullopt;
  size_t world_count = 0;
};
// What is drawn of a graph too wide to solve.
inline constexpr risk::DrawingOptions kGraphDrawing = {.worlds = 4096, .most_steps = 1.6e7};
struct GraphRankOptions {
  int64_t top = 0;        // At most so many of each list; 0: all.
  int64_t probable = 10;  // What "among the first" means of top_probability, where top is 0.
  risk::DrawingOptions drawing = kGraphDrawing;
};
[[nodiscard]] absl::StatusOr<GraphRanking> RankGraph(const RiskNetwork& network,
                                                     const GraphRankOptions& options);

// Writes a readiness.v1.Ranking.
[[nodiscard]] absl::StatusOr<std::string> EncodeRanking(const GraphRanking& ranking,
                                                        Encoding encoding);

}  // namespace readiness::wire
