// readiness/risk/standalone_loss.h: what one risk would cost if it stood alone: its leak times the
// loss when nothing else leaks.
//
// The standalone losses of several risks overlap where they reach the same touchpoints, so they do
// not add up to the expected loss; by_touchpoint tells where one goes.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    O(N), and a cascade over what the risk can reach.   Threads: values only.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade.h"
#include "readiness/risk/failure_network.h"

namespace readiness::risk {

// What a risk costs at one touchpoint.
struct TouchpointLoss {
  NodeIndex node = kNoNode;
  Bracket reached;   // The probability that the node's failure reaches it.
  LossBracket loss;  // Leak * reached * value.
};

struct StandaloneLoss {
  LossBracket loss;
  bool is_exact = false;
  std::vector<TouchpointLoss> by_touchpoint;  // The greatest first, ties by node.
};

namespace internal {

// Whether all arcs are on in every world.
[[nodiscard]] inline bool IsCertain(const FailureNetwork& network) {
  for (Arc arc = 0; arc < network.arc_count(); ++arc) {
    if (network.Low(arc) != 1) return false;
  }
  return true;
}

inline void SortByLoss(std::vector<TouchpointLoss>& losses) {
  std::sort(losses.begin(), losses.end(), [](const TouchpointLoss& a, const TouchpointLoss& b) {
    return a.loss.high != b.loss.high ? a.loss.high > b.loss.high : a.node < b.node;
  });
}

}  // namespace internal

// The standalone loss of a leak of probability `leak` at `source`.
[[nodiscard]] inline StandaloneLoss MeasureStandaloneLoss(const FailureNetwork& network,
                                                          Place source, Bracket leak,
                                                          const CascadeOptions& options = {}) {
  const FailureNetwork part = network.OnlyFrom(source);
  StandaloneLoss standalone;
  if (internal::IsCertain(part)) {  // All of it fails with the source.
    for (Place place = 0; place < part.place_count(); ++place) {
      const double value = part.Value(place);
      if (value == 0) continue;
      standalone.loss.low += value;
      standalone.by_touchpoint.push_back(
          {part.NodeAt(place), Bracket::Of(1), {leak.low * value, leak.high * value}});
    }
    standalone.loss = {leak.low * standalone.loss.low, leak.high * standalone.loss.low};
    standalone.is_exact = leak.IsExact();
    internal::SortByLoss(standalone.by_touchpoint);
    return standalone;
  }
  const Cascade cascade = EvaluateCascade(part, options);
  const LossBracket loss = cascade.expected_loss();
  standalone.loss = {leak.low * loss.low, leak.high * loss.high};
  standalone.is_exact = cascade.is_loss_exact() && leak.IsExact();
  for (Place place = 0; place < part.place_count(); ++place) {
    const double value = part.Value(place);
    if (value == 0) continue;
    const Bracket reached = cascade.Degraded(place);
    standalone.by_touchpoint.push_back(
        {part.NodeAt(place),
         reached,
         {leak.low * reached.low * value, leak.high * reached.high * value}});
  }
  internal::SortByLoss(standalone.by_touchpoint);
  return standalone;
}

// The same as one number; nothing where it is not exact, without the cost of brackets.
[[nodiscard]] inline std::optional<double> ExactStandaloneLoss(const FailureNetwork& network,
                                                               Place source, double leak,
                                                               const CascadeOptions& options = {}) {
  const FailureNetwork part = network.OnlyFrom(source);
  if (internal::IsCertain(part)) return leak * part.total_value();
  const std::optional<double> loss = ExactExpectedLoss(part, options);
  return loss.has_value() ? std::optional(leak * *loss) : std::nullopt;
}

}  // namespace readiness::risk
