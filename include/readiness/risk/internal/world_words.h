// readiness/risk/internal/world_words.h: 64 worlds at a time, a bit each: what is on, what is
// degraded, and what else would be if one leak were the other way round.
//
// Cost: Draw O(N + M) words; ForEachChange what the change reaches. 32 bytes a node, 20 an arc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/id_hash.h"

namespace readiness::risk::internal {

// 64 bits, each on with `chance`, drawn from (base, counter); only those of `open` are looked at,
// and the others are 0. The uniform number of each lane is compared with the chance bit by bit from
// the top until every lane is settled: few lanes are settled sooner than many, and in the same way.
[[nodiscard]] inline uint64_t BernoulliWord(double chance, uint64_t base, uint64_t counter,
                                            uint64_t open = ~uint64_t{0}) {
  if (chance >= 1) return open;
  auto bits = static_cast<uint64_t>(chance * 0x1p64);
  uint64_t on = 0;
  uint64_t at = counter * 64;
  while (bits != 0 && open != 0) {
    const uint64_t random = MixBits(base + (++at) * 0x9E3779B97F4A7C15U);
    if ((bits >> 63) != 0) {
      on |= open & ~random;
      open &= random;
    } else {
      open &= ~random;
    }
    bits <<= 1;
  }
  return on;
}

class WorldWords {
 public:
  WorldWords(const FailureNetwork& network, uint64_t seed)
      : network_(network),
        seed_(seed),
        leak_(network.place_count()),
        degraded_(network.place_count()),
        change_(network.place_count(), 0),
        drawn_(network.arc_count()),
        drawn_in_(network.arc_count(), kNever),
        out_begin_(network.place_count() + 1, 0) {
    const auto places = static_cast<Place>(network.place_count());
    for (Place place = 0; place < places; ++place) {
      out_begin_[place + 1] = out_begin_[place] + network.OutCount(place);
    }
    std::vector<uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
    out_.resize(network.arc_count());
    for (Place to = 0; to < places; ++to) {
      for (Arc arc = network.ArcsBegin(to); arc < network.ArcsBegin(to + 1); ++arc) {
        out_[next[network.From(arc)]++] = {arc, to};
      }
    }
  }

  // Draws the worlds 64 * block and following.
  void Draw(size_t block) {
    block_ = static_cast<uint32_t>(block);
    const auto places = static_cast<Place>(network_.place_count());
    for (Place place = 0; place < places; ++place) {
      const double chance = network_.Leak(place).high;
      leak_[place] =
          chance == 0 ? 0
                      : BernoulliWord(chance, MixBits(seed_ ^ network_.KeyOfPlace(place)), block_);
    }
    Place place = 0;
    for (const FailureNetwork::Circular circle : network_.circular()) {
      for (; place < circle.begin; ++place) degraded_[place] = leak_[place] | Incoming(place);
      SettleCircle(circle);
      place = circle.end;
    }
    for (; place < places; ++place) degraded_[place] = leak_[place] | Incoming(place);
  }

  [[nodiscard]] uint64_t Degraded(Place place) const { return degraded_[place]; }

  // Calls visit(place, lanes) for each place that is degraded when `source` leaks and not when it
  // does not, in the worlds of `lanes`.
  template <typename Visit>
  void ForEachChange(Place source, Visit visit) {
    touched_.clear();
    Grow(source, ~leak_[source] & ~degraded_[source]);
    for (const Place place : touched_) visit(place, change_[place]);
    Clear();
    Shrink(source, leak_[source], ~uint64_t{0}, kNever);
    VisitAndClear(visit);
  }

  // Calls visit(place, lanes) for each place that is degraded only because `arc` into `to` is on,
  // in the worlds of `lanes`.
  template <typename Visit>
  void ForEachChangeOver(Arc arc, Place to, Visit visit) {
    touched_.clear();
    Shrink(to, degraded_[network_.From(arc)] & On(arc, to), 0, arc);
    VisitAndClear(visit);
  }

 private:
  static constexpr uint32_t kNever = std::numeric_limits<uint32_t>::max();

  struct Out {
    Arc arc;
    Place to;
  };

