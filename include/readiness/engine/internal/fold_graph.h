// readiness/engine/internal/fold_graph.h: facts of the dependency graph.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "readiness/engine/internal/fold_context.h"

namespace readiness::engine::internal {

// What effort and value are at most: as much as the measures of the graph take (room risk).
inline constexpr double kMostAmount = 1e15;

[[nodiscard]] inline absl::Status NeedAmount(std::string_view field, double x) {
  READINESS_RETURN_IF_ERROR(NeedNonNegative(field, x));
  if (x <= kMostAmount) return absl::OkStatus();
  return base::Invalid("value", base::Cat(field, " must be at most 1e15, got ", x));
}

inline absl::Status Check(const State& state, const Context& context,
                          const model::NodeDeclared& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.nodes, "node", fact.id));
  if (fact.kind == model::NodeKind::kUnspecified && !context.is_partly_known) {
    return base::Invalid("value", base::Cat("node ", Quoted(fact.id), " has no kind"));
  }
  return fact.effort.has_value() ? NeedAmount("node_declared.effort", *fact.effort)
                                 : absl::OkStatus();
}
inline void Apply(State& state, const Context&, const model::NodeDeclared& fact) {
  state.nodes.emplace(fact.id, fact);
}

inline absl::Status Check(const State& state, const Context&, const model::EdgeDeclared& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.nodes, "node", fact.dependent));
  READINESS_RETURN_IF_ERROR(NeedKnown(state.nodes, "node", fact.prerequisite));
  if (fact.dependent == fact.prerequisite) {
    return base::Invalid("R26", base::Cat("node ", Quoted(fact.dependent), " depends on itself"));
  }
  if (fact.is_dropped) {
    const bool stands = state.edges.contains({fact.dependent, fact.prerequisite});
    return stands ? absl::OkStatus()
                  : base::Unknown("reference",
                                  base::Cat("there is no edge from ", Quoted(fact.prerequisite),
                                            " to ", Quoted(fact.dependent), " to drop"));
  }
  if (fact.probability.has_value() && fact.likelihood.has_value()) {
    return base::Invalid("value", "edge_declared has both probability and likelihood; give one");
  }
  READINESS_RETURN_IF_ERROR(NeedProbability("edge_declared.probability", fact.probability));
  return NeedLikelihood("edge_declared.likelihood", fact.likelihood);
}
inline void Apply(State& state, const Context& context, const model::EdgeDeclared& fact) {
  if (!Replaces(state, context, "edge", fact.dependent, fact.prerequisite)) return;
  if (fact.is_dropped) {
    state.edges.erase({fact.dependent, fact.prerequisite});
    return;
  }
  // The same edge again is a new estimate.
  state.edges.insert_or_assign({fact.dependent, fact.prerequisite}, EdgeState{fact, context.stamp});
}

inline absl::Status Check(const State& state, const Context&,
                          const model::TouchpointDeclared& fact) {
  READINESS_RETURN_IF_ERROR(NeedKnown(state.nodes, "node", fact.node));
  READINESS_RETURN_IF_ERROR(NeedAmount("touchpoint_declared.value", fact.value));
  return NeedProbability("touchpoint_declared.severity", fact.severity);
}
inline void Apply(State& state, const Context& context, const model::TouchpointDeclared& fact) {
  if (Replaces(state, context, "touchpoint", fact.node))
    state.touchpoints.insert_or_assign(fact.node, fact);
}

inline absl::Status Check(const State& state, const Context&,
                          const model::CommonCauseDeclared& fact) {
  READINESS_RETURN_IF_ERROR(NeedNew(state.common_causes, "common cause", fact.id));
  std::set<std::string> distinct;
  for (const std::string& node : fact.nodes) {
    READINESS_RETURN_IF_ERROR(NeedKnown(state.nodes, "node", node));
    distinct.insert(node);
  }
  if (distinct.size() < 2) {
    return base::Invalid("value", base::Cat("common cause ", Quoted(fact.id),
                                            " needs two or more nodes, got ", distinct.size()));
  }
  return NeedProbability("common_cause_declared.probability", fact.probability);
}
inline void Apply(State& state, const Context&, const model::CommonCauseDeclared& fact) {
  state.common_causes.emplace(fact.id, fact);
}

// Does the id name something that work can wait for: a decision, a scope item or a node?
[[nodiscard]] inline absl::Status NeedWork(const State& state, std::string_view field,
                                           std::string_view id) {
  if (Find(state.decisions, id) != nullptr || Find(state.items, id) != nullptr ||
      Find(state.nodes, id) != nullptr) {
    return absl::OkStatus();
  }
  return base::Unknown(
      "reference",
      base::Cat(field, " ", Quoted(id), " is no decision, scope item or node known at this entry"));
}

inline absl::Status Check(const State& state, const Context&,
                          const model::DependencyDeclared& fact) {
  READINESS_RETURN_IF_ERROR(NeedWork(state, "dependent", fact.dependent));
  READINESS_RETURN_IF_ERROR(NeedWork(state, "prerequisite", fact.prerequisite));
  if (fact.dependent == fact.prerequisite) {
    return base::Invalid("R26", base::Cat(Quoted(fact.dependent), " depends on itself"));
  }
  if (fact.is_dropped) {
    return state.dependencies.contains({fact.dependent, fact.prerequisite})
               ? absl::OkStatus()
               : base::Unknown("reference",
                               base::Cat(Quoted(fact.dependent), " does not wait for ",
                                         Quoted(fact.prerequisite), "; nothing is to be dropped"));
  }
  // A dependency is called "<dependent><-<prerequisite>"; no other may have that name.
  for (const std::string* id : {&fact.dependent, &fact.prerequisite}) {
    if (id->find("<-") != std::string::npos) {
      return base::Invalid("identity", base::Cat(Quoted(*id),
                                                 " holds \"<-\", which parts the two ends in the "
                                                 "name of a dependency; use another id"));
    }
  }
  READINESS_RETURN_IF_ERROR(NeedKnownIfGiven(state.parties, "party", fact.owner));
  return NeedProbability("dependency_declared.probability", fact.probability);
}
// R25: declared again, a dependency has the newest checkpoint. An owner other than the one that
// stands stands beside him: which of them answers for it is not for the later entry to say alone.
// One of several that is named again is the one that is left, and no name takes all away.
inline void Apply(State& state, const Context& context, const model::DependencyDeclared& fact) {
  if (!Replaces(state, context, "dependency", fact.dependent, fact.prerequisite)) return;
  if (fact.is_dropped) {
    state.dependencies.erase({fact.dependent, fact.prerequisite});
    return;
  }
  const absl::Time at = context.stamp.occurred_at;
  const auto [place, is_new] = state.dependencies.try_emplace(
      std::pair(fact.dependent, fact.prerequisite),
      DependencyState{fact, context.stamp, FirstOwner(fact.owner, at)});
  if (is_new) return;
  DependencyState& standing = place->second;
  standing.fact = fact;
  standing.stamp = context.stamp;
  const std::vector<std::string>& owners = standing.ownership.owners;
  if (fact.owner.empty()) {
    if (!owners.empty()) standing.ownership = FirstOwner("", at);
    return;
  }
  const bool is_named_again = std::find(owners.begin(), owners.end(), fact.owner) != owners.end();
  Assign(standing.ownership, fact.owner, !(is_named_again && owners.size() > 1), at);
}

}  // namespace readiness::engine::internal
