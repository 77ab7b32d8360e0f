// readiness/risk/internal/nearness.h: how near each place is to a touchpoint: hops, the most
// reliable path, and a certified bracket of E(u), the probability that a failure of u reaches any
// touchpoint when every arc is on or off on its own. One pass from dependents to prerequisites, in
// which each place that is settled hands what it found to those before it; all that is known of a
// place lies in one cache line.
//
// Upper end of E: U(u) = 1 - PROD(1 - w U(v)) over the arcs u -> v. It is a bound because events
// that only help are positively associated (Harris 1960), and because v's way on never needs an
// arc into v. In a circular component U starts from 1 - PROD(1 - w U(v)) over the arcs that leave
// the component, one of which every way out must use, and is then lowered by the same formula for a
// bounded number of sweeps: each step maps a bound to a bound. Lower end: the same product over
// dependents whose ways on share no arc with anything else (they and all after them have one
// prerequisite), and beside it the best single one of the others. So it is never below the best
// path, and both ends agree on a forest. Inside a circular component: the best w * low(v), carried
// as in max_product.h. Every operation is rounded outward; where many ways meet, once for all.
//
// Cost: O(N + M), times the sweeps inside circular components.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "readiness/base/large_array.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/max_product.h"
#include "readiness/risk/internal/outward.h"
#include "readiness/risk/internal/rounding.h"

namespace readiness::risk::internal {

inline constexpr uint32_t kNoHops = std::numeric_limits<uint32_t>::max();

// What dependents that are settled have handed to a place that is not.
struct Gathered {
  BestArc known;     // Over arcs of known probability.
  BestArc possible;  // With 1 for each that is unknown.
  double low;        // Of E, through dependents that stand apart, from below.
  double best;       // Of E, the best of the others, to nearest.
  double high;       // Of E; from above while all stand apart, then to nearest.
  uint32_t hops;
  uint32_t ways : 31;  // The arcs on which anything can reach a touchpoint.
  uint32_t is_apart : 1;

  [[nodiscard]] static constexpr Gathered Nothing() {
    return {{0, {0, 0}}, {0, {0, 0}}, 0, 0, 0, kNoHops, 0, 1};
  }
};

// What is known of a place that is settled.
struct Nearness {
  BestPath known;
  BestPath possible;
  double low;
  double high;
  uint32_t hops;
  // Whether the ways on from here use arcs that no other place's ways use. A touchpoint is where
  // ways end, so it is always apart.
  bool stands_apart;

  [[nodiscard]] static constexpr Nearness AtTouchpoint() {
    return {{1, kNoPlace, 0}, {1, kNoPlace, 0}, 1, 1, 0, true};
  }
};

// One and then the other, in one cache line.
union alignas(64) PlaceInPass {
  Gathered gathered;
  Nearness near;
};

class NearnessPass {
 public:
  NearnessPass(const FailureNetwork& network, int most_sweeps)
      : network_(network), most_sweeps_(most_sweeps), left_out_(network.left_out()) {}

  // Of every place; `touchpoints` are nodes of the network.
  [[nodiscard]] base::LargeArray<PlaceInPass> Run(std::span<const NodeIndex> touchpoints) && {
    places_.assign(network_.place_count(), {Gathered::Nothing()});
    is_touchpoint_.assign(network_.place_count(), 0);
    for (const NodeIndex node : touchpoints) is_touchpoint_[network_.PlaceOf(node)] = 1;
    auto place = static_cast<Place>(network_.place_count());
    const std::span<const FailureNetwork::Circular> circles = network_.circular();
    for (size_t i = circles.size(); i-- > 0;) {
      while (place > circles[i].end) SettleFirst(--place);
      SettleCircle(circles[i]);
      place = circles[i].begin;
    }
    while (place > 0) SettleFirst(--place);
    return std::move(places_);
  }

 private:
  // Sweeps that lower nothing by more than this are not worth their cost.
  static constexpr double kFallWorthASweep = 1e-12;
  static constexpr Arc kAhead = 32;  // Arcs whose places are fetched in advance.
  static constexpr Place kPlacesAhead = 24;

