// readiness/risk/drawn_estimates.h: the last rung of the cascade: where nothing exact is affordable
// and a bracket is wide, how much a failure costs is drawn, with its standard error.
//
//   Cascade cascade = EvaluateCascade(network);
//   DrawEstimates(network, {.worlds = 4096, .most_steps = 1e7}, cascade);
//   cascade.BirnbaumEstimate(place), cascade.BirnbaumError(place);
//
// The brackets stay, and a drawn number is moved into its bracket. Nothing is drawn where a
// probability of the network is missing: no error would say what is not known. The effort is
// counted in nodes and arcs of blocks of 64 worlds, never in time, so that the same network gives
// the same numbers everywhere; the same worlds of a touchpoint are the first of a greater effort.
//
// The standard error covers what few worlds, or none, have told (internal/score_error.h): nearly
// always the number lies within four of them. It is no more than its bracket allows: a sum of
// parts of at most V whose mean is at most H has over N worlds a variance of at most V H / N.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    at most `most_steps` of 10 to 20 ns, and a try of one block beforehand.
// Threads: a pure function of its arguments.
// Source:  internal/backward_worlds.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "readiness/risk/cascade.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/backward_worlds.h"
#include "readiness/risk/sampled_cascade.h"

namespace readiness::risk {

struct DrawingOptions {
  uint64_t seed = 1;
  // For each touchpoint, at most; rounded up to a multiple of 64.
  uint32_t worlds = 4096;
  // The most nodes and arcs of blocks of 64 worlds that may be visited; 0: nothing is drawn.
  double most_steps = 0;
};

// What was drawn.
struct Drawing {
  // For each touchpoint. 0: none, since all is exact, a probability is missing or the network is
  // too large.
  size_t worlds = 0;
  SampledMean expected_loss;
};

namespace internal {

// Is no probability missing?
[[nodiscard]] inline bool IsAllKnown(const FailureNetwork& network) {
  for (Place place = 0; place < network.place_count(); ++place) {
    if (!network.Leak(place).IsExact()) return false;
  }
  for (Arc arc = 0; arc < network.arc_count(); ++arc) {
    if (network.Low(arc) != network.High(arc)) return false;
  }
  return true;
}

}  // namespace internal

// Draws the Birnbaum values of all places that `cascade`, which is that of `network`, has no exact
// number for, into `cascade`.
inline Drawing DrawEstimates(const FailureNetwork& network, const DrawingOptions& options,
                             Cascade& cascade) {
  Drawing drawing;
  bool is_wanted = !cascade.is_loss_exact();
  for (Place place = 0; place < network.place_count() && !is_wanted; ++place) {
    is_wanted = !cascade.IsBirnbaumExact(place);
  }
  const double most_steps = options.most_steps;
  if (!is_wanted || most_steps <= 0 || !internal::IsAllKnown(network)) return drawing;
  internal::BackwardWorlds worlds(network, options.seed);
  // All blocks cost alike, but for chance.
  const double affordable = most_steps / std::max(1.0, worlds.EstimateSteps());
  size_t blocks = (size_t{options.worlds} + 63) / 64;
  if (affordable < static_cast<double>(blocks)) blocks = static_cast<size_t>(affordable);
  if (blocks == 0) return drawing;
  while (!worlds.Run(blocks, most_steps)) {
    if (blocks == 1) return drawing;
    blocks -= (blocks + 7) / 8;
  }
  drawing.worlds = 64 * blocks;
  const LossBracket loss = cascade.expected_loss();
  // What is at most so much is spread by no more than if it came in as few worlds as it may.
  const auto most_error = [&](double greatest, const LossBracket& bracket) {
    return std::min(bracket.Width(),
                    std::sqrt(greatest * bracket.high / static_cast<double>(drawing.worlds)));
  };
  drawing.expected_loss = {std::clamp(worlds.loss(), loss.low, loss.high),
                           std::min(worlds.loss_error(), most_error(worlds.most_value(), loss))};
  for (Place place = 0; place < network.place_count(); ++place) {
    if (cascade.IsBirnbaumExact(place)) continue;
    const double most = most_error(worlds.Greatest(place), cascade.Birnbaum(place));
    cascade.SetDrawn(place, worlds.Birnbaum(place), std::min(worlds.Error(place), most));
  }
  return drawing;
}

}  // namespace readiness::risk
