// readiness/risk/internal/frontier.h: a block by itself, and in which order to take its nodes so
// that few wait at a time.
//
// Nodes are taken prerequisites first, members of a circular component together. The frontier is
// the set of nodes taken whose dependents are not all taken yet; frontier_solver.h pays 2^frontier
// for each step.
//
// Cost: O(n log n + m) and the sum of the widths.   Threads: const after they are made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
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

// In which order a block is taken, and where each node stands in the frontier.
struct FrontierPlan {
  struct Step {
    uint32_t begin = 0;  // The nodes taken together.
    uint32_t end = 0;
    uint32_t width = 0;          // The frontier before.
    uint32_t slots_begin = 0;    // Its nodes, by slot: slots[slots_begin ...].
    uint32_t removed_begin = 0;  // Slots freed afterwards: removed[removed_begin ...], highest
    uint32_t removed_end = 0;    // first.
  };
  std::vector<Step> steps;
  std::vector<uint32_t> slots;
  std::vector<uint32_t> removed;
  uint32_t width = 0;  // The widest frontier, nodes in hand included.
  double work = 0;     // SUM of 2^width.
};

class FrontierPlanner {
 public:
  explicit FrontierPlanner(const FrontierBlock& block) : block_(block) {
    unit_.resize(block.size());
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
      for (const FrontierBlock::In& in : block.Ins(to)) out_[next[in.from]++] = to;
    }
  }

  // The narrower of two plans: the order of the nodes, and a greedy one. Gives up, with a plan of
  // too great a width, where both pass `most_width`.
  [[nodiscard]] FrontierPlan Plan(uint32_t most_width) const {
    std::vector<uint32_t> order(units_.size());
    for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    FrontierPlan plan = Simulate(order, most_width);
    if (plan.width <= most_width && plan.width <= 12) return plan;
    const std::vector<uint32_t> order_found = GreedyOrder(most_width);
    if (order_found.empty()) return plan;
    FrontierPlan greedy = Simulate(order_found, most_width);
    if (plan.width > most_width) return greedy;
    return greedy.width <= most_width && greedy.work < plan.work ? greedy : plan;
  }

 private:
  struct Unit {
    uint32_t begin;
    uint32_t end;
  };

  [[nodiscard]] std::span<const uint32_t> Out(uint32_t node) const {
    return std::span<const uint32_t>(out_).subspan(out_begin_[node],
                                                   out_begin_[node + 1] - out_begin_[node]);
  }

  [[nodiscard]] FrontierPlan Simulate(const std::vector<uint32_t>& order,
                                      uint32_t most_width) const {
    FrontierPlan plan;
    std::vector<uint32_t> waiting(block_.size(), 0);  // Dependents in other units, still to come.
    for (uint32_t node = 0; node < block_.size(); ++node) {
      for (const uint32_t to : Out(node)) waiting[node] += unit_[to] != unit_[node] ? 1U : 0U;
    }
    std::vector<uint32_t> frontier;
    for (const uint32_t at : order) {
      const Unit unit = units_[at];
      FrontierPlan::Step step;
      step.begin = unit.begin;
      step.end = unit.end;
      step.width = static_cast<uint32_t>(frontier.size());
      step.slots_begin = static_cast<uint32_t>(plan.slots.size());
      plan.slots.insert(plan.slots.end(), frontier.begin(), frontier.end());
      const uint32_t width = step.width + (unit.end - unit.begin);
      plan.width = std::max(plan.width, width);
      if (width > most_width) {
        plan.width = width;
        return plan;
      }
      plan.work += static_cast<double>(uint64_t{1} << width);
      for (uint32_t node = unit.begin; node < unit.end; ++node) {
        for (const FrontierBlock::In& in : block_.Ins(node)) {
          if (unit_[in.from] != at) --waiting[in.from];
        }
        frontier.push_back(node);
      }
      step.removed_begin = static_cast<uint32_t>(plan.removed.size());
      for (size_t slot = frontier.size(); slot-- > 0;) {
        if (waiting[frontier[slot]] != 0) continue;
        plan.removed.push_back(static_cast<uint32_t>(slot));
        frontier.erase(frontier.begin() + static_cast<std::ptrdiff_t>(slot));
      }
      step.removed_end = static_cast<uint32_t>(plan.removed.size());
      plan.steps.push_back(step);
    }
    return plan;
  }

  // Of the units whose prerequisites are all taken, the one after which the frontier is narrowest;
  // ties: the one that comes first. Empty where the frontier passes `most_width` on the way.
  [[nodiscard]] std::vector<uint32_t> GreedyOrder(uint32_t most_width) const {
    std::vector<uint32_t> waiting(block_.size(), 0);
    std::vector<uint32_t> missing(units_.size(), 0);
    for (uint32_t node = 0; node < block_.size(); ++node) {
      for (const uint32_t to : Out(node)) {
        if (unit_[to] == unit_[node]) continue;
        ++waiting[node];
        ++missing[unit_[to]];
      }
    }
    const auto growth = [&](uint32_t at) {
      int64_t change = 0;
      for (uint32_t node = units_[at].begin; node < units_[at].end; ++node) {
        change += waiting[node] != 0 ? 1 : 0;
        for (const FrontierBlock::In& in : block_.Ins(node)) {
          if (unit_[in.from] != at && waiting[in.from] == 1) --change;
        }
      }
      return change;
    };
    std::set<std::pair<int64_t, uint32_t>> ready;
    std::vector<int64_t> growth_of(units_.size(), 0);
    std::vector<bool> is_ready(units_.size(), false);
    const auto offer = [&](uint32_t at) {
      growth_of[at] = growth(at);
      is_ready[at] = true;
      ready.emplace(growth_of[at], at);
    };
    for (uint32_t at = 0; at < units_.size(); ++at) {
      if (missing[at] == 0) offer(at);
    }
    std::vector<uint32_t> order;
    int64_t width = 0;
    while (!ready.empty()) {
      const uint32_t at = ready.begin()->second;
      if (width + (units_[at].end - units_[at].begin) > most_width) return {};
      width += growth_of[at];
      ready.erase(ready.begin());
      is_ready[at] = false;
      order.push_back(at);
      for (uint32_t node = units_[at].begin; node < units_[at].end; ++node) {
        for (const FrontierBlock::In& in : block_.Ins(node)) {
          if (unit_[in.from] == at) continue;
          if (--waiting[in.from] != 1) continue;
          // One dependent is left, and taking it would free the slot.
          for (const uint32_t to : Out(in.from)) {
            const uint32_t other = unit_[to];
            if (!is_ready[other]) continue;
            ready.erase({growth_of[other], other});
            offer(other);
          }
        }
        for (const uint32_t to : Out(node)) {
          if (unit_[to] != at && --missing[unit_[to]] == 0) offer(unit_[to]);
        }
      }
    }
    return order;
  }

  const FrontierBlock& block_;
  std::vector<Unit> units_;
  std::vector<uint32_t> unit_;       // The unit of each node.
  std::vector<uint32_t> out_begin_;  // Where the dependents of each node begin.
  std::vector<uint32_t> out_;
};

}  // namespace readiness::risk::internal
