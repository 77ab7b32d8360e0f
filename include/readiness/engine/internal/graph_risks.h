// readiness/engine/internal/graph_risks.h: the risks of a graph of its own, one on each node,
// measured and in order.
//
// Threads: const once measured and drawn; the network must outlive it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/ranking.h"
#include "readiness/engine/risk_network.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/loss_ranking.h"
#include "readiness/risk/proximity.h"
#include "readiness/risk/rank_uncertainty.h"
#include "readiness/risk/reach.h"
#include "readiness/risk/standalone_loss.h"
#include "readiness/risk/touchpoint_reach.h"

namespace readiness::engine::internal {

// Only so many risks get their standalone loss, the first.
inline constexpr int64_t kMostStandalone = 100;

// Ranks are drawn of no more nodes and edges, solved each time with no more effort: a tenth of a
// second in all. Of the first risks of such a graph, as many as get their standalone loss, the
// probability to reach a touchpoint is solved.
inline constexpr size_t kMostDrawnRows = 4'096;
inline constexpr risk::CascadeOptions kDrawnEffort = {.most_frontier = 12, .most_work = 1 << 13};

class GraphRisks {
 public:
  // Measures all but the order.
  [[nodiscard]] static absl::StatusOr<GraphRisks> Of(const RiskNetwork& network);

  // Draws where the graph is too wide to solve; says what was drawn, of 0 worlds: nothing.
  risk::Drawing Draw(const risk::DrawingOptions& options);
  // Ranks what is measured and drawn.
  [[nodiscard]] absl::StatusOr<risk::RankedLosses> Rank() const;

  // Draws ranks where probabilities are missing, each anything from 0 to 1 alike, and the graph is
  // small enough to be solved that often; else it does nothing.
  [[nodiscard]] absl::Status DrawMissing();

  // On how many probabilities that are missing a loss rests.
  [[nodiscard]] size_t CountMissing() const;
  // Whether a loss would be a bracket also if none were missing.
  [[nodiscard]] bool IsTooWide() const;

  // A risk in its rank, with all that is known of it. `probable`: the first how many
  // top_probability speaks of.
  [[nodiscard]] RankedRisk Row(const risk::RankedLoss& one, int64_t probable) const;

  [[nodiscard]] risk::NodeIndex NodeOf(const risk::RankedLoss& one) const {
    return risks_[one.risk].node;
  }
  [[nodiscard]] risk::Place PlaceOf(const risk::RankedLoss& one) const {
    return of_.network.PlaceOf(NodeOf(one));
  }
  [[nodiscard]] const risk::Cascade& cascade() const { return cascade_; }
  // Other nodes that each can reach; empty: too many to count, unless there is no node.
  [[nodiscard]] const std::vector<uint32_t>& downstream() const { return downstream_; }
  [[nodiscard]] bool has_downstream() const {
    return !downstream_.empty() || of_.graph.node_count() == 0;
  }

 private:
  explicit GraphRisks(const RiskNetwork& network) : of_(network) {}
  // The probability that a failure reaches any touchpoint.
  [[nodiscard]] std::optional<risk::Bracket> ReachOf(const risk::RankedLoss& one) const;
  // Whether a try to solve what the risk costs alone is worth its time: not where all that it can
  // reach is large and was too wide with far more effort.
  [[nodiscard]] bool MayStandAlone(const risk::RankedLoss& one) const {
    return cascade_.IsBirnbaumExact(PlaceOf(one)) || !of_.network.is_known() ||
           downstream_.empty() || downstream_[NodeOf(one)] <= kMostDrawnRows;
  }
  // Whether it may be solved over and over.
  [[nodiscard]] bool IsSmall() const {
    return of_.graph.node_count() + of_.graph.edge_count() <= kMostDrawnRows;
  }
  // The network as if every probability that is missing were one half.
  [[nodiscard]] risk::FailureNetwork WithoutMissing() const;