  [[nodiscard]] Nearness& Near(Place place) { return places_[place].near; }
  [[nodiscard]] const Nearness& Near(Place place) const { return places_[place].near; }
  [[nodiscard]] Bracket Weight(Arc arc) const { return {network_.Low(arc), network_.High(arc)}; }

  void SettleFirst(Place place) {
    if (place >= kPlacesAhead) PrefetchBest(place - kPlacesAhead);
    Near(place) = is_touchpoint_[place] != 0 ? Nearness::AtTouchpoint() : Settled(place);
    HandOn(place, static_cast<Place>(network_.place_count()));
    HandOnHops(place);
  }

  // Asks for what the place will read when it is settled, if no better arc comes until then.
  void PrefetchBest(Place place) const {
    const Way best = places_[place].gathered.possible.way;
    network_.PrefetchChance(best.arc);
    __builtin_prefetch(&places_[best.next]);
  }

  // What was gathered at a place, when nothing more is to come.
  [[nodiscard]] Nearness Settled(Place place) const {
    const Gathered& gathered = places_[place].gathered;
    Nearness near;
    near.known = PathOver<DownProduct>(gathered.known, &Nearness::known);
    near.possible = PathOver<UpProduct>(gathered.possible, &Nearness::possible);
    // The best path is a way too, and its product is rounded by itself.
    near.low = std::max(EitherDown(gathered.low, Lower(gathered.best, 1)), near.known.probability);
    near.high = HighEnd(gathered);
    near.hops = gathered.hops;
    near.stands_apart = gathered.is_apart != 0 && IsFirst(place);
    return near;
  }
  template <typename Product>
  [[nodiscard]] BestPath PathOver(const BestArc& best, BestPath Nearness::*path) const {
    if (best.chance == 0) return {0, kNoPlace, 0};
    const BestPath& rest = Near(best.way.next).*path;
    const double probability = Product::Of(Weight(best.way.arc), rest.probability);
    if (probability == 0) return {0, kNoPlace, 0};
    return {probability, best.way.next, rest.length + 1};
  }
  // Where nothing is shared, or there is one way, each operation is rounded by itself.
  [[nodiscard]] double HighEnd(const Gathered& gathered) const {
    if (gathered.is_apart != 0) return gathered.high;
    if (gathered.ways > 1) return RaiseWithinOne(gathered.high, size_t{4} * gathered.ways);
    const Way way = gathered.possible.way;
    return UpProduct::Of(Weight(way.arc), Near(way.next).high);
  }
  // Whether at most one arc leads to the place, from another place than a cause.
  [[nodiscard]] bool IsFirst(Place place) const {
    const Arc end = network_.ArcsBegin(place + 1);
    const Arc begin = network_.ArcsBegin(place);
    return end - begin <= 1 || network_.From(end - 2) < network_.cause_count();
  }

  // Hands what was found of `place` to the places before it; arcs from `first_inner` on are left.
  void HandOn(Place place, Place first_inner) {
    if (Near(place).hops == kNoHops) return;
    const Handed after(Near(place));
    const Arc end = network_.ArcsBegin(place + 1);
    for (Arc arc = network_.ArcsBegin(place); arc < end; ++arc) {
      if (arc >= kAhead) __builtin_prefetch(&places_[network_.From(arc - kAhead)], 1);
      const Place from = network_.From(arc);
      if (from < first_inner) Offer({place, arc}, after, places_[from].gathered);
    }
  }

  // What a place hands to those before it: a copy, so that the compiler need not fear that one of
  // them is the place itself.
  struct Handed {
    explicit Handed(const Nearness& near)
        : known(near.known.probability),
          possible(near.possible.probability),
          low(near.low),
          high(near.high),
          hops(near.hops + 1),
          stands_apart(near.stands_apart) {}

    double known;
    double possible;
    double low;
    double high;
    uint32_t hops;
    bool stands_apart;
  };

