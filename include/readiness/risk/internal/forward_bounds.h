// readiness/risk/internal/forward_bounds.h: how likely each place is degraded, from above and from
// below, prerequisites before dependents.
//
// Upper end: U(v) = 1 - (1 - p) PROD(1 - w U(u)), valid because events that only help are
// positively associated. In a circular component messages that leave out their target,
// H(u -> v) = 1 - (1 - p_u) PROD_{k != v}(1 - w_ku H(k -> u)), run from 0 for one round fewer than
// it has members, which is as long as a simple path can be; where that is too much work, downward
// from the chance that any member is degraded from outside, where every message is a bound at any
// time.
// Lower end: the leak by itself, or the prerequisites whose ways share nothing with any other, or
// the best of the rest; each of the three is independent of the others. In a circular component:
// the best single way, carried round.
// Both ends agree on a forest.
//
// Cost: O(N + M), and at most `kMostSteps` steps more for each circular component.
// Source: Harris (1960), doi:10.1017/S0305004100034241.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "readiness/base/large_array.h"
#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/circle_arcs.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

class ForwardBounds {
 public:
  explicit ForwardBounds(const FailureNetwork& network)
      : network_(network),
        degraded_(network.place_count()),
        high_by_others_(network.place_count()),
        low_by_others_(network.place_count()),
        is_circular_(network.circular().empty() ? 0 : network.place_count(), 0),
        stands_apart_(network.place_count(), 0) {
    Place place = 0;
    for (const FailureNetwork::Circular circle : network.circular()) {
      for (; place < circle.begin; ++place) Settle(place);
      for (Place member = circle.begin; member < circle.end; ++member) is_circular_[member] = 1;
      SettleCircle(circle);
      place = circle.end;
    }
    for (; place < network.place_count(); ++place) Settle(place);
  }

  [[nodiscard]] Bracket Degraded(Place place) const { return degraded_[place]; }
  // Degraded by what stands before it, whatever its own leak; for a member of a circular component
  // the lower end counts what stands before the component alone.
  [[nodiscard]] Bracket ByOthers(Place place) const {
    return {low_by_others_[place], high_by_others_[place]};
  }
  // Asks for it to be fetched: it is soon read.
  void Prefetch(Place place) const { __builtin_prefetch(&degraded_[place]); }
  // The same of all places, given away.
  [[nodiscard]] base::LargeArray<Bracket> TakeDegraded() && { return std::move(degraded_); }
  [[nodiscard]] bool IsCircular(Place place) const {
    return !is_circular_.empty() && is_circular_[place] != 0;
  }

  // Settles anew the places from `begin` up to `end`, which are one place or one circular
  // component, after something in them or before them has changed. changed(place) is called for
  // those whose numbers are others now.
  template <typename Changed>
  void Renew(FailureNetwork::Circular part, Changed changed) {
    before_.clear();
    for (Place place = part.begin; place < part.end; ++place) before_.push_back(At(place));
    if (IsCircular(part.begin)) {
      SettleCircle(part);
    } else {
      Settle(part.begin);
    }
    for (Place place = part.begin; place < part.end; ++place) {
      if (At(place) != before_[place - part.begin]) changed(place);
    }
  }

 private:
  // All that others may read of a place.
  struct Reading {
    double high = 0;
    double low = 0;
    double high_by_others = 0;
    double low_by_others = 0;
    uint8_t stands_apart = 0;
    friend bool operator==(const Reading&, const Reading&) = default;
  };
  [[nodiscard]] Reading At(Place place) const {
    return {degraded_[place].high, degraded_[place].low, high_by_others_[place],
            low_by_others_[place], stands_apart_[place]};
  }

  static constexpr size_t kMostSteps = 4'000'000;
  static constexpr int kMostFalls = 32;
  static constexpr Arc kAhead = 32;  // Arcs whose places are fetched in advance.

  struct Ends {
    double high = 0;
    double low = 0;
    bool may_be_reached = false;
    bool stands_apart = true;
    uint32_t count = 0;
  };

