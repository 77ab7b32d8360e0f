// readiness/risk/internal/frontier.h: a block by itself, and the steps in which it is solved so
// that few of its nodes are in hand at a time.
//
// A node is taken with what the settled nodes in hand do to it; it is settled once all that can
// reach it has been carried to it, and leaves when all that it can reach has been told. Between the
// two it may be in hand before its prerequisites are: each of them carries its failure over when it
// is settled itself. So nodes may be taken in any order, but for the members of a circular
// component, which are taken together when all before them is settled. The frontier is the set of
// nodes in hand; frontier_solver.h pays 2^frontier for each step.
//
// Cost: O(n + m) for the walk.   Threads: const after they are made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace readiness::risk::internal {

// A block by itself: nodes from 0, prerequisites first, members of a circle side by side.
struct FrontierBlock {
  struct In {
    uint32_t from = 0;
    double chance = 0;
  };
  std::vector<double> leak;
  std::vector<double> value;  // What the node's degradation costs, here and beyond.
  std::vector<uint32_t> in_begin = {0};
  std::vector<In> in;
  std::vector<std::pair<uint32_t, uint32_t>> circles;  // Begin and end of each, in order.

  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(leak.size()); }
  [[nodiscard]] std::span<const In> Ins(uint32_t node) const {
    return std::span<const In>(in).subspan(in_begin[node], in_begin[node + 1] - in_begin[node]);
  }
};

// The arcs of a block by where they begin, and which nodes are taken together.
class FrontierShape {
 public:
  struct Unit {
    uint32_t begin = 0;
    uint32_t end = 0;
    [[nodiscard]] uint32_t size() const { return end - begin; }
  };
  struct Out {
    uint32_t to = 0;
    uint32_t arc = 0;
  };

  explicit FrontierShape(const FrontierBlock& block) : unit_(block.size()) {
    auto circle = block.circles.begin();
    for (uint32_t node = 0; node < block.size();) {
      uint32_t end = node + 1;
      if (circle != block.circles.end() && circle->first == node) end = (circle++)->second;
      for (uint32_t member = node; member < end; ++member) {
        unit_[member] = static_cast<uint32_t>(units_.size());
      }
      units_.push_back({node, end});
      node = end;
    }
    out_begin_.assign(size_t{block.size()} + 1, 0);
    for (const FrontierBlock::In& in : block.in) ++out_begin_[in.from + 1];
    std::partial_sum(out_begin_.begin(), out_begin_.end(), out_begin_.begin());
    std::vector<uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
    out_.resize(block.in.size());
    for (uint32_t to = 0; to < block.size(); ++to) {
      for (uint32_t arc = block.in_begin[to]; arc < block.in_begin[to + 1]; ++arc) {
        out_[next[block.in[arc].from]++] = {to, arc};
      }
    }
  }

  [[nodiscard]] std::span<const Unit> units() const { return units_; }
  [[nodiscard]] uint32_t UnitOf(uint32_t node) const { return unit_[node]; }
  [[nodiscard]] std::span<const Out> Outs(uint32_t node) const {
    return std::span<const Out>(out_).subspan(out_begin_[node],
                                              out_begin_[node + 1] - out_begin_[node]);
  }

 private:
  std::vector<Unit> units_;
  std::vector<uint32_t> unit_;  // The unit of each node.
  std::vector<uint32_t> out_begin_;
  std::vector<Out> out_;
};

// The steps in which a block is solved, and where each node stands in the frontier.
struct FrontierPlan {
  struct Attached {
    uint32_t slot = 0;
    uint32_t arc = 0;
  };
  struct Step {
    // The nodes taken together, into the slots from `width` on. None: an arc carries over.
    uint32_t begin = 0;
    uint32_t end = 0;
    uint32_t width = 0;  // The frontier before.
    // Taken: the arcs that reach them at once, attached[attached_begin ...].
    uint32_t attached_begin = 0;
    uint32_t attached_end = 0;
    // Carried: the arc, its node, and the slots of both ends.
    uint32_t arc = 0;
    uint32_t node = 0;
    uint32_t from_slot = 0;
    uint32_t to_slot = 0;
    bool is_settled = false;     // Whether the node, or the nodes taken, are settled by the step.
    uint32_t removed_begin = 0;  // Slots freed afterwards: removed[removed_begin ...], highest
    uint32_t removed_end = 0;    // first.

    [[nodiscard]] bool is_carry() const { return begin == end; }
  };
  std::vector<Step> steps;
  std::vector<Attached> attached;
  std::vector<uint32_t> removed;
  uint32_t width = 0;  // The widest frontier, nodes in hand included.
  double work = 0;     // The sum of the states that the steps touch.
};

// Takes the units of a block one by one, in whatever order it is asked to, and writes down the
// steps. Watch gets told what changes: Taken(node), Settled(node), Applied(from, to).
template <typename Watch>
class FrontierWalk {
 public:
  // What it is given is borrowed. It stops where the plan passes `most_width` or `most_work`.
  FrontierWalk(const FrontierBlock& block, const FrontierShape& shape, uint32_t most_width,
               double most_work, Watch& watch)
      : block_(block),
        shape_(shape),
        most_width_(most_width),
        most_work_(most_work),
        watch_(watch),
        waits_in_(block.size(), 0),
        waits_out_(block.size(), 0),
        state_(block.size(), kAway),
        is_applied_(block.in.size(), 0) {
    for (uint32_t to = 0; to < block.size(); ++to) {
      for (const FrontierBlock::In& in : block.Ins(to)) {
        if (shape.UnitOf(in.from) == shape.UnitOf(to)) continue;
        ++waits_in_[to];
        ++waits_out_[in.from];
      }
    }
  }

