// readiness/risk/internal/frontier_solver.h: a block solved exactly by its frontier, with every
// derivative from one pass back.
//
// The joint distribution of the frontier is one number for each of its 2^k states. A node
// is added by
//   P(v = 1 | s) = 1 - (1 - p) PROD(1 - w: arcs from degraded nodes of s),
// members of a circular component together by frontier_circle.h. An arc between two nodes in hand
// moves its share of the states in which its source alone is degraded. A node that has nothing left
// to tell is summed out. The pass back carries what each state is worth from there on; with the
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
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "readiness/risk/internal/frontier.h"
#include "readiness/risk/internal/frontier_circle.h"
#include "readiness/risk/internal/frontier_states.h"

namespace readiness::risk::internal {

class FrontierSolver {
 public:
  // Both arguments are borrowed; the values of the block may change between the two passes, and so
  // may its leaks before Degraded.
  FrontierSolver(const FrontierBlock& block, const FrontierPlan& plan)
      : block_(block),
        plan_(plan),
        joint_(UnsetNumbers(size_t{1} << plan.width)),
        worth_(UnsetNumbers(size_t{1} << plan.width)),
        reached_(UnsetNumbers(size_t{1} << plan.width)),
        part_(UnsetNumbers(size_t{1} << plan.width)) {
    size_t size = 0;
    for (const FrontierPlan::Step& step : plan.steps) size += RecordSize(step);
    if (size <= kKeptNumbers) kept_size_ = size;
  }

  // The probability that each node is degraded.
  [[nodiscard]] std::vector<double> Degraded() {
    std::vector<double> degraded(block_.size(), 0);
    if (IsQuiet()) return degraded;
    if (kept_size_ > 0) record_.Reserve(kept_size_);
    Begin();
    for (const FrontierPlan::Step& step : plan_.steps) {
      if (kept_size_ > 0) Record(step);
      Advance(step, &degraded);
    }
    is_recorded_ = kept_size_ > 0;
    return degraded;
  }

  struct Derivatives {
    std::vector<double> by_leak;  // By node.
    std::vector<double> by_arc;   // By arc of the block.
    double expected = 0;          // SUM value * P(degraded) itself.
  };
  // The derivatives of SUM value * P(degraded). After Degraded a small block is not run forward
  // again.
  [[nodiscard]] Derivatives Differentiate() {
    Derivatives derivatives;
    derivatives.by_leak.assign(block_.size(), 0);
    derivatives.by_arc.assign(block_.in.size(), 0);
    worth_[0] = 0;
    worth_size_ = 1;
    if (IsQuiet()) {
      for (size_t i = plan_.steps.size(); i-- > 0;) RetreatQuietly(plan_.steps[i], derivatives);
    } else if (is_recorded_) {
      for (size_t i = plan_.steps.size(); i-- > 0;) Retreat(plan_.steps[i], derivatives);
      is_recorded_ = false;
    } else {
      // The distribution is kept where each interval begins, and made again from there.
      const std::vector<Interval> intervals = KeepIntervals();
      for (size_t at = intervals.size(); at-- > 0;) {
        const Interval& interval = intervals[at];
        record_.Reserve(interval.record_size);
        std::copy(interval.joint.begin(), interval.joint.end(), joint_.get());
        joint_size_ = interval.joint.size();
        for (size_t i = interval.begin; i < interval.end; ++i) {
          Record(plan_.steps[i]);
          if (i + 1 < interval.end) Advance(plan_.steps[i], nullptr);
        }
        for (size_t i = interval.end; i-- > interval.begin;) Retreat(plan_.steps[i], derivatives);
      }
    }
    derivatives.expected = worth_[0];
    return derivatives;
  }

 private:
  static constexpr size_t kIntervalNumbers = size_t{1} << 20;
  static constexpr size_t kKeptNumbers = size_t{1} << 17;

  struct Interval {
    size_t begin = 0;
    size_t end = 0;
    size_t record_size = 0;
    std::vector<double> joint;
  };

