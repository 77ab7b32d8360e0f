// readiness/risk/internal/frontier_circle.h: the members of a small circular component, taken into
// a frontier together: how they spread failure among themselves, and the same the way back.
//
// A set of members has a bit for each. In a state of the frontier each member is degraded from
// outside on its own; circle_closure.h says from which set of them which set follows. With the
// members in hand a state of the frontier stands at [set * states + state].
//
// Cost: O(3^m) for each state and m members, and 4^m for each arc between them.
// Threads: const after it is made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "readiness/risk/internal/circle_closure.h"
#include "readiness/risk/internal/frontier.h"

namespace readiness::risk::internal {

class FrontierCircle {
 public:
  // The nodes from `begin` up to `end` of `block`. reached[member * states + s]: how likely it is
  // degraded from outside, given s. All is borrowed.
  FrontierCircle(const FrontierBlock& block, uint32_t begin, uint32_t end, size_t states,
                 const double* reached)
      : block_(block),
        begin_(begin),
        end_(end),
        members_(end - begin),
        sets_(size_t{1} << members_),
        states_(states),
        reached_(reached),
        arcs_(ArcsBetween()),
        transitions_(CircleClosure::Transitions(members_, arcs_)) {}

  // The distribution with the members in hand, from the one before.
  [[nodiscard]] std::vector<double> Spread(const double* joint) const {
    std::vector<double> next(states_ * sets_, 0);
    std::vector<double> seeds(sets_);
    for (size_t s = 0; s < states_; ++s) {
      if (joint[s] == 0) continue;
      FillSeeds(s, joint[s], seeds);
      for (size_t a = 0; a < sets_; ++a) {
        if (seeds[a] == 0) continue;
        ForEachSuperset(
            a, [&](size_t b) { next[b * states_ + s] += seeds[a] * transitions_[a * sets_ + b]; });
      }
    }
    return next;
  }
  // The probability that a member is degraded, from what Spread gave.
  [[nodiscard]] double Degraded(size_t member, const double* joint) const {
    double sum = 0;
    for (size_t set = 0; set < sets_; ++set) {
      if ((set >> member & 1) == 0) continue;
      for (size_t s = 0; s < states_; ++s) sum += joint[set * states_ + s];
    }
    return std::min(sum, 1.0);
  }

  // What the pass back finds.
  struct Worth {
    std::vector<double> before;  // By state: what it is worth before the members are taken.
    std::vector<double> gain;    // [member * states + s]: what its failure from outside adds.
    std::vector<double> weight;  // [a * sets + b]: how much the way from a to b counts.
  };
  // worth[set * states + s]: what a state is worth with the members in hand; what they are worth
  // themselves is added to it.
  [[nodiscard]] Worth Return(const double* joint, double* worth) const {
    AddValues(worth);
    Worth found{std::vector<double>(states_), std::vector<double>(members_ * states_),
                std::vector<double>(sets_ * sets_, 0)};
    std::vector<double> seeds(sets_);
    std::vector<double> worth_of(sets_);
    std::vector<double> folded(sets_);
    for (size_t s = 0; s < states_; ++s) {
      FillSeeds(s, joint[s], seeds);
      for (size_t a = 0; a < sets_; ++a) {
        double sum = 0;
        ForEachSuperset(a, [&](size_t b) {
          const double of_state = worth[b * states_ + s];
          sum += transitions_[a * sets_ + b] * of_state;
          found.weight[a * sets_ + b] += seeds[a] * of_state;
        });
        worth_of[a] = sum;
      }
      for (size_t member = 0; member < members_; ++member) {
        folded = worth_of;
        found.gain[member * states_ + s] = FoldSets(s, member, folded);
      }
      found.before[s] = FoldSets(s, members_, worth_of);
    }
    return found;
  }

  // Calls found(arc, derivative) for each arc between members: what the ways from set to set are
  // with the arc on, less what they are with the arc off.
  template <typename Found>
  void DifferentiateArcs(std::span<const double> weight, Found found) const {
    std::vector<CircleArc> arcs = arcs_;
    size_t at = 0;
    for (uint32_t node = begin_; node < end_; ++node) {
      for (uint32_t i = block_.in_begin[node]; i < block_.in_begin[node + 1]; ++i) {
        if (!IsMember(block_.in[i].from)) continue;
        const double chance = arcs[at].chance;
        arcs[at].chance = 1;
        const std::vector<double> on = CircleClosure::Transitions(members_, arcs);
        arcs[at].chance = 0;
        const std::vector<double> off = CircleClosure::Transitions(members_, arcs);
        arcs[at++].chance = chance;
        double sum = 0;
        for (size_t t = 0; t < weight.size(); ++t) sum += weight[t] * (on[t] - off[t]);
        found(i, std::max(sum, 0.0));
      }
    }
  }

 private:
  [[nodiscard]] bool IsMember(uint32_t node) const { return node >= begin_ && node < end_; }
  [[nodiscard]] std::vector<CircleArc> ArcsBetween() const {
    std::vector<CircleArc> arcs;
    for (uint32_t node = begin_; node < end_; ++node) {
      for (const FrontierBlock::In& in : block_.Ins(node)) {
        if (IsMember(in.from)) arcs.push_back({in.from - begin_, node - begin_, in.chance});
      }
    }
    return arcs;
  }
  // Calls visit(b) for each set that has all members of `a`, `a` first.
  template <typename Visit>
  void ForEachSuperset(size_t a, Visit visit) const {
    const size_t more = (sets_ - 1) & ~a;
    for (size_t part = 0;; part = (part - more) & more) {
      visit(a | part);
      if (part == more) break;
    }
  }
  // scale * P(exactly the members of a are degraded from outside | s), for all a.
  void FillSeeds(size_t s, double scale, std::vector<double>& seeds) const {
    seeds[0] = scale;
    for (size_t half = 1, member = 0; half < seeds.size(); half *= 2, ++member) {
      const double on = reached_[member * states_ + s];
      for (size_t a = 0; a < half; ++a) {
        seeds[half + a] = seeds[a] * on;
        seeds[a] -= seeds[half + a];
      }
    }
  }
  // The mean of `of_set`, which is used up, over the sets that may be degraded from outside; or for
  // one member what its failure from outside adds to that mean.
  [[nodiscard]] double FoldSets(size_t s, size_t member, std::vector<double>& of_set) const {
    size_t size = sets_;
    for (size_t other = members_; other-- > 0;) {
      size /= 2;
      const double on = reached_[other * states_ + s];
      for (size_t a = 0; a < size; ++a) {
        const double more = of_set[size + a] - of_set[a];
        of_set[a] = other == member ? more : of_set[a] + on * more;
      }
    }
    return of_set[0];
  }
  void AddValues(double* worth) const {
    for (size_t set = 0; set < sets_; ++set) {
      double value = 0;
      for (size_t member = 0; member < members_; ++member) {
        if ((set >> member & 1) != 0) value += block_.value[begin_ + member];
      }
      for (size_t s = 0; s < states_; ++s) worth[set * states_ + s] += value;
    }
  }

  const FrontierBlock& block_;
  uint32_t begin_;
  uint32_t end_;
  size_t members_;
  size_t sets_;
  size_t states_;
  const double* reached_;
  std::vector<CircleArc> arcs_;
  std::vector<double> transitions_;
};

}  // namespace readiness::risk::internal
