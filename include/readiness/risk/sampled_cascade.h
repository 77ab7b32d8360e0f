// readiness/risk/sampled_cascade.h: the cascade by drawing worlds, for networks that are too wide
// to solve; with the standard error of every number.
//
//   CascadeSampler sampler(network, {.seed = 7, .worlds = 4096});
//   sampler.Run(places);              // The places whose Birnbaum value is wanted.
//   sampler.Birnbaum(0).mean, sampler.Birnbaum(0).standard_error;
//
// 64 worlds are drawn at a time, one bit each. Whether a leak or an arc is on in a world is a
// function of (seed, the ids of its ends, the number of the world) alone: another node, another
// risk, another order or another thread changes none of it, and the first worlds of a longer run
// are those of a shorter. The Birnbaum value of a place takes every world twice, with its leak on
// and with it off and all else the same.
//
// Probabilities are drawn to 2^-64. Where a probability is a bracket its upper end is drawn.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    worlds / 64 words for each leak and each arc out of a degraded place, about eight mixes
//          of 64 bits each; a place's Birnbaum value as many words for what its failure reaches.
//          40 bytes a node and 20 an arc.
// Threads: one sampler a thread; the network may be shared and must outlive it.
// Source:  live-edge worlds: Kempe, Kleinberg and Tardos (2003), doi:10.1145/956750.956769.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/id_hash.h"
#include "readiness/risk/internal/world_words.h"

namespace readiness::risk {

struct SamplingOptions {
  uint64_t seed = 0;
  // Rounded up to a multiple of 64.
  uint32_t worlds = 4096;
};

// A mean over worlds. Where no world counted, the error is that of one which might have.
struct SampledMean {
  double mean = 0;
  double standard_error = 0;
};

class CascadeSampler {
 public:
  CascadeSampler(const FailureNetwork& network, const SamplingOptions& options)
      : network_(network), options_(options), words_(network, options.seed) {}

  // Draws all worlds; `places` are those whose Birnbaum values are wanted.
  void Run(std::span<const Place> places = {}) {
    const size_t count = network_.place_count();
    hits_.assign(count, 0);
    loss_ = {};
    birnbaum_.assign(places.size(), {});
    blocks_ = (size_t{options_.worlds} + 63) / 64;
    for (size_t block = 0; block < blocks_; ++block) {
      words_.Draw(block);
      for (double& loss : lane_loss_) loss = 0;
      for (Place place = 0; place < count; ++place) {
        const uint64_t degraded = words_.Degraded(place);
        hits_[place] += static_cast<uint64_t>(std::popcount(degraded));
        AddLoss(degraded, network_.Value(place));
      }
      Gather(loss_);
      for (size_t i = 0; i < places.size(); ++i) {
        for (double& loss : lane_loss_) loss = 0;
        words_.ForEachChange(
            places[i], [&](Place place, uint64_t lanes) { AddLoss(lanes, network_.Value(place)); });
        Gather(birnbaum_[i]);
      }
    }
  }

  [[nodiscard]] size_t worlds() const { return blocks_ * 64; }
  // The probability that a place is degraded.
  [[nodiscard]] SampledMean Degraded(Place place) const {
    const auto worlds = static_cast<double>(blocks_ * 64);
    const auto hits = static_cast<double>(hits_[place]);
    // The error of a share with one more hit and one more miss: never 0.
    const double share = (hits + 1) / (worlds + 2);
    return {hits / worlds, std::sqrt(share * (1 - share) / worlds)};
  }
  [[nodiscard]] SampledMean expected_loss() const { return MeanOf(loss_); }
  // The Birnbaum value of the i-th of the places given to Run.
  [[nodiscard]] SampledMean Birnbaum(size_t i) const { return MeanOf(birnbaum_[i]); }

 private:
  struct Moments {
    double sum = 0;
    double squares = 0;
  };

  void AddLoss(uint64_t lanes, double value) {
    if (value == 0) return;
    for (; lanes != 0; lanes &= lanes - 1) {
      lane_loss_[static_cast<size_t>(std::countr_zero(lanes))] += value;
    }
  }
  void Gather(Moments& moments) const {
    for (const double loss : lane_loss_) {
      moments.sum += loss;
      moments.squares += loss * loss;
    }
  }
  [[nodiscard]] SampledMean MeanOf(const Moments& moments) const {
    const auto worlds = static_cast<double>(blocks_ * 64);
    const double mean = moments.sum / worlds;
    if (moments.squares == 0) return {0, network_.total_value() / worlds};
    const double variance = (moments.squares - moments.sum * mean) / (worlds - 1);
    return {mean, std::sqrt((variance > 0 ? variance : 0) / worlds)};
  }

  const FailureNetwork& network_;
  SamplingOptions options_;
  internal::WorldWords words_;
  size_t blocks_ = 0;
  std::vector<uint64_t> hits_;
  double lane_loss_[64] = {};
  Moments loss_;
  std::vector<Moments> birnbaum_;
};

}  // namespace readiness::risk
