// readiness/risk/internal/frontier_solver.h: a block solved exactly by its frontier, with every
// derivative from one pass back.
//
// The joint distribution of the frontier is one number for each of its 2^k states. A node
// is added by
//   P(v = 1 | s) = 1 - (1 - p) PROD(1 - w: arcs from degraded nodes of s),
// members of a circular component together by circle_closure.h, and a node whose dependents are all
// taken is summed out. The pass back carries what each state is worth from there on; with the
// forward distribution beside it, it gives dE/dp of every leak and dE/dw of every arc. The
// distribution is kept at intervals and made again between them.
//
// Cost: SUM 2^k steps forward, about four times that with the pass back; memory for one interval.
// Source: variable elimination along a path decomposition, Dechter (1999),
//         doi:10.1016/S0004-3702(99)00059-4; reverse differentiation, Darwiche (2003),
//         doi:10.1145/765568.765570.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "readiness/risk/internal/circle_closure.h"
#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/outward.h"

namespace readiness::risk::internal {

class FrontierSolver {
 public:
  // Both arguments are borrowed; the values of the block may change between the two passes.
  FrontierSolver(const FrontierBlock& block, const FrontierPlan& plan)
      : block_(block), plan_(plan), slot_(block.size(), 0) {}

  // The probability that each node is degraded.
  [[nodiscard]] std::vector<double> Degraded() {
    std::vector<double> degraded(block_.size(), 0);
    joint_.assign(1, 1);
    for (const FrontierPlan::Step& step : plan_.steps) Advance(step, &degraded);
    return degraded;
  }

  struct Derivatives {
    std::vector<double> by_leak;  // By node.
    std::vector<double> by_arc;   // By arc of the block.
  };
  // The derivatives of SUM value * P(degraded).
  [[nodiscard]] Derivatives Differentiate() {
    Derivatives derivatives;
    derivatives.by_leak.assign(block_.size(), 0);
    derivatives.by_arc.assign(block_.in.size(), 0);
    // Where each interval begins, and the distribution there.
    std::vector<size_t> begins;
    std::vector<std::vector<double>> kept;
    joint_.assign(1, 1);
    size_t held = kIntervalNumbers;
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      if (held + joint_.size() > kIntervalNumbers) {
        begins.push_back(i);
        kept.push_back(joint_);
        held = 0;
      }
      held += joint_.size();
      Advance(plan_.steps[i], nullptr);
    }
    worth_.assign(1, 0);
    std::vector<double> arena;
    std::vector<size_t> offset;
    for (size_t interval = begins.size(); interval-- > 0;) {
      const size_t begin = begins[interval];
      const size_t end = interval + 1 < begins.size() ? begins[interval + 1] : plan_.steps.size();
      arena.clear();
      offset.clear();
      joint_ = std::move(kept[interval]);
      for (size_t i = begin; i < end; ++i) {
        offset.push_back(arena.size());
        arena.insert(arena.end(), joint_.begin(), joint_.end());
        if (i + 1 < end) Advance(plan_.steps[i], nullptr);
      }
      for (size_t i = end; i-- > begin;) {
        const FrontierPlan::Step& step = plan_.steps[i];
        Retreat(step,
                std::span<const double>(arena).subspan(offset[i - begin], size_t{1} << step.width),
                derivatives);
      }
    }
    return derivatives;
  }

 private:
  static constexpr size_t kIntervalNumbers = size_t{1} << 20;

  [[nodiscard]] std::span<const uint32_t> Removed(const FrontierPlan::Step& step) const {
    return std::span<const uint32_t>(plan_.removed)
        .subspan(step.removed_begin, step.removed_end - step.removed_begin);
  }
  // Whether the step takes one node that nothing waits for: it never enters the frontier.
  [[nodiscard]] bool IsLeaf(const FrontierPlan::Step& step) const {
    return step.end - step.begin == 1 && step.removed_begin < step.removed_end &&
           plan_.removed[step.removed_begin] == step.width;
  }

