// readiness/risk/cascade_bounds.h: certified brackets of the cascade on a network of any size: how
// likely each node is degraded, the expected loss, and by how much it falls without one leak.
//
//   const CascadeBounds bounds = BoundCascade(network);
//   bounds.Fall(node).high;  // The expected loss falls by no more than this without node's leak.
//
// lower <= exact <= upper holds for every number, rounding included. Both ends agree on a forest up
// to rounding; elsewhere the width says how much is not known. Where a probability is missing the
// bracket holds for every value that it may have.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    O(N + M); about 90 bytes a node while it is made and 60 kept.
// Threads: const after BoundCascade; keeps nothing of the network.
// Source:  math of internal/forward_bounds.h and internal/backward_bounds.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "readiness/base/large_array.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/backward_bounds.h"
#include "readiness/risk/internal/forward_bounds.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk {

namespace internal {

[[nodiscard]] inline LossBracket BirnbaumOf(const BackwardBounds& backward, Place place) {
  const LossBracket fall = backward.Fall(place);
  return {std::min(fall.low, fall.high), fall.high};
}
[[nodiscard]] inline double BirnbaumEstimateOf(const BackwardBounds& backward, Place place) {
  const LossBracket fall = backward.Fall(place);
  return std::clamp(backward.Estimate(place), fall.low, std::max(fall.low, fall.high));
}
// The sum over touchpoints of what they are worth times degraded(place).
template <typename Degraded>
[[nodiscard]] LossBracket LossOf(const FailureNetwork& network, Degraded degraded) {
  const size_t count = network.place_count();
  double low = 0;
  double high = 0;
  for (Place place = 0; place < count; ++place) {
    const Bracket at = degraded(place);
    low += network.Value(place) * at.low;
    high += network.Value(place) * at.high;
  }
  return {Lower(low, 2 * count), high > 0 ? Raise(high, 2 * count) : 0};
}

}  // namespace internal

class CascadeBounds {
 public:
  // The probability that the place is degraded.
  [[nodiscard]] Bracket Degraded(Place place) const { return degraded_[place]; }
  // The expected loss of all touchpoints.
  [[nodiscard]] LossBracket expected_loss() const { return expected_loss_; }
  // B: the expected loss when the place leaks for certain less that when it does not leak at all;
  // the derivative of the expected loss by its leak.
  [[nodiscard]] LossBracket Birnbaum(Place place) const { return birnbaum_[place]; }
  // The same as one number inside the bracket, exact on a forest: for putting places in order.
  [[nodiscard]] double BirnbaumEstimate(Place place) const { return estimate_[place]; }

  friend CascadeBounds BoundCascade(const FailureNetwork& network);

 private:
  friend class Cascade;
  base::LargeArray<Bracket> degraded_;
  base::LargeArray<LossBracket> birnbaum_;
  base::LargeArray<double> estimate_;
  LossBracket expected_loss_;
};

// Brackets every place of `network`.
[[nodiscard]] inline CascadeBounds BoundCascade(const FailureNetwork& network) {
  internal::ForwardBounds forward(network);
  const internal::BackwardBounds backward(network, forward);
  const size_t count = network.place_count();
  CascadeBounds bounds;
  bounds.birnbaum_.resize(count);
  bounds.estimate_.resize(count);
  for (Place place = 0; place < count; ++place) {
    bounds.birnbaum_[place] = internal::BirnbaumOf(backward, place);
    bounds.estimate_[place] = internal::BirnbaumEstimateOf(backward, place);
  }
  bounds.degraded_ = std::move(forward).TakeDegraded();
  bounds.expected_loss_ =
      internal::LossOf(network, [&](Place place) { return bounds.degraded_[place]; });
  return bounds;
}

}  // namespace readiness::risk
