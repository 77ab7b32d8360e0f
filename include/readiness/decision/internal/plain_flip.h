// readiness/decision/internal/plain_flip.h: the cheapest changes of leaves in plain conjuncts,
// where each leaf occurs once and no score is inside: exact at any size, in one pass from the
// leaves up.
//
// The cheapest set of a node is a sum, a minimum or the m cheapest of those of its parts. The sets
// of parts are disjoint, so ties by path order compare first elements only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "readiness/decision/internal/forcing.h"
#include "readiness/decision/internal/state.h"

namespace readiness::decision::internal {

// The size of the cheapest set of changes, and the rank of its first leaf.
struct Cost {
  int32_t count = 0;
  int32_t first = std::numeric_limits<int32_t>::max();
  friend bool operator<(Cost a, Cost b) {
    return a.count != b.count ? a.count < b.count : a.first < b.first;
  }
};
inline constexpr int32_t kNever = 1 << 29;
inline constexpr Cost kImpossible{kNever, std::numeric_limits<int32_t>::max()};
inline constexpr Cost kFree{};

// What a set of changes makes of a node: not true, not false; true, false in every completion.
enum class Goal : uint8_t { kNotTrue, kNotFalse, kTrue, kFalse };
// What is asked of conjuncts: below a NOT it is the other way round.
enum class Direction : uint8_t { kLower, kRaise, kBoth };

class PlainFlip {
 public:
  // Costs of reaching: not true or not false, or (strong) true or false. For every node of the
  // plain component.
  void FindCosts(const State& state, bool strong, Direction direction) {
    state_ = &state;
    net_ = &state.network();
    cost_.resize(net_->nodes.size() * 2);
    const size_t conjunct_nodes = net_->nodes.size() - 2;
    for (size_t n = 0; n < conjunct_nodes; ++n) {
      const Node& node = net_->nodes[n];
      if (node.op == Op::kScore) continue;  // Never inside the plain component.
      for (const bool raises : {false, true}) {
        if (direction != Direction::kBoth &&
            raises != ((direction == Direction::kRaise) == node.is_positive)) {
          continue;
        }
        const Goal goal = strong ? (raises ? Goal::kTrue : Goal::kFalse)
                                 : (raises ? Goal::kNotFalse : Goal::kNotTrue);
        if (IsMet(state_->ValueOf(static_cast<int32_t>(n)), goal)) continue;
        const Plan plan = MakePlan(node, state_->counts(static_cast<int32_t>(n)), goal);
        Cost sum;
        for (size_t i = 0; i < static_cast<size_t>(plan.take) && i < scratch_.size(); ++i) {
          sum.count = std::min(sum.count + scratch_[i].cost.count, kNever);
          sum.first = std::min(sum.first, scratch_[i].cost.first);
        }
        cost_[n * 2 + (raises ? 1 : 0)] = sum;
      }
    }
  }

  [[nodiscard]] Cost CostOf(int32_t ref, Goal goal) const {
    if (IsLeaf(ref)) {
      const LeafState value = state_->leaf(~ref);
      if (value != LeafState::kNotApplicable && IsMet(value, goal)) return kFree;
      return {1, net_->rank[static_cast<size_t>(~ref)]};
    }
    if (IsMet(state_->ValueOf(ref), goal)) return kFree;
    return cost_[static_cast<size_t>(ref) * 2 + (Raises(goal) ? 1 : 0)];
  }

  // Appends the changes of the cheapest set.
  void Collect(int32_t ref, Goal goal, std::vector<LeafChange>& out) {
    if (IsLeaf(ref)) {
      const LeafState value = state_->leaf(~ref);
      if (value != LeafState::kNotApplicable && IsMet(value, goal)) return;
      out.push_back({~ref, Raises(goal)});
      return;
    }
    if (IsMet(state_->ValueOf(ref), goal)) return;
    const Node& node = net_->nodes[static_cast<size_t>(ref)];
    const Plan plan = MakePlan(node, state_->counts(ref), goal);
    const size_t begin = chosen_.size();
    for (size_t i = 0; i < static_cast<size_t>(plan.take) && i < scratch_.size(); ++i) {
      chosen_.push_back(scratch_[i].ref);
    }
    for (size_t i = begin; i < chosen_.size(); ++i) Collect(chosen_[i], plan.goal, out);
    chosen_.resize(begin);
  }

