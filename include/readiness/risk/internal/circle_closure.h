// readiness/risk/internal/circle_closure.h: which members of a small circular component are
// degraded in the end, given which are from outside: exact, by subsets.
//
// T(a, b) is the probability that failure starting at the set a reaches exactly the set b, where
// a is part of b: all of b is reached without leaving it, and no arc from b to the rest is on.
//   R(a, b) = SUM over d, the part of r = b without a that a hits, of
//             PROD(a hits v: v in d) PROD(a misses v: v in r without d) R(d, r)
//   T(a, b) = R(a, b) PROD(1 - w: arcs from b to the rest)
// Nothing is subtracted, so that rare ways round keep all their digits.
//
// Cost: 4^m steps for m members, whatever the number of arcs; 4 * 4^m numbers.
// Source: the recursion for reliability of Buzacott (1980), doi:10.1002/net.3230100404, by what is
//         reached next in place of what is not reached.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

// An arc between two members, by their positions.
struct CircleArc {
  uint32_t from = 0;
  uint32_t to = 0;
  double chance = 0;
};

class CircleClosure {
 public:
  static constexpr size_t kMostMembers = 8;

  // The probabilities of T(a, b) at [a * 2^m + b]; 0 where a is not part of b.
  [[nodiscard]] static std::vector<double> Transitions(size_t members,
                                                       std::span<const CircleArc> arcs) {
    const size_t sets = size_t{1} << members;
    // missed[v * sets + c]: no arc from the set c to v is on; hit: one is.
    std::vector<double> missed(members * sets, 1);
    std::vector<double> hit(members * sets, 0);
    for (const CircleArc& arc : arcs) {
      for (size_t set = 0; set < sets; ++set) {
        if ((set >> arc.from & 1) == 0) continue;
        missed[arc.to * sets + set] *= 1 - arc.chance;
        hit[arc.to * sets + set] = Either(hit[arc.to * sets + set], arc.chance);
      }
    }
    // cut[c * sets + d]: no arc from c to the set d is on; struck: one is to each of d.
    std::vector<double> cut(sets * sets, 1);
    std::vector<double> struck(sets * sets, 1);
    for (size_t from = 0; from < sets; ++from) {
      for (size_t to = 1; to < sets; ++to) {
        const auto lowest = static_cast<size_t>(std::countr_zero(to));
        const size_t others = from * sets + (to & (to - 1));
        cut[from * sets + to] = cut[others] * missed[lowest * sets + from];
        struck[from * sets + to] = struck[others] * hit[lowest * sets + from];
      }
    }
    std::vector<double> reach(sets * sets, 0);
    std::vector<double> transitions(sets * sets, 0);
    transitions[0] = 1;
    const size_t all = sets - 1;
    // By growing number of b: what is left once a is taken off is less.
    for (size_t b = 1; b < sets; ++b) {
      for (size_t a = b; a != 0; a = (a - 1) & b) {
        const size_t rest = b & ~a;
        double reached = rest == 0 ? 1 : 0;
        for (size_t next = rest; next != 0; next = (next - 1) & rest) {
          reached +=
              struck[a * sets + next] * cut[a * sets + (rest & ~next)] * reach[next * sets + rest];
        }
        reach[a * sets + b] = std::min(reached, 1.0);
        transitions[a * sets + b] = reach[a * sets + b] * cut[b * sets + (all & ~b)];
      }
    }
    return transitions;
  }
};

}  // namespace readiness::risk::internal
