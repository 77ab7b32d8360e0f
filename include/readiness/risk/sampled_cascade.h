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
// Blocks of 64 worlds may be drawn apart, by other samplers of the same network, places and options
// in threads of the caller's, and put together: the bytes are those of one Run, however the blocks
// were shared out.
//
//   sampler.RunBlocks(places, 0, 32);  other.RunBlocks(places, 32, 64);  sampler.Absorb(other);
//
// Probabilities are drawn to 2^-64. Where a probability is a bracket its upper end is drawn.
//
// Units:   losses in the unit of the values, an hour.
// Cost:    worlds / 64 words for each leak and each arc out of a degraded place, about eight mixes
//          of 64 bits each; a place's Birnbaum value as many words for what its failure reaches.
//          40 bytes a node and 20 an arc.
//          24 bytes a place that is asked for and block.
// Threads: one sampler a thread; the network may be shared and must outlive it.
// Source:  live-edge worlds: Kempe, Kleinberg and Tardos (2003), doi:10.1145/956750.956769.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/id_hash.h"
#include "readiness/risk/internal/score_error.h"
#include "readiness/risk/internal/world_words.h"

namespace readiness::risk {

struct SamplingOptions {
  uint64_t seed = 0;
  // Rounded up to a multiple of 64.
  uint32_t worlds = 4096;
};

// A mean over worlds, and an error that covers what few worlds have told (internal/score_error.h):
// it is never 0.
struct SampledMean {
  double mean = 0;
  double standard_error = 0;
};

// The share of `worlds` that `hits` are.
[[nodiscard]] inline SampledMean ShareOf(uint64_t hits, size_t worlds) {
  const auto all = static_cast<double>(worlds);
  const auto some = static_cast<double>(hits);
  return {some / all, internal::ScoreError(internal::HitVariance(some, all), 1) / all};
}

class CascadeSampler {
 public:
  CascadeSampler(const FailureNetwork& network, const SamplingOptions& options)
      : network_(network), options_(options), words_(network, options.seed) {}

  // Draws all worlds; `places` are those whose Birnbaum values are wanted.
  void Run(std::span<const Place> places = {}) { RunBlocks(places, 0, block_count()); }

  // How many blocks of 64 worlds there are.
  [[nodiscard]] size_t block_count() const { return (size_t{options_.worlds} + 63) / 64; }

  // Draws the blocks from `begin` up to, not with, `end`, at most block_count(), and forgets what
  // was drawn before.
  void RunBlocks(std::span<const Place> places, size_t begin, size_t end) {
    const size_t count = network_.place_count();
    hits_.assign(count, 0);
    width_ = 1 + places.size();
    blocks_ = end - begin;
    moments_.assign(block_count() * width_, {});
    for (size_t block = begin; block < end; ++block) {
      words_.Draw(block);
      ForgetLoss();
      for (Place place = 0; place < count; ++place) {
        const uint64_t degraded = words_.Degraded(place);
        hits_[place] += static_cast<uint64_t>(std::popcount(degraded));
        AddLoss(degraded, network_.Value(place));
      }
      moments_[block * width_] = OfGroups();
      for (size_t i = 0; i < places.size(); ++i) {
        ForgetLoss();
        words_.ForEachChange(
            places[i], [&](Place place, uint64_t lanes) { AddLoss(lanes, network_.Value(place)); });
        moments_[block * width_ + 1 + i] = OfGroups();
      }
    }
  }

  // In how many of the worlds each place is degraded when `source` leaks and not when it does not.
  // Draws all worlds anew, and forgets nothing of what Run found.
  [[nodiscard]] std::vector<uint64_t> CountChanges(Place source) {
    std::vector<uint64_t> counts(network_.place_count(), 0);
    for (size_t block = 0; block < block_count(); ++block) {
      words_.Draw(block);
      words_.ForEachChange(source, [&](Place place, uint64_t lanes) {
        counts[place] += static_cast<uint64_t>(std::popcount(lanes));
      });
    }
    return counts;
  }