  // The cheapest of several nodes or leaves, where it beats `best`.
  void CheapestOf(const std::vector<int32_t>& refs, Goal goal, Cost& best,
                  int32_t& best_ref) const {
    for (const int32_t ref : refs) {
      const Cost cost = CostOf(ref, goal);
      if (!(cost < best)) continue;
      best = cost;
      best_ref = ref;
    }
  }

 private:
  static Goal Opposite(Goal goal) {
    switch (goal) {
      case Goal::kNotTrue:
        return Goal::kNotFalse;
      case Goal::kNotFalse:
        return Goal::kNotTrue;
      case Goal::kTrue:
        return Goal::kFalse;
      case Goal::kFalse:
        break;
    }
    return Goal::kTrue;
  }
  static bool IsMet(LeafState value, Goal goal) {
    switch (goal) {
      case Goal::kNotTrue:
        return value != LeafState::kTrue;
      case Goal::kNotFalse:
        return value != LeafState::kFalse;
      case Goal::kTrue:
        return value == LeafState::kTrue;
      case Goal::kFalse:
        return value == LeafState::kFalse;
    }
    return false;
  }
  static bool Raises(Goal goal) { return goal == Goal::kNotFalse || goal == Goal::kTrue; }

  // How a node reaches a goal: every one of the parts in scratch_, or the `take` cheapest of them.
  struct Plan {
    int64_t take = 0;
    Goal goal = Goal::kTrue;
  };
  // Fills scratch_ with the parts that can be changed for it.
  Plan MakePlan(const Node& node, const NodeState& counts, Goal goal) {
    const Part* parts = net_->PartsOf(node);
    scratch_.clear();
    const bool raises = Raises(goal);
    Plan plan{1, goal};
    // Which parts take part: those that apply and are not there yet, and those that do not apply.
    bool with_applicable = true;
    bool with_inapplicable = false;
    switch (node.op) {
      case Op::kNot:
        plan.goal = Opposite(goal);
        with_inapplicable = true;
        break;
      case Op::kAll:
      case Op::kCap:
      case Op::kAny:
        if (raises == (node.op == Op::kAny)) {  // One part is enough.
          with_inapplicable = true;
        } else if (counts.app == 0) {  // One must apply, and then it is all.
          with_inapplicable = true;
        } else {
          plan.take = -1;  // Every part that applies.
        }
        break;
      case Op::kAtLeast:
        if (goal == Goal::kTrue) {
          plan.take = node.need - counts.low;
          with_inapplicable = true;
        } else if (goal == Goal::kNotFalse) {
          plan.take = node.need - (counts.low + counts.mid);
          with_inapplicable = true;
        } else if (goal == Goal::kNotTrue) {
          plan.take = counts.low - node.need + 1;
        } else if (counts.app >= node.need) {
          plan.take = counts.low + counts.mid - node.need + 1;
        } else {
          plan.take = node.need - counts.app;
          with_applicable = false;
          with_inapplicable = true;
        }
        break;
      case Op::kScore:
        break;
    }
    for (int32_t i = 0; i < node.part_count; ++i) {
      const LeafState value = state_->ValueOf(parts[i].ref);
      const bool applies = value != LeafState::kNotApplicable;
      if (applies ? (!with_applicable || IsMet(value, plan.goal)) : !with_inapplicable) continue;
      scratch_.push_back({CostOf(parts[i].ref, plan.goal), parts[i].ref});
    }
    if (plan.take < 0) plan.take = static_cast<int64_t>(scratch_.size());
    if (scratch_.empty()) {
      plan.take = 0;
    } else if (plan.take == 1) {
      std::swap(scratch_.front(), *std::min_element(scratch_.begin(), scratch_.end()));
    } else if (plan.take < static_cast<int64_t>(scratch_.size())) {
      std::sort(scratch_.begin(), scratch_.end());
    }
    return plan;
  }

  struct Choice {
    Cost cost;
    int32_t ref = 0;
    friend bool operator<(const Choice& a, const Choice& b) { return a.cost < b.cost; }
  };

  const State* state_ = nullptr;
  const Network* net_ = nullptr;
  std::vector<Cost> cost_;  // two a node: lowering, raising
  std::vector<Choice> scratch_;
  std::vector<int32_t> chosen_;
};

}  // namespace readiness::decision::internal
