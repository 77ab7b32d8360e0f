#include "wire/graph_risks.h"

#include <algorithm>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/reach.h"
#include "readiness/risk/standalone_loss.h"

namespace readiness::wire::internal {
namespace {

using base::Cat;

// Beyond these a number is left out, and a note says so: steps for the counts of all nodes
// downstream, and risks that get their standalone loss.
constexpr uint64_t kMostVisits = 400'000'000;
constexpr int64_t kMostStandalone = 100;

std::vector<uint32_t> CountDownstream(const risk::Graph& graph) {
  risk::DownstreamCounter counter(graph);
  std::vector<uint32_t> counts(graph.node_count());
  uint64_t visits = 0;
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    counts[node] = static_cast<uint32_t>(counter.Count(node));
    visits += counts[node];
    if (visits > kMostVisits) return {};
  }
  return counts;
}

}  // namespace

absl::StatusOr<GraphRisks> GraphRisks::Of(const RiskNetwork& network) {
  const risk::Graph& graph = network.graph;
  GraphRisks risks(network);
  risks.cascade_ = risk::EvaluateCascade(network.network);
  risks.downstream_ = CountDownstream(graph);
  for (risk::NodeIndex node = 0; node < graph.node_count(); ++node) {
    risks.risks_.push_back({graph.Id(node), node, network.leak[node], 0});
  }
  READINESS_ASSIGN_OR_RETURN(
      risks.proximity_, risk::MeasureProximity(graph, network.components, network.touchpoints));
  return risks;
}

absl::StatusOr<std::vector<risk::RankedLoss>> GraphRisks::Rank() const {
  return risk::RankByLoss(of_.network, cascade_, risks_, downstream_);
}

void GraphRisks::Draw(const risk::DrawingOptions& options, GraphRanking& answer) {
  const risk::Drawing drawing = risk::DrawEstimates(of_.network, options, cascade_);
  if (drawing.worlds == 0) return;
  answer.drawn_loss = drawing.expected_loss;
  answer.world_count = drawing.worlds;
}

engine::RankedRisk GraphRisks::Row(const risk::RankedLoss& one, int64_t probable) const {
  const risk::NodeIndex node = risks_[one.risk].node;
  engine::RankedRisk row;
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
  if (one.rank <= kMostStandalone) {
    const std::optional<double>& leak = of_.leak[node];
    const risk::StandaloneLoss alone = risk::MeasureStandaloneLoss(
        of_.network, of_.network.PlaceOf(node),
        leak.has_value() ? risk::Bracket::Of(*leak) : risk::Bracket::Unknown(),
        {.most_frontier = 12, .most_work = 1 << 16});
    if (alone.is_exact) row.standalone = alone.loss.low;
  }
  if (const auto importance = risk::ImportanceOf(of_.network, cascade_, risks_[one.risk], one);
      importance.has_value()) {
    row.share = importance->share;
    row.raw = importance->raw;
    row.rrw = importance->rrw;
  }
  if (const auto hops = proximity_->Hops(node); hops.has_value()) {
    row.proximity_hops = static_cast<int64_t>(*hops);
  }
  if (const auto reach = proximity_->ReachProbability(node); reach.has_value()) {
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
  row.method = one.is_exact ? "exact" : one.fall_error.has_value() ? "MC" : "bracket";
  return row;
}

std::vector<std::string> NotesOn(const RiskNetwork& of, bool has_downstream, bool has_work) {
  std::vector<std::string> notes;
  if (of.touchpoints.empty()) {
    notes.emplace_back(
        "no node has an impact above zero, so there is no touchpoint: proximity is undefined and "
        "nothing is lost; ranked by downstream count and id");
  }
  if (!has_downstream && of.graph.node_count() > 0) {
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
    notes.push_back(Cat(circles,
                        circles == 1 ? " circular dependency: " : " circular dependencies: ",
                        "its members wait for each other"));
  }
  return notes;
}

}  // namespace readiness::wire::internal