  const RiskNetwork& of_;
  risk::Cascade cascade_;
  std::vector<risk::RiskOnNode> risks_;
  std::vector<uint32_t> downstream_;
  std::optional<risk::Proximity> proximity_;
  std::optional<risk::TouchpointReach> reach_;  // Of a small graph.
  std::optional<risk::DrawnRanks> drawn_;       // By node.
};

inline absl::StatusOr<GraphRisks> GraphRisks::Of(const RiskNetwork& network) {
  const risk::Graph& graph = network.graph;
  GraphRisks risks(network);
  risks.cascade_ = risk::EvaluateCascade(network.network);
  risks.downstream_ = risk::CountAllDownstream(graph, network.components);
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    risks.risks_.push_back({graph.Id(node), node, network.leak[node], 0});
  }
  READINESS_ASSIGN_OR_RETURN(risks.proximity_,
                             risk::MeasureProximity(network.network, network.touchpoints));
  if (risks.IsSmall() && !network.touchpoints.empty()) {
    risks.reach_.emplace(graph, network.components, network.touchpoints);
  }
  return risks;
}

inline absl::StatusOr<risk::RankedLosses> GraphRisks::Rank() const {
  return risk::RankByLoss(of_.network, cascade_, risks_, downstream_);
}

inline risk::Drawing GraphRisks::Draw(const risk::DrawingOptions& options) {
  return risk::DrawEstimates(of_.network, options, cascade_);
}

inline risk::FailureNetwork GraphRisks::WithoutMissing() const {
  risk::FailureNetwork network = of_.network;
  for (risk::Place place = 0; place < network.place_count(); ++place) {
    if (!network.Leak(place).IsExact()) network.SetLeak(place, 0.5);
  }
  for (risk::Arc arc = 0; arc < network.arc_count(); ++arc) {
    if (network.Low(arc) != network.High(arc)) network.SetChance(arc, 0.5);
  }
  return network;
}

inline size_t GraphRisks::CountMissing() const {
  const risk::FailureNetwork& network = of_.network;
  size_t count = 0;
  for (risk::Place place = 0; place < network.place_count(); ++place) {
    if (!(cascade_.Birnbaum(place).high > 0)) continue;  // What happens here costs nothing.
    count += network.Leak(place).IsExact() ? 0U : 1U;
    for (risk::Arc arc = network.ArcsBegin(place); arc < network.ArcsBegin(place + 1); ++arc) {
      const bool carries = cascade_.Degraded(network.From(arc)).high > 0;
      count += carries && network.Low(arc) != network.High(arc) ? 1U : 0U;
    }
  }
  return count;
}

inline bool GraphRisks::IsTooWide() const {
  if (cascade_.is_loss_exact()) return false;
  return of_.network.is_known() || !risk::EvaluateCascade(WithoutMissing()).is_loss_exact();
}

inline absl::Status GraphRisks::DrawMissing() {
  const risk::FailureNetwork& network = of_.network;
  const risk::Graph& graph = of_.graph;
  if (network.is_known() || !IsSmall() ||
      !risk::EvaluateCascade(WithoutMissing(), kDrawnEffort).is_loss_exact()) {
    return absl::OkStatus();
  }
  std::vector<risk::UncertainRisk> risks;
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    model::Likelihood likelihood;
    if (of_.leak[node].has_value()) likelihood.form = *of_.leak[node];
    risks.push_back({graph.Id(node), node, likelihood, 0, 0});
    if (!downstream_.empty()) risks.back().downstream = downstream_[node];
  }
  std::vector<risk::UncertainEdge> edges;
  for (risk::EdgeIndex edge = 0; edge < graph.edge_count(); ++edge) {
    if (graph.Probability(edge).IsExact()) continue;
    // Beside an edge of a known probability it is not the whole bracket that is drawn from.
    if (graph.Probability(edge) != risk::Bracket::Unknown()) return absl::OkStatus();
    edges.push_back({edge, {}});
  }
  READINESS_ASSIGN_OR_RETURN(
      drawn_, risk::DrawRanks(network, risks, edges,
                              {.seed = 1, .draws = kRankDraws, .cascade = kDrawnEffort}));
  return absl::OkStatus();
}

