// readiness/decision/internal/flip.h: the fewest leaves whose change to PASS or FAIL alters a
// verdict.
//
// Plain conjuncts (each leaf occurs once, no score) are solved exactly at any size by one pass from
// the leaves up: the cheapest set of a node is a sum, a minimum or the m cheapest of those of its
// parts; the sets are disjoint, so ties by path order compare first elements only. Other components
// are searched by rising size in path order up to kMaxSearchedLeaves leaves; beyond, or out of
// budget, a witness is thinned to a subset-minimal set and marked as not exact.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "readiness/decision/internal/forcing.h"
#include "readiness/decision/internal/state.h"

namespace readiness::decision::internal {

inline constexpr size_t kMaxSearchedLeaves = 20;

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

class FlipFinder {
 public:
  // The state holds the gate as judged, and is put back. Returns the verdict after the flip, or
  // kUnspecified where no change of leaves alters the verdict (or none was found: is_exact false).
  model::Verdict Find(State& state, model::Verdict verdict, std::vector<LeafChange>& out,
                      bool& is_exact) {
    state_ = &state;
    net_ = &state.network();
    is_exact_ = true;
    out.clear();
    model::Verdict after = model::Verdict::kUnspecified;
    switch (verdict) {
      case model::Verdict::kGo:
        if (Break(out)) after = kUnchecked;
        break;
      case model::Verdict::kNoGo:
        if (Unrefute(out)) after = kUnchecked;
        break;
      case model::Verdict::kHold:
        after = Settle(out);
        break;
      case model::Verdict::kUnspecified:
        break;
    }
    is_exact = is_exact_ && state.is_exact();
    if (after == kUnchecked) after = VerdictAfter(out);
    return after;
  }

 private:
  static constexpr auto kUnchecked = static_cast<model::Verdict>(-1);
  // What a set of changes makes of a node: not true, not false; true, false in every completion.
  enum class Goal : uint8_t { kNotTrue, kNotFalse, kTrue, kFalse };

  // ---- the plain component -------------------------------------------------------------------

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

  [[nodiscard]] Cost CostOf(int32_t ref, Goal goal) const {
    if (IsLeaf(ref)) {
      const LeafState value = state_->leaf(~ref);
      if (value != LeafState::kNotApplicable && IsMet(value, goal)) return kFree;
      return {1, net_->rank[static_cast<size_t>(~ref)]};
    }
    if (IsMet(state_->ValueOf(ref), goal)) return kFree;
    return cost_[static_cast<size_t>(ref) * 2 + (Raises(goal) ? 1 : 0)];
  }

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