  // What the arcs into `place` bring from places that `counts` accepts.
  template <typename Counts>
  [[nodiscard]] Ends Before(Place place, Counts counts) const {
    Ends ends;
    double best = 0;
    const Arc end = network_.ArcsBegin(place + 1);
    for (Arc arc = network_.ArcsBegin(place); arc < end; ++arc) {
      if (arc + kAhead < network_.arc_count()) {
        __builtin_prefetch(&degraded_[network_.From(arc + kAhead)]);
      }
      const Place from = network_.From(arc);
      if (!counts(from)) continue;
      ++ends.count;
      const Bracket before = degraded_[from];
      ends.high = Either(ends.high, network_.High(arc) * before.high);
      ends.may_be_reached |= before.high > 0;
      const double way = network_.Low(arc) * before.low;
      if (stands_apart_[from] != 0) {
        ends.low = Either(ends.low, way);
      } else {
        ends.stands_apart = false;
        best = std::max(best, way);
      }
    }
    ends.low = Lower(Either(ends.low, best), 4 * ends.count + 4);
    ends.high = ends.may_be_reached ? RaiseWithinOne(ends.high, 4 * ends.count) : 0;
    return ends;
  }

  [[nodiscard]] static double EitherHigh(double a, double b) {
    if (a == 0 || b == 0) return a + b;
    return RaiseWithinOne(Either(a, b), 4);
  }
  [[nodiscard]] static double EitherLow(double a, double b) {
    if (a == 0 || b == 0) return a + b;
    return Lower(Either(a, b), 4);
  }

  void Settle(Place place) {
    const Ends before = Before(place, [](Place) { return true; });
    const Bracket leak = network_.Leak(place);
    high_by_others_[place] = before.high;
    low_by_others_[place] = before.low;
    degraded_[place] = {EitherLow(before.low, leak.low), EitherHigh(before.high, leak.high)};
    stands_apart_[place] = before.stands_apart && network_.OutCount(place) <= 1 ? 1 : 0;
  }

  // An arc between two members, by their positions in the component.
  struct Inner {
    uint32_t from;
    uint32_t to;
    double high;
    double low;
  };

  void SettleCircle(FailureNetwork::Circular circle) {
    const size_t size = circle.end - circle.begin;
    const auto is_before = [circle](Place from) { return from < circle.begin; };
    std::vector<double> outer(size);  // The leak, or what stands before the component.
    std::vector<Inner> inner;         // By target.
    for (Place place = circle.begin; place < circle.end; ++place) {
      const Ends before = Before(place, is_before);
      const Bracket leak = network_.Leak(place);
      low_by_others_[place] = before.low;
      high_by_others_[place] = before.high;
      outer[place - circle.begin] = EitherHigh(before.high, leak.high);
      degraded_[place].low = EitherLow(before.low, leak.low);
      for (Arc arc = network_.ArcsBegin(place); arc < network_.ArcsBegin(place + 1); ++arc) {
        const Place from = network_.From(arc);
        if (is_before(from)) continue;
        inner.push_back(
            {from - circle.begin, place - circle.begin, network_.High(arc), network_.Low(arc)});
      }
    }
    const CircleArcs arcs(size, inner);
    CarryLow(circle, inner, arcs);
    const std::vector<double> message = Messages(outer, inner, arcs);
    for (uint32_t at = 0; at < size; ++at) {
      double high = 0;
      bool may_be_reached = false;
      for (uint32_t i = arcs.InBegin(at); i < arcs.InBegin(at + 1); ++i) {
        high = Either(high, inner[i].high * message[i]);
        may_be_reached |= inner[i].high > 0 && message[i] > 0;
      }
      if (may_be_reached)
        high = RaiseWithinOne(high, 4 * size_t{arcs.InBegin(at + 1) - arcs.InBegin(at)});
      const Place place = circle.begin + at;
      high_by_others_[place] = EitherHigh(high_by_others_[place], high);
      degraded_[place].high = EitherHigh(outer[at], high);
    }
  }