  // Notes in which slot each node of the frontier stands, and clears the chances of all slots.
  void Open(const FrontierPlan::Step& step) {
    chance_.assign(step.width, 0);
    arc_.assign(step.width, 0);
    for (uint32_t slot = 0; slot < step.width; ++slot) {
      slot_[plan_.slots[step.slots_begin + slot]] = slot;
    }
  }
  // The chance of the arc from each slot to `node`; arcs from `step`'s own nodes are left out.
  void SetChances(const FrontierPlan::Step& step, uint32_t node) {
    std::fill(chance_.begin(), chance_.end(), 0.0);
    for (uint32_t i = block_.in_begin[node]; i < block_.in_begin[node + 1]; ++i) {
      const FrontierBlock::In& in = block_.in[i];
      if (in.from >= step.begin && in.from < step.end) continue;
      chance_[slot_[in.from]] = in.chance;
      arc_[slot_[in.from]] = i;
    }
  }
  // P(node = 1 | s) for all s, from outside the step.
  void FillReached(uint32_t node, double* reached) const {
    reached[0] = block_.leak[node];
    for (size_t slot = 0; slot < chance_.size(); ++slot) {
      const size_t half = size_t{1} << slot;
      const double chance = chance_[slot];
      if (chance == 0) {
        std::copy(reached, reached + half, reached + half);
        continue;
      }
      for (size_t s = 0; s < half; ++s) {
        reached[half + s] = reached[s] + (1 - reached[s]) * chance;
      }
    }
  }

  void Advance(const FrontierPlan::Step& step, std::vector<double>* degraded) {
    Open(step);
    const size_t states = size_t{1} << step.width;
    if (step.end - step.begin > 1) {
      AdvanceCircle(step, degraded);
    } else {
      SetChances(step, step.begin);
      reached_.resize(states);
      FillReached(step.begin, reached_.data());
      if (IsLeaf(step)) {
        if (degraded != nullptr) {
          double sum = 0;
          for (size_t s = 0; s < states; ++s) sum += joint_[s] * reached_[s];
          (*degraded)[step.begin] = std::min(sum, 1.0);
        }
      } else {
        joint_.resize(2 * states);
        double* const off = joint_.data();
        double* const on = off + states;
        for (size_t s = 0; s < states; ++s) {
          on[s] = off[s] * reached_[s];
          off[s] -= on[s];
        }
        if (degraded != nullptr) {
          double sum = 0;
          for (size_t s = 0; s < states; ++s) sum += on[s];
          (*degraded)[step.begin] = std::min(sum, 1.0);
        }
      }
    }
    const std::span<const uint32_t> removed = Removed(step);
    for (size_t i = IsLeaf(step) ? 1 : 0; i < removed.size(); ++i) SumOut(removed[i]);
  }

  void SumOut(uint32_t slot) {
    const size_t half = size_t{1} << slot;
    const size_t left = joint_.size() / 2;
    for (size_t block = 0; block * half < left; ++block) {
      double* const to = joint_.data() + block * half;
      const double* const from = joint_.data() + 2 * block * half;
      for (size_t s = 0; s < half; ++s) to[s] = from[s] + from[half + s];
    }
    joint_.resize(left);
  }

  void AdvanceCircle(const FrontierPlan::Step& step, std::vector<double>* degraded) {
    const size_t members = step.end - step.begin;
    const size_t sets = size_t{1} << members;
    const size_t states = size_t{1} << step.width;
    FillSeeds(step);
    const std::vector<double> transitions = CircleClosure::Transitions(members, CircleArcs(step));
    std::vector<double> next(states * sets, 0);
    std::vector<double> seeds(sets);
    for (size_t s = 0; s < states; ++s) {
      if (joint_[s] == 0) continue;
      FillSets(states, s, joint_[s], seeds);
      for (size_t a = 0; a < sets; ++a) {
        if (seeds[a] == 0) continue;
        const size_t more = (sets - 1) & ~a;
        for (size_t part = 0;; part = (part - more) & more) {
          next[(a | part) * states + s] += seeds[a] * transitions[a * sets + (a | part)];
          if (part == more) break;
        }
      }
    }
    joint_ = std::move(next);
    if (degraded == nullptr) return;
    for (size_t member = 0; member < members; ++member) {
      double sum = 0;
      for (size_t b = 0; b < sets; ++b) {
        if ((b >> member & 1) == 0) continue;
        for (size_t s = 0; s < states; ++s) sum += joint_[b * states + s];
      }
      (*degraded)[step.begin + member] = std::min(sum, 1.0);
    }
  }

