// readiness/engine/internal/draw_risk_ranks.h: how likely each open risk of a cycle is among the
// first, while likelihoods of risks and of edges are not certain (risk/rank_uncertainty.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/engine/internal/failure_graph.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/view.h"
#include "readiness/engine/ranking.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/rank_uncertainty.h"

namespace readiness::engine::internal {

inline constexpr uint64_t kDrawSeed = 1;

// The ranks that were drawn. Only risks that sit in the solved part are: the places of the others
// depend on no draw.
struct DrawnRisks {
  std::vector<std::optional<size_t>> at;  // By row of a risk: where it stands among those drawn.
  std::vector<uint32_t> before;           // By row: risks that surely stand before it, undrawn.
  std::optional<risk::DrawnRanks> ranks;  // Not given: none is drawn.

  // Which of the drawn ranks are among the first `count` of all; 0: none can be.
  [[nodiscard]] uint32_t FirstOfDrawn(uint32_t row, uint32_t count) const {
    return count > before[row] ? count - before[row] : 0;
  }
};

// The edges of the solved part whose probability is a distribution. An edge that a dependency runs
// beside was merged with it, and keeps its mean.
[[nodiscard]] inline absl::StatusOr<std::vector<risk::UncertainEdge>> UncertainEdges(
    const State& state, const FailureGraph& failure) {
  const risk::Graph& part = failure.losses->part();
  std::vector<risk::UncertainEdge> uncertain;
  for (const auto& [ends, edge] : state.edges) {
    if (!IsDistribution(edge.fact.likelihood) || edge.fact.probability.has_value()) continue;
    const auto from = part.Find(edge.fact.prerequisite);
    const auto to = part.Find(edge.fact.dependent);
    if (!from.has_value() || !to.has_value()) continue;
    READINESS_ASSIGN_OR_RETURN(const std::optional<double> mean,
                               risk::MeanLikelihood(*edge.fact.likelihood));
    risk::EdgeIndex at = part.FirstEdge(*from);
    for (const risk::NodeIndex dependent : part.Dependents(*from)) {
      if (dependent == *to && part.Probability(at).Contains(mean.value_or(2)) &&
          part.Probability(at).Width() < 1e-15) {
        uncertain.push_back({at, *edge.fact.likelihood});
        break;
      }
      ++at;
    }
  }
  return uncertain;
}

// Draws the ranks of the open risks `draws` times, one time at least.
[[nodiscard]] inline absl::StatusOr<DrawnRisks> DrawRiskRanks(const View& view,
                                                              const RiskModel& model,
                                                              uint32_t draws) {
  const FailureGraph& failure = model.failure;
  DrawnRisks drawn;
  drawn.at.resize(failure.risks.size());
  drawn.before.resize(failure.risks.size());
  std::vector<risk::UncertainRisk> risks;
  std::vector<int> tiers;
  for (uint32_t row = 0; row < failure.risks.size(); ++row) {
    const OpenRisk& open = failure.risks[row];
    READINESS_ASSIGN_OR_RETURN(const Tier tier, model.tiers.Of(BandsOfRisk(view, open)));
    tiers.push_back(tier.order);
    if (failure.losses->NodeInPart(row) == risk::kNoNode) continue;
    drawn.at[row] = risks.size();
    risks.push_back({open.id, failure.losses->NodeInPart(row),
                     open.state->risk.likelihood.value_or(model::Likelihood{}),
                     open.state->risk.detectability.value_or(0), tier.order});
  }
  for (uint32_t row = 0; row < tiers.size(); ++row) {
    for (uint32_t other = 0; other < tiers.size(); ++other) {
      if (drawn.at[other].has_value()) continue;
      // Of its own tier, what reaches nobody stands behind; what sits nowhere, where its worst
      // would be.
      const bool is_before =
          tiers[other] > tiers[row] ||
          (tiers[other] == tiers[row] && failure.risks[other].node == risk::kNoNode);
      drawn.before[row] += is_before ? 1U : 0U;
    }
  }
  if (risks.empty()) return drawn;
  READINESS_ASSIGN_OR_RETURN(const std::vector<risk::UncertainEdge> edges,
                             UncertainEdges(view.state, failure));
  READINESS_ASSIGN_OR_RETURN(drawn.ranks, risk::DrawRanks(failure.losses->network(), risks, edges,
                                                          {.seed = kDrawSeed,
                                                           .draws = draws,
                                                           .cascade = failure.losses->options(),
                                                           .drawing = failure.losses->drawing()}));
  return drawn;
}

// The row of a risk by its id.
[[nodiscard]] inline uint32_t RowOfRisk(const FailureGraph& failure, std::string_view id) {
  const auto found = std::lower_bound(
      failure.risks.begin(), failure.risks.end(), id,
      [](const OpenRisk& open, std::string_view wanted) { return open.id < wanted; });
  return static_cast<uint32_t>(found - failure.risks.begin());
}

// Fills in what only draws tell of `ranked`, which RankRisks gave.
inline void ShowDrawnTop(const FailureGraph& failure, const DrawnRisks& drawn,
                         std::vector<RankedRisk>& ranked) {
  for (RankedRisk& shown : ranked) {
    if (shown.top_probability.has_value()) continue;
    const uint32_t row = RowOfRisk(failure, shown.id);
    if (!drawn.at[row].has_value()) {
      // What reaches nobody loses nothing however likely anything is: it stays where it stands.
      if (failure.risks[row].node == risk::kNoNode || !shown.rank.has_value()) continue;
      shown.top_probability = *shown.rank <= int64_t{kTopCount} ? 1 : 0;
      shown.top_probability_low = shown.top_probability_high = shown.top_probability;
      continue;
    }
    const uint32_t first = drawn.FirstOfDrawn(row, kTopCount);
    if (first == 0) {
      shown.top_probability = shown.top_probability_low = shown.top_probability_high = 0;
      continue;
    }
    const estimate::Interval interval = drawn.ranks->TopInterval(*drawn.at[row], first);
    shown.top_probability = drawn.ranks->TopProbability(*drawn.at[row], first);
    shown.top_probability_low = interval.low;
    shown.top_probability_high = interval.high;
  }
}

// Draws where anything is left open.
[[nodiscard]] inline absl::Status DrawTopProbabilities(const View& view, const RiskModel& model,
                                                       uint32_t draws,
                                                       std::vector<RankedRisk>& ranked) {
  const bool is_open = std::any_of(ranked.begin(), ranked.end(), [](const RankedRisk& shown) {
    return !shown.top_probability.has_value();
  });
  if (draws == 0 || !is_open) return absl::OkStatus();
  READINESS_ASSIGN_OR_RETURN(const DrawnRisks drawn, DrawRiskRanks(view, model, draws));
  ShowDrawnTop(model.failure, drawn, ranked);
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