inline std::optional<risk::Bracket> GraphRisks::ReachOf(const risk::RankedLoss& one) const {
  std::optional<risk::Bracket> reach;
  if (reach_.has_value() && one.rank <= kMostStandalone) reach = reach_->Of(NodeOf(one));
  return reach.has_value() ? reach : proximity_->ReachProbability(PlaceOf(one));
}

inline RankedRisk GraphRisks::Row(const risk::RankedLoss& one, int64_t probable) const {
  const risk::NodeIndex node = risks_[one.risk].node;
  const risk::Place place = of_.network.PlaceOf(node);
  RankedRisk row;
  row.id = std::string(of_.graph.Id(node));
  row.rank = one.rank;
  row.rank_low = one.rank_low;
  row.rank_high = one.rank_high;
  row.certified = one.rank_low == one.rank_high;
  row.expected_loss_delta = one.fall;
  if (!one.is_exact) {
    row.expected_loss_delta_low = one.fall_bracket.low;
    row.expected_loss_delta_high = one.fall_bracket.high;
    row.expected_loss_delta_error = one.fall_error;
  }
  if (one.rank <= kMostStandalone && MayStandAlone(one)) {
    if (const std::optional<double>& leak = of_.leak[node]; leak.has_value()) {
      row.standalone = risk::ExactStandaloneLoss(of_.network, place, *leak,
                                                 {.most_frontier = 12, .most_work = 1 << 16});
    }
  }
  if (const auto importance = risk::ImportanceOf(of_.network, cascade_, risks_[one.risk], one);
      importance.has_value()) {
    row.share = importance->share;
    row.raw = importance->raw;
    row.rrw = importance->rrw;
  }
  if (const auto hops = proximity_->Hops(place); hops.has_value()) {
    row.proximity_hops = static_cast<int64_t>(*hops);
  }
  if (const auto reach = ReachOf(one); reach.has_value()) {
    if (reach->IsExact()) {
      row.proximity_probability = reach->low;
    } else {
      row.proximity_probability_low = reach->low;
      row.proximity_probability_high = reach->high;
    }
  }
  if (!downstream_.empty()) row.downstream_count = downstream_[node];
  // With every parameter a number only the brackets leave open who is among the first.
  if (one.rank_high <= probable) {
    row.top_probability = 1;
  } else if (one.rank_low > probable) {
    row.top_probability = 0;
  }
  row.top_probability_low = row.top_probability_high = row.top_probability;
  if (!row.top_probability.has_value() && drawn_.has_value()) {
    const auto first = static_cast<uint32_t>(probable);
    const estimate::Interval interval = drawn_->TopInterval(one.risk, first);
    row.top_probability = drawn_->TopProbability(one.risk, first);
    row.top_probability_low = interval.low;
    row.top_probability_high = interval.high;
  }
  row.method = one.is_exact ? "exact" : one.fall_error.has_value() ? "MC" : "bracket";
  return row;
}

// What the numbers do not say.
[[nodiscard]] inline std::vector<std::string> NotesOn(const RiskNetwork& of, bool has_downstream,
                                                      bool has_work) {
  std::vector<std::string> notes;
  if (of.touchpoints.empty()) {
    notes.emplace_back(
        "no node has an impact above zero, so there is no touchpoint: proximity is undefined and "
        "nothing is lost; ranked by downstream count and id");
  }
  if (!has_downstream) {
    notes.emplace_back("too many nodes downstream to count them all: downstreamCount is left out");
  }
  if (!has_work) {
    notes.emplace_back(
        "the graph is too large for the blocked work of every node: blockedWork is left out");
  }
  size_t circles = 0;
  for (uint32_t component = 0; component < of.components.count(); ++component) {
    circles += of.components.IsCircular(component) ? 1U : 0U;
  }
  if (circles > 0) {
    notes.push_back(circles == 1
                        ? std::string("1 circular dependency: its members wait for each other")
                        : base::Cat(circles, " circular dependencies: the members of each wait ",
                                    "for each other"));
  }
  return notes;
}

}  // namespace readiness::engine::internal
