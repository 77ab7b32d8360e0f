// readiness/risk/internal/backward_worlds.h: what the leak of every place costs, drawn from each
// touchpoint back: 64 worlds at a time, a bit each.
//
// In a world the places from which on-arcs lead to the touchpoint are those whose failure it would
// feel. If none of them leaks, each of them would be the one that brings it down; if one does, only
// that one; if more do, none. So one walk back says of all places at once in how many worlds the
// touchpoint hangs on them, and worlds with two leaks need not be walked on. Each touchpoint has
// worlds of its own, so that errors of touchpoints are independent and their squares add up: where
// there are many, 64 worlds each tell more than thousands shared by all.
//
// Cost: for each touchpoint and block the arcs into the places that its walk meets, each drawn in
//       the worlds in which it matters alone. 64 bytes a place.
// Source: reverse reachable sets: Borgs, Brautbar, Chayes and Lucier (2014),
//         doi:10.1137/1.9781611973402.70.
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

namespace readiness::risk::internal {

class BackwardWorlds {
 public:
  BackwardWorlds(const FailureNetwork& network, uint64_t seed)
      : network_(network),
        seed_(seed),
        walked_(network.place_count()),
        hits_(network.place_count(), 0),
        birnbaum_(network.place_count(), 0),
        variance_(network.place_count(), 0),
        greatest_(network.place_count(), 0) {
    for (Place place = 0; place < network.place_count(); ++place) {
      if (network.Value(place) > 0) touchpoints_.push_back(place);
    }
    // By id, so that another node changes the order of no sum that it has no part in.
    std::sort(touchpoints_.begin(), touchpoints_.end(), [&network](Place a, Place b) {
      return network.KeyOfPlace(a) < network.KeyOfPlace(b);
    });
    SetGreatest();
  }

  // About how many arcs and places one block of all touchpoints will visit: of few it is counted.
  [[nodiscard]] double EstimateSteps() {
    steps_ = 0;
    const size_t walked = std::min(touchpoints_.size(), kSampledWalks);
    for (size_t i = 0; i < walked; ++i) Walk(touchpoints_[i], 0);
    for (const Place place : touched_) hits_[place] = 0;
    touched_.clear();
    const auto steps = static_cast<double>(steps_);
    if (walked == touchpoints_.size()) return steps;
    // They come in the order of a hash, so that those are a sample of all.
    return kSampledMargin * steps / static_cast<double>(walked) *
           static_cast<double>(touchpoints_.size());
  }

  // Draws `blocks` of 64 worlds for each touchpoint; false, and nothing is drawn, where that would
  // visit more than `most_steps` arcs and places.
  [[nodiscard]] bool Run(size_t blocks, double most_steps) {
    std::fill(birnbaum_.begin(), birnbaum_.end(), 0);
    std::fill(variance_.begin(), variance_.end(), 0);
    loss_ = loss_variance_ = 0;
    steps_ = 0;
    worlds_ = static_cast<double>(64 * blocks);
    double walked = 0;
    for (const Place touchpoint : touchpoints_) {
      uint64_t down = 0;
      for (size_t block = 0; block < blocks; ++block) down += Walk(touchpoint, block);
      Gather(touchpoint, down);
      const auto steps = static_cast<double>(steps_);
      if (steps > most_steps) return false;
      // Touchpoints come in the order of a hash: the first tell what all will take.
      walked += 1;
      const double all = steps / walked * static_cast<double>(touchpoints_.size());
      if (walked >= kTellingWalks && all > kSurelyTooMany * most_steps) return false;
    }
    return true;
  }

  // Of the last run: the Birnbaum value of a place, the expected loss, and their standard errors;
  // how many arcs and places were visited.
  [[nodiscard]] double Birnbaum(Place place) const { return birnbaum_[place]; }
  [[nodiscard]] double Error(Place place) const {
    return ScoreError(variance_[place], greatest_[place]) / worlds_;
  }
  [[nodiscard]] double loss() const { return loss_; }
  [[nodiscard]] double loss_error() const {
    return ScoreError(loss_variance_, most_value_) / worlds_;
  }
  // The greatest value of one touchpoint that the failure of a place may reach, and of all.
  [[nodiscard]] double Greatest(Place place) const { return greatest_[place]; }
  [[nodiscard]] double most_value() const { return most_value_; }
  [[nodiscard]] uint64_t steps() const { return steps_; }

 private:
  static constexpr size_t kSampledWalks = 4096;
  static constexpr double kSampledMargin = 1.05;
  static constexpr double kTellingWalks = 64;
  static constexpr double kSurelyTooMany = 2;

  // What a walk knows of a place, in half a cache line: the worlds in which the touchpoint is
  // reached from it, those of them in which it leaks, and those that were carried on over its arcs.
  struct Walked {
    uint64_t reach = 0;
    uint64_t leak = 0;
    uint64_t carried = 0;
    bool is_open = false;  // It waits in the queue.
  };