  // Offers a place what it reaches on `way`, behind which `after` is.
  void Offer(Way way, const Handed& after, Gathered& before) const {
    const Bracket weight = Weight(way.arc);
    before.hops = std::min(before.hops, after.hops);
    if (weight.high == 0 || after.high == 0) return;
    const BestArc known{weight.low * after.known, way};
    // Nothing that is possible has probability 0, however small it is.
    const BestArc possible{std::max(weight.high * after.possible, kSmallestWithExactError), way};
    if (known.chance == before.known.chance || possible.chance == before.possible.chance) {
      OfferEqual<DownProduct>(known, &Nearness::known, before.known);
      OfferEqual<UpProduct>(possible, &Nearness::possible, before.possible);
    } else {
      before.known.Offer(known);
      before.possible.Offer(possible);
    }
    ++before.ways;
    if (after.stands_apart) {
      OfferApart(weight, after, before);
    } else {
      before.is_apart = 0;
      before.best = std::max(before.best, weight.low * after.low);
      before.high = Either(before.high, weight.high * after.high);
    }
  }

  // The part of Offer for what shares no arc with anything else.
  [[gnu::noinline]] static void OfferApart(Bracket weight, const Handed& after, Gathered& before) {
    before.low = EitherDown(before.low, MultiplyDown(weight.low, after.low));
    before.high = before.is_apart != 0 ? EitherUp(before.high, MultiplyUp(weight.high, after.high))
                                       : Either(before.high, weight.high * after.high);
  }

  // Takes `arc` where it beats the best so far, to which it may be equal. `path`: what of the
  // places behind is multiplied.
  template <typename Product>
  [[gnu::noinline]] void OfferEqual(BestArc arc, BestPath Nearness::*path, BestArc& best) const {
    if (arc.chance != best.chance) {
      best.Offer(arc);
      return;
    }
    if (arc.chance == 0) return;
    // Equal to nearest: the greater product, the shorter way, or the one whose node comes first.
    const BestPath& after = Near(arc.way.next).*path;
    const BestPath& other = Near(best.way.next).*path;
    const double product = Product::Of(Weight(arc.way.arc), after.probability);
    const double other_product = Product::Of(Weight(best.way.arc), other.probability);
    if (std::tuple(-product, after.length, network_.NodeAt(arc.way.next)) <
        std::tuple(-other_product, other.length, network_.NodeAt(best.way.next))) {
      best = arc;
    }
  }

  // An edge of probability 0 is no arc and counts as a hop, since it was declared. Of those into
  // the places from `begin` on.
  void HandOnHops(Place begin) {
    while (!left_out_.empty() && left_out_.back().to >= begin) {
      const auto [from, to] = left_out_.back();
      left_out_ = left_out_.first(left_out_.size() - 1);
      uint32_t& hops = places_[from].gathered.hops;
      if (Near(to).hops != kNoHops) hops = std::min(hops, Near(to).hops + 1);
    }
  }

  // What is found of its places through arcs that leave the component is there already.
  void SettleCircle(FailureNetwork::Circular circle) {
    for (Place place = circle.begin; place < circle.end; ++place) {
      if (is_touchpoint_[place] != 0) Near(place) = Nearness::AtTouchpoint();
    }
    // Where ways end they lead out of the component, as over arcs that leave it.
    for (Place place = circle.begin; place < circle.end; ++place) {
      if (is_touchpoint_[place] == 0) continue;
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        const Place from = network_.From(arc);
        if (from < circle.begin || is_touchpoint_[from] != 0) continue;
        Offer({place, arc}, Handed(Near(place)), places_[from].gathered);
      }
    }
    for (Place place = circle.begin; place < circle.end; ++place) {
      if (is_touchpoint_[place] != 0) continue;
      Near(place) = Settled(place);
      Near(place).stands_apart = false;
    }
    CountHops(circle);
    const auto settle = [&]<typename Product>(Product, BestPath Nearness::*path) {
      SettlePaths<Product>(network_, circle,
                           [&](Place place) -> BestPath& { return Near(place).*path; });
    };
    settle(DownProduct{}, &Nearness::known);
    settle(UpProduct{}, &Nearness::possible);
    CarryLowEnds(circle);
    LowerHighEnds(circle);
    for (Place place = circle.begin; place < circle.end; ++place) {
      HandOn(place, circle.begin);
    }
    HandOnHops(circle.begin);
  }

