// readiness/engine/internal/failure_graph.h: the graph over which failure runs, where each open
// risk sits on it, and what each costs customers (R27).
//
// None of it depends on the moment: it is made once a state and shared by all moments that are
// judged. Losses are measured for an answer that shows them alone; bands and tiers rest on hops and
// reach, which are always there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/engine/internal/circular_dependencies.h"
#include "readiness/engine/internal/view.h"
#include "readiness/risk/bands.h"
#include "readiness/risk/components.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/proximity.h"
#include "readiness/risk/reach.h"
#include "readiness/risk/risk_losses.h"
#include "readiness/risk/touchpoint_reach.h"

namespace readiness::engine::internal {

// An open risk on the graph.
struct OpenRisk {
  std::string_view id;
  const RiskState* state = nullptr;
  risk::NodeIndex node = risk::kNoNode;  // kNoNode: nobody said where it sits.
  std::optional<double> leak;            // p (1 - d), of the mean of p; not given: unknown.
  std::optional<risk::Bracket> leaks;    // All that it may be; not given: unknown.
  std::optional<uint32_t> hops;
  std::optional<risk::Bracket> reach;  // Of any touchpoint; not given: nobody can say.
  uint32_t downstream = 0;
};

// Declared edges, and dependencies that carry a probability; and what stands on them.
struct FailureGraph {
  risk::Graph graph;
  risk::Components components;
  std::vector<OpenRisk> risks;              // By id.
  std::vector<CircularDependency> circles;  // Over which failure runs; asked for with the losses.
  std::optional<risk::RiskLosses> losses;   // By risk; not given: nobody asked.
  size_t unknown_edge_count = 0;            // Edges without a probability.
  bool has_uncertain_edges = false;         // Is the likelihood of an edge more than one number?
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

[[nodiscard]] inline bool IsDistribution(const std::optional<model::Likelihood>& likelihood) {
  return likelihood.has_value() &&
         (std::holds_alternative<model::BetaLikelihood>(likelihood->form) ||
          std::holds_alternative<model::PertLikelihood>(likelihood->form));
}

[[nodiscard]] inline absl::StatusOr<risk::Graph> BuildRiskGraph(const State& state,
                                                                FailureGraph& failure) {
  std::vector<std::string_view> ids;
  ids.reserve(state.nodes.size());
  for (const auto& [id, node] : state.nodes) ids.push_back(id);
  std::vector<risk::Edge> edges;
  edges.reserve(state.edges.size() + state.dependencies.size());
  for (const auto& [ends, edge] : state.edges) {
    std::optional<double> probability = edge.fact.probability;
    if (!probability.has_value() && edge.fact.likelihood.has_value()) {
      READINESS_ASSIGN_OR_RETURN(probability, risk::MeanLikelihood(*edge.fact.likelihood));
    }
    failure.unknown_edge_count += probability.has_value() ? 0U : 1U;
    failure.has_uncertain_edges =
        failure.has_uncertain_edges ||
        (!edge.fact.probability.has_value() && IsDistribution(edge.fact.likelihood));
    edges.push_back({edge.fact.prerequisite, edge.fact.dependent, probability});
  }
  for (const auto& [key, dependency] : state.dependencies) {
    if (!dependency.fact.probability.has_value()) continue;  // It orders work only.
    const std::string_view prerequisite = NodeOf(state, dependency.fact.prerequisite);
    const std::string_view dependent = NodeOf(state, dependency.fact.dependent);
    if (prerequisite.empty() || dependent.empty() || prerequisite == dependent) continue;
    edges.push_back({prerequisite, dependent, dependency.fact.probability});
  }
  return risk::Graph::Build(ids, edges);
}

// Where the open risks sit, and how near that is to customers.
[[nodiscard]] inline absl::Status PlaceRisks(const State& state,
                                             std::span<const risk::NodeIndex> touchpoints,
                                             FailureGraph& failure) {
  READINESS_ASSIGN_OR_RETURN(const risk::FailureNetwork network,
                             risk::FailureNetwork::Build(failure.graph, failure.components, {}));
  READINESS_ASSIGN_OR_RETURN(const risk::Proximity proximity,
                             risk::MeasureProximity(network, touchpoints));
  const risk::TouchpointReach exact_reach(failure.graph, failure.components, touchpoints);
  risk::DownstreamCounter counter(failure.graph);
  for (const auto& [id, risk] : state.risks) {
    if (!View::IsOpenRisk(risk)) continue;
    OpenRisk open;
    open.id = id;
    open.state = &risk;
    READINESS_ASSIGN_OR_RETURN(
        open.leak, risk::LeakProbability(risk.risk.likelihood, risk.risk.detectability));
    open.leaks = risk::LeakRange(risk.risk.likelihood, risk.risk.detectability);
    if (const auto node = failure.graph.Find(risk.risk.node); node.has_value()) {
      open.node = *node;
      const risk::Place place = network.PlaceOf(*node);
      open.hops = proximity.Hops(place);
      if (proximity.is_defined()) {
        open.reach = exact_reach.Of(*node);
        if (!open.reach.has_value()) open.reach = proximity.ReachProbability(place);
      }
      open.downstream = static_cast<uint32_t>(counter.Count(*node));
    }
    failure.risks.push_back(std::move(open));
  }
  return absl::OkStatus();
}

// The most that is spent on a solution: what an answer can wait for (under a millisecond). Beyond
// it the brackets stand, and worlds are drawn for as long again.
inline constexpr risk::CascadeOptions kLossEffort = {.most_frontier = 16, .most_work = 1 << 16};
inline constexpr risk::DrawingOptions kDrawingEffort = {.worlds = 8192, .most_steps = 1 << 17};

[[nodiscard]] inline absl::Status MeasureLosses(const State& state, FailureGraph& failure) {
  std::vector<risk::RiskOnNode> risks;
  for (const OpenRisk& open : failure.risks) {
    risk::RiskOnNode& row = risks.emplace_back(risk::RiskOnNode{open.id, open.node, open.leak});
    if (open.leaks.has_value() && !open.leaks->IsExact()) row.leaks = open.leaks;
  }
  std::vector<risk::TouchpointValue> touchpoints;
  for (const auto& [id, touchpoint] : state.touchpoints) {
    touchpoints.push_back({*failure.graph.Find(id), touchpoint.value, touchpoint.severity});
  }
  std::vector<std::vector<risk::NodeIndex>> members(state.common_causes.size());
  std::vector<risk::CommonCause> causes;
  for (const auto& [id, cause] : state.common_causes) {
    std::vector<risk::NodeIndex>& nodes = members[causes.size()];
    for (const std::string& node : cause.nodes) nodes.push_back(*failure.graph.Find(node));
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    causes.push_back({id, nodes, cause.probability});
  }
  READINESS_ASSIGN_OR_RETURN(
      failure.losses, risk::RiskLosses::Measure(
                          failure.graph, {risks, touchpoints, causes, failure.has_uncertain_edges},
                          kLossEffort, kDrawingEffort));
  return absl::OkStatus();
}

// The graph of a state; with what each risk costs where `with_losses`.
[[nodiscard]] inline absl::StatusOr<FailureGraph> BuildFailureGraph(const State& state,
                                                                    bool with_losses) {
  FailureGraph failure;
  READINESS_ASSIGN_OR_RETURN(failure.graph, BuildRiskGraph(state, failure));
  failure.components = risk::FindComponents(failure.graph);
  if (with_losses) {
    failure.circles = FindCircularDependencies(failure.graph, failure.components, kOfFailure);
  }
  std::vector<risk::NodeIndex> touchpoints;
  for (const auto& [id, touchpoint] : state.touchpoints) {
    touchpoints.push_back(*failure.graph.Find(id));
  }
  READINESS_RETURN_IF_ERROR(PlaceRisks(state, touchpoints, failure));
  if (with_losses) READINESS_RETURN_IF_ERROR(MeasureLosses(state, failure));
  return failure;
}

}  // namespace readiness::engine::internal
