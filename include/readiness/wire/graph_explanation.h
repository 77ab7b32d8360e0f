// readiness/wire/graph_explanation.h: why one node of a graph of its own stands where it does.
//
//   READINESS_ASSIGN_OR_RETURN(const GraphExplanation why, ExplainNode(network, "libc6"));
//   why.risk.rank, why.why.touchpoints, why.why.decline;
//
// Its rank and numbers are those of RankGraph with `top` 10. There is no tier. A chance to change
// places is 0 where both falls are exact or their brackets apart; where worlds were drawn it is the
// chance that the other order is the right one, both taken as normal with their standard errors and
// as independent, which is cautious, since they share their worlds. `rise` and `decline` are exact
// where both falls are: each is linear in the node's own probability, and where the lines cross the
// two are worth the same.
//
// Units:   losses in the unit of the impacts, an hour.
// Errors:  NotFound, rule graph/unknown-node.
// Cost:    that of RankGraph, twice.   Threads: a pure function of its arguments.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/ranking.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/wire/risk_graph.h"

namespace readiness::wire {

struct GraphExplanation {
  engine::RankedRisk risk;
  engine::RiskExplanation why;        // With the first touchpoints alone.
  size_t touchpoint_count = 0;        // At which anything is lost through it.
  std::optional<double> probability;  // That it fails by itself; none: unknown.
  GraphRanking ranking;               // Of all: without lists, with notes, counts and the loss.

  // What all failures cost, an hour: exact, or as it was drawn. None: only a bracket is known.
  [[nodiscard]] std::optional<double> expected_loss() const {
    if (ranking.is_loss_exact) return ranking.loss.low;
    if (!ranking.drawn_loss.has_value()) return std::nullopt;
    return ranking.drawn_loss->mean;
  }
};

// How many touchpoints an explanation names.
inline constexpr size_t kShownTouchpoints = 20;

[[nodiscard]] absl::StatusOr<GraphExplanation> ExplainNode(
    const RiskNetwork& network, std::string_view id,
    const risk::DrawingOptions& drawing = kGraphDrawing);

}  // namespace readiness::wire