  // Sets, by place, the greatest value of one touchpoint that its failure may reach.
  void SetGreatest() {
    const auto push = [this](Place to) {
      for (Arc arc = network_.ArcsBegin(to); arc < network_.ArcsBegin(to + 1); ++arc) {
        double& before = greatest_[network_.From(arc)];
        if (network_.High(arc) > 0) before = std::max(before, greatest_[to]);
      }
    };
    auto place = static_cast<Place>(network_.place_count());
    for (Place at = 0; at < place; ++at) greatest_[at] = network_.Value(at);
    const std::span<const FailureNetwork::Circular> circles = network_.circular();
    for (size_t i = circles.size(); i-- > 0;) {
      while (place > circles[i].end) push(--place);
      double greatest = 0;
      for (Place at = circles[i].begin; at < circles[i].end; ++at) {
        greatest = std::max(greatest, greatest_[at]);
      }
      for (Place at = circles[i].begin; at < circles[i].end; ++at) greatest_[at] = greatest;
      for (Place at = circles[i].begin; at < circles[i].end; ++at) push(at);
      place = circles[i].begin;
    }
    while (place > 0) push(--place);
    for (const Place touchpoint : touchpoints_) {
      most_value_ = std::max(most_value_, network_.Value(touchpoint));
    }
  }

  // Walks one block back from a touchpoint; in how many of its worlds that fails.
  uint64_t Walk(Place touchpoint, size_t block) {
    base_ = MixBits(seed_ ^ network_.KeyOfPlace(touchpoint));
    block_ = block;
    met_.clear();
    queue_.clear();
    once_ = twice_ = 0;
    Add(touchpoint, ~uint64_t{0});
    for (size_t head = 0; head < queue_.size(); ++head) {
      const Place to = queue_[head];
      Walked& at = walked_[to];
      at.is_open = false;
      // Over its arcs each world is carried once, however often the place is met.
      const uint64_t lanes = at.reach & ~at.carried & ~twice_;
      at.carried |= lanes;
      const Arc begin = network_.ArcsBegin(to);
      const Arc end = network_.ArcsBegin(to + 1);
      steps_ += 1 + (end - begin);
      if (lanes == 0) continue;
      for (Arc arc = begin; arc < end; ++arc) {
        const Place from = network_.From(arc);
        const uint64_t news = lanes & ~walked_[from].reach;
        if (news != 0) Add(from, On(arc, to, news));
      }
    }
    for (const Place place : met_) {
      Walked& at = walked_[place];
      const uint64_t hangs = (at.reach & ~once_) | (at.leak & once_ & ~twice_);
      if (hits_[place] == 0 && hangs != 0) touched_.push_back(place);
      hits_[place] += static_cast<uint64_t>(std::popcount(hangs));
      at = {};
    }
    return static_cast<uint64_t>(std::popcount(once_));
  }

  // The touchpoint is reached from `place` in these worlds, which are news.
  void Add(Place place, uint64_t lanes) {
    if (lanes == 0) return;
    Walked& at = walked_[place];
    if (at.reach == 0) met_.push_back(place);
    at.reach |= lanes;
    if (const double chance = network_.Leak(place).high; chance > 0) {
      const uint64_t leaks =
          BernoulliWord(chance, MixBits(base_ ^ network_.KeyOfPlace(place)), block_, lanes);
      at.leak |= leaks;
      twice_ |= once_ & leaks;
      once_ |= leaks;
    }
    if (at.is_open) return;
    at.is_open = true;
    queue_.push_back(place);
  }

  // In which of `lanes` an arc is on.
  [[nodiscard]] uint64_t On(Arc arc, Place to, uint64_t lanes) const {
    const double chance = network_.High(arc);
    if (chance >= 1) return lanes;
    return BernoulliWord(chance, MixBits(base_ ^ network_.KeyOfArc(to, arc)), block_, lanes);
  }

  void Gather(Place touchpoint, uint64_t down) {
    const double value = network_.Value(touchpoint);
    const double each = value / worlds_;
    for (const Place place : touched_) {
      const auto hits = static_cast<double>(hits_[place]);
      birnbaum_[place] += each * hits;
      variance_[place] += value * value * HitVariance(hits, worlds_);
      hits_[place] = 0;
    }
    touched_.clear();
    const auto hits = static_cast<double>(down);
    loss_ += each * hits;
    loss_variance_ += value * value * HitVariance(hits, worlds_);
  }

  const FailureNetwork& network_;
  uint64_t seed_;
  std::vector<Place> touchpoints_;
  // Of the walk in hand, by place.
  std::vector<Walked> walked_;
  std::vector<uint64_t> hits_;  // Of all blocks of the touchpoint in hand.
  std::vector<Place> met_;
  std::vector<Place> queue_;
  std::vector<Place> touched_;
  uint64_t base_ = 0;
  size_t block_ = 0;
  uint64_t once_ = 0;
  uint64_t twice_ = 0;
  uint64_t steps_ = 0;
  // Of all: shares of worlds times values, and the variances of the hits times values.
  double worlds_ = 0;
  std::vector<double> birnbaum_;
  std::vector<double> variance_;
  std::vector<double> greatest_;
  double loss_ = 0;
  double loss_variance_ = 0;
  double most_value_ = 0;
};

}  // namespace readiness::risk::internal
