// readiness/decision/internal/flip.h: the fewest leaves whose change to PASS or FAIL alters a
// verdict.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "readiness/decision/internal/flip_search.h"
#include "readiness/decision/internal/forcing.h"
#include "readiness/decision/internal/plain_flip.h"
#include "readiness/decision/internal/state.h"

namespace readiness::decision::internal {

class FlipFinder {
 public:
  // The state holds the gate as judged, and is put back. Returns the verdict after the flip, or
  // kUnspecified where no change of leaves alters the verdict (or none was found: is_exact false).
  model::Verdict Find(State& state, model::Verdict verdict, std::vector<LeafChange>& out,
                      bool& is_exact) {
    state_ = &state;
    net_ = &state.network();
    search_.Start(state);
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
    is_exact = search_.is_exact() && state.is_exact();
    if (after == kUnchecked) after = VerdictAfter(out);
    return after;
  }

 private:
  static constexpr auto kUnchecked = static_cast<model::Verdict>(-1);

  // GO: make some conjunct not valid. One component does it.
  bool Break(std::vector<LeafChange>& out) {
    const Component& plain = net_->components[kPlainComponent];
    plain_.FindCosts(*state_, /*strong=*/false, Direction::kLower);
    Cost best = kImpossible;
    int32_t best_ref = 0;
    plain_.CheapestOf(plain.musts, Goal::kNotTrue, best, best_ref);
    plain_.CheapestOf(plain.shoulds, Goal::kNotTrue, best, best_ref);
    found_.clear();
    const bool found = search_.BestOfComponents(Aim::kNotValid, best, found_);
    if (found) {
      out = found_;
      return true;
    }
    if (best.count >= kNever) return false;
    plain_.Collect(best_ref, Goal::kNotTrue, out);
    SortByRank(*net_, out);
    return true;
  }

  // NO_GO: let every refuted component go free.
  bool Unrefute(std::vector<LeafChange>& out) {
    plain_.FindCosts(*state_, /*strong=*/false, Direction::kRaise);
    for (const int32_t ref : net_->components[kPlainComponent].musts) {
      if (state_->ValueOf(ref) == LeafState::kFalse) plain_.Collect(ref, Goal::kNotFalse, out);
    }
    for (int32_t c = 1; c < static_cast<int32_t>(net_->components.size()); ++c) {
      if (!state_->IsRefuted(c)) continue;
      found_.clear();
      if (!search_.Search(c, Aim::kNotRefuted, kNever, found_)) {
        out.clear();
        return false;
      }
      out.insert(out.end(), found_.begin(), found_.end());
    }
    SortByRank(*net_, out);
    return true;
  }

  // HOLD: refute one component, or make every conjunct valid, whichever takes fewer changes.
  model::Verdict Settle(std::vector<LeafChange>& out) {
    if (!state_->has_applicable_must()) return SettleOne(out);
    const Component& plain = net_->components[kPlainComponent];
    plain_.FindCosts(*state_, /*strong=*/true, Direction::kBoth);
    Cost refuting = kImpossible;
    int32_t refuting_ref = 0;
    plain_.CheapestOf(plain.musts, Goal::kFalse, refuting, refuting_ref);
    to_no_go_.clear();
    bool can_refute = search_.BestOfComponents(Aim::kRefuted, refuting, to_no_go_);
    if (!can_refute && refuting.count < kNever) {
      plain_.Collect(refuting_ref, Goal::kFalse, to_no_go_);
      can_refute = true;
    }
    SortByRank(*net_, to_no_go_);

    const int32_t limit = can_refute ? static_cast<int32_t>(to_no_go_.size()) : kNever;
    bool can_go = true;
    to_go_.clear();
    Cost total;
    for (const auto* refs : {&plain.musts, &plain.shoulds}) {
      for (const int32_t ref : *refs) {
        if (state_->ValueOf(ref) != LeafState::kNotApplicable) {
          total.count = std::min(total.count + plain_.CostOf(ref, Goal::kTrue).count, kNever);
        }
      }
    }
    can_go = can_go && total.count <= limit;
    if (can_go) {
      for (const auto* refs : {&plain.musts, &plain.shoulds}) {
        for (const int32_t ref : *refs) {
          if (state_->ValueOf(ref) != LeafState::kNotApplicable)
            plain_.Collect(ref, Goal::kTrue, to_go_);
        }
      }
      for (int32_t c = 1; can_go && c < static_cast<int32_t>(net_->components.size()); ++c) {
        if (state_->IsValid(c)) continue;
        found_.clear();
        can_go =
            search_.Search(c, Aim::kValid, limit - static_cast<int32_t>(to_go_.size()), found_);
        to_go_.insert(to_go_.end(), found_.begin(), found_.end());
      }
      SortByRank(*net_, to_go_);
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

  State* state_ = nullptr;
  const Network* net_ = nullptr;
  PlainFlip plain_;
  FlipSearch search_;
  std::vector<LeafChange> found_, to_go_, to_no_go_;
  std::vector<LeafState> undo_;
};

}  // namespace readiness::decision::internal
