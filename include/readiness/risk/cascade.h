// readiness/risk/cascade.h: what a failure anywhere does to customers: how likely each node is
// degraded, the expected loss, and what each leak and each edge adds to it. Exact where the
// structure allows, a certified bracket elsewhere.
//
//   const Cascade cascade = EvaluateCascade(network);
//   cascade.expected_loss();       // An hour, low == high where it is exact.
//   cascade.Birnbaum(place);       // By how much it grows when the place leaks for certain.
//
// The network is cut at its bridges. Each block takes the cheapest way that is exact: one place by
// its formula, certain arcs by ancestor sets, small circles by subsets, larger ones by settling
// arcs of them, anything with a narrow frontier by dynamic programming with a pass back for all
// derivatives. Where none is affordable
// the bounds of cascade_bounds.h stand, and drawn_estimates.h says where in them a number most
// likely is. Missing probabilities are brackets from the start.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    O(N + M) for bridges and bounds, and SUM 2^frontier, at most `most_work`, for the rest.
// Accuracy: exact numbers carry rounding alone, relative 1e-12 or better of the total value.
// Threads: const after EvaluateCascade; keeps nothing of the network.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "readiness/base/large_array.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade_bounds.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/exact_blocks.h"

namespace readiness::risk {

struct CascadeOptions {
  // The widest frontier that is solved exactly, nodes in hand included; 0: brackets only, and only
  // what has no width is called exact.
  uint32_t most_frontier = 18;
  // The most states that may be visited in all.
  double most_work = 1 << 28;
};

class Cascade;

// How to solve networks that differ in leaks and values alone: where one cascade after another is
// evaluated on the same nodes and edges, all but the first are spared the search for a way. For the
// same options; one thread at a time; a copy is cheap.
class CascadePlan {
 public:
  explicit CascadePlan(const FailureNetwork& network) : plans_(network) {}

 private:
  friend Cascade EvaluateCascade(const FailureNetwork& network, const CascadeOptions& options,
                                 CascadePlan& plan);
  internal::BlockPlans plans_;
};

class Cascade {
 public:
  Cascade() = default;
  // The probability that the place is degraded; one number where it is exact.
  [[nodiscard]] Bracket Degraded(Place place) const { return degraded_[place]; }
  // The expected loss of all touchpoints.
  [[nodiscard]] LossBracket expected_loss() const { return expected_loss_; }
  // The expected loss when the place leaks for certain, less that when it does not leak at all: the
  // derivative of the expected loss by its leak.
  [[nodiscard]] LossBracket Birnbaum(Place place) const { return birnbaum_[place]; }
  // The same as one number, inside the bracket: for putting places in order.
  [[nodiscard]] double BirnbaumEstimate(Place place) const {
    return estimate_.empty() ? birnbaum_[place].low : estimate_[place];
  }
  // Asks for both to be fetched: they are soon read.
  void Prefetch(Place place) const {
    __builtin_prefetch(birnbaum_.data() + place);
    __builtin_prefetch(estimate_.data() + (estimate_.empty() ? 0 : place));
  }
  // The standard error of that number where worlds were drawn for it (drawn_estimates.h).
  [[nodiscard]] std::optional<double> BirnbaumError(Place place) const {
    const auto found = drawn_error_.find(place);
    return found == drawn_error_.end() ? std::nullopt : std::optional(found->second);
  }
  // Whether anything was drawn.
  [[nodiscard]] bool has_drawn() const { return !drawn_error_.empty(); }
  // Puts what was drawn in place of the estimate of a place that is not exact, moved into its
  // bracket, which stays and is no narrower than the error.
  void SetDrawn(Place place, double mean, double standard_error) {
    estimate_[place] = std::clamp(mean, birnbaum_[place].low, birnbaum_[place].high);
    drawn_error_[place] = std::min(standard_error, birnbaum_[place].high - birnbaum_[place].low);
  }
  // By how much the expected loss falls when the place's own leak is stopped: p * Birnbaum.
  [[nodiscard]] LossBracket Fall(const FailureNetwork& network, Place place) const {
    const Bracket leak = network.Leak(place);
    return {leak.low * birnbaum_[place].low, leak.high * birnbaum_[place].high};
  }
  // The derivative of the expected loss by an arc's probability; nothing where it is not exact.
  [[nodiscard]] std::optional<double> ByArc(Arc arc) const {
    return by_arc_.empty() ? std::nullopt : by_arc_[arc];
  }

  // Whether the numbers of a place are exact.
  [[nodiscard]] bool IsDegradedExact(Place place) const { return is_degraded_exact_[place]; }
  [[nodiscard]] bool IsBirnbaumExact(Place place) const { return is_birnbaum_exact_[place]; }
  [[nodiscard]] bool is_loss_exact() const { return is_loss_exact_; }
  // The widest frontier that was solved.
  [[nodiscard]] uint32_t widest_frontier() const { return widest_frontier_; }

