// readiness/engine/risk_network.h: a graph of its own, outside the log of a cycle: what may fail,
// and what fails when it does.
//
//   READINESS_ASSIGN_OR_RETURN(const RiskNetwork network, BuildRiskNetwork(input));
//   READINESS_ASSIGN_OR_RETURN(input, Changed(input, change));
//
// Each node is one risk with the id of the node. The same nodes and edges in any order give the
// same network.
//
// Units:   probabilities in [0, 1], impacts in the caller's unit an hour.
// Errors:  InvalidArgument, NotFound or ResourceExhausted: "nodes[3]: " or "edges[7]: " and one of
//          the rules of risk/graph.h, risk/graph_rows.h and risk/failure_network.h. A change that
//          is refused has changed nothing.
// Cost:    linear, some microsecond a node or edge.
// Threads: free functions of their arguments; a network is safe to share.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/base/utf8.h"
#include "readiness/risk/components.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/graph_rows.h"

namespace readiness::engine {

// Field names and meanings are those of readiness/v1/graph.proto.
struct RiskNode {
  std::string id;
  std::optional<double> probability = std::nullopt;  // None: unknown.
  double impact = 0;
  bool is_dropped = false;

  friend bool operator==(const RiskNode&, const RiskNode&) = default;
};
struct RiskEdge {
  std::string prerequisite;
  std::string dependent;
  std::optional<double> probability = std::nullopt;  // None: unknown.
  bool is_dropped = false;

  friend bool operator==(const RiskEdge&, const RiskEdge&) = default;
};
struct RiskGraphInput {
  std::vector<RiskNode> nodes;
  std::vector<RiskEdge> edges;

