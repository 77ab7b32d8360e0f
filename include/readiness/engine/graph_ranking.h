// readiness/engine/graph_ranking.h: in a graph of its own, which failure hurts customers most, and
// which decision unblocks the most.
//
//   READINESS_ASSIGN_OR_RETURN(const GraphRanking ranking, RankGraph(network, {.top = 10}));
//
// There is no tier: the order is that of expectedLossDelta, then downstreamCount, then id. For
// blocked work every node counts as unresolved and takes an hour.
//
// Where the graph is too wide to solve, worlds are drawn from every touchpoint back: method "MC",
// with the standard error. The ranks that are possible rest on the brackets alone.
//
// Units:   losses in the unit of the impacts, an hour.
// Errors:  those of risk/loss_ranking.h and risk/blocked_work.h.
// Cost:    that of risk/cascade.h and risk/loss_ranking.h, seconds for a hundred thousand nodes;
//          drawing another third of a second at most, by default.
// Threads: a pure function of its arguments.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/engine/internal/circular_dependencies.h"
#include "readiness/engine/internal/graph_risks.h"
#include "readiness/engine/ranking.h"
#include "readiness/engine/risk_network.h"
#include "readiness/risk/blocked_work.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/slack.h"
#include "readiness/risk/unlock_order.h"

namespace readiness::engine {

struct GraphRanking {
  std::vector<RankedRisk> risks;          // By rank; at most `top`.
  std::vector<BlockedWork> blocked_work;  // By order; at most `top`.
  std::vector<std::string> notes;         // What the numbers do not say.
  // The largest first; at most `top`.
  std::vector<CircularDependency> circular_dependencies = {};
  size_t circle_count = 0;            // Of all circular dependencies.
  size_t risk_count = 0;              // Of all.
  bool has_downstream_counts = true;  // Else there were too many to count.
  risk::LossBracket loss = {};        // Expected, an hour, with all as it is.
  bool is_loss_exact = true;
  // Why it is not: probabilities are missing on which it rests, or parts are too wide to solve.
  size_t missing_count = 0;
  bool is_too_wide = false;
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

namespace internal {

// Beyond these blocked work is left out, and a note says so: words of 512 decisions, and pairs of a
// decision and what waits for it.
inline constexpr double kMostSweepSteps = 3e8;
inline constexpr double kMostPairs = 2e8;

// How many of a list are given.
[[nodiscard]] inline size_t Shown(size_t count, int64_t top) {
  return top == 0 ? count : std::min(count, static_cast<size_t>(top));
}

// Says what was drawn, where anything was.
inline void NoteDrawing(const risk::Drawing& drawing, GraphRanking& ranking) {
  if (drawing.worlds == 0) return;
  ranking.drawn_loss = drawing.expected_loss;
  ranking.world_count = drawing.worlds;
}

// At most how many pairs there are of a node and a component that waits for it. `downstream` by
// node. Of a circular component all wait together.
[[nodiscard]] inline double BlockedPairs(const RiskNetwork& of,
                                         const std::vector<uint32_t>& downstream) {
  double pairs = 0;
  for (risk::NodeIndex node = 0; node < downstream.size(); ++node) {
    const size_t together = of.components.Size(of.components.Of(node)) - 1;
    pairs += static_cast<double>(std::min(downstream[node] + 1 - together, of.components.count()));
  }
  return pairs;
}

// The blocked work of every node, each unresolved, an hour of effort and of its owner.
[[nodiscard]] inline absl::Status AddBlockedWork(const RiskNetwork& of, int64_t top,
                                                 std::vector<BlockedWork>& works) {
  const risk::Graph& graph = of.graph;
  std::vector<risk::NodeIndex> unresolved(graph.node_count());
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) unresolved[node] = node;
  const std::vector<double> hours(graph.node_count(), 1);
  READINESS_ASSIGN_OR_RETURN(const risk::BlockedWork blocked,
                             risk::MeasureBlockedWork(graph, of.components, unresolved, hours));
  READINESS_ASSIGN_OR_RETURN(const std::vector<risk::UnlockStep> order,
                             risk::OrderByUnlockedEffort(graph, of.components, unresolved, hours,
                                                         hours, Shown(unresolved.size(), top)));
  READINESS_ASSIGN_OR_RETURN(const std::vector<std::optional<double>> slack,
                             risk::MeasureSlack(graph, of.components, hours));
  for (size_t i = 0; i < Shown(order.size(), top); ++i) {
    const risk::DecisionWork& work = blocked.decisions[order[i].decision];
    BlockedWork row;
    row.decision = std::string(graph.Id(work.decision));
    row.reach = work.reach;
    row.sole = work.sole;
    row.share = work.share;
    row.slack = slack[work.decision];
    row.order = static_cast<int64_t>(i) + 1;
    works.push_back(std::move(row));
  }
  return absl::OkStatus();
}

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<GraphRanking> RankGraph(const RiskNetwork& network,
                                                            const GraphRankOptions& options) {
  const risk::Graph& graph = network.graph;
  READINESS_ASSIGN_OR_RETURN(internal::GraphRisks ranked, internal::GraphRisks::Of(network));
  GraphRanking answer;
  internal::NoteDrawing(ranked.Draw(options.drawing), answer);
  READINESS_ASSIGN_OR_RETURN(const risk::RankedLosses losses, ranked.Rank());
  answer.risk_count = losses.size();
  answer.has_downstream_counts = ranked.has_downstream();
  answer.loss = ranked.cascade().expected_loss();
  answer.is_loss_exact = ranked.cascade().is_loss_exact();
  if (!answer.is_loss_exact) answer.missing_count = ranked.CountMissing();
  answer.is_too_wide = ranked.IsTooWide();
  READINESS_RETURN_IF_ERROR(ranked.DrawMissing());
  for (size_t i = 0; i < internal::Shown(losses.size(), options.top); ++i) {
    answer.risks.push_back(
        ranked.Row(losses[i], options.top == 0 ? options.probable : options.top));
  }
  const auto nodes = static_cast<double>(graph.node_count());
  const bool has_work =
      answer.has_downstream_counts &&
      internal::BlockedPairs(network, ranked.downstream()) <= internal::kMostPairs &&
      nodes * (nodes + static_cast<double>(graph.edge_count())) / 512 < internal::kMostSweepSteps;
  if (has_work) {
    READINESS_RETURN_IF_ERROR(internal::AddBlockedWork(network, options.top, answer.blocked_work));
  }
  answer.circular_dependencies =
      internal::FindCircularDependencies(network.graph, network.components, internal::kOfFailure);
  answer.circle_count = answer.circular_dependencies.size();
  answer.circular_dependencies.resize(internal::Shown(answer.circle_count, options.top));
  answer.notes = internal::NotesOn(network, answer.has_downstream_counts, has_work);
  return answer;
}

}  // namespace readiness::engine