  // reached_[member * states + s]: the member is degraded from outside the circle, given s.
  void FillSeeds(const FrontierPlan::Step& step) {
    const size_t states = size_t{1} << step.width;
    reached_.resize(states * (step.end - step.begin));
    for (uint32_t node = step.begin; node < step.end; ++node) {
      SetChances(step, node);
      FillReached(node, reached_.data() + states * (node - step.begin));
    }
  }
  // scale * P(exactly the members of a are degraded from outside | s), for all a.
  void FillSets(size_t states, size_t s, double scale, std::vector<double>& seeds) const {
    seeds[0] = scale;
    for (size_t half = 1, member = 0; half < seeds.size(); half *= 2, ++member) {
      const double on = reached_[member * states + s];
      for (size_t a = 0; a < half; ++a) {
        seeds[half + a] = seeds[a] * on;
        seeds[a] -= seeds[half + a];
      }
    }
  }
  [[nodiscard]] std::vector<CircleArc> CircleArcs(const FrontierPlan::Step& step) const {
    std::vector<CircleArc> arcs;
    for (uint32_t node = step.begin; node < step.end; ++node) {
      for (const FrontierBlock::In& in : block_.Ins(node)) {
        if (in.from < step.begin || in.from >= step.end) continue;
        arcs.push_back({in.from - step.begin, node - step.begin, in.chance});
      }
    }
    return arcs;
  }

  void Retreat(const FrontierPlan::Step& step, std::span<const double> joint,
               Derivatives& derivatives) {
    Open(step);
    const std::span<const uint32_t> removed = Removed(step);
    for (size_t i = removed.size(); i-- > (IsLeaf(step) ? 1U : 0U);) PutBack(removed[i]);
    if (step.end - step.begin > 1) {
      RetreatCircle(step, joint, derivatives);
      return;
    }
    const uint32_t node = step.begin;
    const size_t states = joint.size();
    SetChances(step, node);
    reached_.resize(states);
    FillReached(node, reached_.data());
    const double value = block_.value[node];
    part_.resize(2 * states);
    if (IsLeaf(step)) {
      for (size_t s = 0; s < states; ++s) {
        part_[s] = joint[s] * value;
        worth_[s] += reached_[s] * value;
      }
    } else {
      const double* const on = worth_.data() + states;
      for (size_t s = 0; s < states; ++s) {
        const double more = on[s] + value - worth_[s];
        part_[s] = joint[s] * more;
        worth_[s] += reached_[s] * more;
      }
      worth_.resize(states);
    }
    Fold(node, states, derivatives);
  }

  // Puts a slot back that was summed out: its state makes no difference any more.
  void PutBack(uint32_t slot) {
    const size_t half = size_t{1} << slot;
    const size_t size = worth_.size();
    worth_.resize(2 * size);
    for (size_t block = size / half; block-- > 0;) {
      const double* const from = worth_.data() + block * half;
      double* const to = worth_.data() + 2 * block * half;
      std::copy(from, from + half, to + half);
      if (block > 0) std::copy(from, from + half, to);  // The first is there already.
    }
  }

  // From part_[s], the joint probability of s times the gain of `node` in it, to the derivatives by
  // its leak and by the arcs from the slots in chance_.
  void Fold(uint32_t node, size_t states, Derivatives& derivatives) {
    const double stays = 1 - block_.leak[node];
    part_.resize(2 * states);
    for (size_t slot = chance_.size(); slot-- > 0;) {
      const size_t half = size_t{1} << slot;
      double* const low = part_.data();
      const double* const high = low + half;
      const double chance = chance_[slot];
      if (chance > 0) {
        // The arc matters where its source is degraded and nothing else has reached the node.
        double* const rest = part_.data() + states;
        std::copy(high, high + half, rest);
        for (size_t other = slot; other-- > 0;) {
          const size_t quarter = size_t{1} << other;
          const double passes = 1 - chance_[other];
          for (size_t s = 0; s < quarter; ++s) rest[s] += passes * rest[quarter + s];
        }
        derivatives.by_arc[arc_[slot]] += stays * rest[0];
      }
      const double passes = 1 - chance;
      for (size_t s = 0; s < half; ++s) low[s] += passes * high[s];
    }
    derivatives.by_leak[node] += part_[0];
  }