  // An arc by the place that it leads to.
  struct ArcInto {
    Arc arc = 0;
    Place to = 0;
  };
  // What would not be lost without each of the arcs. Draws all worlds anew, as CountChanges.
  [[nodiscard]] std::vector<SampledMean> LostOver(std::span<const ArcInto> arcs) {
    std::vector<Moments> moments(arcs.size());
    for (size_t block = 0; block < block_count(); ++block) {
      words_.Draw(block);
      for (size_t i = 0; i < arcs.size(); ++i) {
        ForgetLoss();
        words_.ForEachChangeOver(arcs[i].arc, arcs[i].to, [&](Place place, uint64_t lanes) {
          AddLoss(lanes, network_.Value(place));
        });
        moments[i].Add(OfGroups());
      }
    }
    std::vector<SampledMean> lost;
    for (const Moments& one : moments) lost.push_back(MeanOf(one, block_count() * 64));
    return lost;
  }

  // Adds the blocks that another sampler drew for the same places, and this one did not.
  void Absorb(const CascadeSampler& other) {
    blocks_ += other.blocks_;
    for (size_t place = 0; place < hits_.size(); ++place) hits_[place] += other.hits_[place];
    for (size_t i = 0; i < moments_.size(); ++i) {
      moments_[i].Add(other.moments_[i]);  // One of the two is 0.
    }
  }

  [[nodiscard]] size_t worlds() const { return blocks_ * 64; }
  // The probability that a place is degraded.
  [[nodiscard]] SampledMean Degraded(Place place) const { return ShareOf(hits_[place], worlds()); }
  [[nodiscard]] SampledMean expected_loss() const { return MeanOf(0); }
  // The Birnbaum value of the i-th of the places given to Run.
  [[nodiscard]] SampledMean Birnbaum(size_t i) const { return MeanOf(1 + i); }

 private:
  struct Moments {
    double sum = 0;
    double squares = 0;
    double greatest = 0;

    void Add(const Moments& more) {
      sum += more.sum;
      squares += more.squares;
      greatest = std::max(greatest, more.greatest);
    }
  };

  // Worlds are taken together by eights, whose losses are independent of each other as those of
  // single worlds are, and take an eighth of the additions.
  static constexpr size_t kGroups = 8;
  static constexpr double kGroupSize = 64 / kGroups;

  void AddLoss(uint64_t lanes, double value) {
    if (value == 0 || lanes == 0) return;
    lanes -= (lanes >> 1) & 0x5555555555555555U;  // How many lanes of each byte are on.
    lanes = (lanes & 0x3333333333333333U) + ((lanes >> 2) & 0x3333333333333333U);
    lanes = (lanes + (lanes >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    for (size_t group = 0; group < kGroups; ++group) {
      group_loss_[group] += value * static_cast<double>((lanes >> (8 * group)) & 0xFF);
    }
  }
  void ForgetLoss() {
    for (double& loss : group_loss_) loss = 0;
  }
  [[nodiscard]] Moments OfGroups() const {
    Moments moments;
    for (const double loss : group_loss_) {
      moments.sum += loss;
      moments.squares += loss * loss;
      moments.greatest = std::max(moments.greatest, loss);
    }
    return moments;
  }
  // Blocks are added in their order, whoever drew them.
  [[nodiscard]] SampledMean MeanOf(size_t column) const {
    Moments all;
    for (size_t at = column; at < moments_.size(); at += width_) all.Add(moments_[at]);
    return MeanOf(all, blocks_ * 64);
  }
  [[nodiscard]] SampledMean MeanOf(const Moments& all, size_t world_count) const {
    const auto worlds = static_cast<double>(world_count);
    const double groups = worlds / kGroupSize;
    const double mean = all.sum / groups;
    const double variance = (all.squares - all.sum * mean) / (groups - 1);
    // What was not seen is taken for no worse than the worst of what was, and where all worlds
    // agree, but for rounding, for all there is.
    const bool do_all_agree = variance <= 1e-12 * mean * mean;
    const double greatest = do_all_agree ? network_.total_value() : all.greatest - mean;
    const double spread = do_all_agree ? 0 : groups * variance;
    return {all.sum / worlds, internal::ScoreError(spread, greatest) / worlds};
  }

  const FailureNetwork& network_;
  SamplingOptions options_;
  internal::WorldWords words_;
  size_t blocks_ = 0;  // That are drawn.
  size_t width_ = 1;   // Of a row of moments: the loss, then each place that is asked for.
  std::vector<uint64_t> hits_;
  double group_loss_[kGroups] = {};
  std::vector<Moments> moments_;  // By block, and in it by column.
};

}  // namespace readiness::risk
