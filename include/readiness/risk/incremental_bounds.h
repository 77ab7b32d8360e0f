// readiness/risk/incremental_bounds.h: the brackets of cascade_bounds.h on a network in which one
// number after another changes, and the nodes whose failure costs most.
//
//   IncrementalBounds bounds(std::move(network));
//   bounds.SetLeak(bounds.network().PlaceOf(node), 0.02);
//   bounds.Update();
//   bounds.Top(100);                 // The places whose own failure costs most, the worst first.
//
// After Update every number has the bits that BoundCascade gives for the network as it is now. A
// change is followed to dependents, then from all that moved back to prerequisites; it stops where
// a place comes out with the same bits. Where more than a fifth of the arcs would be touched the
// whole is made anew, which is cheaper. Another value changes what everything is worth at most, so
// the pass back is made anew as a whole.
//
// Units:   those of failure_network.h.
// Cost:    the arcs of the places that change, and N / 64 words; never much more than BoundCascade.
//          Top: one look at all places. 200 bytes a node and 16 an arc beside the network.
// Threads: one thread at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "readiness/risk/bracket.h"
#include "readiness/risk/cascade_bounds.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/backward_bounds.h"
#include "readiness/risk/internal/forward_bounds.h"

namespace readiness::risk {

namespace internal {

// Places that wait for their turn, taken from either end.
class WaitingPlaces {
 public:
  explicit WaitingPlaces(size_t count) : words_((count + 63) / 64, 0) {}

  void Add(Place place) { words_[place / 64] |= uint64_t{1} << (place % 64); }
  void Clear() { std::fill(words_.begin(), words_.end(), uint64_t{0}); }
  // Takes the first place; what is added meanwhile may only stand behind it.
  template <typename Visit>
  void TakeUpward(Visit visit) {
    for (size_t at = 0; at < words_.size(); ++at) {
      while (words_[at] != 0) {
        const auto bit = static_cast<uint32_t>(std::countr_zero(words_[at]));
        words_[at] &= words_[at] - 1;
        if (!visit(static_cast<Place>(at * 64 + bit))) return;
      }
    }
  }
  // The same from the last place down.
  template <typename Visit>
  void TakeDownward(Visit visit) {
    for (size_t at = words_.size(); at-- > 0;) {
      while (words_[at] != 0) {
        const auto bit = static_cast<uint32_t>(63 - std::countl_zero(words_[at]));
        words_[at] &= ~(uint64_t{1} << bit);
        if (!visit(static_cast<Place>(at * 64 + bit))) return;
      }
    }
  }

 private:
  std::vector<uint64_t> words_;
};

}  // namespace internal

class IncrementalBounds {
 public:
  explicit IncrementalBounds(FailureNetwork network)
      : network_(std::move(network)),
        forward_waits_(network_.place_count()),
        backward_waits_(network_.place_count()),
        falls_(network_.place_count()) {
    SetCircular();
    SetOuts();
    forward_.emplace(network_);
    RemakeBackward();
  }
  // Its parts look at each other.
  IncrementalBounds(const IncrementalBounds&) = delete;
  IncrementalBounds& operator=(const IncrementalBounds&) = delete;

  [[nodiscard]] const FailureNetwork& network() const { return network_; }

  // What changes; in [0, 1], and values from 0 to 1e15. It counts from the next Update on.
  void SetLeak(Place place, double probability) {
    network_.SetLeak(place, probability);
    forward_waits_.Add(PartOf(place).begin);
    AddBefore(place);
    Note(place);
  }
  void SetChance(Arc arc, double probability) {
    network_.SetChance(arc, probability);
    const Place to = TargetOf(arc);
    forward_waits_.Add(PartOf(to).begin);
    backward_waits_.Add(PartOf(network_.From(arc)).begin);
    if (backward_->FindStrongest(to)) AddBefore(to);
  }
  void SetValue(Place place, double value) {
    network_.SetValue(place, value);
    remakes_backward_ = true;
  }

