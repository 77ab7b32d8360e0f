// readiness/engine/explain_risk.h: why an open risk stands where it does, in parts that a product
// person can follow: at which touchpoints it is felt, by which ways, over which links; who stands
// beside it, and what would change its tier.
//
//   const auto why = ExplainRisk(cycle.StateAt(as_of, room), as_of, "late-bank");
//   why->touchpoints.front().fall;   // How much less would be lost there an hour.
//
// The falls at the touchpoints add up to the risk's expectedLossDelta. Chances that two risks
// change places are drawn from their likelihoods with a fixed seed, so that they are the same at
// every call; a likelihood that is one number draws itself.
//
// Cost:    a cascade or three, and kRankDraws of them where a likelihood is a distribution or
//          missing: some 50 ms for a cycle of 90 nodes, half a second where its graph is too wide
//          to solve.
// Threads: a pure function of its arguments.
// Errors:  NotFound, rule reference, where no open risk has that id.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/default_policy.h"
#include "readiness/engine/internal/draw_risk_ranks.h"
#include "readiness/engine/internal/failure_graph.h"
#include "readiness/engine/internal/rank_risks.h"
#include "readiness/engine/internal/tier.h"
#include "readiness/engine/internal/view.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/engine/state.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/felt_loss.h"
#include "readiness/risk/likely_paths.h"
#include "readiness/risk/rank_uncertainty.h"
#include "readiness/risk/tier_table.h"

