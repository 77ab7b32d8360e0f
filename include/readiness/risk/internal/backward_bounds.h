// readiness/risk/internal/backward_bounds.h: by how much the expected loss grows when a place leaks
// for certain instead of not at all, from above and from below, dependents before prerequisites.
//
// B(i) counts, over touchpoints c, value(c) times the chance that i's leak degrades c and nothing
// else does.
// Upper end: the failure must cross a path of arcs whose later places do not leak themselves, so
// G(i) = value(i) + SUM w (1 - p_j) G(j) bounds it, never more than all value times the chance that
// the failure reaches any touchpoint; and nothing before i may have degraded it already.
// Lower end: for each touchpoint one path of arcs that are all on while no place on it is degraded
// from aside, which has at least the probability PROD w PROD(1 - U): the paths of one tree, in
// which each place hangs below its strongest prerequisite, or the best single way. Estimate: the
// derivative of the product formula itself; exact where the graph is a forest.
//
// Cost: O(N + M), and a bounded number of rounds in circular components.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "readiness/base/large_array.h"
#include "readiness/risk/bracket.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/forward_bounds.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

class BackwardBounds {
 public:
  BackwardBounds(const FailureNetwork& network, const ForwardBounds& forward)
      : network_(network),
        forward_(forward),
        fall_(network.place_count()),
        strongest_(network.place_count()) {
    for (Place place = 0; place < network.place_count(); ++place) fall_[place] = Alone(place);
    auto place = static_cast<Place>(network.place_count());
    const std::span<const FailureNetwork::Circular> circles = network.circular();
    for (size_t i = circles.size(); i-- > 0;) {
      while (place > circles[i].end) SettleFirst(--place);
      for (place = circles[i].begin; place < circles[i].end; ++place) {
        strongest_[place] = StrongestInto(place);
      }
      SettleCircle(circles[i]);
      PushCircle(circles[i]);
      place = circles[i].begin;
    }
    while (place > 0) SettleFirst(--place);
  }

  // B of the place.
  [[nodiscard]] LossBracket Fall(Place place) const {
    const Sums& sums = fall_[place];
    const Bracket before = forward_.ByOthers(place);
    if (sums.high == 0) return {0, 0};
    return {Lower((1 - before.high) * sums.best, 4), Raise((1 - before.low) * sums.high, 4)};
  }
  [[nodiscard]] double Estimate(Place place) const {
    return (1 - forward_.ByOthers(place).high) * fall_[place].estimate;
  }

  // An arc out of a place. In a list of them they stand in the order in which a place gathers from
  // its dependents: the latest first, members of a circular component in order.
  struct Out {
    Place to = 0;
    Arc arc = 0;
  };
  // Settles anew the places of `part`, which are one place or one circular component, after
  // something in them, in the arcs out of them or in what stands behind has changed. outs(place):
  // the arcs out of a place. changed(place) is called for those whose numbers are others now.
  template <typename Outs, typename Changed>
  void Renew(FailureNetwork::Circular part, Outs outs, Changed changed) {
    before_.assign(fall_.begin() + part.begin, fall_.begin() + part.end);
    for (Place place = part.begin; place < part.end; ++place) {
      fall_[place] = Alone(place);
      for (const auto [to, arc] : outs(place)) {
        const bool is_inner = to >= part.begin && to < part.end;
        if (!is_inner && fall_[to].high != 0) Gather(CostOf(to), arc, fall_[place]);
      }
    }
    if (forward_.IsCircular(part.begin)) {
      SettleCircle(part);
    } else {
      Finish(part.begin);
    }
    for (Place place = part.begin; place < part.end; ++place) {
      if (fall_[place] != before_[place - part.begin]) changed(place);
    }
  }
  // Finds anew which arc into a place is the strongest; whether that is another now.
  bool FindStrongest(Place to) {
    const Arc strongest = StrongestInto(to);
    return std::exchange(strongest_[to], strongest) != strongest;
  }

 private:
  static constexpr size_t kMostSteps = 20'000'000;
  static constexpr Arc kAhead = 32;  // Arcs whose places are fetched in advance.