  friend bool operator==(const RiskGraphInput&, const RiskGraphInput&) = default;
};

namespace internal {

[[nodiscard]] inline absl::Status AtNode(size_t i, const absl::Status& status) {
  return base::At(base::Cat("nodes[", i, "]"), status);
}
[[nodiscard]] inline absl::Status AtEdge(size_t i, const absl::Status& status) {
  return base::At(base::Cat("edges[", i, "]"), status);
}

// Is a node or an edge sound by itself? `knows` tells which ids are nodes.
[[nodiscard]] inline absl::Status CheckRow(const RiskNode& node) {
  READINESS_RETURN_IF_ERROR(risk::CheckProbability(node.probability));
  READINESS_RETURN_IF_ERROR(risk::CheckImpact(node.impact));
  return risk::CheckNodeId(node.id);
}
template <typename Knows>
[[nodiscard]] absl::Status CheckRow(const RiskEdge& edge, const Knows& knows) {
  READINESS_RETURN_IF_ERROR(risk::CheckProbability(edge.probability));
  if (!knows(edge.prerequisite)) return risk::UnknownNode("prerequisite", edge.prerequisite);
  if (!knows(edge.dependent)) return risk::UnknownNode("dependent", edge.dependent);
  if (edge.prerequisite != edge.dependent) return absl::OkStatus();
  return risk::SelfEdge(edge.dependent);
}

using EdgeEnds = std::pair<absl::string_view, absl::string_view>;
[[nodiscard]] inline EdgeEnds EndsOf(const RiskEdge& edge) {
  return {base::ToAbsl(edge.prerequisite), base::ToAbsl(edge.dependent)};
}

}  // namespace internal

// What `graph` becomes by a change: nodes of an id that stands and edges between two nodes that
// have some are replaced, others are added, what is dropped goes. Dropping what is not there is
// refused.
[[nodiscard]] inline absl::StatusOr<RiskGraphInput> Changed(const RiskGraphInput& graph,
                                                            const RiskGraphInput& change) {
  RiskGraphInput changed;
  absl::flat_hash_map<absl::string_view, const RiskNode*> nodes;
  for (size_t i = 0; i < change.nodes.size(); ++i) {
    const RiskNode& node = change.nodes[i];
    if (!nodes.emplace(base::ToAbsl(node.id), &node).second) {
      return internal::AtNode(
          i, base::Invalid("graph/duplicate-node",
                           base::Cat(base::Quoted(node.id), " comes twice in one change")));
    }
    if (node.is_dropped) continue;
    if (const absl::Status status = internal::CheckRow(node); !status.ok())
      return internal::AtNode(i, status);
  }
  absl::flat_hash_set<absl::string_view> standing;
  for (const RiskNode& node : graph.nodes) {
    const auto found = nodes.find(base::ToAbsl(node.id));
    const RiskNode& now = found == nodes.end() ? node : *found->second;
    standing.insert(base::ToAbsl(node.id));
    if (!now.is_dropped) changed.nodes.push_back(now);
  }
  for (size_t i = 0; i < change.nodes.size(); ++i) {
    const RiskNode& node = change.nodes[i];
    if (standing.contains(base::ToAbsl(node.id))) continue;
    if (node.is_dropped) {
      return internal::AtNode(i, base::RuleError(absl::StatusCode::kNotFound, "graph/unknown-node",
                                                 base::Cat(base::Quoted(node.id),
                                                           " is no node and cannot be dropped")));
    }
    changed.nodes.push_back(node);
  }
  absl::flat_hash_map<internal::EdgeEnds, bool> replaced;  // Is there an edge between them?
  for (const RiskEdge& edge : change.edges) replaced.emplace(internal::EndsOf(edge), false);
  const auto is_gone = [&nodes](const std::string& id) {
    const auto found = nodes.find(base::ToAbsl(id));
    return found != nodes.end() && found->second->is_dropped;
  };
  for (const RiskEdge& edge : graph.edges) {
    if (const auto found = replaced.find(internal::EndsOf(edge)); found != replaced.end()) {
      found->second = true;
    } else if (!is_gone(edge.prerequisite) && !is_gone(edge.dependent)) {
      changed.edges.push_back(edge);
    }
  }
  const auto stands = [&](const std::string& id) {
    return (standing.contains(base::ToAbsl(id)) || nodes.contains(base::ToAbsl(id))) &&
           !is_gone(id);
  };
  for (size_t i = 0; i < change.edges.size(); ++i) {
    const RiskEdge& edge = change.edges[i];
    if (!edge.is_dropped) {
      if (const absl::Status status = internal::CheckRow(edge, stands); !status.ok())
        return internal::AtEdge(i, status);
      changed.edges.push_back(edge);
    } else if (!replaced.at(internal::EndsOf(edge))) {
      return internal::AtEdge(
          i, base::RuleError(absl::StatusCode::kNotFound, "graph/unknown-edge",
                             base::Cat("there is no edge from ", base::Quoted(edge.prerequisite),
                                       " to ", base::Quoted(edge.dependent), " to drop")));
    }
  }
  return changed;
}

// A graph, ready to be asked.
struct RiskNetwork {
  risk::Graph graph;
  risk::Components components;
  std::vector<std::optional<double>> leak;  // By node.
  std::vector<risk::NodeIndex> touchpoints;
  risk::FailureNetwork network;
};

// From nodes by position: `leaks` and `impacts` have one element a node, impacts from 0 to 1e15.
[[nodiscard]] inline absl::StatusOr<RiskNetwork> BuildRiskNetwork(
    std::span<const std::string_view> ids, std::span<const std::optional<double>> leaks,
    std::span<const double> impacts, std::span<const risk::PositionedEdge> edges) {
  RiskNetwork built;
  READINESS_ASSIGN_OR_RETURN(built.graph, risk::Graph::BuildFromPositions(ids, edges));
  built.components = risk::FindComponents(built.graph);
  built.leak.resize(ids.size());
  std::vector<risk::NodeLeak> node_leaks;
  std::vector<risk::TouchpointValue> values;
  for (size_t i = 0; i < ids.size(); ++i) {
    const risk::NodeIndex node = built.graph.NodeAt(i);
    built.leak[node] = leaks[i];
    if (leaks[i].has_value()) *built.leak[node] += 0.0;  // No minus zero.
    node_leaks.push_back({node, leaks[i]});
    if (impacts[i] > 0) {
      values.push_back({node, impacts[i], 1});
      built.touchpoints.push_back(node);
    }
  }
  READINESS_ASSIGN_OR_RETURN(
      built.network,
      risk::FailureNetwork::Build(built.graph, built.components, {node_leaks, values, {}}));
  return built;
}

// From rows that were checked as they came.
[[nodiscard]] inline absl::StatusOr<RiskNetwork> BuildRiskNetwork(const risk::GraphRows& rows) {
  return BuildRiskNetwork(rows.ids(), rows.probabilities(), rows.impacts(), rows.edges());
}

// From what is declared.
[[nodiscard]] inline absl::StatusOr<RiskNetwork> BuildRiskNetwork(const RiskGraphInput& input) {
  const auto dropped = [] {
    return base::Invalid("graph/dropped", "is dropped, which only a change may say");
  };
  risk::GraphRows rows([](size_t i) { return base::Cat("by nodes[", i, "]"); });
  for (size_t i = 0; i < input.nodes.size(); ++i) {
    const RiskNode& node = input.nodes[i];
    if (node.is_dropped) return internal::AtNode(i, dropped());
    const absl::Status added = rows.AddNode(node.id, node.probability, node.impact);
    if (!added.ok()) return internal::AtNode(i, added);
  }
  for (size_t i = 0; i < input.edges.size(); ++i) {
    const RiskEdge& edge = input.edges[i];
    if (edge.is_dropped) return internal::AtEdge(i, dropped());
    const auto prerequisite = rows.Find("prerequisite", edge.prerequisite);
    if (!prerequisite.ok()) return internal::AtEdge(i, prerequisite.status());
    const auto dependent = rows.Find("dependent", edge.dependent);
    if (!dependent.ok()) return internal::AtEdge(i, dependent.status());
    const absl::Status added = rows.AddEdge(*prerequisite, *dependent, edge.probability);
    if (!added.ok()) return internal::AtEdge(i, added);
  }
  return BuildRiskNetwork(rows);
}

// What rows declare.
[[nodiscard]] inline RiskGraphInput InputOf(const risk::GraphRows& rows) {
  RiskGraphInput input;
  input.nodes.reserve(rows.ids().size());
  for (size_t i = 0; i < rows.ids().size(); ++i) {
    input.nodes.push_back(
        {std::string(rows.ids()[i]), rows.probabilities()[i], rows.impacts()[i], false});
  }
  input.edges.reserve(rows.edges().size());
  for (const risk::PositionedEdge& edge : rows.edges()) {
    input.edges.push_back({std::string(rows.ids()[edge.prerequisite]),
                           std::string(rows.ids()[edge.dependent]), edge.probability, false});
  }
  return input;
}

}  // namespace readiness::engine
