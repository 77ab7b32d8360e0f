// readiness/risk/internal/max_product.h: the greatest product of probabilities along a path to a
// touchpoint, and where the path begins.
//
// Among equal products the path of fewer arcs wins, then the one whose next node comes first.
// Inside a circular component Dijkstra's algorithm runs on the products themselves, which no
// logarithm can reorder.
//
// Cost: O(A log A) for the A arcs inside circular components.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <queue>
#include <tuple>

#include "readiness/risk/failure_network.h"
#include "readiness/risk/internal/rounding.h"

namespace readiness::risk::internal {

inline constexpr Place kNoPlace = std::numeric_limits<Place>::max();

// The next place of a path, and the arc there.
struct Way {
  Place next;
  Arc arc;
};

// The best arc on, while what follows a place is not all known; products are to nearest. Unset
// until it is given a value, as the next: there are millions.
struct BestArc {
  double chance;  // 0: there is none.
  Way way;

  // Takes `arc` where it is better. No branch: which is the best so far cannot be foreseen.
  void Offer(BestArc arc) {
    const auto own = std::bit_cast<uint64_t>(way);
    const uint64_t is_better = arc.chance > chance ? ~uint64_t{0} : 0;
    way = std::bit_cast<Way>(own ^ ((own ^ std::bit_cast<uint64_t>(arc.way)) & is_better));
    chance = std::max(chance, arc.chance);
  }
};

// The best path of one place.
struct BestPath {
  double probability;  // 0: there is none.
  Place next;          // kNoPlace at a touchpoint and where there is none.
  uint32_t length;     // Its arcs.

  // Takes the path that goes on at `first` where it beats the one known. True where it is more
  // probable or shorter, so that paths through the place change.
  bool Offer(const FailureNetwork& network, Place first, double chance, uint32_t arcs) {
    if (chance == 0 || chance < probability) return false;
    if (chance == probability) {
      if (next == kNoPlace || arcs > length) return false;
      if (arcs == length) {
        if (network.NodeAt(first) < network.NodeAt(next)) next = first;
        return false;
      }
    }
    *this = {chance, first, arcs};
    return true;
  }
};

// How the products of lower and of upper ends are taken. What is too small for its error to be
// known is 0 from below and the least number with a known error from above.
struct DownProduct {
  [[nodiscard]] static double Of(Bracket weight, double rest) {
    return weight.low * rest < kSmallestWithExactError ? 0 : MultiplyDown(weight.low, rest);
  }
};
struct UpProduct {
  [[nodiscard]] static double Of(Bracket weight, double rest) {
    if (weight.high == 0 || rest == 0) return 0;
    return weight.high * rest < kSmallestWithExactError ? kSmallestWithExactError
                                                        : MultiplyUp(weight.high, rest);
  }
};

// Carries the best paths of the places of a circular component, seeded with what each has through
// arcs that leave it, to all of them. path_of(place): the best path of a place, to be changed.
template <typename Product, typename PathOf>
void SettlePaths(const FailureNetwork& network, FailureNetwork::Circular circle, PathOf path_of) {
  struct Entry {
    double probability;
    uint32_t length;
    Place place;
    bool operator<(const Entry& other) const {
      return std::tuple(probability, other.length, other.place) <
             std::tuple(other.probability, length, place);
    }
  };
  std::priority_queue<Entry> queue;
  for (Place place = circle.begin; place < circle.end; ++place) {
    const BestPath& path = path_of(place);
    if (path.probability > 0) queue.push({path.probability, path.length, place});
  }
  while (!queue.empty()) {
    const Entry best = queue.top();
    queue.pop();
    const BestPath& settled = path_of(best.place);
    if (best.probability != settled.probability || best.length != settled.length) continue;
    const Arc end = network.ArcsBegin(best.place + 1);
    for (Arc arc = network.ArcsBegin(best.place); arc < end; ++arc) {
      const Place from = network.From(arc);
      if (from < circle.begin) continue;
      BestPath& path = path_of(from);
      const double chance = Product::Of({network.Low(arc), network.High(arc)}, best.probability);
      if (path.Offer(network, best.place, chance, best.length + 1)) {
        queue.push({chance, best.length + 1, from});
      }
    }
  }
}

}  // namespace readiness::risk::internal