  // The best single way, round and round until nothing rises; each value is a bound at any time.
  void CarryLow(FailureNetwork::Circular circle, const std::vector<Inner>& inner,
                const CircleArcs& arcs) {
    const size_t rounds = std::min(size_t{circle.end} - circle.begin,
                                   kMostSteps / std::max<size_t>(1, inner.size()) + 1);
    bool has_risen = true;
    for (size_t round = 0; round < rounds && has_risen; ++round) {
      has_risen = false;
      for (size_t i = arcs.order().size(); i-- > 0;) {  // Members before those behind them.
        const uint32_t to = arcs.order()[i];
        double& low = degraded_[circle.begin + to].low;
        for (uint32_t arc = arcs.InBegin(to); arc < arcs.InBegin(to + 1); ++arc) {
          const double way =
              Lower(inner[arc].low * degraded_[circle.begin + inner[arc].from].low, 2);
          if (way <= low) continue;
          low = way;
          has_risen = true;
        }
      }
    }
  }

  // The message along each inner arc: its source is degraded without the help of its target.
  [[nodiscard]] static std::vector<double> Messages(const std::vector<double>& outer,
                                                    const std::vector<Inner>& inner,
                                                    const CircleArcs& arcs) {
    const size_t size = outer.size();
    const bool is_upward = inner.size() * size <= kMostSteps;
    // No member is degraded unless one is from outside.
    double any = 0;
    for (const double one : outer) any = Either(any, one);
    if (any > 0) any = RaiseWithinOne(any, 4 * size);
    std::vector<double> message(inner.size(), is_upward ? 0 : any);
    std::vector<double> next;
    std::vector<double> before;
    std::vector<double> after;
    const size_t rounds = is_upward ? size - 1 : kMostFalls;
    for (size_t round = 0; round < rounds; ++round) {
      double greatest_change = 0;
      if (is_upward) next = message;
      std::vector<double>& sent_now = is_upward ? next : message;
      for (size_t i = size; i-- > 0;) {  // Members before those to which an arc leads.
        const uint32_t at = arcs.order()[i];
        const size_t begin = arcs.InBegin(at);
        const size_t count = arcs.InBegin(at + 1) - begin;
        before.assign(count + 1, 0);
        after.assign(count + 1, 0);
        for (size_t in = 0; in < count; ++in) {
          const size_t arc = begin + in;
          before[in + 1] = Either(before[in], inner[arc].high * message[arc]);
        }
        for (size_t in = count; in-- > 0;) {
          const size_t arc = begin + in;
          after[in] = Either(after[in + 1], inner[arc].high * message[arc]);
        }
        for (const uint32_t sent : arcs.Outs(at)) {
          const uint32_t back = arcs.Back(sent);
          double others = before[count];
          if (back != CircleArcs::kNone) {
            others = Either(before[back - begin], after[back - begin + 1]);
          }
          const double sum = Either(outer[at], others);
          double now = sum == 0 ? 0 : std::min(any, RaiseWithinOne(sum, 4 * count + 8));
          // Downward every message is a bound at any time, and so is the lesser of two.
          if (!is_upward) now = std::min(now, message[sent]);
          greatest_change =
              std::max(greatest_change, std::max(now - message[sent], message[sent] - now));
          sent_now[sent] = now;
        }
      }
      // Upward each round is one step more of every path, and no path takes one twice.
      if (is_upward) std::swap(message, next);
      // Upward nothing may be left out, but what no longer changes stays.
      if (greatest_change <= (is_upward ? 0 : 1e-12)) break;
    }
    return message;
  }

  const FailureNetwork& network_;
  base::LargeArray<Bracket> degraded_;  // Both ends together: who reads one reads the other.
  base::LargeArray<double> high_by_others_;
  base::LargeArray<double> low_by_others_;
  std::vector<uint8_t> is_circular_;
  std::vector<uint8_t> stands_apart_;
  std::vector<Reading> before_;
};

}  // namespace readiness::risk::internal