  [[nodiscard]] bool has_stopped() const {
    return plan_.width > most_width_ || plan_.work > most_work_;
  }
  // Whether the plan is one of the whole block.
  [[nodiscard]] bool is_complete() const {
    return !has_stopped() && taken_count_ == block_.size() && frontier_.empty();
  }
  [[nodiscard]] bool IsTaken(uint32_t node) const { return state_[node] != kAway; }
  [[nodiscard]] bool IsSettled(uint32_t node) const { return state_[node] == kSettled; }
  [[nodiscard]] bool IsApplied(uint32_t arc) const { return is_applied_[arc] != 0; }
  // Arcs from and to other units that are not carried yet.
  [[nodiscard]] uint32_t WaitsIn(uint32_t node) const { return waits_in_[node]; }
  [[nodiscard]] uint32_t WaitsOut(uint32_t node) const { return waits_out_[node]; }
  [[nodiscard]] FrontierPlan& plan() { return plan_; }

  // Takes a unit that is not taken; of a circle all prerequisites must be settled.
  void Take(uint32_t unit) {
    const auto [begin, end] = shape_.units()[unit];
    FrontierPlan::Step step;
    step.begin = begin;
    step.end = end;
    step.width = static_cast<uint32_t>(frontier_.size());
    if (!Admit(step.width + (end - begin), 0)) return;
    step.attached_begin = static_cast<uint32_t>(plan_.attached.size());
    for (uint32_t node = begin; node < end; ++node) {
      for (uint32_t arc = block_.in_begin[node]; arc < block_.in_begin[node + 1]; ++arc) {
        const uint32_t from = block_.in[arc].from;
        if (shape_.UnitOf(from) == unit || state_[from] != kSettled) continue;
        plan_.attached.push_back({SlotOf(from), arc});
        Apply(from, node, arc);
      }
    }
    step.attached_end = static_cast<uint32_t>(plan_.attached.size());
    step.is_settled = end - begin > 1 || waits_in_[begin] == 0;
    for (uint32_t node = begin; node < end; ++node) {
      state_[node] = step.is_settled ? kSettled : kTaken;
      frontier_.push_back(node);
      ++taken_count_;
      watch_.Taken(node);
    }
    Finish(step);
    if (!step.is_settled) return;
    for (uint32_t node = begin; node < end; ++node) CarryFrom(node);
  }

 private:
  enum State : uint8_t { kAway, kTaken, kSettled };

  [[nodiscard]] bool Admit(uint32_t width, uint32_t less) {
    plan_.width = std::max(plan_.width, width);
    if (width > most_width_) return false;
    plan_.work += static_cast<double>(uint64_t{1} << (width - less));
    return plan_.work <= most_work_;
  }
  [[nodiscard]] uint32_t SlotOf(uint32_t node) const {
    return static_cast<uint32_t>(std::find(frontier_.begin(), frontier_.end(), node) -
                                 frontier_.begin());
  }
  void Apply(uint32_t from, uint32_t to, uint32_t arc) {
    is_applied_[arc] = 1;
    --waits_out_[from];
    --waits_in_[to];
    watch_.Applied(from, to);
  }
  // Frees the slots of all that has nothing left to tell, and writes the step down.
  void Finish(FrontierPlan::Step& step) {
    step.removed_begin = static_cast<uint32_t>(plan_.removed.size());
    for (size_t slot = frontier_.size(); slot-- > 0;) {
      const uint32_t node = frontier_[slot];
      if (state_[node] != kSettled || waits_out_[node] != 0) continue;
      plan_.removed.push_back(static_cast<uint32_t>(slot));
      frontier_.erase(frontier_.begin() + static_cast<std::ptrdiff_t>(slot));
    }
    step.removed_end = static_cast<uint32_t>(plan_.removed.size());
    plan_.steps.push_back(step);
    if (!step.is_settled) return;
    if (step.is_carry()) {
      watch_.Settled(step.node);
    } else {
      for (uint32_t node = step.begin; node < step.end; ++node) watch_.Settled(node);
    }
  }
  // A settled node tells those of its dependents that are in hand, and these theirs.
  void CarryFrom(uint32_t settled) {
    tellers_.assign(1, settled);
    for (size_t head = 0; head < tellers_.size(); ++head) {
      const uint32_t from = tellers_[head];
      for (const auto [to, arc] : shape_.Outs(from)) {
        if (state_[to] != kTaken) continue;
        FrontierPlan::Step step;
        step.width = static_cast<uint32_t>(frontier_.size());
        step.arc = arc;
        step.node = to;
        step.from_slot = SlotOf(from);
        step.to_slot = SlotOf(to);
        if (!Admit(step.width, 1)) return;
        Apply(from, to, arc);
        step.is_settled = waits_in_[to] == 0;
        if (step.is_settled) {
          state_[to] = kSettled;
          tellers_.push_back(to);
        }
        Finish(step);
      }
    }
  }

  const FrontierBlock& block_;
  const FrontierShape& shape_;
  uint32_t most_width_;
  double most_work_;
  Watch& watch_;
  FrontierPlan plan_;
  uint32_t taken_count_ = 0;
  std::vector<uint32_t> waits_in_;
  std::vector<uint32_t> waits_out_;
  std::vector<uint8_t> state_;
  std::vector<uint8_t> is_applied_;  // By arc.
  std::vector<uint32_t> frontier_;   // The node in each slot.
  std::vector<uint32_t> tellers_;
};

}  // namespace readiness::risk::internal
