// readiness/risk/internal/circle_closure.h: which members of a small circular component are
// degraded in the end, given which are from outside: exact, by subsets.
//
// T(a, b) is the probability that failure starting at the set a reaches exactly the set b, where
// a is part of b: all of b is reached without leaving it, and no arc from b to the rest is on.
//   R(a, b) = 1 - SUM over c with a <= c < b of R(a, c) PROD(1 - w: arcs from c to b without c)
//   T(a, b) = R(a, b) PROD(1 - w: arcs from b to the rest)
//
// Cost: 4^m steps for m members, whatever the number of arcs; 2 * 4^m numbers.
// Source: the recursion for reliability of Buzacott (1980), doi:10.1002/net.3230100404.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
    // missed[v * sets + c]: no arc from the set c to v is on.
    std::vector<double> missed(members * sets, 1);
    for (const CircleArc& arc : arcs) {
      for (size_t set = 0; set < sets; ++set) {
        if ((set >> arc.from & 1) != 0) missed[arc.to * sets + set] *= 1 - arc.chance;
      }
    }
    // cut[c * sets + d]: no arc from c to the set d is on.
    std::vector<double> cut(sets * sets, 1);
    for (size_t from = 0; from < sets; ++from) {
      for (size_t to = 1; to < sets; ++to) {
        const auto lowest = static_cast<size_t>(std::countr_zero(to));
        cut[from * sets + to] = cut[from * sets + (to & (to - 1))] * missed[lowest * sets + from];
      }
    }
    std::vector<double> reach(sets * sets, 0);
    std::vector<double> transitions(sets * sets, 0);
    transitions[0] = 1;
    const size_t all = sets - 1;
    for (size_t a = 1; a < sets; ++a) {
      // Supersets of a, by growing number: each after all of its own parts.
      for (size_t b = a; b < sets; b = (b + 1) | a) {
        double fails = 0;
        const size_t more = b & ~a;
        for (size_t part = 0; part != more; part = (part - more) & more) {
          const size_t c = a | part;
          fails += reach[a * sets + c] * cut[c * sets + (b & ~c)];
        }
        const double reached = fails < 1 ? 1 - fails : 0;
        reach[a * sets + b] = reached;
        transitions[a * sets + b] = reached * cut[b * sets + (all & ~b)];
      }
    }
    return transitions;
  }
};

}  // namespace readiness::risk::internal
