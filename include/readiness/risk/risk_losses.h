// readiness/risk/risk_losses.h: what each open risk costs customers an hour, beside all the others
// and alone, and the order in which they matter.
//
//   const auto losses = RiskLosses::Measure(graph, {.risks = risks, .touchpoints = touchpoints});
//   losses->Of(0).fall.high;               // By how much the loss falls without risks[0].
//   losses->ExpectedLossWith({{0, 0.1}});  // The loss once the leak of risks[0] is 0.1.
//
// Only what lies between a risk or a common cause and a touchpoint is solved (cascade.h). Of a
// likelihood that is not given nothing is assumed: it is solved twice, with all such leaks off and
// with all on. What one risk adds never grows when another leaks more, since what both reach is
// lost once; so the two answers are the ends between which the number lies. What an uncertain
// likelihood may be widens the ranks that are possible the same way, by two cascades more. A risk
// of which nobody said where it sits changes no number of the others, and may be worth anything up
// to everything.
//
// Where all is known and too wide to solve, worlds may be drawn (drawn_estimates.h): the brackets
// stay, and what the order goes by is the drawn number, with its standard error.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    O(N + M) and two cascades over the relevant part, twice that where a likelihood is
//          missing.   Threads: const after Measure; it keeps nothing of its arguments.
// Errors:  those of FailureNetwork::Build and rank/risk, naming the row.
// Source:  importance: loss_ranking.h; union of reached sets is submodular: Kempe, Kleinberg and
//          Tardos (2003), doi:10.1145/956750.956769.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/components.h"
#include "readiness/risk/drawn_estimates.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/graph.h"
#include "readiness/risk/internal/relevant_part.h"
#include "readiness/risk/loss_ranking.h"

namespace readiness::risk {

// The risks and what stands on the graph beside them. A risk's node may be kNoNode: nobody said
// where it sits; its tier is not read here.
struct RiskLossInput {
  std::span<const RiskOnNode> risks;
  std::span<const TouchpointValue> touchpoints;
  std::span<const CommonCause> causes;
  // Is the probability of an edge uncertain? Then a fall may be anything, for the ranks that are
  // possible.
  bool has_uncertain_edges = false;
};

// What one risk costs. The brackets hold whatever is not known turns out to be.
struct RiskLoss {
  // By how much the expected loss falls without it.
  LossBracket fall;
  // The same whatever uncertain leaks, its own and all others, turn out to be (RiskOnNode::leaks);
  // where none is, the fall.
  LossBracket fall_range;
  // What it would cost if it stood alone.
  LossBracket standalone;
  // Are its node and its likelihood known, and is anything of value? Else the brackets say what it
  // may come to at most, and are no estimate.
  bool is_known = false;
  // Are both ends of the fall one number, but for rounding?
  bool is_exact = false;
  // What its leak could cost at most where that was rounded; else 0.
  double most_rounded = 0;
  // Where the fall is put in an order: inside the bracket; its upper end where it is exact or where
  // only likelihoods are missing.
  double fall_estimate = 0;
  // The standard error of that place where it was drawn.
  std::optional<double> fall_error;
  // Its part of all that is lost; where that and its fall are exact and not zero.
  std::optional<Importance> importance;
};

// A new leak of a risk, by its row.
struct LeakChange {
  uint32_t risk = 0;
  double leak = 0;
};

class RiskLosses {
 public:
  // Nothing is measured.
  RiskLosses() = default;

  [[nodiscard]] static absl::StatusOr<RiskLosses> Measure(const Graph& graph,
                                                          const RiskLossInput& input,
                                                          const CascadeOptions& options = {},
                                                          const DrawingOptions& drawing = {});

  // Of the risk of that row.
  [[nodiscard]] const RiskLoss& Of(size_t risk) const { return losses_[risk]; }
  // Of all risks and causes together.
  [[nodiscard]] LossBracket expected_loss() const { return expected_loss_; }
  [[nodiscard]] bool is_loss_exact() const { return expected_loss_.low == expected_loss_.high; }
  // Is any touchpoint worth more than 0? Else no number is known.
  [[nodiscard]] bool has_valued_touchpoint() const { return total_value_ > 0; }