  void RetreatCircle(const FrontierPlan::Step& step, std::span<const double> joint,
                     Derivatives& derivatives) {
    const size_t members = step.end - step.begin;
    const size_t sets = size_t{1} << members;
    const size_t states = joint.size();
    FillSeeds(step);
    std::vector<CircleArc> arcs = CircleArcs(step);
    const std::vector<double> transitions = CircleClosure::Transitions(members, arcs);
    for (size_t b = 0; b < sets; ++b) {
      double value = 0;
      for (size_t member = 0; member < members; ++member) {
        if ((b >> member & 1) != 0) value += block_.value[step.begin + member];
      }
      for (size_t s = 0; s < states; ++s) worth_[b * states + s] += value;
    }
    std::vector<double> weight(sets * sets, 0);  // How much T(a, b) counts.
    std::vector<double> seeds(sets);
    std::vector<double> worth_of(sets);
    std::vector<double> folded(sets);
    std::vector<double> gain(members * states);
    std::vector<double> before(states);
    for (size_t s = 0; s < states; ++s) {
      FillSets(states, s, joint[s], seeds);
      for (size_t a = 0; a < sets; ++a) {
        const size_t more = (sets - 1) & ~a;
        double sum = 0;
        for (size_t part = 0;; part = (part - more) & more) {
          const size_t b = a | part;
          const double worth = worth_[b * states + s];
          sum += transitions[a * sets + b] * worth;
          weight[a * sets + b] += seeds[a] * worth;
          if (part == more) break;
        }
        worth_of[a] = sum;
      }
      // The worth of s, and what each member being degraded from outside adds to it.
      for (size_t member = 0; member <= members; ++member) {
        folded = worth_of;
        size_t size = sets;
        for (size_t other = members; other-- > 0;) {
          size /= 2;
          const double on = reached_[other * states + s];
          for (size_t a = 0; a < size; ++a) {
            const double more = folded[size + a] - folded[a];
            folded[a] = other == member ? more : folded[a] + on * more;
          }
        }
        if (member == members) {
          before[s] = folded[0];
        } else {
          gain[member * states + s] = folded[0];
        }
      }
    }
    for (size_t member = 0; member < members; ++member) {
      const auto node = static_cast<uint32_t>(step.begin + member);
      SetChances(step, node);
      part_.resize(2 * states);
      for (size_t s = 0; s < states; ++s) part_[s] = joint[s] * gain[member * states + s];
      Fold(node, states, derivatives);
    }
    DifferentiateInside(step, arcs, weight, derivatives);
    worth_ = std::move(before);
  }

  // Arcs between members: what T is with the arc on, less what it is with the arc off.
  void DifferentiateInside(const FrontierPlan::Step& step, std::vector<CircleArc>& arcs,
                           const std::vector<double>& weight, Derivatives& derivatives) const {
    const size_t members = step.end - step.begin;
    size_t at = 0;
    for (uint32_t node = step.begin; node < step.end; ++node) {
      for (uint32_t i = block_.in_begin[node]; i < block_.in_begin[node + 1]; ++i) {
        const uint32_t from = block_.in[i].from;
        if (from < step.begin || from >= step.end) continue;
        const double chance = arcs[at].chance;
        arcs[at].chance = 1;
        const std::vector<double> on = CircleClosure::Transitions(members, arcs);
        arcs[at].chance = 0;
        const std::vector<double> off = CircleClosure::Transitions(members, arcs);
        arcs[at++].chance = chance;
        double sum = 0;
        for (size_t t = 0; t < weight.size(); ++t) sum += weight[t] * (on[t] - off[t]);
        derivatives.by_arc[i] = std::max(sum, 0.0);
      }
    }
  }

  const FrontierBlock& block_;
  const FrontierPlan& plan_;
  std::vector<uint32_t> slot_;  // The slot of each node of the frontier in hand.
  std::vector<double> chance_;  // By slot: the chance of its arc to the node in hand.
  std::vector<uint32_t> arc_;   // And which arc that is.
  std::vector<double> joint_;   // The distribution over the states of the frontier.
  std::vector<double> worth_;   // What each state is worth from there on.
  std::vector<double> reached_;
  std::vector<double> part_;
};

}  // namespace readiness::risk::internal
