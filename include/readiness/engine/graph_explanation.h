// readiness/engine/graph_explanation.h: why one node of a graph of its own stands where it does.
//
//   READINESS_ASSIGN_OR_RETURN(const GraphExplanation why, ExplainNode(network, "libc6"));
//   why.risk.rank, why.why.touchpoints, why.why.decline;
//
// Its rank and numbers are those of RankGraph with `top` 10. There is no tier. A chance to change
// places is 0 where both falls are exact or their brackets apart; where worlds were drawn it is the
// chance that the other order is the right one, both taken as normal with their standard errors and
// as independent, which is cautious, since they share their worlds. `rise` and `decline` are exact
// where both falls are: each is linear in the node's own probability, and where the lines cross the
// two are worth the same.
//
// Units:   losses in the unit of the impacts, an hour.
// Errors:  NotFound, rule graph/unknown-node.
// Cost:    that of RankGraph, twice.   Threads: a pure function of its arguments.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "readiness/base/near_names.h"
#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/engine/explain_risk.h"
#include "readiness/engine/graph_ranking.h"
#include "readiness/engine/internal/circular_dependencies.h"
#include "readiness/engine/internal/graph_risks.h"
#include "readiness/engine/ranking.h"
#include "readiness/engine/risk_explanation.h"
#include "readiness/engine/risk_network.h"
#include "readiness/estimate/normal.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/felt_loss.h"

namespace readiness::engine {

struct GraphExplanation {
  RankedRisk risk;
  RiskExplanation why;                // With the first touchpoints alone.
  size_t touchpoint_count = 0;        // At which anything is lost through it.
  std::optional<double> probability;  // That it fails by itself; none: unknown.
  GraphRanking ranking;               // Of all: without lists, with notes, counts and the loss.
  // The circular dependency of which it is a member.
  std::optional<CircularDependency> circle = std::nullopt;

  // What all failures cost, an hour: exact, or as it was drawn. None: only a bracket is known.
  [[nodiscard]] std::optional<double> expected_loss() const {
    if (ranking.is_loss_exact) return ranking.loss.low;
    if (!ranking.drawn_loss.has_value()) return std::nullopt;
    return ranking.drawn_loss->mean;
  }
};

// How many touchpoints an explanation names.
inline constexpr size_t kShownTouchpoints = 20;

namespace internal {

inline constexpr size_t kFirst = 10;  // Among whom top_probability speaks of.

[[nodiscard]] inline size_t RowOf(const GraphRisks& risks, const risk::RankedLosses& losses,
                                  risk::NodeIndex node) {
  size_t row = 0;
  while (risks.NodeOf(losses[row]) != node) ++row;
  return row;
}

// The chance that `one`, which comes first, is worth less than `other` after all.
[[nodiscard]] inline std::optional<double> SwapProbability(const risk::RankedLoss& one,
                                                           const risk::RankedLoss& other) {
  if (one.fall_bracket.low > other.fall_bracket.high) return 0;
  if (one.is_exact && other.is_exact) return 0;
  if (!one.is_exact && !one.fall_error.has_value()) return std::nullopt;
  if (!other.is_exact && !other.fall_error.has_value()) return std::nullopt;
  const double a = one.fall_error.value_or(0);
  const double b = other.fall_error.value_or(0);
  const double error = std::sqrt(a * a + b * b);
  return error == 0 ? 0 : estimate::NormalCdf(-(one.fall - other.fall) / error);
}

class NodeExplainer {
 public:
  NodeExplainer(const RiskNetwork& network, const risk::DrawingOptions& drawing, GraphRisks risks)
      : network_(network), drawing_(drawing), risks_(std::move(risks)) {}

