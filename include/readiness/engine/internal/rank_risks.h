// readiness/engine/internal/rank_risks.h: stage MAP_RISK: the graph, tiers, ranks, and work that
// waits for itself (R26, R27).
//
// Open risks are ranked by tier, then by how much the expected loss falls without them, then by how
// many nodes their failure can reach, then by id (risk/risk_losses.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/internal/circular_dependencies.h"
#include "readiness/engine/internal/failure_graph.h"
#include "readiness/engine/internal/measure_blocked_work.h"
#include "readiness/engine/internal/tier.h"
#include "readiness/engine/internal/view.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/risk_losses.h"

namespace readiness::engine::internal {

// What neither a moment nor a waiver changes of how a state's risks rank: built once for all
// judgements of one state.
struct RiskModel {
  FailureGraph failure;
  TierTable tiers;
};
// With what each risk costs where `with_losses`: for an answer that shows it.
[[nodiscard]] inline absl::StatusOr<RiskModel> BuildRiskModel(const State& state,
                                                              const model::Policy& policy,
                                                              bool with_losses) {
  RiskModel model;
  READINESS_ASSIGN_OR_RETURN(model.failure, BuildFailureGraph(state, with_losses));
  READINESS_ASSIGN_OR_RETURN(model.tiers, TierTable::Create(policy.tier_table));
  return model;
}

// The five bands of an open risk at the view's moment.
[[nodiscard]] inline risk::RiskBandSets BandsOfRisk(const View& view, const OpenRisk& open) {
  const model::RiskBands& cuts = view.policy.risk_bands;
  const model::RiskRaised& risk = open.state->risk;
  risk::RiskBandSets bands;
  bands.likelihood = risk::LikelihoodBands(risk::AsBracket(open.leak), cuts);
  bands.proximity = risk::ProximityBands(open.hops, open.reach, cuts);
  bands.severity = risk::SeverityBands(risk::AsBracket(risk.severity), cuts);
  bands.reversibility = risk::ReversibilityBands(risk.reversibility);
  bands.launch = risk::LaunchBands(view.LaunchAt(), view.state.launched.has_value(), view.as_of,
                                   LengthOf(cuts.launch_soon), LengthOf(cuts.launch_imminent));
  return bands;
}

// The tiers that an open risk may have, whatever a likelihood that is uncertain or not given and a
// bracketed proximity turn out to be. Where likelihoods of edges are uncertain, so is how near it
// is. What nobody said otherwise stays at its worst, as the policy has it.
[[nodiscard]] inline risk::TierRange TiersOfRisk(const View& view, const RiskModel& model,
                                                 const OpenRisk& open) {
  risk::RiskBandSets bands = BandsOfRisk(view, open);
  bands.likelihood = risk::LikelihoodBands(open.leaks, view.policy.risk_bands);
  if (!open.reach.has_value()) {
    bands.proximity = risk::BandSet::Of(bands.proximity.worst);
  } else if (model.failure.has_uncertain_edges && open.hops.has_value() && *open.hops > 0) {
    bands.proximity = risk::BandSet::Any();
  }
  for (risk::BandSet* const set : {&bands.severity, &bands.reversibility, &bands.launch}) {
    *set = risk::BandSet::Of(set->worst);
  }
  return model.tiers.RangeOf(bands);
}

// What its numbers rest on, in a word.
[[nodiscard]] inline std::string_view MethodOf(const risk::RiskLoss& loss) {
  if (!loss.is_known) return "tier";
  if (loss.fall_error.has_value()) return "MC";
  return loss.is_exact ? "exact" : "bracket";
}

inline void ShowLoss(const risk::RiskLoss& loss, RankedRisk& shown) {
  shown.method = MethodOf(loss);
  if (!loss.is_known) return;  // Its worst is no estimate.
  shown.expected_loss_delta = loss.fall_estimate;
  if (!loss.is_exact) {
    shown.expected_loss_delta_low = loss.fall.low;
    shown.expected_loss_delta_high = loss.fall.high;
    shown.expected_loss_delta_error = loss.fall_error;
  }
  if (loss.standalone.low == loss.standalone.high) shown.standalone = loss.standalone.low;
  if (loss.importance.has_value()) {
    shown.share = loss.importance->share;
    shown.raw = loss.importance->raw;
    shown.rrw = loss.importance->rrw;
  }
}

// How many risks the probability to be among the first speaks of.
inline constexpr uint32_t kTopCount = 10;

// Where it is settled without drawing: by the ranks that it may have.
inline void ShowTopProbability(uint32_t rank_low, uint32_t rank_high, RankedRisk& shown) {
  if (rank_high <= kTopCount) shown.top_probability = 1;
  if (rank_low > kTopCount) shown.top_probability = 0;
  shown.top_probability_low = shown.top_probability_high = shown.top_probability;
}

// The open risks by rank. Without losses, for which nobody asked, by tier, downstream count and id.
[[nodiscard]] inline absl::StatusOr<std::vector<RankedRisk>> RankRisks(const View& view,
                                                                       const RiskModel& model) {
  const FailureGraph& failure = model.failure;
  std::vector<RankedRisk> unordered;
  std::vector<risk::RiskOnNode> rows;
  std::vector<uint32_t> downstream;
  for (const OpenRisk& open : failure.risks) {
    RankedRisk shown;
    shown.id = open.id;
    shown.title = open.state->risk.title;
    shown.owner = open.state->ownership.Sole();
    READINESS_ASSIGN_OR_RETURN(const Tier tier, model.tiers.Of(BandsOfRisk(view, open)));
    shown.tier = tier.word;
    shown.certified = tier.is_certified;
    if (open.hops.has_value()) shown.proximity_hops = static_cast<int64_t>(*open.hops);
    if (open.reach.has_value()) {
      if (open.reach->IsExact()) {
        shown.proximity_probability = open.reach->low;
      } else {
        shown.proximity_probability_low = open.reach->low;
        shown.proximity_probability_high = open.reach->high;
      }
    }
    shown.downstream_count = open.downstream;
    rows.push_back({open.id, open.node, open.leak, tier.order});
    // What else the tier may be; where it is none else the ranks are found without a look at it.
    const risk::TierRange tiers = TiersOfRisk(view, model, open);
    if (tiers != risk::TierRange{tier.order, tier.order}) rows.back().tiers = tiers;
    downstream.push_back(open.downstream);
    unordered.push_back(std::move(shown));
  }
  std::vector<RankedRisk> risks;
  risks.reserve(unordered.size());
  if (!failure.losses.has_value()) {
    std::vector<size_t> order(rows.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return std::tuple(-rows[a].tier, -int64_t{downstream[a]}, rows[a].id) <
             std::tuple(-rows[b].tier, -int64_t{downstream[b]}, rows[b].id);
    });
    for (const size_t row : order) risks.push_back(std::move(unordered[row]));
    return risks;
  }
  const risk::RankedLosses ranked = risk::OrderByLoss(*failure.losses, rows, downstream);
  for (const risk::RankedLoss& one : ranked) {
    RankedRisk shown = std::move(unordered[one.risk]);
    shown.rank = one.rank;
    shown.rank_low = one.rank_low;
    shown.rank_high = one.rank_high;
    ShowLoss(failure.losses->Of(one.risk), shown);
    ShowTopProbability(one.rank_low, one.rank_high, shown);
    risks.push_back(std::move(shown));
  }
  return risks;
}