  // What the failure of a place costs, gathered from its dependents. Unset until it is given what
  // it costs alone.
  struct alignas(64) Sums {
    double high;
    double any;   // The chance to reach any touchpoint, from above.
    double tree;  // Along the tree: no touchpoint is counted twice.
    double best;  // The best single way; once it is settled, the better of the two lower ends.
    double estimate;
    uint32_t count;
    friend bool operator==(const Sums&, const Sums&) = default;
  };

  [[nodiscard]] Arc StrongestInto(Place to) const {
    Arc strongest = network_.ArcsBegin(to);
    const Arc end = network_.ArcsBegin(to + 1);
    double greatest = -1;
    for (Arc arc = strongest; arc < end; ++arc) {
      // No branch: which arc is the strongest cannot be foreseen.
      const double low = network_.Low(arc);
      strongest = low > greatest ? arc : strongest;
      greatest = low > greatest ? low : greatest;
    }
    return strongest;
  }

  // What a place costs by itself.
  [[nodiscard]] Sums Alone(Place place) const {
    const double value = network_.Value(place);
    return {value, value > 0 ? 1.0 : 0.0, value, 0, value, 0};
  }

  void Finish(Place place) {
    Sums& sums = fall_[place];
    if (sums.high > 0) {
      sums.any = RaiseWithinOne(sums.any, 4 * size_t{sums.count});
      sums.high = std::min(Raise(sums.high, 4 * size_t{sums.count}),
                           Raise(sums.any * network_.total_value(), place_count()));
    }
    sums.tree = Lower(sums.tree, 4 * size_t{sums.count} + 4);
    sums.best = std::max(sums.tree, Lower(network_.Value(place) + sums.best, 8));
  }
  [[nodiscard]] size_t place_count() const { return network_.place_count(); }

  // What a place that is settled and costs something hands to those before it.
  struct Cost {
    double high;  // Where it does not leak by itself.
    double any;
    double tree;
    double best;
    double estimate;
    double free;  // The chance that nothing degrades it, from below.
    Arc strongest;
    bool is_circular;
  };
  [[nodiscard]] Cost CostOf(Place to) const {
    const Sums& sums = fall_[to];
    const double leak = network_.Leak(to).low;
    return {(1 - leak) * sums.high,
            sums.any,
            sums.tree,
            sums.best,
            sums.estimate,
            1 - forward_.Degraded(to).high,
            strongest_[to],
            forward_.IsCircular(to)};
  }

  // The chance that `arc` is on and nothing else has degraded where it leads, from below.
  [[nodiscard]] double Newly(const Cost& cost, Arc arc) const {
    if (cost.free <= 0) return 0;
    const double low = network_.Low(arc);
    if (cost.is_circular) return Lower(low * cost.free, 4);
    // Without this arc: its own part is taken out of the product.
    const double rest = 1 - network_.High(arc) * forward_.Degraded(network_.From(arc)).high;
    if (rest <= 1e-6) return Lower(low * cost.free, 4);
    return Lower(low * std::min(1.0, cost.free / rest), 8);
  }

  // Adds what the place behind `arc` costs to what the one before it does, but for what goes along
  // the tree.
  void GatherAside(const Cost& cost, Arc arc, Sums& before) const {
    ++before.count;
    const double chance = network_.High(arc);
    before.any = Either(before.any, chance * cost.any);
    if (cost.high > 0) before.high += chance * cost.high + kUnderflow;
    const double newly = Newly(cost, arc);
    before.best = std::max(before.best, newly * cost.best);
    before.estimate += newly * cost.estimate;
  }
  void GatherTree(const Cost& cost, Sums& before) const {
    before.tree += Newly(cost, cost.strongest) * cost.tree;
  }
  void Gather(const Cost& cost, Arc arc, Sums& before) const {
    GatherAside(cost, arc, before);
    if (arc == cost.strongest) GatherTree(cost, before);
  }
  // Hands what `to` costs to the places before it; all that comes after `to` is settled.
  // Arcs from `first_inner` on are none of its business.
  void Push(Place to, Place first_inner) {
    if (fall_[to].high == 0) return;
    const Cost cost = CostOf(to);
    const Arc begin = network_.ArcsBegin(to);
    const Arc end = network_.ArcsBegin(to + 1);
    for (Arc arc = begin; arc < end; ++arc) {
      if (arc >= kAhead) {
        const Place ahead = network_.From(arc - kAhead);
        __builtin_prefetch(&fall_[ahead], 1);
        forward_.Prefetch(ahead);
      }
      const Place from = network_.From(arc);
      if (from < first_inner) GatherAside(cost, arc, fall_[from]);
    }
    if (begin == end) return;
    // One arc in a few is of the tree, and which one cannot be foreseen.
    const Place from = network_.From(cost.strongest);
    if (from < first_inner) GatherTree(cost, fall_[from]);
  }
  void PushCircle(FailureNetwork::Circular circle) {
    for (Place place = circle.begin; place < circle.end; ++place) Push(place, circle.begin);
  }

