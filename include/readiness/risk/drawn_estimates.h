// readiness/risk/drawn_estimates.h: the last rung of the cascade: where nothing exact is affordable
// and a bracket is wide, how much a failure costs is drawn, with its standard error.
//
//   Cascade cascade = EvaluateCascade(network);
//   DrawEstimates(network, places, {.worlds = 4096, .most_steps = 1e7}, cascade);
//   cascade.BirnbaumEstimate(places[0]), cascade.BirnbaumError(places[0]);
//
// The brackets stay, and a drawn number is moved into its bracket. Nothing is drawn where a
// probability of the network is missing: no error would say what is not known. The effort is
// counted in nodes and arcs of blocks of 64 worlds, never in time, so that the same network gives
// the same numbers everywhere: fewer worlds are drawn on a large network, and of the places, in the
// order in which they are given, as many as the effort allows.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    at most `most_steps` of about 10 ns.   Threads: a pure function of its arguments.
// Source:  sampled_cascade.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "readiness/risk/cascade.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/sampled_cascade.h"

namespace readiness::risk {

struct DrawingOptions {
  uint64_t seed = 1;
  // At most; rounded up to a multiple of 64.
  uint32_t worlds = 4096;
  // The most nodes and arcs of blocks of 64 worlds that may be visited; 0: nothing is drawn.
  double most_steps = 0;
};

// What was drawn.
struct Drawing {
  size_t worlds = 0;  // 0: none, since a probability is missing or the network is too large.
  std::vector<Place> places;
  SampledMean expected_loss;
};

// Fewer worlds than this say too little to be worth an answer's time.
inline constexpr size_t kFewestWorlds = 256;

namespace internal {

[[nodiscard]] inline bool IsAllKnown(const FailureNetwork& network) {
  for (Place place = 0; place < network.place_count(); ++place) {
    if (!network.Leak(place).IsExact()) return false;
  }
  for (Arc arc = 0; arc < network.arc_count(); ++arc) {
    if (network.Low(arc) != network.High(arc)) return false;
  }
  return true;
}

// How many worlds the effort is enough for: an eighth of it at most for the worlds themselves; some
// hundred tell most of what a rank needs. 0: none are drawn.
[[nodiscard]] inline size_t AffordableWorlds(const FailureNetwork& network,
                                             const DrawingOptions& options) {
  const auto size = static_cast<double>(network.place_count() + network.arc_count());
  const double affordable = size > 0 ? options.most_steps / (8 * size) : 0;
  const size_t most = (size_t{options.worlds} + 63) / 64;
  const auto blocks = static_cast<size_t>(std::min(static_cast<double>(most), affordable));
  if (blocks * 64 < kFewestWorlds && blocks < most) return 0;
  return IsAllKnown(network) ? blocks * 64 : 0;
}

// Counts the nodes and arcs behind a place, place by place.
class ConeCounter {
 public:
  explicit ConeCounter(const FailureNetwork& network)
      : begin_(network.place_count() + 1, 0), seen_in_(network.place_count(), 0) {
    const auto places = static_cast<Place>(network.place_count());
    for (Place place = 0; place < places; ++place) {
      begin_[place + 1] = begin_[place] + network.OutCount(place);
    }
    out_.resize(network.arc_count());
    std::vector<uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (Place to = 0; to < places; ++to) {
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        out_[next[network.From(arc)]++] = to;
      }
    }
  }

  [[nodiscard]] double Count(Place from) {
    ++round_;
    queue_.assign(1, from);
    seen_in_[from] = round_;
    double steps = 0;
    for (size_t head = 0; head < queue_.size(); ++head) {
      const Place place = queue_[head];
      steps += 1 + begin_[place + 1] - begin_[place];
      for (uint32_t i = begin_[place]; i < begin_[place + 1]; ++i) {
        if (seen_in_[out_[i]] == round_) continue;
        seen_in_[out_[i]] = round_;
        queue_.push_back(out_[i]);
      }
    }
    return steps;
  }

 private:
  std::vector<uint32_t> begin_;
  std::vector<Place> out_;
  std::vector<uint32_t> seen_in_;
  uint32_t round_ = 0;
  std::vector<Place> queue_;
};

}  // namespace internal

// Draws the Birnbaum values of those of `places` that `cascade`, which is that of `network`, has no
// exact number for, into `cascade`. A place that was drawn before is drawn again.
inline Drawing DrawEstimates(const FailureNetwork& network, std::span<const Place> places,
                             const DrawingOptions& options, Cascade& cascade) {
  Drawing drawing;
  const size_t worlds = internal::AffordableWorlds(network, options);
  if (worlds == 0) return drawing;
  const auto blocks = static_cast<double>(worlds / 64);
  double left = options.most_steps -
                blocks * static_cast<double>(network.place_count() + network.arc_count());
  std::optional<internal::ConeCounter> cones;
  for (const Place place : places) {
    if (cascade.IsBirnbaumExact(place)) continue;
    if (!cones.has_value()) cones.emplace(network);
    left -= blocks * cones->Count(place);
    if (left < 0) break;
    drawing.places.push_back(place);
  }
  if (drawing.places.empty() && cascade.is_loss_exact()) return drawing;
  CascadeSampler sampler(network, {.seed = options.seed, .worlds = static_cast<uint32_t>(worlds)});
  sampler.Run(drawing.places);
  drawing.worlds = sampler.worlds();
  drawing.expected_loss = sampler.expected_loss();
  for (size_t i = 0; i < drawing.places.size(); ++i) {
    const SampledMean drawn = sampler.Birnbaum(i);
    cascade.SetDrawn(drawing.places[i], drawn.mean, drawn.standard_error);
  }
  return drawing;
}

}  // namespace readiness::risk