  friend Cascade EvaluateCascade(const FailureNetwork& network, const CascadeOptions& options,
                                 CascadePlan& plan);
  friend Cascade EvaluateCascade(const FailureNetwork& network, const CascadeOptions& options);

 private:
  explicit Cascade(CascadeBounds bounds);

  base::LargeArray<Bracket> degraded_;
  base::LargeArray<LossBracket> birnbaum_;
  base::LargeArray<double> estimate_;  // Empty where all is exact.
  std::map<Place, double> drawn_error_;
  std::vector<std::optional<double>> by_arc_;  // Empty where none is exact.
  std::vector<bool> is_degraded_exact_;
  std::vector<bool> is_birnbaum_exact_;
  bool is_loss_exact_ = false;
  LossBracket expected_loss_;
  uint32_t widest_frontier_ = 0;
};

inline Cascade::Cascade(CascadeBounds bounds)
    : degraded_(std::move(bounds.degraded_)),
      birnbaum_(std::move(bounds.birnbaum_)),
      estimate_(std::move(bounds.estimate_)),
      is_degraded_exact_(degraded_.size()),
      is_birnbaum_exact_(degraded_.size()),
      is_loss_exact_(bounds.expected_loss_.low == bounds.expected_loss_.high),
      expected_loss_(bounds.expected_loss_) {
  for (size_t place = 0; place < degraded_.size(); ++place) {
    is_degraded_exact_[place] = degraded_[place].IsExact();
    is_birnbaum_exact_[place] = birnbaum_[place].low == birnbaum_[place].high;
  }
}

// Evaluates every place and arc of `network`, in the way of `plan`.
[[nodiscard]] inline Cascade EvaluateCascade(const FailureNetwork& network,
                                             const CascadeOptions& options, CascadePlan& plan) {
  if (options.most_frontier == 0) return Cascade(BoundCascade(network));
  const size_t count = network.place_count();
  Cascade cascade;
  internal::ExactBlocks exact(network, {options.most_frontier, options.most_work}, plan.plans_);
  std::optional<CascadeBounds> bounds;
  if (!exact.are_all_exact()) bounds = BoundCascade(network);
  exact.Differentiate([&](Place place) { return bounds->Birnbaum(place).high > 0; });

  cascade.widest_frontier_ = exact.widest_frontier();
  cascade.degraded_.resize(count);
  cascade.birnbaum_.resize(count);
  cascade.is_degraded_exact_.resize(count);
  cascade.is_birnbaum_exact_.resize(count);
  if (bounds.has_value()) cascade.estimate_.resize(count);
  cascade.is_loss_exact_ = true;
  LossBracket& loss = cascade.expected_loss_;
  for (Place place = 0; place < count; ++place) {
    const bool is_exact = exact.IsExact(place);
    cascade.is_degraded_exact_[place] = is_exact;
    cascade.degraded_[place] =
        is_exact ? Bracket::Of(exact.Degraded(place)) : bounds->Degraded(place);
    const double value = network.Value(place);
    if (value > 0 && !is_exact) cascade.is_loss_exact_ = false;
    loss.low += value * cascade.degraded_[place].low;
    loss.high += value * cascade.degraded_[place].high;

    const bool is_fall_exact = exact.IsFallExact(place);
    cascade.is_birnbaum_exact_[place] = is_fall_exact;
    cascade.birnbaum_[place] =
        is_fall_exact ? LossBracket::Of(exact.Birnbaum(place)) : bounds->Birnbaum(place);
    if (bounds.has_value()) {
      cascade.estimate_[place] =
          is_fall_exact ? exact.Birnbaum(place) : bounds->BirnbaumEstimate(place);
    }
  }
  if (!cascade.is_loss_exact_) {
    loss.low = internal::Lower(loss.low, 2 * count);
    loss.high = internal::Raise(loss.high, 2 * count);
  }
  cascade.by_arc_.resize(network.arc_count());
  for (Arc arc = 0; arc < network.arc_count(); ++arc) cascade.by_arc_[arc] = exact.ByArc(arc);
  return cascade;
}
[[nodiscard]] inline Cascade EvaluateCascade(const FailureNetwork& network,
                                             const CascadeOptions& options = {}) {
  if (options.most_frontier == 0) return Cascade(BoundCascade(network));
  CascadePlan plan(network);
  return EvaluateCascade(network, options, plan);
}

// The expected loss alone where it is exact; nothing where it is not, without a bracket.
[[nodiscard]] inline std::optional<double> ExactExpectedLoss(const FailureNetwork& network,
                                                             const CascadeOptions& options = {}) {
  internal::BlockPlans plans(network);
  const internal::ExactBlocks exact(network, {options.most_frontier, options.most_work}, plans);
  double loss = 0;
  for (Place place = 0; place < network.place_count(); ++place) {
    const double value = network.Value(place);
    if (value > 0 && !exact.IsExact(place)) return std::nullopt;
    loss += value * exact.Degraded(place);
  }
  return loss;
}

}  // namespace readiness::risk