  void SettleFirst(Place place) {
    strongest_[place] = StrongestInto(place);
    Finish(place);
    Push(place, static_cast<Place>(place_count()));
  }

  void SettleCircle(FailureNetwork::Circular circle) {
    struct Inner {
      uint32_t from;
      uint32_t to;
      double chance;  // High, times what the target does not leak by itself.
      double high;
      double newly;
    };
    const size_t size = circle.end - circle.begin;
    std::vector<Inner> inner;
    for (Place to = circle.begin; to < circle.end; ++to) {
      const Cost cost = CostOf(to);
      for (Arc arc = network_.ArcsBegin(to); arc < network_.ArcsBegin(to + 1); ++arc) {
        const Place from = network_.From(arc);
        if (from < circle.begin) continue;
        const double high = network_.High(arc);
        inner.push_back({from - circle.begin, to - circle.begin, high * (1 - network_.Leak(to).low),
                         high, Newly(cost, arc)});
      }
    }
    for (Place place = circle.begin; place < circle.end; ++place) Finish(place);
    const size_t rounds = size - 1;
    const bool is_affordable = rounds * inner.size() <= kMostSteps;
    std::vector<Sums> outer(fall_.begin() + circle.begin, fall_.begin() + circle.end);
    std::vector<Sums> now = outer;
    std::vector<Sums> next;
    std::vector<uint32_t> count(size, 0);
    for (const Inner& arc : inner) ++count[arc.from];
    for (size_t round = 0; is_affordable && round < rounds; ++round) {
      next = outer;
      for (const Inner& arc : inner) {
        Sums& before = next[arc.from];
        const Sums& after = now[arc.to];
        if (arc.chance > 0 && after.high > 0) {
          before.high += arc.chance * after.high + kUnderflow;
        }
        before.any = Either(before.any, arc.high * after.any);
        before.best = std::max(before.best, Lower(arc.newly * after.best, 2));
        before.estimate =
            std::max(before.estimate, outer[arc.from].estimate + arc.newly * after.estimate);
      }
      for (size_t at = 0; at < size; ++at) {
        Sums& sums = next[at];
        if (sums.high == 0) continue;
        sums.any = RaiseWithinOne(sums.any, 4 * size_t{count[at]} + 4);
        sums.high = std::min(Raise(sums.high, 4 * size_t{count[at]} + 4),
                             Raise(sums.any * network_.total_value(), place_count()));
      }
      std::swap(now, next);
    }
    if (!is_affordable) {
      // Whatever leaves the component may be reached from any member.
      double any = 0;
      for (const Sums& sums : outer) any = std::max(Either(any, sums.any), any);
      any = any > 0 ? RaiseWithinOne(any, 4 * size) : 0;
      for (Sums& sums : now) {
        sums.any = any;
        sums.high = any > 0 ? Raise(any * network_.total_value(), place_count()) : 0;
      }
    }
    std::copy(now.begin(), now.end(), fall_.begin() + circle.begin);
  }

  const FailureNetwork& network_;
  const ForwardBounds& forward_;
  base::LargeArray<Sums> fall_;
  base::LargeArray<Arc> strongest_;  // The strongest arc into each place.
  std::vector<Sums> before_;
};

}  // namespace readiness::risk::internal