  [[nodiscard]] absl::StatusOr<GraphExplanation> Explain(risk::NodeIndex node) {
    GraphExplanation answer;
    READINESS_RETURN_IF_ERROR(Rank(answer));
    const size_t row = RowOf(risks_, losses_, node);
    answer.risk = risks_.Row(losses_[row], kFirst);
    answer.probability = network_.leak[node];
    answer.why.top_probability = answer.risk.top_probability;
    answer.why.top_probability_low = answer.risk.top_probability_low;
    answer.why.top_probability_high = answer.risk.top_probability_high;

    risk::FailureNetwork quiet = network_.network;
    quiet.SetLeak(quiet.PlaceOf(node), 0);
    risk::Cascade without = risk::EvaluateCascade(quiet);
    std::vector<risk::FeltLoss> felt = risk::MeasureFeltLosses(
        network_.graph, network_.network, risks_.cascade(), without, node, drawing_);
    // Where it is felt once, all is felt there: what is known of the whole holds of it.
    if (const risk::LossBracket& whole = losses_[row].fall_bracket;
        felt.size() == 1 && !felt[0].drawn.has_value() && whole.low <= felt[0].fall.high &&
        felt[0].fall.low <= whole.high) {
      felt[0].fall = {std::max(felt[0].fall.low, whole.low),
                      std::min(felt[0].fall.high, whole.high)};
    }
    answer.touchpoint_count = felt.size();
    for (size_t i = 0; i < std::min(felt.size(), kShownTouchpoints); ++i) Add(felt[i], answer.why);
    for (const risk::LinkLoss& link : risk::FindStrongestLinks(
             network_.graph, network_.network, risks_.cascade(), node, kShownLinks, drawing_)) {
      answer.why.links.push_back({Id(link.prerequisite), Id(link.dependent), link.probability,
                                  link.loss, link.standard_error});
    }
    AddWays(network_.graph, node, network_.touchpoints, answer.why);
    AddNeighbours(row, quiet, without, answer.why);
    AddCircle(node, answer);
    return answer;
  }

 private:
  [[nodiscard]] std::string Id(risk::NodeIndex node) const {
    return std::string(network_.graph.Id(node));
  }

  [[nodiscard]] absl::Status Rank(GraphExplanation& answer) {
    NoteDrawing(risks_.Draw(drawing_), answer.ranking);
    READINESS_ASSIGN_OR_RETURN(losses_, risks_.Rank());
    GraphRanking& ranking = answer.ranking;
    ranking.risk_count = losses_.size();
    ranking.has_downstream_counts = risks_.has_downstream();
    ranking.loss = risks_.cascade().expected_loss();
    ranking.is_loss_exact = risks_.cascade().is_loss_exact();
    if (!ranking.is_loss_exact) ranking.missing_count = risks_.CountMissing();
    ranking.is_too_wide = risks_.IsTooWide();
    READINESS_RETURN_IF_ERROR(risks_.DrawMissing());
    ranking.notes = NotesOn(network_, ranking.has_downstream_counts, true);
    return absl::OkStatus();
  }

  void AddCircle(risk::NodeIndex node, GraphExplanation& answer) const {
    if (!network_.components.IsCircular(network_.components.Of(node))) return;
    const std::string id = Id(node);
    for (CircularDependency& circle :
         FindCircularDependencies(network_.graph, network_.components, kOfFailure)) {
      if (!std::binary_search(circle.members.begin(), circle.members.end(), id)) continue;
      answer.circle = std::move(circle);
      return;
    }
  }

  void Add(const risk::FeltLoss& felt, RiskExplanation& why) const {
    why.touchpoints.push_back({Id(felt.touchpoint), felt.value, felt.fall.low, felt.fall.high});
    if (!felt.drawn.has_value()) return;
    why.touchpoints.back().drawn = felt.drawn->mean;
    why.touchpoints.back().standard_error = felt.drawn->standard_error;
  }

  void AddNeighbours(size_t row, const risk::FailureNetwork& quiet, risk::Cascade& without,
                     RiskExplanation& why) const {
    risk::DrawEstimates(quiet, drawing_, without);
    const std::optional<risk::Cascade> certain = WithCertain(losses_[row]);
    for (const size_t at : {row - 1, row + 1}) {  // row - 1 of the first is beyond the last.
      if (at >= losses_.size()) continue;
      const risk::RankedLoss& beside = losses_[at];
      why.neighbours.push_back({Id(risks_.NodeOf(beside)), beside.rank,
                                at < row ? SwapProbability(beside, losses_[row])
                                         : SwapProbability(losses_[row], beside)});
      const std::optional<double> crossing = Crossing(losses_[row], beside, without, certain);
      if (!crossing.has_value()) continue;
      (at < row ? why.rise : why.decline) = RankFlip{Id(risks_.NodeOf(beside)), *crossing};
    }
  }