  void FindCosts(bool strong) {
    cost_.resize(net_->nodes.size() * 2);
    const size_t conjunct_nodes = net_->nodes.size() - 2;
    for (size_t n = 0; n < conjunct_nodes; ++n) {
      const Node& node = net_->nodes[n];
      if (node.op == Op::kScore) continue;  // Never inside the plain component.
      for (const bool raises : {false, true}) {
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

  void CheapestOf(const std::vector<int32_t>& refs, Goal goal, Cost& best,
                  int32_t& best_ref) const {
    for (const int32_t ref : refs) {
      const Cost cost = CostOf(ref, goal);
      if (!(cost < best)) continue;
      best = cost;
      best_ref = ref;
    }
  }

  // ---- the three questions ---------------------------------------------------------------------

  // GO: make some conjunct not valid. One component does it.
  bool Break(std::vector<LeafChange>& out) {
    const Component& plain = net_->components[kPlainComponent];
    FindCosts(/*strong=*/false);
    Cost best = kImpossible;
    int32_t best_ref = 0;
    CheapestOf(plain.musts, Goal::kNotTrue, best, best_ref);
    CheapestOf(plain.shoulds, Goal::kNotTrue, best, best_ref);
    found_.clear();
    const bool found = BestOfComponents(Aim::kNotValid, best, found_);
    if (found) {
      out = found_;
      return true;
    }
    if (best.count >= kNever) return false;
    Collect(best_ref, Goal::kNotTrue, out);
    SortByRank(out);
    return true;
  }

  // NO_GO: let every refuted component go free.
  bool Unrefute(std::vector<LeafChange>& out) {
    FindCosts(/*strong=*/false);
    for (const int32_t ref : net_->components[kPlainComponent].musts) {
      if (state_->ValueOf(ref) == LeafState::kFalse) Collect(ref, Goal::kNotFalse, out);
    }
    for (int32_t c = 1; c < static_cast<int32_t>(net_->components.size()); ++c) {
      if (!state_->IsRefuted(c)) continue;
      found_.clear();
      if (!Search(c, Aim::kNotRefuted, kNever, found_)) {
        out.clear();
        return false;
      }
      out.insert(out.end(), found_.begin(), found_.end());
    }
    SortByRank(out);
    return true;
  }

  // HOLD: refute one component, or make every conjunct valid, whichever takes fewer changes.
  model::Verdict Settle(std::vector<LeafChange>& out) {
    if (!state_->has_applicable_must()) return SettleOne(out);
    const Component& plain = net_->components[kPlainComponent];
    FindCosts(/*strong=*/true);
    Cost refuting = kImpossible;
    int32_t refuting_ref = 0;
    CheapestOf(plain.musts, Goal::kFalse, refuting, refuting_ref);
    to_no_go_.clear();
    bool can_refute = BestOfComponents(Aim::kRefuted, refuting, to_no_go_);
    if (!can_refute && refuting.count < kNever) {
      Collect(refuting_ref, Goal::kFalse, to_no_go_);
      can_refute = true;
    }
    SortByRank(to_no_go_);

    const int32_t limit = can_refute ? static_cast<int32_t>(to_no_go_.size()) : kNever;
    bool can_go = true;
    to_go_.clear();
    Cost total;
    for (const auto* refs : {&plain.musts, &plain.shoulds}) {
      for (const int32_t ref : *refs) {
        if (state_->ValueOf(ref) != LeafState::kNotApplicable) {
          total.count = std::min(total.count + CostOf(ref, Goal::kTrue).count, kNever);
        }
      }
    }
    can_go = can_go && total.count <= limit;
    if (can_go) {
      for (const auto* refs : {&plain.musts, &plain.shoulds}) {
        for (const int32_t ref : *refs) {
          if (state_->ValueOf(ref) != LeafState::kNotApplicable) Collect(ref, Goal::kTrue, to_go_);
        }
      }
      for (int32_t c = 1; can_go && c < static_cast<int32_t>(net_->components.size()); ++c) {
        if (state_->IsValid(c)) continue;
        found_.clear();
        can_go = Search(c, Aim::kValid, limit - static_cast<int32_t>(to_go_.size()), found_);
        to_go_.insert(to_go_.end(), found_.begin(), found_.end());
      }
      SortByRank(to_go_);
      can_go = can_go && static_cast<int32_t>(to_go_.size()) <= limit;
    }
    if (can_go && can_refute && to_go_.size() == to_no_go_.size()) {
      for (size_t i = 0; i < to_go_.size(); ++i) {
        const auto go = net_->rank[static_cast<size_t>(to_go_[i].leaf)];
        const auto no_go = net_->rank[static_cast<size_t>(to_no_go_[i].leaf)];
        if (go == no_go) continue;
        can_go = go < no_go;
        break;
      }
    }
    if (can_go) {
      out = to_go_;
      return model::Verdict::kGo;
    }
    if (!can_refute) return model::Verdict::kUnspecified;
    out = to_no_go_;
    return model::Verdict::kNoGo;
  }

  // Where no must applies, one change makes one apply, and fail: so the answer is a single leaf.
  model::Verdict SettleOne(std::vector<LeafChange>& out) {
    for (const int32_t leaf : net_->order) {
      if (net_->leaf_component[static_cast<size_t>(leaf)] < 0) continue;
      for (const bool to_pass : {true, false}) {
        out.assign(1, {leaf, to_pass});
        const model::Verdict after = VerdictAfter(out);
        if (after != model::Verdict::kHold) return after;
      }
    }
    out.clear();
    return model::Verdict::kUnspecified;
  }

  // ---- the other components ------------------------------------------------------------------

  enum class Aim : uint8_t { kNotValid, kNotRefuted, kValid, kRefuted };
  static bool AimRaises(Aim aim) { return aim == Aim::kNotRefuted || aim == Aim::kValid; }
  static bool AimIsStrong(Aim aim) { return aim == Aim::kValid || aim == Aim::kRefuted; }

  bool Reached(int32_t c, Aim aim) {
    switch (aim) {
      case Aim::kNotValid:
        return !state_->IsValid(c);
      case Aim::kNotRefuted:
        return !state_->IsRefuted(c);
      case Aim::kValid:
        return state_->IsValid(c);
      case Aim::kRefuted:
        return state_->IsRefuted(c);
    }
    return false;
  }

  // The cheapest set of one component, where it beats `bound`.
  bool BestOfComponents(Aim aim, Cost bound, std::vector<LeafChange>& best) {
    bool found = false;
    for (int32_t c = 1; c < static_cast<int32_t>(net_->components.size()); ++c) {
      candidate_.clear();
      if (!Search(c, aim, bound.count, candidate_)) continue;
      const Cost cost{static_cast<int32_t>(candidate_.size()),
                      net_->rank[static_cast<size_t>(candidate_.front().leaf)]};
      if (!(cost < bound)) continue;
      bound = cost;
      best = candidate_;
      found = true;
    }
    return found;
  }

  // Fills `out`, in path order, with a set of at most `limit` changes that reaches the aim.
  bool Search(int32_t c, Aim aim, int32_t limit, std::vector<LeafChange>& out) {
    const Component& component = net_->components[static_cast<size_t>(c)];
    if (!IsReachable(c, aim)) return false;
    if (component.leaves.size() <= kMaxSearchedLeaves) {
      const auto most = std::min(static_cast<int32_t>(component.leaves.size()), limit);
      bool out_of_budget = false;
      for (int32_t size = 1; size <= most; ++size) {
        if (Extend(c, aim, size, 0, out, out_of_budget)) return true;
        if (out_of_budget) break;
      }
      if (!out_of_budget) return false;
    }
    is_exact_ = false;
    return Thin(c, aim, out) && static_cast<int32_t>(out.size()) <= limit;
  }

  // Sets every leaf of the component aside, and asks whether any assignment reaches the aim.
  bool IsReachable(int32_t c, Aim aim) {
    const Component& component = net_->components[static_cast<size_t>(c)];
    saved_.clear();
    bool all_apply = true;
    for (const int32_t leaf : component.leaves) {
      saved_.push_back(state_->leaf(leaf));
      all_apply = all_apply && saved_.back() != LeafState::kNotApplicable;
      state_->Set(leaf, LeafState::kUnknown);
    }
    const bool was_exact = state_->is_exact();
    bool reachable = false;
    switch (aim) {
      case Aim::kNotValid:
        reachable = !state_->IsValid(c);
        break;
      case Aim::kNotRefuted:
        reachable = !state_->IsRefuted(c);
        break;
      case Aim::kValid:
        reachable = state_->Complete(c, [this, c] {
          const ComponentState& s = state_->component(c);
          return s.must_false == 0 && s.should_false == 0 &&
                 (!HasOpenMixed(c) || (s.must_open == 0 && s.should_open == 0));
        });
        break;
      case Aim::kRefuted:
        reachable = state_->Complete(c, [this, c] {
          const ComponentState& s = state_->component(c);
          return HasOpenMixed(c) ? s.must_false > 0 : s.must_open > 0;
        });
        break;
    }
    // Not known: look. A leaf that goes on not to apply may reach what no assignment does.
    reachable = reachable || !all_apply || (was_exact && !state_->is_exact());
    for (size_t i = 0; i < component.leaves.size(); ++i) {
      state_->Set(component.leaves[i], saved_[i]);
    }
    return reachable;
  }
  [[nodiscard]] bool HasOpenMixed(int32_t c) const {
    for (const int32_t leaf : net_->components[static_cast<size_t>(c)].mixed) {
      if (state_->leaf(leaf) == LeafState::kUnknown) return true;
    }
    return false;
  }

  // Depth first over sets of exactly `size` more leaves from place `from` on, in path order. Leaves
  // that could go both ways wait in two_way_ until the set is full.
  bool Extend(int32_t c, Aim aim, int32_t size, size_t from, std::vector<LeafChange>& out,
              bool& out_of_budget) {
    if (size == 0) return TryBothWays(c, aim, 0, out);
    const auto& leaves = net_->components[static_cast<size_t>(c)].leaves;
    for (size_t i = from; i + static_cast<size_t>(size) <= leaves.size(); ++i) {
      const int32_t leaf = leaves[i];
      const LeafState was = state_->leaf(leaf);
      if (was == LeafState::kUnknown && !AimIsStrong(aim)) continue;  // It is free already.
      const bool is_mixed = net_->polarity[static_cast<size_t>(leaf)] == 3;
      const bool is_known = was == LeafState::kTrue || was == LeafState::kFalse;
      const LeafState to = !is_mixed                 ? Extreme(*net_, leaf, AimRaises(aim))
                           : was == LeafState::kTrue ? LeafState::kFalse
                                                     : LeafState::kTrue;
      if (to == was) continue;
      if (state_->budget <= 0) {
        out_of_budget = true;
        return false;
      }
      out.push_back({leaf, to == LeafState::kTrue});
      const bool waits = is_mixed && !is_known;
      if (waits) {
        two_way_.push_back(out.size() - 1);
      } else {
        state_->Set(leaf, to);
      }
      const bool found = Extend(c, aim, size - 1, i + 1, out, out_of_budget);
      if (waits) {
        two_way_.pop_back();
      } else {
        state_->Set(leaf, was);
      }
      if (found) return true;
      out.pop_back();
      if (out_of_budget) return false;
    }
    return false;
  }
  // Tries the leaves of two_way_ from place `from` on both ways, PASS first.
  bool TryBothWays(int32_t c, Aim aim, size_t from, std::vector<LeafChange>& out) {
    if (from == two_way_.size()) return Reached(c, aim);
    LeafChange& change = out[two_way_[from]];
    const LeafState was = state_->leaf(change.leaf);
    bool found = false;
    for (const bool to_pass : {true, false}) {
      change.to_pass = to_pass;
      state_->Set(change.leaf, to_pass ? LeafState::kTrue : LeafState::kFalse);
      found = TryBothWays(c, aim, from + 1, out);
      if (found) break;
    }
    state_->Set(change.leaf, was);
    return found;
  }

  // Takes a witness and undoes its changes from the end of the path order as long as the aim stays.
  bool Thin(int32_t c, Aim aim, std::vector<LeafChange>& out) {
    const Component& component = net_->components[static_cast<size_t>(c)];
    out.clear();
    saved_.clear();
    for (const int32_t leaf : component.leaves) saved_.push_back(state_->leaf(leaf));
    for (const int32_t leaf : component.leaves) {
      state_->Set(leaf, net_->polarity[static_cast<size_t>(leaf)] == 3
                            ? LeafState::kUnknown
                            : Extreme(*net_, leaf, AimRaises(aim)));
    }
    bool found = state_->Complete(c, [this, c, aim] {
      const ComponentState& s = state_->component(c);
      switch (aim) {
        case Aim::kNotValid:
          return s.must_false > 0 || s.should_false > 0;
        case Aim::kNotRefuted:
        case Aim::kValid:
          return s.must_open == 0 && (aim == Aim::kNotRefuted || s.should_open == 0);
        case Aim::kRefuted:
          return s.must_false > 0;
      }
      return false;
    });
    if (found) {
      for (size_t i = component.leaves.size(); i-- > 0;) {
        const int32_t leaf = component.leaves[i];
        const LeafState changed = state_->leaf(leaf);
        if (changed == saved_[i]) continue;
        state_->Set(leaf, saved_[i]);
        if (changed == LeafState::kUnknown || Reached(c, aim)) continue;
        state_->Set(leaf, changed);
        out.push_back({leaf, changed == LeafState::kTrue});
      }
      SortByRank(out);
      found = Reached(c, aim);
      if (!found) out.clear();
    }
    for (size_t i = 0; i < component.leaves.size(); ++i) {
      state_->Set(component.leaves[i], saved_[i]);
    }
    return found;
  }

  void SortByRank(std::vector<LeafChange>& changes) const {
    std::sort(changes.begin(), changes.end(), [this](const LeafChange& a, const LeafChange& b) {
      return net_->rank[static_cast<size_t>(a.leaf)] < net_->rank[static_cast<size_t>(b.leaf)];
    });
  }

  // Applies the changes, judges, and puts them back.
  model::Verdict VerdictAfter(const std::vector<LeafChange>& changes) {
    undo_.clear();
    for (const LeafChange& change : changes) {
      undo_.push_back(state_->leaf(change.leaf));
      state_->Set(change.leaf, change.to_pass ? LeafState::kTrue : LeafState::kFalse);
    }
    const model::Verdict after = JudgeGate(*state_);
    for (size_t i = changes.size(); i-- > 0;) state_->Set(changes[i].leaf, undo_[i]);
    return after;
  }

  struct Choice {
    Cost cost;
    int32_t ref = 0;
    friend bool operator<(const Choice& a, const Choice& b) { return a.cost < b.cost; }
  };

  State* state_ = nullptr;
  const Network* net_ = nullptr;
  bool is_exact_ = true;
  std::vector<Cost> cost_;  // two a node: lowering, raising
  std::vector<Choice> scratch_;
  std::vector<int32_t> chosen_;
  std::vector<size_t> two_way_;
  std::vector<LeafChange> found_, candidate_, to_go_, to_no_go_;
  std::vector<LeafState> saved_, undo_;
};

}  // namespace readiness::decision::internal