  // Whether nothing leaks: then only the state in which nothing is degraded has a chance. Circles
  // go the long way.
  [[nodiscard]] bool IsQuiet() const {
    return block_.circles.empty() &&
           std::all_of(block_.leak.begin(), block_.leak.end(), [](double p) { return p == 0; });
  }
  void Begin() {
    joint_[0] = 1;
    joint_size_ = 1;
  }
  [[nodiscard]] std::vector<Interval> KeepIntervals() {
    std::vector<Interval> intervals;
    for (size_t i = 0; i < plan_.steps.size(); ++i) {
      const size_t more = RecordSize(plan_.steps[i]);
      if (intervals.empty() || intervals.back().record_size + more > kIntervalNumbers) {
        intervals.push_back({i, i, 0, {}});
      }
      intervals.back().record_size += more;
      intervals.back().end = i + 1;
    }
    Begin();
    for (Interval& interval : intervals) {
      interval.joint.assign(joint_.get(), joint_.get() + joint_size_);
      if (&interval == &intervals.back()) break;
      for (size_t i = interval.begin; i < interval.end; ++i) Advance(plan_.steps[i], nullptr);
    }
    return intervals;
  }

  [[nodiscard]] std::span<const uint32_t> Removed(const FrontierPlan::Step& step) const {
    return std::span<const uint32_t>(plan_.removed)
        .subspan(step.removed_begin, step.removed_end - step.removed_begin);
  }
  // Whether the step takes one node that nothing waits for: it never enters the frontier.
  [[nodiscard]] bool IsLeaf(const FrontierPlan::Step& step) const {
    return step.end - step.begin == 1 && step.removed_begin < step.removed_end &&
           plan_.removed[step.removed_begin] == step.width;
  }
  // What the pass back needs of the distribution before a step: all of it, or where an arc carries
  // over the states in which its source alone is degraded.
  [[nodiscard]] static size_t RecordSize(const FrontierPlan::Step& step) {
    return size_t{1} << (step.is_carry() ? step.width - 2 : step.width);
  }
  void Record(const FrontierPlan::Step& step) {
    double* const to = record_.Push(RecordSize(step));
    const double* const joint = joint_.get();
    if (step.is_carry()) {
      ForEachCarried(step.width, step.from_slot, step.to_slot,
                     [=](size_t i, size_t off, size_t /*on*/) { to[i] = joint[off]; });
    } else {
      std::copy(joint, joint + joint_size_, to);
    }
  }
  // The chances of the arcs that reach `node` at once, by the slot from which they come.
  void SetChances(const FrontierPlan::Step& step, uint32_t node) {
    chance_.assign(step.width, 0);
    arc_.assign(step.width, 0);
    for (uint32_t i = step.attached_begin; i < step.attached_end; ++i) {
      const auto [slot, arc] = plan_.attached[i];
      if (arc < block_.in_begin[node] || arc >= block_.in_begin[node + 1]) continue;
      chance_[slot] = block_.in[arc].chance;
      arc_[slot] = arc;
    }
  }
  void Advance(const FrontierPlan::Step& step, std::vector<double>* degraded) {
    const size_t states = size_t{1} << step.width;
    if (step.is_carry()) {
      AdvanceCarry(step, degraded);
    } else if (step.end - step.begin > 1) {
      AdvanceCircle(step, degraded);
    } else {
      SetChances(step, step.begin);
      FillReached(block_.leak[step.begin], chance_, reached_.get());
      if (IsLeaf(step)) {
        if (degraded != nullptr) {
          double sum = 0;
          for (size_t s = 0; s < states; ++s) sum += joint_[s] * reached_[s];
          (*degraded)[step.begin] = std::min(sum, 1.0);
        }
      } else {
        joint_size_ = 2 * states;
        double* const off = joint_.get();
        double* const on = off + states;
        const double* const reached = reached_.get();
        for (size_t s = 0; s < states; ++s) {
          on[s] = off[s] * reached[s];
          off[s] -= on[s];
        }
        if (degraded != nullptr && step.is_settled) {
          double sum = 0;
          for (size_t s = 0; s < states; ++s) sum += on[s];
          (*degraded)[step.begin] = std::min(sum, 1.0);
        }
      }
    }
    const std::span<const uint32_t> removed = Removed(step);
    for (size_t i = IsLeaf(step) ? 1 : 0; i < removed.size(); ++i) {
      SumOut(joint_.get(), joint_size_, removed[i]);
      joint_size_ /= 2;
    }
  }

