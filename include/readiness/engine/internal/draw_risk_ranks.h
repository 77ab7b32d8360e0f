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

// The tier of a risk from each leak on at which its likelihood is in another band.
[[nodiscard]] inline std::vector<risk::TierFrom> TiersByLeak(const View& view,
                                                             const RiskModel& model,
                                                             const OpenRisk& open) {
  const model::RiskBands& cuts = view.policy.risk_bands;
  risk::RiskBandSets bands = BandsOfRisk(view, open);
  std::vector<risk::TierFrom> tiers;
  for (const double from : {0.0, cuts.likelihood_medium, cuts.likelihood_high}) {
    bands.likelihood = risk::LikelihoodBands(risk::Bracket::Of(from), cuts);
    tiers.push_back({from, model.tiers.RangeOf(bands).worst});
  }
  return tiers;
}

// Draws the ranks of the open risks `draws` times, one time at least, by row. Of its own tier, what
// sits nowhere stands where its worst would be, and what reaches nobody where nothing is lost.
[[nodiscard]] inline absl::StatusOr<risk::DrawnRanks> DrawRiskRanks(const View& view,
                                                                    const RiskModel& model,
                                                                    uint32_t draws) {
  const FailureGraph& failure = model.failure;
  std::vector<risk::UncertainRisk> risks;
  for (uint32_t row = 0; row < failure.risks.size(); ++row) {
    const OpenRisk& open = failure.risks[row];
    READINESS_ASSIGN_OR_RETURN(const Tier tier, model.tiers.Of(BandsOfRisk(view, open)));
    risks.push_back(
        {open.id, failure.losses->NodeInPart(row),
         open.state->risk.likelihood.value_or(model::Likelihood{}),
         open.state->risk.detectability.value_or(0), tier.order, TiersByLeak(view, model, open),
         open.node == risk::kNoNode ? risk::Aside::kFirst : risk::Aside::kLast, open.downstream});
  }
  READINESS_ASSIGN_OR_RETURN(const std::vector<risk::UncertainEdge> edges,
                             UncertainEdges(view.state, failure));
  return risk::DrawRanks(failure.losses->network(), risks, edges,
                         {.seed = kDrawSeed,
                          .draws = draws,
                          .cascade = failure.losses->options(),
                          .drawing = failure.losses->drawing()});
}

// The row of a risk by its id.
[[nodiscard]] inline uint32_t RowOfRisk(const FailureGraph& failure, std::string_view id) {
  const auto found = std::lower_bound(
      failure.risks.begin(), failure.risks.end(), id,
      [](const OpenRisk& open, std::string_view wanted) { return open.id < wanted; });
  return static_cast<uint32_t>(found - failure.risks.begin());
}

// Fills in what only draws tell of `ranked`, which RankRisks gave.
inline void ShowDrawnTop(const FailureGraph& failure, const risk::DrawnRanks& ranks,
                         std::vector<RankedRisk>& ranked) {
  for (RankedRisk& shown : ranked) {
    if (shown.top_probability.has_value()) continue;
    const uint32_t row = RowOfRisk(failure, shown.id);
    const estimate::Interval interval = ranks.TopInterval(row, kTopCount);
    shown.top_probability = ranks.TopProbability(row, kTopCount);
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
  READINESS_ASSIGN_OR_RETURN(const risk::DrawnRanks ranks, DrawRiskRanks(view, model, draws));
  ShowDrawnTop(model.failure, ranks, ranked);
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
