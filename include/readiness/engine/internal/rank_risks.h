// readiness/engine/internal/rank_risks.h: stage MAP_RISK: the graph, tiers, ranks, and work that
// waits for itself (R26, R27).
//
// Open risks are ranked by tier, then those without their one owner first, then by fewest hops to a
// touchpoint, then by how many nodes their failure can reach, then by id.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/internal/measure_blocked_work.h"
#include "readiness/engine/internal/tier.h"
#include "readiness/engine/internal/view.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/proximity.h"
#include "readiness/risk/reach.h"

namespace readiness::engine::internal {

// The graph over which failure runs: declared edges, and dependencies that carry a probability.
struct FailureGraph {
  risk::Graph graph;
  risk::Components components;
  std::optional<risk::Proximity> proximity;
};

// The node on which a decision, an item or a node sits; "" where it sits on none.
[[nodiscard]] inline std::string_view NodeOf(const State& state, std::string_view id) {
  if (Find(state.nodes, id) != nullptr) return id;
  if (const DecisionState* decision = Find(state.decisions, id)) return decision->opened.node;
  if (const ScopeItemState* item = Find(state.items, id)) {
    if (const DecisionState* decision = Find(state.decisions, item->request.decision)) {
      return decision->opened.node;
    }
  }
  return {};
}

[[nodiscard]] inline absl::StatusOr<FailureGraph> BuildFailureGraph(const State& state) {
  std::vector<std::string_view> ids;
  ids.reserve(state.nodes.size());
  for (const auto& [id, node] : state.nodes) ids.push_back(id);
  std::vector<risk::Edge> edges;
  edges.reserve(state.edges.size() + state.dependencies.size());
  for (const EdgeState& edge : state.edges) {
    std::optional<double> probability = edge.fact.probability;
    if (!probability.has_value() && edge.fact.likelihood.has_value()) {
      READINESS_ASSIGN_OR_RETURN(probability, risk::MeanLikelihood(*edge.fact.likelihood));
    }
    edges.push_back({edge.fact.prerequisite, edge.fact.dependent, probability});
  }
  for (const auto& [key, dependency] : state.dependencies) {
    if (!dependency.fact.probability.has_value()) continue;  // It orders work only.
    const std::string_view prerequisite = NodeOf(state, dependency.fact.prerequisite);
    const std::string_view dependent = NodeOf(state, dependency.fact.dependent);
    if (prerequisite.empty() || dependent.empty() || prerequisite == dependent) continue;
    edges.push_back({prerequisite, dependent, dependency.fact.probability});
  }
  FailureGraph failure;
  READINESS_ASSIGN_OR_RETURN(failure.graph, risk::Graph::Build(ids, edges));
  failure.components = risk::FindComponents(failure.graph);
  std::vector<risk::NodeIndex> touchpoints;
  for (const auto& [id, touchpoint] : state.touchpoints) {
    touchpoints.push_back(*failure.graph.Find(id));
  }
  READINESS_ASSIGN_OR_RETURN(
      failure.proximity,
      risk::MeasureProximity(failure.graph, failure.components, touchpoints, {}));
  return failure;
}

// What neither a moment nor a waiver changes of how a state's risks rank: built once for all
// judgements of one state.
struct RiskModel {
  FailureGraph failure;
  TierTable tiers;
};
[[nodiscard]] inline absl::StatusOr<RiskModel> BuildRiskModel(const State& state,
                                                              const model::Policy& policy) {
  RiskModel model;
  READINESS_ASSIGN_OR_RETURN(model.failure, BuildFailureGraph(state));
  READINESS_ASSIGN_OR_RETURN(model.tiers, TierTable::Create(policy.tier_table));
  return model;
}

// The five bands of a risk at the view's moment.
[[nodiscard]] inline absl::StatusOr<risk::RiskBandSets> BandsOfRisk(
    const View& view, const FailureGraph& failure, const RiskState& state,
    risk::DownstreamCounter& counter, RankedRisk& shown) {
  const model::RiskBands& cuts = view.policy.risk_bands;
  risk::RiskBandSets bands;
  READINESS_ASSIGN_OR_RETURN(
      const std::optional<double> leak,
      risk::LeakProbability(state.risk.likelihood, state.risk.detectability));
  bands.likelihood = risk::LikelihoodBands(risk::AsBracket(leak), cuts);

  std::optional<uint32_t> hops;
  std::optional<risk::Bracket> reach;
  if (const auto node = failure.graph.Find(state.risk.node); node.has_value()) {
    hops = failure.proximity->Hops(*node);
    reach = failure.proximity->ReachProbability(*node);
    if (hops.has_value()) shown.proximity_hops = static_cast<int64_t>(*hops);
    if (reach.has_value() && reach->IsExact()) shown.proximity_probability = reach->low;
    shown.downstream_count = static_cast<int64_t>(counter.Count(*node));
  }
  bands.proximity = risk::ProximityBands(hops, reach, cuts);
  bands.severity = risk::SeverityBands(risk::AsBracket(state.risk.severity), cuts);
  bands.reversibility = risk::ReversibilityBands(state.risk.reversibility);
  bands.launch = risk::LaunchBands(view.LaunchAt(), view.state.launched.has_value(), view.as_of,
                                   LengthOf(cuts.launch_soon), LengthOf(cuts.launch_imminent));
  return bands;
}

[[nodiscard]] inline absl::StatusOr<std::vector<RankedRisk>> RankRisks(const View& view,
                                                                       const RiskModel& model) {
  const FailureGraph& failure = model.failure;
  struct Key {
    int tier;
    int owner;
    int64_t hops;
    int64_t downstream;
  };
  std::vector<std::pair<Key, RankedRisk>> ranked;
  risk::DownstreamCounter counter(failure.graph);
  for (const auto& [id, state] : view.state.risks) {
    if (!View::IsOpenRisk(state)) continue;
    RankedRisk shown;
    shown.id = id;
    shown.title = state.risk.title;
    shown.owner = state.ownership.Sole();
    READINESS_ASSIGN_OR_RETURN(const risk::RiskBandSets bands,
                               BandsOfRisk(view, failure, state, counter, shown));
    READINESS_ASSIGN_OR_RETURN(const Tier tier, model.tiers.Of(bands));
    shown.tier = tier.word;
    shown.certified = tier.is_certified;
    shown.method = "tier table, owner state, fewest hops";
    const Key key{-tier.order, shown.owner.empty() ? 0 : 1,
                  shown.proximity_hops.value_or(std::numeric_limits<int64_t>::max()),
                  -shown.downstream_count};
    ranked.emplace_back(key, std::move(shown));
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.tier, a.first.owner, a.first.hops, a.first.downstream, a.second.id) <
           std::tie(b.first.tier, b.first.owner, b.first.hops, b.first.downstream, b.second.id);
  });
  std::vector<RankedRisk> risks;
  risks.reserve(ranked.size());
  for (auto& [key, shown] : ranked) {
    shown.rank = static_cast<int64_t>(risks.size()) + 1;
    risks.push_back(std::move(shown));
  }
  return risks;
}

[[nodiscard]] inline absl::Status AskRisks(const View& view, Sheet& sheet) {
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
  const risk::Components components = risk::FindComponents(work);
  const std::vector<risk::Circle> circles = risk::FindCircles(work, components);
  Finding finding;
  finding.owner = view.Steward();
  finding.next_step =
      "Break the circle: drop one of its dependencies (dependency_declared, edge_declared with "
      "is_dropped)";
  for (const risk::Circle& circle : circles) {
    if (!finding.value.empty()) finding.value += "; ";
    finding.value += risk::CircleText(work, circle);
  }
  sheet.Put("no-circular-dependency", "",
            circles.empty() ? model::Result::Pass() : model::Result::Fail(), std::move(finding));
  return absl::OkStatus();
}

}  // namespace readiness::engine::internal
