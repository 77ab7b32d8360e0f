// readiness/engine/internal/verdict_gate.h: the smallest gate that has the verdict of a large one.
//
// A question that stands for itself alone, in no formula, moves the verdict by its level and its
// state only, and a second one of the same level and state moves it no further: a conjunction that
// holds x also holds x and x, and of two unknown leaves that nothing else reads both may pass and
// either may fail, as of one. So one of each kind stands for all; leaves that formulas read, or
// that are formulas, stay as they are. Nothing is explained by such a gate.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "readiness/base/status.h"
#include "readiness/decision/expression.h"
#include "readiness/decision/gate.h"
#include "readiness/decision/truth.h"
#include "readiness/model/verdict.h"

namespace readiness::engine::internal {

// Appends the leaves that the expression reads.
inline void CollectLeaves(const decision::Expression& expression, std::vector<int32_t>& leaves) {
  if (expression.kind == decision::Expression::Kind::kLeaf) leaves.push_back(expression.leaf);
  for (const decision::Expression& part : expression.parts) CollectLeaves(part, leaves);
}
inline void SortAndDropTwins(std::vector<int32_t>& leaves) {
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
}
// The place of a leaf among sorted ones, or -1.
[[nodiscard]] inline int32_t PlaceOf(const std::vector<int32_t>& leaves, int32_t leaf) {
  const auto found = std::lower_bound(leaves.begin(), leaves.end(), leaf);
  return found == leaves.end() || *found != leaf ? -1
                                                 : static_cast<int32_t>(found - leaves.begin());
}
// The same expression over the places of its leaves among `leaves`, which has them all.
inline void Renumber(decision::Expression& expression, const std::vector<int32_t>& leaves) {
  if (expression.kind == decision::Expression::Kind::kLeaf) {
    expression.leaf = PlaceOf(leaves, expression.leaf);
  }
  for (decision::Expression& part : expression.parts) Renumber(part, leaves);
}

class VerdictGate {
 public:
  // `formula_leaves`: the leaves that any of the conditions' expressions reads, in any order.
  explicit VerdictGate(std::vector<int32_t> formula_leaves) : leaves_(std::move(formula_leaves)) {
    SortAndDropTwins(leaves_);
    states_.resize(leaves_.size(), decision::LeafState::kUnknown);
  }

  // The state of a leaf. Only those of formulas matter.
  void SetState(int32_t leaf, decision::LeafState state) {
    if (const int32_t place = PlaceOf(leaves_, leaf); place >= 0) {
      states_[static_cast<size_t>(place)] = state;
    }
  }
  // A condition that is a formula.
  void Add(model::Level level, decision::Expression expression) {
    Renumber(expression, leaves_);
    conditions_.push_back({level, std::move(expression)});
  }
  // A condition that is one leaf, MUST or SHOULD.
  void AddLeaf(model::Level level, int32_t leaf, decision::LeafState state) {
    if (const int32_t place = PlaceOf(leaves_, leaf); place >= 0) {
      conditions_.push_back({level, decision::Leaf(place)});
    } else {
      AddAlone(level, state);
    }
  }
  // A condition on what no formula reads, MUST or SHOULD.
  void AddAlone(model::Level level, decision::LeafState state) {
    auto& seen = level == model::Level::kMust ? seen_musts_ : seen_shoulds_;
    bool& is_there = seen[static_cast<size_t>(state)];
    if (is_there) return;
    is_there = true;
    conditions_.push_back({level, decision::Leaf(static_cast<int32_t>(states_.size()))});
    states_.push_back(state);
  }

  [[nodiscard]] absl::StatusOr<model::Verdict> Judge() && {
    decision::GateSpec spec;
    spec.leaves.reserve(states_.size());
    for (size_t i = 0; i < states_.size(); ++i) spec.leaves.push_back({std::to_string(i)});
    spec.conditions = std::move(conditions_);
    READINESS_ASSIGN_OR_RETURN(const decision::Gate gate, decision::Gate::Compile(spec));
    decision::Workspace workspace;
    READINESS_ASSIGN_OR_RETURN(const decision::GateVerdict judged, gate.Judge(states_, workspace));
    return judged.verdict;
  }

 private:
  std::vector<int32_t> leaves_;  // Of formulas: sorted; their places come first.
  std::vector<decision::LeafState> states_;
  std::vector<decision::GateCondition> conditions_;
  std::array<bool, 4> seen_musts_{};
  std::array<bool, 4> seen_shoulds_{};
};

}  // namespace readiness::engine::internal
