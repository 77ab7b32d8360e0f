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
// derivative of the product formula itself; exact where the graph is a forest. In a circular
// component circle_falls.h has the upper end and the estimate.
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
#include "readiness/risk/internal/circle_arcs.h"
#include "readiness/risk/internal/circle_falls.h"
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
  static constexpr size_t kMostSteps = 4'000'000;
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
    const size_t size = circle.end - circle.begin;
    std::vector<CircleFallArc> inner;
    // By member: the arc by which it hangs below another in the tree.
    std::vector<uint32_t> above(size, CircleArcs::kNone);
    for (Place to = circle.begin; to < circle.end; ++to) {
      const Cost cost = CostOf(to);
      for (Arc arc = network_.ArcsBegin(to); arc < network_.ArcsBegin(to + 1); ++arc) {
        const Place from = network_.From(arc);
        if (from < circle.begin) continue;
        if (arc == cost.strongest) above[to - circle.begin] = static_cast<uint32_t>(inner.size());
        const double high = network_.High(arc);
        inner.push_back({from - circle.begin, to - circle.begin, high,
                         high * (1 - network_.Leak(to).low), Newly(cost, arc)});
      }
    }
    const CircleArcs arcs(size, inner);
    HangUp(circle, inner, above);
    CarryBest(circle, inner, arcs);
    std::vector<CircleFall> outer;
    outer.reserve(size);
    for (Place place = circle.begin; place < circle.end; ++place) {
      outer.push_back({fall_[place].high, fall_[place].any, fall_[place].estimate});
    }
    const CircleFalls falls(outer, inner, arcs, network_.total_value(), place_count());
    for (size_t at = 0; at < size; ++at) {
      Sums& sums = fall_[circle.begin + at];
      sums.high = falls.falls()[at].high;
      sums.any = falls.falls()[at].any;
      sums.estimate = falls.falls()[at].estimate;
    }
  }

  // Finishes the members, those that hang below others first, and adds along the tree what each
  // costs to the one above it. Where arcs of the tree close a circle, the weakest is left out.
  void HangUp(FailureNetwork::Circular circle, const std::vector<CircleFallArc>& inner,
              std::vector<uint32_t>& above) {
    const size_t size = above.size();
    std::vector<uint32_t> met_from(size, CircleArcs::kNone);
    for (uint32_t start = 0; start < size; ++start) {
      uint32_t at = start;
      while (met_from[at] == CircleArcs::kNone) {
        met_from[at] = start;
        if (above[at] == CircleArcs::kNone) break;
        at = inner[above[at]].from;
      }
      if (above[at] == CircleArcs::kNone || met_from[at] != start) continue;
      uint32_t weakest = at;
      for (uint32_t on = inner[above[at]].from; on != at; on = inner[above[on]].from) {
        if (inner[above[on]].newly < inner[above[weakest]].newly) weakest = on;
      }
      above[weakest] = CircleArcs::kNone;
    }
    std::vector<uint32_t> below(size, 0);  // How many hang below it and are not finished.
    for (uint32_t at = 0; at < size; ++at) {
      if (above[at] != CircleArcs::kNone) ++below[inner[above[at]].from];
    }
    std::vector<uint32_t> queue;
    for (uint32_t at = 0; at < size; ++at) {
      if (below[at] == 0) queue.push_back(at);
    }
    for (size_t head = 0; head < queue.size(); ++head) {
      const uint32_t at = queue[head];
      Finish(circle.begin + at);
      if (above[at] == CircleArcs::kNone) continue;
      const CircleFallArc& arc = inner[above[at]];
      Sums& before = fall_[circle.begin + arc.from];
      ++before.count;
      before.tree += arc.newly * fall_[circle.begin + at].tree;
      if (--below[arc.from] == 0) queue.push_back(arc.from);
    }
  }

  // The best single way, round and round until nothing rises; each value is a bound at any time.
  void CarryBest(FailureNetwork::Circular circle, const std::vector<CircleFallArc>& inner,
                 const CircleArcs& arcs) {
    const size_t rounds = std::min(arcs.order().size(), kMostSteps / (inner.size() + 1) + 1);
    bool has_risen = true;
    for (size_t round = 0; round < rounds && has_risen; ++round) {
      has_risen = false;
      for (const uint32_t from : arcs.order()) {
        double& best = fall_[circle.begin + from].best;
        for (const uint32_t arc : arcs.Outs(from)) {
          const double way = Lower(inner[arc].newly * fall_[circle.begin + inner[arc].to].best, 2);
          if (way <= best) continue;
          best = way;
          has_risen = true;
        }
      }
    }
  }

  const FailureNetwork& network_;
  const ForwardBounds& forward_;
  base::LargeArray<Sums> fall_;
  base::LargeArray<Arc> strongest_;  // The strongest arc into each place.
  std::vector<Sums> before_;
};

}  // namespace readiness::risk::internal