  void AdvanceCarry(const FrontierPlan::Step& step, std::vector<double>* degraded) {
    const double chance = block_.in[step.arc].chance;
    double* const joint = joint_.get();
    ForEachCarried(step.width, step.from_slot, step.to_slot,
                   [=](size_t /*i*/, size_t off, size_t on) {
                     const double moved = joint[off] * chance;
                     joint[on] += moved;
                     joint[off] -= moved;
                   });
    if (degraded == nullptr || !step.is_settled) return;
    double sum = 0;
    ForEachDegraded(joint_size_, step.to_slot, [&](size_t s) { sum += joint[s]; });
    (*degraded)[step.node] = std::min(sum, 1.0);
  }

  void AdvanceCircle(const FrontierPlan::Step& step, std::vector<double>* degraded) {
    const FrontierCircle circle = Circle(step);
    const std::vector<double> next = circle.Spread(joint_.get());
    std::copy(next.begin(), next.end(), joint_.get());
    joint_size_ = next.size();
    if (degraded == nullptr) return;
    for (size_t member = 0; member < step.end - step.begin; ++member) {
      (*degraded)[step.begin + member] = circle.Degraded(member, joint_.get());
    }
  }
  // The members that the step takes, with how likely each is degraded from outside in reached_.
  [[nodiscard]] FrontierCircle Circle(const FrontierPlan::Step& step) {
    const size_t states = size_t{1} << step.width;
    for (uint32_t node = step.begin; node < step.end; ++node) {
      SetChances(step, node);
      FillReached(block_.leak[node], chance_, reached_.get() + states * (node - step.begin));
    }
    return FrontierCircle(block_, step.begin, step.end, states, reached_.get());
  }

  void Retreat(const FrontierPlan::Step& step, Derivatives& derivatives) {
    const std::span<const double> joint = record_.Pop(RecordSize(step));
    PutBackRemoved(step);
    if (step.is_carry()) {
      RetreatCarry(step, joint, derivatives);
      return;
    }
    if (step.end - step.begin > 1) {
      RetreatCircle(step, joint, derivatives);
      return;
    }
    const uint32_t node = step.begin;
    const size_t states = joint.size();
    SetChances(step, node);
    FillReached(block_.leak[node], chance_, reached_.get());
    const double* const reached = reached_.get();
    double* const part = part_.get();
    double* const worth = worth_.get();
    const double value = step.is_settled ? block_.value[node] : 0;
    if (IsLeaf(step)) {
      for (size_t s = 0; s < states; ++s) {
        part[s] = joint[s] * value;
        worth[s] += reached[s] * value;
      }
    } else {
      const double* const on = worth + states;
      for (size_t s = 0; s < states; ++s) {
        const double more = on[s] + value - worth[s];
        part[s] = joint[s] * more;
        worth[s] += reached[s] * more;
      }
      worth_size_ = states;
    }
    Fold(node, states, derivatives);
  }

  // The pass back where nothing leaks: no arc matters, and a leak what the node is worth alone.
  void RetreatQuietly(const FrontierPlan::Step& step, Derivatives& derivatives) {
    PutBackRemoved(step);
    double* const worth = worth_.get();
    if (step.is_carry()) {
      CreditSettled(step);
      const double chance = block_.in[step.arc].chance;
      ForEachCarried(step.width, step.from_slot, step.to_slot,
                     [=](size_t /*i*/, size_t off, size_t on) {
                       worth[off] += chance * (worth[on] - worth[off]);
                     });
      return;
    }
    const size_t states = size_t{1} << step.width;
    SetChances(step, step.begin);
    FillReached(block_.leak[step.begin], chance_, reached_.get());
    const double* const reached = reached_.get();
    const double value = step.is_settled ? block_.value[step.begin] : 0;
    if (IsLeaf(step)) {
      derivatives.by_leak[step.begin] = value;
      for (size_t s = 0; s < states; ++s) worth[s] += reached[s] * value;
      return;
    }
    const double* const on = worth + states;
    derivatives.by_leak[step.begin] = std::max(on[0] + value - worth[0], 0.0);
    for (size_t s = 0; s < states; ++s) worth[s] += reached[s] * (on[s] + value - worth[s]);
    worth_size_ = states;
  }