  // What all cost where `one` fails for certain; only where its own probability is too small to
  // tell how others change with it.
  [[nodiscard]] std::optional<risk::Cascade> WithCertain(const risk::RankedLoss& one) const {
    constexpr double kTelling = 1e-3;
    const std::optional<double> leak = network_.leak[risks_.NodeOf(one)];
    if (!leak.has_value() || *leak >= kTelling) return std::nullopt;
    risk::FailureNetwork network = network_.network;
    network.SetLeak(risks_.PlaceOf(one), 1);
    risk::Cascade cascade = risk::EvaluateCascade(network);
    risk::DrawEstimates(network, drawing_, cascade);
    return cascade;
  }

  // The probability of `one` at which it is worth what `beside` is: that of `beside` changes with
  // it along a line, since what both bring about is lost once. The line runs through what `beside`
  // is worth without `one` and with it as it is, or for certain. Nothing where none in [0, 1] does.
  [[nodiscard]] std::optional<double> Crossing(const risk::RankedLoss& one,
                                               const risk::RankedLoss& beside,
                                               const risk::Cascade& without,
                                               const std::optional<risk::Cascade>& certain) const {
    const std::optional<double> leak = network_.leak[risks_.NodeOf(one)];
    const std::optional<double> other_leak = network_.leak[risks_.NodeOf(beside)];
    if (!leak.has_value() || !other_leak.has_value()) return std::nullopt;
    for (const risk::RankedLoss* loss : {&one, &beside}) {
      if (!loss->is_exact && !loss->fall_error.has_value()) return std::nullopt;
    }
    const double rate = risks_.cascade().BirnbaumEstimate(risks_.PlaceOf(one));
    const double alone = *other_leak * without.BirnbaumEstimate(risks_.PlaceOf(beside));
    const double slope =
        certain.has_value()
            ? *other_leak * certain->BirnbaumEstimate(risks_.PlaceOf(beside)) - alone
            : (beside.fall - alone) / *leak;
    if (rate - slope <= 0) return std::nullopt;
    const double crossing = alone / (rate - slope);
    // Beyond 0 and 1 there is nothing, so that a crossing there is none.
    const bool is_rise = beside.rank < one.rank;
    const bool is_there =
        is_rise ? crossing >= *leak && crossing < 1 : crossing > 0 && crossing <= *leak;
    return is_there ? std::optional(crossing) : std::nullopt;
  }

  const RiskNetwork& network_;
  risk::DrawingOptions drawing_;
  GraphRisks risks_;
  risk::RankedLosses losses_;
};

}  // namespace internal

[[nodiscard]] inline absl::StatusOr<GraphExplanation> ExplainNode(
    const RiskNetwork& network, std::string_view id,
    const risk::DrawingOptions& drawing = kGraphDrawing) {
  const std::optional<risk::NodeIndex> node = network.graph.Find(id);
  if (!node.has_value()) {
    std::vector<std::string_view> ids;
    for (risk::NodeIndex one = 0; one < network.graph.node_count(); ++one) {
      ids.push_back(network.graph.Id(one));
    }
    std::string alike;
    for (const std::string& name : base::NearNames(id, ids, 5)) {
      alike += base::Cat(alike.empty() ? "written alike: " : ", ", name);
    }
    return base::RuleError(
        absl::StatusCode::kNotFound, "graph/unknown-node",
        base::Cat("there is no node ", base::Quoted(id), "; ",
                  alike.empty() ? "name one of those that are declared" : alike));
  }
  READINESS_ASSIGN_OR_RETURN(internal::GraphRisks risks, internal::GraphRisks::Of(network));
  return internal::NodeExplainer(network, drawing, std::move(risks)).Explain(*node);
}

}  // namespace readiness::engine
