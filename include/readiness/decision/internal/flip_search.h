// readiness/decision/internal/flip_search.h: the fewest changes of leaves in a component whose
// conjuncts share leaves or have scores: searched by rising size in path order, up to
// kMaxSearchedLeaves leaves; beyond, or out of budget, a witness is thinned to a subset-minimal
// set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "readiness/decision/internal/forcing.h"
#include "readiness/decision/internal/plain_flip.h"
#include "readiness/decision/internal/state.h"

namespace readiness::decision::internal {

inline constexpr size_t kMaxSearchedLeaves = 20;

// What changes make of a component: not valid, not refuted; valid, refuted.
enum class Aim : uint8_t { kNotValid, kNotRefuted, kValid, kRefuted };

// Puts changes in path order.
inline void SortByRank(const Network& net, std::vector<LeafChange>& changes) {
  std::sort(changes.begin(), changes.end(), [&net](const LeafChange& a, const LeafChange& b) {
    return net.rank[static_cast<size_t>(a.leaf)] < net.rank[static_cast<size_t>(b.leaf)];
  });
}

class FlipSearch {
 public:
  // The state is searched in and put back.
  void Start(State& state) {
    state_ = &state;
    net_ = &state.network();
    is_exact_ = true;
  }
  // False once a set was found that may not be the smallest.
  [[nodiscard]] bool is_exact() const { return is_exact_; }

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

 private:
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
      SortByRank(*net_, out);
      found = Reached(c, aim);
      if (!found) out.clear();
    }
    for (size_t i = 0; i < component.leaves.size(); ++i) {
      state_->Set(component.leaves[i], saved_[i]);
    }
    return found;
  }

  State* state_ = nullptr;
  const Network* net_ = nullptr;
  bool is_exact_ = true;
  std::vector<size_t> two_way_;
  std::vector<LeafChange> candidate_;
  std::vector<LeafState> saved_;
};

}  // namespace readiness::decision::internal
