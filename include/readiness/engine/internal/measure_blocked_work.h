// readiness/engine/internal/measure_blocked_work.h: which open decision most work waits for (R26).
#pragma once

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/engine/internal/view.h"
#include "readiness/risk/blocked_work.h"
#include "readiness/risk/components.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/slack.h"
#include "readiness/risk/unlock_order.h"

namespace readiness::engine::internal {

[[nodiscard]] inline bool IsUnresolved(const DecisionState& decision) {
  return decision.is_in_scope && IsOpen(decision.phase);
}

// Is it work that is still to be done: no decision that is out of scope, built, or was turned down,
// taken back or replaced, and no item of one that is out of scope?
[[nodiscard]] inline bool IsLiveWork(const View& view, std::string_view id) {
  if (const DecisionState* decision = Find(view.state.decisions, id)) {
    return decision->is_in_scope &&
           (IsOpen(decision->phase) || decision->phase == DecisionPhase::kApproved);
  }
  const ScopeItemState* item = Find(view.state.items, id);
  return item == nullptr || view.IsItemInScope(*item);
}

// The graph over which live work waits: nothing waits for what will not be done.
[[nodiscard]] inline absl::StatusOr<risk::Graph> BuildLiveWorkGraph(const View& view) {
  std::set<std::string_view> ids;
  std::vector<risk::Edge> edges;
  for (const auto& [key, dependency] : view.state.dependencies) {
    const model::DependencyDeclared& fact = dependency.fact;
    if (!IsLiveWork(view, fact.dependent) || !IsLiveWork(view, fact.prerequisite)) continue;
    ids.insert(fact.dependent);
    ids.insert(fact.prerequisite);
    edges.push_back({fact.prerequisite, fact.dependent, std::nullopt});
  }
  const std::vector<std::string_view> sorted(ids.begin(), ids.end());
  return risk::Graph::Build(sorted, edges);
}

// The node at which an unresolved decision sits and whose work waits for it; null: at none, or it
// is that node itself.
[[nodiscard]] inline const model::NodeDeclared* WaitingNodeOf(const View& view,
                                                              const DecisionState& decision) {
  if (!IsUnresolved(decision) || decision.opened.node == decision.opened.id) return nullptr;
  return Find(view.state.nodes, decision.opened.node);
}

// The graph over which work waits: dependencies of any kind, every unresolved decision, and the
// node of each, which waits for all decisions at it.
[[nodiscard]] inline absl::StatusOr<risk::Graph> BuildWorkGraph(const View& view) {
  std::set<std::string_view> ids;
  std::vector<risk::Edge> edges;
  for (const auto& [key, dependency] : view.state.dependencies) {
    ids.insert(dependency.fact.dependent);
    ids.insert(dependency.fact.prerequisite);
    edges.push_back({dependency.fact.prerequisite, dependency.fact.dependent, std::nullopt});
  }
  for (const auto& [id, decision] : view.state.decisions) {
    if (IsUnresolved(decision)) ids.insert(id);
    if (const model::NodeDeclared* node = WaitingNodeOf(view, decision)) {
      ids.insert(node->id);
      edges.push_back({id, node->id, std::nullopt});
    }
  }
  const std::vector<std::string_view> sorted(ids.begin(), ids.end());
  return risk::Graph::Build(sorted, edges);
}

// The effort that waits with a piece of work, in owner-hours: its node's, 1 where none is given,
// and 0 for a decision that is taken or out of scope, and for an item of one that is out of scope.
// The effort of a node at which decisions sit is the node's alone, so that it counts once.
[[nodiscard]] inline double EffortOf(const View& view, std::string_view id) {
  std::string_view node_id = id;
  if (const DecisionState* decision = Find(view.state.decisions, id)) {
    if (!IsUnresolved(*decision) || WaitingNodeOf(view, *decision) != nullptr) return 0;
    node_id = decision->opened.node;
  }
  const ScopeItemState* item = Find(view.state.items, id);
  if (item != nullptr && !view.IsItemInScope(*item)) return 0;
  const model::NodeDeclared* node = Find(view.state.nodes, node_id);
  return node == nullptr ? 1 : node->effort.value_or(1);
}

// Unresolved decisions by the share of blocked work that is theirs, then by reach, then by id.
[[nodiscard]] inline absl::StatusOr<std::vector<BlockedWork>> MeasureBlockedWork(const View& view) {
  READINESS_ASSIGN_OR_RETURN(const risk::Graph graph, BuildWorkGraph(view));
  const risk::Components components = risk::FindComponents(graph);
  std::vector<double> effort(graph.node_count());
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    effort[node] = EffortOf(view, graph.Id(node));
  }
  std::vector<risk::NodeIndex> unresolved;
  for (const auto& [id, decision] : view.state.decisions) {
    if (IsUnresolved(decision)) unresolved.push_back(*graph.Find(id));
  }
  READINESS_ASSIGN_OR_RETURN(const risk::BlockedWork measured,
                             risk::MeasureBlockedWork(graph, components, unresolved, effort));
  READINESS_ASSIGN_OR_RETURN(const std::vector<std::optional<double>> slack,
                             risk::MeasureSlack(graph, components, effort));
  // The log records no hours for deciding itself, so each decision counts as one.
  const std::vector<double> hours(unresolved.size(), 1.0);
  READINESS_ASSIGN_OR_RETURN(
      const std::vector<risk::UnlockStep> steps,
      risk::OrderByUnlockedEffort(graph, components, unresolved, effort, hours));
  std::vector<int64_t> order(graph.node_count(), 0);
  for (size_t i = 0; i < steps.size(); ++i) order[steps[i].decision] = static_cast<int64_t>(i) + 1;

  std::vector<BlockedWork> shown;
  shown.reserve(measured.decisions.size());
  for (const risk::DecisionWork& work : measured.decisions) {
    const std::string_view id = graph.Id(work.decision);
    shown.push_back({std::string(id), view.DecisionOwner(*Find(view.state.decisions, id)),
                     work.reach, work.sole, work.share, slack[work.decision],
                     order[work.decision]});
  }
  std::sort(shown.begin(), shown.end(), [](const BlockedWork& a, const BlockedWork& b) {
    return std::tie(b.share, b.reach, a.decision) < std::tie(a.share, a.reach, b.decision);
  });
  return shown;
}

}  // namespace readiness::engine::internal