  // Brings every number up to date.
  void Update() {
    UpdateDegraded();
    if (!remakes_backward_) GoBackward();
    moved_.clear();
    if (remakes_backward_) RemakeBackward();
    for (const Place place : noted_) SetFall(place);
    noted_.clear();
  }
  // Brings Degraded and expected_loss up to date and leaves the rest for the next Update.
  void UpdateDegraded() {
    steps_ = 0;
    is_whole_ = false;
    GoForward();
    if (moved_.size() > network_.place_count()) remakes_backward_ = true;
    if (remakes_backward_) moved_.clear();
    if (!is_whole_) return;
    forward_waits_.Clear();
    forward_.emplace(network_);
    moved_.clear();
    remakes_backward_ = true;
  }
  // Whether the last Update made the whole anew.
  [[nodiscard]] bool was_whole() const { return is_whole_; }

  [[nodiscard]] Bracket Degraded(Place place) const { return forward_->Degraded(place); }
  [[nodiscard]] LossBracket Birnbaum(Place place) const {
    return internal::BirnbaumOf(*backward_, place);
  }
  [[nodiscard]] double BirnbaumEstimate(Place place) const {
    return internal::BirnbaumEstimateOf(*backward_, place);
  }
  // By how much the expected loss falls without the place's own leak: the upper end of the leak
  // times the estimate.
  [[nodiscard]] double Fall(Place place) const { return falls_[place]; }
  // O(N).
  [[nodiscard]] LossBracket expected_loss() const {
    return internal::LossOf(network_, [this](Place place) { return Degraded(place); });
  }

  // The nodes' places with the greatest falls, the greatest first; ties by id.
  [[nodiscard]] std::vector<Place> Top(size_t count) {
    const auto first = static_cast<Place>(network_.cause_count());
    count = std::min(count, network_.node_count());
    std::vector<Place> top;
    const auto collect = [&](double least) {
      top.clear();
      for (Place place = first; place < network_.place_count(); ++place) {
        if (falls_[place] >= least) top.push_back(place);
      }
    };
    collect(least_);  // What was enough the last time mostly is.
    if (top.size() < count) collect(0);
    const auto comes_before = [this](Place a, Place b) {
      if (falls_[a] != falls_[b]) return falls_[a] > falls_[b];
      return network_.NodeAt(a) < network_.NodeAt(b);
    };
    const auto end = top.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(top.begin(), end, top.end(), comes_before);
    top.resize(count);
    std::sort(top.begin(), top.end(), comes_before);
    least_ = top.empty() ? 0 : falls_[top.back()];
    return top;
  }

 private:
  using Part = FailureNetwork::Circular;  // One place, or one circular component.

  void SetCircular() {
    if (network_.circular().empty()) return;
    is_circular_.assign(network_.place_count(), 0);
    for (const Part circle : network_.circular()) {
      std::fill(is_circular_.begin() + circle.begin, is_circular_.begin() + circle.end, uint8_t{1});
    }
  }
  // The arcs out of each place, in the order in which the pass back hands them over.
  void SetOuts() {
    const size_t places = network_.place_count();
    outs_begin_.assign(places + 1, 0);
    for (Place place = 0; place < places; ++place) {
      outs_begin_[place + 1] = outs_begin_[place] + network_.OutCount(place);
    }
    outs_.resize(network_.arc_count());
    std::vector<uint32_t> next(outs_begin_.begin(), outs_begin_.end() - 1);
    for (auto end = static_cast<Place>(places); end > 0;) {
      const Part part = PartOf(end - 1);
      for (Place to = part.begin; to < part.end; ++to) {
        for (Arc arc = network_.ArcsBegin(to); arc < network_.ArcsBegin(to + 1); ++arc) {
          outs_[next[network_.From(arc)]++] = {to, arc};
        }
      }
      end = part.begin;
    }
  }
  [[nodiscard]] std::span<const internal::BackwardBounds::Out> Outs(Place place) const {
    return std::span<const internal::BackwardBounds::Out>(outs_).subspan(
        outs_begin_[place], outs_begin_[place + 1] - outs_begin_[place]);
  }
  [[nodiscard]] Part PartOf(Place place) const {
    if (!is_circular_.empty() && is_circular_[place] == 0) return {place, place + 1};
    const std::span<const Part> circles = network_.circular();
    const auto circle =
        std::upper_bound(circles.begin(), circles.end(), place,
                         [](Place one, const Part& part) { return one < part.end; });
    if (circle != circles.end() && circle->begin <= place) return *circle;
    return {place, place + 1};
  }
  [[nodiscard]] Place TargetOf(Arc arc) const {
    Place low = 0;
    auto high = static_cast<Place>(network_.place_count());
    while (high - low > 1) {
      const Place middle = low + (high - low) / 2;
      (network_.ArcsBegin(middle) <= arc ? low : high) = middle;
    }
    return low;
  }