  // Adds what the node of a carry is worth to the states in which it is degraded, once it is
  // settled.
  void CreditSettled(const FrontierPlan::Step& step) {
    const double value = block_.value[step.node];
    if (!step.is_settled || value == 0) return;
    double* const worth = worth_.get();
    ForEachDegraded(worth_size_, step.to_slot, [=](size_t s) { worth[s] += value; });
  }

  void RetreatCarry(const FrontierPlan::Step& step, std::span<const double> joint,
                    Derivatives& derivatives) {
    CreditSettled(step);
    double* const worth = worth_.get();
    const double chance = block_.in[step.arc].chance;
    double sum = 0;
    ForEachCarried(step.width, step.from_slot, step.to_slot, [&](size_t i, size_t off, size_t on) {
      const double more = worth[on] - worth[off];
      sum += joint[i] * more;
      worth[off] += chance * more;
    });
    derivatives.by_arc[step.arc] = std::max(sum, 0.0);
  }

  // Puts back the slots that were summed out: their states make no difference any more.
  void PutBackRemoved(const FrontierPlan::Step& step) {
    const std::span<const uint32_t> removed = Removed(step);
    for (size_t i = removed.size(); i-- > (IsLeaf(step) ? 1U : 0U);) {
      PutBack(worth_.get(), worth_size_, removed[i]);
      worth_size_ *= 2;
    }
  }

  // From part_[s], the joint probability of s times the gain of `node` in it, to the derivatives by
  // its leak and by the arcs from the slots in chance_.
  void Fold(uint32_t node, size_t states, Derivatives& derivatives) {
    const double stays = 1 - block_.leak[node];
    for (size_t slot = chance_.size(); slot-- > 0;) {
      const size_t half = size_t{1} << slot;
      double* const low = part_.get();
      const double* const high = low + half;
      const double chance = chance_[slot];
      if (chance > 0) {
        // The arc matters where its source is degraded and nothing else has reached the node.
        double* const rest = part_.get() + states;
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
    // No leak lowers the loss: below 0 there is rounding.
    derivatives.by_leak[node] += std::max(part_[0], 0.0);
  }

  void RetreatCircle(const FrontierPlan::Step& step, std::span<const double> joint,
                     Derivatives& derivatives) {
    const size_t states = joint.size();
    const FrontierCircle circle = Circle(step);
    const FrontierCircle::Worth found = circle.Return(joint.data(), worth_.get());
    for (uint32_t node = step.begin; node < step.end; ++node) {
      SetChances(step, node);
      const double* const gain = found.gain.data() + states * (node - step.begin);
      for (size_t s = 0; s < states; ++s) part_[s] = joint[s] * gain[s];
      Fold(node, states, derivatives);
    }
    circle.DifferentiateArcs(found.weight, [&](uint32_t arc, double derivative) {
      derivatives.by_arc[arc] = derivative;
    });
    std::copy(found.before.begin(), found.before.end(), worth_.get());
    worth_size_ = states;
  }

  const FrontierBlock& block_;
  const FrontierPlan& plan_;
  std::vector<double> chance_;       // By slot: the chance of its arc to the node in hand.
  std::vector<uint32_t> arc_;        // And which arc that is.
  std::unique_ptr<double[]> joint_;  // The distribution over the states of the frontier.
  std::unique_ptr<double[]> worth_;  // What each state is worth from there on.
  std::unique_ptr<double[]> reached_;
  std::unique_ptr<double[]> part_;
  size_t joint_size_ = 0;
  size_t worth_size_ = 0;
  StateTape record_;
  size_t kept_size_ = 0;  // Of the record of all steps; 0: too long to keep.
  bool is_recorded_ = false;
};

}  // namespace readiness::risk::internal
