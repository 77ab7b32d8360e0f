#include "readiness/wire/risk_graph.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/blocked_work.h"
#include "readiness/risk/graph_rows.h"
#include "readiness/risk/slack.h"
#include "readiness/risk/unlock_order.h"
#include "readiness/v1/graph.pb.h"
#include "readiness/v1/ranking.pb.h"

#include "wire/graph_risks.h"
#include "wire/message_codec.h"
#include "wire/ranking_messages.h"

namespace readiness::wire {
namespace internal {

READINESS_MESSAGE(wire, RiskNode) {
  FIELD(id);
  FIELD(probability);
  FIELD(impact);
  FIELD(is_dropped);
}

READINESS_MESSAGE(wire, RiskEdge) {
  FIELD(prerequisite);
  FIELD(dependent);
  FIELD(probability);
  FIELD(is_dropped);
}

template <>
struct Mapping<RiskGraphInput> {
  using Message = v1::RiskGraph;
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(nodes);
    FIELD(edges);
  }
};

namespace {

// What Ranking gives.
struct GivenRanking {
  std::vector<engine::RankedRisk> risks;
  std::vector<engine::BlockedWork> blocked_work;
  std::vector<engine::Action> actions;
  std::vector<std::string> notes;
};

}  // namespace

template <>
struct Mapping<GivenRanking> {
  using Message = v1::Ranking;
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(risks);
    FIELD(blocked_work);
    FIELD(actions);
    FIELD(notes);
  }
};

}  // namespace internal