  // The pass back reads of `place` when it settles these.
  void AddBefore(Place place) {
    const Part part = PartOf(place);
    if (part.end - part.begin > 1) backward_waits_.Add(part.begin);
    for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
      const Place from = network_.From(arc);
      if (from < part.begin) backward_waits_.Add(PartOf(from).begin);
    }
  }
  void Note(Place place) { noted_.push_back(place); }
  void SetFall(Place place) { falls_[place] = network_.Leak(place).high * BirnbaumEstimate(place); }

  // Counts the arcs that a part touches; false: so many that the whole is cheaper.
  bool Spend(size_t arcs) {
    steps_ += arcs;
    is_whole_ = is_whole_ || steps_ > network_.arc_count() / 5 + kFewSteps;
    return !is_whole_;
  }
  void GoForward() {
    forward_waits_.TakeUpward([this](Place place) {
      const Part part = PartOf(place);
      if (!Spend(network_.ArcsBegin(part.end) - network_.ArcsBegin(part.begin))) return false;
      forward_->Renew(part, [&](Place changed) {
        moved_.push_back(changed);
        steps_ += outs_begin_[changed + 1] - outs_begin_[changed];
        for (const auto [to, arc] : Outs(changed)) {
          if (to >= part.end) forward_waits_.Add(PartOf(to).begin);
        }
      });
      return true;
    });
  }
  void GoBackward() {
    for (const Place place : moved_) {
      Note(place);
      AddBefore(place);
      backward_waits_.Add(PartOf(place).begin);
    }
    backward_waits_.TakeDownward([this](Place place) {
      const Part part = PartOf(place);
      if (!Spend(outs_begin_[part.end] - outs_begin_[part.begin])) {
        remakes_backward_ = true;
        return false;
      }
      backward_->Renew(
          part, [this](Place one) { return Outs(one); },
          [&](Place changed) {
            Note(changed);
            steps_ += network_.ArcsBegin(changed + 1) - network_.ArcsBegin(changed);
            for (Arc arc = network_.ArcsBegin(changed); arc < network_.ArcsBegin(changed + 1);
                 ++arc) {
              const Place from = network_.From(arc);
              if (from < part.begin) backward_waits_.Add(PartOf(from).begin);
            }
          });
      return true;
    });
  }
  void RemakeBackward() {
    remakes_backward_ = false;
    backward_waits_.Clear();
    noted_.clear();
    backward_.emplace(network_, *forward_);
    for (Place place = 0; place < network_.place_count(); ++place) SetFall(place);
  }

  static constexpr size_t kFewSteps = 64;  // Below it nothing is worth a count.

  FailureNetwork network_;
  std::vector<uint32_t> outs_begin_;
  std::vector<internal::BackwardBounds::Out> outs_;
  std::optional<internal::ForwardBounds> forward_;
  std::optional<internal::BackwardBounds> backward_;
  internal::WaitingPlaces forward_waits_;
  internal::WaitingPlaces backward_waits_;
  std::vector<uint8_t> is_circular_;  // Empty where no place is in a circle.
  std::vector<Place> moved_;          // Degraded otherwise than when the pass back last ran.
  std::vector<Place> noted_;          // Whose fall may be another.
  std::vector<double> falls_;
  double least_ = 0;
  size_t steps_ = 0;
  bool remakes_backward_ = false;  // The next pass back is made anew as a whole.
  bool is_whole_ = false;
};

}  // namespace readiness::risk