  // The expected loss once the leaks of some risks are others: a cascade. One change for a risk at
  // most; risks whose node is not known change nothing.
  [[nodiscard]] LossBracket ExpectedLossWith(std::span<const LeakChange> changes) const;
  // By how much the expected loss then falls for each 1 by which the leak of a risk does, for every
  // risk; it is linear in each. 0 where a node is not known. The place in its bracket that
  // fall_estimate has.
  [[nodiscard]] std::vector<double> FallRatesWith(std::span<const LeakChange> changes) const;

  // What was solved, for those who ask more of it: the part of the graph between risks or causes
  // and touchpoints, its network with every unknown leak off, and the node of a risk in it;
  // kNoNode: it reaches nobody, or nobody said where it sits.
  [[nodiscard]] const Graph& part() const { return part_; }
  [[nodiscard]] const FailureNetwork& network() const { return network_; }
  [[nodiscard]] NodeIndex NodeInPart(size_t risk) const { return node_[risk]; }
  // The same network once the leaks of some risks are others, and those that are not known are
  // `where_unknown`, 0 or 1.
  [[nodiscard]] FailureNetwork NetworkWith(std::span<const LeakChange> changes,
                                           double where_unknown = 0) const;
  // Is the leak of a risk in the part not known? Then what holds with such leaks off holds of one
  // end of a bracket alone.
  [[nodiscard]] bool has_unknown_leak() const { return has_unknown_leak_; }
  // How it was solved.
  [[nodiscard]] const CascadeOptions& options() const { return options_; }
  // How worlds are drawn; not at all where a likelihood is missing.
  [[nodiscard]] const DrawingOptions& drawing() const { return drawing_; }

 private:
  // The leak of each node of the part: either of its risks, whose leaks are `leaks`.
  void SetLeaks(FailureNetwork& network, std::span<const std::optional<double>> leaks,
                double where_unknown) const;
  [[nodiscard]] Bracket FreePart(uint32_t risk, std::span<const std::optional<double>> leaks) const;
  [[nodiscard]] double FallRate(uint32_t risk, std::span<const std::optional<double>> leaks,
                                const Cascade& cascade) const;
  [[nodiscard]] std::vector<std::optional<double>> LeaksWith(
      std::span<const LeakChange> changes) const;
  void SetLosses(std::span<const RiskOnNode> risks, bool has_uncertain_edges);
  void SetRanges(std::span<const RiskOnNode> risks);
  // Of a network that differs from network_ in leaks alone.
  [[nodiscard]] Cascade Evaluate(const FailureNetwork& network) const {
    CascadePlan plan = *plan_;  // Its own, since others may ask at the same time.
    return EvaluateCascade(network, options_, plan);
  }