// Asks of each risk what must be known of it; `circles` becomes what of the work waits for itself.
[[nodiscard]] inline absl::Status AskRisks(const View& view, Sheet& sheet,
                                           std::vector<CircularDependency>& circles) {
  const State& state = view.state;
  Finding recorded;
  recorded.owner = view.Steward();
  recorded.next_step = "Record the risks that were found; none recorded is not the same as none";
  sheet.Put("risks-recorded", "", PassIf(!state.risks.empty()), std::move(recorded));
  for (const auto& [id, risk] : state.risks) {
    if (!View::IsOpenRisk(risk)) continue;
    const std::string owner(risk.ownership.Sole().empty() ? std::string_view(view.Steward())
                                                          : risk.ownership.Sole());
    const std::string label = view.LabelOf(id, risk.risk.title);
    Finding node;
    node.owner = owner;
    node.label = label;
    node.value = risk.risk.node;
    if (risk.risk.node.empty()) {
      node.next_step = base::Cat("Say on which node risk \"", id, "\" sits with risk_estimated");
    }
    sheet.Put("risk-node", id, PassIf(!risk.risk.node.empty()), std::move(node));
    Finding likelihood;
    likelihood.owner = owner;
    likelihood.label = label;
    if (risk.risk.likelihood.has_value()) {
      READINESS_ASSIGN_OR_RETURN(const std::optional<double> mean,
                                 risk::MeanLikelihood(*risk.risk.likelihood));
      if (mean.has_value()) likelihood.value = base::Cat(*mean);
    }
    const bool is_estimated = !likelihood.value.empty();
    if (!is_estimated) {
      likelihood.next_step =
          base::Cat("Estimate how likely risk \"", id, "\" is with risk_estimated");
    }
    sheet.Put("risk-likelihood", id, PassIf(is_estimated), std::move(likelihood));
  }

  if (state.dependencies.empty()) {
    sheet.Put("no-circular-dependency", "", model::Result::NotApplicable());
    return absl::OkStatus();
  }
  READINESS_ASSIGN_OR_RETURN(const risk::Graph work, BuildLiveWorkGraph(view));
  circles = FindCircularDependencies(work, risk::FindComponents(work), kOfWork);
  Finding finding;
  finding.owner = view.Steward();
  finding.next_step =
      "Break the circle: drop one of its dependencies (dependency_declared, edge_declared with "
      "is_dropped)";
  for (const CircularDependency& circle : circles) {
    if (!finding.value.empty()) finding.value += "; ";
    finding.value += WaitsText(circle);
  }
  sheet.Put("no-circular-dependency", "",
            circles.empty() ? model::Result::Pass() : model::Result::Fail(), std::move(finding));
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