namespace readiness::engine {

namespace internal {

inline constexpr size_t kShownPaths = 3;
inline constexpr size_t kShownLinks = 5;

// The five dimensions with the words of their bands.
struct BandWords {
  std::string_view dimension;
  const std::array<std::string_view, 3>& words;
};
[[nodiscard]] inline std::array<BandWords, 5> AllBandWords() {
  return {{{"likelihood", risk::kLikelihoodBands},
           {"proximity", risk::kProximityBands},
           {"severity", risk::kSeverityBands},
           {"reversibility", risk::kReversibilityBands},
           {"launch", risk::kLaunchBands}}};
}
[[nodiscard]] inline std::array<risk::BandSet, 5> AllBands(const risk::RiskBandSets& bands) {
  return {bands.likelihood, bands.proximity, bands.severity, bands.reversibility, bands.launch};
}
[[nodiscard]] inline risk::RiskBandSets BandsAt(const std::array<int, 5>& at) {
  const auto of = [&at](size_t i) { return risk::BandSet::Of(static_cast<risk::Band>(at[i])); };
  return {of(0), of(1), of(2), of(3), of(4)};
}

// Of all combinations that give a milder (or worse) tier, the one with the fewest steps away, then
// with the fewest bands altered, then the first in the order of the table.
[[nodiscard]] inline absl::StatusOr<std::optional<TierFlip>> NearestFlip(
    const TierTable& tiers, const std::array<int, 5>& from, int tier, bool is_worse) {
  std::optional<std::pair<int, int>> best;
  std::optional<TierFlip> flip;
  const std::array<BandWords, 5> words = AllBandWords();
  for (int cell = 0; cell < 243; ++cell) {
    std::array<int, 5> at{};
    int rest = cell;
    for (size_t i = at.size(); i-- > 0; rest /= 3) at[i] = rest % 3;
    int steps = 0;
    int altered = 0;
    for (size_t i = 0; i < at.size(); ++i) {
      steps += std::abs(at[i] - from[i]);
      altered += at[i] != from[i] ? 1 : 0;
    }
    if (best.has_value() && std::pair(steps, altered) >= *best) continue;
    READINESS_ASSIGN_OR_RETURN(const Tier found, tiers.Of(BandsAt(at)));
    if (is_worse ? found.order <= tier : found.order >= tier) continue;
    best = std::pair(steps, altered);
    flip = TierFlip{found.word, {}};
    for (size_t i = 0; i < at.size(); ++i) {
      if (at[i] == from[i]) continue;
      flip->changes.push_back({std::string(words[i].dimension),
                               std::string(words[i].words[static_cast<size_t>(at[i])]), true});
    }
  }
  return flip;
}

// The row of the table that gives the bands their tier, from 1.
[[nodiscard]] inline int64_t TierRow(const model::DecisionTable& table,
                                     const std::array<std::string_view, 5>& bands) {
  for (size_t row = 0; row < table.rows.size(); ++row) {
    bool matches = true;
    for (size_t column = 0; column < bands.size(); ++column) {
      const std::vector<std::string>& any_of = table.rows[row].cells[column].any_of;
      matches = matches && (any_of.empty() ||
                            std::find(any_of.begin(), any_of.end(), bands[column]) != any_of.end());
    }
    if (matches) return static_cast<int64_t>(row) + 1;
  }
  return 0;
}

[[nodiscard]] inline absl::Status ExplainTier(const View& view, const OpenRisk& open,
                                              const TierTable& tiers, RiskExplanation& why) {
  const risk::RiskBandSets sets = BandsOfRisk(view, open);
  const std::array<risk::BandSet, 5> bands = AllBands(sets);
  const std::array<BandWords, 5> words = AllBandWords();
  std::array<int, 5> from{};
  for (size_t i = 0; i < bands.size(); ++i) {
    from[i] = static_cast<int>(bands[i].worst);
    why.bands.push_back({std::string(words[i].dimension),
                         std::string(bands[i].Worst(words[i].words)), bands[i].is_certified()});
  }
  why.tier_row = TierRow(view.policy.tier_table, sets.Worst());
  READINESS_ASSIGN_OR_RETURN(const Tier tier, tiers.Of(sets));
  READINESS_ASSIGN_OR_RETURN(why.milder, NearestFlip(tiers, from, tier.order, false));
  READINESS_ASSIGN_OR_RETURN(why.worse, NearestFlip(tiers, from, tier.order, true));
  return absl::OkStatus();
}

// At which touchpoints the risk is felt, and over which links.
inline void ExplainLoss(const FailureGraph& failure, uint32_t row, RiskExplanation& why) {
  const risk::RiskLosses& losses = *failure.losses;
  if (losses.NodeInPart(row) == risk::kNoNode || !losses.Of(row).is_known) return;
  const risk::Graph& part = losses.part();
  const risk::FailureNetwork& network = losses.network();
  const risk::LeakChange stopped[] = {{row, 0}};
  const risk::FailureNetwork without = losses.NetworkWith(stopped);
  const risk::Cascade with_it = risk::EvaluateCascade(network, losses.options());
  const risk::Cascade without_it = risk::EvaluateCascade(without, losses.options());
  const risk::NodeIndex node = losses.NodeInPart(row);
  // What a risk adds never grows when another leaks more, at any touchpoint: with every leak that
  // is not known on it is felt least.
  std::vector<risk::FeltLoss> least;
  if (losses.has_unknown_leak()) {
    const risk::FailureNetwork on = losses.NetworkWith({}, 1);
    const risk::FailureNetwork on_without = losses.NetworkWith(stopped, 1);
    least = risk::MeasureFeltLosses(part, on, risk::EvaluateCascade(on, losses.options()),
                                    risk::EvaluateCascade(on_without, losses.options()), node, {});
  }
  for (risk::FeltLoss& felt :
       risk::MeasureFeltLosses(part, network, with_it, without_it, node, losses.drawing())) {
    if (losses.has_unknown_leak()) {
      const auto found = std::find_if(least.begin(), least.end(), [&](const risk::FeltLoss& one) {
        return one.touchpoint == felt.touchpoint;
      });
      felt.fall.low = found == least.end() ? 0 : std::min(found->fall.low, felt.fall.high);
    }
    why.touchpoints.push_back(
        {std::string(part.Id(felt.touchpoint)), felt.value, felt.fall.low, felt.fall.high});
    if (!felt.drawn.has_value()) continue;
    why.touchpoints.back().drawn = felt.drawn->mean;
    why.touchpoints.back().standard_error = felt.drawn->standard_error;
  }
  for (const risk::LinkLoss& link :
       risk::FindStrongestLinks(part, network, with_it, node, kShownLinks, losses.drawing())) {
    why.links.push_back({std::string(part.Id(link.prerequisite)),
                         std::string(part.Id(link.dependent)), link.probability, link.loss,
                         link.standard_error});
  }
}

// Who stands beside the risk, and how surely.
[[nodiscard]] inline absl::Status ExplainRank(const View& view, const RiskModel& model,
                                              uint32_t row, RiskExplanation& why) {
  const FailureGraph& failure = model.failure;
  READINESS_ASSIGN_OR_RETURN(std::vector<RankedRisk> ranked, RankRisks(view, model));
  READINESS_ASSIGN_OR_RETURN(const risk::DrawnRanks ranks, DrawRiskRanks(view, model, kRankDraws));
  ShowDrawnTop(failure, ranks, ranked);
  for (size_t i = 0; i < ranked.size(); ++i) {
    if (RowOfRisk(failure, ranked[i].id) != row) continue;
    why.top_probability = ranked[i].top_probability;
    why.top_probability_low = ranked[i].top_probability_low;
    why.top_probability_high = ranked[i].top_probability_high;
    for (const size_t beside : {i - 1, i + 1}) {
      if (beside >= ranked.size()) continue;  // i - 1 of the first is beyond the last.
      const uint32_t other = RowOfRisk(failure, ranked[beside].id);
      RankNeighbour neighbour = {ranked[beside].id, ranked[beside].rank.value_or(0), {}};
      const double before = ranks.BeforeProbability(other, row);
      neighbour.swap_probability = beside < i ? 1 - before : before;
      why.neighbours.push_back(std::move(neighbour));
    }
  }
  return absl::OkStatus();
}

// By which ways a failure of `node` reaches a touchpoint.
inline void AddWays(const risk::Graph& graph, risk::NodeIndex node,
                    std::span<const risk::NodeIndex> touchpoints, RiskExplanation& why) {
  const auto ids = [&graph](const risk::LikelyPath& path) {
    std::vector<std::string> nodes;
    for (const risk::NodeIndex on : path.nodes) nodes.emplace_back(graph.Id(on));
    return nodes;
  };
  for (const auto& path : risk::FindLikelyPaths(graph, node, touchpoints, kShownPaths)) {
    why.paths.push_back({ids(path), path.probability});
  }
  for (const auto& path : risk::FindOpenPaths(graph, node, touchpoints, kShownPaths)) {
    OpenPath way{ids(path), path.probability, path.probability_high, {}};
    for (size_t i = 0; i + 1 < path.nodes.size(); ++i) {
      const std::span<const risk::NodeIndex> dependents = graph.Dependents(path.nodes[i]);
      const auto next = std::find(dependents.begin(), dependents.end(), path.nodes[i + 1]);
      const auto edge =
          graph.FirstEdge(path.nodes[i]) + static_cast<risk::EdgeIndex>(next - dependents.begin());
      if (risk::IsKnownChance(graph.Probability(edge))) continue;
      way.unknown_links.push_back({way.nodes[i], way.nodes[i + 1]});
    }
    why.open_paths.push_back(std::move(way));
  }
}

inline void ExplainWays(const State& state, const FailureGraph& failure, const OpenRisk& open,
                        RiskExplanation& why) {
  if (open.node == risk::kNoNode) return;
  std::vector<risk::NodeIndex> touchpoints;
  for (const auto& [id, touchpoint] : state.touchpoints) {
    touchpoints.push_back(*failure.graph.Find(id));
  }
  AddWays(failure.graph, open.node, touchpoints, why);
  risk::DownstreamCounter counter(failure.graph);
  std::vector<bool> is_behind(failure.graph.node_count(), false);
  is_behind[open.node] = true;
  for (const risk::NodeIndex node : counter.Downstream(open.node)) is_behind[node] = true;
  for (const auto& [id, cause] : state.common_causes) {
    const bool strikes =
        std::any_of(cause.nodes.begin(), cause.nodes.end(),
                    [&](const std::string& node) { return is_behind[*failure.graph.Find(node)]; });
    if (strikes) why.common_causes.push_back(id);
  }
}

}  // namespace internal

// Why the open risk `id` stands where it does at `as_of` in `state`.
[[nodiscard]] inline absl::StatusOr<RiskExplanation> ExplainRisk(const State& state,
                                                                 absl::Time as_of,
                                                                 std::string_view id) {
  const model::Policy& policy = state.policy.has_value() ? *state.policy : DefaultPolicy();
  READINESS_ASSIGN_OR_RETURN(const internal::RiskModel model,
                             internal::BuildRiskModel(state, policy, true));
  const internal::FailureGraph& failure = model.failure;
  const internal::View view{state, policy, as_of};
  RiskExplanation why;
  for (uint32_t row = 0; row < failure.risks.size(); ++row) {
    const internal::OpenRisk& open = failure.risks[row];
    if (open.id != id) continue;
    READINESS_RETURN_IF_ERROR(internal::ExplainTier(view, open, model.tiers, why));
    internal::ExplainLoss(failure, row, why);
    READINESS_RETURN_IF_ERROR(internal::ExplainRank(view, model, row, why));
    internal::ExplainWays(state, failure, open, why);
    return why;
  }
  return base::Unknown("reference", base::Cat("no risk \"", id, "\" is open at that moment"));
}

}  // namespace readiness::engine