  CascadeOptions options_;
  DrawingOptions drawing_;
  Graph part_;
  FailureNetwork network_;           // Of the part.
  std::optional<CascadePlan> plan_;  // How it is solved.
  double total_value_ = 0;
  std::vector<std::optional<double>> leaks_;      // By row.
  std::vector<NodeIndex> node_;                   // In the part, by row; kNoNode: outside.
  std::vector<std::vector<uint32_t>> risks_at_;   // Rows by node of the part.
  std::vector<std::vector<double>> cause_leaks_;  // What is left of causes, by node of the part.
  bool has_unknown_leak_ = false;                 // In the part.
  LossBracket expected_loss_;
  std::vector<RiskLoss> losses_;
  std::vector<double> fall_rates_;  // By row, while nothing is changed.
};

// The risks in the order of loss_ranking.h: tier, fall, downstream count, id, with the ranks that
// each may have. `risks` are those that were measured, with their tiers. A risk without a known
// fall stands where its worst would.
[[nodiscard]] inline RankedLosses OrderByLoss(const RiskLosses& losses,
                                              std::span<const RiskOnNode> risks,
                                              std::span<const uint32_t> downstream) {
  base::LargeArray<internal::LossFall> falls;
  std::vector<LossBracket> ranges;
  falls.reserve(risks.size());
  for (uint32_t row = 0; row < risks.size(); ++row) {
    const RiskLoss& loss = losses.Of(row);
    falls.push_back({loss.fall_estimate, loss.fall, loss.is_exact,
                     internal::RoundingOf(loss.fall_estimate, loss.most_rounded)});
    ranges.push_back(loss.fall_range);
  }
  RankedLosses ranked = internal::RankFalls(falls, risks, downstream, ranges);
  for (RankedLoss& one : ranked) one.fall_error = losses.Of(one.risk).fall_error;
  return ranked;
}

inline void RiskLosses::SetLeaks(FailureNetwork& network,
                                 std::span<const std::optional<double>> leaks,
                                 double where_unknown) const {
  std::vector<double> chances;
  for (NodeIndex node = 0; node < risks_at_.size(); ++node) {
    chances = cause_leaks_[node];
    for (const uint32_t row : risks_at_[node])
      chances.push_back(leaks[row].value_or(where_unknown));
    std::sort(chances.begin(), chances.end());  // The order of the rows cannot show.
    double either = 0;
    for (const double chance : chances) either = internal::EitherDown(either, chance);
    network.SetLeak(network.PlaceOf(node), either);
  }
}

// The part of its node's leak that nothing else on the node brings about, for each 1 of its own.
inline Bracket RiskLosses::FreePart(uint32_t risk,
                                    std::span<const std::optional<double>> leaks) const {
  std::vector<double> lows = cause_leaks_[node_[risk]];
  std::vector<double> highs = lows;
  for (const uint32_t row : risks_at_[node_[risk]]) {
    if (row == risk) continue;
    lows.push_back(leaks[row].value_or(1));
    highs.push_back(leaks[row].value_or(0));
  }
  std::sort(lows.begin(), lows.end());
  std::sort(highs.begin(), highs.end());
  Bracket free = Bracket::Of(1);
  for (const double chance : lows) free.low *= 1 - chance;
  for (const double chance : highs) free.high *= 1 - chance;
  return free;
}

inline absl::StatusOr<RiskLosses> RiskLosses::Measure(const Graph& graph,
                                                      const RiskLossInput& input,
                                                      const CascadeOptions& options,
                                                      const DrawingOptions& drawing) {
  std::vector<NodeIndex> sources;
  for (size_t row = 0; row < input.risks.size(); ++row) {
    const RiskOnNode& risk = input.risks[row];
    const auto where = [&] { return base::Cat("risk row ", row + 1, " (\"", risk.id, "\")"); };
    if (risk.leak.has_value() && !IsProbability(*risk.leak)) {
      return base::Invalid("rank/risk",
                           base::Cat(where(), ": leak must be in [0, 1], got ", *risk.leak));
    }
    if (risk.leaks.has_value() && !IsSound(*risk.leaks)) {
      return base::Invalid("rank/risk",
                           base::Cat(where(), ": leaks must lie in [0, 1] in order, got ",
                                     risk.leaks->low, " and ", risk.leaks->high));
    }
    if (risk.node == kNoNode) continue;
    if (risk.node >= graph.node_count()) {
      return base::Unknown("rank/risk",
                           base::Cat(where(), ": index ", risk.node, " of ", graph.node_count(),
                                     " nodes; take it from Graph::Find"));
    }
    sources.push_back(risk.node);
  }
  // What is wrong with touchpoints and causes is said of the rows that were given.
  READINESS_RETURN_IF_ERROR(
      FailureNetwork::Build(graph, FindComponents(graph), {{}, input.touchpoints, input.causes})
          .status());
  for (const CommonCause& cause : input.causes) {
    sources.insert(sources.end(), cause.nodes.begin(), cause.nodes.end());
  }
  std::vector<NodeIndex> targets;
  RiskLosses losses;
  losses.options_ = options;
  losses.drawing_ = drawing;
  for (const TouchpointValue& touchpoint : input.touchpoints) {
    if (touchpoint.value * touchpoint.severity > 0) targets.push_back(touchpoint.node);
  }
  READINESS_ASSIGN_OR_RETURN(internal::RelevantPart part,
                             internal::KeepRelevant(graph, sources, targets));

  std::vector<TouchpointValue> touchpoints;
  for (const TouchpointValue& touchpoint : input.touchpoints) {
    losses.total_value_ += touchpoint.value * touchpoint.severity;
    if (!part.Has(touchpoint.node)) continue;
    touchpoints.push_back({part.of[touchpoint.node], touchpoint.value, touchpoint.severity});
  }
  losses.cause_leaks_.resize(part.graph.node_count());
  std::vector<std::vector<NodeIndex>> members(input.causes.size());
  std::vector<CommonCause> causes;
  for (size_t i = 0; i < input.causes.size(); ++i) {
    for (const NodeIndex node : input.causes[i].nodes) {
      if (part.Has(node)) members[i].push_back(part.of[node]);
    }
    if (members[i].size() > 1) {
      causes.push_back({input.causes[i].id, members[i], input.causes[i].probability});
    } else if (members[i].size() == 1) {  // What is left of it is a leak of that node.
      losses.cause_leaks_[members[i].front()].push_back(input.causes[i].probability);
    }
  }
  losses.risks_at_.resize(part.graph.node_count());
  for (uint32_t row = 0; row < input.risks.size(); ++row) {
    const RiskOnNode& risk = input.risks[row];
    losses.leaks_.push_back(risk.leak);
    if (risk.leak.has_value()) *losses.leaks_.back() += 0.0;  // No minus zero.
    losses.node_.push_back(part.Has(risk.node) ? part.of[risk.node] : kNoNode);
    if (losses.node_.back() == kNoNode) continue;
    losses.risks_at_[losses.node_.back()].push_back(row);
    losses.has_unknown_leak_ = losses.has_unknown_leak_ || !risk.leak.has_value();
  }
  const Components components = FindComponents(part.graph);
  READINESS_ASSIGN_OR_RETURN(
      losses.network_, FailureNetwork::Build(part.graph, components, {{}, touchpoints, causes}));
  losses.SetLosses(input.risks, input.has_uncertain_edges);
  losses.part_ = std::move(part.graph);
  return losses;
}

inline void RiskLosses::SetLosses(std::span<const RiskOnNode> risks, bool has_uncertain_edges) {
  losses_.resize(risks.size());
  fall_rates_.assign(risks.size(), 0);
  SetLeaks(network_, leaks_, 0);
  plan_.emplace(network_);
  Cascade off = EvaluateCascade(network_, options_, *plan_);
  if (has_unknown_leak_) drawing_.most_steps = 0;  // No error would say what is not known.
  DrawEstimates(network_, drawing_, off);
  std::optional<Cascade> with_all;
  if (has_unknown_leak_) {
    FailureNetwork network = network_;
    SetLeaks(network, leaks_, 1);
    with_all = Evaluate(network);
  }
  const Cascade& on = with_all.has_value() ? *with_all : off;
  // Alone, a risk meets no other leak and no cause.
  FailureNetwork quiet = network_;
  for (Place place = 0; place < quiet.place_count(); ++place) quiet.SetLeak(place, 0);
  const Cascade lone = Evaluate(quiet);
  expected_loss_ = {off.expected_loss().low, on.expected_loss().high};

  for (uint32_t row = 0; row < risks.size(); ++row) {
    RiskLoss& loss = losses_[row];
    if (risks[row].node == kNoNode) {  // It may be anywhere.
      loss.fall = loss.fall_range = loss.standalone = {0, total_value_};
      loss.fall_estimate = total_value_;
      continue;
    }
    loss.is_known = leaks_[row].has_value() && has_valued_touchpoint();
    if (node_[row] == kNoNode) {  // It reaches nobody, however likely it is.
      loss.is_exact = true;
      if (loss.is_known && is_loss_exact() && expected_loss_.low > 0) {
        loss.importance = Importance{0, 1, 1};
      }
      continue;
    }
    const Bracket leak = {leaks_[row].value_or(0), leaks_[row].value_or(1)};
    const Bracket free = FreePart(row, leaks_);
    const Place place = network_.PlaceOf(node_[row]);
    const LossBracket least = on.Birnbaum(place);
    const LossBracket most = off.Birnbaum(place);
    const bool is_solved = off.IsBirnbaumExact(place) && on.IsBirnbaumExact(place);
    loss.fall = {leak.low * free.low * least.low, leak.high * free.high * most.high};
    loss.fall.low = std::min(loss.fall.low, loss.fall.high);  // They may cross by rounding.
    loss.fall_range = loss.fall;
    loss.is_exact = is_solved && leak.IsExact() && free.IsExact() && least.low == most.high;
    if (loss.is_exact && most.high > 0) loss.most_rounded = leak.high * total_value_;
    loss.fall_estimate = is_solved ? loss.fall.high
                                   : std::clamp(leak.high * free.high * off.BirnbaumEstimate(place),
                                                loss.fall.low, loss.fall.high);
    if (const auto error = off.BirnbaumError(place); error.has_value()) {
      loss.fall_error = leak.high * free.high * *error;
    }
    fall_rates_[row] = FallRate(row, leaks_, off);
    const LossBracket reached = lone.Birnbaum(place);
    loss.standalone = {leak.low * reached.low, leak.high * reached.high};
    if (!loss.is_exact || !is_loss_exact() || expected_loss_.low <= 0) continue;
    const double total = expected_loss_.low;
    const double without = std::max(0.0, total - loss.fall.high);
    Importance importance;
    importance.share = std::min(1.0, loss.fall.high / total);
    importance.raw = (without + free.low * most.low) / total;
    // What rounding leaves of a loss that has one cause is no loss.
    importance.rrw =
        without > total * 1e-14 ? total / without : std::numeric_limits<double>::infinity();
    loss.importance = importance;
  }
  SetRanges(risks);
  if (!has_uncertain_edges) return;
  for (RiskLoss& loss : losses_) {
    if (loss.fall.high > 0) loss.fall_range = {0, total_value_};
  }
}

// With all leaks as low as they may be, and as high: what one adds never grows when another leaks
// more.
inline void RiskLosses::SetRanges(std::span<const RiskOnNode> risks) {
  const bool is_open = std::any_of(risks.begin(), risks.end(),
                                   [](const RiskOnNode& risk) { return risk.leaks.has_value(); });
  if (!is_open) return;
  std::vector<std::optional<double>> lows;
  std::vector<std::optional<double>> highs;
  for (size_t row = 0; row < risks.size(); ++row) {
    const Bracket leaks =
        risks[row].leaks.value_or(Bracket{leaks_[row].value_or(0), leaks_[row].value_or(1)});
    lows.emplace_back(leaks.low);
    highs.emplace_back(leaks.high);
  }
  FailureNetwork network = network_;
  SetLeaks(network, lows, 0);
  const Cascade off = Evaluate(network);
  SetLeaks(network, highs, 1);
  const Cascade on = Evaluate(network);
  for (uint32_t row = 0; row < risks.size(); ++row) {
    if (node_[row] == kNoNode) continue;
    const Place place = network_.PlaceOf(node_[row]);
    LossBracket& range = losses_[row].fall_range;
    range.low = *lows[row] * FreePart(row, highs).low * on.Birnbaum(place).low;
    range.high = *highs[row] * FreePart(row, lows).high * off.Birnbaum(place).high;
    // Rounding may step over what is known of the fall as it is.
    range = {std::min(range.low, losses_[row].fall.low),
             std::max(range.high, losses_[row].fall.high)};
  }
}

inline std::vector<std::optional<double>> RiskLosses::LeaksWith(
    std::span<const LeakChange> changes) const {
  std::vector<std::optional<double>> leaks = leaks_;
  for (const LeakChange& change : changes) leaks[change.risk] = change.leak;
  return leaks;
}

inline FailureNetwork RiskLosses::NetworkWith(std::span<const LeakChange> changes,
                                              double where_unknown) const {
  FailureNetwork network = network_;
  SetLeaks(network, LeaksWith(changes), where_unknown);
  return network;
}

// By how much the loss falls for each 1 by which the leak of a risk of the part does.
inline double RiskLosses::FallRate(uint32_t risk, std::span<const std::optional<double>> leaks,
                                   const Cascade& cascade) const {
  const Place place = network_.PlaceOf(node_[risk]);
  return FreePart(risk, leaks).high * (cascade.IsBirnbaumExact(place)
                                           ? cascade.Birnbaum(place).high
                                           : cascade.BirnbaumEstimate(place));
}

inline std::vector<double> RiskLosses::FallRatesWith(std::span<const LeakChange> changes) const {
  if (changes.empty()) return fall_rates_;
  const std::vector<std::optional<double>> leaks = LeaksWith(changes);
  const FailureNetwork network = NetworkWith(changes);
  Cascade cascade = Evaluate(network);
  DrawEstimates(network, drawing_, cascade);
  std::vector<double> rates(leaks.size(), 0);
  for (uint32_t row = 0; row < leaks.size(); ++row) {
    if (node_[row] != kNoNode) rates[row] = FallRate(row, leaks, cascade);
  }
  return rates;
}

inline LossBracket RiskLosses::ExpectedLossWith(std::span<const LeakChange> changes) const {
  const std::vector<std::optional<double>> leaks = LeaksWith(changes);
  FailureNetwork network = network_;
  SetLeaks(network, leaks, 0);
  LossBracket loss = Evaluate(network).expected_loss();
  const bool is_open = std::any_of(risks_at_.begin(), risks_at_.end(), [&](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](uint32_t row) { return !leaks[row].has_value(); });
  });
  if (is_open) {
    SetLeaks(network, leaks, 1);
    loss.high = Evaluate(network).expected_loss().high;
  }
  return loss;
}

}  // namespace readiness::risk