  // In which worlds an arc is on.
  [[nodiscard]] uint64_t On(Arc arc, Place to) {
    if (drawn_in_[arc] != block_) {
      drawn_in_[arc] = block_;
      drawn_[arc] =
          BernoulliWord(network_.High(arc), MixBits(seed_ ^ network_.KeyOfArc(to, arc)), block_);
    }
    return drawn_[arc];
  }

  [[nodiscard]] uint64_t Incoming(Place to) {
    uint64_t lanes = 0;
    for (Arc arc = network_.ArcsBegin(to); arc < network_.ArcsBegin(to + 1); ++arc) {
      const uint64_t from = degraded_[network_.From(arc)];
      if ((from & ~lanes) != 0) lanes |= from & On(arc, to);
    }
    return lanes;
  }

  void SettleCircle(FailureNetwork::Circular circle) {
    for (Place place = circle.begin; place < circle.end; ++place) degraded_[place] = leak_[place];
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (Place place = circle.begin; place < circle.end; ++place) {
        const uint64_t lanes = degraded_[place] | Incoming(place);
        has_grown = has_grown || lanes != degraded_[place];
        degraded_[place] = lanes;
      }
    }
  }

  // Adds lanes to the change of a place, and queues it where that is news.
  void Add(Place place, uint64_t lanes) {
    if ((lanes & ~change_[place]) == 0) return;
    if (change_[place] == 0) touched_.push_back(place);
    change_[place] |= lanes;
    queue_.push_back(place);
  }
  void Clear() {
    for (const Place place : touched_) change_[place] = 0;
    touched_.clear();
  }

  // What becomes degraded beside what is when `source` leaks in `lanes`.
  void Grow(Place source, uint64_t lanes) {
    queue_.clear();
    Add(source, lanes);
    for (size_t head = 0; head < queue_.size(); ++head) {
      const Place place = queue_[head];
      const uint64_t now = change_[place];
      for (uint32_t i = out_begin_[place]; i < out_begin_[place + 1]; ++i) {
        const auto [arc, to] = out_[i];
        const uint64_t open = now & ~degraded_[to] & ~change_[to];
        if (open != 0) Add(to, open & On(arc, to));
      }
    }
  }

  template <typename Visit>
  void VisitAndClear(Visit visit) {
    for (const Place place : touched_) {
      if (change_[place] != 0) visit(place, change_[place]);
    }
    Clear();
  }

  // What is degraded only because `source` is hit in `lanes`: all that this reaches, less what the
  // rest still brings about: neither the source's leak in the lanes of `no_leak` nor `no_arc`.
  void Shrink(Place source, uint64_t lanes, uint64_t no_leak, Arc no_arc) {
    queue_.clear();
    Add(source, lanes);
    for (size_t head = 0; head < queue_.size(); ++head) {
      const Place place = queue_[head];
      const uint64_t now = change_[place];
      for (uint32_t i = out_begin_[place]; i < out_begin_[place + 1]; ++i) {
        const auto [arc, to] = out_[i];
        if ((now & ~change_[to]) != 0) Add(to, now & On(arc, to));
      }
    }
    // Give back what stands without it: in order of places, and again where something was given.
    std::sort(touched_.begin(), touched_.end());
    for (bool has_given = true; has_given;) {
      has_given = false;
      for (const Place place : touched_) {
        uint64_t given = place == source ? leak_[place] & ~no_leak : leak_[place];
        for (Arc arc = network_.ArcsBegin(place);
             arc < network_.ArcsBegin(place + 1) && (change_[place] & ~given) != 0; ++arc) {
          if (arc == no_arc) continue;
          const Place from = network_.From(arc);
          const uint64_t still = degraded_[from] & ~change_[from];
          if ((still & change_[place] & ~given) != 0) given |= still & On(arc, place);
        }
        if ((change_[place] & given) == 0) continue;
        change_[place] &= ~given;
        has_given = true;
      }
    }
  }

  const FailureNetwork& network_;
  uint64_t seed_;
  uint32_t block_ = kNever;
  std::vector<uint64_t> leak_;
  std::vector<uint64_t> degraded_;
  std::vector<uint64_t> change_;
  std::vector<uint64_t> drawn_;     // The word of each arc,
  std::vector<uint32_t> drawn_in_;  // and the block for which it was drawn last.
  std::vector<uint32_t> out_begin_;
  std::vector<Out> out_;
  std::vector<Place> queue_;
  std::vector<Place> touched_;
};

}  // namespace readiness::risk::internal