  // Carries the hops of the places on to the others, the nearest first. Between them every arc is
  // one of the network, those of probability 0 too.
  void CountHops(FailureNetwork::Circular circle) {
    using Entry = std::pair<uint32_t, Place>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (Place place = circle.begin; place < circle.end; ++place) {
      if (Near(place).hops != kNoHops) queue.emplace(Near(place).hops, place);
    }
    while (!queue.empty()) {
      const auto [hops, place] = queue.top();
      queue.pop();
      if (hops != Near(place).hops) continue;
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        const Place from = network_.From(arc);
        if (from < circle.begin || Near(from).hops <= hops + 1) continue;
        Near(from).hops = hops + 1;
        queue.emplace(hops + 1, from);
      }
    }
  }

  // The lower ends go round as best paths do.
  void CarryLowEnds(FailureNetwork::Circular circle) {
    std::vector<BestPath> low(circle.end - circle.begin);
    for (Place place = circle.begin; place < circle.end; ++place) {
      low[place - circle.begin] = {Near(place).low, kNoPlace, 0};
    }
    SettlePaths<DownProduct>(network_, circle,
                             [&](Place place) -> BestPath& { return low[place - circle.begin]; });
    for (Place place = circle.begin; place < circle.end; ++place) {
      Near(place).low = low[place - circle.begin].probability;
    }
  }

  // Places are visited nearest first, since what changes comes from there; one without hops has no
  // way to a touchpoint.
  void LowerHighEnds(FailureNetwork::Circular circle) {
    std::vector<Place> order;  // Those that a touchpoint may lie behind.
    std::vector<double> outer(circle.end - circle.begin, 0);
    double way_out = 0;
    for (Place place = circle.begin; place < circle.end; ++place) {
      if (is_touchpoint_[place] != 0) continue;
      // Without a possible path the end is 0; a circle of such places would hold each other up.
      if (Near(place).possible.probability == 0) continue;
      order.push_back(place);
      outer[place - circle.begin] = Near(place).high;
      way_out = EitherUp(way_out, Near(place).high);
    }
    std::stable_sort(order.begin(), order.end(),
                     [this](Place a, Place b) { return Near(a).hops < Near(b).hops; });
    std::vector<std::vector<std::pair<Place, double>>> inner(circle.end - circle.begin);
    for (Place to = circle.begin; to < circle.end; ++to) {
      if (is_touchpoint_[to] != 0) continue;  // Counted among the ways out.
      for (Arc arc = network_.ArcsBegin(to); arc < network_.ArcsBegin(to + 1); ++arc) {
        const Place from = network_.From(arc);
        if (from >= circle.begin) inner[from - circle.begin].emplace_back(to, network_.High(arc));
      }
    }
    for (const Place place : order) Near(place).high = way_out;
    for (int sweep = 0; sweep < most_sweeps_; ++sweep) {
      double greatest_fall = 0;
      for (const Place place : order) {
        double high = outer[place - circle.begin];
        for (const auto& [to, chance] : inner[place - circle.begin]) {
          high = EitherUp(high, MultiplyUp(chance, Near(to).high));
        }
        if (high < Near(place).high) {
          greatest_fall = std::max(greatest_fall, Near(place).high - high);
          Near(place).high = high;
        }
      }
      if (greatest_fall <= kFallWorthASweep) break;
    }
  }

  const FailureNetwork& network_;
  int most_sweeps_;
  std::span<const FailureNetwork::LeftOut> left_out_;  // Into places that are not settled.
  base::LargeArray<PlaceInPass> places_;
  std::vector<uint8_t> is_touchpoint_;
};

}  // namespace readiness::risk::internal