namespace {

using base::Cat;
using internal::NameStyle;
using internal::Schema;

// Beyond this blocked work is left out, and a note says so: words of 512 decisions.
constexpr double kMostSweepSteps = 3e8;

absl::Status AtNode(size_t i, const absl::Status& status) {
  return base::At(Cat("nodes[", i, "]"), status);
}
absl::Status AtEdge(size_t i, const absl::Status& status) {
  return base::At(Cat("edges[", i, "]"), status);
}

// Is a node or an edge sound by itself? `knows` tells which ids are nodes.
absl::Status Check(const RiskNode& node) {
  READINESS_RETURN_IF_ERROR(risk::CheckProbability(node.probability));
  READINESS_RETURN_IF_ERROR(risk::CheckImpact(node.impact));
  return risk::CheckNodeId(node.id);
}
template <typename Knows>
absl::Status Check(const RiskEdge& edge, const Knows& knows) {
  READINESS_RETURN_IF_ERROR(risk::CheckProbability(edge.probability));
  if (!knows(edge.prerequisite)) return risk::UnknownNode("prerequisite", edge.prerequisite);
  if (!knows(edge.dependent)) return risk::UnknownNode("dependent", edge.dependent);
  if (edge.prerequisite != edge.dependent) return absl::OkStatus();
  return risk::SelfEdge(edge.dependent);
}

using Ends = std::pair<absl::string_view, absl::string_view>;
Ends EndsOf(const RiskEdge& edge) {
  return {base::ToAbsl(edge.prerequisite), base::ToAbsl(edge.dependent)};
}

// How many of a list are given.
size_t Shown(size_t count, int64_t top) {
  return top == 0 ? count : std::min(count, static_cast<size_t>(top));
}

// The blocked work of every node, each unresolved, an hour of effort and of its owner.
absl::Status AddBlockedWork(const RiskNetwork& of, int64_t top,
                            std::vector<engine::BlockedWork>& works) {
  const risk::Graph& graph = of.graph;
  std::vector<risk::NodeIndex> unresolved(graph.node_count());
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) unresolved[node] = node;
  const std::vector<double> hours(graph.node_count(), 1);
  READINESS_ASSIGN_OR_RETURN(const risk::BlockedWork blocked,
                             risk::MeasureBlockedWork(graph, of.components, unresolved, hours));
  READINESS_ASSIGN_OR_RETURN(
      const std::vector<risk::UnlockStep> order,
      risk::OrderByUnlockedEffort(graph, of.components, unresolved, hours, hours));
  READINESS_ASSIGN_OR_RETURN(const std::vector<std::optional<double>> slack,
                             risk::MeasureSlack(graph, of.components, hours));
  for (size_t i = 0; i < Shown(order.size(), top); ++i) {
    const risk::DecisionWork& work = blocked.decisions[order[i].decision];
    engine::BlockedWork row;
    row.decision = std::string(graph.Id(work.decision));
    row.reach = work.reach;
    row.sole = work.sole;
    row.share = work.share;
    row.slack = slack[work.decision];
    row.order = static_cast<int64_t>(i) + 1;
    works.push_back(std::move(row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RiskGraphInput> DecodeRiskGraph(std::string_view bytes, Encoding encoding,
                                               const Limits& limits) {
  if (bytes.empty()) return RiskGraphInput{};
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  if (encoding == Encoding::kJson) {
    return internal::DecodeValueJson<RiskGraphInput>(bytes, *schema, schema->risk_graph(), limits);
  }
  return internal::DecodeValue<RiskGraphInput>(bytes, schema->risk_graph(), NameStyle::kSnake,
                                               limits);
}

absl::StatusOr<std::string> EncodeRiskGraph(const RiskGraphInput& graph, Encoding encoding) {
  const bool is_json = encoding == Encoding::kJson;
  READINESS_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::EncodeValue(graph, is_json ? NameStyle::kCamel : NameStyle::kSnake));
  if (!is_json) return bytes;
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return schema->ToJson(schema->risk_graph(), bytes, JsonLayout::kIndented, /*prints_all=*/false);
}

absl::StatusOr<std::string> EncodeRanking(const GraphRanking& ranking, Encoding encoding) {
  const bool is_json = encoding == Encoding::kJson;
  READINESS_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::EncodeValue(
          internal::GivenRanking{ranking.risks, ranking.blocked_work, {}, ranking.notes},
          is_json ? NameStyle::kCamel : NameStyle::kSnake));
  if (!is_json) return bytes;
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return schema->ToJson(schema->ranking(), bytes, JsonLayout::kIndented, /*prints_all=*/true);
}

absl::StatusOr<RiskGraphInput> Changed(const RiskGraphInput& graph, const RiskGraphInput& change) {
  RiskGraphInput changed;
  absl::flat_hash_map<absl::string_view, const RiskNode*> nodes;
  for (size_t i = 0; i < change.nodes.size(); ++i) {
    const RiskNode& node = change.nodes[i];
    if (!nodes.emplace(base::ToAbsl(node.id), &node).second) {
      return AtNode(i, base::Invalid("graph/duplicate-node",
                                     Cat(base::Quoted(node.id), " comes twice in one change")));
    }
    if (node.is_dropped) continue;
    if (const absl::Status status = Check(node); !status.ok()) return AtNode(i, status);
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
      return AtNode(
          i, base::RuleError(absl::StatusCode::kNotFound, "graph/unknown-node",
                             Cat(base::Quoted(node.id), " is no node and cannot be dropped")));
    }
    changed.nodes.push_back(node);
  }
  absl::flat_hash_map<Ends, bool> replaced;  // Is there an edge between them?
  for (const RiskEdge& edge : change.edges) replaced.emplace(EndsOf(edge), false);
  const auto is_gone = [&nodes](const std::string& id) {
    const auto found = nodes.find(base::ToAbsl(id));
    return found != nodes.end() && found->second->is_dropped;
  };
  for (const RiskEdge& edge : graph.edges) {
    if (const auto found = replaced.find(EndsOf(edge)); found != replaced.end()) {
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
      if (const absl::Status status = Check(edge, stands); !status.ok()) return AtEdge(i, status);
      changed.edges.push_back(edge);
    } else if (!replaced.at(EndsOf(edge))) {
      return AtEdge(
          i, base::RuleError(absl::StatusCode::kNotFound, "graph/unknown-edge",
                             Cat("there is no edge from ", base::Quoted(edge.prerequisite), " to ",
                                 base::Quoted(edge.dependent), " to drop")));
    }
  }
  return changed;
}

absl::StatusOr<RiskNetwork> BuildRiskNetwork(const RiskGraphInput& input) {
  const auto dropped = [] {
    return base::Invalid("graph/dropped", "is dropped, which only a change may say");
  };
  risk::GraphRows rows([](size_t i) { return Cat("by nodes[", i, "]"); });
  for (size_t i = 0; i < input.nodes.size(); ++i) {
    const RiskNode& node = input.nodes[i];
    if (node.is_dropped) return AtNode(i, dropped());
    const absl::Status added = rows.AddNode(node.id, node.probability, node.impact);
    if (!added.ok()) return AtNode(i, added);
  }
  for (size_t i = 0; i < input.edges.size(); ++i) {
    const RiskEdge& edge = input.edges[i];
    if (edge.is_dropped) return AtEdge(i, dropped());
    const auto prerequisite = rows.Find("prerequisite", edge.prerequisite);
    if (!prerequisite.ok()) return AtEdge(i, prerequisite.status());
    const auto dependent = rows.Find("dependent", edge.dependent);
    if (!dependent.ok()) return AtEdge(i, dependent.status());
    const absl::Status added = rows.AddEdge(*prerequisite, *dependent, edge.probability);
    if (!added.ok()) return AtEdge(i, added);
  }
  return BuildRiskNetwork(rows);
}

absl::StatusOr<RiskNetwork> BuildRiskNetwork(const risk::GraphRows& rows) {
  return BuildRiskNetwork(rows.ids(), rows.probabilities(), rows.impacts(), rows.edges());
}

RiskGraphInput InputOf(const risk::GraphRows& rows) {
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

absl::StatusOr<RiskNetwork> BuildRiskNetwork(std::span<const std::string_view> ids,
                                             std::span<const std::optional<double>> leaks,
                                             std::span<const double> impacts,
                                             std::span<const risk::PositionedEdge> edges) {
  RiskNetwork built;
  READINESS_ASSIGN_OR_RETURN(built.graph, risk::Graph::BuildFromPositions(ids, edges));
  built.components = risk::FindComponents(built.graph);
  built.leak.resize(ids.size());
  std::vector<risk::NodeLeak> node_leaks;
  std::vector<risk::TouchpointValue> values;
  for (size_t i = 0; i < ids.size(); ++i) {
    const risk::NodeIndex node = built.graph.NodeAt(i);
    built.leak[node] = leaks[i];
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

absl::StatusOr<GraphRanking> RankGraph(const RiskNetwork& network,
                                       const GraphRankOptions& options) {
  const risk::Graph& graph = network.graph;
  READINESS_ASSIGN_OR_RETURN(internal::GraphRisks ranked, internal::GraphRisks::Of(network));
  GraphRanking answer;
  ranked.Draw(options.drawing, answer);
  READINESS_ASSIGN_OR_RETURN(const std::vector<risk::RankedLoss> losses, ranked.Rank());
  answer.risk_count = losses.size();
  answer.has_downstream_counts = !ranked.downstream().empty();
  answer.loss = ranked.cascade().expected_loss();
  answer.is_loss_exact = ranked.cascade().is_loss_exact();
  for (size_t i = 0; i < Shown(losses.size(), options.top); ++i) {
    answer.risks.push_back(
        ranked.Row(losses[i], options.top == 0 ? options.probable : options.top));
  }
  const auto nodes = static_cast<double>(graph.node_count());
  const bool has_work =
      nodes * (nodes + static_cast<double>(graph.edge_count())) / 512 < kMostSweepSteps;
  if (has_work) {
    READINESS_RETURN_IF_ERROR(AddBlockedWork(network, options.top, answer.blocked_work));
  }
  answer.notes = internal::NotesOn(network, answer.has_downstream_counts, has_work);
  return answer;
}

}  // namespace readiness::wire
